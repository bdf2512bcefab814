//! The gallery of broken rubrics: for every code of lint the smallest mistake and the words its
//! author reads.
//!
//! Each `lint/<CODE>.toml` (or `lint/<CODE>-variant.toml`) is run through the program.
//! `UPDATE=1 cargo test --test suite lint::` writes what is printed and the tables anew; read them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Printed, code_of, err, jixiao, opening, out, root, status};
use jixiao::rubric::Rubric;
use serde::Deserialize;

const FILES: [&str; 3] = ["rubric.toml", "form.toml", "examples.toml"];

/// A gallery file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    /// Why this is a mistake.
    about: String,
    /// The rubric that is broken: a shipped one, or `lint/base`.
    #[serde(default)]
    base: Option<String>,
    #[serde(rename = "edit")]
    edits: Vec<Edit>,
    /// Other codes that the same mistake raises.
    #[serde(default)]
    also: BTreeSet<String>,
    /// What the program prints for this code.
    expect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    from: String,
    to: String,
}

fn gallery() -> PathBuf {
    root().join("tests/lint")
}

impl Piece {
    fn base(&self) -> PathBuf {
        self.base.as_ref().map_or_else(|| gallery().join("base"), |base| root().join("rubrics").join(base))
    }

    /// The broken rubric, written into `folder`.
    fn break_into(&self, folder: &Path) {
        for file in FILES {
            let mut text = fs::read_to_string(self.base().join(file)).unwrap();
            for edit in self.edits.iter().filter(|edit| edit.file == file) {
                assert!(text.contains(&edit.from), "{} has no {}", file, edit.from);
                text = text.replacen(&edit.from, &edit.to, 1);
            }
            fs::write(folder.join(file), text).unwrap();
        }
    }

    fn run(&self) -> (i32, String) {
        let folder = tempfile::tempdir().unwrap();
        self.break_into(folder.path());
        let output = jixiao(&["rubric", "lint", folder.path().to_str().unwrap()]);
        assert!(err(&output).is_empty(), "{}", err(&output));
        (status(&output), out(&output))
    }

    fn shown(&self) -> String {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let edits: Vec<String> = self
            .edits
            .iter()
            .map(|edit| match one_line(&edit.to) {
                to if to.is_empty() => format!("{}: without `{}`", edit.file, one_line(&edit.from)),
                to => format!("{}: `{to}`", edit.file),
            })
            .collect();
        edits.join("; ").replace('|', "\\|")
    }
}

