//! Tables of a form: the lines that a block names, the body's own indicators under the levels that
//! are printed, the total.

use std::collections::BTreeSet;

use super::layout::{self, Layout};
use super::page::{Accepts, Area, Computed, Content, Entry, Formula, Lines, Style};
use super::words;
use crate::number::Number;
use crate::rubric::form::{Block, Field, Form, Kind, Level, Table};
use crate::rubric::label;
use crate::rubric::shape::{ACTUAL, OWN_REASON, POINTS, SELF_POINTS, TARGET};

/// Second levels' lines that a table without levels has.
const PLAIN: u32 = 2;
/// Signs that a target may have.
const SIGNS: [&str; 6] = ["≥", "≤", "＝", "＞", "＜", "定性"];

/// The columns of a table that a body fills in: of a table of indicators those that somebody reads,
/// of another all.
fn columns<'a>(table: &'a Table, form: &'a Form) -> Vec<&'a Field> {
    let is_of_indicators =
        table.columns.iter().any(|column| [TARGET, ACTUAL].contains(&column.name.as_str()));
    if !is_of_indicators {
        return table.columns.iter().collect();
    }
    let named = |name: &Option<String>, column: &Field| name.as_ref() == Some(&column.name);
    let is_read = |column: &&Field| {
        let name = &column.name;
        table.levels.contains(name)
            || table.needs.contains(name)
            || *name == table.title
            || named(&table.sign, column)
            || named(&table.unit, column)
            || [TARGET, ACTUAL, POINTS, SELF_POINTS, OWN_REASON].contains(&name.as_str())
            || attached(table, form).any(|block| in_block(block, column).is_some())
    };
    table.columns.iter().filter(is_read).collect()
}

/// The blocks that name lines of a table. One whose facts a block of its own asks for is there for
/// forms of other hands.
pub(super) fn attached<'a>(table: &'a Table, form: &'a Form) -> impl Iterator<Item = &'a Block> {
    let own: BTreeSet<String> =
        form.blocks.iter().filter(|block| block.table.is_none()).flat_map(facts).collect();
    let blocks = form.blocks.iter().filter(|block| block.table.as_ref() == Some(&table.name));
    blocks.filter(move |block| !facts(block).all(|fact| own.contains(&fact)))
}

/// The facts of a block.
pub(super) fn facts(block: &Block) -> impl Iterator<Item = String> + '_ {
    block.lines.iter().flat_map(|line| block.columns.iter().map(|column| Form::block_fact(line, column)))
}

/// The column of a block that stands under a table's column.
fn in_block<'a>(block: &'a Block, column: &Field) -> Option<&'a Field> {
    let names = |field: &Field| -> Vec<String> {
        std::iter::once(&field.name).chain(&field.labels).map(|name| label::normalised(name)).collect()
    };
    let own = label::normalised(&column.name);
    block.columns.iter().find(|candidate| names(candidate).contains(&own))
}

/// Widths of a table's columns.
pub(super) fn widths(table: &Table, form: &Form) -> Vec<f64> {
    let width = |column: &&Field| match column.name.as_str() {
        name if name == table.title => 22.0,
        name if table.levels.iter().any(|level| level == name) => 15.0,
        OWN_REASON => 24.0,
        ACTUAL => 14.0,
        TARGET => 12.0,
        _ => match column.kind {
            Kind::Points | Kind::YesNo => 9.0,
            Kind::Text => 10.0,
            _ => 11.0,
        },
    };
    columns(table, form).iter().map(width).collect()
}

/// A table's columns with the sheet's columns that they take.
struct Frame<'t> {
    table: &'t Table,
    columns: Vec<(&'t Field, (u16, u16))>,
    /// The row of the body's first own line.
    own: u32,
}

impl<'t> Frame<'t> {
    fn of(&self, name: Option<&String>) -> Option<(u16, u16)> {
        self.columns.iter().find(|(column, _)| Some(&column.name) == name).map(|(_, area)| *area)
    }

    /// The sheet's column of a column.
    fn col(&self, name: &str) -> Option<u16> {
        self.columns.iter().find(|(column, _)| column.name == name).map(|(_, area)| area.0)
    }

    fn is_level(&self, column: &Field) -> bool {
        self.table.levels.contains(&column.name)
    }

