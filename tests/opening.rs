//! What is written opens elsewhere: the package is what the file format asks for, other programs
//! read every value back, and two runs leave the same bytes.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use regex::Regex;
use zip::ZipArchive;

use crate::common::{Cell, District, err, project_form, root, status};

/// Names of threats to a file, a sheet, a formula or markup.
const NAMES: [&str; 9] = [
    "../越界局",
    "CON",
    "甲:乙局",
    "=1+1",
    "<b>&amp;局",
    "示例区人民政府办公室机关事务管理服务中心综合保障大队第一分队",
    "Straße局",
    "灯笼🏮局",
    "末尾. ",
];
/// What a body writes as its reason.
const REASON: &str = "=HYPERLINK(\"http://x.example\",\"点此\")";

fn district() -> District {
    let district = District::new();
    let mut roster: Vec<Vec<Cell>> = vec![["部门编码", "部门名称", "分组"].map(Cell::from).to_vec()];
    for (index, name) in NAMES.iter().enumerate() {
        let group = ["=甲组", "乙组"][index % 2];
        roster.push([&*format!("{}", 101 + index), *name, group].map(Cell::from).to_vec());
        let mut form = project_form(name, &format!("项目{index}"));
        form[7][4] = format!("{}场", 30 + index).as_str().into();
        form[7].push(REASON.into());
        district.sheet(&format!("{index:02}.xlsx"), &form);
    }
    district.sheet("名册.xlsx", &roster);
    district
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(inside).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What score and check leave, each in a folder of its own.
fn left(district: &District, jobs: &str) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for command in ["score", "check"] {
        let _ = fs::remove_dir_all(district.outputs());
        let out = district.outputs().to_str().unwrap().to_owned();
        let mut arguments = vec!["--fail-on", "never", "--jobs", jobs];
        if command == "check" {
            arguments.extend(["--out", &out]);
        }
        let output = district.run(command, "project-2020-10", &arguments);
        assert_eq!(status(&output), 0, "{}", err(&output));
        all.extend(
            files(&district.outputs()).into_iter().map(|(name, of)| (format!("{command}/{name}"), of)),
        );
    }
    all
}

fn is_workbook(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "xlsx")
}

/// What the file format asks for and few programs check.
fn sound(name: &str, bytes: &[u8]) {
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        assert!(parts.insert(part.name().unwrap().into_owned(), text).is_none(), "{name}: a part twice");
    }
    let pattern = |pattern: &str| Regex::new(pattern).unwrap();
    let captures = |of: &str, text: &str| -> Vec<String> {
        pattern(of).captures_iter(text).map(|found| found[1].to_owned()).collect()
    };
    // Every part has a content type, and every type a part.
    let types = &parts["[Content_Types].xml"];
    let endings: BTreeSet<String> = captures("Default Extension=\"([^\"]+)\"", types).into_iter().collect();
    let named: BTreeSet<String> = captures("PartName=\"/([^\"]+)\"", types).into_iter().collect();
    for part in parts.keys().filter(|part| *part != "[Content_Types].xml") {
        let ending = part.rsplit('.').next().unwrap();
        assert!(named.contains(part) || endings.contains(ending), "{name}: {part} has no type");
    }
    assert!(named.iter().all(|part| parts.contains_key(part)), "{name}: a type without a part");
    // Every relation inside the package leads to a part.
    for (part, text) in parts.iter().filter(|(part, _)| is_relations(part)) {
        let base = part.rsplit_once("_rels/").unwrap().0;
        for relation in
            text.split("<Relationship ").skip(1).filter(|r| !r.contains("TargetMode=\"External\""))
        {
            let target = &captures("Target=\"([^\"]+)\"", relation)[0];
            let path = target.strip_prefix('/').map_or_else(|| joined(base, target), str::to_owned);
            assert!(parts.contains_key(&path), "{name}: {part} leads to {path}");
        }
    }
    // Names of sheets: short, different in more than case, without what may not be in them.
    let book = &parts["xl/workbook.xml"];
    let sheets = captures("<sheet name=\"([^\"]*)\"", book);
    let folded: BTreeSet<String> = sheets.iter().map(|sheet| sheet.to_lowercase()).collect();
    assert_eq!(folded.len(), sheets.len(), "{name}: {sheets:?}");
    for sheet in &sheets {
        assert!((1..=31).contains(&sheet.encode_utf16().count()), "{name}: {sheet}");
        assert!(!sheet.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}: {sheet}");
    }
    for defined in captures("<definedName name=\"([^\"]*)\"", book) {
        assert!(
            ["_xlnm.Print_Titles", "_xlnm._FilterDatabase"].contains(&defined.as_str()),
            "{name}: {defined}"
        );
    }
    // Texts are no longer than a cell may hold, and have no signs that XML may not have.
    if let Some(strings) = parts.get("xl/sharedStrings.xml") {
        for text in strings.split("<si>").skip(1) {
            assert!(
                text.encode_utf16().count() <= 4 * 32_767
                    && captures("<t[^>]*>([^<]*)", text).concat().encode_utf16().count() <= 32_767 * 5
            );
        }
        assert!(!strings.contains(|c: char| c.is_control() && !['\n', '\r', '\t'].contains(&c)), "{name}");
    }
    // Rows and, in them, cells stand in their order, each once.
    let (row, cell) = (pattern("<row r=\"([0-9]+)\""), pattern("<c r=\"([A-Z]+)([0-9]+)\""));
    for (part, text) in parts.iter().filter(|(part, _)| part.starts_with("xl/worksheets/sheet")) {
        let rows: Vec<u32> = row.captures_iter(text).map(|found| found[1].parse().unwrap()).collect();
        assert!(rows.is_sorted_by(|a, b| a < b), "{name}: rows of {part}");
        let cells: Vec<(u32, usize, String)> = cell
            .captures_iter(text)
            .map(|found| (found[2].parse().unwrap(), found[1].len(), found[1].to_owned()))
            .collect();
        assert!(cells.is_sorted_by(|a, b| a < b), "{name}: cells of {part}");
        assert!(captures("<f>([^<]*)", text).iter().all(|formula| !formula.contains("HYPERLINK")), "{name}");
    }
}

