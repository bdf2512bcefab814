//! `jixiao template`: blank forms for the bodies of a roster.

use std::io::{self, Write};

use super::args::BlankArgs;
use super::{Outcome, plan, screen};
use crate::blank::{self, Recipient, Room};
use crate::finding::Severity;
use crate::intake::{self, IntakeOptions};
use crate::report::outputs;
use crate::rubric::{Rubric, Scores};

/// Runs the command.
pub(super) fn run(arguments: &BlankArgs) -> Outcome {
    match write(arguments) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn write(arguments: &BlankArgs) -> Result<Outcome, Outcome> {
    let rubric = plan::load(&arguments.rubric)?;
    let recipients = match &arguments.roster {
        Some(roster) => recipients(roster, &rubric)?,
        None => Vec::new(),
    };
    let has_projects = rubric.system.scores == Scores::Project || rubric.projects.is_some();
    if !has_projects && arguments.projects > 1 {
        screen::complain(&"--projects 只用于按项目评分的细则");
        return Err(Outcome::Usage);
    }
    let room = Room { lines: arguments.lines, projects: usize::from(arguments.projects), ..Room::default() };
    let forms = blank::write_all(&rubric, &recipients, room).map_err(|error| {
        screen::complain(&format!("无法生成空白表：{error}"));
        Outcome::Failed
    })?;
    let files: Vec<(String, Vec<u8>)> = forms.into_iter().map(|form| (form.file, form.bytes)).collect();
    let there: Vec<&str> = files
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| arguments.out.join(name).symlink_metadata().is_ok())
        .collect();
    if let Some(first) = there.first().filter(|_| !arguments.force) {
        let more = if there.len() > 1 { format!("等 {} 个文件", there.len()) } else { String::new() };
        screen::complain(&format!("{first}{more}已存在，未覆盖；需要覆盖的请加 --force"));
        return Err(Outcome::Usage);
    }
    let written = outputs::write_files(&arguments.out, &files).map_err(|error| {
        screen::complain(&error);
        Outcome::Failed
    })?;
    for file in &written.in_use {
        screen::complain(&format!("{} 正被其他程序打开，已另存", file.display()));
    }
    // A reader that went away has seen what it wanted.
    let _ = writeln!(io::stdout(), "已生成空白表 {} 份：{}", written.files.len(), arguments.out.display());
    Ok(Outcome::Clean)
}

/// The bodies of a roster; what is wrong with it is said.
fn recipients(roster: &std::path::Path, rubric: &Rubric) -> Result<Vec<Recipient>, Outcome> {
    let options = IntakeOptions { reading: plan::reading()?, ..IntakeOptions::default() };
    let (roster, findings) = intake::read_roster(roster, rubric, &options).map_err(|error| {
        screen::complain(&error);
        Outcome::Failed
    })?;
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        screen::complain(&finding.problem.message());
    }
    if roster.bodies.is_empty() {
        screen::complain(&"没有读到名册：须有“部门名称”一列，以及部门编码、别名、分组中的一列");
        return Err(Outcome::Failed);
    }
    Ok(roster.bodies.iter().map(Recipient::from).collect())
}
