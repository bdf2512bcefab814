//! Drawing a [`Table`] on a sheet: the frame that every official table shares.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::cell::{Cell, Surroundings};
use super::chart::{self, Chart, Lines};
use super::safe::{clean, write_text};
use super::style::{self, Align, Look, Tint};
use super::table::{Column, Setting, Table, column_number, row_after};

/// Links beyond the format's limit for a sheet (65,530) would make the file unreadable; a line has
/// one at most.
const MOST_LINKS: usize = 65_000;

impl Table {
    /// Draws the table on a new sheet of `workbook`.
    pub(super) fn draw(&self, workbook: &mut Workbook, setting: &Setting) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.sheet_name())?;
        style::set_up_page(sheet, self.columns.len(), self.width());
        for (index, column) in self.columns.iter().enumerate() {
            sheet.set_column_width(column_number(index), column.width)?;
        }
        if self.one_page {
            sheet.set_print_fit_to_pages(1, 1);
        }
        let captions_end = self.draw_captions(sheet, setting.annex)?;
        let first = captions_end.saturating_add(self.chart_height());
        let header_end = self.draw_header(sheet, first)?;
        let top_end = self.draw_lines(sheet, header_end, &self.top, setting)?;
        let rows_end = self.draw_lines(sheet, top_end, &self.rows, setting)?;
        let bottom_end = self.draw_lines(sheet, rows_end, &self.bottom, setting)?;
        let items_end = self.draw_items(sheet, bottom_end)?;
        self.draw_chart(sheet, self.chart.as_ref(), (top_end, rows_end), captions_end)?;
        let blocks_end = self.draw_blocks(sheet, items_end, setting)?;
        self.draw_remarks(sheet, blocks_end)?;
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
    fn draw_captions(&self, sheet: &mut Worksheet, annex: Option<usize>) -> Result<u32, XlsxError> {
        let last = self.last_column();
        sheet.set_row_height(0, 24)?;
        if let Some(annex) = annex {
            write_text(sheet, 0, 0, &format!("附件{annex}"), &style::annex())?;
        }
        sheet.set_row_height(1, style::title_height(&self.title, self.width()))?;
        across(sheet, 1, (0, last), &self.title, &style::title())?;
        sheet.set_row_height(2, style::row_height(1.0))?;
        write_text(sheet, 2, 0, "编制单位（盖章）：", &style::caption(Align::Left))?;
        if let Some(unit) = self.unit {
            write_text(sheet, 2, last, &format!("单位：{unit}"), &style::caption(Align::Right))?;
        }
        let Some(notice) = &self.notice else { return Ok(3) };
        let notice = format!("须知：{notice}");
        sheet.set_row_height(3, style::row_height(style::lines(&notice, self.width())))?;
        across(sheet, 3, (0, last), &notice, &style::notice())?;
        Ok(4)
    }

    /// The header with its levels, equal neighbours merged; the row after it.
    fn draw_header(&self, sheet: &mut Worksheet, first: u32) -> Result<u32, XlsxError> {
        let depth = self.columns.iter().map(|column| column.levels.len()).max().unwrap_or_default();
        let format = Look { tint: Tint::Header, ..Look::default() }.format();
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
                let lines = style::lines(text, columns.iter().map(|column| column.width).sum());
                // A cell that runs down over several levels gives each of them its share.
                let share = f64::from(u32::try_from(deep).unwrap_or(1));
                for height in &mut heights[level..level + deep] {
                    *height = height.max((lines / share).ceil());
                }
                let rows = (row_after(first, level), row_after(first, level + deep - 1));
                let sides = (column_number(column), column_number(column + width - 1));
                block(sheet, rows, sides, text, &format)?;
                column += width;
            }
        }
        for (level, lines) in heights.iter().enumerate() {
            sheet.set_row_height(row_after(first, level), style::row_height(*lines) + 2.0)?;
        }
        Ok(row_after(first, depth))
    }

    /// Lines of cells; the row after them.
    fn draw_lines(
        &self,
        sheet: &mut Worksheet,
        first: u32,
        rows: &[Vec<Cell>],
        setting: &Setting,
    ) -> Result<u32, XlsxError> {
        for (index, cells) in rows.iter().enumerate() {
            let row = row_after(first, index);
            let mut lines = 1.0_f64;
            for (number, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
                lines = lines.max(cell.lines(column.width));
                cell.write(
                    sheet,
                    (row, column_number(number)),
                    column.align,
                    Surroundings {
                        sheet: self.name,
                        layout: setting.layout,
                        link_base: setting.link_base.filter(|_| index < MOST_LINKS),
                    },
                )?;
            }
            sheet.set_row_height(row, style::row_height(lines))?;
        }
        Ok(row_after(first, rows.len()))
    }

    /// Items and content across the table; the row after them.
    fn draw_items(&self, sheet: &mut Worksheet, first: u32) -> Result<u32, XlsxError> {
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
            let lines = style::lines(content, self.width() - left).max(style::lines(item, left));
            sheet.set_row_height(row, style::row_height(lines))?;
            across(sheet, row, (0, column_number(split)), item, &head.format())?;
            across(sheet, row, (column_number(split + 1), self.last_column()), content, &tail.format())?;
        }
        Ok(row_after(first, self.items.len()))
    }

    /// A chart under its lines, which stand from the first row to the one before `end`; the row after it.
    fn draw_chart(
        &self,
        sheet: &mut Worksheet,
        chart: Option<&Chart>,
        (first, end): (u32, u32),
        row: u32,
    ) -> Result<u32, XlsxError> {
        let Some(chart) = chart.filter(|_| end > first) else { return Ok(row) };
        let lines = Lines { sheet: &self.sheet_name(), first, last: end - 1 };
        let width = self.columns.iter().map(|column| style::pixels(column.width)).sum();
        chart.insert(sheet, &lines, row, width)?;
        let after = row_after(row, chart.height((end - first) as usize) as usize);
        for row in row..after {
            sheet.set_row_height(row, chart::ROW_POINTS)?;
        }
        Ok(after)
    }

    /// Further parts: heading, header, lines, chart; the row after them.
    fn draw_blocks(&self, sheet: &mut Worksheet, first: u32, setting: &Setting) -> Result<u32, XlsxError> {
        let header = Look { tint: Tint::Header, ..Look::default() }.format();
        let mut row = first;
        for block in &self.blocks {
            sheet.set_row_height(row, style::row_height(1.5))?;
            across(sheet, row, (0, self.last_column()), &block.heading, &style::section())?;
            row += 1;
            if !block.header.is_empty() {
                let mut lines = 1.0_f64;
                for (index, (name, column)) in block.header.iter().zip(&self.columns).enumerate() {
                    lines = lines.max(style::lines(name, column.width));
                    write_text(sheet, row, column_number(index), name, &header)?;
                }
                sheet.set_row_height(row, style::row_height(lines) + 2.0)?;
                row += 1;
            }
            let end = self.draw_lines(sheet, row, &block.rows, setting)?;
            row = self.draw_chart(sheet, block.chart.as_ref(), (row, end), end)?;
        }
        Ok(row)
    }

    /// 注 and the sign line.
    fn draw_remarks(&self, sheet: &mut Worksheet, first: u32) -> Result<(), XlsxError> {
        let last = self.last_column();
        for (index, remark) in self.remarks.iter().enumerate() {
            let row = row_after(first, index);
            let number = index + 1;
            let text = match (index, self.remarks.len()) {
                (0, 1) => format!("注：{remark}"),
                (0, _) => format!("注：{number}.{remark}"),
                _ => format!("\u{3000}\u{3000}{number}.{remark}"),
            };
            sheet.set_row_height(row, style::row_height(style::lines(&text, self.width())))?;
            across(sheet, row, (0, last), &text, &style::remark())?;
        }
        let row = row_after(first, self.remarks.len());
        sheet.set_row_height(row, 36)?;
        across(sheet, row, (0, last), &sign_line(self.width()), &style::caption(Align::Left))
    }
}

