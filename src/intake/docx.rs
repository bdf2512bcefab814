//! Text of a Word document: paragraphs and the rows of tables, as they read after all changes.
//!
//! What was struck out, moved away or hidden is no part of it; what was put in is.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, escape};

use super::limits::Limits;
use super::package::{Package, attribute};
use super::sheet::ReadError;
use super::{archive, text};
use crate::narrative::{Content, Text};
use crate::place::Passage;

/// Where the body of a document usually is; others are found by their name's end.
const BODY: &str = "word/document.xml";
/// Elements whose content is not to be read: what was deleted or moved away, and the copy of a
/// shape for old programs.
const UNREAD: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "delText"];

/// The text of a document.
///
/// # Errors
/// Why there is none.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Text, ReadError> {
    archive::within_budget(bytes, limits)?;
    let damaged = |what: &str| ReadError::Damaged(what.to_owned());
    let mut package = Package::open(bytes, limits).ok_or_else(|| damaged("no package"))?;
    let body = package.part(BODY).ok_or_else(|| damaged("no document in the package"))?;
    let mut document = Document::default();
    let mut reader = Reader::from_reader(body.as_slice());
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => document.begin(&element),
            Ok(Event::Empty(element)) => {
                document.begin(&element);
                document.end(element.local_name().as_ref());
            }
            Ok(Event::End(element)) => document.end(element.local_name().as_ref()),
            Ok(Event::Text(found)) => document.add(&found.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    _ => escape::resolve_predefined_entity(&reference).map(str::to_owned),
                };
                document.add(&resolved.unwrap_or_default());
            }
            Ok(Event::Eof) => break,
            Err(error) => return Err(damaged(&error.to_string())),
            Ok(_) => {}
        }
        if document.length > text::MOST {
            return Err(text::too_long());
        }
    }
    Ok(document.done())
}

/// A document as far as it was read.
#[derive(Default)]
struct Document {
    text: Text,
    /// Elements that are open inside of one that is not read.
    unread: usize,
    /// Whether the run is hidden, and whether text is being read.
    hidden: bool,
    in_text: bool,
    paragraphs: u32,
    tables: u32,
    rows: u32,
    /// How deep in tables.
    depth: usize,
    /// The text of the open paragraph, and of those around it (a shape may hold paragraphs).
    open: Vec<String>,
    cells: Vec<String>,
    length: u64,
}

impl Document {
    fn begin(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name: &str = name.as_ref();
        if self.unread > 0 || UNREAD.contains(&name) {
            self.unread += 1;
            return;
        }
        match name {
            "p" => self.open.push(String::new()),
            "r" => self.hidden = false,
            "vanish" => {
                self.hidden =
                    !attribute(element, "val").is_some_and(|value| ["0", "false"].contains(&value.as_str()));
            }
            "t" => self.in_text = true,
            "tab" => self.append("\t"),
            "br" | "cr" => self.append("\n"),
            "noBreakHyphen" => self.append("-"),
            "tbl" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.tables += 1;
                    self.rows = 0;
                }
            }
            "tr" if self.depth == 1 => {
                self.rows += 1;
                self.cells.clear();
            }
            "tc" if self.depth == 1 => self.cells.push(String::new()),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.unread > 0 {
            self.unread -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "r" => self.hidden = false,
            "p" => {
                let paragraph = self.open.pop().unwrap_or_default();
                self.paragraph(&paragraph);
            }
            "tbl" => self.depth = self.depth.saturating_sub(1),
            "tr" if self.depth == 1 => {
                let cells = std::mem::take(&mut self.cells);
                self.text.push(Passage::Row(self.tables, self.rows), Content::Row(cells));
            }
            _ => {}
        }
    }

    fn add(&mut self, found: &str) {
        if self.in_text && self.unread == 0 {
            self.append(found);
        }
    }

    fn append(&mut self, found: &str) {
        if !self.hidden
            && let Some(open) = self.open.last_mut()
        {
            self.length += found.len() as u64;
            open.push_str(found);
        }
    }

    /// A paragraph is done: one of a cell, or of the text. Lines that were broken by hand may have
    /// been broken anywhere.
    fn paragraph(&mut self, paragraph: &str) {
        if self.depth > 0 {
            if let Some(cell) = self.cells.last_mut() {
                if !cell.is_empty() && !paragraph.trim().is_empty() {
                    cell.push('\n');
                }
                cell.push_str(paragraph.trim());
            }
            return;
        }
        self.paragraphs += 1;
        let at = Passage::Paragraph(self.paragraphs);
        let lines: Vec<&str> = paragraph.split('\n').filter(|line| !line.trim().is_empty()).collect();
        match lines.as_slice() {
            [] => {}
            [one] => self.text.push(at, Content::Paragraph((*one).to_owned())),
            several => several.iter().for_each(|line| self.text.push(at, Content::Line((*line).to_owned()))),
        }
    }

    fn done(self) -> Text {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn document(body: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(BODY, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").as_bytes())
            .unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn changes_are_accepted_and_tables_are_rows() {
        let body = "<w:p><w:r><w:t>总收入</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del>\
            <w:ins><w:r><w:t>380.</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom>\
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r><w:r><w:t>78&#19975;元 &amp; 其他</w:t></w:r></w:p><w:p/>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>基本支出</w:t></w:r></w:p></w:tc>\
            <w:tc><w:p><w:r><w:t>241</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
        let text = read(&document(body), &Limits::default()).unwrap();
        let mut wanted = Text::default();
        wanted.push(Passage::Paragraph(1), Content::Paragraph("总收入380.78万元 & 其他".to_owned()));
        wanted.push(Passage::Row(1, 1), Content::Row(vec!["基本支出".to_owned(), "241".to_owned()]));
        assert_eq!(text, wanted);
    }

    #[test]
    fn a_broken_package_is_damaged() {
        assert!(matches!(read(b"PK\x03\x04", &Limits::default()), Err(ReadError::Damaged(_))));
        assert!(matches!(read(&document("</w:p>"), &Limits::default()), Err(ReadError::Damaged(_))));
    }
}
