//! The functions of a formula in words.

use super::aloud::Reader;
use super::lists::{Criterion, Sought};
use super::{Expr, Function, Operator, date};
use crate::number::Number;

impl Reader<'_> {
    /// The call `whole` of `function`; `around` is how tightly its surroundings bind.
    pub(super) fn call(&self, function: Function, whole: &Expr, arguments: &[Expr], around: u8) -> String {
        match (function, arguments) {
            (Function::If, [condition, yes, no]) => within(around, self.choice(condition, yes, no)),
            (Function::Ifs, _) => within(around, self.ladder(arguments)),
            (Function::IfError, [tried, instead]) => self.attempt(tried, instead, around),
            (Function::And, _) => self.conditions(arguments, "且", Function::Or),
            (Function::Or, _) => self.conditions(arguments, "或", Function::And),
            (Function::Not, [inner]) => self.negation(inner),
            (Function::Min, _) => within(around, self.extreme(function, "较小者", arguments)),
            (Function::Max, [inner, Expr::Number(zero)]) if zero.is_zero() => {
                // Only worth a word where the floor could matter.
                match self.facts.map(|facts| inner.number(facts)) {
                    Some(Ok(number)) if !number.is_negative() => self.read(inner, around),
                    _ => format!("{}（小于0时按0计）", self.read(inner, around)),
                }
            }
            (Function::Max, _) => within(around, self.extreme(function, "较大者", arguments)),
            (Function::Sum, _) => format!("{}之和", self.all(arguments, "、")),
            (Function::Abs, [inner]) => format!("{}的绝对值", self.operand(inner)),
            (Function::Round, [inner, places]) => self.rounded(inner, places, ""),
            (Function::RoundUp, [inner, places]) => self.rounded(without_guard(inner), places, "向上"),
            (Function::RoundDown, [inner, places]) => self.rounded(without_guard(inner), places, "向下"),
            (Function::Ceiling, [inner, step]) => self.stepped(inner, step, "向上取整"),
            (Function::Floor, [inner, step]) => self.stepped(inner, step, "向下取整"),
            (Function::Int, [inner]) => format!("{}向下取整", self.operand(inner)),
            (Function::Ln, [inner]) => format!("{}的自然对数", self.operand(inner)),
            (Function::Exp, [inner]) => format!("自然常数e的{}次方", self.operand(inner)),
            (Function::Sqrt, [inner]) => format!("{}的平方根", self.operand(inner)),
            (Function::Power, [base, exponent]) => self.power(base, exponent),
            (Function::Date, [year, month, day]) => self.day(whole, year, month, day),
            _ => self.with_value(self.list(function, arguments), whole),
        }
    }

    /// Functions over lists; with facts their value is said, for a long column says nothing.
    fn list(&self, function: Function, arguments: &[Expr]) -> String {
        let all = || self.all(arguments, "、");
        match (function, arguments) {
            (Function::Average, _) => format!("{}的平均值", all()),
            (Function::Median, _) => format!("{}的中位数", all()),
            (Function::GeoMean, _) => format!("{}的几何平均数", all()),
            (Function::StDevP, _) => format!("{}的总体标准差", all()),
            (Function::Count, _) => format!("{}的个数", all()),
            (Function::SumProduct, [single]) => format!("{}之和", self.read(single, 0)),
            (Function::SumProduct, _) => format!("{}逐项相乘之和", self.all(arguments, "与")),
            (Function::CountIf, [list, criterion]) => {
                format!("{}中{}的个数", self.read(list, 0), self.criterion(criterion))
            }
            (Function::Rank, [number, list, order @ ..]) => {
                let ascending = order.first().and_then(Expr::constant).is_some_and(|order| !order.is_zero());
                let order = if ascending { "由低到高" } else { "由高到低" };
                format!("{}在{}中{order}的名次", self.operand(number), self.read(list, 0))
            }
            (Function::Large, [list, place]) => match place.constant() {
                Some(first) if first == Number::one() => format!("{}中的最大值", self.read(list, 0)),
                _ => format!("{}中第{}大的值", self.read(list, 0), self.operand(place)),
            },
            _ => all(),
        }
    }

    fn all(&self, arguments: &[Expr], joiner: &str) -> String {
        arguments.iter().map(|argument| self.read(argument, 0)).collect::<Vec<_>>().join(joiner)
    }

    /// An operand that a word follows, in brackets unless it is one word itself.
    fn operand(&self, expr: &Expr) -> String {
        self.read(expr, Operator::UNARY)
    }

    fn with_value(&self, said: String, whole: &Expr) -> String {
        match self.facts.and_then(|facts| whole.number(facts).ok()) {
            Some(number) => said + &number.plain(),
            None => said,
        }
    }

    /// Conditions joined by a word; those joined by the `other` word stand in brackets.
    fn conditions(&self, arguments: &[Expr], word: &str, other: Function) -> String {
        let said = arguments.iter().map(|argument| match argument {
            Expr::Call(function, _) if *function == other => format!("（{}）", self.read(argument, 0)),
            _ => self.read(argument, 0),
        });
        said.collect::<Vec<_>>().join(word)
    }

    fn rounded(&self, inner: &Expr, places: &Expr, direction: &str) -> String {
        let whole = places.constant().is_some_and(|places| places.is_zero());
        match direction {
            "" if whole => format!("{}（四舍五入取整）", self.read(inner, 0)),
            "" => format!("{}（{}）", self.read(inner, 0), self.places(places)),
            _ if whole => format!("{}{direction}取整", self.operand(inner)),
            _ => format!("{}{direction}舍入、{}", self.operand(inner), self.places(places)),
        }
    }

    /// The places of a rounding: `保留2位小数`, `取整`, `保留到百位`.
    pub(super) fn places(&self, places: &Expr) -> String {
        match places.constant().and_then(|places| places.to_i32()) {
            Some(0) => "取整".to_owned(),
            Some(-1) => "保留到十位".to_owned(),
            Some(-2) => "保留到百位".to_owned(),
            Some(-3) => "保留到千位".to_owned(),
            Some(-4) => "保留到万位".to_owned(),
            _ => format!("保留{}位小数", self.read(places, 0)),
        }
    }

    fn stepped(&self, inner: &Expr, step: &Expr, how: &str) -> String {
        match step.constant() {
            Some(one) if one == Number::one() => format!("{}{how}", self.operand(inner)),
            _ => format!("{}按{}的整数倍{how}", self.operand(inner), self.operand(step)),
        }
    }

    fn day(&self, whole: &Expr, year: &Expr, month: &Expr, day: &Expr) -> String {
        let known = |_: &str| super::Known::Missing;
        let value = match self.facts {
            Some(facts) => whole.evaluate(facts),
            None => whole.evaluate(&known),
        };
        match value {
            Ok(super::Value::Date(day)) => date::aloud(day),
            _ => format!("{}年{}月{}日", self.operand(year), self.operand(month), self.operand(day)),
        }
    }

    /// What `COUNTIF` counts: `不小于90`, `等于“是”`.
    fn criterion(&self, criterion: &Expr) -> String {
        let equal = Operator::Equal.aloud();
        match criterion {
            Expr::Text(text) => match Criterion::read(text) {
                Some(Criterion { operator, sought: Sought::Number(number) }) => {
                    let number = if text.ends_with('%') { number.percent(10) } else { number.plain() };
                    format!("{}{number}", operator.aloud())
                }
                Some(Criterion { operator, sought: Sought::Word(word) }) => {
                    format!("{}“{word}”", operator.aloud())
                }
                None => format!("符合“{text}”"),
            },
            Expr::Binary(Operator::Concatenate, sign, operand) => match &**sign {
                Expr::Text(sign) => {
                    let operator = Criterion::read(&format!("{sign}0")).map(|criterion| criterion.operator);
                    let sign = operator.map_or_else(|| sign.clone(), |operator| operator.aloud().to_owned());
                    format!("{sign}{}", self.operand(operand))
                }
                _ => format!("{equal}{}", self.read(criterion, 0)),
            },
            _ => format!("{equal}{}", self.operand(criterion)),
        }
    }
}

