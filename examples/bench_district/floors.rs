//! What reading a district costs at the least: other ways through the same files, without finding
//! anything in them.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx};
use quick_xml::events::Event;
use rayon::prelude::*;
use zip::ZipArchive;

use super::Outcome;

/// The ways, by the words by which this program calls itself for them.
pub const FLOORS: [(&str, &str); 4] = [
    ("inflate", "inflate the sheets"),
    ("tokens", "inflate the sheets and split them into XML tokens"),
    ("cells", "calamine, cell by cell"),
    ("range", "calamine, `worksheet_range`"),
];

/// Goes through every workbook of a folder by one of the ways; gives what was counted.
pub fn run(way: &str, folder: &Path, threads: usize) -> Outcome<u64> {
    let files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let one = |file: &PathBuf| match way {
        "inflate" => sheets(file, |xml| xml.len() as u64),
        "tokens" => sheets(file, tokens),
        "cells" => cells(file),
        _ => range(file),
    };
    let counts = pool.install(|| {
        files
            .par_iter()
            .map(|file| one(file).map_err(|error| error.to_string()))
            .collect::<Result<Vec<u64>, String>>()
    });
    Ok(counts?.iter().sum())
}

fn sheets(file: &Path, each: fn(&[u8]) -> u64) -> Outcome<u64> {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(file)?))?;
    let mut count = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        if part.name()?.ends_with(".xml") {
            let mut xml = Vec::new();
            part.read_to_end(&mut xml)?;
            count += each(black_box(&xml));
        }
    }
    Ok(count)
}

fn tokens(xml: &[u8]) -> u64 {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let mut count = 0;
    let mut buffer = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        if matches!(black_box(event), Event::Eof) {
            break;
        }
        count += 1;
        buffer.clear();
    }
    count
}

fn cells(file: &Path) -> Outcome<u64> {
    let mut book: Xlsx<_> = calamine::open_workbook(file)?;
    let mut count = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name)?;
        while let Some(cell) = cells.next_cell()? {
            black_box(cell);
            count += 1;
        }
    }
    Ok(count)
}

fn range(file: &Path) -> Outcome<u64> {
    let mut book: Xlsx<BufReader<File>> = calamine::open_workbook(file)?;
    let mut count = 0;
    for name in book.sheet_names() {
        count += black_box(book.worksheet_range(&name)?).used_cells().count() as u64;
    }
    Ok(count)
}
