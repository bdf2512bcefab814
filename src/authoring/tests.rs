//! What goes out comes back: shipped rubrics and every shape of the language, through the cells.

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use toml::{Table, Value};

use super::*;

/// Every key of the language at least once; nested rules inside fallbacks and pools.
const EVERYTHING: &str = r#"
title = "全部写法"
year = 2025
extends = "../base"
remove = ["X1", "X2"]
scores = "department"
projects = "../project-2020-10"
full_points = 100
places = 2
total_places = 1
total_most = 105
ranking = "dense"
tie_break = ["A1", "A2"]
source = "某文件"
notice = "须知"
grade = [{ name = "优", from = 90 }, { name = "差", from = 0 }]
fact = [{ name = "结余率", value = "1-支出/收入" }]
level = [
  { path = [], roll_up = "mean", most = 100 },
  { path = ["投入"], points = 20, weight = "20%", roll_up = "best", best = 3 },
  { path = ["投入", "目标设定"], roll_up = "geometric_mean" },
]
limit = [
  { name = "违纪", when = '重大违纪="是"', points = 0, missing = "clear" },
  { name = "迟报", when = "迟报天数>5", grade = "良", missing = "pending" },
]
quota = [{ grade = "优", most = "30%", within = "group", ties = "out" }]

[[indicator]]
code = "A1"
path = ["投入", "目标设定", "甲"]
points = 4.5
applies = '有专项资金="是"'
applies_to = ["一组", "二组"]
redistribute_within = 1
not_applicable = "full"
missing = "self"
counts = "bonus"
printed_points = "表列"
self_points = "自评"
review_points = "复核"
review_reason = "理由"
told = { what = "比率", value = "甲/乙" }
standard = "第一行\n第二行"
say = { full = "好", partial = "可", zero = "差", pending = "待", not_applicable = "无" }
rule = { shape = "proportional", actual = "甲", target = "乙", zero_target = "pending", rate_places = 2, over = { above = "130%", then = "deduct", each = "10%", points = 0.5, step = "begun" } }
fallback = [
  { shape = "bands", value = "甲", bands = [{ from = "90%", points = 5 }, { above = 0, below = "90%", share = "50%" }, { to = 0, points = 0 }] },
  { shape = "choose", take = "first", of = [{ shape = "inverse_linear", actual = "甲", target = "乙" }, { shape = "checklist", items = [{ fact = "丙", points = 1 }, { fact = "丁", points = 0.5, not_applicable = "share" }] }] },
]

[[indicator]]
code = "A2"
path = ["投入", "目标设定", "乙"]
weight = "20%"
rows = "绩效指标"
level = "产出指标"
roll_up = "share"
rule = { shape = "by_target", upper = "ratio", tiers = [0.8, "60%", 0], over = { above = 1.3, then = "note" } }

[[indicator]]
code = "A3"
path = ["投入", "丙"]
points = 5
rule = { shape = "pool", of = [{ chosen = '选甲="是"', rule = { shape = "tiered", tier = "档", given = "分", tiers = [{ words = ["好", "优"], from = "80%", to = "100%" }, { words = ["差"], from = 0, below = "80%" }] } }, { chosen = "选乙=1", rule = { shape = "choose", take = "best", of = [{ shape = "linear", value = "戊", zero_at = 0, full_at = "100%" }, { shape = "inverse_ratio", actual = "甲", target = 5 }] } }] }

[[indicator]]
code = "B"
path = ["产出"]
points = 5
rule = { shape = "deduct", value = "甲/乙", above = "10%", each = "1%", points = 0.3, step = "full" }

[[indicator]]
code = "B1"
path = ["产出", "数量"]
points = 5
rule = { shape = "change", this = "甲", last = "乙", above = "-30%", each = "1%", points = 0.3 }

