//! Tables and blocks that stand upright: their labels below each other, one indicator to a column.

use std::collections::BTreeSet;

use super::{FormFinder, Marked, Part, RawForm};
use crate::intake::header::HeaderFinder;
use crate::intake::keyed::Keyed;
use crate::rubric::label::Labels;

/// Labels that must stand below each other at the least where one value is beside each.
const FEWEST_LABELS: usize = 3;

impl FormFinder<'_> {
    /// Reads the table or block that stands upright from `row` on; returns the row after it.
    pub(super) fn read_upright(&self, form: &mut RawForm, part: &Part<'_>, row: u32) -> Option<u32> {
        let columns = part.sheet.keyed.texts(row).iter().take(2).map(|text| text.col);
        // A table begins with no label of a field.
        for col in columns.filter(|col| !part.sheet.is_label(row, *col)) {
            for (index, (_, finder, _)) in self.tables.iter().enumerate() {
                let Some(end) = labels_below(finder, part, row, col) else { continue };
                let turned = part.sheet.grid().part(row..end, col..u32::MAX).turned();
                let keyed = Keyed::of(&turned, &self.words);
                let sheet = Marked::of(self, &keyed);
                let Some(super::Head::Table { table, header, blocks }) = sheet.head(col) else { continue };
                if *table == index {
                    let part = Part { sheet: &sheet, end: u32::MAX, ..*part };
                    self.read_table(form, &part, (index, blocks), header);
                    return Some(end);
                }
            }
            let free = self.blocks.iter().enumerate().filter(|(_, (block, ..))| block.table.is_none());
            for (index, (_, finder, lines)) in free {
                // The lines' names stand in the row above the first column's label.
                if !names_lines(lines, part, row, col) {
                    continue;
                }
                let first = part.sheet.grid().next_row(row);
                let Some(end) = labels_below(finder, part, first, col) else { continue };
                let turned = part.sheet.grid().part(row..end, col..u32::MAX).turned();
                let keyed = Keyed::of(&turned, &self.words);
                let sheet = Marked::of(self, &keyed);
                let Some(super::Head::Block { block, header }) = sheet.head(col) else { continue };
                if *block == index {
                    let part = Part { sheet: &sheet, end: u32::MAX, ..*part };
                    self.read_block(form, &part, index, (header, header.last_row + 1));
                    return Some(end);
                }
            }
        }
        None
    }
}

/// The row after the last label of a run of them in one column, if these make a header.
fn labels_below(finder: &HeaderFinder, part: &Part<'_>, first: u32, col: u32) -> Option<u32> {
    let grid = part.sheet.grid();
    let mut found = BTreeSet::new();
    let mut several = true;
    let mut row = first;
    let mut end = first;
    while row < part.end && part.sheet.head(row).is_none() {
        let label = part.sheet.keyed.words(row).find(|(at, _)| *at == col);
        match label.and_then(|(_, key)| finder.column(key)) {
            Some(field) => _ = found.insert(field),
            None => break,
        }
        several &= grid.rows.get(&row).is_some_and(|cells| cells.range(col + 1..).nth(1).is_some());
        end = row + 1;
        row = grid.next_row(row);
    }
    let enough = found.len() >= FEWEST_LABELS || (found.len() > 1 && several);
    (enough && finder.suffices(&found)).then_some(end)
}

/// Whether a row names lines of a block right of a column.
fn names_lines(lines: &Labels, part: &Part<'_>, row: u32, col: u32) -> bool {
    let mut words = part.sheet.keyed.words(row).filter(|(at, _)| *at > col);
    words.any(|(_, key)| lines.of(key).is_some())
}