/// The sign line, its fields spread over a table of `width` columns.
pub(crate) fn sign_line(width: f64) -> String {
    const FIELDS: [&str; 4] = ["填报人：", "审核人：", "单位负责人：", "日期："];
    const DATE_BLANKS: &str = "\u{3000}\u{3000}年\u{3000}\u{3000}月\u{3000}\u{3000}日";
    let taken: f64 =
        FIELDS.iter().map(|field| style::text_width(field)).sum::<f64>() + style::text_width(DATE_BLANKS);
    let gap = ((width - taken - 4.0) / 3.0 / 2.0).clamp(4.0, 24.0);
    // Between 4 and 24: the cast only drops the fraction.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let gap = "\u{3000}".repeat(gap as usize);
    format!("{}{DATE_BLANKS}", FIELDS.join(&gap))
}

/// Text over cells of one row, merged where there are several.
fn across(
    sheet: &mut Worksheet,
    row: u32,
    sides: (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    block(sheet, (row, row), sides, text, format)
}

fn block(
    sheet: &mut Worksheet,
    (top, bottom): (u32, u32),
    (left, right): (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if top == bottom && left == right {
        return write_text(sheet, top, left, text, format);
    }
    sheet.merge_range(top, left, bottom, right, &clean(text), format)?;
    // Written once more, for the mark that keeps words words.
    write_text(sheet, top, left, text, format)
}
