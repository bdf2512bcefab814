//! Exact numbers, points and the only place that rounds.
//!
//! Scores are disputed over hundredths, so nothing here is binary floating point: a [`Number`] is
//! an exact fraction (`100/3` stays `100/3`), and rounding is half up (四舍五入, away from zero),
//! as the decrees and every spreadsheet mean it. [`Points`] are only computed by
//! rounding (or read as they were written), which is what keeps a total equal to the sum of its shown
//! parts (散总一致).

mod points;
mod written;

use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

use dashu_base::{Abs, BitTest, Sign};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

pub use points::{Points, apportion};
pub use written::NotANumber;

/// Places of a number without a finite decimal form that tell its nearest binary number.
const BINARY_PLACES: u32 = 40;
/// Significant digits that a spreadsheet shows of a stored binary number.
const SHEET_DIGITS: usize = 15;
/// The first whole number of more digits than that.
const MOST_SHOWN_WHOLE: f64 = 1e15;
/// Units of the last of one decimal and more, as far as most figures of a form go.
const FEW_DECIMALS: [f64; 4] = [1e1, 1e2, 1e3, 1e4];
/// Decimals to which small numbers are rounded without long arithmetic.
const SMALL_PLACES: u32 = 18;
/// Below it every whole number is a binary number too.
const EXACT_IN_BINARY: u64 = 1 << 53;
/// Exponents beyond this are no quantity that a form could state; refused instead of expanded.
const MAX_EXPONENT: i32 = 400;
/// Powers that would take more bits than this are refused instead of computed.
const MOST_BITS: u64 = 1 << 16;

/// An exact number. Unit-less: who holds it knows whether it is 万元, a ratio or a count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(RBig);

