//! How a command went, as its exit status: a part of the contract.

use std::process::ExitCode;

/// The exit status of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0: nothing of severity error.
    Clean,
    /// 1: done, with findings of severity error.
    Findings,
    /// 2: wrong usage, or a rubric that does not lint.
    Usage,
    /// 3: nothing could be read or written.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Usage => 2,
            Outcome::Failed => 3,
        })
    }
}
