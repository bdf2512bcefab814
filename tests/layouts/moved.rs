//! A form stays the same form when its rows and columns move: every sample workbook is changed as
//! offices change them, and tells the same facts and scores.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::told::{difference, intake, rubric, samples, told};
use jixiao::intake::sheet::{Area, Cell, Sheet, Value};
use jixiao::rubric::Rubric;
use jixiao::rubric::form::{Field, Form};
use jixiao::rubric::label;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use rayon::prelude::*;

/// Several changes at once that are drawn and checked.
const TOGETHER: usize = 40;

/// One change to the sheets of a workbook. Rows and columns are chosen as parts of what there is, so
/// that every change can be made to every sheet.
#[derive(Clone, Debug)]
enum Change {
    /// Blank rows above a row.
    Rows { at: usize, count: u32 },
    /// Blank columns left of a column.
    Columns { at: usize, count: u32 },
    /// A column gets wider: each of its cells is merged with a blank one.
    Wider { at: usize },
    /// Titles above everything, merged over all columns.
    Title,
    /// A section's title above the indicator table.
    Heading,
    /// A hidden row of names for machines below the indicator table's header.
    Helper { hidden: bool },
    /// The budget block goes below everything.
    BlockLast,
    /// The indicator table goes to a sheet of its own.
    Split,
    /// The last lines of the only indicator table go to a sheet that does not repeat its header.
    Continued { lines: usize },
    /// A column gets another of its names.
    Alias { at: usize, other: usize },
    /// What was merged is not merged any more.
    Unmerged,
}

fn change() -> impl Strategy<Value = Change> {
    let index = || 0..64usize;
    prop_oneof![
        (index(), 1..4u32).prop_map(|(at, count)| Change::Rows { at, count }),
        (index(), 1..4u32).prop_map(|(at, count)| Change::Columns { at, count }),
        index().prop_map(|at| Change::Wider { at }),
        Just(Change::Title),
        Just(Change::Heading),
        any::<bool>().prop_map(|hidden| Change::Helper { hidden }),
        Just(Change::BlockLast),
        Just(Change::Split),
        (1..6usize).prop_map(|lines| Change::Continued { lines }),
        (index(), index()).prop_map(|(at, other)| Change::Alias { at, other }),
        Just(Change::Unmerged),
    ]
}

/// The labels of a profile's columns, as far as they stand for one thing only.
struct Names {
    /// The labels of each column of the tables.
    columns: Vec<Vec<String>>,
    /// Those of the columns that hold levels.
    levels: Vec<String>,
    /// The same of the budget block, and of its lines.
    block: Vec<Vec<String>>,
    lines: Vec<String>,
}

impl Names {
    fn of(form: &Form) -> Self {
        let labels = |field: &Field| {
            let mut labels = vec![field.name.clone()];
            // Labels that go before others are not other words for the same.
            labels.extend(field.labels.iter().filter(|label| !field.prefer.contains(label)).cloned());
            labels
        };
        let table = form.tables.iter().find(|table| table.name == "绩效指标");
        let block = form.blocks.iter().find(|block| block.table.is_none());
        Self {
            levels: table
                .into_iter()
                .flat_map(|table| table.columns.iter().filter(|column| table.levels.contains(&column.name)))
                .flat_map(labels)
                .collect(),
            columns: table.map(|table| table.columns.iter().map(labels).collect()).unwrap_or_default(),
            block: block.map(|block| block.columns.iter().map(labels).collect()).unwrap_or_default(),
            lines: block
                .map(|block| block.lines.iter().flat_map(|line| line.labels.iter().chain([&line.name])))
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
        }
    }

    fn is(labels: &[String], text: &str) -> bool {
        labels.iter().any(|label| {
            label::normalised(label) == label::normalised(text)
                || label::normalised(label) == label::core(text)
        })
    }

    /// The cells of a row that are labels of one of `columns`.
    fn found(columns: &[Vec<String>], cells: &[&Cell]) -> usize {
        let is_label = |cell: &&&Cell| match &cell.value {
            Value::Text(text) => columns.iter().any(|labels| Self::is(labels, text)),
            _ => false,
        };
        cells.iter().filter(is_label).count()
    }
}

fn rows(sheet: &Sheet) -> BTreeMap<u32, Vec<&Cell>> {
    let mut rows: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
    for cell in &sheet.cells {
        rows.entry(cell.row).or_default().push(cell);
    }
    rows
}

