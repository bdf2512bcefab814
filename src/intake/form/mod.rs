//! Finding the forms in a sheet: facts beside labels ([`fields`]), blocks ([`block`]), tables
//! ([`table`]).
//!
//! A sheet may hold several forms: below each other, where the label that names the body (or the
//! project) stands again, or beside each other ([`apart`]). What is recognised in each row is found
//! in one pass ([`marked`]). Nothing is found by its position.

mod apart;
mod block;
pub(super) mod continued;
mod divided;
mod empty_total;
mod fields;
mod marked;
mod noted;
mod table;
mod unfilled;
mod upright;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::grid::Grid;
use super::header::HeaderFinder;
use super::keyed::Keyed;
use super::submission::{Fact, FactValue, Line};
use super::value::ValueReader;
use super::year::StatedYears;
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::rubric::form::{Block, Form, Kind, MoneyUnit, Table, labels_of};
use crate::rubric::label::{self, Labels};
pub(super) use unfilled::unfilled;

use continued::{Cut, Open};
use divided::Divided;
use fields::Loose;
use marked::Head;
pub(super) use marked::Marked;

/// Fields that must be found for a sheet without any table to be taken for a form.
const FEWEST_FIELDS: usize = 3;
/// Rows above a form's first label that may be its own titles.
const MOST_TITLES: usize = 4;
/// Characters that a title has at the most.
const LONGEST_TITLE: usize = 60;

/// A form as found, before anyone knows whose it is.
#[derive(Clone, Debug)]
pub struct RawForm {
    /// File and sheet.
    pub place: Place,
    /// Facts by name.
    pub facts: BTreeMap<String, Arc<Fact>>,
    /// Lines by table.
    pub tables: BTreeMap<String, Vec<Line>>,
    /// Texts of the title lines, in which the body's name may stand.
    pub titles: Vec<String>,
    /// The years that it says it is of, above its first label.
    pub years: Vec<StatedYears>,
    /// What could not be read.
    pub findings: Vec<Finding>,
    /// Whether it says too little to be a form by itself: a part of another sheet's, or nothing.
    pub partial: bool,
    /// Whether it only goes on with the table of the sheet before it.
    pub continues: bool,
    /// The table that the end of its sheet cut off, perhaps.
    pub(super) open: Option<Open>,
    /// The block that the end of its sheet cut off, perhaps.
    pub(super) cut: Option<Cut>,
}

impl RawForm {
    /// A form of which nothing has been found yet.
    fn empty(grid: &Grid) -> Self {
        Self {
            place: grid.place.clone(),
            facts: BTreeMap::new(),
            tables: BTreeMap::new(),
            titles: Vec::new(),
            years: Vec::new(),
            findings: Vec::new(),
            partial: false,
            continues: false,
            open: None,
            cut: None,
        }
    }

    /// Whether its sheet ends with a table that has no total: the next may go on with it.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.at_end)
    }

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
            self.facts.insert(name.to_owned(), Arc::new(fact));
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
        let disputed = known.disputed(other);
        self.facts.insert(name.to_owned(), Arc::new(disputed));
    }

    /// Whether both hold lines of one table, or state one figure differently: then they are two
    /// forms and not two parts of one. A sheet that `continues` another may go on with its table, as
    /// long as it repeats no line.
    #[must_use]
    pub fn overlaps(&self, other: &Self, continues: bool) -> bool {
        fn lines<'f>(form: &'f RawForm, table: &String) -> &'f [Line] {
            form.tables.get(table).map(Vec::as_slice).unwrap_or_default()
        }
        let names = |form, table| lines(form, table).iter().map(|line: &Line| &line.levels);
        let same_table = self.tables.keys().any(|table| {
            let both = !lines(self, table).is_empty() && !lines(other, table).is_empty();
            let repeats = || names(self, table).any(|name| names(other, table).any(|other| other == name));
            both && (!continues || repeats())
        });
        let contradicts = |(name, fact): (&String, &Arc<Fact>)| {
            matches!((&fact.value, other.facts.get(name).map(|fact| &fact.value)),
                (FactValue::Number(own), Some(FactValue::Number(others))) if own != others)
        };
        same_table || self.facts.iter().any(contradicts)
    }

    /// How much it says: facts and lines.
    fn says(&self) -> usize {
        let facts = self.facts.values().filter(|fact| fact.stated().is_some()).count();
        facts + self.tables.values().map(Vec::len).sum::<usize>()
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
        self.partial &= other.partial;
        self.titles.extend(other.titles);
        self.years.extend(other.years);
        self.findings.extend(other.findings);
    }
}

