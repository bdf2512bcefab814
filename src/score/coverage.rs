//! How far worked examples cover a rubric: every way that a rule, a condition or a limit can go,
//! and whether an example goes it.

use std::collections::BTreeSet;

use super::bindings::Bindings;
use super::body::Body;
use super::example::{self, Found};
use super::peers::Peers;
use super::sample::{self, Sample, Samples};
use super::scorecard::Outcome;
use crate::formula::{Branch, BranchId, Expr, Function, Known, Stop, Won};
use crate::number::{Number, Points};
use crate::rubric::example::Example;
use crate::rubric::lint::{Range, Record};
use crate::rubric::shape::{ByLines, Choose, Kinship, Rule, Shape, Take, Wait, WaitOutcome};
use crate::rubric::{Indicator, Rubric};

/// A way that something in a rubric can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The indicators or the limit it is about.
    pub about: String,
    /// When it goes that way, in words.
    pub when: String,
    /// Whether an example goes it.
    pub reached: bool,
    /// Why no example can go it, where none can.
    pub impossible: Option<&'static str>,
    /// Facts that would go it, where some were found.
    pub sample: Vec<(String, String)>,
}

impl Case {
    /// Whether an example is missing.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        !self.reached && self.impossible.is_none()
    }
}

/// Every way that the rubric's rules, conditions and limits can go.
#[must_use]
pub fn cases(rubric: &Rubric) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut by_lines: Vec<(String, Vec<&Indicator>)> = Vec::new();
    for indicator in &rubric.system.indicators {
        applies(rubric, indicator, &mut cases);
        match indicator.rule.by_lines() {
            // One rule in several indicators is one rule.
            Some(rule) => {
                let key = format!("{:?} {}", indicator.roll_up, rule.meaning());
                match by_lines.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, indicators)) => indicators.push(indicator),
                    None => by_lines.push((key, vec![indicator])),
                }
            }
            None => facts(rubric, indicator, &mut cases),
        }
    }
    for (_, indicators) in by_lines {
        lines(rubric, &indicators, &mut cases);
    }
    for limit in &rubric.system.limits {
        let of_it = rubric.examples.iter().filter(|example| example.limit.as_ref() == Some(&limit.name));
        let found: Vec<Found> = of_it.map(|example| example::found(rubric, example)).collect();
        for (when, wanted) in [("条件成立", true), ("条件不成立", false)] {
            let reached = found.iter().any(|found| matches!(found, Found::Limit(holds) if *holds == wanted));
            let about = Record::Limit(limit.name.clone()).name();
            cases.push(Case {
                about,
                when: when.to_owned(),
                reached,
                impossible: None,
                sample: Sample::new(),
            });
        }
    }
    // The same words twice are one case to a reader; it is a gap while any of them is.
    let mut told: Vec<Case> = Vec::new();
    for case in cases {
        match told.iter_mut().find(|known| known.about == case.about && known.when == case.when) {
            Some(known) if !known.is_gap() && case.impossible.is_none() => *known = case,
            Some(_) => {}
            None => told.push(case),
        }
    }
    told
}

