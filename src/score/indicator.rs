//! Scoring one indicator whose rule is a formula over the body's facts.

use std::sync::Arc;

use super::applies::Applies;
use super::bindings::Bindings;
use super::body::Body;
use super::redistribute::Share;
use super::scorecard::{Outcome, Remark, Status};
use crate::finding::{Finding, Problem};
use crate::formula::{Expr, Shared, Stop, Value, plainly};
use crate::intake::submission::{Fact, FactValue, Submission};
use crate::number::{Number, Points};
use crate::rubric::shape::{Equality, Over, PRESCRIBED_POINTS, Proportional, Rule, Shape, Take, WaitOutcome};
use crate::rubric::{Drawn, Indicator, Missing, Rubric};

/// What a rule makes of the facts.
enum Ruling {
    Points { points: Points, bindings: Bindings, formula: Arc<Shared> },
    Stopped { problem: Problem, missing: bool, bindings: Bindings, formula: Arc<Shared> },
}

impl Ruling {
    /// Whether a rule that is one of several takes part: not where its facts are not there or do
    /// not apply. What waits for another reason holds its place, and the indicator with it; only
    /// where the best is wanted it gives way to what can be computed.
    fn is_worth_choosing(&self, take: Take) -> bool {
        match self {
            Self::Points { .. } => true,
            Self::Stopped { missing: true, .. } => false,
            Self::Stopped { bindings, .. } if bindings.any_not_applicable() => false,
            Self::Stopped { problem, .. } => {
                take == Take::First || !matches!(problem, Problem::ZeroDivisor { .. })
            }
        }
    }
}

/// A rule as it is about to be applied: itself, its shape, and that drawn up.
type Applied<'a> = (&'a Rule, &'a dyn Shape, &'a Drawn);

fn rule_on(
    body: &Body<'_>,
    (rule, shape, drawn): Applied<'_>,
    (prescribed, max): (&Points, &Points),
    places: u32,
) -> Ruling {
    if let Some(choose) = rule.alternatives() {
        let can = |one: &Rule| {
            let ruling = one.shape().map(|shape| {
                let drawn = Drawn::of(shape, body.system);
                rule_on(body, (one, shape, &drawn), (prescribed, max), places)
            });
            ruling.is_some_and(|ruling| ruling.is_worth_choosing(choose.take))
        };
        if let Some(chosen) = choose.among(&can) {
            let drawn = Drawn::of(&chosen, body.system);
            return rule_by(body, (rule, &chosen, &drawn), (prescribed, max), places);
        }
    }
    rule_by(body, (rule, shape, drawn), (prescribed, max), places)
}

/// What one shape makes of the facts; the rule is what it is the shape of.
fn rule_by(
    body: &Body<'_>,
    (rule, shape, drawn): Applied<'_>,
    (prescribed, max): (&Points, &Points),
    places: u32,
) -> Ruling {
    let scaled = (prescribed != max && shape.counts_in_points()).then(|| drawn.in_proportion(places));
    let Drawn { formula, waits, .. } = scaled.as_ref().unwrap_or(drawn);
    let formula = formula.clone();
    let mut bindings = Bindings::of_shape(body, formula.names(), shape, max);
    if let Some(input) = bindings.inputs.iter_mut().find(|input| input.name == PRESCRIBED_POINTS) {
        let value = FactValue::Number(prescribed.number().clone());
        input.fact = Arc::new(Fact::new(prescribed.to_string(), value, None));
        input.used = Some(Value::Number(prescribed.number().clone()));
    }
    for wait in waits {
        if wait.condition.truth(&bindings) == Ok(true) {
            let missing = wait.outcome == WaitOutcome::NotApplicable;
            return Ruling::Stopped { problem: wait.problem.clone(), missing, bindings, formula };
        }
    }
    match formula.number(&bindings) {
        // Every shape stays between nothing and 分值; the bounds are held here once more.
        Ok(number) => {
            let held = number.min(max.number().clone()).max(Number::zero());
            Ruling::Points { points: Points::rounded(&held, places), bindings, formula }
        }
        Err(Stop::Missing(fact)) if shape.over().and_then(Over::reason) == Some(fact.as_str()) => {
            let problem = Problem::UnexplainedExcess { reason: fact };
            Ruling::Stopped { problem, missing: false, bindings, formula }
        }
        Err(stop) => {
            // What is stated but cannot be read is no reason to compute something else.
            let missing = matches!(stop, Stop::Missing(_)) && bindings.nothing_unreadable();
            Ruling::Stopped { problem: bindings.problem(stop, rule), missing, bindings, formula }
        }
    }
}

