//! A number of the rubric in its own spelling.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::formula::{Expr, Known};
use crate::number::Number;
use crate::rubric::schema::read_as;

/// A number that no fact bears on; `10%` stays `10%` wherever it is printed and read aloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    written: Expr,
    number: Number,
}

read_as!(Constant, Expr);

impl Constant {
    /// The number.
    #[must_use]
    pub fn number(&self) -> &Number {
        &self.number
    }

    /// The number as it was written, for a formula.
    #[must_use]
    pub fn written(&self) -> &Expr {
        &self.written
    }

    /// The number in words.
    #[must_use]
    pub fn aloud(&self) -> String {
        self.written.aloud()
    }

    /// What a formula is worth whatever the facts are; `None` where it depends on any.
    pub(super) fn of(written: &Expr) -> Option<Self> {
        let number = written.number(&|_: &str| Known::Missing).ok()?;
        Some(Self { written: written.clone(), number })
    }

    /// 100%
    pub(super) fn whole() -> Self {
        let written = Expr::Percent(Box::new(Expr::Number(Number::from(100))));
        Self { written, number: Number::one() }
    }
}

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Expr::deserialize(deserializer)?;
        Self::of(&written).ok_or_else(|| D::Error::custom("应为数字或百分数，不能随数据项变化"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Holder {
        at: Constant,
    }

    #[test]
    fn the_spelling_is_kept_and_facts_are_refused() {
        let holder: Holder = toml::from_str("at = \"12.5%\"").unwrap();
        assert_eq!((holder.at.number().plain(), holder.at.aloud()), ("0.125".to_owned(), "12.5%".to_owned()));
        let error = toml::from_str::<Holder>("at = \"预算数\"").unwrap_err();
        assert!(error.to_string().contains("不能随数据项变化"), "{error}");
    }
}
