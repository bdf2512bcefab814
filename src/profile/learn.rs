//! What it would take to read a layout that nobody has described: which words of it stand for what.
//!
//! What another profile says of a word is sure. What a word nearly is, and what the cells below a head
//! or its place suggest, is a guess and called one.

use std::collections::{BTreeSet, HashMap};

use super::guess::{self, Guess};
use super::reading::{self, FileReading};
use crate::intake::finder::{Finder, OnSheet};
use crate::intake::form::RawForm;
use crate::intake::grid::{Content, Grid};
use crate::intake::keyed::Keyed;
use crate::intake::near::{KnownLabels, NearFinder};
use crate::place::{CellRef, Place};
use crate::rubric::form::{Form, LevelBy};
use crate::rubric::label::{self, Key};
use crate::rubric::shape::{ACTUAL, POINTS, SELF_POINTS, TARGET};
use crate::rubric::{Entry, Rubric};

/// Values below or beside a word that are shown with it.
const SHOWN: usize = 3;

/// Why a word is taken to stand for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Another profile says so: its name.
    Profile(String),
    /// It nearly is this word, which does.
    Near(String),
    /// What stands below it, and where it stands.
    Content(&'static str),
}

impl Basis {
    /// Whether nobody needs to look.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        matches!(self, Self::Profile(_))
    }
}

/// A word that the profile does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// What it stands for.
    pub entry: Entry,
    /// The word, as it would be written into the profile.
    pub word: String,
    /// Its cell.
    pub place: Place,
    /// What stands below it or beside it.
    pub values: Vec<String>,
    /// Why.
    pub basis: Basis,
}

/// A first-level name that the profile has nothing to say of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLevel {
    /// As typed.
    pub name: String,
    /// The row of its first line, as a spreadsheet counts.
    pub row: u32,
}

/// What a file teaches.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Words to add.
    pub learned: Vec<Learned>,
    /// What is read of the file with them.
    pub reading: FileReading,
    /// Names of first levels that are nobody's.
    pub levels: Vec<UnknownLevel>,
}

/// Learns the layout of a file, by a rubric and by what `others`, profiles with their names, know.
#[must_use]
pub fn learn(file: &str, grids: &[Grid], rubric: &Rubric, others: &[(String, Form)]) -> Lesson {
    let mut learner = Learner { rubric: rubric.clone(), others, learned: Vec::new() };
    let visible: Vec<&Grid> = grids.iter().filter(|grid| !grid.hidden).collect();
    // What is sure first: with it more may be read, and less has to be guessed.
    for step in [Learner::by_others, Learner::by_content, Learner::by_near] {
        let mut before: Option<RawForm> = None;
        for grid in &visible {
            let finder = Finder::new(&learner.rubric);
            let sheet = finder.keyed(grid);
            let OnSheet { list, forms, side_by_side, .. } = finder.on(&sheet, before.as_ref());
            let is_form = list.is_none() && !side_by_side;
            let words = if is_form { step(&learner, &sheet, &forms) } else { Vec::new() };
            before = forms.into_iter().rfind(|form| !form.partial).or(before);
            learner.take(words);
        }
    }
    let reading = reading::read(file, grids, &learner.rubric);
    let levels = unknown_levels(&reading, &rubric.form);
    Lesson { learned: learner.learned, reading, levels }
}

struct Learner<'a> {
    /// The rubric with what was learned so far.
    rubric: Rubric,
    others: &'a [(String, Form)],
    learned: Vec<Learned>,
}

impl Learner<'_> {
    fn take(&mut self, words: Vec<Learned>) {
        for word in words {
            let is_taken = self
                .learned
                .iter()
                .any(|known| known.word == word.word && is_beside(known.entry, word.entry));
            if !is_taken {
                word.entry.add(&mut self.rubric.form, &word.word);
                self.learned.push(word);
            }
        }
    }

    /// Words that another profile knows for something that this one has as well.
    fn by_others(&self, sheet: &Keyed<'_>, forms: &[RawForm]) -> Vec<Learned> {
        let grid = sheet.grid;
        let form = &self.rubric.form;
        let known = KnownLabels::of(form);
        let theirs = Theirs::of(form, self.others);
        let wide = KnownLabels::of(&theirs.form);
        let heads = wide.heads(&wide.keyed(sheet));
        let fields = reading::unrecognised(sheet, forms, &known).into_iter();
        let fields: BTreeSet<CellRef> =
            fields.filter(|cell| !cell.is_head && cell.beside.is_some()).map(|cell| cell.at).collect();
        let mut words = Vec::new();
        for (&row, cells) in &grid.rows {
            for &col in cells.keys() {
                let Some(text) = grid.text(row, col) else { continue };
                let at = CellRef::new(row, col);
                let fits = |entry: Entry| match entry {
                    Entry::Field(_) => fields.contains(&at),
                    entry => heads.fits((row, col), entry),
                };
                let meanings: Vec<&(Entry, String)> =
                    theirs.of_text(text).iter().filter(|(entry, _)| fits(*entry)).collect();
                for (entry, name) in &meanings {
                    // Of two columns of one table nobody says which.
                    let alone =
                        meanings.iter().all(|(other, _)| other == entry || !is_beside(*other, *entry));
                    if alone {
                        words.push(learned(grid, *entry, at, text, Basis::Profile(name.clone())));
                    }
                }
            }
        }
        words
    }

    /// Heads of tables of which the sheet has not enough to be read.
    fn by_content(&self, sheet: &Keyed<'_>, forms: &[RawForm]) -> Vec<Learned> {
        let grid = sheet.grid;
        let form = &self.rubric.form;
        let known = KnownLabels::of(form);
        let near = NearFinder::new(&self.rubric);
        let whole: Vec<&RawForm> = forms.iter().filter(|form| !form.partial).collect();
        let lines = || whole.iter().flat_map(|form| form.tables.values().flatten());
        let has = |name: &str| lines().any(|line| line.cells.contains_key(name));
        let mut guesses: Vec<Guess> = Vec::new();
        if ![TARGET, ACTUAL, POINTS, SELF_POINTS].into_iter().all(has) {
            guesses.extend(guess::table(sheet, form, &known));
        }
        let wanted = |name: &str| near.wanted_by(name).is_some();
        let of_blocks = guess::block(grid, form, wanted).into_iter().filter(|guess| {
            let name = guess.entry.name(form);
            // What is read already needs no guess.
            !whole.iter().any(|form| form.facts.contains_key(name))
        });
        guesses.extend(of_blocks);
        // A word that nearly is another one is no riddle.
        let near: Vec<CellRef> =
            self.by_near(sheet, forms).iter().filter_map(|word| word.place.cell).collect();
        guesses.retain(|guess| !near.contains(&guess.at));
        let guesses = guesses.into_iter();
        guesses
            .map(|guess| learned(grid, guess.entry, guess.at, &guess.text, Basis::Content(guess.why)))
            .collect()
    }

    /// Words that nearly are known ones.
    fn by_near(&self, sheet: &Keyed<'_>, forms: &[RawForm]) -> Vec<Learned> {
        let grid = sheet.grid;
        let forms: Vec<RawForm> = forms.iter().filter(|form| !form.partial).cloned().collect();
        let misses = NearFinder::new(&self.rubric).on_sheet(sheet, &forms).into_iter();
        let word = |(_, miss): (Option<usize>, crate::intake::near::NearMiss)| {
            let at = miss.place.cell?;
            Some(learned(grid, miss.entry, at, &miss.text, Basis::Near(miss.word)))
        };
        misses.filter_map(word).collect()
    }
}

