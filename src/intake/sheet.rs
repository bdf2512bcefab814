//! What a reader hands on: the sheets of one file as plain values.
//!
//! Plain, because it may come from another process: no numbers that know how to round, no places
//! that share their names. [`Grid::of`](super::grid::Grid::of) makes of it what forms are found in.

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::number_format::Look;

/// Rows that a sheet of any format can have.
const MOST_ROWS: u32 = 1_048_576;
/// Columns that a sheet of any format can have.
const MOST_COLUMNS: u32 = 16_384;

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name; empty where the format has none.
    pub name: String,
    /// Whether it is hidden, by whatever degree.
    pub hidden: bool,
    /// Rows that are hidden although their sheet is not, where the format tells.
    pub hidden_rows: Vec<u32>,
    /// Columns, first and last, that are hidden although their sheet is not.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged areas, where the format tells.
    pub merges: Vec<Area>,
    /// Cells that hold something, in the order of the file.
    pub cells: Vec<Cell>,
    /// What formats show beside numbers, each once.
    pub looks: Vec<Look>,
    /// Cells whose number has a look: row, column, which.
    pub looking: Vec<(u32, u32, u32)>,
}

/// A merged area; its first cell holds what all of it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Zero-based row and column of its first cell.
    pub first: (u32, u32),
    /// Those of its last.
    pub last: (u32, u32),
}

impl Sheet {
    /// Notes what the format of a cell shows beside its number.
    pub(super) fn look(&mut self, (row, col): (u32, u32), look: Look) {
        // Few formats, many cells.
        let known = self.looks.iter().position(|known| *known == look);
        let index = known.unwrap_or_else(|| {
            self.looks.push(look);
            self.looks.len() - 1
        });
        self.looking.extend(u32::try_from(index).map(|index| (row, col, index)));
    }
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u32,
    /// What it holds.
    pub value: Value,
}

/// What a cell holds, as the file stores it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Text; dates have become text too.
    Text(String),
    /// A number as it is stored, and whether the cell's format shows it as a percentage.
    Number(f64, bool),
    /// A whole number.
    Whole(i64),
    /// A truth value.
    Truth(bool),
    /// An error value as the sheet shows it.
    Error(String),
    /// A formula whose result the file does not hold.
    Uncalculated,
}

/// Why a file could not be read as a spreadsheet; the words are what the clerk sees.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ReadError {
    /// Nothing in it.
    #[error("文件为空")]
    Empty,
    /// Some other kind of file; carries what it seems to be.
    #[error("不是电子表格（实为{0}）")]
    NotASpreadsheet(String),
    /// A spreadsheet of a kind that is not read; carries its name.
    #[error("不支持的表格格式（实为{0}）")]
    Unsupported(String),
    /// Protected by a password.
    #[error("文件设有打开密码")]
    Password,
    /// More than a limit allows; carries what there is too much of.
    #[error("{0}超出可读上限")]
    TooLarge(String),
    /// Two sheets of one name, of which a reader by name would give one twice.
    #[error("有两个工作表同名（“{0}”）")]
    SheetsShareName(String),
    /// A workbook without a sheet of cells.
    #[error("没有工作表")]
    NoSheets,
    /// An archive inside an archive.
    #[error("压缩包内还有压缩包")]
    Nested,
    /// Two entries of an archive with one name.
    #[error("压缩包内有同名文件")]
    MembersShareName,
    /// A text document of a kind that is not read; carries its name.
    #[error("不支持的文稿格式（{0}）")]
    OldText(String),
    /// A document whose pages are pictures, or whose fonts do not say what their signs are.
    #[error("文稿中没有可读取的文字（多为扫描件或图片）")]
    NoText,
    /// The file is damaged; carries the reader's own reason, which is for developers.
    #[error("文件已损坏或格式不受支持")]
    Damaged(String),
    /// The process that read it did not come to an end.
    #[error("{0}")]
    Stopped(Stop),
}

/// How a reading process ended instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Stop {
    /// It needed more memory than it may have.
    #[error("超出内存上限")]
    Memory,
    /// It needed more time than it may have.
    #[error("超出时间上限")]
    Time,
    /// It died.
    #[error("读取进程异常终止")]
    Crash,
    /// It could not be started.
    #[error("无法启动读取进程")]
    NotStarted,
}

/// Spans of columns in their order, none beside or over another and none beyond the last column: a file
/// may state any number of them.
fn joined(mut spans: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    spans.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (first, last) in spans {
        let last = last.min(MOST_COLUMNS - 1);
        match joined.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ if first <= last => joined.push((first, last)),
            _ => {}
        }
    }
    joined
}

/// Sheets being filled, within one budget for the whole file.
#[derive(Debug)]
pub struct Filling {
    sheets: Vec<Sheet>,
    cells_left: usize,
    text_left: u64,
}

impl Filling {
    /// Nothing yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self { sheets: Vec::new(), cells_left: limits.cells, text_left: limits.inflated }
    }

    /// Begins the next sheet.
    pub fn begin(&mut self, name: impl Into<String>, hidden: bool) {
        self.sheets.push(Sheet { name: name.into(), hidden, ..Sheet::default() });
    }

    /// The sheet that was begun last, for what does not count against the budget.
    pub fn current(&mut self) -> Option<&mut Sheet> {
        self.sheets.last_mut()
    }

    /// Puts a cell into the sheet that was begun last. A cell that holds nothing counts too: it
    /// costs as much to read.
    ///
    /// # Errors
    /// [`ReadError`] when the budget is spent or the position is on no sheet.
    pub fn put(&mut self, (row, col): (u32, u32), value: Option<Value>) -> Result<(), ReadError> {
        let too_large = || ReadError::TooLarge("单元格数量".to_owned());
        self.cells_left = self.cells_left.checked_sub(1).ok_or_else(too_large)?;
        if row >= MOST_ROWS || col >= MOST_COLUMNS {
            return Err(ReadError::Damaged(format!("no such cell: row {row}, column {col}")));
        }
        let Some(value) = value else {
            return Ok(());
        };
        if let Value::Text(text) = &value {
            // One text may be shared by a million cells that each hold a copy of it here.
            let left = self.text_left.checked_sub(text.len() as u64);
            self.text_left = left.ok_or_else(|| ReadError::TooLarge("文字总量".to_owned()))?;
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells.push(Cell { row, col, value });
        }
        Ok(())
    }

    /// Every sheet so far, for what does not count against the budget.
    pub fn all(&mut self) -> &mut [Sheet] {
        &mut self.sheets
    }

    /// What was filled.
    #[must_use]
    pub fn done(mut self) -> Vec<Sheet> {
        for sheet in &mut self.sheets {
            sheet.hidden_columns = joined(std::mem::take(&mut sheet.hidden_columns));
        }
        self.sheets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_hidden_columns_are_joined_and_end_with_the_sheet() {
        let mut filling = Filling::new(&Limits::default());
        filling.begin("甲", false);
        let spans = vec![(7, 9), (0, 1), (2, 2), (8, u32::MAX), (20_000, 30_000)];
        filling.current().unwrap().hidden_columns = spans;
        assert_eq!(filling.done()[0].hidden_columns, [(0, 2), (7, MOST_COLUMNS - 1)]);
    }
}
