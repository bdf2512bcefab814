//! The schemas of the files with the dictionary's words: what an editor shows while a rubric
//! is written in TOML.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::dictionary::{Block, Column, Layout, Names, Part, SHAPE, name_of};
use super::line::{block, blocks};
use super::rule_columns::{INNER, LISTS, SHAPES};
use crate::rubric::schema;

/// Which of a rubric's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// rubric.toml
    Rubric,
    /// form.toml
    Form,
    /// examples.toml
    Examples,
    /// styles.toml
    Styles,
}

impl Document {
    fn part(self) -> Part {
        match self {
            Self::Rubric => Part::Rubric,
            Self::Form => Part::Form,
            Self::Examples => Part::Examples,
            Self::Styles => Part::Styles,
        }
    }

    fn plain(self) -> Value {
        match self {
            Self::Rubric => schema::rubric(),
            Self::Form => schema::form(),
            Self::Examples => schema::examples(),
            Self::Styles => schema::styles(),
        }
    }
}

/// The JSON Schema of a file, with Chinese titles and descriptions.
#[must_use]
pub fn schema(document: Document) -> Value {
    let mut schema = document.plain();
    for one in entries(document) {
        if let Some(place) = schema.pointer_mut(&one.pointer) {
            match one.key {
                Some(key) => say(place, &key, &one.at, one.is_group),
                None => place["title"] = json!(name_of(SHAPES, &one.at.shape).unwrap_or_default()),
            }
        }
    }
    schema
}

/// A place in a schema that has words: a property, or a shape of a rule.
#[derive(Debug)]
struct Entry {
    /// Where it is.
    pointer: String,
    /// The property; none for a shape.
    key: Option<String>,
    /// Where the property's object stands in the dictionary.
    at: At,
    /// Whether its value is one or more records.
    is_group: bool,
}

/// Every place of a file's schema that has words.
fn entries(document: Document) -> Vec<Entry> {
    let schema = document.plain();
    let mut walk = Walk { schema: &schema, seen: BTreeSet::new(), entries: Vec::new() };
    walk.object("", &At::root(document.part()));
    walk.entries
}

/// Where the keys of an object stand in the dictionary.
#[derive(Clone, Debug)]
struct At {
    part: Part,
    /// None for the top of a file that has nothing there but lists of records.
    block: Option<&'static Block>,
    /// What stands before a key in the dictionary: `rule.`, `say.`
    prefix: String,
    /// Of a rule: its shape.
    shape: String,
}

impl At {
    fn root(part: Part) -> Self {
        let block = blocks().find(|block| block.part == part && block.layout == Layout::Items);
        Self { part, block, prefix: String::new(), shape: String::new() }
    }

    /// The top of the records of a block.
    fn records(part: Part, key: &str) -> Self {
        Self { part, block: Some(block(part, key)), prefix: String::new(), shape: String::new() }
    }

    fn rules() -> Self {
        Self { prefix: "rule.".to_owned(), ..Self::records(Part::Rubric, "@rule") }
    }

    fn is_root(&self) -> bool {
        self.prefix.is_empty() && self.block.is_none_or(|block| block.layout == Layout::Items)
    }

    fn column(&self, key: &str) -> Option<&'static Column> {
        self.block?.column(&format!("{}{key}", self.prefix), &self.shape)
    }

    /// The block of the records that stand in a list at the top of a file.
    fn block_of(&self, key: &str) -> Option<&'static Block> {
        let own = |block: &&Block| block.part == self.part && block.key == key;
        self.is_root().then(|| blocks().find(own))?
    }

    /// Where the keys of what stands behind a key are.
    fn inside(&self, key: &str) -> Option<Self> {
        if let Some(block) = self.block_of(key) {
            return Some(Self::records(block.part, block.key));
        }
        match (key, self.part) {
            ("column", Part::Form) => return Some(Self::records(Part::Form, "field")),
            ("line", Part::Form) => return Some(Self::records(Part::Form, "line")),
            ("rule" | "fallback", Part::Rubric) if self.prefix.is_empty() => return Some(Self::rules()),
            _ => {}
        }
        if self.prefix == "rule." {
            match (key, self.shape.as_str()) {
                ("of", "choose") => return Some(Self::rules()),
                ("of", "pool") => return Some(Self::records(Part::Rubric, "@rule")),
                (key, shape) if name_of(LISTS, shape) == Some(key) => {
                    return Some(Self::records(Part::Rubric, "@list"));
                }
                _ => {}
            }
        }
        let prefix = format!("{}{key}.", self.prefix);
        let has_columns = self.block?.all().any(|column| column.key.starts_with(&prefix));
        has_columns.then(|| Self { prefix, ..self.clone() })
    }
}

