//! What lies in the output folder survives whatever happens to the run that would replace it.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{District, command, err, project_form, rubric, status};

const ARTEFACTS: [&str; 3] = ["评价结果.xlsx", "result.json", "scores.parquet"];
/// The artefacts and the folder of the departments' own workbooks.
const ALL: [&str; 4] = ["result.json", "scores.parquet", "成绩单", "评价结果.xlsx"];
/// Runs that are killed.
const KILLS: u32 = 200;
/// The user that may do the least, as whom a test runs the program where it is root itself.
const NOBODY: u32 = 65534;

/// Two inputs with different results, and a folder for them.
struct Bench {
    districts: [District; 2],
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let districts = ["甲局", "乙局"].map(|department| {
            let district = District::new();
            district.sheet("表.xlsx", &project_form(department, "项目一"));
            district
        });
        Self { districts, folder: tempfile::tempdir().unwrap() }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("结果")
    }

    fn command(&self, which: usize, out: &Path) -> Command {
        let inputs = self.districts[which].inputs();
        let rubric = rubric("project-2020-10");
        let (inputs, out) = (inputs.to_str().unwrap(), out.to_str().unwrap());
        let mut command = command(&["score", inputs, "--rubric", &rubric, "--out", out]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs one of the two to its end and gives what it left.
    fn run(&self, which: usize, out: &Path) -> BTreeMap<&'static str, Vec<u8>> {
        let output = self.command(which, out).output().unwrap();
        assert_eq!(status(&output), 0, "{}", err(&output));
        artefacts(out)
    }
}

fn artefacts(out: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    ARTEFACTS.iter().map(|name| (*name, fs::read(out.join(name)).unwrap())).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_killed_run_leaves_the_old_report_or_the_new_one() {
    let bench = Bench::new();
    let out = bench.out();
    let whole = [bench.run(0, &out), bench.run(1, &out)];
    assert!(ARTEFACTS.iter().all(|name| whole[0][name] != whole[1][name]), "the two must differ");
    let begun = Instant::now();
    bench.run(0, &out);
    let duration = begun.elapsed();
    let (mut replaced, mut kept) = (0, 0);
    for kill in 0..KILLS {
        // A multiple of a prime spreads the moments evenly, from the start to a little past the end.
        let moment = duration.mul_f64(f64::from(kill * 67 % KILLS) / f64::from(KILLS) * 1.3);
        let which = usize::from(kill % 2 == 0);
        let mut child = bench.command(which, &out).spawn().unwrap();
        thread::sleep(moment);
        let _ = child.kill();
        child.wait().unwrap();
        let left = artefacts(&out);
        for name in ARTEFACTS {
            let is_whole = whole.iter().any(|whole| whole[name] == left[name]);
            assert!(is_whole, "kill {kill} after {moment:?}: {name} is neither the old nor the new one");
        }
        if left == whole[which] { replaced += 1 } else { kept += 1 }
    }
    assert!(replaced > 0 && kept > 0, "the moments miss the writing: {replaced} replaced, {kept} kept");
    bench.run(0, &out);
    assert_eq!(names(&out), ALL, "leftovers go with the next run");
    assert_eq!(names(&out.join("成绩单")), ["校验值.txt", "甲局.xlsx"], "leftovers go with the next run");
}

#[test]
fn two_runs_at_once_leave_the_files_of_one() {
    let bench = Bench::new();
    let out = bench.out();
    let whole = [bench.run(0, &out), bench.run(1, &out)];
    for _ in 0..10 {
        let children: Vec<_> = [0, 1, 0, 1].map(|which| bench.command(which, &out).spawn().unwrap()).into();
        for child in children {
            assert_eq!(status(&child.wait_with_output().unwrap()), 0);
        }
        let left = artefacts(&out);
        assert!(whole.contains(&left), "files of different runs lie side by side");
        assert_eq!(names(&out), ALL);
        assert_eq!(names(&out.join("成绩单")).len(), 2);
    }
}

#[test]
fn what_cannot_be_replaced_is_left_and_the_next_name_taken() {
    let bench = Bench::new();
    let out = bench.out();
    fs::create_dir_all(out.join("评价结果.xlsx/内")).unwrap();
    let output = bench.command(0, &out).output().unwrap();
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(
        err(&output).contains("评价结果.xlsx 无法替换（可能正被其他程序打开），已改用其他文件名"),
        "{}",
        err(&output)
    );
    assert_eq!(names(&out), ["result.json", "scores.parquet", "成绩单", "评价结果(2).xlsx", "评价结果.xlsx"]);
    assert!(out.join("评价结果.xlsx/内").is_dir());
}

#[test]
fn a_link_in_the_place_of_a_result_is_replaced_and_not_followed() {
    let bench = Bench::new();
    let out = bench.out();
    fs::create_dir_all(&out).unwrap();
    let elsewhere = bench.folder.path().join("别处.json");
    fs::write(&elsewhere, "untouched").unwrap();
    std::os::unix::fs::symlink(&elsewhere, out.join("result.json")).unwrap();
    bench.run(0, &out);
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "untouched");
    assert!(out.join("result.json").symlink_metadata().unwrap().is_file());
}

