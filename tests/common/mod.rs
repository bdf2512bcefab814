//! Running the program as its users do, on workbooks made for one test.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_possible_truncation
)]
#![allow(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::pedantic
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook};
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A rubric that the repository ships.
pub fn rubric(id: &str) -> String {
    root().join("rubrics").join(id).display().to_string()
}

/// Runs the program from the repository's root.
pub fn jixiao(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The program, ready to be run from the repository's root.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.args(arguments).current_dir(root());
    command
}

/// Standard output as text.
pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error as text.
pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The exit status.
pub fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A cell of a test workbook.
#[derive(Clone, Debug)]
pub enum Cell {
    Text(String),
    Number(f64),
    Percent(f64),
    /// A formula that came to an error value, such as `#DIV/0!`.
    Error(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// An input folder under construction.
pub struct District {
    pub folder: tempfile::TempDir,
}

impl District {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn inputs(&self) -> PathBuf {
        self.folder.path().join("inputs")
    }

    pub fn outputs(&self) -> PathBuf {
        self.folder.path().join("outputs")
    }

    /// Writes a workbook with one sheet.
    pub fn sheet(&self, file: &str, rows: &[Vec<Cell>]) -> &Self {
        self.sheets(file, &[("自评表", rows)])
    }

    /// Writes a workbook with several sheets.
    pub fn sheets(&self, file: &str, sheets: &[(&str, &[Vec<Cell>])]) -> &Self {
        let visible: Vec<(&str, &[Vec<Cell>], bool)> =
            sheets.iter().map(|(name, rows)| (*name, *rows, false)).collect();
        self.workbook(file, &visible)
    }

    /// Writes a workbook with several sheets: name, cells, whether it is hidden.
    pub fn workbook(&self, file: &str, sheets: &[(&str, &[Vec<Cell>], bool)]) -> &Self {
        let mut book = Workbook::new();
        book.set_properties(
            &DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2024, 1, 1).unwrap()),
        );
        let percent = Format::new().set_num_format("0.00%");
        for (name, rows, hidden) in sheets {
            let sheet = book.add_worksheet().set_name(*name).unwrap();
            sheet.set_hidden(*hidden);
            for (row, cells) in rows.iter().enumerate() {
                for (col, cell) in cells.iter().enumerate() {
                    let (row, col) = (row as u32, col as u16);
                    match cell {
                        Cell::Text(text) if text.is_empty() => continue,
                        Cell::Text(text) => sheet.write_string(row, col, text).unwrap(),
                        Cell::Number(number) => sheet.write_number(row, col, *number).unwrap(),
                        Cell::Percent(ratio) => {
                            sheet.write_number_with_format(row, col, *ratio, &percent).unwrap()
                        }
                        Cell::Error(shown) => {
                            let formula = Formula::new("1/0").set_result(shown.as_str());
                            sheet.write_formula(row, col, formula).unwrap()
                        }
                    };
                }
            }
        }
        let path = self.inputs().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        book.save(path).unwrap();
        self
    }

    /// Writes any bytes under a name.
    pub fn bytes(&self, file: &str, bytes: &[u8]) -> &Self {
        let path = self.inputs().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Runs `jixiao COMMAND inputs --rubric … [--out …] EXTRA`.
    pub fn run(&self, command: &str, rubric_id: &str, extra: &[&str]) -> Output {
        self.command(command, rubric_id, extra).output().unwrap()
    }

    /// The same, not run yet.
    pub fn command(&self, command: &str, rubric_id: &str, extra: &[&str]) -> Command {
        let (inputs, outputs, rubric) =
            (self.inputs().display().to_string(), self.outputs().display().to_string(), rubric(rubric_id));
        let mut arguments = vec![command, inputs.as_str(), "--rubric", rubric.as_str()];
        if command == "score" {
            arguments.extend(["--out", outputs.as_str()]);
        }
        arguments.extend(extra);
        self::command(&arguments)
    }

    /// Replaces text in a part of a workbook that was written before, to say what its writer would
    /// not say.
    pub fn rewrite(&self, file: &str, part: &str, from: &str, to: &str) -> &Self {
        let path = self.inputs().join(file);
        let bytes = rewritten(&fs::read(&path).unwrap(), part, from, to);
        fs::write(&path, bytes).unwrap();
        self
    }

    /// Scores as projects and gives the result.
    pub fn score(&self) -> Value {
        let output = self.run("score", "project-2020-10", &[]);
        assert!(status(&output) <= 1, "{}{}", out(&output), err(&output));
        self.result()
    }

    /// result.json as it lies in the output folder.
    pub fn result(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.outputs().join("result.json")).unwrap()).unwrap()
    }
}

