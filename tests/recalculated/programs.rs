//! Other programs that recalculate a workbook of which nothing but inputs and formulas is left.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use ironcalc_base::Model;
use ironcalc_base::cell::CellValue;
use regex::Regex;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Cells by sheet and A1-less position.
pub type Cells = BTreeMap<(String, u32, u32), Data>;

/// Every cell of a workbook, and which of them have formulas.
pub fn read(bytes: &[u8]) -> (Cells, BTreeMap<(String, u32, u32), String>) {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let (mut values, mut formulas) = (BTreeMap::new(), BTreeMap::new());
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            values.insert((name.clone(), top + row as u32, left + column as u32), data.clone());
        }
        let range = book.worksheet_formula(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, formula) in range.used_cells().filter(|(.., formula)| !formula.is_empty()) {
            formulas.insert((name.clone(), top + row as u32, left + column as u32), formula.clone());
        }
    }
    (values, formulas)
}

/// The workbook without a single cached result.
pub fn without_results(bytes: &[u8]) -> Vec<u8> {
    let cached = Regex::new(r#"(<c [^>]*?)(?: t="str")?(><f>[^<]*</f>)<v>[^<]*</v>"#).unwrap();
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut entry = package.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(content).unwrap();
            content = cached.replace_all(&text, "$1$2").into_owned().into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Whether a program can be run here.
pub fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// `LibreOffice` over every workbook of a folder; the results in another.
pub fn libre_office(from: &Path, to: &Path) {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.path().display()));
    command.args(["--headless", "--convert-to", "xlsx", "--outdir"]).arg(to);
    let files = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path());
    let output = command.args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// gnumeric over every workbook of a folder; the results in another.
pub fn gnumeric(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let file = entry.unwrap();
        let target = to.join(file.file_name());
        let output = Command::new("ssconvert").arg("--recalc").arg(file.path()).arg(target).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// `IronCalc` over the inputs and formulas of a workbook.
pub fn iron_calc(values: &Cells, formulas: &BTreeMap<(String, u32, u32), String>) -> Cells {
    let mut model = Model::new_empty("recalculated", "en", "UTC", "en").unwrap();
    let mut sheets: Vec<&str> = Vec::new();
    for (name, ..) in values.keys() {
        if sheets.last() != Some(&name.as_str()) {
            sheets.push(name);
        }
    }
    for (index, name) in sheets.iter().enumerate() {
        if index > 0 {
            model.new_sheet();
        }
        model.rename_sheet_by_index(index as u32, name).unwrap();
    }
    let at = |(name, row, column): &(String, u32, u32)| {
        let sheet = sheets.iter().position(|known| known == name).unwrap();
        (sheet as u32, *row as i32 + 1, *column as i32 + 1)
    };
    for (key, data) in values.iter().filter(|(key, _)| !formulas.contains_key(*key)) {
        let (sheet, row, column) = at(key);
        match data {
            Data::Int(number) => model.update_cell_with_number(sheet, row, column, *number as f64).unwrap(),
            Data::Float(number) => model.update_cell_with_number(sheet, row, column, *number).unwrap(),
            Data::DateTime(day) => model.update_cell_with_number(sheet, row, column, day.as_f64()).unwrap(),
            Data::String(text) => model.update_cell_with_text(sheet, row, column, text).unwrap(),
            other => panic!("{key:?}: {other:?}"),
        }
    }
    for (key, formula) in formulas {
        let (sheet, row, column) = at(key);
        model.update_cell_with_formula(sheet, row, column, format!("={formula}")).unwrap();
    }
    model.evaluate();
    let mut out = Cells::new();
    for key in formulas.keys() {
        let (sheet, row, column) = at(key);
        let data = match model.get_cell_value_by_index(sheet, row, column).unwrap() {
            CellValue::Number(number) => Data::Float(number),
            CellValue::String(text) => Data::String(text),
            CellValue::Boolean(truth) => Data::Bool(truth),
            CellValue::None => Data::Empty,
        };
        out.insert(key.clone(), data);
    }
    out
}
