//! A table that goes on with the next sheet, where its header does not stand again.

use std::collections::BTreeSet;

use super::table::{self, LineKind};
use super::{FormFinder, Marked, Part, RawForm, noted};
use crate::intake::grid::{Content, Grid};
use crate::intake::header::Header;
use crate::intake::keyed::Keyed;
use crate::intake::submission::FactValue;
use crate::intake::value::ValueReader;
use crate::quantity::Reading;
use crate::rubric::form::{Kind, MoneyUnit};

/// Cells that a row of a table has at the least; fewer are titles and remarks.
pub(super) const FEWEST_CELLS: usize = 3;
/// Values beside its name by which a row is told to be a line of the table above.
pub(super) const FEWEST_VALUES: usize = 2;

/// A table without a total: what is missing may stand on the next sheet.
#[derive(Clone, Debug)]
pub(in crate::intake) struct Open {
    pub(super) table: usize,
    pub(super) header: Header,
    pub(super) blocks: Vec<(usize, Header)>,
    /// The levels of its last line.
    pub(super) levels: Vec<String>,
    /// The unit of money that its form states.
    pub(super) unit: Option<MoneyUnit>,
    /// The columns in which it holds something.
    pub(super) columns: BTreeSet<u32>,
    /// The columns of the profile, of values only, in which some line states something.
    pub(super) valued: BTreeSet<String>,
    /// Whether it is the last thing on its sheet.
    pub(super) at_end: bool,
}

/// What a row says under the heads of a table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// Whether it has a name.
    pub(super) named: bool,
    /// Whether what stands where levels do is the name of one; `None` where nothing does.
    pub(super) names_level: Option<bool>,
    /// Its values beside the name.
    pub(super) values: usize,
    /// Whether points are among them.
    pub(super) points: bool,
}

/// A block at the end of its sheet: the next may go on with its lines.
#[derive(Clone, Debug)]
pub(in crate::intake) struct Cut {
    pub(super) block: usize,
    pub(super) header: Header,
    /// The unit of money that its form states.
    pub(super) unit: Option<MoneyUnit>,
}

