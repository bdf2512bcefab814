//! An `OpenDocument` sheet without the white space between its cells, which means nothing and which
//! the reading library refuses.

use std::io::{Cursor, Read, Write};

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::limits::Limits;
use super::sheet::ReadError;

/// The parts that reading a sheet takes.
const PARTS: [&str; 3] = ["mimetype", "META-INF/manifest.xml", "content.xml"];
/// Elements in which white space is only layout; text stands in `text:p` and the like.
const LAYOUT: [&str; 2] = ["table:", "office:"];

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged(error.to_string())
}

/// The same file with the parts that matter, its sheets without blanks between cells.
///
/// # Errors
/// [`ReadError::Damaged`] where it is no such file or no XML.
pub(super) fn without_blanks(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in PARTS {
        let mut content = Vec::new();
        let file = from.by_name(part).map_err(damaged)?;
        file.take(limits.inflated).read_to_end(&mut content).map_err(damaged)?;
        if part == "content.xml" {
            content = tidied(&content)?;
        }
        to.start_file(part, stored).map_err(damaged)?;
        to.write_all(&content).map_err(damaged)?;
    }
    Ok(to.finish().map_err(damaged)?.into_inner())
}

fn tidied(content: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut writer = Writer::new(Vec::with_capacity(content.len()));
    let mut open: Vec<bool> = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
        let in_layout = open.last().copied().unwrap_or(true);
        match &event {
            Event::Start(start) => {
                let name = start.name();
                let name: &str = name.as_ref();
                open.push(LAYOUT.iter().any(|prefix| name.starts_with(prefix)));
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) if in_layout => continue,
            Event::Text(text) if in_layout && AsRef::<str>::as_ref(text).trim().is_empty() => continue,
            _ => {}
        }
        writer.write_event(event).map_err(damaged)?;
    }
    Ok(writer.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_cells_go_and_blanks_in_text_stay() {
        let content = b"<table:table-row>\n <table:table-cell> <text:p>a <text:span> </text:span></text:p>\
            </table:table-cell><!-- x -->\n</table:table-row>";
        let wanted = "<table:table-row><table:table-cell><text:p>a <text:span> </text:span></text:p>\
            </table:table-cell></table:table-row>";
        assert_eq!(String::from_utf8(tidied(content).unwrap()).unwrap(), wanted);
    }
}
