//! Forms in other hands' layouts: read by their labels, or refused aloud; never a silent choice.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_possible_wrap)]

mod moved;
mod noted;
mod places;
mod redrawn;
pub mod told;

use crate::common::{Cell, District, codes, project_form, scored, status};
use jixiao::intake::sheet::{self, Area, Sheet};
use serde_json::Value;

fn points(result: &Value, indicator: usize) -> Value {
    result["subjects"][0]["indicators"][indicator]["points"].clone()
}

#[test]
fn a_unit_in_a_columns_own_head_is_that_columns_alone() {
    let result = scored(|form| {
        form[4][0] = "项目资金".into();
        form[4][3] = "全年预算数（元）".into();
        form[5][3] = 2_000_000.0.into();
    });
    assert_eq!(points(&result, 0), 9);
    assert!(codes(&result).is_empty(), "{}", result["findings"]);
}

#[test]
fn a_total_of_0_above_a_part_that_is_not_is_no_figure_to_score_by() {
    let part = |executed: f64| {
        let mut cells: Vec<Cell> = ["", "其中：当年财政拨款"].map(Cell::from).into();
        cells.extend([200.0, 200.0, executed].map(Cell::Number));
        cells
    };
    let of = |executed: f64| {
        scored(|form| {
            form[5][4] = 0.0.into();
            form.insert(6, part(executed));
        })
    };
    // Nothing was spent, and no part says otherwise.
    assert_eq!(points(&of(0.0), 0), 0);
    let result = of(180.0);
    let subject = &result["subjects"][0];
    assert_eq!(
        (&subject["status"], &subject["indicators"][0]["status"]),
        (&"incomplete".into(), &"pending".into())
    );
    assert!(points(&result, 0).is_null());
    assert_eq!(codes(&result), ["A06"]);
    // Of parts that cancel out, 0 is the total.
    let result = scored(|form| {
        form[5][4] = 0.0.into();
        form.insert(6, part(-180.0));
        form.insert(6, part(180.0));
        form[7][1] = "其他资金".into();
    });
    assert!(!codes(&result).contains(&"A06".to_owned()), "{}", result["findings"]);
}

#[test]
fn a_head_over_several_columns_that_nobody_tells_apart_waits() {
    let result = scored(|form| {
        form[4] = ["项目资金（万元）", "", "预算数", "", "执行数", "", ""].map(Cell::from).into();
        form.insert(5, ["", "", "年初", "调整后", "金额", "结转"].map(Cell::from).into());
        form[6] = ["", "年度资金总额"].map(Cell::from).into();
        form[6].extend([100.0, 200.0, 180.0, 20.0].map(Cell::Number));
    });
    assert!(points(&result, 0).is_null());
    assert!(codes(&result).contains(&"T13".to_owned()));
}

#[test]
fn the_columns_own_name_goes_before_other_words_for_it() {
    let result = scored(|form| {
        form[6].push("完成情况".into());
        for line in &mut form[7..=10] {
            line.resize(8, "".into());
            line.push("已完成".into());
        }
    });
    assert_eq!(result["subjects"][0]["total"], 97);
    let adjusted = scored(|form| {
        form[6][3] = "调整指标值".into();
        form[6].push("年初指标值".into());
        form[7].resize(8, "".into());
        form[7].push("≥100场".into());
    });
    assert_eq!(points(&adjusted, 1), 20);
}

#[test]
fn a_remark_that_says_total_ends_nothing_and_subtotals_are_passed_over() {
    let result = scored(|form| {
        form[7].push("合计".into());
        form.insert(9, ["", "小计", "", "", ""].map(Cell::from).into());
        form[9].extend([50.0, 50.0].map(Cell::Number));
    });
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
    assert_eq!(result["subjects"][0]["status"], "scored");
}

#[test]
fn lines_that_a_template_printed_and_nobody_filled_in_are_none() {
    let result = scored(|form| {
        form.insert(8, ["", "", "指标2："].map(Cell::from).into());
        form.insert(9, ["", "", "……"].map(Cell::from).into());
    });
    assert_eq!(result["subjects"][0]["status"], "scored");
    assert!(codes(&result).is_empty(), "{}", result["findings"]);
}

