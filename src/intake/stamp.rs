//! What a blank form of this program says of itself on a hidden sheet: whose it is, by which rubric
//! it was made, and what each of its cells is. By it a form that comes back is recognised, and what
//! was changed in it is found.
//!
//! The seal holds no secret: it shows what was changed without care.

use sha2::{Digest, Sha256};

use super::package::position;
use super::sheet::{Sheet, Value};
use crate::place::CellRef;
use crate::rubric::label;

/// The hidden sheet's name.
pub const SHEET: &str = "表样信息";
/// The way of writing it.
const VERSION: &str = "1";

/// The marks that open its rows.
const FORM: &str = "表样版本";
const RUBRIC: &str = "评分细则";
const HASH: &str = "细则校验值";
const YEAR: &str = "评价年度";
const CODE: &str = "发放编码";
const BODY: &str = "发放对象";
const ASIDE: &str = "附表";
const SEAL: &str = "校验值";

/// What a blank form says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The rubric's title.
    pub rubric: String,
    /// The rubric's SHA-256.
    pub sha256: String,
    /// The year of the evaluation.
    pub year: i32,
    /// The code of the body that it was made for; empty where it has none.
    pub code: String,
    /// The name of the body that it was made for; empty where it was made for nobody in particular.
    pub department: String,
    /// Sheets that hold nothing to be read.
    pub aside: Vec<String>,
    /// The cells of its forms.
    pub cells: Vec<Stamped>,
}

/// A cell of a blank form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// Its sheet.
    pub sheet: String,
    /// Where it stands.
    pub at: CellRef,
    /// What it is.
    pub role: Role,
    /// The words of a fixed cell, else the name of what it holds.
    pub text: String,
}

/// What a cell of a blank form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Printed; nobody may change it.
    Fixed,
    /// A formula.
    Computed,
    /// To be filled in.
    Entry,
}

impl Role {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Fixed, "固定"), (Self::Computed, "计算"), (Self::Entry, "填报")];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, word)| word)
    }
}

/// The stamp of a file that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// As it was written.
    Whole(Stamp),
    /// Somebody changed it, or it is of another version: nothing is taken from it.
    Broken,
}

impl Stamp {
    /// The rows of the hidden sheet.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<String>> {
        let pair = |mark: &str, text: &str| vec![mark.to_owned(), text.to_owned()];
        let mut rows = vec![
            pair(FORM, VERSION),
            pair(RUBRIC, &self.rubric),
            pair(HASH, &self.sha256),
            pair(YEAR, &self.year.to_string()),
            pair(CODE, &self.code),
            pair(BODY, &self.department),
        ];
        rows.extend(self.aside.iter().map(|sheet| pair(ASIDE, sheet)));
        rows.extend(self.cells.iter().map(|cell| {
            vec![cell.role.word().to_owned(), cell.sheet.clone(), cell.at.to_string(), cell.text.clone()]
        }));
        let seal = seal(&rows);
        rows.push(pair(SEAL, &seal));
        rows
    }

    /// The stamp among the sheets of a file, if it has one.
    #[must_use]
    pub fn of(sheets: &[Sheet]) -> Option<Found> {
        let rows = rows(sheets.iter().find(|sheet| is_stamp(sheet))?);
        Some(Self::read(&rows).map_or(Found::Broken, Found::Whole))
    }

    /// The stamp of a file, which is taken out of its sheets together with those that it says hold
    /// nothing to be read.
    pub(super) fn take(sheets: &mut Vec<Sheet>) -> Option<Found> {
        let found = Self::of(sheets)?;
        sheets.retain(|sheet| !is_stamp(sheet));
        if let Found::Whole(stamp) = &found {
            sheets.retain(|sheet| !stamp.aside.contains(&sheet.name));
        }
        Some(found)
    }

    fn read(rows: &[Vec<String>]) -> Option<Self> {
        let (last, rows) = rows.split_last()?;
        let cell = |row: &[String], index: usize| row.get(index).cloned().unwrap_or_default();
        if cell(last, 0) != SEAL || cell(last, 1) != seal(rows) {
            return None;
        }
        let mut stamp = Self::default();
        for row in rows {
            let (mark, text) = (cell(row, 0), cell(row, 1));
            match mark.as_str() {
                FORM if text == VERSION => {}
                RUBRIC => stamp.rubric = text,
                HASH => stamp.sha256 = text,
                YEAR => stamp.year = text.parse().ok()?,
                CODE => stamp.code = text,
                BODY => stamp.department = text,
                ASIDE => stamp.aside.push(text),
                _ => {
                    let (role, _) = Role::ALL.into_iter().find(|(_, word)| *word == mark)?;
                    let (row_index, col) = position(&cell(row, 2))?;
                    let at = CellRef::new(row_index, col);
                    stamp.cells.push(Stamped { sheet: text, at, role, text: cell(row, 3) });
                }
            }
        }
        Some(stamp)
    }

    /// The cells of one role on a sheet.
    pub fn on<'a>(&'a self, sheet: &'a str, role: Role) -> impl Iterator<Item = &'a Stamped> {
        self.cells.iter().filter(move |cell| cell.sheet == sheet && cell.role == role)
    }
}

