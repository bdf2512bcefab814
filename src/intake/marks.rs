//! What a file says of its cells and the reading library does not pass on, for formats made of
//! records.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Cell, Sheet, Value};

/// The two percentage formats that every file has without saying so: `0%` and `0.00%`.
pub(super) const BUILT_IN_PERCENT: [u16; 2] = [9, 10];

/// The marks of a file's sheets by their names.
pub(super) type Marks = BTreeMap<String, SheetMarks>;

/// The marks of one sheet.
#[derive(Debug, Default, PartialEq)]
pub(super) struct SheetMarks {
    /// Cells whose number is shown as a percentage.
    pub(super) percent: BTreeSet<(u32, u32)>,
    /// Rows that are hidden.
    pub(super) hidden_rows: BTreeSet<u32>,
    /// Cells that the library passes over although they hold something.
    pub(super) lost: BTreeMap<(u32, u32), Value>,
}

impl SheetMarks {
    /// Marks the cells of a sheet and puts in those that were lost.
    pub(super) fn apply(self, sheet: &mut Sheet) {
        let mut seen = BTreeSet::new();
        for cell in &mut sheet.cells {
            let position = (cell.row, cell.col);
            if !self.lost.is_empty() {
                seen.insert(position);
            }
            match &mut cell.value {
                Value::Number(_, percent) => *percent |= self.percent.contains(&position),
                // A whole percentage, as 100%, is stored as 1.
                Value::Whole(whole) if self.percent.contains(&position) => {
                    if let Ok(small) = i32::try_from(*whole) {
                        cell.value = Value::Number(f64::from(small), true);
                    }
                }
                _ => {}
            }
        }
        let lost = self.lost.into_iter().filter(|(position, _)| !seen.contains(position));
        sheet.cells.extend(lost.map(|((row, col), value)| Cell { row, col, value }));
        sheet.hidden_rows = self.hidden_rows.into_iter().collect();
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

/// Whether a number format shows percentages: a sign in quotes or behind a backslash is only written
/// after the number, as in `0.00"%"`, and the number is not a ratio.
pub(super) fn shows_percent(format: &str) -> bool {
    let (mut quoted, mut letters) = (false, format.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // The next letter stands for itself, gives a width, or fills the cell.
            '\\' | '_' | '*' => {
                letters.next();
            }
            '%' => return true,
            _ => {}
        }
    }
    false
}

/// Two bytes as a number.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes as a number.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Text of so many units from `at` on.
pub(super) fn utf16_at(data: &[u8], at: usize, units: usize) -> Option<String> {
    let bytes = data.get(at..at.checked_add(units.checked_mul(2)?)?)?;
    let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|unit| u16_at(unit, 0)).collect();
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sign_that_is_meant_makes_a_percentage() {
        for format in ["0%", "0.00%", "[=0]\"-\";0.0%", "\"约\"0%", "0.0_ %", "0\\\\%"] {
            assert!(shows_percent(format), "{format}");
        }
        for format in ["", "0.00", "0.00\"%\"", "0\\%", "0_%", "0*%", "0\"a%b\""] {
            assert!(!shows_percent(format), "{format}");
        }
    }
}
