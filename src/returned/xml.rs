//! XML that is changed in few places and kept, byte for byte, in all others.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// A tag and where it stands.
pub(super) struct Tag<'a> {
    /// The name without prefix.
    pub(super) name: &'a str,
    /// Its bytes, angle brackets included.
    pub(super) span: Range<usize>,
    /// What kind of tag.
    pub(super) kind: Kind,
    /// How many elements it stands in; 0 for the root.
    pub(super) depth: usize,
}

/// What kind of tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    End,
    Empty,
}

/// Calls `each` for every tag; `None` where the text is no XML.
pub(super) fn tags(xml: &str, mut each: impl FnMut(&Tag<'_>)) -> Option<()> {
    // The mark of the encoding, which some writers set, is no part of the text.
    let text = xml.trim_start_matches('\u{feff}');
    let mark = xml.len() - text.len();
    let mut reader = Reader::from_str(text);
    let mut depth = 0usize;
    loop {
        let start = mark + usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let span = start..mark + usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(element) => {
                each(&Tag { name: element.local_name().as_ref(), span, kind: Kind::Start, depth });
                depth += 1;
            }
            Event::Empty(element) => {
                each(&Tag { name: element.local_name().as_ref(), span, kind: Kind::Empty, depth });
            }
            Event::End(element) => {
                depth = depth.checked_sub(1)?;
                each(&Tag { name: element.local_name().as_ref(), span, kind: Kind::End, depth });
            }
            Event::Eof => return (depth == 0).then_some(()),
            _ => {}
        }
    }
}

/// An attribute of a tag as it is written, by its name without prefix; with the place of its value.
pub(super) fn attribute(tag: &str, wanted: &str) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    let mut at = tag.find(|c: char| c.is_whitespace())?;
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let name_end = at + bytes[at..].iter().position(|b| *b == b'=' || b.is_ascii_whitespace())?;
        let equals = name_end + bytes[name_end..].iter().position(|byte| *byte == b'=')?;
        let open = equals + 1 + bytes[equals + 1..].iter().position(|byte| matches!(byte, b'"' | b'\''))?;
        let close = open + 1 + bytes[open + 1..].iter().position(|byte| *byte == bytes[open])?;
        let name = &tag[at..name_end];
        if name.rsplit(':').next() == Some(wanted) {
            return Some(open + 1..close);
        }
        at = close + 1;
    }
}

/// The value of an attribute, as it is written.
pub(super) fn value<'a>(tag: &'a str, wanted: &str) -> Option<&'a str> {
    tag.get(attribute(tag, wanted)?)
}

/// A tag with an attribute set; `value` needs no escaping.
pub(super) fn with(tag: &str, name: &str, value: &str) -> String {
    if let Some(span) = attribute(tag, name) {
        return format!("{}{value}{}", &tag[..span.start], &tag[span.end..]);
    }
    let end = if tag.ends_with("/>") { tag.len() - 2 } else { tag.len() - 1 };
    format!("{} {name}=\"{value}\"{}", tag[..end].trim_end(), &tag[end..])
}

/// The prefix of a tag's name, colon included.
pub(super) fn prefix(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(name.len());
    name[..end].find(':').map_or("", |colon| &name[..=colon])
}

/// Text as content or value of an attribute.
pub(super) fn escaped(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || *c == '\n';
    let text: String =
        text.chars().filter(allowed).filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    quick_xml::escape::escape(text.as_str()).into_owned()
}

/// Pieces of a text replaced by others.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts `text` in the place of `span`.
    pub(super) fn replace(&mut self, span: Range<usize>, text: impl Into<String>) {
        self.0.push((span, text.into()));
    }

    /// Puts `text` before what stands at `at`.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// The text with every edit made. Insertions at one place keep the order in which they came.
    pub(super) fn made(mut self, text: &str) -> String {
        self.0.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = String::with_capacity(text.len() + 256);
        let mut at = 0;
        for (span, new) in &self.0 {
            out.push_str(&text[at..span.start]);
            out.push_str(new);
            at = span.end;
        }
        out.push_str(&text[at..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_set_and_everything_else_stays() {
        assert_eq!(with("<c r=\"A1\" s='3' t=\"s\">", "s", "7"), "<c r=\"A1\" s='7' t=\"s\">");
        assert_eq!(with("<c r=\"A1\"/>", "s", "7"), "<c r=\"A1\" s=\"7\"/>");
        assert_eq!(with("<x:c>", "s", "7"), "<x:c s=\"7\">");
        assert_eq!(value("<a spans=\"1\" x:s = \"2\">", "s"), Some("2"));
        assert_eq!(value("<a>", "s"), None);
        assert_eq!((prefix("<x:c r=\"1\">"), prefix("</c>"), prefix("<c/>")), ("x:", "", ""));
    }

    #[test]
    fn tags_know_their_depth() {
        let mut seen = Vec::new();
        let xml = "\u{feff}<?xml version=\"1.0\"?><a><!-- <z> --><b/>x<c>y</c></a>";
        tags(xml, |tag| seen.push((tag.name.to_owned(), tag.depth, xml[tag.span.clone()].to_owned())))
            .unwrap();
        let shown: Vec<(&str, usize, &str)> =
            seen.iter().map(|(n, d, s)| (n.as_str(), *d, s.as_str())).collect();
        assert_eq!(
            shown,
            [("a", 0, "<a>"), ("b", 1, "<b/>"), ("c", 1, "<c>"), ("c", 1, "</c>"), ("a", 0, "</a>")]
        );
        assert!(tags("<a><b></a>", |_| {}).is_none());
    }
}
