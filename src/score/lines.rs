//! Which lines of a body's own table belong to which indicator, and the points they print.

use crate::finding::{Finding, Problem};
use crate::intake::submission::{FactValue, Line, Submission};
use crate::number::{Number, Points};
use crate::rubric::form::LevelBy;
use crate::rubric::label;
use crate::rubric::shape::{ACTUAL, POINTS, TARGET};
use crate::rubric::{Indicator, Rubric};
use crate::score::Outcome;

/// A line with the points it can earn.
#[derive(Clone, Debug)]
pub(super) struct Weighted<'a> {
    pub(super) line: &'a Line,
    /// `None` where the form states none.
    pub(super) points: Option<Number>,
}

/// The lines that belong to an indicator: by their first level, or else by their second. Lines
/// that only break another one down (其中 …) and bear no points are left out.
pub(super) fn lines_of<'a>(
    submission: &'a Submission,
    rubric: &Rubric,
    indicator: &Indicator,
) -> Vec<Weighted<'a>> {
    let Some(table) = &indicator.rows else {
        return Vec::new();
    };
    let parts =
        rubric.form.tables.iter().find(|known| known.name == *table).map(|known| known.parts.as_slice());
    let lines = submission.tables.get(table).map(Vec::as_slice).unwrap_or_default();
    let belongs = |line: &&Line| {
        let [first, second, _] = &line.levels;
        let of_second = indicator.second.is_empty()
            || indicator.second.iter().any(|wanted| label::core(wanted) == label::core(second));
        let of_level = rubric.form.level(first, second);
        of_second && of_level.is_some_and(|(level, _)| level.name == indicator.row_level())
    };
    let weighted = lines.iter().filter(belongs).map(|line| Weighted { line, points: points_of(line) });
    weighted.filter(|each| each.points.is_some() || !is_part(each.line, parts.unwrap_or_default())).collect()
}

fn without_levels(line: &Line) -> bool {
    line.levels[..2].iter().all(String::is_empty)
}

fn is_part(line: &Line, openings: &[String]) -> bool {
    let title = label::normalised(&line.levels[2]);
    openings.iter().any(|opening| title.starts_with(opening.as_str()))
}

/// The points that a line's form prints: in their column, or in the brackets of its name.
fn points_of(line: &Line) -> Option<Number> {
    match line.cells.get(POINTS) {
        Some(fact) if fact.value != FactValue::Missing => fact.number().cloned(),
        _ => label::points_in(&line.levels[2]),
    }
}

