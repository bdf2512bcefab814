//! Result workbooks to recalculate: the shipped samples, a district for each rubric made of its own
//! worked examples, and a rubric in which everything beyond adding up takes part.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jixiao::Evaluation;
use jixiao::intake::filed::Filed;
use jixiao::intake::submission::{Fact, FactValue, Line, Submission};
use jixiao::number::Number;
use jixiao::place::{CellRef, Place};
use jixiao::rank::Standings;
use jixiao::report::workbook::{self, Books, Drawing, proof_set};
use jixiao::rubric::Rubric;
use jixiao::rubric::shape::POINTS;
use jixiao::score::{self, Cards, Peers, example};

use crate::common::{jixiao, root, status};

/// Bodies of a made district.
const BODIES: usize = 24;
/// Bodies of the large one.
const MANY: usize = 100;
/// Bodies whose proof stands in one workbook, where it stands in several.
const PART: usize = 30;
/// Names that a spreadsheet may take for something else.
const ODD: [&str; 4] = ["=HYPERLINK(\"x\")", "*局?", "“引号”'局", "TRUE"];

/// Every workbook with the name it has in the table.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut books = vec![
        (sample_name("liwan-2023"), sample("liwan-2023", "department-overall")),
        (sample_name("published"), sample("published", "project-2020-10")),
    ];
    let mut folders: Vec<_> =
        fs::read_dir(root().join("rubrics")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.extend(["tests/shapes", "tests/everything"].map(|folder| root().join(folder)));
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let rubric = load(&folder);
        books.push((format!("{name}，{BODIES} 个部门"), whole(&of_examples(rubric, BODIES))));
    }
    let name = format!("department-overall，{MANY} 个部门");
    let evaluation = of_examples(load(&root().join("rubrics/department-overall")), MANY);
    books.push((name.clone(), whole(&evaluation)));
    books.extend(parted(&name, &evaluation));
    for (ties, system) in [
        ("并列占位", every_total("competition", "out", "in")),
        ("并列不占位", every_total("dense", "in", "out")),
    ] {
        let name = format!("层级、限制、名额、同行比较（{ties}），{MANY} 个部门");
        let evaluation = of_figures(&system);
        books.push((name.clone(), whole(&evaluation)));
        if ties == "并列占位" {
            books.extend(parted(&name, &evaluation));
        }
    }
    books
}

fn sample_name(inputs: &str) -> String {
    format!("样例 {inputs}")
}

fn sample(inputs: &str, rubric: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, rubric) = (format!("inputs/{inputs}"), format!("rubrics/{rubric}"));
    let out = folder.path().to_str().unwrap();
    let output = jixiao(&["score", &inputs, "--rubric", &rubric, "--out", out]);
    assert!(status(&output) <= 1);
    fs::read(folder.path().join("评价结果.xlsx")).unwrap()
}

