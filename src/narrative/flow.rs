//! From lines and paragraphs to sentences, each of which knows where its signs stand.
//!
//! A text that was set for paper breaks its lines anywhere, inside of a number too. So lines run
//! together unless something says that they do not: a full stop, the number of a heading, an
//! indent, a line that ends well before the margin.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::plain::{Sign, is_number_part, plain, sign};
use super::text::{Content, Text};
use super::words;
use crate::place::Passage;

/// A line of less than this share (in percent) of the usual width ends a paragraph.
const SHORT: usize = 60;
/// The usual width is that of the line at this place (in percent) from the shortest.
const USUAL: usize = 90;
/// Sentences are cut where they get longer than any that people write, in bytes.
const LONGEST: usize = 6000;
/// A heading is no longer than this, in characters.
const LONGEST_HEADING: usize = 40;
/// Pages from which on a line that stands on most of them is a running head or foot.
const FEWEST_PAGES: usize = 3;
/// Columns that an indent has at the least.
const INDENT: usize = 2;

/// A sentence in plain spelling, without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// The plain text.
    pub(super) text: String,
    /// The sentence as it reads, line breaks and blanks aside.
    pub(super) shown: Arc<str>,
    /// From which byte on it stands where.
    at: Vec<(usize, Passage)>,
    /// The heading above it, in plain spelling.
    pub(super) heading: Arc<str>,
    /// The sentence above it, in plain spelling.
    above: Arc<str>,
}

impl Sentence {
    /// The text before a byte, with the sentence above where this one only names parts of what that
    /// says.
    pub(super) fn with_whole(&self, byte: usize) -> Cow<'_, str> {
        let before = self.text.get(..byte).unwrap_or_default();
        if self.text.starts_with("其中") { format!("{}{before}", self.above).into() } else { before.into() }
    }

    /// Where the byte stands.
    pub(super) fn place(&self, byte: usize) -> Passage {
        let after = self.at.partition_point(|(start, _)| *start <= byte);
        // A sentence begins somewhere.
        self.at.get(after.saturating_sub(1)).map_or(Passage::Line(1), |(_, at)| *at)
    }
}

/// The sentences of a text. Rows of tables are none, but long cells hold some.
pub(super) fn sentences(text: &Text) -> Vec<Sentence> {
    let lines = lines(text);
    let mut widths: Vec<usize> = lines.iter().filter(|line| line.is_set).map(Line::width).collect();
    widths.sort_unstable();
    let usual = (widths.len() * USUAL).div_ceil(100).checked_sub(1).and_then(|at| widths.get(at));
    let usual = usual.copied().unwrap_or_default();
    let mut out = Sentences::default();
    let mut before: Option<&Line> = None;
    for line in &lines {
        if before.is_none_or(|before| parted(before, line, usual)) {
            out.end();
            out.heading_if(line);
        }
        out.push(line);
        before = Some(line);
    }
    out.end();
    out.done
}

/// A line or a paragraph.
struct Line<'a> {
    raw: &'a str,
    plain: String,
    at: Passage,
    /// Whether it was broken to a width.
    is_set: bool,
}

impl Line<'_> {
    fn width(&self) -> usize {
        columns(self.plain.chars())
    }

    fn indent(&self) -> usize {
        columns(self.raw.chars().take_while(|c| c.is_whitespace()))
    }
}

fn columns(signs: impl Iterator<Item = char>) -> usize {
    signs.map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// What of a text runs in sentences: without page numbers, running heads and empty lines.
fn lines(text: &Text) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for piece in &text.pieces {
        let parts: Vec<&String> = match &piece.content {
            Content::Line(line) | Content::Paragraph(line) => vec![line],
            Content::Row(cells) => cells.iter().filter(|cell| is_prose(cell)).collect(),
        };
        // Paragraphs too: what was copied out of pages has one for each line.
        let is_set = !matches!(piece.content, Content::Row(_));
        lines.extend(parts.into_iter().map(|raw| Line { raw, plain: plain(raw), at: piece.at, is_set }));
    }
    lines.retain(|line| !line.plain.is_empty());
    let running = running_heads(&lines);
    let keeps: Vec<bool> = (0..lines.len())
        .map(|index| {
            let line = &lines[index];
            let continues = lines.get(index + 1).is_some_and(|next| words::begins_with_unit(&next.plain));
            let is_number = line.is_set && words::is_page_number(&line.plain) && !continues;
            let is_head = is_at_edge(&lines, index) && running.contains(&without_digits(&line.plain));
            !is_number && !is_head
        })
        .collect();
    let mut keeps = keeps.into_iter();
    lines.retain(|_| keeps.next().unwrap_or(true));
    lines
}

