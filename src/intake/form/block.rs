//! Reading a small cross-table, such as the budget block: facts by line and column.

use super::{FormFinder, RawForm, Sheet};
use crate::intake::grid::Grid;
use crate::intake::header::Header;
use crate::intake::submission::Label;
use crate::rubric::form::{Block, Form};
use crate::rubric::label::{self, Labels};

/// Lines that a cross-table may have at the most; more would be another table.
const LONGEST_BLOCK: u32 = 15;

impl FormFinder<'_> {
    /// Reads the lines below a block's header; returns the row after them.
    pub(super) fn read_block(
        &self,
        form: &mut RawForm,
        sheet: &Sheet<'_>,
        block: &Block,
        header: &Header,
        lines: &Labels,
    ) -> u32 {
        let Sheet { grid, end, .. } = *sheet;
        let first = header.first_column();
        let mut row = header.last_row + 1;
        while row < end && row <= header.last_row + LONGEST_BLOCK {
            let before = |(col, text): (u32, &str)| {
                (col < first)
                    .then(|| lines.find(text).or_else(|| self.is_project(form, text).then_some(0)))
                    .flatten()
            };
            let named = grid.texts(row).find_map(|cell| Some((before(cell)?, cell)));
            if let Some((index, cell)) = named {
                Self::read_line_of_block(form, sheet, (block, index), header, (row, cell));
            } else if !self.continues(grid, header, row) {
                break;
            }
            row += 1;
        }
        row.max(header.last_row + 1)
    }

    /// Reads the lines of a table, down to the row `below` it, that a block names.
    pub(super) fn read_named_lines(
        form: &mut RawForm,
        sheet: &Sheet<'_>,
        (block, lines): (&Block, &Labels),
        header: &Header,
        below: u32,
    ) {
        let grid = sheet.grid;
        let first = header.first_column();
        for row in header.last_row + 1..below {
            let mut names = grid.texts(row).filter(|(col, _)| *col < first);
            let named = names.find_map(|cell| Some((lines.find(cell.1)?, cell)));
            if let Some((index, cell)) = named {
                Self::read_line_of_block(form, sheet, (block, index), header, (row, cell));
            }
        }
    }

    /// Reads the facts of a block's line, whose label stands in this column of the row.
    fn read_line_of_block(
        form: &mut RawForm,
        sheet: &Sheet<'_>,
        (block, index): (&Block, usize),
        header: &Header,
        (row, (col, text)): (u32, (u32, &str)),
    ) {
        let label = Label { text: text.trim().into(), place: sheet.grid.at(row, col) };
        for (field, column) in block.columns.iter().enumerate() {
            let name = Form::block_fact(&block.lines[index], column);
            if let Some((fact, finding)) = header.read(sheet.grid, row, (field, column), &name, sheet.reader)
            {
                form.take(&name, column.kind, (fact.labelled(label.clone()), finding));
            }
        }
    }

    /// Whether a block's line is called by the project itself, and so is its total.
    fn is_project(&self, form: &RawForm, text: &str) -> bool {
        let project = self.form.project.as_ref().and_then(|fact| form.stated(fact));
        project.is_some_and(|project| label::normalised(project) == label::normalised(text))
    }

    /// Whether a line of a block that no label names still belongs to it: it holds something under
    /// the block's columns and begins nothing else.
    fn continues(&self, grid: &Grid, header: &Header, row: u32) -> bool {
        let holds = header.has_content(grid, row);
        let begins = grid.texts(row).any(|(_, text)| self.field_label(text).is_some())
            || self.tables.iter().any(|(_, finder, _)| finder.at(grid, row).is_some());
        holds && !begins
    }
}
