//! `jixiao form show`: what was found where, and what was nearly found.

#![allow(clippy::unwrap_used)]

use crate::common::{Cell, District, codes, jixiao, out, project_form, root, rubric, scored, status};
use serde_json::Value;

fn show(rows: &[Vec<Cell>], json: bool) -> String {
    let district = District::new();
    district.sheet("甲.xlsx", rows);
    let file = district.inputs().join("甲.xlsx").display().to_string();
    let rubric = rubric("project-2020-10");
    let mut arguments = vec!["form", "show", &file, "--rubric", &rubric];
    arguments.extend(json.then_some("--json"));
    let output = jixiao(&arguments);
    assert_eq!(status(&output), 0, "{}", crate::common::err(&output));
    out(&output)
}

fn shown(rows: &[Vec<Cell>]) -> Value {
    serde_json::from_str(&show(rows, true)).unwrap()
}

#[test]
fn every_value_is_shown_with_its_label_and_what_it_was_read_as() {
    let sheet = &shown(&project_form("甲局", "项目一"))["sheets"][0];
    let form = &sheet["forms"][0];
    assert_eq!((&form["department"], &form["project"]), (&"甲局".into(), &"项目一".into()));
    let fact = |name: &str| {
        let facts = form["facts"].as_array().unwrap();
        facts.iter().find(|fact| fact["name"] == name).unwrap_or_else(|| panic!("{name}")).clone()
    };
    let executed = fact("全年执行数");
    assert_eq!(
        (&executed["cell"], &executed["raw"], &executed["read_as"]),
        (&"E6".into(), &"180".into(), &"180万元".into())
    );
    let labels: Vec<&str> =
        executed["labels"].as_array().unwrap().iter().map(|label| label["cell"].as_str().unwrap()).collect();
    assert_eq!(labels, ["E5", "B6"]);
    assert_eq!(fact("主管部门")["labels"][0]["cell"], "A4");
    let table = &form["tables"][0];
    assert_eq!(table["columns"][3]["head"], serde_json::json!({"cell": "D7", "text": "年度指标值"}));
    let line = &table["lines"][0];
    assert_eq!((&line["row"], &line["levels"][2]), (&8.into(), &"举办活动场次".into()));
    assert_eq!((&line["cells"][0]["raw"], &line["cells"][0]["read_as"]), (&"≥50场".into(), &"≥50场".into()));
    assert_eq!(form["missing"], serde_json::json!([]));
    assert_eq!(sheet["unrecognised"], serde_json::json!([]));
}

#[test]
fn a_near_miss_is_proposed_with_the_line_that_would_take_it() {
    let mut rows = project_form("甲局", "项目一");
    rows[4][3] = "全年预笔数".into();
    let sheet = &shown(&rows)["sheets"][0];
    let near = &sheet["unrecognised"][0];
    assert_eq!((&near["cell"], &near["near"]["label"]), (&"D5".into(), &"全年预算数".into()));
    assert_eq!(near["near"]["record"], r#"[[block.column]] name = "全年预算数"（预算执行）"#);
    let line = near["near"]["line"].as_str().unwrap();
    let parsed: toml::Table = line.parse().unwrap();
    assert_eq!(parsed["labels"].as_array().unwrap().last().unwrap().as_str(), Some("全年预笔数"));
    let missing = sheet["forms"][0]["missing"].as_array().unwrap();
    assert!(missing.iter().any(|missing| missing["name"] == "全年预算数" && missing["indicators"][0] == "A"));
    let text = show(&rows, false);
    assert!(text.contains("“全年预笔数”确与“全年预算数”同义的，在 form.toml 中改："), "{text}");
}

#[test]
fn a_head_of_the_indicators_is_nearly_one_of_theirs_and_not_of_the_budgets_line_among_them() {
    let mut form = project_form("甲局", "项目一");
    form[6][4] = "实际完成值一".into();
    let sheet = &shown(&form)["sheets"][0];
    let near = sheet["unrecognised"].as_array().unwrap().iter().find(|cell| cell["cell"] == "E7").unwrap();
    assert_eq!(near["near"]["record"], r#"[[table.column]] name = "实际完成值"（绩效指标）"#);
}

#[test]
fn a_near_miss_is_a_finding_and_never_taken() {
    let correct = scored(|_| {});
    for (row, col, typed) in
        [(4, 3, "全年预笔数"), (5, 1, "年度资金资总额"), (6, 4, "实际完成直"), (2, 0, "项日名称")]
    {
        let result = scored(|form| form[row][col] = typed.into());
        let near = result["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "S40");
        assert_eq!(near.unwrap_or_else(|| panic!("{typed}"))["value"], typed);
        assert_ne!(result["subjects"], correct["subjects"], "{typed}");
    }
    // Where the label itself is there as well, nothing is nearly it; nor are other labels.
    let result = scored(|form| {
        form[6].push("实际完成直".into());
        form.insert(3, vec!["项目类别".into(), "延续性项目".into()]);
    });
    assert!(!codes(&result).contains(&"S40".to_owned()), "{}", result["findings"]);
}

#[test]
fn a_file_without_a_form_shows_how_far_its_heads_went() {
    let mut rows = project_form("甲局", "项目一");
    rows.drain(..6);
    for row in &mut rows {
        row.truncate(5);
    }
    rows[0][2] = "三级指示".into();
    let text = show(&rows, false);
    assert!(text.contains("未识别出自评表"), "{text}");
    assert!(text.contains("第 1 行有“绩效指标”的表头：") && text.contains("缺少必需的“三级指标”"), "{text}");
    assert!(text.contains("“三级指示”确与“三级指标”同义的"), "{text}");
}

#[test]
fn lists_and_other_files_say_what_they_are() {
    let rubric = rubric("department-overall");
    let run = |file: &str| {
        let file = root().join("inputs/liwan-2023").join(file).display().to_string();
        jixiao(&["form", "show", &file, "--rubric", &rubric])
    };
    assert!(out(&run("名册.xlsx")).contains("  名册，"));
    let report = run("003_示例区妇女联合会_2023年部门整体支出绩效自评报告.txt");
    assert_eq!(status(&report), 3, "{}", out(&report));
}