fn pieces() -> BTreeMap<String, Piece> {
    let mut pieces = BTreeMap::new();
    for entry in fs::read_dir(gallery()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let piece = toml::from_str(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            pieces.insert(name, piece);
        }
    }
    pieces
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// The codes that the program declares, with their severities.
fn declared() -> BTreeMap<String, String> {
    let source = fs::read_to_string(root().join("src/rubric/lint/wrong.rs")).unwrap();
    let classes = source.lines().filter_map(|line| line.split_once("=> (\"L"));
    classes
        .map(|(_, class)| {
            let (code, severity) = class.trim_end_matches("),").split_once("\", ").unwrap();
            let severity = if severity == "Error" { "错误" } else { "警告" };
            (format!("L{code}"), severity.to_owned())
        })
        .collect()
}

#[test]
fn every_piece_prints_what_it_says() {
    let mut wrong = String::new();
    for (name, piece) in pieces() {
        let code = code_of(&name);
        let (status, text) = piece.run();
        let Printed { own: printed, also, failed } = Printed::of(&text, code);
        if printed != piece.expect.trim_end() {
            if is_updating() {
                let path = gallery().join(format!("{name}.toml"));
                let text = fs::read_to_string(&path).unwrap();
                let (before, rest) = text.split_once("expect = '''\n").unwrap();
                let (_, after) = rest.split_once("'''").unwrap();
                fs::write(path, format!("{before}expect = '''\n{printed}\n'''{after}")).unwrap();
            }
            let expected = piece.expect.trim_end();
            let _ = writeln!(wrong, "==== {name}: printed\n{printed}\n---- expected\n{expected}");
        }
        if also != piece.also {
            let _ = writeln!(wrong, "==== {name}: also raises {also:?}, not {:?}\n{text}", piece.also);
        }
        assert_eq!(status, if failed { 2 } else { 0 }, "{name}: exit status");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_lint_calls_an_error_refuses_the_rubric_and_a_warning_does_not() {
    for (name, piece) in pieces() {
        let folder = tempfile::tempdir().unwrap();
        piece.break_into(folder.path());
        let faults = Rubric::read(folder.path()).unwrap().faults();
        let refused = Rubric::load(folder.path()).is_err();
        assert_eq!(refused, faults.iter().any(jixiao::rubric::Fault::refuses), "{name}");
    }
}

#[test]
fn every_code_has_a_piece_and_every_piece_a_code() {
    let declared = declared();
    assert!(declared.len() > 40, "the scan of wrong.rs found too little");
    let shown: BTreeMap<String, String> = pieces()
        .iter()
        .map(|(name, piece)| {
            let (severity, code) =
                opening(&piece.expect).unwrap_or_else(|| panic!("{name}: expect is no fault"));
            assert_eq!(code, code_of(name));
            (code.to_owned(), severity.to_owned())
        })
        .collect();
    assert_eq!(shown, declared, "left: gallery; right: src/rubric/lint/wrong.rs");
}

#[test]
fn sound_rubrics_have_no_faults_at_all() {
    let shipped = fs::read_dir(root().join("rubrics")).unwrap().map(|entry| entry.unwrap().path());
    for folder in shipped.chain([gallery().join("base"), root().join("tests/shapes")]) {
        let output = jixiao(&["rubric", "lint", folder.to_str().unwrap()]);
        assert_eq!(status(&output), 0);
        assert!(out(&output).contains("错误 0，警告 0"), "{}", out(&output));
    }
}

#[test]
fn what_does_not_parse_is_said_by_lint_too() {
    let folder = tempfile::tempdir().unwrap();
    for file in FILES {
        fs::copy(gallery().join("base").join(file), folder.path().join(file)).unwrap();
    }
    let path = folder.path().join("rubric.toml");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("places = 2", "places = 二")).unwrap();
    let output = jixiao(&["rubric", "lint", folder.path().to_str().unwrap()]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("文字须加引号"), "{}", err(&output));
}

#[test]
fn faults_can_be_had_as_json() {
    let piece = &pieces()["L21"];
    let folder = tempfile::tempdir().unwrap();
    piece.break_into(folder.path());
    let output = jixiao(&["rubric", "lint", folder.path().to_str().unwrap(), "--json"]);
    assert_eq!(status(&output), 2);
    let answer: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let fault = &answer["faults"][0];
    assert_eq!((fault["code"].as_str(), fault["severity"].as_str()), (Some("L21"), Some("error")));
    assert!(fault["place"].as_str().unwrap().contains("B1") && fault["fix"].as_str().is_some());
}

#[test]
fn a_refused_rubric_names_every_error_and_counts_the_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let pieces = pieces();
    for file in FILES {
        let mut text = fs::read_to_string(gallery().join("base").join(file)).unwrap();
        for edit in ["L21", "L38", "L23"].iter().flat_map(|name| &pieces[*name].edits) {
            if edit.file == file {
                text = text.replacen(&edit.from, &edit.to, 1);
            }
        }
        fs::write(folder.path().join(file), text).unwrap();
    }
    let message = Rubric::load(folder.path()).unwrap_err().to_string();
    assert!(
        message.contains("有 2 处错误") && message.contains("L21") && message.contains("L38"),
        "{message}"
    );
    assert!(!message.contains("L23") && message.contains("另有警告 1 处"), "{message}");
}

/// The table of codes as the documents show it.
fn table_of_codes() -> String {
    let mut table = String::new();
    let pieces = pieces();
    for (code, severity) in declared() {
        let piece = &pieces[&code];
        let line = piece.expect.lines().next().unwrap_or_default();
        let words = line.split_once("  ").map_or(line, |(_, words)| words);
        let _ = writeln!(table, "| {code} | {severity} | {} | {} |", words.replace('|', "\\|"), piece.about);
    }
    table
}

#[test]
fn the_tables_are_current() {
    let mut table = "\
# The gallery of broken rubrics

One file for each code of `jixiao rubric lint`: the smallest mistake that raises it, and the words the
program prints for it. `cargo test --test suite lint::` runs them all; `UPDATE=1 cargo test --test suite lint::` writes
what is printed and this table anew.

Every piece changes `base`, unless it names a rubric of `rubrics/`; as they are, these are sound.

| Piece | Severity | What is printed | Why it is a mistake | The change |
|---|---|---|---|---|
"
    .to_owned();
    for (name, piece) in pieces() {
        let (severity, _) = opening(&piece.expect).unwrap();
        let line = piece.expect.lines().next().unwrap();
        let words = line.split_once("  ").unwrap().1.replace('|', "\\|");
        let _ = writeln!(
            table,
            "| [{name}]({name}.toml) | {severity} | {words} | {} | {} |",
            piece.about,
            piece.shown()
        );
    }
    let path = gallery().join("README.md");
    if is_updating() {
        fs::write(&path, &table).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == table, "{} is out of date", path.display());
    let document = root().join("docs/rubric.md");
    let text = fs::read_to_string(&document).unwrap();
    let (head, rest) =
        text.split_once("| code | severity | for example | why |\n|---|---|---|---|\n").unwrap();
    let end = rest.find("\n\n").unwrap() + 1;
    let codes = table_of_codes();
    if is_updating() {
        let header = "| code | severity | for example | why |\n|---|---|---|---|\n";
        fs::write(&document, format!("{head}{header}{codes}{}", &rest[end..])).unwrap();
    }
    assert!(is_updating() || rest[..end] == codes, "docs/rubric.md: the table of codes is out of date");
}
