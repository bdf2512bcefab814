//! What a body sent, put away in few bytes until it is asked for again.
//!
//! A district has some hundred submissions and a province ten thousand: open, each takes a quarter of
//! a mebibyte in facts with their places and labels. Put away, a tenth of it: the names of sheets,
//! labels and columns stand once.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::list::CODE;
use super::roster::GROUP;
use super::submission::{Fact, FactValue, Label, Line, Submission, subject};
use crate::place::{CellRef, Passage, Place};
use crate::rubric::form::Form;

/// Facts by name.
pub(super) type Facts = BTreeMap<String, Arc<Fact>>;
/// Facts, and the lines of tables by their names.
type Stated = (Facts, BTreeMap<String, Vec<Line>>);

/// Those of a form's facts that say whose it is and of when.
pub(super) fn origin(mut facts: Facts, form: &Form) -> Facts {
    let names = form.department.iter().chain(&form.project).chain(&form.date).chain(&form.year);
    let names = names.map(String::as_str).chain([CODE, GROUP]);
    names.filter_map(|name| facts.remove_entry(name)).collect()
}

/// A [`Submission`], put away. Whose it is can be told without opening it.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    /// Its file and sheet.
    pub place: Place,
    /// The body's name as matched with the roster, or as the form states it.
    pub department: String,
    /// The body's code on the roster, or without one as it was stated.
    pub code: Option<String>,
    /// The body's group on the roster.
    pub group: Option<String>,
    /// The project, for project forms.
    pub project: Option<String>,
    /// Everything that it states.
    pub(super) packed: Packed,
}

impl Filed {
    /// Puts a submission away.
    #[must_use]
    pub fn of(submission: Submission) -> Self {
        let Submission { place, department, code, group, project, facts, tables } = submission;
        Self { place, department, code, group, project, packed: Packed::of(&facts, &tables) }
    }

    /// The submission as it was.
    #[must_use]
    pub fn open(&self) -> Submission {
        let Self { place, department, code, group, project, packed } = self.clone();
        let (facts, tables) = packed.unpacked();
        Submission { place, department, code, group, project, facts, tables }
    }

    /// A submission of the same subject that states nothing.
    #[must_use]
    pub fn emptied(&self) -> Submission {
        let Self { place, department, code, group, project, .. } = self.clone();
        let (facts, tables) = Stated::default();
        Submission { place, department, code, group, project, facts, tables }
    }

    /// See [`subject`].
    #[must_use]
    pub fn subject(&self) -> String {
        subject(&self.department, self.project.as_deref())
    }
}

/// Facts and lines in few bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed(Arc<[u8]>);

