//! Imports run one way: a room may use the rooms before it in this list, never those after it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

const ROOMS: [&str; 20] = [
    "number",
    "place",
    "quantity",
    "formula",
    "finding",
    "rubric",
    "narrative",
    "intake",
    "profile",
    "previous",
    "score",
    "check",
    "rank",
    "projects",
    "report",
    "blank",
    "returned",
    "verify",
    "authoring",
    "cli",
];

fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn imports_run_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (index, room) in ROOMS.iter().enumerate() {
        let mut files = Vec::new();
        let folder = root.join(room);
        if folder.is_dir() {
            sources(&folder, &mut files);
        } else {
            let file = root.join(format!("{room}.rs"));
            files.push((file.display().to_string(), fs::read_to_string(&file).unwrap()));
        }
        assert!(!files.is_empty(), "room {room} is gone: mend this list");
        for (file, text) in files {
            for later in &ROOMS[index + 1..] {
                if text.contains(&format!("crate::{later}::")) || text.contains(&format!("crate::{later};")) {
                    wrong.push(format!("{file} imports {later}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_is_in_the_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(root).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        assert!(ROOMS.contains(&name.as_str()) || ["lib", "main"].contains(&name.as_str()), "{name}");
    }
}

#[test]
fn main_stays_small() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() <= 40);
}
