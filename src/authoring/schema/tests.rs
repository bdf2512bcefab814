use std::collections::BTreeMap;

use super::super::rule_columns::NESTING;
use super::*;

const DOCUMENTS: [Document; 4] = [Document::Rubric, Document::Form, Document::Examples, Document::Styles];

#[test]
fn every_key_and_value_has_a_chinese_word() {
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        let schema = schema(document);
        for entry in entries(document) {
            let place = schema.pointer(&entry.pointer).unwrap();
            if place["title"].as_str().is_none_or(str::is_empty) {
                missing.push(format!("{document:?} {} {}", entry.at.shape, entry.pointer));
            }
            for one in [place].into_iter().chain(place["anyOf"].as_array().into_iter().flatten()) {
                let Some(values) = one["enum"].as_array() else { continue };
                let words = one["x-taplo"]["docs"]["enumValues"].as_array().cloned().unwrap_or_default();
                for (index, value) in values.iter().enumerate() {
                    if words.get(index).and_then(Value::as_str).is_none_or(str::is_empty) {
                        missing.push(format!("{document:?} {} {}: {value}", entry.at.shape, entry.pointer));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The values that a schema lists.
fn values(schema: &Value) -> BTreeSet<&str> {
    let any = schema["anyOf"].as_array().into_iter().flatten();
    let lists = [schema].into_iter().chain(any).filter_map(|one| one["enum"].as_array());
    lists.flatten().filter_map(Value::as_str).collect()
}

#[test]
fn the_dictionary_has_nothing_that_the_model_lacks() {
    // (block, key of the dictionary) -> shapes
    let mut known: BTreeMap<(&str, String), BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for document in DOCUMENTS {
        let schema = document.plain();
        for Entry { pointer, key, at, .. } in entries(document) {
            let (Some(key), Some(block)) = (key, at.block) else { continue };
            if let Some(names) = at.column(&key).and_then(Column::names) {
                let of_model = values(schema.pointer(&pointer).unwrap());
                let of_dictionary: BTreeSet<&str> = names.iter().map(|(value, _)| *value).collect();
                let is_truth = of_model.is_empty();
                let is_shape = format!("{}{key}", at.prefix) == SHAPE;
                if !is_truth && !is_shape && of_model != of_dictionary {
                    wrong.push(format!("{} {key}: {of_dictionary:?}, {of_model:?}", block.title));
                }
            }
            known.entry((block.title, format!("{}{key}", at.prefix))).or_default().insert(at.shape);
        }
    }
    let indicator = block(Part::Rubric, "indicator").title;
    for block in blocks() {
        for column in block.all().filter(|column| !column.key.starts_with(['@'])) {
            // A rule's keys are the same wherever the rule stands.
            if column.is_of_rules() && block.title == indicator {
                continue;
            }
            let key = if column.key.starts_with("path.") { "path" } else { column.key };
            let shapes = known.get(&(block.title, key.to_owned()));
            let Some(shapes) = shapes else {
                wrong.push(format!("{} {}", block.title, column.key));
                continue;
            };
            let stated =
                column.needs.split(' ').chain(column.may.split(' ')).filter(|shape| !shape.is_empty());
            wrong.extend(
                stated
                    .filter(|shape| !shapes.contains(*shape))
                    .map(|shape| format!("{} {shape}", column.key)),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_dictionary_needs_what_the_model_needs() {
    let schema = Document::Rubric.plain();
    let shapes = schema["definitions"]["Rule"]["oneOf"].as_array().unwrap();
    assert_eq!(shapes.len(), SHAPES.len());
    for one in shapes {
        let shape = one["properties"]["shape"]["enum"][0].as_str().unwrap();
        let elsewhere = |key: &str| {
            name_of(LISTS, shape) == Some(key) || (NESTING.contains(&shape) && key == "of") || key == "shape"
        };
        let required = one["required"].as_array().unwrap().iter().filter_map(Value::as_str);
        let required: BTreeSet<&str> = required.filter(|key| !elsewhere(key)).collect();
        let columns = block(Part::Rubric, "@rule").all().filter(|column| column.needed_by(shape));
        let needed: BTreeSet<&str> = columns.filter_map(|column| column.key.strip_prefix("rule.")).collect();
        assert_eq!(needed, required, "{shape}");
    }
}

#[test]
fn only_what_the_fourth_draft_knows() {
    fn keywords(schema: &Value, out: &mut BTreeSet<String>) {
        match schema {
            Value::Object(object) => {
                for (key, value) in object {
                    match (key.as_str(), value) {
                        ("properties" | "definitions", Value::Object(named)) => {
                            named.values().for_each(|inner| keywords(inner, out));
                        }
                        ("x-taplo", _) => {}
                        _ => keywords(value, out),
                    }
                    out.insert(key.clone());
                }
            }
            Value::Array(list) => list.iter().for_each(|inner| keywords(inner, out)),
            _ => {}
        }
    }
    let mut used = BTreeSet::new();
    for document in DOCUMENTS {
        keywords(&schema(document), &mut used);
    }
    let fourth = [
        "$ref",
        "$schema",
        "additionalProperties",
        "allOf",
        "anyOf",
        "definitions",
        "description",
        "enum",
        "items",
        "minLength",
        "minimum",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "title",
        "type",
        "x-taplo",
    ];
    let beyond: Vec<&String> = used.iter().filter(|key| !fourth.contains(&key.as_str())).collect();
    assert!(beyond.is_empty(), "{beyond:?}");
}
