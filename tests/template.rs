//! Blank forms there and back: written for every shipped rubric, filled in by programs, converted by
//! others, scored.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::type_complexity)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::{District, bureau_table, codes, err, jixiao, out, root, rubric, status, with_part};
use calamine::{Reader, Xlsx};
use jixiao::blank::{self, Recipient, Room};
use jixiao::intake::format::Format;
use jixiao::intake::limits::Limits;
use jixiao::intake::sheet::{Cell, Sheet, Value as Held};
use jixiao::intake::stamp::{Found, Role, Stamp, Stamped};
use jixiao::intake::{Prefer, recognise, workbook};
use jixiao::number::Number;
use jixiao::rubric::example::{Example, Expected, ExpectedStatus, Raw};
use jixiao::rubric::form::{Kind, ListKind};
use jixiao::rubric::{Rubric, label};
use jixiao::score::{self, Peers, Status};
use serde_json::Value;

/// A value typed into a cell.
#[derive(Clone, Debug)]
enum Typed {
    Text(String),
    Number(String),
}

impl Typed {
    /// As a person types it into a cell of this kind.
    fn of(raw: &str, kind: Kind) -> Self {
        let rate = || raw.strip_suffix('%')?.parse::<Number>().ok()?.divided_by(&Number::from(100));
        match kind {
            Kind::Text | Kind::Quantity | Kind::Date | Kind::YesNo => Self::Text(raw.to_owned()),
            Kind::Ratio => rate().map_or(Self::Text(raw.to_owned()), |rate| Self::Number(rate.plain())),
            _ if raw.parse::<f64>().is_ok() => Self::Number(raw.to_owned()),
            _ => Self::Text(raw.to_owned()),
        }
    }
}

/// The forms in a folder by the names of their files.
fn forms(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn stamp(bytes: &[u8]) -> Stamp {
    let sheets = workbook::read(bytes, &Format::of(bytes, true), &Limits::default()).unwrap();
    match Stamp::of(&sheets) {
        Some(Found::Whole(stamp)) => stamp,
        other => panic!("{other:?}"),
    }
}

/// The cell that holds a value of this name, to be filled in or computed.
fn cell<'a>(stamp: &'a Stamp, name: &str) -> Option<&'a Stamped> {
    stamp.cells.iter().find(|cell| cell.role != Role::Fixed && cell.text == name)
}

/// The part of a sheet: sheets are written in the order of the workbook.
fn part(bytes: &[u8], sheet: &str) -> String {
    let names = Xlsx::new(Cursor::new(bytes)).unwrap().sheet_names();
    format!("xl/worksheets/sheet{}.xml", names.iter().position(|name| name == sheet).unwrap() + 1)
}

