//! Runs that look back at the year before.

#![allow(clippy::unwrap_used)]

use crate::common::{Cell, District, err, out, project_form, status};

/// A district that was scored, and the folder of its result.
fn last_year() -> (District, String) {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    district.score();
    let result = district.outputs().display().to_string();
    (district, result)
}

#[test]
fn a_result_is_read_again_by_the_next_year() {
    let (_kept, result) = last_year();
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目二"));
    for path in [result.clone(), format!("{result}/result.json")] {
        let output = district.run("score", "project-2020-10", &["--previous", &path]);
        assert_eq!(status(&output), 0, "{}", err(&output));
    }
}

#[test]
fn what_has_one_name_below_two_levels_is_compared_with_itself() {
    // 其他 below two levels, and twice below the second.
    let mut form = project_form("甲局", "项目一");
    form[5].splice(2..5, [213.5, 213.5, 208.7].map(Cell::from));
    for (row, actual) in [(8, "98.6%"), (9, "97.3%"), (10, "96.4%")] {
        form[row].splice(2..5, ["其他", "≥95%", actual].map(Cell::from));
    }
    form[10].splice(..2, ["", "社会效益指标"].map(Cell::from));
    let (before, now) = (District::new(), District::new());
    before.sheet("甲.xlsx", &form).score();
    now.sheet("甲.xlsx", &form);
    let result = before.outputs().display().to_string();
    let output = now.run("score", "project-2020-10", &["--previous", &result]);
    assert!(out(&output).contains("可比的 5 处数据中有 5 处与上年相同"), "{}", out(&output));
}

#[test]
fn what_is_no_result_stops_the_run_before_anything_is_read() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    for (path, words) in [("没有这个文件夹", "结果文件无法读取"), ("Cargo.toml", "不是本程序的结果文件")]
    {
        let output = district.run("check", "project-2020-10", &["--previous", path]);
        assert_eq!(status(&output), 3);
        assert!(err(&output).contains(words), "{}", err(&output));
    }
}
