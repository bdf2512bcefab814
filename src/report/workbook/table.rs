//! What every official table has: title, captions, columns, lines, remarks. A sheet describes its
//! [`Table`]; how it is drawn is no business of the sheets.

use super::cell::Cell;
use super::reference::{Frame, Layout};
use super::style::Align;

/// A column with its header's levels, top first.
pub(super) struct Column {
    pub(super) levels: Vec<String>,
    pub(super) width: f64,
    pub(super) align: Align,
}

impl Column {
    /// A column under one header cell, centred.
    pub(super) fn new(header: &str, width: f64) -> Self {
        Self { levels: vec![header.to_owned()], width, align: Align::Centre }
    }

    /// A column of running text.
    pub(super) fn words(header: &str, width: f64) -> Self {
        Self { align: Align::Left, ..Self::new(header, width) }
    }

    /// A column under several levels of header cells.
    pub(super) fn under<T: AsRef<str>>(levels: &[T], width: f64) -> Self {
        let levels = levels.iter().map(|level| level.as_ref().to_owned()).collect();
        Self { levels, width, align: Align::Centre }
    }

    /// A column of running text under several levels of header cells.
    pub(super) fn words_under<T: AsRef<str>>(levels: &[T], width: f64) -> Self {
        Self { align: Align::Left, ..Self::under(levels, width) }
    }
}

/// A sheet's table.
#[derive(Default)]
pub(super) struct Table {
    /// The sheet's name.
    pub(super) name: &'static str,
    /// The title over the table.
    pub(super) title: String,
    /// 单位, where the table has figures.
    pub(super) unit: Option<&'static str>,
    /// What must be known before the table is relied on.
    pub(super) notice: Option<String>,
    pub(super) columns: Vec<Column>,
    /// Lines that belong to the header and stay in sight.
    pub(super) top: Vec<Vec<Cell>>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Sums and averages under the lines.
    pub(super) bottom: Vec<Vec<Cell>>,
    /// Items and their content under the table, each across it.
    pub(super) items: Vec<(String, String)>,
    /// 注
    pub(super) remarks: Vec<String>,
    /// Columns that stay in sight.
    pub(super) frozen: u16,
    /// Whether the lines can be filtered.
    pub(super) filter: bool,
}

/// Where a sheet stands in the workbook, and whence its links lead.
pub(super) struct Setting<'a> {
    pub(super) annex: usize,
    pub(super) link_base: Option<&'a str>,
    /// Where the lines of every table of the workbook begin.
    pub(super) layout: &'a Layout,
}

impl Table {
    /// The width of all columns together.
    pub(super) fn width(&self) -> f64 {
        self.columns.iter().map(|column| column.width).sum()
    }

    /// Where the table's lines begin: below captions, notice and header.
    pub(super) fn frame(&self) -> Frame {
        let first = if self.notice.is_some() { 4 } else { 3 };
        let depth = self.columns.iter().map(|column| column.levels.len()).max().unwrap_or(1);
        let top = row_after(first, depth);
        let rows = row_after(top, self.top.len());
        Frame { top, rows, bottom: row_after(rows, self.rows.len()) }
    }

    /// The number of the last column.
    pub(super) fn last_column(&self) -> u16 {
        column_number(self.columns.len().saturating_sub(1))
    }
}

/// A column's number in the file format.
pub(super) fn column_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// The row that stands `count` rows below `first`.
pub(super) fn row_after(first: u32, count: usize) -> u32 {
    first.saturating_add(u32::try_from(count).unwrap_or(u32::MAX))
}
