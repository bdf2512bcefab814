//! What an `OpenDocument` file says of its cells and the reading library does not pass on: how numbers
//! are shown, which rows and columns are hidden, and which cells are merged.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::rc::Rc;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::limits::Limits;
use super::number_format::NumberFormat;
use super::package::attribute;
use super::sheet::{Area, Sheet, Value};

/// Marks without which there is nothing to be found.
const MARKS: [&[u8]; 8] = [
    b"\"percentage\"",
    b"\"collapse\"",
    b"\"filter\"",
    b"-spanned=\"",
    b"number:text",
    b"display-factor",
    b">#",
    b">Err:",
];

/// Zeros before a number that a format may ask for; more is no code.
const MOST_DIGITS: u32 = 30;

/// The marks of a file's sheets by their names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Marks(BTreeMap<String, Table>);

/// A sheet as far as it is marked.
#[derive(Debug, Default, PartialEq)]
struct Table {
    rows: Vec<Rows>,
    hidden_columns: Vec<(u32, u32)>,
    merges: Vec<Area>,
}

/// A row of the file, which may stand for many of the sheet.
#[derive(Debug, PartialEq)]
struct Rows {
    first: u32,
    /// The row after the last.
    end: u32,
    hidden: bool,
    /// Columns, first and end, whose number is shown otherwise than it is stored.
    shown: Vec<(u32, u32, Shown)>,
    /// Columns, first and end, of formulas with an error, which older programs store as 0.
    errors: Vec<(u32, u32, String)>,
}

/// How numbers are shown.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    percent: bool,
    format: Option<Rc<NumberFormat>>,
}

impl Marks {
    /// The marks of a file; none where it cannot be read, which its reader says.
    pub(super) fn of(bytes: &[u8], limits: &Limits) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok();
        let mut part = |name: &str| {
            let mut content = Vec::new();
            let part = archive.as_mut().and_then(|archive| {
                archive.by_name(name).ok()?.take(limits.inflated).read_to_end(&mut content).ok()
            });
            part.map(|_| content).unwrap_or_default()
        };
        let content = part("content.xml");
        let is_marked = |content: &[u8]| MARKS.iter().any(|mark| memmem::find(content, mark).is_some());
        // Formats stand in either part; those that a file has of its own stand beside its cells.
        let common = part("styles.xml");
        if !is_marked(&content) && !is_marked(&common) {
            return Self::default();
        }
        let mut looks = Looks::default();
        elements(&common, |event| looks.take(event));
        let mut marks = Self::default();
        let mut at = Position::default();
        elements(&content, |event| {
            looks.take(event);
            match event {
                Event::Start(element) | Event::Empty(element) => marks.take(element, &mut at, &looks),
                Event::Text(text) => marks.take_text(text.as_ref(), &mut at),
                _ => {}
            }
        });
        marks
    }

    fn take(&mut self, element: &BytesStart<'_>, at: &mut Position, looks: &Looks) {
        let name = element.name();
        let name: &str = name.as_ref();
        if name == "table:table" {
            *at = Position { table: attribute(element, "name"), ..Position::default() };
            return;
        }
        let Some(table) = &at.table else { return };
        let table = self.0.entry(table.clone()).or_default();
        let hides = || {
            let visibility = attribute(element, "visibility").unwrap_or_default();
            ["collapse", "filter"].contains(&visibility.as_str())
        };
        let style =
            |name: &str| attribute(element, name).and_then(|style| looks.of_styles.get(&style)).cloned();
        match name {
            "table:table-column" => {
                let first = at.next_column;
                at.next_column = first.saturating_add(repeats(element, "number-columns-repeated"));
                if hides() {
                    table.hidden_columns.push((first, at.next_column.saturating_sub(1)));
                }
                if let Some(format) = style("default-cell-style-name") {
                    at.of_columns.push((first, at.next_column, format));
                }
            }
            "table:table-row" => {
                let first = at.next_row;
                at.next_row = first.saturating_add(repeats(element, "number-rows-repeated"));
                at.next_col = 0;
                at.of_row = style("default-cell-style-name");
                table.rows.push(Rows {
                    first,
                    end: at.next_row,
                    hidden: hides(),
                    shown: Vec::new(),
                    errors: Vec::new(),
                });
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let first = at.next_col;
                at.next_col = first.saturating_add(repeats(element, "number-columns-repeated"));
                let Some(row) = table.rows.last_mut() else { return };
                let (down, right) =
                    (repeats(element, "number-rows-spanned"), repeats(element, "number-columns-spanned"));
                if down > 1 || right > 1 {
                    let last = (
                        row.first.saturating_add(down.saturating_sub(1)),
                        first.saturating_add(right.saturating_sub(1)),
                    );
                    table.merges.push(Area { first: (row.first, first), last });
                }
                let is_zero = attribute(element, "value").is_some_and(|value| value == "0");
                let is_formula = attribute(element, "formula").is_some();
                at.zero = (is_zero && is_formula).then_some((first, at.next_col));
                let kind = attribute(element, "value-type");
                if !matches!(kind.as_deref(), Some("float" | "percentage" | "currency")) {
                    return;
                }
                let of_column = || at.of_columns.iter().find(|(from, end, _)| (*from..*end).contains(&first));
                // A cell's own style says it, else its row's, else its column's.
                let format = match attribute(element, "style-name") {
                    Some(style) => looks.of_styles.get(&style).cloned(),
                    None => at.of_row.clone().or_else(|| of_column().map(|(.., format)| Rc::clone(format))),
                };
                let shown = Shown { percent: kind.as_deref() == Some("percentage"), format };
                if shown.percent || shown.format.is_some() {
                    row.shown.push((first, at.next_col, shown));
                }
            }
            _ => {}
        }
    }

    /// What is shown of a formula that is stored as 0.
    fn take_text(&mut self, text: &str, at: &mut Position) {
        let Some((first, end)) = at.zero.take_if(|_| is_error(text)) else { return };
        let table = at.table.as_ref().and_then(|table| self.0.get_mut(table));
        if let Some(row) = table.and_then(|table| table.rows.last_mut()) {
            row.errors.push((first, end, text.trim().to_owned()));
        }
    }

    /// Marks the cells of a sheet, which stand in the order of their rows.
    pub(super) fn apply(&self, sheet: &mut Sheet) {
        let Some(table) = self.0.get(&sheet.name) else { return };
        let mut rows = table.rows.as_slice();
        let mut looks = Vec::new();
        for cell in &mut sheet.cells {
            while rows.first().is_some_and(|row| row.end <= cell.row) {
                rows = &rows[1..];
            }
            let Some(row) = rows.first().filter(|row| row.first <= cell.row) else { continue };
            if row.hidden && sheet.hidden_rows.last() != Some(&cell.row) {
                sheet.hidden_rows.push(cell.row);
            }
            if let Some((.., shown)) =
                row.errors.iter().find(|(first, end, _)| (*first..*end).contains(&cell.col))
            {
                cell.value = Value::Error(shown.clone());
            }
            let shown = row.shown.iter().find(|(first, end, _)| (*first..*end).contains(&cell.col));
            if let (Value::Number(value, percent), Some((.., shown))) = (&mut cell.value, shown) {
                *percent |= shown.percent;
                let look = shown.format.as_ref().and_then(|format| format.look(*value));
                looks.extend(look.map(|look| ((cell.row, cell.col), look.clone())));
            }
        }
        for (position, look) in looks {
            sheet.look(position, look);
        }
        sheet.hidden_columns.clone_from(&table.hidden_columns);
        sheet.merges.clone_from(&table.merges);
    }
}

