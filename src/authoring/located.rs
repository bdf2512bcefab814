//! A fault of the text that is made of a workbook, at the cell that it was made from.

use std::path::Path;

use super::dictionary::{Block, Column, Layout, Part, forgiving};
use super::fault::Fault;
use super::form_columns::IN;
use super::line::{Book, Line, block as block_of, blocks};
use crate::rubric::{SyntaxError, Texts};

/// How a message begins that something is not there.
const MISSING: &str = "缺少必填字段";
/// A key that is no column's: where a line leads if nothing better is known.
const REST: &str = "@rest";

/// The cell of what does not parse in the text made of `workbook`; none where it stands in a file that the
/// workbook builds on.
pub(super) fn located(error: &SyntaxError, workbook: &Path, texts: &Texts, book: &Book) -> Option<Fault> {
    let (part, text) = [
        (Part::Rubric, "rubric.toml", &texts.rubric),
        (Part::Form, "form.toml", &texts.form),
        (Part::Examples, "examples.toml", &texts.examples),
        (Part::Styles, "styles.toml", &texts.styles),
    ]
    .into_iter()
    .find(|(_, name, _)| Path::new(&error.file) == workbook.join(name))
    .map(|(part, _, text)| (part, text))?;
    let before: Vec<&str> = text.lines().take(error.line).collect();
    let head = before.iter().rev().find_map(|line| line.strip_prefix("[[")?.strip_suffix("]]"));
    let (block, line, section) = if let Some(head) = head {
        let count = before.iter().filter(|line| **line == format!("[[{head}]]")).count();
        let (block, line) = record(book, part, head, count.checked_sub(1)?)?;
        (block, line, None)
    } else {
        let section = before.iter().rev().find_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        let block = blocks().find(|block| block.part == part && block.layout == Layout::Items)?;
        (block, book.of(block).first()?, section)
    };
    // What the message names comes before what the line of the text begins with.
    let typed = error.excerpt.split(" = ").next().unwrap_or_default();
    let told = error.message.split(['“', '”']).skip(1).step_by(2).take(1);
    let names: Vec<&str> = told.chain([typed]).chain(section).filter(|name| !name.is_empty()).collect();
    let rest = |line: &Line| line.text(REST).is_some_and(|rest| names.iter().any(|name| rest.contains(name)));
    // What a rule itself needs was looked for in its columns; what its lists lack was not.
    let in_rule =
        block.key == "indicator" && (["rule", "fallback"].contains(&typed) || typed.starts_with(' '));
    let lists = block_of(Part::Rubric, "@list");
    let inner = ["@rule", "@list"].into_iter().flat_map(|key| book.of(block_of(Part::Rubric, key)));
    let own = [line.text("code"), line.text("path.2")];
    let is_its = |inner: &&Line| inner.text("@code").is_some_and(|code| own.contains(&Some(code)));
    let entry = |key: &str| book.of(lists).iter().filter(is_its).find(|line| !line.cells.contains_key(key));
    let listed = lists.all().find(|column| in_rule && names.first() == Some(&column.key));
    if let Some((column, entry)) = listed.and_then(|column| Some((column, entry(column.key)?)))
        && error.message.starts_with(MISSING)
    {
        return Some(Fault::at(entry.at(column.key), format!("缺少必填“{}”一列", column.heading)));
    }
    let mut inner = inner.filter(|inner| block.key == "indicator" && is_its(inner));
    let column = names.iter().find_map(|name| column(block, section, name));
    let (place, message) = match column {
        _ if rest(line) => (line.at(REST), error.message.clone()),
        Some(column) => {
            let name = column.key.rsplit('.').next().unwrap_or(column.key);
            let what = if block.layout == Layout::Items { "一项" } else { "一列" };
            let heading = format!("“{}”{what}", column.heading);
            (line.at(column.key), error.message.replace(&format!("字段“{name}”"), &heading))
        }
        None => (inner.find(|line| rest(line)).unwrap_or(line).at(REST), error.message.clone()),
    };
    let place = if place.is_empty() { format!("{} 【{}】", block.sheet, block.title) } else { place };
    Some(Fault::at(place, message))
}

/// The column of a block that a key stands in.
fn column(block: &Block, section: Option<&str>, name: &str) -> Option<&'static Column> {
    let within = section.map(|section| format!("{section}.{name}"));
    let wanted = [within.unwrap_or_else(|| name.to_owned()), format!("rule.{name}"), name.to_owned()];
    wanted.iter().find_map(|key| block.all().find(|column| column.key == *key))
}

/// The line that the record with this number under a head was made from, and its block. The text lists
/// them in the workbook's order, those of a table below it.
fn record<'b>(book: &'b Book, part: Part, head: &str, number: usize) -> Option<(&'static Block, &'b Line)> {
    let find = |key: &str| blocks().find(|block| block.part == part && block.key == key);
    let Some((container, inner)) = head.split_once('.') else {
        let block = find(head)?;
        let alone = |line: &&Line| head != "field" || line.text(IN).is_none();
        return Some((block, book.of(block).iter().filter(alone).nth(number)?));
    };
    let inner = find(if inner == "column" { "field" } else { inner })?;
    let owners = book.of(block_of(part, container)).iter();
    let below = |owner: &'b Line| {
        let name = forgiving(owner.text("name").unwrap_or_default());
        let is_its = move |line: &&Line| line.text(IN).is_some_and(|owner| forgiving(owner) == name);
        book.of(inner).iter().filter(is_its)
    };
    Some((inner, owners.flat_map(below).nth(number)?))
}
