//! Finding header lines by their labels, whatever stands around them.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Grid;
use crate::rubric::form::{Field, labels_of};
use crate::rubric::label::Labels;

/// A header line (or two) with the columns that were recognised in it.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// The last row of the header.
    pub(super) last_row: u32,
    /// Recognised columns from left to right: sheet column and index of the field.
    pub(super) columns: Vec<(u32, usize)>,
}

impl Header {
    /// Sheet columns that stand for a field; usually one.
    pub(super) fn columns_of(&self, field: usize) -> impl Iterator<Item = u32> {
        self.columns.iter().filter(move |(_, known)| *known == field).map(|(col, _)| *col)
    }

    /// The same header where each of these fields stands for one column only, the last: a label
    /// that spans a whole block stands left of the column that it names.
    pub(super) fn with_single(mut self, fields: &[usize]) -> Self {
        for &field in fields {
            let last = self.columns_of(field).last();
            self.columns.retain(|(col, known)| *known != field || Some(*col) == last);
        }
        self
    }

    /// The first recognised column.
    pub(super) fn first_column(&self) -> u32 {
        self.columns.first().map_or(0, |(col, _)| *col)
    }
}

/// Recognises the header lines of one table.
#[derive(Clone, Debug)]
pub(super) struct HeaderFinder {
    labels: Labels,
    needs: BTreeSet<usize>,
    at_least: usize,
}

impl HeaderFinder {
    /// For a table with these columns; `needs` names those without which a line is no header.
    pub(super) fn new(columns: &[Field], needs: &[String], at_least: usize) -> Self {
        let index = |name: &String| columns.iter().position(|column| column.name == *name);
        Self { labels: labels_of(columns), needs: needs.iter().filter_map(index).collect(), at_least }
    }

    /// The header that begins in `row`, if one does. A second line under merged heads counts to
    /// it when all it holds is labels; where both lines name a column, the lower one says it.
    pub(super) fn at(&self, grid: &Grid, row: u32) -> Option<Header> {
        let mut columns: BTreeMap<u32, usize> = self.matches(grid, row).collect();
        if columns.is_empty() {
            return None;
        }
        let mut last_row = row;
        let below: Vec<(u32, usize)> = self.matches(grid, row + 1).collect();
        if below.len() >= 2 && below.len() == grid.width(row + 1) {
            columns.extend(below);
            last_row = row + 1;
        }
        let found: BTreeSet<usize> = columns.values().copied().collect();
        let is_header = found.len() >= self.at_least && self.needs.is_subset(&found);
        is_header.then(|| Header { last_row, columns: columns.into_iter().collect() })
    }

    fn matches<'a>(&'a self, grid: &'a Grid, row: u32) -> impl Iterator<Item = (u32, usize)> + 'a {
        grid.texts(row).filter_map(|(col, text)| self.labels.find(text).map(|field| (col, field)))
    }
}
