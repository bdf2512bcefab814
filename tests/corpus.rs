//! Every file of a collection from many hands does what the collection's list says: no death, no
//! hang, memory within its limit. Where the collection does not lie beside the repository, these
//! tests say so and pass over.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{err, root, rubric};
use serde_json::Value;

#[path = "../examples/corpus_table.rs"]
#[allow(dead_code, unreachable_pub)]
pub(crate) mod corpus_table;

/// Address space for the program itself, in KiB: a file that got at it would end the test.
const MOST_KIB: u32 = 6_000_000;
/// What a file that is read and holds no form is rejected for.
const READ: &str = "未识别出自评表、名册或财政掌握情况表";

/// The collection, or `None` with a word about it.
fn corpus() -> Option<PathBuf> {
    let corpus = corpus_table::corpus();
    if corpus.is_none() {
        eprintln!("passed over: no collection beside the repository (JIXIAO_SHARED)");
    }
    corpus
}

/// What the list says of each file.
fn manifest(corpus: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let lines = text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    lines.map(|fields| (fields[0].clone(), fields[1].clone())).collect()
}

fn check(corpus: &Path, jobs: &str) -> Value {
    let limited = format!("ulimit -v {MOST_KIB}; exec \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_jixiao"), "check"])
        .arg(corpus)
        .args(["--rubric", &rubric("project-2020-10"), "--json", "--jobs", jobs, "--timeout", "30"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_file_does_what_the_list_says() {
    let Some(corpus) = corpus() else { return };
    let answer = check(&corpus, "2");
    assert!(answer == check(&corpus, "1"), "the number of jobs shows");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let inputs = answer["inputs"].as_array().unwrap().iter();
    let ends: BTreeMap<String, (String, String)> = inputs
        .map(|input| (text(&input["file"]), (text(&input["status"]), text(&input["reason"]))))
        .collect();
    let mut wrong = Vec::new();
    let manifest = manifest(&corpus);
    for (file, wanted) in &manifest {
        let (status, reason) = &ends[file];
        let is_read = status == "scored" || reason == READ;
        let is_so = match wanted.as_str() {
            "reads" => is_read,
            "must not die" | "read or refused with a reason" => is_read || !reason.is_empty(),
            "refused: protected by a password" => reason == "文件设有打开密码",
            wanted if wanted.starts_with("read") => is_read,
            other => panic!("the list says something new: {other}"),
        };
        if !is_so {
            wrong.push(format!("{file}: {wanted}, but {status}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(ends.len(), manifest.len() + 1, "the list itself is a file too");
}

#[test]
fn the_table_of_the_corpus_is_current() {
    let Some(corpus) = corpus() else { return };
    let table = corpus_table::table(&corpus, PathBuf::from(env!("CARGO_BIN_EXE_jixiao"))).unwrap();
    let checked_in = fs::read_to_string(root().join("docs/corpus.md")).unwrap_or_default();
    // After it follows what tests/readers/compare.py says.
    assert!(checked_in.starts_with(&table), "renew it: cargo run --example corpus_table > docs/corpus.md");
}
