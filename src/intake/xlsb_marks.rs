//! What an .xlsb file says of its cells and the reading library does not pass on: how numbers are
//! shown, hidden rows and columns, merged areas, and formulas whose result is an error, which it passes over like empty cells.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::limits::Limits;
use super::marks::{Formats, Marks, SheetMarks, u16_at, u32_at, utf16_at};
use super::number_format::NumberFormat;
use super::package::{Package, attribute, elements};
use super::sheet::{Area, Value};

// Types of records.
const ROW: u16 = 0;
const RK: u16 = 2;
const REAL: u16 = 5;
const FORMULA_NUMBER: u16 = 9;
const FORMULA_ERROR: u16 = 11;
const FORMAT: u16 = 44;
const XF: u16 = 47;
const COLUMNS: u16 = 60;
const SHEET: u16 = 156;
const MERGE: u16 = 176;
const CELL_STYLES: u16 = 617;
const CELL_STYLES_END: u16 = 618;

/// Where in a row's record the flag of a hidden one stands, and the flag.
const ROW_FLAGS: usize = 11;
const HIDDEN: u8 = 0x10;
/// The same of columns, whose record says which, how wide and of which style before.
const COLUMN_FLAGS: usize = 16;
const HIDDEN_COLUMN: u16 = 1;

/// The marks of a file; none where it cannot be followed.
pub(super) fn of(bytes: &[u8], limits: &Limits) -> Marks {
    read(bytes, limits).unwrap_or_default()
}

fn read(bytes: &[u8], limits: &Limits) -> Option<Marks> {
    let mut package = Package::open(bytes, limits)?;
    let mut part = |name: &str| package.part(name);
    let mut targets = BTreeMap::new();
    elements(&part("xl/_rels/workbook.bin.rels")?, |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, target);
        }
    });
    let styles = part("xl/styles.bin").map(|styles| cell_styles(&styles)).unwrap_or_default();
    let book = part("xl/workbook.bin")?;
    let sheets = Records(&book).filter(|(kind, _)| *kind == SHEET).filter_map(|(_, data)| bound_sheet(data));
    let marks = sheets
        .filter_map(|(relation, name)| Some((name, sheet_marks(&part(targets.get(&relation)?)?, &styles))));
    Some(marks.collect())
}

/// The number format of each cell style.
fn cell_styles(styles: &[u8]) -> Vec<Rc<NumberFormat>> {
    let (mut formats, mut of_cells, mut found) = (Formats::default(), false, Vec::new());
    for (kind, data) in Records(styles) {
        match kind {
            FORMAT => {
                let text = u32_at(data, 2).and_then(|units| utf16_at(data, 6, usize::try_from(units).ok()?));
                if let (Some(number), Some(text)) = (u16_at(data, 0), text) {
                    formats.put(number, &text);
                }
            }
            CELL_STYLES => of_cells = true,
            CELL_STYLES_END => of_cells = false,
            XF if of_cells => found.push(formats.get(u16_at(data, 2).unwrap_or_default())),
            _ => {}
        }
    }
    found
}

/// A sheet's relation and its name.
fn bound_sheet(data: &[u8]) -> Option<(String, String)> {
    let units = usize::try_from(u32_at(data, 8)?).ok()?;
    let relation = utf16_at(data, 12, units)?;
    let after = units.checked_mul(2)?.checked_add(12)?;
    let name = utf16_at(data, after.checked_add(4)?, usize::try_from(u32_at(data, after)?).ok()?)?;
    Some((relation, name))
}

