//! Reading a formula aloud in Chinese: as a rule (without facts), or as it was applied (with them).

use super::words::within;
use super::{Expr, Facts, Function, Known, Operator, Value, date, functions};
use crate::number::Number;

/// Columns of more entries are only counted when read aloud.
const MOST_ENTRIES: usize = 12;

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

pub(super) struct Reader<'a> {
    pub(super) facts: Option<&'a dyn Facts>,
    pub(super) show: &'a dyn Fn(&str, &Number) -> String,
}

impl Reader<'_> {
    /// A whole formula; its outermost rounding is said last.
    fn whole(&self, expr: &Expr) -> String {
        match expr {
            Expr::Call(Function::Round, arguments) if arguments.len() == 2 => {
                format!("{}，四舍五入{}", self.read(&arguments[0], 0), self.places(&arguments[1]))
            }
            _ => self.read(expr, 0),
        }
    }

    pub(super) fn read(&self, expr: &Expr, around: u8) -> String {
        match expr {
            Expr::Number(number) => number.plain(),
            Expr::Text(text) => format!("“{text}”"),
            Expr::Truth(true) => "其余情形".to_owned(),
            Expr::Truth(false) => "任何情形均不成立".to_owned(),
            Expr::Unit(unit) => format!("1{}", unit.name()),
            Expr::Name(name) => self.name(name),
            Expr::Negated(inner) => format!("负{}", self.read(inner, Operator::UNARY)),
            Expr::Percent(inner) => format!("{}%", self.read(inner, Operator::UNARY)),
            Expr::Binary(Operator::Power, base, exponent) => self.power(base, exponent),
            Expr::Binary(operator, left, right) => match (operator, &**left, &**right) {
                (Operator::Multiply, Expr::Number(number), Expr::Unit(unit))
                | (Operator::Multiply, Expr::Unit(unit), Expr::Number(number)) => {
                    format!("{}{}", number.plain(), unit.name())
                }
                _ => {
                    let own = operator.precedence();
                    let (left, right) = (self.read(left, own), self.read(right, own + 1));
                    let text = format!("{left}{}{right}", operator.aloud());
                    if own < around { format!("（{text}）") } else { text }
                }
            },
            Expr::Call(function, arguments) => self.call(*function, expr, arguments, around),
        }
    }

    /// `base` to the power of `exponent`.
    pub(super) fn power(&self, base: &Expr, exponent: &Expr) -> String {
        format!("{}的{}次方", self.read(base, Operator::UNARY), self.read(exponent, Operator::UNARY))
    }

    fn name(&self, name: &str) -> String {
        match self.facts.map(|facts| facts.known(name)) {
            Some(Known::Value(Value::Number(number))) => {
                let value = (self.show)(name, &number);
                // 项目1 and 95 would be read as one number.
                if name.ends_with(char::is_numeric) {
                    format!("{name}（{value}）")
                } else {
                    format!("{name}{value}")
                }
            }
            Some(Known::Value(Value::Text(text))) => format!("{name}“{text}”"),
            Some(Known::Value(Value::Date(day))) => format!("{name}{}", date::aloud(day)),
            Some(Known::Value(Value::List(list))) => {
                column(name, &list.iter().map(Number::plain).collect::<Vec<_>>())
            }
            Some(Known::Value(Value::Words(words))) => column(name, &words),
            Some(Known::Missing) => format!("{name}（缺）"),
            _ => name.to_owned(),
        }
    }

    /// MIN and MAX: what is compared, and with facts also which it was.
    pub(super) fn extreme(&self, function: Function, which: &str, arguments: &[Expr]) -> String {
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

    pub(super) fn choice(&self, condition: &Expr, yes: &Expr, no: &Expr) -> String {
        match self.facts.and_then(|facts| condition.truth(facts).ok()) {
            Some(true) => format!("{}，{}", self.read(condition, 0), self.taken(yes)),
            Some(false) => format!("{}，{}", self.negation(condition), self.taken(no)),
            None => format!("若{}，{}；否则，{}", self.read(condition, 0), self.taken(yes), self.taken(no)),
        }
    }

    /// `IFS`: every pair, or with facts the one that held.
    pub(super) fn ladder(&self, arguments: &[Expr]) -> String {
        let pair = |arm: usize, when: &str| {
            let when = if matches!(arguments[2 * arm], Expr::Truth(true)) { "" } else { when };
            format!("{when}{}，{}", self.read(&arguments[2 * arm], 0), self.taken(&arguments[2 * arm + 1]))
        };
        match self.facts.and_then(|facts| functions::arm_of_ifs(arguments, facts).ok()).flatten() {
            Some(arm) => pair(arm, ""),
            None => (0..arguments.len() / 2).map(|arm| pair(arm, "若")).collect::<Vec<_>>().join("；"),
        }
    }

    /// `IFERROR`: what is tried, and with facts only what came of it.
    pub(super) fn attempt(&self, tried: &Expr, instead: &Expr, around: u8) -> String {
        match self.facts.map(|facts| tried.evaluate(facts)) {
            Some(Ok(_)) => self.read(tried, around),
            Some(Err(stop)) if stop.is_arithmetical() => {
                within(around, format!("{}无法计算，{}", self.read(tried, 0), self.taken(instead)))
            }
            _ => format!(
                "{}（除数为0等无法计算的，{}）",
                self.read(tried, Operator::PRODUCT),
                self.taken(instead)
            ),
        }
    }

    /// A branch: a further condition is read on, anything else is what is taken.
    fn taken(&self, branch: &Expr) -> String {
        match branch {
            Expr::Call(Function::If | Function::Ifs, _) => self.read(branch, 0),
            _ => format!("取{}", self.read(branch, 0)),
        }
    }

    pub(super) fn negation(&self, condition: &Expr) -> String {
        match condition {
            Expr::Binary(operator, left, right) if operator.opposite().is_some() => {
                let opposite = operator.opposite().unwrap_or(*operator);
                self.read(&Expr::Binary(opposite, left.clone(), right.clone()), 0)
            }
            Expr::Call(Function::Not, arguments) if arguments.len() == 1 => self.read(&arguments[0], 0),
            _ => format!("不符合“{}”", self.read(condition, 0)),
        }
    }
}

