//! The command line: parse, call one command, turn its outcome into an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    jixiao::cli::run(std::env::args_os())
}
