//! Inputs that mean harm, or might as well: what each comes to, and that nobody else suffers.
//!
//! One folder holds them all. Every file has its expected end, the ends add up to what was found,
//! and the result is the same however many read at once.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

mod inputs;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use crate::common::{District, out, root, status, zipped};
use encoding_rs::GBK;
use inputs::{End, bare, cases, form};
use jixiao::intake::limits::Limits;
use jixiao::intake::reader::Reading;
use jixiao::intake::{FileStatus, InputFile, IntakeOptions};
use jixiao::rubric::Rubric;
use serde_json::Value;

/// The files of a result by their names: status, reason.
fn files(result: &Value) -> BTreeMap<String, (String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let inputs = result["inputs"].as_array().unwrap().iter();
    inputs.map(|input| (text(&input["file"]), (text(&input["status"]), text(&input["reason"])))).collect()
}

fn codes_of(result: &Value, file: &str) -> Vec<String> {
    let findings = result["findings"].as_array().unwrap().iter().filter(|finding| finding["file"] == file);
    let mut codes: Vec<String> =
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn every_input_comes_to_its_end_and_nobody_else_suffers() {
    let district = District::new();
    let cases = cases();
    for (name, bytes, _) in &cases {
        district.bytes(name, bytes);
    }
    let mut results = Vec::new();
    for jobs in ["1", "3"] {
        let output = district.run("score", "project-2020-10", &["--jobs", jobs, "--memory", "512"]);
        assert_eq!(status(&output), 1, "{}", out(&output));
        results.push(fs::read(district.outputs().join("result.json")).unwrap());
    }
    assert!(results[0] == results[1], "the number of jobs shows in the result");
    let result = district.result();
    let found = files(&result);
    let mut wrong = Vec::new();
    for (name, _, end) in &cases {
        let (status, reason) = &found[*name];
        let codes = codes_of(&result, name);
        let is_so = match end {
            End::Scored(wanted) => status == "scored" && codes == *wanted,
            End::Rejected(code, words) => status == "rejected" && codes == [*code] && reason.contains(words),
            End::Ignored(words) => status == "ignored" && codes.is_empty() && reason.contains(words),
        };
        if !is_so {
            wrong.push(format!("{name}: {status} {codes:?} {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(found.len(), cases.len());
}

#[test]
fn names_of_any_bytes_are_read_each_on_its_own_line() {
    let district = District::new();
    fs::create_dir_all(district.inputs()).unwrap();
    let long = format!("{}.xlsx", "长".repeat(65));
    let names: Vec<Vec<u8>> = vec![
        GBK.encode("国标名.xlsx").0.into_owned(),
        b"\xFF\xFE1.xlsx".to_vec(),
        b"\xFF\xFF1.xlsx".to_vec(),
        "换\n行.xlsx".into(),
        "零\u{200B}宽.xlsx".into(),
        "反\u{202E}向.xlsx".into(),
        "e\u{301}.xlsx".into(),
        "表(1).xlsx".into(),
        long.into_bytes(),
    ];
    for (index, name) in names.iter().enumerate() {
        fs::write(district.inputs().join(OsStr::from_bytes(name)), form(&format!("第{index}局"))).unwrap();
    }
    let output = district.run("score", "project-2020-10", &[]);
    assert_eq!(status(&output), 0, "{}", out(&output));
    let found = files(&district.result());
    assert_eq!(found.len(), names.len(), "{found:?}");
    assert!(found.values().all(|(status, _)| status == "scored"), "{found:?}");
    assert!(
        found.contains_key("国标名.xlsx") && found.contains_key("\u{FFFD}\u{FFFD}1.xlsx〔2〕"),
        "{found:?}"
    );
    assert!(found.keys().all(|name| !name.contains(char::is_control)), "{found:?}");
}

#[test]
fn what_is_no_regular_file_is_never_opened() {
    let district = District::new();
    district.bytes("正常.xlsx", &form("正常局")).bytes("子/另.xlsx", &form("另一局"));
    let inputs_folder = district.inputs();
    let outside = district.folder.path().join("外.xlsx");
    fs::write(&outside, form("外面局")).unwrap();
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, inputs_folder.join(name)).unwrap();
    link("../外.xlsx", "链接.xlsx");
    link("..", "上级");
    link("自己.xlsx", "自己.xlsx");
    rustix::fs::mkfifoat(
        rustix::fs::CWD,
        inputs_folder.join("管道.xlsx"),
        rustix::fs::Mode::from_raw_mode(0o600),
    )
    .unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(inputs_folder.join("插口.xlsx")).unwrap();
    let giant = fs::File::create(inputs_folder.join("巨大.xlsx")).unwrap();
    giant.set_len(1 << 40).unwrap();
    let output = district.run("score", "project-2020-10", &["--timeout", "20"]);
    assert_eq!(status(&output), 1, "{}", out(&output));
    let found = files(&district.result());
    for (name, end, words) in [
        ("正常.xlsx", "scored", ""),
        ("子/另.xlsx", "scored", ""),
        ("链接.xlsx", "ignored", "链接，未打开"),
        ("上级", "ignored", "链接，未打开"),
        ("自己.xlsx", "ignored", "链接，未打开"),
        ("管道.xlsx", "ignored", "管道，未打开"),
        ("插口.xlsx", "ignored", "套接字，未打开"),
        ("巨大.xlsx", "rejected", "文件大小超出可读上限"),
    ] {
        assert_eq!(found[name], (end.to_owned(), words.to_owned()), "{name}");
    }
    assert_eq!(found.len(), 8, "{found:?}");
}

#[test]
fn archives_are_read_file_by_file() {
    let district = District::new();
    let inner = zipped(&[("x.xlsx", &form("里局"))]);
    let archive = zipped(&[
        ("AAAAAAAAAAAA.xlsx", &form("甲局")[..]),
        ("../../slip.xlsx", &form("乙局")),
        ("里.zip", &inner),
        ("坏.xls", b"x"),
        ("__MACOSX/._甲局.xlsx", b"x"),
        ("说明.txt", b"x"),
    ]);
    // The writer knows no other names than Unicode's.
    let placeholder = b"AAAAAAAAAAAA.xlsx";
    let mut archive = archive;
    let name = GBK.encode("国标甲乙丙局.xlsx").0.into_owned();
    assert_eq!(name.len(), placeholder.len());
    let places: Vec<usize> =
        (0..archive.len() - name.len()).filter(|at| archive[*at..].starts_with(placeholder)).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        archive[at..at + name.len()].copy_from_slice(&name);
    }
    district.bytes("一批.zip", &archive).bytes("空包.zip", &zipped(&[]));
    let output = district.run("score", "project-2020-10", &[]);
    assert_eq!(status(&output), 1, "{}", out(&output));
    let found = files(&district.result());
    for (name, end, words) in [
        ("一批.zip", "ignored", "压缩包，内有 6 个文件，已逐个读取"),
        ("一批.zip/国标甲乙丙局.xlsx", "scored", ""),
        ("一批.zip/slip.xlsx", "scored", ""),
        ("一批.zip/里.zip", "rejected", "文件无法读取：压缩包内还有压缩包"),
        ("一批.zip/坏.xls", "rejected", "文件无法读取：不是电子表格（实为文本文件）"),
        ("一批.zip/__MACOSX/._甲局.xlsx", "ignored", "程序临时文件"),
        ("一批.zip/说明.txt", "ignored", "文稿，不是绩效自评报告"),
        ("空包.zip", "rejected", "文件无法读取：压缩包内没有文件"),
    ] {
        assert_eq!(found.get(name), Some(&(end.to_owned(), words.to_owned())), "{name} {found:#?}");
    }
    assert_eq!(found.len(), 8, "{found:?}");
}

/// Reads a folder by the library.
fn evaluate(district: &District, reading: Reading, limits: Limits) -> Vec<InputFile> {
    let rubric = Rubric::load(&root().join("rubrics/project-2020-10")).unwrap();
    let options = IntakeOptions { reading, limits, ..IntakeOptions::default() };
    jixiao::evaluate(&district.inputs(), rubric, &options, &|_, _| {}).unwrap().inputs
}

/// A reader that is another program.
fn shell(script: &str) -> Reading {
    Reading::Workers { program: PathBuf::from("sh"), arguments: vec!["-c".to_owned(), script.to_owned()] }
}

#[test]
fn readers_that_hang_die_or_are_killed_cost_their_file() {
    let district = District::new();
    district.bytes("甲.xlsx", &form("甲局")).bytes("乙.xlsx", &form("乙局")).bytes("丙.txt", b"x");
    let limits = Limits { seconds: 1, ..Limits::default() };
    for (script, words) in [
        ("exec sleep 600", "文件未能读完：超出时间上限"),
        ("exec kill -9 $$", "文件未能读完：超出内存上限"),
        ("exit 3", "文件未能读完：读取进程异常终止"),
        ("echo nonsense that is no frame at all; exec sleep 600", "文件未能读完："),
        ("head -c 8 /dev/zero; exec sleep 600", "文件未能读完：读取进程异常终止"),
    ] {
        let inputs = evaluate(&district, shell(script), limits);
        assert_eq!(inputs.len(), 3);
        for input in inputs.iter().filter(|input| input.file != "丙.txt") {
            let FileStatus::Rejected(why) = &input.status else { panic!("{script}: {input:?}") };
            assert!(why.starts_with(words), "{script}: {why}");
        }
    }
}

#[test]
fn a_reader_that_cannot_be_started_is_said_before_any_file() {
    let district = District::new();
    district.bytes("甲.xlsx", &form("甲局"));
    let rubric = Rubric::load(&root().join("rubrics/project-2020-10")).unwrap();
    let reading = Reading::Workers { program: PathBuf::from("/no/such/program"), arguments: Vec::new() };
    let options = IntakeOptions { reading, ..IntakeOptions::default() };
    let error = jixiao::evaluate(&district.inputs(), rubric, &options, &|_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "无法启动读取进程（不存在）");
}

#[test]
fn bombs_are_stopped_by_their_budget_in_either_process() {
    let district = District::new();
    let many = "<c><v>1</v></c>".repeat(300);
    let rows = format!("<row>{many}</row>").repeat(300);
    let text = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let blanks = format!("<worksheet>{}<sheetData/></worksheet>", " ".repeat(9 << 20));
    let shared = format!("<row><c t=\"str\"><v>{}</v></c></row>", "长".repeat(10_000)).repeat(100);
    let shared = format!("<worksheet><sheetData>{shared}</sheetData></worksheet>");
    district
        .bytes("单元格.xlsx", &bare(&text))
        .bytes("展开.xlsx", &bare(&blanks))
        .bytes("文字.xlsx", &bare(&shared))
        .bytes("包.zip", &zipped(&[("a.txt", &vec![b' '; 5 << 20]), ("b.txt", &vec![b' '; 5 << 20])]))
        .bytes("正常.xlsx", &form("正常局"));
    let limits = Limits { inflated: 2 << 20, cells: 50_000, ..Limits::default() };
    let program = PathBuf::from(env!("CARGO_BIN_EXE_jixiao"));
    let workers = Reading::Workers { program, arguments: vec!["read-files".to_owned()] };
    for reading in [Reading::InProcess, workers] {
        let inputs = evaluate(&district, reading, limits);
        let ends: BTreeMap<&str, &FileStatus> =
            inputs.iter().map(|input| (input.file.as_str(), &input.status)).collect();
        let rejected = |words: &str| FileStatus::Rejected(format!("{words}超出可读上限"));
        assert_eq!(ends["单元格.xlsx"], &rejected("单元格数量"));
        assert_eq!(ends["展开.xlsx"], &rejected("压缩包展开后的大小"));
        assert_eq!(ends["文字.xlsx"], &rejected("压缩包展开后的大小"));
        assert_eq!(ends["包.zip"], &rejected("压缩包展开后的大小"));
        assert_eq!(ends["正常.xlsx"], &FileStatus::Scored);
    }
}

#[test]
fn a_bureau_with_a_large_table_raises_the_limit_of_cells() {
    let district = District::new();
    let many = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(101)).repeat(100);
    let more = bare(&format!("<worksheet><sheetData>{many}</sheetData></worksheet>"));
    district.bytes("大表.xlsx", &more).bytes("正常.xlsx", &form("正常局"));
    let told = |extra: &[&str]| out(&district.run("check", "project-2020-10", extra));
    assert!(told(&["--cells", "1"]).contains("拒收  大表.xlsx：单元格数量超出可读上限"));
    assert!(!told(&["--cells", "2"]).contains("单元格数量"));
    assert_eq!(status(&district.run("check", "project-2020-10", &["--cells", "0"])), 2);
}

/// Blind damage: bytes replaced, cut out or put in, always the same ones.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut bytes = bytes.to_vec();
    for _ in 0..=next(12) {
        let at = next(bytes.len() - 8);
        match next(4) {
            0 => bytes[at] ^= 1 << next(8),
            1 => bytes[at..at + 4].copy_from_slice(&[[0xFF; 4], [0; 4], [0xFE, 0xFF, 0xFF, 0xFF]][next(3)]),
            2 => drop(bytes.drain(at..at + next(8))),
            _ => bytes.insert(at, bytes[next(at + 1)]),
        }
    }
    bytes
}

#[test]
fn blindly_damaged_files_all_come_to_an_end() {
    let fixtures = root().join("tests/fixtures");
    let mut originals: Vec<(String, Vec<u8>)> =
        ["form.xls", "form.ods"].map(|name| (name.to_owned(), fs::read(fixtures.join(name)).unwrap())).into();
    originals.push(("form.xlsx".to_owned(), form("损坏局")));
    let district = District::new();
    for seed in 0..60 {
        for (name, bytes) in &originals {
            district.bytes(&format!("{seed}-{name}"), &damaged(bytes, seed));
        }
    }
    district.bytes("好.xlsx", &form("好局"));
    let output = district.run("score", "project-2020-10", &["--memory", "512", "--timeout", "20"]);
    assert!(status(&output) <= 1, "{}", crate::common::err(&output));
    let found = files(&district.result());
    assert_eq!(found.len(), 181);
    assert_eq!(found["好.xlsx"].0, "scored");
    let without_reason = found.iter().find(|(_, (status, reason))| status != "scored" && reason.is_empty());
    assert!(without_reason.is_none(), "{without_reason:?}");
}

/// The processes that a process has started.
fn children(of: u32) -> Vec<String> {
    let path = format!("/proc/{of}/task/{of}/children");
    let threads = fs::read_dir(format!("/proc/{of}/task")).into_iter().flatten().filter_map(Result::ok);
    let lists = threads.map(|thread| fs::read_to_string(thread.path().join("children")).unwrap_or_default());
    let text: String = lists.chain([fs::read_to_string(path).unwrap_or_default()]).collect();
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn readers_end_with_the_run_they_read_for() {
    let district = District::new();
    district.bytes("无止境.xls", &inputs::endless());
    for index in 0..50 {
        district.bytes(&format!("{index}.xlsx"), &form(&format!("第{index}局")));
    }
    let mut run = district.command("check", "project-2020-10", &["--jobs", "2"]);
    let mut run = run.stdout(std::process::Stdio::null()).spawn().unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let readers = loop {
        let readers = children(run.id());
        if !readers.is_empty() || std::time::Instant::now() > deadline {
            break readers;
        }
    };
    assert!(!readers.is_empty(), "no reader was ever seen");
    run.kill().unwrap();
    run.wait().unwrap();
    let is_alive = |pid: &String| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.contains("(jixiao)") && !stat.contains(") Z ")
    };
    while readers.iter().any(is_alive) {
        assert!(std::time::Instant::now() < deadline, "readers outlive their run: {readers:?}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
