//! `jixiao verify`: what was changed in a result workbook since it was written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::args::VerifyArgs;
use super::{Outcome, screen};
use crate::report::transcripts;
use crate::report::workbook::proof_set;
use crate::report::workbook::seal::{self, Content};
use crate::verify::{self, Change, Kind, Verdict};

/// So many changes of one sheet are told one by one.
const MOST_TOLD: usize = 20;

/// Runs the command.
pub(super) fn run(arguments: &VerifyArgs) -> Outcome {
    let file = arguments.workbook.display();
    let bytes = match fs::read(&arguments.workbook) {
        Ok(bytes) => bytes,
        Err(cause) => {
            screen::complain(&format!("无法读取 {file}：{}", crate::finding::system_reason(&cause)));
            return Outcome::Failed;
        }
    };
    let beside = arguments.workbook.parent().unwrap_or(Path::new(""));
    let proof = |name: &str| fs::read(beside.join(proof_set::FOLDER).join(name)).ok();
    let Ok(verdict) = verify::set(&bytes, &proof) else {
        screen::complain(&format!("无法读取 {file}：不是电子表格工作簿（.xlsx）"));
        return Outcome::Failed;
    };
    if verdict.changes.contains(&Change::NoSeal)
        && let Some(is_own) = transcripts::is_as_listed(&arguments.workbook, &bytes)
    {
        let told = if is_own {
            "未发现改动：与生成时逐字节相同"
        } else {
            "发现改动：与生成时不同"
        };
        let _ = writeln!(io::stdout(), "{told}（按同一文件夹内的{}）", transcripts::LIST);
        return if is_own { Outcome::Clean } else { Outcome::Findings };
    }
    if verdict.is_empty() {
        screen::complain(&format!(
            "无法核对：{file} 没有“校验数据”表，所在文件夹的{}也未列出该文件；不是本程序生成的结果工作簿，或该表已被删除",
            transcripts::LIST
        ));
        return Outcome::Failed;
    }
    // A reader that went away has seen what it wanted.
    let _ = writeln!(io::stdout(), "{}", told(&verdict));
    if verdict.changes.is_empty() { Outcome::Clean } else { Outcome::Findings }
}

/// The verdict in words.
fn told(verdict: &Verdict) -> String {
    let is_unsaved = |change: &&Change| matches!(change, Change::Result { shown: None, .. });
    let unsaved = verdict.changes.iter().filter(is_unsaved).count();
    // A program that writes a workbook without computing it leaves out every result.
    let at_once = unsaved > MOST_TOLD;
    let one_by_one = verdict.changes.iter().filter(|change| !(at_once && is_unsaved(change)));
    let mut lines: Vec<String> = one_by_one.clone().take(MOST_TOLD).map(words).collect();
    let more = one_by_one.count().saturating_sub(MOST_TOLD);
    if more > 0 {
        lines.push(format!("另有 {more} 处"));
    }
    if at_once {
        lines.push(format!(
            "有 {unsaved} 处算式未变，但没有存下计算结果：工作簿经其他程序另存而未重新计算，请用 Excel 或 WPS 打开并保存后再核对"
        ));
    }
    let how = format!(
        "核对单元格 {} 个，按表内数据重算得分 {} 项{}",
        verdict.compared,
        verdict.recomputed,
        match verdict.not_recomputed {
            0 => String::new(),
            some => format!("（另有 {some} 项所引数据不在本表或未存结果，未单独重算）"),
        }
    );
    lines.push(if verdict.changes.is_empty() {
        format!("未发现改动：{how}")
    } else {
        format!("发现改动 {} 处：{how}", verdict.changes.len())
    });
    lines.join("\n")
}

