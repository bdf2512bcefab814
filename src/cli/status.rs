//! `jixiao status`: who has sent, who has not, whose form has to go back.

use std::io::{self, Write};

use serde::Serialize;

use super::args::StatusArgs;
use super::{Outcome, plan, screen};
use crate::Evaluation;
use crate::intake::FileStatus;
use crate::report::workbook::{Sent, SentState, sent};

/// A department as the answer in JSON has it.
#[derive(Serialize)]
struct Entry {
    code: Option<String>,
    department: String,
    group: Option<String>,
    state: &'static str,
    files: Vec<String>,
    forms: usize,
    errors: usize,
    warnings: usize,
}

/// Runs the command.
pub(super) fn run(arguments: &StatusArgs) -> Outcome {
    let evaluation = match plan::evaluate(&arguments.input) {
        Ok(evaluation) => evaluation,
        Err(outcome) => return outcome,
    };
    let all = sent(&evaluation);
    let _ = if arguments.input.json {
        screen::json(&all.into_iter().map(entry).collect::<Vec<_>>())
    } else {
        shown(&evaluation, &all)
    };
    plan::outcome(&evaluation.findings, arguments.input.fail_on)
}

fn entry(sent: Sent) -> Entry {
    Entry {
        code: sent.code,
        department: sent.name,
        group: sent.group,
        state: match sent.state {
            SentState::NotSent => "not_sent",
            SentState::Twice => "twice",
            SentState::Returned => "returned",
            SentState::Held => "held",
            SentState::Accepted => "accepted",
        },
        files: sent.files,
        forms: sent.forms,
        errors: sent.errors,
        warnings: sent.warnings,
    }
}

fn word(state: SentState) -> &'static str {
    match state {
        SentState::NotSent => "未报送",
        SentState::Twice => "重复",
        SentState::Returned => "退回",
        SentState::Held => "待核",
        SentState::Accepted => "已报",
    }
}

fn shown(evaluation: &Evaluation, all: &[Sent]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "状态    错误  警告  部门")?;
    for sent in all {
        let name = match &sent.code {
            Some(code) if !code.is_empty() => format!("{code} {}", sent.name),
            _ => sent.name.clone(),
        };
        let files =
            if sent.files.is_empty() { String::new() } else { format!("（{}）", sent.files.join("、")) };
        let count =
            |n: usize| if sent.state == SentState::NotSent { "—".to_owned() } else { n.to_string() };
        writeln!(
            out,
            "{}{}{}{name}{files}",
            screen::pad(word(sent.state), 8),
            screen::pad(&count(sent.errors), 6),
            screen::pad(&count(sent.warnings), 6)
        )?;
    }
    let count = |state: SentState| all.iter().filter(|sent| sent.state == state).count();
    let [accepted, returned, held, twice, missing] =
        [SentState::Accepted, SentState::Returned, SentState::Held, SentState::Twice, SentState::NotSent]
            .map(count);
    writeln!(
        out,
        "\n共 {} 个部门：已报 {accepted}，退回 {returned}，待核 {held}，重复 {twice}，未报送 {missing}",
        all.len()
    )?;
    if held > 0 {
        writeln!(out, "待核：部门所报材料无错误，错误在财政部门掌握的数据，不须退回")?;
    }
    if evaluation.roster.is_empty() {
        writeln!(out, "未提供名册，只列已知的部门，不能判断是否有部门未报送")?;
    }
    let known = |file: &str| all.iter().any(|sent| sent.files.iter().any(|own| own == file));
    for input in &evaluation.inputs {
        if let FileStatus::Rejected(why) = &input.status
            && !known(&input.file)
        {
            writeln!(out, "不知是哪个部门的文件：{}（{why}）", input.file)?;
        }
    }
    Ok(())
}
