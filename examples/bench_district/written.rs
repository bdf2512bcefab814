//! What a result workbook costs at the least: as many cells of the same kinds, written by the same
//! library without any table behind them.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook};

use super::Outcome;

/// The cells of a workbook's sheets.
pub struct Cells(Vec<Vec<(u32, u16, Cell)>>);

enum Cell {
    Text(String),
    Number(f64),
    Formula(Formula),
}

impl Cells {
    /// Those of a workbook that was written.
    pub fn of(book: &[u8]) -> Outcome<Self> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book))?;
        let mut sheets = Vec::new();
        for name in book.sheet_names() {
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
                    #[allow(clippy::cast_precision_loss)]
                    (None, Data::Int(number)) => Cell::Number(*number as f64),
                    (None, other) => Cell::Text(other.to_string()),
                };
                cells.push((row, u16::try_from(col)?, cell));
            }
            sheets.push(cells);
        }
        Ok(Self(sheets))
    }

    /// How many there are, and how many of them compute.
    pub fn count(&self) -> (usize, usize) {
        let all = || self.0.iter().flatten();
        (all().count(), all().filter(|(.., cell)| matches!(cell, Cell::Formula(_))).count())
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
