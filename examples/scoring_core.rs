//! The scoring core by itself, for counting its instructions: `benches/instructions` runs it under
//! valgrind and sets the count of each outcome beside the figure that is kept there.
//!
//! It prints how many outcomes were counted.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use jixiao::intake::filed::Filed;
use jixiao::intake::submission::Submission;
use jixiao::intake::{self, IntakeOptions};
use jixiao::rubric::Rubric;
use jixiao::score::Peers;
use jixiao::{check, score};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rubric = Rubric::load(&root.join("rubrics/project-2020-10"))?;
    let options = IntakeOptions { jobs: 1, ..IntakeOptions::default() };
    let intake = intake::read_folder(&root.join("inputs/published"), &rubric, &options, &|_, _| {})?;
    let submissions: Vec<Submission> = intake.submissions.iter().map(Filed::open).collect();
    println!("{}", scoring_core(&submissions, &Peers::of(&intake.submissions, &rubric), &rubric));
    Ok(())
}

/// Checks and scores; the only part that is counted, by its name. So it holds no closure, whose name
/// would contain its own.
#[inline(never)]
fn scoring_core(submissions: &[Submission], peers: &Peers, rubric: &Rubric) -> usize {
    let mut outcomes = 0;
    for submission in submissions {
        black_box(check::submission(submission, rubric));
        outcomes += black_box(score::score(submission, rubric, peers)).0.outcomes.len();
    }
    outcomes
}
