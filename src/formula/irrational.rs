//! What leaves the fractions: powers, roots, logarithms, exponentials.
//!
//! Results that are fractions are given exactly. All others are computed by `dashu-float`, with the
//! last of at least 60 digits correctly rounded, and rounded to 30 decimals.

use dashu_float::round::mode::HalfAway;
use dashu_float::{Context, DBig};

use super::{Expr, Stop};
use crate::number::Number;

/// Decimals of an irrational result.
const PLACES: i32 = 30;
/// Significant digits that are computed besides those before the point.
const DIGITS: usize = 60;
/// Significant digits of a product that is not exact; its root has up to 308 before the point.
const PRODUCT_DIGITS: usize = 400;
/// e to this power is the greatest number that a spreadsheet holds.
const GREATEST_EXPONENT: i64 = 709;
/// e to this power is nothing at [`PLACES`] decimals.
const LEAST_EXPONENT: i64 = -100;
/// Roots beyond this degree, and powers of them, are not tried for an exact result.
const MOST_DEGREE: u32 = 1024;
/// Products that would take more bits than this are not multiplied out.
const MOST_BITS: u64 = 1 << 16;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not defined, or too large.
    Domain,
    /// It would be a division by zero.
    ZeroDivisor,
}

impl Refusal {
    /// The stop, with the operand it is about.
    pub(super) fn stop(self, operand: &Expr) -> Stop {
        match self {
            Self::Domain => operand.domain(),
            Self::ZeroDivisor => operand.zero_divisor(),
        }
    }
}

type Answer = Result<Number, Refusal>;

/// The natural logarithm.
pub(super) fn ln(number: &Number) -> Answer {
    if number.is_zero() || number.is_negative() {
        return Err(Refusal::Domain);
    }
    computed(|| {
        let context = Context::<HalfAway>::new(DIGITS);
        context.ln(float(number, DIGITS)?.repr(), None).ok().map(value)
    })
}

/// e to the power of `number`.
pub(super) fn exp(number: &Number) -> Answer {
    let Some(digits) = digits_of_exp(number)? else { return Ok(Number::zero()) };
    computed(|| {
        let context = Context::<HalfAway>::new(digits);
        context.exp(float(number, digits)?.repr(), None).ok().map(value)
    })
}

/// The square root.
pub(super) fn sqrt(number: &Number) -> Answer {
    power(number, &half())
}

/// `base` to the power of `exponent`.
pub(super) fn power(base: &Number, exponent: &Number) -> Answer {
    if base.is_zero() {
        return match () {
            () if exponent.is_zero() => Err(Refusal::Domain),
            () if exponent.is_negative() => Err(Refusal::ZeroDivisor),
            () => Ok(Number::zero()),
        };
    }
    if let Some(exact) = exact_power(base, exponent) {
        return Ok(exact);
    }
    if base.is_negative() {
        if !exponent.is_whole() {
            return Err(Refusal::Domain);
        }
        let magnitude = power(&base.abs(), exponent)?;
        let even = (exponent * &half()).is_whole();
        return Ok(if even { magnitude } else { -magnitude });
    }
    let Some(digits) = digits_of_exp(&(&ln(base)? * exponent))? else { return Ok(Number::zero()) };
    computed(|| {
        let context = Context::<HalfAway>::new(digits);
        let (base, exponent) = (float(base, digits)?, float(exponent, digits)?);
        context.powf(base.repr(), exponent.repr(), None).ok().map(value)
    })
}

/// The geometric mean of numbers above zero.
pub(super) fn geometric_mean(numbers: &[Number]) -> Answer {
    let count = i64::try_from(numbers.len()).map_err(|_| Refusal::Domain)?;
    let share = Number::one().divided_by(&Number::from(count)).ok_or(Refusal::Domain)?;
    if numbers.iter().any(|number| number.is_zero() || number.is_negative()) {
        return Err(Refusal::Domain);
    }
    if numbers.iter().map(Number::size).sum::<u64>() <= MOST_BITS {
        return power(&numbers.iter().fold(Number::one(), |product, number| &product * number), &share);
    }
    // Too long to multiply out exactly: the product is kept to more digits than its root needs.
    computed(|| {
        let context = Context::<HalfAway>::new(PRODUCT_DIGITS);
        let product = numbers.iter().try_fold(DBig::ONE, |product, number| {
            context.mul(product.repr(), float(number, PRODUCT_DIGITS)?.repr()).ok().map(value)
        })?;
        context.powf(product.repr(), float(&share, PRODUCT_DIGITS)?.repr(), None).ok().map(value)
    })
}

/// The standard deviation of all of `numbers`, by the sum of squares, which exact numbers allow.
pub(super) fn deviation(numbers: &[Number]) -> Answer {
    let count = Number::from(i64::try_from(numbers.len()).map_err(|_| Refusal::Domain)?);
    let squares: Vec<Number> = numbers.iter().map(|number| number * number).collect();
    let sum: Number = numbers.iter().sum();
    let spread = &(&squares.iter().sum::<Number>() * &count) - &(&sum * &sum);
    sqrt(&spread.divided_by(&(&count * &count)).ok_or(Refusal::ZeroDivisor)?)
}

