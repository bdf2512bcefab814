//! `jixiao explain`: where a body's points come from, out of the result alone.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::args::ExplainArgs;
use super::{Outcome, screen};
use crate::finding::system_reason;
use crate::report::explain::{self, ExplainError};
use crate::report::json::{ResultFile, Subject};
use crate::report::outputs::RESULT;

/// Runs the command.
pub(super) fn run(arguments: &ExplainArgs) -> Outcome {
    let result = match load(&arguments.result) {
        Ok(result) => result,
        Err(message) => {
            screen::complain(&message);
            return Outcome::Failed;
        }
    };
    match answer(&result, arguments) {
        Ok(Answer::Text(text)) => {
            let _ = io::stdout().write_all(text.as_bytes());
            Outcome::Clean
        }
        Ok(Answer::Json(subjects)) => {
            let _ = screen::json(&subjects);
            Outcome::Clean
        }
        Err(error) => {
            screen::complain(&error);
            Outcome::Usage
        }
    }
}

enum Answer {
    Text(String),
    Json(Vec<Subject<'static>>),
}

fn answer(result: &ResultFile, arguments: &ExplainArgs) -> Result<Answer, ExplainError> {
    let wanted = arguments.indicator.as_deref();
    let subjects = explain::find(result, &arguments.department)?;
    let found: Vec<_> = subjects
        .iter()
        .filter_map(|subject| Some((*subject, explain::indicators(subject, wanted).ok()?)))
        .collect();
    // Of several projects some may lack the indicator; that all do is an error, said of the first.
    if let (true, Some(first)) = (found.is_empty(), subjects.first()) {
        explain::indicators(first, wanted)?;
    }
    if arguments.json {
        let trimmed = found.into_iter().map(|(subject, entries)| Subject {
            indicators: entries.into_iter().cloned().collect(),
            ..subject.clone()
        });
        return Ok(Answer::Json(trimmed.collect()));
    }
    let texts: Vec<String> =
        found.iter().map(|(subject, entries)| explain::explain(result, subject, entries)).collect();
    Ok(Answer::Text(texts.join("\n")))
}

fn load(path: &Path) -> Result<ResultFile, String> {
    let file = if path.is_dir() { path.join(RESULT) } else { path.to_owned() };
    let text = fs::read_to_string(&file).map_err(|cause| match cause.kind() {
        // The workbook beside it, as a rule.
        io::ErrorKind::InvalidData => {
            format!("{} 不是结果数据文件，请指明结果所在文件夹，或其中的 {RESULT}", file.display())
        }
        _ => format!("结果文件无法读取：{}（{}）", file.display(), system_reason(&cause)),
    })?;
    serde_json::from_str(&text)
        .map_err(|cause| format!("{} 不是本程序的结果文件（第 {} 行）", file.display(), cause.line()))
}
