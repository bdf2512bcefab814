//! What the columns of a table stand for when nobody knows their heads: told by what is below them and
//! by their order. All of it is guesswork, and each guess says what it goes by.

use std::collections::{BTreeMap, BTreeSet};

use crate::intake::grid::{Content, Grid};
use crate::intake::keyed::Keyed;
use crate::intake::near::{Heads, KnownLabels};
use crate::number::Number;
use crate::place::CellRef;
use crate::quantity::{Reading, join_split, unit};
use crate::rubric::Entry;
use crate::rubric::form::{Block, Form, Kind, Table, labels_of};
use crate::rubric::label::Labels;
use crate::rubric::shape::{ACTUAL, OWN_REASON, POINTS, SELF_POINTS, TARGET};

use super::reading::is_like_a_label;

/// Heads that a row has at the least.
const FEWEST_HEADS: usize = 4;
/// Cells that a line has at the least, and lines that a table has.
const FEWEST_CELLS: usize = 3;
const FEWEST_LINES: usize = 2;
/// Lines that are looked at.
const MOST_LINES: usize = 60;
/// Of three cells of a column, those that have to be alike.
const SHARE: (usize, usize) = (2, 3);
/// Points that a budget is worth at the most.
const MOST_POINTS: i64 = 30;
/// What the points of a table add up to, about.
const TOTAL: std::ops::RangeInclusive<i64> = 60..=110;

/// A head and what it is taken for.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    pub(super) entry: Entry,
    pub(super) at: CellRef,
    pub(super) text: String,
    /// What it goes by, as a clerk would say it.
    pub(super) why: &'static str,
}

/// A column of a table that nobody described.
struct Column<'g> {
    at: CellRef,
    text: &'g str,
    /// Its cells with their rows.
    cells: Vec<(u32, &'g Content)>,
    /// The column of the profile that its head is known for, or that it is taken for.
    field: Option<usize>,
}

impl Column<'_> {
    /// Whether most of its cells are so.
    fn mostly(&self, is: impl Fn(&Content) -> bool) -> bool {
        let so = self.cells.iter().filter(|(_, cell)| is(cell)).count();
        so > 0 && so * SHARE.1 >= self.cells.len() * SHARE.0
    }

    /// Whether it only numbers the lines.
    fn counts(&self) -> bool {
        let numbers: Vec<Number> = self.numbers().into_values().collect();
        let next = |pair: &[Number]| pair[1] == &pair[0] + &Number::one();
        numbers.len() > 1 && numbers.len() == self.cells.len() && numbers.windows(2).all(next)
    }

    fn numbers(&self) -> BTreeMap<u32, Number> {
        self.cells.iter().filter_map(|(row, cell)| Some((*row, plain(cell)?))).collect()
    }
}