/// The form with these cells filled in, all else as it was.
fn filled(bytes: &[u8], values: &[(Stamped, Typed)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let sheets: BTreeSet<&str> = values.iter().map(|(cell, _)| cell.sheet.as_str()).collect();
    for sheet in sheets {
        bytes = with_part(&bytes, &part(&bytes, sheet), |mut xml| {
            for (cell, value) in values.iter().filter(|(cell, _)| cell.sheet == sheet) {
                let opening = format!("<c r=\"{}\"", cell.at);
                let start = xml.find(&opening).unwrap_or_else(|| panic!("{sheet} has no {}", cell.at));
                let tag = &xml[start..=start + xml[start..].find('>').unwrap()];
                let end =
                    if tag.ends_with("/>") { tag.len() } else { xml[start..].find("</c>").unwrap() + 4 };
                let style = tag.split(" s=\"").nth(1).unwrap().split('"').next().unwrap();
                let escaped =
                    |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let content = match value {
                    Typed::Text(text) => format!(
                        "{opening} s=\"{style}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                        escaped(text)
                    ),
                    Typed::Number(number) => {
                        format!("{opening} s=\"{style}\"><v>{number}</v></c>")
                    }
                };
                xml.replace_range(start..start + end, &content);
            }
            xml
        });
    }
    bytes
}

/// A roster of bodies with codes.
fn write_roster(folder: &Path, names: &[String]) -> PathBuf {
    let file = folder.join("名册.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (col, head) in (0_u16..).zip(["部门编码", "部门名称", "分组"]) {
        sheet.write_string(0, col, head).unwrap();
    }
    for (row, name) in (1_u32..).zip(names) {
        sheet.write_string(row, 0, format!("{}", 1000 + row)).unwrap();
        sheet.write_string(row, 1, name).unwrap();
    }
    book.save(&file).unwrap();
    file
}

/// Runs `jixiao template` for a roster; the forms that it left.
fn template(folder: &Path, rubric_id: &str, names: &[String], more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let file = write_roster(folder, names).display().to_string();
    let blank = folder.join("空白表").display().to_string();
    let rubric = rubric(rubric_id);
    let mut arguments = vec!["template", &file, "--rubric", &rubric, "--out", &blank];
    arguments.extend(more);
    let output = jixiao(&arguments);
    assert_eq!(status(&output), 0, "{}{}", out(&output), err(&output));
    forms(Path::new(&blank))
}

fn shipped() -> Vec<String> {
    let folders = fs::read_dir(root().join("rubrics")).unwrap().map(|entry| entry.unwrap());
    let mut ids: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    ids.sort();
    ids
}

/// The line of a table that an example's facts belong to: the first under the levels of its indicator.
fn line_of(stamp: &Stamp, rubric: &Rubric, example: &Example) -> Option<String> {
    let indicator = rubric.system.indicators.iter().find(|i| Some(&i.code) == example.indicator.as_ref())?;
    let table = rubric.form.tables.iter().find(|table| Some(&table.name) == indicator.rows.as_ref())?;
    let wanted = indicator.second.first().map_or(indicator.row_level(), String::as_str);
    let level = stamp.cells.iter().find(|cell| cell.role == Role::Fixed && label::core(&cell.text) == wanted);
    // Lines that no level is printed for do not exist.
    let from = level?.at.row;
    let title = format!("].{}", table.title);
    let entry = stamp.cells.iter().filter(|cell| cell.role == Role::Entry && cell.text.ends_with(&title));
    let first = entry.into_iter().find(|cell| cell.at.row >= from)?;
    Some(first.text.strip_suffix(&table.title)?.to_owned())
}

/// A body's facts as cells of its form, and those that the form has no cell for.
fn typed(
    (stamp, rubric, example): (&Stamp, &Rubric, &Example),
    facts: &BTreeMap<String, Raw>,
) -> (Vec<(Stamped, Typed)>, BTreeMap<String, String>) {
    let line = line_of(stamp, rubric, example);
    let (mut typed, mut elsewhere) = (Vec::new(), BTreeMap::new());
    let mut in_lines = false;
    for (name, raw) in facts {
        let own = line.as_ref().and_then(|line| cell(stamp, &format!("{line}{name}")));
        in_lines |= own.is_some();
        let columns = rubric.form.tables.iter().flat_map(|table| &table.columns);
        let of_line = columns.filter(|column| own.is_some() && column.name == *name).map(|c| c.kind).next();
        let kind = of_line.or_else(|| rubric.form.kind_of(name)).unwrap_or_default();
        match own.or_else(|| cell(stamp, name)) {
            Some(cell) => typed.push((cell.clone(), Typed::of(&raw.text(), kind))),
            None => drop(elsewhere.insert(name.clone(), raw.text())),
        }
    }
    if let (Some(line), true) = (&line, in_lines) {
        let table = rubric.form.tables.iter().find(|table| line.starts_with(&table.name)).unwrap();
        let title = cell(stamp, &format!("{line}{}", table.title)).unwrap();
        typed.push((title.clone(), Typed::Text(example.name.clone())));
    }
    (typed, elsewhere)
}

/// A sheet of texts.
fn sheet(name: &str, rows: &[Vec<String>]) -> Sheet {
    let cells = (0..).zip(rows).flat_map(|(row, texts)| {
        let texts = (0..).zip(texts).filter(|(_, text)| !text.is_empty());
        texts.map(move |(col, text)| Cell { row, col, value: Held::Text(text.clone()) })
    });
    Sheet { name: name.to_owned(), cells: cells.collect(), ..Sheet::default() }
}

fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    workbook::read(bytes, &Format::of(bytes, true), &Limits::default()).unwrap()
}