/// A clause in brackets where an operator stands beside it, whose other operand would be read into it.
pub(super) fn within(around: u8, said: String) -> String {
    if around > 0 { format!("（{said}）") } else { said }
}

/// Decimal places from which on a rounding only guards a spreadsheet against binary noise.
const GUARD_PLACES: i32 = 10;

/// What is rounded to whole units, without the rounding that only guards it.
fn without_guard(inner: &Expr) -> &Expr {
    match inner {
        Expr::Call(Function::Round, arguments) => match arguments.as_slice() {
            [guarded, Expr::Number(places)] if places.to_i32().is_some_and(|p| p >= GUARD_PLACES) => guarded,
            _ => inner,
        },
        _ => inner,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Known, Value, plainly};
    use super::*;

    fn facts(name: &str) -> Known {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        Known::Value(match name {
            "得分" => number("85.5"),
            "全体[得分]" => Value::List([90, 80, 70].map(Number::from).into()),
            "权[重]" => Value::List((0..20).map(Number::from).collect()),
            "答[案]" => Value::Words(vec!["是".into(), "否".into()]),
            "日" => Value::Date(chrono::NaiveDate::from_ymd_opt(2024, 2, 28).unwrap()),
            "评价年度" => number("2023"),
            _ => return Known::Missing,
        })
    }

    #[test]
    fn every_function_is_read_as_a_rule_and_as_applied() {
        for (formula, rule, applied) in [
            ("AVERAGE(全体[得分])", "全体[得分]的平均值", "全体[得分]（90、80、70）的平均值80"),
            ("MEDIAN(权[重])", "权[重]的中位数", "权[重]（共20个）的中位数9.5"),
            ("GEOMEAN(4,9)", "4、9的几何平均数", "4、9的几何平均数6"),
            ("STDEVP(2,4)", "2、4的总体标准差", "2、4的总体标准差1"),
            ("COUNT(权[重])", "权[重]的个数", "权[重]（共20个）的个数20"),
            (
                "SUMPRODUCT(权[重],权[重])",
                "权[重]与权[重]逐项相乘之和",
                "权[重]（共20个）与权[重]（共20个）逐项相乘之和2470",
            ),
            (
                "COUNTIF(全体[得分],\">=80\")",
                "全体[得分]中不小于80的个数",
                "全体[得分]（90、80、70）中不小于80的个数2",
            ),
            (
                "COUNTIF(全体[得分],\">=80%\")",
                "全体[得分]中不小于80%的个数",
                "全体[得分]（90、80、70）中不小于80%的个数3",
            ),
            (
                "COUNTIF(全体[得分],\">\"&得分)",
                "全体[得分]中大于得分的个数",
                "全体[得分]（90、80、70）中大于得分85.5的个数1",
            ),
            ("COUNTIF(答[案],\"是\")", "答[案]中等于“是”的个数", "答[案]（是、否）中等于“是”的个数1"),
            ("COUNTIF(权[重],3)", "权[重]中等于3的个数", "权[重]（共20个）中等于3的个数1"),
            (
                "RANK(得分,权[重])",
                "得分在权[重]中由高到低的名次",
                "得分85.5在权[重]（共20个）中由高到低的名次",
            ),
            (
                "RANK(80,全体[得分],1)",
                "80在全体[得分]中由低到高的名次",
                "80在全体[得分]（90、80、70）中由低到高的名次2",
            ),
            ("LARGE(权[重],2)", "权[重]中第2大的值", "权[重]（共20个）中第2大的值18"),
            ("LARGE(权[重],1)", "权[重]中的最大值", "权[重]（共20个）中的最大值19"),
            ("ROUNDUP(得分/2,0)", "（得分÷2）向上取整", "（得分85.5÷2）向上取整"),
            ("ROUNDUP(得分,2)", "得分向上舍入、保留2位小数", "得分85.5向上舍入、保留2位小数"),
            ("ROUNDDOWN(得分,-2)", "得分向下舍入、保留到百位", "得分85.5向下舍入、保留到百位"),
            ("1+ROUND(得分,0)", "1＋得分（四舍五入取整）", "1＋得分85.5（四舍五入取整）"),
            ("ROUND(得分,0)", "得分，四舍五入取整", "得分85.5，四舍五入取整"),
            ("CEILING(得分,1)", "得分向上取整", "得分85.5向上取整"),
            ("FLOOR(得分,5%)", "得分按5%的整数倍向下取整", "得分85.5按5%的整数倍向下取整"),
            ("INT(得分)", "得分向下取整", "得分85.5向下取整"),
            ("LN(得分)+EXP(2)", "得分的自然对数＋自然常数e的2次方", "得分85.5的自然对数＋自然常数e的2次方"),
            ("SQRT(得分-1)", "（得分－1）的平方根", "（得分85.5－1）的平方根"),
            ("POWER(得分,2)*2^3", "得分的2次方×2的3次方", "得分85.5的2次方×2的3次方"),
            ("ABS(-得分)", "负得分的绝对值", "负得分85.5的绝对值"),
            ("日<=DATE(2023,12,31)", "日不大于2023年12月31日", "日2024年2月28日不大于2023年12月31日"),
            ("DATE(评价年度,12,31)", "评价年度年12月31日", "2023年12月31日"),
            ("得分>100*万元+亿元", "得分大于100万元＋1亿元", "得分85.5大于100万元＋1亿元"),
            (
                "AND(得分>1,OR(得分<2,得分>3))",
                "得分大于1且（得分小于2或得分大于3）",
                "得分85.5大于1且（得分85.5小于2或得分85.5大于3）",
            ),
            (
                "NOT(AND(得分>1,得分<9))",
                "不符合“得分大于1且得分小于9”",
                "不符合“得分85.5大于1且得分85.5小于9”",
            ),
            ("SUM(得分,1)", "得分、1之和", "得分85.5、1之和"),
            ("\"a\"&得分", "“a”连接得分", "“a”连接得分85.5"),
        ] {
            let expr: Expr = formula.parse().unwrap();
            assert_eq!(expr.aloud(), rule, "{formula}");
            assert_eq!(expr.aloud_with(&facts, &plainly), applied, "{formula}");
        }
    }
}
