//! How far worked examples cover rubrics.

#![allow(clippy::unwrap_used)]

use std::fs;

use crate::common::{jixiao, out, root, status};
use jixiao::rubric::Rubric;
use jixiao::score::coverage::{self, Case};

#[test]
fn every_shipped_rubric_is_covered_in_full() {
    let mut counted = 0;
    for entry in fs::read_dir(root().join("rubrics")).unwrap() {
        let folder = entry.unwrap().path();
        let cases = coverage::cases(&Rubric::load(&folder).unwrap());
        let gaps: Vec<&Case> = cases.iter().filter(|case| case.is_gap()).collect();
        assert!(gaps.is_empty(), "{}: {gaps:#?}", folder.display());
        counted += cases.len();
        let output = jixiao(&["rubric", "test", folder.to_str().unwrap(), "--require-coverage"]);
        assert_eq!(status(&output), 0, "{}", out(&output));
    }
    assert!(counted > 150, "{counted}");
}

/// The cases of `tests/lint/base` with its examples replaced, and with an edit of its rubric.
fn cases(examples: &str, from: &str, to: &str) -> Vec<Case> {
    let folder = tempfile::tempdir().unwrap();
    let base = root().join("tests/lint/base");
    let system = fs::read_to_string(base.join("rubric.toml")).unwrap();
    assert!(system.contains(from), "{from}");
    fs::write(folder.path().join("rubric.toml"), system.replacen(from, to, 1)).unwrap();
    fs::copy(base.join("form.toml"), folder.path().join("form.toml")).unwrap();
    fs::write(folder.path().join("examples.toml"), examples).unwrap();
    coverage::cases(&Rubric::load(folder.path()).unwrap_or_else(|error| panic!("{error}")))
}

fn example(subject: &str, facts: &str, expect: &str) -> String {
    format!("[[example]]\nname = \"例\"\n{subject}\nfacts = {{ {facts} }}\nexpect = {expect}\n")
}

/// The words of what is reached about a subject.
fn reached(cases: &[Case], about: &str) -> Vec<String> {
    let of_it = cases.iter().filter(|case| case.about.contains(about) && case.reached);
    of_it.map(|case| case.when.clone()).collect()
}

#[test]
fn an_example_covers_what_it_goes_through_and_nothing_else() {
    let examples = example("indicator = \"A2\"", "\"预算数\" = \"100\", \"支出数\" = \"85\"", "10")
        + &example("limit = \"支出过慢\"", "\"预算数\" = \"100\", \"支出数\" = \"85\"", "\"clear\"");
    let cases = cases(&examples, "title", "title");
    // That points of bands are held to 分值 is no case of its own: no band gives more.
    assert_eq!(
        reached(&cases, "A2").split_off(1),
        ["支出数÷预算数小于95%", "支出数÷预算数不小于80%且支出数÷预算数小于95%"]
    );
    let held =
        cases.iter().find(|case| case.about.contains("A2") && case.when.ends_with("所得分数不小于分值"));
    assert!(held.unwrap().impossible.is_some());
    assert_eq!(reached(&cases, "支出过慢"), ["条件不成立"]);
    assert!(reached(&cases, "B1").is_empty() && reached(&cases, "C1").is_empty());
}

#[test]
fn an_example_that_waits_covers_its_wait_alone() {
    let examples = example("indicator = \"A1\"", "\"计划数\" = -1, \"完成数\" = 8", "\"pending\"");
    assert_eq!(reached(&cases(&examples, "title", "title"), "A1"), ["计划数小于0（结果为待评定）"]);
}