/// Scores an indicator by its rule, or by its fallback where facts are missing.
pub(super) fn score(
    body: &Body<'_>,
    rubric: &Rubric,
    index: usize,
    share: &Share,
    findings: &mut Vec<Finding>,
) -> Outcome {
    let submission = body.submission;
    let indicator = &rubric.system.indicators[index];
    let places = rubric.system.places;
    let name = indicator.path.join(" / ");
    let mut outcome = blank(submission, rubric, index, share, findings);
    let mut rules = indicator.drawn(&rubric.system);
    let Some(first) = rules.next().filter(|_| indicator.rule.shape().is_some()) else { return outcome };
    if share.applies != Applies::Yes {
        declared(body, first, &mut outcome, &name, findings);
        return outcome;
    }
    let max = outcome.max.clone();
    let points = (&indicator.points, &max);
    let mut ruling = rule_on(body, first, points, places);
    for fallback in rules {
        let Ruling::Stopped { missing: true, bindings, .. } = &ruling else {
            break;
        };
        let second = rule_on(body, fallback, points, places);
        if matches!(second, Ruling::Points { .. }) {
            let missing = bindings.missing().join("、");
            let problem = Problem::FallbackUsed { missing: missing.clone() };
            findings.push(Finding::new(problem).at(bindings.culprit_place(submission)).on(&name));
            outcome.remarks.push(Remark::Fallback(missing));
            outcome.rule = fallback.2.meaning.clone();
            ruling = second;
        }
    }
    let instead = match &ruling {
        Ruling::Stopped { missing: true, bindings, .. } => {
            instead_of_missing(indicator, &outcome, bindings, places)
        }
        _ => None,
    };
    match (ruling, instead) {
        (Ruling::Points { points, bindings, formula }, _) => {
            let proportion = proportion(indicator, &bindings);
            if let Some((ratio, rate)) = &proportion
                && let Some(problem) = ratio.excess(rate)
            {
                let input =
                    bindings.inputs.iter().find(|input| ratio.actual.names().contains(input.name.as_str()));
                let fact = input.map(|input| &input.fact);
                let finding = Finding::new(problem).at(fact.and_then(|fact| fact.place.clone())).on(&name);
                findings.push(finding.showing(fact.map_or("", |fact| fact.raw.as_str())));
            }
            outcome.completion = proportion.map(|(_, rate)| rate);
            outcome.inputs = bindings.inputs;
            outcome.formula = Some(formula);
            outcome.status = Status::Scored(points);
        }
        (Ruling::Stopped { bindings, .. }, Some((points, remark))) => {
            outcome.status = Status::Scored(points);
            outcome.remarks.push(remark);
            outcome.inputs = bindings.inputs;
        }
        (Ruling::Stopped { problem, bindings, formula, .. }, None) => {
            let culprit = bindings.culprit(&problem).map(|input| &input.fact);
            let place =
                culprit.and_then(|fact| fact.place.clone()).unwrap_or_else(|| submission.place.clone());
            let shown = culprit.map_or("", |fact| fact.raw.as_str());
            let finding = Finding::new(problem.clone()).at(place).on(&name).showing(shown);
            findings.push(finding.costing(outcome.max.clone()));
            outcome.inputs = bindings.inputs;
            outcome.formula = Some(formula);
            outcome.status = Status::Pending(problem);
            if let Some(told) = &indicator.told {
                let value = body.expanded(&told.value);
                let bindings = Bindings::of(body, value.names(), &outcome.max);
                if let Ok(ratio) = value.number(&bindings) {
                    let figures = value.aloud_with(&bindings, &plainly);
                    outcome.remarks.push(Remark::Told(told.what.clone(), figures, ratio));
                    outcome.inputs.extend(bindings.inputs);
                }
            }
        }
    }
    outcome
}

/// R11: what the body itself said does not apply, where an indicator does not apply for it.
fn declared(
    body: &Body<'_>,
    (_, shape, drawn): Applied<'_>,
    outcome: &mut Outcome,
    name: &str,
    findings: &mut Vec<Finding>,
) {
    if matches!(outcome.status, Status::Pending(_)) || !body.declares_any() {
        return;
    }
    let mut inputs = Bindings::of(body, drawn.formula.names(), &outcome.max).inputs;
    let own_word = shape.reads_not_applicable();
    inputs.retain(|input| {
        input.fact.value == FactValue::NotApplicable && !own_word.contains(&input.name.as_str())
    });
    if let Some(first) = inputs.first() {
        let finding = Finding::new(Problem::DeclaredNotApplicable).at(first.fact.place.clone());
        findings.push(finding.on(name).showing(&first.fact.raw));
    }
    outcome.inputs = inputs;
}