#[test]
fn weights_in_percent_are_points_of_a_hundred() {
    let result = scored(|form| {
        for (line, weight) in [(7, 0.2), (8, 0.3), (9, 0.3), (10, 0.1)] {
            form[line][5] = Cell::Percent(weight);
        }
    });
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
}

#[test]
fn what_is_stated_but_cannot_be_read_is_not_replaced_by_something_else() {
    for text in ["详见附件", "约200", "854万（其中中央400万元）"] {
        let result = scored(|form| form[5][3] = text.into());
        assert!(points(&result, 0).is_null(), "{text}");
        assert!(!codes(&result).contains(&"R09".to_owned()), "{text}: {}", result["findings"]);
    }
}

#[test]
fn two_versions_in_one_workbook_are_two_forms() {
    let district = District::new();
    let mut other = project_form("甲局", "项目一");
    other[7][4] = "10场".into();
    district.sheets("甲.xlsx", &[("一", &project_form("甲局", "项目一")), ("二", &other)]);
    let result = district.score();
    assert_eq!(codes(&result), ["S03", "S03"]);
    assert!(result["subjects"].as_array().unwrap().is_empty());
}

#[test]
fn a_form_split_over_two_sheets_is_one() {
    let district = District::new();
    let form = project_form("甲局", "项目一");
    district.sheets("甲.xlsx", &[("基本情况", &form[..6]), ("指标", &form[6..])]);
    let result = district.score();
    assert_eq!(result["subjects"][0]["total"], 97);
    assert_eq!(result["subjects"].as_array().unwrap().len(), 1);
}

/// Two forms beside each other, `gap` columns between them, below one title.
fn side_by_side(gap: usize) -> Vec<Vec<Cell>> {
    let mut right = project_form("乙局", "项目二");
    right[7][4] = "25场".into();
    let beside = |(mut left, right): (Vec<Cell>, Vec<Cell>)| {
        left.resize(8 + gap, "".into());
        left.extend(right);
        left
    };
    let mut rows: Vec<Vec<Cell>> =
        project_form("甲局", "项目一").into_iter().zip(right).map(beside).collect();
    rows.splice(0..1, [vec!["2020年度项目支出绩效自评表".into()]]);
    rows
}

#[test]
fn forms_side_by_side_are_read_each_by_itself() {
    for gap in [0, 1, 3] {
        let district = District::new();
        let mut form = side_by_side(gap);
        // One statement of the unit, over the right form, is of both.
        form[1] = vec!["".into(); 8 + gap];
        form[1].push("单位：元".into());
        for row in [4, 5] {
            for start in [0, 8 + gap] {
                form[4][start] = "项目资金".into();
                if row == 5 {
                    form[5][start + 3] = 2_000_000.0.into();
                    form[5][start + 4] = 1_800_000.0.into();
                }
            }
        }
        district.sheet("并列.xlsx", &form);
        let result = district.score();
        let totals: Vec<&Value> =
            result["subjects"].as_array().unwrap().iter().map(|subject| &subject["total"]).collect();
        assert_eq!(totals, [97, 87], "{gap}: {}", result["findings"]);
        let input = &result["subjects"][1]["indicators"][0]["inputs"][0];
        assert_eq!((&input["value"], &input["cell"]), (&180.into(), &["M6", "N6", "", "P6"][gap].into()));
    }
}

#[test]
fn forms_that_cannot_be_told_apart_are_refused_by_name() {
    let district = District::new();
    let mut form = side_by_side(0);
    // The forms run into each other: the second begins within the first one's table.
    form[2].remove(8);
    form[2].remove(8);
    form[2].splice(4..4, ["项目名称", "项目二"].map(Cell::from));
    district.sheet("并列.xlsx", &form);
    let output = district.run("score", "project-2020-10", &[]);
    assert_eq!(status(&output), 1);
    assert_eq!(codes(&district.result()), ["S14"]);
}

