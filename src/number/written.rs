//! How a number is written and read: decimal text, percentages, JSON and TOML.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use dashu_base::{Abs, Sign};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{MAX_EXPONENT, Number, power_of_ten};

/// Places shown of a number that has no finite decimal form (such as 1/3) in explanations.
const SHOWN_PLACES: u32 = 6;
/// The most decimal places that are written out in full; beyond it a number is shown rounded.
const FULL_PLACES: u32 = 24;

/// Digits of which every number fits in 64 bits.
const SMALL_DIGITS: usize = 19;

impl Number {
    /// Decimal text with exactly `places` decimals, rounded half up.
    #[must_use]
    pub fn fixed(&self, places: u32) -> String {
        let width = places as usize + 1;
        let (negative, digits) = match self.small_units(places) {
            Some(units) => {
                // Long division by ten is slow, and seldom needed.
                let digits =
                    u64::try_from(units).map_or_else(|_| units.to_string(), |units| units.to_string());
                (self.is_negative() && units > 0, digits)
            }
            None => {
                let scaled = (&self.0 * Self::ten_to(places.try_into().unwrap_or(i32::MAX)).0).round();
                (scaled.sign() == Sign::Negative, scaled.abs().to_string())
            }
        };
        let mut text = String::with_capacity(digits.len().max(width) + 2);
        text.push_str(if negative { "-" } else { "" });
        // 0.05 is five hundredths.
        text.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
        text.push_str(&digits);
        if places > 0 {
            text.insert(text.len() + 1 - width, '.');
        }
        text
    }

    /// Decimal text without trailing zeros: exact where the decimal form ends within 24 places,
    /// otherwise rounded to 6.
    #[must_use]
    pub fn plain(&self) -> String {
        let places = self.decimal_places().unwrap_or(SHOWN_PLACES);
        let mut text = self.fixed(places);
        if places > 0 {
            text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
        }
        text
    }

    /// Whether [`Number::plain`] shows the number exactly.
    #[must_use]
    pub fn is_plain_exact(&self) -> bool {
        self.decimal_places().is_some()
    }

    /// The number as a percentage without trailing zeros, at most `places` decimals: `89.72%`.
    #[must_use]
    pub fn percent(&self, places: u32) -> String {
        let hundredfold = self * &Self::from(100);
        format!("{}%", hundredfold.round(places.try_into().unwrap_or(i32::MAX)).plain())
    }

    pub(super) fn decimal_places(&self) -> Option<u32> {
        // A fraction in lowest terms ends where nothing but twos and fives divides it.
        if let Some((_, mut rest)) = self.small() {
            let twos = rest.trailing_zeros();
            rest >>= twos;
            let mut fives = 0;
            while rest.is_multiple_of(5) {
                rest /= 5;
                fives += 1;
            }
            return (rest == 1).then_some(twos.max(fives)).filter(|places| *places <= FULL_PLACES);
        }
        let mut rest = self.0.denominator().clone();
        let twos = rest.trailing_zeros().unwrap_or_default();
        rest >>= twos;
        let five = UBig::from(5_u8);
        let mut fives = 0;
        while fives <= FULL_PLACES as usize && (&rest % &five).is_zero() {
            rest /= &five;
            fives += 1;
        }
        let places = twos.max(fives);
        (rest.is_one() && places <= FULL_PLACES as usize).then(|| u32::try_from(places).ok())?
    }
}

/// The text is no plain decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct NotANumber;

impl FromStr for Number {
    type Err = NotANumber;

    /// Reads `-12`, `3.50`, `1.5e-3`. No thousands separators, no units: those are for the
    /// quantity reader, which knows what a form may hold.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| NotANumber)?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return Err(NotANumber);
        }
        let places = i32::try_from(fraction.len()).map_err(|_| NotANumber)?;
        let shift = exponent.checked_sub(places).ok_or(NotANumber)?;
        if shift.unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
            return Err(NotANumber);
        }
        let value = if whole.len() + fraction.len() <= SMALL_DIGITS {
            let digits = whole.bytes().chain(fraction.bytes());
            UBig::from(digits.fold(0, |value: u64, digit| value * 10 + u64::from(digit - b'0')))
        } else {
            format!("{whole}{fraction}").parse().map_err(|_| NotANumber)?
        };
        let power = power_of_ten(shift.unsigned_abs());
        let number = Self(match shift {
            ..0 => RBig::from_parts(value.into(), power),
            0 => RBig::from(value),
            1.. => RBig::from(value * power),
        });
        Ok(if negative { -number } else { number })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.plain())
    }
}