/// An outcome with everything but what the rule says; the rule has the word only where the
/// indicator applies.
pub(super) fn blank(
    submission: &Submission,
    rubric: &Rubric,
    index: usize,
    share: &Share,
    findings: &mut Vec<Finding>,
) -> Outcome {
    let indicator = &rubric.system.indicators[index];
    let mut remarks = Vec::new();
    let mut max = share.max.clone();
    if max != indicator.points {
        remarks.push(Remark::Redistributed(indicator.points.clone()));
    }
    let fact = |name: &Option<String>| name.as_ref().and_then(|name| submission.facts.get(name));
    if let Some((printed, fact)) =
        fact(&indicator.printed_points).and_then(|fact| Some((fact.number()?, fact)))
    {
        let printed = Points::rounded(printed, rubric.system.places);
        if printed != max {
            let problem = Problem::LevelPointsDiffer {
                level: indicator.name().to_owned(),
                printed: printed.clone(),
                prescribed: max.clone(),
            };
            findings.push(Finding::new(problem).at(fact.place.clone()).showing(&fact.raw));
            remarks.push(Remark::PrintedPoints(max));
            max = printed;
        }
    }
    let status = match &share.applies {
        Applies::Yes => Status::Scored(Points::zero()),
        Applies::No(why) | Applies::Reviewed(why) => Status::NotApplicable(why.clone()),
        Applies::Full(why) => {
            remarks.push(Remark::NotApplicableCountsFull(why.clone()));
            Status::Scored(max.clone())
        }
        Applies::Elsewhere => Status::NotApplicable(String::new()),
        Applies::Unknown(problem, place) => {
            // A table without any line has its finding already.
            let told = matches!(problem, Problem::NoIndicators { .. })
                && indicator
                    .rows
                    .as_ref()
                    .is_some_and(|table| submission.tables.get(table).is_none_or(Vec::is_empty));
            if !told {
                let place = place.clone().unwrap_or_else(|| submission.place.clone());
                let finding = Finding::new(problem.clone()).at(place).on(indicator.path.join(" / "));
                findings.push(finding.costing(max.clone()));
            }
            Status::Pending(problem.clone())
        }
    };
    Outcome {
        code: indicator.code.clone(),
        indicator: index,
        path: indicator.path.clone(),
        max,
        status,
        self_points: fact(&indicator.self_points).and_then(|fact| fact.number()).cloned(),
        inputs: Vec::new(),
        formula: None,
        completion: None,
        rule: indicator.shared_words(&rubric.system),
        own_reason: None,
        basis: Vec::new(),
        remarks,
        say: None,
        most_beside: None,
    }
}

/// The points that the rubric's own word puts in the place of a missing fact.
fn instead_of_missing(
    indicator: &Indicator,
    outcome: &Outcome,
    bindings: &Bindings,
    places: u32,
) -> Option<(Points, Remark)> {
    let facts = bindings.missing().join("、");
    match indicator.missing {
        Missing::Pending | Missing::NotApplicable => None,
        Missing::Zero => Some((Points::zero(), Remark::MissingCountsZero(facts))),
        Missing::Full => Some((outcome.max.clone(), Remark::MissingCountsFull(facts))),
        Missing::OwnPoints => {
            let own = outcome.self_points.as_ref()?;
            let within = !own.is_negative() && own <= outcome.max.number();
            within.then(|| (Points::rounded(own, places), Remark::OwnPointsTaken(facts)))
        }
    }
}

/// What was achieved against what was to be.
struct Ratio<'a> {
    actual: &'a Expr,
    target: &'a Expr,
    over: Option<&'a Over>,
}

impl Ratio<'_> {
    /// What is worth a word about a rate: where the rubric says what is far above, that; otherwise
    /// a part that is more than its whole.
    fn excess(&self, rate: &Number) -> Option<Problem> {
        match self.over {
            Some(over) => over.flags(rate).then(|| Problem::FarAboveTarget { rate: rate.percent(2) }),
            None => (*rate > Number::one()).then(|| Problem::AboveWhole {
                part: self.actual.aloud(),
                whole: self.target.aloud(),
                rate: rate.percent(2),
            }),
        }
    }
}

/// actual / target, for rules that have both.
fn proportion<'a>(indicator: &'a Indicator, bindings: &Bindings) -> Option<(Ratio<'a>, Number)> {
    std::iter::once(&indicator.rule).chain(&indicator.fallback).find_map(|rule| {
        let ratio = match rule {
            Rule::Proportional(Proportional { actual, target, over, .. })
            | Rule::Equality(Equality { actual, target, over: over @ Some(_), .. }) => {
                Ratio { actual, target, over: over.as_ref() }
            }
            _ => return None,
        };
        let rate = ratio.actual.number(bindings).ok()?.divided_by(&ratio.target.number(bindings).ok()?)?;
        Some((ratio, rate))
    })
}