[[indicator]]
code = "C01"
path = ["产出", "数量", "一"]
points = 5
rule = { shape = "yes_no", fact = "违规", full_on = "否" }
[[indicator]]
code = "C02"
path = ["产出", "数量", "二"]
points = 5
rule = { shape = "manual", fact = "评分" }
[[indicator]]
code = "C03"
path = ["产出", "数量", "三"]
points = 5
rule = { shape = "formula", points = "IF(甲>=95%,分值,0)" }
[[indicator]]
code = "C04"
path = ["产出", "四"]
points = 5
rule = { shape = "interval", value = "甲", from = "-5%", to = "5%", each = "1%", points = 0.5, step = "linear" }
[[indicator]]
code = "C05"
path = ["产出", "五"]
points = 5
rule = { shape = "timely", done = "完成日", due = "截止日", each = 1, share = "5%" }
[[indicator]]
code = "C06"
path = ["产出", "六"]
points = 5
rule = { shape = "progress", value = "甲/乙", month = 6, schedule = [{ month = 4, rate = "25%" }, { month = 6, rate = "40%" }] }
[[indicator]]
code = "C07"
path = ["产出", "七"]
points = 5
rule = { shape = "coefficient", value = "系数", most = "120%" }
[[indicator]]
code = "C08"
path = ["产出", "八"]
points = 5
rule = { shape = "graded", fact = "程度", grades = [{ word = "严重", lose = "100%" }, { word = "轻微", lose = "30%" }], clear = ["无", "没有"] }
[[indicator]]
code = "C09"
path = ["产出", "九"]
points = 5
rule = { shape = "peer", value = "人均支出", by = "z_score", within = "group", better = "lower", full_at = -1, zero_at = 1 }
[[indicator]]
code = "C10"
path = ["产出", "十"]
points = 5
counts = "penalty"
rule = { shape = "tally", items = [{ fact = "通报次数", points = 2 }, { fact = "批评次数", points = 0.5 }] }
[[indicator]]
code = "C11"
path = ["产出", "十一"]
points = 5
rows = "绩效指标"
rule = { shape = "achieved", over = { above = "130%", then = "fail" } }
[[indicator]]
code = "C12"
path = ["产出", "十二"]
points = 5
rule = { shape = "equality", actual = "甲", target = "乙", over = { above = "120%", then = "flag" } }
"#;

const EXAMPLES: &str = r#"
[[example]]
name = "限制"
limit = "违纪"
group = "一组"
facts = { "重大违纪" = "是", "数" = 3.5 }
others = [{ "甲" = 1, "乙" = "≥3" }, { "甲" = 2 }]
expect = "fires"
[[example]]
name = "分数"
indicator = "A1"
facts = { "指标值" = "=0起", "空" = "", "率" = "95%" }
expect = 8.20
"#;

fn shipped() -> Vec<PathBuf> {
    let rubrics = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics");
    let mut folders: Vec<PathBuf> = fs::read_dir(rubrics)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("rubric.toml").is_file())
        .collect();
    folders.sort();
    assert!(folders.len() >= 2);
    folders
}

fn trees_of(folder: &Path) -> Trees {
    let [rubric, form, examples] = Texts::read(folder).unwrap().trees(folder).unwrap();
    Trees { rubric, form, examples }
}

fn everything() -> Trees {
    let form = trees_of(&shipped()[0]).form;
    Trees { rubric: toml::from_str(EVERYTHING).unwrap(), form, examples: toml::from_str(EXAMPLES).unwrap() }
}

/// Whole numbers as decimals; a number stated as words among the facts of an example as a number.
fn levelled(value: &Value, in_facts: bool) -> Value {
    match value {
        #[allow(clippy::cast_precision_loss)]
        Value::Integer(whole) => Value::Float(*whole as f64),
        Value::String(text) if in_facts => text.parse::<f64>().map_or_else(|_| value.clone(), Value::Float),
        Value::Array(list) => Value::Array(list.iter().map(|entry| levelled(entry, in_facts)).collect()),
        Value::Table(table) => {
            let entries = table.iter();
            let entries = entries.map(|(key, value)| {
                (key.clone(), levelled(value, in_facts || ["facts", "others"].contains(&key.as_str())))
            });
            Value::Table(entries.collect())
        }
        other => other.clone(),
    }
}

