//! The points of 核算底稿 computed anew from the inputs beside them.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::{Change, Verdict};
use crate::formula::{Expr, Known, Value};
use crate::number::Number;
use crate::report::workbook::proof::{BESIDE, Field, PART, SHEET as PROOF};
use crate::report::workbook::seal::{self, Content, Sheet};
use crate::rubric::PARTS;
use crate::rubric::shape::POINTS;

/// The columns, found by their headers.
struct Columns {
    item: u32,
    fact: u32,
    value: u32,
    max: u32,
    points: u32,
    engine: u32,
    formula: u32,
}

impl Columns {
    fn of(sheet: &Sheet) -> Option<Self> {
        let at = |field: Field| {
            let header = field.header();
            let words = |content: &Content| matches!(content, Content::Words(words) if words == header);
            sheet.cells.iter().find(|(_, content)| words(content)).map(|((_, column), _)| *column)
        };
        Some(Self {
            item: at(Field::Item)?,
            fact: at(Field::Fact)?,
            value: at(Field::Value)?,
            max: at(Field::Max)?,
            points: at(Field::Points)?,
            engine: at(Field::Engine)?,
            formula: at(Field::Formula)?,
        })
    }
}

/// Computes every point anew.
pub(super) fn points(sheets: &[Sheet], verdict: &mut Verdict) {
    let Some(sheet) = sheets.iter().find(|sheet| sheet.name == PROOF) else { return };
    let Some(columns) = Columns::of(sheet) else { return };
    let words = |row: u32, column: u32| match sheet.cells.get(&(row, column)) {
        Some(Content::Words(words)) => words.as_str(),
        _ => "",
    };
    let last = sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or_default();
    let heads: Vec<u32> = (0..=last).filter(|row| !words(*row, columns.item).is_empty()).collect();
    for (index, &row) in heads.iter().enumerate() {
        let end = heads.get(index + 1).copied().unwrap_or(last + 1);
        let Some(Content::Number(written)) = sheet.cells.get(&(row, columns.engine)) else { continue };
        let Ok(formula) = words(row, columns.formula).parse::<Expr>() else { continue };
        let parts =
            heads[index + 1..].iter().take_while(|part| words(**part, columns.item).starts_with(PART));
        let facts = Facts { sheet, columns: &columns, rows: row..end, parts: parts.copied().collect() };
        let Ok(computed) = formula.number(&|name: &str| facts.known(name)) else {
            verdict.not_recomputed += 1;
            continue;
        };
        verdict.recomputed += 1;
        let differs = |shown: f64| (shown - computed.to_f64()).abs() > 1e-7;
        let cell = |column: u32| format!("{PROOF}!{}", seal::address(row, column));
        let label = || format!("{} {}", words(row, 0), words(row, columns.item));
        if differs(*written) {
            verdict.changes.push(Change::Recomputed {
                cell: cell(columns.engine),
                label: label(),
                written: written.to_string(),
                computed: computed.plain(),
            });
        }
        let shown = match sheet.cells.get(&(row, columns.points)) {
            Some(Content::Formula(_)) => sheet.results.get(&(row, columns.points)),
            other => other,
        };
        if let Some(Content::Number(shown)) = shown
            && differs(*shown)
        {
            verdict.changes.push(Change::Stale {
                cell: cell(columns.points),
                label: label(),
                shown: shown.to_string(),
                computed: computed.plain(),
            });
        }
    }
}

/// The inputs of one block.
struct Facts<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    rows: std::ops::Range<u32>,
    /// The first rows of the lines that an indicator's share is computed from.
    parts: Vec<u32>,
}

impl Facts<'_> {
    fn known(&self, name: &str) -> Known {
        let named = |row: &u32| match self.sheet.cells.get(&(*row, self.columns.fact)) {
            Some(Content::Words(words)) => words == name || (name == POINTS && words == BESIDE),
            _ => false,
        };
        let mut values: Vec<Value> = if name == PARTS {
            self.rows.clone().filter_map(|row| self.value(row, self.columns.value)).collect()
        } else {
            self.rows.clone().filter(named).filter_map(|row| self.value(row, self.columns.value)).collect()
        };
        if values.is_empty() && !self.parts.is_empty() && name.ends_with(']') {
            let column =
                if name.ends_with(&format!("[{POINTS}]")) { self.columns.max } else { self.columns.engine };
            values = self.parts.iter().filter_map(|row| self.value(*row, column)).collect();
        }
        if values.is_empty() && name == POINTS {
            values.extend(self.value(self.rows.start, self.columns.max));
        }
        if name.ends_with(']') {
            return list(values);
        }
        values.into_iter().next().map_or(Known::Missing, Known::Value)
    }

    fn value(&self, row: u32, column: u32) -> Option<Value> {
        let key = (row, column);
        match self.sheet.cells.get(&key)? {
            // What is computed elsewhere: its result stands beside it.
            Content::Formula(_) => value(self.sheet.results.get(&key)?),
            other => value(other),
        }
    }
}

fn value(content: &Content) -> Option<Value> {
    match content {
        Content::Number(number) => Number::from_f64(*number).map(Value::Number),
        Content::Day(number) => {
            // Whole days from 1900 to 9999: the cast drops nothing.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let days = Days::new(*number as u64);
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(days).map(Value::Date)
        }
        Content::Words(words) => Some(Value::Text(words.clone())),
        Content::Formula(_) => None,
    }
}

/// Values as a list: of numbers, or of words.
fn list(values: Vec<Value>) -> Known {
    if values.is_empty() {
        return Known::Missing;
    }
    let numbers: Option<Vec<Number>> = values
        .iter()
        .map(|value| match value {
            Value::Number(number) => Some(number.clone()),
            _ => None,
        })
        .collect();
    if let Some(numbers) = numbers {
        return Known::Value(Value::List(numbers));
    }
    let words: BTreeMap<usize, String> = values
        .into_iter()
        .enumerate()
        .filter_map(|(index, value)| match value {
            Value::Text(text) => Some((index, text)),
            _ => None,
        })
        .collect();
    Known::Value(Value::Words(words.into_values().collect()))
}
