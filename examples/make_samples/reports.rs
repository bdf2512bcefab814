//! Narrative reports of the sample district, as `reports.toml` states them.

use std::error::Error;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow};
use serde::Deserialize;

/// The file format wants a time of creation; a fixed one keeps equal documents equal in bytes.
const CREATED: &str = "2024-01-01T00:00:00Z";
/// What stands between the cells of a row.
const CELLS: &str = " | ";

#[derive(Deserialize)]
struct Book {
    report: Vec<Report>,
}

#[derive(Deserialize)]
struct Report {
    file: String,
    kind: Kind,
    #[allow(dead_code)] // for people who read the file
    about: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Utf8,
    Gbk,
    Docx,
}

/// Writes every report into `folder` and returns how many there are.
///
/// # Errors
/// Fails when a file cannot be written.
pub fn write_all(folder: &Path) -> Result<usize, Box<dyn Error>> {
    let book: Book = toml::from_str(include_str!("reports.toml"))?;
    for report in &book.report {
        let bytes = match report.kind {
            Kind::Utf8 => report.text.clone().into_bytes(),
            Kind::Gbk => encoding_rs::GBK.encode(&report.text.replace('\n', "\r\n")).0.into_owned(),
            Kind::Docx => document(&report.text)?,
        };
        fs::write(folder.join(&report.file), bytes)?;
    }
    Ok(book.report.len())
}

/// A Word document with a paragraph for each line, rows of cells as tables.
fn document(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut docx = Docx::new().created_at(CREATED).updated_at(CREATED);
    let mut rows: Vec<TableRow> = Vec::new();
    let paragraph = |text: &str| Paragraph::new().add_run(Run::new().add_text(text));
    for line in text.lines().chain([""]) {
        if line.contains(CELLS) {
            let cells = line.split(CELLS).map(|cell| TableCell::new().add_paragraph(paragraph(cell)));
            rows.push(TableRow::new(cells.collect()));
            continue;
        }
        if !rows.is_empty() {
            docx = docx.add_table(Table::new(std::mem::take(&mut rows)));
        }
        if !line.is_empty() {
            docx = docx.add_paragraph(paragraph(line));
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes)?;
    Ok(bytes.into_inner())
}