/// A number without a unit or a percent sign.
fn plain(cell: &Content) -> Option<Number> {
    match cell {
        Content::Number { value, percent: false } => Some(value.clone()),
        Content::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn is_percent(cell: &Content) -> bool {
    match cell {
        Content::Number { percent, .. } => *percent,
        Content::Text(text) => text.trim().ends_with(['%', '％']),
        _ => false,
    }
}

fn is_text(cell: &Content) -> bool {
    matches!(cell, Content::Text(_)) && plain(cell).is_none()
}

/// The heads of the indicator table that the profile does not know.
pub(super) fn table(sheet: &Keyed<'_>, form: &Form, known: &KnownLabels) -> Vec<Guess> {
    let grid = sheet.grid;
    let of_rows = known.heads(sheet);
    let of_targets = |table: &&Table| table.columns.iter().any(|column| column.name == TARGET);
    let Some(index) = form.tables.iter().position(|table| of_targets(&table)) else { return Vec::new() };
    let table = &form.tables[index];
    let labels = labels_of(&table.columns);
    let lines = line_labels(form);
    let mut end = Labels::default();
    table.end.iter().for_each(|word| end.add(word, 0));
    let candidates =
        grid.rows.keys().filter_map(|row| columns(grid, *row, &of_rows, &labels, (&lines, &end)));
    let size = |columns: &Vec<Column<'_>>| columns.iter().map(|column| column.cells.len()).sum::<usize>();
    let Some(mut columns) = candidates.max_by_key(size) else { return Vec::new() };
    let known: BTreeSet<usize> = columns.iter().filter_map(|column| column.field).collect();
    let reasons = Roles { form, table, columns: &mut columns, taken: known, reasons: BTreeMap::new() }.told();
    let guess = |(at, why): (usize, &'static str)| {
        let column = &columns[at];
        let entry = Entry::TableColumn(index, column.field?);
        Some(Guess { entry, at: column.at, text: column.text.trim().to_owned(), why })
    };
    reasons.into_iter().filter_map(guess).collect()
}

/// The words that stand left of a budget block's figures.
fn line_labels(form: &Form) -> Labels {
    let mut labels = Labels::default();
    for line in form.blocks.iter().filter(|block| block.table.is_none()).flat_map(|block| &block.lines) {
        labels.add(&line.name, 0);
        line.labels.iter().for_each(|label| labels.add(label, 0));
    }
    labels
}

/// The columns below a row, if that is the header of a table with one indicator to a line.
fn columns<'g>(
    grid: &'g Grid,
    row: u32,
    of_rows: &Heads,
    labels: &Labels,
    (lines, end): (&Labels, &Labels),
) -> Option<Vec<Column<'g>>> {
    let mut heads: BTreeMap<u32, (CellRef, &str)> = heads(grid, row)?;
    if heads.len() < FEWEST_HEADS || of_rows.head(row).is_some_and(|head| !head.is_table) {
        return None;
    }
    let mut last = row;
    // Heads of a second line: 性质 | 值 | 单位 below 年度指标值.
    let next = grid.next_row(row);
    if let Some(below) = self::heads(grid, next).filter(|below| below.len() < heads.len()) {
        let is_known = below.values().filter(|(_, text)| labels.find(text).is_some()).count() > 1;
        if is_known {
            heads.extend(below);
            last = next;
        }
    }
    let body = grid.rows.range(last.saturating_add(1)..).take(MOST_LINES);
    let body = body.take_while(|(row, _)| of_rows.head(**row).is_none());
    let is_total = |row: u32| grid.texts(row).take(2).any(|(_, text)| end.find(text).is_some());
    let body = body.take_while(|(row, _)| !is_total(**row));
    let body: Vec<u32> = body.filter(|(_, cells)| cells.len() >= FEWEST_CELLS).map(|(row, _)| *row).collect();
    let named = |row: &&u32| grid.texts(**row).take(2).any(|(_, text)| lines.find(text).is_some());
    // Heads right above a block's line are the block's.
    if body.len() < FEWEST_LINES || body.first().is_some_and(|row| named(&row)) {
        return None;
    }
    let column = |(col, (at, text)): (u32, (CellRef, &'g str))| Column {
        at,
        text,
        cells: body.iter().filter_map(|row| Some((*row, grid.get(*row, col)?))).collect(),
        field: labels.find(text),
    };
    Some(heads.into_iter().map(column).collect())
}

/// The cells of a row, if all of them could be heads.
fn heads(grid: &Grid, row: u32) -> Option<BTreeMap<u32, (CellRef, &str)>> {
    let texts: Vec<(u32, &str)> = grid.texts(row).filter(|(_, text)| is_like_a_label(text)).collect();
    let all = texts.len() == grid.width(row) && !texts.is_empty();
    all.then(|| texts.into_iter().map(|(col, text)| (col, (CellRef::new(row, col), text))).collect())
}

/// Giving columns to heads, one role after the other.
struct Roles<'a, 'g> {
    form: &'a Form,
    table: &'a Table,
    columns: &'a mut Vec<Column<'g>>,
    taken: BTreeSet<usize>,
    reasons: BTreeMap<usize, &'static str>,
}

impl<'g> Roles<'_, 'g> {
    fn told(mut self) -> BTreeMap<usize, &'static str> {
        let (form, table) = (self.form, self.table);
        let named = |depth: usize| move |cell: &Content| matches!(cell, Content::Text(text) if form.names_level(depth, text));
        let sign = |cell: &Content| {
            let joined = join_split(Some(&cell.shown()), "1", None);
            matches!(form.words.read(&joined), Reading::Quantity(quantity) if quantity.operator.is_some())
        };
        let unit = |cell: &Content| is_text(cell) && unit::dimension(&cell.shown()).is_some();
        let level = |at: usize| table.levels.get(at).map(String::as_str);
        self.give(level(0), "其下为一级指标的名称", |column| column.mostly(named(0)));
        self.give(level(1), "其下为二级指标的名称", |column| column.mostly(named(1)));
        self.give(table.sign.as_deref(), "其下为比较符号", |column| column.mostly(sign));
        self.give(table.unit.as_deref(), "其下为计量单位", |column| column.mostly(unit));
        self.points();
        self.values();
        self.give(table.completion.as_deref(), "其下为百分数，在完成值右侧", |column| {
            column.mostly(is_percent)
        });
        let target = self.at(TARGET).unwrap_or(u32::MAX);
        self.give(Some(&table.title), "其下为文字，在指标值左侧", |column| {
            column.at.col < target && column.mostly(is_text)
        });
        let last = self.at(SELF_POINTS).or(self.at(ACTUAL)).unwrap_or(u32::MAX);
        self.give(Some(OWN_REASON), "其下为文字，在得分右侧", |column| {
            column.at.col > last && column.cells.iter().all(|(_, cell)| is_text(cell))
        });
        self.reasons
    }

    fn field(&self, name: &str) -> Option<usize> {
        self.table.columns.iter().position(|column| column.name == name)
    }

    /// The sheet's column that a column of the profile was found in.
    fn at(&self, name: &str) -> Option<u32> {
        let field = self.field(name)?;
        self.columns.iter().find(|column| column.field == Some(field)).map(|column| column.at.col)
    }

    /// Gives a name to the first head without one that fits.
    fn give(&mut self, name: Option<&str>, why: &'static str, fits: impl Fn(&Column<'g>) -> bool) {
        let Some(field) = name.and_then(|name| self.field(name)) else { return };
        if self.taken.contains(&field) {
            return;
        }
        let unnamed =
            |column: &Column<'g>| column.field.is_none() && !column.cells.is_empty() && !column.counts();
        if let Some(at) = self.columns.iter().position(|column| unnamed(column) && fits(column)) {
            self.columns[at].field = Some(field);
            self.taken.insert(field);
            self.reasons.insert(at, why);
        }
    }

    /// Points add up to a hundred or nearly; those of the body's own are no more in any line.
    fn points(&mut self) {
        let all_plain = |column: &Column<'g>| column.cells.iter().all(|(_, cell)| plain(cell).is_some());
        let adds_up = |column: &Column<'g>| {
            let sum: Number = column.numbers().values().sum();
            sum >= Number::from(*TOTAL.start()) && sum <= Number::from(*TOTAL.end())
        };
        self.give(Some(POINTS), "其下数字合计与满分相近", |column| {
            all_plain(column) && adds_up(column)
        });
        let Some(points) = self.field(POINTS) else { return };
        let own = self.columns.iter().find(|column| column.field == Some(points));
        let Some((full, from)) = own.map(|column| (column.numbers(), column.at.col)) else { return };
        self.give(Some(SELF_POINTS), "其下数字逐行不超过分值", |column| {
            let numbers = column.numbers();
            let within = |(row, number): (&u32, &Number)| full.get(row).is_some_and(|full| number <= full);
            column.at.col > from && all_plain(column) && numbers.iter().all(within)
        });
    }

    /// The target stands left of the actual value, and both are of one kind.
    fn values(&mut self) {
        let words = &self.form.words;
        let states = |cell: &Content| {
            plain(cell).is_some()
                || is_percent(cell)
                || !matches!(
                    words.read(&cell.shown()),
                    Reading::Unreadable(_) | Reading::Blank | Reading::Words(_)
                )
        };
        let actual = self.at(ACTUAL).unwrap_or(u32::MAX);
        self.give(Some(TARGET), "其下为数量或比率，在完成值左侧", |column| {
            column.at.col < actual && column.mostly(states)
        });
        let target = self.at(TARGET).unwrap_or(0);
        self.give(Some(ACTUAL), "其下为数量或比率，在指标值右侧", |column| {
            column.at.col > target && column.mostly(states)
        });
    }
}

