//! The reading process: answers requests on its standard input until that ends.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::{Request, answer, message};
use crate::intake::sheet::ReadError;

/// How much longer than its master a process waits for itself. Only one whose master is gone ever
/// comes so far; without this it would run on for ever.
const GRACE: Duration = Duration::from_secs(5);

/// Answers requests from standard input on standard output, with at most `memory` bytes.
///
/// # Errors
/// When a pipe breaks, which means that nobody waits for an answer any more.
pub fn serve(memory: u64) -> io::Result<()> {
    limit_memory(memory);
    let watch = watchdog();
    let (mut from, mut to) = (io::stdin().lock(), io::BufWriter::new(io::stdout().lock()));
    let garbled = |_| io::Error::from(io::ErrorKind::InvalidData);
    while let Some(request) = message::read(&mut from)? {
        let request: Request = postcard::from_bytes(&request).map_err(garbled)?;
        let Some(bytes) = message::read(&mut from)? else {
            return Ok(());
        };
        let _ = watch.send(Some(Duration::from_secs(request.limits.seconds) + GRACE));
        let answer: Result<_, ReadError> = answer(request, &bytes);
        let _ = watch.send(None);
        message::write(&mut to, &postcard::to_stdvec(&answer).map_err(garbled)?)?;
        to.flush()?;
    }
    Ok(())
}

/// The memory of this process: its address space, or else what it may allocate.
fn limit_memory(bytes: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // A stricter limit that was there before stays; then this fails, and that one holds.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) });
        // A reader that dies leaves no image of itself on the disk.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(not(unix))]
    if let Some(limit) = LIMITER.get() {
        limit(bytes);
    }
}

/// Bounds what this process allocates.
static LIMITER: OnceLock<fn(u64)> = OnceLock::new();

/// Says how a process that reads bounds its own memory, in bytes, on systems that do not do it by
/// themselves; without it there is no bound there.
pub fn limit_memory_by(limiter: fn(u64)) {
    let _ = LIMITER.set(limiter);
}

/// Ends this process when a file takes longer than announced; `None` says that it is done.
fn watchdog() -> Sender<Option<Duration>> {
    let (announce, announced) = mpsc::channel::<Option<Duration>>();
    thread::spawn(move || {
        while let Ok(begun) = announced.recv() {
            let Some(most) = begun else { continue };
            if announced.recv_timeout(most) == Err(RecvTimeoutError::Timeout) {
                std::process::exit(1);
            }
        }
    });
    announce
}
