//! Forms as different places draw them: each file of `places/` is a drawing and what is to be read of
//! it. `UPDATE=1` writes what is read now; look at the difference.
//!
//! In a drawing `|` parts cells, `<` belongs to the cell on its left and `^` to the one above it,
//! `\n` breaks a line within a cell, and `--- name` begins a sheet.

use std::env;
use std::fs;
use std::path::PathBuf;

use super::told;
use crate::common::root;
use jixiao::intake::sheet::{Area, Cell, Sheet, Value};

/// What parts a drawing from what is read of it.
const PARTED: &str = "\n==== \n";

/// A drawing, the rubric it is read by, and what is to be read.
struct Place {
    path: PathBuf,
    rubric: String,
    drawing: String,
    read: String,
}

fn places() -> Vec<Place> {
    let folder = root().join("tests/layouts/places");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let place = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let (drawing, read) = text.split_once(PARTED).unwrap_or((text.trim_end(), ""));
        let (rubric, drawing) = drawing.split_once('\n').unwrap();
        let of = |text: &str| text.to_owned();
        Place { rubric: of(rubric), drawing: of(drawing), read: of(read), path }
    };
    paths.into_iter().map(place).collect()
}

fn sheets(drawing: &str) -> Vec<Sheet> {
    let mut parts: Vec<(String, Vec<Vec<&str>>)> = Vec::new();
    for line in drawing.lines() {
        if let Some(name) = line.strip_prefix("--- ") {
            parts.push((name.to_owned(), Vec::new()));
            continue;
        }
        if parts.is_empty() {
            parts.push(("自评表".to_owned(), Vec::new()));
        }
        parts.last_mut().unwrap().1.push(line.split('|').map(str::trim).collect());
    }
    parts.into_iter().map(|(name, rows)| sheet(name, &rows)).collect()
}

fn sheet(name: String, rows: &[Vec<&str>]) -> Sheet {
    let at = |row: usize, col: usize| rows.get(row).and_then(|cells| cells.get(col)).copied().unwrap_or("");
    let number = |index: usize| u32::try_from(index).unwrap();
    let (mut cells, mut merges) = (Vec::new(), Vec::new());
    for (row, line) in rows.iter().enumerate() {
        for (col, text) in line.iter().enumerate().filter(|(_, text)| !matches!(**text, "" | "<" | "^")) {
            let value = match text.parse::<f64>() {
                Ok(value) => Value::Number(value, false),
                Err(_) => Value::Text(text.replace("\\n", "\n")),
            };
            cells.push(Cell { row: number(row), col: number(col), value });
            let width = (col + 1..line.len()).take_while(|next| at(row, *next) == "<").count();
            let height = (row + 1..rows.len()).take_while(|next| at(*next, col) == "^").count();
            if width + height > 0 {
                let last = (number(row + height), number(col + width));
                merges.push(Area { first: (number(row), number(col)), last });
            }
        }
    }
    Sheet { name, cells, merges, ..Sheet::default() }
}

#[test]
fn forms_of_other_places_are_read() {
    let update = env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for place in places() {
        let rubric = told::rubric(&place.rubric);
        let intake = told::intake("表.xlsx", sheets(&place.drawing), &rubric);
        let scores = |line: &String| {
            line.starts_with("total ") || line.contains(" Scored") || line.contains(" Pending")
        };
        let lines: Vec<String> =
            told::told(&intake, &rubric).into_iter().filter(|line| !scores(line)).collect();
        let read = format!("{}\n", lines.join("\n"));
        if update {
            let text = format!("{}\n{}{PARTED}{read}", place.rubric, place.drawing);
            fs::write(&place.path, text).unwrap();
        } else if read != place.read {
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
            let name = place.path.file_stem().unwrap().to_string_lossy().into_owned();
            wrong.push(format!("{name}\n{}", told::difference(&lines(&place.read), &lines(&read))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
