//! Reading a small cross-table, such as the budget block: facts by line and column.

use std::sync::Arc;

use super::fields::total;
use super::{FormFinder, Marked, Part, RawForm};
use crate::intake::header::Header;
use crate::intake::submission::Label;
use crate::rubric::form::{Block, Form};
use crate::rubric::label;

/// Lines that a cross-table may have at the most; more would be another table.
const LONGEST_BLOCK: usize = 15;

impl FormFinder<'_> {
    /// Reads the lines below a block's header; returns the row after them.
    pub(super) fn read_block(
        &self,
        form: &mut RawForm,
        part: &Part<'_>,
        block: usize,
        header: &Header,
    ) -> u32 {
        let Part { sheet, reader, end } = *part;
        let (block, _, lines) = &self.blocks[block];
        let grid = sheet.grid();
        let first = header.first_column();
        let mut named = false;
        let mut unnamed = Vec::new();
        let mut below = header.last_row + 1;
        let rows = grid.rows.range(below..end.max(below)).map(|(row, _)| *row);
        for row in rows.take(LONGEST_BLOCK) {
            let before = |(col, text): (u32, &str)| {
                (col < first)
                    .then(|| lines.find(text).or_else(|| self.is_project(form, text).then_some(0)))
                    .flatten()
            };
            let label = grid.texts(row).find_map(|cell| Some((before(cell)?, cell)));
            if let Some((index, cell)) = label {
                named = true;
                Self::read_line_of_block(form, part, (block, index), header, (row, cell));
            } else if self.continues(sheet, header, row) {
                let is_bare = grid.rows.get(&row).is_none_or(|cells| cells.range(..first).next().is_none());
                unnamed.extend(is_bare.then_some(row));
            } else {
                break;
            }
            below = row + 1;
        }
        // A block of one line need not say that this is the total.
        if let ([row], false) = (unnamed.as_slice(), named) {
            for (field, column) in block.columns.iter().enumerate() {
                let name = total(block, field);
                if let Some(read) = header.read(grid, *row, (field, column), &name, reader) {
                    form.take(&name, column.kind, read);
                }
            }
        }
        below
    }

    /// Reads a line of a table that a block names, if one does: whatever says what the line is about,
    /// its own names and the levels above it, is among the labels of the block's lines.
    pub(super) fn read_named_line(
        &self,
        form: &mut RawForm,
        part: &Part<'_>,
        blocks: &[(usize, Header)],
        (label_columns, row): (&[u32], u32),
        levels: &[String],
    ) -> bool {
        let grid = part.sheet.grid();
        let names: Vec<(u32, &str)> =
            grid.texts(row).filter(|(col, _)| label_columns.contains(col)).collect();
        let Some(cell) = names.last().copied() else { return false };
        for (block, header) in blocks {
            let (block, _, lines) = &self.blocks[*block];
            let levels = levels.iter().map(String::as_str).filter(|level| !level.is_empty());
            let mut all = names.iter().map(|(_, text)| *text).chain(levels);
            if let Some(index) = lines.find(cell.1).filter(|_| all.all(|text| lines.find(text).is_some())) {
                Self::read_line_of_block(form, part, (block, index), header, (row, cell));
                return true;
            }
        }
        false
    }

    /// Reads the facts of a block's line, whose label stands in this column of the row.
    fn read_line_of_block(
        form: &mut RawForm,
        part: &Part<'_>,
        (block, index): (&Block, usize),
        header: &Header,
        (row, (col, text)): (u32, (u32, &str)),
    ) {
        let grid = part.sheet.grid();
        let label = Arc::new(Label { text: text.trim().into(), place: grid.at(row, col) });
        for (field, column) in block.columns.iter().enumerate() {
            let name = Form::block_fact(&block.lines[index], column);
            if let Some((fact, finding)) = header.read(grid, row, (field, column), &name, part.reader) {
                form.take(&name, column.kind, (fact.labelled(label.clone()), finding));
            }
        }
    }

    /// Whether a line of a block that no label names still belongs to it: it holds something under the
    /// block's columns and begins nothing else, a table that stands upright among them.
    fn continues(&self, sheet: &Marked<'_>, header: &Header, row: u32) -> bool {
        let first = sheet.keyed.texts(row).first().map(|text| &text.key);
        let is_column = |key| self.tables.iter().any(|(_, finder, _)| finder.column(key).is_some());
        header.has_content(sheet.grid(), row)
            && sheet.labels(row).is_empty()
            && sheet.head(row).is_none()
            && !first.is_some_and(is_column)
    }

    /// Whether a block's line is called by the project itself, and so is its total.
    fn is_project(&self, form: &RawForm, text: &str) -> bool {
        let project = self.form.project.as_ref().and_then(|fact| form.stated(fact));
        project.is_some_and(|project| label::normalised(project) == label::normalised(text))
    }
}
