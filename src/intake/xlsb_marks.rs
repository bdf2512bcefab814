//! What an .xlsb file says of its cells and the reading library does not pass on: percentages,
//! hidden rows, and formulas whose result is an error, which it passes over like empty cells.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::Limits;
use super::marks::{BUILT_IN_PERCENT, Marks, SheetMarks, shows_percent, u16_at, u32_at, utf16_at};
use super::package::{Package, attribute, elements};
use super::sheet::Value;

// Types of records.
const ROW: u16 = 0;
const RK: u16 = 2;
const REAL: u16 = 5;
const FORMULA_NUMBER: u16 = 9;
const FORMULA_ERROR: u16 = 11;
const FORMAT: u16 = 44;
const XF: u16 = 47;
const SHEET: u16 = 156;
const CELL_STYLES: u16 = 617;
const CELL_STYLES_END: u16 = 618;

/// Where in a row's record the flag of a hidden one stands, and the flag.
const ROW_FLAGS: usize = 11;
const HIDDEN: u8 = 0x10;

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
            targets.insert(id, format!("xl/{target}"));
        }
    });
    let percent = part("xl/styles.bin").map(|styles| percent_styles(&styles)).unwrap_or_default();
    let book = part("xl/workbook.bin")?;
    let sheets = Records(&book).filter(|(kind, _)| *kind == SHEET).filter_map(|(_, data)| bound_sheet(data));
    let marks = sheets
        .filter_map(|(relation, name)| Some((name, sheet_marks(&part(targets.get(&relation)?)?, &percent))));
    Some(marks.collect())
}

/// Which cell styles show a percentage, by their number.
fn percent_styles(styles: &[u8]) -> Vec<bool> {
    let (mut formats, mut of_cells, mut percent) = (BTreeSet::from(BUILT_IN_PERCENT), false, Vec::new());
    for (kind, data) in Records(styles) {
        match kind {
            FORMAT => {
                let text = u32_at(data, 2).and_then(|units| utf16_at(data, 6, usize::try_from(units).ok()?));
                if text.is_some_and(|text| shows_percent(&text)) {
                    formats.extend(u16_at(data, 0));
                }
            }
            CELL_STYLES => of_cells = true,
            CELL_STYLES_END => of_cells = false,
            XF if of_cells => percent.push(u16_at(data, 2).is_some_and(|format| formats.contains(&format))),
            _ => {}
        }
    }
    percent
}

/// A sheet's relation and its name.
fn bound_sheet(data: &[u8]) -> Option<(String, String)> {
    let units = usize::try_from(u32_at(data, 8)?).ok()?;
    let relation = utf16_at(data, 12, units)?;
    let after = units.checked_mul(2)?.checked_add(12)?;
    let name = utf16_at(data, after.checked_add(4)?, usize::try_from(u32_at(data, after)?).ok()?)?;
    Some((relation, name))
}

fn sheet_marks(sheet: &[u8], percent: &[bool]) -> SheetMarks {
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
                if percent.get(style).copied().unwrap_or_default() {
                    marks.percent.insert((row, col));
                }
            }
            FORMULA_ERROR => {
                let shown = data.get(8).map_or("", |code| error_name(*code));
                marks.lost.insert((row, col), Value::Error(shown.to_owned()));
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
    fn percentages_errors_and_hidden_rows_are_found() {
        let styles = [
            record(XF, &[0, 0, 9, 0]),
            record(CELL_STYLES, &[]),
            record(XF, &[0, 0, 0, 0]),
            record(XF, &[0, 0, 10, 0]),
            record(CELL_STYLES_END, &[]),
        ]
        .concat();
        assert_eq!(percent_styles(&styles), [false, true]);
        let cell = |col: u8, style: u8, rest: &[u8]| [&[col, 0, 0, 0, style, 0, 0, 0], rest].concat();
        let sheet = [
            record(ROW, &[6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, HIDDEN]),
            record(REAL, &cell(2, 1, &[0; 8])),
            record(RK, &cell(3, 0, &[0; 4])),
            record(FORMULA_ERROR, &cell(4, 1, &[0x17, 0, 0])),
        ]
        .concat();
        let wanted = SheetMarks {
            percent: [(6, 2)].into(),
            hidden_rows: [6].into(),
            lost: [((6, 4), Value::Error("#REF!".to_owned()))].into(),
        };
        assert_eq!(sheet_marks(&sheet, &[false, true]), wanted);
        for cut in 0..sheet.len() {
            let _ = sheet_marks(&sheet[..cut], &[]);
        }
    }
}