/// The rows in which the indicator tables' headers begin and end.
fn headers(sheet: &Sheet, names: &Names) -> Vec<(u32, u32)> {
    let rows = rows(sheet);
    let is_head = |row: u32| rows.get(&row).is_some_and(|cells| Names::found(&names.columns, cells) >= 4);
    let heads = rows.keys().copied().filter(|row| is_head(*row));
    let end = |row: u32| {
        let below = rows.get(&(row + 1));
        let more = below.is_some_and(|cells| {
            let found = Names::found(&names.columns, cells);
            found >= 2 && found == cells.len()
        });
        (row, if more { row + 1 } else { row })
    };
    heads.map(end).collect()
}

fn shift(sheet: &mut Sheet, moved: impl Fn(u32, u32) -> (u32, u32)) {
    for cell in &mut sheet.cells {
        (cell.row, cell.col) = moved(cell.row, cell.col);
    }
    for area in &mut sheet.merges {
        area.first = moved(area.first.0, area.first.1);
        area.last = moved(area.last.0, area.last.1);
    }
}

fn insert_rows(sheet: &mut Sheet, at: u32, count: u32) {
    shift(sheet, |row, col| (if row >= at { row + count } else { row }, col));
    sheet.hidden_rows.iter_mut().filter(|row| **row >= at).for_each(|row| *row += count);
}

fn text(row: u32, col: u32, text: &str) -> Cell {
    Cell { row, col, value: Value::Text(text.to_owned()) }
}

fn apply(change: &Change, sheets: &mut Vec<Sheet>, names: &Names) {
    match change {
        Change::Split => return split(sheets, names),
        Change::Continued { lines } => return continued(sheets, names, *lines),
        _ => {}
    }
    for sheet in sheets.iter_mut().filter(|sheet| !sheet.cells.is_empty()) {
        let bottom = sheet.cells.iter().map(|cell| cell.row).max().unwrap() as usize + 1;
        let right = sheet.cells.iter().map(|cell| cell.col).max().unwrap() as usize + 1;
        match change {
            Change::Rows { at, count } => insert_rows(sheet, (at % bottom) as u32, *count),
            Change::Columns { at, count } => {
                let at = (at % right) as u32;
                shift(sheet, |row, col| (row, if col >= at { col + count } else { col }));
            }
            Change::Wider { at } => {
                let at = (at % right) as u32;
                let wide: Vec<(u32, u32)> = sheet
                    .cells
                    .iter()
                    .filter(|cell| cell.col == at)
                    .map(|cell| (cell.row, cell.col))
                    .collect();
                shift(sheet, |row, col| (row, if col > at { col + 1 } else { col }));
                for area in sheet.merges.iter_mut().filter(|area| area.last.1 == at) {
                    area.last.1 += 1;
                }
                for first in wide {
                    if !sheet.merges.iter().any(|area| area.first == first) {
                        sheet.merges.push(Area { first, last: (first.0, at + 1) });
                    }
                }
            }
            Change::Title => {
                insert_rows(sheet, 0, 2);
                sheet.cells.push(text(0, 0, "附件3"));
                sheet.cells.push(text(1, 0, "绩效自评材料汇编"));
                sheet.merges.push(Area { first: (1, 0), last: (1, right as u32 - 1) });
            }
            Change::Heading => {
                if let Some((head, _)) = headers(sheet, names).first() {
                    insert_rows(sheet, *head, 1);
                    sheet.cells.push(text(*head, 0, "二、绩效指标完成情况"));
                    sheet.merges.push(Area { first: (*head, 0), last: (*head, right as u32 - 1) });
                }
            }
            Change::Helper { hidden } => {
                for (_, end) in headers(sheet, names).iter().rev() {
                    let columns: Vec<u32> =
                        sheet.cells.iter().filter(|cell| cell.row == *end).map(|cell| cell.col).collect();
                    insert_rows(sheet, end + 1, 1);
                    for (number, col) in (1..).zip(columns) {
                        let name = if *hidden { format!("kpi_{col}") } else { number.to_string() };
                        sheet.cells.push(text(end + 1, col, &name));
                    }
                    sheet.hidden_rows.extend(hidden.then_some(end + 1));
                }
            }
            Change::BlockLast => block_last(sheet, names),
            Change::Alias { at, other } => rename(sheet, names, *at, *other),
            Change::Unmerged => sheet.merges.clear(),
            Change::Split | Change::Continued { .. } => {}
        }
        sheet.cells.sort_by_key(|cell| (cell.row, cell.col));
    }
}

