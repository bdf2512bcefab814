//! Workbooks that go back to bodies: marked where something is wrong, and otherwise as they came.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::common::{Cell, District, err, out, project_form, root, status};
use jixiao::finding::{Finding, Problem};
use jixiao::intake::original::Originals;
use jixiao::intake::reader::Reading;
use jixiao::intake::{FileStatus, InputFile, IntakeOptions};
use jixiao::place::{CellRef, Place};
use jixiao::returned;
use rust_xlsxwriter::{Format, Note, Workbook};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..package.len() {
        let mut entry = package.by_index(index).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        parts.insert(String::from_utf8(entry.name_raw().to_vec()).unwrap(), content);
    }
    parts
}

fn text(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts[name].clone()).unwrap_or_else(|_| panic!("{name}"))
}

/// Checks the district's project forms with `--out` and gives the copy of a file.
fn copy(district: &District, name: &str) -> Vec<u8> {
    let folder = district.outputs();
    let output = district.run("check", "project-2020-10", &["--out", folder.to_str().unwrap()]);
    assert!(status(&output) <= 1, "{}", err(&output));
    fs::read(folder.join("退回修改").join(name)).unwrap_or_else(|_| panic!("{}", out(&output)))
}

#[test]
fn a_body_without_errors_passes_and_gets_nothing_back() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    // Why points were lost is not said: a warning.
    form[9].pop();
    district.sheet("甲.xlsx", &form);
    let folder = district.outputs();
    let output = district.run("check", "project-2020-10", &["--out", folder.to_str().unwrap()]);
    assert!(out(&output).contains("警告 R01"), "{}", out(&output));
    assert_eq!(status(&output), 0, "{}", out(&output));
    assert!(!folder.join("退回修改").exists());
}

/// A form with an error, a warning and much that has nothing to do with them.
fn rich_form(folder: &Path) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("自评表").unwrap();
    let bold = Format::new().set_bold().set_num_format("0.0");
    let mut form = project_form("甲局", "项目一");
    form[7][4] = "约50场".into();
    form[9].pop();
    for (row, cells) in (0..).zip(form) {
        for (col, cell) in (0..).zip(&cells) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    sheet.write_string(row, col, text).unwrap();
                }
                Cell::Number(number) => {
                    sheet.write_number_with_format(row, col, *number, &bold).unwrap();
                }
                Cell::Percent(ratio) => {
                    let percent = Format::new().set_num_format("0.00%");
                    sheet.write_number_with_format(row, col, *ratio, &percent).unwrap();
                }
                Cell::Error(_) => unreachable!(),
            }
        }
    }
    sheet.insert_note(7, 4, &Note::new("经办人：数字待核")).unwrap();
    sheet.insert_note(1, 1, &Note::new("另一处批注")).unwrap();
    let other = book.add_worksheet().set_name("其他").unwrap();
    other.write_string(0, 0, "与本表无关").unwrap();
    other.merge_range(2, 0, 3, 2, "合并", &Format::new()).unwrap();
    let path = folder.join("甲.xlsx");
    book.save(&path).unwrap();
    fs::read(path).unwrap()
}

#[test]
fn only_what_is_marked_changes_and_comments_that_are_there_stay() {
    let district = District::new();
    fs::create_dir_all(district.inputs()).unwrap();
    let original = rich_form(&district.inputs());
    let (before, after) = (parts(&original), parts(&copy(&district, "甲.xlsx")));
    let changed: BTreeSet<&str> = before
        .iter()
        .filter(|(name, content)| after.get(*name) != Some(content))
        .map(|(name, _)| name.as_str())
        .collect();
    let expected = [
        "[Content_Types].xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/styles.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/worksheets/sheet1.xml",
    ];
    assert!(changed.iter().all(|name| expected.contains(name)), "{changed:?}");
    assert_eq!(before.len(), after.len());
    let comments = text(&after, "xl/comments1.xml");
    for words in
        ["经办人：数字待核", "另一处批注", "【错误 T03】", "【警告 R01】", "处理：请填实际完成的数字"]
    {
        assert!(comments.contains(words), "{words}: {comments}");
    }
    assert_eq!(comments.matches("ref=\"E8\"").count(), 1);
    // Values and formats but the fill are as they were: taking the marks away gives the sheet back.
    let sheet = |parts: &BTreeMap<String, Vec<u8>>| {
        let styles = regex::Regex::new(" s=\"\\d+\"").unwrap();
        let xml = text(parts, "xl/worksheets/sheet1.xml").replace("<c r=\"H10\"/>", "");
        styles.replace_all(&xml, "").replace("<c r=\"H10\"/>", "")
    };
    assert_eq!(sheet(&before), sheet(&after));
}

#[test]
fn a_copy_is_read_like_its_original_and_equal_runs_give_equal_bytes() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    form[7][4] = "约50场".into();
    form[9].pop();
    district.sheet("子文件夹/甲.xlsx", &form);
    let first = copy(&district, "子文件夹/甲.xlsx");
    assert_eq!(first, copy(&district, "子文件夹/甲.xlsx"));
    let again = District::new();
    again.bytes("甲.xlsx", &first);
    let findings = |district: &District| {
        let output = district.run("check", "project-2020-10", &["--json"]);
        let answer: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        let mut found: Vec<(String, String)> = answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| (finding["code"].to_string(), finding["cell"].to_string()))
            .collect();
        found.sort();
        found
    };
    assert_eq!(findings(&district), findings(&again));
}