/// Whether a cell of a table holds sentences.
fn is_prose(cell: &str) -> bool {
    cell.chars().count() > 20 && cell.contains(['。', '，', '；', ','])
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

fn page(line: &Line<'_>) -> Option<u32> {
    match line.at {
        Passage::PageLine(page, _) => Some(page),
        _ => None,
    }
}

/// Whether a line is the first or the last of its page.
fn is_at_edge(lines: &[Line<'_>], index: usize) -> bool {
    let own = page(&lines[index]);
    let other = |neighbour: Option<&Line<'_>>| neighbour.and_then(page) != own;
    own.is_some() && (other(index.checked_sub(1).and_then(|i| lines.get(i))) || other(lines.get(index + 1)))
}

/// Lines at the edges of most pages.
fn running_heads(lines: &[Line<'_>]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut edges = 0;
    for index in (0..lines.len()).filter(|&index| is_at_edge(lines, index)) {
        *seen.entry(without_digits(&lines[index].plain)).or_default() += 1;
        edges += 1;
    }
    let pages = edges / 2;
    seen.into_iter()
        .filter(|(_, times)| *times >= FEWEST_PAGES && *times * 2 > pages)
        .map(|(l, _)| l)
        .collect()
}

/// Whether a new sentence begins with `next`.
fn parted(before: &Line<'_>, next: &Line<'_>, usual: usize) -> bool {
    if !before.is_set || !next.is_set || words::begins_heading(&next.plain) {
        return true;
    }
    let last = before.plain.chars().next_back().unwrap_or_default();
    let first = next.plain.chars().next().unwrap_or_default();
    if words::ENDS.contains(&last) || is_title(&before.plain) {
        return true;
    }
    let is_wide = before.width() * 100 >= usual * SHORT;
    if is_number_part(last) && before.plain.ends_with(|c: char| is_number_part(c)) && is_number_part(first) {
        let broken = last == '.' || (last == ',' && first.is_ascii_digit()) || first == '.';
        return !broken && (words::begins_with_year(&next.plain) || !is_wide);
    }
    let goes_on = "，、；：:(,".contains(last) || "，、；。)%".contains(first);
    if goes_on || words::begins_with_unit(&next.plain) {
        return false;
    }
    if words::begins_with_amount(&next.plain) && !words::begins_heading(&before.plain) {
        return false;
    }
    let indented = next.indent() >= before.indent() + INDENT && next.indent() >= 2 * INDENT;
    indented || !is_wide
}

/// Whether a line is the title of a report, which no sentence runs on from.
fn is_title(line: &str) -> bool {
    line.ends_with("报告") && line.contains('年') && !line.contains(['，', '。', '、', '；'])
}

/// Sentences being filled.
#[derive(Default)]
struct Sentences {
    done: Vec<Sentence>,
    text: String,
    shown: String,
    at: Vec<(usize, Passage)>,
    heading: Arc<str>,
}

impl Sentences {
    fn heading_if(&mut self, line: &Line<'_>) {
        let is_short = line.plain.chars().count() <= LONGEST_HEADING;
        if is_short && words::begins_heading(&line.plain) && !line.plain.contains(['。', '；', '，']) {
            self.heading = line.plain.as_str().into();
        }
    }

    fn push(&mut self, line: &Line<'_>) {
        let mut gap = false;
        self.at.push((self.text.len(), line.at));
        for (index, c) in line.raw.char_indices() {
            match sign(c) {
                Sign::Blank => gap = true,
                Sign::None => self.shown.push(c),
                Sign::Some(plain) => {
                    // A number that runs over the end of a line is one number.
                    let inside = gap && !line.raw[..index].trim().is_empty();
                    if inside && is_number_part(plain) && self.text.ends_with(is_number_part) {
                        self.text.push(' ');
                    }
                    let words_meet =
                        |left: char| left.is_ascii_alphanumeric() && plain.is_ascii_alphanumeric();
                    if inside && self.text.ends_with(words_meet) {
                        self.shown.push(' ');
                    }
                    gap = false;
                    self.text.push(plain);
                    self.shown.push(c);
                    if words::ENDS.contains(&plain) || self.text.len() > LONGEST {
                        self.end();
                        self.at.push((0, line.at));
                    }
                }
            }
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let shown = std::mem::take(&mut self.shown);
        let at = std::mem::take(&mut self.at);
        if !text.is_empty() {
            let above = self.done.last().map(|above| above.text.as_str()).unwrap_or_default().into();
            let heading = self.heading.clone();
            self.done.push(Sentence { text, shown: shown.into(), at, heading, above });
        }
    }
}
