//! A form profile written anew with what was learned, for a person to mend.

use std::fmt::Write as _;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use super::learn::{Basis, Learned, Lesson};
use super::reading::FactReading;
use crate::rubric::Entry;
use crate::rubric::form::Form;

/// What marks a guess.
const UNSURE: &str = "待确认";
/// Characters of a value that a comment shows.
const SHOWN: usize = 16;

/// The text of a profile with the words of a lesson; `name` is what its rubric is called.
///
/// # Errors
/// `text` is no TOML.
pub fn propose(text: &str, name: &str, form: &Form, lesson: &Lesson) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let mut left: Vec<&Learned> = Vec::new();
    for word in &lesson.learned {
        let record = record(&mut document, word.entry, form);
        match record {
            Some(record) => add(record, word.entry.key(), word),
            None => left.push(word),
        }
    }
    let mut out = opening(name, form, lesson);
    out.push_str(&document.to_string());
    rest(&mut out, form, lesson, &left);
    Ok(out)
}

/// The record of a document that has the words of an entry.
fn record<'d>(document: &'d mut DocumentMut, entry: Entry, form: &Form) -> Option<&'d mut Table> {
    let root = document.as_table_mut();
    let name = entry.own_name(form);
    match entry {
        Entry::Field(_) => named(root, "field", name),
        Entry::BlockColumn(block, _) => {
            named(named(root, "block", &form.blocks.get(block)?.name)?, "column", name)
        }
        Entry::BlockLine(block, _) => {
            named(named(root, "block", &form.blocks.get(block)?.name)?, "line", name)
        }
        Entry::TableColumn(table, _) => {
            named(named(root, "table", &form.tables.get(table)?.name)?, "column", name)
        }
        Entry::TableEnd(table) => named(root, "table", &form.tables.get(table)?.name),
        Entry::Level(_) => named(root, "level", name),
    }
}

fn named<'t>(table: &'t mut Table, key: &str, name: &str) -> Option<&'t mut Table> {
    let records: &mut ArrayOfTables = table.get_mut(key)?.as_array_of_tables_mut()?;
    records.iter_mut().find(|record| record.get("name").and_then(Item::as_str).unwrap_or_default() == name)
}

/// Adds a word to a list, below a comment that says where it comes from.
fn add(record: &mut Table, key: &str, word: &Learned) {
    let list = record.entry(key).or_insert_with(|| Item::Value(Value::Array(Array::new())));
    let Some(list) = list.as_array_mut() else { return };
    let mut value = Value::from(word.word.as_str());
    value.decor_mut().set_prefix(format!("\n  # {}\n  ", why(word)));
    list.push_formatted(value);
    list.set_trailing("\n");
    list.set_trailing_comma(true);
}

/// Where a word stands and why it is taken for what it is.
fn why(word: &Learned) -> String {
    let values: Vec<String> = word.values.iter().map(|value| format!("“{}”", short(value))).collect();
    let values = if values.is_empty() { "空白".to_owned() } else { values.join("") };
    let direction =
        if matches!(word.entry, Entry::Field(_) | Entry::BlockLine(..)) { "右侧" } else { "其下" };
    let at = place(word);
    match &word.basis {
        Basis::Profile(name) => format!("{at}：{name} 的 form.toml 有此用语，{direction}为{values}"),
        Basis::Near(known) => format!("{UNSURE}（{at}）：与“{known}”相近，{direction}为{values}"),
        Basis::Content(why) => {
            format!("{UNSURE}（{at}）：按所填内容和位置推测，{why}，{direction}为{values}")
        }
    }
}

fn place(word: &Learned) -> String {
    let sheet = word.place.sheet.as_deref().map_or_else(String::new, |sheet| format!("{} › ", short(sheet)));
    format!("{sheet}{}", word.place.address().unwrap_or_default())
}

/// A text on one line, cut: a comment ends with its line.
fn short(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let flat: String = flat.chars().filter(|c| !c.is_control()).collect();
    if flat.chars().count() <= SHOWN {
        return flat;
    }
    flat.chars().take(SHOWN - 1).chain(['…']).collect()
}

