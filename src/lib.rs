//! # jixiao
//!
//! PLACEHOLDER front page, written at the end.

pub mod check;
pub mod cli;
pub mod finding;
pub mod formula;
pub mod intake;
pub mod number;
pub mod place;
pub mod quantity;
pub mod rank;
pub mod report;
pub mod rubric;
pub mod score;

use std::path::Path;

use finding::Finding;
use intake::roster::Body;
use intake::{InputFile, Intake, IntakeError, IntakeOptions};
use rank::Standings;
use rubric::Rubric;
use score::Scorecard;

/// Everything one run knows, ready to be reported.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The rubric that was applied.
    pub rubric: Rubric,
    /// The roster, in its own order; empty where none was among the inputs.
    pub roster: Vec<Body>,
    /// One for each scored form, ordered by department, project and place.
    pub cards: Vec<Scorecard>,
    /// Ranks, grades, averages.
    pub standings: Standings,
    /// Every problem that was found, in listing order.
    pub findings: Vec<Finding>,
    /// Every file that was found, in the order of their names.
    pub inputs: Vec<InputFile>,
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
    let Intake {
        roster,
        submissions,
        inputs,
        mut findings,
    } = intake::read_folder(folder, &rubric, options, progress)?;
    findings.extend(
        submissions
            .iter()
            .flat_map(|submission| check::submission(submission, &rubric)),
    );
    let mut cards = Vec::with_capacity(submissions.len());
    for submission in &submissions {
        let (card, found) = score::score(submission, &rubric);
        cards.push(card);
        findings.extend(found);
    }
    findings.sort_by(|a, b| a.listing_order().cmp(&b.listing_order()));
    findings.dedup();
    let standings = Standings::of(&cards, &rubric.system)?;
    Ok(Evaluation {
        rubric,
        roster: roster.bodies,
        cards,
        standings,
        findings,
        inputs,
    })
}
