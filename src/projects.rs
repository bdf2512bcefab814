//! Departments out of their projects: what a project rubric made of a body's projects, as a table
//! (项目) that the rules of a department rubric may use.

use std::collections::{BTreeMap, BTreeSet};

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
    join_inputs(&mut intake.inputs, &projects.evaluation.inputs);
    join_findings(intake, &projects.evaluation);
}

/// A project with its total and every fact that its form states.
fn line(submission: &Submission, total: Option<&Points>, full: &Number) -> Line {
    let figure = |number: &Number, place: Option<Place>| {
        Fact::new(number.plain(), FactValue::Number(number.clone()), place)
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

/// A file counts as scored where either rubric scored something of it.
fn join_inputs(own: &mut [InputFile], theirs: &[InputFile]) {
    let scored: BTreeSet<&str> = theirs
        .iter()
        .filter(|input| input.status == FileStatus::Scored)
        .map(|input| input.file.as_str())
        .collect();
    for input in own.iter_mut().filter(|input| scored.contains(input.file.as_str())) {
        input.status = FileStatus::Scored;
    }
}

/// The findings of both, each once. That one rubric recognises nothing in a file of which the
/// other scored something is none; nor is that a body sent no form of its own beside projects.
fn join_findings(intake: &mut Intake, theirs: &Evaluation) {
    let status = |inputs: &[InputFile]| -> BTreeSet<String> {
        let scored = inputs.iter().filter(|input| input.status == FileStatus::Scored);
        scored.map(|input| input.file.clone()).collect()
    };
    let scored = status(&intake.inputs);
    let bodies: BTreeSet<&str> = intake.submissions.iter().map(|own| own.department.as_str()).collect();
    let idle = |finding: &Finding| match &finding.problem {
        Problem::NothingRecognised | Problem::NoDepartment => {
            finding.place.as_ref().is_some_and(|place| scored.contains(&*place.file))
        }
        Problem::NotSent { .. } => finding.department.as_deref().is_some_and(|body| bodies.contains(body)),
        _ => false,
    };
    let mut all: Vec<Finding> = intake.findings.iter().filter(|finding| !idle(finding)).cloned().collect();
    for finding in theirs.findings.iter().filter(|finding| !idle(finding)) {
        if !all.contains(finding) {
            all.push(finding.clone());
        }
    }
    intake.findings = all;
}
