//! Rule shapes in a whole rubric: choices, answers of 不适用, reasons, and counts of lines.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::common::root;
use jixiao::intake::submission::{Fact, FactValue, Line, Submission};
use jixiao::place::Place;
use jixiao::rubric::{Rubric, RubricError};
use jixiao::score::{Peers, Status, example, score};

fn folder() -> PathBuf {
    root().join("tests/shapes")
}

fn rubric() -> Rubric {
    Rubric::load(&folder()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_example_comes_out_as_expected() {
    let mismatches = example::run(&rubric());
    assert!(mismatches.is_empty(), "{mismatches:#?}");
}

/// A body whose table has a line for each target and actual value.
fn body(rubric: &Rubric, lines: &[(&str, &str)]) -> Submission {
    let place = Place::file("甲局");
    let fact =
        |raw: &str| Fact::new(raw.to_owned(), FactValue::Quantity(rubric.form.words.read(raw)), None).into();
    let line = |(target, actual): &(&str, &str)| Line {
        place: place.clone(),
        levels: ["产出指标".to_owned(), "数量指标".to_owned(), "活动".to_owned()],
        cells: [("年度指标值".to_owned(), fact(target)), ("实际完成值".to_owned(), fact(actual))].into(),
    };
    Submission {
        place: place.clone(),
        department: "甲局".to_owned(),
        code: None,
        group: None,
        project: None,
        facts: BTreeMap::new(),
        tables: [("绩效指标".to_owned(), lines.iter().map(line).collect())].into(),
    }
}

/// What becomes of 目标实现, and the codes found on its lines.
fn achieved(lines: &[(&str, &str)]) -> (Status, Vec<&'static str>) {
    let rubric = rubric();
    let (card, findings) = score(&body(&rubric, lines), &rubric, &Peers::default());
    let outcome = card.outcomes.into_iter().find(|outcome| outcome.code == "目标实现").unwrap();
    let on_lines = findings.iter().filter(|finding| {
        finding.indicator.as_ref().is_some_and(|indicator| indicator.starts_with("目标实现 / "))
    });
    (outcome.status, on_lines.map(|finding| finding.problem.code()).collect())
}

fn points(status: &Status) -> String {
    match status {
        Status::Scored(points) => points.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn four_of_five_targets_reached() {
    // 四川 2020, 目标实现: 8 of 10 points.
    let lines =
        [("≥10场", "10场"), ("≥5次", "6次"), ("=2个", "2个"), ("≤30万元", "28万元"), ("≥50人", "49人")];
    let (status, codes) = achieved(&lines);
    assert_eq!((points(&status).as_str(), codes.as_slice()), ("8", &["R01"][..]));
}

#[test]
fn a_line_far_above_its_target_is_none_of_those_reached() {
    let (status, codes) = achieved(&[("≥10场", "10场"), ("≥9个", "20个")]);
    assert_eq!((points(&status).as_str(), codes.as_slice()), ("5", &["R01", "R02"][..]));
}

#[test]
fn a_line_that_does_not_apply_is_not_counted_and_one_that_cannot_be_read_waits() {
    let (status, _) = achieved(&[("≥10场", "10场"), ("≥9个", "不适用")]);
    assert_eq!(points(&status), "10");
    let (status, _) = achieved(&[("≥10场", "10场"), ("≥9个", "")]);
    assert!(matches!(status, Status::Pending(_)), "{status:?}");
    assert!(matches!(achieved(&[]).0, Status::Pending(_)));
}

/// The rubric with `from` written as `to`.
fn changed(from: &str, to: &str) -> Result<Rubric, RubricError> {
    let changed = tempfile::tempdir().unwrap();
    for file in ["rubric.toml", "form.toml", "examples.toml"] {
        let text = fs::read_to_string(folder().join(file)).unwrap();
        fs::write(changed.path().join(file), text.replace(from, to)).unwrap();
    }
    Rubric::load(changed.path())
}

fn faults(from: &str, to: &str) -> String {
    changed(from, to).unwrap_err().to_string()
}

#[test]
fn a_line_far_above_its_target_counts_where_it_says_why() {
    let rubric = changed("then = \"fail\"", "then = \"note\"").unwrap();
    let outcome = |reason: &str| {
        let mut body = body(&rubric, &[("≥10场", "10场"), ("≥9个", "20个")]);
        let fact = Fact::new(reason.to_owned(), FactValue::Text(reason.to_owned()), None);
        body.tables.get_mut("绩效指标").unwrap()[1].cells.insert("偏差原因".to_owned(), fact.into());
        let (card, findings) = score(&body, &rubric, &Peers::default());
        let outcome = card.outcomes.into_iter().find(|outcome| outcome.code == "目标实现").unwrap();
        let codes: Vec<&str> = findings.iter().map(|finding| finding.problem.code()).collect();
        (outcome.status, codes.contains(&"R02"), codes.contains(&"R17"))
    };
    let (stated, flagged, waits) = outcome("上级追加任务");
    assert_eq!((points(&stated).as_str(), flagged, waits), ("10", false, false));
    let (silent, _, waits) = outcome("");
    assert!(matches!(silent, Status::Pending(_)) && waits, "{silent:?}");
}

#[test]
fn a_count_wants_a_share_and_every_alternative_its_facts() {
    assert!(faults("roll_up = \"share\"\n", "").contains("按个数计，须写明 roll_up = \"share\""));
    let unknown = faults("value = \"应付变动率\"", "value = \"应付变率\"");
    assert!(unknown.contains("“应付变率”在 form.toml 中没有来源，是否应为“应付变动率”？"), "{unknown}");
    let inner = faults("fact = \"获得认可\"", "fact = \"获得认\"");
    assert!(inner.contains("“获得认”在 form.toml 中没有来源"), "{inner}");
}