/// Moves the rows of the only budget block below everything else.
fn block_last(sheet: &mut Sheet, names: &Names) {
    let rows = rows(sheet);
    let heads: Vec<u32> = rows
        .iter()
        .filter(|(_, cells)| {
            Names::found(&names.block, cells) >= 3 && Names::found(&names.columns, cells) < 4
        })
        .map(|(row, _)| *row)
        .collect();
    let forms = headers(sheet, names).len();
    let [head] = heads.as_slice() else { return };
    let bottom = *rows.keys().next_back().unwrap();
    let is_line = |row: &u32| {
        let named = |cell: &&&Cell| matches!(&cell.value, Value::Text(text) if Names::is(&names.lines, text));
        rows.get(row).is_some_and(|cells| cells.iter().filter(named).count() > 0)
    };
    let end = (head + 1..=bottom).take_while(is_line).last().unwrap_or(*head);
    if forms != 1 || end == *head || bottom <= end {
        return;
    }
    let height = end + 1 - head;
    let head = *head;
    shift(sheet, |row, col| {
        let row = match row {
            row if row < head => row,
            row if row <= end => row + (bottom - end),
            row => row - height,
        };
        (row, col)
    });
    // A merged area that reached over its end does no longer.
    sheet.merges.retain(|area| area.first.0 <= area.last.0);
}

/// The sheet's indicator table, with all that is below it, becomes a sheet.
fn split(sheets: &mut Vec<Sheet>, names: &Names) {
    let [sheet] = sheets.as_mut_slice() else { return };
    let heads = headers(sheet, names);
    let [(head, _)] = heads.as_slice() else { return };
    let (above, below): (Vec<Cell>, Vec<Cell>) =
        std::mem::take(&mut sheet.cells).into_iter().partition(|cell| cell.row < *head);
    let (merged_above, merged_below) =
        std::mem::take(&mut sheet.merges).into_iter().partition(|area: &Area| area.first.0 < *head);
    let second =
        Sheet { name: "绩效指标".to_owned(), cells: below, merges: merged_below, ..Sheet::default() };
    (sheet.cells, sheet.merges) = (above, merged_above);
    // A table without anything above it has no other sheet to go with.
    if sheet.cells.is_empty() {
        sheet.cells = second.cells;
        sheet.merges = second.merges;
        return;
    }
    sheets.push(second);
}

/// The last rows of a sheet that ends with its indicator table become a sheet by themselves.
fn continued(sheets: &mut Vec<Sheet>, names: &Names, lines: usize) {
    let [sheet] = sheets.as_mut_slice() else { return };
    let heads = headers(sheet, names);
    let [(_, end)] = heads.as_slice() else { return };
    let is_block = |cells: &Vec<&Cell>| Names::found(&names.block, cells) >= 3;
    // What the sheet ends with is another table.
    if rows(sheet).range(end + 1..).any(|(_, cells)| is_block(cells)) {
        return;
    }
    let filled: Vec<u32> = rows(sheet).keys().copied().collect();
    let Some(first) = filled.iter().rev().nth(lines - 1).copied().filter(|first| *first > end + 2) else {
        return;
    };
    // The name of a level is printed once; a value that is merged over the break would be of lines on
    // both sheets.
    let is_level = |cell: &Cell| {
        let head = matches!(&cell.value, Value::Text(text) if Names::is(&names.levels, text));
        head && heads.iter().any(|(first, last)| (*first..=*last).contains(&cell.row))
    };
    let levels: Vec<u32> = sheet.cells.iter().filter(|cell| is_level(cell)).map(|cell| cell.col).collect();
    let crosses = |area: &Area| area.first.0 < first && area.last.0 >= first;
    if sheet.merges.iter().any(|area| crosses(area) && !levels.contains(&area.first.1)) {
        return;
    }
    for area in sheet.merges.iter_mut().filter(|area| crosses(area)) {
        area.last.0 = first - 1;
    }
    let taken = |area: &Area| area.first.0 >= first;
    let down = |(row, col): (u32, u32)| (row - first, col);
    let merges = std::mem::take(&mut sheet.merges);
    let (below, above): (Vec<Area>, Vec<Area>) = merges.into_iter().partition(taken);
    let (cells, kept) = std::mem::take(&mut sheet.cells).into_iter().partition(|cell| cell.row >= first);
    (sheet.cells, sheet.merges) = (kept, above);
    let mut second = Sheet { name: "续表".to_owned(), cells, ..Sheet::default() };
    second.cells.iter_mut().for_each(|cell| cell.row -= first);
    let moved = |area: Area| Area { first: down(area.first), last: down(area.last) };
    second.merges = below.into_iter().map(moved).collect();
    sheets.push(second);
}