/// A package with text replaced in one of its parts.
pub fn rewritten(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    with_part(bytes, part, |text| {
        assert!(text.contains(from), "{part} has no {from}: {text}");
        text.replace(from, to)
    })
}

/// A package with one of its parts changed.
pub fn with_part(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut found = false;
    for index in 0..package.len() {
        let mut entry = package.by_index(index).unwrap();
        let name = String::from_utf8(entry.name_raw().to_vec()).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name == part {
            content = change(String::from_utf8(content).unwrap()).into_bytes();
            found = true;
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    assert!(found, "no part {part}");
    out.finish().unwrap().into_inner()
}

/// A zip archive of files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The codes of a result's findings, sorted.
pub fn codes(result: &Value) -> Vec<String> {
    let mut codes: Vec<String> = result["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}

/// A correct project form in the official layout, worth 100 points; tests change what they are about.
pub fn project_form(department: &str, project: &str) -> Vec<Vec<Cell>> {
    let text = |cells: &[&str]| cells.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
    let line = |levels: [&str; 3], target: &str, actual: &str, points: f64, own: f64| {
        let mut cells = text(&[levels[0], levels[1], levels[2], target, actual]);
        cells.extend([Cell::Number(points), Cell::Number(own)]);
        cells
    };
    let mut rows = vec![
        text(&["项目支出绩效自评表"]),
        text(&["（2020年度）"]),
        text(&["项目名称", project]),
        text(&["主管部门", department, "", "实施单位", department]),
        text(&["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]),
        {
            let mut cells = text(&["", "年度资金总额"]);
            cells.extend([200.0, 200.0, 180.0, 10.0].map(Cell::Number));
            cells.extend([Cell::Percent(0.9), Cell::Number(9.0)]);
            cells
        },
        text(&[
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ]),
        line(["产出指标", "数量指标", "举办活动场次"], "≥50场", "50场", 20.0, 20.0),
        line(["", "质量指标", "验收合格率"], "≥98%", "100%", 30.0, 30.0),
        line(["效益指标", "社会效益指标", "群众受益情况"], "效果明显", "达成年度指标", 30.0, 28.0),
        line(["满意度指标", "服务对象满意度指标", "群众满意度"], "≥95%", "96%", 10.0, 10.0),
        {
            let mut cells = text(&["总分", "", "", "", ""]);
            cells.extend([Cell::Number(100.0), Cell::Number(97.0)]);
            cells
        },
    ];
    rows[9].push("服务覆盖面有待扩大".into());
    rows
}

/// A correct form of a whole department: amounts that agree, a budget, two indicators.
pub fn department_form(department: &str) -> Vec<Vec<Cell>> {
    let text = |cells: &[&str]| cells.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
    let line = |levels: [&str; 3], target: &str, actual: &str| {
        let mut cells = text(&[levels[0], levels[1], levels[2], target, actual]);
        cells.extend([Cell::Number(10.0), Cell::Number(10.0)]);
        cells
    };
    let beside = |pairs: &[(&str, f64)]| {
        let cells = pairs.iter().flat_map(|(label, amount)| [Cell::from(*label), Cell::Number(*amount)]);
        cells.collect::<Vec<_>>()
    };
    vec![
        text(&["部门整体支出绩效自评表"]),
        text(&["单位名称", department]),
        beside(&[("本年支出", 180.0), ("基本支出", 100.0), ("项目支出", 80.0)]),
        text(&["预算执行情况（万元）", "年初预算数", "全年预算数", "全年执行数"]),
        beside(&[("年度资金总额", 200.0)])
            .into_iter()
            .chain([Cell::Number(200.0), Cell::Number(180.0)])
            .collect(),
        text(&[
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "自评得分",
            "偏差原因",
        ]),
        line(["产出指标", "数量指标", "举办活动场次"], "≥50场", "50场"),
        line(["效益指标", "社会效益指标", "群众满意度"], "≥95%", "96%"),
    ]
}

/// What the bureau holds of the departments itself, all of it in order: a header and a line each.
pub fn bureau_table(departments: &[&str]) -> Vec<Vec<Cell>> {
    let yes = || Cell::from("是");
    let number = Cell::Number;
    let columns = [
        ("有专项资金", yes()),
        ("专项绩效目标数", number(4.0)),
        ("专项绩效目标完成数", number(4.0)),
        ("专项资金预算数", number(50.0)),
        ("专项资金支出数", number(50.0)),
        ("应评估新增项目数", number(2.0)),
        ("已评估新增项目数", number(2.0)),
        ("年中追加金额", number(0.0)),
        ("财务违规问题数", number(0.0)),
        ("预决算按时完整公开", yes()),
        ("公开绩效目标", yes()),
        ("公开绩效自评", yes()),
        ("制定绩效管理制度", yes()),
        ("明确职责分工", yes()),
        ("覆盖全过程", yes()),
        ("结果应用于预算安排", yes()),
        ("绩效管理制度执行评审得分", number(7.0)),
        ("采购意向按规定公开", yes()),
        ("建立采购内控制度", yes()),
        ("采购违规问题数", number(0.0)),
        ("采购合同数", number(10.0)),
        ("按时签订合同数", number(10.0)),
        ("按时备案合同数", number(10.0)),
        ("落实中小企业预留份额", yes()),
        ("超标准配置资产数", number(0.0)),
        ("应上缴资产收益", number(5.0)),
        ("已上缴资产收益", number(5.0)),
        ("完成资产盘点", yes()),
        ("资产数据差错数", number(0.0)),
        ("资产违规问题数", number(0.0)),
        ("在用固定资产", number(90.0)),
        ("固定资产总额", number(100.0)),
        ("公用经费预算数", number(20.0)),
        ("公用经费支出数", number(20.0)),
        ("本年三公经费", number(1.0)),
        ("上年三公经费", number(1.0)),
    ];
    let header = std::iter::once(Cell::from("部门名称"));
    let mut rows =
        vec![header.chain(columns.iter().map(|(label, _)| Cell::from(*label))).collect::<Vec<_>>()];
    rows.extend(departments.iter().map(|department| {
        let name = std::iter::once(Cell::from(*department));
        name.chain(columns.iter().map(|(_, cell)| cell.clone())).collect()
    }));
    rows
}

/// The result of scoring the correct project form with a change made to it.
pub fn scored(change: impl Fn(&mut Vec<Vec<Cell>>)) -> Value {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    change(&mut form);
    district.sheet("甲.xlsx", &form);
    district.score()
}

/// The code that a gallery's file is about: `T11` of `T11-list`.
pub fn code_of(name: &str) -> &str {
    name.split('-').next().unwrap()
}

/// Severity and code that a block begins with, if it is a finding's or a fault's.
pub fn opening(block: &str) -> Option<(&str, &str)> {
    let mut words = block.lines().next()?.split(' ');
    let severity = words.next()?;
    ["错误", "警告", "提示"].contains(&severity).then_some((severity, words.next()?))
}

/// What was printed for one code, and beside it.
pub struct Printed {
    /// The code's own blocks.
    pub own: String,
    /// The other codes.
    pub also: BTreeSet<String>,
    /// Whether any block is an error.
    pub failed: bool,
}

impl Printed {
    pub fn of(text: &str, code: &str) -> Self {
        let blocks: Vec<(&str, &str, &str)> = text
            .split("\n\n")
            .filter_map(|block| opening(block).map(|(severity, code)| (block, severity, code)))
            .collect();
        let own: Vec<&str> =
            blocks.iter().filter(|(.., its)| *its == code).map(|(block, ..)| *block).collect();
        let others = blocks.iter().map(|(.., its)| (*its).to_owned()).filter(|its| its != code);
        Self {
            own: own.join("\n\n"),
            also: others.collect(),
            failed: blocks.iter().any(|(_, severity, _)| *severity == "错误"),
        }
    }
}
