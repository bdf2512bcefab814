//! Lists with one body to a line: which lines are bodies.

#![allow(clippy::unwrap_used)]

use std::fs;

use crate::common::{Cell, District, codes, err, jixiao, out, project_form, root, rubric, status};
use serde_json::Value;

/// A line of the consolidated table: number, name, budget and what follows of amounts.
fn line(number: &str, name: &str, budget: Option<f64>) -> Vec<Cell> {
    let mut cells = vec![Cell::from(number), Cell::from(name)];
    cells.push(budget.map_or_else(|| Cell::from(""), Cell::Number));
    if !number.is_empty() {
        cells.extend([990.0, 90.0, 100.0, 170.0, 200.0, 120.0, 100.0].map(Cell::Number));
    }
    cells
}

fn table(lines: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    let heads = [
        "序号",
        "部门名称",
        "年初预算数",
        "本年支出完成数",
        "本年结转结余",
        "上年结转结余",
        "本年应付账款",
        "上年应付账款",
        "本年应收账款",
        "上年应收账款",
    ];
    let title = ["部门支出管理考核数据表（单位：万元）", ""].map(Cell::from).into();
    [title, heads.map(Cell::from).into()].into_iter().chain(lines).collect()
}

fn scored(district: &District, rubric: &str) -> Value {
    let output = district.run("score", rubric, &[]);
    assert!(status(&output) <= 1, "{}{}", out(&output), err(&output));
    district.result()
}

