//! What one file brought: its forms made whole over their sheets, and put away until all files are there
//! and it can be told whose they are.

use super::filed::{self, Facts, Packed};
use super::form::RawForm;
use super::issued::Issued;
use super::list::{FoundList, Record};
use super::year::StatedYears;
use super::{FileStatus, InputFile};
use crate::finding::{Finding, Problem};
use crate::narrative::Narrative;
use crate::place::Place;
use crate::rubric::form::{Form, ListKind};
use crate::rubric::shape::{ACTUAL, SELF_POINTS, TARGET};
use crate::rubric::{Rubric, Scores};

/// What one file held.
#[derive(Debug)]
pub(super) struct FileContent<'a> {
    /// The file.
    pub input: InputFile,
    /// Its forms.
    pub forms: Vec<RawForm>,
    /// Its lists.
    pub lists: Vec<FoundList<'a>>,
    /// Whom its blank form was made for, where it was one of this program's.
    pub(super) issued: Option<Issued>,
    /// What its text states, where it is one.
    pub text: Option<Narrative>,
    /// What was wrong with the file or its sheets.
    pub findings: Vec<Finding>,
}

impl<'a> FileContent<'a> {
    /// A file of which nothing is known yet.
    pub(super) fn of(file: String) -> Self {
        let input = InputFile { file, sha256: String::new(), status: FileStatus::Scored };
        Self { input, forms: Vec::new(), lists: Vec::new(), issued: None, text: None, findings: Vec::new() }
    }

    pub(super) fn ignored(mut self, why: &str) -> Self {
        self.input.status = FileStatus::Ignored(why.to_owned());
        self
    }

    pub(super) fn rejected_for(mut self, why: String) -> Self {
        self.input.status = FileStatus::Rejected(why);
        self
    }

    pub(super) fn rejected(mut self, finding: Finding) -> Self {
        self.input.status = FileStatus::Rejected(finding.problem.message());
        self.findings.push(finding);
        self
    }

    /// What is left of it once its forms are whole: those that go on over several sheets are joined, and
    /// put away until their turn comes.
    pub(super) fn put_away(self, rubric: &Rubric) -> Brought<'a> {
        let Self { mut input, mut forms, lists, issued, text, findings } = self;
        let form = &rubric.form;
        let mut names = Vec::new();
        let (mut lines, mut known) = (Vec::new(), Vec::new());
        for found in lists {
            if found.list.kind == ListKind::Submissions {
                lines.extend(found.records.into_iter().map(Sent::of_line));
            } else {
                names.push(found.list.name.clone());
                known.push(found);
            }
        }
        set_targets_apart(&mut forms, form);
        merge_sheets(&mut forms, form, rubric.system.scores);
        if forms.is_empty() && lines.is_empty() && !names.is_empty() {
            input.status = FileStatus::Ignored(format!("{}，已读入，本身不评分", names.join("、")));
        }
        for raw in &mut forms {
            raw.withhold_empty_totals(form);
        }
        let forms = forms.into_iter().map(|raw| Sent::of_form(raw, form)).collect();
        Brought { input, forms, lines, known, issued, text, findings }
    }
}

/// What one file brought, put away.
#[derive(Debug)]
pub(super) struct Brought<'a> {
    /// The file.
    pub(super) input: InputFile,
    pub(super) forms: Vec<Sent>,
    /// Lines of lists that are a body's whole submission each.
    pub(super) lines: Vec<Sent>,
    /// What the bureau itself knows: rosters and its own tables.
    pub(super) known: Vec<FoundList<'a>>,
    pub(super) issued: Option<Issued>,
    pub(super) text: Option<Narrative>,
    pub(super) findings: Vec<Finding>,
}

/// A form, or a line that is one, before anyone knows whose it is; put away.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) place: Place,
    /// Texts of the title lines, in which the body's name may stand.
    pub(super) titles: Vec<String>,
    pub(super) years: Vec<StatedYears>,
    pub(super) findings: Vec<Finding>,
    /// The facts that say whose it is and of when.
    pub(super) origin: Facts,
    pub(super) packed: Packed,
}

