//! `jixiao rubric schema`: what an editor accepts is what the program reads.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{err, jixiao, out, root, status};
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

const FILES: [&str; 3] = ["rubric", "form", "examples"];

/// The schemas as the command prints them, compiled.
struct Checker {
    schemas: Schemas,
    by_file: Vec<SchemaIndex>,
}

impl Checker {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let by_file = FILES.map(|file| {
            let output = jixiao(&["rubric", "schema", file]);
            assert_eq!(status(&output), 0, "{}", err(&output));
            let schema: Value = serde_json::from_str(&out(&output)).unwrap();
            assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
            let name = format!("{file}.schema.json");
            compiler.add_resource(&name, schema).unwrap();
            compiler.compile(&name, &mut schemas).unwrap()
        });
        Self { schemas, by_file: by_file.to_vec() }
    }

    /// What is wrong with the text of a file, if anything.
    fn fault(&self, file: &str, text: &str) -> Option<String> {
        let tree: toml::Table = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let document = serde_json::to_value(tree).unwrap();
        let index = FILES.iter().position(|known| *known == file).unwrap();
        self.schemas.validate(&document, self.by_file[index]).err().map(|error| format!("{error:#}"))
    }
}

/// Every folder with a rubric that the repository has.
fn rubrics() -> Vec<PathBuf> {
    let shipped = fs::read_dir(root().join("rubrics")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> =
        shipped.chain(["tests/shapes", "tests/everything"].map(|folder| root().join(folder))).collect();
    folders.retain(|folder| folder.join("rubric.toml").is_file());
    folders.sort();
    assert!(folders.len() >= 3);
    folders
}

#[test]
fn every_rubric_here_is_accepted() {
    let checker = Checker::new();
    let read = |folder: &Path, file: &str| fs::read_to_string(folder.join(format!("{file}.toml")));
    for folder in rubrics() {
        for file in FILES {
            // One that extends another may leave out the last two.
            let Ok(text) = read(&folder, file) else { continue };
            assert_eq!(checker.fault(file, &text), None, "{} {file}", folder.display());
        }
    }
}

#[test]
fn without_a_name_it_is_the_rubric() {
    assert_eq!(out(&jixiao(&["rubric", "schema"])), out(&jixiao(&["rubric", "schema", "rubric"])));
    let refused = jixiao(&["rubric", "schema", "roster"]);
    assert_eq!(status(&refused), 2);
}

const HEAD: &str = r#"
title = "甲"
year = 2024
scores = "project"
full_points = 10
places = 2
ranking = "dense"
source = "某文件"
grade = [{ name = "优", from = 0 }]
"#;

fn with_rule(rule: &str) -> String {
    format!("{HEAD}\n[[indicator]]\ncode = \"A\"\npath = [\"甲\"]\npoints = 10\nrule = {rule}\n")
}

#[test]
fn rules_are_told_apart_by_their_shape() {
    let checker = Checker::new();
    let fault = |rule: &str| checker.fault("rubric", &with_rule(rule));
    for good in [
        r#"{ shape = "yes_no", fact = "甲" }"#,
        r#"{ shape = "proportional", actual = "甲", target = 5, over = { above = "130%", then = "note", reason = "因" } }"#,
        r#"{ shape = "bands", value = "甲", bands = [{ from = 0, to = "10%", points = 5 }, { above = 0.1, share = "50%" }] }"#,
        r#"{ shape = "choose", take = "best", of = [{ shape = "manual", fact = "甲" }, { shape = "coefficient", value = "乙" }] }"#,
        r#"{ shape = "pool", of = [{ chosen = "甲=1", rule = { shape = "yes_no", fact = "甲" } }] }"#,
        r#"{ shape = "by_target", tiers = [0.8, "60%", 0] }"#,
        r#"{ shape = "achieved" }"#,
    ] {
        assert_eq!(fault(good), None, "{good}");
    }
    for bad in [
        r#"{ shape = "yes_not", fact = "甲" }"#,
        r#"{ fact = "甲" }"#,
        r#"{ shape = "yes_no", fact = "甲", points = 1 }"#,
        r#"{ shape = "yes_no" }"#,
        r#"{ shape = "yes_no", fact = ["甲"] }"#,
        r#"{ shape = "proportional", actual = "甲" }"#,
        r#"{ shape = "proportional", actual = "甲", target = "乙", zero_target = "half" }"#,
        r#"{ shape = "proportional", actual = "甲", target = "乙", over = { then = "flag" } }"#,
        r#"{ shape = "proportional", actual = "甲", target = "乙", over = { above = 2, than = "flag" } }"#,
        r#"{ shape = "deduct", value = "甲", above = 0, each = "一", points = 1 }"#,
        r#"{ shape = "bands", value = "甲", bands = [{ form = 0, points = 5 }] }"#,
        r#"{ shape = "choose", take = "best", of = [{ shape = "manual" }] }"#,
        r#"{ shape = "pool", of = [{ chosen = "甲=1" }] }"#,
        r#"{ shape = "peer", value = "甲", by = "rank", within = "all" }"#,
        r#"{ shape = "tiered", tier = "甲", places = "二", tiers = [] }"#,
        "\"yes_no\"",
    ] {
        assert!(fault(bad).is_some(), "{bad}");
    }
}

#[test]
fn what_the_program_refuses_is_refused() {
    let checker = Checker::new();
    let rule = r#"{ shape = "yes_no", fact = "甲" }"#;
    let whole = with_rule(rule);
    assert_eq!(checker.fault("rubric", &whole), None);
    for (from, to) in [
        ("title = \"甲\"\n", ""),
        ("year = 2024", "year = \"2024\""),
        ("scores = \"project\"", "scores = \"projects\""),
        ("full_points = 10", "full_points = true"),
        ("full_points = 10", "full_points = \"十\""),
        ("places = 2", "places = -1"),
        ("places = 2", "places = 2\nplace = 2"),
        ("from = 0", "form = 0"),
        ("{ name = \"优\", from = 0 }", "{ name = \"优\" }"),
        ("code = \"A\"", ""),
        ("path = [\"甲\"]", ""),
        ("path = [\"甲\"]", "path = \"甲\""),
        ("points = 10", "points = 10\ncounts = \"extra\""),
        ("points = 10", "points = 10\nsay = { empty = \"无\" }"),
        ("points = 10", "points = 10\ntold = { what = \"率\" }"),
    ] {
        assert!(whole.contains(from), "{from}");
        let text = whole.replacen(from, to, 1);
        assert!(checker.fault("rubric", &text).is_some(), "{from} -> {to}");
    }
    let form = fs::read_to_string(root().join("rubrics/project-2020-10/form.toml")).unwrap();
    for (from, to) in [
        ("department = ", "departments = "),
        ("money_unit = \"", "money_unit = \"百"),
        ("kind = \"amount\"", "kind = \"money\""),
        ("at_least = ", "least = "),
        ("yes = [", "yea = ["),
    ] {
        assert!(form.contains(from), "{from}");
        assert!(checker.fault("form", &form.replacen(from, to, 1)).is_some(), "{from} -> {to}");
    }
    let example =
        "[[example]]\nname = \"甲\"\nindicator = \"A\"\nfacts = { \"甲\" = 1, \"乙\" = \"是\" }\nexpect = ";
    for (expect, is_good) in
        [("9.5", true), ("\"pending\"", true), ("\"fires\"", true), ("\"wait\"", false), ("[1]", false)]
    {
        let fault = checker.fault("examples", &format!("{example}{expect}"));
        assert_eq!(fault.is_none(), is_good, "{expect} {fault:?}");
    }
    assert!(checker.fault("examples", &format!("{example}1\nwhy = \"\"")).is_some());
    assert!(checker.fault("examples", &format!("{example}1").replace("facts", "fact")).is_some());
}

#[test]
fn a_rubric_that_extends_another_states_what_it_changes() {
    let checker = Checker::new();
    let own = "extends = \"../base\"\nremove = [\"B\"]\n[[indicator]]\ncode = \"A\"\npoints = 6\n[[limit]]\nname = \"甲\"\npoints = 0\n";
    assert_eq!(checker.fault("rubric", own), None);
    assert_eq!(checker.fault("rubric", "extends = \"../base\""), None);
    // The same without a base is no rubric, and nothing unknown comes in by it.
    assert!(checker.fault("rubric", &own.replace("extends = \"../base\"\n", "")).is_some());
    assert!(checker.fault("rubric", &own.replace("points = 6", "point = 6")).is_some());
    assert!(checker.fault("rubric", &own.replace("code = \"A\"\n", "")).is_some());
}
