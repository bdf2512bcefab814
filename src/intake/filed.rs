//! What a body sent, put away in few bytes until it is asked for again.
//!
//! A district has some hundred submissions and a province ten thousand: open, each takes a quarter
//! of a mebibyte in facts with their places and labels. Put away, every text and every place's file
//! and sheet stands once, and a submission takes about what its file does.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::submission::{Fact, FactValue, Label, Line, Submission};
use crate::place::{CellRef, Passage, Place};

/// Facts by name, and the lines of tables by their names.
type Stated = (BTreeMap<String, Arc<Fact>>, BTreeMap<String, Vec<Line>>);

/// A [`Submission`], put away. Whose it is can be told without opening it.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    /// Its file and sheet.
    pub place: Place,
    /// The body's name as matched with the roster, or as the form states it.
    pub department: String,
    /// The body's code on the roster.
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

    /// How the subject is called in lists: the department, and its project if it is one.
    #[must_use]
    pub fn subject(&self) -> String {
        match &self.project {
            Some(project) => format!("{}·{project}", self.department),
            None => self.department.clone(),
        }
    }
}

/// Facts and lines in few bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed(Arc<[u8]>);

/// The number of a text among the texts.
type Text = u32;

/// What is packed. Texts are numbered in the order in which they come.
#[derive(Serialize, Deserialize)]
struct Pack<'a> {
    #[serde(borrow)]
    texts: Vec<&'a str>,
    labels: Vec<(Text, PackedPlace)>,
    facts: Vec<PackedFact>,
    named: Vec<(Text, u32)>,
    tables: Vec<(Text, Vec<PackedLine>)>,
}

#[derive(Serialize, Deserialize)]
struct PackedFact {
    raw: Text,
    value: FactValue,
    place: Option<PackedPlace>,
    labels: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct PackedPlace {
    file: Text,
    sheet: Option<Text>,
    cell: Option<CellRef>,
    passage: Option<Passage>,
}

#[derive(Serialize, Deserialize)]
struct PackedLine {
    place: PackedPlace,
    levels: [Text; 3],
    cells: Vec<(Text, u32)>,
}

impl Packed {
    /// Packs what a form states.
    #[must_use]
    pub(super) fn of(facts: &BTreeMap<String, Arc<Fact>>, tables: &BTreeMap<String, Vec<Line>>) -> Self {
        let mut packer = Packer::default();
        let named = packer.facts(facts);
        let tables = tables
            .iter()
            .map(|(name, lines)| (packer.text(name), lines.iter().map(|line| packer.line(line)).collect()))
            .collect();
        let Packer { texts, labels, facts, .. } = packer;
        let pack = Pack { texts, labels, facts, named, tables };
        // Cannot fail: every length is known before its parts are written, and memory grows.
        #[allow(clippy::expect_used)]
        let bytes = postcard::to_stdvec(&pack).expect("lengths are known");
        Self(bytes.into())
    }

    /// What was packed.
    #[must_use]
    fn unpacked(&self) -> Stated {
        // Cannot fail: only `of` makes these bytes, and from this very type.
        #[allow(clippy::expect_used)]
        let pack: Pack<'_> = postcard::from_bytes(&self.0).expect("packed by this program");
        Unpacker::of(pack).stated()
    }
}

#[derive(Default)]
struct Packer<'a> {
    texts: Vec<&'a str>,
    numbers: HashMap<&'a str, Text>,
    labels: Vec<(Text, PackedPlace)>,
    known_labels: HashMap<*const Label, u32>,
    facts: Vec<PackedFact>,
    known_facts: HashMap<*const Fact, u32>,
}

/// How many there are so far; no form has four milliards of anything.
fn number<T>(of: &[T]) -> u32 {
    u32::try_from(of.len()).unwrap_or(u32::MAX)
}

