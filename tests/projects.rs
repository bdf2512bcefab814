//! Departments out of their projects, in one run: each project is scored by its own rubric, and
//! the department's rule goes by what they came to.

#![allow(clippy::unwrap_used)]

use std::fs;

use crate::common::{District, codes, err, out, project_form, root, status};
use serde_json::Value;

/// Two projects of 甲局 (100 points of 200 万元, 95 of 600) and one of 乙局.
fn district() -> (District, String) {
    let district = District::new();
    let rubric = district.folder.path().join("rubric");
    fs::create_dir(&rubric).unwrap();
    let projects = root().join("rubrics/project-2020-10").display().to_string();
    let system = format!(
        r#"
title = "部门项目绩效"
year = 2023
scores = "department"
projects = '{projects}'
full_points = 100
places = 2
ranking = "competition"
source = "试验"
grade = [{{ name = "合格", from = 60 }}, {{ name = "不合格", from = 0 }}]

[[indicator]]
code = "P"
path = ["项目绩效"]
points = 100
rule = {{ shape = "formula", points = "SUMPRODUCT(项目[得分],项目[全年预算数])/SUM(项目[全年预算数])/100*分值" }}
"#
    );
    fs::write(rubric.join("rubric.toml"), system).unwrap();
    let form = r#"
department = []
money_unit = "万元"
words = { tiers = [], blank = [], not_applicable = ["不适用"], option_lists = [] }
answers = { yes = ["是"], no = ["否"] }
"#;
    fs::write(rubric.join("form.toml"), form).unwrap();
    let examples = r#"
[[example]]
name = "两个项目，按金额加权"
indicator = "P"
facts = { "项目[得分]" = "100、80", "项目[全年预算数]" = "100、300" }
expect = 85

[[example]]
name = "有项目未评定"
indicator = "P"
facts = { "项目[得分]" = "100、", "项目[全年预算数]" = "100、300" }
expect = "pending"
"#;
    fs::write(rubric.join("examples.toml"), examples).unwrap();
    let rubric = rubric.display().to_string();
    (district, rubric)
}

fn file(result: &Value, name: &str) -> String {
    let input = result["inputs"].as_array().unwrap().iter().find(|input| input["file"] == name).unwrap();
    input["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_department_is_the_mean_of_its_projects_weighted_by_money() {
    let (district, rubric) = district();
    let mut small = project_form("甲局", "小项目");
    let mut large = project_form("甲局", "大项目");
    for (form, budget, executed) in [(&mut small, 200.0, 200.0), (&mut large, 600.0, 300.0)] {
        form[5][2] = budget.into();
        form[5][3] = budget.into();
        form[5][4] = executed.into();
    }
    district.sheet("小.xlsx", &small).sheet("大.xlsx", &large);
    district.sheet("乙.xlsx", &project_form("乙局", "别的项目"));
    let output = district.run("score", &rubric, &["--fail-on", "never"]);
    assert_eq!(status(&output), 0, "{}{}", out(&output), err(&output));
    let result = district.result();
    let projects: Value =
        serde_json::from_str(&fs::read_to_string(district.outputs().join("项目/result.json")).unwrap())
            .unwrap();
    let total = |name: &str| {
        let projects = projects["subjects"].as_array().unwrap();
        projects.iter().find(|subject| subject["project"] == name).unwrap()["total"].as_f64().unwrap()
    };
    let expected = (total("小项目") * 200.0 + total("大项目") * 600.0) / 800.0;
    let subjects = result["subjects"].as_array().unwrap();
    let of = |name: &str| subjects.iter().find(|subject| subject["department"] == name).unwrap();
    assert!((of("甲局")["total"].as_f64().unwrap() - expected).abs() < 0.005, "{result}");
    assert!(total("大项目") < total("小项目"));
    assert!((of("乙局")["total"].as_f64().unwrap() - total("别的项目")).abs() < 1e-9);
    assert_eq!(subjects.len(), 2);
    assert_eq!(file(&result, "小.xlsx"), "scored");
    assert!(!codes(&result).contains(&"S02".to_owned()), "{:?}", codes(&result));
}

#[test]
fn a_project_that_waits_lets_its_department_wait() {
    let (district, rubric) = district();
    let mut form = project_form("甲局", "项目");
    form[8][4] = "".into();
    district.sheet("甲.xlsx", &form).sheet("其他.xlsx", &[vec!["随便写写".into()]]);
    let output = district.run("score", &rubric, &[]);
    assert_eq!(status(&output), 1, "{}{}", out(&output), err(&output));
    let result = district.result();
    assert_eq!(result["subjects"][0]["status"], "incomplete");
    assert_eq!(codes(&result), ["S02", "T04", "T11"]);
    assert_eq!(file(&result, "其他.xlsx"), "rejected");
}

#[test]
fn rules_over_projects_have_worked_examples() {
    let (_district, rubric) = district();
    for command in ["test", "lint"] {
        let output = crate::common::jixiao(&["rubric", command, &rubric]);
        assert_eq!(status(&output), 0, "{}{}", out(&output), err(&output));
    }
}

#[test]
fn what_scores_no_projects_is_refused() {
    let (district, rubric) = district();
    district.sheet("甲.xlsx", &project_form("甲局", "项目"));
    let file = std::path::Path::new(&rubric).join("rubric.toml");
    let text = fs::read_to_string(&file).unwrap().replace("project-2020-10", "department-overall");
    fs::write(&file, text).unwrap();
    let output = district.run("score", &rubric, &[]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("不是项目评分细则"), "{}", err(&output));
}
