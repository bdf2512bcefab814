//! Finding header lines by their labels: over several lines, below groups, beside heads that nobody knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Column, Header, Standing};
use crate::intake::grid::{Content, Grid};
use crate::intake::keyed::Keyed;
use crate::intake::submission::Label;
use crate::rubric::form::{Field, MoneyUnit, labels_of};
use crate::rubric::label::{Key, Labels};

/// Lines that a header may have at the most.
const MOST_LINES: u32 = 4;

/// Recognises the header lines of one table.
#[derive(Clone, Debug)]
pub(in crate::intake) struct HeaderFinder {
    labels: Labels,
    /// Each field's own name and the labels that go before others.
    names: Vec<(Option<Key>, Vec<Key>)>,
    needs: BTreeSet<usize>,
    at_least: usize,
}

impl HeaderFinder {
    /// For a table with these columns; `needs` names those without which a line is no header.
    pub(in crate::intake) fn new(columns: &[Field], needs: &[String], at_least: usize) -> Self {
        let index = |name: &String| columns.iter().position(|column| column.name == *name);
        let keys = |field: &Field| {
            (Key::of(&field.name), field.prefer.iter().filter_map(|label| Key::of(label)).collect())
        };
        Self {
            labels: labels_of(columns),
            names: columns.iter().map(keys).collect(),
            needs: needs.iter().filter_map(index).collect(),
            at_least,
        }
    }

    /// The column that a text is the label of.
    pub(in crate::intake) fn column(&self, key: &Key) -> Option<usize> {
        self.labels.of(key)
    }

    /// Whether columns such as these make a header.
    pub(in crate::intake) fn suffices(&self, found: &BTreeSet<usize>) -> bool {
        found.len() >= self.at_least && self.needs.is_subset(found)
    }

    /// The header that begins in `row`, if one does. More lines belong to it when all they hold is
    /// labels, or when heads of the first are merged down over them; where two lines name a
    /// column, the lower one says it. A line that only numbers the columns is passed over.
    pub(in crate::intake) fn at(&self, sheet: &Keyed<'_>, row: u32) -> Option<Header> {
        let grid = sheet.grid;
        // A label with something beside it that is none is a field: 单位 | 甲局.
        let is_head = match sheet.words(row).filter(|(_, key)| self.column(key).is_some()).take(2).count() {
            0 => false,
            1 => grid.width(row) == 1,
            _ => true,
        };
        if !is_head || sheet.has_figures(row) {
            return None;
        }
        let mut columns = self.matches(sheet, row);
        let mut merged_to = spanned(grid, row, &columns);
        let mut rows = vec![row];
        let mut open_heads = BTreeMap::new();
        let mut last_row = row;
        for _ in 1..MOST_LINES {
            let next = grid.next_row(last_row);
            let below = self.matches_below(sheet, last_row, next);
            let is_head = next <= merged_to || (below.len() >= 2 && below.len() == grid.width(next));
            if !is_head || sheet.has_figures(next) {
                break;
            }
            merged_to = merged_to.max(spanned(grid, next, &below));
            open_heads.extend(name_the_nameless(grid, (last_row, next), &mut columns, &below));
            columns.extend(below);
            rows.push(next);
            last_row = next;
        }
        if !self.suffices(&columns.values().map(|column| column.field).collect()) {
            return None;
        }
        let has_head = |col: u32| rows.iter().any(|row| grid.get(*row, col).is_some());
        let ends: Vec<u32> = columns.keys().copied().skip(1).collect();
        for (column, end) in columns.values_mut().zip(ends) {
            let spanned = column.col + 1..end.min(column.col + 20);
            column.unnamed = spanned.take_while(|col| !has_head(*col)).collect();
        }
        for (col, others) in open_heads {
            columns
                .get_mut(&col)
                .into_iter()
                .for_each(|column: &mut Column| column.unnamed.clone_from(&others));
        }
        let next = grid.next_row(last_row);
        let last_row = if sheet.is_ruler(next) { next } else { last_row };
        Some(Header { last_row, columns: columns.into_values().collect() })
    }

