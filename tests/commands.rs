//! The program as its users run it: results, statuses, bytes.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation)]

use std::fs;

use crate::common::{Cell, District, codes, command, err, jixiao, out, project_form, root, rubric, status};

#[test]
fn a_correct_form_is_scored_to_the_hundredth() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let output = district.run("score", "project-2020-10", &[]);
    assert_eq!(status(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("找到 1 个文件：评分 1，拒收 0，忽略 0"), "{}", out(&output));
    let result = district.result();
    let subject = &result["subjects"][0];
    assert_eq!(subject["total"], 97);
    assert_eq!(subject["self_total"], 97);
    assert_eq!((&subject["grade"], &subject["rank"]), (&"优".into(), &1.into()));
    let actual = &subject["indicators"][1]["inputs"][1];
    assert_eq!(actual["name"], "实际完成值");
    assert_eq!(
        (&actual["raw"], &actual["value"], &actual["cell"]),
        (&"50场".into(), &50.into(), &"E8".into())
    );
}

#[test]
fn the_result_has_exactly_the_contracts_keys() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let result = district.score();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let sorted = |text: &str| {
        let mut keys: Vec<String> = text.split(' ').map(str::to_owned).collect();
        keys.sort();
        keys
    };
    let check = |value: &serde_json::Value, wanted: &str| {
        let mut found = keys(value);
        found.sort();
        assert_eq!(found, sorted(wanted));
    };
    check(&result, "schema rubric subjects findings inputs");
    check(&result["rubric"], "id title year sha256");
    check(
        &result["subjects"][0],
        "department project group file sheet status total self_total grade rank indicators",
    );
    check(&result["subjects"][0]["indicators"][0], "code path max points self_points status reason inputs");
    check(&result["subjects"][0]["indicators"][0]["inputs"][0], "name raw value file sheet cell");
    check(&result["inputs"][0], "file sha256 status reason");
}

#[test]
fn two_runs_and_any_number_of_jobs_give_the_same_bytes() {
    for (inputs, rubric) in
        [("inputs/published", "rubrics/project-2020-10"), ("inputs/liwan-2023", "rubrics/department-overall")]
    {
        let mut seen: Vec<Vec<Vec<u8>>> = Vec::new();
        let folder = tempfile::tempdir().unwrap();
        for (run, jobs) in ["1", "2", "2"].iter().enumerate() {
            let target = folder.path().join(run.to_string());
            let target = target.to_str().unwrap();
            let output = jixiao(&["score", inputs, "--rubric", rubric, "--out", target, "--jobs", jobs]);
            assert!(status(&output) <= 1, "{}", err(&output));
            let files = ["评价结果.xlsx", "result.json", "scores.parquet"];
            seen.push(files.iter().map(|file| fs::read(format!("{target}/{file}")).unwrap()).collect());
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{inputs}: bytes differ");
    }
}

#[test]
fn no_output_tells_where_this_machine_keeps_its_files() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let result = district.score().to_string();
    let here = district.folder.path().display().to_string();
    assert!(!result.contains(&here));
}

#[test]
fn everyone_else_is_scored_when_one_file_is_broken() {
    let district = District::new();
    district
        .sheet("甲.xlsx", &project_form("甲局", "项目一"))
        .bytes("坏.xlsx", b"PK\x03\x04 this is no archive")
        .bytes("网页.xls", "<html><p>公告</p></html>".as_bytes())
        .bytes("空.xlsx", b"")
        .bytes("说明.txt", "说明".as_bytes())
        .bytes("~$甲.xlsx", b"lock");
    let output = district.run("score", "project-2020-10", &[]);
    assert_eq!(status(&output), 1);
    assert!(out(&output).contains("找到 6 个文件：评分 1，拒收 3，忽略 2"), "{}", out(&output));
    assert_eq!(district.result()["subjects"].as_array().unwrap().len(), 1);
    assert_eq!(codes(&district.result()), ["S01", "S01", "S01"]);
    assert!(out(&output).contains("不是电子表格（实为网页）"), "{}", out(&output));
}

