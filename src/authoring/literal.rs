//! TOML as people like to read it: one record a line or two, keys in the dictionary's order.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::dictionary::{Block, Part};
use super::form_columns::CONTAINERS;
use super::line::{Trees, blocks};

/// Longer lists are broken into lines.
const LONGEST_LINE: usize = 110;

/// The texts of a rubric.
pub(super) fn texts(trees: &Trees) -> crate::rubric::Texts {
    crate::rubric::Texts {
        rubric: text(&trees.rubric, Part::Rubric),
        form: text(&trees.form, Part::Form),
        examples: text(&trees.examples, Part::Examples),
        styles: text(&trees.styles, Part::Styles),
    }
}

/// A value on one line.
pub(super) fn inline(value: &Value) -> String {
    written(value, &[])
}

/// The keys of a part, in the order of the columns.
fn order(part: Part) -> Vec<&'static str> {
    let columns = blocks().filter(|block| block.part == part).flat_map(Block::all);
    let keys = columns.flat_map(|column| column.key.split('.'));
    let mut order = vec!["name", "code", "path", "points", "weight", "rule", "shape", "fallback"];
    order.extend(match part {
        Part::Rubric => ["chosen", "fact", "words", "word"].as_slice(),
        Part::Form => &["kind", "needs"],
        Part::Examples | Part::Styles => &[],
    });
    for key in keys {
        if !order.contains(&key) {
            order.push(key);
        }
    }
    order
}

fn text(tree: &Table, part: Part) -> String {
    let order = order(part);
    let (mut lists, mut values): (Vec<_>, Vec<_>) =
        sorted(tree, &order).into_iter().partition(|(_, value)| is_records(value));
    // Words and answers are sections of their own; after them no plain key may follow.
    values.sort_by_key(|(_, value)| value.is_table());
    let sections =
        ["field", "block", "table", "list", "grade", "fact", "level", "limit", "quota", "indicator"];
    lists.sort_by_key(|(key, _)| sections.iter().position(|section| section == key));
    let mut out = String::new();
    for (key, value) in values {
        match value {
            Value::Table(table) => {
                let _ = write!(out, "\n[{}]\n", bare(key));
                fields(&mut out, table, &order);
            }
            value => pair(&mut out, key, value, &order),
        }
    }
    for (key, value) in lists {
        for record in value.as_array().into_iter().flatten().filter_map(Value::as_table) {
            record_text(&mut out, key, record, &order);
        }
    }
    out.trim_start().to_owned()
}

/// A record under its `[[head]]`, with the records that it holds.
fn record_text(out: &mut String, head: &str, record: &Table, order: &[&str]) {
    let _ = write!(out, "\n[[{head}]]\n");
    let inner = |key: &str| CONTAINERS.contains(&head) && ["column", "line"].contains(&key);
    let own: Table = record
        .iter()
        .filter(|(key, value)| !(inner(key) && is_records(value)))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    fields(out, &own, order);
    for key in ["column", "line"].into_iter().filter(|key| inner(key)) {
        for entry in record.get(key).and_then(Value::as_array).into_iter().flatten() {
            if let Some(entry) = entry.as_table() {
                record_text(out, &format!("{head}.{key}"), entry, order);
            }
        }
    }
}

fn is_records(value: &Value) -> bool {
    value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_table))
}

fn fields(out: &mut String, table: &Table, order: &[&str]) {
    for (key, value) in sorted(table, order) {
        pair(out, key, value, order);
    }
}

fn pair(out: &mut String, key: &str, value: &Value, order: &[&str]) {
    let line = format!("{} = {}", bare(key), written(value, order));
    let long = unicode_width::UnicodeWidthStr::width(line.as_str()) > LONGEST_LINE;
    match value {
        // Lists of lists and of rules read better one to a line.
        Value::Array(list) if long && list.iter().any(|entry| entry.is_array() || entry.is_table()) => {
            let _ = writeln!(out, "{} = [", bare(key));
            for entry in list {
                let _ = writeln!(out, "  {},", written(entry, order));
            }
            out.push_str("]\n");
        }
        _ => {
            out.push_str(&line);
            out.push('\n');
        }
    }
}

fn sorted<'a>(table: &'a Table, order: &[&str]) -> Vec<(&'a str, &'a Value)> {
    let mut entries: Vec<(&str, &Value)> = table.iter().map(|(key, value)| (key.as_str(), value)).collect();
    entries.sort_by_key(|(key, _)| order.iter().position(|known| known == key).unwrap_or(usize::MAX));
    entries
}

fn written(value: &Value, order: &[&str]) -> String {
    match value {
        Value::Array(list) => {
            let list: Vec<String> = list.iter().map(|entry| written(entry, order)).collect();
            format!("[{}]", list.join(", "))
        }
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let pairs = sorted(table, order).into_iter();
            let pairs: Vec<String> =
                pairs.map(|(key, value)| format!("{} = {}", bare(key), written(value, order))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        Value::String(text) => string(text),
        other => other.to_string(),
    }
}

/// A key without quotes where TOML allows it.
fn bare(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { string(key) }
}

fn string(text: &str) -> String {
    let awkward = |c: char| c.is_control() || c == '\'';
    if text.contains(['"', '\\']) && !text.contains(awkward) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in ["年初 \"预算\"", "a\\b", "it's \"x\"", "一\n二", "\u{1}", ""] {
            let line = format!("键 = {}", string(text)).replacen('键', "\"键\"", 1);
            let table: Table = toml::from_str(&line).unwrap();
            assert_eq!(table["键"].as_str(), Some(text), "{line}");
        }
    }
}
