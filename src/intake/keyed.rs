//! A sheet with its short texts as label keys, each made once: many tables are looked for in it.

use std::collections::BTreeMap;

use super::grid::{Content, Grid};
use crate::rubric::label::Key;

/// A grid and the keys of its texts.
#[derive(Debug)]
pub(super) struct Keyed<'g> {
    pub(super) grid: &'g Grid,
    keys: BTreeMap<u32, Vec<(u32, Key)>>,
}

impl<'g> Keyed<'g> {
    pub(super) fn of(grid: &'g Grid) -> Self {
        let of_row =
            |row: u32| grid.texts(row).filter_map(|(col, text)| Some((col, Key::of(text)?))).collect();
        Self { grid, keys: grid.rows.keys().map(|row| (*row, of_row(*row))).collect() }
    }

    /// The keys of a row's short texts, from left to right.
    pub(super) fn keys(&self, row: u32) -> &[(u32, Key)] {
        self.keys.get(&row).map(Vec::as_slice).unwrap_or_default()
    }

    /// The key of the text that stands over a column: in it, or nearest to the left.
    pub(super) fn over(&self, row: u32, col: u32) -> Option<&Key> {
        let (at, _) = self.grid.rows.get(&row)?.range(..=col).next_back()?;
        self.keys(row).iter().find(|(col, _)| col == at).map(|(_, key)| key)
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
        Keyed::of(&grid).is_ruler(0)
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
