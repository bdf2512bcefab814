//! From shown points to the total: levels, bonuses and penalties, ceiling, limits.
//!
//! Without any of these the total is the sum of the shown points, and nothing here has a word.

use super::bindings::Bindings;
use super::body::Body;
use super::scorecard::{Decided, LevelOutcome, LimitOutcome, Outcome, Status, Total, TotalStep};
use crate::finding::{Finding, Problem};
use crate::formula::Expr;
use crate::number::{Number, Points};
use crate::rubric::{Counts, Limit, LimitMissing, System, put_together};

/// What stands below a level: points so far, and what could be earned by all that applies.
#[derive(Clone, Debug)]
struct Part {
    name: String,
    points: Option<Number>,
    max: Number,
    weight: Number,
}

/// The total of `outcomes`, and why it stands for nothing yet if it does not.
pub(super) fn total(
    body: &Body<'_>,
    outcomes: &[Outcome],
    findings: &mut Vec<Finding>,
) -> (Total, Option<Problem>) {
    let system = body.system;
    let mut levels = Vec::new();
    let whole = part(system, outcomes, &[], &mut levels);
    // What counts beside the full marks joins before anything is rounded: shown points are summed
    // once.
    let mut sum = whole.points.unwrap_or_else(Number::zero);
    let mut steps = Vec::new();
    for counts in [Counts::Bonus, Counts::Penalty] {
        let beside = outcomes.iter().filter(|o| system.indicators[o.indicator].counts == counts);
        let points: Points = beside.filter_map(Outcome::points).sum();
        if !points.number().is_zero() {
            sum = &sum + points.number();
            steps.push(TotalStep::Beside { counts, sum: points });
        }
    }
    let mut total = Total {
        points: Points::rounded(&sum, system.places_of_total()),
        max: Points::rounded(&whole.max, system.places_of_total()),
        levels,
        steps,
        best_grade: None,
        limits: Vec::new(),
    };
    if total.points.number().is_negative() {
        total.step_to(Points::zero(), |before| TotalStep::Floor { before });
    }
    if let Some(most) = &system.total_most
        && total.points.number() > most
    {
        let most = Points::rounded(most, system.places_of_total());
        total.step_to(most, |before| TotalStep::Ceiling { before });
    }
    let mut obstacle = None;
    for limit in &system.limits {
        let (outcome, why) = looked_at(body, limit);
        if matches!(outcome.holds, Some((true, _))) {
            apply(&mut total, limit, &why, system);
        } else if let Err(finding) = decided(body, limit, &outcome) {
            obstacle.get_or_insert(finding.problem.clone());
            findings.push(finding);
        }
        total.limits.push(outcome);
    }
    (total, obstacle)
}

/// Whether a limit holds for the body; the problem where a person must decide.
pub(super) fn holds(body: &Body<'_>, limit: &Limit) -> Result<bool, Finding> {
    decided(body, limit, &looked_at(body, limit).0)
}

/// A limit's condition over what the body states, and that in words.
fn looked_at(body: &Body<'_>, limit: &Limit) -> (LimitOutcome, String) {
    let formula = body.expanded(&limit.when);
    let bindings = Bindings::of(body, formula.names(), &Points::zero());
    let holds = match formula.truth(&bindings) {
        Ok(holds) => Some((holds, Decided::ByCondition)),
        Err(_) if limit.missing == LimitMissing::Clear && bindings.nothing_unreadable() => {
            Some((false, Decided::ByMissingFacts))
        }
        Err(_) => None,
    };
    let why = bindings.stated();
    (LimitOutcome { name: limit.name.clone(), formula, inputs: bindings.inputs, holds }, why)
}

fn decided(body: &Body<'_>, limit: &Limit, outcome: &LimitOutcome) -> Result<bool, Finding> {
    outcome.holds.map(|(holds, _)| holds).ok_or_else(|| {
        let bindings = Bindings { inputs: outcome.inputs.clone(), max: Points::zero() };
        let problem = Problem::LimitUndecided { limit: limit.name.clone(), facts: bindings.missing() };
        let place = bindings.culprit_place(body.submission);
        Finding::new(problem).at(place)
    })
}

fn apply(total: &mut Total, limit: &Limit, why: &str, system: &System) {
    let (name, why) = (limit.name.clone(), why.to_owned());
    if let Some(most) = &limit.points {
        let most = Points::rounded(most, system.places_of_total());
        if *total.points.number() > *most.number() {
            let (name, why, after) = (name.clone(), why.clone(), most.clone());
            total.step_to(most, |before| TotalStep::Limited { name, why, before, after });
        }
    }
    if let Some(grade) = &limit.grade {
        let rank = |name: &String| system.grades.iter().position(|grade| grade.name == *name);
        let lower = total.best_grade.as_ref().is_none_or(|best| rank(grade) > rank(best));
        if lower {
            total.best_grade = Some(grade.clone());
        }
        total.steps.push(TotalStep::GradeAtMost { name, why, grade: grade.clone() });
    }
}

