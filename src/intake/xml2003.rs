//! The one-file XML workbooks of Excel 2002 and 2003, which reporting systems still write, mostly
//! under the name .xls.

use std::collections::BTreeMap;
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, escape};

use super::number_format::NumberFormat;
use super::package::attribute;
use super::sheet::{Area, Filling, ReadError, Value};
use super::text;

/// Names that stand for a format instead of its code.
const PERCENT: &str = "Percent";
/// The style of cells that name none.
const DEFAULT: &str = "Default";

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged(error.to_string())
}

/// Reads the sheets of a workbook.
///
/// # Errors
/// [`ReadError`] where it is no XML or more than the budget allows.
pub(super) fn read(bytes: &[u8], filling: &mut Filling) -> Result<(), ReadError> {
    let text = text::decoded(bytes).ok_or_else(|| damaged("no text"))?;
    let mut reader = Reader::from_str(&text);
    let mut book =
        Book { filling, styles: BTreeMap::new(), style: None, at: Position::default(), cell: None };
    let mut open = 0_usize;
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(element) => {
                open += 1;
                book.begin(&element);
            }
            Event::Empty(element) => {
                book.begin(&element);
                book.end(element.local_name().as_ref())?;
            }
            Event::End(element) => {
                open = open.saturating_sub(1);
                book.end(element.local_name().as_ref())?;
            }
            Event::Text(found) => book.add(&found.xml10_content()),
            Event::CData(found) => book.add(&found.xml10_content()),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    _ => escape::resolve_predefined_entity(&reference).map(str::to_owned),
                };
                book.add(&resolved.ok_or_else(|| damaged("unknown entity"))?);
            }
            Event::Eof if open > 0 => return Err(damaged("the file breaks off")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A workbook as far as it was read.
struct Book<'a> {
    filling: &'a mut Filling,
    /// The formats of numbers by the names of styles.
    styles: BTreeMap<String, Rc<NumberFormat>>,
    /// The style whose definition is open.
    style: Option<String>,
    at: Position,
    cell: Option<Cell>,
}

/// Where the reading is.
#[derive(Default)]
struct Position {
    row: u32,
    next_row: u32,
    col: u32,
    next_col: u32,
    /// The next column that something is said of.
    next_column: u32,
    /// The style of the row, and those of columns: first, last, style.
    of_row: Option<String>,
    of_columns: Vec<(u32, u32, String)>,
    /// Elements that are open inside of a comment, itself included.
    in_comment: usize,
}

/// A cell being read.
struct Cell {
    style: Option<String>,
    has_formula: bool,
    /// The type of its value, once that begins, and its text.
    kind: Option<String>,
    text: String,
    in_data: bool,
}

