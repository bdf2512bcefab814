//! An .xlsx file whose sheets are written in a way that the reading library misreads, in the way in
//! which nearly all are written.
//!
//! Of a value it takes the first piece alone, so that a comment or a section of plain characters
//! cuts it off, and blanks around the number of a shared text make it the first text of all. It
//! refuses a whole file for one error value that it does not know, for a number that is none, and for
//! a sheet without a part, as old macros are kept. And it reads nothing of a sheet in UTF-16.

use std::io::{Cursor, Read, Write};

use encoding_rs::{GB18030, UTF_8};
use memchr::memmem;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, escape};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::limits::Limits;
use super::package::attribute;

/// What a part begins with that is written in UTF-16.
const UTF16: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
/// The error values that the library knows.
const ERRORS: [&str; 8] =
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"];

/// Whether a sheet is written in such a way.
pub(super) fn is_odd(sheet: &[u8]) -> bool {
    let opens = |at: usize| {
        let tag =
            sheet[..at].iter().rposition(|byte| *byte == b'<').map_or(&b"/"[..], |open| &sheet[open + 1..at]);
        !tag.starts_with(b"/") && !tag.contains(&b'>')
    };
    UTF16.iter().any(|mark| sheet.starts_with(mark))
        || memmem::find(sheet, b"<![CDATA[").is_some()
        || memmem::find(sheet, b"<!--").is_some()
        || memmem::find_iter(sheet, b"v>").any(|at| {
            sheet.get(at + 2).is_some_and(|next| matches!(next, b' ' | b'\n' | b'\r' | b'\t' | b'&'))
                && opens(at)
        })
}

/// The same package with such parts rewritten; `None` where there is none, or where one cannot be
/// followed.
pub(super) fn repaired(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let mut changed = false;
    for index in 0..from.len() {
        let mut part = from.by_index(index).ok()?;
        let name = part.name().ok()?.replace('\\', "/");
        if !is_of_sheets(&name.to_ascii_lowercase()) {
            drop(part);
            to.raw_copy_file(from.by_index_raw(index).ok()?).ok()?;
            continue;
        }
        let mut content = Vec::new();
        part.by_ref().take(limits.inflated).read_to_end(&mut content).ok()?;
        let plain = plain(&content)?;
        changed |= plain != content;
        to.start_file(name, SimpleFileOptions::default()).ok()?;
        to.write_all(&plain).ok()?;
    }
    let package = to.finish().ok()?.into_inner();
    changed.then_some(package)
}

/// Whether a part holds cells, their texts, or the list of sheets.
fn is_of_sheets(name: &str) -> bool {
    let is_xml = name.rsplit_once('.').is_some_and(|(_, ending)| ending == "xml");
    is_xml
        && (name.contains("worksheets/")
            || name.ends_with("sharedstrings.xml")
            || name.ends_with("workbook.xml"))
}

/// A part in UTF-8, with plain values in its cells; `None` where it is no XML.
fn plain(xml: &[u8]) -> Option<Vec<u8>> {
    let mark =
        if UTF16.iter().any(|mark| xml.starts_with(mark)) { None } else { std::str::from_utf8(xml).ok() };
    let text = match mark {
        Some(text) => text.trim_start_matches('\u{feff}').into(),
        None if UTF16.iter().any(|mark| xml.starts_with(mark)) => UTF_8.decode(xml).0,
        None => GB18030.decode_without_bom_handling_and_without_replacement(xml)?,
    };
    let mut reader = Reader::from_str(&text);
    let mut to = Writer::new(Vec::with_capacity(text.len()));
    let mut cell: Option<Cell> = None;
    loop {
        let event = reader.read_event().ok()?;
        if let Some(open) = &mut cell {
            let is_done = open.take(&event)?;
            if is_done {
                cell.take()?.write(&mut to)?;
            }
            continue;
        }
        match event {
            Event::Eof => return Some(to.into_inner()),
            // It may name another encoding.
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Start(start) if is(&start, "c") => cell = Some(Cell::of(start.into_owned())),
            Event::Empty(sheet)
                if is(&sheet, "sheet") && attribute(&sheet, "id").is_some_and(|id| id.is_empty()) => {}
            other => to.write_event(other).ok()?,
        }
    }
}

