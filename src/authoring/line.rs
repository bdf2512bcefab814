//! A rubric as the lines of the workbook's blocks: what stands between TOML and the sheets.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::columns::RUBRIC_BLOCKS;
use super::dictionary::{Block, Part};
use super::form_columns::FORM_BLOCKS;
use super::style_columns::STYLE_BLOCKS;
use crate::place::{CellRef, Place};

/// The texts of a rubric as trees. What a rubric lacks is an empty table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trees {
    /// rubric.toml
    pub rubric: Table,
    /// form.toml
    pub form: Table,
    /// examples.toml
    pub examples: Table,
    /// styles.toml
    pub styles: Table,
}

impl Trees {
    /// The tree of a part.
    pub(super) fn part(&mut self, part: Part) -> &mut Table {
        match part {
            Part::Rubric => &mut self.rubric,
            Part::Form => &mut self.form,
            Part::Examples => &mut self.examples,
            Part::Styles => &mut self.styles,
        }
    }
}

/// A line of a block, by the keys of its columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) cells: BTreeMap<&'static str, Value>,
    /// Where it stands, if it was read.
    pub(super) place: Option<(Place, u32)>,
    /// The sheet's columns, if it was read.
    pub(super) columns: BTreeMap<&'static str, u32>,
    /// Where each key stands, of items that have a line each.
    pub(super) spots: BTreeMap<&'static str, String>,
    /// The headings under which something stands, if it was read: two may share a key.
    pub(super) headings: BTreeSet<&'static str>,
    /// Columns whose cell is at fault already.
    pub(super) faulty: BTreeSet<&'static str>,
}

impl Line {
    /// The text of a cell.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.cells.get(key).and_then(Value::as_str)
    }

    /// Where a cell stands, or the first cell of its line.
    pub(super) fn at(&self, key: &str) -> String {
        if let Some(spot) = self.spots.get(key) {
            return spot.clone();
        }
        let Some((sheet, row)) = &self.place else { return String::new() };
        let col = self.columns.get(key).or(self.columns.values().min()).copied().unwrap_or_default();
        shown(&sheet.cell(CellRef::new(*row, col)))
    }
}

/// Sheet and address, as a clerk looks for them.
pub(super) fn shown(cell: &Place) -> String {
    let name = cell.sheet.as_deref().unwrap_or_default();
    format!("{name} {}", cell.address().unwrap_or_default())
}

/// The lines of every block, by the part and key of the block.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    lines: BTreeMap<(u8, &'static str), Vec<Line>>,
}

impl Book {
    pub(super) fn of(&self, block: &Block) -> &[Line] {
        self.lines.get(&(block.part as u8, block.key)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_mut(&mut self, block: &Block) -> &mut Vec<Line> {
        self.lines.entry((block.part as u8, block.key)).or_default()
    }
}

/// Every block, in the order of the sheets.
pub(super) fn blocks() -> impl Iterator<Item = &'static Block> {
    RUBRIC_BLOCKS[..9]
        .iter()
        .chain(&FORM_BLOCKS[7..])
        .chain(&FORM_BLOCKS[..7])
        .chain(&RUBRIC_BLOCKS[9..])
        .chain(&STYLE_BLOCKS)
}

/// The block with this key.
pub(super) fn block(part: Part, key: &str) -> &'static Block {
    blocks().find(|block| block.part == part && block.key == key).unwrap_or(&RUBRIC_BLOCKS[0])
}
