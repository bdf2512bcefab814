//! What the arguments mean: the rubric loaded, the reading options resolved.

use super::args::{FailOn, InputArgs};
use super::{Outcome, screen};
use crate::finding::{Finding, Severity};
use crate::intake::limits::Limits;
use crate::intake::reader::Reading;
use crate::intake::{IntakeError, IntakeOptions, Prefer};
use crate::rubric::Rubric;
use crate::{Evaluation, EvaluationError};

/// Loads the rubric, reads, checks, scores and ranks. What goes wrong is said here.
pub(super) fn evaluate(input: &InputArgs) -> Result<Evaluation, Outcome> {
    let rubric = load(&input.rubric)?;
    let options = IntakeOptions {
        jobs: input.jobs,
        prefer: prefer(&input.prefer)?,
        reading: reading()?,
        limits: Limits::default().with(input.memory, input.file_size, input.timeout),
    };
    let progress = screen::progress();
    let outcome = crate::evaluate(&input.folder, rubric, &options, &|read, found| {
        progress.set_length(found as u64);
        progress.set_position(read as u64);
    });
    progress.finish_and_clear();
    let evaluation = outcome.map_err(|error| {
        screen::complain(&error);
        match error {
            EvaluationError::Intake(_) | EvaluationError::Ranking(_) => Outcome::Failed,
        }
    })?;
    if let Prefer::Files(names) = &options.prefer {
        let found = |name: &String| {
            evaluation
                .inputs
                .iter()
                .any(|input| input.file == *name || input.file.rsplit('/').next() == Some(name))
        };
        if let Some(missing) = names.iter().find(|name| !found(name)) {
            screen::complain(&format!("--prefer 所写的“{missing}”不在输入文件夹内"));
            return Err(Outcome::Usage);
        }
    }
    Ok(evaluation)
}

/// This program again, as the reader of files that may bring a process down.
fn reading() -> Result<Reading, Outcome> {
    let program = std::env::current_exe().map_err(|cause| {
        screen::complain(&IntakeError::NoReader(cause));
        Outcome::Failed
    })?;
    Ok(Reading::Workers { program, arguments: vec![super::READER.to_owned()] })
}

/// Loads a rubric, or says what is wrong with it.
pub(super) fn load(folder: &std::path::Path) -> Result<Rubric, Outcome> {
    Rubric::load(folder).map_err(|error| {
        screen::complain(&error);
        Outcome::Usage
    })
}

fn prefer(words: &[String]) -> Result<Prefer, Outcome> {
    match words {
        [] => Ok(Prefer::Undecided),
        [word] if word == "newest" => Ok(Prefer::Newest),
        words if words.iter().any(|word| word == "newest") => {
            screen::complain(&"--prefer 写 newest 时不能再写文件名");
            Err(Outcome::Usage)
        }
        files => Ok(Prefer::Files(files.to_vec())),
    }
}

/// The exit status that findings call for.
pub(super) fn outcome(findings: &[Finding], fail_on: FailOn) -> Outcome {
    let worst = findings.iter().map(|finding| finding.problem.severity()).min();
    match (fail_on, worst) {
        (FailOn::Error, Some(Severity::Error))
        | (FailOn::Warning, Some(Severity::Error | Severity::Warning)) => Outcome::Findings,
        _ => Outcome::Clean,
    }
}