fn is(element: &BytesStart<'_>, name: &str) -> bool {
    AsRef::<str>::as_ref(&element.local_name()) == name
}

/// A cell being read: what matters of it.
struct Cell {
    start: BytesStart<'static>,
    has_formula: bool,
    /// Its value, once that begins.
    value: Option<String>,
    /// The elements of a text that stands in it.
    inline: Vec<Event<'static>>,
    /// Names of open elements.
    open: Vec<String>,
}

impl Cell {
    fn of(start: BytesStart<'static>) -> Self {
        Self { start, has_formula: false, value: None, inline: Vec::new(), open: Vec::new() }
    }

    /// Takes the next event; whether the cell is done.
    fn take(&mut self, event: &Event<'_>) -> Option<bool> {
        let inline = self.open.first().is_some_and(|name| name == "is");
        match event {
            Event::Start(start) => self.open.push(AsRef::<str>::as_ref(&start.local_name()).to_owned()),
            Event::End(_) if self.open.is_empty() => return Some(true),
            Event::Eof => return None,
            _ => {}
        }
        let is_directly = |name: &str, open: &[String]| open.len() == 1 && open[0] == name;
        match event {
            Event::Start(_) if is_directly("f", &self.open) => self.has_formula = true,
            Event::Empty(empty) if self.open.is_empty() && is(empty, "f") => self.has_formula = true,
            Event::Start(_) if is_directly("v", &self.open) => self.value = Some(String::new()),
            Event::Empty(empty) if self.open.is_empty() && is(empty, "v") => self.value = Some(String::new()),
            Event::Text(text) if is_directly("v", &self.open) => self.add(&text.xml10_content()),
            Event::CData(text) if is_directly("v", &self.open) => self.add(&text.xml10_content()),
            Event::GeneralRef(reference) if is_directly("v", &self.open) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => escape::resolve_predefined_entity(reference)?.to_owned(),
                };
                self.add(&resolved);
            }
            _ => {}
        }
        if inline || self.open.first().is_some_and(|name| name == "is") {
            self.inline.push(event.clone().into_owned());
        }
        if matches!(event, Event::End(_)) {
            self.open.pop();
        }
        Some(false)
    }

    fn add(&mut self, text: &str) {
        if let Some(value) = &mut self.value {
            value.push_str(text);
        }
    }

    /// Writes the cell with one piece of text for its value.
    fn write(self, to: &mut Writer<Vec<u8>>) -> Option<()> {
        let name = self.start.name();
        let name: &str = name.as_ref();
        let prefixed = |local: &str| match name.rsplit_once(':') {
            Some((prefix, _)) => format!("{prefix}:{local}"),
            None => local.to_owned(),
        };
        let kind = attribute(&self.start, "t").unwrap_or_default();
        let value = match &self.value {
            Some(text) if kind == "str" => Some(text.clone()),
            other => other.as_ref().map(|text| text.trim().to_owned()),
        };
        let is_number = ["", "n"].contains(&kind.as_str());
        let holds =
            |test: fn(&str) -> bool| value.as_deref().is_some_and(|text| !text.is_empty() && test(text));
        let becomes_text = is_number && holds(|text| text.parse::<f64>().is_err())
            || kind == "e" && holds(|text| text.starts_with('#') && !ERRORS.contains(&text));
        let is_no_error = kind == "e" && holds(|text| !text.starts_with('#'));
        let value = if is_no_error { Some("#VALUE!".to_owned()) } else { value };
        let mut start = BytesStart::new(name.to_owned());
        for found in self.start.attributes().with_checks(false) {
            let found = found.ok()?;
            if !(becomes_text && AsRef::<str>::as_ref(&found.key) == "t") {
                start.push_attribute(found);
            }
        }
        if becomes_text {
            start.push_attribute(("t", "str"));
        }
        to.write_event(Event::Start(start)).ok()?;
        if self.has_formula {
            to.write_event(Event::Empty(BytesStart::new(prefixed("f")))).ok()?;
        }
        for event in self.inline {
            to.write_event(event).ok()?;
        }
        if let Some(value) = value {
            let element = prefixed("v");
            to.write_event(Event::Start(BytesStart::new(element.as_str()))).ok()?;
            to.write_event(Event::Text(BytesText::new(&value))).ok()?;
            to.write_event(Event::End(BytesEnd::new(element.as_str()))).ok()?;
        }
        to.write_event(Event::End(BytesEnd::new(name))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_one_piece_without_blanks_around_it() {
        for (cell, wanted) in [
            (r#"<c r="A1" t="s"><v> 1 </v></c>"#, r#"<c r="A1" t="s"><v>1</v></c>"#),
            ("<c><f>A1</f><v>1<!-- x -->2</v></c>", "<c><f/><v>12</v></c>"),
            ("<c t=\"str\"><v> <![CDATA[a<b]]></v></c>", "<c t=\"str\"><v> a&lt;b</v></c>"),
            ("<c><v>&#49;2</v></c>", "<c><v>12</v></c>"),
            ("<x:c><x:v>\n7</x:v><x:extLst><x:v>9</x:v></x:extLst></x:c>", "<x:c><x:v>7</x:v></x:c>"),
            ("<c t=\"e\" s=\"1\"><v>#SPILL!</v></c>", "<c s=\"1\" t=\"str\"><v>#SPILL!</v></c>"),
            ("<c t=\"e\"><v>#N/A</v></c>", "<c t=\"e\"><v>#N/A</v></c>"),
            ("<c t=\"e\"><v>1</v></c>", "<c t=\"e\"><v>#VALUE!</v></c>"),
            ("<c t=\"n\"><v>约7</v></c>", "<c t=\"str\"><v>约7</v></c>"),
            ("<c t=\"inlineStr\"><is><t> a</t></is></c>", "<c t=\"inlineStr\"><is><t> a</t></is></c>"),
            ("<c><f>A1</f><v/></c>", "<c><f/><v></v></c>"),
            (
                "<sheets><sheet name=\"a\" r:id=\"\"/><sheet r:id=\"r1\"/></sheets>",
                "<sheets><sheet r:id=\"r1\"/></sheets>",
            ),
        ] {
            assert_eq!(String::from_utf8(plain(cell.as_bytes()).unwrap()).unwrap(), wanted);
        }
        assert_eq!(plain(b"<c><v>1"), None);
    }

    #[test]
    fn every_encoding_becomes_unicode() {
        let declared = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?><v>局</v>");
        let wide: Vec<u8> =
            format!("\u{feff}{}", declared("UTF-16")).encode_utf16().flat_map(u16::to_le_bytes).collect();
        for xml in [wide, GB18030.encode(&declared("GBK")).0.into_owned(), declared("UTF-8").into_bytes()] {
            assert_eq!(String::from_utf8(plain(&xml).unwrap()).unwrap(), "<v>局</v>");
        }
    }

    #[test]
    fn only_odd_sheets_are_found_odd() {
        for odd in [
            "<v> 1</v>",
            "<x:v>\n1</x:v>",
            "<v>&#49;</v>",
            "<v>1<!-- --></v>",
            "<v><![CDATA[1]]></v>",
            "\u{feff}",
        ] {
            let bytes = if odd == "\u{feff}" { b"\xFF\xFE<\0".to_vec() } else { odd.into() };
            assert!(is_odd(&bytes), "{odd}");
        }
        for usual in ["<c><v>1</v>\n</c>", "<x:v>1</x:v> <x:v>2</x:v>", "<v/> ", "<c>\n<v>1</v></c>", "v> "] {
            assert!(!is_odd(usual.as_bytes()), "{usual}");
        }
    }
}
