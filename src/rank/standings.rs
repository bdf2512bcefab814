//! Ranks and grades of complete totals; incomplete ones stand below, named and unranked.

use polars::prelude::*;

use super::quota;
use super::statistics::{self, GroupStatistics, IndicatorStatistics};
use crate::number::{Number, Points};
use crate::rubric::{Ranking, System, Ties};
use crate::score::Tally;

/// Where everyone stands.
#[derive(Clone, Debug)]
pub struct Standings {
    /// One for each scorecard, ranked ones first by rank, then the incomplete; equal ranks and the
    /// incomplete in the order of the scorecards.
    pub order: Vec<Standing>,
    /// Averages by group, in the order of the groups' names.
    pub groups: Vec<GroupStatistics>,
    /// Averages by indicator of the rubric, over the complete scorecards.
    pub indicators: Vec<IndicatorStatistics>,
}

/// Where one subject stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The index of its scorecard.
    pub card: usize,
    /// The shown total; points so far where the card is incomplete.
    pub total: Points,
    /// The rank among all complete totals.
    pub rank: Option<u32>,
    /// The rank within its group.
    pub group_rank: Option<u32>,
    /// The grade of the shown total, as limits and quotas leave it.
    pub grade: Option<String>,
    /// The grade that the total alone would have, where a limit or a quota lowered it.
    pub lowered_from: Option<String>,
    /// The quotas that had no place left, the best grade's first.
    pub beyond: Vec<Beyond>,
}

/// A quota that had no place left for a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// The grade.
    pub grade: String,
    /// The share of the ranked that may have it.
    pub most: Number,
    /// How many are ranked among whom it is counted.
    pub among: usize,
    /// How many of them may have it.
    pub places: Number,
    /// What becomes of equals on its border.
    pub ties: Ties,
}

impl Standings {
    /// Ranks `cards` by the rubric's rule.
    ///
    /// # Errors
    /// Only polars' own failures (memory); the frame is built here and fits its expressions.
    pub fn of(cards: &[Tally], system: &System) -> PolarsResult<Self> {
        let totals: Vec<Points> = cards.iter().map(|card| card.total.clone()).collect();
        let ranks = ranks(cards, &totals, system)?;
        let mut order: Vec<Standing> = cards
            .iter()
            .zip(&totals)
            .enumerate()
            .map(|(card, (tally, total))| {
                let of_total = || system.grades.iter().position(|grade| *total.number() >= grade.from);
                let at_best = tally.best_grade.as_ref();
                let at_best = at_best.and_then(|best| system.grades.iter().position(|g| g.name == *best));
                let earned = tally.complete.then(of_total).flatten();
                let given = earned.map(|earned| earned.max(at_best.unwrap_or(earned)));
                let name = |index: usize| system.grades[index].name.clone();
                Standing {
                    card,
                    total: total.clone(),
                    rank: ranks[card].0,
                    group_rank: ranks[card].1,
                    grade: given.map(name),
                    lowered_from: (earned != given).then_some(earned).flatten().map(name),
                    beyond: Vec::new(),
                }
            })
            .collect();
        quota::hold(&mut order, cards, system);
        order.sort_by_key(|standing| (standing.rank.unwrap_or(u32::MAX), standing.card));
        Ok(Self {
            order,
            groups: statistics::groups(cards, &totals)?,
            indicators: statistics::indicators(cards, system),
        })
    }

    /// Where the scorecard with this index stands.
    #[must_use]
    pub fn standing(&self, card: usize) -> Option<&Standing> {
        self.order.iter().find(|standing| standing.card == card)
    }

    /// How many subjects are ranked.
    #[must_use]
    pub fn ranked(&self) -> usize {
        self.order.iter().filter(|standing| standing.rank.is_some()).count()
    }
}

/// A number for each complete card that is larger the better it stands: by its total, then by the
/// indicators that decide between equals.
fn order_numbers(cards: &[Tally], totals: &[Points], system: &System) -> Vec<Option<i64>> {
    let keys: Vec<Option<Vec<Number>>> = cards
        .iter()
        .zip(totals)
        .map(|(card, total)| {
            let deciding = system.tie_break.iter().map(|code| {
                let indicator = system.indicators.iter().position(|indicator| indicator.code == *code);
                let points = indicator.and_then(|indicator| card.indicator_points(indicator));
                points.map_or_else(Number::zero, |(points, _)| points.number().clone())
            });
            card.complete.then(|| std::iter::once(total.number().clone()).chain(deciding).collect())
        })
        .collect();
    let mut distinct: Vec<&Vec<Number>> = keys.iter().flatten().collect();
    distinct.sort();
    distinct.dedup();
    let place =
        |key: &Vec<Number>| distinct.binary_search(&key).ok().and_then(|place| i64::try_from(place).ok());
    keys.iter().map(|key| key.as_ref().and_then(place)).collect()
}

/// Overall rank and group rank of each card; nothing for incomplete ones.
fn ranks(
    cards: &[Tally],
    totals: &[Points],
    system: &System,
) -> PolarsResult<Vec<(Option<u32>, Option<u32>)>> {
    let total = order_numbers(cards, totals, system);
    let group: Vec<&str> = cards.iter().map(|card| card.group.as_deref().unwrap_or_default()).collect();
    let options = RankOptions {
        method: match system.ranking {
            Ranking::Competition => RankMethod::Min,
            Ranking::Dense => RankMethod::Dense,
        },
        descending: true,
    };
    let total = Series::new("total".into(), total);
    let numbers = |ranks: &Series| -> PolarsResult<Vec<Option<u32>>> {
        Ok(ranks.cast(&DataType::UInt32)?.u32()?.iter().collect())
    };
    let overall = numbers(&total.rank(options, None))?;
    let mut within = vec![None; cards.len()];
    for (_, rows) in statistics::members(&group)? {
        let ranks = numbers(&total.take(&rows)?.rank(options, None))?;
        for (row, rank) in rows.into_no_null_iter().zip(ranks) {
            within[row as usize] = rank;
        }
    }
    Ok(overall.into_iter().zip(within).collect())
}
