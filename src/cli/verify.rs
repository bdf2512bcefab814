//! `jixiao verify`: what was changed in a result workbook since it was written.

use std::fs;
use std::io::{self, Write};

use super::args::VerifyArgs;
use super::{Outcome, screen};
use crate::report::workbook::seal::Content;
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
    let Ok(verdict) = verify::workbook(&bytes) else {
        screen::complain(&format!("无法读取 {file}：不是电子表格工作簿（.xlsx）"));
        return Outcome::Failed;
    };
    // A reader that went away has seen what it wanted.
    let _ = writeln!(io::stdout(), "{}", told(&verdict));
    if verdict.changes.is_empty() { Outcome::Clean } else { Outcome::Findings }
}

/// The verdict in words.
fn told(verdict: &Verdict) -> String {
    let mut lines: Vec<String> = verdict.changes.iter().take(MOST_TOLD).map(words).collect();
    let more = verdict.changes.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        lines.push(format!("另有 {more} 处"));
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
        Change::LineGone { sheet, row, label } => format!("{sheet}：原第 {} 行已被删除（{label}）", row + 1),
        Change::LineAdded { sheet, row, label } => format!("{sheet}：第 {} 行为新增（{label}）", row + 1),
        Change::Cell { sheet, cell, label, was, now } => {
            let was = match was {
                Kind::Formula => "算式",
                Kind::Number => "数值",
                Kind::Words => "文字",
                Kind::Nothing => "空白",
            };
            let now = match now {
                None => "已清空".to_owned(),
                Some(Content::Formula(formula)) => format!("现为算式“={formula}”"),
                Some(Content::Number(number) | Content::Day(number)) => format!("现为数值 {number}"),
                Some(Content::Words(words)) => format!("现为文字“{words}”"),
            };
            format!("{sheet}!{cell}：原为{was}，{now}（{label}）")
        }
        Change::Recomputed { cell, label, written, computed } => {
            format!("{cell}：所列程序得分 {written}，按表内数据重算为 {computed}（{label}）")
        }
        Change::Stale { cell, label, shown, computed } => {
            format!("{cell}：所示得分 {shown}，按表内数据重算为 {computed}（{label}）")
        }
    }
}
