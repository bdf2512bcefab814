//! Departments out of their projects: what a project rubric made of a body's projects, as a table
//! (项目) that the rules of a department rubric may use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::Evaluation;
use crate::finding::{Finding, Problem};
use crate::intake::filed::Filed;
use crate::intake::submission::{Fact, FactValue, Line, Submission};
use crate::intake::{FileStatus, InputFile, Intake};
use crate::number::{Number, Points};
use crate::place::Place;
use crate::rubric::shape::{PROJECT_FULL, PROJECT_POINTS, PROJECTS};
use crate::score::Cards;

/// Gives every body of `intake` the table of its `projects`. A body that sent nothing but projects
/// becomes one that states nothing else.
pub fn attach(intake: &mut Intake, projects: &Evaluation) {
    let mut tables: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    let Cards { tallies, submissions, .. } = &projects.cards;
    for (tally, filed) in tallies.iter().zip(submissions) {
        let total = tally.complete.then_some(&tally.total);
        let line = line(filed.open(), total, &projects.rubric.system.full_points);
        tables.entry(&filed.department).or_default().push(line);
    }
    let mut sent: BTreeSet<&str> = intake.submissions.iter().map(|own| own.department.as_str()).collect();
    let others = submissions.iter().filter(|other| sent.insert(&other.department));
    let others: Vec<Filed> =
        others.map(|other| Filed::of(Submission { project: None, ..other.emptied() })).collect();
    intake.submissions.extend(others);
    intake.submissions.sort_by(|a, b| (&a.department, &a.place).cmp(&(&b.department, &b.place)));
    intake.roster.arrange(&mut intake.submissions);
    for filed in &mut intake.submissions {
        let mut own = filed.open();
        let lines = tables.remove(own.department.as_str()).unwrap_or_default();
        own.tables.insert(PROJECTS.to_owned(), lines);
        *filed = Filed::of(own);
    }
    let unrecognised = files_with(&intake.findings, |problem| matches!(problem, Problem::NothingRecognised));
    join_inputs(&mut intake.inputs, &projects.inputs, &unrecognised);
    join_findings(intake, projects);
}

/// A project with its total and every fact that its form states.
fn line(submission: Submission, total: Option<&Points>, full: &Number) -> Line {
    let figure = |number: &Number, place: Option<Place>| {
        Arc::new(Fact::new(number.plain(), FactValue::Number(number.clone()), place))
    };
    let Submission { place, project, facts: mut cells, .. } = submission;
    if let Some(total) = total {
        cells.insert(PROJECT_POINTS.to_owned(), figure(total.number(), Some(place.clone())));
    } else {
        cells.remove(PROJECT_POINTS);
    }
    cells.insert(PROJECT_FULL.to_owned(), figure(full, None));
    Line { place, levels: [String::new(), String::new(), project.unwrap_or_default()], cells }
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
