//! What an indicator's name says beside its target and actual value.

use super::lines::{at, lines, quantity};
use crate::finding::{Finding, Problem};
use crate::intake::submission::{Line, Submission};
use crate::quantity::unit::Dimension;
use crate::quantity::{Quantity, Reading, names_a_rate};
use crate::rubric::shape::{ACTUAL, TARGET};
use crate::rubric::{Rubric, label};

/// Rows of signs in a name that a figure was to replace.
const PLACEHOLDERS: &[&str] = &["**", "××", "XX", "xx", "__", "＊＊"];

/// T22: a rate by its name with a target or an actual value that counts something.
pub(super) fn rates_as_counts(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let wrong = |line: &Line| {
        let is_rate = names_a_rate(&label::core(&line.levels[2]));
        let counted = |column: &str| {
            let dimension = quantity(line, column).filter(|value| !value.number.is_zero())?.dimension()?;
            (dimension == Dimension::Count).then_some(dimension.name())
        };
        let column = [TARGET, ACTUAL].into_iter().find(|column| is_rate && counted(column).is_some())?;
        Some(at(line, column, Problem::RateAsCount { dimension: counted(column)? }))
    };
    lines(submission, rubric).filter_map(wrong).collect()
}

/// T25: names in which a figure was never filled in, told once for a form.
pub(super) fn placeholders(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let unfilled = |line: &&Line| PLACEHOLDERS.iter().any(|sign| line.levels[2].contains(sign));
    let wrong: Vec<&Line> = lines(submission, rubric).filter(unfilled).collect();
    let column = |line: &Line| {
        let table = rubric.form.tables.iter().find(|table| line.cells.contains_key(&table.title));
        table.map(|table| table.title.clone()).unwrap_or_default()
    };
    let first = wrong.first().map(|line| {
        at(line, &column(line), Problem::PlaceholderInName { lines: wrong.len() })
            .showing(line.levels[2].trim())
    });
    first.into_iter().collect()
}

/// R34: a name that ends in a figure with its unit, beside a target without a unit that is another.
pub(super) fn targets_in_names(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let wrong = |line: &Line| {
        let target = quantity(line, TARGET).filter(|target| target.unit.is_none() && !target.is_ratio())?;
        let name = line.levels[2].trim();
        let start = name.find(|sign: char| sign.is_ascii_digit())?;
        let Reading::Quantity(stated @ Quantity { unit: Some(_), .. }) =
            rubric.form.words.read(&name[start..])
        else {
            return None;
        };
        let differs = stated.number != target.number && stated.dimension().is_some();
        differs.then(|| at(line, TARGET, Problem::TargetInName { stated: stated.to_string() }))
    };
    lines(submission, rubric).filter_map(wrong).collect()
}
