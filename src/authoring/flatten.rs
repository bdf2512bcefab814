//! From TOML to lines. What has no column goes into 其他设置 as TOML, so that nothing is lost.

use toml::{Table, Value};

use super::assemble::split_remark;
use super::dictionary::{Block, Kind, Layout, Part, SHAPE, name_of};
use super::form_columns::{CONTAINERS, IN};
use super::line::{Book, Line, Trees, block};
use super::literal::inline;
use super::rule_columns::{LISTS, NESTING};

/// The lines of a rubric.
pub(super) fn flatten(trees: &Trees) -> Book {
    let mut book = Book::default();
    rubric(&mut book, &trees.rubric);
    form(&mut book, &trees.form);
    let mut examples = trees.examples.clone();
    let cases = take_tables(&mut examples, "example");
    for case in &cases {
        add(&mut book, Part::Examples, "example", case, "");
    }
    let mut styles = trees.styles.clone();
    for sheet in take_tables(&mut styles, "sheet") {
        add(&mut book, Part::Styles, "sheet", &sheet, "");
    }
    if !styles.is_empty() {
        items(&mut book, block(Part::Styles, "@styles"), &styles);
    }
    book
}

fn rubric(book: &mut Book, tree: &Table) {
    let mut rest = tree.clone();
    for key in ["grade", "fact", "level", "limit", "quota"] {
        for record in take_tables(&mut rest, key) {
            add(book, Part::Rubric, key, &record, "");
        }
    }
    for mut record in take_tables(&mut rest, "indicator") {
        let path = take_path(&mut record);
        let code = record.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
        let main = take_table(&mut record, "rule");
        let fallback = take_tables(&mut record, "fallback");
        let shape = main.as_ref().map(shape_of).unwrap_or_default();
        if let Some(rule) = main {
            let rule = split_rule(book, &code, "", rule);
            record.insert("rule".to_owned(), Value::Table(rule));
        }
        for (index, rule) in fallback.into_iter().enumerate() {
            add_rule(book, &code, &format!("备用{}", index + 1), rule, None);
        }
        let line = add(book, Part::Rubric, "indicator", &record, &shape);
        for (key, name) in PATH.iter().zip(path) {
            line.cells.insert(key, Value::String(name));
        }
    }
    items(book, block(Part::Rubric, "@basics"), &rest);
}

/// The keys of the levels of a path.
pub(super) const PATH: [&str; 5] = ["path.0", "path.1", "path.2", "path.3", "path.4"];

/// Takes a path that fits the columns; the last name goes to the last of them in use.
fn take_path(record: &mut Table) -> Vec<String> {
    let names = record.get("path").and_then(Value::as_array).map(|names| {
        names.iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    });
    let fits = |name: &String| {
        !name.is_empty() && is_one_line(name) && split_remark(name).1.is_none() && !is_dash(name)
    };
    match names {
        Some(names) if !names.is_empty() && names.len() <= PATH.len() && names.iter().all(fits) => {
            record.remove("path");
            names
        }
        _ => Vec::new(),
    }
}

/// A rule without its lists and inner rules, which become lines of their own.
fn split_rule(book: &mut Book, code: &str, at: &str, mut rule: Table) -> Table {
    let shape = shape_of(&rule);
    if let Some(list) = name_of(LISTS, &shape) {
        for entry in take_tables(&mut rule, list) {
            let line = add(book, Part::Rubric, "@list", &entry, "");
            insert_owner(line, code, at);
        }
    }
    if NESTING.contains(&shape.as_str()) {
        for (index, inner) in take_tables(&mut rule, "of").into_iter().enumerate() {
            let number = index + 1;
            let at =
                if at.is_empty() { format!("子规则{number}") } else { format!("{at}/子规则{number}") };
            if shape == "pool" {
                let mut chosen = inner;
                let rule = take_table(&mut chosen, "rule").unwrap_or_default();
                add_rule(book, code, &at, rule, Some(chosen));
            } else {
                add_rule(book, code, &at, inner, None);
            }
        }
    }
    rule
}

