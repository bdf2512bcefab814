//! Points: numbers that were rounded to be shown, and shares that add up to their whole.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Number;

/// Points (得分, 分值), already rounded. A sum of points needs no further rounding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(transparent)]
pub struct Points(Number);

impl Points {
    /// No points.
    #[must_use]
    pub fn zero() -> Self {
        Self(Number::zero())
    }

    /// Rounds half up to `places` decimals.
    #[must_use]
    pub fn rounded(number: &Number, places: u32) -> Self {
        Self(number.round(places.try_into().unwrap_or(i32::MAX)))
    }

    /// The number of points.
    #[must_use]
    pub fn number(&self) -> &Number {
        &self.0
    }

    /// The difference to `other`, for deductions (扣分) and comparisons.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self(&self.0 - &other.0)
    }
}

impl Add for &Points {
    type Output = Points;
    fn add(self, other: Self) -> Points {
        Points(&self.0 + &other.0)
    }
}

impl<'a> Sum<&'a Points> for Points {
    fn sum<I: Iterator<Item = &'a Points>>(points: I) -> Points {
        points.fold(Points::zero(), |total, next| &total + next)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Shares `whole` among `weights` in proportion, each share rounded to `places`, so that the
/// shares add up to `whole` exactly: what rounding leaves over goes, unit by unit, to the shares
/// that lost most by it (earlier ones first on a tie). Empty when the weights add up to zero.
#[must_use]
pub fn apportion(whole: &Number, weights: &[Number], places: u32) -> Vec<Number> {
    let places = places.try_into().unwrap_or(i32::MAX);
    let Some(per_weight) = whole.divided_by(&weights.iter().sum()) else {
        return Vec::new();
    };
    let exact: Vec<Number> = weights.iter().map(|weight| weight * &per_weight).collect();
    let mut shares: Vec<Number> = exact.iter().map(|share| share.round_down(places)).collect();
    let unit = Number::ten_to(-places);
    let mut left = whole - &shares.iter().sum();
    let mut by_loss: Vec<usize> = (0..shares.len()).collect();
    by_loss.sort_by_key(|&i| std::cmp::Reverse(&exact[i] - &shares[i]));
    for i in by_loss {
        if left < unit {
            break;
        }
        shares[i] = &shares[i] + &unit;
        left = &left - &unit;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        let shares = apportion(&n("50"), &[n("15"), n("10"), n("10")], 2);
        assert_eq!(shares, [n("21.43"), n("14.29"), n("14.28")]);
        assert_eq!(shares.iter().sum::<Number>(), n("50"));
        assert!(apportion(&n("50"), &[], 2).is_empty());
    }
}
