//! `jixiao verify`: a result workbook as it was written, saved again, and changed in the ways that
//! matter.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{District, err, jixiao, out, project_form, root, status, with_part};
use jixiao::evaluate;
use jixiao::intake::IntakeOptions;
use jixiao::rubric::Rubric;
use regex::Regex;

/// The result of the shipped district.
fn scored(folder: &Path) -> PathBuf {
    let target = folder.display().to_string();
    let output =
        jixiao(&["score", "inputs/liwan-2023", "--rubric", "rubrics/department-overall", "--out", &target]);
    assert_eq!(status(&output), 1);
    folder.join("评价结果.xlsx")
}

fn verified(file: &Path) -> (i32, String) {
    let output = jixiao(&["verify", file.to_str().unwrap()]);
    (status(&output), out(&output))
}

/// The part that holds the sheet of this name.
fn sheet(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut package.by_name("xl/workbook.xml").unwrap(), &mut text).unwrap();
    let names = Regex::new("<sheet name=\"([^\"]*)\"").unwrap();
    let number = names.captures_iter(&text).position(|found| &found[1] == name).unwrap() + 1;
    format!("xl/worksheets/sheet{number}.xml")
}

/// The names of the sheets.
const RANKING: &str = "评价得分排名表";
const PROOF: &str = "核算底稿";
const PARAMETERS: &str = "核算参数";

#[test]
fn what_nobody_changed_is_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let (status, text) = verified(&scored(folder.path()));
    assert_eq!(status, 0, "{text}");
    assert!(text.starts_with("未发现改动：核对单元格 "), "{text}");
    let (status, text) = verified(&folder.path().join("没有.xlsx"));
    assert_eq!((status, text.as_str()), (3, ""));
}

