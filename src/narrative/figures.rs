//! The figures of one sentence: by the label before each number, by lists with 分别为, and the
//! shares that are stated of them.

use super::flow::Sentence;
use super::label::{self, Found, Labels};
use super::number::{self, Token, Unit};
use super::{Figure, Narrative, Said, Share, Whole, counts, words};
use crate::number::Number;
use crate::place::Place;
use crate::rubric::form::{Figure as Record, Form, HELD_EXPONENT, Kind};

/// Signs between the members of a list.
const JOINTS: [&str; 7] = ["以及", "、", "，", "和", "及", "与", ","];
/// The word by which a list of labels meets a list of numbers.
const RESPECTIVELY: &str = "分别";

/// What finding figures takes.
#[derive(Clone, Copy)]
pub(super) struct Finder<'a> {
    pub(super) form: &'a Form,
    pub(super) labels: &'a Labels,
    pub(super) place: &'a Place,
    pub(super) year: Option<i32>,
    pub(super) of_projects: bool,
    /// The report's titles, in plain spelling.
    pub(super) titles: &'a [String],
}

impl Finder<'_> {
    /// Adds what a sentence states.
    pub(super) fn read(&self, sentence: &Sentence, narrative: &mut Narrative) {
        let tokens = number::tokens(&sentence.text);
        let listed = self.lists(sentence, &tokens);
        // The figure whose share a percentage may be.
        let mut last: Option<usize> = None;
        for (index, token) in tokens.iter().enumerate() {
            let before = &sentence.text[..token.start];
            let (unit, found) = match listed.iter().find(|(token, ..)| *token == index) {
                Some((_, record, unit)) => (unit.clone(), Some(*record)),
                None => {
                    let found = self.labels.before_that(before, |found| self.counts(found, sentence));
                    (token.unit.clone(), found.map(|found| found.record))
                }
            };
            let record = found.map(|record| &self.form.figures[record]);
            if let Some(record) = record.filter(|record| label::fits(record, &unit)) {
                last = Some(narrative.figures.len());
                narrative.figures.push(self.figure(&record.name, record.kind, token, &unit, sentence));
            } else if unit == Unit::Percent {
                let whole = last.and_then(|part| Some((part, self.whole(before)?)));
                if let Some((part, whole)) = whole {
                    narrative.shares.push(Share {
                        part,
                        whole,
                        value: &token.number * &Number::ten_to(-2),
                        step: Number::ten_to(-2 - token.places),
                        said: self.said(sentence, token),
                    });
                }
            } else {
                if matches!(unit, Unit::Money(_)) {
                    last = None;
                }
                if let Unit::Counted(exponent, measure) = &unit
                    && found.is_none()
                    && !token.approximate
                {
                    narrative.counts.extend(counts::count(self, sentence, token, *exponent, measure));
                }
            }
        }
    }

    /// Whether a label in a sentence stands for the body's own figure of the year.
    fn counts(&self, found: Found, sentence: &Sentence) -> bool {
        let before = &sentence.text[..found.start];
        let record = &self.form.figures[found.record];
        let named_year = year_before(before);
        let of_year = named_year.is_none() || self.year.is_none() || named_year == self.year;
        let says_plan = record.name.ends_with("预算数");
        let is_plain =
            record.kind != Kind::Amount || says_plan || label::says_came_about(found.label(&sentence.text));
        let of_kind = is_plain || !label::is_planned(before, &sentence.heading);
        let of_body = self.of_projects || !label::is_of_project(before);
        of_year
            && of_kind
            && of_body
            && !(record.name.ends_with("支出") && label::is_of_fund(&sentence.with_whole(found.start)))
            && self.is_subject(record, before)
            && (label::stands_alone(before, self.year)
                || (self.of_projects && label::is_in_title(before, self.year, self.titles)))
    }

    /// Whether what the sentence speaks of first allows a figure whose words may be said of many
    /// things.
    fn is_subject(&self, record: &Record, before: &str) -> bool {
        let clause = before.rsplit('；').next().unwrap_or_default();
        let first = self.labels.first(clause).map(|first| &self.form.figures[first]);
        // A number of people or points is nothing that is spent.
        let spoken = first.filter(|first| first.kind == Kind::Amount && first.name != record.name);
        record.subjects.is_empty() || spoken.is_none_or(|first| record.subjects.contains(&first.name))
    }

    /// `甲、乙分别为1万元、2万元`: the index of each such number, its record and its unit.
    fn lists(&self, sentence: &Sentence, tokens: &[Token]) -> Vec<(usize, usize, Unit)> {
        let text = &sentence.text;
        let mut listed = Vec::new();
        let mut index = 0;
        while index < tokens.len() {
            let first = index;
            index += 1;
            while index < tokens.len() && is_joint(&text[tokens[index - 1].end..tokens[index].start]) {
                index += 1;
            }
            let members = &tokens[first..index];
            let Some(head) = text[..members[0].start].rfind(RESPECTIVELY) else { continue };
            let filling = &text[head + RESPECTIVELY.len()..members[0].start];
            if members.len() < 2 || !is_filling(filling) {
                continue;
            }
            let Some(records) = self.labels_before(&text[..head], members.len(), sentence) else { continue };
            // 241.01、139.77万元: one unit for all.
            let shared = members.last().map_or(Unit::None, |last| last.unit.clone());
            for (offset, record) in records.into_iter().enumerate() {
                let own = &members[offset].unit;
                let unit = if *own == Unit::None { shared.clone() } else { own.clone() };
                listed.push((first + offset, record, unit));
            }
        }
        listed
    }

    /// The records of `wanted` labels in a row at the end of `text`.
    fn labels_before(&self, text: &str, wanted: usize, sentence: &Sentence) -> Option<Vec<usize>> {
        let mut rest = text;
        let mut records = Vec::new();
        while records.len() < wanted {
            let found = self.labels.before(rest)?;
            records.push(found.record);
            rest = &rest[..found.start];
            if records.len() == wanted {
                if !self.counts(found, sentence) {
                    return None;
                }
            } else {
                rest = JOINTS.iter().find_map(|joint| rest.strip_suffix(joint))?;
            }
        }
        records.reverse();
        Some(records)
    }

    /// The whole that a percentage is a share of, if it is one: `占总支出的`, `占`.
    fn whole(&self, before: &str) -> Option<Whole> {
        let clause = &before[before
            .rfind(['，', '；', '、', '(', ',', '。'])
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8))..];
        let mut rest = &clause[clause.rfind('占')? + '占'.len_utf8()..];
        if before[..before.len() - rest.len() - '占'.len_utf8()].ends_with(['不', '未']) {
            return None;
        }
        while let Some(stripped) = ["的", "比重", "比例", "比", "为", "约", "达", "达到", ":"]
            .iter()
            .find_map(|word| rest.strip_suffix(word))
        {
            rest = stripped;
        }
        if rest.is_empty() {
            return Some(Whole::Unnamed);
        }
        let found = self.labels.before(rest)?;
        let alone = label::stands_alone(&rest[..found.start], self.year);
        alone.then(|| Whole::Named(self.form.figures[found.record].name.clone()))
    }

    /// A figure as it is held.
    pub(super) fn figure(
        &self,
        name: &str,
        kind: Kind,
        token: &Token,
        unit: &Unit,
        sentence: &Sentence,
    ) -> Figure {
        let exponent = held(unit);
        Figure {
            name: name.to_owned(),
            kind,
            value: &token.number * &Number::ten_to(exponent),
            step: Number::ten_to(exponent - token.places),
            approximate: token.approximate,
            said: self.said(sentence, token),
        }
    }

    pub(super) fn said(&self, sentence: &Sentence, token: &Token) -> Said {
        Said {
            place: self.place.passage(sentence.place(token.start)),
            raw: sentence.text[token.start..token.end].to_owned(),
            sentence: sentence.shown.clone(),
        }
    }
}

/// The power of ten by which a number of this unit is held.
pub(super) fn held(unit: &Unit) -> i32 {
    match unit {
        Unit::Money(exponent) | Unit::Multiple(exponent) => exponent - HELD_EXPONENT,
        Unit::Percent => -2,
        Unit::Counted(exponent, _) => *exponent,
        Unit::Points | Unit::None => 0,
    }
}

fn is_joint(between: &str) -> bool {
    JOINTS.contains(&between)
}

/// Whether only filling stands between 分别 and the first number.
fn is_filling(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        match words::strip_longest(rest, words::FILLERS) {
            Some(stripped) => rest = stripped,
            None => return false,
        }
    }
    true
}

/// The year that a sentence names last before a label.
fn year_before(before: &str) -> Option<i32> {
    before
        .match_indices('年')
        .filter_map(|(at, _)| {
            let digits = before.get(at.checked_sub(4)?..at)?;
            let year = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i32>().ok())??;
            // A year's carry-over is named after the year it comes from.
            let carried = before[at..].starts_with("年结转") || before[at..].starts_with("年结余");
            ((1990..2100).contains(&year) && !carried).then_some(year)
        })
        .next_back()
}
