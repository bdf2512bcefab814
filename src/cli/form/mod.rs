//! `jixiao form`: forms without anyone being scored.

mod fill;
mod learn;
mod show;

use super::Outcome;
use super::args::FormCommand;

/// Runs the command.
pub(super) fn run(command: &FormCommand) -> Outcome {
    match command {
        FormCommand::Fill(arguments) => fill::run(arguments),
        FormCommand::Learn(arguments) => learn::run(arguments),
        FormCommand::Show(arguments) => show::run(arguments),
    }
}
