//! A clerk's tour: twenty messy workbooks are checked, sent back, mended and checked again.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use crate::common::{Cell, District, department_form, err, out, project_form, status};
use serde_json::Value;

const NAMES: [&str; 20] = [
    "教育局",
    "民政局",
    "财政局",
    "统计局",
    "司法局",
    "水务局",
    "交通局",
    "文旅局",
    "卫健局",
    "人社局",
    "住建局",
    "农业局",
    "商务局",
    "审计局",
    "科技局",
    "体育局",
    "档案馆",
    "总工会",
    "妇联会",
    "残联会",
];

fn full(name: &str) -> String {
    format!("示例区{name}")
}

/// The form of the nth body with what is wrong with it; as it should be when mended.
fn form(nth: usize, mended: bool) -> Vec<Vec<Cell>> {
    let name = full(NAMES[nth]);
    let mut form = project_form(&name, &format!("{}专项", NAMES[nth]));
    // Every body has figures of its own.
    let share = 0.9 + 0.001 * f64::from(u32::try_from(nth).unwrap());
    form[5][2] = Cell::Number(210.0);
    form[5][3] = Cell::Number(200.0);
    form[5][4] = Cell::Number(200.0 * share);
    form[5][6] = Cell::Percent(share);
    form[5][7] = Cell::Number((10.0 * share * 100.0).round() / 100.0);
    form[11][6] = Cell::Number(((88.0 + 10.0 * share) * 100.0).round() / 100.0);
    form[9][7] = format!("{name}服务覆盖面有待扩大，下一年度增加{nth}个服务点").as_str().into();
    if mended {
        return form;
    }
    match nth {
        0 => form[7][4] = "约50场".into(),
        1 => form[7][4] = "".into(),
        2 => form[8][3] = "".into(),
        3 => form[10][4] = Cell::Number(0.96),
        4 => form[7][5] = Cell::Number(30.0),
        5 => form[5][4] = Cell::Error("#DIV/0!".to_owned()),
        6 => form[5][3] = Cell::Number(0.0),
        7 => form[7][4] = "—".into(),
        8 => form[9][7] = "".into(),
        9 => form[7][6] = "优".into(),
        10 => form[11][6] = Cell::Number(120.0),
        _ => {}
    }
    form
}

/// Twenty files as they come: two bodies have not sent, one has sent twice, one is not on the roster,
/// one is damaged, one is text.
fn inbox(mended: bool) -> District {
    let district = District::new();
    let text = |cells: &[&str]| cells.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
    let mut roster = vec![text(&["部门编码", "部门名称", "别名"])];
    for (nth, name) in NAMES.iter().enumerate() {
        roster.push(text(&[&format!("{}", 101 + nth), &full(name), name]));
    }
    district.sheets("名册.xlsx", &[("名册", &roster)]);
    for (nth, name) in NAMES.iter().enumerate().take(17) {
        let mut rows = form(nth, mended);
        if mended && nth == 0 {
            // Somebody puts a line in above, and forgets the reason below.
            rows.insert(2, vec![Cell::from("（单位：万元）")]);
            rows[10][7] = "".into();
        }
        if mended && nth == 1 {
            // Not everybody mends what was sent back.
            rows = form(nth, false);
        }
        district.sheet(&format!("{}_{name}.xlsx", 101 + nth), &rows);
    }
    if mended {
        district.sheet("118_总工会.xlsx", &form(17, true));
        return district;
    }
    district.sheet("117_档案馆（补报）.xlsx", &form(16, false));
    district.bytes("118_总工会.xlsx", b"PK\x03\x04 broken");
    district.sheet("某某中心.xlsx", &project_form("某某服务中心", "某项目"));
    district
}

fn check(district: &District, extra: &[&str]) -> (String, Value) {
    let folder = district.outputs();
    let mut arguments = vec!["--out", folder.to_str().unwrap()];
    arguments.extend(extra);
    let output = district.run("check", "project-2020-10", &arguments);
    assert!(status(&output) <= 1, "{}", err(&output));
    let record = fs::read_to_string(folder.join("校验结果.json")).unwrap();
    (out(&output), serde_json::from_str(&record).unwrap())
}

/// Findings of a body in a state, by their codes.
fn codes(record: &Value, list: &str, state: Option<&str>, department: &str) -> Vec<String> {
    let empty = Vec::new();
    let findings = record[list].as_array().unwrap_or(&empty).iter();
    let mut codes: Vec<String> = findings
        .filter(|finding| finding["department"] == full(department))
        .filter(|finding| state.is_none() || finding["state"].as_str() == state)
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}

