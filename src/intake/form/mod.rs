//! Finding the forms in a sheet: facts beside labels, blocks ([`block`]), tables ([`table`]).
//!
//! A sheet may hold several forms below each other; each begins where the label that names the
//! body (or the project) stands again. Nothing is found by its position.

mod block;
mod table;

use std::collections::BTreeMap;
use std::ops::Range;

use super::grid::{Content, Grid};
use super::header::HeaderFinder;
use super::submission::{Fact, FactValue, Label, Line};
use super::value::ValueReader;
use super::year::StatedYears;
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::rubric::form::{Block, Form, Kind, MoneyUnit, Table, labels_of};
use crate::rubric::label::{self, Labels};

/// Fields that must be found for a sheet without any table to be taken for a form.
const FEWEST_FIELDS: usize = 3;

/// A form as found, before anyone knows whose it is.
#[derive(Clone, Debug)]
pub struct RawForm {
    /// File and sheet.
    pub place: Place,
    /// Facts by name.
    pub facts: BTreeMap<String, Fact>,
    /// Lines by table.
    pub tables: BTreeMap<String, Vec<Line>>,
    /// Texts of the title lines, in which the body's name may stand.
    pub titles: Vec<String>,
    /// The years that it says it is of, above its first label.
    pub years: Vec<StatedYears>,
    /// What could not be read.
    pub findings: Vec<Finding>,
}

impl RawForm {
    /// The stated text of a fact.
    #[must_use]
    pub fn stated(&self, fact: &str) -> Option<&str> {
        self.facts.get(fact)?.stated()
    }

    /// Puts a fact into the form. The first words that are stated stay; figures that contradict
    /// each other are disputed, and nobody is believed.
    fn take(&mut self, name: &str, kind: Kind, (fact, finding): (Fact, Option<Finding>)) {
        let known = self.facts.get(name).filter(|known| known.value != FactValue::Missing);
        let Some(known) = known else {
            self.findings.extend(finding);
            self.facts.insert(name.to_owned(), fact);
            return;
        };
        let repeats = fact.value == FactValue::Missing || fact.value == known.value;
        if kind == Kind::Text || repeats || known.place == fact.place {
            return;
        }
        let place = fact.place.as_ref().map_or_else(String::new, |place| format!("，见 {place}"));
        let other = format!("{}{place}", fact.raw);
        let problem = Problem::FactConflict { fact: name.to_owned(), other: other.clone() };
        self.findings.push(Finding::new(problem).at(known.place.clone()).showing(&known.raw));
        let disputed = Fact { value: FactValue::Disputed(other), ..known.clone() };
        self.facts.insert(name.to_owned(), disputed);
    }

    /// Whether both hold lines of one table, or state one figure differently: then they are two
    /// forms and not two parts of one.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let lines =
            |form: &Self, table: &String| form.tables.get(table).is_some_and(|lines| !lines.is_empty());
        let same_table = self.tables.keys().any(|table| lines(self, table) && lines(other, table));
        let contradicts = |(name, fact): (&String, &Fact)| {
            matches!((&fact.value, other.facts.get(name).map(|fact| &fact.value)),
                (FactValue::Number(own), Some(FactValue::Number(others))) if own != others)
        };
        same_table || self.facts.iter().any(contradicts)
    }

    /// Takes over what another sheet of the same form holds. What is there already stays.
    pub fn absorb(&mut self, other: Self) {
        for (name, fact) in other.facts {
            let known = self.facts.entry(name).or_insert_with(|| fact.clone());
            if known.value == FactValue::Missing {
                *known = fact;
            }
        }
        for (name, lines) in other.tables {
            self.tables.entry(name).or_default().extend(lines);
        }
        self.titles.extend(other.titles);
        self.years.extend(other.years);
        self.findings.extend(other.findings);
    }
}

