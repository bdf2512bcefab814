//! What a narrative report states: figures of the form profile, shares of them, things counted.
//!
//! Nothing is found by its position, and nothing is guessed: a number is taken for a fact only
//! where the fact's label stands for itself before it. Each remembers its passage, its sentence and
//! the text as it stands there.

mod counts;
mod figures;
mod flow;
mod label;
mod number;
mod plain;
mod rows;
mod text;
mod words;

use std::sync::Arc;

use regex::Regex;

use crate::number::Number;
use crate::place::Place;
use crate::rubric::form::{Form, Kind};
pub use text::{Content, Piece, Text};

/// Paragraphs among which a report's title is looked for.
const TITLE_LINES: usize = 6;
/// A title is no longer than this, in characters.
const LONGEST_TITLE: usize = 60;
/// Of a sentence, a message quotes about so many characters.
const QUOTED: usize = 48;

/// What was read of a narrative report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrative {
    /// Its first lines, in which its title and the body's name may stand.
    pub titles: Vec<String>,
    /// The year that its title names.
    pub year: Option<i32>,
    /// Figures of facts, in the order of the text.
    pub figures: Vec<Figure>,
    /// Shares that the text states of figures.
    pub shares: Vec<Share>,
    /// Things counted.
    pub counts: Vec<Count>,
}

/// Where something is said, and in which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// File and passage.
    pub place: Place,
    /// Number and unit in plain spelling, without blanks and line breaks.
    pub raw: String,
    /// The sentence, without line breaks.
    pub sentence: Arc<str>,
}

/// A figure of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The fact's name.
    pub name: String,
    /// What kind of value it is.
    pub kind: Kind,
    /// The value: 万元 for amounts, a ratio for rates, plain otherwise.
    pub value: Number,
    /// What one unit of its last digit is worth.
    pub step: Number,
    /// Whether the text says 约, 超过 or the like.
    pub approximate: bool,
    /// Where it is said.
    pub said: Said,
}

/// A share of one figure in another: 占总支出的63.29%.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The index of the figure that is the part.
    pub part: usize,
    /// The whole.
    pub whole: Whole,
    /// The share as a ratio.
    pub value: Number,
    /// What one unit of its last digit is worth.
    pub step: Number,
    /// Where it is said.
    pub said: Said,
}

/// What a share is one of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// A fact that the text names.
    Named(String),
    /// Whatever its part is a part of.
    Unnamed,
}

/// Something counted: 全年共组织文艺活动73场.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// What is counted, as the clause before the number says it.
    pub before: String,
    /// The same behind it: 培训班 of 12期培训班.
    pub after: String,
    /// How many.
    pub value: Number,
    /// What one unit of its last digit is worth.
    pub step: Number,
    /// The measure word.
    pub unit: String,
    /// Where it is said.
    pub said: Said,
}

impl Count {
    /// What is counted, for a list.
    #[must_use]
    pub fn what(&self) -> &str {
        if self.before.is_empty() { &self.after } else { &self.before }
    }
}

impl Said {
    /// The sentence, cut to the words around the figure where it is long.
    #[must_use]
    pub fn quoted(&self) -> String {
        let signs: Vec<char> = self.sentence.chars().collect();
        if signs.len() <= QUOTED {
            return self.sentence.to_string();
        }
        let raw: Vec<char> = self.raw.chars().collect();
        let at = signs.windows(raw.len().max(1)).position(|part| part == raw).unwrap_or_default();
        let from = at.saturating_sub(QUOTED * 2 / 3);
        let to = (from + QUOTED).min(signs.len());
        let part: String = signs[from..to].iter().collect();
        format!("{}{part}{}", if from > 0 { "…" } else { "" }, if to < signs.len() { "…" } else { "" })
    }
}

impl Narrative {
    /// Reads a text by a form profile. `of_projects` where the profile is one of projects.
    #[must_use]
    pub fn read(text: &Text, place: &Place, form: &Form, of_projects: bool) -> Self {
        let titles = titles(text);
        let year = titles.iter().find_map(|title| year_of(&plain::plain(title)));
        let labels = label::Labels::of(&form.figures);
        let mut narrative = Self { titles, year, ..Self::default() };
        let sentences = flow::sentences(text);
        let titles = narrative.titles.iter().map(|title| plain::plain(title));
        // Among the first lines a sentence or a heading may stand.
        let titles: Vec<String> = titles
            .filter(|title| !title.contains(['。', '，', '；', ':']) && !words::begins_heading(title))
            .collect();
        let reader = figures::Finder { form, labels: &labels, place, year, of_projects, titles: &titles };
        for sentence in &sentences {
            reader.read(sentence, &mut narrative);
        }
        rows::read(text, &reader, &mut narrative);
        narrative
    }

    /// The first figure of a fact that is no estimate.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.name == name && !figure.approximate)
    }
}

/// The first lines of a text, those of one heading put together too.
fn titles(text: &Text) -> Vec<String> {
    let line = |piece: &Piece| match &piece.content {
        Content::Line(line) | Content::Paragraph(line) => line.trim().to_owned(),
        Content::Row(cells) => cells.join(" ").trim().to_owned(),
    };
    let lines = text.pieces.iter().map(line).filter(|line| !line.is_empty());
    let first: Vec<String> = lines.take(TITLE_LINES).collect();
    let short: Vec<String> = first.iter().filter(|l| l.chars().count() <= LONGEST_TITLE).cloned().collect();
    // A title may stand on two or three lines.
    let together = short.iter().take_while(|line| !words::begins_heading(line)).cloned().collect::<String>();
    std::iter::once(together).filter(|title| !title.is_empty()).chain(short).collect()
}

/// The year that a text names.
#[must_use]
pub fn year_of(text: &str) -> Option<i32> {
    let pattern = Regex::new(r"(?:19|20)\d{2}年").ok()?;
    let found = pattern.find(text)?.as_str();
    found.get(..4)?.parse().ok()
}

#[cfg(test)]
mod tests;