#[test]
fn figures_that_contradict_each_other_are_believed_by_nobody() {
    let result = scored(|form| {
        form.insert(6, ["", "合计"].map(Cell::from).into());
        form[6].extend([50.0, 50.0, 50.0].map(Cell::Number));
    });
    assert!(points(&result, 0).is_null(), "{}", result["findings"]);
    assert!(codes(&result).contains(&"S12".to_owned()));
}

#[test]
fn the_form_may_stand_anywhere_on_the_sheet() {
    let result = scored(|form| {
        for line in form.iter_mut() {
            line.splice(0..0, ["", ""].map(Cell::from));
        }
        form.splice(0..0, vec![vec![]; 5]);
        form.insert(14, vec![]);
    });
    assert_eq!(result["subjects"][0]["total"], 97);
    assert!(codes(&result).is_empty(), "{}", result["findings"]);
}

#[test]
fn no_figure_of_one_form_stops_the_run() {
    let result = scored(|form| {
        form[7][5] = (-5.0).into();
        form[5][5] = (-10.0).into();
        form[8][6] = "100000000亿".into();
    });
    assert_eq!(result["subjects"][0]["status"], "incomplete");
    assert!(codes(&result).contains(&"A11".to_owned()), "{}", result["findings"]);
}

#[test]
fn what_must_not_happen_and_did_not_is_reached() {
    let result = scored(|form| {
        form[9][3] = "否".into();
        form[9][4] = "否".into();
    });
    assert_eq!(points(&result, 3), 28);
    let happened = scored(|form| {
        form[9][3] = "否".into();
        form[9][4] = "是".into();
    });
    assert!(points(&happened, 3).is_null());
}

#[test]
fn one_project_in_two_spellings_is_sent_twice() {
    let district = District::new();
    district.sheet("1.xlsx", &project_form("甲局", "项目（一期）"));
    district.sheet("2.xlsx", &project_form("甲局", "项目(一期) "));
    assert_eq!(codes(&district.score()), ["S03", "S03"]);
}

#[test]
fn a_subordinate_body_is_not_its_parent() {
    let district = District::new();
    let roster: Vec<Vec<Cell>> = vec![
        ["部门编码", "部门名称", "别名", "分组"].map(Cell::from).into(),
        ["101", "某区教育局", "", "一组"].map(Cell::from).into(),
    ];
    district.sheet("名册.xlsx", &roster).sheet("幼儿园.xlsx", &project_form("某区教育局幼儿园", "项目"));
    assert_eq!(codes(&district.score()), ["S04", "S06"]);
}

#[test]
fn results_do_not_go_among_the_inputs() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let (inputs, rubric) = (district.inputs(), crate::common::rubric("project-2020-10"));
    let out = inputs.join("结果");
    let arguments = ["score", inputs.to_str().unwrap(), "--rubric", &rubric, "--out", out.to_str().unwrap()];
    let output = crate::common::jixiao(&arguments);
    assert_eq!(status(&output), 2);
    assert!(crate::common::err(&output).contains("结果文件夹不能放在输入文件夹之内"));
}