impl Total {
    fn step_to(&mut self, points: Points, step: impl FnOnce(Points) -> TotalStep) {
        let before = std::mem::replace(&mut self.points, points);
        self.steps.push(step(before));
    }
}

/// What stands at `path`: its children put together as its record says.
fn part(system: &System, outcomes: &[Outcome], path: &[String], levels: &mut Vec<LevelOutcome>) -> Part {
    let below = |outcome: &&Outcome| {
        let indicator = &system.indicators[outcome.indicator];
        let applies = !matches!(outcome.status, Status::NotApplicable(_));
        applies && indicator.counts == Counts::Within && indicator.path.starts_with(path)
    };
    let below: Vec<&Outcome> = outcomes.iter().filter(below).collect();
    // Where no level has a record, putting together is adding up.
    if !system.levels.iter().any(|level| level.path.starts_with(path)) {
        return leaf(system, path, &below);
    }
    let mut names: Vec<&String> = Vec::new();
    for outcome in &below {
        let name = system.indicators[outcome.indicator].path.get(path.len());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    let before = levels.len();
    let mut parts: Vec<Part> = Vec::new();
    for name in names {
        let child: Vec<String> = path.iter().chain([name]).cloned().collect();
        parts.push(part(system, outcomes, &child, levels));
    }
    // Indicators that stand at the path itself.
    let at_path = |outcome: &&&Outcome| system.indicators[outcome.indicator].path == path;
    let own: Vec<&Outcome> = below.iter().filter(at_path).copied().collect();
    if !own.is_empty() {
        parts.push(leaf(system, path, &own));
    }
    let counted: Vec<&Part> = parts.iter().filter(|part| part.points.is_some()).collect();
    let mut together = Part {
        name: path.last().cloned().unwrap_or_default(),
        points: (!counted.is_empty()).then(|| counted.iter().filter_map(|part| part.points.as_ref()).sum()),
        max: parts.iter().map(|part| &part.max).sum(),
        weight: system.weight_at(path),
    };
    let Some(record) = system.level(path) else {
        return together;
    };
    let all: Vec<&Part> = parts.iter().collect();
    let most = record.formula(&named(&all)).and_then(|formula| value(&formula, &all, |p| Some(&p.max)));
    together.max = most.unwrap_or_else(Number::zero);
    let formula = record.formula(&named(&counted));
    let points = formula.as_ref().and_then(|f| value(f, &counted, |part| part.points.as_ref()));
    together.points.clone_from(&points);
    if let (Some(formula), Some(points)) = (formula, &points) {
        let places = if path.is_empty() { system.places_of_total() } else { system.places };
        let shown = Points::rounded(points, places);
        together.points = Some(shown.number().clone());
        let outcome = LevelOutcome {
            path: path.to_vec(),
            roll_up: record.roll_up,
            most: record.most.clone(),
            points: shown,
            max: Points::rounded(&together.max, places),
            formula: formula.rounded(places),
            inputs: counted
                .iter()
                .map(|part| (part.name.clone(), part.points.clone().unwrap_or_else(Number::zero)))
                .collect(),
        };
        // A level stands before those below it.
        levels.insert(before, outcome);
    }
    together
}

/// Indicators added up: those of one path, or all below it. The lines of a body's own table are one part.
fn leaf(system: &System, path: &[String], own: &[&Outcome]) -> Part {
    let scored: Vec<&Points> = own.iter().filter_map(|outcome| outcome.points()).collect();
    Part {
        name: path.last().cloned().unwrap_or_default(),
        points: (!scored.is_empty()).then(|| scored.into_iter().map(Points::number).sum()),
        max: own.iter().map(|outcome| outcome.max.number()).sum(),
        weight: system.weight_at(path),
    }
}

fn named(parts: &[&Part]) -> Vec<(String, Number)> {
    parts.iter().map(|part| (part.name.clone(), part.weight.clone())).collect()
}

fn value<'p>(
    formula: &Expr,
    parts: &[&'p Part],
    of: impl Fn(&'p Part) -> Option<&'p Number>,
) -> Option<Number> {
    let values: Vec<(&str, &Number)> =
        parts.iter().filter_map(|part| Some((part.name.as_str(), of(part)?))).collect();
    put_together(formula, &values)
}
