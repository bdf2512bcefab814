//! Which decisions a formula can take, and which of them it took over given facts: how far worked
//! examples cover a rule.

use std::collections::BTreeSet;

use super::aloud::{Reader, plainly};
use super::{Expr, Facts, Function, Known, Value, functions};

/// Longer words for what is compared tell a reader no more.
const MOST_SAID: usize = 24;

/// One way out of one decision point: where the point stands in the formula, and which way it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId {
    /// The way from the whole formula to the decision: which operand or argument, at each step.
    path: Vec<usize>,
    /// Which way out.
    arm: usize,
}

/// One way that a decision of a formula can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What it is known by.
    pub id: BranchId,
    /// When it is taken, in words.
    pub aloud: String,
    /// Conditions that do not hold where it is taken.
    pub denied: Vec<Expr>,
    /// The comparison that it wins, where it is an argument of `MIN` or `MAX`.
    pub won: Option<Won>,
}

/// An argument of `MIN` or `MAX` that is the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Won {
    /// `MIN` or `MAX`.
    pub function: Function,
    /// The argument.
    pub argument: Expr,
    /// The other arguments.
    pub others: Vec<Expr>,
}

impl Expr {
    /// Every way that a decision in the formula can go: each arm of `IF`, `IFS` and `IFERROR`, each
    /// of several arguments of `MIN` and `MAX`.
    #[must_use]
    pub fn branches(&self) -> Vec<Branch> {
        let mut branches = Vec::new();
        self.collect_branches(&mut Vec::new(), &[], &mut branches);
        branches
    }

    /// The branches that the evaluation over `facts` takes. A decision inside of a branch that is
    /// not taken is not reached; where `MIN` or `MAX` have a tie, all that are equal are taken; what
    /// cannot be decided takes none.
    #[must_use]
    pub fn taken(&self, facts: &dyn Facts) -> BTreeSet<BranchId> {
        let mut taken = BTreeSet::new();
        self.collect_taken(facts, &mut Vec::new(), &mut taken);
        taken
    }

    /// The numbers and texts that the formula names, percentages as the rates that they are.
    #[must_use]
    pub fn literals(&self) -> Vec<Value> {
        match self {
            Self::Number(number) => vec![Value::Number(number.clone())],
            Self::Text(text) => vec![Value::Text(text.clone())],
            Self::Percent(_) => {
                let rate = self.number(&|_: &str| Known::Missing);
                rate.map(Value::Number).into_iter().collect()
            }
            other => other.parts().into_iter().flat_map(Self::literals).collect(),
        }
    }

    fn collect_branches(&self, path: &mut Vec<usize>, denied: &[Expr], branches: &mut Vec<Branch>) {
        for (arm, aloud) in self.arms().into_iter().enumerate() {
            let id = BranchId { path: path.clone(), arm };
            branches.push(Branch { id, aloud, denied: self.denied_in(arm, denied), won: self.won_by(arm) });
        }
        for (index, part) in self.parts().into_iter().enumerate() {
            path.push(index);
            // The value of an arm stands after its condition; conditions deny only earlier ones.
            let denied = match self {
                Self::Call(Function::If, _) if index > 0 => self.denied_in(index - 1, denied),
                Self::Call(Function::Ifs, _) => self.denied_in(index / 2, denied),
                _ => denied.to_vec(),
            };
            part.collect_branches(path, &denied, branches);
            path.pop();
        }
    }

    /// The conditions that do not hold in an arm of this very decision, besides `denied`.
    fn denied_in(&self, arm: usize, denied: &[Expr]) -> Vec<Expr> {
        let own: Vec<Expr> = match self {
            Self::Call(Function::If, arguments) if arm == 1 => arguments.iter().take(1).cloned().collect(),
            Self::Call(Function::Ifs, arguments) => arguments.iter().step_by(2).take(arm).cloned().collect(),
            _ => Vec::new(),
        };
        denied.iter().cloned().chain(own).collect()
    }