/// The heads of a budget block that the profile does not know: above lines that it does.
pub(super) fn block(grid: &Grid, form: &Form, wanted: impl Fn(&str) -> bool) -> Vec<Guess> {
    let free = form.blocks.iter().enumerate().filter(|(_, block)| block.table.is_none());
    // 分值 and 得分 are called the same in both.
    let points = |text: &str| {
        form.tables.iter().any(|table| {
            let column = labels_of(&table.columns).find(text);
            column.is_some_and(|column| table.columns[column].kind == Kind::Points)
        })
    };
    let mut guesses: Vec<Guess> = Vec::new();
    for (index, block) in free {
        let mut lines = Labels::default();
        for line in &block.lines {
            lines.add(&line.name, 0);
            line.labels.iter().for_each(|label| lines.add(label, 0));
        }
        for (&row, cells) in &grid.rows {
            let label = grid.texts(row).find(|(_, text)| lines.find(text).is_some());
            let above = grid.rows.range(..row).next_back().map(|(above, _)| *above);
            let (Some((label, _)), Some(above)) = (label, above) else { continue };
            let values: Vec<(u32, &Content)> =
                cells.range(label + 1..).map(|(col, content)| (*col, content)).collect();
            let heads: Vec<(u32, &str)> =
                grid.texts(above).filter(|(col, text)| *col > label && is_like_a_label(text)).collect();
            if heads.len() >= 2 && values.iter().any(|(_, cell)| plain(cell).is_some()) {
                let is_line = |row: &u32| grid.texts(*row).any(|(_, text)| lines.find(text).is_some());
                let parts: Vec<u32> =
                    grid.rows.range(row + 1..).map(|(row, _)| *row).take_while(is_line).collect();
                let weighs = |col: u32| weighs(grid, &parts, &values, col);
                guesses.extend(block_heads(
                    (index, block),
                    above,
                    &heads,
                    &values,
                    (&wanted, &points, &weighs),
                ));
                break;
            }
        }
    }
    guesses
}

