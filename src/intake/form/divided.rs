//! Figures by which a form divides its budget, below the block and under the same head: 按支出性质分,
//! 其中：基本支出：9000. Whether they are of the budget or of what was spent is not said; what they add
//! up to may tell.

use std::collections::{BTreeMap, BTreeSet};

use super::marked::Marked;
use super::{Form, Grid, RawForm};
use crate::number::Number;
use crate::rubric::form::{EXECUTED, Kind};

/// The figures that stand under the head of a block, by the column of their labels.
#[derive(Debug, Default)]
pub(super) struct Divided {
    /// The last row that the head of the block reaches down to.
    last: Option<u32>,
    names: BTreeMap<u32, BTreeSet<String>>,
}

impl Divided {
    /// Notes how far down the head of a block reaches, which stands left of its `first` column.
    pub(super) fn below(&mut self, grid: &Grid, row: u32, first: u32) {
        let heads = grid.texts(row).filter(|(col, _)| *col < first);
        self.last = heads.map(|(col, _)| grid.extent(row, col).0).filter(|last| *last > row).max();
    }

    /// Notes the amounts of a row that stand behind their labels in one cell.
    pub(super) fn note(&mut self, form: &Form, sheet: &Marked<'_>, row: u32) {
        if self.last.is_none_or(|last| row > last) {
            return;
        }
        for label in sheet.labels(row).iter().filter(|label| label.rest.is_some()) {
            let field = &form.fields[label.field];
            if field.kind == Kind::Amount {
                self.names.entry(label.col).or_default().insert(field.name.clone());
            }
        }
    }

    /// Leaves of each column's figures only those that add up to what was spent.
    pub(super) fn settle(self, form: &mut RawForm) {
        let number =
            |form: &RawForm, name: &str| form.facts.get(name).and_then(|fact| fact.number().cloned());
        let executed = number(form, EXECUTED);
        for names in self.names.values() {
            let figures: Vec<Number> = names.iter().filter_map(|name| number(form, name)).collect();
            if executed.as_ref() == Some(&figures.iter().sum()) {
                continue;
            }
            for name in names {
                form.facts.remove(name);
            }
        }
    }
}
