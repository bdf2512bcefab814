//! What an .xls file says of its cells and the reading library does not pass on: how numbers are
//! shown, which rows and columns are hidden, which cells are merged, and results of formulas that are
//! too long for one record.

use std::io::{Cursor, Read};
use std::rc::Rc;

use super::limits::Limits;
use super::marks::{Formats, Marks, SheetMarks, u16_at, u32_at, utf16_at};
use super::number_format::NumberFormat;
use super::sheet::{Area, Value};
use super::xls_repair::STREAMS;

// Types of records.
pub(super) const FORMULA: u16 = 0x0006;
pub(super) const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
const COLUMNS: u16 = 0x007D;
pub(super) const BOUND_SHEET: u16 = 0x0085;
const MULTIPLE_RK: u16 = 0x00BD;
const MERGES: u16 = 0x00E5;
pub(super) const XF: u16 = 0x00E0;
const NUMBER: u16 = 0x0203;
pub(super) const LABEL: u16 = 0x0204;
const STRING: u16 = 0x0207;
const ROW: u16 = 0x0208;
const RK: u16 = 0x027E;
pub(super) const FORMAT: u16 = 0x041E;
pub(super) const BOF: u16 = 0x0809;

/// The version of Excel 97 to 2003, as the beginning of a stream states it.
pub(super) const BIFF8: u16 = 0x0600;

/// Where in a row's record its flags stand, and the flag of a hidden one.
const ROW_FLAGS: usize = 12;
const HIDDEN: u16 = 0x20;
/// The same of columns, whose record says which, how wide and of which style before.
const COLUMN_FLAGS: usize = 8;
const HIDDEN_COLUMN: u16 = 1;

/// The marks of a file whose sheets, charts among them, have these names; none where it cannot be
/// followed.
pub(super) fn of(bytes: &[u8], names: &[String], limits: &Limits) -> Marks {
    let stream = || {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
        let name = STREAMS.into_iter().find(|name| file.is_stream(name))?;
        let mut stream = Vec::new();
        file.open_stream(name).ok()?.take(limits.inflated).read_to_end(&mut stream).ok()?;
        Some(stream)
    };
    stream().map_or_else(Marks::default, |stream| parse(&stream, names))
}

fn parse(stream: &[u8], names: &[String]) -> Marks {
    let (mut formats, mut styles, mut starts) = (Formats::default(), Vec::new(), Vec::new());
    let mut version = 0;
    for (kind, data) in Records(stream) {
        match kind {
            BOF => version = u16_at(data, 0).unwrap_or_default(),
            FORMAT => {
                if let (Some(number), Some(text)) = (u16_at(data, 0), format_text(data, version)) {
                    formats.put(number, &text);
                }
            }
            XF => styles.push(u16_at(data, 2).unwrap_or_default()),
            // Its name may be in any code page, so sheets are told by their order.
            BOUND_SHEET => starts.push(u32_at(data, 0)),
            EOF => break,
            _ => {}
        }
    }
    let styles: Vec<Rc<NumberFormat>> = styles.into_iter().map(|format| formats.get(format)).collect();
    let marks = starts.into_iter().zip(names).filter_map(|(start, name)| {
        let start = usize::try_from(start?).ok()?;
        Some((name.clone(), sheet_marks(stream.get(start..)?, &styles)))
    });
    marks.collect()
}

fn sheet_marks(stream: &[u8], styles: &[Rc<NumberFormat>]) -> SheetMarks {
    let mut marks = SheetMarks::default();
    // A chart on a sheet is a stream inside the sheet's own.
    let mut depth = 0_u32;
    let mut formula = None;
    let mut records = Records(stream);
    while let Some((kind, data)) = records.next() {
        if kind == FORMULA {
            formula = position(data);
        }
        match kind {
            STRING if depth == 1 && continues(&records) => {
                let text = long_text(data, &mut records).map(Value::Text);
                marks.instead.extend(formula.zip(text));
            }
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            ROW if depth == 1 && u16_at(data, ROW_FLAGS).is_some_and(|flags| flags & HIDDEN != 0) => {
                marks.hidden_rows.extend(u16_at(data, 0).map(u32::from));
            }
            COLUMNS if depth == 1 => {
                let flags = u16_at(data, COLUMN_FLAGS).unwrap_or_default();
                if let Some(columns) = position(data).filter(|_| flags & HIDDEN_COLUMN != 0) {
                    marks.hidden_columns.push(columns);
                }
            }
            MERGES if depth == 1 => marks.merges.extend(data.get(2..).into_iter().flat_map(areas)),
            NUMBER | RK | FORMULA if depth == 1 => put(&mut marks, data, (0, 4), styles),
            MULTIPLE_RK if depth == 1 => {
                // Row and first column, then a style and a number for each, then the last column.
                let count = data.len().saturating_sub(6) / 6;
                (0..count).for_each(|index| put(&mut marks, data, (index, 4 + index * 6), styles));
            }
            _ => {}
        }
    }
    marks
}