    fn first_level(&self) -> Option<&'t String> {
        self.table.levels.first()
    }

    fn second_level(&self) -> Option<&'t String> {
        self.table.levels.get(1)
    }
}

impl<'a> Layout<'a> {
    /// A table with its lines.
    pub(super) fn table(&mut self, table: &'a Table) {
        let columns = columns(table, self.form);
        let areas: Vec<(u16, u16)> = if columns.len() == self.page.widths.len() {
            (0..=self.last()).map(|col| (col, col)).collect()
        } else {
            let wide = |column: &&Field| if column.kind == Kind::Text { 2.0 } else { 1.0 };
            self.divided(&columns.iter().map(wide).collect::<Vec<_>>())
        };
        let mut frame = Frame { table, columns: columns.into_iter().zip(areas).collect(), own: 0 };
        for (column, area) in &frame.columns {
            self.grow(self.row, &column.name, *area);
            self.words(Area::row(self.row, *area), Style::Label, column.name.as_str());
        }
        self.page.repeated.get_or_insert(self.row);
        self.row += 1;
        let first = self.row;
        for block in attached(table, self.form) {
            self.named_lines(&frame, block);
        }
        frame.own = self.row;
        let levels = self.levels(table);
        let mut checked = Vec::new();
        if levels.is_empty() {
            self.lines(&frame, (self.room.lines * PLAIN).max(self.room.first), None, false);
        }
        for (level, seconds) in levels {
            let top = self.row;
            let first = if top == frame.own { self.room.first } else { 0 };
            if seconds.is_empty() {
                self.lines(&frame, (self.room.lines * PLAIN).max(first), Some(level), false);
            }
            for second in seconds {
                let top = self.row;
                let first = if top == frame.own { self.room.first } else { 0 };
                self.lines(&frame, self.room.lines.max(first), Some(level), true);
                self.level_cell(frame.of(frame.second_level()), second, top);
            }
            let points = self.points_of(table, level);
            let title = match &points {
                Some(points) => format!("{}（{}分）", level.name, points.plain()),
                None => level.name.clone(),
            };
            self.level_cell(frame.of(frame.first_level()), &title, top);
            checked.extend(points.map(|points| (level.name.clone(), (top, self.row - 1), points)));
        }
        let required = [TARGET, ACTUAL, POINTS, SELF_POINTS];
        let is_scored = self.rubric.system.indicators.iter().any(|i| i.rows.as_ref() == Some(&table.name));
        self.page.lines.push(Lines {
            table: table.name.clone(),
            all: (first, self.row - 1),
            own: (frame.own, self.row - 1),
            required: required.iter().filter_map(|name| frame.col(name)).collect(),
            title: frame.col(&table.title).unwrap_or_default(),
            columns: frame.columns.iter().map(|(column, area)| (column.name.clone(), area.0)).collect(),
            is_scored,
            levels: checked,
        });
        self.total(&frame);
    }

    /// The first levels whose lines are scored, each with the second levels that are printed.
    fn levels(&self, table: &Table) -> Vec<(&'a Level, Vec<&'a String>)> {
        if table.levels.is_empty() {
            return Vec::new();
        }
        let form = self.form;
        let indicators = &self.rubric.system.indicators;
        let mut found = Vec::new();
        for level in form.levels.iter().filter(|level| !level.rest) {
            let users: Vec<_> = indicators
                .iter()
                .filter(|i| i.rows.as_ref() == Some(&table.name) && i.row_level() == level.name)
                .collect();
            // Of the levels of a table that nobody scores, all are printed.
            let is_scored = indicators.iter().any(|i| i.rows.as_ref() == Some(&table.name));
            if users.is_empty() && is_scored {
                continue;
            }
            let takes = |second: &&String| {
                users.is_empty() || users.iter().any(|i| i.second.is_empty() || i.second.contains(second))
            };
            found.push((level, level.printed.iter().filter(takes).collect()));
        }
        found
    }

    /// The points that the lines of a level must come to, where each is scored by its own.
    fn points_of(&self, table: &Table, level: &Level) -> Option<Number> {
        let mut users = self.rubric.system.indicators.iter().filter(|indicator| {
            indicator.rows.as_ref() == Some(&table.name)
                && indicator.scores_lines()
                && indicator.row_level() == level.name
        });
        let only = users.next().filter(|indicator| indicator.second.is_empty())?;
        users.next().is_none().then(|| only.points.number().clone())
    }

