//! What keeps a workbook from being used, in words a clerk can act on.

use std::fmt::{self, Write as _};
use std::path::PathBuf;

use crate::intake::sheet::ReadError;
use crate::rubric::RubricError;

/// A cell that has to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Sheet and cell.
    pub place: String,
    /// What stands there and how to mend it.
    pub message: String,
}

impl Fault {
    pub(super) fn at(place: String, message: impl Into<String>) -> Self {
        Self { place, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place, self.message)
    }
}

/// Why a workbook of a rubric could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AuthoringError {
    /// A file cannot be read or written.
    #[error("{} 无法{verb}（{}）", file.display(), crate::finding::system_reason(cause))]
    File {
        /// The file.
        file: PathBuf,
        /// 读取 or 写入.
        verb: &'static str,
        /// The system's reason.
        cause: std::io::Error,
    },
    /// A file is no spreadsheet.
    #[error("{} 不能作为工作簿读取：{cause}", file.display())]
    NotAWorkbook {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: ReadError,
    },
    /// The folder's texts cannot be read.
    #[error(transparent)]
    Rubric(#[from] RubricError),
    /// Cells have to be mended; all of them.
    #[error("{} 有 {} 处需要修改：\n{}", file.display(), faults.len(), listed(faults))]
    Faults {
        /// The file.
        file: PathBuf,
        /// All of them.
        faults: Vec<Fault>,
    },
    /// No sheet has an indicator table.
    #[error("{} 中没有找到指标表：需有一行表头，写明“一级指标”“三级指标”或“指标名称”，以及“分值”或“评分标准”", file.display())]
    NoTable {
        /// The file.
        file: PathBuf,
    },
    /// What is to be written is there already.
    #[error("{} 已存在；确需覆盖的，加上 --force", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The file format cannot hold it.
    #[error("工作簿无法生成：{0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl AuthoringError {
    /// Whether the arguments or the content are at fault rather than the disk.
    #[must_use]
    pub fn is_the_authors(&self) -> bool {
        !matches!(self, Self::File { .. } | Self::Workbook(_) | Self::Rubric(RubricError::Unreadable { .. }))
    }
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().enumerate().fold(String::new(), |mut text, (index, fault)| {
        let _ = writeln!(text, "  {}. {fault}", index + 1);
        text
    })
}
