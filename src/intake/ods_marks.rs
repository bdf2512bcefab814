//! What an `OpenDocument` file says of its cells and the reading library does not pass on: which
//! numbers are percentages, and which rows are hidden.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::limits::Limits;
use super::package::attribute;
use super::sheet::{Sheet, Value};

/// Marks without which there is nothing to be found.
const MARKS: [&[u8]; 3] = [b"\"percentage\"", b"\"collapse\"", b"\"filter\""];

/// The marks of a file's sheets by their names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(BTreeMap<String, Vec<Rows>>);

/// A row of the file, which may stand for many of the sheet.
#[derive(Debug, PartialEq, Eq)]
struct Rows {
    first: u32,
    /// The row after the last.
    end: u32,
    hidden: bool,
    /// Columns, first and end, whose number is a percentage.
    percent: Vec<(u32, u32)>,
}

impl Marks {
    /// The marks of a file; none where it cannot be read, which its reader says.
    pub(super) fn of(bytes: &[u8], limits: &Limits) -> Self {
        let mut content = Vec::new();
        let read = ZipArchive::new(Cursor::new(bytes)).ok().and_then(|mut archive| {
            archive.by_name("content.xml").ok()?.take(limits.inflated).read_to_end(&mut content).ok()
        });
        let is_marked = || MARKS.iter().any(|mark| memmem::find(&content, mark).is_some());
        if read.is_some() && is_marked() { Self::parse(&content) } else { Self::default() }
    }

    fn parse(content: &[u8]) -> Self {
        let mut marks = Self::default();
        let mut reader = Reader::from_reader(content);
        reader.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        let (mut table, mut next_row, mut next_col) = (None, 0_u32, 0_u32);
        loop {
            buffer.clear();
            let element = match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(element) | Event::Empty(element)) => element,
                Ok(Event::Eof) | Err(_) => return marks,
                Ok(_) => continue,
            };
            let name = element.name();
            let name: &str = name.as_ref();
            match name {
                "table:table" => {
                    table = attribute(&element, "name");
                    next_row = 0;
                }
                "table:table-row" => {
                    let first = next_row;
                    next_row = first.saturating_add(repeats(&element, "number-rows-repeated"));
                    next_col = 0;
                    let visibility = attribute(&element, "visibility").unwrap_or_default();
                    let hidden = ["collapse", "filter"].contains(&visibility.as_str());
                    if let Some(table) = &table {
                        let rows = Rows { first, end: next_row, hidden, percent: Vec::new() };
                        marks.0.entry(table.clone()).or_default().push(rows);
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let first = next_col;
                    next_col = first.saturating_add(repeats(&element, "number-columns-repeated"));
                    let is_percent = attribute(&element, "value-type").as_deref() == Some("percentage");
                    let row = table.as_ref().and_then(|table| marks.0.get_mut(table)?.last_mut());
                    if let Some(row) = row.filter(|_| is_percent) {
                        row.percent.push((first, next_col));
                    }
                }
                _ => {}
            }
        }
    }

    /// Marks the cells of a sheet, which stand in the order of their rows.
    pub(super) fn apply(&self, sheet: &mut Sheet) {
        let mut rows = self.0.get(&sheet.name).map_or(&[][..], Vec::as_slice);
        for cell in &mut sheet.cells {
            while rows.first().is_some_and(|row| row.end <= cell.row) {
                rows = &rows[1..];
            }
            let Some(row) = rows.first().filter(|row| row.first <= cell.row) else { continue };
            if row.hidden && sheet.hidden_rows.last() != Some(&cell.row) {
                sheet.hidden_rows.push(cell.row);
            }
            if let Value::Number(_, percent) = &mut cell.value {
                *percent |= row.percent.iter().any(|(first, end)| (*first..*end).contains(&cell.col));
            }
        }
    }
}

fn repeats(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::sheet::Cell;

    #[test]
    fn percentages_and_hidden_rows_are_found_behind_repetitions() {
        let content = r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="2"><table:table-cell/>
            </table:table-row><table:table-row table:visibility="collapse"><table:table-cell table:number-columns-repeated="3"/>
            <table:table-cell office:value-type="percentage" table:number-columns-repeated="2"/></table:table-row></table:table>"#;
        let cell = |row, col| Cell { row, col, value: Value::Number(0.5, false) };
        let cells = vec![cell(0, 3), cell(2, 2), cell(2, 3), cell(2, 4), cell(2, 5), cell(9, 3)];
        let mut sheet = Sheet { name: "a".to_owned(), cells, ..Sheet::default() };
        Marks::parse(content.as_bytes()).apply(&mut sheet);
        let percent: Vec<bool> =
            sheet.cells.iter().map(|cell| cell.value == Value::Number(0.5, true)).collect();
        assert_eq!(percent, [false, false, true, true, false, false]);
        assert_eq!(sheet.hidden_rows, [2]);
    }
}
