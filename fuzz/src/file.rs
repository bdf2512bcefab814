//! The reader of files in this process: any bytes are sheets, a text or a reason, within the limits.

use std::cell::Cell;
use std::io::{Cursor, Write};
use std::panic;
use std::sync::{Arc, Once};

use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{Answer, Reader, Reading, Request};
use jixiao::intake::sheet::{ReadError, Sheet, Value};
use jixiao::intake::{Prefer, recognise};
use jixiao::narrative::Narrative;
use jixiao::place::Place;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::shipped;

/// What a package begins with that is kept as its parts, and what each part begins with: the bytes
/// between the signatures of an archive say little, and a changed part would not fit its checksum.
pub const PARTS: &[u8] = b"@@ ";

const LIMITS: Limits =
    Limits { file: 1 << 20, inflated: 4 << 20, cells: 20_000, memory: 1 << 30, seconds: 10 };

/// Reads the bytes as a file that was named as a table, and as one that was not; recognises what is
/// found.
pub fn run(data: &[u8]) {
    own_panics_are_finds();
    READING.set(true);
    read_and_recognise(data);
    READING.set(false);
}

fn read_and_recognise(data: &[u8]) {
    let bytes = if data.starts_with(PARTS) { package(data) } else { data.to_vec() };
    let Ok(reader) = Reader::new(&Reading::InProcess, &LIMITS) else { return };
    let read = |bytes: &Arc<Vec<u8>>, named_as_table: bool, nested: bool| {
        reader.read(Request { named_as_table, nested, texts: true, limits: LIMITS }, bytes)
    };
    let bytes = Arc::new(bytes);
    let mut files = Vec::new();
    match read(&bytes, true, false) {
        Ok(Answer::Book { sheets, .. }) => files.push(("甲局.xlsx".to_owned(), sheets)),
        Ok(Answer::Archive(members)) => {
            for (index, member) in members.into_iter().enumerate() {
                match member.content.and_then(|bytes| read(&Arc::new(bytes), true, true)) {
                    Ok(Answer::Book { sheets, .. }) => {
                        files.push((format!("{index}/{}", member.name), sheets))
                    }
                    Ok(Answer::Archive(_)) => panic!("an archive in an archive was read"),
                    Ok(Answer::Text { .. }) => panic!("a text was read where a table was named"),
                    Err(error) => says_why(&error),
                }
            }
        }
        Ok(Answer::Text { .. }) => panic!("a text was read where a table was named"),
        Err(error) => says_why(&error),
    }
    // Under another name it may be a report.
    match read(&bytes, false, false) {
        Ok(Answer::Text { text, .. }) => {
            let form = &shipped::rubric(1).form;
            let narrative = Narrative::read(&text, &Place::file("甲局.docx"), form, false);
            let length = text.length();
            assert!(narrative.figures.len() <= length, "more figures than characters");
        }
        Ok(_) => {}
        Err(error) => says_why(&error),
    }
    for (_, sheets) in &files {
        within_limits(sheets);
    }
    if !files.is_empty() {
        let _ = recognise(files, shipped::rubric(0), &Prefer::Undecided);
    }
}

fn says_why(error: &ReadError) {
    assert!(!error.to_string().is_empty());
}

fn within_limits(sheets: &[Sheet]) {
    assert!(!sheets.is_empty());
    let cells: usize = sheets.iter().map(|sheet| sheet.cells.len()).sum();
    assert!(cells <= LIMITS.cells, "{cells} cells");
    let mut text = 0;
    for cell in sheets.iter().flat_map(|sheet| &sheet.cells) {
        assert!(cell.row < 1_048_576 && cell.col < 16_384, "{cell:?}");
        if let Value::Text(shown) = &cell.value {
            text += shown.len() as u64;
        }
    }
    assert!(text <= LIMITS.inflated, "{text} bytes of text");
}

/// An archive of the parts that the data lists, each after a line with its name.
pub fn package(data: &[u8]) -> Vec<u8> {
    let text = data.split(|byte| *byte == b'\n');
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for line in text {
        if let Some(name) = line.strip_prefix(PARTS) {
            parts.push((String::from_utf8_lossy(name).into_owned(), Vec::new()));
        } else if let Some((_, content)) = parts.last_mut() {
            content.extend_from_slice(line);
            content.push(b'\n');
        }
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, mut content) in parts {
        // The line break before the next name, or at the end of all.
        content.pop();
        if archive.start_file(name, stored).is_err() || archive.write_all(&content).is_err() {
            break;
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

thread_local! {
    /// Whether this thread is in a run: what else panics in the process is nobody's find.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// The reader answers for the panics of the libraries that it calls. Those of the project's own code
/// are mistakes that it would hide.
fn own_panics_are_finds() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        // The reader sets its own hook with the first file.
        if let Ok(reader) = Reader::new(&Reading::InProcess, &LIMITS) {
            let _ = reader.read(
                Request { named_as_table: true, nested: false, texts: false, limits: LIMITS },
                &Arc::default(),
            );
        }
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let own = info.location().is_some_and(|place| {
                let file = place.file().replace('\\', "/");
                !file.contains("/registry/") && !file.contains("/rustc/") && !file.contains("/library/")
            });
            if own && READING.get() {
                eprintln!("{info}");
                std::process::abort();
            }
            before(info);
        }));
    });
}
