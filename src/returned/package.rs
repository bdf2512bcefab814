//! An .xlsx package with marks in it. Parts that bear none of them are copied as they are stored.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::mark::{Mark, Marks};
use super::relations::{self, Relations};
use super::styles::Styles;
use super::xml::{Kind, tags, value};
use super::{comments, sheet};
use crate::intake::limits::Limits;
use crate::place::CellRef;
use crate::report::packed::of_no_system;

const TYPES: &str = "[Content_Types].xml";
const COMMENTS: &str = "comments";
const DRAWING: &str = "vmlDrawing";
const VML: &str = ".vml";

/// A package being changed: its parts as they are, and those that are new or other.
struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names as they stand in the archive, by names in lower case.
    names: BTreeMap<String, String>,
    changed: BTreeMap<String, String>,
}

/// The package with its marked cells coloured and commented; `None` where it is no package of this
/// kind, or written in a way that cannot be changed safely.
pub(super) fn marked(bytes: &[u8], marks: &Marks) -> Option<Vec<u8>> {
    let mut package = Package::open(bytes)?;
    let book = package.book()?;
    let sheets = package.sheets(&book)?;
    let relations = package.relations(&book)?;
    let styles_part = relations.of_kind("styles")?.target.clone();
    let mut styles = Styles::read(package.text(&styles_part)?)?;
    let mut new_comments = Vec::new();
    for (name, cells) in &marks.sheets {
        let part = sheets.get(name)?;
        package.mark_sheet(part, cells, &mut styles, &mut new_comments)?;
    }
    package.changed.insert(styles_part, styles.written());
    let types = relations::with_types(&package.text(TYPES)?, true, &new_comments)?;
    package.changed.insert(TYPES.to_owned(), types);
    package.written()
}