/// Where in a file's tables the reading is.
#[derive(Debug, Default)]
struct Position {
    table: Option<String>,
    next_row: u32,
    next_col: u32,
    next_column: u32,
    /// The columns, first and end, of a cell that is a formula and stored as 0.
    zero: Option<(u32, u32)>,
    of_row: Option<Rc<NumberFormat>>,
    of_columns: Vec<(u32, u32, Rc<NumberFormat>)>,
}

/// What formats show beside numbers, by the names of cell styles.
#[derive(Debug, Default)]
struct Looks {
    of_formats: BTreeMap<String, NumberFormat>,
    of_styles: BTreeMap<String, Rc<NumberFormat>>,
    open: Option<Open>,
    in_text: bool,
}

/// A format being read.
#[derive(Debug, Default)]
struct Open {
    name: String,
    /// As other spreadsheets write it.
    code: String,
    /// Formats for numbers that meet a condition.
    others: Vec<(String, NumberFormat)>,
}

impl Looks {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(element) => self.begin(element, false),
            Event::Empty(element) => self.begin(element, true),
            Event::Text(text) if self.in_text => {
                if let Some(open) = &mut self.open {
                    let text: &str = text.as_ref();
                    open.code.extend(text.chars().flat_map(|c| ['\\', c]));
                }
            }
            Event::End(element) => match AsRef::<str>::as_ref(&element.name()) {
                "number:text" => self.in_text = false,
                "number:number-style" => {
                    if let Some(Open { name, code, others }) = self.open.take() {
                        self.of_formats.insert(name, NumberFormat::parse(&code).unless(&others));
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        match AsRef::<str>::as_ref(&element.name()) {
            "number:number-style" if !is_empty => {
                let open = |name| Open { name, ..Open::default() };
                self.open = attribute(element, "name").map(open);
            }
            "number:number" => {
                if let Some(open) = &mut self.open {
                    let digits = repeats(element, "min-integer-digits").clamp(1, MOST_DIGITS);
                    let zeros = if attribute(element, "decimal-places").is_some_and(|places| places != "0") {
                        1
                    } else {
                        digits
                    };
                    open.code.extend(std::iter::repeat_n('0', zeros as usize));
                    let factor = attribute(element, "display-factor").unwrap_or_default();
                    // By thousands, as a comma after the digits says elsewhere.
                    let thousands = factor.trim_end_matches(".0").matches("000").count();
                    open.code.extend(std::iter::repeat_n(',', thousands));
                }
            }
            "number:text" => self.in_text = !is_empty && self.open.is_some(),
            "style:map" => {
                let other = attribute(element, "apply-style-name")
                    .and_then(|name| self.of_formats.get(&name).cloned());
                if let (Some(open), Some(condition)) = (&mut self.open, attribute(element, "condition")) {
                    let condition = condition.replace("value()", "");
                    open.others.push((condition, other.unwrap_or_default()));
                }
            }
            "style:style" => {
                let format =
                    attribute(element, "data-style-name").and_then(|name| self.of_formats.get(&name));
                let format = format.filter(|format| **format != NumberFormat::default());
                if let (Some(name), Some(format)) = (attribute(element, "name"), format) {
                    self.of_styles.insert(name, Rc::new(format.clone()));
                }
            }
            _ => {}
        }
    }
}

/// Calls `each` for everything in an XML text, as far as it is XML.
fn elements(xml: &[u8], mut each: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return,
            Ok(event) => each(&event),
        }
    }
}

