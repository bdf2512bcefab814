//! Which part belongs to which, and what kind of content each is.

use super::xml::{Edits, Kind, escaped, prefix, tags, value};

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// A relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The end of its type: `comments`, `vmlDrawing`.
    pub(super) kind: String,
    /// The part, from the root of the package on.
    pub(super) target: String,
}

/// The relations of a part.
pub(super) struct Relations {
    text: String,
    pub(super) known: Vec<Relation>,
}

/// The part that holds the relations of `part`.
pub(super) fn part_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{file}.rels")
}

impl Relations {
    /// The relations that `text` states for `part`; none where there is no text.
    pub(super) fn read(part: &str, text: Option<String>) -> Option<Self> {
        let text = text.unwrap_or_else(|| EMPTY.to_owned());
        let mut known = Vec::new();
        tags(&text, |tag| {
            let tag_text = &text[tag.span.clone()];
            let stated = |name: &str| value(tag_text, name).map(unescaped);
            let is_outside = stated("TargetMode").is_some_and(|mode| mode == "External");
            if tag.name == "Relationship"
                && tag.kind != Kind::End
                && !is_outside
                && let (Some(id), Some(kind), Some(target)) = (stated("Id"), stated("Type"), stated("Target"))
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                known.push(Relation { id, kind, target: resolved(part, &target) });
            }
        })?;
        Some(Self { text, known })
    }

    /// The part of a kind.
    pub(super) fn of_kind(&self, kind: &str) -> Option<&Relation> {
        self.known.iter().find(|relation| relation.kind == kind)
    }

    /// Adds a relation to a part, named from the root on, and gives its id.
    pub(super) fn add(&mut self, kind: &str, target: &str) -> Option<String> {
        // One of as many ids and one more is free.
        let ids = (1..=self.known.len() + 1).map(|number| format!("jixiao{number}"));
        let id = ids.into_iter().find(|id| !self.text.contains(&format!("\"{id}\"")))?;
        let mut edits = Edits::default();
        let mut place = None;
        tags(&self.text, |tag| {
            if tag.depth == 0 && tag.kind != Kind::Start {
                place = Some((tag.span.clone(), tag.kind));
            }
        })?;
        let (span, how) = place?;
        let p = prefix(&self.text[span.clone()]).to_owned();
        let new = format!(
            "<{p}Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"/{}\"/>",
            escaped(target)
        );
        if how == Kind::End {
            edits.insert(span.start, new);
        } else {
            let open = self.text[span.clone()].trim_end_matches("/>").to_owned();
            edits.replace(span, format!("{open}>{new}</{p}Relationships>"));
        }
        self.text = std::mem::take(&mut edits).made(&self.text);
        self.known.push(Relation { id: id.clone(), kind: kind.to_owned(), target: target.to_owned() });
        Some(id)
    }

    pub(super) fn written(self) -> String {
        self.text
    }
}

/// `[Content_Types].xml` with the kind of an ending and of some parts.
pub(super) fn with_types(text: &str, drawings: bool, comments: &[String]) -> Option<String> {
    const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
    const DRAWINGS: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
    let mut edits = Edits::default();
    let mut knows_drawings = false;
    let (mut first, mut last) = (None, None);
    tags(text, |tag| {
        let own = &text[tag.span.clone()];
        match (tag.depth, tag.kind) {
            (0, Kind::Start) => first = Some((tag.span.end, prefix(own).to_owned())),
            (0, Kind::End) => last = Some(tag.span.start),
            (1, _) if tag.name == "Default" => {
                knows_drawings |=
                    value(own, "Extension").is_some_and(|ending| ending.eq_ignore_ascii_case("vml"));
            }
            _ => {}
        }
    })?;
    let (first, p) = first?;
    if drawings && !knows_drawings {
        edits.insert(first, format!("<{p}Default Extension=\"vml\" ContentType=\"{DRAWINGS}\"/>"));
    }
    for part in comments {
        let part = escaped(part);
        edits.insert(last?, format!("<{p}Override PartName=\"/{part}\" ContentType=\"{COMMENTS}\"/>"));
    }
    Some(edits.made(text))
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// A target as it is written in the relations of `part`, from the root on.
fn resolved(part: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_root_on() {
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "/xl/a.vml"), "xl/a.vml");
        assert_eq!(part_of("xl/worksheets/sheet1.xml"), "xl/worksheets/_rels/sheet1.xml.rels");
    }

    #[test]
    fn a_relation_is_added_to_those_that_are_there() {
        for text in [None, Some("<Relationships/>".to_owned())] {
            let mut relations = Relations::read("xl/worksheets/sheet1.xml", text).unwrap();
            assert_eq!(relations.add("comments", "xl/comments1.xml").as_deref(), Some("jixiao1"));
            assert_eq!(relations.add("vmlDrawing", "xl/a.vml").as_deref(), Some("jixiao2"));
            let again = Relations::read("xl/worksheets/sheet1.xml", Some(relations.written())).unwrap();
            assert_eq!(again.of_kind("comments").unwrap().target, "xl/comments1.xml");
            assert_eq!(again.known.len(), 2);
        }
    }
}
