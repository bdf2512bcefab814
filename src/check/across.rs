//! Bodies beside one another: X03 and X11.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

use super::telling::Cell;
use crate::finding::{Finding, Problem};
use crate::intake::filed::Filed;
use crate::intake::roster::Body;
use crate::intake::submission::Submission;
use crate::number::{Number, Points};
use crate::rubric::Rubric;
use crate::score::Tally;

/// Shorter names stand inside of other words too easily.
const SHORTEST_NAME: usize = 4;
/// A gap is unlike the others' where it is so many times as far from the middle as they usually are.
const UNLIKE: i64 = 4;

/// The names of bodies, to be found in texts.
pub(super) struct Names {
    names: Vec<String>,
    finder: Option<AhoCorasick>,
}

impl Names {
    /// Those on the roster, and those who sent.
    pub(super) fn of(submissions: &[Filed], roster: &[Body]) -> Self {
        let listed = roster.iter().map(|body| body.name.as_str());
        let sent = submissions.iter().map(|submission| submission.department.as_str());
        let names: BTreeSet<&str> =
            listed.chain(sent).filter(|name| name.chars().count() >= SHORTEST_NAME).collect();
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        // Of 某某区教育局 and 某某区教育局会计中心 the longer one is meant.
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names).ok();
        Self { names, finder }
    }

    /// X03: another body's name in a text of the form.
    pub(super) fn others_named(
        &self,
        submission: &Submission,
        cells: &[Cell<'_>],
        rubric: &Rubric,
    ) -> Vec<Finding> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let own = &submission.department;
        let project = submission.project.as_deref().unwrap_or_default();
        // Who is above it, and who carries the project out, is said in the form itself.
        let related: Vec<&str> =
            rubric.form.department.iter().filter_map(|name| submission.facts.get(name)?.stated()).collect();
        let is_other = |name: &&String| {
            let is_own = own.contains(*name) || name.contains(own.as_str());
            !is_own && !project.contains(*name) && !related.iter().any(|text| text.contains(*name))
        };
        let found = |cell: &Cell<'_>| {
            let mut named =
                finder.find_iter(&cell.fact.raw).map(|found| &self.names[found.pattern().as_usize()]);
            let finding = Finding::new(Problem::OtherBodyNamed { name: named.find(is_other)?.clone() });
            Some(finding.at(cell.place.clone()).showing(cell.fact.raw.trim()))
        };
        cells.iter().filter_map(found).collect()
    }
}

/// X11: self points farther from the computed ones than is usual.
pub(super) fn unlike_peers(gaps: &[(&Tally, &Number)], rubric: &Rubric) -> Vec<Finding> {
    let limits = &rubric.system.thresholds;
    let bodies: BTreeSet<&str> = gaps.iter().map(|(card, _)| card.department.as_str()).collect();
    if bodies.len() < limits.few_bodies {
        return Vec::new();
    }
    let Some(usual) = median(gaps.iter().map(|(_, gap)| (*gap).clone()).collect()) else {
        return Vec::new();
    };
    let apart = |gap: &Number| (gap - &usual).abs();
    let Some(spread) = median(gaps.iter().map(|(_, gap)| apart(gap)).collect()) else {
        return Vec::new();
    };
    let least = &limits.self_apart * &rubric.system.full_points;
    let bound = (&spread * &Number::from(UNLIKE)).max(least);
    let shown = |number: &Number| Points::rounded(number, rubric.system.places).number().clone();
    gaps.iter()
        .filter(|(_, gap)| apart(gap) > bound)
        .map(|(card, gap)| {
            let problem = Problem::SelfUnlikePeers { gap: shown(gap), usual: shown(&usual) };
            Finding::new(problem)
                .of(&card.department)
                .at(card.place.clone())
                .showing(card.self_total.as_ref().map_or_else(String::new, Number::plain))
        })
        .collect()
}

/// The middle one; of two in the middle, their mean.
fn median(mut numbers: Vec<Number>) -> Option<Number> {
    numbers.sort_unstable();
    let (left, right) = (numbers.get(numbers.len().checked_sub(1)? / 2)?, numbers.get(numbers.len() / 2)?);
    (left + right).divided_by(&Number::from(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_is_a_mean() {
        let of = |numbers: &[i64]| median(numbers.iter().map(|n| Number::from(*n)).collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[3, 1, 2]), Some(2.into()));
        assert_eq!(of(&[4, 1, 2, 3]), Some("2.5".parse().unwrap()));
    }
}