/// What is packed. Sheets, labels and the columns of a table are numbered in the order in which they come.
#[derive(Default, Serialize, Deserialize)]
struct Pack<'a> {
    #[serde(borrow)]
    sheets: Vec<(&'a str, Option<&'a str>)>,
    labels: Vec<(&'a str, PackedPlace)>,
    facts: Vec<(&'a str, PackedFact<'a>)>,
    tables: Vec<PackedTable<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PackedFact<'a> {
    raw: &'a str,
    /// None for words that are the raw text.
    value: Option<Cow<'a, FactValue>>,
    place: Option<PackedPlace>,
    labels: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct PackedPlace {
    sheet: u32,
    cell: Option<CellRef>,
    passage: Option<Passage>,
}

#[derive(Serialize, Deserialize)]
struct PackedTable<'a> {
    name: &'a str,
    #[serde(borrow)]
    columns: Vec<&'a str>,
    lines: Vec<PackedLine<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PackedLine<'a> {
    place: PackedPlace,
    /// None where they are those of the line above.
    #[serde(borrow)]
    levels: [Option<&'a str>; 3],
    cells: Vec<(u32, PackedFact<'a>)>,
}

impl Packed {
    /// Packs what a form states.
    pub(super) fn of(facts: &Facts, tables: &BTreeMap<String, Vec<Line>>) -> Self {
        let mut packer = Packer::default();
        let facts = facts.iter().map(|(name, fact)| (name.as_str(), packer.fact(fact))).collect();
        let tables = tables.iter().map(|(name, lines)| packer.table(name, lines)).collect();
        let sheets = packer.sheets.iter().map(|place| (&*place.file, place.sheet.as_deref())).collect();
        let labels = packer.labels.into_iter().map(|(label, place)| (&*label.text, place)).collect();
        let pack = Pack { sheets, labels, facts, tables };
        // Cannot fail: every length is known before its parts are written, and memory grows.
        #[allow(clippy::expect_used)]
        let bytes = postcard::to_stdvec(&pack).expect("lengths are known");
        Self(bytes.into())
    }

    /// What was packed.
    pub(super) fn unpacked(&self) -> Stated {
        // Cannot fail: only `of` makes these bytes, and from this very type.
        #[allow(clippy::expect_used)]
        let pack: Pack<'_> = postcard::from_bytes(&self.0).expect("packed by this program");
        let Pack { sheets, labels, facts, tables } = pack;
        let sheet = |(file, sheet): (&str, Option<&str>)| {
            let file = Place::file(file);
            sheet.map_or(file.clone(), |sheet| file.sheet(sheet))
        };
        let mut unpacker = Unpacker { sheets: sheets.into_iter().map(sheet).collect(), labels: Vec::new() };
        let label = |(text, place): (&str, PackedPlace)| {
            Arc::new(Label { text: text.into(), place: unpacker.place(&place) })
        };
        unpacker.labels = labels.into_iter().map(label).collect();
        let facts = facts.into_iter().map(|(name, fact)| (name.to_owned(), unpacker.fact(fact))).collect();
        (facts, tables.into_iter().map(|table| (table.name.to_owned(), unpacker.lines(table))).collect())
    }
}

/// Places and labels that were met, by their numbers.
#[derive(Default)]
struct Packer<'a> {
    sheets: Vec<&'a Place>,
    labels: Vec<(&'a Arc<Label>, PackedPlace)>,
    numbers: HashMap<*const Label, u32>,
}

/// How many there are so far; no form has four milliards of anything.
fn number<T>(of: &[T]) -> u32 {
    u32::try_from(of.len()).unwrap_or(u32::MAX)
}

/// The number of the first that passes the test, and else of the one that is added.
fn number_of<T>(all: &mut Vec<T>, is_it: impl Fn(&T) -> bool, other: T) -> u32 {
    if let Some(known) = all.iter().position(is_it) {
        return number(&all[..known]);
    }
    all.push(other);
    number(all) - 1
}

impl<'a> Packer<'a> {
    fn place(&mut self, place: &'a Place) -> PackedPlace {
        // Nearly all are of one sheet, and share its name.
        let same = |one: &Arc<str>, other: &Arc<str>| Arc::ptr_eq(one, other) || one == other;
        let is_it = |known: &&Place| {
            let same_sheet = match (&known.sheet, &place.sheet) {
                (Some(one), Some(other)) => same(one, other),
                (one, other) => one.is_none() && other.is_none(),
            };
            same(&known.file, &place.file) && same_sheet
        };
        let sheet = number_of(&mut self.sheets, is_it, place);
        PackedPlace { sheet, cell: place.cell, passage: place.passage }
    }

    fn label(&mut self, label: &'a Arc<Label>) -> u32 {
        if let Some(known) = self.numbers.get(&Arc::as_ptr(label)) {
            return *known;
        }
        let place = self.place(&label.place);
        self.labels.push((label, place));
        let own = number(&self.labels) - 1;
        self.numbers.insert(Arc::as_ptr(label), own);
        own
    }

    fn fact(&mut self, fact: &'a Fact) -> PackedFact<'a> {
        let as_raw = matches!(&fact.value, FactValue::Text(text) if *text == fact.raw);
        PackedFact {
            raw: &fact.raw,
            value: (!as_raw).then_some(Cow::Borrowed(&fact.value)),
            place: fact.place.as_ref().map(|place| self.place(place)),
            labels: fact.labels.iter().map(|label| self.label(label)).collect(),
        }
    }

    fn table(&mut self, name: &'a str, lines: &'a [Line]) -> PackedTable<'a> {
        let mut table = PackedTable { name, columns: Vec::new(), lines: Vec::new() };
        let mut above: [&str; 3] = [""; 3];
        for line in lines {
            let levels = [0, 1, 2].map(|level| {
                let own = line.levels[level].as_str();
                (own != std::mem::replace(&mut above[level], own)).then_some(own)
            });
            let mut cell = |(column, fact): (&'a String, &'a Arc<Fact>)| {
                let column = number_of(&mut table.columns, |known| known == column, column.as_str());
                (column, self.fact(fact))
            };
            let cells = line.cells.iter().map(&mut cell).collect();
            table.lines.push(PackedLine { place: self.place(&line.place), levels, cells });
        }
        table
    }
}

/// Places and labels by their numbers.
struct Unpacker {
    sheets: Vec<Place>,
    labels: Vec<Arc<Label>>,
}

impl Unpacker {
    fn place(&self, place: &PackedPlace) -> Place {
        let PackedPlace { sheet, cell, passage } = *place;
        Place { cell, passage, ..self.sheets[sheet as usize].clone() }
    }

    fn fact(&self, fact: PackedFact<'_>) -> Arc<Fact> {
        let PackedFact { raw, value, place, labels } = fact;
        Arc::new(Fact {
            raw: raw.to_owned(),
            value: value.map_or_else(|| FactValue::Text(raw.to_owned()), Cow::into_owned),
            place: place.map(|place| self.place(&place)),
            labels: labels.into_iter().map(|label| self.labels[label as usize].clone()).collect(),
        })
    }

    fn lines(&self, table: PackedTable<'_>) -> Vec<Line> {
        let mut levels: [String; 3] = Default::default();
        let columns = table.columns;
        let line = |line: PackedLine<'_>| {
            for (level, own) in levels.iter_mut().zip(line.levels) {
                if let Some(own) = own {
                    own.clone_into(level);
                }
            }
            let cell = |(column, fact)| (columns[column as usize].to_owned(), self.fact(fact));
            Line {
                place: self.place(&line.place),
                levels: levels.clone(),
                cells: line.cells.into_iter().map(cell).collect(),
            }
        };
        table.lines.into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;
    use crate::quantity::{Day, Multiplier, Operator, Quantity, Reading, Unreadable};

    #[test]
    fn what_was_put_away_comes_back_as_it_was() {
        let file = Place::file("甲.xlsx").sheet("自评表");
        let label = Arc::new(Label { text: "年度指标值".into(), place: file.cell(CellRef::new(1, 2)) });
        let quantity = |number: &str| Quantity {
            operator: Some(Operator::AtLeast),
            number: number.parse().unwrap(),
            multiplier: Multiplier::TenThousand,
            unit: Some("人次".to_owned()),
        };
        let third = Number::one().divided_by(&3.into()).unwrap();
        let day = Day { year: Some(2023), month: Some(12), day: None };
        let values = [
            FactValue::Number(third),
            FactValue::Number("-123456789012345678901234567890.5".parse().unwrap()),
            FactValue::Text("是".to_owned()),
            FactValue::Date("2024-02-29".parse().unwrap()),
            FactValue::Quantity(Reading::Blank),
            FactValue::Quantity(Reading::Quantity(quantity("13"))),
            FactValue::Quantity(Reading::Range { from: quantity("0.5"), to: quantity("1e30") }),
            FactValue::Quantity(Reading::Tier(2)),
            FactValue::Quantity(Reading::Date { from: None, to: day, before: true }),
            FactValue::Quantity(Reading::Words("效果明显".to_owned())),
            FactValue::Quantity(Reading::Unreadable(Unreadable::Garbled { character: '\u{1}' })),
            FactValue::Missing,
            FactValue::NotApplicable,
            FactValue::Unreadable,
            FactValue::Disputed("另一处".to_owned()),
        ];
        let fact = |(row, value): (u32, &FactValue)| {
            let place = Some(file.cell(CellRef::new(row, 3)));
            Arc::new(Fact::new(format!("原文 {row}"), value.clone(), place).labelled(label.clone()))
        };
        let cells: BTreeMap<String, Arc<Fact>> =
            (0..).zip(&values).map(|cell| (format!("列{}", cell.0), fact(cell))).collect();
        let mut facts = cells.clone();
        facts.insert("无处".to_owned(), Arc::new(Fact::missing()));
        let lines = [String::new(), "数量指标".to_owned()].map(|level| Line {
            place: file.clone(),
            levels: ["产出指标".to_owned(), level, String::new()],
            cells: cells.clone(),
        });
        let tables =
            BTreeMap::from([("绩效指标".to_owned(), lines.to_vec()), ("空表".to_owned(), Vec::new())]);
        let submission = Submission {
            place: file,
            department: "甲局".to_owned(),
            code: Some("101".to_owned()),
            group: None,
            project: Some("项目一".to_owned()),
            facts,
            tables,
        };
        let filed = Filed::of(submission.clone());
        assert_eq!(filed.open(), submission);
        assert_eq!(Filed::of(filed.open()), filed);
    }
}
