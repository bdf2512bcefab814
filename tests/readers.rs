//! Cell by cell, the program reads of a collection from many hands what independent readers read.
//! Where the collection, Python with their packages, or `LibreOffice` is missing, this test says
//! so and passes over.

#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::root;
use crate::corpus::corpus_table;

#[path = "../examples/dump_cells.rs"]
#[allow(dead_code, unreachable_pub)]
mod dump_cells;

/// The Python that has the packages, where it is not the first one.
const PYTHON: &str = "JIXIAO_PYTHON";

/// Whether a command can be run and ends well.
fn runs(program: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    let status = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn other_readers_read_the_same() {
    let python = std::env::var_os(PYTHON).map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let Some(corpus) = corpus_table::corpus() else {
        eprintln!("passed over: no collection beside the repository (JIXIAO_SHARED)");
        return;
    };
    if !runs(&python, &["-c", "import openpyxl, pyxlsb, xlrd"]) {
        eprintln!("passed over: no Python with tests/readers/requirements.txt ({PYTHON})");
        return;
    }
    if !runs(Path::new("soffice"), &["--version"]) {
        eprintln!("passed over: no LibreOffice (soffice)");
        return;
    }
    let mut files: Vec<PathBuf> = fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump");
    let program = PathBuf::from(env!("CARGO_BIN_EXE_jixiao"));
    dump_cells::dump(&files, program, &mut File::create(&dump).unwrap()).unwrap();
    let script = root().join("tests/readers/compare.py");
    let output = Command::new(python).arg("-B").arg(script).args([&dump, &corpus]).output().unwrap();
    let (said, wrong) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{wrong}");
    let checked_in = fs::read_to_string(root().join("docs/corpus.md")).unwrap();
    assert!(checked_in.ends_with(&said), "docs/corpus.md ends otherwise; it should end:\n{said}");
}
