//! Result workbooks recalculated by other programs: every formula, its cached result taken away,
//! comes to what the engine wrote beside it.
//!
//! The table of cells checked stands in docs/recalculation.md; `UPDATE=1` writes it anew where all
//! programs are installed.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
#![allow(clippy::cast_precision_loss)]

mod districts;
pub mod programs;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::common::root;
use calamine::Data;
use programs::Cells;

/// How far two binary numbers may be apart that stand for one decimal.
const TOLERANCE: f64 = 1e-9;
/// So many differences are enough to see what is wrong.
const MOST_TOLD: usize = 5;

/// Whether two programs mean the same; a formula that comes to no words may leave nothing.
fn is_same(ours: &Data, theirs: Option<&Data>) -> bool {
    let number = |data: &Data| match data {
        Data::Int(number) => Some(*number as f64),
        Data::Float(number) => Some(*number),
        _ => None,
    };
    let theirs = theirs.unwrap_or(&Data::Empty);
    match (number(ours), number(theirs)) {
        (Some(ours), Some(theirs)) => (ours - theirs).abs() <= TOLERANCE * ours.abs().max(1.0),
        (None, None) => words(ours) == words(theirs),
        _ => false,
    }
}

fn words(data: &Data) -> String {
    if matches!(data, Data::Empty) { String::new() } else { data.to_string() }
}

/// Cells that differ, in words.
fn differences(label: &str, ours: &Cells, formulas: &Formulas, theirs: &Cells) -> Vec<String> {
    let differing = formulas.iter().filter_map(|(key, formula)| {
        let own = ours.get(key).unwrap_or(&Data::Empty);
        let other = theirs.get(key);
        (!is_same(own, other)).then(|| format!("{label} {key:?} ={formula}: {own:?}, not {other:?}"))
    });
    differing.collect()
}

type Formulas = BTreeMap<(String, u32, u32), String>;

/// A workbook with its name, and what is in it.
struct Book {
    name: String,
    bytes: Vec<u8>,
    values: Cells,
    formulas: Formulas,
}

fn books() -> Vec<Book> {
    let read = |(name, bytes): (String, Vec<u8>)| {
        let (values, formulas) = programs::read(&bytes);
        assert!(formulas.len() > 20, "{name} computes nothing");
        Book { name, bytes, values, formulas }
    };
    districts::all().into_iter().map(read).collect()
}

/// The table: workbook, formulas, and for each program the cells that differ.
fn table(books: &[Book], results: &[(&str, Vec<usize>)]) -> String {
    let mut out = String::from("| 工作簿 | 公式单元格 |");
    for (program, _) in results {
        write!(out, " {program} 不同 |").unwrap();
    }
    out.push_str("\n|---|---:|");
    out.push_str(&"---:|".repeat(results.len()));
    out.push('\n');
    for (index, book) in books.iter().enumerate() {
        write!(out, "| {} | {} |", book.name, book.formulas.len()).unwrap();
        for (_, differing) in results {
            write!(out, " {} |", differing[index]).unwrap();
        }
        out.push('\n');
    }
    out
}

#[test]
fn every_formula_is_recalculated_the_same() {
    let books = books();
    let (bare, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (index, book) in books.iter().enumerate() {
        let stripped = programs::without_results(&book.bytes);
        let left = programs::read(&stripped).0;
        assert!(book.formulas.keys().all(|key| !left.contains_key(key)), "a result is left");
        fs::write(bare.path().join(format!("{index}.xlsx")), stripped).unwrap();
    }
    let mut results = Vec::new();
    let mut told = Vec::new();
    let mut compare = |program: &'static str, of: &dyn Fn(usize, &Book) -> Cells| {
        let mut counts = Vec::new();
        for (index, book) in books.iter().enumerate() {
            let theirs = of(index, book);
            let label = format!("{program} {}", book.name);
            let found = differences(&label, &book.values, &book.formulas, &theirs);
            counts.push(found.len());
            told.extend(found.into_iter().take(MOST_TOLD));
        }
        results.push((program, counts));
    };
    compare("IronCalc", &|_, book| programs::iron_calc(&book.values, &book.formulas));
    let from_folder = |folder: &std::path::Path, index: usize| {
        programs::read(&fs::read(folder.join(format!("{index}.xlsx"))).unwrap()).0
    };
    for (program, name, run) in [
        ("soffice", "LibreOffice", programs::libre_office as fn(&std::path::Path, &std::path::Path)),
        ("ssconvert", "gnumeric", programs::gnumeric),
    ] {
        if !programs::is_installed(program) {
            println!("{name} is not installed: nothing is recalculated by it");
            continue;
        }
        let folder = out.path().join(program);
        fs::create_dir(&folder).unwrap();
        run(bare.path(), &folder);
        compare(name, &|index, _| from_folder(&folder, index));
    }
    let table = table(&books, &results);
    println!("{table}");
    assert!(told.is_empty(), "{}", told.join("\n"));
    let page = root().join("docs/recalculation.md");
    if std::env::var_os("UPDATE").is_some() && results.len() == 3 {
        let text = fs::read_to_string(&page).unwrap();
        let (head, rest) = text.split_once("<!-- table -->\n").unwrap();
        let (_, tail) = rest.split_once("<!-- end -->").unwrap();
        fs::write(&page, format!("{head}<!-- table -->\n{table}<!-- end -->{tail}")).unwrap();
    }
    let text = fs::read_to_string(&page).unwrap();
    for book in &books {
        assert!(text.contains(&format!("| {} |", book.name)), "docs/recalculation.md lacks {}", book.name);
    }
}
