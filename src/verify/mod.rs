//! Whether a result workbook is still what the program wrote: changed cells against its seal, and
//! the points computed anew from its own inputs.
//!
//! Results that stand beside formulas are not trusted: formulas are compared as formulas, and the
//! points that the inputs amount to are computed by the engine's own evaluation.

mod recompute;

use std::collections::{BTreeMap, BTreeSet};

use crate::report::workbook::seal::{self, Content, Line, Sheet};

/// Something that is no longer as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The workbook has no seal.
    NoSeal,
    /// The seal itself does not bear the digest that 运行信息 states.
    SealBroken,
    /// A sheet is gone.
    SheetGone { sheet: String },
    /// A line is gone; the words that name it.
    LineGone { sheet: String, row: u32, label: String },
    /// A line came to it.
    LineAdded { sheet: String, row: u32, label: String },
    /// A cell holds something else; what it held and what it holds.
    Cell { sheet: String, cell: String, label: String, was: Kind, now: Option<Content> },
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

/// Checks a workbook.
///
/// # Errors
/// Why it cannot be read.
pub fn workbook(bytes: &[u8]) -> Result<Verdict, calamine::XlsxError> {
    let sheets = seal::read(bytes)?;
    let mut verdict = Verdict::default();
    match seal::of(&sheets) {
        Some(sealed) => compare(&sheets, &sealed, &mut verdict),
        None => verdict.changes.push(Change::NoSeal),
    }
    recompute::points(&sheets, &mut verdict);
    Ok(verdict)
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
        let now = sheet.lines(&original);
        compare_sheet(sheet, &lines[name], &now, &then[name], verdict);
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