/// Finds forms by one profile.
#[derive(Debug)]
pub struct FormFinder<'a> {
    form: &'a Form,
    /// Every label of the profile.
    words: Arc<Labels>,
    fields: Labels,
    sections: Labels,
    identity: Vec<usize>,
    blocks: Vec<(&'a Block, HeaderFinder, Labels)>,
    tables: Vec<(&'a Table, HeaderFinder, Labels)>,
}

impl<'a> FormFinder<'a> {
    /// Prepares the profile's labels.
    #[must_use]
    pub(super) fn new(form: &'a Form, words: Arc<Labels>) -> Self {
        let opening =
            form.project.as_ref().map_or_else(|| form.department.clone(), |name| vec![name.clone()]);
        let index = |name: &String| form.field(name);
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
        let mut sections = Labels::default();
        form.sections.iter().for_each(|label| sections.add(label, 0));
        Self {
            form,
            words,
            fields: labels_of(&form.fields),
            sections,
            identity: opening.iter().filter_map(index).collect(),
            blocks: form.blocks.iter().map(block).collect(),
            tables: form.tables.iter().map(table).collect(),
        }
    }

    /// Every form of a sheet, from top to bottom and from left to right.
    ///
    /// # Errors
    /// [`NotApart`] where forms stand side by side and cannot be told apart.
    pub(in crate::intake) fn find(&self, sheet: &Marked<'_>) -> Result<Vec<RawForm>, NotApart> {
        if let Some(parts) = self.apart(sheet)? {
            let mut forms: Vec<RawForm> = Vec::new();
            for part in &parts {
                let mut found = self.forms(&Marked::of(self, &Keyed::of(part, &self.words)));
                if let (Some(left), Some(own)) = (forms.first(), found.first_mut())
                    && own.years.is_empty()
                {
                    own.years.clone_from(&left.years);
                }
                forms.append(&mut found);
            }
            return Ok(forms);
        }
        let forms = self.forms(sheet);
        if sheet.has_heads() || !sheet.keyed.has_words() {
            return Ok(forms);
        }
        // Not a single header line: its rows may stand where columns should.
        let turned = sheet.grid().turned();
        let turned = sheet.keyed.turned(&turned);
        if !self.has_heads(&turned) {
            return Ok(forms);
        }
        let mut again = self.forms(&Marked::of(self, &turned));
        // Its columns are the rows of the sheet.
        for form in &mut again {
            form.open = None;
            form.cut = None;
        }
        let says = |forms: &[RawForm]| forms.iter().map(RawForm::says).sum::<usize>();
        Ok(if says(&again) > says(&forms) { again } else { forms })
    }

    /// The forms of a sheet, or of a part of one, from top to bottom.
    fn forms(&self, sheet: &Marked<'_>) -> Vec<RawForm> {
        let mut forms: Vec<RawForm> = Vec::new();
        let mut unit = None;
        for rows in self.sections(sheet) {
            // What the first form of a sheet states of money and year holds for those below it that
            // state none.
            unit = self.unit(sheet, &rows).or(unit);
            let Some(mut form) = self.read(sheet, rows, unit, None) else { continue };
            if form.years.is_empty() {
                form.years = forms.last().map(|above| above.years.clone()).unwrap_or_default();
            }
            forms.push(form);
        }
        forms
    }

    /// The rows of each form. A form's own title lines, which stand above its first label, go
    /// with it.
    fn sections(&self, sheet: &Marked<'_>) -> Vec<Range<u32>> {
        let grid = sheet.grid();
        let end = grid.rows.keys().next_back().map_or(0, |last| last + 1);
        let mut starts: Vec<u32> = Vec::new();
        let mut seen: Vec<usize> = Vec::new();
        for &row in grid.rows.keys() {
            let mut opening = sheet.labels(row).iter().map(|label| label.field);
            let opening: Vec<usize> =
                opening.by_ref().filter(|field| self.identity.contains(field)).collect();
            if opening.is_empty() {
                continue;
            }
            if starts.is_empty() || opening.iter().any(|field| seen.contains(field)) {
                starts.push(if starts.is_empty() { 0 } else { self.with_titles(sheet, row) });
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

    /// The first of the rows right above `row` that are of the form which it opens: rows that name
    /// its body, and above these its titles.
    fn with_titles(&self, sheet: &Marked<'_>, row: u32) -> u32 {
        let grid = sheet.grid();
        let is_title = |row: &u32| {
            let mut texts = grid.texts(*row);
            let short = texts.all(|(_, text)| text.chars().count() < LONGEST_TITLE);
            let is_note = self.tables.iter().any(|(table, ..)| noted::is_note(sheet.keyed, table, *row));
            grid.width(*row) <= 1 && sheet.labels(*row).is_empty() && short && !is_note
        };
        let names_body = |row: &u32| {
            let mut labels = sheet.labels(*row).iter().map(|label| &self.form.fields[label.field].name);
            sheet.head(*row).is_none() && labels.any(|name| self.form.department.contains(name))
        };
        let above = || grid.rows.range(..row).rev().map(|(row, _)| *row);
        let own = above().take(MOST_TITLES).take_while(names_body).last().unwrap_or(row);
        let titles = grid.rows.range(..own).rev().map(|(row, _)| *row);
        titles.take(MOST_TITLES).take_while(is_title).last().unwrap_or(own)
    }

    /// Reads the form in these rows, from one of which on they may go on with the table of another.
    fn read(
        &self,
        sheet: &Marked<'_>,
        rows: Range<u32>,
        unit: Option<MoneyUnit>,
        open: Option<(&Open, u32)>,
    ) -> Option<RawForm> {
        let grid = sheet.grid();
        let mut form = RawForm::empty(grid);
        let reader = ValueReader::new(self.form, unit);
        let part = Part { sheet, reader: &reader, end: rows.end };
        let mut tables = 0;
        let mut loose = Loose::default();
        let mut divided = Divided::default();
        let mut row = rows.start;
        while row < rows.end {
            form.open.iter_mut().for_each(|open| open.at_end = false);
            if grid.width(row) > 1 {
                form.cut = None;
            }
            if let Some((open, _)) = open.filter(|(_, first)| *first == row) {
                let (table, header) = ((open.table, open.blocks.as_slice()), &open.header);
                row = self.read_lines(&mut form, &part, table, header, (row, open.levels.clone()));
                tables += 1;
                continue;
            }
            match sheet.head(row) {
                Some(Head::Table { table, header, blocks }) => {
                    row = self.read_table(&mut form, &part, (*table, blocks), header);
                    tables += 1;
                }
                Some(Head::Block { block, header }) => {
                    divided.below(grid, row, header.first_column());
                    row = self.read_block(&mut form, &part, *block, (header, header.last_row + 1));
                    form.cut = Some(Cut {
                        block: *block,
                        header: header.clone(),
                        unit: reader.stated.then_some(reader.unit),
                    });
                    tables += 1;
                }
                None => {
                    if let Some(below) = self.read_upright(&mut form, &part, row) {
                        form.open = None;
                        row = below;
                        tables += 1;
                        continue;
                    }
                    if tables == 0 && form.facts.is_empty() {
                        form.years.extend(Self::years(sheet, row));
                    }
                    divided.note(self.form, sheet, row);
                    self.read_fields(&mut form, &part, row);
                    self.read_loose(&mut loose, &part, row);
                    row = grid.next_row(row);
                }
            }
        }
        tables += self.settle_loose(&mut form, loose);
        divided.settle(&mut form);
        let fields = form.facts.values().filter(|fact| fact.stated().is_some()).count();
        form.partial = tables == 0 && fields < FEWEST_FIELDS;
        (fields > 0 || tables > 0).then_some(form)
    }

    /// The years that a row above a form's first label states. Beside a label, what stands is of
    /// the year only where it is nothing else.
    fn years(sheet: &Marked<'_>, row: u32) -> Vec<StatedYears> {
        let grid = sheet.grid();
        let stated = |(col, text): (u32, &str)| {
            let place = grid.at(row, col);
            if sheet.labels(row).is_empty() {
                StatedYears::in_title(text, &place)
            } else {
                StatedYears::alone(text, &place).into_iter().collect()
            }
        };
        grid.texts(row).flat_map(stated).collect()
    }

    /// The blocks that name lines of a table.
    fn blocks_in(&self, table: &Table) -> impl Iterator<Item = usize> {
        let of_table = move |(_, (block, ..)): &(usize, &(&Block, HeaderFinder, Labels))| {
            block.table.as_ref() == Some(&table.name)
        };
        self.blocks.iter().enumerate().filter(of_table).map(|(index, _)| index)
    }

    /// The unit of money that the form states above its tables.
    fn unit(&self, sheet: &Marked<'_>, rows: &Range<u32>) -> Option<MoneyUnit> {
        let grid = sheet.grid();
        let mut above = true;
        for &row in grid.rows.range(rows.clone()).map(|(row, _)| row) {
            above &= !matches!(sheet.head(row), Some(Head::Table { .. }));
            // Below a table only the head of a block says what the form's amounts are in.
            if !above && !matches!(sheet.head(row), Some(Head::Block { .. })) {
                continue;
            }
            // A unit in a column's own head is that column's alone.
            let heads = |col: u32| {
                let key = sheet.keyed.key(row, col);
                key.is_some_and(|key| self.blocks.iter().any(|(_, finder, _)| finder.column(key).is_some()))
            };
            // No other text states a unit.
            let texts = grid.texts(row).filter(|(_, text)| text.contains('元'));
            for (_, text) in texts.filter(|(col, _)| !heads(*col)) {
                let said = text.contains([':', '：']).then(|| MoneyUnit::stated_in(text)).flatten();
                let remark = || label::remarks(text).iter().find_map(|remark| MoneyUnit::stated_in(remark));
                if let Some(unit) = said.or_else(remark) {
                    return Some(unit);
                }
            }
        }
        None
    }
}

/// Forms stand side by side and nobody can say where one ends and the other begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotApart;

/// What reading a part of a sheet needs.
#[derive(Clone, Copy)]
struct Part<'a> {
    sheet: &'a Marked<'a>,
    reader: &'a ValueReader<'a>,
    /// The row after the form's last.
    end: u32,
}
