//! Any spreadsheet file to grids, by calamine, whatever the file is called.

use std::cell::Cell as Flag;
use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, Reader, Sheet, SheetType, SheetVisible, Xls, XlsOptions, Xlsb,
    XlsbError, Xlsx, XlsxError,
};

use super::grid::{Content, Grid};
use crate::number::Number;
use crate::place::Place;

/// Cells that one file may hold; the forms that this program reads have a few thousand.
const CELL_BUDGET: usize = 4_000_000;
/// The signature of a compound file: .xls, or a package that a password protects.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The signature of a zip archive: .xlsx, .xlsb, .ods.
const ZIP: &[u8] = b"PK\x03\x04";
/// UTF-16, the only code page of the .xls version that is in use; some writers state another.
const UTF16: u16 = 1200;

/// Why a file could not be read as a spreadsheet; the words are what the clerk sees.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("文件为空")]
    Empty,
    /// Some other kind of file; carries what it seems to be.
    #[error("不是电子表格（实为{0}）")]
    NotASpreadsheet(&'static str),
    /// Protected by a password.
    #[error("文件设有打开密码")]
    Password,
    /// More cells than the budget allows.
    #[error("单元格过多，超出可读上限")]
    TooLarge,
    /// The file is damaged; carries the reader's own reason, which is for developers.
    #[error("文件已损坏或格式不受支持")]
    Damaged(String),
}

/// Reads every sheet of a file's bytes, addressed below `file`.
///
/// # Errors
/// A [`ReadError`] naming what the file really is or what is wrong with it. Never panics: a panic
/// of the reading library is an error like any other.
pub fn read(file: &Place, bytes: &[u8]) -> Result<Vec<Grid>, ReadError> {
    thread_local!(static QUIET: Flag<bool> = const { Flag::new(false) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| read_inner(file, bytes)));
    QUIET.set(false);
    outcome.unwrap_or_else(|_| Err(ReadError::Damaged("读取时出错".to_owned())))
}

fn read_inner(file: &Place, bytes: &[u8]) -> Result<Vec<Grid>, ReadError> {
    let cursor = Cursor::new(bytes);
    if bytes.is_empty() {
        Err(ReadError::Empty)
    } else if bytes.starts_with(COMPOUND) {
        if utf16_position(bytes, "EncryptedPackage").is_some() {
            return Err(ReadError::Password);
        }
        let mut options = XlsOptions::default();
        // Only BIFF8 has the stream name "Workbook"; older files keep their own code page.
        options.force_codepage = utf16_position(bytes, "Workbook").map(|_| UTF16);
        let mut book = Xls::new_with_options(cursor, options).map_err(|error| match error {
            calamine::XlsError::Password => ReadError::Password,
            other => ReadError::Damaged(other.to_string()),
        })?;
        by_range(file, &mut book)
    } else if bytes.starts_with(ZIP) {
        match Xlsx::new(cursor.clone()) {
            Ok(mut book) => xlsx(file, &mut book),
            Err(XlsxError::Password) => Err(ReadError::Password),
            Err(error) => {
                if let Ok(mut book) = Xlsb::new(cursor.clone()) {
                    xlsb(file, &mut book)
                } else if let Ok(mut book) = Ods::new(cursor) {
                    by_range(file, &mut book)
                } else {
                    Err(ReadError::Damaged(error.to_string()))
                }
            }
        }
    } else {
        Err(ReadError::NotASpreadsheet(real_kind(bytes)))
    }
}

/// What a file that is no spreadsheet seems to be.
fn real_kind(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(1024)];
    let lower = String::from_utf8_lossy(head).to_lowercase();
    if head.starts_with(b"%PDF") {
        "PDF 文件"
    } else if head.starts_with(b"\x89PNG") || head.starts_with(&[0xFF, 0xD8]) || head.starts_with(b"GIF8") {
        "图片"
    } else if lower.contains("<html") || lower.contains("<table") || lower.contains("<!doctype") {
        "网页"
    } else if lower.trim_start().starts_with("<?xml") {
        "XML 文件"
    } else if !head.contains(&0) {
        "文本文件"
    } else {
        "其他类型的文件"
    }
}

