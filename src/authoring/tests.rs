//! What goes out comes back: shipped rubrics and every shape of the language, through the cells.

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use toml::{Table, Value};

use super::*;
use crate::rubric::{Rubric, RubricError};

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
    let [rubric, form, examples, styles] = Texts::read(folder).unwrap().trees(folder).unwrap();
    Trees { rubric, form, examples, styles }
}

fn everything_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/everything")
}

fn everything() -> Trees {
    trees_of(&everything_folder())
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
    let [rubric, form, examples, styles] = texts.trees(Path::new("x")).unwrap();
    assert_eq!(Trees { rubric, form, examples, styles }, back, "{what}");
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

/// What is wrong with the rubric of these texts, in the place of the one in a folder.
fn faults(folder: &Path, texts: &Texts) -> Vec<String> {
    match Rubric::unlinted("细则".to_owned(), folder, texts).and_then(Rubric::linted) {
        Ok(_) => Vec::new(),
        Err(RubricError::Faults { faults }) => faults.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn what_comes_back_is_a_rubric() {
    for folder in shipped().into_iter().chain([everything_folder()]) {
        let bytes = write_xlsx(&folder).unwrap();
        let back = literal::texts(&read_back(&bytes).unwrap());
        let found = faults(&folder, &back);
        assert_eq!(found, faults(&folder, &Texts::read(&folder).unwrap()), "{}", folder.display());
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn everything_is_everything() {
    let book = flatten::flatten(&everything());
    let lines: Vec<(&str, &line::Line)> =
        line::blocks().flat_map(|block| book.of(block).iter().map(move |line| (block.title, line))).collect();
    let mut unused = Vec::new();
    for (title, key, shape) in schema::columns() {
        let of_rule = key.starts_with("rule.");
        let any_shape = !of_rule || key.starts_with("rule.over.");
        let used = lines.iter().any(|(block, line)| {
            (of_rule || *block == title)
                && line.cells.contains_key(key)
                && (any_shape || line.text("rule.shape") == Some(&shape))
        });
        if !used {
            unused.push(format!("{title} {key} {shape}"));
        }
    }
    assert!(unused.is_empty(), "{unused:#?}");
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
