//! 校验问题清单.xlsx: what is to be sent back to whom, and everything that was found.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::{Cell, NONE};
use super::problems;
use super::reference::Layout;
use super::style::Tint;
use super::submissions::{self, SentState};
use super::table::{Column, Setting, Table};
use super::view::View;
use crate::Evaluation;
use crate::report::packed::saved;
use crate::report::record::{Compared, RecordedFinding, State};
use crate::report::wording;

/// A copy that was written to be sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedCopy {
    /// The file among the inputs.
    pub file: String,
    /// The copy, below the folder of the list.
    pub copy: String,
    /// What the original was, where it could not be marked itself.
    pub transferred: Option<String>,
}

/// The bytes of the list. `link_base` is as for the result workbook.
///
/// # Errors
/// What the file format cannot hold.
pub fn write(
    evaluation: &Evaluation,
    compared: Option<&Compared>,
    returned: &[ReturnedCopy],
    link_base: Option<&str>,
) -> Result<Vec<u8>, XlsxError> {
    let view = View::new(evaluation, &[], false);
    let mut workbook = Workbook::new();
    workbook.set_properties(&super::properties(&view.title("校验问题清单"))?);
    let tables = [summary(&view, compared, returned), list(&view, compared)];
    let layout = Layout::default();
    for (index, table) in tables.iter().enumerate() {
        let setting = Setting { annex: Some(index + 1), link_base, layout: &layout, style: &view.style };
        workbook.push_worksheet(table.draw(&setting)?.0);
    }
    saved(&mut workbook)
}