/// Whether the next record goes on with the one before.
fn continues(records: &Records<'_>) -> bool {
    u16_at(records.0, 0) == Some(CONTINUE)
}

/// A text that goes on in the records after its own, each of which says anew whether its letters are
/// wide. Older files have no text of such a length.
fn long_text(data: &[u8], records: &mut Records<'_>) -> Option<String> {
    let units = usize::from(u16_at(data, 0)?);
    let mut part = data.get(2..)?;
    let mut letters = Vec::new();
    loop {
        let (flags, rest) = part.split_first()?;
        if flags & 1 == 1 {
            letters.extend(rest.chunks_exact(2).filter_map(|letter| u16_at(letter, 0)));
        } else {
            letters.extend(rest.iter().map(|letter| u16::from(*letter)));
        }
        if !continues(records) {
            break;
        }
        part = records.next()?.1;
    }
    letters.truncate(units);
    Some(String::from_utf16_lossy(&letters))
}

/// Areas: first and last row, first and last column.
fn areas(data: &[u8]) -> impl Iterator<Item = Area> + '_ {
    data.chunks_exact(8).filter_map(|area| {
        let (rows, columns) = (position(area)?, position(&area[4..])?);
        Some(Area { first: (rows.0, columns.0), last: (rows.1, columns.1) })
    })
}

fn position(data: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?)))
}

/// Marks the cell that is so many columns right of the record's first, whose style stands there.
fn put(marks: &mut SheetMarks, data: &[u8], (right, style_at): (usize, usize), styles: &[Rc<NumberFormat>]) {
    if let (Some((row, col)), Some(style)) = (position(data), u16_at(data, style_at))
        && let Ok(right) = u32::try_from(right)
    {
        marks.format((row, col + right), styles.get(usize::from(style)));
    }
}

/// The letters of a format: its number, their count, from Excel 97 on whether they are wide, and they
/// themselves.
fn format_text(data: &[u8], version: u16) -> Option<String> {
    let narrow = |letters: &[u8]| letters.iter().map(|letter| char::from(*letter)).collect();
    if version < BIFF8 {
        return Some(narrow(data.get(3..)?));
    }
    let is_wide = data.get(4)? & 1 == 1;
    if is_wide { utf16_at(data, 5, usize::from(u16_at(data, 2)?)) } else { Some(narrow(data.get(5..)?)) }
}

/// Records one after the other, as far as they go: type, length, content.
pub(super) struct Records<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((kind, data))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::intake) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    #[test]
    fn formats_hidden_rows_and_columns_and_merges_are_found() {
        let globals = [
            record(BOF, &[0, 6, 5, 0]),
            record(FORMAT, b"\xA4\x00\x04\x00\x000.0%"),
            record(XF, &[0, 0, 0, 0]),
            record(XF, &[0, 0, 10, 0]),
            record(XF, &[0, 0, 0xA4, 0]),
        ]
        .concat();
        let start = u32::try_from(globals.len() + 4 + 9 + 4).unwrap();
        let bound = [&start.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat();
        let mut row = [0; 16];
        (row[0], row[ROW_FLAGS]) = (3, 0x20);
        let sheet = [
            record(BOF, &[0; 16]),
            record(COLUMNS, &[2, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
            record(COLUMNS, &[5, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            record(ROW, &row),
            record(NUMBER, &[3, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            record(NUMBER, &[3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            record(MULTIPLE_RK, &[4, 0, 5, 0, 0, 0, 9, 9, 9, 9, 2, 0, 9, 9, 9, 9, 6, 0]),
            record(MERGES, &[1, 0, 3, 0, 5, 0, 1, 0, 2, 0]),
            record(FORMULA, &[5, 0, 7, 0, 0, 0]),
            record(STRING, &[4, 0, 1, 0xE8, 0x90]),
            record(CONTINUE, b"\x00ab"),
            record(CONTINUE, &[1, 0xE8, 0x90, 0xE8, 0x90]),
            record(FORMULA, &[6, 0, 7, 0, 0, 0]),
            record(STRING, b"\x01\x00\x00a"),
            record(EOF, &[]),
            record(NUMBER, &[9, 0, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ]
        .concat();
        let stream = [globals, record(BOUND_SHEET, &bound), record(EOF, &[]), sheet].concat();
        let names = ["a".to_owned()];
        let marks = parse(&stream, &names);
        let percent = Rc::new(NumberFormat::parse("0%"));
        let wanted = SheetMarks {
            formats: [((3, 1), Rc::clone(&percent)), ((4, 6), percent)].into(),
            hidden_rows: [3].into(),
            hidden_columns: vec![(2, 4)],
            merges: vec![Area { first: (3, 1), last: (5, 2) }],
            // The other text fits into its record.
            instead: [((5, 7), Value::Text("部ab部".to_owned()))].into(),
        };
        assert_eq!(marks.get("a"), Some(&wanted));
        // However it breaks off, what is left is followed as far as it goes.
        for cut in 0..stream.len() {
            let _ = parse(&stream[..cut], &names);
        }
    }
}
