//! Comments of a sheet: their texts, and the shapes that viewers draw for them. What is there stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::mark::Mark;
use super::xml::{Edits, Kind, escaped, prefix, tags, value};
use crate::intake::position;
use crate::place::CellRef;

/// In whose name the comments are made.
const AUTHOR: &str = "财政部门核对";
/// Characters on a line of a comment's box, and how many columns and lines it takes at the most.
const LINE: usize = 26;
const COLUMNS: u32 = 4;
const MOST_LINES: usize = 18;
/// Ids of shapes that one drawing may give.
const BLOCK: u64 = 1024;

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors></authors><commentList></commentList></comments>";

/// The comments of a sheet with those of its marks, and the cells that had none before.
pub(super) fn texts(
    text: Option<String>,
    marks: &BTreeMap<CellRef, Mark>,
) -> Option<(String, BTreeSet<CellRef>)> {
    let text = text.unwrap_or_else(|| EMPTY.to_owned());
    let mut edits = Edits::default();
    let mut left: BTreeMap<CellRef, &Mark> = marks.iter().map(|(cell, mark)| (*cell, mark)).collect();
    let (mut authors, mut p) = (0usize, String::new());
    let (mut last_author, mut end, mut own) = (None, None, None);
    tags(&text, |tag| {
        let raw = &text[tag.span.clone()];
        match (tag.name, tag.kind) {
            (_, Kind::Start) if tag.depth == 0 => prefix(raw).clone_into(&mut p),
            ("author", Kind::Start | Kind::Empty) => authors += 1,
            ("authors", Kind::End) => last_author = Some(tag.span.start),
            ("authors", Kind::Empty) => last_author = None,
            ("comment", Kind::Start) => {
                own = value(raw, "ref").and_then(position).map(|(row, col)| CellRef::new(row, col));
            }
            ("text", Kind::End) if tag.depth == 3 => {
                if let Some(mark) = own.take().and_then(|cell| left.remove(&cell)) {
                    edits.insert(tag.span.start, run(&p, &format!("\n\n{}", mark.text)));
                }
            }
            ("commentList", Kind::End) => end = Some(tag.span.start),
            _ => {}
        }
    })?;
    edits.insert(last_author?, format!("<{p}author>{AUTHOR}</{p}author>"));
    let mut new = String::new();
    for (cell, mark) in &left {
        let run = run(&p, &mark.text);
        let _ = write!(
            new,
            "<{p}comment ref=\"{cell}\" authorId=\"{authors}\"><{p}text>{run}</{p}text></{p}comment>"
        );
    }
    edits.insert(end?, new);
    let fresh = left.into_keys().collect();
    Some((edits.made(&text), fresh))
}

fn run(p: &str, text: &str) -> String {
    format!(
        "<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}rFont val=\"宋体\"/><{p}charset val=\"134\"/></{p}rPr>\
         <{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
        escaped(text)
    )
}

/// The number of the block of ids that a drawing takes for its shapes.
pub(super) fn block_of(drawing: &str) -> Option<u64> {
    let mut highest = None;
    tags(drawing, |tag| {
        if tag.name == "idmap" && tag.kind != Kind::End {
            let data = value(&drawing[tag.span.clone()], "data").unwrap_or_default();
            highest = data.split(',').filter_map(|number| number.trim().parse().ok()).max();
        }
    })?;
    highest
}

