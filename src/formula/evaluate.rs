//! Exact evaluation of a formula over facts: the tree and its operators.

use chrono::NaiveDate;

use super::{Expr, Operator, date, functions, irrational};
use crate::number::Number;

/// Significant digits that a spreadsheet writes of a number that it turns into text.
const TEXT_DIGITS: i32 = 15;

/// What a formula or a fact amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An exact number.
    Number(Number),
    /// Words.
    Text(String),
    /// The outcome of a comparison.
    Truth(bool),
    /// A day.
    Date(NaiveDate),
    /// A column of numbers; only functions that take lists accept it.
    List(Vec<Number>),
    /// A column of words, such as answers; only `COUNTIF` and `COUNT` accept it.
    Words(Vec<String>),
}

/// What is known of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Its value.
    Value(Value),
    /// The form has a place for it that is empty or could not be read, or has no place at all.
    Missing,
    /// The body declared that it does not apply.
    NotApplicable,
}

/// Where the names of a formula get their values.
pub trait Facts {
    /// What is known of `name`.
    fn known(&self, name: &str) -> Known;
}

impl<F: Fn(&str) -> Known> Facts for F {
    fn known(&self, name: &str) -> Known {
        self(name)
    }
}

/// Why a formula has no value. None of these is ever a zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A fact is missing.
    Missing(String),
    /// A fact does not apply to the body.
    NotApplicable(String),
    /// A divisor is zero; carries the divisor as written.
    DivisionByZero(String),
    /// A function is not defined for its operand, or the result is beyond what a spreadsheet holds;
    /// carries the operand as written.
    Domain(String),
    /// A text stands where a number belongs, or the other way round; carries the operand as written.
    WrongType(String),
}

impl Stop {
    /// Whether the arithmetic failed, rather than a fact or the formula: what `IFERROR` replaces.
    #[must_use]
    pub fn is_arithmetical(&self) -> bool {
        matches!(self, Self::DivisionByZero(_) | Self::Domain(_))
    }
}

impl Expr {
    /// The exact value over `facts`. Only the branch that an `IF` takes is looked at, as in Excel.
    ///
    /// # Errors
    /// A [`Stop`] where a fact is missing or does not apply, arithmetic fails, or types differ.
    pub fn evaluate(&self, facts: &dyn Facts) -> Result<Value, Stop> {
        match self {
            Self::Number(number) => Ok(Value::Number(number.clone())),
            Self::Text(text) => Ok(Value::Text(text.clone())),
            Self::Truth(truth) => Ok(Value::Truth(*truth)),
            Self::Unit(unit) => Ok(Value::Number(unit.value())),
            Self::Name(name) => match facts.known(name) {
                Known::Value(value) => Ok(value),
                Known::Missing => Err(Stop::Missing(name.clone())),
                Known::NotApplicable => Err(Stop::NotApplicable(name.clone())),
            },
            Self::Negated(inner) => Ok(Value::Number(-inner.number(facts)?)),
            Self::Percent(inner) => Ok(Value::Number(&inner.number(facts)? * &Number::ten_to(-2))),
            Self::Binary(operator, left, right) => binary(*operator, left, right, facts),
            Self::Call(function, arguments) => functions::call(*function, self, arguments, facts),
        }
    }

    /// The value as a number.
    ///
    /// # Errors
    /// As [`Expr::evaluate`], and [`Stop::WrongType`] where the value is no number.
    pub fn number(&self, facts: &dyn Facts) -> Result<Number, Stop> {
        match self.evaluate(facts)? {
            Value::Number(number) => Ok(number),
            _ => Err(self.wrong_type()),
        }
    }

    /// The value as a truth.
    ///
    /// # Errors
    /// As [`Expr::evaluate`], and [`Stop::WrongType`] where the value is no truth.
    pub fn truth(&self, facts: &dyn Facts) -> Result<bool, Stop> {
        match self.evaluate(facts)? {
            Value::Truth(truth) => Ok(truth),
            _ => Err(self.wrong_type()),
        }
    }

    pub(super) fn wrong_type(&self) -> Stop {
        Stop::WrongType(self.to_string())
    }

    pub(super) fn domain(&self) -> Stop {
        Stop::Domain(self.to_string())
    }

    pub(super) fn zero_divisor(&self) -> Stop {
        Stop::DivisionByZero(self.to_string())
    }
}

