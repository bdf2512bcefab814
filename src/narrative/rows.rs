//! Figures in the tables of a text: a label, and beside it one number under the unit that the
//! table or the cell states. Where several columns hold numbers, the head decides; else none counts.

use super::figures::Finder;
use super::label;
use super::number::{self, Unit};
use super::plain::plain;
use super::text::{Content, Text};
use super::{Figure, Narrative, Said};
use crate::number::Number;
use crate::place::Passage;
use crate::rubric::form::{Kind, MoneyUnit};
use crate::rubric::label as labels;

/// A unit of money is stated at most so many pieces above a row.
const NEAR: usize = 40;
/// Heads of columns that hold what came about.
const CAME_ABOUT: &[&str] =
    &["决算数", "决算", "实际", "执行数", "支出数", "完成数", "金额", "本年数", "实际数", "决算金额"];

/// Adds the figures of a text's tables.
pub(super) fn read(text: &Text, finder: &Finder<'_>, narrative: &mut Narrative) {
    let mut unit: Option<(usize, MoneyUnit)> = None;
    let mut head: Vec<String> = Vec::new();
    for (index, piece) in text.pieces.iter().enumerate() {
        let cells: Vec<String> = match &piece.content {
            Content::Row(cells) => cells.iter().map(|cell| plain(cell)).collect(),
            Content::Line(line) => columns(line),
            Content::Paragraph(text) => vec![plain(text)],
        };
        if let Some(stated) = cells.iter().find_map(|cell| stated_unit(cell)) {
            unit = Some((index, stated));
        }
        if cells.len() < 2 {
            continue;
        }
        if cells.iter().all(|cell| bare_number(cell).is_none()) {
            head = cells;
            continue;
        }
        let near = unit.filter(|(at, _)| index - at <= NEAR).map(|(_, unit)| unit);
        let row = Row { cells: &cells, head: &head, unit: near, at: piece.at };
        for (record, number) in row.figures(finder) {
            let figure = row.figure(finder, record, &number);
            let known = narrative.figures.iter().any(|other| {
                other.said.place == figure.said.place
                    && other.name == figure.name
                    && other.value == figure.value
            });
            if !known {
                narrative.figures.push(figure);
            }
        }
    }
}

/// The columns of a line: what two blanks or a tab part.
fn columns(line: &str) -> Vec<String> {
    let parts = line.trim().replace(['\t', '\u{3000}'], "  ");
    parts.split("  ").map(plain).filter(|part| !part.is_empty()).collect()
}

/// `单位:万元` wherever it stands in the cell.
fn stated_unit(cell: &str) -> Option<MoneyUnit> {
    let at = cell.find("单位:")?;
    let rest: String =
        cell[at..].chars().take_while(|c| !c.is_whitespace() && *c != ')' && *c != '，').collect();
    MoneyUnit::stated_in(&rest)
}

/// A cell that holds a number and perhaps a unit, nothing else.
fn bare_number(cell: &str) -> Option<number::Token> {
    let tokens = number::tokens(cell);
    match tokens.as_slice() {
        [one] if one.start == 0 && one.end == cell.len() => Some(one.clone()),
        _ => None,
    }
}

struct Row<'a> {
    cells: &'a [String],
    head: &'a [String],
    unit: Option<MoneyUnit>,
    at: Passage,
}

impl Row<'_> {
    /// Each label in the row with the one number that is its.
    fn figures(&self, finder: &Finder<'_>) -> Vec<(usize, number::Token)> {
        let mut found = Vec::new();
        for (col, cell) in self.cells.iter().enumerate() {
            let Some(record) =
                finder.labels.exactly(cell).or_else(|| finder.labels.exactly(&labels::core(cell)))
            else {
                continue;
            };
            let numbers: Vec<(usize, number::Token)> = (col + 1..self.cells.len())
                .map_while(|at| Some((at, bare_number(&self.cells[at])?)))
                .collect();
            let number = match numbers.as_slice() {
                [(_, one)] => Some(one.clone()),
                several => self.under_head(several),
            };
            found.extend(number.map(|number| (record, number)));
        }
        found.retain(|(record, number)| {
            let record = &finder.form.figures[*record];
            self.unit_of(record.kind, number).is_some_and(|unit| label::fits(record, &unit))
        });
        found
    }

    /// The number under the one head that says what came about.
    fn under_head(&self, numbers: &[(usize, number::Token)]) -> Option<number::Token> {
        if self.head.len() != self.cells.len() {
            return None;
        }
        let came_about = |col: usize| CAME_ABOUT.contains(&labels::core(&self.head[col]).as_str());
        let mut fitting = numbers.iter().filter(|(col, _)| came_about(*col));
        let one = fitting.next()?;
        fitting.next().is_none().then(|| one.1.clone())
    }

    /// The number's unit: its own, that of its label, or that of the table.
    fn unit_of(&self, kind: Kind, number: &number::Token) -> Option<Unit> {
        if number.unit != Unit::None || kind != Kind::Amount {
            return Some(number.unit.clone());
        }
        let of_cell =
            self.cells.iter().chain(self.head).find_map(|cell| {
                labels::remarks(cell).iter().find_map(|remark| MoneyUnit::stated_in(remark))
            });
        of_cell.or(self.unit).map(|unit| Unit::Money(unit.exponent()))
    }

    fn figure(&self, finder: &Finder<'_>, record: usize, number: &number::Token) -> Figure {
        let record = &finder.form.figures[record];
        let unit = self.unit_of(record.kind, number).unwrap_or(Unit::None);
        let exponent = super::figures::held(&unit);
        Figure {
            name: record.name.clone(),
            kind: record.kind,
            value: &number.number * &Number::ten_to(exponent),
            step: Number::ten_to(exponent - number.places),
            approximate: number.approximate,
            said: Said {
                place: finder.place.passage(self.at),
                raw: number.number.plain(),
                sentence: self.cells.join(" | ").into(),
            },
        }
    }
}
