//! Pages as sheets of a workbook: looks, drop-downs, input checks, protection.

use rust_xlsxwriter::{
    Color, ConditionalFormatText, ConditionalFormatTextRule, DataValidation, DataValidationErrorStyle,
    DataValidationRule, ExcelDateTime, Format, Formula, IgnoreError, Note, ProtectionOptions, Workbook,
    Worksheet, XlsxError,
};

use super::checks::{self, Checks};
use super::compute::{Filled, Live, Values, number_format};
use super::page::{Accepts, Area, Cell, Content, Entry, Page, Shown, Style};
use super::words;
use crate::place::column_name;
use crate::report::workbook::style::{self, Align, Look, Tint};
use crate::report::workbook::write_text;
use crate::rubric::form::Kind;

/// Backgrounds, light enough for a grey print.
const TO_FILL: u32 = 0x00FF_F7D6;
const PRINTED: u32 = 0x00F2_F2F2;
/// The longest drop-down that a cell can hold itself, in characters.
const LONGEST_LIST: usize = 255;
/// Amounts and rates that nobody means.
const MOST: f64 = 1e12;
const MOST_RATE: f64 = 100.0;
/// Characters to which a cell's note is cut.
const LONGEST_NOTE: usize = 400;

/// Long drop-downs, each in a column of the hidden sheet.
#[derive(Default)]
pub(super) struct Options {
    lists: Vec<Vec<String>>,
}

/// A drop-down: in the cell itself, or on the hidden sheet.
#[derive(Debug, PartialEq, Eq)]
enum DropDown<'a> {
    Inline(&'a [String]),
    Range(String),
}

impl Options {
    fn drop_down<'a>(&mut self, words: &'a [String]) -> DropDown<'a> {
        let length = words.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>();
        if length <= LONGEST_LIST && words.iter().all(|word| !word.contains([',', '"'])) {
            return DropDown::Inline(words);
        }
        let known = self.lists.iter().position(|list| list == words);
        let index = known.unwrap_or_else(|| {
            self.lists.push(words.to_vec());
            self.lists.len() - 1
        });
        let column = column_name(u32::try_from(index).unwrap_or(u32::MAX));
        DropDown::Range(format!("'{}'!${column}$1:${column}${}", words::OPTIONS, words.len()))
    }

    /// The hidden sheet, if there is anything for it.
    pub(super) fn write(&self, book: &mut Workbook) -> Result<bool, XlsxError> {
        if self.lists.is_empty() {
            return Ok(false);
        }
        let sheet = book.add_worksheet();
        sheet.set_name(words::OPTIONS)?.set_very_hidden(true);
        for (col, list) in (0_u16..).zip(&self.lists) {
            for (row, word) in (0_u32..).zip(list) {
                write_text(sheet, row, col, word, &Format::new())?;
            }
        }
        Ok(true)
    }
}

/// What drawing a page takes beside it.
pub(super) struct Drawing<'a> {
    pub(super) values: Values<'a>,
    pub(super) checks: &'a Checks,
    pub(super) year: i32,
    pub(super) last_year: i32,
    pub(super) style: &'a style::Style,
}