#[test]
fn other_formats_go_back_as_new_workbooks_and_that_is_said() {
    let district = District::new();
    let rows: Vec<String> = project_form("甲局", "项目一")
        .iter()
        .map(|row| {
            let shown = row.iter().map(|cell| match cell {
                Cell::Text(text) => text.clone(),
                Cell::Number(number) => number.to_string(),
                Cell::Percent(ratio) => format!("{}%", ratio * 100.0),
                Cell::Error(shown) => shown.clone(),
            });
            shown.collect::<Vec<_>>().join(",")
        })
        .collect();
    let csv = rows.join("\n").replace("50场,20,20", "约50场,20,20");
    district.bytes("甲.csv", csv.as_bytes());
    let folder = district.outputs();
    let output = district.run("check", "project-2020-10", &["--out", folder.to_str().unwrap()]);
    assert!(out(&output).contains("退回修改/甲（由csv转存）.xlsx"), "{}", out(&output));
    assert!(out(&output).contains("不能在原件上标注"), "{}", out(&output));
    let copy = parts(&fs::read(folder.join("退回修改/甲（由csv转存）.xlsx")).unwrap());
    let comments: Vec<&String> = copy.keys().filter(|name| name.contains("comments")).collect();
    assert!(text(&copy, comments[0]).contains("【错误 T03】"));
    assert!(text(&copy, "xl/sharedStrings.xml").contains("约50场"));
}

#[test]
fn what_was_mended_is_taken_out_of_the_folder_and_other_files_stay() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    form[7][4] = "约50场".into();
    district.sheet("甲.xlsx", &form);
    copy(&district, "甲.xlsx");
    let folder = district.outputs().join("退回修改");
    fs::write(folder.join("经办人的记录.txt"), "留下").unwrap();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let output = district.run("check", "project-2020-10", &["--out", district.outputs().to_str().unwrap()]);
    assert_eq!(status(&output), 0, "{}", out(&output));
    assert!(!folder.join("甲.xlsx").exists());
    assert!(folder.join("经办人的记录.txt").exists());
}

#[test]
fn what_is_not_a_bodys_own_matter_is_not_sent_back() {
    let district = District::new();
    let mut form = project_form("甲局", "项目一");
    form[9][7] = "因场馆修缮停用三个月，下半年部分活动改在线上举办".into();
    district.sheet("甲.xlsx", &form);
    let mut form = project_form("乙局", "项目二");
    form[9][7] = "因场馆修缮停用三个月，下半年部分活动改在线上举办".into();
    district.sheet("乙.xlsx", &form);
    let output = district.run("check", "project-2020-10", &["--out", district.outputs().to_str().unwrap()]);
    assert!(out(&output).contains("X02"), "{}", out(&output));
    assert!(!district.outputs().join("退回修改").exists());
}

/// Where third-party spreadsheets are kept, if they are at hand.
fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("JIXIAO_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    corpus.is_dir().then_some(corpus)
}

/// Marks three cells on the first sheet of every third-party workbook: values and parts that bear no
/// mark are as before, and the copy opens.
#[test]
fn workbooks_of_every_origin_are_marked_without_loss() {
    let Some(corpus) = corpus() else {
        eprintln!("no corpus at hand: passed over");
        return;
    };
    let program = PathBuf::from(env!("CARGO_BIN_EXE_jixiao"));
    let reading = Reading::Workers { program, arguments: vec!["read-files".to_owned()] };
    let options = IntakeOptions { reading, ..IntakeOptions::default() };
    let originals = Originals::of(&corpus, &options).unwrap();
    let (mut marked, mut transferred) = (0, 0);
    let mut files: Vec<PathBuf> = fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "xlsx" || ending == "xlsm"));
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = std::sync::Arc::new(fs::read(&path).unwrap());
        let Some((sheets, _)) = originals.sheets(&bytes) else { continue };
        let Some(first) = sheets.iter().find(|sheet| !sheet.name.is_empty()) else { continue };
        let sha256 = hex::encode(Sha256::digest(bytes.as_slice()));
        let input = InputFile { file: name.clone(), sha256, status: FileStatus::Scored };
        let place = Place::file(name.as_str()).sheet(first.name.as_str());
        let held = first.cells.first().map_or((0, 0), |cell| (cell.row, cell.col));
        let findings: Vec<Finding> = [held, (3, 2), (200, 30)]
            .map(|(row, col)| Finding::new(Problem::MissingActual).at(place.cell(CellRef::new(row, col))))
            .into();
        let Some(copy) =
            returned::copy(&originals, &input, name.clone(), &findings.iter().collect::<Vec<_>>())
        else {
            panic!("{name} was read and cannot be copied");
        };
        if copy.transferred.is_some() {
            eprintln!("{name} transferred");
            transferred += 1;
            continue;
        }
        marked += 1;
        let (again, _) =
            originals.sheets(&std::sync::Arc::new(copy.bytes.clone())).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(again, sheets, "{name}");
        let (before, after) = (parts(&bytes), parts(&copy.bytes));
        let changed = before.iter().filter(|(name, content)| after.get(*name) != Some(content)).count();
        assert!(changed <= 6, "{name}: {changed} parts");
        assert!(before.keys().all(|part| after.contains_key(part)), "{name}");
        let comments = after.iter().filter(|(name, _)| name.contains("comments"));
        let said: usize =
            comments.map(|(_, content)| String::from_utf8_lossy(content).matches("T04").count()).sum();
        assert!(said >= 2, "{name}: {said}");
    }
    eprintln!("{marked} marked, {transferred} transferred");
    assert!(marked > 10 * transferred.max(1), "{marked} marked, {transferred} transferred");
}
