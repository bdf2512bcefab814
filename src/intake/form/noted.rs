//! Notes and sign lines: words below a table, or between its lines.

use super::continued::{FEWEST_CELLS, FEWEST_VALUES, Shape};
use super::table::{self, LineKind};
use super::{FormFinder, Marked, Part};
use crate::intake::aside;
use crate::intake::header::Header;
use crate::intake::keyed::{Keyed, ShortText};
use crate::rubric::form::Table;
use crate::rubric::label;

/// Where a table stands when it comes to a note.
pub(super) struct AtNote {
    /// The row of the note.
    pub(super) row: u32,
    /// The last line above it.
    pub(super) last_line: Option<u32>,
    /// Whether its total stands above.
    pub(super) after_total: bool,
}

impl FormFinder<'_> {
    /// The first row below a note that the table above goes on with: a line of the shape of its last one,
    /// or its total. Where none follows before something else begins, the note ends the table.
    pub(super) fn goes_on_below(
        &self,
        part: &Part<'_>,
        (index, header): (usize, &Header),
        at: &AtNote,
    ) -> Option<u32> {
        let Part { sheet, end, .. } = *part;
        let grid = sheet.grid();
        let (table, _, end_labels) = &self.tables[index];
        let label_columns = header.sheet_columns(&table.title_and_levels());
        let above = at.last_line.map(|row| self.shape(part, (index, header), row));
        let values = above.as_ref().map_or(FEWEST_VALUES, |above| above.values.clamp(1, FEWEST_VALUES));
        let is_like = |own: &Shape| {
            let scored = own.points || above.as_ref().is_none_or(|above| !above.points);
            own.named && scored && own.values >= values
        };
        let rows = grid.rows.range(at.row..end.max(at.row)).map(|(row, _)| *row);
        for row in rows.filter(|row| !is_note(sheet.keyed, table, *row)) {
            if table::begins_something_else(sheet, row) || table::is_fields(sheet, row) {
                return None;
            }
            let own = self.shape(part, (index, header), row);
            let goes_on = match table::line_kind(sheet.keyed, table, end_labels, &label_columns, row) {
                LineKind::Total => !at.after_total && own.points,
                LineKind::Subtotal => false,
                LineKind::Indicator => {
                    // The heads of a table that the profile does not have.
                    let unknown = own.names_level == Some(false) || label_columns.len() < 2;
                    if unknown && grid.width(row) >= FEWEST_CELLS && !sheet.keyed.has_figures(row) {
                        return None;
                    }
                    is_like(&own) && !is_signed(sheet.keyed, table, &label_columns, row)
                }
            };
            if goes_on {
                return Some(row);
            }
        }
        None
    }

    /// Whether a row in the midst of a table only goes on with the note above it.
    pub(super) fn lengthens_note(&self, sheet: &Marked<'_>, row: u32) -> bool {
        let grid = sheet.grid();
        let names_level = |text: &str| (0..2).any(|level| self.form.names_level(level, text));
        grid.width(row) == 1 && grid.texts(row).all(|(_, text)| !names_level(text))
    }
}

/// Whether a row is a note or a sign line: it opens with one of the words for them.
pub(super) fn is_note(sheet: &Keyed<'_>, table: &Table, row: u32) -> bool {
    let first = sheet.all_texts(row).next().map(normalised).unwrap_or_default();
    // 说明 | 无
    let alone = || sheet.grid.width(row) <= 2 && table.notes.contains(&first);
    opens(table, &first) || alone()
}

/// Whether a row that has a line's cells is a sign line nonetheless: 填表人 | 张三 | 审核人 | 李四.
fn is_signed(sheet: &Keyed<'_>, table: &Table, label_columns: &[u32], row: u32) -> bool {
    let names = sheet.all_texts(row).filter(|(col, ..)| label_columns.contains(col));
    names.map(normalised).any(|text| opens(table, &text) || table.notes.contains(&text))
}

fn opens(table: &Table, text: &str) -> bool {
    aside::opens(table.notes.iter().map(String::as_str), text)
}

fn normalised((_, text, short): (u32, &str, Option<&ShortText>)) -> String {
    short.map_or_else(|| label::normalised(text), |short| short.key.normalised.clone())
}