impl Drawing<'_> {
    /// Draws the page on a new sheet.
    pub(super) fn sheet(&self, book: &mut Workbook, options: &mut Options) -> Result<(), XlsxError> {
        let page = self.values.page;
        let sheet = book.add_worksheet();
        // A formula that comes to nothing must not show 0 where nobody computes.
        sheet.set_name(page.sheet.as_str())?.set_formula_result_default("");
        let width: f64 = page.widths.iter().sum();
        style::set_up_page(sheet, page.widths.len(), width);
        for (col, width) in (0_u16..).zip(&page.widths) {
            sheet.set_column_width(col, *width)?;
        }
        for row in 0..page.end {
            sheet.set_row_height(row, self.height(row))?;
        }
        for cell in &page.cells {
            if let (Style::Title, Content::Words(words)) = (cell.style, &cell.content) {
                let row = cell.area.top;
                sheet.set_row_height(row, self.height(row).max(self.style.title_height(words, width)))?;
            }
            self.cell(sheet, cell, options)?;
        }
        if let Some(row) = page.repeated {
            sheet.set_repeat_rows(row, row)?;
        }
        let last = u16::try_from(page.widths.len()).unwrap_or(u16::MAX).max(1) - 1;
        sheet.set_print_area(0, 0, page.end - 1, last)?;
        // Figures in cells of text are meant.
        sheet.ignore_error_range(0, 0, page.end, last, IgnoreError::NumberStoredAsText)?;
        if let Some((cell, _)) = page.entries().next() {
            sheet.set_selection(cell.area.top, cell.area.left, cell.area.top, cell.area.left)?;
        }
        protect(sheet);
        Ok(())
    }

    /// The height of a row in the bureau's type.
    fn height(&self, row: u32) -> f64 {
        let usual = self.values.page.heights.get(&row).copied().unwrap_or(super::layout::ROW);
        self.style.scaled(usual)
    }

    fn cell(&self, sheet: &mut Worksheet, cell: &Cell, options: &mut Options) -> Result<(), XlsxError> {
        let Area { top, left, bottom, right } = cell.area;
        let format = format(cell, self.style);
        if (top, left) != (bottom, right) {
            sheet.merge_range(top, left, bottom, right, "", &format)?;
        }
        match &cell.content {
            Content::Words(words) | Content::Open(words) => write_text(sheet, top, left, words, &format)?,
            Content::Preset(preset) => show(sheet, (top, left), &preset.value, &format)?,
            Content::Computed(computed) if self.values.stated(computed).is_some() => {
                if let Some(filled) = self.values.stated(computed) {
                    fill(sheet, (top, left), filled, &format)?;
                }
            }
            Content::Computed(computed) => {
                let live = self.values.live(computed, self.checks);
                write_live(sheet, (top, left), &live, &format)?;
                if cell.style == Style::Status {
                    colour(sheet, (top, left))?;
                }
            }
            Content::Entry(entry) => {
                match self.values.given.get(&entry.name) {
                    Some(filled) => fill(sheet, (top, left), filled, &format)?,
                    None => {
                        sheet.write_blank(top, left, &format)?;
                    }
                }
                if let Some(validation) = self.validation(entry, (top, left), options)? {
                    sheet.add_data_validation(top, left, top, left, &validation)?;
                }
            }
        }
        Ok(())
    }

    /// What may be typed into a cell.
    fn validation(
        &self,
        entry: &Entry,
        (row, col): (u32, u16),
        options: &mut Options,
    ) -> Result<Option<DataValidation>, XlsxError> {
        let validation = DataValidation::new();
        let words = |list: &[String], options: &mut Options| match options.drop_down(list) {
            DropDown::Inline(list) => validation.clone().allow_list_strings(list),
            DropDown::Range(range) => Ok(validation.clone().allow_list_formula(Formula::new(range))),
        };
        let money = self.values.form.money_unit.name();
        let checked = match (&entry.accepts, entry.kind) {
            (Accepts::OneOf(list) | Accepts::Offered(list), _) if list.is_empty() => return Ok(None),
            (Accepts::OneOf(list), _) => words(list, options)?,
            (Accepts::Offered(list), _) => return Ok(Some(words(list, options)?.show_error_message(false))),
            (Accepts::UpTo(most), _) => {
                validation.allow_decimal_number(DataValidationRule::Between(0.0, most.to_f64()))
            }
            (Accepts::UpToCell(left, most), _) => {
                let own = format!("{}{}", column_name(u32::from(col)), row + 1);
                let points = format!("{}{}", column_name(u32::from(col - left)), row + 1);
                let most = most.plain();
                validation.allow_custom(Formula::new(format!(
                    "AND(ISNUMBER({own}),{own}>=0,{own}<=IF(ISNUMBER({points}),{points},{most}))"
                )))
            }
            (Accepts::Day, _) => {
                let from = ExcelDateTime::from_ymd(year(self.year), 1, 1)?;
                let to = ExcelDateTime::from_ymd(year(self.last_year), 12, 31)?;
                validation.allow_date(DataValidationRule::Between(from, to))
            }
            (Accepts::Kind, Kind::Amount) => {
                validation.allow_decimal_number(DataValidationRule::Between(-MOST, MOST))
            }
            (Accepts::Kind, Kind::Number) => {
                validation.allow_decimal_number(DataValidationRule::Between(0.0, MOST))
            }
            (Accepts::Kind, Kind::Ratio) => {
                validation.allow_decimal_number(DataValidationRule::Between(-MOST_RATE, MOST_RATE))
            }
            (Accepts::Kind, _) => return Ok(None),
        };
        let kind = if entry.accepts == Accepts::Day { Kind::Date } else { entry.kind };
        let checked = checked
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title(words::REFUSED)?
            .set_error_message(words::asked(kind, money))?;
        Ok(Some(checked))
    }
}

