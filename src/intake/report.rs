//! Narrative reports beside the workbooks: which file is one, what its text is, whose it is.

use std::collections::BTreeMap;
use std::panic;
use std::path::Path;

use super::filed::Filed;
use super::format::Format;
use super::limits::Limits;
use super::reader::Answer;
use super::roster::{Body, Match, Roster, key};
use super::sheet::ReadError;
use super::single::{self, SingleError};
use super::{FileStatus, InputFile, IntakeOptions, docx, pdf, text, workbook};
use crate::finding::{Finding, Problem};
use crate::narrative::{Narrative, Text};
use crate::place::Place;
use crate::rubric::form::Form;
use crate::rubric::{Rubric, Scores, label};

/// A report and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its file.
    pub place: Place,
    /// The body, as its submission names it.
    pub department: String,
    /// The project, where projects are scored and the report is on one.
    pub project: Option<String>,
    /// What it states.
    pub narrative: Narrative,
}

/// The text of a file's bytes, which are of `format`. Never panics: a panic of the reading library
/// is an error like any other.
///
/// # Errors
/// Why there is none.
pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Result<Text, ReadError> {
    workbook::quietly(panic::AssertUnwindSafe(|| match format {
        Format::Docx => docx::read(bytes, limits),
        Format::Pdf => pdf::read(bytes),
        Format::Plain => text::read(bytes),
        // The format of the same name that is read is the newer one.
        Format::OldText(name) if name.starts_with("Word") => {
            Err(ReadError::OldText("旧版 Word 文件".to_owned()))
        }
        Format::OldText(name) => Err(ReadError::OldText(name.to_owned())),
        other => Err(ReadError::NotASpreadsheet(other.without_sheets().unwrap_or_default().to_owned())),
    }))
}

/// Reads one report by itself; its place is its file's name.
///
/// # Errors
/// [`SingleError`] where it cannot be read or is no text.
pub fn read_file(path: &Path, rubric: &Rubric, options: &IntakeOptions) -> Result<Narrative, SingleError> {
    match single::read(path, true, options)? {
        Answer::Text { text, .. } => {
            let of_projects = rubric.system.scores == Scores::Project;
            Ok(Narrative::read(&text, &single::place(path), &rubric.form, of_projects))
        }
        Answer::Book { .. } | Answer::Archive(_) => Err(SingleError::NoText),
    }
}

/// Whether a title or a file's name is that of a report of this form profile.
pub(super) fn is_titled(form: &Form, title: &str) -> bool {
    let title = label::normalised(title);
    let has = |words: &[String]| words.iter().any(|word| title.contains(&label::normalised(word)));
    has(&form.report_titles) && !has(&form.other_titles)
}

/// A file's name without folders and ending.
pub(super) fn stem(file: &str) -> &str {
    let base = file.rsplit('/').next().unwrap_or(file);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem)
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Gives each text that was read to the submission that it accompanies, says what became of its
/// file, and tells of reports that are nobody's.
pub(super) fn settle(
    texts: Vec<(Place, Narrative)>,
    form: &Form,
    roster: &Roster,
    submissions: &[Filed],
    inputs: &mut [InputFile],
    findings: &mut Vec<Finding>,
) -> Vec<Report> {
    let known = if roster.bodies.is_empty() { &senders(submissions) } else { roster };
    let mut reports = Vec::new();
    for (place, narrative) in texts {
        let beside = beside(&place, submissions);
        let titled = |title: &String| is_titled(form, title);
        let is_report =
            narrative.titles.iter().any(titled) || is_titled(form, stem(&place.file)) || beside.is_some();
        let status = if is_report {
            match whose(&place, &narrative, known, submissions, beside) {
                Ok(Some(submission)) => {
                    let status = format!("文字报告，已与“{}”的自评表核对，本身不评分", submission.subject());
                    reports.push(Report {
                        place: place.clone(),
                        department: submission.department.clone(),
                        project: submission.project.clone(),
                        narrative,
                    });
                    FileStatus::Ignored(status)
                }
                Ok(None) => FileStatus::Ignored("文字报告，其部门没有已评分的自评表可供核对".to_owned()),
                Err(candidates) => {
                    let finding = Finding::new(Problem::ReportOfNobody { candidates }).at(place.clone());
                    let status = FileStatus::Rejected(finding.problem.message());
                    findings.push(finding);
                    status
                }
            }
        } else {
            FileStatus::Ignored("文稿，不是绩效自评报告".to_owned())
        };
        if let Some(input) = inputs.iter_mut().find(|input| *input.file == *place.file) {
            input.status = status;
        }
    }
    reports
}