#[test]
fn a_full_disk_leaves_the_old_report_and_is_said() {
    let bench = Bench::new();
    let out = bench.out();
    let old = bench.run(0, &out);
    // No file may grow beyond 1 KiB: every write of more fails, as on a full disk.
    let run = bench.command(1, &out);
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$@\"";
    let output = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(crate::common::root())
        .output()
        .unwrap();
    assert_eq!(status(&output), 3, "{}{}", crate::common::out(&output), err(&output));
    assert!(err(&output).contains("无法写入"), "{}", err(&output));
    assert_eq!(artefacts(&out), old);
    assert_eq!(names(&out), ALL);
}

#[test]
fn a_disk_that_fills_up_leaves_the_old_report_and_is_said() {
    let bench = Bench::new();
    let disk = bench.folder.path().join("盘");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=128k", "tmpfs"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        eprintln!("passed over: no small disk can be mounted here");
        return;
    }
    let out = disk.join("结果");
    let outcome = std::panic::catch_unwind(|| {
        let old = bench.run(0, &out);
        let filled =
            (0..10_000).take_while(|at| fs::write(disk.join(at.to_string()), [0; 4096]).is_ok()).count();
        assert!(filled > 0);
        let output = bench.command(1, &out).output().unwrap();
        (old, artefacts(&out), status(&output), err(&output), names(&out))
    });
    let _ = Command::new("umount").arg(&disk).status();
    let (old, left, status, said, names) = outcome.expect("the run on the small disk");
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("磁盘空间不足"), "{said}");
    assert_eq!(left, old);
    assert_eq!(names, ALL);
}

#[test]
fn there_may_be_more_bodies_than_files_that_may_be_open() {
    const BODIES: usize = 40;
    let district = District::new();
    for index in 0..BODIES {
        let department = format!("第{index}局");
        district.sheet(&format!("{index}.xlsx"), &project_form(&department, "项目一"));
    }
    let run = district.command("score", "project-2020-10", &["--fail-on", "never"]);
    let limited = Command::new("sh")
        .args(["-c", "ulimit -n 32; exec \"$0\" \"$@\""])
        .arg(run.get_program())
        .args(run.get_args())
        .output()
        .unwrap();
    assert_eq!(status(&limited), 0, "{}", err(&limited));
    // With the list of what was written.
    assert_eq!(fs::read_dir(district.outputs().join("成绩单")).unwrap().count(), BODIES + 1);
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let bench = Bench::new();
    let out = bench.out();
    let old = bench.run(0, &out);
    for folder in [bench.folder.path(), bench.districts[1].folder.path(), &bench.districts[1].inputs()] {
        fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(&out, Permissions::from_mode(0o555)).unwrap();
    let mut command = bench.command(1, &out);
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY);
    }
    let output = command.output().unwrap();
    fs::set_permissions(&out, Permissions::from_mode(0o755)).unwrap();
    assert_eq!(status(&output), 3, "{}", err(&output));
    assert!(err(&output).contains("没有权限"), "{}", err(&output));
    assert_eq!(artefacts(&out), old);
}

#[test]
fn a_reader_of_the_screen_that_goes_away_changes_nothing() {
    let bench = Bench::new();
    let out = bench.out();
    for close in ["exec \"$@\" >&-", "\"$@\" | :; exit ${PIPESTATUS:-0}", "exec \"$@\" 2>&-"] {
        let run = bench.command(0, &out);
        let output = Command::new("bash")
            .args(["-c", close, "bash"])
            .arg(run.get_program())
            .args(run.get_args())
            .current_dir(crate::common::root())
            .output()
            .unwrap();
        assert_eq!(status(&output), 0, "{close}: {}", err(&output));
        assert!(!err(&output).contains("panicked"), "{}", err(&output));
        assert_eq!(artefacts(&out).len(), ARTEFACTS.len());
        fs::remove_dir_all(&out).unwrap();
    }
    let help = Command::new("bash")
        .args(["-c", "\"$0\" --help | :; exit ${PIPESTATUS[0]}", env!("CARGO_BIN_EXE_jixiao")])
        .output()
        .unwrap();
    assert_eq!((status(&help), err(&help)), (0, String::new()));
}

#[test]
fn no_run_is_waited_for_in_vain() {
    // A run that was killed while it held the folder holds it no more.
    let bench = Bench::new();
    let out = bench.out();
    bench.run(0, &out);
    let holder = fs::File::open(&out).unwrap();
    holder.lock().unwrap();
    let mut child = bench.command(1, &out).spawn().unwrap();
    thread::sleep(Duration::from_millis(1500));
    assert!(child.try_wait().unwrap().is_none(), "it waits for the holder");
    drop(holder);
    assert_eq!(status(&child.wait_with_output().unwrap()), 0);
}
