//! Reading a table with one indicator (or task) to a line, down to its total line.

use std::collections::BTreeMap;

use super::{FormFinder, RawForm, Sheet, pick};
use crate::finding::Finding;
use crate::intake::grid::{Content, Grid};
use crate::intake::header::Header;
use crate::intake::submission::{Fact, FactValue, Line};
use crate::quantity::join_split;
use crate::rubric::form::{Field, Kind, Table};
use crate::rubric::label::{self, Labels};
use crate::rubric::shape::TARGET;

impl FormFinder<'_> {
    /// Reads the lines below a table's header; returns the row after them.
    pub(super) fn read_table(
        &self,
        form: &mut RawForm,
        sheet: &Sheet<'_>,
        table: &Table,
        header: &Header,
        end_labels: &Labels,
    ) -> u32 {
        let Sheet { grid, reader, end } = *sheet;
        let lines = form.tables.entry(table.name.clone()).or_default();
        let mut levels = vec![String::new(); table.levels.len()];
        let mut row = header.last_row + 1;
        while row < end {
            if grid.texts(row).any(|(_, text)| end_labels.find(text).is_some()) {
                let name = |column: &Field| format!("{}.{}", table.name, column.name);
                for (field, column) in
                    table.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Points)
                {
                    if let Some((content, place)) = pick(grid, header, field, row) {
                        let (fact, _) = reader.read(&name(column), column.kind, content, place);
                        form.facts.insert(name(column), fact);
                    }
                }
                return row + 1;
            }
            if self.begins_something_else(grid, row) || is_note(grid, table, row) {
                return row;
            }
            fill_down(grid, table, header, row, &mut levels);
            let (line, findings) = self.read_line(sheet, table, header, row, &levels);
            if line.says_something(table) {
                lines.push(line);
                form.findings.extend(findings);
            }
            row += 1;
        }
        end
    }

    fn begins_something_else(&self, grid: &Grid, row: u32) -> bool {
        self.tables.iter().any(|(_, finder, _)| finder.at(grid, row).is_some())
            || self.blocks.iter().any(|(_, finder, _)| finder.at(grid, row).is_some())
            || (grid.width(row) <= 2
                && grid
                    .texts(row)
                    .any(|(_, text)| self.field_label(text).is_some_and(|(_, rest)| rest.is_some())))
    }

    fn read_line(
        &self,
        sheet: &Sheet<'_>,
        table: &Table,
        header: &Header,
        row: u32,
        levels: &[String],
    ) -> (Line, Vec<Finding>) {
        let Sheet { grid, reader, .. } = *sheet;
        let mut cells = BTreeMap::new();
        let mut findings = Vec::new();
        for (field, column) in table.columns.iter().enumerate() {
            if let Some((content, place)) = pick(grid, header, field, row) {
                let (fact, finding) = reader.read(&column.name, column.kind, content, place);
                findings.extend(finding);
                cells.insert(column.name.clone(), fact);
            }
        }
        self.join_target(table, &mut cells);
        let title = cells.get(&table.title).map(|fact| fact.raw.clone()).unwrap_or_default();
        let level = |index: usize| levels.get(index).cloned().unwrap_or_default();
        let first = grid.rows.get(&row).and_then(|cells| cells.keys().next()).copied().unwrap_or_default();
        let place = cells
            .get(&table.title)
            .filter(|fact| !fact.raw.is_empty())
            .and_then(|fact| fact.place.clone())
            .unwrap_or_else(|| grid.at(row, first));
        (Line { place, levels: [level(0), level(1), title], cells }, findings)
    }

    /// Where a form splits the target into sign, value and unit, puts them together again.
    fn join_target(&self, table: &Table, cells: &mut BTreeMap<String, Fact>) {
        let text = |column: &Option<String>| {
            column
                .as_ref()
                .and_then(|name| cells.get(name))
                .map(|fact| fact.raw.clone())
                .filter(|raw| !raw.is_empty())
        };
        let (sign, unit) = (text(&table.sign), text(&table.unit));
        let target = table.columns.iter().find(|column| column.name == TARGET);
        let Some(fact) = target.and_then(|column| cells.get_mut(&column.name)) else {
            return;
        };
        if (sign.is_none() && unit.is_none()) || fact.raw.is_empty() {
            return;
        }
        let joined = join_split(sign.as_deref(), &fact.raw, unit.as_deref());
        fact.value = FactValue::Quantity(self.form.words.read(&joined));
        // As typed, cell by cell.
        fact.raw = format!("{} | {} | {}", sign.unwrap_or_default(), fact.raw, unit.unwrap_or_default());
    }
}

/// Whether a row below a table is a note or a sign line: it opens with one of the words for them.
fn is_note(grid: &Grid, table: &Table, row: u32) -> bool {
    let first = grid.texts(row).next().map(|(_, text)| label::normalised(text)).unwrap_or_default();
    let opens = |word: &String| {
        first.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with([':', '1', '.', '、']))
    };
    table.notes.iter().any(opens)
}

/// Level cells are merged downwards, or left blank below their first line: both mean "as above".
fn fill_down(grid: &Grid, table: &Table, header: &Header, row: u32, levels: &mut [String]) {
    for (index, level) in table.levels.iter().enumerate() {
        let field = table.columns.iter().position(|column| column.name == *level);
        let text = field
            .and_then(|field| pick(grid, header, field, row))
            .and_then(|(content, _)| content.map(Content::shown))
            .unwrap_or_default();
        if !text.is_empty() {
            levels[index] = text;
            // A new first level begins its own second level.
            levels[index + 1..].iter_mut().for_each(String::clear);
        }
    }
}

impl Line {
    /// Whether the line is more than a placeholder: it has a name, or values or points.
    fn says_something(&self, table: &Table) -> bool {
        let dots =
            |text: &str| text.chars().all(|c| matches!(c, '…' | '.' | '·' | '—' | '-') || c.is_whitespace());
        let level_columns: Vec<&String> = table.levels.iter().chain([&table.title]).collect();
        let values = self.cells.iter().filter(|(name, _)| !level_columns.contains(name));
        let has_values = values.into_iter().any(|(_, fact)| fact.stated().is_some());
        let has_name = !dots(&self.levels[2]);
        has_name || (has_values && self.cells.values().any(|fact| fact.number().is_some()))
    }
}
