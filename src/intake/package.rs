//! What an .xlsx file says of a sheet and the reading library does not pass on: hidden rows and
//! columns, merged areas, and formulas whose result was never stored.
//!
//! Columns stand before the cells and merged areas after them, so those parts are read alone. Between
//! them a sheet is only searched for marks; its XML is taken apart only where one of them stands.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::limits::Limits;
use super::sheet::Area;
use super::xlsx_repair;

/// Marks of hidden rows, and of formulas whose elements bear a prefix.
const MARKS: [&[u8]; 4] = [b" hidden=", b" ht=\"0\"", b":f>", b":f "];
/// What the cells of a sheet stand in, whatever its prefix.
const CELLS: &[u8] = b"sheetData";

/// A package, whose parts are found whatever the case of their names, and also where a writer put
/// backslashes between folders.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names as they stand in the archive, by names in lower case with slashes.
    names: BTreeMap<String, String>,
    most: u64,
}

impl<'a> Package<'a> {
    /// Opens a package; `None` where it is none.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let names = archive.file_names().filter_map(Result::ok);
        let names =
            names.map(|name| (name.replace('\\', "/").to_ascii_lowercase(), name.into_owned())).collect();
        Some(Self { archive, names, most: limits.inflated })
    }

    /// The content of a part.
    pub(super) fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        let stored = self.names.get(&name.to_ascii_lowercase())?;
        let mut content = Vec::new();
        self.archive.by_name(stored).ok()?.take(self.most).read_to_end(&mut content).ok()?;
        Some(content)
    }
}

/// The parts of a package with sheets.
pub(super) struct Parts<'a> {
    package: Package<'a>,
    /// The part of each sheet by the sheet's name.
    sheets: BTreeMap<String, String>,
}

/// What is not passed on of a sheet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unseen {
    /// Rows that are hidden.
    pub hidden_rows: Vec<u32>,
    /// Columns that are hidden: first and last.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Cells with a formula and without a result.
    pub uncalculated: Vec<(u32, u32)>,
    /// Whether the sheet is written in a way that the library misreads.
    pub is_odd: bool,
}

impl<'a> Parts<'a> {
    /// Opens a package; `None` where it does not say which part is which sheet.
    #[must_use]
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Option<Self> {
        let package = Package::open(bytes, limits)?;
        let book = package.names.keys().find(|name| name.ends_with("workbook.xml"))?.clone();
        let mut parts = Self { package, sheets: BTreeMap::new() };
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
        let relations = parts.package.part(&format!("{folder}/_rels/{file}.rels"))?;
        let mut targets = BTreeMap::new();
        elements(&relations, |element| {
            if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
                let target =
                    target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
                targets.insert(id, target);
            }
        });
        let book = parts.package.part(&book)?;
        elements(&book, |element| {
            let local = element.local_name();
            let local: &str = local.as_ref();
            if local == "sheet"
                && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "id"))
                && let Some(target) = targets.get(&id)
            {
                parts.sheets.insert(name, target.clone());
            }
        });
        Some(parts)
    }

    /// What the library does not pass on of a sheet.
    pub(super) fn unseen(&mut self, sheet: &str) -> Option<Unseen> {
        let part = self.sheets.get(sheet)?.clone();
        let content = self.package.part(&part)?;
        let mut found = if may_hide(&content) { unseen(&content) } else { Unseen::default() };
        found.is_odd = xlsx_repair::is_odd(&content);
        let begin = memmem::find(&content, CELLS).unwrap_or(content.len());
        let end = memmem::rfind(&content, CELLS).unwrap_or(content.len());
        elements(&content[..begin], |element| found.hidden_columns.extend(hidden_columns(element)));
        // From behind the end of the cells' element on: its own tag would be one too many.
        let rest =
            content[end..].iter().position(|byte| *byte == b'>').map_or(content.len(), |at| end + at + 1);
        elements(&content[rest..], |element| found.merges.extend(merge(element)));
        Some(found)
    }
}

/// The columns of a `col` element that hides them, also by giving them no width.
fn hidden_columns(element: &BytesStart<'_>) -> Option<(u32, u32)> {
    let is_column = AsRef::<str>::as_ref(&element.local_name()) == "col";
    let hides = || {
        is_true(attribute(element, "hidden"))
            || attribute(element, "width").and_then(|width| width.parse::<f64>().ok()) == Some(0.0)
    };
    let number = |name: &str| attribute(element, name)?.parse::<u32>().ok()?.checked_sub(1);
    (is_column && hides()).then(|| Some((number("min")?, number("max")?)))?
}

/// The area of a `mergeCell` element.
fn merge(element: &BytesStart<'_>) -> Option<Area> {
    let is_merge = AsRef::<str>::as_ref(&element.local_name()) == "mergeCell";
    let area = attribute(element, "ref").filter(|_| is_merge)?;
    let (first, last) = area.split_once(':')?;
    Some(Area { first: position(first)?, last: position(last)? })
}

fn is_true(attribute: Option<String>) -> bool {
    attribute.is_some_and(|value| ["1", "true"].contains(&value.as_str()))
}

/// Whether a sheet has a mark of what is looked for. A look at the bytes costs a tenth of taking
/// their XML apart, and most sheets with formulas hold all their results.
fn may_hide(xml: &[u8]) -> bool {
    let lacks_result = |at: usize| {
        let cell = &xml[at..];
        let is_formula = cell.get(2).is_some_and(|next| matches!(next, b'>' | b' ' | b'/'));
        let cell = memmem::find(cell, b"</c>").map_or(cell, |end| &cell[..end]);
        is_formula && memmem::find(cell, b"<v>").is_none()
    };
    MARKS.iter().any(|mark| memmem::find(xml, mark).is_some())
        || memmem::find_iter(xml, b"<f").any(lacks_result)
}

