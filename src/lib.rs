//! # jixiao (绩效): scoring the bodies of a district
//!
//! Public bodies send performance self-evaluation workbooks (部门整体支出、项目支出绩效自评) to
//! their finance bureau. This crate reads them, scores each against an indicator system kept as
//! data, ranks them, and writes the workbook that the bureau signs, in which every point leads to
//! a cell, a rule and a sentence.
//!
//! ```no_run
//! use std::path::Path;
//! use jixiao::{evaluate, intake::IntakeOptions, report::outputs, rubric::Rubric};
//!
//! let rubric = Rubric::load(Path::new("rubrics/project-2020-10"))?;
//! let inputs = Path::new("inputs/published");
//! let evaluation = evaluate(inputs, rubric, &IntakeOptions::default(), &|_, _| {})?;
//! for standing in &evaluation.standings.order {
//!     println!("{:?} {} {}", standing.rank, standing.total, evaluation.cards.tallies[standing.card].subject());
//! }
//! outputs::write(&evaluation, Path::new("outputs/published"), inputs)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Architecture
//!
//! Data flows one way; a test reads the imports and keeps it so.
//!
//! ```text
//! inputs/  ─intake─▶ submissions ┐
//!                                ├─check, score─▶ scorecards ─rank─▶ standings ─report─▶ outputs/
//! rubrics/ ─rubric─▶ indicators  ┘
//! findings travel beside the data from every step and come out in every report
//! ```
//!
//! | room | what lives there |
//! |---|---|
//! | [`number`] | exact numbers and points; the only place that rounds |
//! | [`place`] | file, sheet and cell: where a value stands |
//! | [`quantity`] | targets and actual values as they are found in the wild |
//! | [`formula`] | the rule language: one tree, evaluated, printed for Excel, read aloud |
//! | [`finding`] | every problem the program can report, with its words |
//! | [`rubric`] | the indicator system: model, loading, rule shapes, form profile, lint, examples |
//! | [`narrative`] | figures in the running text of a report |
//! | [`intake`] | any spreadsheet to grids, forms, lists; whose form it is, which form counts |
//! | [`profile`] | what a form profile makes of one file, and what it would take to make more of it |
//! | [`previous`] | an earlier run's result, for whatever compares two years |
//! | [`score`] | indicator outcomes and totals: a pure function |
//! | [`check`] | consistency of a submission with itself, its points, other bodies, the year before |
//! | [`rank`] | everything across subjects: ranks, groups, statistics (polars) |
//! | [`projects`] | departments out of their projects |
//! | [`report`] | the workbook, result.json, scores.parquet, the screen, the handbook of a rubric, every sentence |
//! | [`blank`] | blank forms for the bodies to fill in, recognised when they come back |
//! | [`returned`] | bodies' own workbooks with their findings in them, to be sent back |
//! | [`verify`] | whether a result workbook is still what was written |
//! | [`authoring`] | the Excel form of a rubric: template, conversion, proposals from an official table |
//! | [`cli`] | arguments, what they mean, one file for each command |
//!
//! # Promises
//!
//! 1. One formula, three readers: what is evaluated is what is printed and what is explained.
//! 2. Every value remembers its cell, its raw text and what it was read as.
//! 3. What cannot be read is a finding, never a zero; a file that cannot be read stops nobody.
//! 4. A score of zero, missing, not applicable and waiting for a person never mix; whoever waits
//!    stands below the ranking with the points so far.
//! 5. Points are decimals, rounded half up at each indicator; a total is the sum of what is shown.
//! 6. Rules are data: no weight, cut-off, year or header word of a place is in code.
//! 7. The same inputs give the same bytes: no clock, order of a folder or path is in any output.

#![warn(unreachable_pub)]

pub mod authoring;
pub mod blank;
pub mod check;
pub mod cli;
pub mod finding;
pub mod formula;
pub mod intake;
pub mod narrative;
pub mod number;
pub mod place;
pub mod previous;
pub mod profile;
pub mod projects;
pub mod quantity;
pub mod rank;
pub mod report;
pub mod returned;
pub mod rubric;
pub mod score;
pub mod verify;

use std::borrow::Cow;
use std::path::Path;

use finding::Finding;
use intake::filed::Filed;
use intake::roster::Body;
use intake::{InputFile, Intake, IntakeError, IntakeOptions};
use previous::Previous;
use rank::Standings;
use rayon::prelude::*;
use rubric::Rubric;
use score::{Cards, Scorecard, Tally};