/// What an example comes to by way of forms that were filled in; `None` where no form asks for its
/// facts.
fn by_forms(rubric: &Rubric, example: &Example, blanks: &mut Vec<(Vec<u8>, Stamp)>) -> Option<String> {
    let stated: Vec<&BTreeMap<String, Raw>> =
        std::iter::once(&example.facts).chain(&example.others).collect();
    let bureau = rubric.form.lists.iter().find(|list| list.kind == ListKind::Bureau);
    let roster = rubric.form.lists.iter().find(|list| list.kind == ListKind::Roster);
    let mut files: Vec<(String, Vec<Sheet>)> = Vec::new();
    let mut table: Vec<Vec<String>> =
        bureau.iter().map(|list| list.columns.iter().map(|column| column.name.clone()).collect()).collect();
    let mut listed = vec![["部门编码", "部门名称", "分组"].map(str::to_owned).to_vec()];
    for (number, facts) in stated.into_iter().enumerate() {
        let name = format!("第{}局", number + 1);
        if blanks.len() == number {
            let recipient = Recipient {
                code: format!("10{number}"),
                name: name.clone(),
                projects: vec!["项目甲".to_owned()],
            };
            let blank = blank::write(rubric, Some(&recipient), Room::default()).unwrap();
            let stamp = stamp(&blank);
            blanks.push((blank, stamp));
        }
        let (blank, stamp) = &blanks[number];
        let (typed, elsewhere) = typed((stamp, rubric, example), facts);
        let known = |fact: &String| bureau.is_some_and(|list| list.columns.iter().any(|c| c.name == *fact));
        if elsewhere.keys().any(|fact| !known(fact)) {
            return None;
        }
        // Somebody who has nothing else to say still says when.
        let mut typed = typed;
        let date = rubric.form.date.as_ref().and_then(|date| cell(stamp, date).cloned());
        typed.extend(date.map(|date| (date, Typed::Text(format!("{}年12月31日", rubric.system.year)))));
        let says = |typed: &Typed| !matches!(typed, Typed::Text(text) if text.trim().is_empty());
        if !typed.iter().any(|(_, typed)| says(typed)) {
            return None;
        }
        files.push((format!("{number}.xlsx"), sheets(&filled(blank, &typed))));
        table.extend(bureau.map(|list| {
            let value = |column: &jixiao::rubric::form::Field| match column.name.as_str() {
                "部门名称" => name.clone(),
                fact => elsewhere.get(fact).cloned().unwrap_or_default(),
            };
            list.columns.iter().map(value).collect()
        }));
        listed.push(vec![format!("10{number}"), name, example.group.clone().unwrap_or_default()]);
    }
    if bureau.is_some() {
        files.push(("财政掌握情况表.xlsx".to_owned(), vec![sheet("情况表", &table)]));
    }
    if roster.is_some() {
        files.push(("名册.xlsx".to_owned(), vec![sheet("名册", &listed)]));
    }
    let intake = recognise(files, rubric, &Prefer::default());
    let own = intake.submissions.iter().find(|submission| submission.department == "第1局");
    let Some(own) = own else { panic!("{}: {:?}", example.name, intake.findings) };
    for finding in &intake.findings {
        assert!(
            !["S36", "S37", "S38", "S39"].contains(&finding.problem.code()),
            "{}: {finding:?}",
            example.name
        );
    }
    let peers = Peers::of(&intake.submissions, rubric);
    let (card, _) = score::score(&own.open(), rubric, &peers);
    let code = example.indicator.as_ref()?;
    let outcome =
        card.outcomes.iter().find(|outcome| rubric.system.indicators[outcome.indicator].code == *code);
    Some(match outcome {
        Some(outcome) => match (&outcome.status, outcome.points()) {
            (Status::Pending(_), _) => Expected::Status(ExpectedStatus::Pending).written(),
            (Status::NotApplicable(_), _) => Expected::Status(ExpectedStatus::NotApplicable).written(),
            (_, Some(points)) => points.to_string(),
            (other, None) => format!("{other:?}"),
        },
        None => "nothing".to_owned(),
    })
}

