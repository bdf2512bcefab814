//! Near misses: where a label that scoring needs is absent and a cell of the form nearly says it.
//!
//! A near miss is proposed, never taken. What is nearly a column's head has to stand among heads of
//! the same table, what is nearly the label of a line left of its block's columns: words alone are
//! alike too often.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::form::RawForm;
use super::grid::Grid;
use super::keyed::Keyed;
use super::submission::{Fact, Line};
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::rubric::form::{Form, labels_of};
use crate::rubric::label::{self, Labels};
use crate::rubric::{Entry, Rubric};

/// Labels longer than this are sentences.
const LONGEST: usize = 20;
/// Heads of a table that a row has to hold for its other cells to be taken for heads as well.
const HEADS: usize = 2;
/// Rows below its heads in which a block's lines stand.
const BLOCK_ROWS: u32 = 15;
/// Characters that a text may have beside the whole of a label, and how long that is at the least.
const BESIDE: usize = 4;

/// A text that is nearly a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Its cell.
    pub place: Place,
    /// As typed.
    pub text: String,
    /// The record of the profile that has the label.
    pub entry: Entry,
    /// The label.
    pub word: String,
}

/// A record of the profile as texts are set beside it.
#[derive(Debug)]
struct Record<'a> {
    entry: Entry,
    words: Vec<Word<'a>>,
    /// The facts that can be found by it.
    facts: Vec<String>,
}

/// A label as texts are set beside it.
#[derive(Debug)]
struct Word<'a> {
    label: &'a str,
    core: String,
    length: usize,
    signs: u64,
}

/// Which signs a text has, as far as one of 64 marks for each tells: a mark that another text lacks
/// is a sign that it lacks.
fn signs(text: &str) -> u64 {
    text.chars().fold(0, |signs, sign| signs | 1 << (u32::from(sign) % 64))
}

impl<'a> Word<'a> {
    fn of(label: &'a str) -> Self {
        let core = label::core(label);
        Self { label, length: core.chars().count(), signs: signs(&core), core }
    }

    /// How many signs a text, of which these are the core, its length and its [`signs`], is away; `None` where that is
    /// more than a slip, unless the text is the label and a little more.
    fn distance(&self, (core, length, own): (&str, usize, u64)) -> Option<usize> {
        let tolerance = match length.max(self.length) {
            0..=2 => 0,
            3..=7 => 1,
            _ => 2,
        };
        let contained = || {
            self.signs & !own == 0
                && self.length >= BESIDE
                && length.saturating_sub(self.length) <= BESIDE
                && core.contains(self.core.as_str())
        };
        // Nearly every text is nothing like a label: each sign that one of them lacks is one away.
        let lacking = (own & !self.signs).count_ones().max((self.signs & !own).count_ones());
        let is_far = length.abs_diff(self.length) > tolerance || lacking as usize > tolerance;
        if is_far && !contained() {
            return None;
        }
        let distance = strsim::osa_distance(core, &self.core);
        (distance <= tolerance || contained()).then_some(distance)
    }
}

/// Heads of one table or block that a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whether they are a table's and not a block's.
    pub is_table: bool,
    /// The column of the first.
    pub first: u32,
    /// How many they are.
    count: usize,
}

/// The heads of tables and blocks on a sheet.
#[derive(Debug)]
pub struct Heads {
    /// By row, of each block that has enough of them there.
    blocks: Vec<BTreeMap<u32, Head>>,
    /// The same of tables.
    tables: Vec<BTreeMap<u32, Head>>,
}

impl Heads {
    /// Those that a row holds, of the table or block that has most of them there.
    #[must_use]
    pub fn head(&self, row: u32) -> Option<Head> {
        let heads = self.blocks.iter().chain(&self.tables).filter_map(|heads| heads.get(&row));
        heads.max_by_key(|head| head.count).copied()
    }

    /// The rows right above this one that hold heads of a block of which it may be a line.
    fn above(&self, block: usize, row: u32) -> impl Iterator<Item = &Head> {
        self.blocks[block].range(row.saturating_sub(BLOCK_ROWS)..row).map(|(_, head)| head)
    }

    /// Whether a label of this entry could stand in a row.
    fn may_hold(&self, row: u32, entry: Entry) -> bool {
        match entry {
            Entry::BlockLine(block, _) => self.above(block, row).next().is_some(),
            entry => self.fits((row, 0), entry),
        }
    }

