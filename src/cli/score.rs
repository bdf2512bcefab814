//! `jixiao score`: read, check, score, rank, and leave the result.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::{Cards, ScoreArgs};
use super::{Outcome, plan, screen};
use crate::Evaluation;
use crate::report::json::ResultView;
use crate::report::outputs::{self, OutputOptions};
use crate::rubric::shape::PROJECTS;

/// Runs the command.
pub(super) fn run(arguments: &ScoreArgs) -> Outcome {
    let start = Instant::now();
    if let Err(outcome) = plan::apart(&arguments.input.folder, &arguments.out) {
        return outcome;
    }
    // A workbook of an earlier run beside figures of this one would be taken for theirs.
    let folders = [arguments.out.clone(), arguments.out.join(PROJECTS)];
    let former = folders.map(|folder| folder.join(outputs::WORKBOOK));
    if let Some(former) = former.iter().find(|file| arguments.data_only && file.exists()) {
        screen::complain(&format!(
            "{} 为以前的结果，--data-only 不更新工作簿；请另选结果文件夹或先移走该文件",
            former.display()
        ));
        return Outcome::Usage;
    }
    let mut evaluation = match plan::evaluate(&arguments.input) {
        Ok(evaluation) => evaluation,
        Err(outcome) => return outcome,
    };
    let options = OutputOptions {
        workbook: !arguments.data_only,
        transcripts: !arguments.data_only && arguments.cards == Cards::All,
        monochrome: arguments.monochrome,
    };
    if evaluation.cards.is_empty() && arguments.out.join(outputs::RESULT).exists() {
        let _ = nothing_scored(&evaluation, arguments, start);
        screen::complain(&format!(
            "没有可以评分的报送材料，{} 内原有的结果未更新；请核对输入文件夹",
            arguments.out.display()
        ));
        return Outcome::Failed;
    }
    let busy = screen::busy("正在生成结果");
    if options.workbook {
        evaluation.keep_cards();
    }
    let (mut in_use, mut left) = (Vec::new(), Vec::new());
    for (evaluation, folder) in parts(&evaluation, &arguments.out) {
        match outputs::write_with(evaluation, &folder, &arguments.input.folder, &options) {
            Ok(written) => {
                in_use.extend(written.in_use);
                left.extend(written.left);
            }
            Err(error) => {
                busy.finish_and_clear();
                screen::complain(&error);
                return Outcome::Failed;
            }
        }
    }
    busy.finish_and_clear();
    for file in &in_use {
        screen::complain(&format!("{} 无法替换（可能正被其他程序打开），已改用其他文件名", file.display()));
    }
    for file in &left {
        screen::complain(&format!("{} 不属于本次结果，但内容已被改动，未删除", file.display()));
    }
    // A reader that went away has seen what it wanted; the result lies on the disk.
    let _ = report(&evaluation, arguments, start);
    plan::outcome(&evaluation.findings, arguments.input.fail_on)
}

/// What is written where: the bodies' projects, if they were scored first, in a folder of their own.
fn parts<'a>(evaluation: &'a Evaluation, out: &Path) -> Vec<(&'a Evaluation, PathBuf)> {
    let projects = evaluation.projects.as_deref().map(|projects| (projects, out.join(PROJECTS)));
    projects.into_iter().chain([(evaluation, out.to_owned())]).collect()
}

/// What was found although nothing was written.
fn nothing_scored(evaluation: &Evaluation, arguments: &ScoreArgs, start: Instant) -> io::Result<()> {
    if arguments.input.json {
        return screen::json(&ResultView::of(evaluation));
    }
    screen::findings(&evaluation.findings, None, "jixiao check 加写 --out <文件夹> 可另存全部问题的清单")?;
    screen::closing(evaluation, None, start)
}

fn report(evaluation: &Evaluation, arguments: &ScoreArgs, start: Instant) -> io::Result<()> {
    if arguments.input.json {
        return screen::json(&ResultView::of(evaluation));
    }
    let all = if arguments.data_only {
        format!("全部问题见 {}", arguments.out.join(outputs::RESULT).display())
    } else {
        format!("全部问题见 {} 的“数据质量问题表”", arguments.out.join(outputs::WORKBOOK).display())
    };
    screen::ranking(evaluation)?;
    screen::findings(&evaluation.findings, None, &all)?;
    screen::closing(evaluation, Some(&arguments.out), start)
}
