//! Reading processes and the files they are given: one process to a thread that asks, each reading
//! many files, replaced when it dies or hangs.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::{Answer, Request, message};
use crate::intake::limits::Limits;
use crate::intake::sheet::{ReadError, Stop};

/// What the standard library writes when memory is refused, just before it aborts.
const NO_MEMORY: &str = "memory allocation of";
/// Where mimalloc is told how much address space to take at the start: a reader that took a gibibyte for
/// later would be at its limit before it reads.
const ALLOCATOR_RESERVES: &str = "MIMALLOC_ARENA_RESERVE";
/// The signal by which a system takes a process that uses too much.
#[cfg(unix)]
const SIGKILL: i32 = 9;

/// Reading processes that wait, and how to start more.
#[derive(Debug)]
pub(crate) struct Pool {
    program: PathBuf,
    arguments: Vec<String>,
    limits: Limits,
    idle: Mutex<Vec<Process>>,
}

impl Pool {
    /// Starts the first process, so that one that cannot be started is known before any file.
    pub(super) fn start(program: &Path, arguments: &[String], limits: &Limits) -> io::Result<Self> {
        let pool = Self {
            program: program.to_owned(),
            arguments: arguments.to_owned(),
            limits: *limits,
            idle: Mutex::new(Vec::new()),
        };
        let first = pool.spawn()?;
        pool.give_back(first);
        Ok(pool)
    }

    /// Has one file read. A process that dies costs this file alone.
    pub(super) fn ask(&self, request: Request, bytes: &Arc<Vec<u8>>) -> Result<Answer, ReadError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (mut process, is_fresh) = match idle {
            Some(process) => {
                let is_fresh = process.answered == 0;
                (process, is_fresh)
            }
            None => (self.spawn().map_err(|_| ReadError::Stopped(Stop::NotStarted))?, true),
        };
        match process.ask(request, bytes, self.limits.seconds) {
            Ok(answer) => {
                self.give_back(process);
                answer
            }
            Err(stop) => {
                drop(process);
                // What a file gets must not depend on the files that its reader had before.
                if is_fresh || stop == Stop::Time {
                    return Err(ReadError::Stopped(stop));
                }
                let mut fresh = self.spawn().map_err(|_| ReadError::Stopped(Stop::NotStarted))?;
                let answer = fresh.ask(request, bytes, self.limits.seconds).map_err(ReadError::Stopped)?;
                self.give_back(fresh);
                answer
            }
        }
    }

    fn give_back(&self, process: Process) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(process);
    }

    fn spawn(&self) -> io::Result<Process> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(self.limits.memory.to_string())
            .env(ALLOCATOR_RESERVES, "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (ask, asked) = mpsc::channel();
        let (reply, replies) = mpsc::channel();
        // A thread of its own does the waiting: a process that hangs may not even take its request.
        thread::Builder::new().spawn(move || converse(&asked, &reply, stdin, stdout, stderr))?;
        Ok(Process { child, ask, replies, answered: 0 })
    }
}

/// A request and the file it is about.
type Asked = (Request, Arc<Vec<u8>>);
/// The answer's frame, or what a dead process left on its standard error.
type Reply = Result<Vec<u8>, String>;

/// A reading process.
#[derive(Debug)]
struct Process {
    child: Child,
    ask: Sender<Asked>,
    replies: Receiver<Reply>,
    answered: usize,
}

impl Process {
    fn ask(
        &mut self,
        request: Request,
        bytes: &Arc<Vec<u8>>,
        seconds: u64,
    ) -> Result<Result<Answer, ReadError>, Stop> {
        self.ask.send((request, Arc::clone(bytes))).map_err(|_| Stop::Crash)?;
        match self.replies.recv_timeout(Duration::from_secs(seconds)) {
            Ok(Ok(frame)) => {
                self.answered += 1;
                postcard::from_bytes(&frame).map_err(|_| Stop::Crash)
            }
            Ok(Err(last_words)) => Err(self.why_it_died(&last_words)),
            Err(RecvTimeoutError::Timeout) => Err(Stop::Time),
            Err(RecvTimeoutError::Disconnected) => Err(Stop::Crash),
        }
    }

    fn why_it_died(&mut self, last_words: &str) -> Stop {
        let _ = self.child.kill();
        let status = self.child.wait();
        #[cfg(unix)]
        let taken = {
            use std::os::unix::process::ExitStatusExt;
            // It was dead before this process killed it: its output had ended.
            status.is_ok_and(|status| status.signal() == Some(SIGKILL))
        };
        #[cfg(not(unix))]
        let taken = {
            let _ = status;
            false
        };
        if taken || last_words.contains(NO_MEMORY) { Stop::Memory } else { Stop::Crash }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It is idle, dead or not to be waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Carries requests to a process and its answers back, until either side ends.
fn converse(
    asked: &Receiver<Asked>,
    reply: &Sender<Reply>,
    mut stdin: ChildStdin,
    mut stdout: ChildStdout,
    stderr: ChildStderr,
) {
    let mut exchange = |request: Request, bytes: &[u8]| -> io::Result<Vec<u8>> {
        let request = postcard::to_stdvec(&request).map_err(io::Error::other)?;
        message::write(&mut stdin, &request)?;
        message::write(&mut stdin, bytes)?;
        message::read(&mut stdout)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    };
    while let Ok((request, bytes)) = asked.recv() {
        match exchange(request, &bytes) {
            Ok(frame) => {
                if reply.send(Ok(frame)).is_err() {
                    return;
                }
            }
            Err(_) => {
                let mut last_words = Vec::new();
                let _ = stderr.take(1 << 16).read_to_end(&mut last_words);
                let _ = reply.send(Err(String::from_utf8_lossy(&last_words).into_owned()));
                return;
            }
        }
    }
}
