//! 校验数据: what every line of a finished workbook held, so that a later change can be named.
//!
//! Of each cell, as any reader would find it, its kind and a digest are put down on a hidden sheet,
//! and what of a sheet is not shown. Of a formula the formula counts, and apart from it its result;
//! of a number twelve digits, of a result nine. Who saves the workbook again changes none of them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Workbook, XlsxError};
use sha2::{Digest, Sha256};

use super::safe::clean;
use crate::intake::format::Format;
use crate::intake::limits::Limits;
use crate::intake::sheet::Sheet as SheetAsRead;
use crate::intake::workbook;
use crate::place::CellRef;

/// The hidden sheet's name.
pub const SHEET: &str = "校验数据";
/// The sheet that holds the seal's own digest.
pub const RUN: &str = "运行信息";
/// The item beside which it stands, and which so cannot be under the seal.
pub const DIGEST: &str = "工作簿校验值（SHA-256）";
/// Stands between the digest of a formula and that of its result.
pub const RESULT: char = '/';
/// Hexadecimal digits of a cell's digest.
const DIGITS: usize = 8;
/// The columns whose words name a line.
const NAMING: usize = 6;
/// Of those, the ones that are blank where they repeat the line above.
const REPEATED: usize = 3;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A formula, without its result.
    Formula(String),
    /// A number.
    Number(f64),
    /// A day, as its number.
    Day(f64),
    /// Words.
    Words(String),
}

/// What of a sheet is there and not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// The sheet itself.
    pub sheet: bool,
    /// Rows, from 0.
    pub rows: BTreeSet<u32>,
    /// Columns, from 0.
    pub columns: BTreeSet<u32>,
}

/// A sheet as it was read.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its cells that hold anything.
    pub cells: BTreeMap<(u32, u32), Content>,
    /// The results that stand beside formulas.
    pub results: BTreeMap<(u32, u32), Content>,
    /// What is not shown.
    pub hidden: Hidden,
}

/// A line of a sheet under the seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its row, from 0.
    pub row: u32,
    /// The words that name it.
    pub label: String,
    /// Of each cell its column, kind and digest.
    pub cells: BTreeMap<u32, String>,
}

