//! What the arguments mean: the rubric loaded, the reading options resolved.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use super::args::{FailOn, InputArgs};
use super::{Outcome, screen};
use crate::authoring::{self, AuthoringError};
use crate::finding::{Finding, Severity};
use crate::intake::limits::Limits;
use crate::intake::reader::Reading;
use crate::intake::{IntakeError, IntakeOptions, Prefer};
use crate::previous::Previous;
use crate::rubric::{Rubric, RubricError};
use crate::{Evaluation, EvaluationError};

/// The file that makes a folder a rubric of texts, and the one that holds it as a workbook.
const TEXT: &str = "rubric.toml";
const WORKBOOK: &str = "rubric.xlsx";

/// Loads the rubric, reads, checks, scores and ranks. What goes wrong is said here. The process ends with
/// the command: to give back what the evaluation holds, piece by piece, would only keep its user waiting.
pub(super) fn evaluate(input: &InputArgs) -> Result<ManuallyDrop<Evaluation>, Outcome> {
    let rubric = load(&input.rubric)?;
    let options = options(input)?;
    keep_to(options.processors());
    let previous = previous(input.previous.as_deref())?;
    let progress = screen::progress();
    let outcome = crate::evaluate_beside(&input.folder, rubric, &options, previous, &|read, found| {
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
    Ok(ManuallyDrop::new(evaluation))
}

/// How the input folder is read.
pub(super) fn options(input: &InputArgs) -> Result<IntakeOptions, Outcome> {
    Ok(IntakeOptions {
        jobs: input.jobs,
        prefer: prefer(&input.prefer)?,
        reading: reading()?,
        limits: Limits::default().with(input.memory, input.file_size, input.timeout, input.cells),
    })
}

/// Leaves all but the reading of files, which has threads of its own, to so many processors.
fn keep_to(processors: usize) {
    // Threads that are there already stay.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(processors).build_global();
}

/// Refuses an output folder below the input folder: what lies there would be read as a submission
/// by the next run.
pub(super) fn apart(inputs: &Path, out: &Path) -> Result<(), Outcome> {
    match (real(inputs), real(out)) {
        (Some(inputs), Some(out)) if out.starts_with(&inputs) => {
            screen::complain(&"结果文件夹不能放在输入文件夹之内");
            Err(Outcome::Usage)
        }
        _ => Ok(()),
    }
}

/// Where a path leads, also one of which the last parts are not there yet.
fn real(path: &Path) -> Option<PathBuf> {
    let full = std::path::absolute(path).ok()?;
    full.ancestors().find_map(|there| Some(there.canonicalize().ok()?.join(full.strip_prefix(there).ok()?)))
}

/// The result of the year before, where one was named.
fn previous(path: Option<&Path>) -> Result<Option<Previous>, Outcome> {
    path.map(Previous::load).transpose().map_err(|error| {
        screen::complain(&error);
        Outcome::Failed
    })
}

/// This program again, as the reader of files that may bring a process down.
pub(super) fn reading() -> Result<Reading, Outcome> {
    let program = std::env::current_exe().map_err(|cause| {
        screen::complain(&IntakeError::NoReader(cause));
        Outcome::Failed
    })?;
    Ok(Reading::Workers { program, arguments: vec![super::READER.to_owned()] })
}

/// Loads a rubric, or says what is wrong with it: a folder of texts, a folder with a workbook, or
/// the workbook itself.
pub(super) fn load(path: &Path) -> Result<Rubric, Outcome> {
    refused(unlinted(path)?.linted())
}

/// The same with its faults left to the caller.
pub(super) fn unlinted(path: &Path) -> Result<Rubric, Outcome> {
    let workbook = if path.is_file() { path.to_owned() } else { path.join(WORKBOOK) };
    if path.join(TEXT).is_file() || !workbook.is_file() {
        return refused(Rubric::read(path));
    }
    // A workbook of the usual name is called after its folder, as a folder of texts is.
    let full = workbook.canonicalize().unwrap_or(workbook.clone());
    let named = if workbook.ends_with(WORKBOOK) { full.parent().map(Path::to_owned) } else { Some(full) };
    let id = named.as_deref().and_then(Path::file_stem).unwrap_or_default().to_string_lossy().into_owned();
    authoring::unlinted(id, &workbook).map_err(|error| {
        screen::complain(&error);
        let is_of_rubric = matches!(error, AuthoringError::Rubric(_));
        if is_of_rubric || error.is_the_authors() { Outcome::Usage } else { Outcome::Failed }
    })
}

/// A rubric, or what was wrong with it said.
fn refused(rubric: Result<Rubric, RubricError>) -> Result<Rubric, Outcome> {
    rubric.map_err(|error| {
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
    let worst = findings.iter().map(|finding| finding.severity).min();
    match (fail_on, worst) {
        (FailOn::Error, Some(Severity::Error))
        | (FailOn::Warning, Some(Severity::Error | Severity::Warning)) => Outcome::Findings,
        _ => Outcome::Clean,
    }
}
