//! What stands in one cell of a table, and how it is put on the sheet safely.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::XlsxError;

use super::page::Page;
use super::reference::{Layout, Live};
use super::safe::FormulaResult;
use super::style::{Align, Look, Style, Tint, decimals};
use crate::number::{Number, Points};
use crate::place::Place;

/// Places after which a long fraction is no longer shown, though it is there.
const SHOWN_PLACES: i32 = 6;
/// The number, counted from the year 1 on, of the day that a spreadsheet counts from (1899-12-30); its
/// own numbers are right from March 1900 on.
const DAY_ZERO: i32 = 693_594;

/// A figure that is missing.
pub(super) const NONE: &str = "—";

/// A cell's content.
#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Link(String, Place),
    /// To a file beside the workbook.
    LinkBeside(String, Place),
    Number {
        number: Number,
        format: Cow<'static, str>,
        shown: String,
    },
}

/// One cell of a table.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    value: Value,
    /// What computes the value in the workbook; the value stands beside it as its result.
    formula: Option<Box<Live>>,
    tint: Tint,
    bold: bool,
    align: Option<Align>,
}

/// What a cell needs to know of the workbook to be put on its sheet.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) sheet: &'a str,
    pub(super) layout: &'a Layout,
    pub(super) link_base: Option<&'a str>,
}

impl Cell {
    fn of(value: Value) -> Self {
        Self { value, formula: None, tint: Tint::None, bold: false, align: None }
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

    /// Words that lead to a place in a file beside the workbook.
    pub(super) fn link_beside(text: impl Into<String>, place: &Place) -> Self {
        Self::of(Value::LinkBeside(text.into(), place.clone()))
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

    /// Points with a mark after the figure while they are below a bound; the format itself
    /// compares, so that the mark follows the figure.
    pub(super) fn marked_below(points: &Points, places: u32, (bound, mark): &(Number, &str)) -> Self {
        let plain = decimals(places);
        let is_below = points.number() < bound;
        let shown = format!("{}{}", points.number().fixed(places), if is_below { mark } else { "" });
        Self::number(points.number(), format!("[<{}]{plain}\"{mark}\";{plain}", bound.plain()), shown)
    }

    /// A number with fixed decimals.
    pub(super) fn decimal(number: &Number, places: u32) -> Self {
        Self::number(number, decimals(places), number.fixed(places))
    }

    /// 分值: a number as it is.
    pub(super) fn plain(number: &Number) -> Self {
        Self::number(number, "General", number.plain())
    }

    /// An input of a formula: a number as exactly as a cell can hold it; in percent where the form
    /// states it so.
    pub(super) fn input(number: &Number, in_percent: bool) -> Self {
        if !number.to_f64().is_finite() {
            return Self::text(number.plain());
        }
        let format = if in_percent { "0.00%" } else { "General" };
        let shown = if in_percent { number.percent(2) } else { number.round(SHOWN_PLACES).plain() };
        Self::number(number, format, shown)
    }

    /// An input of a formula with its unit behind the number, which stays one.
    pub(super) fn measured(number: &Number, unit: &str) -> Self {
        if !number.to_f64().is_finite() {
            return Self::text(format!("{}{unit}", number.plain()));
        }
        let shown = format!("{}{unit}", number.round(SHOWN_PLACES).plain());
        // Between quotes the format takes any sign but the quote itself.
        Self::number(number, format!("General\"{}\"", unit.replace('"', "")), shown)
    }

    /// A day.
    pub(super) fn date(day: NaiveDate) -> Self {
        let days = day.num_days_from_ce() - DAY_ZERO;
        Self::number(&Number::from(i64::from(days)), "yyyy-mm-dd", day.to_string())
    }

    /// A whole number.
    pub(super) fn count(count: usize) -> Self {
        Self::decimal(&Number::from(i64::try_from(count).unwrap_or(i64::MAX)), 0)
    }

    /// A ratio as a percentage with two decimals.
    pub(super) fn percent(ratio: &Number) -> Self {
        Self::number(ratio, "0.00%", ratio.percent(2))
    }

    /// An amount in 万元.
    pub(super) fn amount(amount: &Number) -> Self {
        let shown = format!("{}  ", amount.fixed(2)); // room for the separators
        let mut cell = Self::number(amount, "#,##0.00", shown);
        cell.align = Some(Align::Right);
        cell
    }

    /// A difference with ▲ or ▼ before its size, which survives a grey print.
    pub(super) fn difference(number: &Number, places: u32) -> Self {
        let plain = decimals(places);
        let shown = format!("▲{}", number.abs().fixed(places));
        Self::number(number, format!("\"▲\"{plain};\"▼\"{plain};{plain}"), shown)
    }

    /// [`Self::difference`] of two ratios, in hundredths.
    pub(super) fn percent_difference(number: &Number) -> Self {
        const PLAIN: &str = "0.00%";
        let shown = format!("▲{}", number.abs().percent(2));
        Self::number(number, format!("\"▲\"{PLAIN};\"▼\"{PLAIN};{PLAIN}"), shown)
    }

    fn number(number: &Number, format: impl Into<Cow<'static, str>>, shown: String) -> Self {
        Self::of(Value::Number { number: number.clone(), format: format.into(), shown })
    }

    /// The same cell, computed in the workbook.
    pub(super) fn live(mut self, formula: Live) -> Self {
        self.formula = Some(Box::new(formula));
        self
    }

    /// The same cell, computed in the workbook where there is a formula for it.
    pub(super) fn live_if(self, formula: Option<Live>) -> Self {
        match formula {
            Some(formula) => self.live(formula),
            None => self,
        }
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
            Value::Text(text) | Value::Link(text, _) | Value::LinkBeside(text, _) => *text = change(text),
            Value::Number { .. } => {}
        }
    }

    /// How many lines it takes in a column of this width.
    pub(super) fn lines(&self, width: f64, style: &Style) -> f64 {
        match &self.value {
            Value::Text(text) | Value::Link(text, _) | Value::LinkBeside(text, _) => style.lines(text, width),
            Value::Number { shown, .. } => style.lines(shown, width),
        }
    }

    /// Puts the cell on the sheet.
    pub(super) fn write(
        &self,
        page: &mut Page<'_>,
        at: (u32, u16),
        column_align: Align,
        around: Surroundings<'_>,
    ) -> Result<(), XlsxError> {
        let mut look = Look {
            align: self.align.unwrap_or(column_align),
            tint: self.tint,
            bold: self.bold,
            ..Look::default()
        };
        let formula = self.formula.as_ref().and_then(|live| live.resolved(around.layout, around.sheet));
        if let Some(formula) = formula {
            let result = match &self.value {
                Value::Number { number, format, .. } => {
                    look.number_format = Some(format.clone());
                    FormulaResult::Number(number)
                }
                Value::Text(text) | Value::Link(text, _) | Value::LinkBeside(text, _) => {
                    FormulaResult::Words(text)
                }
            };
            let format = page.format(look);
            return page.formula(at, &formula, result, &format);
        }
        match &self.value {
            Value::Text(text) => {
                let format = page.format(look);
                page.text(at, text, &format)
            }
            Value::Number { number, format, .. } => {
                look.number_format = Some(format.clone());
                let format = page.format(look);
                page.number(at, number, &format)
            }
            Value::Link(text, place) => {
                look.link = true;
                let format = page.format(look);
                page.link(at, text, (around.link_base, place), &format)
            }
            Value::LinkBeside(text, place) => {
                look.link = true;
                let format = page.format(look);
                page.link(at, text, (Some(""), place), &format)
            }
        }
    }
}
