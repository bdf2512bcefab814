//! A file that an earlier run left for other programs, opened: the one place where the number of its
//! contract is looked at.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::finding::system_reason;

/// A file for programs, by its name in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The file's name.
    pub name: &'static str,
    /// The version of the contract that is written, and the latest that is read.
    pub schema: u32,
}

/// A file of an earlier run that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read.
    #[error("结果文件无法读取：{}（{}）；应为结果所在文件夹，或其中的 {wanted}", file.display(), system_reason(cause))]
    Unreadable { file: PathBuf, wanted: &'static str, cause: io::Error },
    /// The file is no text: the workbook beside it, as a rule.
    #[error("{} 不是结果数据文件，请指明结果所在文件夹，或其中的 {wanted}", file.display())]
    NotText { file: PathBuf, wanted: &'static str },
    /// The file is none of this program.
    #[error("{} 不是本程序的结果文件（第 {line} 行）；应为 {wanted}", file.display())]
    NotOurs { file: PathBuf, wanted: &'static str, line: usize },
    /// The file ends before it is complete.
    #[error("{} 不完整，在第 {line} 行中断，请重新生成或重新复制", file.display())]
    Incomplete { file: PathBuf, line: usize },
    /// The file is of a version of the contract that came later.
    #[error("{} 由较新版本的程序生成（数据格式第 {schema} 版，本程序只能读取至第 {known} 版）；请升级本程序后再用", file.display())]
    Later { file: PathBuf, schema: u32, known: u32 },
}

/// What every contract states of itself.
#[derive(Deserialize)]
struct Stated {
    schema: u32,
}

impl Contract {
    /// Reads a file of this contract as far as `T` goes.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn read<T: DeserializeOwned>(&self, file: &Path) -> Result<T, FileError> {
        let (wanted, known) = (self.name, self.schema);
        let text = fs::read_to_string(file).map_err(|cause| match cause.kind() {
            io::ErrorKind::InvalidData => FileError::NotText { file: file.to_owned(), wanted },
            _ => FileError::Unreadable { file: file.to_owned(), wanted, cause },
        })?;
        // An editor may have put a byte order mark before it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let not_ours = |cause: serde_json::Error| {
            let (file, line) = (file.to_owned(), cause.line());
            // Nothing at all is no beginning of a result either.
            if cause.is_eof() && !text.trim().is_empty() {
                FileError::Incomplete { file, line }
            } else {
                FileError::NotOurs { file, wanted, line }
            }
        };
        // The number comes first: what a later version means by its keys is not known here.
        let Stated { schema } = serde_json::from_str(text).map_err(not_ours)?;
        if schema > known {
            return Err(FileError::Later { file: file.to_owned(), schema, known });
        }
        serde_json::from_str(text).map_err(not_ours)
    }
}
