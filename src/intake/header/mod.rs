//! The header of a table: its columns, and the cell that a column has in a line. Headers are found by
//! their labels ([`find`]).

mod find;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::grid::{Content, Grid};
use super::submission::{Fact, FactValue, Label};
use super::value::ValueReader;
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::rubric::form::{Field, Kind, MoneyUnit};
pub(super) use find::HeaderFinder;

/// Header lines with the columns that were recognised in them.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// The last row of the header.
    pub(super) last_row: u32,
    /// Recognised columns from left to right.
    columns: Vec<Column>,
}

/// A recognised column.
#[derive(Clone, Debug)]
struct Column {
    /// The sheet's column.
    col: u32,
    /// The index of the field it stands for.
    field: usize,
    /// Its head.
    label: Arc<Label>,
    /// Of several columns for one field that differ, the one of the lowest standing number counts.
    standing: Standing,
    /// The unit of money that its own label states.
    unit: Option<MoneyUnit>,
    /// Whether its label says that its figures are of a hundred: 执行率（%）.
    percent: bool,
    /// Columns to the right of it that its head spans and that have no head of their own.
    unnamed: Vec<u32>,
}

/// A figure under a head, with the name that stands beside it there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'g> {
    /// The name and its column of the sheet.
    pub(super) name: Option<(u32, &'g str)>,
    /// The figure's column of the sheet.
    pub(super) at: u32,
    /// The field of the head.
    pub(super) field: usize,
}

/// How good a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// One that the profile puts before others.
    Preferred,
    /// The field's own name.
    Own,
    /// Another word for it.
    Alias,
}

impl Column {
    /// The reader of its cells: what its own head says of them goes before what the form says.
    fn reader<'a>(&self, of_form: &ValueReader<'a>) -> ValueReader<'a> {
        let reader = self.unit.map_or(*of_form, |unit| ValueReader::new(of_form.form, Some(unit)));
        ValueReader { percent: self.percent, ..reader }
    }
}

impl Header {
    /// The same header where each of these fields stands for one column only: the one with the best
    /// label, of equal ones the last. A label that spans a whole block stands left of the column
    /// that it names.
    pub(super) fn with_single(mut self, fields: &[usize]) -> Self {
        for &field in fields {
            let best = self.columns_of(field).map(|column| column.standing).min();
            let last = self.columns_of(field).filter(|column| Some(column.standing) == best).last();
            let kept = last.map(|column| column.col);
            self.columns.retain(|column| column.field != field || Some(column.col) == kept);
        }
        // Where every level has a 分值 of its own, that of the name stands to the right of it.
        if let Some(name) = fields.last().and_then(|title| self.columns_of(*title).next()).map(|c| c.col) {
            let right: BTreeSet<usize> =
                self.columns.iter().filter(|column| column.col > name).map(|column| column.field).collect();
            self.columns.retain(|column| {
                column.col >= name || fields.contains(&column.field) || !right.contains(&column.field)
            });
        }
        self
    }

    /// The same header without the column that stands in this one of the sheet.
    pub(super) fn without(mut self, col: u32) -> Self {
        self.columns.retain(|column| column.col != col);
        self
    }

    /// The same header where heads of several columns (预算数 over 总额 | 财政拨款) stand for the one of
    /// them that a row below calls the total; `is_total` says that of a name, `None` of other words.
    pub(super) fn narrowed(
        mut self,
        grid: &Grid,
        row: u32,
        is_total: impl Fn(&str) -> Option<bool>,
    ) -> Option<Self> {
        let mut told = false;
        for column in &mut self.columns {
            let span = [column.col].into_iter().chain(column.unnamed.iter().copied());
            let totals: Vec<u32> =
                span.filter(|col| grid.text(row, *col).and_then(&is_total) == Some(true)).collect();
            if let [col] = totals.as_slice() {
                column.col = *col;
                column.unnamed.clear();
                told = true;
            }
        }
        self.last_row = self.last_row.max(row);
        told.then_some(self)
    }

    /// The fields of which it has columns.
    pub(super) fn fields(&self) -> BTreeSet<usize> {
        self.columns.iter().map(|column| column.field).collect()
    }

    /// How many of its columns hold something in a row.
    pub(super) fn filled(&self, grid: &Grid, row: u32) -> usize {
        self.columns.iter().filter(|column| grid.get(row, column.col).is_some()).count()
    }