impl Number {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self(RBig::ZERO)
    }

    /// One; as a ratio, 100 %.
    #[must_use]
    pub fn one() -> Self {
        Self(RBig::ONE)
    }

    /// 10 to the power of `exponent`, which may be negative.
    #[must_use]
    pub fn ten_to(exponent: i32) -> Self {
        let power = power_of_ten(exponent.unsigned_abs());
        Self(if exponent < 0 { RBig::from_parts(IBig::ONE, power) } else { RBig::from(power) })
    }

    /// The number a spreadsheet shows for a stored binary value: its first 15 significant digits.
    /// `None` for NaN and the infinities, which no cell of a form may hold.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        if value.fract() == 0.0 && value.abs() < MOST_SHOWN_WHOLE {
            // A whole number of so few digits is shown as it is.
            #[allow(clippy::cast_possible_truncation)]
            return Some(Self::from(value as i64));
        }
        if let Some(number) = Self::of_few_decimals(value) {
            return Some(number);
        }
        // What was typed with no more digits is the shortest text that stands for the binary number.
        let shortest = format!("{value:e}");
        let mantissa = shortest.split('e').next().unwrap_or_default();
        if value.is_normal() && mantissa.bytes().filter(u8::is_ascii_digit).count() <= SHEET_DIGITS {
            return shortest.parse().ok();
        }
        format!("{value:.*e}", SHEET_DIGITS - 1).parse().ok()
    }

    /// The decimal that a binary number stands for, where it is one of few places, as money and rates are.
    /// No two of so few digits stand for the same, so that it is the shortest text of it as well.
    fn of_few_decimals(value: f64) -> Option<Self> {
        let (units, scale) = FEW_DECIMALS.iter().find_map(|scale| {
            let units = (value * scale).round();
            // Both are exact, so that their quotient is the nearest binary number: this one or another.
            #[allow(clippy::float_cmp)]
            let is_it = units / scale == value;
            (units.abs() < MOST_SHOWN_WHOLE && is_it).then_some((units, scale))
        })?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(Self(RBig::from_parts(IBig::from(units as i64), UBig::from(*scale as u64))))
    }

    /// The nearest binary number, for writing into a spreadsheet cell.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        if let Some((numerator, denominator)) = self.small()
            && numerator.unsigned_abs().max(denominator) < EXACT_IN_BINARY
        {
            // Both are exact, so that their quotient is the nearest.
            #[allow(clippy::cast_precision_loss)]
            return numerator as f64 / denominator as f64;
        }
        // The decimal text is parsed instead of dividing numerator by denominator: the
        // nearest double of the shown decimal is what Excel would store for it.
        let places = self.decimal_places().unwrap_or(BINARY_PLACES);
        self.fixed(places).parse().unwrap_or(f64::NAN)
    }

    /// `self / divisor`, or `None` when the divisor is zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// `self` raised to a whole power; `None` for zero to a negative power or where the exponent or
    /// the result would be of an absurd size.
    #[must_use]
    pub fn power(&self, exponent: i32) -> Option<Self> {
        let times = exponent.unsigned_abs();
        let absurd = times > MAX_EXPONENT.unsigned_abs() || self.size() * u64::from(times) > MOST_BITS;
        if absurd || (self.is_zero() && exponent < 0) {
            return None;
        }
        Some(Self(self.0.pow(isize::try_from(exponent).ok()?)))
    }

    /// Numerator and denominator, where they are as small as nearly all that forms hold: whoever
    /// computes with these needs no long arithmetic.
    fn small(&self) -> Option<(i64, u64)> {
        Some((i64::try_from(self.0.numerator()).ok()?, u64::try_from(self.0.denominator()).ok()?))
    }

    /// `self` in units of the last of `places` decimals, rounded half up, without its sign; `None` for
    /// numbers that are not small.
    fn small_units(&self, places: u32) -> Option<u128> {
        let (numerator, denominator) = self.small()?;
        let scale = 10_u128.pow(Some(places).filter(|places| *places <= SMALL_PLACES)?);
        // At most 2^63 times 10^18 twice.
        let dividend = 2 * u128::from(numerator.unsigned_abs()) * scale + u128::from(denominator);
        let divisor = 2 * u128::from(denominator);
        // Long division is slow, and seldom needed.
        match (u64::try_from(dividend), u64::try_from(divisor)) {
            (Ok(dividend), Ok(divisor)) => Some(u128::from(dividend / divisor)),
            _ => Some(dividend / divisor),
        }
    }

    /// `self` in units of the last of `places` decimals, rounded half up; the greatest or the least number
    /// where that is beyond what 128 bits hold.
    #[must_use]
    pub fn in_units(&self, places: u32) -> i128 {
        match self.small_units(places).map(i128::try_from) {
            Some(Ok(units)) if self.is_negative() => -units,
            Some(Ok(units)) => units,
            _ => {
                let scaled = &self.0 * RBig::from(power_of_ten(places));
                let beyond = if self.is_negative() { i128::MIN } else { i128::MAX };
                i128::try_from(scaled.round()).unwrap_or(beyond)
            }
        }
    }

    /// Rounded half up (away from zero) to `places` decimals; negative places round to tens.
    #[must_use]
    pub fn round(&self, places: i32) -> Self {
        if let Ok(places) = u32::try_from(places)
            && let Some(units) = self.small_units(places)
        {
            let rounded = RBig::from_parts(IBig::from(units), power_of_ten(places));
            return Self(if self.is_negative() { -rounded } else { rounded });
        }
        let scale = Self::ten_to(places).0;
        Self(RBig::from((&self.0 * &scale).round()) / scale)
    }

    /// Rounded away from zero to `places` decimals (Excel's ROUNDUP).
    #[must_use]
    pub fn round_up(&self, places: i32) -> Self {
        let scale = Self::ten_to(places).0;
        let scaled = &self.0 * &scale;
        let whole = if self.is_negative() { scaled.floor() } else { scaled.ceil() };
        Self(RBig::from(whole) / scale)
    }

    /// Rounded towards zero to `places` decimals (Excel's ROUNDDOWN).
    #[must_use]
    pub fn round_down(&self, places: i32) -> Self {
        let scale = Self::ten_to(places).0;
        Self(RBig::from((&self.0 * &scale).trunc()) / scale)
    }

    /// The magnitude.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.clone().abs())
    }

    /// The greatest whole number that is not above it.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self(self.0.floor().into())
    }

    /// The smallest whole number that is not below it.
    #[must_use]
    pub fn ceil(&self) -> Self {
        Self(self.0.ceil().into())
    }

    /// The exact root of degree `degree`, where it is a fraction (`√2.25` is, `√2` is not).
    #[must_use]
    pub fn exact_root(&self, degree: u32) -> Option<Self> {
        if degree == 0 || (self.is_negative() && degree.is_multiple_of(2)) {
            return None;
        }
        let root = |part: &UBig| {
            let root = part.nth_root(degree as usize);
            (root.pow(degree as usize) == *part).then_some(root)
        };
        let (sign, size) = self.0.numerator().clone().into_parts();
        Some(Self(RBig::from_parts(IBig::from_parts(sign, root(&size)?), root(self.0.denominator())?)))
    }

    /// Numerator and denominator in lowest terms, as decimal digits.
    #[must_use]
    pub fn fraction(&self) -> (String, String) {
        (self.0.numerator().to_string(), self.0.denominator().to_string())
    }

    /// How many bits numerator and denominator take: what arithmetic with it costs.
    #[must_use]
    pub fn size(&self) -> u64 {
        (self.0.numerator().bit_len() + self.0.denominator().bit_len()) as u64
    }

    /// Whether this is exactly zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.sign() == Sign::Negative
    }

    /// Whether this is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_int()
    }

    /// The whole number as `i32`, if it is one and fits.
    #[must_use]
    pub fn to_i32(&self) -> Option<i32> {
        self.is_whole().then(|| i32::try_from(self.0.numerator()).ok())?
    }
}

fn power_of_ten(exponent: u32) -> UBig {
    match 10_u64.checked_pow(exponent) {
        Some(power) => UBig::from(power),
        None => UBig::from(10_u8).pow(exponent as usize),
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(IBig::from(value).into())
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: Self) -> Number {
        Number(&self.0 + &other.0)
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: Self) -> Number {
        Number(&self.0 - &other.0)
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: Self) -> Number {
        Number(&self.0 * &other.0)
    }
}

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-self.0)
    }
}

