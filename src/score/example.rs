//! Running a rubric's worked examples: what the bureau expects against what the engine gives.

use std::collections::BTreeMap;

use super::{Outcome, Status, score};
use crate::intake::submission::{Line, Submission};
use crate::intake::value::ValueReader;
use crate::place::Place;
use crate::rubric::example::{Example, Expected, ExpectedStatus};
use crate::rubric::form::{Field, Form, Kind};
use crate::rubric::{Indicator, Rubric};

/// An example that does not come out as expected.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The example's name.
    pub name: String,
    /// What it expects.
    pub expected: Expected,
    /// What came out; `None` where the indicator has no outcome at all.
    pub found: Option<Outcome>,
}

/// Runs every example of `rubric`; what is returned did not come out as expected.
#[must_use]
pub fn run(rubric: &Rubric) -> Vec<Mismatch> {
    let check = |example: &Example| {
        let found = outcome(rubric, example);
        let as_expected = found.as_ref().is_some_and(|found| match (&example.expect, &found.status) {
            (Expected::Points(points), Status::Scored(scored)) => points == scored,
            (Expected::Status(ExpectedStatus::Pending), Status::Pending(_))
            | (Expected::Status(ExpectedStatus::NotApplicable), Status::NotApplicable(_)) => true,
            _ => false,
        });
        (!as_expected).then(|| Mismatch {
            name: example.name.clone(),
            expected: example.expect.clone(),
            found,
        })
    };
    rubric.examples.iter().filter_map(check).collect()
}

/// What the engine makes of an example; `None` where its indicator has no outcome at all.
#[must_use]
pub fn outcome(rubric: &Rubric, example: &Example) -> Option<Outcome> {
    let indicator = rubric.system.indicators.iter().find(|indicator| indicator.code == example.indicator)?;
    let (card, _) = score(&submission(rubric, indicator, example), rubric);
    let is_its = |outcome: &Outcome| rubric.system.indicators[outcome.indicator].code == example.indicator;
    card.outcomes.into_iter().find(is_its)
}

/// A body that states just the example's facts. For an indicator over lines they are one line.
fn submission(rubric: &Rubric, indicator: &Indicator, example: &Example) -> Submission {
    let reader = ValueReader { form: &rubric.form, unit: rubric.form.money_unit };
    let mut submission = Submission {
        place: Place::file(example.name.as_str()),
        department: example.name.clone(),
        code: None,
        group: None,
        project: None,
        facts: BTreeMap::new(),
        tables: BTreeMap::new(),
    };
    let table =
        indicator.rows.as_ref().and_then(|name| rubric.form.tables.iter().find(|table| table.name == *name));
    let mut line = Line {
        place: submission.place.clone(),
        levels: [indicator.row_level().to_owned(), String::new(), example.name.clone()],
        cells: BTreeMap::new(),
    };
    for (name, raw) in &example.facts {
        let of_table = table.and_then(|table| table.columns.iter().find(|column| column.name == *name));
        let kind = of_table.map_or_else(|| kind_of(&rubric.form, name), |column| column.kind);
        let fact = reader.read_text(name, kind, &raw.text());
        if of_table.is_some() {
            line.cells.insert(name.clone(), fact);
        } else {
            submission.facts.insert(name.clone(), fact);
        }
    }
    if let Some(table) = table {
        submission.tables.insert(table.name.clone(), vec![line]);
    }
    submission
}

/// The kind that the form profile gives a fact.
fn kind_of(form: &Form, name: &str) -> Kind {
    let blocks = form.blocks.iter().flat_map(|block| &block.columns);
    let lists = form.lists.iter().flat_map(|list| &list.columns);
    let own = name.rsplit('.').next().unwrap_or(name);
    let mut fields = form.fields.iter().chain(blocks).chain(lists);
    fields
        .find(|field: &&Field| field.name == name || field.name == own)
        .map_or(Kind::Text, |field| field.kind)
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
                let has = rubric.examples.iter().any(|example| example.indicator == indicator.code);
                assert!(has, "{}: no example of {}", rubric.id, indicator.code);
            }
            let mismatches = run(&rubric);
            assert!(mismatches.is_empty(), "{}: {mismatches:#?}", rubric.id);
        }
    }
}
