//! From files to submissions: any spreadsheet becomes grids with addresses, in which forms, the
//! roster and the bureau's own table are found by their labels.

mod archive;
mod aside;
mod assemble;
mod brought;
mod bureau;
mod delimited;
mod docx;
pub mod filed;
pub mod finder;
mod folder;
pub mod form;
pub mod format;
pub mod grid;
mod header;
mod issued;
pub mod keyed;
pub mod limits;
pub mod list;
pub(crate) mod marks;
mod markup;
pub mod near;
pub mod number_format;
mod ods;
mod ods_marks;
pub mod original;
mod package;
mod pdf;
pub mod reader;
pub mod report;
pub mod roster;
pub mod sheet;
pub mod single;
pub mod stamp;
pub mod submission;
mod text;
pub mod value;
mod walk;
pub mod workbook;
mod xls_bare;
mod xls_marks;
mod xls_repair;
mod xlsb_marks;
mod xlsx_repair;
mod xml2003;
mod year;

use std::path::PathBuf;

pub use folder::{read_folder, read_roster, recognise};
pub(crate) use package::position;

use crate::finding::Finding;
use filed::Filed;
use limits::Limits;
use reader::Reading;
use report::Report;
use roster::Roster;

/// What a folder held.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Who should have sent.
    pub roster: Roster,
    /// Forms to be scored, ordered by department, project and place.
    pub submissions: Vec<Filed>,
    /// Narrative reports beside them, ordered by their files' names.
    pub reports: Vec<Report>,
    /// Every file found, ordered by name.
    pub inputs: Vec<InputFile>,
    /// Everything that was wrong so far.
    pub findings: Vec<Finding>,
}

/// Nothing could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The folder does not exist or is none.
    #[error("输入文件夹不存在或不是文件夹：{}", .0.display())]
    NoFolder(PathBuf),
    /// The folder holds no file.
    #[error("输入文件夹内没有文件：{}", .0.display())]
    Empty(PathBuf),
    /// No process that reads could be started.
    #[error("无法启动读取进程（{}）", crate::finding::system_reason(.0))]
    NoReader(std::io::Error),
}

/// How a folder is read.
#[derive(Clone, Debug, Default)]
pub struct IntakeOptions {
    /// Processors that may be busy with files; 0 for all, as for more than there are.
    pub jobs: usize,
    /// Which of several submissions of one body counts.
    pub prefer: Prefer,
    /// Where files are read.
    pub reading: Reading,
    /// What one file may cost.
    pub limits: Limits,
}

impl IntakeOptions {
    /// How many processors may be busy: more jobs than there are processors would only wait for one another.
    #[must_use]
    pub fn processors(&self) -> usize {
        let all = std::thread::available_parallelism().map_or(1, usize::from);
        if self.jobs == 0 { all } else { self.jobs.min(all) }
    }
}

/// Which of several submissions for one subject counts. The order of the folder never decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Prefer {
    /// None: the bureau has not decided.
    #[default]
    Undecided,
    /// The one with the latest date in its form.
    Newest,
    /// Those in these files (relative to the input folder, or their bare names).
    Files(Vec<String>),
}

impl Prefer {
    /// Whether the bureau has named this file.
    fn names(&self, file: &str) -> bool {
        let Self::Files(names) = self else { return false };
        names.iter().any(|name| name == file || file.rsplit('/').next() == Some(name.as_str()))
    }
}

/// A file below the input folder and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Path relative to the input folder, with forward slashes.
    pub file: String,
    /// SHA-256 of its content, in hexadecimal; empty where it could not be read.
    pub sha256: String,
    /// What became of it.
    pub status: FileStatus,
}

/// What became of a file. Every file found is one of the three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// At least one form of it was scored.
    Scored,
    /// It was meant to be scored and could not be; why.
    Rejected(String),
    /// It is nothing to be scored; why.
    Ignored(String),
}

#[cfg(test)]
mod tests {
    use super::IntakeOptions;

    #[test]
    fn more_jobs_than_processors_are_as_many_as_there_are() {
        let processors = |jobs| IntakeOptions { jobs, ..IntakeOptions::default() }.processors();
        assert_eq!(processors(1), 1);
        assert_eq!(processors(100_000), processors(0));
    }
}