fn departments(result: &Value) -> Vec<&str> {
    let mut names: Vec<&str> =
        result["subjects"].as_array().unwrap().iter().map(|s| s["department"].as_str().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn totals_notes_and_sign_lines_of_a_list_are_no_bodies() {
    let district = District::new();
    let body = |number: &str, name: &str| line(number, name, Some(1000.0));
    let words = |first: &str, second: &str| vec![Cell::from(first), Cell::from(second)];
    district.sheet(
        "考核数据.xlsx",
        &table(vec![
            body("1", "甲局"),
            words("", "注：以上为一级预算单位"),
            body("2", "乙局"),
            body("3", "示例区合计会计服务中心"),
            body("4", "小 计"),
            body("合 计", "4个部门"),
            words("", "审核人：李四"),
            words("填表人：张三", "联系电话"),
        ]),
    );
    let roster = |code: &str, name: &str| vec![Cell::from(code), Cell::from(name)];
    district.sheet(
        "名册.xlsx",
        &[
            roster("部门编码", "部门名称"),
            roster("101", "甲局"),
            roster("102", "乙局"),
            roster("103", "示例区合计会计服务中心"),
            roster("", "合计"),
            roster("备注", "以上共三个部门"),
        ],
    );
    let result = scored(&district, "county-expenditure-management");
    assert_eq!(departments(&result), ["乙局", "甲局", "示例区合计会计服务中心"]);
    assert!(codes(&result).is_empty(), "{}", result["findings"]);
}

#[test]
fn what_is_listed_by_body_stands_in_the_rosters_order() {
    let of = |roster: &[&str]| {
        let district = District::new();
        for name in ["甲局", "乙局", "丙局"] {
            let mut form = project_form(name, "项目一");
            form[8][4] = "约九成".into();
            district.sheet(&format!("{name}.xlsx"), &form);
        }
        if !roster.is_empty() {
            let heads: Vec<Cell> = ["部门编码", "部门名称"].map(Cell::from).into();
            let lines =
                (1..).zip(roster).map(|(code, name)| vec![Cell::from(&*code.to_string()), Cell::from(*name)]);
            let lines: Vec<Vec<Cell>> = [heads].into_iter().chain(lines).collect();
            district.sheet("名册.xlsx", &lines);
        }
        let result = district.score();
        let names = |of: &str, key: &str| -> Vec<String> {
            let all = result[of].as_array().unwrap().iter();
            let mut names: Vec<String> = all.filter_map(|one| one[key].as_str().map(str::to_owned)).collect();
            names.dedup();
            names
        };
        (names("subjects", "department"), names("findings", "department"))
    };
    let by_name = ["丙局", "乙局", "甲局"].map(str::to_owned).to_vec();
    assert_eq!(of(&[]), (by_name.clone(), by_name));
    // The codes of these go from 1 to 11: as text 10 would stand before 2.
    let roster = ["甲局", "丙局", "3", "4", "5", "6", "7", "8", "9", "10", "乙局"];
    let (subjects, findings) = of(&roster);
    assert_eq!(subjects, ["甲局", "丙局", "乙局"]);
    assert_eq!(findings.first().map(String::as_str), Some("甲局"));
    assert_eq!(findings.last().map(String::as_str), Some("乙局"));
}

#[test]
fn lines_of_a_list_that_are_no_bodies_are_shown() {
    let district = District::new();
    let lines =
        vec![line("1", "甲局", Some(1000.0)), line("", "小 计", Some(1000.0)), line("合计", "", None)];
    district.sheet("考核数据.xlsx", &table(lines));
    let file = district.inputs().join("考核数据.xlsx").display().to_string();
    let shown = jixiao(&["form", "show", &file, "--rubric", &rubric("county-expenditure-management")]);
    let shown = out(&shown);
    assert!(shown.contains("，1 行") && shown.contains("2 行不作单位：B4 “小 计”、A5 “合计”"), "{shown}");
}

#[test]
fn a_line_that_names_its_body_is_one_though_another_needed_column_is_blank() {
    let district = District::new();
    let shipped = root().join("rubrics/county-expenditure-management");
    let own = district.folder.path().join("rubric");
    fs::create_dir(&own).unwrap();
    for file in fs::read_dir(&shipped).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(&file).unwrap();
        let needs = "needs = [\"部门名称\"]\nat_least = 4";
        let text = text.replace(needs, "needs = [\"部门名称\", \"年初预算数\"]\nat_least = 4");
        fs::write(own.join(file.file_name().unwrap()), text).unwrap();
    }
    let lines = vec![line("1", "甲局", Some(1000.0)), line("2", "乙局", None)];
    district.sheet("考核数据.xlsx", &table(lines));
    let result = scored(&district, &own.display().to_string());
    assert_eq!(departments(&result), ["乙局", "甲局"]);
    assert!(!codes(&result).is_empty());
}

/// What became of a file, in words.
fn became(result: &Value, file: &str) -> (String, String) {
    let mut inputs = result["inputs"].as_array().unwrap().iter();
    let input = inputs.find(|input| input["file"] == file).unwrap();
    let text = |key: &str| input[key].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

#[test]
fn a_part_of_a_form_behind_a_roster_makes_no_form_that_another_was_preferred_to() {
    let district = District::new();
    let roster: Vec<Vec<Cell>> =
        [["部门编码", "部门名称"], ["101", "甲局"]].map(|line| line.map(Cell::from).into()).into();
    let part: Vec<Vec<Cell>> = vec![["主管部门", "甲局"].map(Cell::from).into()];
    district.sheets("名册.xlsx", &[("名册", &roster), ("封面", &part)]);
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let result = district.score();
    assert_eq!(became(&result, "甲.xlsx").0, "scored");
    let (status, why) = became(&result, "名册.xlsx");
    assert_eq!(status, "ignored");
    assert!(why.contains("已读入，本身不评分"), "{why}");
}

#[test]
fn only_what_another_was_preferred_to_is_said_to_be_sent_twice() {
    let district = District::new();
    district.sheet("考核数据.xlsx", &table(vec![line("1", "甲局", Some(1000.0))]));
    district.sheet("补报.xlsx", &table(vec![line("1", "甲局", Some(1100.0))]));
    district.sheet("合计.xlsx", &table(vec![line("1", "合计", Some(1000.0))]));
    let output = district.run("score", "county-expenditure-management", &["--prefer", "补报.xlsx"]);
    assert!(status(&output) <= 1, "{}{}", out(&output), err(&output));
    let result = district.result();
    assert_eq!(became(&result, "补报.xlsx").0, "scored");
    let ignored = ("ignored".to_owned(), "重复报送，已采用另一份".to_owned());
    assert_eq!(became(&result, "考核数据.xlsx"), ignored);
    let rejected = ("rejected".to_owned(), "没有可以评分的内容".to_owned());
    assert_eq!(became(&result, "合计.xlsx"), rejected);
}
