//! 成绩单: a workbook for each department that names no other, in files that are safe everywhere.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::common::{Cell, District, err, jixiao, project_form, root, rubric, status};
use zip::ZipArchive;

const FOLDER: &str = "成绩单";
const LIST: &str = "校验值.txt";
const NAMES: [&str; 12] = [
    "../越界局",
    "CON",
    "甲:乙局",
    "=1+1",
    "示例区人民政府办公室机关事务管理服务中心综合保障大队第一分队",
    "示例区人民政府办公室机关事务管理服务中心综合保障大队第二分队",
    "Straße局",
    "STRASSE局",
    "灯笼🏮局",
    "café局",
    "末尾. ",
    "-rf",
];

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder.join(FOLDER)).unwrap().map(Result::unwrap);
    entries
        .map(|entry| (entry.file_name().to_str().unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// Every part of a package as text.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut package = ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..package.len())
        .map(|index| {
            let mut part = package.by_index(index).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// The one department that has a cell of its name alone.
fn owner<'a>(strings: &str, departments: &BTreeSet<&'a str>) -> &'a str {
    let own: Vec<&&str> =
        departments.iter().filter(|department| strings.contains(&format!(">{department}<"))).collect();
    let [own] = own[..] else { panic!("it is of {own:?}") };
    own
}

/// A district of these bodies with a roster of codes.
fn district(names: &[&str]) -> District {
    let district = District::new();
    let mut roster: Vec<Vec<Cell>> = vec![["部门编码", "部门名称", "分组"].map(Cell::from).to_vec()];
    for (index, name) in names.iter().enumerate() {
        roster.push([&*format!("{}", 101 + index), *name, "一组"].map(Cell::from).to_vec());
        let mut form = project_form(name, &format!("项目{index}"));
        // Everybody loses something, and names somebody else in the reason.
        form[7][4] = format!("{}场", 30 + index).as_str().into();
        let other = names[(index + 1) % names.len()];
        form[7].push(format!("场地由{other}提供，落实较晚").as_str().into());
        district.sheet(&format!("{index:02}.xlsx"), &form);
    }
    district.sheet("名册.xlsx", &roster);
    district
}

#[test]
fn hostile_names_give_safe_files_that_name_nobody_else() {
    let district = district(&NAMES);
    let output = district.run("score", "project-2020-10", &["--fail-on", "never"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let files = files(&district.outputs());
    let workbooks: BTreeMap<&String, &Vec<u8>> = files.iter().filter(|(name, _)| *name != LIST).collect();
    let result = district.result();
    let departments: BTreeSet<&str> =
        result["subjects"].as_array().unwrap().iter().map(|s| s["department"].as_str().unwrap()).collect();
    assert!(departments.len() >= 10, "{departments:?}");
    assert_eq!(workbooks.len(), departments.len());
    // Nothing lies beside the folder of results.
    let beside: Vec<_> =
        fs::read_dir(district.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "{beside:?}");

    let mut seen = BTreeSet::new();
    for (name, bytes) in workbooks {
        assert!(seen.insert(name.to_uppercase().to_lowercase()), "{name}");
        assert!(
            name.len() <= 200 && !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']),
            "{name}"
        );
        let parts = parts(bytes);
        let strings = &parts.iter().find(|(part, _)| part == "xl/sharedStrings.xml").unwrap().1;
        let own = owner(strings, &departments);
        assert!(strings.contains("场地由") && strings.contains("某部门"), "{name}: {strings}");
        for (part, text) in &parts {
            let told = departments.iter().find(|other| **other != own && text.contains(**other));
            assert_eq!(told, None, "{name}: {part}");
        }
    }
}

#[test]
fn equal_runs_leave_equal_transcripts() {
    let district = district(&["甲局", "乙局", "丙局"]);
    district.run("score", "project-2020-10", &["--fail-on", "never"]);
    let first = files(&district.outputs());
    district.run("score", "project-2020-10", &["--fail-on", "never", "--jobs", "1"]);
    assert_eq!(first, files(&district.outputs()));
    assert_eq!(first.keys().collect::<Vec<_>>(), ["101_甲局.xlsx", "102_乙局.xlsx", "103_丙局.xlsx", LIST]);
}

/// Runs with options into one folder.
fn run(district: &District, extra: &[&str]) -> (BTreeSet<String>, String) {
    let output = district.run("score", "project-2020-10", &[&["--fail-on", "never"], extra].concat());
    assert_eq!(status(&output), 0, "{}", err(&output));
    let folder = district.outputs().join(FOLDER);
    let names =
        if folder.exists() { files(&district.outputs()).into_keys().collect() } else { BTreeSet::new() };
    (names, err(&output))
}

#[test]
fn what_the_last_run_left_goes_and_what_is_not_ours_stays() {
    let district = district(&["甲局", "乙局", "丙局", "丁局"]);
    run(&district, &[]);
    let folder = district.outputs().join(FOLDER);
    fs::write(folder.join("会议纪要.xlsx"), "of somebody").unwrap();
    // A transcript that somebody has worked on is no longer ours alone.
    fs::write(folder.join("102_乙局.xlsx"), "with remarks").unwrap();
    for gone in ["01.xlsx", "02.xlsx"] {
        fs::remove_file(district.inputs().join(gone)).unwrap();
    }
    let (names, said) = run(&district, &[]);
    let wanted = ["101_甲局.xlsx", "102_乙局.xlsx", "104_丁局.xlsx", "会议纪要.xlsx", LIST];
    assert_eq!(names, wanted.map(str::to_owned).into());
    assert!(said.contains("102_乙局.xlsx 不属于本次结果，但内容已被改动，未删除"), "{said}");
    assert_eq!(fs::read(folder.join("102_乙局.xlsx")).unwrap(), b"with remarks");

    let (names, _) = run(&district, &["--cards", "none"]);
    assert_eq!(names, ["102_乙局.xlsx", "会议纪要.xlsx"].map(str::to_owned).into());
    for rest in &names {
        fs::remove_file(folder.join(rest)).unwrap();
    }
    run(&district, &[]);
    let (names, _) = run(&district, &["--cards", "none"]);
    assert!(names.is_empty() && !folder.exists(), "{names:?}");
}

#[test]
fn a_list_that_leads_elsewhere_removes_nothing() {
    let district = district(&["甲局"]);
    run(&district, &[]);
    let outside = district.folder.path().join("别处.xlsx");
    fs::write(&outside, "").unwrap();
    // The hash of nothing.
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    fs::write(district.outputs().join(FOLDER).join(LIST), format!("{hash}  ../../别处.xlsx\n")).unwrap();
    run(&district, &[]);
    assert!(outside.exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_folder_is_not_followed() {
    let district = district(&["甲局"]);
    let elsewhere = district.folder.path().join("别处");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::create_dir_all(district.outputs()).unwrap();
    std::os::unix::fs::symlink(&elsewhere, district.outputs().join(FOLDER)).unwrap();
    let output = district.run("score", "project-2020-10", &["--fail-on", "never"]);
    assert_eq!(status(&output), 3, "{}", err(&output));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    assert!(!district.outputs().join("result.json").exists(), "nothing is written by halves");
}

#[test]
fn the_shipped_samples_have_a_transcript_for_every_scored_department() {
    let folder = tempfile::tempdir().unwrap();
    for (inputs, id) in [("published", "project-2020-10"), ("liwan-2023", "department-overall")] {
        let out: PathBuf = folder.path().join(inputs);
        let out_text = out.display().to_string();
        let inputs = root().join("inputs").join(inputs).display().to_string();
        let rubric = rubric(id);
        let output =
            jixiao(&["score", &inputs, "--rubric", &rubric, "--out", &out_text, "--fail-on", "never"]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        let result: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(out.join("result.json")).unwrap()).unwrap();
        let departments: BTreeSet<&str> = result["subjects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["department"].as_str().unwrap())
            .collect();
        assert_eq!(files(&out).len() - 1, departments.len());
        for (name, bytes) in files(&out).iter().filter(|(name, _)| *name != LIST) {
            let parts = parts(bytes);
            let strings = &parts.iter().find(|(part, _)| part == "xl/sharedStrings.xml").unwrap().1;
            let mine = owner(strings, &departments);
            for (part, text) in &parts {
                let told = departments.iter().find(|other| !mine.contains(**other) && text.contains(**other));
                assert_eq!(told, None, "{name}: {part}");
            }
        }
    }
}