#[test]
fn a_missing_or_empty_folder_is_said() {
    let output = jixiao(&["score", "no-such-folder", "--rubric", "rubrics/project-2020-10", "--out", "x"]);
    assert_eq!(status(&output), 3);
    assert!(err(&output).contains("输入文件夹不存在或不是文件夹：no-such-folder"));
    let empty = tempfile::tempdir().unwrap();
    let output = jixiao(&["check", empty.path().to_str().unwrap(), "--rubric", "rubrics/project-2020-10"]);
    assert_eq!(status(&output), 3);
    assert!(err(&output).contains("输入文件夹内没有文件"));
}

#[test]
fn a_rubric_that_does_not_parse_shows_the_line() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["rubric.toml", "form.toml", "examples.toml"] {
        fs::copy(root().join("rubrics/project-2020-10").join(file), folder.path().join(file)).unwrap();
    }
    let rubric = folder.path().join("rubric.toml");
    let text = fs::read_to_string(&rubric).unwrap();
    let run = |text: String| {
        fs::write(&rubric, text).unwrap();
        let output = jixiao(&["rubric", "test", folder.path().to_str().unwrap()]);
        assert_eq!(status(&output), 2);
        err(&output)
    };
    let message = run(text.replace("places = 2", "places = 二"));
    assert!(message.contains("第 6 行第 10 列：文字须加引号"), "{message}");
    assert!(message.contains("6 | places = 二\n  |          ^"), "{message}");
    let message = run(text.replace("printed_points =", "printed_point ="));
    assert!(message.contains("不认识的字段“printed_point”，是否应为“printed_points”？"), "{message}");
    let message = run(text.replace("full_points = 100\n", ""));
    assert!(message.contains("缺少必填字段“full_points”"), "{message}");
    let message = run(text
        .replace("actual = \"全年执行数\"", "actual = \"全年执行\"")
        .replace("points = 50", "points = 40"));
    assert!(message.contains("评分细则有 2 处错误"), "{message}");
    assert!(message.contains("各指标分值合计 90 分，与满分 100 分不符"), "{message}");
    assert!(message.contains("数据项“全年执行”在 form.toml 中没有来源，是否应为“全年执行数”？"), "{message}");
    let message = run(text.replace("target = \"全年预算数\"", "target = \"全年预算数+\""));
    assert!(message.contains("公式“全年预算数+”无法解析：公式不完整"), "{message}");
}