    fn level_cell(&mut self, area: Option<(u16, u16)>, name: &str, top: u32) {
        let Some((left, right)) = area.filter(|_| top < self.row) else { return };
        self.words(Area { top, left, bottom: self.row - 1, right }, Style::Label, name);
    }

    /// Lines whose names a block states.
    fn named_lines(&mut self, frame: &Frame<'_>, block: &Block) {
        for line in &block.lines {
            for (column, area) in &frame.columns {
                let area = Area::row(self.row, *area);
                if column.name == frame.table.title {
                    self.grow(self.row, &line.name, (area.left, area.right));
                    self.words(area, Style::Label, line.name.as_str());
                    continue;
                }
                let content = match in_block(block, column) {
                    Some(own) => self.block_cell(&Form::block_fact(line, own), own.kind),
                    None => Content::Words(words::NOTHING.to_owned()),
                };
                self.put(area, Style::Value, content);
            }
            self.row += 1;
        }
    }

    /// Lines to be filled in; the cells of levels that are printed over them are left to those.
    fn lines(&mut self, frame: &Frame<'_>, count: u32, level: Option<&Level>, has_second: bool) {
        for _ in 0..count {
            let number = self.row - frame.own + 1;
            for (column, area) in &frame.columns {
                let is_printed = frame.is_level(column)
                    && level.is_some()
                    && (frame.first_level() == Some(&column.name) || has_second);
                if is_printed {
                    continue;
                }
                let entry = Entry {
                    name: format!("{}[{number}].{}", frame.table.name, column.name),
                    kind: column.kind,
                    is_required: false,
                    accepts: self.accepts(frame, column, level),
                };
                self.put(Area::row(self.row, *area), Style::Value, Content::Entry(entry));
            }
            self.row += 1;
        }
    }

    fn accepts(&self, frame: &Frame<'_>, column: &Field, level: Option<&Level>) -> Accepts {
        let is = |name: Option<&String>| name == Some(&column.name);
        let form = self.form;
        if is(frame.table.sign.as_ref()) {
            return Accepts::OneOf(SIGNS.map(str::to_owned).to_vec());
        }
        if is(frame.first_level()) {
            return Accepts::OneOf(form.levels.iter().map(|level| level.name.clone()).collect());
        }
        if is(frame.second_level()) {
            return Accepts::Offered(level.map(|level| level.second.clone()).unwrap_or_default());
        }
        match column.name.as_str() {
            ACTUAL => Accepts::Offered(form.tier_names.clone()),
            POINTS => Accepts::UpTo(layout::most(self.rubric)),
            SELF_POINTS => match (frame.col(POINTS), frame.col(SELF_POINTS)) {
                (Some(points), Some(own)) if points < own => {
                    Accepts::UpToCell(own - points, layout::most(self.rubric))
                }
                _ => Accepts::UpTo(layout::most(self.rubric)),
            },
            _ => self.entry("", column.kind).accepts,
        }
    }

    /// The sums below the lines.
    fn total(&mut self, frame: &Frame<'_>) {
        let (Some(points), Some(label)) = (frame.col(POINTS), frame.table.end.first()) else { return };
        let Some(before) = points.checked_sub(1) else { return };
        self.words(Area::row(self.row, (0, before)), Style::Label, label.as_str());
        let printed = self.beside(frame.table, |indicator| indicator.printed_points.as_ref());
        let own = self.beside(frame.table, |indicator| indicator.self_points.as_ref());
        for (column, area) in frame.columns.iter().filter(|(_, area)| area.0 > before) {
            let and = match column.name.as_str() {
                POINTS => &printed,
                SELF_POINTS => &own,
                _ => {
                    self.words(Area::row(self.row, *area), Style::Value, "");
                    continue;
                }
            };
            let computed = Computed {
                name: format!("{}.{}", frame.table.name, column.name),
                kind: Kind::Points,
                formula: Formula::Total {
                    table: frame.table.name.clone(),
                    column: column.name.clone(),
                    and: and.clone(),
                },
            };
            self.put(Area::row(self.row, *area), Style::Value, Content::Computed(computed));
        }
        self.row += 1;
    }
}
