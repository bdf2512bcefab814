//! What a terminal shows: a progress bar, findings, the closing line. Colours and the bar vanish
//! in a pipe.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::Evaluation;
use crate::finding::{Finding, Severity};
use crate::intake::FileStatus;
use crate::report::record::{Compared, RecordedFinding, State};
use crate::report::screen;
use crate::report::workbook::checklist::ReturnedCopy;

/// A bar on standard error: `已读 43/78`.
pub(super) fn progress() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("已读 {pos}/{len} {wide_bar}") {
        bar.set_style(style);
    }
    bar
}

/// Says on standard error why a run could not be done.
pub(super) fn complain(error: &dyn Display) {
    let red = Style::new().fg_color(Some(AnsiColor::Red.into()));
    // The exit status says it too, to whoever does not read this.
    let _ = writeln!(anstream::stderr(), "{red}{error}{red:#}");
}

/// Shows findings, five of a kind for each file, and the errors once more in one block; beside a
/// former check, what has become of them since.
pub(super) fn findings(findings: &[Finding], compared: Option<&Compared>) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let (shown, left_out) = screen::shown(findings);
    let states: HashMap<*const Finding, State> = compared
        .map(|compared| {
            findings.iter().map(std::ptr::from_ref).zip(compared.states.iter().copied()).collect()
        })
        .unwrap_or_default();
    for finding in &shown {
        let block = coloured(&screen::block(finding), finding.severity);
        let state = states.get(&std::ptr::from_ref(*finding));
        let state = state.map_or_else(String::new, |state| format!("\n  状态  {}", state.word()));
        writeln!(out, "{block}{state}\n")?;
    }
    if !left_out.is_empty() {
        let codes: Vec<String> =
            left_out.iter().map(|(code, count)| format!("{code} 另有 {count} 条")).collect();
        writeln!(out, "同类问题每个文件只显示 {} 条：{}\n", screen::MOST_OF_A_KIND, codes.join("，"))?;
    }
    let errors: Vec<&&Finding> = shown.iter().filter(|f| f.severity == Severity::Error).collect();
    if !errors.is_empty() && errors.len() < shown.len() {
        writeln!(out, "错误汇总：")?;
        for error in errors {
            let place = error.place.as_ref().map_or_else(String::new, |place| format!("  {place}"));
            writeln!(out, "  {}{place}", coloured(&screen::headline(error), Severity::Error))?;
        }
        writeln!(out)?;
    }
    if let Some(compared) = compared {
        changes(&mut out, compared)?;
    }
    let (errors, warnings, notes) = screen::tally(findings);
    writeln!(out, "问题 {} 条：错误 {errors}，警告 {warnings}，提示 {notes}", findings.len())
}

/// What is no more, and what nobody has sent again, in a line each; how much has changed.
fn changes(out: &mut impl Write, compared: &Compared) -> io::Result<()> {
    for (title, gone) in [("已改：", &compared.mended), ("未再报送，仍未改：", &compared.unsent)]
    {
        if !gone.is_empty() {
            writeln!(out, "{title}")?;
        }
        for RecordedFinding { code, message, department, indicator, .. } in gone {
            let whose = department.as_ref().map_or_else(String::new, |name| format!("  [{name}]"));
            let on = indicator.as_ref().map_or_else(String::new, |indicator| format!("（{indicator}）"));
            writeln!(out, "  {code}  {message}{on}{whose}")?;
        }
        if !gone.is_empty() {
            writeln!(out)?;
        }
    }
    let (new, open, mended) = compared.tally();
    writeln!(out, "与上次核对相比：新增 {new} 条，未改 {open} 条，已改 {mended} 条")
}

/// Which workbooks go back to whom.
pub(super) fn returned(copies: &[ReturnedCopy]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for copy in copies {
        let how = copy.transferred.as_ref().map_or_else(String::new, |format| {
            format!("（{format} 文件不能在原件上标注，已将数值转存为 .xlsx，不含原件的格式和公式）")
        });
        writeln!(out, "退回  {} → {}{how}", copy.file, copy.copy)?;
    }
    Ok(())
}

/// The block with its first word in the severity's colour.
pub(super) fn coloured(block: &str, severity: Severity) -> String {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    let style = Style::new().fg_color(Some(colour.into())).bold();
    let word = severity.to_string();
    block.strip_prefix(&word).map_or_else(|| block.to_owned(), |rest| format!("{style}{word}{style:#}{rest}"))
}

/// Who stands where, in one line each; the workbook has the rest.
pub(super) fn ranking(evaluation: &Evaluation) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "\n名次  总分     等级  部门")?;
    for standing in &evaluation.standings.order {
        let tally = &evaluation.cards.tallies[standing.card];
        let rank = standing.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
        let total = if tally.is_scored() {
            standing.total.number().fixed(evaluation.rubric.system.places_of_total())
        } else {
            "—".to_owned()
        };
        let grade = standing.grade.as_deref().unwrap_or("未定");
        let note = if tally.complete { "" } else { "（总分不完整）" };
        writeln!(out, "{}  {}  {}  {}{note}", pad(&rank, 4), pad(&total, 7), pad(grade, 4), tally.subject())?;
    }
    writeln!(out)
}

/// `text` filled with blanks to `width` columns, a Chinese character being two.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Any answer as JSON on standard output.
pub(super) fn json(answer: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, answer)?;
    writeln!(out)
}

/// How many files were found and what became of them, where the result lies, how long it took.
pub(super) fn closing(evaluation: &Evaluation, result: Option<&Path>, start: Instant) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let count =
        |test: &dyn Fn(&FileStatus) -> bool| evaluation.inputs.iter().filter(|i| test(&i.status)).count();
    let scored = count(&|status| *status == FileStatus::Scored);
    let rejected = count(&|status| matches!(status, FileStatus::Rejected(_)));
    let ignored = count(&|status| matches!(status, FileStatus::Ignored(_)));
    for input in &evaluation.inputs {
        match &input.status {
            FileStatus::Scored => {}
            FileStatus::Rejected(why) => writeln!(out, "拒收  {}：{why}", input.file)?,
            FileStatus::Ignored(why) => writeln!(out, "忽略  {}：{why}", input.file)?,
        }
    }
    let place = result.map_or_else(String::new, |folder| format!("结果在 {}；", folder.display()));
    writeln!(
        out,
        "找到 {} 个文件：评分 {scored}，拒收 {rejected}，忽略 {ignored}；{place}用时 {:.1} 秒",
        evaluation.inputs.len(),
        start.elapsed().as_secs_f64()
    )
}
