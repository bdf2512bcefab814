//! Medians over complete scorecards: what a subject is set beside.

use std::collections::BTreeMap;

use super::statistics;
use crate::formula::Function;
use crate::number::Number;
use crate::rubric::System;
use crate::score::Tally;

/// The middle of the ranked subjects of a group, or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medians {
    /// The group; `None` for all ranked subjects.
    pub group: Option<String>,
    /// How many are ranked among them.
    pub ranked: usize,
    /// The median of their totals, not rounded.
    pub total: Option<Number>,
    /// For each indicator of the rubric the median of the score rates on it, not rounded: points may
    /// be out of different 分值, and rates compare all the same.
    pub rates: Vec<Option<Number>>,
}

/// The medians of all ranked subjects first, then those of each group in the order of the names.
#[must_use]
pub fn medians(cards: &[Tally], system: &System) -> Vec<Medians> {
    let mut groups: BTreeMap<Option<&str>, Vec<&Tally>> = BTreeMap::from([(None, Vec::new())]);
    for card in cards {
        let ranked = card.complete.then_some(card);
        groups.entry(None).or_default().extend(ranked);
        if let Some(group) = &card.group {
            groups.entry(Some(group)).or_default().extend(ranked);
        }
    }
    let of = |(group, members): (Option<&str>, Vec<&Tally>)| {
        let rates = |indicator: usize| {
            let each = members.iter().filter_map(|card| card.indicator_points(indicator));
            median(each.filter_map(|(points, max)| points.number().divided_by(max.number())).collect())
        };
        Medians {
            group: group.map(str::to_owned),
            ranked: members.len(),
            total: median(members.iter().map(|card| card.total.number().clone()).collect()),
            rates: (0..system.indicators.len()).map(rates).collect(),
        }
    };
    groups.into_iter().map(of).collect()
}

/// The middle number, or the mean of the two in the middle.
fn median(numbers: Vec<Number>) -> Option<Number> {
    statistics::figure(Function::Median, numbers)
}
