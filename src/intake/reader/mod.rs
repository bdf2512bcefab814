//! Who reads: this process itself, or processes that are started for it.
//!
//! The libraries that parse spreadsheets can be made to exhaust memory, to run for ever or to
//! abort, and no part of a process survives its abort. So the program runs itself again, a few
//! times, as readers behind pipes: one file may cost one reader, no more.
//! A caller of this crate has no program to run again and reads in its own process.

mod message;
mod pool;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::sheet::{ReadError, Sheet};
use super::{archive, report, workbook};
use crate::narrative::Text;
use pool::Pool;
pub use worker::{limit_memory_by, serve};

/// Where files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// In this process. What a file does to it, it does to the whole run.
    #[default]
    InProcess,
    /// In processes of `program`, which calls [`serve`] when it is run with `arguments`.
    Workers {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

/// What a file held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Sheets, and the usual ending of such a file.
    Book {
        /// The sheets in their order.
        sheets: Vec<Sheet>,
        /// `xlsx`, `xls` …
        format: String,
    },
    /// Files, each to be read by itself.
    Archive(Vec<Member>),
    /// A text, and the usual ending of such a file.
    Text {
        /// Its pieces.
        text: Text,
        /// `docx`, `pdf`, `txt`.
        format: String,
    },
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its path in the archive, with forward slashes.
    pub name: String,
    /// Its content, or why there is none.
    pub content: Result<Vec<u8>, ReadError>,
}

/// What is asked of a reader, beside the bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Whether the file's name ends like that of a table; plain text is a table only then.
    pub named_as_table: bool,
    /// Whether the file lies in an archive itself.
    pub nested: bool,
    /// Whether texts are wanted beside sheets.
    pub texts: bool,
    /// The bounds.
    pub limits: Limits,
}

/// Reads files by one of the ways.
#[derive(Debug)]
pub struct Reader {
    /// None where this process reads.
    workers: Option<Pool>,
}

impl Reader {
    /// Starts what reading takes.
    ///
    /// # Errors
    /// When no process that reads can be started.
    pub fn new(reading: &Reading, limits: &Limits) -> Result<Self, std::io::Error> {
        let workers = match reading {
            Reading::InProcess => None,
            Reading::Workers { program, arguments } => Some(Pool::start(program, arguments, limits)?),
        };
        Ok(Self { workers })
    }

    /// What a file's bytes hold.
    ///
    /// # Errors
    /// Why they could not be read.
    pub fn read(&self, request: Request, bytes: &Arc<Vec<u8>>) -> Result<Answer, ReadError> {
        match &self.workers {
            None => answer(request, bytes),
            Some(pool) => pool.ask(request, bytes),
        }
    }
}

/// Reads one file here and now.
fn answer(request: Request, bytes: &[u8]) -> Result<Answer, ReadError> {
    let format = super::format::Format::of(bytes, request.named_as_table);
    if request.texts && !request.named_as_table && format.without_sheets().is_some() {
        let text = report::read(bytes, format, &request.limits)?;
        return Ok(Answer::Text { text, format: format.ending().to_owned() });
    }
    if format != super::format::Format::Archive {
        let sheets = workbook::read(bytes, &format, &request.limits)?;
        return Ok(Answer::Book { sheets, format: format.ending().to_owned() });
    }
    if request.nested {
        return Err(ReadError::Nested);
    }
    archive::unpack(bytes, &request.limits).map(Answer::Archive)
}