impl Book<'_> {
    fn begin(&mut self, element: &BytesStart<'_>) {
        let local = element.local_name();
        let local: &str = local.as_ref();
        if self.at.in_comment > 0 || local == "Comment" {
            self.at.in_comment += 1;
            return;
        }
        // Rich text bears HTML's elements.
        if self.cell.as_ref().is_some_and(|cell| cell.in_data) {
            return;
        }
        let number = |name: &str| attribute(element, name).and_then(|text| text.trim().parse::<u32>().ok());
        let hides = || attribute(element, "Hidden").is_some_and(|value| value == "1");
        match local {
            "Style" => {
                self.style = attribute(element, "ID");
                let parent =
                    attribute(element, "Parent").and_then(|parent| self.styles.get(&parent).cloned());
                if let (Some(style), Some(format)) = (self.style.clone(), parent) {
                    self.styles.insert(style, format);
                }
            }
            "NumberFormat" => {
                if let (Some(style), Some(code)) = (self.style.clone(), attribute(element, "Format")) {
                    let code = if code == PERCENT { "0.00%" } else { code.as_str() };
                    self.styles.insert(style, Rc::new(NumberFormat::parse(code)));
                }
            }
            "Worksheet" => {
                self.filling.begin(attribute(element, "Name").unwrap_or_default(), false);
                self.at = Position::default();
            }
            "Column" => {
                let first = number("Index").map_or(self.at.next_column, |index| index.saturating_sub(1));
                let last = first.saturating_add(number("Span").unwrap_or_default());
                self.at.next_column = last.saturating_add(1);
                if let (true, Some(sheet)) = (hides(), self.filling.current()) {
                    sheet.hidden_columns.push((first, last));
                }
                self.at.of_columns.extend(attribute(element, "StyleID").map(|style| (first, last, style)));
            }
            "Row" => {
                self.at.row = number("Index").map_or(self.at.next_row, |index| index.saturating_sub(1));
                self.at.next_row =
                    self.at.row.saturating_add(1).saturating_add(number("Span").unwrap_or_default());
                self.at.next_col = 0;
                self.at.of_row = attribute(element, "StyleID");
                if let (true, Some(sheet)) = (hides(), self.filling.current()) {
                    sheet.hidden_rows.push(self.at.row);
                }
            }
            "Cell" => {
                self.at.col = number("Index").map_or(self.at.next_col, |index| index.saturating_sub(1));
                let (down, right) =
                    (number("MergeDown").unwrap_or_default(), number("MergeAcross").unwrap_or_default());
                let first = (self.at.row, self.at.col);
                if let Some(sheet) = self.filling.current().filter(|_| down > 0 || right > 0) {
                    let last = (first.0.saturating_add(down), first.1.saturating_add(right));
                    sheet.merges.push(Area { first, last });
                }
                // The next one stands behind what this one covers.
                self.at.next_col = first.1.saturating_add(right).saturating_add(1);
                self.cell = Some(Cell {
                    style: attribute(element, "StyleID"),
                    has_formula: attribute(element, "Formula").is_some(),
                    kind: None,
                    text: String::new(),
                    in_data: false,
                });
            }
            "Data" => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(element, "Type").or_else(|| Some(String::new()));
                    cell.in_data = true;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, local: &str) -> Result<(), ReadError> {
        if self.at.in_comment > 0 {
            self.at.in_comment -= 1;
            return Ok(());
        }
        match local {
            "Style" => self.style = None,
            "Data" => self.cell.iter_mut().for_each(|cell| cell.in_data = false),
            "Cell" => {
                if let Some(cell) = self.cell.take() {
                    self.put(&cell)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, found: &str) {
        if self.at.in_comment == 0
            && let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_data)
        {
            cell.text.push_str(found);
        } else if self.cell.is_none() && found.trim().starts_with("Sheet") {
            // How a sheet is shown: SheetHidden, SheetVeryHidden.
            let hides = ["SheetHidden", "SheetVeryHidden"].contains(&found.trim());
            self.filling.current().into_iter().for_each(|sheet| sheet.hidden |= hides);
        }
    }

    fn put(&mut self, cell: &Cell) -> Result<(), ReadError> {
        let position = (self.at.row, self.at.col);
        let format = self.format(cell.style.as_deref(), position.1);
        let value = match (cell.kind.as_deref(), cell.text.trim()) {
            (None, _) => cell.has_formula.then_some(Value::Uncalculated),
            (Some("Number"), number) => {
                let number: f64 = number.parse().map_err(damaged)?;
                let look = format.as_ref().and_then(|format| format.look(number)).cloned();
                if let (Some(look), Some(sheet)) = (look, self.filling.current()) {
                    sheet.look(position, look);
                }
                Some(Value::Number(number, format.is_some_and(|format| format.percent)))
            }
            (Some("Boolean"), truth) => Some(Value::Truth(truth == "1")),
            (Some("Error"), shown) => Some(Value::Error(shown.to_owned())),
            (Some("DateTime"), stamp) => {
                Some(Value::Text(stamp.split('T').next().unwrap_or_default().to_owned()))
            }
            (Some(_), text) => (!text.is_empty()).then_some(Value::Text(cell.text.clone())),
        };
        self.filling.put(position, value)
    }

    /// The format of a cell: by its own style, its row's, its column's, or the default one.
    fn format(&self, own: Option<&str>, col: u32) -> Option<Rc<NumberFormat>> {
        let of_column = || self.at.of_columns.iter().find(|(first, last, _)| (*first..=*last).contains(&col));
        let style = own
            .or(self.at.of_row.as_deref())
            .or_else(|| of_column().map(|(.., style)| style.as_str()))
            .unwrap_or(DEFAULT);
        self.styles.get(style).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::format::Format;
    use crate::intake::limits::Limits;
    use crate::intake::sheet::Sheet;
    use crate::intake::workbook;

    const BOOK: &str = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
        <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
        <Styles><Style ss:ID="p" ss:Name="x"><NumberFormat ss:Format="Percent"/></Style>
        <Style ss:ID="q" ss:Parent="p"/><Style ss:ID="w"><NumberFormat ss:Format="0.00&quot;万元&quot;"/></Style></Styles>
        <Worksheet ss:Name="自评"><Table><Column ss:Index="2" ss:Span="1" ss:Hidden="1"/><Column ss:StyleID="w"/>
        <Row ss:Index="3"><Cell ss:MergeDown="1" ss:MergeAcross="1"><ss:Data ss:Type="String"
        xmlns="http://www.w3.org/TR/REC-html40">甲<B>局</B>&amp;乙</ss:Data><Comment><Data>注</Data></Comment></Cell>
        <Cell ss:StyleID="q"><Data ss:Type="Number">0.95</Data></Cell><Cell><Data ss:Type="Number">7</Data></Cell></Row>
        <Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="DateTime">2023-12-31T00:00:00.000</Data></Cell>
        <Cell><Data ss:Type="Error">#REF!</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
        <Cell ss:Formula="=1+1"/><Cell/></Row></Table></Worksheet>
        <Worksheet ss:Name="旧"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;

    fn sheets(text: &str) -> Result<Vec<Sheet>, ReadError> {
        let format = Format::of(text.as_bytes(), false);
        assert_eq!(format, Format::Xml2003);
        workbook::read(text.as_bytes(), &format, &Limits::default())
    }

    #[test]
    fn values_formats_and_what_is_hidden_or_merged_are_read() {
        let sheets = sheets(BOOK).unwrap();
        let cells: Vec<(u32, u32, Value)> =
            sheets[0].cells.iter().map(|cell| (cell.row, cell.col, cell.value.clone())).collect();
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(
            cells,
            [
                (2, 0, text("甲局&乙")),
                (2, 2, Value::Number(0.95, true)),
                (2, 3, Value::Number(7.0, false)),
                (3, 1, text("2023-12-31")),
                (3, 2, Value::Error("#REF!".to_owned())),
                (3, 3, Value::Truth(true)),
                (3, 4, Value::Uncalculated),
            ]
        );
        assert_eq!(sheets[0].looks[0].after, "万元");
        assert_eq!(sheets[0].looking, [(2, 3, 0)]);
        assert_eq!(sheets[0].merges, [Area { first: (2, 0), last: (3, 1) }]);
        assert_eq!(
            (sheets[0].hidden_rows.as_slice(), sheets[0].hidden_columns.as_slice()),
            (&[3][..], &[(1, 2)][..])
        );
        assert_eq!(sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn damage_and_far_cells_are_refused() {
        for (from, to) in [
            ("<Data ss:Type=\"Number\">7", "<Data ss:Type=\"Number\">x"),
            ("&amp;", "&lol;"),
            ("</Row>", "</Wor>"),
            ("ss:Index=\"3\"", "ss:Index=\"2000000\""),
        ] {
            assert!(matches!(sheets(&BOOK.replacen(from, to, 1)), Err(ReadError::Damaged(_))), "{to}");
        }
        for cut in (300..BOOK.len()).filter(|cut| BOOK.is_char_boundary(*cut)) {
            assert!(matches!(sheets(&BOOK[..cut]), Err(ReadError::Damaged(_))), "{}", &BOOK[..cut]);
        }
    }
}