    /// What an arm of this very decision wins, where it is a comparison.
    fn won_by(&self, arm: usize) -> Option<Won> {
        let Self::Call(function @ (Function::Min | Function::Max), arguments) = self else { return None };
        let others = arguments.iter().enumerate().filter(|(index, _)| *index != arm);
        let others = others.map(|(_, other)| other.clone()).collect();
        Some(Won { function: *function, argument: arguments.get(arm)?.clone(), others })
    }

    /// The ways out of this very decision, in words; none where it is no decision.
    fn arms(&self) -> Vec<String> {
        let reader = Reader { facts: None, show: &plainly };
        let read = |expr: &Self| reader.read(expr, 0);
        match self {
            Self::Call(Function::If, arguments) => match arguments.as_slice() {
                [condition, ..] => vec![read(condition), reader.negation(condition)],
                [] => Vec::new(),
            },
            Self::Call(Function::Ifs, arguments) => {
                let conditions = arguments.iter().step_by(2).map(read);
                let later =
                    |(arm, said)| if arm == 0 { said } else { format!("前述情形均不符合，{said}") };
                conditions.enumerate().map(later).collect()
            }
            Self::Call(Function::IfError, arguments) => match arguments.as_slice() {
                [tried, ..] => vec![format!("{}可以计算", read(tried)), format!("{}无法计算", read(tried))],
                [] => Vec::new(),
            },
            Self::Call(function @ (Function::Min | Function::Max), arguments) if arguments.len() > 1 => {
                let said: Vec<String> =
                    arguments.iter().map(|argument| brief(argument, read(argument))).collect();
                let is_min = *function == Function::Min;
                if let ([one, other], false) = (said.as_slice(), arguments.iter().any(Self::is_column)) {
                    let (first, second) =
                        if is_min { ("不大于", "不小于") } else { ("不小于", "不大于") };
                    return vec![format!("{one}{first}{other}"), format!("{one}{second}{other}")];
                }
                let which = if is_min { "最小的" } else { "最大的" };
                let all = said.join("、");
                said.iter().map(|own| format!("{all}中{which}为{own}")).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is a column, which stands for its own extreme.
    fn is_column(&self) -> bool {
        matches!(self, Self::Name(name) if name.contains('['))
    }

    fn collect_taken(&self, facts: &dyn Facts, path: &mut Vec<usize>, taken: &mut BTreeSet<BranchId>) {
        let arms = self.arms_taken(facts);
        let parts = self.parts();
        let reached: Vec<usize> = match self {
            Self::Call(Function::If, _) => std::iter::once(0).chain(arms.iter().map(|arm| arm + 1)).collect(),
            Self::Call(Function::Ifs, _) => {
                // Conditions are looked at up to the first that holds.
                let last = arms.first().copied();
                let conditions = (0..parts.len() / 2).filter(|arm| last.is_none_or(|last| *arm <= last));
                conditions.map(|arm| 2 * arm).chain(last.map(|arm| 2 * arm + 1)).collect()
            }
            Self::Call(Function::IfError, _) => {
                std::iter::once(0).chain(arms.iter().filter(|arm| **arm == 1).copied()).collect()
            }
            _ => (0..parts.len()).collect(),
        };
        taken.extend(arms.into_iter().map(|arm| BranchId { path: path.clone(), arm }));
        for index in reached {
            if let Some(part) = parts.get(index) {
                path.push(index);
                part.collect_taken(facts, path, taken);
                path.pop();
            }
        }
    }

    /// Which ways out of this very decision are taken.
    fn arms_taken(&self, facts: &dyn Facts) -> Vec<usize> {
        match self {
            Self::Call(Function::If, arguments) => {
                let truth = arguments.first().and_then(|condition| condition.truth(facts).ok());
                truth.map(|truth| usize::from(!truth)).into_iter().collect()
            }
            Self::Call(Function::Ifs, arguments) => {
                functions::arm_of_ifs(arguments, facts).ok().flatten().into_iter().collect()
            }
            Self::Call(Function::IfError, arguments) => {
                let arm = match arguments.first().map(|tried| tried.evaluate(facts)) {
                    Some(Ok(_)) => Some(0),
                    Some(Err(stop)) if stop.is_arithmetical() => Some(1),
                    _ => None,
                };
                arm.into_iter().collect()
            }
            Self::Call(function @ (Function::Min | Function::Max), arguments) if arguments.len() > 1 => {
                let Ok(chosen) = self.evaluate(facts) else { return Vec::new() };
                // An argument may be a column; its own extreme is what it brings.
                let wins = |argument: &Self| match argument.evaluate(facts) {
                    Ok(Value::List(list)) if list.is_empty() => false,
                    Ok(_) => {
                        Self::Call(*function, vec![argument.clone()]).evaluate(facts).as_ref() == Ok(&chosen)
                    }
                    Err(_) => false,
                };
                (0..arguments.len()).filter(|index| wins(&arguments[*index])).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// An argument in words, or what stands for it where they would be a sentence of their own.
fn brief(argument: &Expr, said: String) -> String {
    let decides = matches!(argument, Expr::Call(Function::If | Function::Ifs | Function::IfError, _));
    if decides || said.chars().count() > MOST_SAID { "所得分数".to_owned() } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;

    /// The branches that `formula` takes where `x` is this number, in words.
    fn taken(formula: &str, x: &str) -> Vec<String> {
        let expr: Expr = formula.parse().unwrap();
        let facts = |name: &str| match name {
            "x" => Known::Value(Value::Number(x.parse().unwrap())),
            "列[x]" => Known::Value(Value::List([1, 5].map(Number::from).into())),
            "空[x]" => Known::Value(Value::List(Vec::new())),
            _ => Known::Missing,
        };
        let taken = expr.taken(&facts);
        let branches = expr.branches();
        assert!(taken.iter().all(|id| branches.iter().any(|branch| branch.id == *id)));
        branches.into_iter().filter(|branch| taken.contains(&branch.id)).map(|branch| branch.aloud).collect()
    }

    #[test]
    fn nested_decisions_count_only_when_reached() {
        let formula = "IF(x>=90,10,IF(x>=60,MIN(x,70),0))";
        let expr: Expr = formula.parse().unwrap();
        let all: Vec<_> = expr.branches().into_iter().map(|branch| branch.aloud).collect();
        assert_eq!(all, ["x不小于90", "x小于90", "x不小于60", "x小于60", "x不大于70", "x不小于70"]);
        assert_eq!(taken(formula, "95"), ["x不小于90"]);
        assert_eq!(taken(formula, "65"), ["x小于90", "x不小于60", "x不大于70"]);
        assert_eq!(taken(formula, "70"), ["x小于90", "x不小于60", "x不大于70", "x不小于70"]);
        assert_eq!(taken(formula, "10"), ["x小于90", "x小于60"]);
    }

    #[test]
    fn ladders_and_attempts_are_decisions() {
        let formula = "IFS(x>=90,1,x>=60,IFERROR(1/(x-60),2),TRUE,3)";
        assert_eq!(taken(formula, "90"), ["x不小于90"]);
        assert_eq!(taken(formula, "60"), ["前述情形均不符合，x不小于60", "1÷（x－60）无法计算"]);
        assert_eq!(taken(formula, "61"), ["前述情形均不符合，x不小于60", "1÷（x－60）可以计算"]);
        assert_eq!(taken(formula, "0"), ["前述情形均不符合，其余情形"]);
    }

    #[test]
    fn a_single_column_is_no_decision_and_what_is_unknown_takes_none() {
        assert_eq!("MAX(列[x])+SUM(x,1)".parse::<Expr>().unwrap().branches(), []);
        assert_eq!(taken("MAX(列[x],x)", "5").len(), 2);
        assert_eq!(taken("MAX(列[x],x)", "6"), ["列[x]、x中最大的为x"]);
        assert_eq!(taken("MAX(空[x],x)", "0"), ["空[x]、x中最大的为x"]);
        assert_eq!(taken("IF(缺>1,MIN(x,1),2)", "1"), [""; 0]);
        assert_eq!(taken("IFERROR(缺,x)", "1"), [""; 0]);
        assert_eq!(taken("IF(MAX(x,0)>1,2,缺)", "3"), ["x（小于0时按0计）大于1", "x不小于0"]);
    }
}