/// Whether a sheet is the hidden one.
fn is_stamp(sheet: &Sheet) -> bool {
    let first = sheet.cells.iter().find(|cell| (cell.row, cell.col) == (0, 0));
    sheet.name == SHEET && first.is_some_and(|cell| matches!(&cell.value, Value::Text(text) if text == FORM))
}

/// The words of a cell, as far as a stamp compares them.
pub(super) fn words(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Error(text) => text.clone(),
        Value::Number(number, _) => number.to_string(),
        Value::Whole(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Uncalculated => String::new(),
    }
}

fn rows(sheet: &Sheet) -> Vec<Vec<String>> {
    let mut rows: std::collections::BTreeMap<u32, Vec<String>> = std::collections::BTreeMap::new();
    for cell in &sheet.cells {
        let row = rows.entry(cell.row).or_default();
        // Four columns are written; what stands further right is a change.
        let col = usize::try_from(cell.col).unwrap_or(usize::MAX).min(4);
        if row.len() <= col {
            row.resize(col + 1, String::new());
        }
        row[col] = words(&cell.value);
    }
    rows.into_values().collect()
}

/// Over the rows without blanks, which programs write differently.
fn seal(rows: &[Vec<String>]) -> String {
    let mut hash = Sha256::new();
    for row in rows {
        let end = row.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        for text in &row[..end] {
            hash.update(label::normalised(text).as_bytes());
            hash.update([0]);
        }
        hash.update([1]);
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Cell;
    use super::*;

    fn sheet(rows: &[Vec<String>]) -> Sheet {
        let cells = (0..).zip(rows).flat_map(|(row, texts)| {
            let filled = (0..).zip(texts).filter(|(_, text)| !text.is_empty());
            filled.map(move |(col, text)| Cell { row, col, value: Value::Text(text.clone()) })
        });
        Sheet { name: SHEET.to_owned(), hidden: true, cells: cells.collect(), ..Sheet::default() }
    }

    fn stamp() -> Stamp {
        let cell = |address: (u32, u32), role, text: &str| Stamped {
            sheet: "自评表".to_owned(),
            at: CellRef::new(address.0, address.1),
            role,
            text: text.to_owned(),
        };
        Stamp {
            rubric: "x".to_owned(),
            sha256: "00".to_owned(),
            year: 2023,
            code: String::new(),
            department: "甲局".to_owned(),
            aside: vec!["填报说明".to_owned()],
            cells: vec![
                cell((3, 0), Role::Fixed, "单位名称"),
                cell((3, 1), Role::Entry, "单位名称"),
                cell((9, 4), Role::Computed, "预算执行率"),
            ],
        }
    }

    #[test]
    fn a_stamp_comes_back_as_it_was_written() {
        assert_eq!(Stamp::of(&[sheet(&stamp().rows())]), Some(Found::Whole(stamp())));
        assert_eq!(Stamp::of(&[Sheet::default()]), None);
    }

    #[test]
    fn whatever_is_changed_breaks_it() {
        let rows = stamp().rows();
        for at in 1..rows.len() {
            for col in 0..rows[at].len() {
                let mut changed = rows.clone();
                changed[at][col].push('x');
                assert_eq!(Stamp::of(&[sheet(&changed)]), Some(Found::Broken), "{at} {col}");
            }
            let mut shorter = rows.clone();
            shorter.remove(at);
            assert_eq!(Stamp::of(&[sheet(&shorter)]), Some(Found::Broken), "{at}");
        }
        let mut wider = rows;
        wider[2].resize(6, "x".to_owned());
        assert_eq!(Stamp::of(&[sheet(&wider)]), Some(Found::Broken));
    }
}
