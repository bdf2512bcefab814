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
mod guide;
mod import;
mod line;
mod literal;
mod located;
mod propose;
mod read;
mod rule_columns;
mod schema;
mod skeleton;
mod style_columns;
#[cfg(test)]
mod tests;
mod write;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use line::Book;
use write::Extent;

pub use fault::{AuthoringError, Fault};
pub use import::{Imported, import};
pub use line::Trees;
pub use schema::{Document, schema};

use crate::intake::format::Format;
use crate::intake::grid::Grid;
use crate::intake::limits::Limits;
use crate::intake::workbook;
use crate::place::Place;
use crate::rubric::{Cell, Rubric, RubricError, STYLES, Texts};

/// The texts of the rubric in a workbook.
///
/// # Errors
/// A file that is no workbook, or every cell that has to be mended.
pub fn read_xlsx(file: &Path) -> Result<Texts, AuthoringError> {
    written(file).map(|(texts, ..)| texts)
}

/// The rubric in a workbook under a name of its own, its faults left to the caller.
///
/// # Errors
/// As [`read_xlsx`], and a rubric that it builds on.
pub fn unlinted(id: String, file: &Path) -> Result<Rubric, AuthoringError> {
    let (texts, cells, book) = written(file)?;
    match Rubric::unlinted(id, file, &texts) {
        Ok(rubric) => Ok(Rubric { cells, ..rubric }),
        Err(RubricError::Syntax(error)) => match located::located(&error, file, &texts, &book) {
            Some(fault) => Err(AuthoringError::Faults { file: file.to_owned(), faults: vec![fault] }),
            None => Err(RubricError::Syntax(error).into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// The texts of the rubric in a workbook, where its records stand, and the lines that they come from.
fn written(file: &Path) -> Result<(Texts, Vec<Cell>, Book), AuthoringError> {
    let (trees, cells, book) = assembled(file)?;
    let faults = assemble::missing_basics(&trees.rubric);
    if faults.is_empty() {
        Ok((literal::texts(&trees), cells, book))
    } else {
        Err(AuthoringError::Faults { file: file.to_owned(), faults })
    }
}

/// The rubric in a workbook as trees.
///
/// # Errors
/// As [`read_xlsx`].
pub fn read_trees(file: &Path) -> Result<Trees, AuthoringError> {
    assembled(file).map(|(trees, ..)| trees)
}

fn assembled(file: &Path) -> Result<(Trees, Vec<Cell>, Book), AuthoringError> {
    let grids = grids(file)?;
    let (book, mut faults) = read::book(&grids);
    let (trees, cells, contradictions) = assemble::assemble(&book);
    faults.extend(contradictions);
    if faults.is_empty() {
        Ok((trees, cells, book))
    } else {
        Err(AuthoringError::Faults { file: file.to_owned(), faults })
    }
}

/// The sheets of a file, read in this process: its own author opens it.
///
/// # Errors
/// A file that cannot be read or is no spreadsheet.
pub fn grids(file: &Path) -> Result<Vec<Grid>, AuthoringError> {
    let bytes = fs::read(file).map_err(|cause| AuthoringError::File {
        file: file.to_owned(),
        verb: "读取",
        cause,
    })?;
    let sheets = workbook::read(&bytes, &Format::of(&bytes, true), &Limits::default())
        .map_err(|cause| AuthoringError::NotAWorkbook { file: file.to_owned(), cause })?;
    let place = Place::file(file.file_name().unwrap_or_default().to_string_lossy().as_ref());
    Ok(sheets.into_iter().map(|sheet| Grid::of(&place, sheet)).collect())
}

/// The workbook of the rubric in `folder`.
///
/// # Errors
/// Files that cannot be read or are no TOML.
pub fn write_xlsx(folder: &Path) -> Result<Vec<u8>, AuthoringError> {
    let [rubric, form, examples, styles] = Texts::read(folder)?.trees(folder)?;
    let trees = Trees { rubric, form, examples, styles };
    Ok(write::workbook(&flatten::flatten(&trees), Extent::Used)?)
}

/// An empty workbook: drop-downs, examples and the words that every form has.
///
/// # Errors
/// What the file format cannot hold.
pub fn template() -> Result<Vec<u8>, AuthoringError> {
    Ok(write::workbook(&flatten::flatten(&skeleton::trees()?), Extent::All)?)
}

/// Writes a workbook; a file that is there is kept unless `force` says otherwise.
///
/// # Errors
/// A file that is there, or that cannot be written.
pub fn save(file: &Path, bytes: &[u8], force: bool) -> Result<(), AuthoringError> {
    if file.exists() && !force {
        return Err(AuthoringError::Exists { file: file.to_owned() });
    }
    write_file(file, bytes)
}

/// Writes the texts of a rubric into a folder, as [`save`] does.
///
/// # Errors
/// As [`save`].
pub fn save_texts(folder: &Path, texts: &Texts, force: bool) -> Result<(), AuthoringError> {
    let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if folder.exists() && !is_empty && !force {
        return Err(AuthoringError::Exists { file: folder.to_owned() });
    }
    fs::create_dir_all(folder).map_err(|cause| unwritable(folder, cause))?;
    for (name, text) in
        [("rubric.toml", &texts.rubric), ("form.toml", &texts.form), ("examples.toml", &texts.examples)]
    {
        write_file(&folder.join(name), text.as_bytes())?;
    }
    let styles = folder.join(STYLES);
    if !texts.styles.is_empty() {
        return write_file(&styles, texts.styles.as_bytes());
    }
    // What is overwritten is to look as it is written now.
    match fs::remove_file(&styles) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(unwritable(&styles, cause)),
        _ => Ok(()),
    }
}

fn write_file(file: &Path, bytes: &[u8]) -> Result<(), AuthoringError> {
    fs::write(file, bytes).map_err(|cause| unwritable(file, cause))
}

fn unwritable(file: &Path, cause: std::io::Error) -> AuthoringError {
    AuthoringError::File { file: file.to_owned(), verb: "写入", cause }
}