    /// Whether a cell stands where a label of this entry would.
    #[must_use]
    pub fn fits(&self, (row, col): (u32, u32), entry: Entry) -> bool {
        match entry {
            Entry::BlockColumn(block, _) => self.blocks[block].contains_key(&row),
            Entry::TableColumn(table, _) => self.tables[table].contains_key(&row),
            Entry::BlockLine(block, _) => self.above(block, row).any(|head| col < head.first),
            Entry::Field(_) => self.head(row).is_none(),
            Entry::TableEnd(_) | Entry::Level(_) => false,
        }
    }
}

/// A profile's labels, by which texts are told that are labels already.
#[derive(Debug)]
pub struct KnownLabels {
    /// All of them.
    all: Labels,
    fields: Labels,
    /// The heads of each block.
    blocks: Vec<Labels>,
    /// The heads of each table.
    tables: Vec<Labels>,
    sections: Labels,
}

impl KnownLabels {
    /// Those of a profile.
    #[must_use]
    pub fn of(form: &Form) -> Self {
        let mut all = Labels::default();
        let mut sections = Labels::default();
        form.sections.iter().for_each(|word| sections.add(word, 0));
        for entry in Entry::all(form) {
            entry.words(form).for_each(|word| all.add(word, 0));
        }
        for table in &form.tables {
            let words = table.subtotals.iter().chain(&table.notes).chain(&table.placeholders);
            words.for_each(|word| all.add(word, 0));
        }
        form.levels.iter().flat_map(|level| &level.second).for_each(|word| all.add(word, 0));
        Self {
            all,
            fields: labels_of(&form.fields),
            blocks: form.blocks.iter().map(|block| labels_of(&block.columns)).collect(),
            tables: form.tables.iter().map(|table| labels_of(&table.columns)).collect(),
            sections,
        }
    }

    /// The column of the label by which a row opens a part that holds nothing but words.
    #[must_use]
    pub fn section(&self, grid: &Grid, row: u32) -> Option<u32> {
        let (col, text) = grid.texts(row).next()?;
        self.sections.find(text).map(|_| col)
    }

    /// Whether a text is a label of the profile, or a label with its value behind a colon.
    #[must_use]
    pub fn knows(&self, text: &str) -> bool {
        self.all.find(text).is_some() || self.opens(text)
    }

    /// Whether a text opens with a label and a colon.
    fn opens(&self, text: &str) -> bool {
        text.split_once(['：', ':']).is_some_and(|(label, _)| self.all.find(label).is_some())
    }

    /// A sheet by these labels.
    #[must_use]
    pub fn keyed<'g>(&self, sheet: &Keyed<'g>) -> Keyed<'g> {
        sheet.by(&self.all)
    }

    /// Whether a text is the label of a value beside it.
    #[must_use]
    pub fn is_field(&self, text: &str) -> bool {
        self.fields.find(text).is_some()
            || text.split_once(['：', ':']).is_some_and(|(label, _)| self.fields.find(label).is_some())
    }

    /// The heads of tables and blocks that the rows of a sheet hold, by whose words it is keyed.
    #[must_use]
    pub fn heads(&self, sheet: &Keyed<'_>) -> Heads {
        let mut heads = Heads {
            blocks: vec![BTreeMap::new(); self.blocks.len()],
            tables: vec![BTreeMap::new(); self.tables.len()],
        };
        for &row in sheet.grid.rows.keys() {
            if sheet.words(row).nth(HEADS - 1).is_none() {
                continue;
            }
            let head = |labels: &Labels, is_table: bool| {
                let mut columns = sheet.words(row).filter(|(_, key)| labels.of(key).is_some());
                let (first, _) = columns.next()?;
                Some(Head { is_table, first, count: 1 + columns.count() }).filter(|head| head.count >= HEADS)
            };
            for (labels, heads) in self.blocks.iter().zip(&mut heads.blocks) {
                heads.extend(head(labels, false).map(|head| (row, head)));
            }
            for (labels, heads) in self.tables.iter().zip(&mut heads.tables) {
                heads.extend(head(labels, true).map(|head| (row, head)));
            }
        }
        heads
    }
}

