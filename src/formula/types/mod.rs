//! What a formula's numbers mean, so that what does not go together is refused before anyone is
//! scored: money compared with a bare number, a rate with 5 where 5% was meant, a text with a number.

mod check;
mod error;
#[cfg(test)]
mod tests;

use std::fmt;

pub use error::{Operand, TypeError};

/// What a value means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// 分: points, full or earned.
    Points,
    /// A rate; a percentage in a formula is one.
    Ratio,
    /// A number of things.
    Count,
    /// Money.
    Amount,
    /// A number of days.
    Days,
    /// A day.
    Date,
    /// Words.
    Text,
    /// 是 or 否.
    YesNo,
    /// The outcome of a comparison.
    Truth,
    /// A number that means whatever it stands beside: a bare one, or what arithmetic left of it.
    Free,
    /// Not known, or not clear: goes with everything.
    Mixed,
    /// A column.
    List(Box<Type>),
}

impl Type {
    /// A column of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// Whether values of this type can be calculated with.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Points | Self::Ratio | Self::Count | Self::Amount | Self::Days | Self::Free | Self::Mixed
        )
    }

    /// Whether it is a plain number of something, which points may be taken off for one by one.
    fn is_countable(&self) -> bool {
        matches!(self, Self::Points | Self::Count | Self::Days)
    }

    /// What a product of the two means.
    fn times(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Free, Self::Free | Self::Ratio | Self::Count | Self::Days)
            | (Self::Ratio | Self::Count | Self::Days, Self::Free) => Self::Free,
            (Self::Free, other) | (other, Self::Free) => other.clone(),
            (Self::Ratio, Self::Ratio) => Self::Ratio,
            (Self::Count, Self::Count) => Self::Count,
            // 20% of the projects is a number of projects, 20% for each project is a rate.
            (Self::Ratio | Self::Count, Self::Points) | (Self::Points, Self::Ratio | Self::Count) => {
                Self::Points
            }
            (Self::Ratio | Self::Count, Self::Amount) | (Self::Amount, Self::Ratio | Self::Count) => {
                Self::Amount
            }
            _ => Self::Mixed,
        }
    }

    /// What a quotient of the two means.
    fn over(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Mixed, _) | (_, Self::Mixed) => Self::Mixed,
            // How often a rate, or a number of days, is contained: units that cost points.
            (Self::Free | Self::Ratio, Self::Free | Self::Ratio) | (Self::Days, Self::Free) => Self::Free,
            (Self::Free, Self::Count | Self::Days) => Self::Free,
            (Self::Free, _) => Self::Mixed,
            (same, other) if same == other => Self::Ratio,
            (kept, Self::Free | Self::Ratio | Self::Count) => kept.clone(),
            _ => Self::Mixed,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Points => "分值",
            Self::Ratio => "比率",
            Self::Count => "个数",
            Self::Amount => "金额",
            Self::Days => "天数",
            Self::Date => "日期",
            Self::Text => "文字",
            Self::YesNo => "是否项",
            Self::Truth => "条件",
            Self::Free => "数",
            Self::Mixed => "数据",
            Self::List(entries) => return write!(f, "一列{entries}"),
        };
        f.pad(word)
    }
}
