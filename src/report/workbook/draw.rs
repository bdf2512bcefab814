//! Drawing a [`Table`] on a sheet: the frame that every official table shares.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cell::{Cell, Surroundings};
use super::chart::{self, Chart, Lines};
use super::page::Page;
use super::seal;
use super::style::{self, Align, Look, Tint};
use super::table::{Column, Setting, Table, column_number, row_after};

/// Links beyond the format's limit for a sheet (65,530) would make the file unreadable; a line has
/// one at most.
const MOST_LINKS: usize = 65_000;

/// That `cells` of a table with so many lines lead to their sources, and how far down.
pub(super) fn leads(cells: &str, rows: usize) -> String {
    if rows > MOST_LINKS {
        let where_else = "其后的请按所列文件、工作表和单元格查找（一个工作表的链接数有上限）";
        format!("前 {MOST_LINKS} 行点击{cells}可打开原表，{where_else}")
    } else {
        format!("点击{cells}可打开原表")
    }
}

impl Table {
    /// The table drawn on a sheet, and what a reader will find there.
    pub(super) fn draw(&self, setting: &Setting) -> Result<(Worksheet, seal::Sheet), XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(self.sheet_name())?;
        style::set_up_page(&mut sheet, self.shown().count(), self.width());
        for (index, column) in self.columns.iter().enumerate() {
            sheet.set_column_width(column_number(index), column.width)?;
        }
        if self.one_page {
            sheet.set_print_fit_to_pages(1, 1);
        }
        let mut page = Page::new(&mut sheet, self.sheet_name(), setting.style);
        for (index, _) in self.columns.iter().enumerate().filter(|(_, column)| column.hidden) {
            page.hide_column(column_number(index))?;
        }
        if self.hidden {
            page.hide();
        }
        self.fill(&mut page, setting)?;
        let found = page.into_found();
        Ok((sheet, found))
    }

    /// Everything that stands on the sheet.
    fn fill(&self, page: &mut Page<'_>, setting: &Setting) -> Result<(), XlsxError> {
        let captions_end = self.draw_captions(page, setting.annex)?;
        let first = captions_end.saturating_add(self.chart_height());
        let header_end = self.draw_header(page, first)?;
        let top_end = self.draw_lines(page, header_end, &self.top, setting)?;
        let rows_end = match self.instead_of_lines() {
            Some(words) => self.draw_none(page, top_end, words)?,
            None => self.draw_lines(page, top_end, &self.rows, setting)?,
        };
        let bottom_end = self.draw_lines(page, rows_end, &self.bottom, setting)?;
        let items_end = self.draw_items(page, bottom_end)?;
        self.draw_chart(page, self.chart.as_ref(), (top_end, rows_end), captions_end)?;
        let blocks_end = self.draw_blocks(page, items_end, setting)?;
        self.draw_remarks(page, blocks_end)?;
        let sheet = &mut *page.sheet;
        if top_end > first {
            sheet.set_repeat_rows(first, top_end - 1)?;
        }
        if self.chart.is_none() {
            sheet.set_freeze_panes(top_end, self.frozen)?;
        }
        if self.filter && !self.rows.is_empty() {
            sheet.autofilter(top_end - 1, 0, rows_end - 1, self.last_column())?;
        }
        Ok(())
    }

    /// Annex mark, title, captions and notice; the row after them.
    fn draw_captions(&self, page: &mut Page<'_>, annex: Option<usize>) -> Result<u32, XlsxError> {
        let style = page.style;
        let (last, (left, right)) = (self.last_column(), self.shown_sides());
        page.sheet.set_row_height(0, style.annex_height())?;
        let numbered = annex.filter(|_| !style.annex.is_empty()).map(|n| format!("{}{n}", style.annex));
        if let Some(mark) = self.annex.clone().or(numbered).filter(|mark| !mark.is_empty()) {
            page.text((0, left), &mark, &style.annex_mark())?;
        }
        page.sheet.set_row_height(1, style.title_height(&self.title, self.width()))?;
        page.block((1, 1), (0, last), &self.title, &style.title())?;
        page.sheet.set_row_height(2, style.row_height(1.0))?;
        page.text((2, left), &style.prepared_by, &style.caption(Align::Left))?;
        if let Some(unit) = self.unit {
            page.text((2, right), &format!("单位：{unit}"), &style.caption(Align::Right))?;
        }
        let Some(notice) = &self.notice else { return Ok(3) };
        let notice = format!("须知：{notice}");
        page.sheet.set_row_height(3, style.row_height(style.lines(&notice, self.width())))?;
        page.block((3, 3), (0, last), &notice, &style.notice())?;
        Ok(4)
    }

    /// The header with its levels, equal neighbours merged; the row after it.
    fn draw_header(&self, page: &mut Page<'_>, first: u32) -> Result<u32, XlsxError> {
        let depth = self.columns.iter().map(|column| column.levels.len()).max().unwrap_or_default();
        let format = Look { tint: Tint::Header, ..Look::default() }.format_in(page.style);
        let mut heights = vec![1.0_f64; depth];
        for level in 0..depth {
            let mut column = 0;
            while column < self.columns.len() {
                let levels = &self.columns[column].levels;
                let Some(text) = levels.get(level) else {
                    column += 1;
                    continue;
                };
                let is_last = level + 1 == levels.len();
                let same = |other: &&Column| {
                    other.levels.len() > level + 1 && other.levels[..=level] == levels[..=level]
                };
                let width = if is_last { 1 } else { self.columns[column..].iter().take_while(same).count() };
                let deep = if is_last { depth - level } else { 1 };
                let columns = &self.columns[column..column + width];
                let shown: f64 = columns.iter().filter(|column| !column.hidden).map(|c| c.width).sum();
                // What is not shown needs no room.
                let lines = if shown > 0.0 { page.style.lines(text, shown) } else { 1.0 };
                // A cell that runs down over several levels gives each of them its share.
                let share = f64::from(u32::try_from(deep).unwrap_or(1));
                for height in &mut heights[level..level + deep] {
                    *height = height.max((lines / share).ceil());
                }
                let rows = (row_after(first, level), row_after(first, level + deep - 1));
                let sides = (column_number(column), column_number(column + width - 1));
                page.block(rows, sides, text, &format)?;
                column += width;
            }
        }
        for (level, lines) in heights.iter().enumerate() {
            page.sheet.set_row_height(row_after(first, level), page.style.row_height(*lines) + 2.0)?;
        }
        Ok(row_after(first, depth))
    }

    /// Words across the table where its lines would stand; the row after them.
    fn draw_none(&self, page: &mut Page<'_>, row: u32, words: &str) -> Result<u32, XlsxError> {
        let format = Look::default().format_in(page.style);
        page.sheet.set_row_height(row, page.style.row_height(1.0))?;
        page.block((row, row), (0, self.last_column()), words, &format)?;
        Ok(row_after(row, 1))
    }

    /// Lines of cells; the row after them.
    fn draw_lines(
        &self,
        page: &mut Page<'_>,
        first: u32,
        rows: &[Vec<Cell>],
        setting: &Setting,
    ) -> Result<u32, XlsxError> {
        for (index, cells) in rows.iter().enumerate() {
            let row = row_after(first, index);
            let mut lines = 1.0_f64;
            for (number, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
                if !column.hidden {
                    lines = lines.max(cell.lines(column.width, page.style));
                }
                cell.write(
                    page,
                    (row, column_number(number)),
                    column.align,
                    Surroundings {
                        sheet: self.name,
                        layout: setting.layout,
                        link_base: setting.link_base.filter(|_| index < MOST_LINKS),
                    },
                )?;
            }
            page.sheet.set_row_height(row, page.style.row_height(lines))?;
        }
        Ok(row_after(first, rows.len()))
    }

    /// Items and content across the table; the row after them.
    fn draw_items(&self, page: &mut Page<'_>, first: u32) -> Result<u32, XlsxError> {
        let needed = self.items.iter().map(|(item, _)| style::text_width(item)).fold(0.0, f64::max) + 4.0;
        // As many columns as the longest item needs, but never all of them.
        let mut split = 0;
        let mut left = self.columns.first().map_or(0.0, |column| column.width);
        while left < needed && split + 2 < self.columns.len() {
            split += 1;
            left += self.columns[split].width;
        }
        let (head, tail) =
            (Look { tint: Tint::Total, ..Look::default() }, Look { align: Align::Left, ..Look::default() });
        for (index, (item, content)) in self.items.iter().enumerate() {
            let row = row_after(first, index);
            let lines = page.style.lines(content, self.width() - left).max(page.style.lines(item, left));
            page.sheet.set_row_height(row, page.style.row_height(lines))?;
            page.block((row, row), (0, column_number(split)), item, &head.format_in(page.style))?;
            page.block(
                (row, row),
                (column_number(split + 1), self.last_column()),
                content,
                &tail.format_in(page.style),
            )?;
        }
        Ok(row_after(first, self.items.len()))
    }

    /// A chart under its lines, which stand from the first row to the one before `end`; the row after it.
    fn draw_chart(
        &self,
        page: &mut Page<'_>,
        chart: Option<&Chart>,
        (first, end): (u32, u32),
        row: u32,
    ) -> Result<u32, XlsxError> {
        let Some(chart) = chart.filter(|_| end > first) else { return Ok(row) };
        let lines = Lines { sheet: &self.sheet_name(), first, last: end - 1 };
        let width = self.shown().map(|column| style::pixels(column.width)).sum();
        chart.insert(page.sheet, &lines, row, width, page.style)?;
        let after = row_after(row, chart.height((end - first) as usize) as usize);
        for row in row..after {
            page.sheet.set_row_height(row, chart::ROW_POINTS)?;
        }
        Ok(after)
    }

    /// Further parts: heading, header, lines, chart; the row after them.
    fn draw_blocks(&self, page: &mut Page<'_>, first: u32, setting: &Setting) -> Result<u32, XlsxError> {
        let header = Look { tint: Tint::Header, ..Look::default() }.format_in(page.style);
        let mut row = first;
        for block in &self.blocks {
            page.sheet.set_row_height(row, page.style.row_height(1.5))?;
            page.block((row, row), (0, self.last_column()), &block.heading, &page.style.section())?;
            row += 1;
            if !block.header.is_empty() {
                let mut lines = 1.0_f64;
                for (index, (name, column)) in block.header.iter().zip(&self.columns).enumerate() {
                    lines = lines.max(page.style.lines(name, column.width));
                    page.text((row, column_number(index)), name, &header)?;
                }
                page.sheet.set_row_height(row, page.style.row_height(lines) + 2.0)?;
                row += 1;
            }
            let end = self.draw_lines(page, row, &block.rows, setting)?;
            row = self.draw_chart(page, block.chart.as_ref(), (row, end), end)?;
        }
        Ok(row)
    }

    /// 注 and the sign line.
    fn draw_remarks(&self, page: &mut Page<'_>, first: u32) -> Result<(), XlsxError> {
        let last = self.last_column();
        for (index, remark) in self.remarks.iter().enumerate() {
            let row = row_after(first, index);
            let number = index + 1;
            let text = match (index, self.remarks.len()) {
                (0, 1) => format!("注：{remark}"),
                (0, _) => format!("注：{number}.{remark}"),
                _ => format!("\u{3000}\u{3000}{number}.{remark}"),
            };
            page.sheet.set_row_height(row, page.style.row_height(page.style.lines(&text, self.width())))?;
            page.block((row, row), (0, last), &text, &page.style.remark())?;
        }
        let row = row_after(first, self.remarks.len());
        let signs = page.style.sign_line(self.width());
        if signs.is_empty() {
            return Ok(());
        }
        page.sheet.set_row_height(row, 36)?;
        page.block((row, row), (0, last), &signs, &page.style.caption(Align::Left))
    }
}
