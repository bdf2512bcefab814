//! An indicator scored as a share: what its lines earned of what they could earn.

use std::sync::Arc;

use super::applies::Applies;
use super::bindings::Bindings;
use super::indicator::blank;
use super::line::{Unscored, judge};
use super::line_scorer::LineScorer;
use super::lines::{Weighted, lines_of};
use super::plan::PlannedLine;
use super::redistribute::Share;
use super::scorecard::{Input, Outcome, Remark, Status};
use crate::finding::{Finding, Problem};
use crate::formula::{Expr, Shared, Value};
use crate::intake::submission::{Fact, FactValue, Submission};
use crate::number::{Number, Points};
use crate::rubric::Rubric;
use crate::rubric::shape::{ACTUAL, Kinship, POINTS};

/// The share of the lines' points that was earned, as the points of one indicator.
pub(super) fn score(
    submission: &Submission,
    rubric: &Rubric,
    index: usize,
    share: &Share,
    findings: &mut Vec<Finding>,
) -> Outcome {
    let indicator = &rubric.system.indicators[index];
    let places = rubric.system.places;
    let mut outcome = blank(submission, rubric, index, share, findings);
    let (Applies::Yes, Some(rule)) = (&share.applies, indicator.rule.by_lines()) else {
        return outcome;
    };
    let mut lines = lines_of(submission, rubric, indicator);
    let unfilled = |each: &Weighted<'_>| {
        each.points.is_none()
            && each.line.cells.get(POINTS).is_none_or(|fact| fact.value == FactValue::Missing)
    };
    let equal = rule.in_printed_points() && lines.iter().all(unfilled);
    if equal {
        outcome.remarks.push(Remark::EqualWeights);
    }
    // A rule that counts lines gives each of them one.
    if equal || !rule.in_printed_points() {
        for each in &mut lines {
            each.points = Some(Number::one());
        }
    }
    let scorer = LineScorer { rubric, index, rule };
    let before = findings.len();
    for (i, each) in lines.into_iter().enumerate() {
        let mut judged = judge(each.line, &rubric.form);
        // Self points are out of points that nobody stated.
        if equal && judged.as_ref().is_ok_and(|judged| matches!(judged.kinship, Kinship::Tier(_))) {
            judged = Err(Unscored::Pending(Problem::NoTierPoints));
        }
        let max = each.points.clone().unwrap_or_else(Number::zero);
        outcome.basis.push(scorer.score(i, &PlannedLine { each, judged, max }, findings));
    }
    // A line's own points are a weight here; what is at stake is the indicator's.
    for finding in findings[before..].iter_mut().filter(|finding| finding.costs.is_some()) {
        finding.costs = Some(outcome.max.clone());
    }
    if let Some(problem) = outcome.basis.iter().find_map(|line| match &line.status {
        Status::Pending(problem) => Some(problem.clone()),
        _ => None,
    }) {
        outcome.inputs = outcome.basis.iter().map(line_input).collect();
        outcome.status = Status::Pending(problem);
        return outcome;
    }
    let table = indicator.rows.as_deref().unwrap_or_default();
    let (earned, full) = (format!("{table}[得分]"), format!("{table}[{POINTS}]"));
    let scored = || outcome.basis.iter().filter(|line| line.points().is_some());
    let list = |name: &str, numbers: Vec<Number>| {
        let raw = numbers.iter().map(Number::plain).collect::<Vec<_>>().join("、");
        let fact = Fact::new(raw.clone(), FactValue::Text(raw), None);
        Input { name: name.to_owned(), fact: Arc::new(fact), used: Some(Value::List(numbers)) }
    };
    let mut bindings = Bindings {
        inputs: vec![
            list(&earned, scored().filter_map(Outcome::points).map(|p| p.number().clone()).collect()),
            list(&full, scored().map(|line| line.max.number().clone()).collect()),
        ],
        max: outcome.max.clone(),
    };
    let sum = |name: &str| Expr::Call(crate::formula::Function::Sum, vec![Expr::name(name)]);
    let ratio = Expr::Binary(crate::formula::Operator::Divide, Box::new(sum(&earned)), Box::new(sum(&full)));
    let points = Expr::Binary(
        crate::formula::Operator::Multiply,
        Box::new(ratio.clone()),
        Box::new(Expr::name(POINTS)),
    );
    let formula = Shared::new(points.rounded(places));
    match formula.number(&bindings) {
        Ok(number) => {
            outcome.completion = ratio.number(&bindings).ok();
            outcome.status = Status::Scored(Points::rounded(&number, places));
        }
        // Lines that all bear 0 points: nothing can be shared.
        Err(_) => {
            findings.push(
                Finding::new(Problem::NoPoints)
                    .at(submission.place.clone())
                    .on(outcome.path.join(" / "))
                    .costing(outcome.max.clone()),
            );
            outcome.status = Status::Pending(Problem::NoPoints);
        }
    }
    bindings.inputs.extend(outcome.basis.iter().map(line_input));
    outcome.inputs = bindings.inputs;
    outcome.formula = Some(formula);
    outcome
}

/// A line as an input of its indicator: its actual value, by the line's name.
fn line_input(line: &Outcome) -> Input {
    let fact = line.input(ACTUAL).map(|input| input.fact.clone());
    Input {
        name: line.path.last().cloned().unwrap_or_default(),
        fact: fact.unwrap_or_else(|| Arc::new(Fact::missing())),
        used: line.input(ACTUAL).and_then(|input| input.used.clone()),
    }
}