/// Everything one run knows, ready to be reported.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The rubric that was applied.
    pub rubric: Rubric,
    /// The roster, in its own order; empty where none was among the inputs.
    pub roster: Vec<Body>,
    /// One for each scored form, in the roster's order; of one body, and without a roster, by code and name.
    pub cards: Cards,
    /// Ranks, grades, averages.
    pub standings: Standings,
    /// Every problem that was found, in listing order.
    pub findings: Vec<Finding>,
    /// Every file that was found, in the order of their names.
    pub inputs: Vec<InputFile>,
    /// The bodies' projects by the project rubric, where the rubric uses one.
    pub projects: Option<Box<Evaluation>>,
    /// The result of the year before, its departments under their present names.
    pub previous: Option<Previous>,
}

/// The run failed as a whole; problems with single files are findings and stop nobody.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// Nothing could be read.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The ranking failed, which only a lack of memory can cause.
    #[error("排名计算失败：{0}")]
    Ranking(#[from] polars::error::PolarsError),
}

/// The whole way from a folder to an evaluation: read, check, score, rank.
///
/// `progress` is told (read, found) after each file.
///
/// # Errors
/// [`EvaluationError`] when nothing could be read.
pub fn evaluate(
    folder: &Path,
    rubric: Rubric,
    options: &IntakeOptions,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Evaluation, EvaluationError> {
    evaluate_beside(folder, rubric, options, None, progress)
}

/// [`evaluate`] beside the result of the year before.
///
/// # Errors
/// [`EvaluationError`] when nothing could be read.
pub fn evaluate_beside(
    folder: &Path,
    rubric: Rubric,
    options: &IntakeOptions,
    mut previous: Option<Previous>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Evaluation, EvaluationError> {
    let projects = match rubric.projects.as_deref() {
        Some(projects) => {
            let intake = intake::read_folder(folder, projects, options, progress)?;
            let theirs = previous.as_mut().and_then(|previous| previous.projects.take());
            Some(evaluate_intake(intake, projects.clone(), theirs.map(|theirs| *theirs))?)
        }
        None => None,
    };
    let mut intake = intake::read_folder(folder, &rubric, options, progress)?;
    if let Some(projects) = &projects {
        projects::attach(&mut intake, projects);
    }
    let evaluation = evaluate_intake(intake, rubric, previous)?;
    Ok(Evaluation { projects: projects.map(Box::new), ..evaluation })
}

impl Evaluation {
    /// The scorecard with this index.
    #[must_use]
    pub fn card(&self, index: usize) -> Cow<'_, Scorecard> {
        self.cards.card(index, &self.rubric)
    }

    /// Keeps every scorecard from here on, for reports that go through all of them again and again.
    pub fn keep_cards(&mut self) {
        if self.cards.kept.len() < self.cards.len() {
            self.cards.kept = self.all_cards().into_owned();
        }
        if let Some(projects) = &mut self.projects {
            projects.keep_cards();
        }
    }

    /// All scorecards at once.
    #[must_use]
    pub fn all_cards(&self) -> Cow<'_, [Scorecard]> {
        self.cards.all(&self.rubric)
    }
}

/// What became of a folder that was read: checked, scored, ranked.
fn evaluate_intake(
    intake: Intake,
    rubric: Rubric,
    previous: Option<Previous>,
) -> Result<Evaluation, EvaluationError> {
    let Intake { roster, submissions, reports, inputs, mut findings } = intake;
    let previous = previous.map(|previous| previous.renamed(&roster));
    let peers = score::Peers::of(&submissions, &rubric);
    let district = check::District::of(&submissions, &roster.bodies, previous.as_ref(), &rubric);
    let keep = submissions.len() <= score::MOST_KEPT;
    let one = |filed: &Filed| {
        let submission = filed.open();
        let mut findings = check::submission(&submission, &rubric);
        let (card, found) = score::score(&submission, &rubric, &peers);
        findings.extend(found);
        let (found, trace) = district.body(&submission, &card);
        findings.extend(found);
        (Tally::of(&card, &rubric.system), trace, findings, keep.then_some(card))
    };
    // Each by itself, several at a time; collected in their order, whoever is done first.
    let each: Vec<_> = submissions.par_iter().map(one).collect();
    let (mut tallies, mut traces, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (tally, trace, found, card) in each {
        tallies.push(tally);
        traces.push(trace);
        findings.extend(found);
        kept.extend(card);
    }
    for report in &reports {
        let is_own = |own: &&Filed| own.department == report.department && own.project == report.project;
        let own = submissions.iter().find(is_own).map(Filed::open);
        findings.extend(check::report(report, own.as_ref(), &rubric));
    }
    findings.extend(district.together(&tallies, &traces, &inputs));
    finding::settle(&mut findings, &roster.seats());
    rubric.system.checks.apply(&mut findings);
    let standings = Standings::of(&tallies, &rubric.system)?;
    let cards = Cards { tallies, submissions, peers, kept };
    let roster = roster.bodies;
    Ok(Evaluation { rubric, roster, cards, standings, findings, inputs, projects: None, previous })
}
