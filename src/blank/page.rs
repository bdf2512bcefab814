//! A form as cells, before anything is drawn: what is printed, what is to be filled in, what computes.

use std::collections::BTreeMap;

use crate::intake::stamp::{Role, Stamped};
use crate::number::Number;
use crate::place::{CellRef, column_name};
use crate::rubric::form::Kind;

/// One form on its sheet.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The sheet's name.
    pub(super) sheet: String,
    /// Widths of the columns.
    pub(super) widths: Vec<f64>,
    /// Its cells, from top to bottom.
    pub(super) cells: Vec<Cell>,
    /// Heights of rows that are not as high as others.
    pub(super) heights: BTreeMap<u32, f64>,
    /// The header row that every printed page repeats.
    pub(super) repeated: Option<u32>,
    /// Tables with lines to be filled in.
    pub(super) lines: Vec<Lines>,
    /// The first row below everything.
    pub(super) end: u32,
    /// Whether it may come back blank beside others (a project's sheet).
    pub(super) may_be_blank: bool,
}

/// A cell, or several merged into one.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) area: Area,
    pub(super) content: Content,
    pub(super) style: Style,
}

/// A rectangle of cells, both ends counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u16,
    pub(super) bottom: u32,
    pub(super) right: u16,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Annex,
    Title,
    Caption,
    CaptionRight,
    Section,
    Label,
    Value,
    Status,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Printed words.
    Words(String),
    /// Words that people write on.
    Open(String),
    /// A printed value.
    Preset(Preset),
    /// To be filled in.
    Entry(Entry),
    /// A formula.
    Computed(Computed),
}

/// A value that the bureau printed.
#[derive(Clone, Debug)]
pub(super) struct Preset {
    /// The name of what it is.
    pub(super) name: String,
    pub(super) value: Shown,
}

/// A value as a cell holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Text(String),
    Number(Number),
}

/// A cell to be filled in.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The name of the fact, or `table[line].column`.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Whether the form is incomplete without it.
    pub(super) is_required: bool,
    pub(super) accepts: Accepts,
}

/// What may be typed into a cell, beside what its kind asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Accepts {
    /// Whatever its kind allows.
    Kind,
    /// One of these words.
    OneOf(Vec<String>),
    /// Words among which these are offered.
    Offered(Vec<String>),
    /// Points, at most these.
    UpTo(Number),
    /// Points, at most those in the cell so many columns to the left, and these.
    UpToCell(u16, Number),
    /// A day.
    Day,
}

/// A cell that computes.
#[derive(Clone, Debug)]
pub(super) struct Computed {
    /// The name of what it computes.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) formula: Formula,
}

/// What a cell computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Formula {
    /// The right side of the form profile's equation of this number.
    Equation(usize),
    /// The sum of a table's column and of these facts.
    Total { table: String, column: String, and: Vec<String> },
    /// How far the form is filled in.
    Status,
}

/// The lines of a table.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// The table's name.
    pub(super) table: String,
    /// First and last row, those that a block names included.
    pub(super) all: (u32, u32),
    /// First and last row of the body's own lines.
    pub(super) own: (u32, u32),
    /// Columns by their names.
    pub(super) columns: BTreeMap<String, u16>,
    /// Columns that every line must have that has a name.
    pub(super) required: Vec<u16>,
    /// The column of the name.
    pub(super) title: u16,
    /// Whether there must be a line.
    pub(super) is_scored: bool,
    /// First-level names with their rows and the points that these must come to.
    pub(super) levels: Vec<(String, (u32, u32), Number)>,
}

impl Area {
    /// A single cell.
    pub(super) fn cell(row: u32, col: u16) -> Self {
        Self { top: row, left: col, bottom: row, right: col }
    }

    /// Cells of one row.
    pub(super) fn row(row: u32, (left, right): (u16, u16)) -> Self {
        Self { top: row, left, bottom: row, right }
    }

    /// Where its content stands.
    pub(super) fn at(self) -> CellRef {
        CellRef::new(self.top, u32::from(self.left))
    }
}

impl Content {
    /// The name of the value that it is.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Words(_) | Self::Open(_) => None,
            Self::Preset(preset) => Some(&preset.name),
            Self::Entry(entry) => Some(&entry.name),
            Self::Computed(computed) => Some(&computed.name),
        }
    }
}

impl Shown {
    /// The words that a program reads there.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_f64().to_string(),
        }
    }
}

impl Page {
    /// The cell of a value by its name.
    pub(super) fn find(&self, name: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.content.name() == Some(name))
    }

    /// The address of a value in other sheets' formulas.
    pub(super) fn address(&self, name: &str) -> Option<String> {
        self.find(name).map(|cell| self.qualified(&cell.area.at().to_string()))
    }

    /// An address or a range of this sheet in other sheets' formulas.
    pub(super) fn qualified(&self, range: &str) -> String {
        format!("'{}'!{range}", self.sheet)
    }

    /// A column from row to row.
    pub(super) fn column(&self, col: u16, (first, last): (u32, u32)) -> String {
        let col = column_name(u32::from(col));
        self.qualified(&format!("${col}${}:${col}${}", first + 1, last + 1))
    }

    /// The cells to be filled in.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Cell, &Entry)> {
        self.cells.iter().filter_map(|cell| match &cell.content {
            Content::Entry(entry) => Some((cell, entry)),
            _ => None,
        })
    }

    /// The cells to be filled in that pass `test`, as ranges of columns.
    pub(super) fn ranges(&self, test: impl Fn(&Entry) -> bool) -> Vec<String> {
        let mut cells: Vec<(u16, u32)> = self
            .entries()
            .filter(|(_, entry)| test(entry))
            .map(|(cell, _)| (cell.area.left, cell.area.top))
            .collect();
        cells.sort_unstable();
        let mut runs: Vec<(u16, u32, u32)> = Vec::new();
        for (col, row) in cells {
            match runs.last_mut() {
                Some((run, _, last)) if *run == col && *last + 1 == row => *last = row,
                _ => runs.push((col, row, row)),
            }
        }
        runs.into_iter().map(|(col, first, last)| self.column(col, (first, last))).collect()
    }

    /// What the stamp says of the sheet.
    pub(super) fn stamped(&self) -> Vec<Stamped> {
        let one = |cell: &Cell| {
            let (role, text) = match &cell.content {
                Content::Words(words) => (Role::Fixed, words.clone()),
                Content::Preset(preset) => (Role::Fixed, preset.value.words()),
                Content::Entry(entry) => (Role::Entry, entry.name.clone()),
                Content::Computed(computed) => (Role::Computed, computed.name.clone()),
                Content::Open(_) => return None,
            };
            Some(Stamped { sheet: self.sheet.clone(), at: cell.area.at(), role, text })
        };
        self.cells.iter().filter_map(one).collect()
    }
}
