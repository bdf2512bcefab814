//! Indicator outcomes and totals: a pure function from rubric and submission to scorecard.
//!
//! No files, no clock, no order: the same submission under the same rubric gives the same
//! scorecard, whoever else sent whatever else.

mod applies;
mod bindings;
pub mod example;
mod indicator;
mod line;
mod line_scorer;
mod lines;
mod plan;
mod redistribute;
mod scorecard;
mod share;

pub use scorecard::{Budget, Input, Outcome, Remark, Scorecard, Status};

use crate::finding::{Finding, Problem};
use crate::intake::submission::{Fact, Submission};
use crate::number::{Number, Points};
use crate::rubric::shape::SELF_POINTS;
use crate::rubric::{RollUp, Rubric};

/// Scores one submission.
#[must_use]
pub fn score(submission: &Submission, rubric: &Rubric) -> (Scorecard, Vec<Finding>) {
    let mut findings = lines::level_findings(submission, rubric);
    let shares = redistribute::shares(submission, rubric);
    let mut plan = plan::plan(submission, rubric, &shares.to_lines);
    let mut outcomes = Vec::new();
    for (index, indicator) in rubric.system.indicators.iter().enumerate() {
        let share = &shares.of[index];
        if let Some(planned) = plan.lines.remove(&index) {
            let lines: Vec<_> = planned.iter().map(|line| line.each.clone()).collect();
            lines::prescribed_points(submission, rubric, indicator, &lines, &mut findings);
            if let Some(rule) = indicator.rule.by_lines() {
                let scorer = line_scorer::LineScorer { rubric, index, rule };
                let scored = planned.iter().enumerate().map(|(i, line)| scorer.score(i, line, &mut findings));
                outcomes.extend(scored);
            }
        } else if indicator.rows.is_some() {
            outcomes.push(share::score(submission, rubric, index, share, &mut findings));
        } else {
            outcomes.push(indicator::score(submission, rubric, index, share, &mut findings));
        }
    }
    let stranded = shares.stranded.or_else(|| plan.stranded.then(|| rubric.system.title.clone()));
    let obstacle = if let Some(parent) = stranded {
        let problem = Problem::NothingApplies { parent };
        findings.push(Finding::new(problem.clone()).at(submission.place.clone()));
        Some(problem)
    } else {
        unsound_total(submission, rubric, &outcomes, &mut findings)
    };
    let fact = |name: &str| submission.facts.get(name).and_then(Fact::number).cloned();
    let card = Scorecard {
        department: submission.department.clone(),
        code: submission.code.clone(),
        group: submission.group.clone(),
        project: submission.project.clone(),
        place: submission.place.clone(),
        self_total: self_total(submission, rubric, &outcomes),
        outcomes,
        obstacle,
        budget: Budget {
            initial: fact("年初预算数"),
            full_year: fact("全年预算数"),
            executed: fact("全年执行数"),
        },
    };
    let findings = findings.into_iter().map(|finding| finding.of(&submission.department)).collect();
    (card, findings)
}

/// A01: the points of all that applies do not add up to full marks, so that the total stands for
/// nothing that others could be compared with.
fn unsound_total(
    submission: &Submission,
    rubric: &Rubric,
    outcomes: &[Outcome],
    findings: &mut Vec<Finding>,
) -> Option<Problem> {
    // A table without lines has its finding already; its points are not there to be added up.
    if let Some(table) = empty_table(submission, rubric) {
        return Some(Problem::NoIndicators { table });
    }
    let unknown = outcomes.iter().any(|outcome| matches!(outcome.status, Status::Pending(Problem::NoPoints)));
    let counted = outcomes.iter().filter(|outcome| !matches!(outcome.status, Status::NotApplicable(_)));
    let sum: Points = counted.map(|outcome| &outcome.max).sum();
    if unknown || *sum.number() == rubric.system.full_points {
        return None;
    }
    let problem = Problem::PointsDoNotAddUp { sum: sum.clone(), full: rubric.system.full_points.clone() };
    findings.push(Finding::new(problem.clone()).at(submission.place.clone()).showing(sum.to_string()));
    Some(problem)
}

/// A table whose lines the rubric scores one by one, and of which the form has none.
fn empty_table(submission: &Submission, rubric: &Rubric) -> Option<String> {
    let by_lines = rubric.system.indicators.iter().filter(|indicator| indicator.roll_up == RollUp::Lines);
    let mut tables = by_lines.filter_map(|indicator| indicator.rows.clone());
    tables.find(|table| submission.tables.get(table).is_none_or(Vec::is_empty))
}

/// The total of self points: as printed, or the sum of the outcomes' own. None where the body
/// scores itself on another scale than the rubric.
fn self_total(submission: &Submission, rubric: &Rubric, outcomes: &[Outcome]) -> Option<Number> {
    let below_tables = rubric.form.tables.iter().map(|table| format!("{}.{SELF_POINTS}", table.name));
    let mut names = rubric.form.self_total.clone().into_iter().chain(below_tables);
    let printed = names.find_map(|name| submission.facts.get(&name)?.number());
    let comparable = |indicator: &crate::rubric::Indicator| {
        indicator.self_points.is_some() || (indicator.rows.is_some() && indicator.roll_up == RollUp::Lines)
    };
    if !rubric.system.indicators.iter().any(comparable) {
        return None;
    }
    let own: Vec<&Number> = outcomes.iter().filter_map(|outcome| outcome.self_points.as_ref()).collect();
    printed.cloned().or_else(|| (!own.is_empty()).then(|| own.into_iter().sum()))
}
