//! `jixiao rubric`: the rubric itself, before anyone is scored.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::args::{RubricArgs, RubricCommand};
use super::{Outcome, authoring, plan, screen, show};
use crate::report::wording;
use crate::rubric::Rubric;
use crate::rubric::example::{Expected, ExpectedStatus};
use crate::score::example::{self, Found, Mismatch};

/// The command's answer as JSON.
#[derive(Serialize)]
struct Answer {
    rubric: String,
    examples: usize,
    failed: Vec<String>,
}

/// Runs the command.
pub(super) fn run(command: &RubricCommand) -> Outcome {
    match command {
        RubricCommand::Test(arguments) => test(arguments),
        RubricCommand::Show(arguments) => show::run(arguments),
        RubricCommand::Template(arguments) => authoring::template(arguments),
        RubricCommand::Convert(arguments) => authoring::convert(arguments),
        RubricCommand::Import(arguments) => authoring::import(arguments),
        RubricCommand::Schema(arguments) => authoring::schema(arguments),
    }
}

fn test(arguments: &RubricArgs) -> Outcome {
    let rubric = match plan::load(&arguments.folder) {
        Ok(rubric) => rubric,
        Err(outcome) => return outcome,
    };
    let mismatches = example::run(&rubric);
    let _ = report(&rubric, &mismatches, arguments);
    if mismatches.is_empty() { Outcome::Clean } else { Outcome::Usage }
}

fn report(rubric: &Rubric, mismatches: &[Mismatch], arguments: &RubricArgs) -> io::Result<()> {
    if arguments.json {
        return screen::json(&Answer {
            rubric: rubric.id.clone(),
            examples: rubric.examples.len(),
            failed: mismatches.iter().map(|mismatch| mismatch.name.clone()).collect(),
        });
    }
    let mut out = io::stdout().lock();
    for Mismatch { name, expected, found } in mismatches {
        let expected = match expected {
            Expected::Points(points) => format!("{points} 分"),
            Expected::Status(ExpectedStatus::Pending) => "待评定".to_owned(),
            Expected::Status(ExpectedStatus::NotApplicable) => "不适用".to_owned(),
            Expected::Status(ExpectedStatus::Fires) => "适用".to_owned(),
            Expected::Status(ExpectedStatus::Clear) => "不适用该限制".to_owned(),
        };
        let found = match found {
            Found::Outcome(outcome) => wording::verdict(outcome),
            Found::Limit(true) => "适用".to_owned(),
            Found::Limit(false) => "不适用该限制".to_owned(),
            Found::Undecided => "待评定".to_owned(),
            Found::Nothing => "无结果".to_owned(),
        };
        writeln!(out, "算例“{name}”：应为 {expected}，现为：{found}")?;
    }
    let total = rubric.examples.len();
    writeln!(
        out,
        "{}：算例 {total} 个，通过 {}，不符 {}",
        name_of(&arguments.folder),
        total - mismatches.len(),
        mismatches.len()
    )
}

fn name_of(folder: &Path) -> String {
    folder
        .file_name()
        .map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}
