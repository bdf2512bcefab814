//! What every official table has: title, captions, columns, lines, remarks. A sheet describes its
//! [`Table`]; how it is drawn is no business of the sheets.

use super::cell::Cell;
use super::chart::Chart;
use super::reference::{Frame, Layout};
use super::style::{Align, Style};
use crate::rubric::styles::Styles;

/// Stands for the year of the evaluation in a title.
const YEAR: &str = "{年度}";

/// A column with its header's levels, top first.
pub(super) struct Column {
    pub(super) levels: Vec<String>,
    pub(super) width: f64,
    pub(super) align: Align,
    /// Whether it is there and not shown.
    pub(super) hidden: bool,
}

impl Column {
    /// A column under one header cell, centred.
    pub(super) fn new(header: &str, width: f64) -> Self {
        Self { levels: vec![header.to_owned()], width, align: Align::Centre, hidden: false }
    }

    /// A column of running text.
    pub(super) fn words(header: &str, width: f64) -> Self {
        Self { align: Align::Left, ..Self::new(header, width) }
    }

    /// A column under several levels of header cells.
    pub(super) fn under<T: AsRef<str>>(levels: &[T], width: f64) -> Self {
        let levels = levels.iter().map(|level| level.as_ref().to_owned()).collect();
        Self { levels, width, align: Align::Centre, hidden: false }
    }

    /// A column of running text under several levels of header cells.
    pub(super) fn words_under<T: AsRef<str>>(levels: &[T], width: f64) -> Self {
        Self { align: Align::Left, ..Self::under(levels, width) }
    }
}

/// A further part under the table, in the table's columns.
pub(super) struct Block {
    pub(super) heading: String,
    /// What stands over its columns; none where it needs nothing over them.
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// A chart over its lines.
    pub(super) chart: Option<Chart>,
}

impl Block {
    /// A part with a header of its own.
    pub(super) fn new(heading: impl Into<String>, header: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        Self { heading: heading.into(), header, rows, chart: None }
    }

    /// The same part with a chart over its lines.
    pub(super) fn with(mut self, chart: Chart) -> Self {
        self.chart = Some(chart);
        self
    }
}

/// A sheet's table.
#[derive(Default)]
pub(super) struct Table {
    /// The sheet's name.
    pub(super) name: &'static str,
    /// The annex mark, where it is not the style's with the sheet's number.
    pub(super) annex: Option<String>,
    /// Whether the sheet is there and not shown.
    pub(super) hidden: bool,
    /// Stands after the name where a workbook has several sheets of it.
    pub(super) number: Option<usize>,
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
    /// What a table without any line says in its place; 无 where it has no words of its own.
    pub(super) none: Option<&'static str>,
    /// Sums and averages under the lines.
    pub(super) bottom: Vec<Vec<Cell>>,
    /// Items and their content under the table, each across it.
    pub(super) items: Vec<(String, String)>,
    /// A chart over the lines, drawn above the header, where no page ends in it.
    pub(super) chart: Option<Chart>,
    /// Whether all of it is printed on one page.
    pub(super) one_page: bool,
    /// Further parts, one under the other.
    pub(super) blocks: Vec<Block>,
    /// 注
    pub(super) remarks: Vec<String>,
    /// Columns that stay in sight.
    pub(super) frozen: u16,
    /// Whether the lines can be filtered.
    pub(super) filter: bool,
}

/// Where a sheet stands in the workbook, and whence its links lead.
pub(super) struct Setting<'a> {
    /// The number of the annex; none on a sheet that is no annex.
    pub(super) annex: Option<usize>,
    pub(super) link_base: Option<&'a str>,
    /// Where the lines of every table of the workbook begin.
    pub(super) layout: &'a Layout,
    pub(super) style: &'a Style,
}

impl Table {
    /// The name that the sheet gets.
    pub(super) fn sheet_name(&self) -> String {
        let number = self.number.map_or_else(String::new, |number| number.to_string());
        format!("{}{number}", self.name)
    }

    /// The columns that are shown.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| !column.hidden)
    }

    /// The first and the last column that is shown; of all where none is.
    pub(super) fn shown_sides(&self) -> (u16, u16) {
        let first = self.columns.iter().position(|column| !column.hidden);
        let last = self.columns.iter().rposition(|column| !column.hidden);
        (first.map_or(0, column_number), last.map_or(self.last_column(), column_number))
    }

    /// The width of all shown columns together.
    pub(super) fn width(&self) -> f64 {
        self.shown().map(|column| column.width).sum()
    }

    /// The rows that the chart takes above the header.
    pub(super) fn chart_height(&self) -> u32 {
        let chart = self.chart.as_ref().filter(|_| !self.rows.is_empty());
        chart.map_or(0, |chart| chart.height(self.rows.len()))
    }

    /// Where the table's lines begin: below captions, notice, chart and header.
    pub(super) fn frame(&self) -> Frame {
        let first = if self.notice.is_some() { 4 } else { 3 } + self.chart_height();
        let depth = self.columns.iter().map(|column| column.levels.len()).max().unwrap_or_default();
        let top = row_after(first, depth);
        let rows = row_after(top, self.top.len());
        Frame { top, rows, bottom: row_after(rows, self.rows.len()) }
    }

    /// What stands in the place of the lines; nothing where there are some, or anything else.
    pub(super) fn instead_of_lines(&self) -> Option<&'static str> {
        let is_bare = self.rows.is_empty() && self.top.is_empty() && self.bottom.is_empty();
        let is_all = self.items.is_empty() && self.blocks.is_empty();
        (is_bare && is_all).then(|| self.none.unwrap_or("无"))
    }

    /// The number of the last column.
    pub(super) fn last_column(&self) -> u16 {
        column_number(self.columns.len().saturating_sub(1))
    }
}

impl Table {
    /// The table as a bureau wants it shown.
    pub(super) fn styled(mut self, styles: &Styles, year: i32) -> Self {
        let Some(own) = styles.sheet(self.name) else { return self };
        if let Some(title) = &own.title {
            self.title = title.replace(YEAR, &year.to_string());
        }
        self.annex.clone_from(&own.annex);
        self.hidden = !own.shown;
        for column in &mut self.columns {
            column.hidden = column.levels.iter().any(|level| own.hide.contains(level));
        }
        self
    }

    /// The table with every text of it, charts included, put through `change`.
    pub(super) fn with_texts(mut self, change: &dyn Fn(&str) -> String) -> Self {
        let put = |text: &mut String| *text = change(text);
        let cells = |rows: &mut Vec<Vec<Cell>>| {
            for cell in rows.iter_mut().flatten() {
                cell.change_text(change);
            }
        };
        put(&mut self.title);
        self.notice.iter_mut().for_each(put);
        self.columns.iter_mut().flat_map(|column| &mut column.levels).for_each(put);
        for (item, content) in &mut self.items {
            put(item);
            put(content);
        }
        self.remarks.iter_mut().for_each(put);
        [&mut self.top, &mut self.rows, &mut self.bottom].into_iter().for_each(cells);
        for block in &mut self.blocks {
            put(&mut block.heading);
            block.header.iter_mut().for_each(put);
            cells(&mut block.rows);
        }
        let charts = self.chart.iter_mut().chain(self.blocks.iter_mut().filter_map(|b| b.chart.as_mut()));
        for chart in charts {
            put(&mut chart.title);
            chart.series.iter_mut().for_each(|series| put(&mut series.name));
        }
        self
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