fn words(change: &Change) -> String {
    match change {
        Change::NoSeal => "没有“校验数据”表：不是本程序生成的结果工作簿，或该表已被删除".to_owned(),
        Change::SealBroken => "“校验数据”表与运行信息所列的工作簿校验值不符：其中之一已被改动".to_owned(),
        Change::SheetGone { sheet } => format!("{sheet}：整张工作表已被删除或改名"),
        Change::FileGone { file } => {
            format!("{}/{file}：底稿文件不在或无法读取，未能核对", proof_set::FOLDER)
        }
        Change::OtherFile { file } => {
            format!("{}/{file}：不是与本结果一同生成的底稿文件", proof_set::FOLDER)
        }
        Change::In { file, change } => format!("{}/{file}｜{}", proof_set::FOLDER, words(change)),
        Change::SheetAdded { sheet } => format!("{sheet}：工作表为新增或改名"),
        Change::SheetHidden { sheet } => format!("{sheet}：整张工作表已被隐藏"),
        Change::RowsHidden { sheet, rows } => {
            let rows = ranges(rows.iter().map(|row| (row + 1, (row + 1).to_string())));
            format!("{sheet}：第 {rows} 行已被隐藏（手工隐藏或筛选）")
        }
        Change::ColumnsHidden { sheet, columns } => {
            let columns = ranges(columns.iter().map(|column| (*column, letters(*column))));
            format!("{sheet}：第 {columns} 列已被隐藏")
        }
        Change::LineGone { sheet, row, label } => format!("{sheet}：原第 {} 行已被删除（{label}）", row + 1),
        Change::LineAdded { sheet, row, label } => format!("{sheet}：第 {} 行为新增（{label}）", row + 1),
        Change::Cell { sheet, cell, label, was, now } => {
            let (kind, now) = match now {
                None => (Kind::Nothing, "已清空".to_owned()),
                Some(Content::Formula(formula)) => (Kind::Formula, format!("现为算式“={formula}”")),
                Some(Content::Number(number) | Content::Day(number)) => {
                    (Kind::Number, format!("现为数值 {number}"))
                }
                Some(Content::Words(words)) => (Kind::Words, format!("现为文字“{words}”")),
            };
            // The seal holds digests: what stood there is not known, and of its kind only what is new
            // tells anything.
            let was = match was {
                same if *same == kind => "内容已被改动（原值未存于工作簿）",
                Kind::Formula => "原为算式",
                Kind::Number => "原为数值",
                Kind::Words => "原为文字",
                Kind::Nothing => "原为空白",
            };
            format!("{sheet}!{cell}：{was}，{now}（{label}）")
        }
        Change::Result { sheet, cell, label, shown } => {
            let shown = match shown {
                None => "空白".to_owned(),
                Some(Content::Number(number) | Content::Day(number)) => number.to_string(),
                Some(Content::Words(words) | Content::Formula(words)) => format!("“{words}”"),
            };
            format!("{sheet}!{cell}：算式未变，所存结果已被改为 {shown}（{label}）")
        }
        Change::Recomputed { cell, label, written, computed } => {
            format!("{cell}：所列程序得分 {written}，按表内数据重算为 {computed}（{label}）")
        }
        Change::Stale { cell, label, shown, computed } => {
            format!("{cell}：所示得分 {shown}，按表内数据重算为 {computed}（{label}）")
        }
    }
}

/// Neighbours as one: `5至8、11`.
fn ranges(each: impl Iterator<Item = (u32, String)>) -> String {
    let mut out: Vec<(u32, u32, String, String)> = Vec::new();
    for (number, name) in each {
        match out.last_mut() {
            Some((_, last, _, end)) if *last + 1 == number => (*last, *end) = (number, name),
            _ => out.push((number, number, name.clone(), name)),
        }
    }
    let word = |(first, last, from, to)| if first == last { from } else { format!("{from}至{to}") };
    out.into_iter().map(word).collect::<Vec<_>>().join("、")
}

/// A column's letters.
fn letters(column: u32) -> String {
    seal::address(0, column).trim_end_matches('1').to_owned()
}
