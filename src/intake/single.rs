//! One file by itself: what it holds, without anyone being scored.

use std::path::Path;
use std::sync::Arc;

use super::grid::Grid;
use super::reader::{Answer, Reader, Request};
use super::sheet::ReadError;
use super::stamp::Stamp;
use super::{IntakeOptions, format, walk};
use crate::finding::system_reason;
use crate::place::Place;

/// Why a single file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SingleError {
    /// The system would not give it.
    #[error("文件无法读取：{}", system_reason(.0))]
    System(std::io::Error),
    /// It is no file.
    #[error("文件无法读取：{0}")]
    NoFile(&'static str),
    /// No process that reads could be started.
    #[error("无法启动读取进程（{}）", system_reason(.0))]
    NoReader(std::io::Error),
    /// It is damaged or of another kind.
    #[error("文件无法读取：{0}")]
    Unreadable(ReadError),
    /// It is a table or an archive where a text was wanted.
    #[error("不是文字报告，而是表格或压缩包")]
    NoText,
    /// It is an archive where a table was wanted.
    #[error("不是电子表格，而是压缩包；请先解压，再指明其中的一个文件")]
    NoTable,
}

impl SingleError {
    /// Whether another file was meant, rather than that this one could not be read.
    #[must_use]
    pub fn is_of_another_kind(&self) -> bool {
        matches!(self, Self::NoText | Self::NoTable)
    }
}

/// The place of a file that is read by itself: its name.
pub(super) fn place(path: &Path) -> Place {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Place::file(walk::on_one_line(&name))
}

/// What a file holds; a text only where `texts` are wanted.
pub(super) fn read(path: &Path, texts: bool, options: &IntakeOptions) -> Result<Answer, SingleError> {
    let mut file = walk::open(path).map_err(|refused| match refused {
        Ok(kind) => SingleError::NoFile(kind),
        Err(error) => SingleError::System(error),
    })?;
    let most = options.limits.file;
    let bytes = walk::read_up_to(&mut file, most + 1).map_err(SingleError::System)?;
    if bytes.len() as u64 > most {
        return Err(SingleError::Unreadable(ReadError::TooLarge("文件大小".to_owned())));
    }
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let named_as_table = !texts && format::is_table_ending(&ending);
    let reader = Reader::new(&options.reading, &options.limits).map_err(SingleError::NoReader)?;
    let request = Request { named_as_table, nested: false, texts, limits: options.limits };
    reader.read(request, &Arc::new(bytes)).map_err(SingleError::Unreadable)
}

/// The sheets of a spreadsheet, hidden ones among them.
///
/// # Errors
/// [`SingleError`] where it cannot be read or is none.
pub fn grids(path: &Path, options: &IntakeOptions) -> Result<Vec<Grid>, SingleError> {
    match read(path, false, options)? {
        Answer::Book { mut sheets, .. } => {
            // What a blank form says of itself, and its notes, are no part of it.
            let _ = Stamp::take(&mut sheets);
            let place = place(path);
            Ok(sheets.into_iter().map(|sheet| Grid::of(&place, sheet)).collect())
        }
        Answer::Archive(_) | Answer::Text { .. } => Err(SingleError::NoTable),
    }
}
