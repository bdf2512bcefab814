//! Departments out of their projects: what a project rubric made of a body's projects, as a table
//! (项目) that the rules of a department rubric may use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::Evaluation;
use crate::finding::{Finding, Problem};
use crate::intake::submission::{Fact, FactValue, Line, Submission};
use crate::intake::{FileStatus, InputFile, Intake};
use crate::number::{Number, Points};
use crate::place::Place;
use crate::rubric::shape::{PROJECT_FULL, PROJECT_POINTS, PROJECTS};

/// The projects of a district, scored.
#[derive(Clone, Debug)]
pub struct Scored {
    /// By the project rubric.
    pub evaluation: Evaluation,
    /// What was scored, in the order of the evaluation's cards.
    pub submissions: Vec<Submission>,
}

/// Gives every body of `intake` the table of its projects. A body that sent nothing but projects
/// becomes one that states nothing else.
pub fn attach(intake: &mut Intake, projects: &Scored) {
    let mut tables: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    for (card, submission) in projects.evaluation.cards.iter().zip(&projects.submissions) {
        let total = card.is_complete().then_some(&card.total.points);
        let line = line(submission, total, &projects.evaluation.rubric.system.full_points);
        tables.entry(&submission.department).or_default().push(line);
    }
    let sent: BTreeSet<String> = intake.submissions.iter().map(|own| own.department.clone()).collect();
    for submission in projects.submissions.iter().filter(|other| !sent.contains(&other.department)) {
        if !intake.submissions.iter().any(|own| own.department == submission.department) {
            intake.submissions.push(Submission {
                project: None,
                facts: BTreeMap::new(),
                tables: BTreeMap::new(),
                ..submission.clone()
            });
        }
    }
    intake.submissions.sort_by(|a, b| (&a.department, &a.place).cmp(&(&b.department, &b.place)));
    for submission in &mut intake.submissions {
        let lines = tables.remove(submission.department.as_str()).unwrap_or_default();
        submission.tables.insert(PROJECTS.to_owned(), lines);
    }
    let unrecognised = files_with(&intake.findings, |problem| matches!(problem, Problem::NothingRecognised));
    join_inputs(&mut intake.inputs, &projects.evaluation.inputs, &unrecognised);
    join_findings(intake, &projects.evaluation);
}

/// A project with its total and every fact that its form states.
fn line(submission: &Submission, total: Option<&Points>, full: &Number) -> Line {
    let figure = |number: &Number, place: Option<Place>| {
        Arc::new(Fact::new(number.plain(), FactValue::Number(number.clone()), place))
    };
    let mut cells = submission.facts.clone();
    if let Some(total) = total {
        cells.insert(PROJECT_POINTS.to_owned(), figure(total.number(), Some(submission.place.clone())));
    } else {
        cells.remove(PROJECT_POINTS);
    }
    cells.insert(PROJECT_FULL.to_owned(), figure(full, None));
    let name = submission.project.clone().unwrap_or_default();
    Line { place: submission.place.clone(), levels: [String::new(), String::new(), name], cells }
}

/// A file counts as scored where either rubric scored something of it; one of which this rubric
/// recognises nothing comes to what it came to by the other.
fn join_inputs(own: &mut [InputFile], theirs: &[InputFile], unrecognised: &BTreeSet<String>) {
    let theirs: BTreeMap<&str, &FileStatus> =
        theirs.iter().map(|input| (input.file.as_str(), &input.status)).collect();
    for input in own {
        let Some(status) = theirs.get(input.file.as_str()) else { continue };
        if **status == FileStatus::Scored || unrecognised.contains(&input.file) {
            input.status = (*status).clone();
        }
    }
}

/// The files of which some problem is found.
fn files_with(findings: &[Finding], is_it: fn(&Problem) -> bool) -> BTreeSet<String> {
    let found = findings.iter().filter(|finding| is_it(&finding.problem));
    found.filter_map(|finding| Some(finding.place.as_ref()?.file.to_string())).collect()
}

/// What one of two rubrics says of a file that is the other's.
fn of_other_kind(problem: &Problem) -> bool {
    matches!(problem, Problem::NothingRecognised | Problem::OtherBlankForm { .. })
}

/// The findings of both, each once. What says that a file is none of this rubric's holds where the
/// other says so too. That a body sent no form of its own beside projects is no finding.
fn join_findings(intake: &mut Intake, theirs: &Evaluation) {
    let scored = intake.inputs.iter().filter(|input| input.status == FileStatus::Scored);
    let scored: BTreeSet<String> = scored.map(|input| input.file.clone()).collect();
    let bodies: BTreeSet<&str> = intake.submissions.iter().map(|own| own.department.as_str()).collect();
    let (own, other) =
        (files_with(&intake.findings, of_other_kind), files_with(&theirs.findings, of_other_kind));
    let idle = |finding: &Finding| {
        let file = finding.place.as_ref().map(|place| &*place.file);
        match &finding.problem {
            problem if of_other_kind(problem) => {
                !file.is_some_and(|file| own.contains(file) && other.contains(file))
            }
            Problem::NoDepartment => file.is_some_and(|file| scored.contains(file)),
            Problem::NotSent { .. } => {
                finding.department.as_deref().is_some_and(|body| bodies.contains(body))
            }
            _ => false,
        }
    };
    let mut all: Vec<Finding> = intake.findings.iter().filter(|finding| !idle(finding)).cloned().collect();
    for finding in theirs.findings.iter().filter(|finding| !idle(finding)) {
        if !all.contains(finding) {
            all.push(finding.clone());
        }
    }
    intake.findings = all;
}