fn add_rule(book: &mut Book, code: &str, at: &str, rule: Table, beside: Option<Table>) {
    let shape = shape_of(&rule);
    let mut record = beside.unwrap_or_default();
    // The line comes before those of the rules inside it.
    let position = book.of(block(Part::Rubric, "@rule")).len();
    let rule = split_rule(book, code, at, rule);
    record.insert("rule".to_owned(), Value::Table(rule));
    let line = add(book, Part::Rubric, "@rule", &record, &shape);
    insert_owner(line, code, at);
    let lines = book.of_mut(block(Part::Rubric, "@rule"));
    lines[position..].rotate_right(1);
}

fn insert_owner(line: &mut Line, code: &str, at: &str) {
    line.cells.insert("@code", Value::String(code.to_owned()));
    if !at.is_empty() {
        line.cells.insert("@rule", Value::String(at.to_owned()));
    }
}

fn form(book: &mut Book, tree: &Table) {
    let mut rest = tree.clone();
    for record in take_tables(&mut rest, "field") {
        add(book, Part::Form, "field", &record, "");
    }
    for container in CONTAINERS {
        for mut record in take_tables(&mut rest, container) {
            let name = record.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            for (key, target) in [("column", "field"), ("line", "line")] {
                for inner in take_tables(&mut record, key) {
                    let line = add(book, Part::Form, target, &inner, "");
                    line.cells.insert(IN, Value::String(name.clone()));
                }
            }
            add(book, Part::Form, container, &record, "");
        }
    }
    for key in ["level", "equation", "figure"] {
        for record in take_tables(&mut rest, key) {
            add(book, Part::Form, key, &record, "");
        }
    }
    items(book, block(Part::Form, "@form"), &rest);
}

/// Adds a record as one line.
fn add<'a>(book: &'a mut Book, part: Part, key: &str, record: &Table, shape: &str) -> &'a mut Line {
    let block = block(part, key);
    let mut line = Line::default();
    let rest = fill(&mut line, block, "", record, shape);
    if !rest.is_empty() {
        line.cells.insert("@rest", Value::String(inline(&Value::Table(rest))));
    }
    let lines = book.of_mut(block);
    lines.push(line);
    let last = lines.len() - 1;
    &mut lines[last]
}

/// The top of a text: one line for each key that is filled.
fn items(book: &mut Book, block: &'static Block, tree: &Table) {
    debug_assert!(block.layout == Layout::Items);
    let mut line = Line::default();
    let rest = fill(&mut line, block, "", tree, "");
    if !rest.is_empty() {
        line.cells.insert("@rest", Value::String(inline(&Value::Table(rest))));
    }
    book.of_mut(block).push(line);
}

/// Puts what has a column into `line`; gives back what has none.
fn fill(line: &mut Line, block: &Block, prefix: &str, record: &Table, shape: &str) -> Table {
    let mut rest = Table::new();
    for (key, value) in record {
        let dotted = format!("{prefix}{key}");
        if let Some(column) = block.column(&dotted, shape).filter(|column| fits(column.kind, value))
            && !column.key.starts_with('@')
        {
            line.cells.insert(column.key, value.clone());
        } else if dotted == SHAPE {
            // A shape that the dictionary does not know yet.
            rest.insert(key.clone(), value.clone());
        } else if let Value::Table(inner) = value
            && !inner.is_empty()
            && block.all().any(|column| column.key.starts_with(&format!("{dotted}.")))
        {
            let inner = fill(line, block, &format!("{dotted}."), inner, shape);
            if !inner.is_empty() {
                rest.insert(key.clone(), Value::Table(inner));
            }
        } else if !(block.key == "line" && key == "name" && value.as_str() == Some("")) {
            rest.insert(key.clone(), value.clone());
        }
    }
    rest
}