#[test]
fn a_folder_of_messy_workbooks_is_checked_sent_back_and_checked_again() {
    let first = inbox(false);
    let (shown, record) = check(&first, &[]);
    for (body, code) in [
        ("教育局", "T03"),
        ("民政局", "T04"),
        ("财政局", "T02"),
        ("统计局", "T05"),
        ("司法局", "A01"),
        ("水务局", "T08"),
        ("交通局", "A07"),
        ("文旅局", "T12"),
        ("卫健局", "R01"),
        ("人社局", "T07"),
        ("住建局", "A05"),
        ("档案馆", "S03"),
        ("妇联会", "S06"),
        ("残联会", "S06"),
    ] {
        let found = codes(&record, "findings", None, body);
        assert!(found.iter().any(|known| known == code), "{body}: {found:?}");
    }
    for body in ["农业局", "商务局", "审计局", "科技局", "体育局"] {
        assert!(codes(&record, "findings", None, body).is_empty(), "{body}");
    }
    assert!(shown.contains("某某服务中心") && shown.contains("118_总工会.xlsx"), "{shown}");

    // What goes back to whom.
    let returned: Vec<&str> =
        record["returned"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
    assert!(returned.contains(&"退回修改/101_教育局.xlsx") && returned.len() == 10, "{returned:?}");
    // Who has no error passes, warnings or not.
    for body in ["农业局", "档案馆", "卫健局", "住建局"] {
        assert!(!returned.iter().any(|name| name.contains(body)), "{returned:?}");
    }
    for name in &returned {
        assert!(first.outputs().join(name).is_file(), "{name}");
        assert!(shown.contains(name), "{name}");
    }
    assert!(first.outputs().join("校验问题清单.xlsx").is_file());
    let standing = out(&first.run("status", "project-2020-10", &[]));
    assert!(standing.contains("已报 7，退回 10，待核 0，重复 1，未报送 2"), "{standing}");

    // Most are mended, one is not, one mends and errs anew, one sends for the first time.
    let second = inbox(true);
    let since = first.outputs().display().to_string();
    let (shown, record) = check(&second, &["--since", &since]);
    assert_eq!(codes(&record, "mended", Some("mended"), "财政局"), ["T02"]);
    assert_eq!(codes(&record, "mended", None, "教育局"), ["T03"]);
    assert_eq!(codes(&record, "findings", Some("new"), "教育局"), ["R01"]);
    assert_eq!(codes(&record, "findings", Some("open"), "民政局"), ["T04"]);
    assert_eq!(codes(&record, "findings", Some("open"), "妇联会"), ["S06"]);
    assert_eq!(codes(&record, "mended", None, "总工会"), ["S01"]);
    assert_eq!(codes(&record, "mended", None, "档案馆"), ["S03", "S03"]);
    for words in ["状态  新增", "状态  未改", "已改：", "与上次核对相比：新增 1 条"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    // The same check again has nothing new and nothing mended.
    let own = second.outputs().display().to_string();
    let (shown, _) = check(&second, &["--since", &own]);
    assert!(shown.contains("新增 0 条") && shown.contains("已改 0 条"), "{shown}");
}

#[test]
fn who_did_not_send_again_has_mended_nothing() {
    let first = inbox(false);
    check(&first, &[]);
    let second = District::new();
    second.sheet("101_教育局.xlsx", &form(0, true));
    let since = first.outputs().join("校验结果.json").display().to_string();
    let (shown, record) = check(&second, &["--since", &since]);
    assert_eq!(codes(&record, "mended", None, "教育局"), ["T03"]);
    assert!(codes(&record, "mended", None, "财政局").is_empty());
    assert_eq!(codes(&record, "findings", Some("open"), "财政局"), ["T02"]);
    assert!(shown.contains("未再报送，仍未改："), "{shown}");
}

#[test]
fn a_result_is_a_former_check_too() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    form[9].pop();
    form[7][4] = "约50场".into();
    district.sheet("甲.xlsx", &form);
    district.score();
    let result = district.outputs().display().to_string();
    form[7][4] = "50场".into();
    district.sheet("甲.xlsx", &form);
    let output = district.run("check", "project-2020-10", &["--since", &result]);
    assert!(out(&output).contains("新增 0 条，未改 1 条，已改 1 条"), "{}", out(&output));
    let output = district.run("check", "project-2020-10", &["--since", "Cargo.toml"]);
    assert!(status(&output) == 3 && err(&output).contains("不是本程序的结果文件"), "{}", err(&output));
}

#[test]
fn the_roster_says_who_has_not_sent() {
    let district = District::new();
    let text = |cells: &[&str]| cells.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
    let roster = [text(&["部门编码", "部门名称"]), text(&["101", "甲局"]), text(&["102", "乙局"])];
    district.sheets("名册.xlsx", &[("名册", &roster)]);
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    district.sheet("表.xlsx", &department_form("丙局"));
    let output = district.run("status", "project-2020-10", &["--json"]);
    let answer: Value = serde_json::from_str(&out(&output)).unwrap();
    let states: Vec<(&str, &str)> = answer
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["department"].as_str().unwrap(), one["state"].as_str().unwrap()))
        .collect();
    assert!(states.contains(&("甲局", "accepted")) && states.contains(&("乙局", "not_sent")), "{states:?}");
    let shown = out(&district.run("status", "project-2020-10", &[]));
    assert!(shown.contains("未报送  —     —     102 乙局"), "{shown}");
}

#[test]
fn what_is_written_depends_on_the_inputs_alone_and_never_lies_among_them() {
    let district = inbox(false);
    check(&district, &["--jobs", "1"]);
    let read = |name: &str| fs::read(district.outputs().join(name)).unwrap();
    let names = ["校验问题清单.xlsx", "校验结果.json", "退回修改/102_民政局.xlsx"];
    let before: Vec<Vec<u8>> = names.iter().map(|name| read(name)).collect();
    check(&district, &["--jobs", "3"]);
    for (name, bytes) in names.iter().zip(before) {
        assert!(bytes == read(name), "{name}");
    }
    let inside = district.inputs().join("核对").display().to_string();
    assert_eq!(status(&district.run("check", "project-2020-10", &["--out", &inside])), 2);
}
