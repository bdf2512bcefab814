//! A sheet's XML: marked cells get another format, and the sheet a drawing for their comments.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use std::ops::Range;

use super::mark::Mark;
use super::styles::Styles;
use super::xml::{Edits, Kind, Tag, prefix, tags, value, with};
use crate::intake::position;
use crate::place::CellRef;

/// What may follow the drawing of comments in a sheet.
const AFTER: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A row of the sheet while it is gone through.
struct Row {
    number: u32,
    style: usize,
    /// The next column without a stated address.
    next: u32,
}

/// The marks of cells inside of merged ones, at the cell that shows: its first.
pub(super) fn shown(xml: &str, marks: &BTreeMap<CellRef, Mark>) -> Option<BTreeMap<CellRef, Mark>> {
    let mut merged = Vec::new();
    tags(xml, |tag| {
        if tag.name == "mergeCell" && tag.kind != Kind::End {
            let range = value(&xml[tag.span.clone()], "ref").and_then(|range| range.split_once(':'));
            let corners = range.and_then(|(from, to)| Some((position(from)?, position(to)?)));
            merged.extend(corners);
        }
    })?;
    let mut shown: BTreeMap<CellRef, Mark> = BTreeMap::new();
    for (cell, mark) in marks {
        let inside = |((top, left), (bottom, right)): &&((u32, u32), (u32, u32))| {
            (*top..=*bottom).contains(&cell.row) && (*left..=*right).contains(&cell.col)
        };
        let first = merged.iter().find(inside).map(|((top, left), _)| CellRef::new(*top, *left));
        match shown.entry(first.unwrap_or(*cell)) {
            Entry::Vacant(place) => drop(place.insert(mark.clone())),
            Entry::Occupied(mut place) => place.get_mut().join(mark),
        }
    }
    Some(shown)
}

/// Gives the marked cells their formats.
pub(super) fn coloured(xml: &str, marks: &BTreeMap<CellRef, Mark>, styles: &mut Styles) -> Option<String> {
    let mut edits = Edits::default();
    // Cells of the sheet that are still to be met, in the order in which they stand.
    let mut left: BTreeMap<CellRef, &Mark> = marks.iter().map(|(cell, mark)| (*cell, mark)).collect();
    let mut columns: Vec<(Range<u32>, usize)> = Vec::new();
    let mut root = String::new();
    let mut next_row = 0;
    let mut row: Option<Row> = None;
    let mut has_data = false;
    let own_style = |columns: &[(Range<u32>, usize)], row_style: usize, col: u32| {
        let of_column =
            || columns.iter().find(|(span, _)| span.contains(&col)).map_or(0, |(_, style)| *style);
        if row_style > 0 { row_style } else { of_column() }
    };
    tags(xml, |tag: &Tag<'_>| {
        let text = &xml[tag.span.clone()];
        match (tag.name, tag.kind) {
            (_, Kind::Start) if tag.depth == 0 => prefix(text).clone_into(&mut root),
            ("col", Kind::Start | Kind::Empty) => {
                let number = |name: &str| value(text, name).and_then(|number| number.parse::<u32>().ok());
                if let (Some(min), Some(max), Some(style)) = (number("min"), number("max"), number("style")) {
                    columns.push((min.saturating_sub(1)..max, style as usize));
                }
            }
            ("sheetData", kind @ (Kind::End | Kind::Empty)) if tag.depth == 1 => {
                // Rows that the sheet does not have yet, after all others.
                let missing = rows(&std::mem::take(&mut left), &root, &columns, styles);
                has_data = true;
                if kind == Kind::Empty {
                    let p = &root;
                    let open = format!("<{p}sheetData>{missing}</{p}sheetData>");
                    edits.replace(tag.span.clone(), open);
                } else {
                    edits.insert(tag.span.start, missing);
                }
            }
            ("row", Kind::Start | Kind::Empty) => {
                let stated = value(text, "r").and_then(|r| r.parse::<u32>().ok()?.checked_sub(1));
                let number = stated.unwrap_or(next_row);
                next_row = number.saturating_add(1);
                let above = left.split_off(&CellRef::new(number, 0));
                let before = std::mem::replace(&mut left, above);
                edits.insert(tag.span.start, rows(&before, &root, &columns, styles));
                let is_set = value(text, "customFormat").is_some_and(|set| ["1", "true"].contains(&set));
                let style = value(text, "s").and_then(|s| s.parse().ok()).filter(|_| is_set).unwrap_or(0);
                if tag.kind == Kind::Empty {
                    let own = take_row(&mut left, number);
                    if !own.is_empty() {
                        let cells = cells(&own, &root, styles, &|col| own_style(&columns, style, col));
                        let open = text.strip_suffix("/>").unwrap_or(text);
                        edits.replace(tag.span.clone(), format!("{open}>{cells}</{root}row>"));
                    }
                } else {
                    row = Some(Row { number, style, next: 0 });
                }
            }
            ("row", Kind::End) => {
                if let Some(row) = row.take() {
                    let own = take_row(&mut left, row.number);
                    let style = |col| own_style(&columns, row.style, col);
                    edits.insert(tag.span.start, cells(&own, &root, styles, &style));
                }
            }
            ("c", Kind::Start | Kind::Empty) => {
                let Some(row) = &mut row else { return };
                let stated = value(text, "r").and_then(position);
                let (number, col) = stated.unwrap_or((row.number, row.next));
                row.next = col.saturating_add(1);
                let at = CellRef::new(number, col);
                let rest = left.split_off(&at);
                let before = std::mem::replace(&mut left, rest);
                let style = |col| own_style(&columns, row.style, col);
                edits.insert(tag.span.start, cells(&before, &root, styles, &style));
                if let Some(mark) = left.remove(&at) {
                    let own = value(text, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                    let filled = styles.filled(own, mark.severity).to_string();
                    edits.replace(tag.span.clone(), with(text, "s", &filled));
                }
            }
            _ => {}
        }
    })?;
    has_data.then(|| edits.made(xml))
}

