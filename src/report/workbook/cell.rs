//! What stands in one cell of a table, and how it is put on the sheet safely.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::safe::{write_link, write_number, write_text};
use super::style::{Align, Look, Tint, decimals, lines};
use crate::number::{Number, Points};
use crate::place::Place;

/// A figure that is missing.
pub(super) const NONE: &str = "—";

/// A cell's content.
#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Link(String, Place),
    Number { number: Number, format: String, shown: String },
}

/// One cell of a table.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    value: Value,
    tint: Tint,
    bold: bool,
    align: Option<Align>,
}

impl Cell {
    fn of(value: Value) -> Self {
        Self { value, tint: Tint::None, bold: false, align: None }
    }

    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::of(Value::Text(text.into()))
    }

    /// Words, or a dash where there are none.
    pub(super) fn stated(text: Option<impl Into<String>>) -> Self {
        text.map_or_else(|| Self::text(NONE), Self::text)
    }

    /// Nothing.
    pub(super) fn blank() -> Self {
        Self::text("")
    }

    /// Words that lead to their place in the inputs.
    pub(super) fn link(text: impl Into<String>, place: &Place) -> Self {
        Self::of(Value::Link(text.into(), place.clone()))
    }

    /// Points with the rubric's decimals.
    pub(super) fn points(points: &Points, places: u32) -> Self {
        Self::decimal(points.number(), places)
    }

    /// Points with a mark after the figure, which stays a number.
    pub(super) fn marked(points: &Points, places: u32, mark: &str) -> Self {
        let format = format!("{}\"{mark}\"", decimals(places));
        let shown = format!("{}{mark}", points.number().fixed(places));
        Self::number(points.number(), format, shown)
    }

    /// A number with fixed decimals.
    pub(super) fn decimal(number: &Number, places: u32) -> Self {
        Self::number(number, decimals(places), number.fixed(places))
    }

    /// 分值: a number as it is.
    pub(super) fn plain(number: &Number) -> Self {
        Self::number(number, "General".to_owned(), number.plain())
    }

    /// A whole number.
    pub(super) fn count(count: usize) -> Self {
        Self::decimal(&Number::from(i64::try_from(count).unwrap_or(i64::MAX)), 0)
    }

    /// A ratio as a percentage with two decimals.
    pub(super) fn percent(ratio: &Number) -> Self {
        Self::number(ratio, "0.00%".to_owned(), ratio.percent(2))
    }

    /// An amount in 万元.
    pub(super) fn amount(amount: &Number) -> Self {
        let shown = format!("{}  ", amount.fixed(2)); // room for the separators
        let mut cell = Self::number(amount, "#,##0.00".to_owned(), shown);
        cell.align = Some(Align::Right);
        cell
    }

    /// A difference with ▲ or ▼ before its size, which survives a grey print.
    pub(super) fn difference(number: &Number, places: u32) -> Self {
        let plain = decimals(places);
        let shown = format!("▲{}", number.abs().fixed(places));
        Self::number(number, format!("\"▲\"{plain};\"▼\"{plain};{plain}"), shown)
    }

    fn number(number: &Number, format: String, shown: String) -> Self {
        Self::of(Value::Number { number: number.clone(), format, shown })
    }

    /// The same cell, coloured.
    pub(super) fn tinted(mut self, tint: Tint) -> Self {
        self.tint = tint;
        self
    }

    /// The same cell, coloured unless it already is.
    pub(super) fn tinted_below(mut self, tint: Tint) -> Self {
        if self.tint == Tint::None {
            self.tint = tint;
        }
        self
    }

    /// The same cell in bold type.
    pub(super) fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Puts its words through `change`.
    pub(super) fn change_text(&mut self, change: &dyn Fn(&str) -> String) {
        match &mut self.value {
            Value::Text(text) | Value::Link(text, _) => *text = change(text),
            Value::Number { .. } => {}
        }
    }

    /// How many lines it takes in a column of this width.
    pub(super) fn lines(&self, width: f64) -> f64 {
        match &self.value {
            Value::Text(text) | Value::Link(text, _) => lines(text, width),
            Value::Number { shown, .. } => lines(shown, width),
        }
    }

    /// Puts the cell on the sheet.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        column_align: Align,
        link_base: Option<&str>,
    ) -> Result<(), XlsxError> {
        let mut look = Look {
            align: self.align.unwrap_or(column_align),
            tint: self.tint,
            bold: self.bold,
            ..Look::default()
        };
        match &self.value {
            Value::Text(text) => write_text(sheet, row, column, text, &look.format()),
            Value::Number { number, format, .. } => {
                look.number_format = Some(format.clone());
                write_number(sheet, row, column, number, &look.format())
            }
            Value::Link(text, place) => {
                look.link = true;
                write_link(sheet, (row, column), text, (link_base, place), &look.format())
            }
        }
    }
}
