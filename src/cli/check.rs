//! `jixiao check`: everything up to the findings, no scores and no files.

use std::io;
use std::time::Instant;

use serde::Serialize;

use super::args::CheckArgs;
use super::{Outcome, plan, screen};
use crate::Evaluation;
use crate::report::json::{FindingEntry, InputEntry, ResultFile, RubricEntry};

/// The command's answer as JSON: the result contract without its subjects.
#[derive(Serialize)]
struct Answer {
    schema: u32,
    rubric: RubricEntry,
    findings: Vec<FindingEntry>,
    inputs: Vec<InputEntry>,
}

/// Runs the command.
pub(super) fn run(arguments: &CheckArgs) -> Outcome {
    let start = Instant::now();
    let evaluation = match plan::evaluate(&arguments.input) {
        Ok(evaluation) => evaluation,
        Err(outcome) => return outcome,
    };
    let _ = report(&evaluation, arguments, start);
    plan::outcome(&evaluation.findings, arguments.input.fail_on)
}

fn report(evaluation: &Evaluation, arguments: &CheckArgs, start: Instant) -> io::Result<()> {
    if arguments.input.json {
        let ResultFile { schema, rubric, findings, inputs, .. } = ResultFile::of(evaluation);
        return screen::json(&Answer { schema, rubric, findings, inputs });
    }
    screen::findings(&evaluation.findings)?;
    screen::closing(evaluation, None, start)
}
