//! A sheet as cells with addresses: what every spreadsheet format is brought to.

use std::collections::BTreeMap;

use super::sheet::{Sheet, Value};
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
    /// Cells that hold something, by row and column.
    pub rows: BTreeMap<u32, BTreeMap<u32, Content>>,
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
            Self::Uncalculated => String::new(),
            Self::Truth(truth) => if *truth { "是" } else { "否" }.to_owned(),
        }
    }
}

impl Grid {
    /// An empty sheet.
    #[must_use]
    pub fn new(place: Place, hidden: bool) -> Self {
        Self { place, hidden, hidden_rows: Vec::new(), rows: BTreeMap::new() }
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
        grid.hidden_rows = sheet.hidden_rows.into_iter().filter(|row| grid.rows.contains_key(row)).collect();
        grid
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
        self.place.cell(CellRef::new(row, col))
    }
}
