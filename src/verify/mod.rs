//! Whether a result workbook is still what the program wrote: changed cells against its seal, and
//! the points computed anew from its own inputs.
//!
//! Results that stand beside formulas are not trusted: formulas are compared as formulas, and the
//! points that the inputs amount to are computed by the engine's own evaluation.

mod recompute;

use std::collections::{BTreeMap, BTreeSet};

use crate::report::workbook::proof_set;
use crate::report::workbook::seal::{self, Content, Hidden, Line, Sheet};

/// Something that is no longer as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The workbook has no seal.
    NoSeal,
    /// The seal itself does not bear the digest that 运行信息 states.
    SealBroken,
    /// A sheet is gone.
    SheetGone { sheet: String },
    /// A workbook that holds a part of the proof is gone.
    FileGone { file: String },
    /// A workbook that holds a part of the proof is not the one that was written with this result.
    OtherFile { file: String },
    /// A change in a workbook that holds a part of the proof.
    In { file: String, change: Box<Change> },
    /// A sheet came to it.
    SheetAdded { sheet: String },
    /// A sheet is no longer shown.
    SheetHidden { sheet: String },
    /// Rows are no longer shown; from 0.
    RowsHidden { sheet: String, rows: Vec<u32> },
    /// Columns are no longer shown; from 0.
    ColumnsHidden { sheet: String, columns: Vec<u32> },
    /// A line is gone; the words that name it.
    LineGone { sheet: String, row: u32, label: String },
    /// A line came to it.
    LineAdded { sheet: String, row: u32, label: String },
    /// A cell holds something else; what it held and what it holds.
    Cell { sheet: String, cell: String, label: String, was: Kind, now: Option<Content> },
    /// Nothing that it is computed from was changed, and yet the result beside a formula is another.
    Result { sheet: String, cell: String, label: String, shown: Option<Content> },
    /// The points that the inputs amount to are not those that the program wrote.
    Recomputed { cell: String, label: String, written: String, computed: String },
    /// The result beside a formula is not what the inputs amount to.
    Stale { cell: String, label: String, shown: String, computed: String },
}

/// What a cell held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Formula,
    Number,
    Words,
    Nothing,
}

/// What became of a check.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Every change, sheet by sheet.
    pub changes: Vec<Change>,
    /// Cells that were compared.
    pub compared: usize,
    /// Points that were computed anew.
    pub recomputed: usize,
    /// Points that the workbook alone does not tell how to compute.
    pub not_recomputed: usize,
}

impl Verdict {
    /// Whether there was nothing to check: no seal, and no points that could be computed anew. A result
    /// that lost its seal alone still tells of itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes == [Change::NoSeal] && self.recomputed == 0 && self.not_recomputed == 0
    }

    /// Results follow what they are computed from: they tell something only where that is as it was,
    /// and nothing new where the points on 核算底稿 are told already.
    fn drop_followers(&mut self) {
        let is_cause = |change: &Change| match change {
            Change::LineGone { .. } | Change::LineAdded { .. } | Change::SheetGone { .. } => true,
            Change::Cell { was, now, .. } => {
                *was != Kind::Words || !matches!(now, None | Some(Content::Words(_)))
            }
            _ => false,
        };
        let follow = self.changes.iter().any(is_cause);
        let told: BTreeSet<String> = self
            .changes
            .iter()
            .filter_map(|change| match change {
                Change::Stale { cell, .. } => Some(cell.clone()),
                _ => None,
            })
            .collect();
        self.changes.retain(|change| match change {
            Change::Result { sheet, cell, .. } => !follow && !told.contains(&format!("{sheet}!{cell}")),
            _ => true,
        });
    }
}

/// Checks a workbook.
///
/// # Errors
/// Why it cannot be read.
pub fn workbook(bytes: &[u8]) -> Result<Verdict, calamine::XlsxError> {
    let sheets = seal::read(bytes)?;
    Ok(sheets_of_one(&sheets, seal::of(&sheets).as_deref()))
}

/// Checks the sheets of a workbook against its seal.
fn sheets_of_one(sheets: &[Sheet], sealed: Option<&[[String; 4]]>) -> Verdict {
    let mut verdict = Verdict::default();
    match sealed {
        Some(sealed) => compare(sheets, sealed, &mut verdict),
        None => verdict.changes.push(Change::NoSeal),
    }
    recompute::points(sheets, &mut verdict);
    verdict.drop_followers();
    verdict
}

