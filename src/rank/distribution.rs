//! How the ranked totals are spread over the grades and over bands of points.

use super::Standing;
use crate::number::Number;
use crate::rubric::System;

/// Where bands of points begin, in hundredths of the full points, the highest first.
const BANDS: [i64; 5] = [90, 80, 70, 60, 0];

/// The ranked subjects of a grade or of a band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Their share of all ranked subjects.
    pub share: Option<Number>,
    /// Their average total, not rounded.
    pub average: Option<Number>,
    /// The highest of their totals.
    pub highest: Option<Number>,
    /// The lowest.
    pub lowest: Option<Number>,
}

/// Totals from one number up to, but not including, another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The least total in it; the lowest band has none.
    pub from: Option<Number>,
    /// The total that is above it; the highest band has none.
    pub below: Option<Number>,
}

impl Band {
    fn holds(&self, total: &Number) -> bool {
        self.from.as_ref().is_none_or(|from| total >= from)
            && self.below.as_ref().is_none_or(|below| total < below)
    }
}

impl Share {
    fn of<'a>(all: &'a [Standing], is_in: impl Fn(&Standing) -> bool) -> Self {
        let ranked = || all.iter().filter(|standing| standing.rank.is_some());
        let totals: Vec<&'a Number> =
            ranked().filter(|standing| is_in(standing)).map(|standing| standing.total.number()).collect();
        let count = |of: usize| Number::from(i64::try_from(of).unwrap_or(i64::MAX));
        let sum: Number = totals.iter().copied().sum();
        Self {
            count: totals.len(),
            share: count(totals.len()).divided_by(&count(ranked().count())),
            average: sum.divided_by(&count(totals.len())),
            highest: totals.iter().copied().max().cloned(),
            lowest: totals.iter().copied().min().cloned(),
        }
    }
}

/// All ranked subjects together.
#[must_use]
pub fn overall(standings: &[Standing]) -> Share {
    Share::of(standings, |_| true)
}

/// Each grade of the rubric with its share, best first.
#[must_use]
pub fn by_grade<'a>(standings: &[Standing], system: &'a System) -> Vec<(&'a str, Share)> {
    let of = |name: &str| Share::of(standings, |standing| standing.grade.as_deref() == Some(name));
    system.grades.iter().map(|grade| (grade.name.as_str(), of(&grade.name))).collect()
}

/// Bands of tenths of the full points with their shares, the highest first.
#[must_use]
pub fn by_band(standings: &[Standing], system: &System) -> Vec<(Band, Share)> {
    let at = |hundredths: i64| &(&system.full_points * &Number::from(hundredths)) * &Number::ten_to(-2);
    let bands = BANDS.iter().enumerate().map(|(index, from)| Band {
        from: (*from > 0).then(|| at(*from)),
        below: index.checked_sub(1).map(|above| at(BANDS[above])),
    });
    bands
        .map(|band| {
            let share = Share::of(standings, |standing| band.holds(standing.total.number()));
            (band, share)
        })
        .collect()
}
