//! Which fact a number is: by the label that stands before it.
//!
//! A label counts only where it stands for itself. What stands between it and the number may be
//! filling (为, 共计), what stands before it may say whose figure it is (2023年度, 我单位); anything
//! else makes another figure of it (上年总收入, 某某项目支出), and none is taken for the fact.

use super::number::Unit;
use super::plain::plain;
use super::words;
use crate::rubric::form::{Figure as Record, Kind};

/// How many fillings or modifiers are taken off at most.
const MOST_WORDS: usize = 8;
/// A remark in brackets between label and number is no longer than this, in characters.
const LONGEST_REMARK: usize = 24;

/// What a report is about is named by no fewer characters.
const SHORTEST_SUBJECT: usize = 2;

/// The labels of a form profile's figures.
#[derive(Debug)]
pub(super) struct Labels {
    /// Plain label and the index of its record, longest first.
    entries: Vec<(String, usize)>,
    /// The word between label and number that makes another figure of each record.
    other_side: Vec<Option<&'static str>>,
}

/// A label in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The record that it stands for.
    pub(super) record: usize,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
}

impl Found {
    /// The label in its sentence.
    pub(super) fn label(self, sentence: &str) -> &str {
        sentence.get(self.start..self.end).unwrap_or_default()
    }
}

/// Whether a label says itself that its figure came about.
pub(super) fn says_came_about(label: &str) -> bool {
    ["实际", "决算", "执行", "完成"].iter().any(|word| label.contains(word))
}

impl Labels {
    pub(super) fn of(records: &[Record]) -> Self {
        let mut entries: Vec<(String, usize)> = Vec::new();
        for (index, record) in records.iter().enumerate() {
            for label in std::iter::once(&record.name).chain(&record.labels) {
                let label = plain(label);
                if !label.is_empty() && !entries.iter().any(|(known, _)| *known == label) {
                    entries.push((label, index));
                }
            }
        }
        entries.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        let other_side =
            |record: &Record| match (record.name.ends_with("收入"), record.name.ends_with("支出")) {
                (true, _) => Some("支出"),
                (_, true) => Some("收入"),
                _ => None,
            };
        Self { entries, other_side: records.iter().map(other_side).collect() }
    }

    /// The longest label that `text` ends with.
    pub(super) fn at_end(&self, text: &str) -> Option<Found> {
        self.entries.iter().find(|(label, _)| text.ends_with(label.as_str())).map(|(label, record)| Found {
            record: *record,
            start: text.len() - label.len(),
            end: text.len(),
        })
    }

    /// The record of the first label in `text`.
    pub(super) fn first(&self, text: &str) -> Option<usize> {
        text.char_indices().find_map(|(at, _)| {
            let here = |(label, _): &&(String, usize)| text[at..].starts_with(label.as_str());
            self.entries.iter().find(here).map(|(_, record)| *record)
        })
    }

    /// The record that `text` as a whole is the label of.
    pub(super) fn exactly(&self, text: &str) -> Option<usize> {
        self.entries.iter().find(|(label, _)| label == text).map(|(_, record)| *record)
    }

    /// The label before a number, filling aside.
    pub(super) fn before(&self, text: &str) -> Option<Found> {
        self.before_that(text, |_| true)
    }

    /// The first label before a number, filling aside, that will do: what is filling behind one label
    /// may be another, as in 公务接待费支出决算.
    pub(super) fn before_that(&self, text: &str, will_do: impl Fn(Found) -> bool) -> Option<Found> {
        let mut rest = text;
        for _ in 0..MOST_WORDS {
            if let Some(found) = self.at_end(rest) {
                // 一般公共预算财政拨款支出 is no income.
                let other = self.other_side.get(found.record).copied().flatten();
                if other.is_some_and(|word| text[rest.len()..].contains(word)) {
                    return None;
                }
                if will_do(found) {
                    return Some(found);
                }
            }
            rest = without_remark(rest).or_else(|| words::strip_longest(rest, words::FILLERS))?;
        }
        None
    }
}

/// The text without the remark in brackets that it ends with.
fn without_remark(text: &str) -> Option<&str> {
    let open = text.strip_suffix(')')?.rfind('(')?;
    (text[open..].chars().count() <= LONGEST_REMARK).then(|| &text[..open])
}

/// Whether a label that begins at the end of `before` stands for itself, in a report on `year`.
pub(super) fn stands_alone(before: &str, year: Option<i32>) -> bool {
    let Some(rest) = without_modifiers(before, year) else { return false };
    let last = rest.chars().next_back();
    last.is_none_or(|c| !is_word(c) || words::BODIES.contains(c) || c.is_ascii_digit() || "元%人".contains(c))
}

