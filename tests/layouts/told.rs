//! What sheets tell, without the cells that they tell it in: two layouts of one form tell the same.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::common::root;
use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{Answer, Reader, Reading, Request};
use jixiao::intake::sheet::Sheet;
use jixiao::intake::submission::{Fact, FactValue, Submission};
use jixiao::intake::{FileStatus, Intake, Prefer, recognise};
use jixiao::quantity::Reading as Read;
use jixiao::rubric::Rubric;
use jixiao::rubric::form::Form;
use jixiao::score::{Peers, score};

/// A rubric that the repository ships.
pub fn rubric(id: &str) -> Rubric {
    Rubric::load(&root().join("rubrics").join(id)).unwrap()
}

/// The workbooks of a sample folder, in the order of their names.
pub fn samples(folder: &str) -> Vec<(String, Vec<Sheet>)> {
    let folder = root().join("inputs").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "xlsx"));
    let reader = Reader::new(&Reading::InProcess, &Limits::default()).unwrap();
    let request = Request { named_as_table: true, nested: false, texts: false, limits: Limits::default() };
    let read = |path: &PathBuf| {
        let Answer::Book { sheets, .. } = reader.read(request, &Arc::new(fs::read(path).unwrap())).unwrap()
        else {
            panic!("{} is no workbook", path.display())
        };
        (path.file_name().unwrap().to_string_lossy().into_owned(), sheets)
    };
    files.iter().map(read).collect()
}

/// What is read of one file.
pub fn intake(file: &str, sheets: Vec<Sheet>, rubric: &Rubric) -> Intake {
    recognise(vec![(file.to_owned(), sheets)], rubric, &Prefer::Undecided)
}

/// Everything that is known of the bodies in a file and what it scores, a line for each.
pub fn told(intake: &Intake, rubric: &Rubric) -> Vec<String> {
    let mut told = Vec::new();
    let peers = Peers::of(&intake.submissions, rubric);
    for submission in &intake.submissions {
        let submission = &submission.open();
        told.push(format!("# {}", submission.subject()));
        told.extend(facts(submission, &rubric.form));
        let (card, _) = score(submission, rubric, &peers);
        for outcome in &card.outcomes {
            told.push(format!("{} {:?}", outcome.code, outcome.status));
        }
        told.push(format!("total {}", card.total.points));
    }
    // What was refused tells that much.
    for input in &intake.inputs {
        if let FileStatus::Rejected(why) = &input.status {
            told.push(format!("rejected: {why}"));
        }
    }
    told
}

fn facts(submission: &Submission, form: &Form) -> Vec<String> {
    // What stands in these columns is part of the target.
    let of_target = |name: &str| {
        form.tables
            .iter()
            .any(|table| [&table.sign, &table.unit].into_iter().flatten().any(|column| column == name))
    };
    let mut told = Vec::new();
    for (name, fact) in &submission.facts {
        told.extend(value(fact).map(|value| format!("{name} = {value}")));
    }
    for (table, lines) in &submission.tables {
        for line in lines {
            let [first, second, title] = line.levels.each_ref().map(|level| spaced(level));
            told.push(format!("{table}: {first} / {second} / {title}"));
            for (name, fact) in
                line.cells.iter().filter(|(name, _)| !name.ends_with("级指标") && !of_target(name))
            {
                told.extend(value(fact).map(|value| format!("  {name} = {value}")));
            }
        }
    }
    told
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a fact states; nothing where its cell is blank, which is no different from not being there.
fn value(fact: &Fact) -> Option<String> {
    match &fact.value {
        FactValue::Missing | FactValue::Quantity(Read::Blank) => None,
        FactValue::Number(number) => Some(number.plain()),
        FactValue::Text(text) => Some(spaced(text)),
        FactValue::Quantity(reading) => Some(format!("{reading:?}")),
        FactValue::Disputed(_) => Some(format!("disputed {}", fact.raw)),
        other => Some(format!("{other:?} {}", fact.raw)),
    }
}

/// What only one of both tells, for people who look why.
pub fn difference(before: &[String], after: &[String]) -> String {
    let only = |sign: &str, a: &[String], b: &[String]| -> Vec<String> {
        a.iter().filter(|line| !b.contains(line)).map(|line| format!("{sign} {line}")).collect()
    };
    let mut lines = only("-", before, after);
    lines.extend(only("+", after, before));
    if lines.is_empty() { "the same lines in another order or number".to_owned() } else { lines.join("\n") }
}
