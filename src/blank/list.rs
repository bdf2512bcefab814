//! The form of a rubric whose facts come in a list: one row under the list's head.

use super::Recipient;
use super::layout::{Layout, ROW};
use super::page::{Area, Content, Preset, Shown, Style};
use crate::intake::list::CODE;
use crate::rubric::form::{Form, Kind, List, ListKind};

/// Width of a column.
const WIDTH: f64 = 14.0;

/// The list that is a body's whole submission, where the profile knows no other form.
pub(super) fn of(form: &Form) -> Option<&List> {
    let has_form = !(form.fields.is_empty() && form.tables.is_empty() && form.blocks.is_empty());
    let is_it = |list: &&List| list.kind == ListKind::Submissions;
    form.lists.iter().find(is_it).filter(|_| !has_form)
}

/// Widths of the list's columns.
pub(super) fn widths(list: &List) -> Vec<f64> {
    list.columns.iter().map(|column| if column.kind == Kind::Text { WIDTH + 4.0 } else { WIDTH }).collect()
}

/// The first column right of those by which a row is a body's: what stands below them would be one
/// more row.
pub(super) fn beyond_keys(list: &List) -> u16 {
    let last = list.columns.iter().rposition(|column| list.needs.contains(&column.name));
    u16::try_from(last.map_or(0, |last| last + 1)).unwrap_or(u16::MAX)
}

impl Layout<'_> {
    /// The list's head and the body's row.
    pub(super) fn list(&mut self, list: &List, recipient: Option<&Recipient>) {
        for (col, column) in (0_u16..).zip(&list.columns) {
            let text = self.labelled(column, (col, col));
            self.grow(self.row, &text, (col, col));
            self.words(Area::cell(self.row, col), Style::Label, text);
        }
        self.page.repeated = Some(self.row);
        self.row += 1;
        let mut is_named = false;
        for (col, column) in (0_u16..).zip(&list.columns) {
            let preset = if column.name == CODE {
                recipient.map(|recipient| recipient.code.clone()).filter(|code| !code.is_empty())
            } else if self.form.department.contains(&column.name) && !is_named {
                is_named = true;
                recipient.map(|recipient| recipient.name.clone())
            } else {
                None
            };
            let content = match preset {
                Some(text) => Content::Preset(Preset { name: column.name.clone(), value: Shown::Text(text) }),
                None => {
                    let mut entry = self.entry(&column.name, column.kind);
                    entry.is_required |= self.form.department.contains(&column.name);
                    Content::Entry(entry)
                }
            };
            self.put(Area::cell(self.row, col), Style::Value, content);
        }
        self.page.heights.insert(self.row, ROW * 1.5);
        self.row += 1;
    }
}