fn is_relations(part: &str) -> bool {
    Path::new(part).extension().is_some_and(|ending| ending == "rels")
}

/// A path with `..` in it, from a folder on.
fn joined(base: &str, target: &str) -> String {
    let mut path: Vec<&str> = base.split('/').filter(|folder| !folder.is_empty()).collect();
    for step in target.split('/') {
        if step == ".." {
            path.pop();
        } else {
            path.push(step);
        }
    }
    path.join("/")
}

#[test]
fn every_file_is_sound_and_the_same_twice() {
    let district = district();
    let first = left(&district, "2");
    let books: Vec<&String> = first.keys().filter(|name| is_workbook(name)).collect();
    assert!(books.len() > NAMES.len() + 1, "{books:?}");
    for (name, bytes) in first.iter().filter(|(name, _)| is_workbook(name)) {
        sound(name, bytes);
    }
    let second = left(&district, "1");
    let differing: Vec<&String> =
        first.iter().filter(|(name, bytes)| second.get(*name) != Some(bytes)).map(|(name, _)| name).collect();
    assert!(differing.is_empty() && first.len() == second.len(), "{differing:?}");
    // A reason that looks like a formula is words, in the result and for the body.
    for name in ["score/评价结果.xlsx", "score/成绩单/101_.._越界局.xlsx"] {
        let bytes = first.get(name).unwrap_or_else(|| panic!("{:?}", first.keys()));
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).unwrap();
            assert!(
                formulas.used_cells().all(|(.., formula)| !formula.contains("HYPERLINK")),
                "{name} {sheet}"
            );
        }
    }
    elsewhere(&first);
}

/// openpyxl reads every value back, and openxml-audit finds nothing wrong, where they are at hand.
fn elsewhere(files: &BTreeMap<String, Vec<u8>>) {
    let python = std::env::var_os("JIXIAO_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let has = |module: &str| {
        let output = Command::new(&python).args(["-c", &format!("import {module}")]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let folder = tempfile::tempdir().unwrap();
    let mut expected: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let wanted = files.iter().filter(|(name, _)| is_workbook(name) && !name.contains("退回修改"));
    for (index, (_, bytes)) in wanted.enumerate() {
        let file = format!("{index}.xlsx");
        fs::write(folder.path().join(&file), bytes).unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let mut cells = BTreeMap::new();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).unwrap();
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, data) in range.used_cells() {
                let value = match data {
                    Data::Int(number) => format!("{:.9e}", *number as f64),
                    Data::Float(number) => format!("{number:.9e}"),
                    Data::DateTime(day) => format!("{:.9e}", day.as_f64()),
                    other => other.to_string(),
                };
                if !value.is_empty() {
                    let at = (top as usize + row + 1, left as usize + column + 1);
                    cells.insert(format!("{sheet}!{}!{}", at.0, at.1), value);
                }
            }
        }
        assert!(cells.len() > 20);
        expected.insert(file, cells);
    }
    if has("openpyxl") {
        let list = folder.path().join("expected.json");
        fs::write(&list, serde_json::to_string(&expected).unwrap()).unwrap();
        let script = root().join("tests/readers/read_back.py");
        let output = Command::new(&python).arg(script).arg(&list).output().unwrap();
        let said = format!("{}{}", crate::common::out(&output), err(&output));
        assert!(output.status.success(), "{said}");
        println!("{said}");
    } else {
        println!("openpyxl is not installed: nothing is read back by it");
    }
    if has("openxml_audit") {
        for file in expected.keys() {
            let file = folder.path().join(file);
            let output = Command::new(&python).args(["-m", "openxml_audit"]).arg(&file).output().unwrap();
            assert!(output.status.success(), "{}{}", crate::common::out(&output), err(&output));
        }
        println!("openxml-audit finds nothing wrong in {} workbooks", expected.len());
    } else {
        println!("openxml-audit is not installed: nothing is held against the schema");
    }
}