fn year(year: i32) -> u16 {
    // What a spreadsheet can count.
    u16::try_from(year.clamp(1900, 9998)).unwrap_or(1900)
}

/// Nobody needs a password: whoever lifts the protection is found by the stamp.
pub(super) fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
}

fn show(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    value: &Shown,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Shown::Text(text) => write_text(sheet, row, col, text, format),
        Shown::Number(number) => {
            sheet.write_number_with_format(row, col, number.to_f64(), format)?;
            Ok(())
        }
    }
}

/// A value that was filled in beforehand, with its note.
fn fill(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    filled: &Filled,
    format: &Format,
) -> Result<(), XlsxError> {
    show(sheet, (row, col), &filled.value, format)?;
    match &filled.note {
        Some(text) => note(sheet, (row, col), text),
        None => Ok(()),
    }
}

/// A formula with what it comes to.
pub(super) fn write_live(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    live: &Live,
    format: &Format,
) -> Result<(), XlsxError> {
    let result = live.result.words();
    sheet.write_formula_with_format(row, col, Formula::new(&live.formula).set_result(result), format)?;
    Ok(())
}

/// Red until all is well.
fn colour(sheet: &mut Worksheet, (row, col): (u32, u16)) -> Result<(), XlsxError> {
    let passed = Format::new().set_font_color(Color::RGB(0x001E_6B2E));
    let rule = ConditionalFormatText::new()
        .set_rule(ConditionalFormatTextRule::Contains(words::PASSED.to_owned()))
        .set_format(passed);
    sheet.add_conditional_format(row, col, row, col, &rule)?;
    Ok(())
}

fn note(sheet: &mut Worksheet, (row, col): (u32, u16), text: &str) -> Result<(), XlsxError> {
    let text: String = text.chars().take(LONGEST_NOTE).collect();
    let note = Note::new(text)
        .add_author_prefix(false)
        .set_author("报告")
        .set_font_name("宋体")
        .set_width(320)
        .set_height(160);
    sheet.insert_note(row, col, &note)?;
    Ok(())
}

fn format(cell: &Cell, style: &style::Style) -> Format {
    let format = match cell.style {
        Style::Annex => style.annex_mark(),
        Style::Title => style.title(),
        Style::Caption => style.caption(Align::Centre),
        Style::CaptionRight => style.caption(Align::Right),
        Style::Status => style.caption(Align::Right).set_bold().set_font_color(Color::RGB(0x009C_1C1C)),
        Style::Section if matches!(cell.content, Content::Open(_)) => style.caption(Align::Left),
        Style::Section => style.section(),
        Style::Label => Look { align: Align::Centre, tint: Tint::Header, ..Look::default() }.format_in(style),
        Style::Value => value(cell, style),
    };
    match &cell.content {
        Content::Entry(_) => format.set_unlocked(),
        Content::Open(_) if cell.style == Style::Caption => format.set_unlocked(),
        _ => format,
    }
}

