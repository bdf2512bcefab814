//! What a terminal shows: a progress bar, findings, the closing line. Colours and the bar vanish
//! in a pipe.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::Evaluation;
use crate::finding::{Finding, Severity, catalogue};
use crate::intake::FileStatus;
use crate::report::record::{Compared, RecordedFinding, State};
use crate::report::screen::{self, Shown};
use crate::report::workbook::checklist::ReturnedCopy;

/// More bodies than these are not ranked on a screen.
const MOST_RANKED: usize = 50;

/// How often a sign that something goes on is moved.
const BEAT: Duration = Duration::from_millis(200);

/// A bar on standard error: `已读 43/78`.
pub(super) fn progress() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("已读 {pos}/{len} {wide_bar}") {
        bar.set_style(style);
    }
    bar
}

/// A sign on standard error that something goes on which has no count.
pub(super) fn busy(what: &'static str) -> ProgressBar {
    let sign = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg} {spinner} {elapsed}") {
        sign.set_style(style);
    }
    sign.enable_steady_tick(BEAT);
    sign
}

/// Says on standard error why a run could not be done.
pub(super) fn complain(error: &dyn Display) {
    let red = Style::new().fg_color(Some(AnsiColor::Red.into()));
    // The exit status says it too, to whoever does not read this.
    let _ = writeln!(anstream::stderr(), "{red}{error}{red:#}");
}

/// Shows findings, five of a kind for each file or, where that would be too many, in all; and the errors
/// once more in one block. Beside a former check, what has become of them since: then of many only those
/// that are new. `all` says where all of them stand.
pub(super) fn findings(findings: &[Finding], compared: Option<&Compared>, all: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let states: HashMap<*const Finding, State> = compared
        .map(|compared| {
            findings.iter().map(std::ptr::from_ref).zip(compared.states.iter().copied()).collect()
        })
        .unwrap_or_default();
    let state = |finding: &Finding| states.get(&std::ptr::from_ref(finding)).copied();
    let many = findings.len() > screen::MOST_SHOWN;
    let listed: Vec<&Finding> = findings
        .iter()
        .filter(|finding| !many || state(finding).is_none_or(|state| state == State::New))
        .collect();
    let Shown { blocks, left_out, in_short } = screen::shown(&listed);
    let is_whole = left_out.is_empty() && listed.len() == findings.len();
    for finding in &blocks {
        let block = coloured(&screen::block(finding), finding.severity);
        let state = state(finding).map_or_else(String::new, |state| format!("\n  状态  {}", state.word()));
        writeln!(out, "{block}{state}\n")?;
    }
    if in_short {
        writeln!(out, "同类问题只显示 {} 条，其余为：", screen::MOST_OF_A_KIND)?;
        for (code, count) in &left_out {
            let what = catalogue::entry(code).map_or("", |entry| entry.what);
            writeln!(out, "  {code}  {}  {what}", pad(&format!("{count} 条"), 10))?;
        }
        writeln!(out)?;
    } else if !left_out.is_empty() {
        let codes: Vec<String> =
            left_out.iter().map(|(code, count)| format!("{code} 另有 {count} 条")).collect();
        writeln!(out, "同类问题每个文件只显示 {} 条：{}\n", screen::MOST_OF_A_KIND, codes.join("，"))?;
    }
    // Whatever is left out, errors are not.
    let errors: Vec<&Finding> = if in_short { listed } else { blocks.clone() };
    let errors: Vec<&Finding> = errors.into_iter().filter(|f| f.severity == Severity::Error).collect();
    if !errors.is_empty() && (in_short || errors.len() < blocks.len()) {
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
    let all = if is_whole { String::new() } else { format!("；{all}") };
    writeln!(out, "问题 {} 条：错误 {errors}，警告 {warnings}，提示 {notes}{all}", findings.len())
}

/// What is no more, and what nobody has sent again, in a line each; how much has changed.
fn changes(out: &mut impl Write, compared: &Compared) -> io::Result<()> {
    for (title, gone) in [("已改：", &compared.mended), ("未再报送，仍未改：", &compared.unsent)]
    {
        if !gone.is_empty() {
            writeln!(out, "{title}")?;
        }
        for RecordedFinding { code, message, department, indicator, file, .. } in gone {
            // What belongs to nobody is told by its file.
            let whose = department.as_ref().or(Some(file)).filter(|name| !name.is_empty());
            let whose = whose.map_or_else(String::new, |name| format!("  [{name}]"));
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

/// Who stands where, in one line each, as far as a screen has room.
pub(super) fn ranking(evaluation: &Evaluation) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let order = &evaluation.standings.order;
    writeln!(out, "\n名次  总分     等级  部门")?;
    for standing in order.iter().take(MOST_RANKED) {
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
    if order.len() > MOST_RANKED {
        writeln!(out, "……  共 {} 个，只显示前 {MOST_RANKED} 个", order.len())?;
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
    let incomplete = evaluation.cards.tallies.iter().filter(|tally| !tally.complete).count();
    let incomplete =
        if incomplete == 0 { String::new() } else { format!("（总分不完整 {incomplete} 个）") };
    let place = result.map_or_else(String::new, |folder| format!("结果在 {}；", folder.display()));
    writeln!(
        out,
        "找到 {} 个文件：评分 {scored}，拒收 {rejected}，忽略 {ignored}；评价对象 {} 个{incomplete}；{place}用时 {:.1} 秒",
        evaluation.inputs.len(),
        evaluation.cards.len(),
        start.elapsed().as_secs_f64()
    )
}
