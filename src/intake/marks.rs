//! What a file says of its cells and the reading library does not pass on, for formats made of
//! records.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::number_format::NumberFormat;
use super::sheet::{Area, Cell, Sheet, Value};

/// The two percentage formats that every file has without saying so: `0%` and `0.00%`.
const BUILT_IN_PERCENT: [u16; 2] = [9, 10];

/// The number formats of a file by their numbers.
pub(super) struct Formats(BTreeMap<u16, Rc<NumberFormat>>);

impl Default for Formats {
    fn default() -> Self {
        let percent = Rc::new(NumberFormat::parse("0%"));
        Self(BUILT_IN_PERCENT.map(|number| (number, Rc::clone(&percent))).into())
    }
}

impl Formats {
    /// Takes what a file says of a number, which outweighs what stands for it otherwise.
    pub(super) fn put(&mut self, number: u16, code: &str) {
        self.0.insert(number, Rc::new(NumberFormat::parse(code)));
    }

    /// The format of a number.
    pub(super) fn get(&self, number: u16) -> Rc<NumberFormat> {
        self.0.get(&number).cloned().unwrap_or_default()
    }
}

/// The marks of a file's sheets by their names.
pub(super) type Marks = BTreeMap<String, SheetMarks>;

/// The marks of one sheet.
#[derive(Debug, Default, PartialEq)]
pub(super) struct SheetMarks {
    /// The formats of cells where these say something.
    pub(super) formats: BTreeMap<(u32, u32), Rc<NumberFormat>>,
    /// Rows that are hidden.
    pub(super) hidden_rows: BTreeSet<u32>,
    /// Columns that are hidden: first and last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Merged areas.
    pub(super) merges: Vec<Area>,
    /// What cells hold that the library passes over or reads in part.
    pub(super) instead: BTreeMap<(u32, u32), Value>,
}

impl SheetMarks {
    /// Notes a cell's format, if it says anything.
    pub(super) fn format(&mut self, position: (u32, u32), format: Option<&Rc<NumberFormat>>) {
        if let Some(format) = format.filter(|format| ***format != NumberFormat::default()) {
            self.formats.insert(position, Rc::clone(format));
        }
    }

    /// Marks the cells of a sheet and puts in what was lost.
    pub(super) fn apply(mut self, sheet: &mut Sheet) {
        let mut looks = Vec::new();
        for cell in &mut sheet.cells {
            let position = (cell.row, cell.col);
            if let Some(value) = self.instead.remove(&position) {
                cell.value = value;
            }
            let Some(format) = self.formats.get(&position) else { continue };
            // A whole number, as 100%, is stored as 1.
            if let Value::Whole(whole) = cell.value
                && let Ok(small) = i32::try_from(whole)
            {
                cell.value = Value::Number(f64::from(small), false);
            }
            if let Value::Number(value, percent) = &mut cell.value {
                *percent |= format.percent;
                looks.extend(format.look(*value).map(|look| (position, look.clone())));
            }
        }
        let lost = self.instead.into_iter();
        sheet.cells.extend(lost.map(|((row, col), value)| Cell { row, col, value }));
        for (position, look) in looks {
            sheet.look(position, look);
        }
        sheet.hidden_rows = self.hidden_rows.into_iter().collect();
        sheet.hidden_columns = self.hidden_columns;
        sheet.merges = self.merges;
    }
}

/// Marks every sheet of a file that has marks.
pub(super) fn apply(mut marks: Marks, sheets: &mut [Sheet]) {
    for sheet in sheets {
        if let Some(marks) = marks.remove(&sheet.name) {
            marks.apply(sheet);
        }
    }
}

/// Two bytes as a number.
pub(crate) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes as a number.
pub(crate) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Text of so many units from `at` on.
pub(super) fn utf16_at(data: &[u8], at: usize, units: usize) -> Option<String> {
    let bytes = data.get(at..at.checked_add(units.checked_mul(2)?)?)?;
    let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|unit| u16_at(unit, 0)).collect();
    Some(String::from_utf16_lossy(&units))
}