/// Runs `look` over every example of an indicator, with the body it is about.
fn examples_of(rubric: &Rubric, indicator: &Indicator, look: &mut dyn FnMut(&Body<'_>, &Example)) {
    let of_it = rubric.examples.iter().filter(|e| e.indicator.as_ref() == Some(&indicator.code));
    for example in of_it {
        let everyone = example::bodies(rubric, example);
        let peers = Peers::of_open(&everyone, rubric);
        let [submission, ..] = everyone.as_slice() else { continue };
        look(&Body { submission, system: &rubric.system, peers: &peers }, example);
    }
}

fn about(indicator: &Indicator) -> String {
    format!("指标 {}“{}”", indicator.code, indicator.name())
}

/// Whether a condition holds for a body.
fn holds(body: &Body<'_>, condition: &Expr, max: &Points) -> Option<bool> {
    let condition = body.expanded(condition);
    condition.truth(&Bindings::of(body, condition.names(), max)).ok()
}

fn applies(rubric: &Rubric, indicator: &Indicator, cases: &mut Vec<Case>) {
    let Some(condition) = &indicator.applies else { return };
    let mut seen = BTreeSet::new();
    examples_of(rubric, indicator, &mut |body, _| {
        seen.extend(holds(body, condition, &indicator.points));
    });
    for (when, wanted) in [("适用", true), ("不适用", false)] {
        let reached = seen.contains(&wanted);
        let about = about(indicator);
        cases.push(Case { about, when: when.to_owned(), reached, impossible: None, sample: Sample::new() });
    }
}

/// A rule that stands alone, and what examples saw of it.
struct Part<'a> {
    label: String,
    shape: &'a dyn Shape,
    formula: Expr,
    waits: Vec<Wait>,
    taken: BTreeSet<BranchId>,
    waited: BTreeSet<usize>,
    counted: bool,
}

/// What a part makes of a body.
#[derive(Clone)]
enum Made {
    /// Points.
    Points(Number),
    /// Facts are missing: another rule may be tried.
    Nothing,
    /// It waits, or does not apply.
    Stopped,
}

impl<'a> Part<'a> {
    fn new(rubric: &Rubric, label: String, shape: &'a dyn Shape) -> Self {
        let expanded = |expr: &Expr| rubric.system.expanded(expr);
        let mut waits = shape.waits();
        for wait in &mut waits {
            wait.condition = expanded(&wait.condition);
        }
        let formula = expanded(&shape.formula());
        let (taken, waited) = (BTreeSet::new(), BTreeSet::new());
        Self { label, shape, formula, waits, taken, waited, counted: false }
    }

    /// What it makes of a body, without noting it.
    fn on(&self, body: &Body<'_>, indicator: &Indicator, max: &Points) -> (Made, Bindings, Option<usize>) {
        let max = if self.shape.counts_in_points() { &indicator.points } else { max };
        let bindings = Bindings::of_shape(body, self.formula.names(), self.shape, max);
        let holds = |wait: &Wait| wait.condition.truth(&bindings) == Ok(true);
        if let Some(wait) = self.waits.iter().position(holds) {
            return (Made::Stopped, bindings, Some(wait));
        }
        let made = match self.formula.number(&bindings) {
            Ok(number) => Made::Points(number),
            Err(Stop::Missing(_)) if bindings.nothing_unreadable() => Made::Nothing,
            Err(_) => Made::Stopped,
        };
        (made, bindings, None)
    }

    /// Notes what it made of a body.
    fn note(&mut self, made: &Made, bindings: &Bindings, wait: Option<usize>) {
        self.waited.extend(wait);
        if matches!(made, Made::Points(_)) {
            self.counted = true;
            self.taken.extend(self.formula.taken(bindings));
        }
    }

