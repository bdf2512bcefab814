//! Running a rubric's worked examples: what the bureau expects against what the engine gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Body, Outcome, Peers, Status, score, total};
use crate::intake::submission::{Line, Submission};
use crate::intake::value::ValueReader;
use crate::place::Place;
use crate::rubric::example::{Example, Expected, ExpectedStatus, Raw};
use crate::rubric::form::Kind;
use crate::rubric::shape::{PROJECT_FULL, PROJECT_POINTS, PROJECTS};
use crate::rubric::{Indicator, Rubric, table_column};

/// An example that does not come out as expected.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The example's name.
    pub name: String,
    /// What it expects.
    pub expected: Expected,
    /// What came out.
    pub found: Found,
}

/// What came of an example.
#[derive(Clone, Debug)]
pub enum Found {
    /// The indicator's outcome.
    Outcome(Box<Outcome>),
    /// Whether the limit holds.
    Limit(bool),
    /// The limit waits for a person.
    Undecided,
    /// The indicator is not for the example's group, or nothing of that name is there.
    Nothing,
}

/// Runs every example of `rubric`; what is returned did not come out as expected.
#[must_use]
pub fn run(rubric: &Rubric) -> Vec<Mismatch> {
    let check = |example: &Example| {
        let found = found(rubric, example);
        let expected = &example.expect;
        let as_expected = match (&found, expected) {
            (Found::Outcome(outcome), Expected::Points(points)) => outcome.points() == Some(points),
            (Found::Outcome(outcome), Expected::Status(expected)) => matches!(
                (expected, &outcome.status),
                (ExpectedStatus::Pending, Status::Pending(_))
                    | (ExpectedStatus::NotApplicable, Status::NotApplicable(_))
            ),
            (Found::Limit(true), expected) => *expected == Expected::Status(ExpectedStatus::Fires),
            (Found::Limit(false), expected) => *expected == Expected::Status(ExpectedStatus::Clear),
            (Found::Undecided, expected) => *expected == Expected::Status(ExpectedStatus::Pending),
            (Found::Nothing, _) => false,
        };
        (!as_expected).then(|| Mismatch { name: example.name.clone(), expected: expected.clone(), found })
    };
    rubric.examples.iter().filter_map(check).collect()
}

/// What the engine makes of an example.
#[must_use]
pub fn found(rubric: &Rubric, example: &Example) -> Found {
    let system = &rubric.system;
    let everyone = bodies(rubric, example);
    let peers = Peers::of_open(&everyone, rubric);
    if let Some(limit) = system.limits.iter().find(|limit| example.limit.as_ref() == Some(&limit.name)) {
        let body = Body { submission: &everyone[0], system, peers: &peers };
        return total::holds(&body, limit).map_or(Found::Undecided, Found::Limit);
    }
    let (card, _) = score(&everyone[0], rubric, &peers);
    let is_its =
        |outcome: &Outcome| Some(&system.indicators[outcome.indicator].code) == example.indicator.as_ref();
    card.outcomes.into_iter().find(is_its).map_or(Found::Nothing, |outcome| Found::Outcome(Box::new(outcome)))
}

/// The body that an example is about, and after it the others.
#[must_use]
pub fn bodies(rubric: &Rubric, example: &Example) -> Vec<Submission> {
    let indicators = &rubric.system.indicators;
    let indicator = indicators.iter().find(|i| example.indicator.as_ref() == Some(&i.code));
    let stated = std::iter::once(&example.facts).chain(&example.others);
    stated.map(|facts| submission(rubric, indicator, example, facts)).collect()
}

/// A body that states just the example's facts. For an indicator over lines they are one line.
fn submission(
    rubric: &Rubric,
    indicator: Option<&Indicator>,
    example: &Example,
    facts: &BTreeMap<String, Raw>,
) -> Submission {
    let reader = ValueReader::new(&rubric.form, None);
    let mut submission = Submission {
        place: Place::file(example.name.as_str()),
        department: example.name.clone(),
        code: None,
        group: example.group.clone(),
        project: None,
        facts: BTreeMap::new(),
        tables: BTreeMap::new(),
    };
    let rows = indicator.and_then(|indicator| indicator.rows.as_ref());
    let table = rows.and_then(|name| rubric.form.tables.iter().find(|table| table.name == *name));
    // Where the indicator takes lines of some second levels only, it is of the first of them.
    let second = indicator.and_then(|indicator| indicator.second.first()).cloned().unwrap_or_default();
    let mut line = Line {
        place: submission.place.clone(),
        levels: [indicator.map_or("", Indicator::row_level).to_owned(), second, example.name.clone()],
        cells: BTreeMap::new(),
    };
    for (name, raw) in facts {
        let of_table = table.and_then(|table| table.columns.iter().find(|column| column.name == *name));
        let kind =
            of_table.map_or_else(|| rubric.form.kind_of(name).unwrap_or_default(), |column| column.kind);
        let fact = Arc::new(reader.read_text(name, kind, &raw.text()));
        if of_table.is_some() {
            line.cells.insert(name.clone(), fact);
        } else if let Some((table, column, kind)) = column_of(rubric, name) {
            // One line for each part: 90、80.
            let text = raw.text();
            let lines = submission.tables.entry(table.to_owned()).or_default();
            for (index, part) in text.split('、').enumerate() {
                if lines.len() <= index {
                    lines.push(line.clone());
                }
                let fact = reader.read_text(column, kind, part);
                lines[index].cells.insert(column.to_owned(), Arc::new(fact));
            }
        } else {
            submission.facts.insert(name.clone(), fact);
        }
    }
    if let Some(table) = table {
        submission.tables.insert(table.name.clone(), vec![line]);
    }
    submission
}

/// The column of a table that a name such as `绩效指标[得分]` means, and its kind.
fn column_of<'a>(rubric: &Rubric, name: &'a str) -> Option<(&'a str, &'a str, Kind)> {
    let (table, column) = table_column(name)?;
    if table == PROJECTS {
        let projects = rubric.projects.as_ref()?;
        let own = [PROJECT_POINTS, PROJECT_FULL].contains(&column).then_some(Kind::Points);
        return own.or_else(|| projects.form.kind_of(column)).map(|kind| (table, column, kind));
    }
    let known = rubric.form.tables.iter().find(|known| known.name == table)?;
    let field = known.columns.iter().find(|known| known.name == column)?;
    Some((table, column, field.kind))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_shipped_example_comes_out_as_expected() {
        for folder in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics")).unwrap() {
            let folder = folder.unwrap().path();
            let rubric = Rubric::load(&folder).unwrap_or_else(|error| panic!("{error}"));
            assert!(rubric.examples.len() >= 10, "{} ships too few examples", rubric.id);
            for indicator in &rubric.system.indicators {
                let has =
                    rubric.examples.iter().any(|example| example.indicator.as_ref() == Some(&indicator.code));
                assert!(has, "{}: no example of {}", rubric.id, indicator.code);
            }
            let mismatches = run(&rubric);
            assert!(mismatches.is_empty(), "{}: {mismatches:#?}", rubric.id);
        }
    }
}
