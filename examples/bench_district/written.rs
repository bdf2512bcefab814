//! What a result workbook costs at the least: as many cells of the same kinds, written by the same
//! library without any table behind them.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use regex::Regex;
use rust_xlsxwriter::{Format, FormatBorder, Formula, Url, Workbook};
use zip::ZipArchive;

use super::Outcome;

/// The cells of a workbook's sheets.
pub struct Cells(Vec<Vec<(u32, u16, Cell)>>);

enum Cell {
    Text(String),
    Number(f64),
    Formula(Formula),
    /// Nothing but a format.
    Blank,
    /// Words that lead to another cell.
    Link(String),
}

impl Cells {
    /// Those of a workbook that was written.
    pub fn of(bytes: &[u8]) -> Outcome<Self> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))?;
        let mut package = ZipArchive::new(Cursor::new(bytes))?;
        let (blank, link) = (
            Regex::new(r#"<c r="([A-Z]+[0-9]+)" s="[0-9]+"/>"#)?,
            Regex::new(r#"<hyperlink ref="([A-Z]+[0-9]+)""#)?,
        );
        let mut sheets = Vec::new();
        for (index, name) in book.sheet_names().into_iter().enumerate() {
            let mut xml = String::new();
            package.by_name(&format!("xl/worksheets/sheet{}.xml", index + 1))?.read_to_string(&mut xml)?;
            let at = |found: regex::Captures<'_>| position(&found[1]);
            let links: HashSet<(u32, u32)> = link.captures_iter(&xml).filter_map(at).collect();
            let (range, formulas) = (book.worksheet_range(&name)?, book.worksheet_formula(&name)?);
            let start = range.start().unwrap_or_default();
            let mut cells = Vec::new();
            for (row, col, data) in range.used_cells() {
                let (row, col) = (start.0 + row as u32, start.1 + col as u32);
                let formula = formulas.get_value((row, col)).filter(|formula| !formula.is_empty());
                let cell = match (formula, data) {
                    (Some(formula), shown) => {
                        Cell::Formula(Formula::new(formula.as_str()).set_result(shown.to_string()))
                    }
                    (None, Data::Float(number)) => Cell::Number(*number),
                    (None, Data::Int(number)) => Cell::Number(*number as f64),
                    (None, other) if links.contains(&(row, col)) => Cell::Link(other.to_string()),
                    (None, other) => Cell::Text(other.to_string()),
                };
                cells.push((row, u16::try_from(col)?, cell));
            }
            for (row, col) in blank.captures_iter(&xml).filter_map(at) {
                cells.push((row, u16::try_from(col)?, Cell::Blank));
            }
            sheets.push(cells);
        }
        Ok(Self(sheets))
    }

    /// How many there are, how many of them compute, and how many lead elsewhere.
    pub fn count(&self) -> [usize; 3] {
        let all = || self.0.iter().flatten();
        let formulas = all().filter(|(.., cell)| matches!(cell, Cell::Formula(_)));
        [all().count(), formulas.count(), all().filter(|(.., cell)| matches!(cell, Cell::Link(_))).count()]
    }

    /// Writes them all in one format; gives the bytes.
    pub fn write(&self) -> Outcome<Vec<u8>> {
        let mut workbook = Workbook::new();
        workbook.set_zip_compression_level(3);
        let format = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
        for cells in &self.0 {
            let sheet = workbook.add_worksheet();
            for (row, col, cell) in cells {
                match cell {
                    Cell::Blank => sheet.write_blank(*row, *col, &format)?,
                    Cell::Link(text) => {
                        let url = Url::new("internal:Sheet1!A1").set_text(text);
                        sheet.write_url_with_format(*row, *col, url, &format)?
                    }
                    Cell::Text(text) => sheet.write_string_with_format(*row, *col, text, &format)?,
                    Cell::Number(number) => sheet.write_number_with_format(*row, *col, *number, &format)?,
                    Cell::Formula(formula) => {
                        sheet.write_formula_with_format(*row, *col, formula, &format)?
                    }
                };
            }
        }
        Ok(workbook.save_to_buffer()?)
    }
}

/// A cell's row and column, from 0.
fn position(address: &str) -> Option<(u32, u32)> {
    let digits = address.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = address.split_at(digits);
    let col = letters.bytes().fold(0, |col, letter| col * 26 + u32::from(letter - b'A') + 1);
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, col.checked_sub(1)?))
}
