//! Processor seconds of each stage of a run, one after the other in this process.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jixiao::finding;
use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{Answer, Reader, Reading, Request};
use jixiao::intake::{self, Intake, Prefer};
use jixiao::rank::Standings;
use jixiao::report::{json, parquet, workbook};
use jixiao::rubric::Rubric;
use jixiao::{Evaluation, check, score};

use super::Outcome;

/// Runs every stage over a folder of workbooks and gives the seconds of each.
pub fn run(folder: &Path, rubric: &Path) -> Outcome<Vec<(&'static str, f64)>> {
    let mut times = Vec::new();
    let mut last = processor_seconds();
    let mut lap = |name| {
        let now = processor_seconds();
        times.push((name, now - last));
        last = now;
    };
    let rubric = Rubric::load(rubric)?;
    lap("load the rubric");
    let mut names: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<_, _>>()?;
    names.sort();
    let reader = Reader::new(&Reading::InProcess, &Limits::default())?;
    let request = Request { named_as_table: true, nested: false, texts: false, limits: Limits::default() };
    let mut files = Vec::new();
    for name in names {
        match reader.read(request, &Arc::new(fs::read(folder.join(&name))?))? {
            Answer::Book { sheets, .. } => files.push((name.to_string_lossy().into_owned(), sheets)),
            _ => return Err("a file without sheets".into()),
        }
    }
    lap("read");
    let Intake { roster, submissions, inputs, mut findings, .. } =
        intake::recognise(files, &rubric, &Prefer::Undecided);
    lap("form");
    for submission in &submissions {
        findings.extend(check::submission(submission, &rubric));
    }
    lap("check each");
    let peers = score::Peers::of(&submissions, &rubric);
    let (cards, found): (Vec<_>, Vec<_>) =
        submissions.iter().map(|submission| score::score(submission, &rubric, &peers)).unzip();
    findings.extend(found.into_iter().flatten());
    lap("score");
    let roster = roster.bodies;
    let district = check::District {
        submissions: &submissions,
        cards: &cards,
        roster: &roster,
        inputs: &inputs,
        previous: None,
    };
    findings.extend(check::district(&district, &rubric));
    finding::settle(&mut findings);
    lap("check across");
    let standings = Standings::of(&cards, &rubric.system)?;
    lap("rank");
    let evaluation =
        Evaluation { rubric, roster, cards, standings, findings, inputs, projects: None, previous: None };
    json::ResultView::of(&evaluation).write(std::io::sink())?;
    lap("result.json");
    parquet::write(&evaluation)?;
    lap("scores.parquet");
    workbook::write(&evaluation, &workbook::Drawing::default())?;
    lap("评价结果.xlsx");
    workbook::transcript::write_all(&evaluation, false)?;
    lap("成绩单");
    Ok(times)
}

/// What the threads of this process have had of the processors, by the system's own account.
fn processor_seconds() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().filter_map(Result::ok);
    let used = tasks.filter_map(|task| {
        let account = fs::read_to_string(task.path().join("schedstat")).ok()?;
        account.split(' ').next()?.parse::<f64>().ok()
    });
    used.sum::<f64>() / 1e9
}