/// The cells of one row, taken out.
fn take_row<'a>(left: &mut BTreeMap<CellRef, &'a Mark>, row: u32) -> BTreeMap<CellRef, &'a Mark> {
    let after = left.split_off(&CellRef::new(row.saturating_add(1), 0));
    std::mem::replace(left, after)
}

/// Cells that the sheet does not have.
fn cells(
    marks: &BTreeMap<CellRef, &Mark>,
    prefix: &str,
    styles: &mut Styles,
    own: &dyn Fn(u32) -> usize,
) -> String {
    let mut cells = String::new();
    for (cell, mark) in marks {
        let style = styles.filled(own(cell.col), mark.severity);
        let _ = write!(cells, "<{prefix}c r=\"{cell}\" s=\"{style}\"/>");
    }
    cells
}

/// Rows that the sheet does not have.
fn rows(
    marks: &BTreeMap<CellRef, &Mark>,
    prefix: &str,
    columns: &[(Range<u32>, usize)],
    styles: &mut Styles,
) -> String {
    let mut by_row: BTreeMap<u32, BTreeMap<CellRef, &Mark>> = BTreeMap::new();
    for (cell, mark) in marks {
        by_row.entry(cell.row).or_default().insert(*cell, mark);
    }
    let own = |col: u32| columns.iter().find(|(span, _)| span.contains(&col)).map_or(0, |(_, style)| *style);
    let row = |(row, marks): (u32, BTreeMap<CellRef, &Mark>)| {
        let cells = cells(&marks, prefix, styles, &own);
        format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", u64::from(row) + 1)
    };
    by_row.into_iter().map(row).collect()
}

/// The relation of the sheet's drawing of comments, if it has one.
pub(super) fn drawing(xml: &str) -> Option<String> {
    let mut id = None;
    tags(xml, |tag| {
        if tag.name == "legacyDrawing" && tag.depth == 1 && tag.kind != Kind::End {
            id = value(&xml[tag.span.clone()], "id").map(str::to_owned);
        }
    })?;
    id
}

