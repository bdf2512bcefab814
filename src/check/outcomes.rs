//! What a body says of itself beside what the rules give it: R26, X09, X10, A18.

use crate::finding::{Finding, Problem};
use crate::formula::Value;
use crate::intake::submission::Submission;
use crate::number::Number;
use crate::rubric::shape::{SELF_POINTS, TARGET};
use crate::rubric::{Rubric, label};
use crate::score::{Outcome, Remark, SELF_TOLERANCE_EXPONENT, Scorecard, Status};

/// The lines of the body's own table that are scored one by one, whose self points are out of theirs.
fn scored_lines(card: &Scorecard) -> impl Iterator<Item = &Outcome> {
    card.outcomes.iter().filter(|outcome| outcome.input(TARGET).is_some())
}

fn at(outcome: &Outcome, column: &str, card: &Scorecard, problem: Problem) -> Finding {
    let fact = outcome.input(column).map(|input| &input.fact);
    let place = fact.and_then(|fact| fact.place.clone()).unwrap_or_else(|| card.place.clone());
    let name = outcome.path.join(" / ");
    Finding::new(problem).at(place).on(name).showing(fact.map_or("", |fact| fact.raw.as_str()))
}

/// R26: fewer self points than the rule gives, which are full ones, and no reason for it.
pub(super) fn own_deductions(_: &Submission, card: &Scorecard, _: &Rubric) -> Vec<Finding> {
    let wrong = |outcome: &&Outcome| {
        let (Some(points), Some(own)) = (outcome.points(), &outcome.self_points) else { return false };
        !is_shared_out(outcome)
            && *points == outcome.max
            && outcome.own_reason.is_none()
            && &(own + &Number::ten_to(SELF_TOLERANCE_EXPONENT)) < points.number()
    };
    let found = scored_lines(card).filter(wrong);
    found.map(|outcome| at(outcome, SELF_POINTS, card, Problem::OwnDeductionUnexplained)).collect()
}

/// A17: a printed completion rate that is neither actual / target nor the other way round, nor cut
/// at the full rate.
pub(super) fn completion_rates(submission: &Submission, card: &Scorecard, rubric: &Rubric) -> Vec<Finding> {
    let near = &Number::from(5) * &Number::ten_to(-3);
    let mut findings = Vec::new();
    for table in &rubric.form.tables {
        let (Some(column), Some(lines_sent)) = (&table.completion, submission.tables.get(&table.name)) else {
            continue;
        };
        for line in lines_sent {
            let printed = line.cells.get(column).and_then(|fact| Some((fact, fact.number()?)));
            let target = line.cells.get(TARGET).and_then(|fact| fact.place.as_ref());
            let outcome = Outcome::lines(&card.outcomes)
                .find(|outcome| outcome.input(TARGET).and_then(|input| input.fact.place.as_ref()) == target);
            let (Some((fact, printed)), Some(outcome), Some(_)) = (printed, outcome, target) else {
                continue;
            };
            let Some(rate) = &outcome.completion else { continue };
            let points = outcome.points().and_then(|p| p.number().divided_by(outcome.max.number()));
            let meant = [Some(rate.clone()), Some(rate.clone().min(Number::one())), points]
                .into_iter()
                .chain([Number::one().divided_by(rate)]);
            if meant.flatten().any(|meant| (&meant - printed).abs() <= near) {
                continue;
            }
            let problem = Problem::CompletionDiffers { computed: rate.percent(2) };
            let name = outcome.path.join(" / ");
            findings.push(Finding::new(problem).at(fact.place.clone()).on(name).showing(&fact.raw));
        }
    }
    findings
}

/// X09: many lines are achieved far above their targets.
pub(super) fn low_targets(_: &Submission, card: &Scorecard, rubric: &Rubric) -> Vec<Finding> {
    let limits = &rubric.system.thresholds;
    // What is to be kept down and was kept down has a completion of 100% at the most.
    let lines = || Outcome::lines(&card.outcomes);
    let rates: Vec<&Number> = lines().filter_map(|outcome| outcome.completion.as_ref()).collect();
    let above = lines()
        .filter(|outcome| outcome.points() == Some(&outcome.max))
        .filter_map(|outcome| outcome.completion.as_ref())
        .filter(|rate| **rate >= limits.far_above)
        .count();
    let count = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
    let share = count(above).divided_by(&count(rates.len()));
    if rates.len() < limits.few_lines || share.is_none_or(|share| share < limits.far_above_share) {
        return Vec::new();
    }
    let problem = Problem::TargetsTooLow { above, lines: rates.len(), rate: limits.far_above.percent(2) };
    vec![Finding::new(problem).at(card.place.clone())]
}

/// By how much the body's own total is above the computed one; `None` where the two are not out of
/// the same points: something waits, does not apply, or was given no self points.
pub(super) fn gap(card: &Scorecard) -> Option<Number> {
    let comparable = |outcome: &Outcome| {
        outcome.self_points.is_some()
            && matches!(outcome.status, Status::Scored(_))
            && !is_shared_out(outcome)
    };
    let own =
        card.self_total.as_ref().filter(|_| card.is_complete() && scored_lines(card).all(comparable))?;
    Some(own - card.total.points.number())
}

/// Whether the points of others were shared out to it.
fn is_shared_out(outcome: &Outcome) -> bool {
    outcome.remarks.iter().any(|remark| matches!(remark, Remark::Redistributed(_)))
}

/// X10: self points far from what the rules give.
pub(super) fn far_off(_: &Submission, card: &Scorecard, rubric: &Rubric) -> Vec<Finding> {
    let (Some(own), Some(gap)) = (&card.self_total, gap(card)) else { return Vec::new() };
    let most = &rubric.system.thresholds.self_apart * &rubric.system.full_points;
    if gap.abs() <= most {
        return Vec::new();
    }
    let problem = Problem::SelfTotalFarOff { own: own.clone(), engine: card.total.points.clone() };
    vec![Finding::new(problem).at(card.place.clone()).showing(own.plain())]
}

/// A18: the grade that the body gave itself is not that of its own total.
pub(super) fn own_grade(submission: &Submission, card: &Scorecard, rubric: &Rubric) -> Vec<Finding> {
    let fact = rubric.form.self_grade.as_ref().and_then(|name| submission.facts.get(name));
    let stated = fact.and_then(|fact| fact.stated()).map(label::core);
    let (Some(fact), Some(stated), Some(total)) = (fact, stated, &card.self_total) else {
        return Vec::new();
    };
    // 优秀 and 优 are one grade.
    let grades = &rubric.system.grades;
    let known = grades.iter().find(|grade| stated.starts_with(&label::core(&grade.name)));
    let right = grades.iter().find(|grade| *total >= grade.from);
    match (known, right) {
        (Some(known), Some(right)) if known.name != right.name => {
            let problem = Problem::GradeDiffers { grade: right.name.clone(), total: total.clone() };
            vec![Finding::new(problem).at(fact.place.clone()).showing(&fact.raw)]
        }
        _ => Vec::new(),
    }
}

/// The number that a rule used of a line's column.
pub(super) fn used<'a>(outcome: &'a Outcome, column: &str) -> Option<&'a Number> {
    match outcome.input(column)?.used.as_ref()? {
        Value::Number(number) => Some(number),
        _ => None,
    }
}