#[test]
fn a_tie_shares_its_rank_by_either_rule() {
    let district = District::new();
    for (file, department, done) in
        [("1.xlsx", "甲局", "50场"), ("2.xlsx", "乙局", "50场"), ("3.xlsx", "丙局", "25场")]
    {
        let mut form = project_form(department, "项目");
        form[7][4] = done.into();
        form[7].push("说明".into());
        district.sheet(file, &form);
    }
    let ranks = |result: &serde_json::Value| {
        result["subjects"].as_array().unwrap().iter().map(|s| s["rank"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(ranks(&district.score()), [1, 1, 3]);
    let dense = district.folder.path().join("dense");
    fs::create_dir(&dense).unwrap();
    for file in ["rubric.toml", "form.toml", "examples.toml"] {
        let text = fs::read_to_string(root().join("rubrics/project-2020-10").join(file)).unwrap();
        fs::write(dense.join(file), text.replace("\"competition\"", "\"dense\"")).unwrap();
    }
    let (inputs, outputs) = (district.inputs(), district.outputs());
    let output = jixiao(&[
        "score",
        inputs.to_str().unwrap(),
        "--rubric",
        dense.to_str().unwrap(),
        "--out",
        outputs.to_str().unwrap(),
    ]);
    assert!(status(&output) <= 1);
    assert_eq!(ranks(&district.result()), [1, 1, 2]);
}

#[test]
fn the_bureau_decides_between_two_forms_of_one_body() {
    let district = District::new();
    let dated = |day: &str, done: &str| {
        let mut form = project_form("甲局", "项目一");
        form[1] = vec!["填报日期".into(), day.into()];
        form[7][4] = done.into();
        form
    };
    district
        .sheet("甲-1.xlsx", &dated("2021-03-10", "50场"))
        .sheet("甲-2.xlsx", &dated("2021-04-02", "40场"));
    district.run("score", "project-2020-10", &[]);
    assert_eq!(district.result()["subjects"].as_array().unwrap().len(), 0);
    assert_eq!(codes(&district.result()), ["S03", "S03"]);
    for (prefer, total) in [("newest", 93), ("甲-1.xlsx", 97)] {
        district.run("score", "project-2020-10", &["--prefer", prefer]);
        let result = district.result();
        assert_eq!(result["subjects"][0]["total"], total, "{prefer}");
        assert_eq!(result["inputs"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn forms_may_stand_below_each_other_or_on_sheets_of_their_own() {
    let district = District::new();
    let (first, second) = (project_form("甲局", "项目一"), project_form("甲局", "项目二"));
    let stacked: Vec<Vec<Cell>> = first.iter().chain(&[vec![], vec![]]).chain(&second).cloned().collect();
    district.sheet("上下.xlsx", &stacked);
    district.sheets(
        "两页.xlsx",
        &[("一", &project_form("乙局", "项目三")), ("二", &project_form("乙局", "项目四"))],
    );
    let result = district.score();
    let totals: Vec<_> = result["subjects"].as_array().unwrap().iter().map(|s| s["total"].clone()).collect();
    assert_eq!(totals, [97, 97, 97, 97]);
    assert!(codes(&result).is_empty(), "{:?}", result["findings"]);
}

#[test]
fn explain_tells_the_way_from_the_cell_to_the_rank() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    form[7][4] = "49场".into();
    district.sheet("甲.xlsx", &form);
    district.score();
    let result = district.outputs().display().to_string();
    let text = out(&jixiao(&["explain", &result, "甲"]));
    for line in [
        "数据  实际完成值 “49场”  ←  甲.xlsx › 自评表 › E8",
        "代入  =ROUND(IF(MAX(49,0)>=50,20,MAX(49,0)/50*20),2)",
        "计算  实际完成值49小于年度指标值50，取实际完成值49÷年度指标值50×分值20，四舍五入保留2位小数",
        "结论  完成率 98%，得 19.6 分，扣 0.4 分",
        "总分：9＋19.6＋30＋28＋10＝96.6 分，等级优；第 1 名（共 1 个参与排名）",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let one = out(&jixiao(&["explain", &result, "甲局", "满意度"]));
    assert!(one.contains("【D.01】") && !one.contains("【B.01】"), "{one}");
    let output = jixiao(&["explain", &result, "乙局"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("结果中没有“乙局”"));
    let json: serde_json::Value =
        serde_json::from_str(&out(&jixiao(&["explain", &result, "甲", "--json"]))).unwrap();
    assert_eq!(json[0]["total"], 96.6);
}

#[test]
fn explain_reads_what_an_editor_saved_and_refuses_a_later_contract() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    district.score();
    let file = district.outputs().join("result.json");
    let text = fs::read_to_string(&file).unwrap();
    let explain = || jixiao(&["explain", district.outputs().to_str().unwrap(), "甲"]);
    fs::write(&file, format!("\u{feff}{text}")).unwrap();
    assert_eq!(status(&explain()), 0, "{}", err(&explain()));
    fs::write(&file, text.replacen("\"schema\": 1", "\"schema\": 2, \"later\": true", 1)).unwrap();
    assert_eq!(status(&explain()), 3);
    assert!(err(&explain()).contains("数据格式第 2 版，本程序只能读取至第 1 版"), "{}", err(&explain()));
    fs::write(&file, text.split_at(text.find("\"subjects\"").unwrap()).0).unwrap();
    assert_eq!(status(&explain()), 3);
    assert!(err(&explain()).contains("result.json 不完整，在第 "), "{}", err(&explain()));
}

#[test]
fn explain_names_ten_of_many_and_what_to_read() {
    let district = District::new();
    for body in 1..=12 {
        let name = format!("第{body:02}局");
        let mut form = project_form(&name, "项目一");
        form.splice(8..8, (0..9).map(|_| vec![]));
        let line = |number: usize| ["", "", &format!("事项{number}"), "≥1个", "1个"].map(Cell::from).to_vec();
        for number in 0..9 {
            form[8 + number] = line(number);
            form[8 + number].extend([Cell::Number(2.0), Cell::Number(2.0)]);
        }
        form[7][5] = 2.0.into();
        form[7][6] = 2.0.into();
        district.sheet(&format!("{name}.xlsx"), &form);
    }
    district.score();
    let result = district.outputs().display().to_string();
    let output = jixiao(&["explain", &result, "局"]);
    assert_eq!(status(&output), 2);
    assert!(
        err(&output).contains("、第10局等 12 个") && !err(&output).contains("第11局"),
        "{}",
        err(&output)
    );
    let output = jixiao(&["explain", &result, "第01局", "Z"]);
    assert_eq!(status(&output), 2);
    let said = err(&output);
    assert!(said.contains("可用的有：A ") && said.trim_end().ends_with("等 14 个"), "{said}");
    let workbook = district.outputs().join("评价结果.xlsx");
    let output = jixiao(&["explain", workbook.to_str().unwrap(), "第01局"]);
    assert_eq!(status(&output), 3);
    assert!(err(&output).contains("请指明结果所在文件夹，或其中的 result.json"), "{}", err(&output));
}

#[test]
fn check_finds_the_same_and_leaves_nothing() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    form[7][4] = "约73场".into();
    district.sheet("甲.xlsx", &form);
    let output = district.run("check", "project-2020-10", &[]);
    assert_eq!(status(&output), 1);
    assert!(!district.outputs().exists());
    assert!(out(&output).contains("错误 T03"), "{}", out(&output));
    assert!(!out(&output).contains('\u{1b}'), "no colours in a pipe");
    assert!(err(&output).is_empty(), "no progress bar in a pipe: {}", err(&output));
    let json: serde_json::Value =
        serde_json::from_str(&out(&district.run("check", "project-2020-10", &["--json"]))).unwrap();
    assert_eq!(json["findings"][0]["cell"], "E8");
    assert_eq!(status(&district.run("check", "project-2020-10", &["--fail-on", "never"])), 0);
}

#[test]
fn usage_is_explained_in_chinese() {
    let help = out(&jixiao(&["--help"]));
    assert!(help.contains("用法：") && help.contains("示例："), "{help}");
    for command in ["score", "check", "explain"] {
        let output = jixiao(&[command, "--help"]);
        assert_eq!(status(&output), 0);
        let text = out(&output);
        assert!(text.contains("示例：") && !text.contains("Usage") && !text.contains("Options"), "{text}");
    }
    for (arguments, words) in [
        (vec!["scor"], "不认识的命令“scor”，是否应为“score”？"),
        (vec!["score"], "缺少参数"),
        (vec!["score", "x", "--rubic", "y"], "不认识的参数“--rubic”，是否应为“--rubric”？"),
        (vec![], "请写明命令"),
    ] {
        let output = jixiao(&arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn the_shown_points_add_up_to_the_shown_total_for_everyone() {
    for (inputs, rubric) in
        [("inputs/published", "rubrics/project-2020-10"), ("inputs/liwan-2023", "rubrics/department-overall")]
    {
        let output = jixiao(&["score", inputs, "--rubric", rubric, "--out", &temp(), "--json"]);
        let result: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        for subject in result["subjects"].as_array().unwrap() {
            let hundredths = |value: &serde_json::Value| (value.as_f64().unwrap() * 100.0).round() as i64;
            let sum: i64 = subject["indicators"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|indicator| !indicator["points"].is_null())
                .map(|indicator| hundredths(&indicator["points"]))
                .sum();
            assert_eq!(sum, hundredths(&subject["total"]), "{}", subject["department"]);
        }
    }
}

fn temp() -> String {
    tempfile::tempdir().unwrap().keep().display().to_string()
}

#[path = "../examples/case_table.rs"]
#[allow(dead_code)]
mod case_table;

#[test]
fn the_table_of_published_cases_is_current() {
    let table = case_table::table(root()).unwrap();
    let checked_in = fs::read_to_string(root().join("docs/published-cases.md")).unwrap();
    assert!(table == checked_in, "renew it: cargo run --example case_table > docs/published-cases.md");
}

#[test]
fn a_number_out_of_bounds_is_answered_with_the_bounds() {
    for (argument, wrong, bounds) in [
        ("--memory", "50", "256 至 65536"),
        ("--timeout", "0", "1 至 3600"),
        ("--file-size", "5000", "1 至 1024"),
    ] {
        let output = jixiao(&["check", "inputs", "--rubric", "rubrics", argument, wrong]);
        assert_eq!(status(&output), 2);
        let said = format!("不能为“{wrong}”，应为 {bounds} 的整数");
        assert!(err(&output).contains(argument) && err(&output).contains(&said), "{}", err(&output));
    }
}

#[test]
fn a_run_over_nothing_leaves_the_former_result() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    assert_eq!(status(&district.run("score", "project-2020-10", &[])), 0);
    let former = std::fs::read(district.outputs().join("result.json")).unwrap();
    std::fs::remove_file(district.inputs().join("甲.xlsx")).unwrap();
    district.bytes("空.xlsx", b"");
    let output = district.run("score", "project-2020-10", &[]);
    assert_eq!(status(&output), 3);
    assert!(err(&output).contains("原有的结果未更新"), "{}", err(&output));
    assert!(out(&output).contains("S01"), "{}", out(&output));
    let json = district.run("score", "project-2020-10", &["--json"]);
    let said: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!((status(&json), &said["findings"][0]["code"]), (3, &"S01".into()));
    assert_eq!(std::fs::read(district.outputs().join("result.json")).unwrap(), former);
    assert!(district.outputs().join("评价结果.xlsx").is_file());
}

#[test]
fn a_screen_shows_a_large_district_in_short_and_says_where_all_of_it_stands() {
    const BODIES: usize = 60;
    let district = District::new();
    for index in 0..BODIES {
        let mut form = project_form(&format!("第{index}局"), "项目一");
        // Several findings of each line.
        for row in &mut form {
            row.pop();
        }
        district.sheet(&format!("{index}.xlsx"), &form);
    }
    let output = district.run("check", "project-2020-10", &["--fail-on", "never"]);
    assert!(out(&output).contains("加写 --out <文件夹> 可另存全部问题的清单"), "{}", out(&output));
    let output = district.run("score", "project-2020-10", &["--fail-on", "never"]);
    let text = out(&output);
    assert!(text.contains("共 60 个，只显示前 50 个") && text.contains("的“数据质量问题表”"), "{text}");
    assert!(text.contains("评价对象 60 个"), "{text}");
    assert!(text.lines().count() < 500, "{}", text.lines().count());
}

#[test]
fn sentences_write_amounts_as_their_cells_do() {
    for (target, actual, said) in [
        (
            "≥90万元",
            "86.4万元",
            "实际完成值86.4万元小于年度指标值90万元，取实际完成值86.4万元÷年度指标值90万元×分值20",
        ),
        ("≥90万元", "86.4", "实际完成值86.4万元小于年度指标值90万元"),
        ("≥50场", "43场", "实际完成值43小于年度指标值50"),
    ] {
        let district = District::new();
        let mut form = project_form("甲局", "项目一");
        (form[7][3], form[7][4]) = (Cell::from(target), Cell::from(actual));
        district.sheet("甲.xlsx", &form);
        let result = district.score();
        let reason = result["subjects"][0]["indicators"][1]["reason"].as_str().unwrap();
        assert!(reason.contains(&format!("计算：{said}")), "{reason}");
    }
}

#[test]
fn a_result_may_lie_beside_the_inputs_and_not_among_them() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let rubric = rubric("project-2020-10");
    let score = |out: &str| {
        let arguments = ["score", ".", "--rubric", &rubric, "--out", out, "--fail-on", "never"];
        command(&arguments).current_dir(district.inputs()).output().unwrap()
    };
    // Neither folder is there yet.
    assert_eq!(status(&score("../旁")), 0);
    let refused = score("./内/里");
    assert_eq!(status(&refused), 2);
    assert!(err(&refused).contains("结果文件夹不能放在输入文件夹之内"));
}
