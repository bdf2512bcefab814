//! 复核: a reviewer's points go before the rule's.

use super::body::Body;
use super::scorecard::{Input, Outcome, Remark, Status};
use crate::finding::{Finding, Problem};
use crate::formula::{Expr, Shared, Value};
use crate::intake::submission::FactValue;
use crate::number::Points;
use crate::rubric::Indicator;
use crate::rubric::shape::POINTS;

/// Whether a reviewer stated points for the indicator, be they within its bounds or not.
pub(super) fn is_reviewed(body: &Body<'_>, indicator: &Indicator) -> bool {
    let stated = indicator.review_points.as_ref().and_then(|name| body.submission.facts.get(name));
    stated.is_some_and(|fact| !matches!(fact.value, FactValue::Missing | FactValue::NotApplicable))
}

/// Puts the reviewed points in the place of the rule's, if there are any. A blank cell means that
/// nobody reviewed the indicator.
pub(super) fn review(
    body: &Body<'_>,
    indicator: &Indicator,
    outcome: &mut Outcome,
    findings: &mut Vec<Finding>,
) {
    let Some(name) = &indicator.review_points else { return };
    let Some(fact) = body.submission.facts.get(name) else { return };
    let at = |problem: Problem| {
        let finding = Finding::new(problem).at(fact.place.clone()).on(outcome.path.join(" / "));
        finding.showing(&fact.raw)
    };
    let given = match &fact.value {
        FactValue::Missing | FactValue::NotApplicable => return,
        FactValue::Number(given) if !given.is_negative() && given <= outcome.max.number() => given.clone(),
        _ => {
            let problem = Problem::ReviewOutOfRange { max: outcome.max.clone() };
            findings.push(at(problem.clone()).costing(outcome.max.clone()));
            outcome.status = Status::Pending(problem);
            return;
        }
    };
    let places = body.system.places;
    let points = Points::rounded(&given, places);
    let reason = indicator.review_reason.as_ref().and_then(|name| body.submission.facts.get(name)?.stated());
    let engine = outcome.points().cloned();
    if engine.as_ref() != Some(&points) && reason.is_none() {
        findings.push(at(Problem::ReviewWithoutReason { points: points.clone(), engine: engine.clone() }));
    }
    outcome.remarks.push(Remark::Reviewed { engine, reason: reason.map(str::to_owned) });
    let used = Some(Value::Number(given));
    outcome.inputs.push(Input { name: name.clone(), fact: fact.clone(), used });
    let held = Expr::Call(crate::formula::Function::Min, vec![Expr::name(name), Expr::name(POINTS)]);
    outcome.formula = Some(Shared::new(held.rounded(places)));
    outcome.status = Status::Scored(points);
}