/// What a file's sheets hold beside what was read, held against what scoring wants.
#[derive(Debug)]
pub struct NearFinder<'a> {
    form: &'a Form,
    wanted: BTreeMap<String, BTreeSet<String>>,
    known: KnownLabels,
    records: Vec<Record<'a>>,
}

impl<'a> NearFinder<'a> {
    /// For a rubric.
    #[must_use]
    pub fn new(rubric: &'a Rubric) -> Self {
        let form = &rubric.form;
        let record = |entry: Entry| {
            let words = entry.words(form).map(Word::of).collect();
            Record { entry, words, facts: facts(form, entry) }
        };
        // What a table's columns are called its own lines are read by before the few that a block names.
        let (of_lines, others): (Vec<Entry>, Vec<Entry>) = Entry::all(form).into_iter().partition(
            |entry| matches!(*entry, Entry::BlockColumn(block, _) if form.blocks[block].table.is_some()),
        );
        let records = others.into_iter().chain(of_lines).map(record).collect();
        Self { form, wanted: rubric.wanted(), known: KnownLabels::of(form), records }
    }

    /// The profile's labels.
    #[must_use]
    pub fn known(&self) -> &KnownLabels {
        &self.known
    }

    /// The indicators that want a fact, by their codes.
    #[must_use]
    pub fn wanted_by(&self, fact: &str) -> Option<&BTreeSet<String>> {
        self.wanted.get(fact)
    }

    /// The facts that scoring wants and of which this form has not even the label.
    #[must_use]
    pub fn absent(
        &self,
        facts: &BTreeMap<String, Arc<Fact>>,
        tables: &BTreeMap<String, Vec<Line>>,
    ) -> BTreeSet<String> {
        let in_lines = |name: &str| {
            let (table, column) = name.split_once('.')?;
            tables.get(table).map(|lines| lines.iter().any(|line| line.cells.contains_key(column)))
        };
        let is_there = |name: &String| facts.contains_key(name) || in_lines(name).unwrap_or(false);
        let mut absent: BTreeSet<String> =
            self.wanted.keys().filter(|name| !is_there(name)).cloned().collect();
        if !self.form.department.iter().any(|name| facts.contains_key(name)) {
            absent.extend(self.form.department.iter().cloned());
        }
        absent
    }

    /// The near misses of a sheet: each form's among its own rows. Where nothing was recognised, a
    /// head that is nearly one may be why.
    #[must_use]
    pub fn on_sheet(&self, sheet: &Keyed<'_>, forms: &[RawForm]) -> Vec<(Option<usize>, NearMiss)> {
        let grid = sheet.grid;
        let heads = self.known.heads(sheet);
        if forms.is_empty() {
            let is_column = |record: &&Record<'_>| matches!(record.entry, Entry::TableColumn(..));
            let columns: Vec<_> = self.records.iter().filter(is_column).collect();
            let rows = grid.rows.keys().copied();
            return self
                .among((sheet, &heads), rows, &columns)
                .into_iter()
                .map(|miss| (None, miss))
                .collect();
        }
        let mut misses = Vec::new();
        for (index, rows) in rows_of(grid, forms).into_iter().enumerate() {
            let absent = self.absent(&forms[index].facts, &forms[index].tables);
            let supplies = |record: &&Record<'_>| record.facts.iter().any(|fact| absent.contains(fact));
            let records: Vec<_> = self.records.iter().filter(supplies).collect();
            let lines = forms[index].tables.values().flatten();
            let lines: BTreeSet<u32> = lines.filter_map(|line| Some(line.place.cell?.row)).collect();
            let rows = grid.rows.range(rows).map(|(row, _)| *row).filter(|row| !lines.contains(row));
            misses.extend(
                self.among((sheet, &heads), rows, &records).into_iter().map(|miss| (Some(index), miss)),
            );
        }
        misses
    }

    /// The same as findings; those of a form go to it.
    pub(super) fn report(&self, sheet: &Keyed<'_>, forms: &mut [RawForm]) -> Vec<Finding> {
        let mut of_sheet = Vec::new();
        for (form, miss) in self.on_sheet(sheet, forms) {
            let problem = Problem::NearLabel { label: miss.word };
            let finding = Finding::new(problem).at(miss.place).showing(miss.text);
            match form {
                Some(index) => forms[index].findings.push(finding),
                None => of_sheet.push(finding),
            }
        }
        of_sheet
    }

