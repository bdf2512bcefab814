//! A sheet with what is recognised in each of its rows, all found in one pass.

use std::collections::BTreeMap;

use super::FormFinder;
use crate::intake::grid::Grid;
use crate::intake::header::{Header, HeaderFinder};
use crate::intake::keyed::{Keyed, ShortText};
use crate::rubric::form::MoneyUnit;
use crate::rubric::label::{Key, Labels};

/// A sheet and what its rows hold.
#[derive(Debug)]
pub(in crate::intake) struct Marked<'g> {
    pub(super) keyed: &'g Keyed<'g>,
    rows: BTreeMap<u32, Marks<'g>>,
}

#[derive(Debug, Default)]
struct Marks<'g> {
    labels: Vec<FieldLabel<'g>>,
    head: Option<Head>,
    opens_section: bool,
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
    pub(in crate::intake) fn of(finder: &FormFinder<'_>, keyed: &'g Keyed<'g>) -> Self {
        let grid = keyed.grid;
        let marks = |row: u32| {
            // Behind a number it is one of the levels of an indicator.
            let begins = grid.rows.get(&row).and_then(|cells| cells.keys().next());
            let first = keyed.texts(row).first().filter(|text| Some(&text.col) == begins);
            // Where merged cells were filled in, a label stands in every row of its part.
            let above = grid.rows.range(..row).next_back().map(|(above, _)| *above);
            let repeats = |text: &ShortText| {
                above.and_then(|above| keyed.key(above, text.col)).is_some_and(|key| *key == *text.key)
            };
            let opens_section =
                first.is_some_and(|text| finder.sections.of(&text.key).is_some() && !repeats(text));
            Marks { labels: finder.labels(keyed, row), head: finder.head(keyed, row), opens_section }
        };
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

    /// Whether a row opens a part of the form that holds nothing but words.
    pub(super) fn opens_section(&self, row: u32) -> bool {
        self.rows.get(&row).is_some_and(|marks| marks.opens_section && marks.head.is_none())
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
        let label = |(col, text, short): (u32, &'g str, Option<&ShortText>)| {
            let (field, rest) = self.field_label(text, short.and_then(ShortText::word))?;
            Some(FieldLabel { col, field, rest })
        };
        keyed.all_texts(row).filter_map(label).collect()
    }

    /// The field a text is the label of, and what follows the label's colon in the same cell.
    fn field_label<'t>(&self, text: &'t str, word: Option<&Key>) -> Option<(usize, Option<&'t str>)> {
        let (field, rest) = match word.and_then(|word| self.fields.of(word)) {
            Some(field) => (field, None),
            None => {
                let text = text
                    .trim_start()
                    .strip_prefix("其中")
                    .map_or(text, |rest| rest.trim_start().strip_prefix(['：', ':']).unwrap_or(text));
                let (label, rest) = text.split_once(['：', ':'])?;
                let rest = rest.trim();
                (self.fields.find(label).filter(|_| !rest.is_empty())?, Some(rest))
            }
        };
        // "单位：万元" says the unit of money, not whose form it is.
        MoneyUnit::stated_in(text).is_none().then_some((field, rest))
    }

    /// Whether any header is on a sheet.
    pub(super) fn has_heads(&self, keyed: &Keyed<'_>) -> bool {
        keyed.grid.rows.keys().any(|row| self.head(keyed, *row).is_some())
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
                let (_, finder, lines) = &self.blocks[block];
                let own = (row..=header.last_row).find_map(|line| finder.at(keyed, line))?;
                Some((block, below_subheads(keyed, own, lines)))
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
        let mut heads = free.filter_map(|(block, (_, finder, lines))| {
            let header = without_corner(keyed.grid, finder.at(keyed, row)?, finder, lines);
            let header = below_subheads(keyed, header, lines);
            Some(Head::Block { block, header })
        });
        heads.next()
    }
}

/// A block's header without what stands over the names of its lines, although it reads like a head:
/// 年度预算数（万元） over 总额, 财政资金.
fn without_corner(grid: &Grid, header: Header, finder: &HeaderFinder, lines: &Labels) -> Header {
    let corner = header.first_column();
    let below = grid.text(grid.next_row(header.last_row), corner);
    if below.is_none_or(|text| lines.find(text).is_none()) {
        return header;
    }
    let rest = header.clone().without(corner);
    if finder.suffices(&rest.fields()) { rest } else { header }
}

/// A block's header with the line below it where that only divides the heads by the block's lines:
/// 总额 | 财政拨款 below 预算数.
fn below_subheads(keyed: &Keyed<'_>, header: Header, lines: &Labels) -> Header {
    let row = keyed.grid.next_row(header.last_row);
    let is_total = |text: &str| lines.find(text).map(|line| line == 0);
    let narrowed = || header.clone().narrowed(keyed.grid, row, is_total);
    if keyed.has_figures(row) { header } else { narrowed().unwrap_or(header) }
}
