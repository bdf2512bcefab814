//! An .xls file with records that the reading library misreads, in the form in which it reads them
//! rightly.
//!
//! The library takes no number format whose number is not one of those that Excel gives to formats
//! of users: a date under such a number becomes a bare number, and an amount under the number of an
//! East Asian date becomes a day. Of formats in files older than Excel 97 it drops the first letter,
//! so that `[Red]0.00` is the date `Red]0.00` to it. It passes over formulas that are written
//! under the record types of older versions, but puts their text into the formula before. And it
//! takes memory for all the cells that a sheet claims to span, of which a few may be there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use super::limits::Limits;
use super::marks::{u16_at, u32_at};
use super::sheet::ReadError;
use super::xls_marks::{BIFF8, BOF, EOF, FORMAT, FORMULA, Records, XF};

/// What stands in a file whose records are encrypted, by whatever method.
const ENCRYPTED: u16 = 0x002F;
/// The rows and columns that a sheet claims to span, each as its first and the one after its last.
const SPAN_OF_SHEET: u16 = 0x0200;
/// Claims up to this many cells are taken as they are.
const BELIEVED: u64 = 1 << 16;
/// The content of that record in files of Excel 97 and later, and before.
const SPAN_LENGTHS: [usize; 2] = [14, 10];

/// Formulas under the types of Excel 3 and 4, with the content of those of today.
const OLD_FORMULAS: [u16; 2] = [0x0206, 0x0406];
/// The length from which on a formula is one that the library takes.
const SHORTEST_FORMULA: usize = 20;
/// Where the number of its format stands in a style.
const FORMAT_OF_STYLE: usize = 2;
/// The bytes before a record's content: its type and length.
const HEAD: usize = 4;
/// Where the letters of a format begin in files older than Excel 97.
const OLD_LETTERS: usize = 3;
/// The number of the span of time that every file has, `[h]:mm:ss`.
const SPAN: u16 = 46;
/// Numbers that are free for formats of users, in any file.
const FREE: std::ops::RangeInclusive<u16> = 164..=382;

/// The streams in which a workbook may be, the newer version first.
pub(super) const STREAMS: [&str; 2] = ["/Workbook", "/Book"];

/// The same file with such records made right; `None` where it has none, or cannot be followed.
///
/// # Errors
/// [`ReadError::Password`] where the records are encrypted.
pub(super) fn repaired(bytes: &[u8], limits: &Limits) -> Result<Option<Vec<u8>>, ReadError> {
    let Some((name, stream)) = stream(bytes, limits) else { return Ok(None) };
    if is_encrypted(&stream) {
        return Err(ReadError::Password);
    }
    let changes = changes(&stream);
    Ok(if changes.is_empty() { None } else { with_changes(bytes, name, changes) })
}

/// The stream in which the workbook is, and its name.
fn stream(bytes: &[u8], limits: &Limits) -> Option<(&'static str, Vec<u8>)> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = STREAMS.into_iter().find(|name| file.is_stream(name))?;
    let mut stream = Vec::new();
    file.open_stream(name).ok()?.take(limits.inflated).read_to_end(&mut stream).ok()?;
    Some((name, stream))
}

/// Whether a stream says so before its sheets begin. The library knows one method of several.
fn is_encrypted(stream: &[u8]) -> bool {
    Records(stream).take_while(|(kind, _)| *kind != EOF).any(|(kind, _)| kind == ENCRYPTED)
}

fn with_changes(bytes: &[u8], name: &str, changes: Vec<(usize, Vec<u8>)>) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).ok()?;
    let mut stream = file.open_stream(name).ok()?;
    for (at, content) in changes {
        stream.seek(SeekFrom::Start(at as u64)).ok()?;
        stream.write_all(&content).ok()?;
    }
    stream.flush().ok()?;
    drop(stream);
    Some(file.into_inner().into_inner())
}

/// What to put where.
fn changes(stream: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let mut changes = Vec::new();
    let (mut formats, mut styles, mut moved) = (Vec::new(), Vec::new(), BTreeMap::new());
    let (mut at, mut version) = (0, 0);
    for (kind, data) in Records(stream) {
        let content = at + HEAD;
        match kind {
            BOF => version = u16_at(data, 0).unwrap_or_default(),
            FORMAT => {
                let number = u16_at(data, 0).unwrap_or_default();
                formats.push((content, number));
                let letters = data.get(OLD_LETTERS..).filter(|_| version < BIFF8).unwrap_or_default();
                if is_span(letters) {
                    moved.insert(number, SPAN);
                } else if let Some(length) = leading(letters) {
                    changes.push((content + OLD_LETTERS, vec![b' '; length]));
                }
            }
            XF => {
                let format = u16_at(data, FORMAT_OF_STYLE);
                styles.extend(format.map(|number| (content + FORMAT_OF_STYLE, number)));
            }
            SPAN_OF_SHEET if exaggerates(data) => changes.push((content, vec![0; data.len()])),
            kind if OLD_FORMULAS.contains(&kind) && data.len() >= SHORTEST_FORMULA => {
                changes.push((at, FORMULA.to_le_bytes().to_vec()));
            }
            _ => {}
        }
        at = content + data.len();
    }
    let used: BTreeSet<u16> = formats.iter().map(|(_, number)| *number).collect();
    let mut free = FREE.filter(|number| !used.contains(number));
    let refused = used.iter().filter(|number| !is_taken(**number) && !moved.contains_key(number));
    let elsewhere: Vec<(u16, u16)> = refused.copied().zip(&mut free).collect();
    moved.extend(elsewhere);
    let move_each = |(at, number): &(usize, u16)| Some((*at, moved.get(number)?.to_le_bytes().to_vec()));
    changes.extend(formats.iter().chain(&styles).filter_map(move_each));
    changes
}

