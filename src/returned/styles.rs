//! styles.xml: for every format that a marked cell has, the same format with another fill.

use std::collections::BTreeMap;
use std::ops::Range;

use super::xml::{Edits, Kind, prefix, tags, value, with};
use crate::finding::Severity;

/// The fill of each severity: light, so that the figure stays readable in a grey print.
const FILLS: [(Severity, &str); 3] =
    [(Severity::Error, "FFFFC7CE"), (Severity::Warning, "FFFFEB9C"), (Severity::Note, "FFDDEBF7")];

/// The styles of a workbook, and what is added to them.
pub(super) struct Styles {
    text: String,
    prefix: String,
    /// Where `<fills>` and `<cellXfs>` begin and end: opening tag, closing tag.
    fills: [Range<usize>; 2],
    formats: [Range<usize>; 2],
    /// The formats of cells as they are written.
    known: Vec<Range<usize>>,
    fills_known: usize,
    added: Vec<(usize, Severity)>,
    numbers: BTreeMap<(usize, Severity), usize>,
}

impl Styles {
    /// Reads styles.xml; `None` where it has no formats to start from.
    pub(super) fn read(text: String) -> Option<Self> {
        let mut fills = [None, None];
        let mut formats = [None, None];
        let mut root = String::new();
        let (mut known, mut fills_known) = (Vec::new(), 0);
        let mut open: Option<usize> = None;
        let (mut in_fills, mut in_formats) = (false, false);
        tags(&text, |tag| match (tag.depth, tag.name, tag.kind) {
            (0, _, Kind::Start) => prefix(&text[tag.span.clone()]).clone_into(&mut root),
            (1, "fills", Kind::Start) => (in_fills, fills[0]) = (true, Some(tag.span.clone())),
            (1, "fills", Kind::End) => (in_fills, fills[1]) = (false, Some(tag.span.clone())),
            (1, "cellXfs", Kind::Start) => (in_formats, formats[0]) = (true, Some(tag.span.clone())),
            (1, "cellXfs", Kind::End) => (in_formats, formats[1]) = (false, Some(tag.span.clone())),
            (2, "fill", Kind::Start | Kind::Empty) if in_fills => fills_known += 1,
            (2, "xf", Kind::Empty) if in_formats => known.push(tag.span.clone()),
            (2, "xf", Kind::Start) if in_formats => open = Some(tag.span.start),
            (2, "xf", Kind::End) if in_formats => {
                known.extend(open.take().map(|start| start..tag.span.end));
            }
            _ => {}
        })?;
        let both = |[open, close]: [Option<Range<usize>>; 2]| Some([open?, close?]);
        let (fills, formats) = (both(fills)?, both(formats)?);
        (!known.is_empty()).then_some(Self {
            text,
            prefix: root,
            fills,
            formats,
            known,
            fills_known,
            added: Vec::new(),
            numbers: BTreeMap::new(),
        })
    }

    /// The number of format `own` with the fill of `severity`; that of the first format where there
    /// is no such one.
    pub(super) fn filled(&mut self, own: usize, severity: Severity) -> usize {
        let own = if own < self.known.len() { own } else { 0 };
        let next = self.known.len() + self.added.len();
        let number = *self.numbers.entry((own, severity)).or_insert(next);
        if number == next {
            self.added.push((own, severity));
        }
        number
    }

    /// styles.xml with what was added.
    pub(super) fn written(self) -> String {
        let p = &self.prefix;
        let fill = |(_, colour): (Severity, &str)| {
            format!(
                "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/>\
                 <{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
            )
        };
        let format = |&(own, severity): &(usize, Severity)| {
            let text = &self.text[self.known[own].clone()];
            let end = text.find('>').map_or(text.len(), |at| at + 1);
            let nth = FILLS.iter().position(|(known, _)| *known == severity).unwrap_or(0);
            let tag = with(&text[..end], "fillId", &(self.fills_known + nth).to_string());
            let tag = with(&tag, "applyFill", "1");
            format!("{tag}{}", &text[end..])
        };
        let mut edits = Edits::default();
        for ([open, close], count, new) in [
            (&self.fills, self.fills_known + FILLS.len(), FILLS.map(fill).concat()),
            (
                &self.formats,
                self.known.len() + self.added.len(),
                self.added.iter().map(format).collect::<String>(),
            ),
        ] {
            let tag = &self.text[open.clone()];
            if value(tag, "count").is_some() {
                edits.replace(open.clone(), with(tag, "count", &count.to_string()));
            }
            edits.insert(close.start, new);
        }
        edits.made(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_keeps_all_but_its_fill() {
        let text = "<styleSheet><fills count=\"2\"><fill/><fill/></fills><cellXfs count=\"2\"><xf fillId=\"0\"/>\
                    <xf numFmtId=\"9\" fillId=\"1\"><alignment wrapText=\"1\"/></xf></cellXfs></styleSheet>";
        let mut styles = Styles::read(text.to_owned()).unwrap();
        assert_eq!(styles.filled(1, Severity::Warning), 2);
        assert_eq!(styles.filled(9, Severity::Error), 3);
        assert_eq!(styles.filled(1, Severity::Warning), 2);
        let written = styles.written();
        assert!(written.contains("<fills count=\"5\"><fill/><fill/><fill>"), "{written}");
        assert!(
            written.contains(
                "<cellXfs count=\"4\"><xf fillId=\"0\"/><xf numFmtId=\"9\" fillId=\"1\"><alignment wrapText=\"1\"/></xf>\
                 <xf numFmtId=\"9\" fillId=\"3\" applyFill=\"1\"><alignment wrapText=\"1\"/></xf><xf fillId=\"2\" applyFill=\"1\"/>"
            ),
            "{written}"
        );
        assert!(Styles::read("<styleSheet/>".to_owned()).is_none());
    }
}
