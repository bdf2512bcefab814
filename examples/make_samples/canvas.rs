//! A sheet drawn cell by cell: the cells are collected first, because the height of a row depends
//! on all the wrapped texts in it and neither Excel nor `LibreOffice` works out the height of rows
//! below merged cells.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet};
use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Height of one line of text, in points.
const LINE_HEIGHT: f64 = 14.0;

/// What a cell is for: its font, borders and alignment, and whether it may hold a number.
#[derive(Clone, Copy, PartialEq)]
pub enum Style {
    /// The name of the form.
    Title,
    /// The line below the title.
    Subtitle,
    /// A header or a field name.
    Label,
    /// Centred; a decimal string becomes a number.
    Figure,
    /// Centred; only a whole number becomes a number.
    Value,
    /// Left-aligned text.
    Prose,
    /// Left-aligned text in a high cell.
    Goal,
    /// A remark without borders.
    Note,
}

impl Style {
    fn format(self) -> Format {
        let base = Format::new().set_font_name("宋体").set_text_wrap();
        let base = base.set_align(FormatAlign::VerticalCenter);
        let left = || base.clone().set_align(FormatAlign::Left).set_font_size(10);
        let centre = || base.clone().set_align(FormatAlign::Center);
        let boxed = |format: Format| format.set_border(FormatBorder::Thin);
        match self {
            Self::Title => centre().set_font_size(16).set_bold(),
            Self::Subtitle => centre().set_font_size(11),
            Self::Label => boxed(centre().set_font_size(10).set_bold()),
            Self::Figure | Self::Value => boxed(centre().set_font_size(10)),
            Self::Prose | Self::Goal => boxed(left().set_indent(1)),
            Self::Note => left().set_font_size(9),
        }
    }

    fn least_height(self) -> f64 {
        match self {
            Self::Title => 30.0,
            Self::Goal => 44.0,
            _ => 20.0,
        }
    }

    /// The number to write for `text` and its decimals, when it is to be written as a number.
    fn number(self, text: &str) -> Option<(f64, usize)> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let (whole, decimals) = match (self, text.split_once('.')) {
            (Self::Figure, Some((whole, part))) if digits(part) => (whole, part.len()),
            (Self::Figure | Self::Value, None) => (text, 0),
            _ => return None,
        };
        let plain = digits(whole) && whole.len() < 12 && (whole == "0" || !whole.starts_with('0'));
        plain.then(|| text.parse().ok()).flatten().map(|number| (number, decimals))
    }
}

struct Cell {
    row: usize,
    last_row: usize,
    first: usize,
    last: usize,
    text: String,
    style: Style,
}

/// Collects the cells of a sheet, so that the heights of its rows can be worked out in the end.
#[derive(Default)]
pub struct Canvas {
    /// The row which the next cells go to, from 0.
    pub row: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    /// Puts a cell over some columns of the current row.
    pub fn put(&mut self, first: usize, last: usize, text: &str, style: Style) {
        self.put_block(first, last, 1, text, style);
    }

    /// Puts a cell of one column which is merged downwards over `rows` rows.
    pub fn put_down(&mut self, column: usize, rows: usize, text: &str, style: Style) {
        self.put_block(column, column, rows, text, style);
    }

    /// Puts a cell merged over some columns of `rows` rows, the current one being the first.
    pub fn put_block(&mut self, first: usize, last: usize, rows: usize, text: &str, style: Style) {
        self.cells.push(Cell {
            row: self.row,
            last_row: self.row + rows - 1,
            first,
            last: last.max(first),
            text: text.to_owned(),
            style,
        });
    }

    /// Writes the collected cells to `sheet`, whose columns get `widths`.
    ///
    /// # Errors
    /// Fails when a cell lies outside the sheet or two merged cells overlap.
    pub fn flush(&self, sheet: &mut Worksheet, widths: &[f64]) -> Outcome<()> {
        for (column, width) in widths.iter().enumerate() {
            sheet.set_column_width(u16::try_from(column)?, *width)?;
        }
        for (row, height) in self.heights(widths).into_iter().enumerate() {
            sheet.set_row_height(u32::try_from(row)?, height)?;
        }
        for cell in &self.cells {
            cell.write(sheet)?;
        }
        Ok(())
    }

    fn heights(&self, widths: &[f64]) -> Vec<f64> {
        let rows = self.cells.iter().map(|cell| cell.last_row + 1).max();
        let mut heights = vec![16.0_f64; rows.unwrap_or(0)];
        let mut cells: Vec<_> = self.cells.iter().collect();
        cells.sort_by_key(|cell| cell.last_row - cell.row);
        for cell in cells {
            let needed = cell.height(widths);
            let own = &mut heights[cell.row..=cell.last_row];
            let factor = needed / own.iter().sum::<f64>();
            if factor > 1.0 {
                for height in own {
                    *height = (*height * factor).ceil();
                }
            }
        }
        heights
    }
}

impl Cell {
    /// The height the wrapped text asks for; a Chinese character is as wide as two digits.
    fn height(&self, widths: &[f64]) -> f64 {
        let room = widths[self.first..=self.last].iter().sum::<f64>() - 1.5;
        let wide = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
        let lines = |line: &str| (line.chars().map(wide).sum::<f64>() / room).ceil().max(1.0);
        let lines: f64 = self.text.split('\n').map(lines).sum();
        self.style.least_height().max(lines * LINE_HEIGHT + 6.0)
    }

    fn write(&self, sheet: &mut Worksheet) -> Outcome<()> {
        let (row, last_row) = (u32::try_from(self.row)?, u32::try_from(self.last_row)?);
        let (first, last) = (u16::try_from(self.first)?, u16::try_from(self.last)?);
        let number = self.style.number(&self.text);
        let mut format = self.style.format();
        if let Some((_, decimals @ 1..)) = number {
            format = format.set_num_format(format!("0.{}", "0".repeat(decimals)));
        }
        if (row, first) != (last_row, last) {
            sheet.merge_range(row, first, last_row, last, "", &format)?;
        }
        match number {
            Some((number, _)) => sheet.write_number_with_format(row, first, number, &format)?,
            None if self.text.is_empty() => sheet.write_blank(row, first, &format)?,
            None => sheet.write_string_with_format(row, first, &self.text, &format)?,
        };
        Ok(())
    }
}
