//! Reading a formula aloud in Chinese: as a rule (without facts), or as it was applied (with them).

use super::{Expr, Facts, Function, Known, Operator, Value};
use crate::number::Number;

impl Expr {
    /// The rule in words: `若全年执行数不小于全年预算数，得分值；否则得全年执行数÷全年预算数×分值`.
    #[must_use]
    pub fn aloud(&self) -> String {
        Reader { facts: None, show: &plainly }.whole(self)
    }

    /// The rule as it was applied to `facts`: each name is followed by its value, as `show` writes
    /// it, and of every `IF` only the branch taken is read, with the condition that decided.
    #[must_use]
    pub fn aloud_with(&self, facts: &dyn Facts, show: &dyn Fn(&str, &Number) -> String) -> String {
        Reader { facts: Some(facts), show }.whole(self)
    }
}

/// Writes a number plainly, whatever its name.
#[must_use]
pub fn plainly(_name: &str, number: &Number) -> String {
    number.plain()
}

struct Reader<'a> {
    facts: Option<&'a dyn Facts>,
    show: &'a dyn Fn(&str, &Number) -> String,
}

impl Reader<'_> {
    /// A whole formula; its outermost rounding is said last.
    fn whole(&self, expr: &Expr) -> String {
        match expr {
            Expr::Call(Function::Round, arguments) if arguments.len() == 2 => {
                format!("{}，四舍五入保留{}位小数", self.read(&arguments[0], 0), self.read(&arguments[1], 0))
            }
            _ => self.read(expr, 0),
        }
    }

    fn read(&self, expr: &Expr, around: u8) -> String {
        match expr {
            Expr::Number(number) => number.plain(),
            Expr::Text(text) => format!("“{text}”"),
            Expr::Name(name) => self.name(name),
            Expr::Negated(inner) => format!("负{}", self.read(inner, 5)),
            Expr::Percent(inner) => format!("{}%", self.read(inner, 5)),
            Expr::Binary(operator, left, right) => {
                let own = operator.precedence();
                let text =
                    format!("{}{}{}", self.read(left, own), operator.aloud(), self.read(right, own + 1));
                if own < around { format!("（{text}）") } else { text }
            }
            Expr::Call(function, arguments) => self.call(*function, arguments, around),
        }
    }

    fn name(&self, name: &str) -> String {
        match self.facts.map(|facts| facts.known(name)) {
            Some(Known::Value(Value::Number(number))) => format!("{name}{}", (self.show)(name, &number)),
            Some(Known::Value(Value::Text(text))) => format!("{name}“{text}”"),
            Some(Known::Value(Value::List(list))) => {
                format!("{name}（{}）", list.iter().map(Number::plain).collect::<Vec<_>>().join("、"))
            }
            Some(Known::Missing) => format!("{name}（缺）"),
            _ => name.to_owned(),
        }
    }

    fn call(&self, function: Function, arguments: &[Expr], around: u8) -> String {
        let list = |joiner: &str| {
            arguments.iter().map(|argument| self.read(argument, 0)).collect::<Vec<_>>().join(joiner)
        };
        match (function, arguments) {
            (Function::If, [condition, yes, no]) => self.choice(condition, yes, no),
            (Function::And, _) => list("且"),
            (Function::Or, _) => list("或"),
            (Function::Not, [inner]) => self.negation(inner),
            (Function::Min, _) => self.extreme(function, "较小者", arguments),
            (Function::Max, [inner, Expr::Number(zero)]) if zero.is_zero() => {
                // Only worth a word where the floor could matter.
                match self.facts.map(|facts| inner.number(facts)) {
                    Some(Ok(number)) if !number.is_negative() => self.read(inner, around),
                    _ => format!("{}（小于0时按0计）", self.read(inner, around)),
                }
            }
            (Function::Max, _) => self.extreme(function, "较大者", arguments),
            (Function::Sum, _) => format!("{}之和", list("、")),
            (Function::Abs, [inner]) => format!("{}的绝对值", self.read(inner, 5)),
            (Function::Round, [inner, places]) => {
                format!("{}（保留{}位小数）", self.read(inner, 0), self.read(places, 0))
            }
            (Function::RoundUp, [inner, _]) => format!("{}向上取整", self.read(inner, 5)),
            (Function::RoundDown, [inner, _]) => format!("{}向下取整", self.read(inner, 5)),
            _ => list("、"),
        }
    }

    /// MIN and MAX: what is compared, and with facts also which it was.
    fn extreme(&self, function: Function, which: &str, arguments: &[Expr]) -> String {
        let value = |expr: &Expr| self.facts.and_then(|facts| expr.number(facts).ok());
        let said: Vec<String> = arguments
            .iter()
            .map(|argument| match (argument, value(argument)) {
                // With facts, only names and further choices are worth their words.
                (Expr::Name(_) | Expr::Call(Function::Min | Function::Max, _), _) | (_, None) => {
                    self.read(argument, 0)
                }
                (_, Some(number)) => number.plain(),
            })
            .collect();
        match value(&Expr::Call(function, arguments.to_vec())) {
            Some(chosen) => format!("{}取{which}{}", said.join("与"), chosen.plain()),
            None => format!("{}中的{which}", said.join("与")),
        }
    }

    fn choice(&self, condition: &Expr, yes: &Expr, no: &Expr) -> String {
        match self.facts.and_then(|facts| condition.truth(facts).ok()) {
            Some(true) => format!("{}，{}", self.read(condition, 0), self.taken(yes)),
            Some(false) => format!("{}，{}", self.negation(condition), self.taken(no)),
            None => format!("若{}，{}；否则，{}", self.read(condition, 0), self.taken(yes), self.taken(no)),
        }
    }

    /// A branch: a further condition is read on, anything else is what is taken.
    fn taken(&self, branch: &Expr) -> String {
        match branch {
            Expr::Call(Function::If, _) => self.read(branch, 0),
            _ => format!("取{}", self.read(branch, 0)),
        }
    }

    fn negation(&self, condition: &Expr) -> String {
        if let Expr::Binary(operator, left, right) = condition
            && let Some(opposite) = operator.opposite()
        {
            return self.read(&Expr::Binary(opposite, left.clone(), right.clone()), 0);
        }
        format!("不符合“{}”", self.read(condition, 0))
    }
}