impl Sent {
    fn of_form(raw: RawForm, form: &Form) -> Self {
        let RawForm { place, facts, tables, titles, years, findings, .. } = raw;
        let packed = Packed::of(&facts, &tables);
        Self { place, titles, years, findings, origin: filed::origin(facts, form), packed }
    }

    fn of_line(record: Record) -> Self {
        let Record { place, origin, packed, findings } = record;
        Self { place, titles: Vec::new(), years: Vec::new(), findings, origin, packed }
    }

    pub(super) fn stated(&self, fact: &str) -> Option<&str> {
        self.origin.get(fact)?.stated()
    }
}

/// The body and the project that a form names.
fn identity(raw: &RawForm, form: &Form) -> (Option<String>, Option<String>) {
    let department = form.department.iter().find_map(|fact| raw.stated(fact)).map(str::to_owned);
    let project = form.project.as_ref().and_then(|fact| raw.stated(fact)).map(str::to_owned);
    (department, project)
}

/// A sheet of targets alone (绩效目标申报表) is no second evaluation beside the one of the same workbook
/// that goes by its targets.
fn set_targets_apart(forms: &mut Vec<RawForm>, form: &Form) {
    let states = |raw: &RawForm, column: &str| {
        let mut lines = raw.tables.values().flatten();
        lines.any(|line| line.cells.get(column).is_some_and(|fact| fact.stated().is_some()))
    };
    let is_plan = |raw: &RawForm| {
        let of_evaluation = [ACTUAL, SELF_POINTS].iter().any(|column| states(raw, column));
        states(raw, TARGET) && !of_evaluation && !raw.continues && !raw.partial
    };
    let is_evaluation = |raw: &RawForm| states(raw, TARGET) && states(raw, ACTUAL) && !raw.partial;
    let evaluation_of = |plan: &RawForm| {
        let (department, project) = identity(plan, form);
        let fits = |stated: &Option<String>, other: &Option<String>| stated.is_none() || stated == other;
        forms.iter().position(|other| {
            let (its, known) = identity(other, form);
            is_evaluation(other)
                && fits(&department, &its)
                && fits(&project, &known)
                && other.place != plan.place
        })
    };
    let found: Vec<Option<usize>> =
        forms.iter().map(|raw| is_plan(raw).then(|| evaluation_of(raw)).flatten()).collect();
    for (plan, evaluation) in found.iter().enumerate() {
        if let Some(evaluation) = *evaluation {
            let finding = Finding::new(Problem::TargetsBeside).at(forms[plan].place.clone());
            forms[evaluation].findings.push(finding);
        }
    }
    let mut found = found.into_iter();
    forms.retain(|_| found.next().flatten().is_none());
}

/// Sheets of one workbook that say nothing of whose they are, or that name the same body where
/// bodies are scored as a whole, are parts of one form.
fn merge_sheets(forms: &mut Vec<RawForm>, form: &Form, scores: Scores) {
    let identity = |raw: &RawForm| identity(raw, form);
    let mut merged: Vec<RawForm> = Vec::new();
    for raw in forms.drain(..) {
        let (department, project) = identity(&raw);
        if raw.continues {
            let before = merged.iter_mut().rev().find(|known| !known.partial);
            match before.filter(|known| !known.overlaps(&raw, true)) {
                Some(known) => known.absorb(raw),
                None => merged.push(raw),
            }
            continue;
        }
        let nameless = department.is_none() && project.is_none();
        let part_of = |known: &RawForm| {
            let (known_department, known_project) = identity(known);
            match scores {
                Scores::Department => department.is_none() || department == known_department,
                Scores::Project => {
                    (department.is_none() && project.is_none())
                        || (project.is_some()
                            && project == known_project
                            && department == known_department
                            && known.place.sheet != raw.place.sheet)
                }
            }
        };
        // Of several forms, nobody says which one a nameless sheet goes on with.
        let continues = nameless && merged.iter().filter(|known| !known.partial).count() < 2;
        match merged.iter_mut().rev().find(|known| part_of(known) && !known.overlaps(&raw, continues)) {
            Some(known) => known.absorb(raw),
            None => merged.push(raw),
        }
    }
    merged.retain(|raw| !raw.partial);
    *forms = merged;
}