    /// Where figures of a row stand beside names of their own under the heads (预算安排情况 over
    /// 预算数 | 1600): for each head the name, its column, the figure's column and the field.
    pub(super) fn pairs<'g>(&self, grid: &'g Grid, row: u32) -> Vec<Pair<'g>> {
        let mut pairs = Vec::new();
        for column in &self.columns {
            let span = [column.col].into_iter().chain(column.unnamed.iter().copied());
            let mut cells = span.filter(|col| grid.get(row, *col).is_some());
            let (Some(first), second) = (cells.next(), cells.next()) else { continue };
            let name = grid.text(row, first);
            pairs.extend(match (name, second, cells.next()) {
                (Some(name), Some(at), None) => {
                    Some(Pair { name: Some((first, name)), at, field: column.field })
                }
                (_, None, _) => Some(Pair { name: None, at: first, field: column.field }),
                _ => None,
            });
        }
        pairs
    }

    /// Reads the cell of a field that stands in another column of the sheet than its head.
    pub(super) fn read_at(
        &self,
        grid: &Grid,
        (row, col): (u32, u32),
        (index, field): (usize, &Field),
        name: &str,
        reader: &ValueReader<'_>,
    ) -> Option<(Fact, Option<Finding>)> {
        let column = self.columns_of(index).next()?;
        let (fact, finding) =
            column.reader(reader).read(name, field.kind, grid.get(row, col), grid.at(row, col));
        Some((fact.labelled(column.label.clone()), finding))
    }

    /// The columns at which the header begins anew: more than one where two tables stand side by
    /// side.
    pub(super) fn beginnings(&self) -> Vec<u32> {
        let fields: Vec<usize> = self.columns.iter().map(|column| column.field).collect();
        let like = |at: usize| fields.len() >= at + 3 && fields[..3] == fields[at..at + 3];
        let mut beginnings: Vec<u32> = self.columns.first().map(|column| column.col).into_iter().collect();
        let mut width = 3;
        while width < fields.len() {
            if like(width) {
                beginnings.push(self.columns[width].col);
                width += 2;
            }
            width += 1;
        }
        beginnings
    }

    /// The last recognised column left of another.
    pub(super) fn last_before(&self, col: u32) -> Option<u32> {
        self.columns.iter().map(|column| column.col).take_while(|own| *own < col).last()
    }

    /// The first recognised column.
    pub(super) fn first_column(&self) -> u32 {
        self.columns.first().map_or(0, |column| column.col)
    }

    /// How many columns were recognised.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The sheet's columns that its heads stand over.
    pub(super) fn spanned(&self) -> impl Iterator<Item = u32> {
        self.columns.iter().flat_map(|column| [column.col].into_iter().chain(column.unnamed.iter().copied()))
    }

    /// Whether a row holds something under one of the recognised columns.
    pub(super) fn has_content(&self, grid: &Grid, row: u32) -> bool {
        self.columns.iter().any(|column| grid.get(row, column.col).is_some())
    }

    fn columns_of(&self, field: usize) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.field == field)
    }

    /// Reads what a line says for a field. Where several columns say different things, or a head
    /// spans several that nobody tells apart, nothing is chosen: that is a finding.
    pub(super) fn read(
        &self,
        grid: &Grid,
        row: u32,
        (index, field): (usize, &Field),
        name: &str,
        reader: &ValueReader<'_>,
    ) -> Option<(Fact, Option<Finding>)> {
        let read = |column: &Column, col: u32| {
            let reader = column.reader(reader);
            let (fact, finding) = reader.read(name, field.kind, grid.get(row, col), grid.at(row, col));
            Some((fact.labelled(column.label.clone()), finding))
        };
        // One column, as nearly every field has: there is nothing to choose from.
        let mut own = self.columns_of(index);
        let first = own.next()?;
        if first.unnamed.is_empty() && own.next().is_none() {
            return read(first, first.col);
        }
        if let Some((column, col)) = self.beside_blank(grid, row, index) {
            return read(column, col);
        }
        let filled = || self.columns_of(index).filter(|column| grid.get(row, column.col).is_some());
        let best = filled().map(|column| column.standing).min();
        let chosen = || filled().filter(|column| Some(column.standing) == best);
        let column = chosen().last().or_else(|| self.columns_of(index).last())?;
        let shown = |col: u32| grid.get(row, col).map(Content::shown);
        let differ = chosen().any(|other| other.col != column.col && shown(other.col) != shown(column.col));
        let besides = || column.unnamed.iter().copied().filter(|col| grid.get(row, *col).is_some());
        if field.kind != Kind::Text && (differ || besides().next().is_some()) {
            let cells = chosen().map(|column| column.col).chain(besides());
            let raw = cells.filter_map(shown).collect::<Vec<_>>().join("、");
            let (fact, finding) = ambiguous(name, raw, grid.at(row, column.col));
            let heads = chosen().map(|column| column.label.clone());
            return Some((Fact { labels: heads.collect(), ..fact }, finding));
        }
        read(column, column.col)
    }

    /// The one cell that holds something under a field's heads, where that is not their first column:
    /// a head may span more columns than what stands below it.
    fn beside_blank(&self, grid: &Grid, row: u32, index: usize) -> Option<(&Column, u32)> {
        let holds = |col: u32| grid.get(row, col).is_some();
        if self.columns_of(index).any(|column| holds(column.col)) {
            return None;
        }
        let spread =
            |column: &'_ Column| column.unnamed.iter().copied().filter(|col| holds(*col)).collect::<Vec<_>>();
        let mut filled = self
            .columns_of(index)
            .flat_map(|column| spread(column).into_iter().map(move |col| (column, col)));
        filled.next().filter(|_| filled.next().is_none())
    }

    /// The one column beside a field's own that its head spans and that holds something.
    pub(super) fn only_beside(&self, grid: &Grid, row: u32, index: usize) -> Option<u32> {
        let mut beside = self.columns_of(index).flat_map(|column| &column.unnamed).copied();
        let mut filled = beside.by_ref().filter(|col| grid.get(row, *col).is_some());
        filled.next().filter(|_| filled.next().is_none())
    }

    /// Reads what a cell that is merged with one above says for a line that has none of its own.
    /// Points that several lines share are nobody's: how they are divided is not said.
    pub(super) fn read_merged(
        &self,
        grid: &Grid,
        row: u32,
        (index, field): (usize, &Field),
        reader: &ValueReader<'_>,
    ) -> Option<(Fact, Option<Finding>)> {
        if self.columns_of(index).any(|column| grid.get(row, column.col).is_some()) {
            return None;
        }
        let merged = self.columns_of(index).filter_map(|column| {
            let from = grid.merged_from(row, column.col).filter(|from| *from > self.last_row)?;
            Some((from, column.col))
        });
        let (from, col) = merged.last()?;
        if field.kind != Kind::Points {
            return self.read(grid, from, (index, field), &field.name, reader);
        }
        let place = grid.at(from, col);
        let raw = grid.get(from, col).map(Content::shown).unwrap_or_default();
        let problem = Problem::MergedPoints { what: field.name.clone() };
        let finding = Finding::new(problem).at(place.clone()).showing(&raw);
        let fact = Fact::new(raw, FactValue::Unreadable, Some(place));
        let head = self.columns_of(index).find(|column| column.col == col).map(|column| column.label.clone());
        Some((Fact { labels: head.into_iter().collect(), ..fact }, Some(finding)))
    }

    /// The text of a field's cell in a line.
    pub(super) fn text(&self, grid: &Grid, row: u32, field: usize) -> String {
        let filled = self.columns_of(field).filter_map(|column| grid.get(row, column.col));
        let spread = || self.beside_blank(grid, row, field).and_then(|(_, col)| grid.get(row, col));
        filled.last().or_else(spread).map(Content::shown).unwrap_or_default()
    }

    /// The sheet columns that stand for these fields.
    pub(super) fn sheet_columns(&self, fields: &[usize]) -> Vec<u32> {
        self.columns.iter().filter(|column| fields.contains(&column.field)).map(|column| column.col).collect()
    }
}

/// Several values for one fact, of which nobody says which one counts.
pub(super) fn ambiguous(name: &str, raw: String, place: Place) -> (Fact, Option<Finding>) {
    let problem = Problem::AmbiguousColumn { fact: name.to_owned() };
    let finding = Finding::new(problem).at(place.clone()).showing(&raw);
    (Fact::new(raw, FactValue::Unreadable, Some(place)), Some(finding))
}