/// A drawing with the shapes of comments at `cells`; a new one takes ids from `block` on.
pub(super) fn shapes(
    drawing: Option<String>,
    block: u64,
    cells: &BTreeSet<CellRef>,
    marks: &BTreeMap<CellRef, Mark>,
) -> Option<String> {
    let drawing = drawing.unwrap_or_else(|| empty(block));
    // Ids are the body's own words and may be of any size.
    let mut highest = block.checked_mul(BLOCK)?;
    let mut end = None;
    let mut has_type = false;
    tags(&drawing, |tag| {
        let raw = &drawing[tag.span.clone()];
        match (tag.name, tag.kind) {
            ("shapetype", Kind::Start) => has_type |= value(raw, "id") == Some("_x0000_t202"),
            ("shape", Kind::Start) => {
                let number = value(raw, "id").and_then(|id| id.strip_prefix("_x0000_s")?.parse().ok());
                highest = highest.max(number.unwrap_or(0));
            }
            (_, Kind::End) if tag.depth == 0 => end = Some(tag.span.start),
            _ => {}
        }
    })?;
    let mut new = if has_type { String::new() } else { TYPE.to_owned() };
    highest.checked_add(u64::try_from(cells.len()).ok()?)?;
    for (nth, cell) in (1..).zip(cells) {
        let lines = marks.get(cell).map_or(1, |mark| lines(&mark.text));
        let (row, col) = (cell.row, cell.col);
        let bottom = row.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        let _ = write!(
            new,
            "<v:shape xmlns:v=\"{V}\" xmlns:o=\"{O}\" xmlns:x=\"{X}\" id=\"_x0000_s{}\" type=\"#_x0000_t202\" \
             style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:260pt;height:{}pt;z-index:{nth};visibility:hidden\" \
             fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow color=\"black\" obscured=\"t\"/>\
             <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
             <x:Anchor>{}, 15, {row}, 2, {}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
             <x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>",
            highest + nth,
            lines * 14 + 8,
            col.saturating_add(1),
            col.saturating_add(1 + COLUMNS),
        );
    }
    let mut edits = Edits::default();
    edits.insert(end?, new);
    Some(edits.made(&drawing))
}

/// Lines that a text takes in its box.
fn lines(text: &str) -> usize {
    let lines = text.lines().map(|line| line.chars().count().div_ceil(LINE).max(1));
    lines.sum::<usize>().clamp(3, MOST_LINES)
}

const V: &str = "urn:schemas-microsoft-com:vml";
const O: &str = "urn:schemas-microsoft-com:office:office";
const X: &str = "urn:schemas-microsoft-com:office:excel";
const TYPE: &str = "<v:shapetype xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

fn empty(block: u64) -> String {
    format!(
        "<xml xmlns:v=\"{V}\" xmlns:o=\"{O}\" xmlns:x=\"{X}\"><o:shapelayout v:ext=\"edit\">\
         <o:idmap v:ext=\"edit\" data=\"{block}\"/></o:shapelayout></xml>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn marks() -> BTreeMap<CellRef, Mark> {
        let mark = |text: &str| Mark { severity: Severity::Error, text: text.to_owned() };
        [(CellRef::new(0, 0), mark("甲<乙")), (CellRef::new(4, 2), mark("丙"))].into()
    }

    #[test]
    fn a_comment_that_is_there_stays_and_is_added_to() {
        let text = "<comments><authors><author>张三</author></authors><commentList><comment ref=\"A1\" authorId=\"0\">\
                    <text><t>原有批注</t></text></comment></commentList></comments>";
        let (text, fresh) = texts(Some(text.to_owned()), &marks()).unwrap();
        assert!(
            text.contains("<t>原有批注</t><r>") && text.contains("\n\n甲&lt;乙</t></r></text>"),
            "{text}"
        );
        assert!(text.contains("<author>张三</author><author>财政部门核对</author>"), "{text}");
        assert!(text.contains("<comment ref=\"C5\" authorId=\"1\">"), "{text}");
        assert_eq!(fresh, [CellRef::new(4, 2)].into());
    }

    #[test]
    fn shapes_take_numbers_that_are_free() {
        let cells = marks().into_keys().collect();
        let new = shapes(None, 3, &cells, &marks()).unwrap();
        assert_eq!(block_of(&new), Some(3));
        assert!(new.contains("_x0000_s3073") && new.contains("_x0000_s3074"), "{new}");
        let again = shapes(Some(new), 3, &cells, &marks()).unwrap();
        assert!(again.contains("_x0000_s3075") && again.matches("<v:shapetype").count() == 1, "{again}");
    }

    #[test]
    fn ids_beyond_what_is_counted_are_refused() {
        let cells = BTreeSet::from([CellRef::new(0, 0)]);
        for drawing in [
            "<xml><o:idmap data=\"18014398509481984\"/></xml>",
            "<xml><v:shape id=\"_x0000_s18446744073709551615\"></v:shape></xml>",
        ] {
            let block = block_of(drawing).unwrap_or(1);
            assert_eq!(shapes(Some(drawing.to_owned()), block, &cells, &BTreeMap::new()), None, "{drawing}");
        }
    }
}
