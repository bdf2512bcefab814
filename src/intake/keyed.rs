//! A sheet with its short texts as label keys, each made once: many tables are looked for in it. Few
//! of them are words of the profile at all, and only those are looked up for any one table.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::grid::{Content, Grid};
use crate::rubric::label::{Key, Labels};

/// A grid and the keys of its texts.
#[derive(Debug)]
pub struct Keyed<'g> {
    /// The sheet.
    pub grid: &'g Grid,
    texts: BTreeMap<u32, Vec<ShortText>>,
}

/// A text that is short enough for a label.
#[derive(Clone, Debug)]
pub(super) struct ShortText {
    pub(super) col: u32,
    pub(super) key: Rc<Key>,
    /// Whether the profile has it for any label.
    is_known: bool,
}

impl ShortText {
    /// Its key, if it is the label of something.
    pub(super) fn word(&self) -> Option<&Key> {
        self.is_known.then_some(&*self.key)
    }
}

impl<'g> Keyed<'g> {
    /// `words` are all labels of the profile.
    pub(super) fn of(grid: &'g Grid, words: &Labels) -> Self {
        let short = |(col, text): (u32, &str)| {
            let key = Key::of(text)?;
            Some(ShortText { col, is_known: words.of(&key).is_some(), key: Rc::new(key) })
        };
        let of_row = |row: u32| grid.texts(row).filter_map(short).collect();
        Self { grid, texts: grid.rows.keys().map(|row| (*row, of_row(*row))).collect() }
    }

    /// The same sheet by the labels of another profile.
    pub(super) fn by(&self, words: &Labels) -> Self {
        let short = |text: &ShortText| ShortText { is_known: words.of(&text.key).is_some(), ..text.clone() };
        let of_row = |texts: &Vec<ShortText>| texts.iter().map(short).collect();
        Self { grid: self.grid, texts: self.texts.iter().map(|(row, texts)| (*row, of_row(texts))).collect() }
    }

    /// The keys of the same sheet [`turned`](Grid::turned).
    pub(super) fn turned<'t>(&self, grid: &'t Grid) -> Keyed<'t> {
        let mut texts: BTreeMap<u32, Vec<ShortText>> = BTreeMap::new();
        for (row, of_row) in &self.texts {
            for text in of_row {
                texts.entry(text.col).or_default().push(ShortText { col: *row, ..text.clone() });
            }
        }
        Keyed { grid, texts }
    }

    /// A row's short texts, from left to right.
    pub(super) fn texts(&self, row: u32) -> &[ShortText] {
        self.texts.get(&row).map(Vec::as_slice).unwrap_or_default()
    }

    /// All texts of a row, those that are short with what is known of them.
    pub(super) fn all_texts(&self, row: u32) -> impl Iterator<Item = (u32, &'g str, Option<&ShortText>)> {
        let mut short = self.texts(row).iter().peekable();
        self.grid.texts(row).map(move |(col, text)| (col, text, short.next_if(|short| short.col == col)))
    }

    /// Those that are labels of something, by their columns.
    pub(super) fn words(&self, row: u32) -> impl Iterator<Item = (u32, &Key)> {
        self.texts(row).iter().filter_map(|text| Some((text.col, text.word()?)))
    }

    /// Whether it holds any label.
    pub(super) fn has_words(&self) -> bool {
        self.texts.values().flatten().any(|text| text.is_known)
    }

    /// The key of a cell's text.
    pub(super) fn key(&self, row: u32, col: u32) -> Option<&Key> {
        self.texts(row).iter().find(|text| text.col == col).map(|text| &*text.key)
    }

    /// The key of the text that stands over a column: in it, or nearest to the left.
    pub(super) fn over(&self, row: u32, col: u32) -> Option<&Key> {
        let (at, _) = self.grid.rows.get(&row)?.range(..=col).next_back()?;
        self.key(row, *at)
    }

    /// Whether a row holds a figure, which no header line does.
    pub(super) fn has_figures(&self, row: u32) -> bool {
        let cells = self.grid.rows.get(&row);
        cells.is_some_and(|cells| cells.values().any(is_figure))
    }

    /// Whether a row only numbers or names the columns for machines and printers: 栏次 | 1 | 2,
    /// A | B | C, `target_value`.
    pub(super) fn is_ruler(&self, row: u32) -> bool {
        let Some(cells) = self.grid.rows.get(&row).filter(|cells| cells.len() > 1) else { return false };
        let mut last: Option<String> = None;
        cells.values().all(|content| {
            let shown = content.shown();
            let mark = shown.trim_matches(['(', ')', '（', '）', '栏', '列', '第']);
            let counts = mark.len() <= 3 && !mark.is_empty() && mark.bytes().all(|b| b.is_ascii_digit());
            if counts {
                let next = |last: &String| last.parse::<u32>().is_ok_and(|last| mark.parse() == Ok(last + 1));
                let follows = last.as_ref().map_or_else(|| mark == "1" || mark == "0", next);
                last = Some(mark.to_owned());
                return follows;
            }
            let is_name = mark.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && mark.bytes().all(|b| {
                    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'=' | b'/' | b'*' | b'-')
                });
            // 3=2/1
            let is_sum =
                mark.contains('=') && mark.bytes().all(|b| b.is_ascii_digit() || b"=/+-*()%".contains(&b));
            is_name || is_sum || ORDINALS.contains(&mark)
        })
    }
}

/// Words of a line that numbers the columns, which no label is.
const ORDINALS: [&str; 8] = ["栏次", "行次", "次", "甲", "乙", "丙", "丁", "戊"];

fn is_figure(content: &Content) -> bool {
    match content {
        Content::Number { .. } | Content::Formatted { .. } => true,
        Content::Text(text) => {
            let text = text.trim();
            text.contains(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || ".,%+-万亿元≥≤><= ".contains(c))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    fn is_ruler(cells: &[&str]) -> bool {
        let mut grid = Grid::new(Place::file("x"), false);
        for (col, text) in (0..).zip(cells) {
            grid.put(0, col, Content::Text((*text).to_owned()));
        }
        Keyed::of(&grid, &Labels::default()).is_ruler(0)
    }

    #[test]
    fn rows_that_number_the_columns_hold_no_values() {
        for cells in [
            &["栏次", "1", "2", "3=2/1"][..],
            &["A", "B", "B/A"],
            &["1", "2", "3"],
            &["kpi_name", "target", "actual"],
            &["甲", "乙", "1", "2"],
            &["(1)", "(2)"],
        ] {
            assert!(is_ruler(cells), "{cells:?}");
        }
        for cells in
            [&["200", "200", "180"][..], &["10", "9"], &["1", "3"], &["栏次"], &["张三", "1"], &["A", "95%"]]
        {
            assert!(!is_ruler(cells), "{cells:?}");
        }
    }
}
