//! From points to totals, grades and ranks: levels, limits, bonuses, quotas, groups, peers.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use crate::common::{Cell, District, codes, err, out, status};
use calamine::{Reader, Xlsx, open_workbook};
use jixiao::evaluate;
use jixiao::intake::IntakeOptions;
use jixiao::rubric::Rubric;
use serde_json::Value;

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
  { name = "部门名称" },
  { name = "分组" },
  { name = "甲", kind = "number" },
  { name = "乙", kind = "number" },
  { name = "丙", kind = "number" },
]
"#;

/// The head of a rubric over 甲 and 乙, each worth 50 points out of 100.
fn system(top: &str, rest: &str) -> String {
    format!(
        r#"
title = "试验"
year = 2023
scores = "department"
full_points = 100
places = 2
ranking = "competition"
source = "试验"
{top}

[[grade]]
name = "优"
from = 90
[[grade]]
name = "良"
from = 80
[[grade]]
name = "中"
from = 60
[[grade]]
name = "差"
from = 0

{rest}
"#
    )
}

const TWO: &str = r#"
[[indicator]]
code = "A"
path = ["一", "甲"]
points = 50
rule = { shape = "proportional", actual = "甲", target = 100 }

[[indicator]]
code = "B"
path = ["二", "乙"]
points = 50
rule = { shape = "proportional", actual = "乙", target = 100 }
"#;

/// Writes a rubric into a folder of the district's own and gives its path.
fn written(district: &District, system: &str, form: &str) -> String {
    let folder = district.folder.path().join("rubric");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("rubric.toml"), system).unwrap();
    fs::write(folder.join("form.toml"), form).unwrap();
    fs::write(folder.join("examples.toml"), "").unwrap();
    folder.display().to_string()
}

/// Scores lines of (name, group, 甲, 乙, 丙) by a rubric; a figure below 0 is left blank.
fn scored(system: &str, lines: &[(&str, &str, f64, f64, f64)]) -> Value {
    run(system, lines).result()
}

/// The same with all that was written.
fn run(system: &str, lines: &[(&str, &str, f64, f64, f64)]) -> District {
    let district = District::new();
    let rubric = written(&district, system, FORM);
    let mut rows: Vec<Vec<Cell>> = vec![["部门名称", "分组", "甲", "乙", "丙"].map(Cell::from).into()];
    for (name, group, a, b, c) in lines {
        let figure = |figure: f64| if figure < 0.0 { Cell::from("") } else { Cell::Number(figure) };
        rows.push(vec![Cell::from(*name), Cell::from(*group), figure(*a), figure(*b), figure(*c)]);
    }
    district.sheet("汇总.xlsx", &rows);
    let output = district.run("score", &rubric, &[]);
    assert!(status(&output) <= 1, "{}{}", out(&output), err(&output));
    district
}

/// All that one sheet of a workbook among the outputs says.
fn said(district: &District, file: &str, sheet: &str) -> String {
    let mut book: Xlsx<_> = open_workbook(district.outputs().join(file)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.used_cells().map(|(.., data)| data.to_string()).collect::<Vec<_>>().join("\n")
}

fn of<'a>(result: &'a Value, department: &str) -> &'a Value {
    result["subjects"].as_array().unwrap().iter().find(|s| s["department"] == department).unwrap()
}

fn steps(subject: &Value) -> Vec<&str> {
    subject["steps"]
        .as_array()
        .map(|steps| steps.iter().map(|s| s.as_str().unwrap()).collect())
        .unwrap_or_default()
}

#[test]
fn a_line_of_a_consolidated_table_is_a_submission() {
    let result = scored(&system("", TWO), &[("甲局", "", 100.0, 80.0, 0.0), ("乙局", "", 50.0, 50.0, 0.0)]);
    assert_eq!(of(&result, "甲局")["total"], 90);
    assert_eq!(of(&result, "甲局")["grade"], "优");
    assert_eq!(of(&result, "乙局")["rank"], 2);
    assert_eq!(result["inputs"][0]["status"], "scored");
    assert_eq!(of(&result, "甲局")["indicators"][0]["inputs"][0]["cell"], "C2");
    assert!(steps(of(&result, "甲局")).is_empty());
}

