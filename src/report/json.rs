//! result.json: the stable contract (schema 1) that other programs and `explain` read.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Write;

use rayon::prelude::*;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::ser::{Formatter, PrettyFormatter};
use serde_json::value::RawValue;

use super::wording;
use crate::Evaluation;
use crate::finding::{Finding, Severity};
use crate::formula::Value as FormulaValue;
use crate::intake::submission::{Fact, FactValue};
use crate::intake::{FileStatus, InputFile};
use crate::number::{Number, Points};
use crate::place::Place;
use crate::previous::CONTRACT;
use crate::rank::Standing;
use crate::score::{AT_A_TIME, Input, Outcome, SHOWN_LIST, Scorecard, Status};

/// How deep the lines of a subject stand in the file.
const SUBJECT_DEPTH: usize = 2;

/// The whole result of a run, as it is read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultFile {
    pub schema: u32,
    pub rubric: RubricEntry,
    pub subjects: Vec<Subject<'static>>,
    pub findings: Vec<FindingEntry>,
    pub inputs: Vec<InputEntry>,
}

/// Which rubric was applied.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RubricEntry {
    pub id: String,
    pub title: String,
    pub year: i32,
    pub sha256: String,
}

/// One scored form, ranked ones first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject<'e> {
    pub department: Cow<'e, str>,
    pub project: Option<Cow<'e, str>>,
    pub group: Option<Cow<'e, str>>,
    pub file: Cow<'e, str>,
    pub sheet: Cow<'e, str>,
    pub status: SubjectStatus,
    /// The total; points so far where the status is incomplete.
    pub total: Cow<'e, Points>,
    pub self_total: Option<Cow<'e, Number>>,
    pub grade: Option<Cow<'e, str>>,
    pub rank: Option<u32>,
    /// The way from the points to the total and the grade, beyond adding up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    pub indicators: Vec<IndicatorEntry<'e>>,
}

/// Whether a subject's total may be ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectStatus {
    Scored,
    Incomplete,
}

/// One indicator, or one line of the body's own table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorEntry<'e> {
    pub code: Cow<'e, str>,
    pub path: Cow<'e, [String]>,
    pub max: Cow<'e, Points>,
    pub points: Option<Cow<'e, Points>>,
    pub self_points: Option<Cow<'e, Number>>,
    pub status: IndicatorStatus,
    /// The verdict; below it, line by line, the way from the inputs to the points.
    pub reason: String,
    pub inputs: Vec<InputValue<'e>>,
}

/// What became of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorStatus {
    Scored,
    NotApplicable,
    Pending,
}

/// A value that went into an indicator, with its cell.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputValue<'e> {
    pub name: Cow<'e, str>,
    pub raw: Cow<'e, str>,
    /// What the rule used: a number (rates as ratios, amounts in 万元) or words; null if nothing.
    pub value: serde_json::Value,
    pub file: Option<Cow<'e, str>>,
    pub sheet: Option<Cow<'e, str>>,
    pub cell: Option<String>,
}

/// A finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingEntry {
    pub code: String,
    pub severity: String,
    pub department: Option<String>,
    pub file: String,
    pub sheet: Option<String>,
    pub cell: Option<String>,
    pub value: Option<String>,
    pub message: String,
    pub fix: String,
}

/// A file that was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputEntry {
    pub file: String,
    pub sha256: String,
    pub status: String,
    pub reason: Option<String>,
}

/// Subjects with their scorecards, as artefacts are written of them: few at a time.
pub type Ranked<'e> = (&'e Standing, Cow<'e, Scorecard>);

/// Who is given the subjects, few at a time, while they are written.
pub type Beside<'b> = dyn FnMut(&[Ranked<'_>]) + Send + 'b;

/// An evaluation as the contract shows it, for writing. Its subjects are made few by few: all of a
/// district's at once would take more room than the evaluation itself.
#[derive(Serialize)]
pub struct ResultView<'e> {
    schema: u32,
    rubric: RubricEntry,
    subjects: Subjects<'e>,
    #[serde(serialize_with = "findings")]
    findings: &'e [Finding],
    inputs: Vec<InputEntry>,
}

