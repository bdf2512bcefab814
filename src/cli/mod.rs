//! The commands: arguments as typed ([`args`]), what they mean ([`plan`]), one file for each.
//!
//! Progress, colours and exit status live here alone.

mod args;
mod authoring;
mod check;
mod explain;
mod form;
mod lint;
mod outcome;
mod plan;
mod rubric;
mod score;
mod screen;
mod show;
mod status;
mod template;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::intake::reader;
use args::Command;
pub use outcome::Outcome;

/// The command by which the program runs itself as a reader of files.
const READER: &str = "read-files";

/// Runs one command line and says how it went.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let outcome = match args::parse(arguments) {
        Err(early) => early,
        Ok(Command::Score(arguments)) => score::run(&arguments),
        Ok(Command::Check(arguments)) => check::run(&arguments),
        Ok(Command::Status(arguments)) => status::run(&arguments),
        Ok(Command::Explain(arguments)) => explain::run(&arguments),
        Ok(Command::Verify(arguments)) => verify::run(&arguments),
        Ok(Command::Template(arguments)) => template::run(&arguments),
        Ok(Command::Form(command)) => form::run(&command),
        Ok(Command::Rubric(command)) => rubric::run(&command),
        Ok(Command::Reader { memory }) => match reader::serve(memory) {
            Ok(()) => Outcome::Clean,
            Err(_) => Outcome::Failed,
        },
    };
    outcome.into()
}