/// 校验情况汇总表: a department to a line.
fn summary(view: &View, compared: Option<&Compared>, returned: &[ReturnedCopy]) -> Table {
    let sent = submissions::sent(view.evaluation);
    let states = compared.map(|compared| by_department(view.evaluation, compared));
    let mut columns = vec![
        Column::new("部门编码", 10.0),
        Column::words("部门名称", 24.0),
        Column::new("状态", 9.0),
        Column::new("错误", 7.0),
        Column::new("警告", 7.0),
        Column::new("提示", 7.0),
    ];
    if compared.is_some() {
        columns.extend([State::New, State::Open, State::Mended].map(|state| Column::new(state.word(), 7.0)));
    }
    columns.push(Column::words("报送文件", 34.0));
    columns.push(Column::words("退回修改", 38.0));
    let rows = sent.iter().map(|sent| {
        let (state, tint) = match sent.state {
            SentState::NotSent => ("未报", Tint::Muted),
            SentState::Twice => ("重复", Tint::Error),
            SentState::Returned => ("退回", Tint::Error),
            SentState::Held => ("待核", Tint::Pending),
            SentState::Accepted => ("通过", Tint::None),
        };
        let mut cells = vec![
            Cell::stated(sent.code.as_deref()),
            Cell::text(&sent.name),
            Cell::text(state).tinted(tint),
            Cell::count(sent.errors),
            Cell::count(sent.warnings),
            Cell::count(sent.notes),
        ];
        if let Some(states) = &states {
            let counts = states.get(sent.name.as_str()).copied().unwrap_or_default();
            cells.extend(counts.map(Cell::count));
        }
        let copies: Vec<&str> = returned
            .iter()
            .filter(|copy| sent.files.contains(&copy.file))
            .map(|copy| copy.copy.as_str())
            .collect();
        let lines = |names: Vec<&str>| Some(names.join("\n")).filter(|names| !names.is_empty());
        cells.push(Cell::stated(lines(sent.files.iter().map(String::as_str).collect())));
        cells.push(Cell::stated(lines(copies)));
        cells
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let count = |state: SentState| sent.iter().filter(|sent| sent.state == state).count();
    let mut remarks = vec![
        format!(
            "共 {} 个部门：通过 {} 个，退回 {} 个，待核 {} 个，重复 {} 个，未报 {} 个；待核为错误在财政部门掌握的数据，不须退回",
            sent.len(),
            count(SentState::Accepted),
            count(SentState::Returned),
            count(SentState::Held),
            count(SentState::Twice),
            count(SentState::NotSent)
        ),
        "退回修改：在部门所报工作簿上标出有问题的单元格并附批注，其余内容不变；与其他部门比较得出的问题、须由财政部门处理的问题只列于本清单，不随件退回".to_owned(),
    ];
    let transferred: Vec<String> = returned
        .iter()
        .filter_map(|copy| Some(format!("“{}”（{}）", copy.file, copy.transferred.as_ref()?)))
        .collect();
    if !transferred.is_empty() {
        remarks.push(format!(
            "下列文件的格式不能在原件上标注，已将数值转存为 .xlsx，不含原件的格式和公式：{}",
            transferred.join("、")
        ));
    }
    if compared.is_some() {
        remarks.push("新增、未改、已改系与上次核对相比；本次没有再报的部门，上次的问题仍计为未改".to_owned());
    }
    Table {
        name: "校验情况汇总表",
        title: view.title("自评材料校验情况汇总表"),
        columns,
        rows,
        remarks,
        frozen: 2,
        filter: true,
        ..Table::default()
    }
}

/// New, open and mended findings of each department.
fn by_department<'a>(evaluation: &'a Evaluation, compared: &'a Compared) -> BTreeMap<&'a str, [usize; 3]> {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let now = evaluation.findings.iter().zip(&compared.states);
    let now = now.map(|(finding, state)| (finding.department.as_deref(), *state));
    let then = compared.unsent.iter().chain(&compared.mended);
    let then = then.filter_map(|finding| Some((finding.department.as_deref(), finding.state?)));
    for (department, state) in now.chain(then) {
        let counts = counts.entry(department.unwrap_or_default()).or_default();
        let column = match state {
            State::New => 0,
            State::Open => 1,
            State::Mended => 2,
        };
        counts[column] += 1;
    }
    counts
}

/// 校验问题清单: a finding to a line, those of a department together.
fn list(view: &View, compared: Option<&Compared>) -> Table {
    let mut table = problems::table(view);
    table.name = "校验问题清单";
    table.title = view.title("自评材料校验问题清单");
    let Some(compared) = compared else { return table };
    // After the number.
    table.columns.insert(1, Column::new("状态", 7.0));
    for (row, state) in table.rows.iter_mut().zip(&compared.states) {
        row.insert(1, said(*state));
    }
    let gone = compared.unsent.iter().chain(&compared.mended);
    for finding in gone {
        let number = table.rows.len() + 1;
        table.rows.push(former(number, finding, table.columns.len()));
    }
    let (new, open, mended) = compared.tally();
    table.remarks.push(format!("与上次核对相比：新增 {new} 项，未改 {open} 项，已改 {mended} 项"));
    table.frozen += 1;
    table
}

fn said(state: State) -> Cell {
    let tint = match state {
        State::New => Tint::Error,
        State::Open => Tint::Warning,
        State::Mended => Tint::Good,
    };
    Cell::text(state.word()).tinted(tint)
}

/// A finding of the former check, in the columns of the list.
fn former(number: usize, finding: &RecordedFinding, columns: usize) -> Vec<Cell> {
    let severity = match finding.severity.as_str() {
        "error" => "错误",
        "warning" => "警告",
        _ => "提示",
    };
    let mut cells = vec![
        Cell::count(number),
        finding.state.map_or_else(Cell::blank, said),
        Cell::text(severity),
        Cell::text(&finding.code),
        Cell::stated(finding.department.as_deref()),
        Cell::stated(Some(&finding.file).filter(|file| !file.is_empty())),
        Cell::stated(finding.sheet.as_deref()),
        Cell::stated(finding.cell.as_deref()),
        Cell::stated(finding.indicator.as_deref()),
        Cell::stated(finding.value.as_deref().map(wording::excerpt)),
        Cell::text(NONE),
        Cell::text(&finding.message),
        Cell::text(&finding.fix),
    ];
    cells.resize_with(columns, || Cell::text(NONE));
    cells
}