#[test]
fn what_cannot_come_about_needs_no_example() {
    let cases = cases(
        "example = []",
        "{ shape = \"manual\", fact = \"评审得分\" }",
        "{ shape = \"formula\", points = \"IF(质量档次=\\\"好\\\",分值,分值/2)\" }",
    );
    let why = |about: &str, words: &str| {
        let case = cases.iter().find(|case| case.about.contains(about) && case.when.contains(words));
        case.unwrap_or_else(|| panic!("{words}: {cases:#?}")).impossible
    };
    // Of a tier that is in no list a person decides.
    assert_eq!(why("B2", "质量档次不等于“差”"), Some("出现时已转人工核定，不再计算"));
    assert_eq!(why("B2", "质量档次等于“差”"), None);
    // Nothing is less than half the points here, so that the lower bound never counts.
    assert_eq!(why("B3", "不大于0"), Some("按公式不会单独起作用"));
}

#[test]
fn alternatives_and_conditions_are_cases() {
    let choice = "{ shape = \"choose\", take = \"best\", of = [{ shape = \"coefficient\", value = \"支出率\" }, { shape = \"yes_no\", fact = \"有重大违规\" }] }";
    let facts = "\"预算数\" = \"100\", \"支出数\" = \"70\", \"有重大违规\" = \"否\", \"完成数\" = 1";
    let examples = example("indicator = \"B3\"", facts, "7");
    let to = format!("applies = \"完成数>0\"\nrule = {choice}");
    let cases = cases(&examples, "rule = { shape = \"manual\", fact = \"评审得分\" }", &to);
    let gaps: Vec<&str> = cases
        .iter()
        .filter(|case| case.about.contains("B3") && case.is_gap())
        .map(|case| case.when.as_str())
        .collect();
    assert!(gaps.contains(&"不适用") && !gaps.contains(&"适用"), "{gaps:?}");
    assert!(gaps.contains(&"第2项规则：按此计分") && !gaps.contains(&"第1项规则：按此计分"), "{gaps:?}");
}

#[test]
fn a_gap_fails_only_where_coverage_is_required() {
    let folder = root().join("tests/lint/base");
    let path = folder.to_str().unwrap();
    let output = jixiao(&["rubric", "test", path]);
    assert_eq!(status(&output), 0);
    let said = out(&output);
    assert!(
        said.contains("没有算例的情形（") && said.contains("  指标 B1“公开”（4 种）\n    - 公开预算等于“是”"),
        "{said}"
    );
    let required = jixiao(&["rubric", "test", path, "--require-coverage"]);
    assert_eq!(status(&required), 2);
    assert!(out(&required).contains("（--require-coverage），尚缺 "), "{}", out(&required));
    let answer: serde_json::Value =
        serde_json::from_str(&out(&jixiao(&["rubric", "test", path, "--json"]))).unwrap();
    assert!(!answer["gaps"].as_array().unwrap().is_empty() && answer["left_out"].is_array());
}

#[test]
fn a_gap_comes_with_facts_that_would_go_it() {
    let folder = root().join("tests/lint/base");
    let said = out(&jixiao(&["rubric", "test", folder.to_str().unwrap()]));
    for line in [
        "- 计划数小于0（结果为待评定），如“完成数”填 100，“计划数”填 -1",
        "- 支出数÷预算数小于95%，如“支出数”填 90，“预算数”填 100",
        "- 公开决算不等于“是”，如“公开决算”填 否，“公开预算”填 是",
        "- 质量档次等于“好”，如“质量档次”填 好",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    // What is said of facts is true: as examples they close their gaps.
    for case in cases("example = []", "title", "title").iter().filter(|case| !case.sample.is_empty()) {
        let Some(code) = case.about.split(['“', ' ']).nth(1) else { continue };
        let facts: Vec<String> =
            case.sample.iter().map(|(name, value)| format!("\"{name}\" = \"{value}\"")).collect();
        let indicator = format!("indicator = \"{code}\"");
        let examples = example(&indicator, &facts.join(", "), "0");
        let now = cases(&examples, "title", "title");
        let own = now.iter().find(|now| (&now.about, &now.when) == (&case.about, &case.when)).unwrap();
        // Of several that are said in the same words the next one comes forth.
        let another = own.sample != case.sample;
        assert!(case.impossible.is_some() || own.reached || another, "{case:?}");
    }
}
