//! Worked examples: about what, with which facts, and against one another.

use std::collections::BTreeMap;

use super::super::example::{Example, Expected, ExpectedStatus, Raw};
use super::super::shape::PROJECTS;
use super::super::{Counts, Indicator, Rubric, table_column};
use super::{Fault, Record, Wrong, nearest};

fn place(example: &Example) -> Record {
    Record::Example(example.name.clone())
}

fn indicator_of<'a>(rubric: &'a Rubric, example: &Example) -> Option<&'a Indicator> {
    rubric.system.indicators.iter().find(|indicator| example.indicator.as_ref() == Some(&indicator.code))
}

pub(super) fn subjects(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let codes = || system.indicators.iter().map(|indicator| indicator.code.as_str());
    let limits = || system.limits.iter().map(|limit| limit.name.as_str());
    let groups = system.groups();
    let mut faults = Vec::new();
    for example in &rubric.examples {
        let wrong = match (&example.indicator, &example.limit) {
            (Some(code), None) if codes().any(|known| known == code) => impossible(rubric, example),
            (None, Some(name)) if limits().any(|known| known == name) => impossible(rubric, example),
            (Some(code), None) => {
                Some(Wrong::ExampleOfNothing { about: Some(code.clone()), near: nearest(code, codes()) })
            }
            (None, Some(name)) => {
                Some(Wrong::ExampleOfNothing { about: Some(name.clone()), near: nearest(name, limits()) })
            }
            _ => Some(Wrong::ExampleOfNothing { about: None, near: None }),
        };
        faults.extend(wrong.map(|wrong| Fault { wrong, place: place(example) }));
        let unknown =
            example.group.as_ref().filter(|group| !groups.is_empty() && !groups.contains(group.as_str()));
        faults.extend(unknown.map(|group| {
            let near = nearest(group, groups.iter().copied());
            Fault { wrong: Wrong::ExampleUnknownGroup { group: group.clone(), near }, place: place(example) }
        }));
    }
    faults
}

/// What an example expects, where its subject cannot come to it.
fn impossible(rubric: &Rubric, example: &Example) -> Option<Wrong> {
    let indicator = indicator_of(rubric, example);
    let is_penalty = indicator.is_some_and(|indicator| indicator.counts == Counts::Penalty);
    let possible = match &example.expect {
        Expected::Status(ExpectedStatus::Pending) => true,
        Expected::Status(ExpectedStatus::NotApplicable) => indicator.is_some(),
        Expected::Status(ExpectedStatus::Fires | ExpectedStatus::Clear) => indicator.is_none(),
        Expected::Points(points) if is_penalty => points.number().is_negative() || points.number().is_zero(),
        Expected::Points(points) => indicator.is_some() && !points.number().is_negative(),
    };
    (!possible).then(|| Wrong::ExampleImpossible {
        expected: example.expect.written(),
        counts: indicator.map(|indicator| indicator.counts),
    })
}

pub(super) fn facts(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for example in &rubric.examples {
        let rows = indicator_of(rubric, example).and_then(|indicator| indicator.rows.as_ref());
        let table = rows.and_then(|rows| rubric.form.tables.iter().find(|table| table.name == *rows));
        let columns: Vec<&str> =
            table.into_iter().flat_map(|table| &table.columns).map(|column| column.name.as_str()).collect();
        let stated = std::iter::once(&example.facts).chain(&example.others).flat_map(BTreeMap::keys);
        let known = |fact: &&String| columns.contains(&fact.as_str()) || states(rubric, fact);
        for fact in stated.filter(|fact| !known(fact)) {
            let names = rubric.form.fact_names();
            let near = nearest(fact, names.iter().map(String::as_str).chain(columns.iter().copied()));
            let wrong = Wrong::ExampleUnknownFact { fact: fact.clone(), near };
            faults.push(Fault { wrong, place: place(example) });
        }
    }
    faults
}

/// Whether an example may state `fact`: what forms hold, and columns of the body's own tables; not
/// what is computed, or compared among bodies.
fn states(rubric: &Rubric, fact: &str) -> bool {
    let of_own_table = || {
        let own = |table: &str| rubric.form.tables.iter().any(|known| known.name == table);
        table_column(fact).is_some_and(|(table, _)| table == PROJECTS || own(table))
    };
    rubric.form.kind_of(fact).is_some() || (of_own_table() && rubric.type_of(fact).is_some())
}

pub(super) fn contradictions(rubric: &Rubric) -> Vec<Fault> {
    let texts = |facts: &BTreeMap<String, Raw>| -> Vec<(String, String)> {
        facts.iter().map(|(name, raw)| (name.clone(), raw.text().trim().to_owned())).collect()
    };
    let stated = |e: &Example| {
        let others: Vec<_> = e.others.iter().map(texts).collect();
        (e.indicator.clone(), e.limit.clone(), e.group.clone(), texts(&e.facts), others)
    };
    let mut faults = Vec::new();
    for (index, example) in rubric.examples.iter().enumerate() {
        let before = rubric.examples[..index].iter();
        let same = before.filter(|other| stated(other) == stated(example));
        if let Some(other) = { same }.find(|other| other.expect != example.expect) {
            let wrong = Wrong::ExamplesContradict { other: other.name.clone() };
            faults.push(Fault { wrong, place: place(example) });
        }
    }
    faults
}