/// The sheet with a drawing of comments.
pub(super) fn with_drawing(xml: &str, id: &str) -> Option<String> {
    let mut root = String::new();
    let mut place = None;
    let mut past_data = false;
    tags(xml, |tag| match (tag.depth, tag.kind) {
        (0, Kind::Start) => prefix(&xml[tag.span.clone()]).clone_into(&mut root),
        (0, Kind::End) => place = place.or(Some(tag.span.start)),
        (1, Kind::Start | Kind::Empty) => {
            past_data |= tag.name == "sheetData";
            let follows = AFTER.contains(&tag.name) || (past_data && tag.name == "AlternateContent");
            if follows && place.is_none() {
                place = Some(tag.span.start);
            }
        }
        _ => {}
    })?;
    let mut edits = Edits::default();
    edits.insert(place?, format!("<{root}legacyDrawing xmlns:r=\"{RELATIONS}\" r:id=\"{id}\"/>"));
    Some(edits.made(xml))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    const STYLES: &str = "<styleSheet><fills count=\"1\"><fill/></fills><cellXfs count=\"3\"><xf/><xf/><xf/></cellXfs></styleSheet>";

    fn marked(xml: &str, cells: &[(u32, u32)]) -> String {
        let mut styles = Styles::read(STYLES.to_owned()).unwrap();
        let mark = Mark { severity: Severity::Error, text: String::new() };
        let marks = cells.iter().map(|(row, col)| (CellRef::new(*row, *col), mark.clone())).collect();
        coloured(xml, &marks, &mut styles).unwrap()
    }

    #[test]
    fn a_cell_that_is_there_changes_its_format_only() {
        let xml = "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" s=\"2\" t=\"s\"><v>5</v></c></row></sheetData></worksheet>";
        assert_eq!(marked(xml, &[(1, 1)]), xml.replace("s=\"2\" t", "s=\"3\" t"));
    }

    #[test]
    fn cells_and_rows_that_are_not_there_come_in_their_place() {
        let xml = "<x:worksheet><x:cols><x:col min=\"1\" max=\"2\" style=\"1\"/></x:cols><x:sheetData><x:row r=\"2\"><x:c r=\"B2\"/></x:row>\
                   <x:row r=\"4\" s=\"2\" customFormat=\"1\"/></x:sheetData></x:worksheet>";
        assert_eq!(
            marked(xml, &[(0, 0), (1, 0), (1, 2), (2, 5), (3, 0), (8, 1)]),
            "<x:worksheet><x:cols><x:col min=\"1\" max=\"2\" style=\"1\"/></x:cols><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" s=\"3\"/></x:row>\
             <x:row r=\"2\"><x:c r=\"A2\" s=\"3\"/><x:c r=\"B2\"/><x:c r=\"C2\" s=\"4\"/></x:row>\
             <x:row r=\"3\"><x:c r=\"F3\" s=\"4\"/></x:row>\
             <x:row r=\"4\" s=\"2\" customFormat=\"1\"><x:c r=\"A4\" s=\"5\"/></x:row>\
             <x:row r=\"9\"><x:c r=\"B9\" s=\"3\"/></x:row></x:sheetData></x:worksheet>"
        );
        assert_eq!(
            marked("<worksheet><sheetData/></worksheet>", &[(0, 0)]),
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"3\"/></row></sheetData></worksheet>"
        );
    }

    #[test]
    fn rows_and_cells_may_leave_out_where_they_stand() {
        let xml =
            "<worksheet><sheetData><row><c/><c><v>1</v></c></row><row><c/></row></sheetData></worksheet>";
        assert_eq!(
            marked(xml, &[(0, 1), (1, 0)]),
            "<worksheet><sheetData><row><c/><c s=\"3\"><v>1</v></c></row><row><c s=\"3\"/></row></sheetData></worksheet>"
        );
    }

    #[test]
    fn what_is_wrong_inside_of_a_merged_cell_is_said_at_its_first() {
        let xml = "<worksheet><sheetData/><mergeCells><mergeCell ref=\"A2:B4\"/></mergeCells></worksheet>";
        let mark = |severity, text: &str| Mark { severity, text: text.to_owned() };
        let marks = [
            (CellRef::new(1, 0), mark(Severity::Note, "甲")),
            (CellRef::new(3, 1), mark(Severity::Error, "乙")),
            (CellRef::new(4, 1), mark(Severity::Note, "丙")),
        ];
        let shown = shown(xml, &marks.into()).unwrap();
        assert_eq!(shown[&CellRef::new(1, 0)], mark(Severity::Error, "甲\n\n乙"));
        assert_eq!(shown.len(), 2);
    }

    #[test]
    fn the_drawing_comes_before_what_follows_it() {
        let xml = "<worksheet><sheetData/><pageMargins/><tableParts/></worksheet>";
        let with = with_drawing(xml, "rId7").unwrap();
        assert!(
            with.contains("<pageMargins/><legacyDrawing ") && with.contains("r:id=\"rId7\"/><tableParts/>"),
            "{with}"
        );
        assert_eq!(drawing(&with).as_deref(), Some("rId7"));
        assert!(
            with_drawing("<worksheet><sheetData/></worksheet>", "a")
                .unwrap()
                .ends_with("r:id=\"a\"/></worksheet>")
        );
    }
}