/// Where there is no roster: the bodies that sent.
fn senders(submissions: &[Filed]) -> Roster {
    let mut bodies: BTreeMap<String, Body> = BTreeMap::new();
    for submission in submissions {
        bodies.entry(key(&submission.department)).or_insert_with(|| Body {
            code: submission.code.clone().unwrap_or_default(),
            name: submission.department.clone(),
            aliases: Vec::new(),
            group: None,
            projects: Vec::new(),
            place: submission.place.clone(),
        });
    }
    Roster::new(bodies.into_values().collect())
}

/// The one submission whose workbook has the same name but for the ending, or that lies in the same
/// folder below the first with no other body's.
fn beside<'a>(place: &Place, submissions: &'a [Filed]) -> Option<&'a Filed> {
    let same = |test: &dyn Fn(&Filed) -> bool| {
        let mut fitting = submissions.iter().filter(|submission| test(submission));
        let one = fitting.next()?;
        fitting.next().is_none().then_some(one)
    };
    same(&|submission| {
        stem(&submission.place.file) == stem(&place.file)
            && folder(&submission.place.file) == folder(&place.file)
    })
}

/// The submission that a report accompanies: by the body named in its file's name, in its title or
/// in its first lines, by the workbook of the same name, by the folder. `None` where the body is
/// known and has none.
///
/// # Errors
/// The names of bodies that it may be of, perhaps none.
fn whose<'a>(
    place: &Place,
    narrative: &Narrative,
    roster: &Roster,
    submissions: &'a [Filed],
    beside: Option<&'a Filed>,
) -> Result<Option<&'a Filed>, Vec<String>> {
    let titles = std::iter::once(stem(&place.file)).chain(narrative.titles.iter().map(String::as_str));
    let mut unsure = Vec::new();
    for title in titles {
        match roster.find(&[], &[title.to_owned()]) {
            Match::Body(index) => {
                let body = &roster.bodies[index];
                let its: Vec<&Filed> = submissions.iter().filter(|s| s.department == body.name).collect();
                return Ok(of_subject(&its, place, narrative));
            }
            Match::Ambiguous(several) if unsure.is_empty() => {
                unsure = several.iter().map(|&index| roster.bodies[index].name.clone()).collect();
            }
            _ => {}
        }
    }
    if let Some(submission) = beside {
        return Ok(Some(submission));
    }
    let own = folder(&place.file);
    let near: Vec<&Filed> =
        submissions.iter().filter(|s| !own.is_empty() && folder(&s.place.file) == own).collect();
    let one_body = near.first().is_some_and(|first| near.iter().all(|s| s.department == first.department));
    if one_body { Ok(of_subject(&near, place, narrative)) } else { Err(unsure) }
}

/// Of a body's submissions, the only one, or the one whose project the report names.
fn of_subject<'a>(its: &[&'a Filed], place: &Place, narrative: &Narrative) -> Option<&'a Filed> {
    if let [one] = its {
        return Some(one);
    }
    let titles: Vec<String> = std::iter::once(stem(&place.file))
        .chain(narrative.titles.iter().map(String::as_str))
        .map(key)
        .collect();
    let names = |submission: &&&Filed| {
        submission.project.as_ref().is_some_and(|project| titles.iter().any(|t| t.contains(&key(project))))
    };
    its.iter().filter(names).max_by_key(|s| s.project.as_ref().map_or(0, String::len)).copied()
}
