//! A sheet with what is recognised in each of its rows, all found in one pass.

use std::collections::BTreeMap;

use super::FormFinder;
use crate::intake::grid::Grid;
use crate::intake::header::Header;
use crate::intake::keyed::Keyed;
use crate::rubric::form::MoneyUnit;
use crate::rubric::label::Key;

/// A sheet and what its rows hold.
#[derive(Debug)]
pub(super) struct Marked<'g> {
    pub(super) keyed: Keyed<'g>,
    rows: BTreeMap<u32, Marks<'g>>,
}

#[derive(Debug, Default)]
struct Marks<'g> {
    labels: Vec<FieldLabel<'g>>,
    head: Option<Head>,
}

/// The label of a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldLabel<'g> {
    /// Its column.
    pub(super) col: u32,
    /// The field.
    pub(super) field: usize,
    /// The value, where it follows the label's colon in the same cell.
    pub(super) rest: Option<&'g str>,
}

/// A header that begins in a row.
#[derive(Debug)]
pub(super) enum Head {
    /// Of a table, and of the blocks that name lines of it.
    Table { table: usize, header: Header, blocks: Vec<(usize, Header)> },
    /// Of a block.
    Block { block: usize, header: Header },
}

impl<'g> Marked<'g> {
    pub(super) fn of(finder: &FormFinder<'_>, keyed: Keyed<'g>) -> Self {
        let grid = keyed.grid;
        let marks = |row: u32| Marks { labels: finder.labels(&keyed, row), head: finder.head(&keyed, row) };
        let rows = grid.rows.keys().map(|row| (*row, marks(*row))).collect();
        Self { keyed, rows }
    }

    pub(super) fn grid(&self) -> &'g Grid {
        self.keyed.grid
    }

    /// The labels of fields in a row, from left to right.
    pub(super) fn labels(&self, row: u32) -> &[FieldLabel<'g>] {
        self.rows.get(&row).map(|marks| marks.labels.as_slice()).unwrap_or_default()
    }

    /// The header that begins in a row.
    pub(super) fn head(&self, row: u32) -> Option<&Head> {
        self.rows.get(&row)?.head.as_ref()
    }

    /// Whether any header was found.
    pub(super) fn has_heads(&self) -> bool {
        self.rows.values().any(|marks| marks.head.is_some())
    }

    /// Whether a cell holds the label of a field.
    pub(super) fn is_label(&self, row: u32, col: u32) -> bool {
        self.labels(row).iter().any(|label| label.col == col)
    }
}

impl FormFinder<'_> {
    fn labels<'g>(&self, keyed: &Keyed<'g>, row: u32) -> Vec<FieldLabel<'g>> {
        let label = |(col, text): (u32, &'g str)| {
            let (field, rest) = self.field_label(text, keyed.key(row, col))?;
            Some(FieldLabel { col, field, rest })
        };
        keyed.grid.texts(row).filter_map(label).collect()
    }

    /// The field a text is the label of, and what follows the label's colon in the same cell.
    fn field_label<'t>(&self, text: &'t str, key: Option<&Key>) -> Option<(usize, Option<&'t str>)> {
        let (field, rest) = match key.and_then(|key| self.fields.of(key)) {
            Some(field) => (field, None),
            None => {
                let (label, rest) = text.split_once(['：', ':'])?;
                let rest = rest.trim();
                (self.fields.find(label).filter(|_| !rest.is_empty())?, Some(rest))
            }
        };
        // "单位：万元" says the unit of money, not whose form it is.
        MoneyUnit::stated_in(text).is_none().then_some((field, rest))
    }

    fn head(&self, keyed: &Keyed<'_>, row: u32) -> Option<Head> {
        keyed.words(row).next()?;
        let table = |(index, (table, finder, _)): (usize, &(&crate::rubric::form::Table, _, _))| {
            let finder: &crate::intake::header::HeaderFinder = finder;
            Some((index, finder.at(keyed, row)?.with_single(&table.title_and_levels())))
        };
        if let Some((table, header)) = self.tables.iter().enumerate().find_map(table) {
            let blocks = self.blocks_in(self.tables[table].0);
            // A section's title that is also a label (绩效指标) opens the table's header, not the block's.
            let in_header = |block: usize| {
                let mut lines = row..=header.last_row;
                Some((block, lines.find_map(|line| self.blocks[block].1.at(keyed, line))?))
            };
            let blocks = blocks.filter_map(in_header).collect();
            return Some(Head::Table { table, header, blocks });
        }
        // A head that also asks for the project and its body is that of a list of them.
        let asks_for = |name: &String| {
            let field = self.form.field(name);
            field.is_some_and(|field| keyed.words(row).any(|(_, key)| self.fields.of(key) == Some(field)))
        };
        if self.form.project.iter().chain(&self.form.department).filter(|name| asks_for(name)).count() > 1 {
            return None;
        }
        let free = self.blocks.iter().enumerate().filter(|(_, (block, ..))| block.table.is_none());
        let mut heads = free.filter_map(|(block, (_, finder, _))| {
            Some(Head::Block { block, header: finder.at(keyed, row)? })
        });
        heads.next()
    }
}