impl Operator {
    fn aloud(self) -> &'static str {
        match self {
            Self::Equal => "等于",
            Self::NotEqual => "不等于",
            Self::Less => "小于",
            Self::LessOrEqual => "不大于",
            Self::Greater => "大于",
            Self::GreaterOrEqual => "不小于",
            Self::Add => "＋",
            Self::Subtract => "－",
            Self::Multiply => "×",
            Self::Divide => "÷",
            Self::Power => "的乘方",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str) -> Known {
        let text = match name {
            "实际完成值" => "4604",
            "年度指标值" => "4754",
            "分值" => "5",
            _ => return Known::Missing,
        };
        Known::Value(Value::Number(text.parse().unwrap()))
    }

    #[test]
    fn a_rule_is_read_whole_and_an_application_only_where_it_went() {
        let expr: Expr =
            "ROUND(IF(实际完成值>=年度指标值,分值,MAX(实际完成值,0)/年度指标值*分值),2)".parse().unwrap();
        assert_eq!(
            expr.aloud(),
            "若实际完成值不小于年度指标值，取分值；否则，取实际完成值（小于0时按0计）÷年度指标值×分值，四舍五入保留2位小数"
        );
        assert_eq!(
            expr.aloud_with(&facts, &plainly),
            "实际完成值4604小于年度指标值4754，取实际完成值4604÷年度指标值4754×分值5，四舍五入保留2位小数"
        );
    }

    #[test]
    fn of_two_values_the_one_taken_is_said() {
        let expr: Expr = "MIN(MAX(实际完成值,ROUND(年度指标值*80%,2)),分值)".parse().unwrap();
        assert_eq!(expr.aloud(), "实际完成值与年度指标值×80%（保留2位小数）中的较大者与分值中的较小者");
        assert_eq!(expr.aloud_with(&facts, &plainly), "实际完成值4604与3803.2取较大者4604与分值5取较小者5");
    }

    #[test]
    fn brackets_are_read_where_they_matter() {
        let expr: Expr = "(1-(实际完成值-年度指标值)/年度指标值)*分值".parse().unwrap();
        assert_eq!(expr.aloud(), "（1－（实际完成值－年度指标值）÷年度指标值）×分值");
    }
}