/// Whether a text is the name of an error, in whatever language.
fn is_error(text: &str) -> bool {
    let text = text.trim();
    text.strip_prefix('#').is_some_and(|name| name.starts_with(char::is_alphabetic))
        || text.strip_prefix("Err:").is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
}

fn repeats(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::number_format::Look;
    use crate::intake::sheet::Cell;

    fn marked(content: &str, cells: Vec<Cell>) -> Sheet {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let mut sheet = Sheet { name: "a".to_owned(), cells, ..Sheet::default() };
        Marks::of(&bytes, &Limits::default()).apply(&mut sheet);
        sheet
    }

    fn cell(row: u32, col: u32) -> Cell {
        Cell { row, col, value: Value::Number(0.5, false) }
    }

    #[test]
    fn percentages_hidden_and_merged_cells_are_found_behind_repetitions() {
        let content = r#"<x><table:table table:name="a"><table:table-column table:number-columns-repeated="2"/>
            <table:table-column table:visibility="collapse"/><table:table-row table:number-rows-repeated="2"><table:table-cell/>
            </table:table-row><table:table-row table:visibility="collapse"><table:table-cell table:number-columns-repeated="3"/>
            <table:table-cell office:value-type="percentage" table:number-columns-repeated="2"/>
            <table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1"/></table:table-row></table:table></x>"#;
        let cells = vec![cell(0, 3), cell(2, 2), cell(2, 3), cell(2, 4), cell(2, 5), cell(9, 3)];
        let sheet = marked(content, cells);
        let percent: Vec<bool> =
            sheet.cells.iter().map(|cell| cell.value == Value::Number(0.5, true)).collect();
        assert_eq!(percent, [false, false, true, true, false, false]);
        assert_eq!(sheet.hidden_rows, [2]);
        assert_eq!(sheet.hidden_columns, [(2, 2)]);
        assert_eq!(sheet.merges, [Area { first: (2, 5), last: (3, 5) }]);
    }

    #[test]
    fn errors_that_are_stored_as_zero_are_errors() {
        let content = r#"<x><table:table table:name="a"><table:table-row>
            <table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p></table:table-cell>
            <table:table-cell table:formula="of:=B" office:value-type="float" office:value="0"><text:p>Err:502</text:p></table:table-cell>
            <table:table-cell table:formula="of:=0" office:value-type="float" office:value="0"><text:p>0</text:p></table:table-cell>
            <table:table-cell office:value-type="float" office:value="0"><text:p>#N</text:p></table:table-cell></table:table-row></table:table></x>"#;
        let sheet = marked(content, vec![cell(0, 0), cell(0, 1), cell(0, 2), cell(0, 3)]);
        let values: Vec<&Value> = sheet.cells.iter().map(|cell| &cell.value).collect();
        let error = |shown: &str| Value::Error(shown.to_owned());
        let zero = cell(0, 0).value;
        assert_eq!(values, [&error("#DIV/0!"), &error("Err:502"), &zero, &zero]);
    }

    #[test]
    fn units_are_read_from_the_styles_of_cells_and_columns() {
        let content = r#"<x><number:number-style style:name="N1"><number:number number:decimal-places="2"/>
            <number:text>万元</number:text></number:number-style><number:number-style style:name="N2">
            <number:number number:display-factor="1000"/></number:number-style>
            <style:style style:name="ce1" style:data-style-name="N1"/><style:style style:name="ce2" style:data-style-name="N2"/>
            <table:table table:name="a"><table:table-column table:default-cell-style-name="ce1"/><table:table-row>
            <table:table-cell office:value-type="float"/><table:table-cell table:style-name="ce2" office:value-type="float"/>
            <table:table-cell office:value-type="float"/></table:table-row></table:table></x>"#;
        let sheet = marked(content, vec![cell(0, 0), cell(0, 1), cell(0, 2)]);
        let look =
            |after: &str, scale| Look { before: String::new(), after: after.to_owned(), scale, digits: 0 };
        assert_eq!(sheet.looks, [look("万元", 0), look("", 3)]);
        assert_eq!(sheet.looking, [(0, 0, 0), (0, 1, 1)]);
    }
}
