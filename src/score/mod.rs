//! Indicator outcomes and totals: a pure function from rubric and submission to scorecard.
//!
//! No files, no clock, no order: the same submission under the same rubric gives the same
//! scorecard, whoever else sent whatever else; what rules compare among bodies comes in as
//! [`Peers`].

mod applies;
mod bindings;
mod body;
mod cards;
pub mod coverage;
pub mod example;
mod indicator;
mod line;
mod line_scorer;
mod lines;
mod peers;
mod plan;
mod redistribute;
mod review;
mod sample;
mod scorecard;
mod share;
mod tally;
mod total;

use applies::Applies;
use body::Body;
pub use body::SHOWN_LIST;
pub use cards::{AT_A_TIME, Cards, MOST_KEPT};
pub(crate) use line_scorer::SELF_TOLERANCE_EXPONENT;
pub use peers::Peers;
pub use scorecard::{
    Budget, Decided, Input, LevelOutcome, LimitOutcome, Outcome, Remark, Scorecard, Status, Total, TotalStep,
};
pub use tally::Tally;

use crate::finding::{Finding, Problem};
use crate::intake::submission::Submission;
use crate::number::{Number, Points};
use crate::rubric::form::EXECUTED;
use crate::rubric::shape::SELF_POINTS;
use crate::rubric::{Counts, Indicator, RollUp, Rubric, Sentences};

/// Scores one submission. `peers` is what all bodies state of the facts that rules compare.
#[must_use]
pub fn score(submission: &Submission, rubric: &Rubric, peers: &Peers) -> (Scorecard, Vec<Finding>) {
    let body = Body { submission, system: &rubric.system, peers };
    let mut findings = lines::level_findings(submission, rubric);
    let shares = redistribute::shares(&body, rubric);
    let mut plan = plan::plan(submission, rubric, &shares.to_lines);
    let mut outcomes = Vec::new();
    for (index, indicator) in rubric.system.indicators.iter().enumerate() {
        let share = &shares.of[index];
        if share.applies == Applies::Elsewhere {
            continue;
        }
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
            let mut outcome = indicator::score(&body, rubric, index, share, &mut findings);
            review::review(&body, indicator, &mut outcome, &mut findings);
            outcomes.push(outcome);
        }
    }
    for outcome in &mut outcomes {
        let indicator = &rubric.system.indicators[outcome.indicator];
        outcome.say = sentence(indicator, outcome);
        beside(indicator, outcome, rubric.system.places);
    }
    lines::said_once(&outcomes, submission, &mut findings);
    let (total, undecided) = total::total(&body, &outcomes, &mut findings);
    let mut stranded = shares.stranded;
    stranded.extend((plan.stranded && stranded.is_empty()).then(|| rubric.system.title.clone()));
    let problems = stranded.into_iter().map(|parent| Problem::NothingApplies { parent });
    let problems: Vec<Problem> = problems.collect();
    let at = |problem: &Problem| Finding::new(problem.clone()).at(submission.place.clone());
    findings.extend(problems.iter().map(at));
    let obstacle = problems
        .into_iter()
        .next()
        .or_else(|| unsound_total(submission, rubric, &outcomes, &total, &mut findings));
    let fact = |name: &str| submission.facts.get(name).and_then(|fact| fact.number()).cloned();
    let card = Scorecard {
        department: submission.department.clone(),
        code: submission.code.clone(),
        group: submission.group.clone(),
        project: submission.project.clone(),
        place: submission.place.clone(),
        self_total: self_total(submission, rubric, &outcomes),
        outcomes,
        total,
        obstacle: obstacle.or(undecided),
        budget: Budget {
            initial: fact("年初预算数"),
            full_year: fact("全年预算数"),
            executed: fact(EXECUTED),
        },
    };
    let findings = findings.into_iter().map(|finding| finding.of(&submission.department)).collect();
    (card, findings)
}

/// The bureau's own sentence for an outcome.
fn sentence(indicator: &Indicator, outcome: &Outcome) -> Option<String> {
    let Sentences { full, partial, zero, pending, not_applicable } = &indicator.say;
    let sentence = match &outcome.status {
        Status::Pending(_) => pending,
        Status::NotApplicable(_) => not_applicable,
        Status::Scored(points) if *points == outcome.max => full,
        Status::Scored(points) if points.number().is_zero() => zero,
        Status::Scored(_) => partial,
    };
    sentence.clone()
}

/// What counts beside the full marks is shown as what it adds or takes, out of nothing.
fn beside(indicator: &Indicator, outcome: &mut Outcome, places: u32) {
    let sign = match indicator.counts {
        Counts::Within => return,
        Counts::Bonus => Number::one(),
        Counts::Penalty => -Number::one(),
    };
    if let Status::Scored(points) = &outcome.status {
        let signed = points.number() * &sign;
        outcome.status = Status::Scored(Points::rounded(&signed, places));
    }
    outcome.most_beside = Some(std::mem::replace(&mut outcome.max, Points::zero()));
}

/// A01, R22, R36: the points of all that applies do not add up to full marks, so that the total stands for
/// nothing that others could be compared with.
fn unsound_total(
    submission: &Submission,
    rubric: &Rubric,
    outcomes: &[Outcome],
    total: &Total,
    findings: &mut Vec<Finding>,
) -> Option<Problem> {
    // A table without lines has its finding already; its points are not there to be added up.
    if let Some(table) = empty_table(submission, rubric) {
        return Some(Problem::NoIndicators { table });
    }
    let unknown = outcomes.iter().any(|outcome| matches!(outcome.status, Status::Pending(Problem::NoPoints)));
    if unknown || *total.max.number() == rubric.system.full_points {
        return None;
    }
    // No indicator is meant for the body's group: nothing about the form is wrong.
    let groups = rubric.system.groups();
    let known = submission.group.as_deref().is_some_and(|group| groups.contains(group));
    let (sum, full) = (total.max.clone(), rubric.system.full_points.clone());
    let problem = if !groups.is_empty() && !known {
        let group = submission.group.clone();
        Problem::GroupWithoutIndicators { group, known: groups.into_iter().map(str::to_owned).collect() }
    } else if has_all_points(submission, rubric, outcomes) {
        Problem::RubricMiscounts { sum, full }
    } else {
        Problem::PointsDoNotAddUp { sum, full }
    };
    findings.push(Finding::new(problem.clone()).at(submission.place.clone()).showing(total.max.to_string()));
    Some(problem)
}

/// Whether the points of a body's indicators are together those of the rubric: what its form prints is
/// not to blame then. Points of what is averaged stay where they are.
fn has_all_points(submission: &Submission, rubric: &Rubric, outcomes: &[Outcome]) -> bool {
    let system = &rubric.system;
    let within = |indicator: &Indicator| indicator.counts == Counts::Within;
    let mine = |indicator: &&Indicator| within(indicator) && indicator.is_for(submission.group.as_deref());
    let prescribed: Number = system.indicators.iter().filter(mine).map(|i| i.points.number()).sum();
    let counted = |outcome: &&Outcome| {
        let indicator = &system.indicators[outcome.indicator];
        let passed_on =
            matches!(outcome.status, Status::NotApplicable(_)) && !system.is_averaged(&indicator.path);
        within(indicator) && !passed_on
    };
    let had: Number = outcomes.iter().filter(counted).map(|outcome| outcome.max.number()).sum();
    had == prescribed
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