/// Checks a workbook and those that hold its proof; `proof` gives the bytes of the file with a name,
/// where it is.
///
/// # Errors
/// Why the workbook itself cannot be read.
pub fn set(bytes: &[u8], proof: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<Verdict, calamine::XlsxError> {
    let sheets = seal::read(bytes)?;
    let mut verdict = sheets_of_one(&sheets, seal::of(&sheets).as_deref());
    for (file, digest) in listed(&sheets) {
        let Some(bytes) = proof(&file) else {
            verdict.changes.push(Change::FileGone { file });
            continue;
        };
        let Ok(sheets) = seal::read(&bytes) else {
            verdict.changes.push(Change::OtherFile { file });
            continue;
        };
        let sealed = seal::of(&sheets);
        let own = sheets_of_one(&sheets, sealed.as_deref());
        if sealed.is_none_or(|sealed| seal::digest(&sealed) != digest) {
            verdict.changes.push(Change::OtherFile { file: file.clone() });
        }
        verdict.compared += own.compared;
        verdict.recomputed += own.recomputed;
        verdict.not_recomputed += own.not_recomputed;
        let inside = |change| Change::In { file: file.clone(), change: Box::new(change) };
        verdict.changes.extend(own.changes.into_iter().map(inside));
    }
    Ok(verdict)
}

/// The workbooks that the result says hold its proof, with their digests.
fn listed(sheets: &[Sheet]) -> BTreeSet<(String, String)> {
    let Some(sheet) = sheets.iter().find(|sheet| sheet.name == proof_set::SHEET) else {
        return BTreeSet::new();
    };
    let words = |key: &(u32, u32)| match sheet.cells.get(key) {
        Some(Content::Words(words)) => Some(words.trim()),
        _ => None,
    };
    let header = |name: &str| sheet.cells.keys().find(|key| words(key) == Some(name)).copied();
    let (Some(file), Some(digest)) = (header(proof_set::FILE), header(proof_set::DIGEST)) else {
        return BTreeSet::new();
    };
    let rows: BTreeSet<u32> = sheet.cells.keys().map(|(row, _)| *row).filter(|row| *row > file.0).collect();
    let entry = |row: u32| {
        let digest: String = words(&(row, digest.1))?.split_whitespace().collect();
        let file = words(&(row, file.1))?;
        // A name leads nowhere but into the folder of the proofs.
        let is_name = !file.contains(['/', '\\', ':']) && file.rsplit('.').next() == Some("xlsx");
        is_name.then(|| (file.to_owned(), digest))
    };
    rows.into_iter().filter_map(entry).collect()
}

fn compare(sheets: &[Sheet], sealed: &[[String; 4]], verdict: &mut Verdict) {
    if !states(sheets, &seal::digest(sealed)) {
        verdict.changes.push(Change::SealBroken);
    }
    let mut lines: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for entry in sealed {
        let Some(line) = seal::line(entry) else { continue };
        if !lines.contains_key(entry[0].as_str()) {
            order.push(&entry[0]);
        }
        lines.entry(&entry[0]).or_default().push(line);
    }
    let unmoved = |_: &str, row: u32| Some(row);
    // Where each row of today stood then, by sheet.
    let mut then: BTreeMap<&str, BTreeMap<u32, u32>> = BTreeMap::new();
    for (name, lines) in &lines {
        if let Some(sheet) = sheets.iter().find(|sheet| sheet.name == *name) {
            then.insert(name, aligned(lines, &sheet.lines(&unmoved)));
        }
    }
    let original = |sheet: &str, row: u32| match then.get(sheet) {
        Some(rows) => rows.get(&row).copied(),
        None => Some(row),
    };
    for name in order {
        let Some(sheet) = sheets.iter().find(|sheet| sheet.name == name) else {
            verdict.changes.push(Change::SheetGone { sheet: name.to_owned() });
            continue;
        };
        let mut now = sheet.lines(&original);
        now.retain(seal::is_sealed);
        compare_hidden(sheet, &seal::not_shown(sealed, name), verdict);
        compare_sheet(sheet, &lines[name], &now, &then[name], verdict);
    }
    for sheet in sheets.iter().filter(|sheet| sheet.name != seal::SHEET) {
        if !lines.contains_key(sheet.name.as_str()) {
            verdict.changes.push(Change::SheetAdded { sheet: sheet.name.clone() });
        }
    }
}

/// What is no longer shown.
fn compare_hidden(sheet: &Sheet, then: &Hidden, verdict: &mut Verdict) {
    let name = || sheet.name.clone();
    if sheet.hidden.sheet && !then.sheet {
        verdict.changes.push(Change::SheetHidden { sheet: name() });
    }
    let rows: Vec<u32> = sheet.hidden.rows.iter().copied().collect();
    if !rows.is_empty() {
        verdict.changes.push(Change::RowsHidden { sheet: name(), rows });
    }
    // Beyond the last cell there is nothing to hide.
    let last = sheet.cells.keys().map(|(_, column)| *column).max().unwrap_or_default();
    let columns = sheet.hidden.columns.difference(&then.columns).copied();
    let columns: Vec<u32> = columns.filter(|column| *column <= last).collect();
    if !columns.is_empty() {
        verdict.changes.push(Change::ColumnsHidden { sheet: name(), columns });
    }
}

/// Whether 运行信息 states this digest.
fn states(sheets: &[Sheet], digest: &str) -> bool {
    let run = sheets.iter().find(|sheet| sheet.name == seal::RUN);
    run.is_some_and(|run| {
        run.cells.values().any(|content| matches!(content, Content::Words(words) if words.trim() == digest))
    })
}

/// Which line of the seal each of today's rows is: by the words that name it, then by its place.
fn aligned(sealed: &[Line], now: &[Line]) -> BTreeMap<u32, u32> {
    let numbered = |lines: &[Line]| -> Vec<(String, usize)> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut keys = Vec::with_capacity(lines.len());
        for line in lines {
            let times = seen.entry(&line.label).or_default();
            *times += 1;
            keys.push((line.label.clone(), *times));
        }
        keys
    };
    let keys = numbered(sealed);
    let known: BTreeMap<&(String, usize), u32> =
        keys.iter().zip(sealed).map(|(key, line)| (key, line.row)).collect();
    let mut rows: BTreeMap<u32, u32> = BTreeMap::new();
    for (key, line) in numbered(now).iter().zip(now) {
        if let Some(row) = known.get(key) {
            rows.insert(line.row, *row);
        }
    }
    let mut taken: BTreeSet<u32> = rows.values().copied().collect();
    let all: BTreeSet<u32> = sealed.iter().map(|line| line.row).collect();
    let mut shift = 0;
    for line in now {
        if let Some(row) = rows.get(&line.row) {
            shift = i64::from(*row) - i64::from(line.row);
            continue;
        }
        let guess = u32::try_from(i64::from(line.row) + shift).ok();
        if let Some(row) = guess.filter(|row| all.contains(row) && !taken.contains(row)) {
            rows.insert(line.row, row);
            taken.insert(row);
        }
    }
    rows
}