/// A number as programs keep it for themselves: numerator and denominator.
#[derive(Serialize, Deserialize)]
enum Exact {
    Small(i64, u64),
    Long(String, String),
}

impl Exact {
    fn of(number: &Number) -> Self {
        match number.small() {
            Some((numerator, denominator)) => Self::Small(numerator, denominator),
            None => Self::Long(number.0.numerator().to_string(), number.0.denominator().to_string()),
        }
    }

    fn number(&self) -> Option<Number> {
        let (numerator, denominator): (IBig, UBig) = match self {
            Self::Small(numerator, denominator) => ((*numerator).into(), (*denominator).into()),
            Self::Long(numerator, denominator) => (numerator.parse().ok()?, denominator.parse().ok()?),
        };
        (denominator != UBig::ZERO).then(|| Number(RBig::from_parts(numerator, denominator)))
    }
}

impl Serialize for Number {
    /// As a JSON number: whole numbers without a point, others as their plain decimal. Where nobody
    /// reads along, exactly.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return Exact::of(self).serialize(serializer);
        }
        match self.is_whole().then(|| i64::try_from(self.0.numerator()).ok()).flatten() {
            Some(whole) => serializer.serialize_i64(whole),
            None if self.is_plain_exact() => serializer.serialize_f64(self.to_f64()),
            None => serializer.serialize_f64(self.plain().parse().unwrap_or(f64::NAN)),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    /// From a number of TOML or JSON (`0.8`, `50`), or from text (`"95%"`, `"0.8"`).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(i64),
            Binary(f64),
            Text(String),
        }
        if !deserializer.is_human_readable() {
            let exact = Exact::deserialize(deserializer)?;
            return exact
                .number()
                .ok_or_else(|| serde::de::Error::custom("a fraction without a denominator"));
        }
        let written = Written::deserialize(deserializer)?;
        let number = match &written {
            Written::Whole(whole) => Some(Self::from(*whole)),
            // The shortest text that stands for the binary number is what was written.
            Written::Binary(binary) => binary.to_string().parse().ok(),
            Written::Text(text) => match text.trim().strip_suffix('%') {
                Some(percent) => percent.parse().ok().map(|n: Self| &n * &Self::ten_to(-2)),
                None => text.trim().parse().ok(),
            },
        };
        number.ok_or_else(|| serde::de::Error::custom("应为数字或百分数，如 0.8、\"95%\""))
    }
}

impl JsonSchema for Number {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["number", "string"],
            "pattern": r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?%?\s*$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_beyond_64_bits_are_read_as_those_within() {
        for digits in 17..23 {
            let nines = "9".repeat(digits);
            assert_eq!(n(&nines).plain(), nines);
            let tiny = format!("0.{}1", "0".repeat(digits - 1));
            assert_eq!(&n(&tiny) * &n(&format!("1e{digits}")), Number::one(), "{tiny}");
            assert_eq!(n(&format!("{nines}e-{digits}")), n(&format!("0.{nines}")));
        }
    }

    #[test]
    fn prints_plainly() {
        assert_eq!(n("10.00").plain(), "10");
        assert_eq!(n("-0.50").plain(), "-0.5");
        assert_eq!(n("8.9715").fixed(2), "8.97");
        assert_eq!(n("0.005").fixed(2), "0.01");
        assert_eq!(n("0.89715").percent(2), "89.72%");
        assert_eq!(serde_json::to_string(&n("46.35")).unwrap(), "46.35");
        assert_eq!(serde_json::to_string(&n("52")).unwrap(), "52");
    }

    #[test]
    fn a_number_in_toml_is_taken_as_written() {
        #[derive(Deserialize)]
        struct Written {
            n: Number,
        }
        for text in ["12345678901234.56", "1.005", "0.1", "1234567890.1234567", "-3"] {
            let written: Written = toml::from_str(&format!("n = {text}")).unwrap();
            assert_eq!(written.n, n(text));
        }
    }
}