impl<'e> ResultView<'e> {
    /// The contract's view of an evaluation.
    #[must_use]
    pub fn of(evaluation: &'e Evaluation) -> Self {
        Self::viewed(evaluation, None)
    }

    /// The same for somebody who writes another artefact of the same subjects: to make a scorecard anew
    /// costs as much as to write it.
    #[must_use]
    pub fn beside(evaluation: &'e Evaluation, beside: &'e mut Beside<'e>) -> Self {
        Self::viewed(evaluation, Some(beside))
    }

    fn viewed(evaluation: &'e Evaluation, beside: Option<&'e mut Beside<'e>>) -> Self {
        Self {
            schema: CONTRACT.schema,
            rubric: RubricEntry::of(evaluation),
            subjects: Subjects { evaluation, beside: RefCell::new(beside) },
            findings: &evaluation.findings,
            inputs: evaluation.inputs.iter().map(InputEntry::of).collect(),
        }
    }

    /// Writes the file's text.
    ///
    /// # Errors
    /// Where `to` fails: no value of this type cannot be written as JSON.
    pub fn write(&self, mut to: impl Write) -> serde_json::Result<()> {
        serde_json::to_writer_pretty(&mut to, self)?;
        to.write_all(b"\n").and_then(|()| to.flush()).map_err(serde_json::Error::io)
    }
}

impl RubricEntry {
    pub(super) fn of(evaluation: &Evaluation) -> Self {
        let rubric = &evaluation.rubric;
        Self {
            id: rubric.id.clone(),
            title: rubric.system.title.clone(),
            year: rubric.system.year,
            sha256: rubric.sha256.clone(),
        }
    }
}

impl InputEntry {
    pub(super) fn of(input: &InputFile) -> Self {
        let (status, reason) = match &input.status {
            FileStatus::Scored => ("scored", None),
            FileStatus::Rejected(why) => ("rejected", Some(why.clone())),
            FileStatus::Ignored(why) => ("ignored", Some(why.clone())),
        };
        Self { file: input.file.clone(), sha256: input.sha256.clone(), status: status.to_owned(), reason }
    }
}

/// The subjects of an evaluation, ranked ones first.
struct Subjects<'e> {
    evaluation: &'e Evaluation,
    /// Serde only looks at what it writes.
    beside: RefCell<Option<&'e mut Beside<'e>>>,
}

/// Few subjects with their texts.
type Made<'e> = (Vec<Ranked<'e>>, Vec<Box<RawValue>>);

/// Makes scorecards and texts, several at a time.
fn made<'e>(evaluation: &'e Evaluation, standings: &'e [Standing]) -> serde_json::Result<Made<'e>> {
    let one = |standing: &'e Standing| {
        let card = evaluation.card(standing.card);
        let text = Subject::of(standing, &card, evaluation.rubric.system.places).text()?;
        Ok(((standing, card), text))
    };
    let made: serde_json::Result<Vec<_>> = standings.par_iter().map(one).collect();
    Ok(made?.into_iter().unzip())
}

impl Serialize for Subjects<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let evaluation = self.evaluation;
        let order = &evaluation.standings.order;
        let mut sequence = serializer.serialize_seq(Some(order.len()))?;
        let mut few = order.chunks(AT_A_TIME);
        let mut next = few.next().map(|few| made(evaluation, few));
        while let Some(these) = next.take() {
            let (ranked, texts) = these.map_err(serde::ser::Error::custom)?;
            let following = few.next();
            let written = rayon::in_place_scope(|scope| {
                // While these are written, the next are made.
                scope.spawn(|_| next = following.map(|few| made(evaluation, few)));
                if let Some(beside) = &mut *self.beside.borrow_mut() {
                    beside(&ranked);
                }
                texts.iter().try_for_each(|text| sequence.serialize_element(text))
            });
            written?;
        }
        sequence.end()
    }
}

