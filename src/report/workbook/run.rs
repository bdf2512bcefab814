//! 运行信息: every input file and what the result was computed with.

use super::cell::Cell;
use super::style::Tint;
use super::table::{Column, Table};
use super::view::View;
use crate::intake::{FileStatus, InputFile};

/// The inputs with their hashes, the rubric and the version; neither time nor machine.
pub(super) fn table(view: &View) -> Table {
    let rubric = &view.evaluation.rubric;
    let inputs = &view.evaluation.inputs;
    Table {
        name: super::seal::RUN,
        title: "运行信息".to_owned(),
        columns: vec![
            Column::new("序号", 6.0),
            Column::words("文件", 44.0),
            Column::new("处理结果", 12.0),
            Column::words("原因", 30.0),
            Column::new("文件校验值（SHA-256）", 36.0),
        ],
        rows: inputs.iter().enumerate().map(|(index, input)| row(index + 1, input)).collect(),
        items: vec![
            ("指标体系".to_owned(), format!("{}（编号 {}）", rubric.system.title, rubric.id)),
            ("指标体系校验值（SHA-256）".to_owned(), rubric.sha256.clone()),
            ("程序名称及版本".to_owned(), format!("jixiao {}", env!("CARGO_PKG_VERSION"))),
        ],
        remarks: vec![
            "输入文件、指标体系和程序版本相同，结果即相同；校验值用于核对文件是否被改动".to_owned(),
            format!("共 {} 个文件，校验值相同的文件内容完全相同", inputs.len()),
        ],
        frozen: 2,
        filter: true,
        ..Table::default()
    }
}

/// 运行信息 of a workbook that holds a part of the proof: the inputs are listed in the result.
pub(super) fn of_part(view: &View) -> Table {
    let whole = table(view);
    Table {
        columns: vec![Column::new("", 26.0), Column::words("", 70.0)]
            .into_iter()
            .map(|column| Column { levels: Vec::new(), ..column })
            .collect(),
        rows: Vec::new(),
        remarks: vec!["本工作簿为评价结果的核算底稿的一部分；输入文件见评价结果的运行信息".to_owned()],
        frozen: 0,
        filter: false,
        ..whole
    }
}

/// The digest of what the workbook holds, by which its seal is known.
pub(super) fn sealed(digest: &str) -> (String, String) {
    (super::seal::DIGEST.to_owned(), digest.to_owned())
}

fn row(number: usize, input: &InputFile) -> Vec<Cell> {
    let (status, reason, tint) = match &input.status {
        FileStatus::Scored => ("已评分", "", Tint::None),
        FileStatus::Rejected(reason) => ("未能评分", reason.as_str(), Tint::Error),
        FileStatus::Ignored(reason) => ("不参与评分", reason.as_str(), Tint::None),
    };
    let hash = if input.sha256.is_empty() { "未能读取" } else { &input.sha256 };
    // Two lines of equal length, so that the digits can be compared.
    let (left, right) = hash.split_at_checked(hash.len() / 2).unwrap_or((hash, ""));
    let hash = if hash.len() == 64 { format!("{left}\n{right}") } else { hash.to_owned() };
    vec![
        Cell::count(number),
        Cell::text(&input.file),
        Cell::text(status).tinted(tint),
        Cell::text(reason),
        Cell::text(hash),
    ]
}
