//! Facts beside or below their labels.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{FormFinder, Marked, Part, RawForm};
use crate::finding::Finding;
use crate::intake::grid::Content;
use crate::intake::header::ambiguous;
use crate::intake::submission::{Fact, Label};
use crate::intake::value::ValueReader;
use crate::place::Place;
use crate::rubric::form::{Block, Form, Kind, MoneyUnit};
use crate::rubric::label;

/// What a cell was read as, and what is wrong with it.
type Read = (Fact, Option<Finding>);

/// Facts of blocks that stand beside labels instead of in a cross-table, by block and column.
#[derive(Debug, Default)]
pub(super) struct Loose {
    facts: BTreeMap<(usize, usize), Vec<Read>>,
    /// The blocks of which the row above said something, an amount or a rate first.
    above: BTreeSet<usize>,
}

impl FormFinder<'_> {
    /// Reads the fields that a row labels.
    pub(super) fn read_fields(&self, form: &mut RawForm, part: &Part<'_>, row: u32) {
        let Part { sheet, reader, .. } = *part;
        let grid = sheet.grid();
        for label in sheet.labels(row) {
            let field = &self.form.fields[label.field];
            let written = label.rest.map(|rest| Content::Text(rest.to_owned()));
            let (content, place) = match &written {
                Some(content) => (Some(content), grid.at(row, label.col)),
                None => beside(part, row, label.col),
            };
            let (fact, finding) = reader.read(&field.name, field.kind, content, place);
            form.take(&field.name, field.kind, (fact.labelled(label_at(part, row, label.col)), finding));
        }
        if sheet.labels(row).is_empty() && sheet.head(row).is_none() && grid.width(row) == 1 {
            form.titles.extend(grid.texts(row).map(|(_, text)| text.trim().to_owned()));
        }
    }

    /// Notes what a row says beside labels of a block's columns: 全年预算数 | 200 | 全年执行数 | 180.
    pub(super) fn read_loose(&self, loose: &mut Loose, part: &Part<'_>, row: u32) {
        let Part { sheet, reader, .. } = *part;
        let grid = sheet.grid();
        let mut named = BTreeSet::new();
        let free = self.blocks.iter().enumerate().filter(|(_, (block, ..))| block.table.is_none());
        for (index, (block, finder, _)) in free {
            let labels: Vec<(u32, usize)> = sheet
                .keyed
                .words(row)
                .filter(|(col, _)| !sheet.is_label(row, *col))
                .filter_map(|(col, key)| Some((col, finder.column(key)?)))
                .collect();
            let weighs = |field: usize| block.columns[field].kind == Kind::Points;
            let goes_on = !labels.is_empty() && loose.above.contains(&index);
            if goes_on || labels.iter().any(|(_, field)| !weighs(*field)) {
                named.insert(index);
            }
            for (at, (col, field)) in labels.iter().enumerate() {
                // 分值 and 得分 alone may be anybody's.
                if weighs(*field) && !named.contains(&index) {
                    continue;
                }
                let end = labels.get(at + 1).map_or(u32::MAX, |(next, _)| *next);
                let cells = grid.rows.get(&row).into_iter().flat_map(|cells| cells.range(col + 1..end));
                let mut values: Vec<u32> =
                    cells.map(|(col, _)| *col).take_while(|col| !sheet.is_label(row, *col)).collect();
                // Words behind the first value are a label that nobody knows.
                let is_words = |col: &u32| {
                    grid.text(row, *col).is_some_and(|text| !text.contains(|c: char| c.is_ascii_digit()))
                };
                values.truncate(values.iter().skip(1).position(is_words).map_or(values.len(), |at| at + 1));
                let column = &block.columns[*field];
                let name = total(block, *field);
                let label = label_at(part, row, *col);
                let unit = label::remarks(&label.text).iter().find_map(|remark| MoneyUnit::stated_in(remark));
                let reader = unit.map_or(*reader, |unit| ValueReader::new(reader.form, Some(unit)));
                let read = match values.as_slice() {
                    [] => continue,
                    [only] => reader.read(&name, column.kind, grid.get(row, *only), grid.at(row, *only)),
                    [first, ..] => {
                        let shown = values.iter().filter_map(|col| grid.get(row, *col)).map(Content::shown);
                        ambiguous(&name, shown.collect::<Vec<_>>().join("、"), grid.at(row, *first))
                    }
                };
                let read = (read.0.labelled(label), read.1);
                loose.facts.entry((index, *field)).or_default().push(read);
            }
        }
        loose.above = named;
    }

    /// Takes the loose facts of each block of which the form holds no cross-table, if there are
    /// enough to be one; returns of how many blocks.
    pub(super) fn settle_loose(&self, form: &mut RawForm, loose: Loose) -> usize {
        let mut settled = 0;
        let mut facts = loose.facts;
        for (index, (block, ..)) in self.blocks.iter().enumerate() {
            let of_block: Vec<(usize, Vec<_>)> = facts
                .extract_if(.., |key, _| key.0 == index)
                .map(|((_, field), reads)| (field, reads))
                .collect();
            let name = |field: usize| total(block, field);
            let says =
                of_block.iter().filter(|(field, _)| block.columns[*field].kind != Kind::Points).count();
            // Points and the rate may also stand among the indicators.
            let amounts = (0..block.columns.len()).filter(|field| block.columns[*field].kind == Kind::Amount);
            let is_told = amounts.into_iter().any(|field| form.facts.contains_key(&name(field)));
            if says == 0 || of_block.len() < block.at_least || is_told {
                continue;
            }
            settled += 1;
            for (field, reads) in of_block {
                for read in reads {
                    form.take(&name(field), block.columns[field].kind, read);
                }
            }
        }
        settled
    }
}

fn label_at(part: &Part<'_>, row: u32, col: u32) -> Arc<Label> {
    let grid = part.sheet.grid();
    let text = grid.text(row, col).unwrap_or_default();
    Arc::new(Label { text: text.trim().into(), place: grid.at(row, col) })
}

/// What a column says in a block's first line, the total.
pub(super) fn total(block: &Block, field: usize) -> String {
    let column = &block.columns[field];
    block.lines.first().map_or_else(|| column.name.clone(), |line| Form::block_fact(line, column))
}

/// The value of a label: the next cell to the right that holds something, unless it is a label; in
/// a row of labels alone, the cell below.
fn beside<'g>(part: &Part<'g>, row: u32, col: u32) -> (Option<&'g Content>, Place) {
    let sheet: &'g Marked<'g> = part.sheet;
    let grid = sheet.grid();
    let next = grid.rows.get(&row).and_then(|cells| cells.range(col + 1..).next());
    if let Some((at, content)) = next.filter(|(at, _)| !sheet.is_label(row, **at)) {
        return (Some(content), grid.at(row, *at));
    }
    let below = grid.next_row(row);
    let labels_alone = sheet.labels(row).len() > 1 && sheet.labels(row).len() == grid.width(row);
    // What stands alone in a row is a title, not the values of several labels.
    let holds_values = below < part.end
        && grid.width(below) > 1
        && sheet.labels(below).is_empty()
        && sheet.head(below).is_none();
    match grid.get(below, col).filter(|_| labels_alone && holds_values) {
        Some(content) => (Some(content), grid.at(below, col)),
        None => (None, grid.at(row, col + 1)),
    }
}
