//! Exact evaluation of a formula over facts.

use super::{Expr, Function, Operator};
use crate::number::Number;

/// What a formula or a fact amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An exact number.
    Number(Number),
    /// Words.
    Text(String),
    /// The outcome of a comparison.
    Truth(bool),
    /// A column of a table; only functions that take lists accept it.
    List(Vec<Number>),
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
    /// A text stands where a number belongs, or the other way round; carries the operand as written.
    WrongType(String),
}

impl Expr {
    /// The exact value over `facts`. Only the branch that an `IF` takes is looked at, as in Excel.
    ///
    /// # Errors
    /// A [`Stop`] where a fact is missing or does not apply, a divisor is zero, or types differ.
    pub fn evaluate(&self, facts: &dyn Facts) -> Result<Value, Stop> {
        match self {
            Self::Number(number) => Ok(Value::Number(number.clone())),
            Self::Text(text) => Ok(Value::Text(text.clone())),
            Self::Name(name) => match facts.known(name) {
                Known::Value(value) => Ok(value),
                Known::Missing => Err(Stop::Missing(name.clone())),
                Known::NotApplicable => Err(Stop::NotApplicable(name.clone())),
            },
            Self::Negated(inner) => Ok(Value::Number(-inner.number(facts)?)),
            Self::Percent(inner) => Ok(Value::Number(&inner.number(facts)? * &Number::ten_to(-2))),
            Self::Binary(operator, left, right) => binary(*operator, left, right, facts),
            Self::Call(function, arguments) => call(*function, arguments, facts),
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

    fn wrong_type(&self) -> Stop {
        Stop::WrongType(self.to_excel(&str::to_owned))
    }
}

fn binary(operator: Operator, left: &Expr, right: &Expr, facts: &dyn Facts) -> Result<Value, Stop> {
    if operator.precedence() == 1 {
        return Ok(Value::Truth(compare(operator, left, right, facts)?));
    }
    let (a, b) = (left.number(facts)?, right.number(facts)?);
    let number = match operator {
        Operator::Add => &a + &b,
        Operator::Subtract => &a - &b,
        Operator::Multiply => &a * &b,
        Operator::Divide => {
            a.divided_by(&b).ok_or_else(|| Stop::DivisionByZero(right.to_excel(&str::to_owned)))?
        }
        // Only whole powers stay exact.
        _ => b.to_i32().and_then(|exponent| a.power(exponent)).ok_or_else(|| right.wrong_type())?,
    };
    Ok(Value::Number(number))
}

fn compare(operator: Operator, left: &Expr, right: &Expr, facts: &dyn Facts) -> Result<bool, Stop> {
    let ordering = match (left.evaluate(facts)?, right.evaluate(facts)?) {
        (Value::Number(a), Value::Number(b)) => a.cmp(&b),
        (Value::Text(a), Value::Text(b)) => a.cmp(&b),
        (Value::Number(_), _) => return Err(right.wrong_type()),
        _ => return Err(left.wrong_type()),
    };
    Ok(match operator {
        Operator::Equal => ordering.is_eq(),
        Operator::NotEqual => ordering.is_ne(),
        Operator::Less => ordering.is_lt(),
        Operator::LessOrEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        _ => ordering.is_ge(),
    })
}

fn call(function: Function, arguments: &[Expr], facts: &dyn Facts) -> Result<Value, Stop> {
    match (function, arguments) {
        (Function::If, [condition, yes, no]) => {
            if condition.truth(facts)? {
                yes.evaluate(facts)
            } else {
                no.evaluate(facts)
            }
        }
        (Function::And, _) => all(arguments, facts, true).map(Value::Truth),
        (Function::Or, _) => all(arguments, facts, false).map(|none| Value::Truth(!none)),
        (Function::Not, [inner]) => Ok(Value::Truth(!inner.truth(facts)?)),
        (Function::Abs, [inner]) => Ok(Value::Number(inner.number(facts)?.abs())),
        (Function::Round | Function::RoundUp | Function::RoundDown, [inner, places]) => {
            let number = inner.number(facts)?;
            let places = places
                .number(facts)?
                .to_i32()
                .filter(|p| p.abs() <= 30)
                .ok_or_else(|| places.wrong_type())?;
            Ok(Value::Number(match function {
                Function::Round => number.round(places),
                Function::RoundUp => number.round_up(places),
                _ => number.round_down(places),
            }))
        }
        (Function::Sum, _) => Ok(Value::Number(numbers(arguments, facts)?.iter().sum())),
        _ => {
            let numbers = numbers(arguments, facts)?;
            let chosen =
                if function == Function::Min { numbers.into_iter().min() } else { numbers.into_iter().max() };
            // Excel's MIN and MAX of nothing are 0.
            Ok(Value::Number(chosen.unwrap_or_else(Number::zero)))
        }
    }
}

/// Whether every condition is `wanted`; stops at the first that is not.
fn all(conditions: &[Expr], facts: &dyn Facts, wanted: bool) -> Result<bool, Stop> {
    for condition in conditions {
        if condition.truth(facts)? != wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

fn numbers(arguments: &[Expr], facts: &dyn Facts) -> Result<Vec<Number>, Stop> {
    let mut numbers = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match argument.evaluate(facts)? {
            Value::Number(number) => numbers.push(number),
            Value::List(list) => numbers.extend(list),
            _ => return Err(argument.wrong_type()),
        }
    }
    Ok(numbers)
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
    fn what_has_no_value_is_never_zero() {
        assert_eq!(value("缺+1"), Err(Stop::Missing("缺".into())));
        assert_eq!(value("不适用*0"), Err(Stop::NotApplicable("不适用".into())));
        assert_eq!(value("执行/零"), Err(Stop::DivisionByZero("零".into())));
        assert_eq!(value("专项+1"), Err(Stop::WrongType("专项".into())));
        assert_eq!(value("专项>1"), Err(Stop::WrongType("专项".into())));
        assert_eq!(value("2^0.5"), Err(Stop::WrongType("0.5".into())));
    }

    #[test]
    fn only_the_branch_taken_is_looked_at() {
        assert_eq!(value("IF(零=0,1,执行/零)"), number("1"));
        assert_eq!(value("IF(OR(零=0,缺=1),1,缺)"), number("1"));
    }
}
