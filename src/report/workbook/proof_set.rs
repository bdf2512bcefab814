//! The proof in workbooks of its own, one for each group, where one workbook would be too large to
//! open in comfort, and the sheet of the result that leads to them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;

use super::cell::Cell;
use super::peers::Peers;
use super::proof::{self, Found};
use super::table::{Column, Table};
use super::view::View;
use super::{Drawing, File, drawn, parameters, run, system};
use crate::place::{CellRef, Place};
use crate::report::file_name::FileNames;

/// Subjects whose proof one workbook holds. docs/recalculation.md has the measurement.
pub const MOST: usize = 300;
/// The folder beside the result.
pub const FOLDER: &str = "核算底稿";
/// The sheet of the result that lists them.
pub const SHEET: &str = "核算底稿目录";
/// The header over their names there.
pub const FILE: &str = "底稿文件";
/// The header over their digests there.
pub const DIGEST: &str = "工作簿校验值";
/// What bodies without a group are called.
const NO_GROUP: &str = "未分组";

/// Some of the subjects, by the numbers of their cards.
struct Part {
    file: String,
    cards: BTreeSet<usize>,
}

/// A part that is drawn.
struct Drawn {
    file: File,
    digest: String,
    found: Found,
}

/// The workbooks, where the proof stands in them, and the sheet that leads there.
pub(super) struct Set {
    pub(super) files: Vec<File>,
    pub(super) found: Found,
    pub(super) table: Table,
}

/// Draws the proof in parts of at most `most` subjects.
pub(super) fn draw(view: &View, peers: &Peers, drawing: &Drawing, most: usize) -> Result<Set, XlsxError> {
    let parts = parts(view, most);
    let base = drawing.link_base.map(|base| format!("../{base}"));
    let one = |part: &Part| {
        let (proof, found) = proof::table(view, peers, Some(&part.cards));
        let styles = &view.evaluation.rubric.styles;
        let year = view.evaluation.rubric.system.year;
        let tables = [
            Some(proof),
            peers.table(view, &found),
            Some(parameters::table(view)),
            Some(system::table(view)),
            Some(run::of_part(view)),
        ];
        let tables = tables.into_iter().flatten().map(|table| table.styled(styles, year)).collect();
        let (bytes, digest) = drawn(view, tables, base.as_deref())?;
        Ok(Drawn { file: File { file: part.file.clone(), bytes }, digest, found })
    };
    let drawn: Result<Vec<Drawn>, XlsxError> = parts.par_iter().map(one).collect();
    let drawn = drawn?;
    let table = table(view, &parts, &drawn);
    let mut set = Set { files: Vec::new(), found: Found::default(), table };
    for part in drawn {
        set.found.extend(part.found);
        set.files.push(part.file);
    }
    Ok(set)
}

/// The subjects group by group, large groups in several parts.
fn parts(view: &View, most: usize) -> Vec<Part> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (standing, card) in view.standings() {
        groups.entry(card.group.as_deref().unwrap_or(NO_GROUP)).or_default().push(standing.card);
    }
    let mut names = FileNames::default();
    let mut parts = Vec::new();
    for (group, cards) in groups {
        let several = cards.len() > most;
        for (index, cards) in cards.chunks(most.max(1)).enumerate() {
            let wanted = if several { format!("{group}（{}）", index + 1) } else { group.to_owned() };
            parts.push(Part { file: names.name(&wanted, "xlsx"), cards: cards.iter().copied().collect() });
        }
    }
    parts
}

/// 核算底稿目录: whose proof stands where.
fn table(view: &View, parts: &[Part], drawn: &[Drawn]) -> Table {
    let of_card: BTreeMap<usize, usize> = parts
        .iter()
        .enumerate()
        .flat_map(|(part, of_it)| of_it.cards.iter().map(move |card| (*card, part)))
        .collect();
    let mut columns = vec![Column::new("序号", 6.0)];
    columns.extend(view.name_columns());
    columns.extend([
        Column::new("分组", 16.0),
        Column::new("评价得分", 11.0),
        Column::words(FILE, 34.0),
        Column::new(DIGEST, 36.0),
    ]);
    let row = |(index, (standing, card)): (usize, (&crate::rank::Standing, &crate::score::Scorecard))| {
        let part = of_card.get(&standing.card).copied();
        let mut cells = vec![Cell::count(index + 1)];
        cells.extend(view.name_cells(&card.department, card.project.as_deref()));
        cells.push(Cell::text(card.group.as_deref().unwrap_or(NO_GROUP)));
        cells.push(view.total(standing, card));
        let Some((part, drawn)) = part.and_then(|part| Some((parts.get(part)?, drawn.get(part)?))) else {
            cells.extend([Cell::stated(None::<String>), Cell::stated(None::<String>)]);
            return cells;
        };
        let place = Place::file(format!("{FOLDER}/{}", part.file)).sheet(proof::SHEET);
        let line = drawn.found.first_lines.get(&standing.card).copied().unwrap_or_default();
        let row = drawn.found.first_row.saturating_add(u32::try_from(line).unwrap_or(0));
        cells.push(Cell::link_beside(&part.file, &place.cell(CellRef::new(row, 0))));
        let (left, right) = drawn.digest.split_at(drawn.digest.len() / 2);
        cells.push(Cell::text(format!("{left}\n{right}")));
        cells
    };
    Table {
        name: SHEET,
        title: view.title("核算底稿目录"),
        unit: Some("分"),
        columns,
        rows: view.standings().enumerate().map(row).collect(),
        remarks: vec![
            format!(
                "{}超过 {MOST} 个，核算底稿按分组另存于“{FOLDER}”文件夹，点击“{FILE}”可打开",
                view.counted()
            ),
            "本工作簿中指标得分照录程序计算结果；改动底稿中的数值，底稿内的得分、总分随之变动，须再填入指标得分汇总表，名次方随之变动".to_owned(),
            view.rubric_remark(),
        ],
        frozen: 2,
        filter: true,
        ..Table::default()
    }
}