/// A02: the lines' points together are not what the rubric prescribes; they are taken as printed.
pub(super) fn prescribed_points(
    submission: &Submission,
    rubric: &Rubric,
    indicator: &Indicator,
    lines: &[Weighted<'_>],
    findings: &mut Vec<Finding>,
) {
    let stated: Vec<&Number> = lines.iter().filter_map(|each| each.points.as_ref()).collect();
    let printed = Points::rounded(&stated.iter().copied().sum(), rubric.system.places);
    let table = indicator.rows.as_ref().and_then(|table| submission.tables.get(table));
    let table_is_empty = table.is_none_or(Vec::is_empty);
    // That no line says its level is told by itself, and none of these says more.
    if !table_is_empty && table.is_some_and(|lines| lines.iter().all(without_levels)) {
        return;
    }
    // A level without a single line is worth a word, unless the whole table is missing.
    if printed != indicator.points && (!stated.is_empty() || lines.is_empty()) && !table_is_empty {
        let problem = Problem::LevelPointsDiffer {
            level: indicator.name().to_owned(),
            printed: printed.clone(),
            prescribed: indicator.points.clone(),
        };
        let first = lines.first().map(|each| each.line.cells.get(POINTS).and_then(|fact| fact.place.clone()));
        let place = first.flatten().unwrap_or_else(|| submission.place.clone());
        findings.push(Finding::new(problem).at(place));
    }
}

/// Fewer are said one by one.
const SEVERAL: usize = 3;
/// First levels that a form has at the most.
const MOST_LEVELS: usize = 5;

/// Of one cause that many lines or indicators suffer from, one word.
pub(super) fn said_once(outcomes: &[Outcome], submission: &Submission, findings: &mut Vec<Finding>) {
    without_actual_column(submission, findings);
    without_any_points(outcomes, findings);
    without_any_targets(outcomes, findings);
    other_points(findings);
}

/// T04: where a form has targets and no column of actual values.
fn without_actual_column(submission: &Submission, findings: &mut Vec<Finding>) {
    let states = |column: &str| {
        let mut lines = submission.tables.values().flatten();
        lines.any(|line| line.cells.contains_key(column))
    };
    let is_missing = |finding: &&Finding| finding.problem == Problem::MissingActual;
    if states(ACTUAL) || !states(TARGET) || !findings.iter().any(|finding| is_missing(&finding)) {
        return;
    }
    let place = findings.iter().find(is_missing).and_then(|finding| finding.place.clone());
    findings.retain(|finding| !is_missing(&finding));
    findings.push(Finding::new(Problem::NoActualColumn).at(place));
}

/// T02: where no line of a form has a target.
fn without_any_targets(outcomes: &[Outcome], findings: &mut Vec<Finding>) {
    let lines = Outcome::lines(outcomes).count();
    let bare: Vec<&Finding> = findings.iter().filter(|f| f.problem == Problem::NoTarget).collect();
    if bare.len() < SEVERAL || bare.len() < lines {
        return;
    }
    let place = bare.first().and_then(|finding| finding.place.clone());
    // Several lines may earn the points of one indicator: they cost it once.
    let suffers = |outcome: &&Outcome| {
        let path = outcome.path.join(" / ");
        bare.iter().filter(|finding| finding.costs.is_some()).any(|finding| {
            let rest = finding.indicator.as_deref().and_then(|named| named.strip_prefix(path.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" / "))
        })
    };
    let suffering: Vec<&Outcome> = outcomes.iter().filter(suffers).collect();
    let costs = (!suffering.is_empty()).then(|| suffering.iter().map(|outcome| &outcome.max).sum());
    let problem = Problem::NoTargetsAtAll { lines: bare.len() };
    findings.retain(|finding| finding.problem != Problem::NoTarget);
    findings.push(Finding { costs, ..Finding::new(problem).at(place) });
}

/// A02: where many indicators have other points than prescribed, the form is another one.
fn other_points(findings: &mut Vec<Finding>) {
    let differs = |finding: &&Finding| matches!(&finding.problem, Problem::LevelPointsDiffer { .. });
    let count = findings.iter().filter(differs).count();
    if count <= MOST_LEVELS {
        return;
    }
    let example = |finding: &Finding| match &finding.problem {
        Problem::LevelPointsDiffer { level, printed, prescribed } => {
            Some(format!("“{level}”{printed} 分（规定 {prescribed} 分）"))
        }
        _ => None,
    };
    let examples: Vec<String> = findings.iter().filter_map(example).take(SEVERAL).collect();
    let place = findings.iter().find(|finding| differs(finding)).and_then(|finding| finding.place.clone());
    findings.retain(|finding| !differs(&finding));
    findings.push(Finding::new(Problem::OtherPoints { count, examples }).at(place));
}

/// A28: where no line of a form bears points, that is said once and not of each line.
fn without_any_points(outcomes: &[Outcome], findings: &mut Vec<Finding>) {
    let lines = Outcome::lines(outcomes).count();
    let bare = findings.iter().filter(|finding| finding.problem == Problem::NoPoints).count();
    if bare < 2 || bare < lines {
        return;
    }
    let place = findings
        .iter()
        .find(|finding| finding.problem == Problem::NoPoints)
        .and_then(|finding| finding.place.clone());
    findings.retain(|finding| finding.problem != Problem::NoPoints);
    findings.push(Finding::new(Problem::NoPointsAtAll { lines: bare }).at(place));
}

/// R07, R08: lines whose first level the rubric does not have, or that was told by the second.
pub(super) fn level_findings(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for table in &rubric.form.tables {
        let wanted: Vec<&str> = rubric
            .system
            .indicators
            .iter()
            .filter(|indicator| indicator.rows.as_deref() == Some(table.name.as_str()))
            .map(Indicator::row_level)
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let lines = submission.tables.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        for line in lines.iter().filter(|line| !is_part(line, &table.parts) || points_of(line).is_some()) {
            let [first, second, _] = &line.levels;
            let problem = match rubric.form.level(first, second) {
                Some((level, by)) if wanted.contains(&level.name.as_str()) => match by {
                    LevelBy::First => continue,
                    LevelBy::Second => Problem::LevelInferred { level: level.name.clone() },
                    LevelBy::Rest => {
                        Problem::UnknownLevel { level: first.clone(), counted_as: Some(level.name.clone()) }
                    }
                },
                _ => Problem::UnknownLevel { level: first.clone(), counted_as: None },
            };
            // One finding for each wrong level, at its first line.
            let told =
                findings.iter().any(|known| known.problem == problem && known.value.as_ref() == Some(first));
            let told_blank = first.is_empty() && findings.iter().any(|known| known.problem == problem);
            if !told && !told_blank {
                let level = table.levels.first().and_then(|name| line.cells.get(name)?.place.clone());
                findings.push(
                    Finding::new(problem).at(level.unwrap_or_else(|| line.place.clone())).showing(first),
                );
            }
        }
    }
    findings
}