impl<'a> Package<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut names = BTreeMap::new();
        for name in archive.file_names() {
            let name = name.ok()?.into_owned();
            // Two parts whose names differ in case, or names in another spelling, are left alone.
            if name.contains('\\') || names.insert(name.to_ascii_lowercase(), name).is_some() {
                return None;
            }
        }
        Some(Self { archive, names, changed: BTreeMap::new() })
    }

    /// A part's text as it is by now.
    fn text(&mut self, part: &str) -> Option<String> {
        if let Some(text) = self.changed.get(part) {
            return Some(text.clone());
        }
        let stored = self.names.get(&part.to_ascii_lowercase())?;
        let mut content = Vec::new();
        let entry = self.archive.by_name(stored).ok()?;
        entry.take(Limits::default().inflated).read_to_end(&mut content).ok()?;
        String::from_utf8(content).ok()
    }

    fn has(&self, part: &str) -> bool {
        self.names.contains_key(&part.to_ascii_lowercase()) || self.changed.contains_key(part)
    }

    /// Puts a text in the place of a part, under the name that it has in the archive.
    fn put(&mut self, part: &str, text: String) {
        let name = self.names.get(&part.to_ascii_lowercase()).cloned().unwrap_or_else(|| part.to_owned());
        self.changed.insert(name, text);
    }

    fn relations(&mut self, part: &str) -> Option<Relations> {
        let own = relations::part_of(part);
        let text = if self.has(&own) { Some(self.text(&own)?) } else { None };
        Relations::read(part, text)
    }

    /// The part that is the workbook.
    fn book(&mut self) -> Option<String> {
        let text = self.text("_rels/.rels")?;
        Some(Relations::read("", Some(text))?.of_kind("officeDocument")?.target.clone())
    }

    /// The parts of the sheets by their names. A workbook in the strict spelling of the format is
    /// left alone: nothing that is added here would be understood in it.
    fn sheets(&mut self, book: &str) -> Option<BTreeMap<String, String>> {
        let relations = self.relations(book)?;
        let text = self.text(book)?;
        let mut sheets = BTreeMap::new();
        tags(&text, |tag| {
            let raw = &text[tag.span.clone()];
            if tag.name == "sheet"
                && tag.kind != Kind::End
                && let (Some(name), Some(id)) = (value(raw, "name"), value(raw, "id"))
                && let Some(relation) = relations.known.iter().find(|relation| relation.id == id)
                && let Ok(name) = quick_xml::escape::unescape(name)
            {
                sheets.insert(name.into_owned(), relation.target.clone());
            }
        })?;
        (!text.contains("purl.oclc.org")).then_some(sheets)
    }

    fn mark_sheet(
        &mut self,
        part: &str,
        marks: &BTreeMap<CellRef, Mark>,
        styles: &mut Styles,
        new_comments: &mut Vec<String>,
    ) -> Option<()> {
        let before = self.text(part)?;
        let marks = &sheet::shown(&before, marks)?;
        let mut xml = sheet::coloured(&before, marks, styles)?;
        let mut relations = self.relations(part)?;
        let known = relations.of_kind(COMMENTS).map(|relation| relation.target.clone());
        let comments_part = known.clone().unwrap_or_else(|| self.free("xl/comments", ".xml"));
        let before = if known.is_some() { Some(self.text(&comments_part)?) } else { None };
        let (texts, fresh) = comments::texts(before, marks)?;
        self.put(&comments_part, texts);
        if known.is_none() {
            relations.add(COMMENTS, &comments_part)?;
            new_comments.push(comments_part);
        }
        let drawing = sheet::drawing(&xml)
            .and_then(|id| relations.known.iter().find(|relation| relation.id == id))
            .map(|relation| relation.target.clone());
        let drawing_part = drawing.clone().unwrap_or_else(|| self.free("xl/drawings/vmlDrawing", ".vml"));
        let before = if drawing.is_some() { Some(self.text(&drawing_part)?) } else { None };
        let block = match &before {
            Some(text) => comments::block_of(text).unwrap_or(1),
            None => self.free_block()?,
        };
        self.put(&drawing_part, comments::shapes(before, block, &fresh, marks)?);
        if drawing.is_none() {
            let id = relations.add(DRAWING, &drawing_part)?;
            xml = sheet::with_drawing(&xml, &id)?;
        }
        self.put(part, xml);
        self.put(&relations::part_of(part), relations.written());
        Some(())
    }

    /// A name that no part has.
    fn free(&self, stem: &str, ending: &str) -> String {
        let names = (1..).map(|number| format!("{stem}{number}{ending}"));
        names.into_iter().find(|name| !self.has(name)).unwrap_or_else(|| format!("{stem}{ending}"))
    }

    /// A block of shape ids that no drawing of the package takes.
    fn free_block(&mut self) -> Option<u64> {
        let drawings: BTreeSet<String> = self
            .names
            .values()
            .chain(self.changed.keys())
            .filter(|name| name.to_ascii_lowercase().ends_with(VML))
            .cloned()
            .collect();
        let blocks = drawings.iter().filter_map(|name| comments::block_of(&self.text(name)?));
        blocks.max().unwrap_or(0).checked_add(1)
    }

    /// The package with what was changed, its parts in their order, new ones after them.
    fn written(mut self) -> Option<Vec<u8>> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index).ok()?;
            let name = entry.name().ok()?.into_owned();
            match self.changed.remove(&name) {
                None => out.raw_copy_file(entry).ok()?,
                Some(text) => {
                    let mut options = SimpleFileOptions::default();
                    if let Some(time) = entry.last_modified() {
                        options = options.last_modified_time(time);
                    }
                    out.start_file(name, options).ok()?;
                    out.write_all(text.as_bytes()).ok()?;
                }
            }
        }
        for (name, text) in self.changed {
            let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
            out.start_file(name, options).ok()?;
            out.write_all(text.as_bytes()).ok()?;
        }
        Some(of_no_system(out.finish().ok()?.into_inner()))
    }
}
