//! Between which numbers a formula lies, whatever the facts are.

use crate::formula::{Expr, Function, Known, Operator};
use crate::number::Number;
use crate::rubric::shape::POINTS;

/// The numbers from `low` to `high`; without an end where nothing is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub low: Option<Number>,
    /// The most.
    pub high: Option<Number>,
}

impl Range {
    /// Where `formula` lies, with 分值 being `points`; every other fact may be any number.
    #[must_use]
    pub fn of(formula: &Expr, points: &Number) -> Self {
        if let Ok(number) = formula.number(&|_: &str| Known::Missing) {
            return Self { low: Some(number.clone()), high: Some(number) };
        }
        let part = |expr: &Expr| Self::of(expr, points);
        match formula {
            Expr::Name(name) if name == POINTS => {
                Self { low: Some(points.clone()), high: Some(points.clone()) }
            }
            Expr::Negated(inner) => part(inner).negated(),
            Expr::Percent(inner) => part(inner).scaled(&Number::ten_to(-2)),
            Expr::Binary(operator, left, right) => match operator {
                Operator::Add => part(left).plus(&part(right)),
                Operator::Subtract => part(left).plus(&part(right).negated()),
                Operator::Multiply => part(left).times(&part(right)),
                Operator::Divide => part(left).over(&part(right)),
                _ => Self::default(),
            },
            Expr::Call(function, arguments) => Self::of_call(*function, arguments, &part),
            _ => Self::default(),
        }
    }

    fn of_call(function: Function, arguments: &[Expr], part: &dyn Fn(&Expr) -> Self) -> Self {
        let parts = || arguments.iter().map(part);
        match (function, arguments) {
            (Function::If, [_, yes, no]) => part(yes).or(&part(no)),
            (Function::Ifs, _) => {
                let values = arguments.iter().skip(1).step_by(2).map(part);
                values.reduce(|all, one| all.or(&one)).unwrap_or_default()
            }
            (Function::IfError, [tried, instead]) => part(tried).or(&part(instead)),
            (Function::Min, _) => Self {
                low: parts().map(|part| part.low).reduce(least).flatten(),
                high: parts().filter_map(|part| part.high).min(),
            },
            (Function::Max, _) => Self {
                low: parts().filter_map(|part| part.low).max(),
                high: parts().map(|part| part.high).reduce(most).flatten(),
            },
            (Function::Sum, _) => parts().reduce(|sum, one| sum.plus(&one)).unwrap_or_default(),
            (
                Function::Round
                | Function::RoundUp
                | Function::RoundDown
                | Function::Int
                | Function::Ceiling
                | Function::Floor,
                [inner, places @ ..],
            ) => part(inner).through(&|number| {
                let arguments = std::iter::once(Expr::Number(number)).chain(places.iter().cloned());
                Expr::Call(function, arguments.collect()).number(&|_: &str| Known::Missing).ok()
            }),
            (Function::Abs | Function::Count | Function::CountIf, _) => {
                Self { low: Some(Number::zero()), high: None }
            }
            _ => Self::default(),
        }
    }

    /// Both ends taken through a rising function.
    fn through(self, rising: &dyn Fn(Number) -> Option<Number>) -> Self {
        Self { low: self.low.and_then(rising), high: self.high.and_then(rising) }
    }

    fn or(&self, other: &Self) -> Self {
        Self {
            low: least(self.low.clone(), other.low.clone()),
            high: most(self.high.clone(), other.high.clone()),
        }
    }

    fn negated(self) -> Self {
        Self { low: self.high.map(|high| -high), high: self.low.map(|low| -low) }
    }

    fn plus(&self, other: &Self) -> Self {
        let sum = |a: &Option<Number>, b: &Option<Number>| Some(a.as_ref()? + b.as_ref()?);
        Self { low: sum(&self.low, &other.low), high: sum(&self.high, &other.high) }
    }

    fn scaled(self, factor: &Number) -> Self {
        let scaled = |end: Option<Number>| end.map(|end| &end * factor);
        let both = Self { low: scaled(self.low), high: scaled(self.high) };
        if factor.is_negative() { Self { low: both.high, high: both.low } } else { both }
    }

    /// The one number that it is, if it is.
    fn constant(&self) -> Option<&Number> {
        self.low.as_ref().filter(|low| self.high.as_ref() == Some(*low))
    }

    fn is_never_negative(&self) -> bool {
        self.low.as_ref().is_some_and(|low| !low.is_negative())
    }

    fn times(&self, other: &Self) -> Self {
        match (self.constant(), other.constant()) {
            (Some(factor), _) => other.clone().scaled(factor),
            (_, Some(factor)) => self.clone().scaled(factor),
            _ if self.is_never_negative() && other.is_never_negative() => {
                let product = |a: &Option<Number>, b: &Option<Number>| Some(a.as_ref()? * b.as_ref()?);
                Self { low: product(&self.low, &other.low), high: product(&self.high, &other.high) }
            }
            _ => Self::default(),
        }
    }

    fn over(&self, other: &Self) -> Self {
        if let Some(divisor) = other.constant() {
            return Number::one().divided_by(divisor).map_or_else(Self::default, |f| self.clone().scaled(&f));
        }
        let positive = self.is_never_negative() && other.is_never_negative();
        Self { low: positive.then(Number::zero), high: None }
    }
}

/// The lower of two ends; none where either has none.
fn least(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    Some(a?.min(b?))
}

/// The higher of two ends; none where either has none.
fn most(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    Some(a?.max(b?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(formula: &str) -> (Option<String>, Option<String>) {
        let range = Range::of(&formula.parse().unwrap(), &Number::from(5));
        (range.low.map(|low| low.plain()), range.high.map(|high| high.plain()))
    }

    #[test]
    fn what_can_be_proven_is() {
        let both = |low: &str, high: &str| (Some(low.to_owned()), Some(high.to_owned()));
        assert_eq!(range("MIN(MAX(x,0),分值)"), both("0", "5"));
        assert_eq!(range("IF(x>1,分值*60%,2)"), both("2", "3"));
        assert_eq!(range("MIN(MAX(x/y,0),80%)*分值"), both("0", "4"));
        assert_eq!(range("MAX(分值-0.5*ROUNDUP(MAX(x,0)/10%,0),0)"), both("0", "5"));
        assert_eq!(range("ROUND(IFS(x>1,1.26,TRUE,-1),1)"), both("-1", "1.3"));
        assert_eq!(range("-(分值-1)/2"), both("-2", "-2"));
        assert_eq!(range("x"), (None, None));
        assert_eq!(range("ABS(x)*分值"), (Some("0".to_owned()), None));
        assert_eq!(range("x*分值+1/x"), (None, None));
    }
}
