//! Finding header lines by their labels, and the cell that a column has in a line.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{Content, Grid};
use super::submission::{Fact, FactValue, Label};
use super::value::ValueReader;
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::rubric::form::{Field, Kind, MoneyUnit, labels_of};
use crate::rubric::label::{self, Labels};

/// A header line (or two) with the columns that were recognised in it.
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
    label: Label,
    /// Of several columns for one field that differ, the one of the lowest standing number counts.
    standing: Standing,
    /// The unit of money that its own label states.
    unit: Option<MoneyUnit>,
    /// Columns to the right of it that its head spans and that have no head of their own.
    unnamed: Vec<u32>,
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

    /// Whether a field's own name stands over more than one column.
    pub(super) fn repeats(&self, field: usize) -> bool {
        self.columns_of(field).filter(|column| column.standing == Standing::Own).count() > 1
    }

    /// The first recognised column.
    pub(super) fn first_column(&self) -> u32 {
        self.columns.first().map_or(0, |column| column.col)
    }

    /// How many columns were recognised.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
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
        let columns: Vec<&Column> = self.columns_of(index).collect();
        let filled: Vec<&Column> =
            columns.iter().copied().filter(|column| grid.get(row, column.col).is_some()).collect();
        let best = filled.iter().map(|column| column.standing).min();
        let chosen: Vec<&Column> =
            filled.iter().copied().filter(|column| Some(column.standing) == best).collect();
        let column = chosen.last().or(columns.last()).copied()?;
        let reader = column.unit.map_or(*reader, |unit| ValueReader::new(reader.form, Some(unit)));
        let place = grid.at(row, column.col);
        let shown = |col: u32| grid.get(row, col).map(Content::shown);
        let differ = chosen.iter().any(|other| shown(other.col) != shown(column.col));
        let besides: Vec<u32> =
            column.unnamed.iter().copied().filter(|col| grid.get(row, *col).is_some()).collect();
        if field.kind != Kind::Text && (differ || !besides.is_empty()) {
            let cells = chosen.iter().map(|column| column.col).chain(besides);
            let raw = cells.filter_map(shown).collect::<Vec<_>>().join("、");
            let (fact, finding) = ambiguous(name, raw, place);
            let heads = chosen.iter().map(|column| column.label.clone());
            return Some((Fact { labels: heads.collect(), ..fact }, finding));
        }
        let (fact, finding) = reader.read(name, field.kind, grid.get(row, column.col), place);
        Some((fact.labelled(column.label.clone()), finding))
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
        filled.last().map(Content::shown).unwrap_or_default()
    }

    /// The sheet columns that stand for these fields.
    pub(super) fn sheet_columns(&self, fields: &[usize]) -> Vec<u32> {
        self.columns.iter().filter(|column| fields.contains(&column.field)).map(|column| column.col).collect()
    }
}

fn ambiguous(name: &str, raw: String, place: Place) -> (Fact, Option<Finding>) {
    let problem = Problem::AmbiguousColumn { fact: name.to_owned() };
    let finding = Finding::new(problem).at(place.clone()).showing(&raw);
    (Fact::new(raw, FactValue::Unreadable, Some(place)), Some(finding))
}

/// Recognises the header lines of one table.
#[derive(Clone, Debug)]
pub(super) struct HeaderFinder {
    fields: Vec<Field>,
    labels: Labels,
    needs: BTreeSet<usize>,
    at_least: usize,
}

impl HeaderFinder {
    /// For a table with these columns; `needs` names those without which a line is no header.
    pub(super) fn new(columns: &[Field], needs: &[String], at_least: usize) -> Self {
        let index = |name: &String| columns.iter().position(|column| column.name == *name);
        Self {
            fields: columns.to_vec(),
            labels: labels_of(columns),
            needs: needs.iter().filter_map(index).collect(),
            at_least,
        }
    }

    /// Whether a text is the label of one of the columns.
    pub(super) fn is_label(&self, text: &str) -> bool {
        self.labels.find(text).is_some()
    }

    /// The header that begins in `row`, if one does. A second line under merged heads counts to
    /// it when all it holds is labels; where both lines name a column, the lower one says it.
    pub(super) fn at(&self, grid: &Grid, row: u32) -> Option<Header> {
        let mut columns: BTreeMap<u32, Column> = self.matches(grid, row).collect();
        if columns.is_empty() {
            return None;
        }
        let mut last_row = row;
        let below: Vec<(u32, Column)> = self.matches(grid, row + 1).collect();
        if below.len() >= 2 && below.len() == grid.width(row + 1) {
            columns.extend(below);
            last_row = row + 1;
        }
        let found: BTreeSet<usize> = columns.values().map(|column| column.field).collect();
        let is_header = found.len() >= self.at_least && self.needs.is_subset(&found);
        if !is_header {
            return None;
        }
        let has_head = |col: u32| (row..=last_row).any(|row| grid.get(row, col).is_some());
        let ends: Vec<u32> = columns.keys().copied().skip(1).collect();
        for (column, end) in columns.values_mut().zip(ends) {
            let spanned = column.col + 1..end.min(column.col + 20);
            column.unnamed = spanned.take_while(|col| !has_head(*col)).collect();
        }
        Some(Header { last_row, columns: columns.into_values().collect() })
    }

    fn matches<'a>(&'a self, grid: &'a Grid, row: u32) -> impl Iterator<Item = (u32, Column)> + 'a {
        grid.texts(row).filter_map(move |(col, text)| {
            let field = self.labels.find(text)?;
            let is = |word: &String| {
                label::normalised(word) == label::normalised(text) || label::core(word) == label::core(text)
            };
            let standing = if self.fields[field].prefer.iter().any(is) {
                Standing::Preferred
            } else if is(&self.fields[field].name) {
                Standing::Own
            } else {
                Standing::Alias
            };
            let unit = label::remarks(text).iter().find_map(|remark| MoneyUnit::stated_in(remark));
            let label = Label { text: text.trim().into(), place: grid.at(row, col) };
            Some((col, Column { col, field, label, standing, unit, unnamed: Vec::new() }))
        })
    }
}