#[test]
fn codes_come_from_the_table_where_there_is_no_roster() {
    let roster = r#"
[[list]]
name = "名册"
kind = "roster"
needs = ["部门名称"]
at_least = 2
column = [{ name = "部门编码" }, { name = "部门名称" }]
"#;
    let coded = "column = [\n  { name = \"部门编码\", labels = [\"单位代码\"] },";
    let district = District::new();
    let form = FORM.replace("column = [", coded) + roster;
    let rubric = written(&district, &system("", TWO), &form);
    let text = |cells: &[&str]| cells.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
    let line = |code: Cell, name: &str| {
        let mut line = vec![code, name.into(), "".into()];
        line.extend([100.0, 80.0, 0.0].map(Cell::Number));
        line
    };
    let head = text(&["单位代码", "部门名称", "分组", "甲", "乙", "丙"]);
    district.sheet("汇总.xlsx", &[head, line("A01 ".into(), "甲局"), line(102_001.0.into(), "乙局")]);
    let codes = || {
        let rubric = Rubric::load(Path::new(&rubric)).unwrap();
        let evaluation = evaluate(&district.inputs(), rubric, &IntakeOptions::default(), &|_, _| {}).unwrap();
        let mut codes: Vec<_> = evaluation.cards.tallies.iter().map(|tally| tally.code.clone()).collect();
        codes.sort();
        codes.into_iter().flatten().collect::<Vec<_>>()
    };
    assert_eq!(codes(), ["102001", "A01"]);
    let names = [text(&["部门编码", "部门名称"]), text(&["201", "甲局"]), text(&["202", "乙局"])];
    district.sheet("名册.xlsx", &names);
    assert_eq!(codes(), ["201", "202"]);
}

#[test]
fn a_list_of_the_bureau_is_missed_where_a_rule_goes_by_it() {
    let bureau = r#"
[[list]]
name = "掌握情况表"
kind = "bureau"
needs = ["部门名称"]
at_least = 2
column = [
  { name = "部门名称" },
  { name = "丁", kind = "number" },
  { name = "戊", kind = "number" },
]
"#;
    let found = |system: &str, has_list: bool| {
        let district = District::new();
        let rubric = written(&district, system, &format!("{FORM}{bureau}"));
        if has_list {
            let line = vec![Cell::from("乙局"), 1.0.into(), 2.0.into()];
            district.sheet("掌握.xlsx", &[["部门名称", "丁", "戊"].map(Cell::from).into(), line]);
        }
        let head = ["部门名称", "分组", "甲", "乙", "丙"].map(Cell::from).into();
        let line = vec![Cell::from("甲局"), Cell::from(""), 100.0.into(), 80.0.into(), 0.0.into()];
        district.sheet("汇总.xlsx", &[head, line]);
        let output = district.run("score", &rubric, &[]);
        (status(&output), out(&output))
    };
    for has_list in [false, true] {
        let (status, text) = found(&system("", TWO), has_list);
        assert_eq!(status, 0, "{text}");
        assert!(!text.contains("S13"), "{text}");
    }
    let needs_it = system("", &TWO.replace("\"乙\"", "\"丁\""));
    let (status, text) = found(&needs_it, true);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("S13  “掌握情况表”中没有该部门"), "{text}");
    let (status, text) = found(&needs_it, false);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("S13  报送文件夹内没有“掌握情况表”，其中 1 项数据缺失"), "{text}");
}