/// Where a name of the compound file's directory stands, which is UTF-16.
fn utf16_position(bytes: &[u8], name: &str) -> Option<usize> {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Reads every worksheet with `fill`, within one budget of cells for the whole file.
fn worksheets(
    file: &Place,
    sheets: Vec<Sheet>,
    mut fill: impl FnMut(&str, &mut Filling) -> Result<(), ReadError>,
) -> Result<Vec<Grid>, ReadError> {
    let mut left = CELL_BUDGET;
    let mut grids = Vec::new();
    for sheet in sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let grid = Grid::new(file.sheet(sheet.name.as_str()), sheet.visible != SheetVisible::Visible);
        let mut filling = Filling { grid, left };
        fill(&sheet.name, &mut filling)?;
        left = filling.left;
        grids.push(filling.grid);
    }
    Ok(grids)
}

/// A sheet being filled, and the cells that the file may still hold.
struct Filling {
    grid: Grid,
    left: usize,
}

impl Filling {
    fn put(&mut self, (row, col): (u32, u32), content: Option<Content>) -> Result<(), ReadError> {
        self.left = self.left.checked_sub(1).ok_or(ReadError::TooLarge)?;
        if let Some(content) = content {
            self.grid.put(row, col, content);
        }
        Ok(())
    }
}

fn xlsx(file: &Place, book: &mut Xlsx<Cursor<&[u8]>>) -> Result<Vec<Grid>, ReadError> {
    let damaged = |error: XlsxError| ReadError::Damaged(error.to_string());
    worksheets(file, book.sheets_metadata().to_vec(), |name, filling| {
        let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
        let percent: Vec<bool> = cells
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%')))
            .collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
            let is_percent = percent.get(style).copied().unwrap_or_default();
            filling.put(cell.get_position(), content_ref(cell.get_value(), is_percent))?;
        }
        Ok(())
    })
}

/// Cell by cell, since a sheet with one cell in each far corner would not fit as a rectangle.
fn xlsb(file: &Place, book: &mut Xlsb<Cursor<&[u8]>>) -> Result<Vec<Grid>, ReadError> {
    let damaged = |error: XlsbError| ReadError::Damaged(error.to_string());
    worksheets(file, book.sheets_metadata().to_vec(), |name, filling| {
        let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            filling.put(cell.get_position(), content_ref(cell.get_value(), false))?;
        }
        Ok(())
    })
}

/// The formats whose number formats the library does not tell: a percentage is a bare ratio.
fn by_range<'a, R>(file: &Place, book: &mut R) -> Result<Vec<Grid>, ReadError>
where
    R: Reader<Cursor<&'a [u8]>>,
{
    worksheets(file, book.sheets_metadata().to_vec(), |name, filling| {
        let range = book.worksheet_range(name).map_err(|error| ReadError::Damaged(format!("{error:?}")))?;
        let (top, start) = range.start().unwrap_or_default();
        for (row, col, value) in range.used_cells() {
            // A range is built from positions that fit the format's own bounds.
            let position = (top.saturating_add(as_u32(row)), start.saturating_add(as_u32(col)));
            filling.put(position, content(value))?;
        }
        Ok(())
    })
}

fn as_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn content_ref(value: &DataRef<'_>, percent: bool) -> Option<Content> {
    match value {
        DataRef::SharedString(text) => Some(Content::Text((*text).to_owned())),
        DataRef::Int(whole) => Some(Content::Number { value: Number::from(*whole), percent }),
        DataRef::Float(binary) => Some(number(*binary, percent)),
        other => content(&Data::from(other.clone())),
    }
}

fn content(value: &Data) -> Option<Content> {
    Some(match value {
        Data::Empty => return None,
        Data::String(text) => Content::Text(text.clone()),
        Data::Int(whole) => Content::Number { value: Number::from(*whole), percent: false },
        Data::Float(binary) => number(*binary, false),
        Data::Bool(truth) => Content::Truth(*truth),
        Data::Error(error) => Content::Error(error.to_string()),
        Data::DateTime(date) => day(date).map_or_else(|| number(date.as_f64(), false), Content::Text),
        Data::DateTimeIso(text) => Content::Text(text.split('T').next().unwrap_or_default().to_owned()),
        Data::DurationIso(text) => Content::Text(text.clone()),
    })
}

fn number(binary: f64, percent: bool) -> Content {
    Number::from_f64(binary)
        .map_or_else(|| Content::Error(binary.to_string()), |value| Content::Number { value, percent })
}

/// A date as text; a time of day alone is no date.
fn day(date: &ExcelDateTime) -> Option<String> {
    let stamp = date.is_datetime().then(|| date.as_datetime())??;
    Some(stamp.format("%Y-%m-%d").to_string())
}
