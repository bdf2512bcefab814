//! What other engines make of scores.parquet: a query each for `DuckDB` and polars, over results laid
//! out by region and year, gives the totals, grades and ranks that the program gave. Where Python
//! with their packages is missing, this test says so and passes over.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::common::root;

/// The Python that has the packages, where it is not the first one.
const PYTHON: &str = "JIXIAO_PYTHON";

#[test]
fn other_engines_rank_alike() {
    let python = std::env::var_os(PYTHON).map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let mut imports = Command::new(&python);
    imports.args(["-c", "import duckdb, polars"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !imports.status().is_ok_and(|status| status.success()) {
        eprintln!("passed over: no Python with tests/engines/requirements.txt ({PYTHON})");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let results = [
        ("liwan-2023", "department-overall", "region=440103/year=2023"),
        ("published", "project-2020-10", "region=100000/year=2020"),
    ];
    for (inputs, rubric, part) in results {
        let out = folder.path().join(inputs);
        let mut score = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        score.arg("score").arg(root().join("inputs").join(inputs));
        score.arg("--rubric").arg(root().join("rubrics").join(rubric)).arg("--out").arg(&out);
        score.args(["--data-only", "--fail-on", "never"]).stdout(Stdio::null());
        assert!(score.status().unwrap().success());
        assert!(!out.join("评价结果.xlsx").exists(), "--data-only leaves no workbook");
        let part = folder.path().join("scores").join(part);
        fs::create_dir_all(&part).unwrap();
        fs::copy(out.join("scores.parquet"), part.join("scores.parquet")).unwrap();
    }
    let script = root().join("tests/engines/compare.py");
    let output = Command::new(python).arg("-B").arg(script).arg(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let subjects: usize = said.trim().parse().unwrap();
    assert!(subjects >= 10, "{subjects}");
}