    fn cases(&self, rubric: &Rubric, about: &str, points: &Number, named: bool) -> Vec<Case> {
        let case = |when: &str, reached: bool, impossible: Option<&'static str>| {
            let when =
                if self.label.is_empty() { when.to_owned() } else { format!("{}：{when}", self.label) };
            Case { about: about.to_owned(), when, reached, impossible, sample: Sample::new() }
        };
        // Of a rule that stands behind others its own facts are not the whole example.
        let branches = self.formula.branches();
        let all = self.taken.len() == branches.len() && self.waited.len() == self.waits.len();
        let mut found = if self.label.is_empty() && !all {
            sample::samples(rubric, &self.formula, &self.waits, points)
        } else {
            Samples::default()
        };
        let mut cases = Vec::new();
        if named || branches.is_empty() {
            cases.push(case("按此计分", self.counted, None));
        }
        cases.extend(branches.iter().map(|branch| {
            let impossible = self.impossible(branch, points);
            let sample = found.branches.remove(&branch.id).unwrap_or_default();
            Case { sample, ..case(&branch.aloud, self.taken.contains(&branch.id), impossible) }
        }));
        cases.extend(self.waits.iter().enumerate().map(|(index, wait)| {
            let never = wait.condition.truth(&|_: &str| Known::Missing) == Ok(false);
            let impossible = never.then_some("界限为固定数值，不会出现");
            let then = match wait.outcome {
                WaitOutcome::Pending => "待评定",
                WaitOutcome::NotApplicable => "不适用",
            };
            let when = format!("{}（结果为{then}）", wait.condition.aloud());
            let sample = found.waits.remove(&index).unwrap_or_default();
            Case { sample, ..case(&when, self.waited.contains(&index), impossible) }
        }));
        cases
    }

    /// Why a branch can never be taken.
    fn impossible(&self, branch: &Branch, points: &Number) -> Option<&'static str> {
        let caught = |wait: &Wait| match &wait.condition {
            Expr::Call(Function::Not, inner) => {
                inner.iter().flat_map(one_of).all(|condition| branch.denied.contains(condition))
            }
            _ => false,
        };
        if self.waits.iter().any(caught) {
            return Some("出现时已转人工核定，不再计算");
        }
        let loses = |won: &Won| {
            let range = |expr: &Expr| Range::of(expr, points);
            let own = range(&won.argument);
            won.others.iter().map(range).any(|other| {
                let (under, over) = match won.function {
                    Function::Min => (&other.high, &own.low),
                    _ => (&own.high, &other.low),
                };
                matches!((under, over), (Some(under), Some(over)) if under <= over)
            })
        };
        branch.won.as_ref().is_some_and(loses).then_some("按公式不会单独起作用")
    }
}

/// The alternatives of a condition.
fn one_of(condition: &Expr) -> Vec<&Expr> {
    match condition {
        Expr::Call(Function::Or, parts) => parts.iter().flat_map(one_of).collect(),
        // An interval without a further part is written as AND with one argument, or none.
        other => vec![other],
    }
}

/// A rule of an indicator: one part, or several of which one counts.
enum Tried<'a> {
    One(Part<'a>),
    Choice(&'a Choose, Vec<Part<'a>>),
}

impl<'a> Tried<'a> {
    fn new(rubric: &Rubric, label: &str, rule: &'a Rule) -> Option<Self> {
        let Some(choose) = rule.alternatives() else {
            return Some(Self::One(Part::new(rubric, label.to_owned(), rule.shape()?)));
        };
        let parts = choose.of.iter().enumerate().filter_map(|(index, rule)| {
            Some(Part::new(rubric, format!("{label}第{}项规则", index + 1), rule.shape()?))
        });
        Some(Self::Choice(choose, parts.collect()))
    }

    /// Notes what the rule makes of a body.
    fn run(&mut self, body: &Body<'_>, indicator: &Indicator, max: &Points) -> Made {
        match self {
            Self::One(part) => {
                let (made, bindings, wait) = part.on(body, indicator, max);
                part.note(&made, &bindings, wait);
                made
            }
            Self::Choice(choose, parts) => {
                let made: Vec<_> = parts.iter().map(|part| part.on(body, indicator, max)).collect();
                let points = made.iter().filter_map(|(made, ..)| match made {
                    Made::Points(points) => Some(points.clone()),
                    _ => None,
                });
                let best = points.max();
                for (part, (made, bindings, wait)) in parts.iter_mut().zip(&made) {
                    let before = part.counted;
                    part.note(made, bindings, *wait);
                    match choose.take {
                        Take::First if !matches!(made, Made::Nothing) => return made.clone(),
                        Take::First => {}
                        Take::Best => {
                            let is_best = matches!((made, &best), (Made::Points(a), Some(b)) if a == b);
                            part.counted = before || is_best;
                        }
                    }
                }
                let nothing = made.iter().all(|(made, ..)| matches!(made, Made::Nothing));
                best.map_or(if nothing { Made::Nothing } else { Made::Stopped }, Made::Points)
            }
        }
    }