fn assert_equal(found: &Table, wanted: &Table, what: &str) {
    for key in wanted.keys().chain(found.keys()) {
        let side = |table: &Table| table.get(key).map(|value| levelled(value, false));
        let (found, wanted) = (side(found), side(wanted));
        if let (Some(Value::Array(found)), Some(Value::Array(wanted))) = (&found, &wanted) {
            for (found, wanted) in found.iter().zip(wanted) {
                assert_eq!(found, wanted, "{what}: {key}");
            }
        }
        assert_eq!(found, wanted, "{what}: {key}");
    }
}

fn read_back(bytes: &[u8]) -> Result<Trees, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("细则.xlsx");
    fs::write(&file, bytes).unwrap();
    read_trees(&file).map_err(|error| error.to_string())
}

fn round(trees: &Trees, what: &str) {
    let bytes = write::workbook(&flatten::flatten(trees), Extent::Used).unwrap();
    let back = read_back(&bytes).unwrap();
    assert_equal(&back.rubric, &trees.rubric, what);
    assert_equal(&back.form, &trees.form, what);
    assert_equal(&back.examples, &trees.examples, what);
    // The texts say the same as the trees.
    let texts = literal::texts(&back);
    let [rubric, form, examples] = texts.trees(Path::new("x")).unwrap();
    assert_eq!(Trees { rubric, form, examples }, back, "{what}");
}

#[test]
fn shipped_rubrics_come_back_whole() {
    for folder in shipped() {
        round(&trees_of(&folder), &folder.display().to_string());
    }
}

#[test]
fn every_shape_and_key_comes_back_whole() {
    round(&everything(), "全部写法");
}

#[test]
fn every_key_has_a_column() {
    for trees in shipped().iter().map(|folder| trees_of(folder)).chain([everything()]) {
        let left = flatten::left_over(&flatten::flatten(&trees));
        assert!(left.is_empty(), "{left:#?}");
    }
}

#[test]
fn what_has_no_column_is_kept_as_toml() {
    let mut trees = everything();
    trees.rubric.insert("新设置".to_owned(), toml::from_str("a = [1, 'x;y']").map(Value::Table).unwrap());
    let first = trees.rubric["indicator"].as_array_mut().unwrap()[0].as_table_mut().unwrap();
    first.insert(
        "rule".to_owned(),
        toml::from_str("shape = 'unheard_of'\nx = { y = 1 }").map(Value::Table).unwrap(),
    );
    assert_eq!(flatten::left_over(&flatten::flatten(&trees)).len(), 2);
    round(&trees, "新写法");
}

#[test]
fn equal_rubrics_give_equal_bytes() {
    let bytes = || write_xlsx(&shipped()[0]).unwrap();
    assert_eq!(bytes(), bytes());
}

/// A workbook of one sheet.
fn sheets(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, *cell).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn an_official_table_is_understood_in_any_order_of_columns() {
    let bytes = sheets(&[(
        "指标体系",
        &[
            &["某市部门整体支出绩效评价指标体系"],
            &[],
            &[
                "计 分 方 式",
                "评价标准",
                "分值（分）",
                "一级指标",
                "二级指标",
                "三级指标",
                "实际值",
                "目标值",
                "数据项",
                "#自用",
            ],
            &[
                "按比例",
                "按比例",
                "5",
                "投入（20分）",
                "配置(10分)",
                "在职人员控制率",
                "在职人数",
                "编制数",
                "",
                "随意",
            ],
            &[],
            &["是否", "", "5分", "", "", "制度健全", "", "", "制度健全", ""],
            &["#按比例", "这一行不读取"],
            &["是 否", "", "10", "过程", "", "公开", "", "", "已公开", ""],
        ],
    )]);
    let trees = read_back(&bytes).unwrap();
    let text = literal::texts(&trees).rubric;
    let wanted = r#"[[level]]
path = ["投入"]
points = 20

[[level]]
path = ["投入", "配置"]
points = 10

[[indicator]]
code = "在职人员控制率"
path = ["投入", "配置", "在职人员控制率"]
points = 5
rule = { shape = "proportional", actual = "在职人数", target = "编制数" }
standard = "按比例"

[[indicator]]
code = "制度健全"
path = ["投入", "配置", "制度健全"]
points = 5
rule = { shape = "yes_no", fact = "制度健全" }

[[indicator]]
code = "公开"
path = ["过程", "公开"]
points = 10
rule = { shape = "yes_no", fact = "已公开" }
"#;
    assert_eq!(text, wanted);
}

