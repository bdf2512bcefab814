//! Reading a small cross-table, such as the budget block: facts by line and column.

use std::sync::Arc;

use super::fields::total;
use super::{FormFinder, Marked, Part, RawForm};
use crate::intake::grid::Grid;
use crate::intake::header::{Header, Pair};
use crate::intake::submission::{Fact, Label};
use crate::rubric::form::{Block, Form, Kind};
use crate::rubric::label::{self, Key, Labels};

/// Lines that a cross-table may have at the most; more would be another table.
const LONGEST_BLOCK: usize = 15;

/// A figure beside a name of its own, and the line of the block that it is of.
struct InPair<'g> {
    line: usize,
    pair: Pair<'g>,
}

impl FormFinder<'_> {
    /// Reads the lines of a block, from a row below its header on; returns the row after them.
    pub(super) fn read_block(
        &self,
        form: &mut RawForm,
        part: &Part<'_>,
        block_index: usize,
        (header, first_row): (&Header, u32),
    ) -> u32 {
        let Part { sheet, reader, end } = *part;
        let (block, _, lines) = &self.blocks[block_index];
        let grid = sheet.grid();
        let first = header.first_column();
        let mut named = false;
        let mut unnamed = Vec::new();
        let mut below = first_row;
        let rows = grid.rows.range(below..end.max(below)).map(|(row, _)| *row);
        for row in rows.take(LONGEST_BLOCK) {
            let before = |(col, text): (u32, &str)| {
                (col < first)
                    .then(|| lines.find(text).or_else(|| self.is_project(form, text).then_some(0)))
                    .flatten()
            };
            let label = grid.texts(row).find_map(|cell| Some((before(cell)?, cell)));
            if let Some((index, cell)) = label {
                // 基本支出 | 100 | 项目支出 | 200 are fields.
                if sheet.labels(row).iter().any(|label| label.col > cell.0) {
                    break;
                }
                named = true;
                Self::read_line_of_block(form, part, (block, index), header, (row, cell));
            } else if let Some(pairs) = self.pairs(block_index, header, grid, row) {
                named = true;
                Self::read_pairs(form, part, block, header, (row, pairs));
            } else if self.continues(sheet, header, row) {
                let is_bare = grid.rows.get(&row).is_none_or(|cells| cells.range(..first).next().is_none());
                unnamed.extend(is_bare.then_some(row));
            } else if !(named && Self::divides(sheet, (lines, header), row)) {
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

    /// The figures of a row that stand beside names of their own under the heads, if two at the least
    /// name a line of the block or say once more what the head says.
    fn pairs<'g>(&self, block: usize, header: &Header, grid: &'g Grid, row: u32) -> Option<Vec<InPair<'g>>> {
        let (_, finder, lines) = &self.blocks[block];
        let found = header.pairs(grid, row);
        let line = |pair: &Pair<'_>| {
            let (_, text) = pair.name?;
            lines.find(text).or_else(|| (finder.column(&Key::of(text)?)? == pair.field).then_some(0))
        };
        let named: Vec<usize> = found.iter().filter_map(line).collect();
        // A figure without a name is of the line that all the others are of.
        let shared = named.first().copied().filter(|first| named.iter().all(|line| line == first));
        let of_line = |pair: Pair<'g>| {
            let index = if pair.name.is_some() { line(&pair) } else { shared };
            Some(InPair { line: index?, pair })
        };
        (named.len() > 1).then(|| found.into_iter().filter_map(of_line).collect())
    }

    fn read_pairs(
        form: &mut RawForm,
        part: &Part<'_>,
        block: &Block,
        header: &Header,
        (row, pairs): (u32, Vec<InPair<'_>>),
    ) {
        let grid = part.sheet.grid();
        for InPair { line, pair } in pairs {
            let column = &block.columns[pair.field];
            let name = Form::block_fact(&block.lines[line], column);
            let read = header.read_at(grid, (row, pair.at), (pair.field, column), &name, part.reader);
            let Some((fact, finding)) = read else { continue };
            let label =
                pair.name.map(|(col, text)| Label { text: text.trim().into(), place: grid.at(row, col) });
            let fact = label.into_iter().map(Arc::new).fold(fact, Fact::labelled);
            form.take(&name, column.kind, (fact, finding));
        }
    }

    /// Whether a line of a block that no label names still belongs to it: it holds something under the
    /// block's columns and begins nothing else, a table that stands upright among them.
    fn continues(&self, sheet: &Marked<'_>, header: &Header, row: u32) -> bool {
        let first = sheet.keyed.texts(row).first().map(|text| &*text.key);
        let is_column = |key| self.tables.iter().any(|(_, finder, _)| finder.column(key).is_some());
        header.has_content(sheet.grid(), row)
            && (sheet.labels(row).is_empty() || self.is_unknown_line(sheet, header, row))
            && sheet.head(row).is_none()
            && !sheet.opens_section(row)
            && !first.is_some_and(is_column)
    }

    /// Whether a row that the label of an amount opens has figures under several of a block's heads: it
    /// is a line of the block that the profile does not have, and not that field with its value.
    fn is_unknown_line(&self, sheet: &Marked<'_>, header: &Header, row: u32) -> bool {
        let [label] = sheet.labels(row) else { return false };
        label.col < header.first_column()
            && label.rest.is_none()
            && self.form.fields[label.field].kind == Kind::Amount
            && header.filled(sheet.grid(), row) > 1
    }

    /// Whether a row only says by what the lines below it divide the block: 按支出性质分.
    fn divides(sheet: &Marked<'_>, (lines, header): (&Labels, &Header), row: u32) -> bool {
        let grid = sheet.grid();
        let alone = grid.width(row) == 1 && grid.texts(row).all(|(col, _)| col < header.first_column());
        let below = grid.next_row(row);
        let goes_on =
            || grid.texts(below).any(|(col, text)| col < header.first_column() && lines.find(text).is_some());
        let ends = sheet.head(row).is_some() || sheet.opens_section(row) || !sheet.labels(row).is_empty();
        alone && !ends && goes_on() && header.has_content(grid, below)
    }

    /// Whether a block's line is called by the project itself, and so is its total.
    fn is_project(&self, form: &RawForm, text: &str) -> bool {
        let project = self.form.project.as_ref().and_then(|fact| form.stated(fact));
        project.is_some_and(|project| label::normalised(project) == label::normalised(text))
    }
}
