//! A form filled in from a narrative report: every filled cell bears the sentence that it came from.

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;

use super::compute::{Filled as Value, Given};
use super::page::Shown;
use super::{Recipient, Room};
use crate::narrative::{Figure, Narrative, Said};
use crate::number::Number;
use crate::rubric::Rubric;
use crate::rubric::form::{Form, HELD_EXPONENT, Kind};
use crate::rubric::shape::ACTUAL;

/// What was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The workbook's bytes; the same for the same report and rubric.
    pub bytes: Vec<u8>,
    /// How many cells were filled.
    pub cells: usize,
    /// Facts of the form that the report states in two ways, which are left to a person.
    pub unsure: Vec<String>,
}

/// Fills the form of a rubric, made for `recipient`, from a report.
///
/// # Errors
/// When the workbook cannot be written, which no text of a report causes.
pub fn fill(
    narrative: &Narrative,
    rubric: &Rubric,
    recipient: Option<&Recipient>,
) -> Result<Filled, XlsxError> {
    let (sure, unsure) = sure(narrative, &rubric.form);
    let mut given: Given = sure
        .into_iter()
        .filter_map(|(name, figure)| {
            let kind = rubric.form.kind_of(name)?;
            (kind == figure.kind).then(|| (name.to_owned(), value(figure, &rubric.form)))
        })
        .collect();
    // What was counted becomes lines of the table that asks for actual values.
    let table =
        rubric.form.tables.iter().find(|table| table.columns.iter().any(|column| column.name == ACTUAL));
    for (number, count) in (1..).zip(&narrative.counts).take_while(|_| table.is_some()) {
        let Some(table) = table else { break };
        let said = |text: &str| Value { value: Shown::Text(text.to_owned()), note: Some(note(&count.said)) };
        given.insert(format!("{}[{number}].{}", table.name, table.title), said(count.what()));
        given.insert(format!("{}[{number}].{ACTUAL}", table.name), said(&count.said.raw));
    }
    let room = Room::default();
    let counted = u32::try_from(narrative.counts.len()).unwrap_or(u32::MAX);
    let room = Room { first: counted.max(room.lines), ..room };
    let (bytes, cells) = super::filled(rubric, recipient, room, &given)?;
    Ok(Filled { bytes, cells, unsure })
}

/// The figures that the text states in one way, by fact; and the facts of which it states several.
fn sure<'a>(narrative: &'a Narrative, form: &Form) -> (BTreeMap<&'a str, &'a Figure>, Vec<String>) {
    let mut sure: BTreeMap<&str, &Figure> = BTreeMap::new();
    let mut unsure = Vec::new();
    let names = form.fact_names();
    for figure in narrative.figures.iter().filter(|figure| !figure.approximate) {
        let known = sure.entry(&figure.name).or_insert(figure);
        if known.value != figure.value && names.contains(&figure.name) && !unsure.contains(&figure.name) {
            unsure.push(figure.name.clone());
        }
    }
    sure.retain(|name, _| !unsure.iter().any(|other| other == name));
    (sure, unsure)
}

/// A figure in the form's own unit.
fn value(figure: &Figure, form: &Form) -> Value {
    let number = if figure.kind == Kind::Amount {
        &figure.value * &Number::ten_to(HELD_EXPONENT - form.money_unit.exponent())
    } else {
        figure.value.clone()
    };
    Value { value: Shown::Number(number), note: Some(note(&figure.said)) }
}

fn note(said: &Said) -> String {
    format!("{}：{}", said.place, said.sentence)
}
