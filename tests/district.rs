//! The shipped district: what the first user and the sample bodies get, and why.

#![allow(clippy::unwrap_used)]

use crate::common::{
    Cell, District, bureau_table, codes, department_form, jixiao, out, project_form, status,
};
use serde_json::Value;

fn score(extra: &[&str]) -> (Value, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().display().to_string();
    let mut arguments =
        vec!["score", "inputs/liwan-2023", "--rubric", "rubrics/department-overall", "--out", &target];
    arguments.extend(extra);
    let output = jixiao(&arguments);
    assert_eq!(status(&output), 1);
    let text = std::fs::read_to_string(folder.path().join("result.json")).unwrap();
    (serde_json::from_str(&text).unwrap(), out(&output), folder)
}

fn subject<'a>(result: &'a Value, department: &str) -> &'a Value {
    result["subjects"].as_array().unwrap().iter().find(|s| s["department"] == department).unwrap()
}

#[test]
fn the_ranking_shares_ties_and_leaves_the_incomplete_below() {
    let (result, text, _folder) = score(&[]);
    let ranking: Vec<(String, Option<i64>)> = result["subjects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (format!("{} {}", s["department"].as_str().unwrap(), s["total"]), s["rank"].as_i64()))
        .collect();
    let ranking: Vec<(&str, Option<i64>)> =
        ranking.iter().map(|(name, rank)| (name.as_str(), *rank)).collect();
    assert_eq!(
        ranking,
        [
            ("示例区档案馆 99.14", Some(1)),
            ("示例区教育局 98.77", Some(2)),
            ("示例区文化馆 98.42", Some(3)),
            ("示例区图书馆 98.42", Some(3)),
            ("示例区民政局 96.88", Some(5)),
            ("示例区政务服务中心 92.43", Some(6)),
            ("示例区统计局 92.28", Some(7)),
            // Recomputed by hand from the printed rules.
            ("示例区城市管理局 79.79", Some(8)),
            ("广州市荔湾区文学艺术界联合会 0", None),
            ("示例区妇女联合会 77.12", None),
            ("示例区疾病预防控制中心 77.51", None),
        ]
    );
    assert!(text.contains("找到 19 个文件：评分 11，拒收 2，忽略 6"), "{text}");
    // Five lines without targets cost the two indicators that they make up (15 and 10), each once.
    assert!(text.contains("各项指标暂不计分（满分 25），总分暂缺"), "{text}");
    let of = |code: &str| {
        let findings = result["findings"].as_array().unwrap();
        findings.iter().filter(|f| f["code"] == code).map(|f| f["department"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(of("S06"), ["示例区总工会"]);
    assert_eq!(of("S03"), ["示例区司法局", "示例区司法局"]);
    assert_eq!(of("A09"), ["示例区政务服务中心"]);
    assert_eq!(of("A04"), ["示例区民政局"]);
    assert_eq!(of("R02"), ["示例区档案馆"]);
    assert_eq!(of("T03"), ["示例区妇女联合会"]);
}

#[test]
fn the_first_users_scorecard_says_what_its_report_lacks() {
    let (result, _, folder) = score(&[]);
    let subject = subject(&result, "广州市荔湾区文学艺术界联合会");
    assert_eq!(subject["status"], "incomplete");
    let scored = subject["indicators"].as_array().unwrap().iter().filter(|i| !i["points"].is_null()).count();
    assert_eq!(scored, 0, "nothing may be invented");
    let text = out(&jixiao(&["explain", folder.path().to_str().unwrap(), "区文联", "支出率"]));
    for words in [
        "缺少“全年执行数”、“全年预算数”，无法计算，本指标暂不计分",
        "现有数据只能说明总支出占总收入的比例为 100%（总支出380.78÷总收入380.78），不能代替本指标",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let text = out(&jixiao(&["explain", folder.path().to_str().unwrap(), "区文联", "产出指标"]));
    assert!(text.contains("“73场”") && text.contains("未设可衡量的年度指标值"), "{text}");
}

#[test]
fn the_bureaus_word_settles_the_late_duplicate() {
    let (result, text, _folder) = score(&["--prefer", "newest"]);
    let subject = subject(&result, "示例区司法局");
    assert!(subject["file"].as_str().unwrap().contains("补报"), "{subject}");
    assert_eq!(subject["rank"], 5);
    assert!(text.contains("评分 12，拒收 0，忽略 7"), "{text}");
}

#[test]
fn points_of_what_does_not_apply_stay_within_their_parent() {
    let (result, _, _folder) = score(&[]);
    for subject in result["subjects"].as_array().unwrap() {
        let mut parents = std::collections::BTreeMap::<String, i64>::new();
        for indicator in subject["indicators"].as_array().unwrap() {
            if indicator["status"] != "not_applicable" {
                let parent = indicator["path"][0].as_str().unwrap().to_owned();
                #[allow(clippy::cast_possible_truncation)]
                let hundredths = (indicator["max"].as_f64().unwrap() * 100.0).round() as i64;
                *parents.entry(parent).or_default() += hundredths;
            }
        }
        assert!(parents.values().all(|sum| *sum == 5000), "{} {parents:?}", subject["department"]);
    }
}

#[test]
fn a_body_is_not_asked_back_for_what_the_bureau_holds() {
    let district = District::new();
    let mut held = bureau_table(&["甲局", "乙局"]);
    held[1][1] = "大概".into();
    district
        .sheet("甲.xlsx", &department_form("甲局"))
        .sheet("乙.xlsx", &department_form("乙局"))
        .sheet("财政掌握情况表.xlsx", &held);
    let standing = out(&district.run("status", "department-overall", &[]));
    assert!(standing.contains("已报 1，退回 0，待核 1，重复 0"), "{standing}");
}

#[test]
fn a_file_that_cannot_be_opened_is_its_bodys_by_its_name() {
    let district = District::new();
    let roster = [["单位编码", "单位名称"], ["101", "甲局"], ["102", "乙局"], ["103", "示例区教育局"]];
    let roster: Vec<Vec<Cell>> = roster.iter().map(|row| row.map(Cell::from).into()).collect();
    district
        .sheet("名册.xlsx", &roster)
        .sheet("甲.xlsx", &project_form("甲局", "项目一"))
        .bytes("102_自评表.xlsx", b"PK\x03\x04 cut off")
        .bytes("示例区教育局自评表.xlsx", b"");
    let result = district.score();
    assert_eq!(codes(&result), ["S01", "S01"], "{}", result["findings"]);
    let of: Vec<&str> =
        result["findings"].as_array().unwrap().iter().filter_map(|f| f["department"].as_str()).collect();
    assert_eq!(of, ["乙局", "示例区教育局"]);
    let standing = out(&district.run("status", "project-2020-10", &[]));
    assert!(standing.contains("已报 1，退回 2，待核 0，重复 0，未报送 0"), "{standing}");
}