/// Whether a cell of this kind gives the value back as it is.
fn fits(kind: Kind, value: &Value) -> bool {
    let number = |value: &Value| matches!(value, Value::Integer(_) | Value::Float(_)) || is_share(value);
    let word = |value: &Value| value.as_str().is_some_and(is_word);
    let list = |value: &Value, test: &dyn Fn(&Value) -> bool| {
        value.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(test))
    };
    match kind {
        Kind::Text => value.as_str().is_some_and(|text| !text.is_empty() && is_one_line(text) && text != "—"),
        Kind::Formula => {
            number(value)
                || value.as_str().is_some_and(|text| {
                    !text.is_empty() && is_one_line(text) && !text.starts_with('=') && !is_dash(text)
                })
        }
        Kind::Number => number(value),
        Kind::Whole => value.is_integer(),
        Kind::Truth => value.is_bool(),
        Kind::List => list(value, &word),
        Kind::Numbers => list(value, &number),
        Kind::Path => value.as_array().is_some_and(|all| {
            all.iter().all(|name| word(name) && name.as_str().is_some_and(|name| !name.contains(['/', '／'])))
        }),
        Kind::Groups => list(value, &|inner| list(inner, &word)),
        Kind::Choice(names) => value.as_str().is_some_and(|key| name_of(names, key).is_some()),
        Kind::NumberOr(names) => {
            number(value) || value.as_str().is_some_and(|key| name_of(names, key).is_some())
        }
        Kind::Facts => facts_fit(value),
        Kind::Bodies => list(value, &facts_fit),
        Kind::Remark => false,
    }
}

/// A percentage: a number to the rubric, words to TOML.
fn is_share(value: &Value) -> bool {
    let digits = value.as_str().and_then(|text| text.strip_suffix('%'));
    digits.is_some_and(|digits| digits.parse::<crate::number::Number>().is_ok())
}

fn facts_fit(value: &Value) -> bool {
    value.as_table().is_some_and(|facts| {
        !facts.is_empty()
            && facts.iter().all(|(name, fact)| {
                is_word(name)
                    && !name.contains(['=', '＝'])
                    && match fact {
                        Value::String(text) => text.is_empty() || is_word(text),
                        other => other.is_integer() || other.is_float(),
                    }
            })
    })
}

/// Words that can stand in a list.
fn is_word(text: &str) -> bool {
    !text.is_empty() && is_one_line(text) && !text.contains(['；', ';', '\n'])
}

/// Text that a cell gives back as it is.
fn is_one_line(text: &str) -> bool {
    text.trim() == text
        && text.encode_utf16().count() < 32_000
        && !text.chars().any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// A sign that stands for an empty cell.
pub(super) fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "—" | "——" | "－" | "/" | "／")
}

/// The shape of a rule.
pub(super) fn shape_of(rule: &Table) -> String {
    rule.get("shape").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn take_table(record: &mut Table, key: &str) -> Option<Table> {
    match record.remove(key) {
        Some(Value::Table(table)) => Some(table),
        Some(other) => {
            record.insert(key.to_owned(), other);
            None
        }
        None => None,
    }
}

/// A list of tables that is not empty.
fn take_tables(record: &mut Table, key: &str) -> Vec<Table> {
    let all_tables = record
        .get(key)
        .and_then(Value::as_array)
        .is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_table));
    match record.remove(key) {
        Some(Value::Array(list)) if all_tables => {
            list.into_iter().filter_map(|entry| entry.as_table().cloned()).collect()
        }
        Some(other) => {
            record.insert(key.to_owned(), other);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// The headings whose cells a rubric leaves to TOML, for tests of completeness.
#[cfg(test)]
pub(super) fn left_over(book: &Book) -> Vec<String> {
    let lines = super::line::blocks().flat_map(|block| book.of(block).iter().map(move |line| (block, line)));
    lines.filter_map(|(block, line)| Some(format!("{}: {}", block.title, line.text("@rest")?))).collect()
}
