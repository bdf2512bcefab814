//! A new workbook with the values of one that cannot be marked itself: same sheets, same cells,
//! colours and comments, no formats and no formulas.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, Note, Workbook, XlsxError};

use super::mark::Marks;
use crate::finding::Severity;
use crate::intake::sheet::{Cell, Sheet, Value};
use crate::place::CellRef;
use crate::report::packed::saved;

/// Comments are this wide, in pixels; a line of them is this high.
const NOTE_WIDTH: u32 = 340;
const LINE_HEIGHT: u32 = 18;
/// The width of a column in which a form can be read.
const COLUMN_WIDTH: f64 = 16.0;

/// The bytes of the workbook.
pub(super) fn workbook(sheets: &[Sheet], marks: &Marks) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed time of creation keeps equal copies equal in bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for (nth, sheet) in sheets.iter().enumerate() {
        let page = book.add_worksheet();
        // A name that this format refuses gives way to one that no sheet has.
        if page.set_name(sheet.name.as_str()).is_err() {
            let plain = |number: usize| format!("工作表{number}");
            let is_free = |name: &String| !sheets.iter().any(|other| other.name == *name);
            let beyond = (1..).map(|more| plain(nth + 1 + more * sheets.len()));
            let mut names = std::iter::once(plain(nth + 1)).chain(beyond);
            page.set_name(names.find(is_free).unwrap_or_default())?;
        }
        page.set_hidden(sheet.hidden);
        let marked = marks.sheets.get(&sheet.name);
        let mark_at = |cell: CellRef| marked.and_then(|marked| marked.get(&cell));
        let mut widest = 0;
        for cell in &sheet.cells {
            let Ok(col) = u16::try_from(cell.col) else { continue };
            widest = widest.max(col);
            let mark = mark_at(CellRef::new(cell.row, cell.col));
            write(page, (cell.row, col), cell, &format(mark.map(|mark| mark.severity)))?;
        }
        for (at, mark) in marked.into_iter().flatten() {
            let Ok(col) = u16::try_from(at.col) else { continue };
            if !sheet.cells.iter().any(|cell| (cell.row, cell.col) == (at.row, at.col)) {
                page.write_blank(at.row, col, &format(Some(mark.severity)))?;
            }
            let lines = u32::try_from(mark.text.lines().count()).unwrap_or(u32::MAX);
            let note = Note::new(mark.text.as_str())
                .add_author_prefix(false)
                .set_author("财政部门核对")
                .set_width(NOTE_WIDTH)
                .set_height(lines.saturating_add(2).saturating_mul(LINE_HEIGHT).min(600));
            page.insert_note(at.row, col, &note)?;
        }
        for col in 0..=widest.min(63) {
            page.set_column_width(col, COLUMN_WIDTH)?;
        }
    }
    saved(&mut book)
}

fn format(severity: Option<Severity>) -> Format {
    let plain = Format::new().set_text_wrap();
    match severity {
        None => plain,
        Some(Severity::Error) => plain.set_background_color(Color::RGB(0xFF_C7_CE)),
        Some(Severity::Warning) => plain.set_background_color(Color::RGB(0xFF_EB_9C)),
        Some(Severity::Note) => plain.set_background_color(Color::RGB(0xDD_EB_F7)),
    }
}

fn write(
    page: &mut rust_xlsxwriter::Worksheet,
    (row, col): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = match &cell.value {
        Value::Number(number, percent) if number.is_finite() => {
            let format = if *percent { format.clone().set_num_format("0.00%") } else { format.clone() };
            return page.write_number_with_format(row, col, *number, &format).map(|_| ());
        }
        #[allow(clippy::cast_precision_loss)] // beyond 2^53 a sheet cannot hold it either
        Value::Whole(whole) => {
            return page.write_number_with_format(row, col, *whole as f64, format).map(|_| ());
        }
        Value::Truth(truth) => return page.write_boolean_with_format(row, col, *truth, format).map(|_| ()),
        Value::Text(text) | Value::Error(text) => text.clone(),
        Value::Number(number, _) => number.to_string(),
        Value::Uncalculated => String::new(),
    };
    crate::report::workbook::write_text(page, row, col, &text, format)
}