/// Finds forms by one profile.
#[derive(Debug)]
pub struct FormFinder<'a> {
    form: &'a Form,
    fields: Labels,
    identity: Vec<usize>,
    blocks: Vec<(&'a Block, HeaderFinder, Labels)>,
    tables: Vec<(&'a Table, HeaderFinder, Labels)>,
}

impl<'a> FormFinder<'a> {
    /// Prepares the profile's labels.
    #[must_use]
    pub fn new(form: &'a Form) -> Self {
        let opening =
            form.project.as_ref().map_or_else(|| form.department.clone(), |name| vec![name.clone()]);
        let index = |name: &String| form.fields.iter().position(|field| field.name == *name);
        let block = |block: &'a Block| {
            let mut lines = Labels::default();
            for (index, line) in block.lines.iter().enumerate() {
                lines.add(&line.name, index);
                line.labels.iter().for_each(|label| lines.add(label, index));
            }
            (block, HeaderFinder::new(&block.columns, &block.needs, block.at_least), lines)
        };
        let table = |table: &'a Table| {
            let mut end = Labels::default();
            table.end.iter().for_each(|label| end.add(label, 0));
            (table, HeaderFinder::new(&table.columns, &table.needs, table.at_least), end)
        };
        Self {
            form,
            fields: labels_of(&form.fields),
            identity: opening.iter().filter_map(index).collect(),
            blocks: form.blocks.iter().map(block).collect(),
            tables: form.tables.iter().map(table).collect(),
        }
    }

    /// Every form of a sheet, from top to bottom.
    #[must_use]
    pub fn find(&self, grid: &Grid) -> Vec<RawForm> {
        let mut forms: Vec<RawForm> =
            self.sections(grid).into_iter().filter_map(|rows| self.read(grid, rows)).collect();
        // A year over the first form of a sheet is that of those below it that state none.
        let mut above = Vec::new();
        for form in &mut forms {
            if form.years.is_empty() {
                form.years.clone_from(&above);
            }
            above.clone_from(&form.years);
        }
        forms
    }

    /// Whether two forms stand side by side: one row holds the label that opens a form twice, or a
    /// table's head twice.
    #[must_use]
    pub fn side_by_side(&self, grid: &Grid) -> bool {
        let opens_twice = |row: u32| {
            let openings = self.openings(grid, row);
            self.identity
                .iter()
                .any(|identity| openings.iter().filter(|field| *field == identity).count() > 1)
        };
        let heads_twice = |row: u32| {
            self.tables.iter().any(|(table, finder, _)| {
                let title = table.columns.iter().position(|column| column.name == table.title);
                finder.at(grid, row).zip(title).is_some_and(|(header, title)| header.repeats(title))
            })
        };
        grid.rows.keys().any(|&row| opens_twice(row) || heads_twice(row))
    }

    /// The labels in a row that say whose form begins there.
    fn openings(&self, grid: &Grid, row: u32) -> Vec<usize> {
        let labels = grid.texts(row).filter_map(|(_, text)| self.field_label(text).map(|(field, _)| field));
        labels.filter(|field| self.identity.contains(field)).collect()
    }

    /// The rows of each form. A form's own title lines, which stand above its first label, go
    /// with it.
    fn sections(&self, grid: &Grid) -> Vec<Range<u32>> {
        let end = grid.rows.keys().next_back().map_or(0, |last| last + 1);
        let mut starts: Vec<u32> = Vec::new();
        let mut seen: Vec<usize> = Vec::new();
        for &row in grid.rows.keys() {
            let opening = self.openings(grid, row);
            if opening.is_empty() {
                continue;
            }
            if starts.is_empty() || opening.iter().any(|field| seen.contains(field)) {
                starts.push(if starts.is_empty() { 0 } else { self.with_titles(grid, row) });
                seen.clear();
            }
            seen.extend(opening);
        }
        if starts.is_empty() {
            starts.push(0);
        }
        let ends = starts.iter().skip(1).copied().chain([end]).collect::<Vec<_>>();
        starts.into_iter().zip(ends).map(|(start, end)| start..end).collect()
    }

    /// The first of the single-cell lines right above `row`.
    fn with_titles(&self, grid: &Grid, row: u32) -> u32 {
        let is_title = |row: u32| {
            grid.width(row) <= 1
                && grid
                    .texts(row)
                    .all(|(_, text)| self.field_label(text).is_none() && text.chars().count() < 60)
        };
        (0..row).rev().take(4).take_while(|&above| is_title(above)).last().unwrap_or(row)
    }

    /// The field a text is the label of, and what follows the label's colon in the same cell.
    fn field_label<'t>(&self, text: &'t str) -> Option<(usize, Option<&'t str>)> {
        // "单位：万元" says the unit of money, not whose form it is.
        if MoneyUnit::stated_in(text).is_some() {
            return None;
        }
        if let Some(field) = self.fields.find(text) {
            return Some((field, None));
        }
        let (label, rest) = text.split_once(['：', ':'])?;
        let rest = rest.trim();
        (!rest.is_empty()).then(|| self.fields.find(label).map(|field| (field, Some(rest))))?
    }

    fn read(&self, grid: &Grid, rows: Range<u32>) -> Option<RawForm> {
        let mut form = RawForm {
            place: grid.place.clone(),
            facts: BTreeMap::new(),
            tables: BTreeMap::new(),
            titles: Vec::new(),
            years: Vec::new(),
            findings: Vec::new(),
        };
        let reader = ValueReader::new(self.form, self.unit(grid, &rows));
        let sheet = Sheet { grid, reader: &reader, end: rows.end };
        let mut tables = 0;
        let mut row = rows.start;
        while row < rows.end {
            if let Some((table, header, end)) =
                self.tables.iter().find_map(|(table, finder, end)| Some((table, finder.at(grid, row)?, end)))
            {
                let header = header.with_single(&table.title_and_levels());
                let below = self.read_table(&mut form, &sheet, table, &header, end);
                for (block, finder, lines) in self.blocks_in(table) {
                    if let Some(header) = finder.at(grid, row) {
                        Self::read_named_lines(&mut form, &sheet, (block, lines), &header, below);
                    }
                }
                row = below;
                tables += 1;
            } else if let Some((block, header, lines)) = self
                .blocks
                .iter()
                .filter(|(block, ..)| block.table.is_none())
                .find_map(|(block, finder, lines)| Some((block, finder.at(grid, row)?, lines)))
            {
                row = self.read_block(&mut form, &sheet, block, &header, lines);
                tables += 1;
            } else {
                if tables == 0 && form.facts.is_empty() {
                    form.years.extend(self.years(grid, row));
                }
                self.read_fields(&mut form, grid, &reader, row);
                row = grid.next_row(row);
            }
        }
        let fields = form.facts.values().filter(|fact| fact.stated().is_some()).count();
        (tables > 0 || fields >= FEWEST_FIELDS).then_some(form)
    }

    /// The years that a row above a form's first label states. Beside a label, what stands is of
    /// the year only where it is nothing else.
    fn years(&self, grid: &Grid, row: u32) -> Vec<StatedYears> {
        let labelled = grid.texts(row).any(|(_, text)| self.field_label(text).is_some());
        let stated = |(col, text): (u32, &str)| {
            let place = grid.at(row, col);
            if labelled {
                StatedYears::alone(text, &place).into_iter().collect()
            } else {
                StatedYears::in_title(text, &place)
            }
        };
        grid.texts(row).flat_map(stated).collect()
    }

    /// The blocks that name lines of a table.
    fn blocks_in(&self, table: &Table) -> impl Iterator<Item = &(&'a Block, HeaderFinder, Labels)> {
        self.blocks.iter().filter(move |(block, ..)| block.table.as_ref() == Some(&table.name))
    }

    /// The unit of money that the form states above its tables.
    fn unit(&self, grid: &Grid, rows: &Range<u32>) -> Option<MoneyUnit> {
        for &row in grid.rows.range(rows.clone()).map(|(row, _)| row) {
            if self.tables.iter().any(|(_, finder, _)| finder.at(grid, row).is_some()) {
                break;
            }
            // A unit in a column's own head is that column's alone.
            let heads = |text: &str| self.blocks.iter().any(|(_, finder, _)| finder.is_label(text));
            for (_, text) in grid.texts(row).filter(|(_, text)| !heads(text)) {
                let said = text.contains([':', '：']).then(|| MoneyUnit::stated_in(text)).flatten();
                let remark = || label::remarks(text).iter().find_map(|remark| MoneyUnit::stated_in(remark));
                if let Some(unit) = said.or_else(remark) {
                    return Some(unit);
                }
            }
        }
        None
    }

    fn read_fields(&self, form: &mut RawForm, grid: &Grid, reader: &ValueReader<'_>, row: u32) {
        let mut labelled = false;
        for (col, text) in grid.texts(row) {
            let Some((index, inline)) = self.field_label(text) else {
                continue;
            };
            labelled = true;
            let field = &self.form.fields[index];
            let written = inline.map(|rest| Content::Text(rest.to_owned()));
            let (content, place) = match &written {
                Some(content) => (Some(content), grid.at(row, col)),
                None => self.beside(grid, row, col),
            };
            let (fact, finding) = reader.read(&field.name, field.kind, content, place);
            let label = Label { text: text.trim().into(), place: grid.at(row, col) };
            form.take(&field.name, field.kind, (fact.labelled(label), finding));
        }
        if !labelled && grid.width(row) == 1 {
            form.titles.extend(grid.texts(row).map(|(_, text)| text.trim().to_owned()));
        }
    }

    /// The value to the right of a label: the next cell that holds something, unless it is a label.
    fn beside<'g>(&self, grid: &'g Grid, row: u32, col: u32) -> (Option<&'g Content>, Place) {
        let next = grid.rows.get(&row).and_then(|cells| cells.range(col + 1..).next());
        match next {
            Some((at, content)) if !matches!(content, Content::Text(text) if self.field_label(text).is_some()) => {
                (Some(content), grid.at(row, *at))
            }
            _ => (None, grid.at(row, col + 1)),
        }
    }
}

/// What reading a part of a sheet needs.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    grid: &'a Grid,
    reader: &'a ValueReader<'a>,
    /// The row after the form's last.
    end: u32,
}