struct Walk<'a> {
    schema: &'a Value,
    /// Definitions that were visited, each once for every shape that uses it.
    seen: BTreeSet<(String, String)>,
    entries: Vec<Entry>,
}

impl Walk<'_> {
    fn object(&mut self, pointer: &str, at: &At) {
        let Some(object) = self.schema.pointer(pointer) else { return };
        if let Some(name) = definition(object) {
            if self.seen.insert((name.clone(), at.shape.clone())) {
                self.object(&format!("/definitions/{name}"), at);
            }
            return;
        }
        let shapes = object.get("oneOf").and_then(Value::as_array).into_iter().flatten();
        for (index, one) in shapes.enumerate() {
            let shape = one["properties"]["shape"]["enum"][0].as_str().unwrap_or_default().to_owned();
            let (pointer, at) = (format!("{pointer}/oneOf/{index}"), At { shape, ..at.clone() });
            self.object(&pointer, &at);
            self.entries.push(Entry { pointer, key: None, at, is_group: false });
        }
        for (key, property) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let pointer = format!("{pointer}/properties/{key}");
            let inside = at.inside(key);
            if let Some(inside) = &inside {
                let items = if property.get("items").is_some() { "/items" } else { "" };
                self.object(&format!("{pointer}{items}"), inside);
            }
            let (key, at, is_group) = (Some(key.clone()), at.clone(), inside.is_some());
            self.entries.push(Entry { pointer, key, at, is_group });
        }
    }
}

/// The definition that a schema is nothing but a reference to.
fn definition(schema: &Value) -> Option<String> {
    let reference = schema.get("$ref").or_else(|| schema["allOf"][0].get("$ref"))?.as_str()?;
    reference.strip_prefix("#/definitions/").map(str::to_owned)
}

/// Puts the words for a key into the schema of its value.
fn say(property: &mut Value, key: &str, at: &At, is_group: bool) {
    let (title, help) = match (at.block_of(key), at.column(key)) {
        (Some(block), _) => (block.title, block.help.to_owned()),
        (None, Some(column)) => (column.heading, column.help_in_toml()),
        (None, None) if is_group || key == "path" => (name_of(INNER, key).unwrap_or_default(), String::new()),
        (None, None) => return,
    };
    // Beside a reference nothing counts; inside a list of one it may stand.
    if let Some(reference) = property.get("$ref").cloned() {
        *property = json!({ "allOf": [{ "$ref": reference }] });
    }
    property["title"] = json!(title);
    let names = at.column(key).and_then(Column::names);
    let mut choices = Vec::new();
    if let Some(names) = names {
        choose(property, names, &mut choices);
        for one in property.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten() {
            choose(one, names, &mut choices);
        }
    }
    let is_shape = format!("{}{key}", at.prefix) == SHAPE;
    let description = match choices.as_slice() {
        [] => help,
        choices if is_shape => choices.concat(),
        choices if help.is_empty() => choices.join("；"),
        choices => format!("{help}\n{}", choices.join("；")),
    };
    if !description.is_empty() {
        property["description"] = json!(description);
    }
}

/// Says each of a few values in Chinese; `x-taplo` is where editors of TOML look for it.
fn choose(schema: &mut Value, names: Names, choices: &mut Vec<String>) {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else { return };
    let words: Vec<&str> = values
        .iter()
        .filter_map(Value::as_str)
        .map(|value| name_of(names, value).unwrap_or_default())
        .collect();
    choices.extend(
        values
            .iter()
            .filter_map(Value::as_str)
            .zip(&words)
            .map(|(value, word)| if value == *word { value.to_owned() } else { format!("{value}：{word}") }),
    );
    schema["x-taplo"] = json!({ "docs": { "enumValues": words } });
}

/// Every column that stands for a key of the model: its block, its key, the shape of its rule.
#[cfg(test)]
pub(super) fn columns() -> Vec<(&'static str, &'static str, String)> {
    let all = [Document::Rubric, Document::Form, Document::Examples, Document::Styles]
        .into_iter()
        .flat_map(entries);
    let column = |entry: Entry| {
        let column = entry.at.column(entry.key.as_deref()?)?;
        Some((entry.at.block?.title, column.key, entry.at.shape))
    };
    all.filter_map(column).collect()
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