fn load(folder: &Path) -> Rubric {
    Rubric::load(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

/// What a run would make of `submissions`.
fn evaluation(rubric: Rubric, submissions: &[Submission]) -> Evaluation {
    let filed: Vec<Filed> = submissions.iter().cloned().map(Filed::of).collect();
    let peers = Peers::of(&filed, &rubric);
    let cards: Vec<_> = submissions.iter().map(|body| score::score(body, &rubric, &peers).0).collect();
    let cards = Cards::alone(cards, &rubric.system);
    let standings = Standings::of(&cards.tallies, &rubric.system).unwrap();
    Evaluation {
        rubric,
        roster: Vec::new(),
        cards,
        standings,
        findings: Vec::new(),
        inputs: Vec::new(),
        projects: None,
        previous: None,
    }
}

/// The result workbook, and the proof in workbooks of its own where that is of more than `most`.
fn books(evaluation: &Evaluation, most: usize) -> Books {
    let drawing = Drawing { link_base: Some("../inputs"), ..Drawing::default() };
    workbook::write_in_parts(evaluation, &drawing, most).unwrap()
}

/// The result workbook with the proof in it.
fn whole(evaluation: &Evaluation) -> Vec<u8> {
    books(evaluation, proof_set::MOST).result
}

/// Every workbook of a result whose proof stands in workbooks of its own.
fn parted(name: &str, evaluation: &Evaluation) -> Vec<(String, Vec<u8>)> {
    let books = books(evaluation, PART);
    let proofs = books.proofs.into_iter().map(|proof| (format!("{name}，分册“{}”", proof.file), proof.bytes));
    std::iter::once((format!("{name}，底稿另存"), books.result)).chain(proofs).collect()
}

/// Bodies that state what the rubric's examples state: for each indicator one of its examples.
fn of_examples(rubric: Rubric, count: usize) -> Evaluation {
    let groups: Vec<String> = rubric.system.groups().into_iter().map(str::to_owned).collect();
    let submissions: Vec<Submission> = (0..count)
        .map(|body| {
            let name = match ODD.get(body) {
                Some(odd) => format!("{odd}{body}"),
                None => format!("第{body:03}局"),
            };
            let group = match groups.as_slice() {
                [] => format!("第{}组", body % 4),
                groups => groups[body % groups.len()].clone(),
            };
            of_example(&rubric, body, name, group)
        })
        .collect();
    evaluation(rubric, &submissions)
}

fn of_example(rubric: &Rubric, body: usize, name: String, group: String) -> Submission {
    let place = Place::file(format!("{body:03}.xlsx")).sheet("自评表");
    let mut whole = Submission {
        place: place.clone(),
        department: name,
        code: Some(format!("{}", 101_001 + body)),
        group: Some(group),
        project: None,
        facts: BTreeMap::new(),
        tables: BTreeMap::new(),
    };
    for (index, indicator) in rubric.system.indicators.iter().enumerate() {
        let of_it: Vec<_> =
            rubric.examples.iter().filter(|e| e.indicator.as_ref() == Some(&indicator.code)).collect();
        // Every third body is a good one: there are to be ranks.
        let chosen = if body.is_multiple_of(3) {
            of_it.first()
        } else {
            of_it.get((body * 7 + index) % of_it.len().max(1))
        };
        let Some(example) = chosen else { continue };
        let Some(stated) = example::bodies(rubric, example).into_iter().next() else { continue };
        whole.facts.extend(stated.facts);
        for (table, lines) in stated.tables {
            let share = indicator.points.number();
            let lines = lines.into_iter().map(|line| full(line, share));
            whole.tables.entry(table).or_default().extend(lines);
        }
    }
    if body % 5 == 1 {
        let limits = rubric.examples.iter().filter(|example| example.limit.is_some());
        for example in limits {
            let stated = example::bodies(rubric, example).into_iter().next().unwrap();
            whole.facts.extend(stated.facts);
        }
    }
    for (row, fact) in (1..).zip(whole.facts.values_mut()) {
        Arc::make_mut(fact).place = Some(place.cell(CellRef::new(row, 1)));
    }
    whole
}

/// A line that bears all the points of its indicator, so that the points add up.
fn full(mut line: Line, points: &Number) -> Line {
    if line.cells.contains_key(POINTS) {
        let fact = Fact::new(points.plain(), FactValue::Number(points.clone()), None);
        line.cells.insert(POINTS.to_owned(), fact.into());
    }
    line
}

/// A rubric with levels, bonuses, penalties, limits, quotas, comparisons.
fn every_total(ranking: &str, first: &str, second: &str) -> String {
    format!(
        r#"
title = "各种总分"
year = 2023
scores = "department"
full_points = 100
places = 2
total_places = 1
total_most = 103
ranking = "{ranking}"
tie_break = ["A", "B"]
source = "试验"
grade = [
  {{ name = "优", from = 80 }}, {{ name = "良", from = 60 }}, {{ name = "中", from = 45 }}, {{ name = "差", from = 0 }},
]
fact = [{{ name = "率", value = "丙/丁" }}, {{ name = "比", value = "甲/丁" }}]
level = [
  {{ path = ["一"], roll_up = "sum", most = 60 }},
  {{ path = ["二"], roll_up = "best", best = 1 }},
]
limit = [
  {{ name = "违纪", when = '违纪="是"', points = 59.5, missing = "clear" }},
  {{ name = "迟报", when = "迟报天数/2>5", grade = "良" }},
]
quota = [
  {{ grade = "优", most = "30%", within = "group", ties = "{first}" }},
  {{ grade = "良", most = "45%", within = "all", ties = "{second}" }},
]
[[indicator]]
code = "A"
path = ["一", "甲"]
points = 30
rule = {{ shape = "proportional", actual = "甲", target = "丁" }}
[[indicator]]
code = "B"
path = ["一", "乙"]
points = 40
rule = {{ shape = "peer", value = "率", by = "rank", within = "group", better = "higher" }}
[[indicator]]
code = "C"
path = ["二", "丙"]
points = 40
rule = {{ shape = "peer", value = "比", by = "min_max", within = "all", better = "higher" }}
[[indicator]]
code = "C2"
path = ["二", "丁"]
points = 40
rule = {{ shape = "formula", points = "IFS(丙/丁>=0.7,分值,丙/丁>=0.35,分值*丙/丁,TRUE,分值/3)" }}
[[indicator]]
code = "D"
path = ["加分", "奖"]
points = 5
counts = "bonus"
rule = {{ shape = "formula", points = "奖" }}
[[indicator]]
code = "E"
path = ["扣分", "罚"]
points = 30
counts = "penalty"
rule = {{ shape = "formula", points = "罚*7.5" }}
"#
    )
}

const FORM: &str = r#"
department = ["部门名称"]
money_unit = "万元"
words = { tiers = [], blank = ["无"], not_applicable = ["不适用"], option_lists = [] }
answers = { yes = ["是"], no = ["否"] }

[[list]]
name = "汇总表"
kind = "submissions"
needs = ["部门名称"]
at_least = 3
column = [
  { name = "部门名称" }, { name = "分组" },
  { name = "甲", kind = "number" }, { name = "丙", kind = "number" }, { name = "丁", kind = "number" },
  { name = "奖", kind = "number" }, { name = "罚", kind = "number" },
  { name = "违纪", kind = "yes_no" }, { name = "迟报天数", kind = "number" },
]
"#;

/// A district with few different figures, so that totals are shared.
fn of_figures(system: &str) -> Evaluation {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rubric.toml"), system).unwrap();
    fs::write(folder.path().join("form.toml"), FORM).unwrap();
    fs::write(folder.path().join("examples.toml"), "").unwrap();
    let rubric = load(folder.path());
    let mut seed = 7_u64;
    let mut roll = |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let mut submissions: Vec<Submission> = Vec::new();
    for body in 0..MANY {
        let place = Place::file(format!("{body:03}.xlsx")).sheet("表");
        let mut facts = BTreeMap::new();
        let mut put = |name: &str, value: FactValue| {
            let place = Some(place.cell(CellRef::new(facts.len() as u32, 1)));
            facts.insert(name.to_owned(), Fact::new(String::new(), value, place).into());
        };
        let mut number = |name: &str, sides: u64, unit: i32| {
            let whole = i64::try_from(roll(sides)).unwrap();
            put(name, FactValue::Number(&Number::from(whole) * &Number::ten_to(unit)));
        };
        number("甲", 8, -1);
        number("丙", 9, -1);
        number("奖", 4, 0);
        number("罚", 5, 0);
        number("迟报天数", 13, 0);
        put("丁", FactValue::Number("1.1".parse().unwrap()));
        if body % 11 != 0 {
            let answer = if body % 9 == 0 { "是" } else { "否" };
            put("违纪", FactValue::Text(answer.to_owned()));
        }
        if body % 17 == 3 {
            facts.remove("甲");
        }
        submissions.push(Submission {
            place,
            department: format!("第{body:03}局"),
            code: None,
            group: (body % 13 != 5).then(|| ["甲*", "乙组", "=丙"][body % 3].to_owned()),
            project: None,
            facts,
            tables: BTreeMap::new(),
        });
    }
    evaluation(rubric, &submissions)
}
