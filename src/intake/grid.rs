//! A sheet as cells with addresses: what every spreadsheet format is brought to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::number_format::Look;
use super::sheet::{Area, Sheet, Value};
use crate::number::Number;
use crate::place::{CellRef, Place};

/// A sheet's cells.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The file and sheet.
    pub place: Place,
    /// Whether the sheet is hidden.
    pub hidden: bool,
    /// Hidden rows that hold something, where the format tells of them.
    pub hidden_rows: Vec<u32>,
    /// Hidden columns that hold something, where the format tells of them.
    pub hidden_columns: Vec<u32>,
    /// Cells that hold something, by row and column.
    pub rows: BTreeMap<u32, BTreeMap<u32, Content>>,
    /// Merged areas that hold something: the last row and column that are used, by the first column
    /// and row.
    merges: BTreeMap<(u32, u32), (u32, u32)>,
    /// Whether rows and columns have changed places; addresses are the sheet's all the same.
    turned: bool,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(String),
    /// A number, and whether its format shows it as a percentage.
    Number {
        /// The stored number (0.95 of 95%).
        value: Number,
        /// Whether the cell's format is a percentage.
        percent: bool,
    },
    /// A number that its format shows with words or in another scale.
    Formatted {
        /// The stored number.
        value: Number,
        /// What is shown beside or instead of it. Boxed, as few cells have one and all would be as large.
        look: Box<Look>,
    },
    /// A truth value.
    Truth(bool),
    /// An error value, as the sheet shows it.
    Error(String),
    /// A formula of which the file does not hold the result.
    Uncalculated,
}

impl Content {
    fn of(value: Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            // NaN and the infinities are no numbers of a form.
            Value::Number(binary, percent) => Number::from_f64(binary)
                .map_or_else(|| Self::Error(binary.to_string()), |value| Self::Number { value, percent }),
            Value::Whole(whole) => Self::Number { value: Number::from(whole), percent: false },
            Value::Truth(truth) => Self::Truth(truth),
            Value::Error(shown) => Self::Error(shown),
            Value::Uncalculated => Self::Uncalculated,
        }
    }

    /// The text as the sheet shows it, without surrounding blanks.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => text.trim().to_owned(),
            Self::Number { value, percent: true } => value.percent(20),
            Self::Number { value, percent: false } => value.plain(),
            Self::Formatted { value, look } => look.shown(value),
            Self::Uncalculated => String::new(),
            Self::Truth(truth) => if *truth { "是" } else { "否" }.to_owned(),
        }
    }
}

impl Grid {
    /// An empty sheet.
    #[must_use]
    pub fn new(place: Place, hidden: bool) -> Self {
        Self {
            place,
            hidden,
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            rows: BTreeMap::new(),
            merges: BTreeMap::new(),
            turned: false,
        }
    }

    /// The cells of a sheet of `file`, as a reader handed them on.
    #[must_use]
    pub fn of(file: &Place, sheet: Sheet) -> Self {
        // A table kept as text has one sheet without a name.
        let place = if sheet.name.is_empty() { file.clone() } else { file.sheet(sheet.name) };
        let mut grid = Self::new(place, sheet.hidden);
        for cell in sheet.cells {
            grid.put(cell.row, cell.col, Content::of(cell.value));
        }
        for (row, col, look) in sheet.looking {
            let cell = grid.rows.get_mut(&row).and_then(|cells| cells.get_mut(&col));
            if let (Some(cell), Some(look)) = (cell, sheet.looks.get(look as usize))
                && let Content::Number { value, percent: false } = cell
            {
                *cell = Content::Formatted { value: value.clone(), look: look.clone().into() };
            }
        }
        grid.hidden_rows = sheet.hidden_rows.into_iter().filter(|row| grid.rows.contains_key(row)).collect();
        grid.hide_columns(&sheet.hidden_columns);
        grid.merge(&sheet.merges);
        grid
    }

    fn hide_columns(&mut self, hidden: &[(u32, u32)]) {
        if hidden.is_empty() {
            return;
        }
        let used: BTreeSet<u32> = self.rows.values().flat_map(BTreeMap::keys).copied().collect();
        let is_hidden = |col: &u32| hidden.iter().any(|(first, last)| (*first..=*last).contains(col));
        self.hidden_columns = used.into_iter().filter(is_hidden).collect();
    }

    /// Notes merged areas, clipped to what is used: one over the whole sheet costs no more than
    /// another.
    fn merge(&mut self, areas: &[Area]) {
        let bottom = self.rows.keys().next_back().copied().unwrap_or_default();
        let right = self.rows.values().filter_map(|cells| cells.keys().next_back()).max().copied();
        for area in areas {
            let (row, col) = area.first;
            let last = (area.last.0.min(bottom), area.last.1.min(right.unwrap_or_default()));
            if (last.0 > row || last.1 > col) && self.get(row, col).is_some() {
                self.merges.insert((col, row), last);
            }
        }
    }

    /// The last row and column of the merged area that a cell begins; the cell itself where it
    /// begins none.
    #[must_use]
    pub fn extent(&self, row: u32, col: u32) -> (u32, u32) {
        let (last_row, last_col) = self.merges.get(&(col, row)).copied().unwrap_or((row, col));
        (last_row.max(row), last_col.max(col))
    }

    /// The row above from which a merged area reaches down over a cell that holds nothing itself: what
    /// that row says in this column, this one says too.
    #[must_use]
    pub fn merged_from(&self, row: u32, col: u32) -> Option<u32> {
        // Areas do not overlap, so that only the nearest above can reach so far.
        let ((_, first), (last, _)) = self.merges.range((col, 0)..(col, row)).next_back()?;
        (*last >= row && self.get(row, col).is_none()).then_some(*first)
    }

