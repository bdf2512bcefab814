//! Reading a table with one indicator (or task) to a line, down to its total line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::continued::Open;
use super::noted::{self, AtNote};
use super::{FormFinder, Marked, Part, RawForm};
use crate::finding::Finding;
use crate::intake::grid::Grid;
use crate::intake::header::Header;
use crate::intake::keyed::Keyed;
use crate::intake::submission::{Fact, FactValue, Line};
use crate::quantity::join_split;
use crate::rubric::form::{Kind, Table};
use crate::rubric::label::{self, Labels};
use crate::rubric::shape::TARGET;

impl FormFinder<'_> {
    /// Reads the lines below a table's header; returns the row after them.
    pub(super) fn read_table(
        &self,
        form: &mut RawForm,
        part: &Part<'_>,
        of_table: (usize, &[(usize, Header)]),
        header: &Header,
    ) -> u32 {
        let (table, ..) = &self.tables[of_table.0];
        let known = form.tables.get(&table.name).and_then(|lines| lines.last());
        // A header that is printed anew on the next page goes on where the last line stopped.
        let levels: Vec<String> = (0..table.levels.len())
            .map(|level| known.and_then(|line| line.levels.get(level)).cloned().unwrap_or_default())
            .collect();
        let first = part.sheet.grid().next_row(header.last_row);
        self.read_lines(form, part, of_table, header, (first, levels))
    }

    /// Reads lines of a table from a row on, below a line of these levels; returns the row after
    /// them.
    pub(super) fn read_lines(
        &self,
        form: &mut RawForm,
        part: &Part<'_>,
        (index, blocks): (usize, &[(usize, Header)]),
        header: &Header,
        (first, mut levels): (u32, Vec<String>),
    ) -> u32 {
        let Part { sheet, reader, end } = *part;
        let grid = sheet.grid();
        let (table, _, end_labels) = &self.tables[index];
        let label_columns = header.sheet_columns(&table.title_and_levels());
        let mut lines = Vec::new();
        let mut after_total = false;
        let levelled = label_columns.len() > 1;
        let mut row = first;
        let mut last_line = None;
        // The row that is known to be the table's although notes stand above it.
        let mut goes_on = first;
        while row < end && !begins_something_else(sheet, row) {
            if noted::is_note(sheet.keyed, table, row) {
                if row >= goes_on {
                    let at = AtNote { row, last_line, after_total };
                    let Some(below) = self.goes_on_below(part, (index, header), &at) else { break };
                    goes_on = below;
                }
                row = grid.next_row(row);
                while row < goes_on && self.lengthens_note(sheet, row) {
                    row = grid.next_row(row);
                }
                continue;
            }
            let kind = line_kind(sheet.keyed, table, end_labels, &label_columns, row);
            // 自评等级 | 优
            if after_total && !matches!(kind, LineKind::Total) && is_fields(sheet, row) {
                break;
            }
            match kind {
                _ if sheet.keyed.is_ruler(row) => {}
                LineKind::Total => {
                    Self::read_total(form, part, table, header, row);
                    after_total = true;
                }
                LineKind::Subtotal => {}
                LineKind::Indicator => {
                    fill_down(grid, table, header, row, &mut levels);
                    if self.read_named_line(form, part, blocks, (&label_columns, row), &levels) {
                        row = grid.next_row(row);
                        continue;
                    }
                    let (line, findings) = self.read_line(part, table, header, row, &levels);
                    if !levelled && self.heads_a_level(&line, &mut levels) {
                        row = grid.next_row(row);
                        continue;
                    }
                    // Below a total only what bears points is a line; the rest is remarks.
                    if line.says_something(table) && (!after_total || line.bears_points(table)) {
                        last_line = Some(row);
                        lines.push(line);
                        form.findings.extend(findings);
                    }
                }
            }
            row = grid.next_row(row);
        }
        form.tables.entry(table.name.clone()).or_default().extend(lines);
        form.open = None;
        if !after_total {
            let mut columns: BTreeSet<u32> = header.spanned().collect();
            columns.extend(grid.rows.range(first..).flat_map(|(_, cells)| cells.keys()));
            let unit = reader.stated.then_some(reader.unit);
            let (header, blocks) = (header.clone(), blocks.to_vec());
            let values = table.columns.iter().filter(|c| matches!(c.kind, Kind::Quantity | Kind::Points));
            let states = |name: &str| {
                let lines = form.tables.get(&table.name).into_iter().flatten();
                lines.filter_map(|line| line.cells.get(name)).any(|fact| fact.stated().is_some())
            };
            let valued = values.map(|column| column.name.clone()).filter(|name| states(name)).collect();
            let at_end = row >= end;
            form.open = Some(Open { table: index, header, blocks, levels, unit, columns, valued, at_end });
        }
        row.min(end)
    }

    /// Whether a line of a table without columns for levels is the heading of one: it bears the name
    /// of a level and says nothing of a target.
    fn heads_a_level(&self, line: &Line, levels: &mut [String]) -> bool {
        let says = |fact: &Arc<Fact>| matches!(fact.value, FactValue::Quantity(_)) && fact.stated().is_some();
        let [first, second] = levels else { return false };
        let title = &line.levels[2];
        if label::core(title).is_empty() || line.cells.values().any(says) {
            return false;
        }
        if self.form.names_level(0, title) {
            first.clone_from(title);
            second.clear();
            return true;
        }
        let is_second = self.form.names_level(1, title);
        if is_second {
            second.clone_from(title);
        }
        is_second
    }

    /// The points of a total line; of several, the last counts.
    fn read_total(form: &mut RawForm, part: &Part<'_>, table: &Table, header: &Header, row: u32) {
        let points = table.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Points);
        for (field, column) in points {
            let name = format!("{}.{}", table.name, column.name);
            let read = header.read(part.sheet.grid(), row, (field, column), &name, part.reader);
            if let Some((fact, finding)) = read {
                form.findings.extend(finding);
                form.facts.insert(name, Arc::new(fact));
            }
        }
    }

    fn read_line(
        &self,
        part: &Part<'_>,
        table: &Table,
        header: &Header,
        row: u32,
        levels: &[String],
    ) -> (Line, Vec<Finding>) {
        let Part { sheet, reader, .. } = *part;
        let grid = sheet.grid();
        let mut cells = BTreeMap::new();
        let mut findings = Vec::new();
        for (field, column) in table.columns.iter().enumerate() {
            if let Some((fact, finding)) = header.read(grid, row, (field, column), &column.name, reader) {
                findings.extend(finding);
                cells.insert(column.name.clone(), Arc::new(fact));
            }
        }
        // A row that says nothing of its own only lengthens the line above.
        let is_own = table.columns.iter().any(|column| {
            let says = matches!(column.kind, Kind::Quantity | Kind::Points) || column.name == table.title;
            says && cells.get(&column.name).is_some_and(|fact| fact.stated().is_some())
        });
        for (field, column) in table.columns.iter().enumerate().filter(|_| is_own) {
            if let Some((fact, finding)) = header.read_merged(grid, row, (field, column), reader) {
                findings.extend(finding);
                cells.insert(column.name.clone(), Arc::new(fact));
            }
        }
        if cells.get(&table.title).is_some_and(|title| is_printed(table, &title.raw)) {
            // 指标1： | 培训人数 below one head: the name stands beside what the template printed.
            let index = table.columns.iter().position(|column| column.name == table.title);
            let beside = index.and_then(|index| header.only_beside(grid, row, index));
            let name = beside
                .map(|col| reader.read(&table.title, Kind::Text, grid.get(row, col), grid.at(row, col)));
            cells.extend(name.map(|(fact, _)| (table.title.clone(), Arc::new(fact))));
        }
        self.join_target(table, &mut cells);
        let title = cells.get(&table.title).map(|fact| one_line(&fact.raw)).unwrap_or_default();
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
    fn join_target(&self, table: &Table, cells: &mut BTreeMap<String, Arc<Fact>>) {
        let text = |column: &Option<String>| {
            column
                .as_ref()
                .and_then(|name| cells.get(name))
                .map(|fact| fact.raw.clone())
                .filter(|raw| !raw.is_empty())
        };
        let (sign, unit) = (text(&table.sign), text(&table.unit));
        let target = table.columns.iter().find(|column| column.name == TARGET);
        let Some(fact) = target.and_then(|column| cells.get_mut(&column.name)).map(Arc::make_mut) else {
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

/// Whether a row below a table begins another table, or a field that is not one of its cells.
pub(super) fn begins_something_else(sheet: &Marked<'_>, row: u32) -> bool {
    let is_field = || sheet.labels(row).iter().any(|label| label.rest.is_some());
    sheet.head(row).is_some()
        || sheet.opens_section(row)
        || (sheet.grid().width(row) <= 2 && is_field())
        || is_heading(sheet, row)
}

/// Whether a row holds nothing but fields with their values.
pub(super) fn is_fields(sheet: &Marked<'_>, row: u32) -> bool {
    let grid = sheet.grid();
    let first = grid.rows.get(&row).and_then(|cells| cells.keys().next());
    first.is_some_and(|col| sheet.is_label(row, *col)) && grid.width(row) <= 2 * sheet.labels(row).len()
}

/// Whether a row is the title of the table whose header is right below it: it stands alone, merged
/// over several columns or numbered as sections are.
fn is_heading(sheet: &Marked<'_>, row: u32) -> bool {
    let grid = sheet.grid();
    let Some((col, text)) = grid.texts(row).next().filter(|_| grid.width(row) == 1) else { return false };
    let numbered = text.trim().trim_start_matches(['（', '(']).split_once(['、', '）', ')']);
    let is_numbered =
        numbered.is_some_and(|(number, _)| number.chars().all(|c| "一二三四五六七八九十".contains(c)));
    let below = sheet.head(grid.next_row(row));
    below.is_some_and(|_| is_numbered || grid.extent(row, col).1 > col)
}

/// What a row below a table's header is.
pub(super) enum LineKind {
    /// 总分, 合计
    Total,
    /// 小计
    Subtotal,
    /// Anything else.
    Indicator,
}

/// Tells totals by their labels, which stand first in the row or where levels and names stand; a
/// remark further right that says 合计 is none.
pub(super) fn line_kind(
    sheet: &Keyed<'_>,
    table: &Table,
    end: &Labels,
    label_columns: &[u32],
    row: u32,
) -> LineKind {
    let first = sheet.grid.rows.get(&row).and_then(|cells| cells.keys().next()).copied();
    let labels =
        || sheet.all_texts(row).filter(|(col, ..)| Some(*col) == first || label_columns.contains(col));
    let is_subtotal = |core: &str| table.subtotals.iter().any(|word| label::core(word) == core);
    if labels().any(|(_, _, short)| short.is_some_and(|short| end.of(&short.key).is_some())) {
        LineKind::Total
    } else if labels().any(|(_, text, short)| {
        short.map_or_else(|| is_subtotal(&label::core(text)), |short| is_subtotal(short.key.core()))
    }) {
        LineKind::Subtotal
    } else {
        LineKind::Indicator
    }
}

/// Level cells are merged downwards, or left blank below their first line: both mean "as above".
fn fill_down(grid: &Grid, table: &Table, header: &Header, row: u32, levels: &mut [String]) {
    for (index, level) in table.levels.iter().enumerate() {
        let field = table.columns.iter().position(|column| column.name == *level);
        let own = field.map(|field| header.text(grid, row, field)).unwrap_or_default();
        let across = || field.and_then(|field| merged_across(grid, header, row, field)).unwrap_or_default();
        let text = one_line(&if own.is_empty() { across() } else { own });
        if !text.is_empty() {
            levels[index] = text;
            // A new first level begins its own second level.
            levels[index + 1..].iter_mut().for_each(String::clear);
        }
    }
}

/// The text of a cell further left that is merged across a field's column.
fn merged_across(grid: &Grid, header: &Header, row: u32, field: usize) -> Option<String> {
    let col = *header.sheet_columns(&[field]).first()?;
    let (left, content) = grid.rows.get(&row)?.range(..col).next_back()?;
    (grid.extent(row, *left).1 >= col).then(|| content.shown())
}

/// A name that was broken over several lines to fit its cell, without the breaks.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

/// Whether a template printed the name of a line that nobody filled in.
pub(super) fn is_printed(table: &Table, title: &str) -> bool {
    let title = label::core(title);
    let title = title.trim_end_matches(['/', ':', '.', '…', '—', '-']);
    let unnumbered =
        title.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    table.placeholders.iter().any(|word| word == unnumbered)
}

impl Line {
    /// Whether the line states points that it can earn.
    fn bears_points(&self, table: &Table) -> bool {
        let points = table.columns.iter().filter(|column| column.kind == Kind::Points);
        points
            .into_iter()
            .any(|column| self.cells.get(&column.name).is_some_and(|fact| fact.number().is_some()))
    }

    /// Whether the line is more than a placeholder: it has a name, or values or points.
    fn says_something(&self, table: &Table) -> bool {
        let dots =
            |text: &str| text.chars().all(|c| matches!(c, '…' | '.' | '·' | '—' | '-') || c.is_whitespace());
        let level_columns: Vec<&String> = table.levels.iter().chain([&table.title]).collect();
        let values = self.cells.iter().filter(|(name, _)| !level_columns.contains(name));
        let has_values = values.into_iter().any(|(_, fact)| fact.stated().is_some());
        let printed = is_printed(table, &self.levels[2]);
        let has_name = !dots(&self.levels[2]) && (!printed || has_values);
        has_name || (has_values && self.cells.values().any(|fact| fact.number().is_some()))
    }
}
