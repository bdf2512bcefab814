//! What stands in one cell of a table, and how it is put on the sheet safely.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::style::{Align, Look, Tint, decimals, lines};
use crate::number::{Number, Points};
use crate::place::Place;

/// The most characters a cell may hold, in the file format's own units.
const LONGEST_TEXT: usize = 32_767;
/// The longest tip beside a link.
const LONGEST_TIP: usize = 255;
/// The longest address of a link, with room for what escaping adds.
const LONGEST_LINK: usize = 600;
/// A figure that is missing.
pub(super) const NONE: &str = "—";

/// A cell's content.
#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Link(String, Place),
    Number {
        number: Number,
        format: String,
        shown: String,
    },
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
        Self {
            value,
            tint: Tint::None,
            bold: false,
            align: None,
        }
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
        Self::of(Value::Number {
            number: number.clone(),
            format,
            shown,
        })
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
        link_base: &str,
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
            Value::Link(text, place) => match address(link_base, place) {
                Some(address) => {
                    look.link = true;
                    let tip: String = clean(&place.to_string()).chars().take(LONGEST_TIP / 2).collect();
                    let text = clean(text);
                    sheet
                        .write_url_with_options(
                            row,
                            column,
                            address.as_str(),
                            text,
                            tip,
                            Some(&look.format()),
                        )
                        .map(|_| ())
                }
                None => write_text(sheet, row, column, text, &look.format()),
            },
        }
    }
}

/// Writes words that stay words, whatever they begin with.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = clean(text);
    if text.starts_with(['=', '+', '-', '@']) {
        // Marked as text, so that editing the cell does not turn it into a formula either.
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Writes a number; what no cell can hold is refused, never written as something else.
fn write_number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    number: &Number,
    format: &Format,
) -> Result<(), XlsxError> {
    let binary = number.to_f64();
    if !binary.is_finite() {
        return Err(XlsxError::ParameterError(format!(
            "数值超出表格所能表示的范围：{number}"
        )));
    }
    sheet.write_number_with_format(row, column, binary, format)?;
    Ok(())
}

/// The text without what a cell may not hold.
pub(super) fn clean(text: &str) -> String {
    let allowed = |c: &char| (!c.is_control() || *c == '\n') && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let one_ending = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', " ");
    let text: String = one_ending.chars().filter(allowed).collect();
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return text;
    }
    let mut units = 1; // the ellipsis
    let mut short: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST_TEXT
        })
        .collect();
    short.push('…');
    short
}

/// The link to a place: path relative to the workbook, sheet and cell. `None` for names that links
/// of the file format cannot carry.
fn address(link_base: &str, place: &Place) -> Option<String> {
    let base = link_base.trim_end_matches('/');
    let path = if base.is_empty() {
        place.file.to_string()
    } else {
        format!("{base}/{}", place.file)
    };
    if path.contains(['#', '\\']) || path.chars().any(char::is_control) {
        return None;
    }
    // The writer takes a path with `%20` in it for one that is escaped already; one that holds a
    // percent sign is therefore escaped here, so that every reader gets back the name itself.
    let path = if path.contains('%') {
        percent_encoded(&path)
    } else {
        path
    };
    let mut address = format!("file:///{path}");
    if let Some(sheet) = &place.sheet {
        let cell = place.address().unwrap_or_else(|| "A1".to_owned());
        address.push_str(&format!("#'{}'!{cell}", clean(sheet).replace('\'', "''")));
    }
    (address.encode_utf16().count() <= LONGEST_LINK).then_some(address)
}

fn percent_encoded(path: &str) -> String {
    path.chars()
        .map(|c| match c {
            '%' | ' ' | '"' | '`' | '<' | '>' | '[' | ']' | '^' | '{' | '}' => {
                format!("%{:02X}", u32::from(c))
            }
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::CellRef;

    #[test]
    fn links_keep_names_whole() {
        let at = |file: &str| Place::file(file).sheet("绩效'表").cell(CellRef::new(13, 5));
        assert_eq!(
            address("../../inputs", &at("甲 局.xlsx")).unwrap(),
            "file:///../../inputs/甲 局.xlsx#'绩效''表'!F14"
        );
        assert_eq!(
            address("", &Place::file("完成100%20 .xlsx")).unwrap(),
            "file:///完成100%2520%20.xlsx"
        );
        assert_eq!(address("x", &Place::file("a#b.xlsx")), None);
    }

    #[test]
    fn texts_are_cut_and_cleaned() {
        assert_eq!(clean("a\u{0}\u{7}b\r\nc\td"), "ab\nc d");
        assert_eq!(clean(&"长".repeat(40_000)).encode_utf16().count(), LONGEST_TEXT);
    }
}