/// Whether a sheet claims to span more than is believed, or less than nothing.
fn exaggerates(data: &[u8]) -> bool {
    let wide = |at| u32_at(data, at).map(u64::from);
    let narrow = |at| u16_at(data, at).map(u64::from);
    let span = match SPAN_LENGTHS.iter().position(|length| *length == data.len()) {
        Some(0) => [wide(0), wide(4), narrow(8), narrow(10)],
        Some(_) => [0, 2, 4, 6].map(narrow),
        None => return false,
    };
    let [Some(top), Some(bottom), Some(left), Some(right)] = span else { return false };
    let cells = (|| bottom.checked_sub(top)?.checked_mul(right.checked_sub(left)?))();
    cells.is_none_or(|cells| cells > BELIEVED)
}

/// Whether a format begins as a span of time, such as `[h]:mm`.
fn is_span(letters: &[u8]) -> bool {
    let inside = letters.strip_prefix(b"[").and_then(|rest| rest.split(|letter| *letter == b']').next());
    inside.is_some_and(|unit| !unit.is_empty() && unit.iter().all(|letter| b"hmsHMS".contains(letter)))
}

/// The length of a colour, condition or literal that a format begins with. It does not bear on what
/// the format is of; without its first letter it would.
fn leading(letters: &[u8]) -> Option<usize> {
    let end = match letters.first()? {
        b'[' => letters.iter().position(|letter| *letter == b']')?,
        b'"' => 1 + letters[1..].iter().position(|letter| *letter == b'"')?,
        b'\\' | b'_' | b'*' => 1.min(letters.len() - 1),
        _ => return None,
    };
    Some(end + 1)
}

