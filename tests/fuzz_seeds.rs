//! Every seed of the fuzz targets holds, on any toolchain.
//!
//! Most seeds come from what is in the repository already (published texts, sample workbooks,
//! rubrics); `UPDATE=1 cargo test --test suite fuzz_seeds::` writes those anew. The others were found by
//! fuzzing, or are made by hand to lead to what nobody has sent yet.

#![allow(clippy::unwrap_used)]

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use crate::common::{District, bureau_table, department_form, project_form, root};
use jixiao::formula::Expr;
use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{Answer, Reader, Reading, Request};
use jixiao::intake::sheet::Sheet;
use targets::grids::Case;
use targets::{file, form, formula, quantity, rubric, shipped};

/// What the names of written seeds begin with.
const DERIVED: &str = "of-";

/// A report as its parts.
const DOCX: &str = r#"@@ [Content_Types].xml
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>
@@ word/document.xml
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>甲局2023年部门整体支出绩效自评报告</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>全年预算数</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>100万元</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>全年执行数98.5万元，执行率98.5%。</w:t></w:r></w:p></w:body></w:document>
"#;

fn seeds(target: &str) -> PathBuf {
    root().join("fuzz/seeds").join(target)
}

/// Runs a target with all its seeds.
fn replay(target: &str, run: fn(&[u8])) {
    let mut files: Vec<PathBuf> =
        fs::read_dir(seeds(target)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 5, "{target} has hardly any seeds");
    for file in files {
        println!("{}", file.display());
        run(&fs::read(file).unwrap());
    }
}

#[test]
fn seeds_of_quantities_hold() {
    replay("quantity", quantity::run);
}

#[test]
fn seeds_of_forms_hold() {
    replay("form", form::run);
}

#[test]
fn seeds_of_rubrics_hold() {
    replay("rubric", rubric::run);
}

#[test]
fn seeds_of_formulas_hold() {
    replay("formula", formula::run);
}

#[test]
fn seeds_of_files_hold() {
    replay("file", file::run);
}

#[test]
fn derived_seeds_are_current() {
    let derived = [
        ("quantity", quantities()),
        ("form", forms()),
        ("rubric", rubrics()),
        ("formula", formulas()),
        ("file", files()),
    ];
    for (target, wanted) in derived {
        let folder = seeds(target);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(&folder).unwrap();
            for entry in fs::read_dir(&folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_name().to_string_lossy().starts_with(DERIVED) {
                    fs::remove_file(entry.path()).unwrap();
                }
            }
            for (name, bytes) in &wanted {
                fs::write(folder.join(format!("{DERIVED}{name}")), bytes).unwrap();
            }
        }
        for (name, bytes) in wanted {
            let kept = fs::read(folder.join(format!("{DERIVED}{name}"))).unwrap_or_default();
            assert!(kept == bytes, "fuzz/seeds/{target}/{DERIVED}{name} is not what UPDATE=1 writes");
        }
    }
}

#[test]
fn a_grid_as_text_is_the_grid() {
    for (name, text) in forms() {
        let case = Case::parse(std::str::from_utf8(&text).unwrap());
        assert!(case.files.iter().all(|(_, sheets)| !sheets.is_empty()), "{name}");
        assert_eq!(Case::parse(&case.written()), case, "{name}");
    }
}

/// Of published texts one for each kind of reading, operator, multiplier and unit.
fn quantities() -> BTreeMap<String, Vec<u8>> {
    let table = fs::read_to_string(root().join("tests/quantities.tsv")).unwrap();
    let mut seen = BTreeSet::new();
    let mut seeds = BTreeMap::new();
    for (number, line) in table.lines().enumerate().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let alike = (columns[1], columns[2], columns[4], columns[5].chars().count());
        if seen.insert(alike) {
            seeds.insert(format!("line-{:03}", number + 1), columns[0].into());
        }
    }
    seeds
}

/// Sample workbooks, and the test suite's own forms, as grids.
fn forms() -> BTreeMap<String, Vec<u8>> {
    let mut seeds = BTreeMap::new();
    let mut add = |name: &str, rubric: &str, files: Vec<(String, Vec<Sheet>)>| {
        let case = Case { rubric: shipped::number_of(rubric).unwrap(), files };
        seeds.insert(name.to_owned(), case.written().into_bytes());
    };
    for number in ["01", "04", "16", "18", "28", "33"] {
        add(number, "project-2020-10", vec![sample("published", number)]);
    }
    for number in ["001", "006", "010"] {
        let files = ["名册", "财政掌握", number].map(|name| sample("liwan-2023", name));
        add(number, "department-overall", files.into());
    }
    let district = District::new();
    let department = department_form("甲局");
    let bureau = bureau_table(&["甲局", "乙局"]);
    district.sheet("甲局.xlsx", &project_form("甲局", "项目一"));
    district.workbook("乙局.xlsx", &[("自评表", &department, false), ("情况表", &bureau, true)]);
    let made = |name: &str| (name.to_owned(), sheets(&fs::read(district.inputs().join(name)).unwrap()));
    add("project", "project-2020-10", vec![made("甲局.xlsx")]);
    for rubric in ["department-overall", "hunan-department", "gonggong-kuangjia-2013", "chongqing-department"]
    {
        add(rubric, rubric, vec![made("乙局.xlsx")]);
    }
    seeds
}

