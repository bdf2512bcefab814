//! docs/rubric.zh-CN.md: the tables of keys in it are those of the dictionary.

use std::fmt::Write as _;
use std::path::Path;

use super::*;

const DOCUMENT: &str = "docs/rubric.zh-CN.md";
/// What stands between the text that people write and the tables.
const MARK: &str = "<!-- 以下各表由程序按字典生成，不要手工修改：UPDATE=1 cargo test --lib reference -->\n";

/// A line of a table: its place in the dictionary, its key and its cells.
struct Row {
    place: usize,
    key: String,
    cells: [String; 3],
}

/// The tables of a file.
fn tables(document: Document, name: &str) -> String {
    let schema = document.plain();
    let mut entries = entries(document);
    entries.retain(|entry| !entry.at.prefix.starts_with("rule."));
    let mut text = format!("\n## {name}\n");
    for block in blocks().filter(|block| block.part == document.part()) {
        let mut rows: Vec<Row> = Vec::new();
        for entry in &entries {
            let (Some(key), Some(own)) = (&entry.key, entry.at.block) else { continue };
            let dotted = format!("{}{key}", entry.at.prefix);
            // Records inside a record are told by their own keys.
            let is_spread = own.all().any(|column| column.key.starts_with(&format!("{dotted}.")));
            let is_spread = is_spread && key != "path" && key != "rule";
            let is_here = own.key == block.key && entry.at.block_of(key).is_none() && !is_spread;
            if is_here && rows.iter().all(|row| row.key != dotted) {
                rows.push(row(&schema, entry, key, dotted));
            }
        }
        rows.sort_by_key(|row| row.place);
        if !rows.is_empty() {
            let title = match block.key {
                _ if block.layout == Layout::Items => format!("顶层（{}）", block.title),
                "field" => "`[[field]]`，以及各表的 `column`（数据项）".to_owned(),
                "line" => format!("`[[block.line]]`（{}）", block.title),
                "@rule" => "`pool` 的 `of` 中的各项".to_owned(),
                "@list" => "`bands`、`items`、`grades`、`tiers`、`schedule` 中的各项".to_owned(),
                key => format!("`[[{key}]]`（{}）", block.title),
            };
            let _ = write!(text, "\n### {title}\n\n| 键 | 名称 | 必填 | 填写 |\n|---|---|---|---|\n");
            for Row { key, cells: [title, needed, help], .. } in rows {
                let _ = writeln!(text, "| `{key}` | {title} | {needed} | {help} |");
            }
        }
        if block.key == "indicator" {
            text.push_str(&shapes());
        }
    }
    text
}

fn row(schema: &Value, entry: &Entry, key: &str, dotted: String) -> Row {
    let column = entry.at.column(key);
    let at = |known: &Column| match column {
        Some(column) => known.key == column.key,
        None => known.key.starts_with(&format!("{key}.")),
    };
    let place = entry.at.block.and_then(|block| block.all().position(at));
    let names = column.and_then(Column::names).unwrap_or_default();
    let values = values(names);
    let mut help = column.map(Column::help_in_toml).unwrap_or_default();
    if !values.is_empty() {
        let joined = values.join("，");
        help = if help.is_empty() { joined } else { format!("{help}。{joined}") };
    }
    let title = column.map_or_else(|| name_of(INNER, key).unwrap_or_default(), |column| column.heading);
    // What an entry of a list needs goes by the shape; the help says of which one each key is.
    let is_of_lists = entry.at.block.is_some_and(|block| block.key == "@list");
    let needed = if !is_of_lists && is_needed(schema, entry, key) { "是" } else { "" };
    Row {
        place: place.unwrap_or(usize::MAX),
        key: dotted,
        cells: [title.to_owned(), needed.to_owned(), help],
    }
}

/// Each value with its Chinese word, where it is not one itself.
fn values(names: Names) -> Vec<String> {
    let said = |(value, name): &(&str, &str)| {
        if value == name { format!("`{value}`") } else { format!("`{value}` {name}") }
    };
    names.iter().map(said).collect()
}

/// Whether the key has to be there, in a rubric that extends no other.
fn is_needed(schema: &Value, entry: &Entry, key: &str) -> bool {
    let whole = &schema["anyOf"][1];
    let object = entry.pointer.rsplit_once("/properties/").map_or("", |(object, _)| object);
    let record = entry.at.block.map_or("", |block| block.key);
    let required = match (whole.is_null(), object) {
        (false, "") => &whole["required"],
        (false, _) if entry.at.prefix.is_empty() && !whole["properties"][record].is_null() => {
            &whole["properties"][record]["items"]["required"]
        }
        _ => &schema.pointer(object).unwrap_or(&Value::Null)["required"],
    };
    required.as_array().is_some_and(|keys| keys.iter().any(|known| known == key))
}

/// The ways of scoring and their keys.
fn shapes() -> String {
    let columns: Vec<&Column> = block(Part::Rubric, "@rule").all().filter(|c| c.is_of_rules()).collect();
    let bare = |column: &Column| column.key["rule.".len()..].to_owned();
    let mut text = "\n### `rule = { shape = \"…\", … }`（计分方式）\n\n| `shape` | 计分方式 | 必填 | 可填 |\n|---|---|---|---|\n".to_owned();
    for (shape, name) in SHAPES {
        let listed = |needed: bool| {
            let own = columns.iter().filter(|c| c.key != SHAPE && c.of_shape(shape));
            let own = own.filter(|column| column.needed_by(shape) == needed);
            let mut keys: Vec<String> =
                own.map(|column| format!("`{}` {}", bare(column), column.heading)).collect();
            if needed {
                let list = name_of(LISTS, shape).or(["choose", "pool"].contains(shape).then_some("of"));
                keys.extend(list.map(|key| format!("`{key}` {}", name_of(INNER, key).unwrap_or_default())));
            }
            keys.join("，")
        };
        let _ = writeln!(text, "| `{shape}` | {name} | {} | {} |", listed(true), listed(false));
    }
    text.push_str("\n| 键 | 名称 | 填写 |\n|---|---|---|\n");
    for column in columns.iter().filter(|column| column.key != SHAPE) {
        let names = column.names().unwrap_or_default();
        let values = values(names);
        let help = [column.help_in_toml(), values.join("，")];
        let help: Vec<&str> = help.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let _ = writeln!(text, "| `{}` | {} | {} |", bare(column), column.heading, help.join("。"));
    }
    text
}

#[test]
fn the_chinese_reference_is_the_dictionary() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let text = std::fs::read_to_string(&file).unwrap();
    let (written, found) = text.split_once(MARK).unwrap();
    let wanted = [
        (Document::Rubric, "rubric.toml"),
        (Document::Form, "form.toml"),
        (Document::Examples, "examples.toml"),
        (Document::Styles, "styles.toml"),
    ]
    .map(|(document, name)| tables(document, name))
    .concat();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, format!("{written}{MARK}{wanted}")).unwrap();
    } else {
        assert!(
            found == wanted,
            "{DOCUMENT} is not what the dictionary says: UPDATE=1 cargo test --lib reference"
        );
    }
}