fn rename(sheet: &mut Sheet, names: &Names, at: usize, other: usize) {
    let heads = headers(sheet, names);
    let in_head = |cell: &Cell| heads.iter().any(|(first, last)| (*first..=*last).contains(&cell.row));
    let shown: Vec<String> = sheet
        .cells
        .iter()
        .filter(|cell| in_head(cell))
        .filter_map(|cell| match &cell.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    let labels = &names.columns[at % names.columns.len()];
    let own: Vec<&String> = shown.iter().filter(|text| Names::is(labels, text)).collect();
    // Several columns of one name are told apart by which name each bears.
    let [own] = own.as_slice() else { return };
    let fits = |label: &&String| {
        let others = names.columns.iter().filter(|other| Names::is(other, label)).count();
        others == 1 && !Names::is(&[(*own).clone()], label)
    };
    let choice: Vec<&String> = labels.iter().filter(fits).collect();
    if choice.is_empty() {
        return;
    }
    let wanted = choice[other % choice.len()];
    for cell in sheet.cells.iter_mut().filter(|cell| in_head(cell)) {
        if matches!(&cell.value, Value::Text(text) if text == *own) {
            cell.value = Value::Text(format!(" {wanted}（A）"));
        }
    }
}

/// Rubrics with the samples that they score, and what these tell as they are.
struct Sample {
    rubric: &'static Rubric,
    names: Names,
    file: String,
    sheets: Vec<Sheet>,
    told: Vec<String>,
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (id, folder) in [
        ("project-2020-10", "published"),
        ("department-overall", "liwan-2023"),
        ("chongqing-department", "published"),
    ] {
        let rubric: &'static Rubric = Box::leak(Box::new(rubric(id)));
        for (file, sheets) in samples(folder) {
            let told = told(&intake(&file, sheets.clone(), rubric), rubric);
            // The other rubric's forms and lists of bodies have no such lines.
            // Of figures that contradict each other, the place decides which is named first.
            let disputed = told.iter().any(|line| line.contains("= disputed"));
            let has_lines = told.iter().any(|line| line.starts_with("绩效指标:"));
            if has_lines && !disputed {
                all.push(Sample { rubric, names: Names::of(&rubric.form), file, sheets, told });
            }
        }
    }
    all
});

fn check(sample: &Sample, changes: &[Change]) -> Result<(), String> {
    let mut sheets = sample.sheets.clone();
    for change in changes {
        apply(change, &mut sheets, &sample.names);
    }
    let after = told(&intake(&sample.file, sheets, sample.rubric), sample.rubric);
    if after == sample.told {
        return Ok(());
    }
    Err(format!("{} ({})\n{changes:?}\n{}", sample.file, sample.rubric.id, difference(&sample.told, &after)))
}

/// Some of the kinds of changes, made to a sample at places that its number chooses.
fn changes_of(sample: usize) -> Vec<Change> {
    let mut changes = vec![
        Change::Title,
        Change::Heading,
        Change::Helper { hidden: sample.is_multiple_of(2) },
        Change::BlockLast,
        Change::Split,
        Change::Continued { lines: sample % 5 + 1 },
        Change::Unmerged,
    ];
    let at = |step: usize| sample * 7 + step * 11;
    changes.extend((0..2).map(|step| Change::Rows { at: at(step), count: 1 }));
    changes.push(Change::Columns { at: at(0), count: 1 });
    changes.push(Change::Wider { at: at(1) });
    changes.extend((0..3).map(|step| Change::Alias { at: at(step), other: sample + step }));
    // A third of them each, so that every kind is made to many samples.
    changes.into_iter().skip(sample % 3).step_by(3).collect()
}

#[test]
fn each_change_by_itself_changes_no_sample() {
    let wrong: Vec<String> = SAMPLES
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, sample)| {
            changes_of(at).into_iter().filter_map(move |change| check(sample, &[change]).err())
        })
        .collect();
    assert!(wrong.is_empty(), "{} of these:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn changes_together_change_no_sample() {
    let config = Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let changes = prop::collection::vec(change(), 2..5);
    // Drawn in one line, checked on every processor.
    let drawn: Vec<(usize, Vec<Change>)> = (0..TOGETHER)
        .map(|case| (case * 5 % SAMPLES.len(), changes.new_tree(&mut runner).unwrap().current()))
        .collect();
    let wrong: Vec<String> =
        drawn.par_iter().filter_map(|(at, changes)| check(&SAMPLES[*at], changes).err()).collect();
    assert!(wrong.is_empty(), "{} of these:\n{}", wrong.len(), wrong.join("\n\n"));
}
