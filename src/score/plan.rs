//! The points that each line can earn: as its form prints them, and more where others do not apply.
//!
//! The points of a line that does not apply go to the other lines of its indicator in proportion.
//! Where none of an indicator's lines applies, or an indicator beside the lines does not, theirs
//! go to the lines of the other indicators. The sum stays what it was.

use std::collections::BTreeMap;

use super::line::{Judged, Unscored, judge};
use super::lines::{Weighted, lines_of};
use crate::intake::submission::Submission;
use crate::number::{Number, apportion};
use crate::rubric::Rubric;

/// A line and what it can earn.
#[derive(Clone, Debug)]
pub(super) struct PlannedLine<'a> {
    pub(super) each: Weighted<'a>,
    pub(super) judged: Result<Judged, Unscored>,
    pub(super) max: Number,
}

/// The lines of every indicator that scores them one by one.
#[derive(Clone, Debug)]
pub(super) struct Plan<'a> {
    /// By the indicator's index.
    pub(super) lines: BTreeMap<usize, Vec<PlannedLine<'a>>>,
    /// Points were to be shared out and no line was there to take them.
    pub(super) stranded: bool,
}

/// Plans the lines; `passed_on` are the points of indicators beside them that do not apply, each with the
/// path below which they are shared out.
pub(super) fn plan<'a>(
    submission: &'a Submission,
    rubric: &Rubric,
    passed_on: &[(Vec<String>, Number)],
) -> Plan<'a> {
    let places = rubric.system.places;
    let mut pool = Number::zero();
    let mut lines: BTreeMap<usize, Vec<PlannedLine<'a>>> = BTreeMap::new();
    for (index, indicator) in rubric.system.indicators.iter().enumerate() {
        if !indicator.scores_lines() || !indicator.is_for(submission.group.as_deref()) {
            continue;
        }
        let mut own: Vec<PlannedLine<'a>> = lines_of(submission, rubric, indicator)
            .into_iter()
            .map(|each| PlannedLine {
                judged: judge(each.line, &rubric.form),
                max: each.points.clone().unwrap_or_else(Number::zero),
                each,
            })
            .collect();
        let idle: Number = own.iter().filter(|line| !line.applies()).map(|line| &line.max).sum();
        if !idle.is_zero() && !share_out(&idle, own.iter_mut(), places) {
            pool = &pool + &idle;
        }
        lines.insert(index, own);
    }
    let mut stranded = false;
    let of_rubric: (Vec<String>, Number) = (Vec::new(), pool);
    for (path, points) in passed_on.iter().chain([&of_rubric]).filter(|(_, points)| !points.is_zero()) {
        let below = |index: &usize| rubric.system.indicators[*index].path.starts_with(path);
        let heirs = lines.iter_mut().filter(|(index, _)| below(index)).flat_map(|(_, lines)| lines);
        stranded |= !share_out(points, heirs, places);
    }
    Plan { lines, stranded }
}

/// Adds `points` to the lines that apply, in proportion to what they have; false if there is none.
fn share_out<'p, 'a: 'p>(
    points: &Number,
    lines: impl Iterator<Item = &'p mut PlannedLine<'a>>,
    places: u32,
) -> bool {
    let heirs: Vec<&mut PlannedLine<'a>> = lines.filter(|line| line.applies()).collect();
    let weights: Vec<Number> = heirs.iter().map(|line| line.max.clone()).collect();
    let shares = apportion(&(points + &weights.iter().sum()), &weights, places);
    let shared = !shares.is_empty();
    for (heir, share) in heirs.into_iter().zip(shares) {
        heir.max = share;
    }
    shared
}

impl PlannedLine<'_> {
    fn applies(&self) -> bool {
        self.judged != Err(Unscored::NotApplicable)
    }
}
