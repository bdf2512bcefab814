//! `jixiao rubric lint`: everything that is wrong with a rubric, at once.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::args::LintArgs;
use super::rubric::name_of;
use super::{Outcome, plan, screen};
use crate::finding::Severity;
use crate::report::wording;
use crate::rubric::lint::{Record, Wrong};
use crate::rubric::{Fault, Rubric};
use crate::score::example::{self, Mismatch};

/// The command's answer as JSON.
#[derive(Serialize)]
struct Answer {
    rubric: String,
    faults: Vec<Entry>,
}

/// A fault as JSON.
#[derive(Serialize)]
struct Entry {
    code: &'static str,
    severity: Severity,
    place: String,
    message: String,
    fix: String,
}

impl Entry {
    fn of(fault: &Fault) -> Self {
        Self {
            code: fault.code(),
            severity: fault.severity(),
            place: fault.place.to_string(),
            message: fault.wrong.message(),
            fix: fault.wrong.fix(),
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: &LintArgs) -> Outcome {
    let rubric = match plan::unlinted(&arguments.folder) {
        Ok(rubric) => rubric,
        Err(outcome) => return outcome,
    };
    let faults = faults(&rubric);
    let _ = report(&rubric, &faults, arguments);
    if faults.iter().any(Fault::refuses) { Outcome::Usage } else { Outcome::Clean }
}

/// The faults of a rubric; its examples are run where nothing is wrong with the rest, since they
/// would only repeat what is wrong with it.
fn faults(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = rubric.faults();
    if !faults.iter().any(Fault::refuses) {
        faults.extend(example::run(rubric).into_iter().map(|mismatch| {
            let Mismatch { name, expected, found } = mismatch;
            let (expected, found) = (wording::expected(&expected), wording::found(&found));
            let wrong = Wrong::ExampleDiffers { expected, found };
            rubric.placed(Fault { wrong, place: Record::Example(name) })
        }));
    }
    faults
}

fn report(rubric: &Rubric, faults: &[Fault], arguments: &LintArgs) -> io::Result<()> {
    if arguments.json {
        let faults = faults.iter().map(Entry::of).collect();
        return screen::json(&Answer { rubric: rubric.id.clone(), faults });
    }
    let mut out = anstream::stdout().lock();
    for fault in faults {
        writeln!(out, "{}\n", screen::coloured(&block(fault), fault.severity()))?;
    }
    let errors = faults.iter().filter(|fault| fault.refuses()).count();
    let warnings = faults.len() - errors;
    writeln!(out, "{}：错误 {errors}，警告 {warnings}", name_of(&arguments.folder))
}

/// A fault as a block of lines.
fn block(fault: &Fault) -> String {
    let mut text = format!("{} {}  {}", fault.severity(), fault.code(), fault.wrong);
    let _ = write!(text, "\n  位置  {}\n  处理  {}", fault.place, fault.wrong.fix());
    text
}
