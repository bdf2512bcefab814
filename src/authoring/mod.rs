//! The Excel form of a rubric: template, conversion in both directions, proposals from an official
//! indicator table.
//!
//! Nothing here knows the model of a rubric. A rubric is a tree of keys and values
//! ([`Trees`]); a dictionary says under which Chinese heading each key stands, and what has no
//! heading is kept as TOML in a cell of its own, so that nothing is ever lost.

mod assemble;
mod cell;
mod columns;
mod dictionary;
mod fault;
mod flatten;
mod form_columns;
mod line;
mod literal;
mod read;

use std::fs;
use std::path::Path;

pub use fault::{AuthoringError, Fault};
pub use line::Trees;

use crate::intake::workbook;
use crate::place::Place;
use crate::rubric::Texts;

/// The texts of the rubric in a workbook.
///
/// # Errors
/// A file that is no workbook, or every cell that has to be mended.
pub fn read_xlsx(file: &Path) -> Result<Texts, AuthoringError> {
    Ok(literal::texts(&read_trees(file)?))
}

/// The rubric in a workbook as trees.
///
/// # Errors
/// As [`read_xlsx`].
pub fn read_trees(file: &Path) -> Result<Trees, AuthoringError> {
    let bytes = fs::read(file).map_err(|cause| AuthoringError::File {
        file: file.to_owned(),
        verb: "读取",
        cause,
    })?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let grids = workbook::read(&Place::file(name.as_ref()), &bytes)
        .map_err(|cause| AuthoringError::NotAWorkbook { file: file.to_owned(), cause })?;
    let (book, mut faults) = read::book(&grids);
    let (trees, contradictions) = assemble::assemble(&book);
    faults.extend(contradictions);
    if faults.is_empty() { Ok(trees) } else { Err(AuthoringError::Faults { file: file.to_owned(), faults }) }
}
