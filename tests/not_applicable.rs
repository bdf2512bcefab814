//! 不适用: the points of what does not apply go to the others in proportion, and nobody's self
//! points are held against points that the form never offered.

#![allow(clippy::unwrap_used)]

use std::fs;

use crate::common::{Cell, District, codes, project_form, root, scored};
use serde_json::Value;

fn sum_of_max(result: &Value) -> f64 {
    let indicators = result["subjects"][0]["indicators"].as_array().unwrap();
    let counted = indicators.iter().filter(|indicator| indicator["status"] != "not_applicable");
    counted.map(|indicator| indicator["max"].as_f64().unwrap()).sum()
}

#[test]
fn a_sibling_in_words_keeps_its_share_of_self_points() {
    let result = scored(|form| {
        form[9][5] = 15.0.into();
        form[9][6] = 14.0.into();
        let line = ["", "经济效益指标", "增收情况", "≥1万元", "不适用"];
        let mut line: Vec<Cell> = line.map(Cell::from).into();
        line.push(15.0.into());
        form.insert(10, line);
        form[12][6] = 83.0.into();
    });
    let subject = &result["subjects"][0];
    let words = &subject["indicators"][3];
    // 14 of 15 became 28 of 30.
    assert_eq!((&words["max"], &words["points"]), (&30.into(), &28.into()), "{words}");
    assert_eq!(subject["total"], 97);
    assert_eq!(codes(&result), ["R11"]);
    assert!(
        words["reason"].as_str().unwrap().contains("MAX(14/15*30,ROUND(30*80%,2))"),
        "{}",
        words["reason"]
    );
}

#[test]
fn a_level_that_does_not_apply_at_all_passes_its_points_to_the_other_lines() {
    let result = scored(|form| {
        form[10][4] = "不适用".into();
        form[10][6] = "".into();
        form[11][6] = 87.0.into();
    });
    let subject = &result["subjects"][0];
    assert_eq!(subject["status"], "scored");
    assert!((sum_of_max(&result) - 100.0).abs() < 1e-9);
    assert_eq!(subject["indicators"][1]["max"], 22.5);
    // What did not apply is of another level.
    let reason = subject["indicators"][1]["reason"].as_str().unwrap();
    assert!(reason.contains("因部分指标不适用，分值由 20 分按比例调整"), "{reason}");
    assert_eq!(codes(&result), ["R11"]);
}

#[test]
fn a_budget_that_does_not_apply_passes_its_points_to_the_lines() {
    let result = scored(|form| {
        for cell in &mut form[5][3..=4] {
            *cell = "不适用".into();
        }
        form[5][6] = "".into();
        form[5][7] = "".into();
        form[11][6] = 88.0.into();
    });
    assert_eq!(result["subjects"][0]["status"], "scored", "{}", result["findings"]);
    assert!((sum_of_max(&result) - 100.0).abs() < 1e-9);
}

#[test]
fn points_of_a_level_go_to_the_lines_of_that_level() {
    let district = District::new();
    let folder = district.folder.path().join("rubric");
    fs::create_dir(&folder).unwrap();
    for file in ["form.toml", "examples.toml", "rubric.toml"] {
        let text = fs::read_to_string(root().join("rubrics/project-2020-10").join(file)).unwrap();
        let text = match file {
            "examples.toml" => String::new(),
            // The budget's points go to the lines of the output alone, which is of one level with it.
            "rubric.toml" => text.replacen(
                "path = [\"预算执行率\"]",
                "path = [\"产出指标\", \"预算执行率\"]\nredistribute_within = 1",
                1,
            ),
            _ => text,
        };
        fs::write(folder.join(file), text).unwrap();
    }
    let mut form = project_form("甲局", "项目一");
    for cell in &mut form[5][3..=4] {
        *cell = "不适用".into();
    }
    form[5][6] = "".into();
    form[5][7] = "".into();
    district.sheet("甲.xlsx", &form);
    district.run("score", folder.to_str().unwrap(), &[]);
    let result = district.result();
    let most_below = |level: &str| -> f64 {
        let indicators = result["subjects"][0]["indicators"].as_array().unwrap();
        let below = indicators.iter().filter(|indicator| indicator["path"][0] == level);
        below.filter(|i| i["status"] == "scored").map(|i| i["max"].as_f64().unwrap()).sum()
    };
    let levels = ["产出指标", "效益指标", "满意度指标"].map(most_below);
    assert_eq!(levels.map(|most| most.to_string()), ["60", "30", "10"], "{}", result["subjects"][0]);
}

#[test]
fn nothing_that_applies_leaves_no_total() {
    let result = scored(|form| {
        for line in &mut form[7..=10] {
            line[4] = "不适用".into();
        }
    });
    assert_eq!(result["subjects"][0]["status"], "incomplete");
    assert!(codes(&result).contains(&"R14".to_owned()));
}