fn compare_sheet(
    sheet: &Sheet,
    sealed: &[Line],
    now: &[Line],
    then: &BTreeMap<u32, u32>,
    verdict: &mut Verdict,
) {
    let name = || sheet.name.clone();
    let by_row: BTreeMap<u32, &Line> =
        now.iter().filter_map(|line| Some((*then.get(&line.row)?, line))).collect();
    for line in sealed {
        verdict.compared += line.cells.len();
        let Some(today) = by_row.get(&line.row) else {
            let (row, label) = (line.row, line.label.clone());
            verdict.changes.push(Change::LineGone { sheet: name(), row, label });
            continue;
        };
        let columns: BTreeSet<u32> = line.cells.keys().chain(today.cells.keys()).copied().collect();
        for column in columns {
            let (was, is) = (line.cells.get(&column), today.cells.get(&column));
            if was == is {
                continue;
            }
            let own = |digest: Option<&String>| {
                digest.map(|digest| digest.split(seal::RESULT).next().unwrap_or_default().to_owned())
            };
            if own(was) == own(is) {
                verdict.changes.push(Change::Result {
                    sheet: name(),
                    cell: seal::address(today.row, column),
                    label: line.label.clone(),
                    shown: sheet.results.get(&(today.row, column)).cloned(),
                });
                continue;
            }
            verdict.changes.push(Change::Cell {
                sheet: name(),
                cell: seal::address(today.row, column),
                label: line.label.clone(),
                was: kind(was),
                now: sheet.cells.get(&(today.row, column)).cloned(),
            });
        }
    }
    for line in now.iter().filter(|line| !then.contains_key(&line.row)) {
        verdict.changes.push(Change::LineAdded { sheet: name(), row: line.row, label: line.label.clone() });
    }
}

fn kind(digest: Option<&String>) -> Kind {
    match digest.and_then(|digest| digest.chars().next()) {
        Some('F') => Kind::Formula,
        Some('N') => Kind::Number,
        Some(_) => Kind::Words,
        None => Kind::Nothing,
    }
}