/// Reads a workbook.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, calamine::XlsxError> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let hidden = hidden(bytes);
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        sheet.hidden = hidden.get(&name).cloned().unwrap_or_default();
        // Cell by cell: a rectangle from the first to the last may be larger than any memory.
        let mut cells = book.worksheet_cells_reader(&name)?;
        while let Some(cell) = cells.next_cell()? {
            if let Some(content) = content(&Data::from(cell.get_value().clone())) {
                sheet.cells.insert(cell.get_position(), content);
            }
        }
        drop(cells);
        let mut formulas = book.worksheet_cells_reader(&name)?;
        while let Some(cell) = formulas.next_formula()? {
            let key = cell.get_position();
            if !cell.get_value().is_empty()
                && let Some(result) = sheet.cells.insert(key, Content::Formula(cell.get_value().clone()))
            {
                sheet.results.insert(key, result);
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// What is not shown, by sheet.
fn hidden(bytes: &[u8]) -> BTreeMap<String, Hidden> {
    // The result's own size is no reason not to look at it.
    let limits = Limits { cells: usize::MAX, ..Limits::default() };
    let sheets = workbook::read(bytes, &Format::of(bytes, true), &limits).unwrap_or_default();
    let of = |sheet: SheetAsRead| {
        let columns = sheet.hidden_columns.iter().flat_map(|(first, last)| *first..=*last);
        let hidden = Hidden {
            sheet: sheet.hidden,
            columns: columns.collect(),
            rows: sheet.hidden_rows.iter().copied().collect(),
        };
        (sheet.name, hidden)
    };
    sheets.into_iter().map(of).collect()
}

#[allow(clippy::cast_precision_loss)] // a cell never holds more than a double does
fn content(data: &Data) -> Option<Content> {
    Some(match data {
        Data::Empty => return None,
        Data::Int(number) => Content::Number(*number as f64),
        Data::Float(number) => Content::Number(*number),
        Data::DateTime(day) => Content::Day(day.as_f64()),
        other => {
            let words = other.to_string();
            if words.is_empty() {
                return None;
            }
            Content::Words(words)
        }
    })
}

impl Sheet {
    /// The lines with their labels; `original` tells where a row that a formula refers to stood
    /// when the workbook was sealed.
    #[must_use]
    pub fn lines(&self, original: &dyn Fn(&str, u32) -> Option<u32>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut above: [Option<Cow<'_, str>>; REPEATED] = Default::default();
        let mut cells = self.cells.iter().peekable();
        while let Some(&(&(row, _), _)) = cells.peek() {
            let mut line = Line { row, label: String::new(), cells: BTreeMap::new() };
            let mut words: [Option<Cow<'_, str>>; NAMING] = Default::default();
            while let Some((&(_, column), content)) = cells.next_if(|((next, _), _)| *next == row) {
                if let (Content::Words(own), Some(words)) = (content, words.get_mut(column as usize)) {
                    *words = Some(settled(own));
                }
                let mut digest = self.digest(content, original);
                if matches!(content, Content::Formula(_)) {
                    digest.push(RESULT);
                    self.add_result_digest((row, column), &mut digest);
                }
                line.cells.insert(column, digest);
            }
            // The seal's own digest names no line below it: it is not known when these are sealed.
            let is_digest = words[0].as_deref() == Some(DIGEST);
            for (above, own) in above.iter_mut().zip(&mut words) {
                if own.is_none() {
                    own.clone_from(above);
                } else if !is_digest {
                    above.clone_from(own);
                }
            }
            line.label = words.into_iter().flatten().collect::<Vec<_>>().join("｜");
            lines.push(line);
        }
        lines
    }

    fn digest(&self, content: &Content, original: &dyn Fn(&str, u32) -> Option<u32>) -> String {
        let (kind, text) = match content {
            Content::Formula(formula) => ("F", normalised(formula, &self.name, original).into()),
            Content::Number(number) | Content::Day(number) => ("N", format!("{number:.11e}").into()),
            Content::Words(words) => ("T", settled(words)),
        };
        let mut digest = String::with_capacity(2 * DIGITS + 2);
        digest.push_str(kind);
        add_digest(&text, &mut digest);
        digest
    }

    fn add_result_digest(&self, at: (u32, u32), to: &mut String) {
        let text = match self.results.get(&at) {
            Some(Content::Number(number) | Content::Day(number)) => format!("{number:.8e}").into(),
            Some(Content::Words(words)) => settled(words),
            Some(Content::Formula(_)) | None => Cow::Borrowed(""),
        };
        add_digest(&text, to);
    }
}

fn add_digest(text: &str, to: &mut String) {
    to.push_str(&hex::encode(&Sha256::digest(text.as_bytes())[..DIGITS / 2]));
}

/// Words without what saving again may change.
fn settled(words: &str) -> Cow<'_, str> {
    if !words.contains('\r') && !words.contains("_x000D_") {
        return words.trim().into();
    }
    words.replace("_x000D_", "").replace("\r\n", "\n").trim().to_owned().into()
}

/// A formula without what saving again may change: blanks, quotes around names of sheets, signs of
/// fixed addresses, the writing of numbers. Rows are those that stood there when it was sealed.
fn normalised(formula: &str, own: &str, original: &dyn Fn(&str, u32) -> Option<u32>) -> String {
    let mut out = String::new();
    let mut sheet: Option<String> = None;
    let mut rest = formula.trim_start_matches('=');
    while let Some(first) = rest.chars().next() {
        let quoted = |mark: char| {
            let inner = &rest[1..];
            inner.find(mark).map_or((inner, ""), |end| (&inner[..end], &inner[end + 1..]))
        };
        if first == '"' {
            let (text, after) = quoted('"');
            out.extend(["\"", text, "\""]);
            rest = after;
        } else if first == '\'' {
            let (name, after) = quoted('\'');
            sheet = Some(name.to_owned());
            rest = after.strip_prefix('!').unwrap_or(after);
        } else if first.is_alphanumeric() || first == '$' || first == '_' {
            let (token, after) = token(rest);
            if let Some(after) = after.strip_prefix('!') {
                sheet = Some(token.trim_start_matches('$').to_owned());
                rest = after;
                continue;
            }
            match cell(token) {
                Some((column, row)) => {
                    let on = sheet.as_deref().unwrap_or(own);
                    let row = original(on, row).map_or_else(|| "?".to_owned(), |row| row.to_string());
                    out.extend([on, "!", &column, &row]);
                    if !after.starts_with(':') {
                        sheet = None;
                    }
                }
                None => match token.parse::<f64>() {
                    Ok(number) => out.push_str(&number.to_string()),
                    Err(_) => out.push_str(&token.to_uppercase().replace("_XLFN.", "")),
                },
            }
            rest = if ["TRUE", "FALSE"].contains(&token) {
                after.strip_prefix("()").unwrap_or(after)
            } else {
                after
            };
        } else {
            if !first.is_whitespace() {
                out.push(first);
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// A word, a number or an address, and what stands after it.
fn token(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut before = ' ';
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    for c in text.chars() {
        let exponent = is_number && matches!(c, '+' | '-') && matches!(before, 'E' | 'e');
        if !(c.is_alphanumeric() || matches!(c, '$' | '_' | '.') || exponent) {
            break;
        }
        end += c.len_utf8();
        before = c;
    }
    text.split_at(end)
}

/// Column and row of an address, the row from 0.
fn cell(token: &str) -> Option<(String, u32)> {
    let plain = token.replace('$', "");
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = plain.split_at(digits);
    let is_column = (1..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let row: u32 = number.parse().ok()?;
    is_column.then_some((letters.to_owned(), row.checked_sub(1)?))
}

/// Stands in the place of a row before what of a sheet is not shown.
const NOT_SHOWN: &str = "隐藏";
/// The sheet itself, among the columns that are not shown.
const ALL: &str = "全表";

/// The seal's lines of a sheet as texts: sheet, row, label, cells.
pub(super) fn seal(sheet: &Sheet) -> Vec<[String; 4]> {
    let unmoved = |_: &str, row: u32| Some(row);
    let text = |line: Line| {
        let mut cells = String::new();
        for (column, digest) in &line.cells {
            let blank = if cells.is_empty() { "" } else { " " };
            let column = column.to_string();
            cells.extend([blank, &column, ":", digest]);
        }
        [sheet.name.clone(), line.row.to_string(), clean(&line.label).into_owned(), cells]
    };
    let sealed = sheet.lines(&unmoved).into_iter().filter(is_sealed);
    let mut lines: Vec<[String; 4]> = sealed.map(text).collect();
    let hidden = &sheet.hidden;
    if hidden.sheet || !hidden.columns.is_empty() {
        let all = hidden.sheet.then(|| ALL.to_owned());
        let columns = hidden.columns.iter().map(u32::to_string);
        let not_shown: Vec<String> = all.into_iter().chain(columns).collect();
        lines.push([sheet.name.clone(), NOT_SHOWN.to_owned(), String::new(), not_shown.join(" ")]);
    }
    lines
}

/// Whether a line is under the seal: every line but the one that holds its digest.
#[must_use]
pub fn is_sealed(line: &Line) -> bool {
    !line.label.starts_with(DIGEST)
}

/// What of a sheet was not shown when it was sealed.
#[must_use]
pub fn not_shown(seal: &[[String; 4]], sheet: &str) -> Hidden {
    let of_it = seal.iter().find(|[name, row, ..]| name == sheet && row == NOT_SHOWN);
    let words: Vec<&str> = of_it.map(|[.., words]| words.split(' ').collect()).unwrap_or_default();
    Hidden {
        sheet: words.contains(&ALL),
        columns: words.iter().filter_map(|word| word.parse().ok()).collect(),
        rows: BTreeSet::new(),
    }
}

/// The digest of a whole seal.
#[must_use]
pub fn digest(seal: &[[String; 4]]) -> String {
    let text: Vec<String> = seal.iter().map(|line| line.join("\n")).collect();
    hex::encode(Sha256::digest(text.join("\n\n").as_bytes()))
}

/// Writes the hidden sheet.
pub(super) fn write(workbook: &mut Workbook, seal: &[[String; 4]]) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?.set_very_hidden(true);
    for (row, line) in (0..).zip(seal) {
        for (column, text) in (0..).zip(line) {
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

/// The seal of a workbook that was read; `None` where it has none.
#[must_use]
pub fn of(sheets: &[Sheet]) -> Option<Vec<[String; 4]>> {
    let sheet = sheets.iter().find(|sheet| sheet.name == SHEET)?;
    let last = sheet.cells.keys().map(|(row, _)| *row).max()?;
    let text = |row: u32, column: u32| match sheet.cells.get(&(row, column)) {
        Some(Content::Words(words)) => words.clone(),
        Some(Content::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    Some((0..=last).map(|row| [0, 1, 2, 3].map(|column| text(row, column))).collect())
}

/// A seal's line, read.
#[must_use]
pub fn line([_, row, label, cells]: &[String; 4]) -> Option<Line> {
    let cells = cells.split_whitespace().map(|cell| {
        let (column, digest) = cell.split_once(':')?;
        Some((column.parse().ok()?, digest.to_owned()))
    });
    Some(Line { row: row.parse().ok()?, label: label.clone(), cells: cells.collect::<Option<_>>()? })
}

/// `H5`
#[must_use]
pub fn address(row: u32, column: u32) -> String {
    CellRef::new(row, column).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_the_same_however_they_were_saved() {
        let unmoved = |_: &str, row: u32| Some(row);
        let of = |formula: &str| normalised(formula, "甲", &unmoved);
        assert_eq!(
            of("IF(ABS('乙'!H5-$I$6)<0.0000001,\"是 \",TRUE)"),
            of("=IF(ABS(乙!H5 - I6)<1E-7,\"是 \",TRUE())")
        );
        assert_ne!(of("SUM(H5:H6)"), of("SUM(H5:H7)"));
        assert_eq!(of("SUM('乙'!$H$5:$H$6)"), of("SUM(乙!H5:H6)"));
        assert_ne!(of("80%*G5"), of("60%*G5"));
        let moved = |_: &str, row: u32| Some(row + 3);
        assert_eq!(normalised("SUM(H5:H6)", "甲", &moved), of("SUM(H8:H9)"));
    }
}