#[test]
fn worked_examples_come_out_by_way_of_forms() {
    let mut wrong = Vec::new();
    let mut passed_over: BTreeMap<String, usize> = BTreeMap::new();
    let mut compared: BTreeMap<String, usize> = BTreeMap::new();
    for id in shipped() {
        let rubric = Rubric::load(&root().join("rubrics").join(&id)).unwrap();
        let mut blanks = Vec::new();
        for example in rubric.examples.iter().filter(|example| example.indicator.is_some()) {
            match by_forms(&rubric, example, &mut blanks) {
                None => *passed_over.entry(id.clone()).or_default() += 1,
                Some(found) => {
                    *compared.entry(id.clone()).or_default() += 1;
                    let expected = example.expect.written();
                    let same = found == expected
                        || found.parse::<Number>().is_ok_and(|found| expected.parse() == Ok(found));
                    if !same {
                        wrong.push(format!(
                            "{id} {:?} {}: {found}, not {expected}",
                            example.indicator, example.name
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{compared:?} {passed_over:?}", wrong.join("\n"));
    assert_eq!(compared.keys().cloned().collect::<Vec<_>>(), shipped());
    eprintln!("compared {compared:?}, passed over {passed_over:?}");
}

/// The cells of a complete form by their names.
const PROJECT: &[(&str, &str)] = &[
    ("项目名称", "送戏下乡"),
    ("主管部门", "甲局"),
    ("实施单位", "甲局"),
    ("填报日期", "2020年12月31日"),
    ("年初预算数", "200"),
    ("全年预算数", "200"),
    ("全年执行数", "180"),
    ("预算自评得分", "9"),
    ("绩效指标[1].三级指标", "演出场次"),
    ("绩效指标[1].指标性质", "≥"),
    ("绩效指标[1].年度指标值", "50"),
    ("绩效指标[1].度量单位", "场"),
    ("绩效指标[1].实际完成值", "52场"),
    ("绩效指标[1].分值", "20"),
    ("绩效指标[1].自评得分", "20"),
    ("绩效指标[4].三级指标", "验收合格率"),
    ("绩效指标[4].指标性质", "≥"),
    ("绩效指标[4].年度指标值", "98"),
    ("绩效指标[4].度量单位", "%"),
    ("绩效指标[4].实际完成值", "100%"),
    ("绩效指标[4].分值", "30"),
    ("绩效指标[4].自评得分", "30"),
    ("绩效指标[16].三级指标", "群众受益情况"),
    ("绩效指标[16].指标性质", "定性"),
    ("绩效指标[16].年度指标值", "效果明显"),
    ("绩效指标[16].实际完成值", "达成年度指标"),
    ("绩效指标[16].分值", "30"),
    ("绩效指标[16].自评得分", "28"),
    ("绩效指标[16].偏差原因", "服务覆盖面有待扩大"),
    ("绩效指标[25].三级指标", "群众满意度"),
    ("绩效指标[25].指标性质", "≥"),
    ("绩效指标[25].年度指标值", "95"),
    ("绩效指标[25].度量单位", "%"),
    ("绩效指标[25].实际完成值", "96%"),
    ("绩效指标[25].分值", "10"),
    ("绩效指标[25].自评得分", "10"),
];
const DEPARTMENT: &[(&str, &str)] = &[
    ("填报日期", "2024年3月1日"),
    ("总收入", "1000"),
    ("本年收入", "950"),
    ("一般公共预算财政拨款收入", "900"),
    ("政府性基金预算财政拨款收入", "0"),
    ("国有资本经营预算财政拨款收入", "0"),
    ("上级补助收入", "0"),
    ("事业收入", "0"),
    ("经营收入", "0"),
    ("附属单位上缴收入", "0"),
    ("其他收入", "50"),
    ("年初结转和结余", "50"),
    ("总支出", "980"),
    ("本年支出", "980"),
    ("基本支出", "600"),
    ("项目支出", "380"),
    ("年末结转和结余", "20"),
    ("年初预算数", "1000"),
    ("全年预算数", "1000"),
    ("全年执行数", "980"),
    ("绩效指标[1].三级指标", "举办活动场次"),
    ("绩效指标[1].指标性质", "≥"),
    ("绩效指标[1].年度指标值", "50"),
    ("绩效指标[1].度量单位", "场"),
    ("绩效指标[1].实际完成值", "52场"),
    ("绩效指标[1].分值", "10"),
    ("绩效指标[1].自评得分", "10"),
    ("绩效指标[25].三级指标", "群众满意度"),
    ("绩效指标[25].指标性质", "≥"),
    ("绩效指标[25].年度指标值", "95"),
    ("绩效指标[25].度量单位", "%"),
    ("绩效指标[25].实际完成值", "96%"),
    ("绩效指标[25].分值", "10"),
    ("绩效指标[25].自评得分", "10"),
];

/// The cells of a complete form, some of them otherwise.
fn complete(stamp: &Stamp, whole: &[(&str, &str)], otherwise: &[(&str, &str)]) -> Vec<(Stamped, Typed)> {
    let mut values: BTreeMap<&str, &str> = whole.iter().copied().collect();
    values.extend(otherwise.iter().copied());
    let is_text = |name: &str| {
        ["名称", "部门", "单位", "日期", "三级指标", "性质", "值", "原因"]
            .iter()
            .any(|end| name.ends_with(end))
            && !name.ends_with("分值")
    };
    let typed = |(name, value): (&str, &str)| {
        let cell = cell(stamp, name).unwrap_or_else(|| panic!("no cell for {name}")).clone();
        let kind = if is_text(name) { Kind::Text } else { Kind::Number };
        (cell, Typed::of(value, kind))
    };
    values.into_iter().map(typed).collect()
}

/// What the two forms are scored by: the roster, and for departments what the bureau knows itself.
fn district(names: &[&str], with_bureau: bool) -> District {
    let district = District::new();
    fs::create_dir_all(district.inputs()).unwrap();
    write_roster(&district.inputs(), &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    if with_bureau {
        district.sheet("财政掌握情况表.xlsx", &bureau_table(names));
    }
    district
}

fn scored(district: &District, rubric_id: &str) -> Value {
    let output = district.run("score", rubric_id, &["--fail-on", "never"]);
    assert_eq!(status(&output), 0, "{}{}", out(&output), err(&output));
    district.result()
}

/// Both kinds of form: rubric, the cells of a complete one, its total.
const BOTH: [(&str, &[(&str, &str)], &str); 2] =
    [("project-2020-10", PROJECT, "97"), ("department-overall", DEPARTMENT, "99.6")];

#[test]
fn a_form_that_was_filled_in_is_scored_without_findings() {
    for (id, whole, total) in BOTH {
        let folder = tempfile::tempdir().unwrap();
        let blank = template(folder.path(), id, &["甲局".to_owned()], &[]);
        let (name, blank) = blank.first_key_value().unwrap();
        let district = district(&["甲局"], id == "department-overall");
        district.bytes(name, &filled(blank, &complete(&stamp(blank), whole, &[])));
        let result = scored(&district, id);
        assert_eq!(codes(&result), Vec::<String>::new(), "{result}");
        assert_eq!(result["subjects"][0]["total"].to_string(), total, "{id}");
        assert_eq!(result["subjects"][0]["department"], "甲局");
    }
}

#[test]
fn what_was_planted_is_found_and_nothing_else() {
    let plants: [(&str, &[(&str, &str)], &[(&str, &str)], &[&str]); 4] = [
        ("department-overall", DEPARTMENT, &[("其他收入", "40")], &["A09"]),
        ("department-overall", DEPARTMENT, &[("本年支出", "970")], &["A09"]),
        (
            "project-2020-10",
            PROJECT,
            &[("绩效指标[4].分值", "20"), ("绩效指标[4].自评得分", "20")],
            &["A01", "A02", "A12"],
        ),
        ("project-2020-10", PROJECT, &[("绩效指标[1].实际完成值", "约52场")], &["T03"]),
    ];
    for (id, whole, otherwise, wanted) in plants {
        let folder = tempfile::tempdir().unwrap();
        let blank = template(folder.path(), id, &["甲局".to_owned()], &[]);
        let (name, blank) = blank.first_key_value().unwrap();
        let district = district(&["甲局"], id == "department-overall");
        district.bytes(name, &filled(blank, &complete(&stamp(blank), whole, otherwise)));
        assert_eq!(codes(&scored(&district, id)), wanted, "{otherwise:?}");
    }
}

/// Whether a command can be run and ends well.
fn runs(program: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    let status = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Fills a form in as a program does that does not compute.
const OPENPYXL: &str = "
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
for sheet, cell, text, number in json.load(open(sys.argv[3])):
    book[sheet][cell] = text if number is None else number
book.save(sys.argv[2])
";

fn by_openpyxl(python: &Path, folder: &Path, blank: &[u8], values: &[(Stamped, Typed)]) -> PathBuf {
    let (from, to, list) = (folder.join("空白.xlsx"), folder.join("填好.xlsx"), folder.join("值.json"));
    fs::write(&from, blank).unwrap();
    let listed: Vec<Value> = values
        .iter()
        .map(|(cell, typed)| match typed {
            Typed::Text(text) => serde_json::json!([cell.sheet, cell.at.to_string(), text, null]),
            Typed::Number(number) => {
                serde_json::json!([cell.sheet, cell.at.to_string(), null, number.parse::<f64>().unwrap()])
            }
        })
        .collect();
    fs::write(&list, serde_json::to_string(&listed).unwrap()).unwrap();
    let output = Command::new(python).args(["-c", OPENPYXL]).args([&from, &to, &list]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    to
}

fn by_libre_office(file: &Path, ending: &str, to: &Path) -> PathBuf {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.path().display()));
    command.args(["--headless", "--convert-to", ending, "--outdir"]).arg(to).arg(file);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    to.join(file.file_name().unwrap()).with_extension(ending)
}

#[test]
fn other_programs_fill_in_and_convert() {
    let python = std::env::var_os("JIXIAO_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    if !runs(&python, &["-c", "import openpyxl"]) || !runs(Path::new("soffice"), &["--version"]) {
        eprintln!("passed over: no Python with openpyxl (JIXIAO_PYTHON), or no LibreOffice (soffice)");
        return;
    }
    for (id, whole, total) in BOTH {
        let folder = tempfile::tempdir().unwrap();
        let blank = template(folder.path(), id, &["甲局".to_owned()], &[]);
        let (_, blank) = blank.first_key_value().unwrap();
        let file = by_openpyxl(&python, folder.path(), blank, &complete(&stamp(blank), whole, &[]));
        let mut files = vec![file.clone()];
        for ending in ["xlsx", "ods", "xls"] {
            let to = folder.path().join(ending);
            fs::create_dir(&to).unwrap();
            files.push(by_libre_office(&file, ending, &to));
        }
        for file in files {
            let district = district(&["甲局"], id == "department-overall");
            district.bytes(file.file_name().unwrap().to_str().unwrap(), &fs::read(&file).unwrap());
            let result = scored(&district, id);
            assert_eq!(codes(&result), Vec::<String>::new(), "{file:?} {result}");
            assert_eq!(result["subjects"][0]["total"].to_string(), total, "{file:?}");
        }
    }
}

#[test]
fn the_forms_own_checks_say_what_the_program_says() {
    if !runs(Path::new("soffice"), &["--version"]) {
        eprintln!("passed over: no LibreOffice (soffice)");
        return;
    }
    let status_of = |bytes: &[u8]| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
        let range = book.worksheet_range("自评表").unwrap();
        let row = range.rows().next().unwrap().to_vec();
        row.iter().rev().find(|cell| **cell != calamine::Data::Empty).unwrap().to_string()
    };
    let cases: [(&str, &[(&str, &str)], &[(&str, &str)], &str); 4] = [
        ("project-2020-10", PROJECT, &[], "自查通过"),
        ("department-overall", DEPARTMENT, &[], "自查通过"),
        ("department-overall", DEPARTMENT, &[("其他收入", "40")], "有1项不符，见“填报自查”"),
        ("project-2020-10", PROJECT, &[("绩效指标[4].分值", "20")], "有3项不符，见“填报自查”"),
    ];
    for (number, (id, whole, otherwise, wanted)) in cases.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let blank = template(folder.path(), id, &["甲局".to_owned()], &[]);
        let (_, blank) = blank.first_key_value().unwrap();
        assert!(status_of(blank).starts_with("还有"), "{}", status_of(blank));
        let file = folder.path().join("表.xlsx");
        let values = complete(&stamp(blank), whole, otherwise);
        fs::write(&file, crate::recalculated::programs::without_results(&filled(blank, &values))).unwrap();
        let to = folder.path().join("to");
        fs::create_dir(&to).unwrap();
        let recalculated = by_libre_office(&file, "xlsx", &to);
        assert_eq!(status_of(&fs::read(recalculated).unwrap()), wanted, "{number}");
    }
}

#[test]
fn names_of_bodies_give_safe_files_and_come_back() {
    let long = "甲".repeat(31);
    let names: Vec<String> = [
        "../x局",
        "CON",
        "a:b局",
        "=1+1",
        &format!("{long}一"),
        &format!("{long}二"),
        "区文联🏮",
        "A局",
        "a局",
    ]
    .iter()
    .map(|name| (*name).to_owned())
    .collect();
    let folder = tempfile::tempdir().unwrap();
    let blank = template(folder.path(), "project-2020-10", &names, &[]);
    assert_eq!(blank.len(), names.len());
    let district = District::new();
    fs::create_dir_all(district.inputs()).unwrap();
    write_roster(&district.inputs(), &names);
    for (file, bytes) in &blank {
        assert!(!file.contains(['/', '\\', ':']) && !file.starts_with(['.', '-', '=']), "{file}");
        let own = stamp(bytes).department;
        let values = complete(&stamp(bytes), PROJECT, &[("主管部门", &own), ("实施单位", &own)]);
        district.bytes(file, &filled(bytes, &values));
    }
    let result = scored(&district, "project-2020-10");
    let scored: BTreeSet<&str> =
        result["subjects"].as_array().unwrap().iter().map(|s| s["department"].as_str().unwrap()).collect();
    let wanted: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    // Letters of both cases are one name to a roster.
    let missing: Vec<&&str> = wanted.difference(&scored).collect();
    assert!(missing.len() <= 1, "{missing:?} {:?}", result["findings"]);
    let own = |code: &str| codes(&result).iter().any(|found| found == code);
    assert!(!own("S36") && !own("S37"), "{:?}", result["findings"]);
}

#[test]
fn the_same_roster_gives_the_same_bytes_and_nothing_is_overwritten_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["甲局".to_owned(), "乙局".to_owned()];
    let first = template(folder.path(), "department-overall", &names, &[]);
    let again = template(folder.path(), "department-overall", &names, &["--force"]);
    assert!(first == again);
    let (roster, blank) = (folder.path().join("名册.xlsx"), folder.path().join("空白表"));
    let changed = blank.join(first.keys().next().unwrap());
    fs::write(&changed, "mine").unwrap();
    let (roster, blank) = (roster.display().to_string(), blank.display().to_string());
    let rubric = rubric("department-overall");
    let run = |more: &[&str]| {
        let mut arguments = vec!["template", &roster, "--rubric", &rubric, "--out", &blank];
        arguments.extend(more);
        jixiao(&arguments)
    };
    let refused = run(&[]);
    assert_eq!(status(&refused), 2);
    assert!(err(&refused).contains("已存在，未覆盖；需要覆盖的请加 --force"), "{}", err(&refused));
    assert_eq!(fs::read_to_string(&changed).unwrap(), "mine");
    assert_eq!(status(&run(&["--force"])), 0);
    assert!(forms(Path::new(&blank)) == first);
    assert_eq!(status(&run(&["--projects", "3", "--force"])), 2);
    let missing = jixiao(&["template", "/nowhere.xlsx", "--rubric", &rubric, "--out", &blank]);
    assert_eq!(status(&missing), 3, "{}", err(&missing));
}

#[test]
fn a_body_with_projects_gets_a_sheet_for_each_and_need_not_fill_in_all() {
    let folder = tempfile::tempdir().unwrap();
    let blank = template(folder.path(), "project-2020-10", &["甲局".to_owned()], &["--projects", "3"]);
    let (name, blank) = blank.first_key_value().unwrap();
    let all = stamp(blank);
    let on = |sheet: &str| Stamp {
        cells: all.cells.iter().filter(|cell| cell.sheet == sheet).cloned().collect(),
        ..all.clone()
    };
    let mut values = complete(&on("项目1"), PROJECT, &[]);
    values.extend(complete(
        &on("项目2"),
        PROJECT,
        &[("项目名称", "图书购置"), ("全年执行数", "200"), ("预算自评得分", "10")],
    ));
    let district = district(&["甲局"], false);
    district.bytes(name, &filled(blank, &values));
    let result = scored(&district, "project-2020-10");
    let subjects = result["subjects"].as_array().unwrap();
    let totals: BTreeMap<&str, String> =
        subjects.iter().map(|s| (s["project"].as_str().unwrap(), s["total"].to_string())).collect();
    assert_eq!(totals, [("图书购置", "98".to_owned()), ("送戏下乡", "97".to_owned())].into());
    let tampered: Vec<String> = codes(&result).into_iter().filter(|code| code.starts_with('S')).collect();
    assert_eq!(tampered, Vec::<String>::new(), "{result}");
}

/// A copy of a shipped rubric by which departments are scored beside their projects.
fn with_projects(folder: &Path) -> String {
    let own = folder.join("细则");
    fs::create_dir(&own).unwrap();
    for entry in fs::read_dir(root().join("rubrics/department-overall")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
    }
    let projects = root().join("rubrics/project-2020-10").display().to_string();
    let system = own.join("rubric.toml");
    let text = fs::read_to_string(&system).unwrap();
    fs::write(&system, format!("projects = '{projects}'\n{text}")).unwrap();
    own.display().to_string()
}

#[test]
fn departments_scored_out_of_their_projects_get_a_form_for_each_kind() {
    let folder = tempfile::tempdir().unwrap();
    let rubric = with_projects(folder.path());
    let blanks = template(folder.path(), &rubric, &["甲局".to_owned()], &["--projects", "2"]);
    let (department, project) = ("1001_甲局_2023年", "1001_甲局_2020年");
    let named = |start: &str| blanks.iter().find(|(name, _)| name.starts_with(start)).unwrap();
    assert_eq!(blanks.len(), 2, "{:?}", blanks.keys());
    let district = district(&["甲局"], true);
    for (start, whole) in [(department, DEPARTMENT), (project, PROJECT)] {
        let (name, blank) = named(start);
        let stamp = stamp(blank);
        let first = stamp.cells[0].sheet.clone();
        let on_first = Stamp {
            cells: stamp.cells.iter().filter(|cell| cell.sheet == first).cloned().collect(),
            ..stamp
        };
        district.bytes(name, &filled(blank, &complete(&on_first, whole, &[])));
    }
    let result = scored(&district, &rubric);
    assert_eq!(result["subjects"][0]["total"].to_string(), "99.6");
    // Each form is its own rubric's: neither is read, or named, by the other.
    assert_eq!(codes(&result), Vec::<String>::new(), "{result}");
}

#[test]
fn what_is_not_to_be_filled_in_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let blank = template(folder.path(), "chongqing-department", &["甲局".to_owned()], &[]);
    let (name, _) = blank.first_key_value().unwrap();
    let file = folder.path().join("空白表").join(name).display().to_string();
    let output = jixiao(&["form", "show", &file, "--rubric", &rubric("chongqing-department")]);
    let shown = out(&output);
    assert!(shown.contains("财政供养人员控制率.得分系数"), "{shown}");
    for aside in ["填报自查", "填报说明", "表样信息"] {
        assert!(!shown.contains(aside), "{shown}");
    }
}

#[test]
fn a_form_that_comes_back_blank_is_said_to_be_so() {
    for id in shipped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("空白表").display().to_string();
        let output = jixiao(&["template", "--rubric", &rubric(&id), "--out", &path]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        let district = District::new();
        let (name, bytes) = forms(Path::new(&path)).pop_first().unwrap();
        district.bytes(&name, &bytes);
        let result = scored(&district, &id);
        assert_eq!(codes(&result), ["S39"], "{id} {result}");
    }
}

#[test]
fn what_is_found_of_a_blank_form_is_of_the_body_whose_form_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["甲局", "乙局"].map(str::to_owned);
    let blank = template(folder.path(), "project-2020-10", &names, &[]);
    let district = district(&["甲局", "乙局"], false);
    for (file, bytes) in &blank {
        let own = stamp(bytes);
        let returned = if own.department == "甲局" {
            bytes.clone()
        } else {
            let head = own.cells.iter().find(|cell| cell.role == Role::Fixed && cell.text == "二级指标");
            let changed = (head.unwrap().clone(), Typed::Text("二级指标名称".to_owned()));
            filled(bytes, &complete(&own, PROJECT, &[]).into_iter().chain([changed]).collect::<Vec<_>>())
        };
        district.bytes(file, &returned);
    }
    let result = scored(&district, "project-2020-10");
    let of = |code: &str| {
        let mut findings = result["findings"].as_array().unwrap().iter();
        findings.find(|finding| finding["code"] == code).map(|finding| finding["department"].clone())
    };
    assert_eq!(of("S39").unwrap(), "甲局", "{result}");
    assert_eq!(of("S36").unwrap(), "乙局", "{result}");
}
