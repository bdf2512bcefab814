//! Processor seconds of each stage of a run, one after the other in this process.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jixiao::finding;
use jixiao::intake::filed::Filed;
use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{Answer, Reader, Reading, Request};
use jixiao::intake::submission::Submission;
use jixiao::intake::{self, Intake, Prefer};
use jixiao::rank::Standings;
use jixiao::report::json::{Ranked, ResultView};
use jixiao::report::parquet::Scores;
use jixiao::report::workbook;
use jixiao::rubric::Rubric;
use jixiao::score::{Cards, Peers, Scorecard, Tally};
use jixiao::{Evaluation, check, score};

use super::Outcome;
use super::written::Cells;

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
    let peers = Peers::of(&submissions, &rubric);
    let opened: Vec<Submission> = submissions.iter().map(Filed::open).collect();
    lap("open what was sent");
    for submission in &opened {
        findings.extend(check::submission(submission, &rubric));
    }
    lap("check each");
    let (cards, found): (Vec<Scorecard>, Vec<_>) =
        opened.iter().map(|submission| score::score(submission, &rubric, &peers)).unzip();
    findings.extend(found.into_iter().flatten());
    lap("score");
    let district = check::District::of(&submissions, &roster.bodies, None, &rubric);
    let (found, traces): (Vec<_>, Vec<_>) =
        opened.iter().zip(&cards).map(|(submission, card)| district.body(submission, card)).unzip();
    findings.extend(found.into_iter().flatten());
    let tallies: Vec<Tally> = cards.iter().map(|card| Tally::of(card, &rubric.system)).collect();
    findings.extend(district.together(&tallies, &traces, &inputs));
    finding::settle(&mut findings, &roster.seats());
    lap("check across");
    let standings = Standings::of(&tallies, &rubric.system)?;
    lap("rank");
    let (roster, cards) = (roster.bodies, Cards { tallies, submissions, peers, kept: cards });
    let evaluation =
        Evaluation { rubric, roster, cards, standings, findings, inputs, projects: None, previous: None };
    let mut scores = Scores::begin(&evaluation.rubric.system, std::io::sink())?;
    let mut added = Ok(());
    let mut beside = |subjects: &[Ranked<'_>]| {
        if added.is_ok() {
            added = scores.push(subjects);
        }
    };
    ResultView::beside(&evaluation, &mut beside).write(std::io::sink())?;
    added?;
    scores.finish()?;
    lap("result.json, scores.parquet");
    let book = workbook::write(&evaluation, &workbook::Drawing::default())?;
    lap("评价结果.xlsx, 核算底稿");
    // Above 300 bodies the proof stands in workbooks of its own.
    let books: Vec<&[u8]> = std::iter::once(&book.result)
        .chain(book.proofs.iter().map(|proof| &proof.bytes))
        .map(Vec::as_slice)
        .collect();
    let cells: Vec<Cells> = books.iter().map(|bytes| Cells::of(bytes)).collect::<Outcome<_>>()?;
    lap("(read it back)");
    let [all, formulas, links] = cells
        .iter()
        .map(Cells::count)
        .fold([0; 3], |sum, each| std::array::from_fn(|kind| sum[kind] + each[kind]));
    let bytes: usize = books.iter().map(|bytes| bytes.len()).sum();
    eprintln!("评价结果.xlsx, 核算底稿: {all} cells, {formulas} formulas, {links} links, {bytes} bytes");
    cells.iter().try_for_each(|cells| cells.write().map(drop))?;
    lap("as many cells by rust_xlsxwriter alone");
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
