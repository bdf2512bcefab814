//! Targets and actual values as they are found in the wild, read into what they state.
//!
//! A wrong value is worse than none: whoever scores a `290$` as 290 takes points from somebody.
//! So everything that is read was stated in full, in one of the spellings of the module `language`, and
//! all else is an [`Unreadable`] that says why, for a person to decide.

mod amount;
mod date;
mod dictionary;
#[cfg(test)]
mod documented;
mod explain;
mod language;
mod numeral;
mod opening;
mod range;
mod split;
#[cfg(test)]
mod tests;
mod text;
pub mod unit;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::number::Number;

pub use date::Day;
pub use dictionary::{Dictionary, Words};
pub use opening::names_a_rate;
pub use split::join_split;
pub(crate) use text::{is_ideograph, lone};

/// How an actual value is to stand to the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operator {
    /// ≥
    AtLeast,
    /// >
    MoreThan,
    /// =
    Equal,
    /// ≤
    AtMost,
    /// <
    LessThan,
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AtLeast => "≥",
            Self::MoreThan => ">",
            Self::Equal => "=",
            Self::AtMost => "≤",
            Self::LessThan => "<",
        })
    }
}

/// What a number is to be multiplied with: the 万 of 13万人次.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Multiplier {
    /// Nothing.
    One,
    /// % (0.01)
    Percent,
    /// ‰ (0.001)
    PerMille,
    /// 十 (10)
    Ten,
    /// 百 (100)
    Hundred,
    /// 千 (1000)
    Thousand,
    /// 万 (10 thousand)
    TenThousand,
    /// 百万 (1 million)
    Million,
    /// 千万 (10 million)
    TenMillion,
    /// 亿 (100 million)
    HundredMillion,
}

impl Multiplier {
    /// The multiplier as a number.
    #[must_use]
    pub fn factor(self) -> Number {
        Number::ten_to(match self {
            Self::PerMille => -3,
            Self::Percent => -2,
            Self::One => 0,
            Self::Ten => 1,
            Self::Hundred => 2,
            Self::Thousand => 3,
            Self::TenThousand => 4,
            Self::Million => 6,
            Self::TenMillion => 7,
            Self::HundredMillion => 8,
        })
    }
}

impl fmt::Display for Multiplier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::One => "",
            Self::Percent => "%",
            Self::PerMille => "‰",
            Self::Ten => "十",
            Self::Hundred => "百",
            Self::Thousand => "千",
            Self::TenThousand => "万",
            Self::Million => "百万",
            Self::TenMillion => "千万",
            Self::HundredMillion => "亿",
        })
    }
}

/// One number with all that was stated of it: `≥13万人次`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// The operator, if one was stated.
    pub operator: Option<Operator>,
    /// The number as written: 13 of 13万人次, 95 of 95%.
    pub number: Number,
    /// What the number is to be multiplied with.
    pub multiplier: Multiplier,
    /// The unit as written, without the multiplier: 人次 of 13万人次; `None` for a percentage.
    pub unit: Option<String>,
}

impl Quantity {
    /// The number times its multiplier, in the unit: 130000 of 13万人次, 0.95 of 95%.
    #[must_use]
    pub fn value(&self) -> Number {
        match self.multiplier {
            Multiplier::One => self.number.clone(),
            multiplier => &self.number * &multiplier.factor(),
        }
    }

    /// Whether the number is a part of a whole: %, ‰.
    #[must_use]
    pub fn is_ratio(&self) -> bool {
        self.unit.is_none() && matches!(self.multiplier, Multiplier::Percent | Multiplier::PerMille)
    }

    /// What the number measures; `None` where no unit says it.
    #[must_use]
    pub fn dimension(&self) -> Option<unit::Dimension> {
        match &self.unit {
            _ if self.is_ratio() => Some(unit::Dimension::Ratio),
            Some(unit) => unit::dimension(unit),
            None => None,
        }
    }

    /// Whether the number is a percentage.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        self.multiplier == Multiplier::Percent
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operator) = self.operator {
            operator.fmt(f)?;
        }
        write!(f, "{}{}{}", self.number, self.multiplier, self.unit.as_deref().unwrap_or_default())
    }
}

/// What a target or an actual value states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Nothing: empty, a dash, 无, XX.
    Blank,
    /// That the indicator does not apply: 不适用.
    NotApplicable,
    /// A number.
    Quantity(Quantity),
    /// A span of numbers, both ends included: 3-5天, 95%±2%. The ends have no operator.
    Range {
        /// The lower end.
        from: Quantity,
        /// The upper end.
        to: Quantity,
    },
    /// A level of attainment: the index in the dictionary's tiers, 0 being the highest.
    Tier(usize),
    /// A date or a period.
    Date {
        /// The beginning of a period; `None` for a single date.
        from: Option<Day>,
        /// The date, or the end of the period. A month or year means up to its last day.
        to: Day,
        /// Whether the text says 前 of the date itself (12月前), not of its end (12月底前).
        before: bool,
    },
    /// Words without a number: 效果明显. As typed, trimmed.
    Words(String),
    /// It cannot be read.
    Unreadable(Unreadable),
}

/// Why a text cannot be read, and the part of it (in plain spelling) that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// Words with a number among them: 送戏下乡197场.
    Sentence {
        /// The number found.
        number: String,
    },
    /// An approximate number: 约73场, 20多万人次.
    Approximate {
        /// The number found.
        number: String,
    },
    /// More than one number: 5-10次.
    SeveralNumbers {
        /// The numbers found.
        numbers: Vec<String>,
    },
    /// A part that belongs to no number, operator or unit: the $ of 290$.
    Damaged {
        /// That part.
        part: String,
    },
    /// Two operators that disagree: ≤95%以上.
    Contradiction {
        /// The operator before the number.
        first: Operator,
        /// The operator after the number.
        second: Operator,
    },
    /// A date with an operator that makes no sense of it: ≥2023年12月.
    DateWithOperator {
        /// The operator.
        operator: Operator,
    },
    /// A choice that nobody made: 好坏, 建立与否.
    OptionList,
    /// Words by which something is stated elsewhere or later: 见附件.
    Unstated,
    /// A character of damaged or wrongly decoded text.
    Garbled {
        /// The first such character.
        character: char,
    },
    /// Longer than any quantity.
    TooLong,
}

impl fmt::Display for Unreadable {
    /// The reason in Chinese, as a clause of a finding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sentence { number } => write!(f, "文字叙述中夹有数字 {number}，不能确定其含义"),
            Self::Approximate { number } => write!(f, "{number} 为约数"),
            Self::SeveralNumbers { numbers } => write!(f, "含多个数字（{}）", numbers.join("、")),
            Self::Damaged { part } => write!(f, "“{part}”无法识别"),
            Self::Contradiction { first, second } => write!(f, "比较符号前后矛盾（{first} 与 {second}）"),
            Self::DateWithOperator { operator } => write!(f, "日期前的符号 {operator} 含义不明"),
            Self::OptionList => f.write_str("仅列出选项，未作选择"),
            Self::Unstated => f.write_str("没有写明数值"),
            Self::Garbled { .. } => f.write_str("含乱码"),
            Self::TooLong => f.write_str("文字过长，不是指标值"),
        }
    }
}