fn sheet_marks(sheet: &[u8], styles: &[Rc<NumberFormat>]) -> SheetMarks {
    let mut marks = SheetMarks::default();
    let mut row = 0;
    for (kind, data) in Records(sheet) {
        // A cell is its column, then three bytes of style.
        let (Some(col), Some(style)) = (u32_at(data, 0), u32_at(data, 4)) else { continue };
        match kind {
            ROW => {
                row = col;
                if data.get(ROW_FLAGS).is_some_and(|flags| flags & HIDDEN != 0) {
                    marks.hidden_rows.insert(row);
                }
            }
            RK | REAL | FORMULA_NUMBER => {
                let style = usize::try_from(style & 0x00FF_FFFF).unwrap_or(usize::MAX);
                marks.format((row, col), styles.get(style));
            }
            COLUMNS => {
                let flags = u16_at(data, COLUMN_FLAGS).unwrap_or_default();
                if flags & HIDDEN_COLUMN != 0 {
                    // Where a cell has its style, columns have their last.
                    marks.hidden_columns.push((col, style));
                }
            }
            // First and last row, first and last column.
            MERGE => {
                if let (Some(left), Some(right)) = (u32_at(data, 8), u32_at(data, 12)) {
                    marks.merges.push(Area { first: (col, left), last: (style, right) });
                }
            }
            FORMULA_ERROR => {
                let shown = data.get(8).map_or("", |code| error_name(*code));
                marks.instead.insert((row, col), Value::Error(shown.to_owned()));
            }
            _ => {}
        }
    }
    marks
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR",
    }
}

/// Records one after the other, as far as they go: type and length in sevens of bits, content.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut rest = self.0;
        let kind = u16::try_from(sevens(&mut rest, 2)?).ok()?;
        let length = usize::try_from(sevens(&mut rest, 4)?).ok()?;
        let data = rest.get(..length)?;
        self.0 = &rest[length..];
        Some((kind, data))
    }
}

/// A number in bytes of seven bits each, the lowest first, as long as the eighth is set.
fn sevens(from: &mut &[u8], most: u32) -> Option<u32> {
    let mut number = 0;
    for index in 0..most {
        let (first, rest) = from.split_first()?;
        *from = rest;
        number |= u32::from(first & 0x7F) << (7 * index);
        if first & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let low = u8::try_from(kind & 0x7F).unwrap();
        let mut bytes =
            if kind < 0x80 { vec![low] } else { vec![low | 0x80, u8::try_from(kind >> 7).unwrap()] };
        bytes.push(u8::try_from(data.len()).unwrap());
        [&bytes, data].concat()
    }

    #[test]
    fn formats_errors_merges_and_what_is_hidden_are_found() {
        let styles = [
            record(XF, &[0, 0, 9, 0]),
            record(CELL_STYLES, &[]),
            record(XF, &[0, 0, 0, 0]),
            record(XF, &[0, 0, 10, 0]),
            record(CELL_STYLES_END, &[]),
        ]
        .concat();
        let percent = Rc::new(NumberFormat::parse("0%"));
        let styles = cell_styles(&styles);
        assert_eq!(styles, [Rc::default(), Rc::clone(&percent)]);
        let cell = |col: u8, style: u8, rest: &[u8]| [&[col, 0, 0, 0, style, 0, 0, 0], rest].concat();
        let columns = |first: u8, last: u8, flags: u8| {
            [&[first, 0, 0, 0, last, 0, 0, 0], &[0; 8][..], &[flags, 0]].concat()
        };
        let area = [6, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0];
        let sheet = [
            record(COLUMNS, &columns(0, 1, 0)),
            record(COLUMNS, &columns(2, 3, 1)),
            record(ROW, &[6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, HIDDEN]),
            record(REAL, &cell(2, 1, &[0; 8])),
            record(RK, &cell(3, 0, &[0; 4])),
            record(FORMULA_ERROR, &cell(4, 1, &[0x17, 0, 0])),
            record(MERGE, &area),
        ]
        .concat();
        let wanted = SheetMarks {
            formats: [((6, 2), percent)].into(),
            hidden_rows: [6].into(),
            hidden_columns: vec![(2, 3)],
            merges: vec![Area { first: (6, 2), last: (7, 3) }],
            instead: [((6, 4), Value::Error("#REF!".to_owned()))].into(),
        };
        assert_eq!(sheet_marks(&sheet, &styles), wanted);
        for cut in 0..sheet.len() {
            let _ = sheet_marks(&sheet[..cut], &[]);
        }
    }
}