/// An attribute of an element by its name without prefix.
pub(super) fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    element.attributes().with_checks(false).filter_map(Result::ok).find_map(|attribute| {
        let local = attribute.key.local_name();
        let local: &str = local.as_ref();
        (local == wanted)
            .then(|| attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok())?
            .map(std::borrow::Cow::into_owned)
    })
}

/// Calls `each` for every element of an XML text, as far as it is XML.
pub(super) fn elements(xml: &[u8], mut each: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => each(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn unseen(xml: &[u8]) -> Unseen {
    let mut found = Unseen::default();
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    // Rows and cells that do not say where they stand follow the one before.
    let (mut row, mut col, mut next_row) = (0, 0, 0);
    let mut cell: Option<Cell> = None;
    loop {
        buffer.clear();
        let (element, is_empty) = match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => (element, false),
            Ok(Event::Empty(element)) => (element, true),
            Ok(Event::End(end)) => {
                let local = end.local_name();
                let local: &str = local.as_ref();
                if local == "c" {
                    found.uncalculated.extend(cell.take().and_then(Cell::uncalculated));
                }
                continue;
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => continue,
        };
        let local = element.local_name();
        let local: &str = local.as_ref();
        match local {
            "row" => {
                let stated =
                    attribute(&element, "r").and_then(|text| text.parse::<u32>().ok()?.checked_sub(1));
                row = stated.unwrap_or(next_row);
                (col, next_row) = (0, row.saturating_add(1));
                let height = attribute(&element, "ht").and_then(|height| height.parse::<f64>().ok());
                if is_true(attribute(&element, "hidden")) || height == Some(0.0) {
                    found.hidden_rows.push(row);
                }
            }
            "c" => {
                let stated = attribute(&element, "r").and_then(|text| position(&text));
                let at = stated.unwrap_or((row, col));
                col = at.1.saturating_add(1);
                cell = (!is_empty).then_some(Cell { at, formula: false, value: false });
            }
            "f" => cell.iter_mut().for_each(|cell| cell.formula = true),
            "v" | "is" => cell.iter_mut().for_each(|cell| cell.value = true),
            _ => {}
        }
    }
}

/// A cell as far as it was read.
struct Cell {
    at: (u32, u32),
    formula: bool,
    value: bool,
}

impl Cell {
    fn uncalculated(self) -> Option<(u32, u32)> {
        (self.formula && !self.value).then_some(self.at)
    }
}

/// Zero-based row and column of an address such as `E8`.
pub(crate) fn position(address: &str) -> Option<(u32, u32)> {
    let digits = address.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = address.split_at(digits);
    let col = letters.bytes().try_fold(0_u32, |col, letter| {
        let letter = letter.to_ascii_uppercase();
        let value = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
        col.checked_mul(26)?.checked_add(value)
    })?;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, col.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_and_formulas_without_a_result_are_found() {
        let xml = br#"<x:worksheet><x:sheetData><x:row r="2" hidden="1"><x:c r="B2"><x:f>1+1</x:f></x:c></x:row>
            <x:row><x:c><x:f>1</x:f><x:v>1</x:v></x:c><x:c/><x:c><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>"#;
        let wanted = Unseen { hidden_rows: vec![1], uncalculated: vec![(1, 1), (2, 2)], ..Unseen::default() };
        assert_eq!(unseen(xml), wanted);
    }

    #[test]
    fn what_the_library_does_not_tell_is_found_behind_backslashes() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
            <sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
        let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
            <Relationship Id="r1" Target="worksheets/sheet1.xml" Type=
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"#;
        let sheet = r#"<worksheet><cols><col min="2" max="3" hidden="1"/><col min="4" max="4" width="0"/>
            <col min="5" max="5" width="9"/></cols><sheetData><row r="1"><c r="A1"><f>1+1</f></c></row></sheetData>
            <mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="A3:XFD1048576"/></mergeCells></worksheet>"#;
        for (name, content) in [
            ("XL\\workbook.xml", book),
            ("XL\\_rels\\workbook.xml.rels", relations),
            ("XL\\worksheets\\Sheet1.xml", sheet),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        let unseen = Parts::open(&bytes, &Limits::default()).unwrap().unseen("a").unwrap();
        assert_eq!(unseen.uncalculated, [(0, 0)]);
        assert_eq!(unseen.hidden_columns, [(1, 2), (3, 3)]);
        let whole = Area { first: (2, 0), last: (1_048_575, 16_383) };
        assert_eq!(unseen.merges, [Area { first: (0, 0), last: (1, 1) }, whole]);
    }

    #[test]
    fn only_marked_sheets_are_taken_apart() {
        for (xml, marked) in [
            ("<c><f>A1</f><v>1</v></c><c><v>1</v></c>", false),
            ("<c><f>A1</f></c><c><v>1</v></c>", true),
            ("<c><f t=\"shared\"/></c><c><v>1</v></c>", true),
            ("<filter/><c><v>1</v></c>", false),
            ("<row hidden=\"1\">", true),
            ("<x:c><x:f>1</x:f></x:c>", true),
        ] {
            assert_eq!(may_hide(xml.as_bytes()), marked, "{xml}");
        }
    }

    #[test]
    fn addresses_are_read() {
        assert_eq!(position("A1"), Some((0, 0)));
        assert_eq!(position("XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in ["", "A", "1", "A0", "AAAAAAAAAAAA1", "A99999999999", "é1"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }
}
