//! `jixiao form`: forms without anyone being scored.

mod fill;
mod learn;
mod show;

use std::path::Path;

use super::args::FormCommand;
use super::{Outcome, plan, screen};
use crate::intake::IntakeOptions;
use crate::intake::grid::Grid;
use crate::intake::single::{self, SingleError};

/// Runs the command.
pub(super) fn run(command: &FormCommand) -> Outcome {
    match command {
        FormCommand::Fill(arguments) => fill::run(arguments),
        FormCommand::Learn(arguments) => learn::run(arguments),
        FormCommand::Show(arguments) => show::run(arguments),
    }
}

/// The sheets of a file; what is wrong with it is said.
fn grids(file: &Path) -> Result<Vec<Grid>, Outcome> {
    let options = IntakeOptions { reading: plan::reading()?, ..IntakeOptions::default() };
    single::grids(file, &options).map_err(|error| refused(&error))
}

/// Says why a file is not read, and how the command ends by it.
fn refused(error: &SingleError) -> Outcome {
    screen::complain(error);
    if error.is_of_another_kind() { Outcome::Usage } else { Outcome::Failed }
}