/// The sample workbook whose name begins with `name`.
fn sample(folder: &str, name: &str) -> (String, Vec<Sheet>) {
    let folder = root().join("inputs").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    // A report may lie beside the workbook.
    let begins = |path: &&PathBuf| {
        path.file_name().unwrap().to_string_lossy().starts_with(name)
            && path.extension().is_some_and(|ending| ending == "xlsx")
    };
    let path = files.iter().find(begins).unwrap();
    (path.file_name().unwrap().to_string_lossy().into_owned(), sheets(&fs::read(path).unwrap()))
}

fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    let reader = Reader::new(&Reading::InProcess, &Limits::default()).unwrap();
    let request = Request { named_as_table: true, nested: false, texts: false, limits: Limits::default() };
    match reader.read(request, &Arc::new(bytes.to_vec())).unwrap() {
        Answer::Book { sheets, .. } => sheets,
        Answer::Archive(_) | Answer::Text { .. } => panic!("no workbook"),
    }
}

/// The rubrics of the tests, and the smaller ones that are shipped.
fn rubrics() -> BTreeMap<String, Vec<u8>> {
    let folders = [
        "tests/everything",
        "tests/lint/base",
        "tests/shapes",
        "rubrics/hdi-2022",
        "rubrics/county-expenditure-management",
        "rubrics/sichuan-department-2020",
    ];
    let seed = |folder: &str| {
        let read = |file: &str| fs::read_to_string(root().join(folder).join(file)).unwrap();
        let (system, form, examples) = (read("rubric.toml"), read("form.toml"), read("examples.toml"));
        let text = [&system, rubric::FORM, &form, rubric::EXAMPLES, &examples].concat();
        (folder.replace('/', "-"), text.into_bytes())
    };
    folders.into_iter().map(seed).collect()
}

/// Formulas of the rubrics, one of each length.
fn formulas() -> BTreeMap<String, Vec<u8>> {
    let mut by_length = BTreeMap::new();
    for (_, text) in rubrics() {
        let text = String::from_utf8(text).unwrap();
        for piece in
            text.split(['"', '\'']).filter(|piece| piece.contains(['(', '+', '-', '*', '/', '^', '&']))
        {
            if piece.parse::<Expr>().is_ok_and(|expr| !expr.names().is_empty()) {
                by_length.entry(piece.chars().count()).or_insert_with(|| piece.to_owned());
            }
        }
    }
    by_length.into_iter().map(|(length, text)| (format!("length-{length:03}"), text.into_bytes())).collect()
}

/// A form in every format that can be made here.
fn files() -> BTreeMap<String, Vec<u8>> {
    let district = District::new();
    district.sheet("甲局.xlsx", &project_form("甲局", "项目一"));
    let book = fs::read(district.inputs().join("甲局.xlsx")).unwrap();
    let fixture = |name: &str| fs::read(root().join("tests/fixtures").join(name)).unwrap();
    let page = "<html><body><table><tr><td>项目名称</td><td colspan=2>项目一</td></tr></table></body></html>";
    BTreeMap::from([
        (
            "book.xlsx".to_owned(),
            parts(
                &book,
                &["xl/workbook.xml", "xl/worksheets/", "xl/sharedStrings", "xl/styles", "rels", "Content"],
            ),
        ),
        ("fixture.ods".to_owned(), parts(&fixture("form.ods"), &["mimetype", "content.xml", "manifest.xml"])),
        ("fixture.xls".to_owned(), fixture("form.xls")),
        ("page.html".to_owned(), page.into()),
        ("report.docx".to_owned(), DOCX.into()),
        (
            "report.txt".to_owned(),
            "甲局2023年部门整体支出绩效自评报告\n全年预算数100万元，执行数98.5万元，执行率98.5%。\n".into(),
        ),
        ("table.csv".to_owned(), "项目名称,项目一\n主管部门,\"甲局\"\n全年预算数,100\n".into()),
        ("archive.zip".to_owned(), "@@ a/甲.csv\n项目名称,项目一\n@@ b.txt\n字\n@@ a/甲.csv\n".into()),
    ])
}

/// The parts of a package whose names hold one of `kept`, as the target puts them together.
fn parts(bytes: &[u8], kept: &[&str]) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = Vec::new();
    for index in 0..package.len() {
        let mut entry = package.by_index(index).unwrap();
        let name = String::from_utf8(entry.name_raw().to_vec()).unwrap();
        if kept.iter().any(|part| name.contains(part)) {
            text.extend_from_slice(format!("@@ {name}\n").as_bytes());
            entry.read_to_end(&mut text).unwrap();
            text.push(b'\n');
        }
    }
    text
}

#[test]
fn the_fuzz_targets_are_locked_to_the_crates_of_today() {
    let table = |file: &str| -> toml::Table {
        fs::read_to_string(root().join(file)).unwrap().parse::<toml::Table>().unwrap()
    };
    let manifest = table("Cargo.toml");
    let wanted = manifest["dependencies"].as_table().unwrap().keys();
    let lock = table("fuzz/Cargo.lock");
    let own = lock["package"].as_array().unwrap().iter().find(|one| one["name"].as_str() == Some("jixiao"));
    let locked = own.unwrap()["dependencies"].as_array().unwrap();
    let is_locked = |name: &&String| {
        // A crate of several versions is named with its own: "toml 0.9".
        locked.iter().any(|one| one.as_str().unwrap().split(' ').next() == Some(name.as_str()))
    };
    let missing: Vec<&String> = wanted.filter(|name| !is_locked(name)).collect();
    assert!(missing.is_empty(), "`cargo metadata` in fuzz/ adds {missing:?}");
}