    /// The columns that a row names. What stands over a label may belong to it: 复核 over 得分.
    fn matches(&self, sheet: &Keyed<'_>, row: u32) -> BTreeMap<u32, Column> {
        let above = sheet.grid.rows.range(..row).next_back().map(|(above, _)| *above);
        let one = |(col, key): (u32, &Key)| {
            let own = self.labels.of(key)?;
            let (unit, percent) = (stated_unit(key), key.is_percent());
            let joined = above.and_then(|above| sheet.over(above, col)).map(|group| group.joined(key));
            let (field, key) = joined
                .as_ref()
                .and_then(|joined| Some((self.labels.of(joined)?, joined)))
                .unwrap_or((own, key));
            let (name, preferred) = &self.names[field];
            let standing = if preferred.iter().any(|word| word.is(key)) {
                Standing::Preferred
            } else if name.as_ref().is_some_and(|name| name.is(key)) {
                Standing::Own
            } else {
                Standing::Alias
            };
            let text = sheet.grid.text(row, col).unwrap_or_default();
            let label = Arc::new(Label { text: text.trim().into(), place: sheet.grid.at(row, col) });
            Some((col, Column { col, field, label, standing, unit, percent, unnamed: Vec::new() }))
        };
        sheet.words(row).filter_map(one).collect()
    }

    /// The columns that a line below other heads names, with those whose names only these make whole:
    /// 年初 below 预算数.
    fn matches_below(&self, sheet: &Keyed<'_>, above: u32, row: u32) -> BTreeMap<u32, Column> {
        let mut columns = self.matches(sheet, row);
        for text in sheet.texts(row) {
            let Some(group) = sheet.over(above, text.col).filter(|_| !columns.contains_key(&text.col)) else {
                continue;
            };
            let whole = format!("{}{}", text.key.core(), group.core());
            let field = self.labels.of(group).and_then(|_| self.labels.find(&whole));
            let Some(field) = field.filter(|_| !text.key.core().is_empty()) else { continue };
            let shown = sheet.grid.text(row, text.col).unwrap_or_default();
            let column = Column {
                col: text.col,
                field,
                label: Arc::new(Label { text: shown.trim().into(), place: sheet.grid.at(row, text.col) }),
                standing: Standing::Alias,
                unit: stated_unit(&text.key),
                percent: text.key.is_percent(),
                unnamed: Vec::new(),
            };
            columns.insert(text.col, column);
        }
        columns
    }
}

/// The unit of money that a head states of its column.
fn stated_unit(head: &Key) -> Option<MoneyUnit> {
    head.remarks().iter().find_map(|remark| MoneyUnit::stated_in(remark))
}

/// The row down to which at least two of a header's heads are merged.
fn spanned(grid: &Grid, row: u32, columns: &BTreeMap<u32, Column>) -> u32 {
    let ends: Vec<u32> = columns.keys().map(|col| grid.extent(row, *col).0).collect();
    let shared = |end: &&u32| ends.iter().filter(|other| other == end).count() > 1;
    let near = |end: &&u32| **end - row < MOST_LINES;
    ends.iter().filter(near).filter(shared).max().copied().unwrap_or(row)
}

/// Where a head stands over several others, none of which bears its name, the only one that nobody
/// knows is the head's own: 年度指标值 over 符号 | 数量 | 单位. Of several that nobody knows none is: told
/// are such heads with their other columns.
fn name_the_nameless(
    grid: &Grid,
    (above, below): (u32, u32),
    columns: &mut BTreeMap<u32, Column>,
    named: &BTreeMap<u32, Column>,
) -> Vec<(u32, Vec<u32>)> {
    let next_head = |col: u32| {
        let mut heads = grid.rows.get(&above).into_iter().flat_map(|cells| cells.range(col + 1..));
        heads.next().map_or(u32::MAX, |(col, _)| *col)
    };
    let mut own = Vec::new();
    let mut told = Vec::new();
    let mut open = Vec::new();
    for column in columns.values().filter(|column| grid.get(above, column.col).is_some()) {
        let span = column.col..next_head(column.col);
        let heads: Vec<u32> = grid
            .rows
            .get(&below)
            .into_iter()
            .flat_map(|cells| cells.range(span.clone()))
            .map(|(col, _)| *col)
            .collect();
        let is_told = heads.iter().any(|col| named.get(col).is_some_and(|sub| sub.field == column.field));
        // What stands below the head itself is another column then.
        if is_told && heads.contains(&column.col) && !named.contains_key(&column.col) {
            told.push(column.col);
        }
        let unknown: Vec<u32> = heads.iter().copied().filter(|col| !named.contains_key(col)).collect();
        if let ([col], false, true) = (unknown.as_slice(), is_told, heads.len() > 1) {
            let text = grid.get(below, *col).map(Content::shown).unwrap_or_default();
            let label = Arc::new(Label { text: text.into(), place: grid.at(below, *col) });
            own.push(Column { col: *col, label, ..column.clone() });
        }
        if !is_told && unknown.len() > 1 && unknown.contains(&column.col) {
            let others = unknown.into_iter().filter(|col| *col != column.col).collect();
            open.push((column.col, others));
        }
    }
    columns.retain(|col, _| !told.contains(col));
    columns.extend(own.into_iter().map(|column| (column.col, column)));
    open
}