fn learned(grid: &Grid, entry: Entry, at: CellRef, text: &str, basis: Basis) -> Learned {
    let values: Vec<String> = match entry {
        Entry::Field(_) | Entry::BlockLine(..) => {
            let right = grid.rows.get(&at.row).into_iter().flat_map(|cells| cells.range(at.col + 1..));
            right.take(1).map(|(_, content)| content.shown()).collect()
        }
        _ => {
            let below = grid.rows.range(at.row + 1..).filter_map(|(_, cells)| cells.get(&at.col));
            let shown = if matches!(entry, Entry::BlockColumn(..)) { 1 } else { SHOWN };
            below.take(shown).map(Content::shown).collect()
        }
    };
    // Remarks such as （万元） differ from form to form.
    let core = label::core(text);
    let word = if core.is_empty() { label::normalised(text) } else { core };
    Learned { entry, word, place: grid.at(at.row, at.col), values, basis }
}

/// What other profiles say of words that this one does not have.
struct Theirs {
    /// This profile with all their words.
    form: Form,
    words: HashMap<String, Vec<(Entry, String)>>,
}

impl Theirs {
    fn of(own: &Form, others: &[(String, Form)]) -> Self {
        let mut theirs = Self { form: own.clone(), words: HashMap::new() };
        let records: Vec<(Entry, String)> =
            Entry::all(own).into_iter().map(|entry| (entry, entry.record(own))).collect();
        let kind = |entry: Entry, form: &Form| entry.field(form).map(|field| field.kind);
        for (name, other) in others {
            for entry in Entry::all(other) {
                let record = entry.record(other);
                let same = records.iter().find(|(_, own)| *own == record).map(|(own, _)| *own);
                let Some(same) = same.filter(|same| kind(*same, own) == kind(entry, other)) else { continue };
                let known: BTreeSet<String> = same.words(own).map(label::normalised).collect();
                for word in entry.words(other).filter(|word| !known.contains(&label::normalised(word))) {
                    let entries = theirs.words.entry(label::normalised(word)).or_default();
                    if entries.iter().all(|(entry, _)| *entry != same) {
                        entries.push((same, name.clone()));
                        same.add(&mut theirs.form, word);
                    }
                }
            }
        }
        theirs
    }

    fn of_text(&self, text: &str) -> &[(Entry, String)] {
        let Some(key) = Key::of(text) else { return &[] };
        let found = self.words.get(&key.normalised).or_else(|| self.words.get(key.core()));
        found.map(Vec::as_slice).unwrap_or_default()
    }
}

/// Whether two records are columns of one table or block, or lines of one, or both fields.
fn is_beside(one: Entry, other: Entry) -> bool {
    match (one, other) {
        (Entry::BlockColumn(a, _), Entry::BlockColumn(b, _))
        | (Entry::BlockLine(a, _), Entry::BlockLine(b, _))
        | (Entry::TableColumn(a, _), Entry::TableColumn(b, _)) => a == b,
        (one, other) => std::mem::discriminant(&one) == std::mem::discriminant(&other),
    }
}

/// First levels of lines that no level of the profile names.
fn unknown_levels(reading: &FileReading, form: &Form) -> Vec<UnknownLevel> {
    let mut levels: Vec<UnknownLevel> = Vec::new();
    let forms = reading.sheets.iter().flat_map(|sheet| &sheet.forms);
    for line in forms.flat_map(|form| &form.tables).flat_map(|table| &table.lines) {
        let [first, second] = [0, 1].map(|at| line.levels.get(at).map_or("", String::as_str));
        let is_known = matches!(form.level(first, second), Some((_, LevelBy::First | LevelBy::Second)));
        if !first.is_empty() && !is_known && !levels.iter().any(|level| level.name == first) {
            levels.push(UnknownLevel { name: first.to_owned(), row: line.row });
        }
    }
    levels
}
