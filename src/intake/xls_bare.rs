//! The records of an .xls file without the compound file around them, as programs behind web pages
//! write them: a whole workbook, or more often a single sheet without one.

use std::io::{Cursor, Write};

use super::format::{Format, OLD_WORKBOOK};
use super::marks::u16_at;
use super::xls_marks::{BIFF8, BOF, BOUND_SHEET, EOF, LABEL, Records};

/// The version of Excel 5 and 95, in which letters are those of a code page.
const BIFF5: u16 = 0x0500;
/// What a stream of records is of, as its beginning states it: a whole workbook, or a sheet.
const OF_WORKBOOK: u16 = 0x0005;
const OF_SHEET: u16 = 0x0010;
const CODE_PAGE: u16 = 0x0042;
const GBK: u16 = 936;
const UTF8: u16 = 65001;
/// Cells of Excel 2, which the library would pass over.
const OLDEST_CELLS: [u16; 4] = [0x0002, 0x0003, 0x0004, 0x0005];
/// Where in a cell of text its letters begin.
const LETTERS: usize = 8;
/// The bytes before a record's content.
const HEAD: usize = 4;

/// Whether a file begins like such a stream.
pub(super) fn is_bare(bytes: &[u8]) -> bool {
    Records(bytes).next().is_some_and(|(kind, data)| {
        kind == BOF && u16_at(data, 2).is_some_and(|of| [OF_WORKBOOK, OF_SHEET].contains(&of))
    })
}

/// The kind of such a file. Some state a newer version than that of their cells.
pub(super) fn format(bytes: &[u8]) -> Format {
    if Records(bytes).any(|(kind, _)| OLDEST_CELLS.contains(&kind)) {
        return Format::Unsupported(OLD_WORKBOOK);
    }
    let is_new = Records(bytes).next().is_some_and(|(_, begin)| u16_at(begin, 0) == Some(BIFF8));
    if is_new { Format::Xls } else { Format::Xls5 }
}

/// The records in a compound file, with the workbook that a single sheet lacks; `None` where they
/// are none.
pub(super) fn in_compound_file(bytes: &[u8]) -> Option<Vec<u8>> {
    let (_, begin) = Records(bytes).next()?;
    let is_new = format(bytes) == Format::Xls;
    let stream = if u16_at(begin, 2)? == OF_SHEET { with_workbook(bytes, is_new)? } else { bytes.to_vec() };
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    let name = if is_new { "/Workbook" } else { "/Book" };
    file.create_stream(name).ok()?.write_all(&stream).ok()?;
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}

/// A sheet behind a workbook of this one sheet, which has no name.
fn with_workbook(sheet: &[u8], is_new: bool) -> Option<Vec<u8>> {
    let version = if is_new { BIFF8 } else { BIFF5 }.to_le_bytes();
    let begin = |of: u16| record(BOF, &[&version[..], &of.to_le_bytes(), &[0; 4]].concat());
    let code_page = if is_utf8(sheet) { UTF8 } else { GBK };
    let mut stream = [begin(OF_WORKBOOK), record(CODE_PAGE, &code_page.to_le_bytes())].concat();
    // Place of the sheet, visible, of cells, no letters of a name; the newer version says which kind.
    let rest = if is_new { &[0, 0, 0, 0][..] } else { &[0, 0, 0] };
    let start = stream.len() + HEAD + 4 + rest.len() + HEAD;
    stream.extend(record(BOUND_SHEET, &[&u32::try_from(start).ok()?.to_le_bytes(), rest].concat()));
    stream.extend(record(EOF, &[]));
    // Its own beginning may state no version.
    stream.extend(begin(OF_SHEET));
    let (_, stated) = Records(sheet).next()?;
    stream.extend(sheet.get(HEAD + stated.len()..)?);
    Some(stream)
}

/// Whether all letters are Unicode, as some programs write them although Excel expects a code page.
fn is_utf8(sheet: &[u8]) -> bool {
    let mut labels = Records(sheet).filter(|(kind, _)| *kind == LABEL);
    labels.all(|(_, data)| std::str::from_utf8(data.get(LETTERS..).unwrap_or_default()).is_ok())
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or_default();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::limits::Limits;
    use crate::intake::sheet::Value;
    use crate::intake::workbook;

    fn label(col: u8, letters: &[u8]) -> Vec<u8> {
        let length = u8::try_from(letters.len()).unwrap();
        record(LABEL, &[&[0, 0, col, 0, 0, 0, length, 0][..], letters].concat())
    }

    fn number(col: u8, value: f64) -> Vec<u8> {
        record(0x0203, &[&[0, 0, col, 0, 0, 0][..], &value.to_le_bytes()].concat())
    }

    fn values(bytes: &[u8]) -> Vec<Value> {
        let format = Format::of(bytes, true);
        let sheets = workbook::read(bytes, &format, &Limits::default()).unwrap();
        assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), [""]);
        sheets[0].cells.iter().map(|cell| cell.value.clone()).collect()
    }

    #[test]
    fn a_sheet_without_a_workbook_is_read_in_either_code_page() {
        let wanted = [Value::Text("部门".to_owned()), Value::Number(9.5, false)];
        for letters in [encoding_rs::GBK.encode("部门").0.into_owned(), "部门".into()] {
            let begin = record(BOF, &[0, 0, 0x10, 0, 0, 0, 0, 0]);
            let bytes = [begin, label(0, &letters), number(1, 9.5), record(EOF, &[])].concat();
            assert_eq!(Format::of(&bytes, true), Format::Xls5);
            assert_eq!(values(&bytes), wanted);
            for cut in 0..bytes.len() {
                let _ = in_compound_file(&bytes[..cut]);
            }
        }
    }

    #[test]
    fn cells_of_the_oldest_kind_are_not_passed_over() {
        let begin = record(BOF, &[0, 0, 0x10, 0, 0, 0, 0, 0]);
        let old = record(0x0003, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x22, 0x40]);
        let bytes = [begin, old, label(1, b"a"), record(EOF, &[])].concat();
        assert_eq!(Format::of(&bytes, true), Format::Unsupported(OLD_WORKBOOK));
    }

    #[test]
    fn newer_letters_are_read_as_such() {
        let begin = record(BOF, &[0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let text = record(LABEL, &[0, 0, 0, 0, 0, 0, 1, 0, 1, 0xE8, 0x90]);
        let bytes = [begin, text, record(EOF, &[])].concat();
        assert_eq!(Format::of(&bytes, true), Format::Xls);
        assert_eq!(values(&bytes), [Value::Text("部".to_owned())]);
    }
}
