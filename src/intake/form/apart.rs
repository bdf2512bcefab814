//! Telling forms apart that stand side by side on one sheet.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{FormFinder, Head, Marked, NotApart};
use crate::intake::grid::{Content, Grid};
use crate::intake::header::Header;
use crate::intake::keyed::Keyed;
use crate::rubric::form::MoneyUnit;

impl FormFinder<'_> {
    /// The columns of each form where several stand side by side: where a row holds the label that
    /// opens a form, or a table's head, more than once. What stands above all of them is said of all.
    pub(super) fn apart(&self, sheet: &Marked<'_>) -> Result<Option<Vec<Grid>>, NotApart> {
        let grid = sheet.grid();
        let mut doubled: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &row in grid.rows.keys() {
            let beginnings = self.beginnings(sheet, row);
            if beginnings.len() > 1 {
                doubled.insert(row, beginnings);
            }
        }
        let Some((&first, beginnings)) = doubled.iter().next() else { return Ok(None) };
        let count = beginnings.len();
        // Forms without a project are opened by the names of their bodies.
        let names = || self.form.department.iter().filter_map(|name| self.form.field(name));
        let named = |row: &u32| names().any(|field| columns_of(sheet, *row, field).len() == count);
        let opens_each = grid.rows.keys().any(|row| self.openings(sheet, *row).len() == count || named(row));
        if !opens_each || doubled.values().any(|beginnings| beginnings.len() != count) {
            return Err(NotApart);
        }
        let borders: Vec<u32> =
            (1..count).filter_map(|at| doubled.values().map(|beginnings| beginnings[at]).min()).collect();
        let holds = |(at, border): (usize, &u32)| {
            let mut rows = doubled.iter();
            rows.all(|(row, beginnings)| {
                let header = self.whole_header(sheet, *row);
                let last =
                    header.map_or(Some(beginnings[at]), |header| header.last_before(beginnings[at + 1]));
                last.is_none_or(|last| last < *border)
            }) && !grid.is_crossed(*border, first..u32::MAX)
        };
        if !borders.iter().enumerate().all(holds) {
            return Err(NotApart);
        }
        let starts = [0].into_iter().chain(borders.iter().copied());
        let columns: Vec<Range<u32>> =
            starts.zip(borders.iter().copied().chain([u32::MAX])).map(|(start, end)| start..end).collect();
        let parts: Vec<Grid> = columns.iter().map(|own| part(grid, first, own, &columns)).collect();
        let is_form = |part: &Grid| {
            let keyed = Keyed::of(part, &self.words);
            let sheet = Marked::of(self, &keyed);
            let alone = part.rows.keys().all(|row| self.beginnings(&sheet, *row).len() < 2);
            alone && self.forms(&sheet).iter().any(|form| !form.partial)
        };
        if parts.iter().all(is_form) { Ok(Some(parts)) } else { Err(NotApart) }
    }

    /// The columns at which forms begin in a row.
    fn beginnings(&self, sheet: &Marked<'_>, row: u32) -> Vec<u32> {
        let header = self.whole_header(sheet, row);
        header.map_or_else(|| self.openings(sheet, row), |header| header.beginnings())
    }

    /// The header that begins in a row, with all its columns.
    fn whole_header(&self, sheet: &Marked<'_>, row: u32) -> Option<Header> {
        match sheet.head(row)? {
            Head::Table { table, .. } => self.tables[*table].1.at(sheet.keyed, row),
            Head::Block { header, .. } => Some(header.clone()),
        }
    }

    /// The columns of the label that opens a form and stands most often in a row.
    fn openings(&self, sheet: &Marked<'_>, row: u32) -> Vec<u32> {
        let columns = self.identity.iter().map(|field| columns_of(sheet, row, *field));
        columns.max_by_key(Vec::len).unwrap_or_default()
    }
}

/// The columns in which a field's label stands in a row; once where the parts of a merged cell were
/// each filled in with it.
fn columns_of(sheet: &Marked<'_>, row: u32, field: usize) -> Vec<u32> {
    let grid = sheet.grid();
    let repeats = |col: u32| {
        let left = col.checked_sub(1).and_then(|left| grid.text(row, left));
        left.is_some_and(|left| grid.text(row, col) == Some(left))
    };
    let labels = sheet.labels(row).iter().filter(|label| label.field == field && !repeats(label.col));
    labels.map(|label| label.col).collect()
}

/// One form's columns of a sheet. A row above the forms that stands over one of them only is a title
/// of all, and so is what it says of the unit of money.
fn part(grid: &Grid, first: u32, own: &Range<u32>, all: &[Range<u32>]) -> Grid {
    let mut part = grid.part(0..u32::MAX, own.clone());
    for (row, cells) in grid.rows.range(..first) {
        let in_parts = all.iter().filter(|columns| cells.range((*columns).clone()).next().is_some()).count();
        for (col, content) in cells.iter().filter(|(col, _)| !own.contains(col)) {
            let states_unit = matches!(content, Content::Text(text) if MoneyUnit::stated_in(text).is_some());
            let has_own = part.rows.get(row).is_some_and(|cells| {
                cells.values().any(
                    |content| matches!(content, Content::Text(text) if MoneyUnit::stated_in(text).is_some()),
                )
            });
            if in_parts == 1 || (states_unit && !has_own) {
                part.put(*row, *col, content.clone());
            }
        }
    }
    part
}
