//! Putting texts, numbers and links into cells so that they stay what they are.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use crate::number::Number;
use crate::place::Place;

/// The most characters a cell may hold, in the file format's own units.
const LONGEST_TEXT: usize = 32_767;
/// The longest tip beside a link.
const LONGEST_TIP: usize = 255;
/// The longest address of a link, with room for what escaping adds.
const LONGEST_LINK: usize = 600;

/// What stands between an archive's name and that of a file in it.
const ARCHIVE: &str = ".zip/";

/// Writes words that stay words, whatever they begin with.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = clean(text);
    if text.starts_with(['=', '+', '-', '@']) {
        // Marked as text, so that editing the cell does not turn it into a formula either.
        sheet.write_string_with_format(row, column, &*text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, &*text, format)?;
    }
    Ok(())
}

/// Writes a number.
pub(super) fn write_number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    number: &Number,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, column, finite(number)?, format)?;
    Ok(())
}

/// What a formula comes to.
#[derive(Clone, Copy)]
pub(super) enum FormulaResult<'a> {
    Number(&'a Number),
    Words(&'a str),
}

/// Writes a formula with its result beside it, so that whoever does not compute shows the same;
/// whether it did. Words that a reader would take for something else are written without it.
pub(super) fn write_formula(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    formula: &str,
    result: FormulaResult<'_>,
    format: &Format,
) -> Result<bool, XlsxError> {
    let result = match result {
        FormulaResult::Number(number) => finite(number)?.to_string(),
        // The writer takes words that read as a number or an error for one; they stay words where
        // no formula is.
        FormulaResult::Words(words) if is_taken_for_other(words) => {
            write_text(sheet, row, column, words, format)?;
            return Ok(false);
        }
        FormulaResult::Words(words) => clean(words).into_owned(),
    };
    sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format)?;
    Ok(true)
}

fn is_taken_for_other(words: &str) -> bool {
    words.parse::<f64>().is_ok() || words.starts_with('#') || ["TRUE", "FALSE"].contains(&words)
}

/// The number as a cell holds it; what no cell can hold is refused, never written as something else.
fn finite(number: &Number) -> Result<f64, XlsxError> {
    let binary = number.to_f64();
    if binary.is_finite() {
        return Ok(binary);
    }
    Err(XlsxError::ParameterError(format!("数值超出表格所能表示的范围：{number}")))
}

/// Writes words that lead to a place below `link_base`; words alone where no link can be written.
pub(super) fn write_link(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    (link_base, place): (Option<&str>, &Place),
    format: &Format,
) -> Result<(), XlsxError> {
    let Some(address) = link_base.and_then(|base| address(base, place)) else {
        return write_text(sheet, row, column, text, format);
    };
    let tip: String = clean(&place.to_string()).chars().take(LONGEST_TIP / 2).collect();
    sheet.write_url_with_options(row, column, address.as_str(), &*clean(text), tip, Some(format))?;
    Ok(())
}

/// The text without what a cell may not hold.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let is_plain =
        |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    if text.len() <= LONGEST_TEXT && text.chars().all(|c| is_plain(c) || c == '\n') {
        return Cow::Borrowed(text);
    }
    let allowed = |c: &char| (!c.is_control() || *c == '\n') && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let one_ending =
        text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let text: String = one_ending.chars().filter(allowed).collect();
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return Cow::Owned(text);
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
    Cow::Owned(short)
}

/// The link to a place: path relative to the workbook, sheet and cell. `None` for names that links
/// of the file format cannot carry.
fn address(link_base: &str, place: &Place) -> Option<String> {
    let base = link_base.trim_end_matches('/');
    // No link leads into an archive: it leads to the archive.
    let archive =
        place.file.to_ascii_lowercase().find(ARCHIVE).and_then(|at| place.file.get(..at + ARCHIVE.len() - 1));
    let file = archive.unwrap_or(&place.file);
    let path = if base.is_empty() { file.to_owned() } else { format!("{base}/{file}") };
    // A name that is shown otherwise than it is written leads nowhere.
    if path.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    if path.contains(['#', '\\']) || path.chars().any(char::is_control) {
        return None;
    }
    // The writer takes a path with `%20` in it for one that is escaped already; one that holds a
    // percent sign is therefore escaped here, so that every reader gets back the name itself.
    let path = if path.contains('%') { percent_encoded(&path) } else { path };
    let inside = place.sheet.as_ref().filter(|_| archive.is_none()).map(|sheet| {
        let cell = place.address().unwrap_or_else(|| "A1".to_owned());
        format!("#'{}'!{cell}", clean(sheet).replace('\'', "''"))
    });
    let address = format!("file:///{path}{}", inside.unwrap_or_default());
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
        assert_eq!(address("", &Place::file("完成100%20 .xlsx")).unwrap(), "file:///完成100%2520%20.xlsx");
        assert_eq!(address("x", &Place::file("a#b.xlsx")), None);
        assert_eq!(address("x", &at("一批.ZIP/甲/乙.xlsx")).unwrap(), "file:///x/一批.ZIP");
        assert_eq!(address("x", &Place::file("\u{FFFD}.xlsx")), None);
    }

    #[test]
    fn texts_are_cut_and_cleaned() {
        assert_eq!(clean("a\u{0}\u{7}b\r\nc\td"), "ab\nc d");
        assert_eq!(clean(&"长".repeat(40_000)).encode_utf16().count(), LONGEST_TEXT);
    }
}
