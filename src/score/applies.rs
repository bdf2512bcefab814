//! Whether an indicator applies to a body: by its own condition, its rule's, and what the body says.

use super::bindings::Bindings;
use super::body::Body;
use super::line::{Unscored, judge};
use super::lines::lines_of;
use super::review::is_reviewed;
use crate::finding::Problem;
use crate::formula::Stop;
use crate::intake::submission::Submission;
use crate::place::Place;
use crate::rubric::shape::{Rule, Shape, WaitOutcome};
use crate::rubric::{Drawn, Indicator, Missing, NotApplicable, RollUp, Rubric};

/// Whether an indicator applies to a body.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Applies {
    /// It does.
    Yes,
    /// It does not; why, in words.
    No(String),
    /// It does not, and gives its points all the same; why, in words.
    Full(String),
    /// It does not by the facts, why in words, and a reviewer gave points for it all the same.
    Reviewed(String),
    /// It is meant for bodies of other groups.
    Elsewhere,
    /// It cannot be told, because facts are missing.
    Unknown(Problem, Option<Place>),
}

/// Whether `indicator` applies, by its group, its own condition, its rule's, and what the body
/// declared.
pub(super) fn applies(body: &Body<'_>, rubric: &Rubric, indicator: &Indicator) -> Applies {
    if !indicator.is_for(body.submission.group.as_deref()) {
        return Applies::Elsewhere;
    }
    match on_its_facts(body, rubric, indicator) {
        // Its points stay where they are: whoever reviews has the last word.
        Applies::No(why) if is_reviewed(body, indicator) => Applies::Reviewed(why),
        Applies::No(why) if indicator.not_applicable == NotApplicable::Full => Applies::Full(why),
        other => other,
    }
}

fn on_its_facts(body: &Body<'_>, rubric: &Rubric, indicator: &Indicator) -> Applies {
    if let Some(condition) = &indicator.applies {
        let condition = body.expanded(condition);
        let bindings = Bindings::of(body, condition.names(), &indicator.points);
        match condition.truth(&bindings) {
            Ok(true) => {}
            Ok(false) => {
                return Applies::No(format!(
                    "适用条件为{}，而该部门{}",
                    condition.aloud(),
                    bindings.stated()
                ));
            }
            Err(stop) => {
                let problem = bindings.problem(stop, &indicator.rule);
                let place = bindings.culprit(&problem).and_then(|input| input.fact.place.clone());
                return Applies::Unknown(problem, place);
            }
        }
    }
    // Of several rules one is enough.
    if let Some(choose) = indicator.rule.alternatives() {
        let each = choose.of.iter().filter_map(Rule::shape);
        let mut each =
            each.map(|shape| shape_applies(body, indicator, shape, &Drawn::of(shape, body.system)));
        return each
            .find(|applies| matches!(applies, Applies::Yes))
            .unwrap_or_else(|| Applies::No("可选的各项规则均不适用".to_owned()));
    }
    match (indicator.rule.shape(), indicator.drawn(body.system).next()) {
        (Some(_), Some((_, shape, drawn))) => shape_applies(body, indicator, shape, drawn),
        _ => lines_apply(body.submission, rubric, indicator),
    }
}

/// Whether the facts that a shape goes by apply to the body.
fn shape_applies(body: &Body<'_>, indicator: &Indicator, shape: &dyn Shape, drawn: &Drawn) -> Applies {
    let mut waits = drawn.waits.iter().filter(|wait| wait.outcome == WaitOutcome::NotApplicable).peekable();
    // Nearly every body: nothing that could take the indicator out is stated or left out.
    if waits.peek().is_none() && indicator.missing != Missing::NotApplicable && !body.declares_any() {
        return Applies::Yes;
    }
    let bindings = Bindings::of_shape(body, drawn.formula.names(), shape, &indicator.points);
    for wait in waits {
        if wait.condition.truth(&bindings) == Ok(true) {
            let why = match &wait.problem {
                Problem::ZeroDivisor { what } => format!("{what}为 0"),
                other => other.message(),
            };
            return Applies::No(why);
        }
    }
    match drawn.formula.evaluate(&bindings) {
        Err(Stop::NotApplicable(fact)) => Applies::No(format!("“{fact}”填报为不适用")),
        Err(Stop::Missing(fact))
            if indicator.missing == Missing::NotApplicable
                && indicator.fallback.is_empty()
                && bindings.nothing_unreadable() =>
        {
            Applies::No(format!("未填“{fact}”，按规定视为不适用"))
        }
        _ => Applies::Yes,
    }
}

/// Whether an indicator over lines applies: it does not where it has lines and none of them does.
/// Without any line it waits: nobody said that there is nothing to be measured.
fn lines_apply(submission: &Submission, rubric: &Rubric, indicator: &Indicator) -> Applies {
    if indicator.roll_up == RollUp::Lines {
        return Applies::Yes;
    }
    let lines = lines_of(submission, rubric, indicator);
    if lines.is_empty() {
        return Applies::Unknown(Problem::NoIndicators { table: indicator.row_level().to_owned() }, None);
    }
    let none = lines.iter().all(|each| judge(each.line, &rubric.form) == Err(Unscored::NotApplicable));
    if none { Applies::No("各项指标均填报为不适用".to_owned()) } else { Applies::Yes }
}