    /// Whether a merged area below these rows begins left of a column and reaches into it.
    #[must_use]
    pub fn is_crossed(&self, col: u32, rows: Range<u32>) -> bool {
        let crosses = |((first, row), (_, last)): (&(u32, u32), &(u32, u32))| {
            *first < col && *last >= col && rows.contains(row)
        };
        self.merges.iter().any(crosses)
    }

    /// The cells of some rows and columns, at their own addresses.
    #[must_use]
    pub fn part(&self, rows: Range<u32>, cols: Range<u32>) -> Self {
        let mut part = Self::new(self.place.clone(), self.hidden);
        part.turned = self.turned;
        for (row, cells) in self.rows.range(rows.clone()) {
            for (col, content) in cells.range(cols.clone()) {
                part.put(*row, *col, content.clone());
            }
        }
        let inside = |((col, row), _): &(&(u32, u32), &(u32, u32))| cols.contains(col) && rows.contains(row);
        part.merges = self.merges.iter().filter(inside).map(|(first, last)| (*first, *last)).collect();
        part
    }

    /// The sheet with its rows as columns. What it says of places stays the sheet's own.
    #[must_use]
    pub fn turned(&self) -> Self {
        let mut turned = Self::new(self.place.clone(), self.hidden);
        turned.turned = !self.turned;
        for (row, cells) in &self.rows {
            for (col, content) in cells {
                turned.put(*col, *row, content.clone());
            }
        }
        turned.merges =
            self.merges.iter().map(|((col, row), last)| ((*row, *col), (last.1, last.0))).collect();
        turned
    }

    /// The first cell with characters that no text has: NUL and the C1 controls, which come of
    /// reading one encoding as another.
    #[must_use]
    pub fn garbled(&self) -> Option<(u32, u32)> {
        let garbled = |content: &Content| {
            let Content::Text(text) = content else { return false };
            text.chars().any(|c| matches!(c, '\0' | '\u{80}'..='\u{9F}'))
        };
        let mut cells = self.rows.iter().flat_map(|(row, cells)| cells.iter().map(|cell| (*row, cell)));
        cells.find(|(_, (_, content))| garbled(content)).map(|(row, (col, _))| (row, *col))
    }

    /// Puts `content` into a cell; blank text is left out.
    pub fn put(&mut self, row: u32, col: u32, content: Content) {
        if !matches!(&content, Content::Text(text) if text.trim().is_empty()) {
            self.rows.entry(row).or_default().insert(col, content);
        }
    }

    /// A cell's content.
    #[must_use]
    pub fn get(&self, row: u32, col: u32) -> Option<&Content> {
        self.rows.get(&row)?.get(&col)
    }

    /// The text of a cell that holds text.
    #[must_use]
    pub fn text(&self, row: u32, col: u32) -> Option<&str> {
        match self.get(row, col) {
            Some(Content::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The cells of a row that hold text.
    pub fn texts(&self, row: u32) -> impl Iterator<Item = (u32, &str)> {
        self.rows.get(&row).into_iter().flatten().filter_map(|(col, content)| match content {
            Content::Text(text) => Some((*col, text.as_str())),
            _ => None,
        })
    }

    /// The next row that holds something; beyond every row where none does. A cell in the last row
    /// of a sheet must not cost the million rows above it.
    #[must_use]
    pub fn next_row(&self, row: u32) -> u32 {
        let after = row.saturating_add(1);
        self.rows.range(after..).next().map_or(u32::MAX, |(next, _)| *next)
    }

    /// How many cells of a row hold something.
    #[must_use]
    pub fn width(&self, row: u32) -> usize {
        self.rows.get(&row).map_or(0, BTreeMap::len)
    }

    /// The place of a cell.
    #[must_use]
    pub fn at(&self, row: u32, col: u32) -> Place {
        let (row, col) = if self.turned { (col, row) } else { (row, col) };
        self.place.cell(CellRef::new(row, col))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::sheet::Cell;

    #[test]
    fn merged_areas_are_clipped_and_known_downwards() {
        let text = |row, col| Cell { row, col, value: Value::Text("x".to_owned()) };
        let sheet = Sheet {
            cells: vec![text(0, 0), text(1, 1), text(4, 0), text(4, 2)],
            merges: vec![
                Area { first: (0, 0), last: (3, 0) },
                Area { first: (1, 1), last: (1_048_575, 16_383) },
                Area { first: (9, 9), last: (10, 10) },
            ],
            ..Sheet::default()
        };
        let grid = Grid::of(&Place::file("x.xlsx"), sheet);
        assert_eq!(grid.merges, [((0, 0), (3, 0)), ((1, 1), (4, 2))].into());
        assert_eq!([grid.extent(1, 1), grid.extent(0, 0), grid.extent(4, 2)], [(4, 2), (3, 0), (4, 2)]);
        let turned = grid.turned();
        assert_eq!([turned.merged_from(1, 1), turned.merged_from(2, 1)], [None, Some(1)]);
        assert_eq!(turned.at(0, 4), grid.at(4, 0));
        assert_eq!(turned.turned().rows, grid.rows);
        let part = grid.part(1..4, 1..9);
        assert_eq!((part.rows.len(), part.at(1, 1)), (1, grid.at(1, 1)));
        assert_eq!([1, 3, 4].map(|row| grid.merged_from(row, 0)), [Some(0), Some(0), None]);
        assert_eq!([1, 4].map(|row| grid.merged_from(row, 1)), [None, Some(1)]);
        assert_eq!(grid.merged_from(3, 2), None);
    }
}