fn binary(operator: Operator, left: &Expr, right: &Expr, facts: &dyn Facts) -> Result<Value, Stop> {
    let (a, b) = (left.evaluate(facts)?, right.evaluate(facts)?);
    if operator.compares() {
        return compare(&a, &b, left, right).map(|ordering| Value::Truth(operator.holds(ordering)));
    }
    let number = match (operator, a, b) {
        (Operator::Concatenate, a, b) => {
            let a = text(a).ok_or_else(|| left.wrong_type())?;
            return Ok(Value::Text(a + &text(b).ok_or_else(|| right.wrong_type())?));
        }
        (Operator::Subtract, Value::Date(a), Value::Date(b)) => Number::from((a - b).num_days()),
        (Operator::Add, Value::Date(day), Value::Number(days)) => return shifted(day, &days, right),
        (Operator::Add, Value::Number(days), Value::Date(day)) => return shifted(day, &days, left),
        (Operator::Subtract, Value::Date(day), Value::Number(days)) => return shifted(day, &-days, right),
        (_, Value::Number(a), Value::Number(b)) => match operator {
            Operator::Add => &a + &b,
            Operator::Subtract => &a - &b,
            Operator::Multiply => &a * &b,
            Operator::Divide => a.divided_by(&b).ok_or_else(|| right.zero_divisor())?,
            _ => irrational::power(&a, &b).map_err(|refusal| refusal.stop(left))?,
        },
        (_, Value::Number(_), _) => return Err(right.wrong_type()),
        _ => return Err(left.wrong_type()),
    };
    Ok(Value::Number(number))
}

fn shifted(day: NaiveDate, days: &Number, written: &Expr) -> Result<Value, Stop> {
    if !days.is_whole() {
        return Err(written.wrong_type());
    }
    date::shifted(day, days).map(Value::Date).ok_or_else(|| written.domain())
}

fn compare(a: &Value, b: &Value, left: &Expr, right: &Expr) -> Result<std::cmp::Ordering, Stop> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Ok(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Ok(a.to_lowercase().cmp(&b.to_lowercase())),
        (Value::Date(a), Value::Date(b)) => Ok(a.cmp(b)),
        (Value::Truth(a), Value::Truth(b)) => Ok(a.cmp(b)),
        (Value::Number(_) | Value::Date(_), _) => Err(right.wrong_type()),
        _ => Err(left.wrong_type()),
    }
}

/// The value as `&` joins it.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        Value::Number(number) if number.is_plain_exact() => Some(number.plain()),
        Value::Number(number) => {
            // As many digits as a spreadsheet writes; those before the point count too.
            let whole = number.abs().floor();
            let before = if whole.is_zero() { 0 } else { whole.plain().len() };
            let places = TEXT_DIGITS - i32::try_from(before).unwrap_or(TEXT_DIGITS);
            Some(number.round(places.max(0)).plain())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str) -> Known {
        match name {
            "预算" => Known::Value(Value::Number(Number::from(200))),
            "执行" => Known::Value(Value::Number("179.43".parse().unwrap())),
            "零" => Known::Value(Value::Number(Number::zero())),
            "专项" => Known::Value(Value::Text("否".into())),
            "表[得分]" => Known::Value(Value::List(vec![Number::from(3), Number::from(5)])),
            "不适用" => Known::NotApplicable,
            _ => Known::Missing,
        }
    }

    fn value(text: &str) -> Result<Value, Stop> {
        text.parse::<Expr>().unwrap().evaluate(&facts)
    }

    #[allow(clippy::unnecessary_wraps)] // compared with what an evaluation returns
    fn number(text: &str) -> Result<Value, Stop> {
        Ok(Value::Number(text.parse().unwrap()))
    }

    #[test]
    fn computes_exactly() {
        assert_eq!(value("ROUND(执行/预算*10,2)"), number("8.97"));
        assert_eq!(value("ROUND(1.005,2)"), number("1.01"));
        assert_eq!(value("ROUNDUP((1-0.95)/0.05,0)"), number("1"));
        assert_eq!(value("MIN(1,2,表[得分])+MAX(0,-1)+SUM(表[得分])"), number("9"));
        assert_eq!(value("2^3*50%-ABS(-1)"), number("3"));
        assert_eq!(value("IF(AND(专项=\"否\",NOT(1>2)),1,0)"), number("1"));
    }

    #[test]
    fn absurd_places_are_refused() {
        assert!(matches!(value("ROUND(1,-2147483648)"), Err(Stop::Domain(_))));
        assert!(matches!(value("ROUNDUP(1,2147483647)"), Err(Stop::Domain(_))));
    }

    #[test]
    fn what_has_no_value_is_never_zero() {
        assert_eq!(value("缺+1"), Err(Stop::Missing("缺".into())));
        assert_eq!(value("不适用*0"), Err(Stop::NotApplicable("不适用".into())));
        assert_eq!(value("执行/零"), Err(Stop::DivisionByZero("零".into())));
        assert_eq!(value("专项+1"), Err(Stop::WrongType("专项".into())));
        assert_eq!(value("专项>1"), Err(Stop::WrongType("专项".into())));
        assert_eq!(value("(-2)^0.5"), Err(Stop::Domain("-2".into())));
    }

    #[test]
    fn only_the_branch_taken_is_looked_at() {
        assert_eq!(value("IF(零=0,1,执行/零)"), number("1"));
        assert_eq!(value("IF(OR(零=0,缺=1),1,缺)"), number("1"));
    }
}