impl<'a> Packer<'a> {
    fn text(&mut self, text: &'a str) -> Text {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            number(&self.texts) - 1
        })
    }

    fn place(&mut self, place: &'a Place) -> PackedPlace {
        PackedPlace {
            file: self.text(&place.file),
            sheet: place.sheet.as_deref().map(|sheet| self.text(sheet)),
            cell: place.cell,
            passage: place.passage,
        }
    }

    fn label(&mut self, label: &'a Arc<Label>) -> u32 {
        if let Some(known) = self.known_labels.get(&Arc::as_ptr(label)) {
            return *known;
        }
        let packed = (self.text(&label.text), self.place(&label.place));
        self.labels.push(packed);
        let own = number(&self.labels) - 1;
        self.known_labels.insert(Arc::as_ptr(label), own);
        own
    }

    fn fact(&mut self, fact: &'a Arc<Fact>) -> u32 {
        if let Some(known) = self.known_facts.get(&Arc::as_ptr(fact)) {
            return *known;
        }
        let packed = PackedFact {
            raw: self.text(&fact.raw),
            value: fact.value.clone(),
            place: fact.place.as_ref().map(|place| self.place(place)),
            labels: fact.labels.iter().map(|label| self.label(label)).collect(),
        };
        self.facts.push(packed);
        let own = number(&self.facts) - 1;
        self.known_facts.insert(Arc::as_ptr(fact), own);
        own
    }

    fn facts(&mut self, facts: &'a BTreeMap<String, Arc<Fact>>) -> Vec<(Text, u32)> {
        facts.iter().map(|(name, fact)| (self.text(name), self.fact(fact))).collect()
    }

    fn line(&mut self, line: &'a Line) -> PackedLine {
        let [first, second, name] = &line.levels;
        PackedLine {
            place: self.place(&line.place),
            levels: [self.text(first), self.text(second), self.text(name)],
            cells: self.facts(&line.cells),
        }
    }
}

/// Texts and what was made of them already.
struct Unpacker<'a> {
    texts: Vec<&'a str>,
    /// Those that many places share.
    shared: HashMap<Text, Arc<str>>,
    facts: Vec<Arc<Fact>>,
    named: Vec<(Text, u32)>,
    tables: Vec<(Text, Vec<PackedLine>)>,
}

impl<'a> Unpacker<'a> {
    fn of(pack: Pack<'a>) -> Self {
        let Pack { texts, labels, facts, named, tables } = pack;
        let mut own = Self { texts, shared: HashMap::new(), facts: Vec::new(), named, tables };
        let label = |(text, place): &(Text, PackedPlace)| {
            Arc::new(Label { text: own.shared(*text), place: own.place(place) })
        };
        let labels: Vec<Arc<Label>> = labels.iter().map(label).collect();
        let fact = |packed: PackedFact| {
            let PackedFact { raw, value, place, labels: of_it } = packed;
            Arc::new(Fact {
                raw: own.text(raw),
                value,
                place: place.map(|place| own.place(&place)),
                labels: of_it.into_iter().map(|label| labels[label as usize].clone()).collect(),
            })
        };
        let facts = facts.into_iter().map(fact).collect();
        own.facts = facts;
        own
    }

    fn stated(mut self) -> Stated {
        let (named, tables) = (std::mem::take(&mut self.named), std::mem::take(&mut self.tables));
        let facts = self.cells(&named);
        let tables = tables
            .into_iter()
            .map(|(name, lines)| {
                let lines = lines.iter().map(|line| self.line(line)).collect();
                (self.text(name), lines)
            })
            .collect();
        (facts, tables)
    }

    fn text(&self, text: Text) -> String {
        self.texts[text as usize].to_owned()
    }

    fn shared(&mut self, text: Text) -> Arc<str> {
        self.shared.entry(text).or_insert_with(|| self.texts[text as usize].into()).clone()
    }

    fn place(&mut self, place: &PackedPlace) -> Place {
        Place {
            file: self.shared(place.file),
            sheet: place.sheet.map(|sheet| self.shared(sheet)),
            cell: place.cell,
            passage: place.passage,
        }
    }

    fn cells(&self, cells: &[(Text, u32)]) -> BTreeMap<String, Arc<Fact>> {
        cells.iter().map(|(name, fact)| (self.text(*name), self.facts[*fact as usize].clone())).collect()
    }

    fn line(&mut self, line: &PackedLine) -> Line {
        Line {
            place: self.place(&line.place),
            levels: line.levels.map(|level| self.text(level)),
            cells: self.cells(&line.cells),
        }
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
        // A value that several lines share is kept once.
        let Submission { tables, .. } = filed.open();
        let [first, second] = tables["绩效指标"].as_slice() else { panic!("two lines") };
        assert!(Arc::ptr_eq(&first.cells["列0"], &second.cells["列0"]));
    }
}
