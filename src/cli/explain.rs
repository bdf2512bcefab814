//! `jixiao explain`: where a body's points come from, out of the result alone.

use std::io::{self, Write};

use super::args::ExplainArgs;
use super::{Outcome, screen};
use crate::previous::{CONTRACT, result_file};
use crate::report::explain::{self, ExplainError};
use crate::report::json::{ResultFile, Subject};

/// Runs the command.
pub(super) fn run(arguments: &ExplainArgs) -> Outcome {
    let result: ResultFile = match CONTRACT.read(&result_file(&arguments.result)) {
        Ok(result) => result,
        Err(error) => {
            screen::complain(&error);
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