impl<'e> Subject<'e> {
    fn of(standing: &'e Standing, card: &'e Scorecard, places: u32) -> Self {
        let text = |text: &'e Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            department: Cow::Borrowed(&card.department),
            project: text(&card.project),
            group: text(&card.group),
            file: Cow::Borrowed(&card.place.file),
            sheet: Cow::Borrowed(card.place.sheet.as_deref().unwrap_or_default()),
            status: if card.is_complete() { SubjectStatus::Scored } else { SubjectStatus::Incomplete },
            total: Cow::Borrowed(&standing.total),
            self_total: card.self_total.as_ref().map(Cow::Borrowed),
            grade: text(&standing.grade),
            rank: standing.rank,
            steps: wording::total_steps(card, standing),
            indicators: card.outcomes.iter().map(|outcome| indicator(outcome, places)).collect(),
        }
    }

    /// Its text where it stands in the file. Texts are most of what a result costs, and so each is made
    /// by itself.
    fn text(&self) -> serde_json::Result<Box<RawValue>> {
        let mut text = Vec::new();
        let mut formatter = PrettyFormatter::new();
        for _ in 0..SUBJECT_DEPTH {
            formatter.begin_array(&mut std::io::sink()).map_err(serde_json::Error::io)?;
        }
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter))?;
        // What is not UTF-8 is no text, and all that it was made of is.
        RawValue::from_string(String::from_utf8(text).map_err(serde::ser::Error::custom)?)
    }
}

fn findings<S: Serializer>(findings: &[Finding], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(findings.iter().map(finding))
}

fn indicator(outcome: &Outcome, places: u32) -> IndicatorEntry<'_> {
    IndicatorEntry {
        code: Cow::Borrowed(&outcome.code),
        path: Cow::Borrowed(&outcome.path),
        max: Cow::Borrowed(&outcome.max),
        points: outcome.points().map(Cow::Borrowed),
        self_points: outcome.self_points.as_ref().map(Cow::Borrowed),
        status: match outcome.status {
            Status::Scored(_) => IndicatorStatus::Scored,
            Status::NotApplicable(_) => IndicatorStatus::NotApplicable,
            Status::Pending(_) => IndicatorStatus::Pending,
        },
        reason: wording::reason(outcome, places),
        inputs: outcome.inputs.iter().map(input).collect(),
    }
}

fn input(input: &Input) -> InputValue<'_> {
    let Fact { raw, value, place, .. } = &*input.fact;
    let number = |number: &Number| serde_json::to_value(number).unwrap_or_default();
    let value = match (&input.used, value) {
        (Some(FormulaValue::Number(used)), _) => number(used),
        (Some(FormulaValue::List(used)), _) if used.len() > SHOWN_LIST => serde_json::Value::Null,
        (Some(FormulaValue::List(used)), _) => used.iter().map(number).collect(),
        (Some(FormulaValue::Text(words)), _) => words.as_str().into(),
        (Some(FormulaValue::Truth(truth)), _) => (*truth).into(),
        (Some(FormulaValue::Date(day)), _) => day.to_string().into(),
        (Some(FormulaValue::Words(words)), _) => words.as_slice().into(),
        (None, FactValue::Missing | FactValue::Unreadable | FactValue::Disputed(_)) => {
            serde_json::Value::Null
        }
        (None, _) if raw.is_empty() => serde_json::Value::Null,
        // Words that a tier was read from.
        (None, _) => raw.as_str().into(),
    };
    InputValue {
        name: Cow::Borrowed(&input.name),
        raw: Cow::Borrowed(raw),
        value,
        file: place.as_ref().map(|place| Cow::Borrowed(&*place.file)),
        sheet: sheet(place.as_ref()).map(Cow::Borrowed),
        cell: place.as_ref().and_then(Place::address),
    }
}

fn sheet(place: Option<&Place>) -> Option<&str> {
    place?.sheet.as_deref()
}

pub(super) fn finding(finding: &Finding) -> FindingEntry {
    let place = finding.place.as_ref();
    FindingEntry {
        code: finding.problem.code().to_owned(),
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
        .to_owned(),
        department: finding.department.clone(),
        file: place.map(|place| place.file.to_string()).unwrap_or_default(),
        sheet: sheet(place).map(str::to_owned),
        cell: place.and_then(Place::address),
        value: finding.value.clone(),
        message: finding.problem.message(),
        fix: finding.problem.fix(),
    }
}