/// Whether what stands right before a label names what the report is about, as its title does, and
/// nothing before that makes another figure of it.
pub(super) fn is_in_title(before: &str, year: Option<i32>, titles: &[String]) -> bool {
    let Some(rest) = without_modifiers(before, year) else { return false };
    let starts = rest.char_indices().rev().take_while(|(_, c)| is_word(*c)).map(|(at, _)| at);
    let known = |at: &usize| titles.iter().any(|title| title.contains(&rest[*at..]));
    let name = starts.take_while(known).last();
    name.is_some_and(|at| rest[at..].chars().count() >= SHORTEST_SUBJECT && stands_alone(&rest[..at], year))
}

/// The text without the modifiers and years that it ends with; `None` where these are of another year.
fn without_modifiers(before: &str, year: Option<i32>) -> Option<&str> {
    let mut rest = before;
    for _ in 0..MOST_WORDS {
        if let Some((stripped, stated)) = without_year(rest) {
            if year.is_some_and(|year| year != stated) {
                return None;
            }
            rest = stripped;
            continue;
        }
        if words::OTHER_YEAR.iter().any(|word| rest.ends_with(word)) {
            return None;
        }
        match without_remark(rest).or_else(|| words::strip_longest(rest, words::MODIFIERS)) {
            Some(stripped) => rest = stripped,
            None => break,
        }
    }
    Some(rest)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// The text without the year that it ends with (`2023年`, `2023年度`), and the year.
fn without_year(text: &str) -> Option<(&str, i32)> {
    let rest = text.strip_suffix('度').unwrap_or(text).strip_suffix('年')?;
    let digits = rest.len().checked_sub(4).and_then(|at| rest.get(at..))?;
    let year = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i32>().ok())??;
    (1990..2100).contains(&year).then(|| (&rest[..rest.len() - 4], year))
}

/// Whether the figures after `before` are planned ones: what is said last, or else the heading,
/// decides.
pub(super) fn is_planned(before: &str, heading: &str) -> bool {
    let without_funds =
        |text: &str| words::FUNDS.iter().fold(text.to_owned(), |text, fund| text.replace(fund, "＿"));
    let last = |text: &str, among: &[&str]| {
        let hits = among.iter().filter_map(|word| text.rfind(word).map(|at| at + word.len()));
        hits.max()
    };
    let before = without_funds(before);
    let planned = last(&before, words::PLANNED);
    let came_about = words::CAME_ABOUT.iter().filter_map(|word| {
        before
            .rmatch_indices(word)
            .find(|(at, _)| !before[..*at].ends_with("预算"))
            .map(|(at, _)| at + word.len())
    });
    match (planned, came_about.max()) {
        (Some(planned), came_about) => came_about.is_none_or(|came_about| came_about < planned),
        (None, Some(_)) => false,
        (None, None) => {
            let heading = without_funds(heading);
            heading.contains("预算")
                && !["决算", "收支", "执行", "完成", "支出情况"].iter().any(|w| heading.contains(w))
        }
    }
}

/// Whether an outlay is only a part of what one fund paid, which the last amount before 其中 says:
/// 一般公共预算财政拨款支出1410万元，其中：基本支出850万元.
pub(super) fn is_of_fund(before: &str) -> bool {
    let Some((whole, _)) = before.rsplit_once("其中") else { return false };
    // A remark that is closed again is of another whole.
    if before[whole.len()..].matches(')').count() > before[whole.len()..].matches('(').count() {
        return false;
    }
    let is_change = |clause: &&str| words::CHANGES.iter().any(|word| clause.contains(word));
    let mut clauses = whole.rsplit(['，', '。', '；']).filter(|clause| clause.contains('元'));
    let last = clauses.find(|clause| !is_change(clause)).unwrap_or_default();
    words::FUND_OUTLAYS.iter().any(|word| last.contains(word))
}

/// Whether the clause before a figure speaks of a project and not of the body.
pub(super) fn is_of_project(before: &str) -> bool {
    let clause = before.rsplit(['；', '。']).next().unwrap_or_default();
    clause.match_indices("项目").any(|(at, word)| {
        let rest = &clause[at + word.len()..];
        !["支出", "经费", "绩效", "收入", "资金支出"].iter().any(|word| rest.starts_with(word))
    })
}

/// Whether a number of this fact may bear this unit.
pub(super) fn fits(record: &Record, unit: &Unit) -> bool {
    match (record.kind, unit) {
        (Kind::Amount, Unit::Money(_) | Unit::Multiple(4 | 8))
        | (Kind::Ratio, Unit::Percent)
        | (Kind::Points, Unit::Points) => true,
        (Kind::Number, Unit::Counted(_, measure)) => {
            record.units.is_empty() || record.units.contains(measure)
        }
        _ => false,
    }
}
