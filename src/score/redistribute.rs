//! 不适用: the points of indicators that do not apply go to their siblings, in proportion.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::applies::{self, Applies};
use super::body::Body;
use crate::number::{Number, Points, apportion};
use crate::rubric::{Counts, Rubric};

/// What an indicator's points are for one body.
#[derive(Clone, Debug)]
pub(super) struct Share {
    /// Whether the indicator applies, and if not, or if it cannot be told, why.
    pub(super) applies: Applies,
    /// 分值 for this body.
    pub(super) max: Points,
}

/// The points of all indicators for one body.
#[derive(Clone, Debug)]
pub(super) struct Shares {
    /// One for each indicator of the rubric.
    pub(super) of: Vec<Share>,
    /// Points that go to lines of the body's own table, there being no other sibling, each with the path
    /// below which the lines stand.
    pub(super) to_lines: Vec<(Vec<String>, Number)>,
    /// The parents below which points found nobody to go to.
    pub(super) stranded: Vec<String>,
}

/// Who applies, and how points are shared among those who do. Within each parent the shared
/// points add up to what they were before.
pub(super) fn shares(body: &Body<'_>, rubric: &Rubric) -> Shares {
    let system = &rubric.system;
    let applies: Vec<Applies> =
        system.indicators.iter().map(|indicator| applies::applies(body, rubric, indicator)).collect();
    let mut max: Vec<Number> = system.indicators.iter().map(|i| i.points.number().clone()).collect();
    let mut stranded = Vec::new();
    let mut to_lines = Vec::new();
    let parent = |index: usize| {
        let indicator = &system.indicators[index];
        &indicator.path[..indicator.redistribute_within]
    };
    let out = |index: &usize| matches!(applies[*index], Applies::No(_));
    // What counts beside the full marks has no part in them; of what is averaged, the others
    // simply weigh more.
    let within = |index: &usize| {
        let indicator = &system.indicators[*index];
        indicator.counts == Counts::Within && !system.is_averaged(&indicator.path)
    };
    let takes =
        |index: &usize| within(index) && matches!(applies[*index], Applies::Yes | Applies::Unknown(..));
    let out = |index: &usize| out(index) && within(index);
    let parents: BTreeSet<(Reverse<usize>, &[String])> =
        (0..max.len()).filter(out).map(|index| (Reverse(parent(index).len()), parent(index))).collect();
    // Deeper parents first: what they pass on counts when a wider one shares out.
    for (_, prefix) in parents {
        let pool: Number = (0..max.len()).filter(out).filter(|&i| parent(i) == prefix).map(|i| &max[i]).sum();
        let siblings: Vec<usize> = (0..max.len())
            .filter(|index| takes(index))
            .filter(|&index| system.indicators[index].path.starts_with(prefix))
            .collect();
        let by_lines = |index: &usize| system.indicators[*index].scores_lines();
        let heirs: Vec<usize> = siblings.iter().copied().filter(|index| !by_lines(index)).collect();
        let weights: Vec<Number> = heirs.iter().map(|&index| max[index].clone()).collect();
        let shared = apportion(&(&pool + &weights.iter().sum()), &weights, system.places);
        if !shared.is_empty() {
            for (&index, share) in heirs.iter().zip(shared) {
                max[index] = share;
            }
        } else if siblings.iter().any(by_lines) {
            to_lines.push((prefix.to_vec(), pool));
        } else {
            stranded.push(prefix.last().cloned().unwrap_or_else(|| system.title.clone()));
        }
    }
    let of = applies
        .into_iter()
        .zip(max)
        .map(|(applies, max)| Share { applies, max: Points::rounded(&max, system.places) })
        .collect();
    Shares { of, to_lines, stranded }
}
