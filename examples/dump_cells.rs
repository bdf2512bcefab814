//! The cells of spreadsheets as the program reads them, one JSON object to a line, for setting
//! beside what other readers read.
//!
//! ```console
//! cargo run --example dump_cells book.xlsx other.xls
//! ```
//!
//! A file gives `{"file", "format"}`, or `{"file", "refused", "cause"}` with the reason as people and as
//! developers read it, then each of its sheets `{"sheet", "hidden"}`, and each cell of that `{"sheet", "cell", "kind", "value"}`. Values
//! are those that forms are found in, after every step of reading.

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jixiao::intake::format;
use jixiao::intake::grid::{Content, Grid};
use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{self, Answer, Reader, Reading, Request};
use jixiao::place::{CellRef, Place};
use serde_json::json;

/// The argument by which this program reads files for itself.
const READER: &str = "read-files";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.next_if(|argument| argument == READER).is_some() {
        let memory = arguments.next().and_then(|text| text.to_str()?.parse().ok());
        return Ok(reader::serve(memory.unwrap_or(Limits::default().memory))?);
    }
    let files: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    dump(&files, std::env::current_exe()?, &mut BufWriter::new(io::stdout().lock()))
}

/// Writes the cells of `files`, read by processes of `program`: files that kill their reader cost
/// nothing else.
///
/// # Errors
/// When a file or the output fails.
pub fn dump(files: &[PathBuf], program: PathBuf, to: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    let reading = Reading::Workers { program, arguments: vec![READER.to_owned()] };
    let reader = Reader::new(&reading, &limits)?;
    for file in files {
        let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let ending = Path::new(name).extension().and_then(OsStr::to_str).unwrap_or_default();
        let named_as_table = format::is_table_ending(&ending.to_lowercase());
        let request = Request { named_as_table, nested: false, texts: false, limits };
        match reader.read(request, &Arc::new(fs::read(file)?)) {
            Err(error) => {
                let cause = format!("{error:?}");
                writeln!(to, "{}", json!({"file": name, "refused": error.to_string(), "cause": cause}))?;
            }
            Ok(Answer::Archive(_)) => writeln!(to, "{}", json!({"file": name, "refused": "archive"}))?,
            Ok(Answer::Text { .. }) => writeln!(to, "{}", json!({"file": name, "refused": "text"}))?,
            Ok(Answer::Book { sheets, format }) => {
                writeln!(to, "{}", json!({"file": name, "format": format}))?;
                for sheet in sheets {
                    let title = sheet.name.clone();
                    cells(&title, &Grid::of(&Place::file(name), sheet), to)?;
                }
            }
        }
    }
    Ok(to.flush()?)
}

fn cells(sheet: &str, grid: &Grid, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "{}", json!({"sheet": sheet, "hidden": grid.hidden}))?;
    for (row, cells) in &grid.rows {
        for (col, content) in cells {
            let (kind, value) = match content {
                Content::Text(text) => ("text", text.clone()),
                Content::Number { value, percent: false } | Content::Formatted { value, .. } => {
                    ("number", value.plain())
                }
                Content::Number { value, percent: true } => ("percent", value.plain()),
                Content::Truth(truth) => ("truth", truth.to_string()),
                Content::Error(shown) => ("error", shown.clone()),
                Content::Uncalculated => ("uncalculated", String::new()),
            };
            let cell = CellRef::new(*row, *col).to_string();
            writeln!(to, "{}", json!({"sheet": sheet, "cell": cell, "kind": kind, "value": value}))?;
        }
    }
    Ok(())
}
