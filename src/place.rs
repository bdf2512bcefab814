//! Where a value stands: file, sheet and cell, or file and passage of a text. Every value that is
//! read remembers it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The letters of a zero-based column: `A`, `AB`.
#[must_use]
pub fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        // The remainder of 26 always fits a byte.
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    String::from_utf8_lossy(&letters).into_owned()
}

/// A cell by zero-based row and column; shown in A1 letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u32,
}

impl CellRef {
    /// The cell at a zero-based row and column.
    #[must_use]
    pub fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_name(self.col), u64::from(self.row) + 1)
    }
}

/// A passage of a text, counted from 1 as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Passage {
    /// A line of a plain text.
    Line(u32),
    /// A page and a line on it.
    PageLine(u32, u32),
    /// A paragraph of a text without lines of its own.
    Paragraph(u32),
    /// A table of such a text and a row in it.
    Row(u32, u32),
}

impl fmt::Display for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "第{line}行"),
            Self::PageLine(page, line) => write!(f, "第{page}页第{line}行"),
            Self::Paragraph(paragraph) => write!(f, "第{paragraph}段"),
            Self::Row(table, row) => write!(f, "表{table}第{row}行"),
        }
    }
}

/// A place in the inputs: a file (relative to the folder that was read), and in it perhaps a
/// sheet, and in that perhaps a cell; or a passage of its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path relative to the input folder, with forward slashes.
    pub file: Arc<str>,
    /// The sheet's name.
    pub sheet: Option<Arc<str>>,
    /// The cell in the sheet.
    pub cell: Option<CellRef>,
    /// The passage of the text.
    pub passage: Option<Passage>,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), sheet: None, cell: None, passage: None }
    }

    /// A sheet of this place's file.
    #[must_use]
    pub fn sheet(&self, sheet: impl Into<Arc<str>>) -> Self {
        Self { sheet: Some(sheet.into()), ..Self::file(self.file.clone()) }
    }

    /// A cell of this place's sheet.
    #[must_use]
    pub fn cell(&self, cell: CellRef) -> Self {
        Self { cell: Some(cell), ..self.clone() }
    }

    /// A passage of this place's file.
    #[must_use]
    pub fn passage(&self, passage: Passage) -> Self {
        Self { passage: Some(passage), ..self.clone() }
    }

    /// The cell's A1 address, if the place is a cell; the passage, if it is one of a text.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        self.cell.map(|cell| cell.to_string()).or_else(|| self.passage.map(|passage| passage.to_string()))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, " › {sheet}")?;
        }
        if let Some(cell) = self.cell {
            write!(f, " › {cell}")?;
        }
        if let Some(passage) = self.passage {
            write!(f, " › {passage}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_excels() {
        for (row, col, address) in
            [(0, 0, "A1"), (13, 5, "F14"), (0, 25, "Z1"), (0, 26, "AA1"), (1_048_575, 16_383, "XFD1048576")]
        {
            assert_eq!(CellRef::new(row, col).to_string(), address);
        }
    }

    #[test]
    fn places_read_from_the_outside_in() {
        let place = Place::file("a.xlsx").sheet("自评表").cell(CellRef::new(13, 5));
        assert_eq!(place.to_string(), "a.xlsx › 自评表 › F14");
        let place = Place::file("a.pdf").passage(Passage::PageLine(3, 12));
        assert_eq!(place.to_string(), "a.pdf › 第3页第12行");
    }
}