impl FormFinder<'_> {
    /// The lines at the top of a sheet that go on with the block at the end of the sheet before it.
    #[must_use]
    pub(in crate::intake) fn continuing_block(
        &self,
        sheet: &Marked<'_>,
        before: &RawForm,
    ) -> Option<RawForm> {
        let cut = before.cut.as_ref()?;
        let (_, _, lines) = &self.blocks[cut.block];
        let grid = sheet.grid();
        let first = grid.rows.keys().copied().find(|row| grid.width(*row) > 1)?;
        let mut names = grid.texts(first).filter(|(col, _)| *col < cut.header.first_column());
        let is_line = names.any(|(_, text)| lines.find(text).is_some());
        if !is_line || sheet.head(first).is_some() || cut.header.filled(grid, first) == 0 {
            return None;
        }
        let reader = ValueReader::new(self.form, self.unit(sheet, &(0..first)).or(cut.unit));
        let mut form = RawForm { continues: true, ..RawForm::empty(grid) };
        let part = Part { sheet, reader: &reader, end: u32::MAX };
        self.read_block(&mut form, &part, cut.block, (&cut.header, first));
        Some(form)
    }

    /// Whether a sheet has a table with heads of its own, none of which the table that the form before it
    /// left open has: an attachment, which does not go on with it.
    #[must_use]
    pub(in crate::intake) fn is_attachment(&self, keyed: &Keyed<'_>, before: &RawForm) -> bool {
        let Some(open) = before.open.as_ref() else { return false };
        let (_, finder, _) = &self.tables[open.table];
        let grid = keyed.grid;
        let Some(heads) = grid.rows.keys().copied().find(|row| grid.width(*row) >= FEWEST_CELLS) else {
            return false;
        };
        let texts = keyed.texts(heads);
        let is_own = texts.iter().all(|text| finder.column(&text.key).is_none());
        let no_figures = texts.len() == grid.width(heads) && !keyed.has_figures(heads);
        no_figures && is_own && keyed.has_figures(grid.next_row(heads))
    }

    /// What a sheet without any header holds of the table that the form before it left open.
    #[must_use]
    pub(in crate::intake) fn continuing(&self, sheet: &Marked<'_>, before: &RawForm) -> Option<RawForm> {
        let open = before.open.as_ref()?;
        let grid = sheet.grid();
        if sheet.has_heads() {
            return None;
        }
        let first = self.first_line(sheet, open)?;
        let end = grid.rows.keys().next_back().map_or(0, |last| last.saturating_add(1));
        let unit = self.unit(sheet, &(0..first)).or(open.unit);
        let mut form = self.read(sheet, 0..end, unit, Some((open, first)))?;
        form.continues = true;
        Some(form)
    }

    /// The first row of a sheet that goes on with a table, if every row from there on does that is
    /// neither a title nor a note.
    fn first_line(&self, sheet: &Marked<'_>, open: &Open) -> Option<u32> {
        let grid = sheet.grid();
        let reader = ValueReader::new(self.form, open.unit);
        let part = Part { sheet, reader: &reader, end: u32::MAX };
        let (table, ..) = &self.tables[open.table];
        let is_note = |row: &u32| noted::is_note(sheet.keyed, table, *row);
        // A note at the top is passed over as one between lines is; what stands below a later one may be
        // anything.
        let rows = grid.rows.keys().copied().skip_while(is_note).take_while(|row| !is_note(row));
        let of_table = |row: &u32| grid.width(*row) >= FEWEST_CELLS || self.is_total(sheet.keyed, open, *row);
        let rows: Vec<u32> = rows.filter(of_table).collect();
        let goes_on = rows.iter().all(|row| self.goes_on(&part, open, *row));
        rows.first().copied().filter(|_| goes_on)
    }

    fn is_total(&self, sheet: &Keyed<'_>, open: &Open, row: u32) -> bool {
        let (table, _, end) = &self.tables[open.table];
        let label_columns = open.header.sheet_columns(&table.title_and_levels());
        !matches!(table::line_kind(sheet, table, end, &label_columns, row), LineKind::Indicator)
    }

    /// Whether a row could stand below the lines of a table: in its columns only, with a name, and
    /// values where these have theirs.
    fn goes_on(&self, part: &Part<'_>, open: &Open, row: u32) -> bool {
        let grid = part.sheet.grid();
        if self.is_total(part.sheet.keyed, open, row) {
            return true;
        }
        let mut cells = grid.rows.get(&row).into_iter().flat_map(|cells| cells.keys());
        if !cells.all(|col| open.columns.contains(col)) {
            return false;
        }
        let own = self.shape(part, (open.table, &open.header), row);
        own.named
            && (own.names_level == Some(true) || own.values >= FEWEST_VALUES.min(open.valued.len().max(1)))
    }

    /// What a row says under the heads of a table.
    pub(super) fn shape(&self, part: &Part<'_>, (table, header): (usize, &Header), row: u32) -> Shape {
        let (table, ..) = &self.tables[table];
        let mut shape = Shape::default();
        for (field, column) in table.columns.iter().enumerate() {
            let read = header.read(part.sheet.grid(), row, (field, column), &column.name, part.reader);
            let Some((fact, _)) = read.filter(|(fact, _)| fact.stated().is_some()) else { continue };
            shape.named |= column.name == table.title;
            let level = table.levels.iter().position(|level| *level == column.name);
            if let Some(level) = level {
                let is_name = self.form.names_level(level, &fact.raw);
                shape.names_level = Some(is_name || shape.names_level == Some(true));
            }
            let is_value = match &fact.value {
                FactValue::Number(_) => true,
                FactValue::Quantity(reading) => !matches!(reading, Reading::Blank),
                _ => false,
            };
            shape.values += usize::from(is_value && matches!(column.kind, Kind::Quantity | Kind::Points));
            shape.points |= is_value && column.kind == Kind::Points;
        }
        shape
    }
}

/// Whether a sheet holds a table of whatever kind: a row of several cells, figures among them.
#[must_use]
pub(in crate::intake) fn is_table(grid: &Grid) -> bool {
    let figure = |content: &Content| match content {
        Content::Number { .. } | Content::Formatted { .. } => true,
        Content::Text(text) => text.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    };
    grid.rows.values().any(|cells| cells.len() > 1 && cells.values().any(figure))
}