fn value(cell: &Cell, style: &style::Style) -> Format {
    let (kind, is_day) = match &cell.content {
        Content::Entry(entry) => (entry.kind, entry.accepts == Accepts::Day),
        Content::Computed(computed) => (computed.kind, false),
        Content::Preset(_) | Content::Words(_) | Content::Open(_) => (Kind::YesNo, false),
    };
    let kind = if is_day { Kind::Date } else { kind };
    let align = match kind {
        Kind::Amount | Kind::Number | Kind::Ratio => Align::Right,
        Kind::Text if cell.area.right > cell.area.left => Align::Left,
        _ => Align::Centre,
    };
    let number_format = number_format(kind).map(Into::into);
    let format = Look { align, number_format, ..Look::default() }.format_in(style);
    match &cell.content {
        Content::Entry(entry) if entry.is_required => format.set_background_color(Color::RGB(TO_FILL)),
        Content::Entry(_) => format,
        _ => format.set_background_color(Color::RGB(PRINTED)),
    }
}

/// The sheet of the form's own checks.
pub(super) fn checks(
    book: &mut Workbook,
    pages: &[(&Page, &Checks)],
    style: &style::Style,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(words::CHECKS)?;
    for (col, width) in (0_u16..).zip(checks::WIDTHS) {
        sheet.set_column_width(col, width)?;
    }
    style::set_up_page(sheet, checks::WIDTHS.len(), checks::WIDTHS.iter().sum());
    sheet.set_landscape();
    let last = u16::try_from(checks::WIDTHS.len()).unwrap_or(u16::MAX) - 1;
    sheet.merge_range(0, 0, 0, last, words::CHECKS, &style.title())?;
    sheet.set_row_height(0, style.title_height(words::CHECKS, checks::WIDTHS.iter().sum()))?;
    let header = Look { tint: Tint::Header, ..Look::default() }.format_in(style);
    for (col, text) in (0_u16..).zip(checks::HEADERS) {
        write_text(sheet, 1, col, text, &header)?;
    }
    sheet.set_row_height(1, style.scaled(super::layout::ROW))?;
    let centre = Look::default().format_in(style);
    let left = Look { align: Align::Left, ..Look::default() }.format_in(style);
    let mut row = checks::FIRST_ROW;
    for (page, checks) in pages {
        for (number, check) in (1_u32..).zip(&checks.each) {
            sheet.write_number_with_format(row, 0, f64::from(number), &centre)?;
            write_text(sheet, row, 1, &page.sheet, &centre)?;
            write_text(sheet, row, 2, &check.what, &left)?;
            write_live(sheet, (row, 3), &check.verdict, &centre)?;
            if number == 1 {
                write_live(sheet, (row, 4), checks.missing(), &centre)?;
            } else {
                sheet.write_blank(row, 4, &centre)?;
            }
            let lines = style.lines(&check.what, checks::WIDTHS[2]);
            sheet.set_row_height(row, style.row_height(lines).max(style.scaled(super::layout::ROW)))?;
            row += 1;
        }
    }
    let fails = Format::new().set_font_color(Color::RGB(0x009C_1C1C)).set_bold();
    for word in [words::FAILS, "还有"] {
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::BeginsWith(word.to_owned()))
            .set_format(&fails);
        sheet.add_conditional_format(checks::FIRST_ROW, 3, row.max(3) - 1, 3, &rule)?;
    }
    sheet.set_repeat_rows(1, 1)?;
    protect(sheet);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_drop_downs_live_on_the_hidden_sheet_once() {
        let mut options = Options::default();
        let words = |count: usize| (0..count).map(|n| format!("选项之{n:03}")).collect::<Vec<_>>();
        let (short, long) = (words(30), words(60));
        assert_eq!(options.drop_down(&short), DropDown::Inline(&short));
        for _ in 0..2 {
            assert_eq!(options.drop_down(&long), DropDown::Range("'选项'!$A$1:$A$60".to_owned()));
        }
        let comma = vec!["甲,乙".to_owned()];
        assert_eq!(options.drop_down(&comma), DropDown::Range("'选项'!$B$1:$B$1".to_owned()));
    }
}
