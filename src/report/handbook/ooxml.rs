//! The order of elements that the file format prescribes (ECMA-376, part 1, 17): the library writes
//! them in an order of its own, which some programs repair and others refuse.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

/// What stands in an element, in the order of its schema.
const SEQUENCES: [(&str, &str); 8] = [
    (
        "w:pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd \
         tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi \
         adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc \
         textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    ),
    (
        "w:rPr",
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof \
         snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText \
         vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange",
    ),
    (
        "w:tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc \
         tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription \
         tblPrChange",
    ),
    (
        "w:tcPr",
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign \
         hideMark headers cellIns cellDel cellMerge tcPrChange",
    ),
    (
        "w:sectPr",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType \
         pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings \
         sectPrChange",
    ),
    (
        "w:style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat \
         locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    ),
    ("w:docDefaults", "rPrDefault pPrDefault"),
    ("w:settings", "zoom defaultTabStop evenAndOddHeaders footnotePr endnotePr compat rsids"),
];

/// A piece of a part.
enum Node {
    Element { start: BytesStart<'static>, children: Vec<Node> },
    Other(Event<'static>),
}

/// A part with its elements in order and without the empty run properties that the library leaves
/// behind, some of them where none may stand. `None` for what is no XML.
pub(super) fn in_order(part: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::from_reader(part);
    let mut open: Vec<(BytesStart<'static>, Vec<Node>)> = Vec::new();
    let mut top = Vec::new();
    loop {
        let node = match reader.read_event().ok()?.into_owned() {
            Event::Eof => break,
            Event::Start(start) => {
                open.push((start, Vec::new()));
                continue;
            }
            Event::Empty(start) => Node::Element { start: allowed(start), children: Vec::new() },
            Event::End(_) => {
                let (start, mut children) = open.pop()?;
                sort(&start, &mut children);
                Node::Element { start, children }
            }
            other => Node::Other(other),
        };
        let siblings = open.last_mut().map_or(&mut top, |(_, children)| children);
        if !matches!(&node, Node::Element { start, children } if name(start) == "w:rPr" && children.is_empty())
        {
            siblings.push(node);
        }
    }
    let mut writer = Writer::new(Vec::new());
    top.into_iter().try_for_each(|node| write(&mut writer, node)).ok()?;
    open.is_empty().then(|| writer.into_inner())
}

/// A column of a grid has a width and nothing else; the library states a unit too.
fn allowed(start: BytesStart<'static>) -> BytesStart<'static> {
    if name(&start) != "w:gridCol" {
        return start;
    }
    let mut plain = BytesStart::new("w:gridCol");
    plain.extend_attributes(start.attributes().flatten().filter(|one| one.key.into_inner() == "w:w"));
    plain
}

fn sort(parent: &BytesStart<'_>, children: &mut [Node]) {
    let Some((_, sequence)) = SEQUENCES.iter().find(|(known, _)| *known == name(parent)) else { return };
    // Stable: elements that may repeat keep their order.
    children.sort_by_key(|child| match child {
        Node::Element { start, .. } => {
            let own = name(start).trim_start_matches("w:");
            sequence.split_whitespace().position(|known| known == own).unwrap_or(usize::MAX)
        }
        Node::Other(_) => usize::MAX,
    });
}

fn name<'a>(start: &'a BytesStart<'_>) -> &'a str {
    start.name().into_inner()
}

fn write(writer: &mut Writer<Vec<u8>>, node: Node) -> std::io::Result<()> {
    match node {
        Node::Other(event) => writer.write_event(event),
        Node::Element { start, children } if children.is_empty() => writer.write_event(Event::Empty(start)),
        Node::Element { start, children } => {
            let end = start.to_end().into_owned();
            writer.write_event(Event::Start(start))?;
            children.into_iter().try_for_each(|child| write(writer, child))?;
            writer.write_event(Event::End(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_a_grid_has_a_width_only() {
        let found = in_order(br#"<w:tblGrid><w:gridCol w:w="5" w:type="dxa"/></w:tblGrid>"#).unwrap();
        assert_eq!(String::from_utf8(found).unwrap(), r#"<w:tblGrid><w:gridCol w:w="5"/></w:tblGrid>"#);
    }

    #[test]
    fn elements_are_put_in_order_and_nothing_else_changes() {
        let part = r#"<?xml version="1.0"?><w:p a="1"><w:pPr><w:rPr /><w:jc w:val="center" /><w:pStyle w:val="x" /></w:pPr><w:r><w:rPr><w:sz w:val="2" /><w:b /></w:rPr><w:t xml:space="preserve"> 甲 &amp; &lt;乙&gt; </w:t></w:r></w:p>"#;
        let found = String::from_utf8(in_order(part.as_bytes()).unwrap()).unwrap();
        assert_eq!(
            found,
            r#"<?xml version="1.0"?><w:p a="1"><w:pPr><w:pStyle w:val="x" /><w:jc w:val="center" /></w:pPr><w:r><w:rPr><w:b /><w:sz w:val="2" /></w:rPr><w:t xml:space="preserve"> 甲 &amp; &lt;乙&gt; </w:t></w:r></w:p>"#
        );
        assert!(in_order(b"<a>").is_none());
    }
}