    /// The nearest of the records for each cell that is nearly a label of one, each record once a row.
    fn among(
        &self,
        (sheet, heads): (&Keyed<'_>, &Heads),
        rows: impl Iterator<Item = u32>,
        records: &[&Record<'_>],
    ) -> Vec<NearMiss> {
        let mut misses = Vec::new();
        for row in rows {
            let records: Vec<_> = records.iter().filter(|record| heads.may_hold(row, record.entry)).collect();
            if records.is_empty() {
                continue;
            }
            let mut taken: BTreeMap<Entry, usize> = BTreeMap::new();
            let mut of_row: Vec<(usize, NearMiss)> = Vec::new();
            for (col, text, short) in sheet.all_texts(row) {
                if short.is_some_and(|short| self.known.all.of(&short.key).is_some()) {
                    continue;
                }
                let core =
                    short.map_or_else(|| label::core(text).into(), |short| Cow::from(short.key.core()));
                let (length, signs) = (core.chars().count(), signs(&core));
                if !(2..=LONGEST).contains(&length) {
                    continue;
                }
                let near = records.iter().filter_map(|record| {
                    let near = record
                        .words
                        .iter()
                        .filter_map(|word| Some((word.distance((&core, length, signs))?, word.label)));
                    let (distance, word) = near.min_by_key(|(distance, _)| *distance)?;
                    heads.fits((row, col), record.entry).then_some((distance, record.entry, word))
                });
                if let Some((distance, entry, word)) = near.min_by_key(|(distance, ..)| *distance)
                    && taken.get(&entry).is_none_or(|other| distance < *other)
                    && !self.known.opens(text)
                {
                    taken.insert(entry, distance);
                    of_row.retain(|(_, miss)| miss.entry != entry);
                    let (place, word) = (sheet.grid.at(row, col), word.to_owned());
                    of_row.push((distance, NearMiss { place, text: text.trim().to_owned(), entry, word }));
                }
            }
            misses.extend(of_row.into_iter().map(|(_, miss)| miss));
        }
        misses
    }
}

/// The facts by whose names an entry's label is looked for.
fn facts(form: &Form, entry: Entry) -> Vec<String> {
    match entry {
        Entry::Field(f) => vec![form.fields[f].name.clone()],
        Entry::BlockColumn(b, c) => {
            let block = &form.blocks[b];
            block.lines.iter().map(|line| Form::block_fact(line, &block.columns[c])).collect()
        }
        Entry::BlockLine(b, l) => {
            let block = &form.blocks[b];
            block.columns.iter().map(|column| Form::block_fact(&block.lines[l], column)).collect()
        }
        Entry::TableColumn(t, c) => {
            let table = &form.tables[t];
            vec![format!("{}.{}", table.name, table.columns[c].name)]
        }
        Entry::TableEnd(_) | Entry::Level(_) => Vec::new(),
    }
}

/// The rows of each form on a sheet: from the first that it has something of to the next form's.
fn rows_of(grid: &Grid, forms: &[RawForm]) -> Vec<Range<u32>> {
    let first = |form: &RawForm| {
        let facts = form.facts.values().flat_map(|fact| fact.labels.iter().map(|label| &label.place));
        let lines = form.tables.values().flatten().map(|line| &line.place);
        facts.chain(lines).filter_map(|place| Some(place.cell?.row)).min().unwrap_or_default()
    };
    let end = grid.rows.keys().next_back().map_or(0, |last| last.saturating_add(1));
    let starts: Vec<u32> = forms.iter().map(first).collect();
    let ends = starts.iter().skip(1).copied().chain([end]);
    let from_top = starts.iter().enumerate().map(|(index, start)| if index == 0 { 0 } else { *start });
    from_top.zip(ends).map(|(start, end)| start..end.max(start)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_a_label_and_what_is_not() {
        for (text, word, wanted) in [
            ("全年预笔数", "全年预算数", Some(1)),
            ("全年预算数（万元）", "全年预算数", Some(0)),
            ("实际完成值情况", "实际完成值", Some(2)),
            ("分直", "分值", None),
            ("得分", "分值", None),
            ("三级指标", "一级指标", Some(1)),
            ("绩效目标", "自评得分", None),
        ] {
            let core = label::core(text);
            let found = Word::of(word).distance((&core, core.chars().count(), signs(&core)));
            assert_eq!(found, wanted, "{text} {word}");
        }
    }
}