/// A column with its entries, or how many there are where they are too many to say.
fn column(name: &str, entries: &[String]) -> String {
    if entries.len() > MOST_ENTRIES {
        return format!("{name}（共{}个）", entries.len());
    }
    format!("{name}（{}）", entries.join("、"))
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
    fn a_name_that_ends_in_a_figure_is_kept_apart_from_its_value() {
        let known = |_: &str| Known::Value(Value::Number(Number::from(95)));
        let expr: Expr = "项目1>=项目②".parse().unwrap();
        assert_eq!(expr.aloud_with(&known, &plainly), "项目1（95）不小于项目②（95）");
    }

    #[test]
    fn of_two_values_the_one_taken_is_said() {
        let expr: Expr = "MIN(MAX(实际完成值,ROUND(年度指标值*80%,2)),分值)".parse().unwrap();
        assert_eq!(expr.aloud(), "实际完成值与年度指标值×80%（保留2位小数）中的较大者与分值中的较小者");
        assert_eq!(expr.aloud_with(&facts, &plainly), "实际完成值4604与3803.2取较大者4604与分值5取较小者5");
    }

    #[test]
    fn of_a_ladder_and_an_attempt_only_what_happened_is_said() {
        let expr: Expr = "IFS(实际完成值>=年度指标值,分值,实际完成值>=4000,分值/2,TRUE,0)".parse().unwrap();
        assert_eq!(
            expr.aloud(),
            "若实际完成值不小于年度指标值，取分值；若实际完成值不小于4000，取分值÷2；其余情形，取0"
        );
        assert_eq!(expr.aloud_with(&facts, &plainly), "实际完成值4604不小于4000，取分值5÷2");
        let expr: Expr = "IFERROR(实际完成值/(分值-5),分值)".parse().unwrap();
        assert_eq!(expr.aloud(), "实际完成值÷（分值－5）（除数为0等无法计算的，取分值）");
        assert_eq!(expr.aloud_with(&facts, &plainly), "实际完成值4604÷（分值5－5）无法计算，取分值5");
    }

    #[test]
    fn what_is_taken_is_kept_apart_from_what_it_is_reckoned_with() {
        let expr: Expr =
            "IF(实际完成值>年度指标值,年度指标值,年度指标值-0.1*分值)/年度指标值*分值".parse().unwrap();
        assert_eq!(
            expr.aloud(),
            "（若实际完成值大于年度指标值，取年度指标值；否则，取年度指标值－0.1×分值）÷年度指标值×分值"
        );
        assert_eq!(
            expr.aloud_with(&facts, &plainly),
            "（实际完成值4604不大于年度指标值4754，取年度指标值4754－0.1×分值5）÷年度指标值4754×分值5"
        );
        let expr: Expr = "MAX(年度指标值-实际完成值,分值)/分值".parse().unwrap();
        assert_eq!(expr.aloud(), "（年度指标值－实际完成值与分值中的较大者）÷分值");
        assert_eq!(expr.aloud_with(&facts, &plainly), "（150与分值5取较大者150）÷分值5");
    }

    #[test]
    fn brackets_are_read_where_they_matter() {
        let expr: Expr = "(1-(实际完成值-年度指标值)/年度指标值)*分值".parse().unwrap();
        assert_eq!(expr.aloud(), "（1－（实际完成值－年度指标值）÷年度指标值）×分值");
    }
}