#[test]
fn every_fault_is_said_with_its_cell() {
    let bytes = sheets(&[
        (
            "指标体系",
            &[
                &[
                    "指标编码",
                    "三级指标",
                    "分 值",
                    "计分方试",
                    "计分方式",
                    "实际值",
                    "目标值",
                    "扣分值",
                    "确认",
                ],
                &["A", "甲", "五", "", "按比列", "", "", "", ""],
                &["A", "乙", "5", "", "按比例", "甲/", "", "1", "待确认"],
                &["C", "丙", "5", "", "清单", "", "", "", ""],
                &["D", "丁", "5", "", "", "", "", "", "已确认"],
                &["F", "戊", "", "", "是否"],
            ],
        ),
        ("分档表", &[&["指标编码", "数据项", "得分"], &["E", "甲", "1"]]),
        ("设置", &[&["【基本】"], &["名称", "某细则"], &["评价年份度", "2024"]]),
        ("字段映射", &[&["【数据项】"], &["所在表", "数据项", "类型"], &["预算", "甲", "金额"]]),
        ("草稿", &[&["随意"]]),
        ("#草稿", &[&["随意"]]),
    ]);
    let message = read_back(&bytes).unwrap_err();
    for wanted in [
        "指标体系 D1：现为“计分方试”，不认识的列，是否应为“计分方式”？",
        "指标体系 C2：现为“五”，应填数字",
        "指标体系 E2：现为“按比列”，应填",
        "是否应为“按比例”？",
        "指标体系 F3：现为“甲/”，",
        "指标体系 G3：计分方式“按比例”须填“目标值”一列",
        "指标体系 H3：计分方式“按比例”不用“扣分值”一列",
        "指标体系 I3：计分方式仍为“待确认”",
        "指标体系 A3：指标编码“A”重复",
        "指标体系 E4：计分方式“清单”的各档各项须列在分档表中",
        "指标体系 E5：没有写明计分方式",
        "指标体系 C6：没有写明分值",
        "分档表 A2：指标体系中没有编码为“E”的指标",
        "设置 A3：现为“评价年份度”，不认识的项目，是否应为“年度”？",
        "字段映射 A3：没有名为“预算”的数据块、指标表或名单",
        "草稿 A1：现为“随意”，不认识的工作表“草稿”",
    ] {
        assert!(message.contains(wanted), "{wanted}\n{message}");
    }
    assert!(!message.contains("#草稿 "), "{message}");
}

#[test]
fn the_template_reads_as_an_empty_rubric() {
    let trees = read_back(&template().unwrap()).unwrap();
    assert!(!trees.rubric.contains_key("indicator"), "{:?}", trees.rubric);
    assert_eq!(trees.rubric["grade"].as_array().unwrap().len(), 4);
    assert!(trees.form.contains_key("words"));
}

#[test]
fn a_rubric_that_changes_another_states_only_what_is_new() {
    let rubric = "extends = \"../base\"\nindicator = [{ code = \"A1\", points = 5 }, { code = \"A2\", rule = { shape = \"yes_no\", fact = \"甲\" } }]";
    let trees = Trees { rubric: toml::from_str(rubric).unwrap(), ..Trees::default() };
    round(&trees, "extends");
}