    fn cases(&self, rubric: &Rubric, about: &str, points: &Number, named: bool) -> Vec<Case> {
        match self {
            Self::One(part) => part.cases(rubric, about, points, named),
            Self::Choice(_, parts) => {
                parts.iter().flat_map(|part| part.cases(rubric, about, points, true)).collect()
            }
        }
    }
}

fn facts(rubric: &Rubric, indicator: &Indicator, cases: &mut Vec<Case>) {
    let label = |index: usize| if index == 0 { String::new() } else { format!("替代规则{index}") };
    let rules = indicator.rules().enumerate();
    let mut tried: Vec<Tried<'_>> =
        rules.filter_map(|(index, rule)| Tried::new(rubric, &label(index), rule)).collect();
    examples_of(rubric, indicator, &mut |body, example| {
        let applies = indicator.applies.as_ref();
        if applies.is_some_and(|condition| holds(body, condition, &indicator.points) != Some(true)) {
            return;
        }
        let Found::Outcome(outcome) = example::found(rubric, example) else { return };
        for (index, rule) in tried.iter_mut().enumerate() {
            // Where facts of the rule are missing, the others are tried up to one that gives points.
            match rule.run(body, indicator, &outcome.max) {
                Made::Points(_) => break,
                Made::Stopped if index == 0 => break,
                _ => {}
            }
        }
    });
    for (index, rule) in tried.iter().enumerate() {
        cases.extend(rule.cases(rubric, &about(indicator), indicator.points.number(), index > 0));
    }
}

/// The ways in which a line can relate to its target under a rule, in words.
fn kinships(rule: &dyn ByLines) -> Vec<(String, Kinship)> {
    let words = |kinship: Kinship| match kinship {
        Kinship::AtLeast => "指标值为“≥”或不标符号".to_owned(),
        Kinship::Equal => "指标值为“＝”".to_owned(),
        Kinship::AtMost => "指标值为“≤”".to_owned(),
        Kinship::Tier(tier) => format!("定性第{}档", tier + 1),
    };
    let known = Kinship::all().filter(|kinship| rule.shape_for(*kinship, 2, false).is_some());
    known.map(|kinship| (words(kinship), kinship)).collect()
}

fn lines(rubric: &Rubric, indicators: &[&Indicator], cases: &mut Vec<Case>) {
    let Some(rule) = indicators.first().and_then(|indicator| indicator.rule.by_lines()) else { return };
    let places = rubric.system.places;
    let mut outcomes: Vec<Outcome> = Vec::new();
    for indicator in indicators {
        examples_of(rubric, indicator, &mut |_, example| {
            if let Found::Outcome(outcome) = example::found(rubric, example) {
                let lines = if outcome.basis.is_empty() { vec![*outcome] } else { outcome.basis };
                outcomes.extend(lines.into_iter().filter(|line| line.points().is_some()));
            }
        });
    }
    let names: Vec<String> = indicators.iter().map(|indicator| about(indicator)).collect();
    for (label, kinship) in kinships(rule) {
        let Some(shape) = rule.shape_for(kinship, places, false) else { continue };
        let scaled = rule.shape_for(kinship, places, true).map(|shape| shape.formula().rounded(places));
        let formula = shape.formula().rounded(places);
        let mut part = Part::new(rubric, label, shape.as_ref());
        // A line's own readings keep it from ever reaching what its shape would wait for.
        part.waits.clear();
        for line in &outcomes {
            let own: Option<&Expr> = line.formula.as_ref().map(|formula| &***formula);
            if own == Some(&formula) || (own.is_some() && own == scaled.as_ref()) {
                let facts = Bindings { inputs: line.inputs.clone(), max: line.max.clone() };
                part.counted = true;
                part.taken.extend(part.formula.taken(&facts));
            }
        }
        cases.extend(part.cases(rubric, &names.join("、"), &Number::from(10), false));
    }
}
