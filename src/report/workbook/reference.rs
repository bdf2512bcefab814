//! References between cells: made while tables are put down, and addresses only when all of them
//! are laid out.
//!
//! A [`Spot`] names a cell by its table and its line there; where the table's lines begin on their
//! sheet is known from the [`Layout`]. A formula that leads to a sheet which the workbook does not
//! have is no formula there: its cell holds its value alone.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::place::CellRef;

/// The most characters of an address: `XFD1048576`.
const LONGEST_ADDRESS: usize = 10;
/// Stand around the number of a reference in a formula; no text of a cell has them.
const MARKS: (char, char) = ('\u{1}', '\u{2}');

/// Which lines of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Those of the header.
    Top,
    /// Its own.
    Rows,
    /// Sums and averages.
    Bottom,
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) sheet: &'static str,
    pub(super) block: Block,
    pub(super) row: usize,
    pub(super) column: usize,
}

impl Spot {
    /// A cell of a table's own lines.
    pub(super) fn of(sheet: &'static str, row: usize, column: usize) -> Self {
        Self { sheet, block: Block::Rows, row, column }
    }

    /// The cell of the same line in another column.
    pub(super) fn beside(self, column: usize) -> Self {
        Self { column, ..self }
    }
}

/// What a formula refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Cell(Spot),
    Range(Spot, Spot),
}

/// The references of a formula while it is put down.
#[derive(Default)]
pub(super) struct References(RefCell<Vec<Target>>);

impl References {
    /// What stands for a reference until the tables are laid out.
    pub(super) fn to(&self, target: Target) -> String {
        let mut targets = self.0.borrow_mut();
        targets.push(target);
        format!("{}{}{}", MARKS.0, targets.len() - 1, MARKS.1)
    }

    pub(super) fn cell(&self, spot: Spot) -> String {
        self.to(Target::Cell(spot))
    }

    pub(super) fn range(&self, first: Spot, last: Spot) -> String {
        self.to(Target::Range(first, last))
    }
}

/// A formula of a cell, without `=`.
#[derive(Clone, Debug)]
pub(super) struct Live {
    text: String,
    targets: Vec<Target>,
}

impl Live {
    /// The formula that `build` puts down.
    pub(super) fn of(build: impl FnOnce(&References) -> String) -> Self {
        let references = References::default();
        let text = build(&references);
        Self { text, targets: references.0.into_inner() }
    }

    /// The value of another cell.
    pub(super) fn same_as(spot: Spot) -> Self {
        Self::of(|to| to.cell(spot))
    }

    /// The most characters that it can come to on `sheet` once the addresses stand in it.
    pub(super) fn longest(&self, sheet: &str) -> usize {
        let on = |spot: &Spot| if spot.sheet == sheet { 0 } else { spot.sheet.chars().count() + 3 };
        let each = |target: &Target| match target {
            Target::Cell(spot) => on(spot) + LONGEST_ADDRESS,
            Target::Range(first, _) => on(first) + 2 * (LONGEST_ADDRESS + 2) + 1,
        };
        self.text.encode_utf16().count() + self.targets.iter().map(each).sum::<usize>()
    }

    /// The formula on `sheet`, with addresses; `None` where it leads to a sheet that is not there.
    pub(super) fn resolved(&self, layout: &Layout, sheet: &str) -> Option<String> {
        let mut out = String::with_capacity(self.text.len() + self.targets.len() * 12);
        for (index, piece) in self.text.split(MARKS.0).enumerate() {
            if index == 0 {
                out.push_str(piece);
                continue;
            }
            let (number, rest) = piece.split_once(MARKS.1)?;
            out.push_str(&layout.address(*self.targets.get(number.parse::<usize>().ok()?)?, sheet)?);
            out.push_str(rest);
        }
        Some(out)
    }
}

/// Where the lines of a table begin on their sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) top: u32,
    pub(super) rows: u32,
    pub(super) bottom: u32,
}

/// Where the lines of every table of a workbook begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout(BTreeMap<&'static str, Frame>);

impl FromIterator<(&'static str, Frame)> for Layout {
    fn from_iter<I: IntoIterator<Item = (&'static str, Frame)>>(frames: I) -> Self {
        Self(frames.into_iter().collect())
    }
}

impl Layout {
    fn place(&self, spot: Spot) -> Option<CellRef> {
        let frame = self.0.get(spot.sheet)?;
        let first = match spot.block {
            Block::Top => frame.top,
            Block::Rows => frame.rows,
            Block::Bottom => frame.bottom,
        };
        let row = first.checked_add(u32::try_from(spot.row).ok()?)?;
        Some(CellRef::new(row, u32::try_from(spot.column).ok()?))
    }

    fn address(&self, target: Target, from: &str) -> Option<String> {
        let on = |sheet: &str| if sheet == from { String::new() } else { format!("'{sheet}'!") };
        match target {
            Target::Cell(spot) => Some(format!("{}{}", on(spot.sheet), self.place(spot)?)),
            Target::Range(first, last) => {
                let ends = format!("{}:{}", fixed(self.place(first)?), fixed(self.place(last)?));
                Some(format!("{}{ends}", on(first.sheet)))
            }
        }
    }
}

/// `$H$5`
fn fixed(cell: CellRef) -> String {
    let address = cell.to_string();
    let digits = address.find(|c: char| c.is_ascii_digit()).unwrap_or(address.len());
    let (letters, number) = address.split_at(digits);
    format!("${letters}${number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_become_addresses_when_the_tables_are_laid_out() {
        let layout: Layout =
            [("甲", Frame { top: 4, rows: 5, bottom: 9 }), ("乙", Frame { top: 3, rows: 3, bottom: 3 })]
                .into_iter()
                .collect();
        let formula = Live::of(|to| {
            let (first, last) = (Spot::of("甲", 0, 27), Spot::of("甲", 3, 27));
            format!("RANK({},{})&\"1\"", to.cell(first), to.range(first, last))
        });
        assert_eq!(formula.resolved(&layout, "甲").unwrap(), "RANK(AB6,$AB$6:$AB$9)&\"1\"");
        assert_eq!(formula.resolved(&layout, "乙").unwrap(), "RANK('甲'!AB6,'甲'!$AB$6:$AB$9)&\"1\"");
        assert!(Live::same_as(Spot::of("丙", 0, 0)).resolved(&layout, "甲").is_none());
        assert!(formula.resolved(&layout, "乙").unwrap().chars().count() <= formula.longest("乙"));
    }
}
