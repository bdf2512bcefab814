//! Cells that tell one body from another: figures and sentences that two bodies hardly share by
//! chance. Printed labels, round figures, 100% and 效果明显 tell nothing.

use std::collections::BTreeSet;

use crate::intake::submission::{Fact, FactValue, Submission};
use crate::number::Number;
use crate::place::Place;
use crate::quantity::Reading;
use crate::rubric::shape::{POINTS, SELF_POINTS};
use crate::rubric::{Rubric, label};

/// So many significant digits make a figure telling: 73 and 1200 are not, 380.78 is.
const FEWEST_DIGITS: usize = 3;
/// So many characters make a text telling.
const SHORTEST_TEXT: usize = 10;

/// A cell of a form that the body filled in itself.
pub(super) struct Cell<'a> {
    /// The fact's or the column's name.
    pub(super) name: &'a str,
    /// What stands in it.
    pub(super) fact: &'a Fact,
    /// Where.
    pub(super) place: &'a Place,
}

/// Every cell that the body itself filled in and that does not say who it is: facts of the form,
/// and the columns of its tables but those of points.
pub(super) fn cells<'a>(submission: &'a Submission, rubric: &'a Rubric) -> Vec<Cell<'a>> {
    let form = &rubric.form;
    let names: BTreeSet<&str> =
        form.department.iter().chain(&form.project).chain(&form.date).map(String::as_str).collect();
    let facts = submission.facts.iter().filter(|(name, _)| !names.contains(name.as_str()));
    let labels = form.tables.iter().flat_map(|table| &table.levels);
    let skipped: BTreeSet<&str> = labels.map(String::as_str).chain([POINTS, SELF_POINTS]).collect();
    let columns = submission.tables.values().flatten().flat_map(|line| &line.cells);
    let columns = columns.filter(|(column, _)| !skipped.contains(column.as_str()));
    facts
        .chain(columns)
        .filter_map(|(name, fact)| Some(Cell { name, fact, place: fact.place.as_ref()? }))
        .filter(|cell| cell.place.file == submission.place.file)
        .collect()
}

/// What a cell says, if it tells anything.
pub(super) fn telling(fact: &Fact) -> Option<String> {
    let number = match &fact.value {
        FactValue::Number(number) => Some(number),
        FactValue::Quantity(Reading::Quantity(quantity)) => Some(&quantity.number),
        FactValue::Date(_) | FactValue::Missing | FactValue::NotApplicable => return None,
        FactValue::Quantity(Reading::Date { .. } | Reading::Blank | Reading::NotApplicable) => return None,
        _ => None,
    };
    let says = label::normalised(&fact.raw);
    let tells = match number {
        Some(number) => digits(number) >= FEWEST_DIGITS,
        None => says.chars().count() >= SHORTEST_TEXT,
    };
    tells.then_some(says)
}

/// Digits between the first and the last that is not 0.
fn digits(number: &Number) -> usize {
    let plain: String = number.abs().plain().chars().filter(char::is_ascii_digit).collect();
    plain.trim_matches('0').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_figures_tell_nothing() {
        for (number, tells) in [("380.78", 5), ("1200", 2), ("100", 1), ("0.05", 1), ("0", 0), ("1001", 4)] {
            assert_eq!(digits(&number.parse().unwrap()), tells, "{number}");
        }
    }
}
