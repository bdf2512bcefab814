//! `jixiao rubric`: the rubric itself, before anyone is scored.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::args::{RubricCommand, TestArgs};
use super::{Outcome, authoring, lint, plan, screen, show};
use crate::report::wording;
use crate::rubric::Rubric;
use crate::score::example::{self, Mismatch};

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
        RubricCommand::Lint(arguments) => lint::run(arguments),
        RubricCommand::Show(arguments) => show::run(arguments),
        RubricCommand::Template(arguments) => authoring::template(arguments),
        RubricCommand::Convert(arguments) => authoring::convert(arguments),
        RubricCommand::Import(arguments) => authoring::import(arguments),
    }
}

fn test(arguments: &TestArgs) -> Outcome {
    let rubric = match plan::load(&arguments.folder) {
        Ok(rubric) => rubric,
        Err(outcome) => return outcome,
    };
    let mismatches = example::run(&rubric);
    let _ = report(&rubric, &mismatches, arguments);
    if mismatches.is_empty() { Outcome::Clean } else { Outcome::Usage }
}

fn report(rubric: &Rubric, mismatches: &[Mismatch], arguments: &TestArgs) -> io::Result<()> {
    if arguments.json {
        return screen::json(&Answer {
            rubric: rubric.id.clone(),
            examples: rubric.examples.len(),
            failed: mismatches.iter().map(|mismatch| mismatch.name.clone()).collect(),
        });
    }
    let mut out = io::stdout().lock();
    for Mismatch { name, expected, found } in mismatches {
        let (expected, found) = (wording::expected(expected), wording::found(found));
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

/// The last name of a path, by which a rubric is called.
pub(super) fn name_of(folder: &Path) -> String {
    folder
        .file_name()
        .map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}
