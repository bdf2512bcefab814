//! Every kind of error met in published forms: the finding that names it, at its cell.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use crate::common::{jixiao, out, root, rubric};
use jixiao::finding::catalogue;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    kind: Vec<Kind>,
}

/// A kind of error.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    number: usize,
    what: String,
    /// Where it shows.
    #[serde(default)]
    seen: Vec<Seen>,
    /// Why it shows nowhere, or what is read of it; codes that are named have a piece in the gallery.
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    case: String,
    cell: Option<String>,
    code: String,
}

fn kinds() -> Vec<Kind> {
    let text = fs::read_to_string(root().join("tests/published_errors.toml")).unwrap();
    toml::from_str::<Kinds>(&text).unwrap().kind
}

fn findings() -> Vec<Value> {
    let inputs = root().join("inputs/published");
    let output =
        jixiao(&["check", inputs.to_str().unwrap(), "--rubric", &rubric("project-2020-10"), "--json"]);
    serde_json::from_str::<Value>(&out(&output)).unwrap()["findings"].as_array().unwrap().clone()
}

#[test]
fn every_kind_is_found_where_it_occurs() {
    let findings = findings();
    let mut missing = String::new();
    for kind in kinds() {
        for seen in &kind.seen {
            let is_it = |finding: &&Value| {
                finding["code"] == seen.code.as_str()
                    && finding["file"].as_str().unwrap_or_default().starts_with(&format!("{}_", seen.case))
                    && finding["cell"].as_str() == seen.cell.as_deref()
            };
            if !findings.iter().any(|finding| is_it(&finding)) {
                let cell = seen.cell.as_deref().unwrap_or("the whole form");
                let _ = writeln!(
                    missing,
                    "{}. {}: {} at {} {cell}",
                    kind.number, kind.what, seen.code, seen.case
                );
            }
        }
    }
    assert!(missing.is_empty(), "not found:\n{missing}");
}

#[test]
fn kinds_that_show_nowhere_have_a_reason_and_codes_of_the_gallery() {
    let pieces: BTreeSet<String> = fs::read_dir(root().join("tests/gallery"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let kinds = kinds();
    assert!(kinds.iter().map(|kind| kind.number).eq(1..=39));
    for kind in &kinds {
        assert!(!kind.seen.is_empty() || kind.note.is_some(), "{}", kind.number);
        let note = kind.note.as_deref().unwrap_or_default();
        for code in note.split([' ', ',', ';', '(', ')', '.']).filter(|word| catalogue::entry(word).is_some())
        {
            assert!(pieces.iter().any(|piece| piece.starts_with(code)), "{}: {code}", kind.number);
        }
    }
}

#[test]
fn the_table_of_published_errors_is_current() {
    let mut table = "\
# Errors met in published forms

<!-- Written by the program: UPDATE=1 cargo test --test suite published_errors:: -->

Kinds of errors that published self-evaluation tables contain, and the finding that names each, at its cell of
`inputs/published` under `rubrics/project-2020-10`. A test runs `check` over the folder and looks for every one of them.
Where a kind does not occur in these transcriptions, its note names the codes that find it; their smallest inputs are in
[tests/gallery](../tests/gallery/README.md), and [findings.zh-CN.md](findings.zh-CN.md) says what each code means.

| | kind | case, cell: finding | note |
|---|---|---|---|
"
    .to_owned();
    for kind in kinds() {
        let seen: Vec<String> = kind
            .seen
            .iter()
            .map(|seen| {
                let what = catalogue::entry(&seen.code).unwrap().what;
                let cell = seen.cell.as_deref().map(|cell| format!(" {cell}")).unwrap_or_default();
                format!("{}{cell}: {} {what}", seen.case, seen.code)
            })
            .collect();
        let note = kind.note.unwrap_or_default();
        let _ = writeln!(table, "| {} | {} | {} | {note} |", kind.number, kind.what, seen.join("<br>"));
    }
    let path = root().join("docs/published-errors.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let current = fs::read_to_string(&path).unwrap_or_default();
    assert!(current == table, "{} is out of date: run with UPDATE=1", path.display());
}
