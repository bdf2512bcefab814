//! Units of money as constants: `100*万元`. Money is held in 万元.

use crate::number::Number;

/// A unit of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 元
    Yuan,
    /// 万元, in which money is held.
    TenThousand,
    /// 亿元
    HundredMillion,
}

impl Unit {
    const ALL: [Self; 3] = [Self::Yuan, Self::TenThousand, Self::HundredMillion];

    /// The unit of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// Its name in formulas and sentences.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::TenThousand => "万元",
            Self::HundredMillion => "亿元",
        }
    }

    /// How many 万元 it is.
    #[must_use]
    pub fn value(self) -> Number {
        Number::ten_to(match self {
            Self::Yuan => -4,
            Self::TenThousand => 0,
            Self::HundredMillion => 4,
        })
    }
}