fn half() -> Number {
    &Number::from(5) * &Number::ten_to(-1)
}

/// The power where it is a fraction of a sensible size.
fn exact_power(base: &Number, exponent: &Number) -> Option<Number> {
    let (times, degree) = exponent.fraction();
    let degree: u32 = degree.parse().ok().filter(|degree| *degree <= MOST_DEGREE)?;
    let times: i32 = times.parse().ok()?;
    if degree == 1 { base.power(times) } else { base.exact_root(degree)?.power(times) }
}

/// The digits to compute e to the power of `exponent` with; `None` where it is as good as 0.
fn digits_of_exp(exponent: &Number) -> Result<Option<usize>, Refusal> {
    if *exponent > Number::from(GREATEST_EXPONENT) {
        return Err(Refusal::Domain);
    }
    if *exponent < Number::from(LEAST_EXPONENT) {
        return Ok(None);
    }
    let before_the_point = exponent.floor().to_i32().map_or(0, |whole| whole.max(0) / 2);
    Ok(Some(DIGITS + usize::try_from(before_the_point).unwrap_or(0)))
}

fn float(number: &Number, digits: usize) -> Option<DBig> {
    let (above, below) = number.fraction();
    let (above, below): (DBig, DBig) = (above.parse().ok()?, below.parse().ok()?);
    Context::<HalfAway>::new(digits).div(above.repr(), below.repr()).ok().map(value)
}

/// The float of a rounded result, whichever way it was rounded.
fn value(rounded: dashu_float::round::Rounded<DBig>) -> DBig {
    rounded.value()
}

fn computed(compute: impl FnOnce() -> Option<DBig>) -> Answer {
    let float = compute().ok_or(Refusal::Domain)?;
    let number: Number = float.to_string().parse().map_err(|_| Refusal::Domain)?;
    Ok(number.round(PLACES))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn known_constants_come_out_to_the_last_decimal() {
        assert_eq!(exp(&n("1")), Ok(n("2.718281828459045235360287471353")));
        assert_eq!(ln(&n("2")), Ok(n("0.693147180559945309417232121458")));
        assert_eq!(sqrt(&n("2")), Ok(n("1.414213562373095048801688724210")));
        assert_eq!(ln(&n("1")), Ok(n("0")));
        assert_eq!(exp(&n("0")), Ok(n("1")));
        let e80 = "55406223843935100525711733958316612.924856728832685322870300188282";
        assert_eq!(exp(&n("80")), Ok(n(e80)));
        assert_eq!(ln(&exp(&n("20")).unwrap()).unwrap().round(25), n("20"));
    }

    #[test]
    fn what_is_a_fraction_is_exact() {
        assert_eq!(sqrt(&n("2.25")), Ok(n("1.5")));
        assert_eq!(geometric_mean(&[n("4"), n("9")]), Ok(n("6")));
        assert_eq!(geometric_mean(&[n("2"), n("4"), n("8")]), Ok(n("4")));
        assert_eq!(power(&n("8"), &n("-2").divided_by(&n("3")).unwrap()), Ok(n("0.25")));
        let ninth = n("1").divided_by(&n("9")).unwrap();
        assert_eq!(sqrt(&ninth), Ok(n("1").divided_by(&n("3")).unwrap()));
        assert_eq!(deviation(&[n("2"), n("4"), n("4"), n("4"), n("5"), n("5"), n("7"), n("9")]), Ok(n("2")));
        assert_eq!(deviation(&[n("0.1"), n("0.1"), n("0.1")]), Ok(n("0")));
    }

    #[test]
    fn a_long_list_has_the_mean_of_a_short_one() {
        let third = n("1").divided_by(&n("3")).unwrap();
        let long: Vec<Number> =
            (0..30_000).map(|i| if i % 2 == 0 { third.clone() } else { n("3") }).collect();
        assert_eq!(geometric_mean(&long).unwrap().round(25), n("1"));
    }

    #[test]
    fn what_is_undefined_or_absurd_is_refused_at_once() {
        for refused in [
            ln(&n("0")),
            ln(&n("-1")),
            sqrt(&n("-1")),
            exp(&n("1000000")),
            power(&n("0"), &n("0")),
            power(&n("-8"), &n("0.5")),
            power(&n("10"), &n("1e300")),
            power(&n("1e300"), &n("1e300")),
            geometric_mean(&[]),
            geometric_mean(&[n("1"), n("0")]),
        ] {
            assert_eq!(refused, Err(Refusal::Domain));
        }
        assert_eq!(power(&n("0"), &n("-1")), Err(Refusal::ZeroDivisor));
        assert_eq!(deviation(&[]), Err(Refusal::ZeroDivisor));
        assert_eq!(exp(&n("-1e300")), Ok(n("0")));
        assert_eq!(power(&n("0.5"), &n("1e300")), Ok(n("0")));
        assert_eq!(power(&n("-2"), &n("1001")).map(|number| number.is_negative()), Ok(true));
        assert_eq!(power(&n("-1"), &n("1e20")), Ok(n("1")));
        assert_eq!(power(&n("1.0001"), &n("10000")).map(|number| number.round(6)), Ok(n("2.718146")));
    }
}
