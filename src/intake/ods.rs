//! An `OpenDocument` sheet without what the reading library stumbles over: white space between cells,
//! which means nothing and which it refuses; drawings and readings (拼音), whose words it takes for
//! those of their cell. And the same sheet in one XML file as a package.

use std::io::{Cursor, Read, Write};

use memchr::memmem;
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
/// Beginnings of elements whose content is no text of a cell.
const ASIDE: [&str; 4] = ["draw:", "dr3d:", "table:shapes", "text:ruby-text"];
/// What an archive calls such a package.
const KIND: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged(error.to_string())
}

/// Whether a file holds something that would be taken for the text of a cell.
pub(super) fn has_asides(bytes: &[u8], limits: &Limits) -> bool {
    let content =
        ZipArchive::new(Cursor::new(bytes)).ok().and_then(|mut from| part(&mut from, PARTS[2], limits).ok());
    content
        .is_some_and(|content| ASIDE.iter().any(|begin| memmem::find(&content, begin.as_bytes()).is_some()))
}

/// The same file with the parts that matter, its sheets tidied.
///
/// # Errors
/// [`ReadError::Damaged`] where it is no such file or no XML.
pub(super) fn tidy(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut part = |name| part(&mut from, name, limits);
    package([&part(PARTS[0])?, &part(PARTS[1])?, &tidied(&part(PARTS[2])?)?])
}

/// A sheet in one XML file, tidied, as a package.
///
/// # Errors
/// [`ReadError::Damaged`] where it is no XML.
pub(super) fn packed(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    package([KIND, b"<manifest:manifest/>", &tidied(bytes)?])
}

fn part(from: &mut ZipArchive<Cursor<&[u8]>>, name: &str, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut content = Vec::new();
    let file = from.by_name(name).map_err(damaged)?;
    file.take(limits.inflated).read_to_end(&mut content).map_err(damaged)?;
    Ok(content)
}

fn package(contents: [&[u8]; 3]) -> Result<Vec<u8>, ReadError> {
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (part, content) in PARTS.into_iter().zip(contents) {
        to.start_file(part, stored).map_err(damaged)?;
        to.write_all(content).map_err(damaged)?;
    }
    Ok(to.finish().map_err(damaged)?.into_inner())
}

fn tidied(content: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut writer = Writer::new(Vec::with_capacity(content.len()));
    let mut open: Vec<bool> = Vec::new();
    let mut buffer = Vec::new();
    // Elements that are open inside of one that is left out, itself included.
    let mut aside = 0_usize;
    let is_aside = |name: &str| ASIDE.iter().any(|begin| name.starts_with(begin));
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
        match &event {
            Event::Start(start) if aside > 0 || is_aside(start.name().as_ref()) => aside += 1,
            Event::Empty(empty) if is_aside(empty.name().as_ref()) => continue,
            Event::End(_) if aside > 0 => {
                aside -= 1;
                continue;
            }
            Event::Eof => break,
            _ => {}
        }
        if aside > 0 {
            continue;
        }
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
    fn words_of_drawings_and_readings_go() {
        let content = b"<table:table><table:shapes><draw:frame><text:p>x</text:p></draw:frame></table:shapes>\
            <table:table-cell><text:p><text:ruby><text:ruby-base>\xE5\xB1\x80</text:ruby-base><text:ruby-text>j\xC3\xBA\
            </text:ruby-text></text:ruby></text:p><draw:frame><svg:title>y</svg:title></draw:frame><draw:a/></table:table-cell></table:table>";
        let wanted = "<table:table><table:table-cell><text:p><text:ruby><text:ruby-base>局</text:ruby-base></text:ruby>\
            </text:p></table:table-cell></table:table>";
        assert_eq!(String::from_utf8(tidied(content).unwrap()).unwrap(), wanted);
        let with = |content: &[u8]| package([KIND, b"<x/>", content]).unwrap();
        assert!(has_asides(&with(content), &Limits::default()));
        assert!(!has_asides(&with(b"<table:table/>"), &Limits::default()));
    }

    #[test]
    fn blanks_between_cells_go_and_blanks_in_text_stay() {
        let content = b"<table:table-row>\n <table:table-cell> <text:p>a <text:span> </text:span></text:p>\
            </table:table-cell><!-- x -->\n</table:table-row>";
        let wanted = "<table:table-row><table:table-cell><text:p>a <text:span> </text:span></text:p>\
            </table:table-cell></table:table-row>";
        assert_eq!(String::from_utf8(tidied(content).unwrap()).unwrap(), wanted);
    }
}