/// What was found where, as comments.
fn opening(name: &str, form: &Form, lesson: &Lesson) -> String {
    let mut out = format!(
        "# 表样（拟稿）：jixiao form learn 据“{}”拟定，以 {name} 的 form.toml 为底本。\n\
         # 注有“{UNSURE}”的是推测，请逐处核对，有误的删去；其余为底本或其他表样已有的用语。\n\
         # 改好后存为 form.toml，再用 jixiao form show 查看读取结果。\n#\n",
        short(&lesson.reading.file)
    );
    let unsure = |cell: &str| {
        let guessed =
            |word: &&Learned| !word.basis.is_sure() && word.place.address().as_deref() == Some(cell);
        if lesson.learned.iter().any(|word| guessed(&word)) { format!("  {UNSURE}") } else { String::new() }
    };
    for sheet in &lesson.reading.sheets {
        for read in &sheet.forms {
            let _ = writeln!(
                out,
                "# {}",
                if sheet.sheet.is_empty() { "工作表".to_owned() } else { short(&sheet.sheet) }
            );
            for fact in &read.facts {
                out.push_str(&fact_line(fact, &unsure));
            }
            for table in &read.tables {
                let _ = writeln!(out, "#   {}，{} 行：", table.name, table.lines.len());
                for column in &table.columns {
                    let (at, text) = (&column.head.cell, short(&column.head.text));
                    let _ = writeln!(out, "#     {} ← {at} “{text}”{}", column.name, unsure(at));
                }
            }
            if !read.missing.is_empty() {
                let names: Vec<&str> = read.missing.iter().map(|missing| missing.name.as_str()).collect();
                let _ = writeln!(out, "#   未找到：{}", names.join("、"));
            }
        }
    }
    if lesson.reading.sheets.iter().all(|sheet| sheet.forms.is_empty()) {
        let needs: Vec<&str> = form.department.iter().chain(&form.project).map(String::as_str).collect();
        let _ = writeln!(out, "# 未识别出自评表：至少须有{}和一张表的表头", needs.join("、"));
    }
    out.push('\n');
    out
}

fn fact_line(fact: &FactReading, unsure: &impl Fn(&str) -> String) -> String {
    if fact.labels.is_empty() {
        return String::new();
    }
    let labels: Vec<String> =
        fact.labels.iter().map(|words| format!("{} “{}”", words.cell, short(&words.text))).collect();
    let mark = fact.labels.iter().map(|words| unsure(&words.cell)).find(|mark| !mark.is_empty());
    format!(
        "#   {} ← {}：{} {}{}\n",
        fact.name,
        labels.join(" × "),
        fact.cell,
        short(&fact.raw),
        mark.unwrap_or_default()
    )
}

/// What nobody knows, commented out for a person to decide.
fn rest(out: &mut String, form: &Form, lesson: &Lesson, left: &[&Learned]) {
    if !left.is_empty() {
        out.push_str("\n# ---- 底本的 form.toml 没有下列各项（由所承接的细则给出），用语须加在那里 ----\n");
        for word in left {
            let _ = writeln!(out, "# {}\n#   {}：“{}”", why(word), word.entry.record(form), word.word);
        }
    }
    let learned =
        |cell: &str| lesson.learned.iter().any(|word| word.place.address().as_deref() == Some(cell));
    let unknown: Vec<_> = lesson
        .reading
        .sheets
        .iter()
        .flat_map(|sheet| sheet.unrecognised.iter().map(move |cell| (&sheet.sheet, cell)))
        .filter(|(_, cell)| !learned(&cell.cell))
        .collect();
    if !unknown.is_empty() || !lesson.levels.is_empty() {
        out.push_str(
            "\n# ---- 未识别的文字 ----\n\
             # 是某一数据项的另一种用语的，加到该项的 labels；是新的数据项的，去掉行首的 #；与评价无关的删去。\n",
        );
    }
    for (sheet, cell) in unknown {
        let beside =
            cell.beside.as_deref().map_or_else(|| "空白".to_owned(), |text| format!("“{}”", short(text)));
        let sheet = if sheet.is_empty() { String::new() } else { format!("{} › ", short(sheet)) };
        let name = Value::from(cell.text.split_whitespace().collect::<String>());
        let _ =
            writeln!(out, "#\n# {sheet}{}，旁边或其下为{beside}\n# [[field]]\n# name = {name}", cell.cell);
    }
    for level in &lesson.levels {
        let name = Value::from(level.name.split_whitespace().collect::<String>());
        let _ = writeln!(
            out,
            "#\n# 第 {} 行的一级指标，不在表样所列之内\n# [[level]]\n# name = {name}",
            level.row
        );
    }
}