/// Whether the library takes what a file says of the format of this number.
fn is_taken(number: u16) -> bool {
    matches!(number, 5..=8 | 23..=26 | 41..=44 | 63..=66) || FREE.contains(&number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::format::Format;
    use crate::intake::sheet::{Cell, Sheet, Value};
    use crate::intake::workbook;
    use crate::intake::xls_marks::tests::record;

    /// A file older than Excel 97 of one sheet, whose name is GBK.
    fn old_book(formats: &[&str], cells: &[Vec<u8>]) -> Vec<u8> {
        let bof = |kind: u8| record(0x0809, &[0, 5, kind, 0, 0, 0, 0, 0]);
        let mut globals = [bof(5), record(0x0042, &936_u16.to_le_bytes())].concat();
        for (number, text) in (164_u16..).zip(formats) {
            let length = u8::try_from(text.len()).unwrap();
            globals.extend(record(FORMAT, &[&number.to_le_bytes()[..], &[length], text.as_bytes()].concat()));
            globals.extend(record(XF, &[&[0, 0], &number.to_le_bytes()[..], &[0; 12]].concat()));
        }
        let name = [0xD0, 0xA1];
        let start = u32::try_from(globals.len() + 4 + 9 + 4).unwrap();
        globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 2], &name].concat()));
        globals.extend(record(0x000A, &[]));
        compound("/Book", &[globals, bof(0x10), cells.concat(), record(0x000A, &[])].concat())
    }

    fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(name).unwrap().write_all(stream).unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    /// A file of one sheet with these styles' formats, saying what formats are, and with cells.
    fn book(formats: &[(u16, &str)], styles: &[u16], cells: &[Vec<u8>]) -> Vec<u8> {
        let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mut globals = bof(5);
        for (number, text) in formats {
            let letters = u16::try_from(text.len()).unwrap();
            let parts = [&number.to_le_bytes()[..], &letters.to_le_bytes(), &[0], text.as_bytes()];
            globals.extend(record(FORMAT, &parts.concat()));
        }
        for format in styles {
            globals.extend(record(XF, &[&[0, 0], &format.to_le_bytes()[..], &[0; 16]].concat()));
        }
        let start = u32::try_from(globals.len() + 13 + 4).unwrap();
        globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat()));
        globals.extend(record(0x000A, &[]));
        let sheet = [bof(0x10), cells.concat(), record(0x000A, &[])].concat();
        compound("/Workbook", &[globals, sheet].concat())
    }

    fn number(col: u8, style: u8, value: f64) -> Vec<u8> {
        record(0x0203, &[&[0, 0, col, 0, style, 0], &value.to_le_bytes()[..]].concat())
    }

    fn formula(kind: u16, col: u8, style: u8, result: [u8; 8]) -> Vec<u8> {
        let rest = [0, 0, 0, 0, 0, 0, 3, 0, 0x1E, 1, 0];
        record(kind, &[&[0, 0, col, 0, style, 0], &result[..], &rest].concat())
    }

    fn values(bytes: &[u8]) -> Vec<Value> {
        let format = Format::of(bytes, true);
        let sheets: Vec<Sheet> = workbook::read(bytes, &format, &Limits::default()).unwrap();
        sheets[0].cells.iter().map(|Cell { value, .. }| value.clone()).collect()
    }

    #[test]
    fn what_the_file_says_of_a_format_counts_whatever_its_number() {
        let formats = [(52, "#,##0.00"), (59, "mmm d, yyyy"), (164, "0.0%"), (60, "0.00\"%\"")];
        let cells = [number(0, 0, 39_385.0), number(1, 1, 45_291.0), number(2, 2, 0.5), number(3, 3, 95.0)];
        let read = values(&book(&formats, &[52, 59, 164, 60], &cells));
        let day = Value::Text("2023-12-31".to_owned());
        assert_eq!(
            read,
            [
                Value::Number(39_385.0, false),
                day.clone(),
                Value::Number(0.5, true),
                Value::Number(95.0, false)
            ]
        );
        // Where the file says nothing, 58 is a date, as Excel shows it.
        assert_eq!(values(&book(&[], &[58], &[number(0, 0, 45_291.0)])), [day]);
    }

    #[test]
    fn formulas_under_older_types_keep_their_results() {
        let cells = [
            formula(0x0006, 0, 0, 7.0_f64.to_le_bytes()),
            formula(0x0406, 1, 0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
            record(0x0207, &[1, 0, 0, b'x']),
            formula(0x0206, 2, 1, 0.5_f64.to_le_bytes()),
        ];
        let wanted = [Value::Number(7.0, false), Value::Text("x".to_owned()), Value::Number(0.5, true)];
        assert_eq!(values(&book(&[], &[0, 9], &cells)), wanted);
    }

    #[test]
    fn formats_of_older_files_are_read_from_their_first_letter_on() {
        let formats = ["[Red]0.00", "[h]:mm:ss;@", "0.00%", "yyyy-mm-dd", "\"days \"0", "[$-804]yyyy"];
        let cells: Vec<Vec<u8>> = (0..6).map(|at| number(at, at, 45_291.0)).collect();
        let bytes = old_book(&formats, &cells);
        assert_eq!(Format::of(&bytes, true), Format::Xls5);
        let (plain, day) = (Value::Number(45_291.0, false), Value::Text("2023-12-31".to_owned()));
        let percent = Value::Number(45_291.0, true);
        assert_eq!(values(&bytes), [plain.clone(), plain.clone(), percent, day.clone(), plain, day]);
    }

    #[test]
    fn encrypted_records_are_named_whatever_the_method() {
        // The obfuscation of Excel 95 is method 0, which the library takes for none.
        for method in [0, 1] {
            let bof = record(BOF, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            let stream = [bof, record(ENCRYPTED, &[method, 0, 7, 7, 7, 7]), record(0x0085, &[0x37; 20])];
            let bytes = compound("/Workbook", &[stream.concat(), record(EOF, &[])].concat());
            let read = workbook::read(&bytes, &Format::Xls, &Limits::default());
            assert_eq!(read, Err(ReadError::Password));
        }
    }

    #[test]
    fn what_a_sheet_claims_to_span_costs_nothing() {
        let span = |numbers: [u32; 4]| {
            let [top, bottom, left, right] = numbers.map(u32::to_le_bytes);
            record(SPAN_OF_SHEET, &[&top[..], &bottom, &left[..2], &right[..2], &[0, 0]].concat())
        };
        for numbers in [[0, 65_536, 0, 256], [0, u32::MAX, 0, 256], [9, 2, 0, 1]] {
            let bytes = book(&[], &[0], &[span(numbers), number(1, 0, 7.0)]);
            assert_eq!(values(&bytes), [Value::Number(7.0, false)], "{numbers:?}");
            assert!(repaired(&bytes, &Limits::default()).unwrap().is_some());
        }
        let modest = book(&[], &[0], &[span([0, 100, 0, 9]), number(1, 0, 7.0)]);
        assert_eq!(repaired(&modest, &Limits::default()), Ok(None));
    }

    #[test]
    fn a_file_without_such_records_stays() {
        let bytes = book(&[(164, "0.0%")], &[0, 164], &[number(0, 1, 1.0)]);
        assert_eq!(repaired(&bytes, &Limits::default()), Ok(None));
        for cut in 0..bytes.len() {
            let _ = repaired(&bytes[..cut], &Limits::default());
        }
    }
}
