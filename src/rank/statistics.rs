//! Averages by group and by indicator, over complete scorecards.

use polars::prelude::*;

use crate::formula::{Expr, Function, Known};
use crate::number::{Number, Points};
use crate::rubric::System;
use crate::score::Tally;

/// Decimal places in which group sums are kept; more than any rubric's points have.
const SUM_PLACES: u32 = 6;

/// A group's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupStatistics {
    /// The group's name; empty for bodies without one.
    pub group: String,
    /// How many of it are ranked.
    pub ranked: usize,
    /// Their average total, not rounded.
    pub average: Option<Number>,
}

/// An indicator's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorStatistics {
    /// The index of the indicator in the rubric.
    pub indicator: usize,
    /// How many scorecards have points on it.
    pub scored: usize,
    /// Average points, not rounded.
    pub average: Option<Number>,
    /// Sum of points over sum of 分值.
    pub rate: Option<Number>,
    /// The standard deviation of the points, of all of them (STDEV.P).
    pub deviation: Option<Number>,
    /// How many got full points.
    pub full: usize,
    /// How many got none.
    pub none: usize,
}

/// What a function over a list comes to; `None` where there is nothing to put into it.
pub(super) fn figure(function: Function, numbers: Vec<Number>) -> Option<Number> {
    let formula = Expr::Call(function, numbers.into_iter().map(Expr::Number).collect());
    formula.number(&|_: &str| Known::Missing).ok()
}

/// Averages by group, in the order of the groups' names.
pub(super) fn groups(cards: &[Tally], totals: &[Points]) -> PolarsResult<Vec<GroupStatistics>> {
    let group: Vec<&str> = cards.iter().map(|card| card.group.as_deref().unwrap_or_default()).collect();
    let total: Int64Chunked = cards
        .iter()
        .zip(totals)
        .map(|(card, total)| {
            card.complete.then(|| i64::try_from(total.number().in_units(SUM_PLACES)).unwrap_or(i64::MAX))
        })
        .collect();
    let figures = |(group, rows): (String, IdxCa)| {
        let totals = total.take(&rows)?;
        let ranked = totals.len() - totals.null_count();
        let sum = &Number::from(totals.sum().unwrap_or_default()) * &Number::ten_to(-6);
        let average = sum.divided_by(&Number::from(i64::try_from(ranked).unwrap_or(i64::MAX)));
        Ok(GroupStatistics { group, ranked, average })
    };
    members(&group)?.into_iter().map(figures).collect()
}

/// The rows of each group, in the order of the groups' names. Grouped without polars' lazy engine, which
/// makes a release build take half as long again and more.
pub(super) fn members(group: &[&str]) -> PolarsResult<Vec<(String, IdxCa)>> {
    let frame = df!("group" => group)?;
    let groups = frame.group_by(["group"])?.groups()?.sort(["group"], SortMultipleOptions::default())?;
    let (names, rows) = (groups.column("group")?.str()?, groups.column("groups")?.list()?);
    let of = |row: usize| {
        let name = names.get(row).unwrap_or_default().to_owned();
        let rows = rows.get_as_series(row).unwrap_or_default();
        Ok((name, rows.idx()?.clone()))
    };
    (0..groups.height()).map(of).collect()
}

/// Averages by indicator over complete scorecards; lines are summed under their indicator.
pub(super) fn indicators(cards: &[Tally], system: &System) -> Vec<IndicatorStatistics> {
    (0..system.indicators.len())
        .map(|indicator| {
            let each: Vec<(Points, Points)> = cards
                .iter()
                .filter(|card| card.complete)
                .filter_map(|card| card.indicator_points(indicator).cloned())
                .collect();
            let points: Number = each.iter().map(|(points, _)| points.number()).sum();
            let max: Number = each.iter().map(|(_, max)| max.number()).sum();
            let count = i64::try_from(each.len()).unwrap_or(i64::MAX);
            IndicatorStatistics {
                indicator,
                scored: each.len(),
                average: points.divided_by(&Number::from(count)),
                rate: points.divided_by(&max),
                deviation: figure(
                    Function::StDevP,
                    each.iter().map(|(points, _)| points.number().clone()).collect(),
                ),
                full: each.iter().filter(|(points, max)| points == max).count(),
                none: each.iter().filter(|(points, _)| points.number().is_zero()).count(),
            }
        })
        .collect()
}