impl<'a> Sum<&'a Number> for Number {
    /// Pair by pair: fractions without a common denominator grow with each addition, and one long
    /// chain of them would be reduced at its full length again and again.
    fn sum<I: Iterator<Item = &'a Number>>(numbers: I) -> Number {
        let mut sums: Vec<Number> = numbers.cloned().collect();
        while sums.len() > 1 {
            let pair = |pair: &[Number]| match pair {
                [a, b] => a + b,
                _ => pair.iter().fold(Number::zero(), |a, b| &a + b),
            };
            sums = sums.chunks(2).map(pair).collect();
        }
        sums.pop().unwrap_or_else(Number::zero)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn rounds_half_up_where_binary_does_not() {
        assert_eq!(n("1.005").round(2), n("1.01"));
        assert_eq!(n("8.325").round(2), n("8.33"));
        assert_eq!(n("-2.5").round(0), n("-3"));
        assert_eq!(n("1250").round(-2), n("1300"));
        assert_eq!(n("-1.21").round_up(1), n("-1.3"));
        assert_eq!(n("-1.29").round_down(1), n("-1.2"));
    }

    #[test]
    fn small_numbers_round_as_long_ones_do() {
        let texts =
            ["0", "1", "-1", "0.5", "-0.005", "2.675", "99999.99995", "1234567.891", "-3", "1e-9", "7e12"];
        for text in texts {
            for divisor in ["1", "3", "7", "8", "125", "1000", "99999989"] {
                let number = n(text).divided_by(&n(divisor)).unwrap();
                assert!(number.small().is_some(), "{text}/{divisor}");
                for places in 0..=8 {
                    let scale = Number::ten_to(places);
                    let long = Number(RBig::from((&number.0 * &scale.0).round()) / &scale.0);
                    assert_eq!(number.round(places), long, "{text}/{divisor}");
                    assert_eq!(
                        number.fixed(places.unsigned_abs()).parse(),
                        Ok(long.clone()),
                        "{text}/{divisor}"
                    );
                    let units = (&long * &scale).plain().parse();
                    assert_eq!(Ok(number.in_units(places.unsigned_abs())), units, "{text}/{divisor}");
                }
                let nearest: f64 = number.fixed(BINARY_PLACES).parse().unwrap();
                assert_eq!(number.to_f64().to_bits(), nearest.to_bits(), "{text}/{divisor}");
            }
        }
        assert_eq!(n("-0.001").fixed(2), "0.00");
    }

    #[test]
    fn stays_exact_through_division() {
        let third = n("1").divided_by(&n("3")).unwrap();
        assert_eq!((&third * &n("0.015")).round(2), n("0.01"));
        assert_eq!(third.plain(), "0.333333");
        assert!(!third.is_plain_exact());
        assert_eq!(n("1").divided_by(&Number::zero()), None);
    }

    #[test]
    fn reads_what_a_sheet_shows() {
        assert_eq!(Number::from_f64(0.1 + 0.2), Some(n("0.3")));
        assert_eq!(Number::from_f64(0.090_000_076_293_945_3), Some(n("0.0900000762939453")));
        assert_eq!(Number::from_f64(f64::NAN), None);
        for value in [0.1, 1e-7, 123.456, -2.5e-10, 1e300, 99.995, 1_234_567.890_123_45, 5e-324] {
            let shown: Number = format!("{value:.14e}").parse().unwrap();
            assert_eq!(Number::from_f64(value), Some(shown), "{value}");
        }
        for units in (-3_000_000..3_000_000).step_by(997) {
            for scale in [10.0, 100.0, 1_000.0, 10_000.0, 100_000.0] {
                let value = f64::from(units) / scale;
                assert_eq!(Number::from_f64(value), format!("{value:.14e}").parse().ok(), "{value}");
            }
        }
        for bad in [
            "",
            ".",
            "-",
            "1.2.3",
            "1e999999999",
            "1e-2147483648",
            "1.5e-2147483648",
            "１２",
            "1,000",
            "0x10",
        ] {
            assert_eq!(bad.parse::<Number>(), Err(NotANumber), "{bad}");
        }
        assert_eq!(n(".5"), n("0.50"));
    }

    #[test]
    fn roots_are_exact_or_none() {
        assert_eq!(n("2.25").exact_root(2), Some(n("1.5")));
        assert_eq!(n("-27").exact_root(3), Some(n("-3")));
        assert_eq!(n("2").exact_root(2), None);
        assert_eq!(n("-4").exact_root(2), None);
    }

    #[test]
    fn absurd_powers_are_refused() {
        assert_eq!(n("2").power(10), Some(n("1024")));
        assert_eq!(n("2").power(401), None);
        let big = n("9").power(400).unwrap();
        assert_eq!(big.power(400), None);
    }

    #[test]
    fn sums_are_exact_in_any_number() {
        let thirds: Vec<Number> = (0..7).map(|_| n("1").divided_by(&n("3")).unwrap()).collect();
        assert_eq!(thirds.iter().sum::<Number>(), n("7").divided_by(&n("3")).unwrap());
        assert_eq!([].iter().sum::<Number>(), Number::zero());
    }
}