#[test]
fn a_cell_merged_over_two_lines_is_said_of_both() {
    let read = |merges: &str| {
        let district = District::new();
        let mut form = project_form("甲局", "项目一");
        // One actual value, one target and one name over two lines that each have points.
        form[8][2] = "".into();
        form[8][3] = "".into();
        form[8][4] = "".into();
        form[8][1] = "".into();
        district.sheet("甲.xlsx", &form);
        let end = format!("</sheetData><mergeCells>{merges}</mergeCells>");
        district.rewrite("甲.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", &end);
        district.score()
    };
    let merged = read(
        r#"<mergeCell ref="C8:C9"/><mergeCell ref="D8:D9"/><mergeCell ref="E8:E9"/><mergeCell ref="A1:XFD1"/>"#,
    );
    assert_eq!(points(&merged, 1), 20);
    assert_eq!(points(&merged, 2), 30, "{}", merged["findings"]);
    assert_eq!(codes(&merged), [""; 0]);
    let apart = read(r#"<mergeCell ref="A1:XFD1"/>"#);
    assert!(points(&apart, 2).is_null(), "{}", apart["findings"]);
}

#[test]
fn a_row_that_only_lengthens_the_merged_line_above_is_none() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    form.insert(9, vec!["".into(); 7]);
    form[9].push("续：服务覆盖面".into());
    district.sheet("甲.xlsx", &form);
    let merges =
        ('A'..='G').map(|col| format!(r#"<mergeCell ref="{col}9:{col}10"/>"#)).collect::<Vec<_>>().concat();
    let end = format!("</sheetData><mergeCells>{merges}</mergeCells>");
    district.rewrite("甲.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", &end);
    let result = district.score();
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
    assert!(codes(&result).is_empty(), "{}", result["findings"]);
}

fn row(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|cell| Cell::from(*cell)).collect()
}

#[test]
fn an_execution_rate_among_the_indicators_is_the_budgets() {
    let line = row(&["预算执行率（10分）", "预算执行率", "预算执行率", "100%", "90%", "10", "9"]);
    for budget in [true, false] {
        let result = scored(|form| {
            form.insert(7, line.clone());
            if !budget {
                form.drain(4..6);
            }
        });
        assert_eq!(result["subjects"][0]["total"], 97, "{budget}: {}", result["findings"]);
        assert_eq!(result["subjects"][0]["indicators"].as_array().unwrap().len(), 5);
    }
    // An indicator of a body's own is one all the same.
    let own = scored(|form| {
        form[8][1] = "".into();
        form[8][2] = "预算执行率".into();
    });
    assert_eq!(points(&own, 2), 30, "{}", own["findings"]);
}

#[test]
fn heads_above_heads_tell_them_apart() {
    let result = scored(|form| {
        form[6] = row(&["绩效指标", "", "", "年度指标值", "单位自评", "", "", "财政复核", "", ""]);
        form.insert(
            7,
            row(&[
                "一级指标",
                "二级指标",
                "三级指标",
                "",
                "完成值",
                "分值",
                "得分",
                "完成值",
                "得分",
                "备注",
            ]),
        );
        for line in &mut form[8..12] {
            line.truncate(7);
            line.extend(["0", "1"].map(Cell::from));
        }
        form.truncate(12);
    });
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
}

#[test]
fn levels_may_stand_among_the_names() {
    let result = scored(|form| {
        form.truncate(6);
        form.extend([
            row(&["绩效指标", "年度指标值", "实际完成值", "分值", "得分"]),
            row(&["一、产出指标", "", "", "50", "50"]),
            row(&["（一）数量指标"]),
            row(&["举办活动场次", "≥50场", "50场", "20", "20"]),
            row(&["（二）质量指标"]),
            row(&["验收合格率", "≥98%", "100%", "30", "30"]),
            row(&["二、效益指标", "", "", "30", "28"]),
            row(&["群众受益情况", "效果明显", "达成年度指标", "30", "28"]),
            row(&["三、满意度指标", "", "", "10", "10"]),
            row(&["群众满意度", "≥95%", "96%", "10", "10"]),
        ]);
    });
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
    assert_eq!(result["subjects"][0]["indicators"].as_array().unwrap().len(), 5);
}

#[test]
fn a_name_beside_what_the_template_printed_is_the_name() {
    let result = scored(|form| {
        for (number, line) in (1..).zip(&mut form[6..11]) {
            let printed = if number == 1 { String::new() } else { format!("指标{}：", number - 1) };
            let name = std::mem::replace(&mut line[2], printed.as_str().into());
            line.insert(3, name);
            if number == 1 {
                line.swap(2, 3);
            }
        }
        form.truncate(11);
    });
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
    assert!(result["subjects"][0]["indicators"][1]["path"].to_string().contains("举办活动场次"));
}

#[test]
fn budgets_may_stand_beside_their_labels() {
    let upright = |form: &mut Vec<Vec<Cell>>| {
        let pairs = [
            ["项目资金", "年初预算数（元）", "2000000"],
            ["", "全年预算数（元）", "2000000"],
            ["", "全年执行数（元）", "1800000"],
            ["", "执行率", "90%"],
            ["", "分值", "10"],
            ["", "得分", "9"],
        ];
        form.splice(4..6, pairs.iter().map(|cells| row(cells)));
    };
    let flat = |form: &mut Vec<Vec<Cell>>| {
        form.splice(4..6, [row(&["预算执行率", "90%", "分值", "10", "得分", "9"])]);
    };
    let nameless = |form: &mut Vec<Vec<Cell>>| {
        form[4][0] = "".into();
        form[4].drain(0..2);
        form[5].drain(0..2);
    };
    for (name, change) in
        [("upright", &upright as &dyn Fn(&mut Vec<Vec<Cell>>)), ("flat", &flat), ("nameless", &nameless)]
    {
        let result = scored(change);
        assert_eq!(result["subjects"][0]["total"], 97, "{name}: {}", result["findings"]);
        assert_eq!(result["subjects"][0]["self_total"], 97, "{name}");
    }
    // Two figures for one label: nobody says which.
    let two = scored(|form| {
        form.splice(4..6, [row(&["全年预算数", "200", "150"]), row(&["全年执行数", "180", "140"])]);
    });
    assert!(points(&two, 0).is_null());
    assert!(codes(&two).contains(&"T13".to_owned()));
}

#[test]
fn a_list_of_projects_in_the_workbook_is_no_form() {
    let district = District::new();
    let list = [
        row(&["项目支出绩效自评汇总表"]),
        row(&["序号", "项目名称", "主管部门", "全年预算数", "全年执行数", "自评得分"]),
        row(&["1", "项目一", "甲局", "200", "180", "97"]),
        row(&["2", "项目二", "甲局", "300", "300", "99"]),
        row(&["合计", "", "", "500", "480", ""]),
    ];
    let form = project_form("甲局", "项目一");
    district.sheets("甲.xlsx", &[("汇总", &list), ("项目一", &form)]);
    let result = district.score();
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
    assert!(codes(&result).is_empty(), "{}", result["findings"]);
}

#[test]
fn a_table_goes_on_on_the_next_sheet() {
    let district = District::new();
    let form = project_form("甲局", "项目一");
    let rest: Vec<Vec<Cell>> = [&form[6..7], &form[9..]].concat();
    district.sheets("甲.xlsx", &[("自评表", &form[..9]), ("续表", &rest)]);
    let result = district.score();
    assert_eq!(result["subjects"][0]["total"], 97, "{}", result["findings"]);
}

#[test]
fn an_attachment_behind_a_form_without_a_total_is_none_of_it() {
    let district = District::new();
    let form = project_form("甲局", "项目一");
    let list = [
        row(&["培训人员名单"]),
        row(&["编号", "姓名", "职务", "电话"]),
        row(&["1", "张三", "科员", "8200001"]),
        row(&["2", "李四", "主任", "8200002"]),
    ];
    district.sheets("甲.xlsx", &[("自评表", &form[..11]), ("附件", &list)]);
    let result = district.score();
    assert!(!codes(&result).contains(&"S28".to_owned()), "{}", result["findings"]);
    // Without heads of its own it may be the rest of the table.
    district.sheets("甲.xlsx", &[("自评表", &form[..9]), ("续", &[&list[2..], &list[2..]].concat())]);
    let result = district.score();
    assert!(codes(&result).contains(&"S28".to_owned()), "{}", result["findings"]);
}

#[test]
fn a_body_named_above_its_project_goes_with_it() {
    let district = District::new();
    let mut rows = Vec::new();
    for (body, project) in [("甲局", "项目一"), ("乙局", "项目二")] {
        let mut form = project_form(body, project);
        form.swap(2, 3);
        rows.extend(form);
        rows.push(row(&["填报人：张三"]));
    }
    district.sheet("两局.xlsx", &rows);
    let result = district.score();
    let bodies: Vec<&Value> =
        result["subjects"].as_array().unwrap().iter().map(|one| &one["department"]).collect();
    assert_eq!(bodies, ["乙局", "甲局"], "{}", result["findings"]);
}

#[test]
fn a_split_target_is_read_by_what_stands_below_its_head() {
    let sheet = |sign: &str| {
        let mut form = project_form("甲局", "项目一");
        form[6] = ["一级指标", "二级指标", "三级指标", "年度指标值", "", "", "实际完成值", "分值", "得分"]
            .map(Cell::from)
            .to_vec();
        form.insert(7, ["", "", "", sign, "值", "单位"].map(Cell::from).to_vec());
        for row in &mut form[8..] {
            row.insert(4, "".into());
            row.insert(5, "".into());
        }
        for (row, cells) in [
            (8, ["≥", "50", "场"]),
            (9, ["≥", "98", "%"]),
            (10, ["", "效果明显", ""]),
            (11, ["≥", "95", "%"]),
        ] {
            form[row].splice(3..6, cells.map(Cell::from));
        }
        let merged = [0, 1, 2, 6, 7, 8].map(|col| Area { first: (6, col), last: (7, col) });
        let merges = merged.into_iter().chain([Area { first: (6, 3), last: (6, 5) }]).collect();
        Sheet { name: "自评表".to_owned(), cells: cells(&form), merges, ..Sheet::default() }
    };
    let rubric = told::rubric("project-2020-10");
    let targets = |sign: &str| {
        let read = told::intake("甲.xlsx", vec![sheet(sign)], &rubric);
        let lines = read.submissions[0].open().tables["绩效指标"].clone();
        lines.iter().map(|line| line.cells["年度指标值"].raw.clone()).collect::<Vec<_>>()
    };
    assert_eq!(targets("性质"), ["≥ | 50 | 场", "≥ | 98 | %", "效果明显", "≥ | 95 | %"]);
    // A sign below a head that nobody knows is not read, and never taken for the target.
    assert_eq!(targets("类别"), [" | 50 | 场", " | 98 | %", "效果明显", " | 95 | %"]);
}

fn cells(form: &[Vec<Cell>]) -> Vec<sheet::Cell> {
    let mut cells = Vec::new();
    for (row, line) in (0..).zip(form) {
        for (col, cell) in (0..).zip(line) {
            let value = match cell {
                Cell::Text(text) if text.is_empty() => continue,
                Cell::Text(text) => sheet::Value::Text(text.clone()),
                Cell::Number(number) => sheet::Value::Number(*number, false),
                Cell::Percent(number) => sheet::Value::Number(*number, true),
                other @ Cell::Error(_) => panic!("{other:?}"),
            };
            cells.push(sheet::Cell { row, col, value });
        }
    }
    cells
}

#[test]
fn weights_in_percent_are_points_wherever_they_stand() {
    let result = scored(|form| {
        form[5][5] = "10%".into();
        for (row, weight) in [(7, "20%"), (8, "30%"), (9, "30%"), (10, "10%"), (11, "100%")] {
            form[row][5] = weight.into();
        }
    });
    let plain = scored(|_| {});
    assert_eq!(
        (codes(&result), &result["subjects"][0]["total"]),
        (codes(&plain), &plain["subjects"][0]["total"])
    );
}

#[test]
fn a_table_that_stands_upright_below_the_budget_is_none_of_its_lines() {
    let upright = scored(|form| {
        let table = form.split_off(6);
        let width = table.iter().map(Vec::len).max().unwrap();
        let cell = |row: &Vec<Cell>, col: usize| row.get(col).cloned().unwrap_or_else(|| "".into());
        form.extend((0..width).map(|col| table.iter().map(|row| cell(row, col)).collect::<Vec<_>>()));
    });
    let plain = scored(|_| {});
    assert_eq!(upright["subjects"][0]["total"], plain["subjects"][0]["total"], "{:?}", upright["findings"]);
}

#[test]
fn a_figure_of_the_total_line_that_cannot_be_read_is_said() {
    let result = scored(|form| form[11][6] = "优，约97".into());
    assert!(codes(&result).contains(&"T07".to_owned()), "{:?}", result["findings"]);
}

#[test]
fn points_of_a_level_may_be_told_without_the_word() {
    for (label, told) in [
        ("产出指标（60）", true),
        ("产出指标（共60分）", true),
        ("产出指标（2）", false),
        ("产出指标（2023）", false),
    ] {
        let result = scored(|form| form[7][0] = label.into());
        assert_eq!(codes(&result).contains(&"A12".to_owned()), told, "{label}: {}", result["findings"]);
    }
}
