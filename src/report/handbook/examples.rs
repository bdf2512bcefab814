//! Worked examples (算例) of an indicator: the facts as a form would state them, the formula with
//! the figures put in, and the points that the engine gives for them.

use super::sources;
use crate::report::wording;
use crate::rubric::example::Raw;
use crate::rubric::{Example, Indicator, Limit, LimitMissing, Rubric};
use crate::score::{Outcome, Status, example};

/// The examples that are shown of an indicator: one for each way in which it can end. Of those
/// with points, one that loses some says more than one that loses none.
pub(super) fn shown(rubric: &Rubric, indicator: &Indicator) -> Vec<String> {
    let run: Vec<(&Example, Box<Outcome>)> = rubric
        .examples
        .iter()
        .filter(|example| example.indicator.as_ref() == Some(&indicator.code))
        .filter_map(|example| match example::found(rubric, example) {
            example::Found::Outcome(outcome) => Some((example, outcome)),
            _ => None,
        })
        .collect();
    let first = |test: &dyn Fn(&Outcome) -> bool| run.iter().find(|(_, outcome)| test(outcome));
    let scored =
        first(&|outcome| outcome.lost().is_some()).or_else(|| first(&|outcome| outcome.points().is_some()));
    let not_applicable = first(&|outcome| matches!(outcome.status, Status::NotApplicable(_)));
    let pending = first(&|outcome| matches!(outcome.status, Status::Pending(_)));
    let chosen = [scored, not_applicable, pending].into_iter().flatten();
    chosen.map(|(example, outcome)| told(rubric, example, outcome)).collect()
}

/// The examples that are shown of a limit: one for each way in which it can end.
pub(super) fn of_limit(rubric: &Rubric, limit: &Limit) -> Vec<String> {
    let own = rubric.examples.iter().filter(|example| example.limit.as_ref() == Some(&limit.name));
    let mut shown: Vec<(&str, String)> = Vec::new();
    for example in own {
        let verdict = match example::found(rubric, example) {
            example::Found::Limit(true) => "符合上述情形",
            example::Found::Limit(false) => "不符合上述情形",
            example::Found::Undecided => match limit.missing {
                LimitMissing::Pending => "总分待定",
                LimitMissing::Clear => "不符合上述情形",
            },
            example::Found::Outcome(_) | example::Found::Nothing => continue,
        };
        if shown.iter().all(|(known, _)| *known != verdict) {
            shown.push((verdict, format!("{}。{}。{verdict}", example.name, facts(rubric, example))));
        }
    }
    shown.into_iter().map(|(_, text)| text).collect()
}

/// What the form of an example states.
fn facts(rubric: &Rubric, example: &Example) -> String {
    let names = sources::in_order(&sources::sources(&rubric.form), example.facts.keys());
    let facts: Vec<String> = names
        .iter()
        .filter_map(|name| match example.facts.get(name)? {
            Raw::Text(text) if text.is_empty() => Some(format!("“{name}”未填")),
            raw => Some(format!("“{name}”填“{}”", raw.text())),
        })
        .collect();
    if facts.is_empty() { "各项均未填".to_owned() } else { facts.join("，") }
}

fn told(rubric: &Rubric, example: &Example, outcome: &Outcome) -> String {
    let mut text = format!("{}。{}", example.name, facts(rubric, example));
    // A line's own formula goes before the share that it is taken into.
    for line in outcome.basis.iter().chain([outcome]) {
        if let Some(figures) = figures(rubric, line) {
            text.extend(["；", &figures]);
        }
    }
    format!("{text}。{}", wording::verdict(outcome))
}

/// The formula with the figures put in, where it came to points.
fn figures(rubric: &Rubric, outcome: &Outcome) -> Option<String> {
    outcome.points()?;
    wording::derivation(outcome, rubric.system.places).into_iter().find(|line| line.starts_with("代入："))
}
