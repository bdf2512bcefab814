//! The command line: parse, call one command, turn its outcome into an exit status.

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[cfg(not(windows))]
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Where the system bounds no process's memory at its own word, the allocator does: memory that is
/// refused ends a process that reads just as elsewhere.
#[cfg(windows)]
#[global_allocator]
static ALLOCATOR: cap::Cap<MiMalloc> = cap::Cap::new(MiMalloc, usize::MAX);

fn main() -> ExitCode {
    #[cfg(windows)]
    jixiao::intake::reader::limit_memory_by(|bytes| {
        let _ = ALLOCATOR.set_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
    });
    jixiao::cli::run(std::env::args_os())
}