/// Whether a column of a block holds points, whatever its head: a small figure in the total line, and
/// none in the parts of it of which amounts are stated.
fn weighs(grid: &Grid, parts: &[u32], values: &[(u32, &Content)], col: u32) -> bool {
    let figures = |col: u32| parts.iter().filter_map(|row| plain(grid.get(*row, col)?)).count();
    let own = values.iter().find(|(at, _)| *at == col).and_then(|(_, cell)| plain(cell));
    let small = own.is_some_and(|own| !own.is_negative() && own <= Number::from(MOST_POINTS));
    let others = values.iter().filter(|(at, cell)| *at != col && !is_percent(cell));
    small && figures(col) == 0 && others.into_iter().any(|(at, _)| figures(*at) > 0)
}

fn block_heads(
    (index, block): (usize, &Block),
    row: u32,
    heads: &[(u32, &str)],
    values: &[(u32, &Content)],
    (wanted, points, weighs): (&impl Fn(&str) -> bool, &impl Fn(&str) -> bool, &impl Fn(u32) -> bool),
) -> Vec<Guess> {
    let labels = labels_of(&block.columns);
    let taken: BTreeSet<usize> = heads.iter().filter_map(|(_, text)| labels.find(text)).collect();
    let unknown: Vec<&(u32, &str)> = heads.iter().filter(|(_, text)| labels.find(text).is_none()).collect();
    let value = |col: u32| values.iter().find(|(at, _)| *at == col).map(|(_, cell)| *cell);
    let of_kind = |col: u32, text: &str| match (points(text), value(col)) {
        (true, _) => Some(Kind::Points),
        (_, Some(cell)) if is_percent(cell) => Some(Kind::Ratio),
        (_, Some(_)) if weighs(col) => Some(Kind::Points),
        (_, Some(cell)) => plain(cell).map(|_| Kind::Amount),
        (_, None) => None,
    };
    let mut guesses = Vec::new();
    for (kind, why) in [
        (Kind::Amount, "其下为金额，按先后次序"),
        (Kind::Ratio, "其下为百分数"),
        (Kind::Points, "似为分值或得分（指标表同此称，或合计行有而分项行无），按先后次序"),
    ] {
        let cells: Vec<_> = unknown.iter().filter(|(col, text)| of_kind(*col, text) == Some(kind)).collect();
        let columns = block.columns.iter().enumerate();
        let all: Vec<usize> = columns
            .filter(|(field, column)| column.kind == kind && !taken.contains(field))
            .map(|(field, _)| field)
            .collect();
        let wants: Vec<usize> =
            all.iter().copied().filter(|field| wanted(&block.columns[*field].name)).collect();
        let order = if cells.len() <= wants.len() { wants } else { all };
        guesses.extend(cells.into_iter().zip(order).map(|((col, text), field)| Guess {
            entry: Entry::BlockColumn(index, field),
            at: CellRef::new(row, *col),
            text: text.trim().to_owned(),
            why,
        }));
    }
    guesses
}
