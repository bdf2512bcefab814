//! `jixiao rubric show`: the rubric said in full, on the screen or as a file for signature.

use std::io::{self, Write};
use std::path::Path;

use super::args::ShowArgs;
use super::{Outcome, plan, screen};
use crate::report::handbook::{self, Document};
use crate::report::outputs::{self, OutputError};
use crate::score::example;

/// The width of the text where nobody says how wide the window is.
const WIDTH: usize = 80;
/// Lines longer than this are hard to follow.
const MOST_WIDTH: usize = 100;
/// Narrower windows fold the lines themselves.
const LEAST_WIDTH: usize = 40;

/// Runs the command.
pub(super) fn run(arguments: &ShowArgs) -> Outcome {
    if let Some(file) = &arguments.docx
        && file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("docx"))
    {
        screen::complain(&format!("--docx 所写的文件名须以 .docx 结尾：{}", file.display()));
        return Outcome::Usage;
    }
    let rubric = match plan::load(&arguments.folder) {
        Ok(rubric) => rubric,
        Err(outcome) => return outcome,
    };
    // What is signed must not show an example that does not come out.
    let failing = example::run(&rubric);
    if !failing.is_empty() {
        let names: Vec<String> = failing.iter().map(|mismatch| format!("“{}”", mismatch.name)).collect();
        screen::complain(&format!(
            "有 {} 个算例不符，未生成评分说明书：{}\n用 jixiao rubric test 查看。",
            names.len(),
            names.join("、")
        ));
        return Outcome::Usage;
    }
    let document = handbook::document(&rubric);
    match &arguments.docx {
        None => {
            // A reader that went away has seen what it wanted.
            let _ = io::stdout().lock().write_all(handbook::text::print(&document, width()).as_bytes());
            Outcome::Clean
        }
        Some(file) => match write(&document, file) {
            Ok(()) => Outcome::Clean,
            Err(error) => {
                screen::complain(&error);
                Outcome::Failed
            }
        },
    }
}

fn write(document: &Document, file: &Path) -> Result<(), OutputError> {
    let unbuildable = |error: handbook::docx::DocxError| OutputError::Unbuildable {
        name: "评分说明书",
        cause: error.to_string(),
    };
    let bytes = handbook::docx::write(document).map_err(unbuildable)?;
    let written = outputs::write_file(file, &bytes)?;
    for file in &written.in_use {
        screen::complain(&format!("{} 正被其他程序打开，已改用其他文件名", file.display()));
    }
    for file in &written.files {
        let _ = writeln!(io::stdout().lock(), "评分说明书在 {}", file.display());
    }
    Ok(())
}

/// The width of the window, within what can be read.
fn width() -> usize {
    let window = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    window.map_or(WIDTH, |width| width.clamp(LEAST_WIDTH, MOST_WIDTH))
}