#[test]
fn every_change_is_named_with_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let file = scored(folder.path());
    let bytes = fs::read(&file).unwrap();
    let changed = |part: &str, change: &dyn Fn(String) -> String| {
        let copy = folder.path().join("改.xlsx");
        fs::write(&copy, with_part(&bytes, part, change)).unwrap();
        let (status, text) = verified(&copy);
        assert_eq!(status, 1, "{text}");
        text
    };
    let replaced = |pattern: &str, with: &str, text: String| {
        let pattern = Regex::new(pattern).unwrap();
        assert!(pattern.is_match(&text), "{pattern}");
        pattern.replace(&text, with).into_owned()
    };
    // A number typed over a formula.
    let text = changed(&sheet(&bytes, RANKING), &|text| {
        replaced(r#"(<c r="J5"[^>]*>)<f>[^<]*</f><v>[^<]*</v>"#, "${1}<v>100</v>", text)
    });
    assert!(text.contains("评价得分排名表!J5：原为算式，现为数值 100"), "{text}");
    // An input changed, and not the points.
    let text = changed(&sheet(&bytes, PROOF), &|text| {
        replaced(r#"(<c r="E7"[^>]*>)<v>[^<]*</v>"#, "${1}<v>1</v>", text)
    });
    assert!(text.contains("核算底稿!E7：内容已被改动（原值未存于工作簿），现为数值 1"), "{text}");
    assert!(text.contains("按表内数据重算为 0"), "{text}");
    // A cut-off of the rubric.
    let text = changed(&sheet(&bytes, PARAMETERS), &|text| {
        replaced(r#"(<c r="B5"[^>]*>)<v>90</v>"#, "${1}<v>95</v>", text)
    });
    assert!(text.contains("核算参数!B5：内容已被改动（原值未存于工作簿），现为数值 95"), "{text}");
    // A department taken out of the ranking: its line alone.
    let text = changed(&sheet(&bytes, RANKING), &|text| replaced(r#"<row r="8".*?</row>"#, "", text));
    assert!(text.contains("评价得分排名表：原第 8 行已被删除"), "{text}");
    // Points written otherwise by whoever also knows the formula's cached result.
    let text = changed(&sheet(&bytes, PROOF), &|text| {
        replaced(r#"(<c r="I5"[^>]*>)<v>[^<]*</v>"#, "${1}<v>21</v>", text)
    });
    assert!(text.contains("核算底稿!I5：内容已被改动（原值未存于工作簿），现为数值 21"), "{text}");
}

#[test]
fn what_was_never_sealed_cannot_be_verified() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let file = district.inputs().join("甲.xlsx");
    let output = jixiao(&["verify", file.to_str().unwrap()]);
    assert_eq!((status(&output), out(&output).as_str()), (3, ""));
    let said = err(&output);
    assert!(said.starts_with("无法核对：") && said.lines().count() == 1, "{said}");
    assert!(said.contains("不是本程序生成的结果工作簿，或该表已被删除"), "{said}");
    // A result of which only the seal was taken away is known by its proof.
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(scored(folder.path())).unwrap();
    let renamed = |text: String| text.replace("name=\"校验数据\"", "name=\"另表\"");
    let copy = folder.path().join("改.xlsx");
    fs::write(&copy, with_part(&bytes, "xl/workbook.xml", renamed)).unwrap();
    let (status, text) = verified(&copy);
    assert_eq!(status, 1, "{text}");
    assert!(text.starts_with("没有“校验数据”表"), "{text}");
}

#[test]
fn what_is_hidden_added_or_forged_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(scored(folder.path())).unwrap();
    let changed = |part: &str, pattern: &str, with: &str| {
        let pattern = Regex::new(pattern).unwrap();
        let copy = folder.path().join("改.xlsx");
        let change = |text: String| {
            assert!(pattern.is_match(&text), "{pattern}");
            pattern.replace(&text, with).into_owned()
        };
        fs::write(&copy, with_part(&bytes, part, change)).unwrap();
        let (status, text) = verified(&copy);
        assert_eq!(status, 1, "{text}");
        text
    };
    let ranking = sheet(&bytes, RANKING);
    let text = changed(&ranking, r#"<row r="8" "#, "<row r=\"8\" hidden=\"1\" ");
    assert!(text.contains("评价得分排名表：第 8 行已被隐藏"), "{text}");
    let text = changed(&ranking, r#"<col min="1" max="1" "#, "<col min=\"1\" max=\"1\" hidden=\"1\" ");
    assert!(text.contains("评价得分排名表：第 A 列已被隐藏"), "{text}");
    // All columns that a number can name, and a cell in the last corner: neither takes room.
    let text = changed(&ranking, "<cols>", "<cols><col min=\"2\" max=\"4294967295\" hidden=\"1\"/>");
    assert!(text.contains("评价得分排名表：第 B至L 列已被隐藏"), "{text}");
    let corner = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let text = changed(&ranking, "</sheetData>", corner);
    assert!(text.contains("第 1048576 行为新增"), "{text}");
    let text = changed(
        "xl/workbook.xml",
        r#"<sheet name="扣分明细表" "#,
        "<sheet name=\"扣分明细表\" state=\"hidden\" ",
    );
    assert!(text.contains("扣分明细表：整张工作表已被隐藏"), "{text}");
    let text = changed("xl/workbook.xml", r#"<sheet name="扣分明细表" "#, "<sheet name=\"扣分明细\" ");
    assert!(text.contains("扣分明细表：整张工作表已被删除或改名"), "{text}");
    assert!(text.contains("扣分明细：工作表为新增或改名"), "{text}");
    // What a viewer shows that does not compute.
    let text = changed(&ranking, r#"(<c r="J5"[^>]*><f>[^<]*</f>)<v>[^<]*</v>"#, "${1}<v>100</v>");
    assert!(text.starts_with("评价得分排名表!J5：算式未变，所存结果已被改为 100"), "{text}");
    assert!(text.contains("发现改动 1 处"), "{text}");
    // The hash of an input.
    let run = sheet(&bytes, "运行信息");
    let text = changed(&run, r#"(<c r="E6"[^>]*>)<v>[^<]*</v>"#, "${1}<v>0</v>");
    assert!(text.contains("运行信息!E6"), "{text}");
}

#[test]
fn results_that_were_not_stored_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = scored(folder.path());
    let bytes = fs::read(&file).unwrap();
    let results = Regex::new("(<f>[^<]*</f>)<v>[^<]*</v>").unwrap();
    let without = |text: String| results.replace_all(&text, "$1").into_owned();
    fs::write(&file, with_part(&bytes, &sheet(&bytes, PROOF), without)).unwrap();
    let (status, text) = verified(&file);
    assert_eq!(status, 1);
    assert!(text.contains("没有存下计算结果：工作簿经其他程序另存而未重新计算"), "{text}");
    assert!(text.lines().count() < 30, "{text}");
}

#[test]
fn saving_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = scored(folder.path());
    if Command::new("soffice").arg("--version").output().is_err() {
        println!("LibreOffice is not installed: nothing is saved again by it");
        return;
    }
    let again = folder.path().join("again");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .args([&again, &file])
        .output()
        .unwrap();
    assert!(output.status.success());
    let (status, text) = verified(&again.join("评价结果.xlsx"));
    assert_eq!(status, 0, "{text}");
}

#[test]
fn a_proof_in_parts_is_checked_with_the_result() {
    use jixiao::report::workbook::{Drawing, write_in_parts};
    use jixiao::verify::{self, Change};
    let inputs = root().join("inputs/liwan-2023");
    let rubric = Rubric::load(&root().join("rubrics/department-overall")).unwrap();
    let evaluation = evaluate(&inputs, rubric, &IntakeOptions::default(), &|_, _| {}).unwrap();
    let books = write_in_parts(&evaluation, &Drawing::default(), 3).unwrap();
    assert!(books.proofs.len() > 2, "{}", books.proofs.len());
    let find = |name: &str| books.proofs.iter().find(|file| file.file == name).map(|file| file.bytes.clone());
    let verdict = verify::set(&books.result, &find).unwrap();
    assert_eq!(verdict.changes, []);
    let alone = verify::workbook(&books.result).unwrap();
    assert!(verdict.recomputed > 20 && alone.recomputed == 0);
    // The same points as in one workbook.
    let whole =
        verify::workbook(&write_in_parts(&evaluation, &Drawing::default(), 1000).unwrap().result).unwrap();
    assert_eq!(whole.recomputed, verdict.recomputed);
    // One is gone, one is another's, one is changed.
    let first = &books.proofs[0].file;
    let gone = |name: &str| find(name).filter(|_| name != first);
    assert_eq!(
        verify::set(&books.result, &gone).unwrap().changes,
        [Change::FileGone { file: first.clone() }]
    );
    let other = |name: &str| find(if name == first { &books.proofs[1].file } else { name });
    assert_eq!(
        verify::set(&books.result, &other).unwrap().changes,
        [Change::OtherFile { file: first.clone() }]
    );
    let changed = |name: &str| {
        let bytes = find(name)?;
        let point = Regex::new("(<c r=\"H[0-9]+\"[^>]*>)<f>[^<]*</f><v>[^<]*</v>").unwrap();
        let typed = |text: String| point.replace(&text, "${1}<v>99</v>").into_owned();
        Some(if name == first { with_part(&bytes, "xl/worksheets/sheet1.xml", typed) } else { bytes })
    };
    let changes = verify::set(&books.result, &changed).unwrap().changes;
    assert!(matches!(&changes[..], [Change::In { file, .. }, ..] if file == first), "{changes:?}");
    // Nothing is written twice differently.
    let again = write_in_parts(&evaluation, &Drawing::default(), 3).unwrap();
    assert!(again.result == books.result);
    assert!(again.proofs.iter().zip(&books.proofs).all(|(a, b)| a.file == b.file && a.bytes == b.bytes));
}