#[test]
fn a_line_of_the_bureau_that_is_of_nobody_is_shown_as_its_cell_has_it() {
    let lists = r#"
[[list]]
name = "名册"
kind = "roster"
needs = ["部门编码", "部门名称"]
at_least = 2
column = [{ name = "部门编码" }, { name = "部门名称" }]

[[list]]
name = "掌握情况表"
kind = "bureau"
needs = ["部门编码", "丁"]
at_least = 2
column = [{ name = "部门编码" }, { name = "部门名称" }, { name = "丁", kind = "number" }]
"#;
    let district = District::new();
    let rubric = written(&district, &system("", TWO), &format!("{FORM}{lists}"));
    let text = |cells: &[&str]| cells.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
    district.sheet("名册.xlsx", &[text(&["部门编码", "部门名称"]), text(&["101", "示例区教育局"])]);
    district.sheet(
        "掌握.xlsx",
        &[
            text(&["序号", "部门编码", "部门名称", "丁"]),
            text(&["1", "101", "示例区教育局", "1"]),
            text(&["2", "125", "示例区图书馆", "1"]),
        ],
    );
    let head = text(&["部门名称", "分组", "甲", "乙", "丙"]);
    district.sheet("汇总.xlsx", &[head, text(&["示例区教育局", "", "100", "80", "0"])]);
    district.run("score", &rubric, &[]);
    let result = district.result();
    let found = result["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "S04");
    let found = found.unwrap_or_else(|| panic!("{}", result["findings"]));
    assert_eq!(found["message"], "“示例区图书馆（编码125）”不在名册内");
    assert_eq!((&found["cell"], &found["value"]), (&"B3".into(), &"125".into()));
}

#[test]
fn of_several_answers_the_ones_that_cost_points_are_named_and_led_to() {
    let answers = FORM.replace("{ name = \"丙\", kind = \"number\" }", "{ name = \"子\", kind = \"yes_no\" }, { name = \"丑\", kind = \"yes_no\" }, { name = \"寅\", kind = \"yes_no\" }");
    let rules = r#"
[[indicator]]
code = "A"
path = ["一", "制度"]
points = 60
rule = { shape = "checklist", items = [{ fact = "子", points = 40 }, { fact = "丑", points = 20 }] }

[[indicator]]
code = "B"
path = ["二", "合规"]
points = 40
rule = { shape = "formula", points = "IF(丑=\"是\",分值/2,0)+IF(寅=\"是\",0,分值/2)" }
"#;
    let district = District::new();
    let rubric = written(&district, &system("", rules), &answers);
    let text = |cells: [&str; 7]| cells.map(Cell::from).to_vec();
    district.sheet(
        "汇总.xlsx",
        &[
            text(["部门名称", "分组", "甲", "乙", "子", "丑", "寅"]),
            text(["甲局", "", "1", "1", "是", "否", "否"]),
            text(["乙局", "", "1", "1", "是", "是", "是"]),
        ],
    );
    let output = district.run("score", &rubric, &[]);
    assert!(status(&output) <= 1, "{}{}", out(&output), err(&output));
    let result = district.result();
    let reason = |body: &str, indicator: usize| {
        let reason = of(&result, body)["indicators"][indicator]["reason"].as_str().unwrap();
        reason.lines().next().unwrap().to_owned()
    };
    assert_eq!(reason("甲局", 0), "得 40 分，扣 20 分，扣分事项：丑（否）");
    assert_eq!(reason("甲局", 1), "得 20 分，扣 20 分，扣分事项：丑（否）");
    assert_eq!(reason("乙局", 1), "得 20 分，扣 20 分，扣分事项：寅（是）");
    let mut book: Xlsx<_> = open_workbook(district.outputs().join("评价结果.xlsx")).unwrap();
    let losses = book.worksheet_range("扣分明细表").unwrap();
    let cells = losses.rows().filter_map(|row| row.last()).map(ToString::to_string);
    let cells: Vec<String> =
        cells.filter(|cell| ["E", "F", "G"].iter().any(|col| cell.starts_with(col))).collect();
    assert_eq!(cells, ["G3", "F2", "F2"]);
}

#[test]
fn what_is_more_than_a_number_of_the_rules_has_no_budget() {
    let result = scored(&system("", TWO), &[("甲局", "", 104.63, 80.0, 0.0)]);
    let finding = &result["findings"][0];
    assert_eq!((finding["code"].as_str(), codes(&result).len()), (Some("A08"), 1));
    assert_eq!(finding["message"], "甲大于100（104.63%）");
    assert_eq!(finding["fix"], "请核对所填数据及其口径；确属超出的，按满分封顶");
}

#[test]
fn levels_may_be_capped_or_put_together_otherwise() {
    let capped = TWO.replacen("points = 50", "points = 60", 1) + "\n[[level]]\npath = [\"一\"]\nmost = 50\n";
    let lines = [("甲局", "", 100.0, 100.0, 0.0), ("乙局", "", 70.0, 100.0, 0.0)];
    let result = scored(&system("", &capped), &lines);
    assert_eq!(of(&result, "甲局")["total"], 100);
    assert_eq!(of(&result, "乙局")["total"], 92);
    assert_eq!(steps(of(&result, "甲局")), ["一：50 分（各项得分之和，最高 50 分：甲 60 分）"]);

    let geometric =
        TWO.replace("points = 50", "points = 100") + "\n[[level]]\npath = []\nroll_up = \"geometric_mean\"\n";
    let result =
        scored(&system("", &geometric), &[("甲局", "", 90.0, 40.0, 0.0), ("乙局", "", 100.0, 100.0, 0.0)]);
    assert_eq!(of(&result, "甲局")["total"], 60);
    assert_eq!(steps(of(&result, "甲局")), ["合计：60 分（各项得分的几何平均数：一 90 分、二 40 分）"]);

    let best =
        TWO.replace("points = 50", "points = 100") + "\n[[level]]\npath = []\nroll_up = \"best\"\nbest = 1\n";
    let result = scored(&system("", &best), &[("甲局", "", 90.0, 40.0, 0.0)]);
    assert_eq!(of(&result, "甲局")["total"], 90);

    let mean = TWO.replace("points = 50", "points = 100") + "\n[[level]]\npath = []\nroll_up = \"mean\"\n";
    let result = scored(&system("total_places = 1", &mean), &[("甲局", "", 90.0, 40.5, 0.0)]);
    assert_eq!(of(&result, "甲局")["total"], 65.3);
}

#[test]
fn what_does_not_apply_leaves_a_mean_to_the_others() {
    let mean = TWO.replace("points = 50", "points = 100").replacen(
        "code = \"A\"",
        "code = \"A\"\napplies = \"丙=1\"",
        1,
    ) + "\n[[level]]\npath = []\nroll_up = \"mean\"\n";
    let lines = [("甲局", "", 50.0, 80.0, 0.0), ("乙局", "", 50.0, 80.0, 1.0)];
    let result = scored(&system("", &mean), &lines);
    assert_eq!(of(&result, "甲局")["total"], 80);
    assert_eq!(of(&result, "甲局")["indicators"][1]["max"], 100);
    assert_eq!(of(&result, "乙局")["total"], 65);
    assert_eq!(codes(&result), [""; 0]);
}

#[test]
fn weights_at_every_level_make_points() {
    let weighted = r#"
[[level]]
path = ["一"]
weight = "40%"
[[level]]
path = ["一", "子"]
weight = "75%"
[[level]]
path = ["二"]
weight = "60%"
[[indicator]]
code = "A"
path = ["一", "子", "甲"]
weight = "100%"
rule = { shape = "proportional", actual = "甲", target = 100 }
[[indicator]]
code = "B"
path = ["一", "另"]
weight = "25%"
rule = { shape = "proportional", actual = "丙", target = 100 }
[[indicator]]
code = "C"
path = ["二", "乙"]
weight = "100%"
rule = { shape = "proportional", actual = "乙", target = 100 }
"#;
    let result = scored(&system("", weighted), &[("甲局", "", 50.0, 100.0, 100.0)]);
    let subject = of(&result, "甲局");
    let max: Vec<f64> =
        subject["indicators"].as_array().unwrap().iter().map(|i| i["max"].as_f64().unwrap()).collect();
    assert_eq!(max, [30.0, 10.0, 60.0]);
    assert_eq!(subject["total"], 85);
}

#[test]
fn a_veto_and_a_grade_at_most_hold_whatever_was_earned() {
    let limits = format!(
        "{TWO}\n[[limit]]\nname = \"一票否决\"\nwhen = \"丙>=2\"\npoints = 0\n\
         [[limit]]\nname = \"受到通报\"\nwhen = \"丙>=1\"\ngrade = \"中\"\n"
    );
    let lines = [
        ("甲局", "", 100.0, 100.0, 0.0),
        ("乙局", "", 100.0, 100.0, 1.0),
        ("丙局", "", 100.0, 100.0, 2.0),
        ("丁局", "", 100.0, 100.0, -1.0),
    ];
    let result = scored(&system("", &limits), &lines);
    assert_eq!(of(&result, "甲局")["grade"], "优");
    assert_eq!(of(&result, "乙局")["grade"], "中");
    assert_eq!(of(&result, "乙局")["total"], 100);
    assert_eq!(
        steps(of(&result, "乙局")),
        ["适用“受到通报”（丙为“1”），等级不高于“中”", "按前列等级限制，等级由“优”调整为“中”"]
    );
    assert_eq!(of(&result, "丙局")["total"], 0);
    assert_eq!(of(&result, "丙局")["grade"], "差");
    assert_eq!(of(&result, "丙局")["rank"], 3);
    assert_eq!(of(&result, "丁局")["status"], "incomplete");
    assert_eq!(codes(&result), ["R21", "R21"]);
}

#[test]
fn what_changes_a_total_is_said_wherever_the_total_stands() {
    let sum = "总分为各项得分之和";
    let plain = run(&system("", TWO), &[("甲局", "", 100.0, 80.0, 0.0)]);
    for sheet in ["评价得分排名表", "指标得分汇总表", "扣分明细表"] {
        assert!(said(&plain, "评价结果.xlsx", sheet).contains(sum), "{sheet}");
    }
    assert!(said(&plain, "成绩单/甲局.xlsx", "成绩单").contains("优（总分 90 分（含）以上）"));

    let limits = format!(
        "{TWO}\n[[limit]]\nname = \"一票否决\"\nwhen = \"丙>=2\"\npoints = 0\n\
         [[limit]]\nname = \"受到通报\"\nwhen = \"丙=1\"\ngrade = \"良\"\n"
    );
    let limited =
        run(&system("", &limits), &[("甲局", "", 100.0, 100.0, 1.0), ("乙局", "", 100.0, 100.0, 2.0)]);
    let step = "适用“一票否决”（丙为“2”），总分由 100 分调整为 0 分";
    for sheet in ["说明", "评价得分排名表", "指标得分汇总表", "扣分明细表"] {
        let text = said(&limited, "评价结果.xlsx", sheet);
        assert!(!text.contains(sum) && !text.contains("总分为所列各项得分之和"), "{sheet}: {text}");
    }
    let ranking = said(&limited, "评价结果.xlsx", "评价得分排名表");
    assert!(
        ranking.contains(step) && ranking.contains("总分由各项得分按评分细则汇总（含总分限制）"),
        "{ranking}"
    );
    let matrix = said(&limited, "评价结果.xlsx", "指标得分汇总表");
    assert!(matrix.contains("乙局的总分经总分限制调整"), "{matrix}");
    let losses = said(&limited, "成绩单/乙局.xlsx", "扣分说明");
    assert!(losses.contains("各项指标均无扣分和待评定事项") && losses.contains(step), "{losses}");
    // The grade that was lowered is not explained by its band.
    let card = said(&limited, "成绩单/甲局.xlsx", "成绩单");
    assert!(card.contains("良（按总分应为“优”，调整原因见“总分的形成”）"), "{card}");
}

#[test]
fn a_missing_fact_may_clear_a_limit() {
    let limits =
        format!("{TWO}\n[[limit]]\nname = \"否决\"\nwhen = \"丙>=2\"\npoints = 0\nmissing = \"clear\"\n");
    let result = scored(&system("", &limits), &[("甲局", "", 100.0, 100.0, -1.0)]);
    assert_eq!(of(&result, "甲局")["total"], 100);
}

#[test]
fn bonuses_and_penalties_stand_beside_the_full_marks() {
    let beside = format!(
        "{TWO}\n[[indicator]]\ncode = \"J\"\npath = [\"加分\", \"表彰\"]\npoints = 5\ncounts = \"bonus\"\n\
         rule = {{ shape = \"formula\", points = \"丙*2\" }}\n"
    );
    let lines = [("甲局", "", 100.0, 100.0, 9.0), ("乙局", "", 60.0, 60.0, 1.0)];
    let result = scored(&system("", &beside), &lines);
    assert_eq!(of(&result, "甲局")["total"], 105);
    assert_eq!(of(&result, "乙局")["total"], 62);
    let bonus = &of(&result, "乙局")["indicators"][2];
    assert_eq!((&bonus["max"], &bonus["points"]), (&0.into(), &2.into()));
    assert!(bonus["reason"].as_str().unwrap().starts_with("加 2 分"), "{}", bonus["reason"]);
    let result = scored(&system("total_most = 100", &beside), &lines);
    assert_eq!(of(&result, "甲局")["total"], 100);
    assert_eq!(steps(of(&result, "甲局")), ["另加分 5 分", "合计 105 分，超过总分上限的按上限计"]);

    let penalty = beside.replace("bonus", "penalty").replace("points = 5\n", "points = 150\n");
    let district =
        run(&system("", &penalty), &[("甲局", "", 100.0, 100.0, 3.0), ("乙局", "", 0.0, 0.0, 3.0)]);
    let workbook = district.outputs().join("评价结果.xlsx");
    let verified = crate::common::jixiao(&["verify", workbook.to_str().unwrap()]);
    assert_eq!(status(&verified), 0, "{}", out(&verified));
    let result = district.result();
    assert_eq!(of(&result, "甲局")["total"], 94);
    assert_eq!(of(&result, "甲局")["indicators"][2]["points"], -6);
    assert_eq!(of(&result, "乙局")["total"], 0);
}

#[test]
fn a_quota_passes_those_beyond_it_to_the_next_grade() {
    let lines = [
        ("甲局", "", 99.0, 99.0, 0.0),
        ("乙局", "", 98.0, 98.0, 0.0),
        ("丙局", "", 98.0, 98.0, 0.0),
        ("丁局", "", 95.0, 95.0, 0.0),
        ("戊局", "", 70.0, 70.0, 0.0),
    ];
    let grades = |ties: &str, most: &str| -> Vec<String> {
        let quota = format!(
            "{TWO}\n[[quota]]\ngrade = \"优\"\nmost = \"{most}\"\nwithin = \"all\"\nties = \"{ties}\"\n"
        );
        let result = scored(&system("", &quota), &lines);
        lines.iter().map(|line| of(&result, line.0)["grade"].as_str().unwrap().to_owned()).collect()
    };
    // 40% of 5 is 2; 乙局 and 丙局 share the second place.
    assert_eq!(grades("in", "40%"), ["优", "优", "优", "良", "中"]);
    assert_eq!(grades("out", "40%"), ["优", "良", "良", "良", "中"]);
    assert_eq!(grades("out", "60%"), ["优", "优", "优", "良", "中"]);
    assert_eq!(grades("in", "19%"), ["良", "良", "良", "良", "中"]);
}

#[test]
fn a_quota_is_told_by_its_figures() {
    let lines = [("甲局", "", 99.0, 99.0, 0.0), ("乙局", "", 98.0, 98.0, 0.0), ("丙局", "", 97.0, 97.0, 0.0)];
    let quota =
        format!("{TWO}\n[[quota]]\ngrade = \"优\"\nmost = \"40%\"\nwithin = \"all\"\nties = \"in\"\n");
    let result = scored(&system("", &quota), &lines);
    assert_eq!(
        steps(of(&result, "乙局")),
        ["“优”名额为参与排名的3个的40%，即1个（末位并列的均计入），本对象在名额之外，等级由“优”调整为“良”"]
    );
}

#[test]
fn bonuses_and_penalties_are_summed_before_the_total_is_rounded() {
    let beside = format!(
        "{TWO}\n[[indicator]]\ncode = \"J\"\npath = [\"扣分\", \"通报\"]\npoints = 5\ncounts = \"penalty\"\n\
         rule = {{ shape = \"formula\", points = \"丙\" }}\n"
    );
    let lines = [("甲局", "", 90.69, 90.69, 0.75)];
    let result = scored(&system("total_places = 1", &beside), &lines);
    let subject = of(&result, "甲局");
    // 45.35 + 45.35 - 0.75 is 89.95; rounded one by one it would be 90.7 - 0.7.
    assert_eq!(subject["indicators"][0]["points"], 45.35);
    assert_eq!(subject["total"], 90.0);
    let lines = [("甲局", "", 90.66, 90.66, 0.75)];
    let result = scored(&system("total_places = 1", &beside), &lines);
    assert_eq!(of(&result, "甲局")["total"], 89.9);
    assert_eq!(of(&result, "甲局")["grade"], "良");
    let reason = of(&result, "甲局")["indicators"][2]["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains("在满分之外，最多 5 分"), "{reason}");
}

#[test]
fn what_removes_nothing_or_goes_below_nothing_is_refused() {
    for (top, rest, word) in [
        ("remove = [\"A\"]", "", "remove 只能与 extends 同用"),
        ("total_most = -5", "", "分值小于 0"),
        ("", "[[limit]]\nname = \"否决\"\nwhen = \"丙>1\"\npoints = -3\n", "分值小于 0"),
    ] {
        let district = District::new();
        let rubric = written(&district, &system(top, &format!("{TWO}{rest}")), FORM);
        let output = crate::common::jixiao(&["rubric", "lint", &rubric]);
        assert_eq!(status(&output), 2, "{word}");
        let said = format!("{}{}", out(&output), err(&output));
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn equal_totals_are_told_apart_as_the_rubric_says() {
    let lines = [("甲局", "", 80.0, 100.0, 0.0), ("乙局", "", 100.0, 80.0, 0.0)];
    let result = scored(&system("", TWO), &lines);
    assert_eq!(of(&result, "甲局")["rank"], 1);
    assert_eq!(of(&result, "乙局")["rank"], 1);
    let result = scored(&system("tie_break = [\"A\"]", TWO), &lines);
    assert_eq!(of(&result, "甲局")["rank"], 2);
    assert_eq!(of(&result, "乙局")["rank"], 1);
}

#[test]
fn groups_have_indicators_of_their_own() {
    let by_group = r#"
[[indicator]]
code = "A"
path = ["一", "甲"]
points = 50
rule = { shape = "proportional", actual = "甲", target = 100 }
[[indicator]]
code = "B1"
path = ["二", "乙"]
points = 50
applies_to = ["一组"]
rule = { shape = "proportional", actual = "乙", target = 100 }
[[indicator]]
code = "B2"
path = ["二", "丙"]
points = 50
applies_to = ["二组"]
rule = { shape = "proportional", actual = "丙", target = 100 }
"#;
    let lines = [
        ("甲局", "一组", 100.0, 60.0, -1.0),
        ("乙局", "二组", 100.0, -1.0, 80.0),
        ("丙局", "三组", 100.0, 1.0, 1.0),
    ];
    let result = scored(&system("", by_group), &lines);
    assert_eq!(of(&result, "甲局")["total"], 80);
    assert_eq!(of(&result, "乙局")["total"], 90);
    assert_eq!(of(&result, "甲局")["indicators"].as_array().unwrap().len(), 2);
    assert_eq!(codes(&result), ["R22"]);
    assert_eq!(of(&result, "丙局")["status"], "incomplete");
}

#[test]
fn what_does_not_apply_may_count_in_full() {
    let full = TWO.replacen("points = 50", "points = 50\napplies = \"丙=1\"\nnot_applicable = \"full\"", 1);
    let result = scored(&system("", &full), &[("甲局", "", 0.0, 50.0, 0.0)]);
    let subject = of(&result, "甲局");
    assert_eq!(subject["total"], 75);
    assert_eq!(subject["indicators"][1]["max"], 50);
    let reason = subject["indicators"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("按规定得满分"), "{reason}");
}

#[test]
fn a_reviewer_may_score_what_does_not_apply() {
    let reviewed = TWO.replacen("points = 50", "points = 50\napplies = \"乙=1\"\nreview_points = \"丙\"", 1);
    let bodies = [("甲局", "", 0.0, 50.0, 40.0), ("乙局", "", 0.0, 50.0, -1.0)];
    let result = scored(&system("", &reviewed), &bodies);
    // The reviewer's 40 points beside half of the other 50, which get nothing more.
    let subject = of(&result, "甲局");
    assert_eq!((&subject["status"], &subject["total"]), (&"scored".into(), &65.into()), "{subject}");
    assert_eq!(subject["indicators"][1]["max"], 50);
    // Where nobody reviewed, the points go to the other.
    let subject = of(&result, "乙局");
    assert_eq!((&subject["total"], &subject["indicators"][1]["max"]), (&50.into(), &100.into()));
}

#[test]
fn every_level_below_which_nothing_applies_is_named() {
    let two = TWO.replace("points = 50", "points = 25\napplies = \"丙=1\"\nredistribute_within = 1")
        + &TWO
            .replace("points = 50", "points = 25")
            .replace("\"一\"", "\"三\"")
            .replace("\"二\"", "\"四\"")
            .replace("\"A\"", "\"C\"")
            .replace("\"B\"", "\"D\"");
    let result = scored(&system("", &two), &[("甲局", "", 50.0, 50.0, 0.0)]);
    let stranded: Vec<&str> = result["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["code"] == "R14")
        .filter_map(|finding| finding["message"].as_str())
        .collect();
    assert_eq!(stranded.len(), 2, "{stranded:?}");
    assert!(stranded[0].contains('一') && stranded[1].contains('二'), "{stranded:?}");
}

#[test]
fn derived_facts_stand_in_rules_and_keep_their_cells() {
    let derived = format!(
        "{}\n[[fact]]\nname = \"率\"\nvalue = \"甲/乙\"\n",
        TWO.replacen("actual = \"甲\", target = 100", "actual = \"率\", target = \"100%\"", 1)
    );
    let result = scored(&system("", &derived), &[("甲局", "", 40.0, 80.0, 0.0)]);
    let indicator = &of(&result, "甲局")["indicators"][0];
    assert_eq!(indicator["points"], 25);
    let names: Vec<_> =
        indicator["inputs"].as_array().unwrap().iter().map(|i| i["cell"].as_str().unwrap()).collect();
    assert_eq!(names, ["D2", "C2"]);
}

#[test]
fn a_sentence_of_the_bureau_follows_the_outcome() {
    let say = TWO.replacen("points = 50", "points = 50\nsay = { partial = \"请加快支出进度\" }", 1);
    let result = scored(&system("", &say), &[("甲局", "", 40.0, 80.0, 0.0), ("乙局", "", 100.0, 80.0, 0.0)]);
    let reason = |name: &str| of(&result, name)["indicators"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason("甲局").contains("；请加快支出进度"));
    assert!(!reason("乙局").contains("请加快支出进度"));
}

#[test]
fn missing_facts_count_as_the_rubric_says() {
    let points = |missing: &str| {
        let rubric = TWO.replacen(
            "points = 50",
            &format!("points = 50\nself_points = \"丙\"\nmissing = \"{missing}\""),
            1,
        );
        let result = scored(&system("", &rubric), &[("甲局", "", -1.0, 100.0, 42.0)]);
        let indicator = of(&result, "甲局")["indicators"][0].clone();
        (indicator["points"].clone(), indicator["status"].as_str().unwrap().to_owned())
    };
    assert_eq!(points("zero"), (0.into(), "scored".into()));
    assert_eq!(points("full"), (50.into(), "scored".into()));
    assert_eq!(points("self"), (42.into(), "scored".into()));
    assert_eq!(points("pending"), (Value::Null, "pending".into()));
    assert_eq!(points("not_applicable"), (Value::Null, "not_applicable".into()));
}

#[test]
fn one_rubric_may_extend_another() {
    let district = District::new();
    let (base, own) = (district.folder.path().join("base"), district.folder.path().join("own"));
    for folder in [&base, &own] {
        fs::create_dir(folder).unwrap();
    }
    fs::write(base.join("rubric.toml"), system("", TWO)).unwrap();
    fs::write(base.join("form.toml"), FORM).unwrap();
    fs::write(base.join("examples.toml"), "example = []").unwrap();
    let changed = "extends = \"../base\"\nyear = 2024\n[[indicator]]\ncode = \"A\"\npoints = 30\n\
                   [[indicator]]\ncode = \"C\"\npath = [\"一\", \"丙\"]\npoints = 20\n\
                   rule = { shape = \"formula\", points = \"丙\" }\n";
    fs::write(own.join("rubric.toml"), changed).unwrap();
    let rows: Vec<Vec<Cell>> = vec![
        ["部门名称", "分组", "甲", "乙", "丙"].map(Cell::from).into(),
        vec!["甲局".into(), "".into(), 100.0.into(), 100.0.into(), 5.0.into()],
    ];
    district.sheet("汇总.xlsx", &rows);
    let output = district.run("score", own.to_str().unwrap(), &[]);
    assert_eq!(status(&output), 0, "{}{}", out(&output), err(&output));
    let result = district.result();
    assert_eq!(result["rubric"]["year"], 2024);
    assert_eq!(of(&result, "甲局")["total"], 85);
    // A fault of the merged records is shown where its word is written.
    fs::write(own.join("rubric.toml"), changed.replace("\"丙\" }", "\"丙\", abov = 1 }")).unwrap();
    let output = district.run("score", own.to_str().unwrap(), &[]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("第 10 行"), "{}", err(&output));
    assert!(err(&output).contains("abov"), "{}", err(&output));
    fs::write(own.join("rubric.toml"), "extends = \".\"\n").unwrap();
    let output = district.run("score", own.to_str().unwrap(), &[]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("绕回自身"), "{}", err(&output));
}

#[test]
fn bodies_are_compared_with_each_other_whatever_their_order() {
    let peers = TWO.replacen(
        "rule = { shape = \"proportional\", actual = \"甲\", target = 100 }",
        "rule = { shape = \"peer\", value = \"率\", by = \"rank\", within = \"group\", better = \"higher\" }",
        1,
    ) + "\n[[fact]]\nname = \"率\"\nvalue = \"甲/丙\"\n";
    let mut lines = vec![
        ("甲局", "一组", 90.0, 100.0, 100.0),
        ("乙局", "一组", 80.0, 100.0, 100.0),
        ("丙局", "一组", 35.0, 100.0, 50.0),
        ("丁局", "二组", 1.0, 100.0, 100.0),
        ("戊局", "一组", -1.0, 100.0, 100.0),
    ];
    let result = scored(&system("", &peers), &lines);
    let points = |name: &str| of(&result, name)["indicators"][0]["points"].clone();
    assert_eq!([points("甲局"), points("乙局"), points("丙局")], [50, 25, 0].map(Value::from));
    // The only one of its group is the first and the last of it.
    assert_eq!(points("丁局"), 50);
    assert_eq!(points("戊局"), Value::Null);
    let listed = &of(&result, "乙局")["indicators"][0]["inputs"];
    let listed = listed.as_array().unwrap().iter().find(|input| input["name"] == "同组[率]").unwrap();
    assert_eq!(listed["raw"], "0.7、0.8、0.9");
    lines.reverse();
    let reversed = scored(&system("", &peers), &lines);
    for (name, ..) in &lines {
        assert_eq!(of(&result, name)["total"], of(&reversed, name)["total"]);
        assert_eq!(of(&result, name)["rank"], of(&reversed, name)["rank"]);
    }
}

#[test]
fn days_are_read_from_cells_and_counted() {
    let district = District::new();
    let timely = TWO.replacen(
        "rule = { shape = \"proportional\", actual = \"甲\", target = 100 }",
        "rule = { shape = \"timely\", done = \"甲\", due = \"DATE(2023,12,31)\", each = 10, points = 5, step = \"begun\" }",
        1,
    );
    let form = FORM.replace("name = \"甲\", kind = \"number\"", "name = \"甲\", kind = \"date\"");
    let rubric = written(&district, &system("", &timely), &form);
    let line = |name: &str, day: &str| vec![name.into(), "".into(), day.into(), 100.0.into(), 0.0.into()];
    let rows: Vec<Vec<Cell>> = vec![
        ["部门名称", "分组", "甲", "乙", "丙"].map(Cell::from).into(),
        line("甲局", "2023年12月31日"),
        line("乙局", "2024-01-11"),
        line("丙局", "2023年12月"),
    ];
    district.sheet("汇总.xlsx", &rows);
    let output = district.run("score", &rubric, &[]);
    assert_eq!(status(&output), 1, "{}{}", out(&output), err(&output));
    let result = district.result();
    assert_eq!(of(&result, "甲局")["total"], 100);
    assert_eq!(of(&result, "乙局")["total"], 90);
    assert_eq!(of(&result, "丙局")["status"], "incomplete");
    assert_eq!(codes(&result), ["T10"]);
}
