//! Why a body has the points it has, from the stable result alone: inputs with their cells, the
//! formula with the figures put in, rounding, points, total, rank, in sentences.

use std::fmt::Write as _;

use super::json::{IndicatorEntry, IndicatorStatus, InputValue, ResultFile, Subject, SubjectStatus};
use crate::number::Points;

/// So many of several are named.
const NAMED: usize = 10;

/// What was asked for is not in the result, or is more than one thing.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// No subject has this name.
    #[error("结果中没有“{name}”{}", near.as_ref().map_or_else(String::new, |near| format!("，是否应为“{near}”？")))]
    NoSubject { name: String, near: Option<String> },
    /// A department that has no score, and why.
    #[error("“{department}”没有得分：{}", reasons.join("；"))]
    Unscored { department: String, reasons: Vec<String> },
    /// Several departments contain this text.
    #[error("“{name}”对应多个部门：{}", some(candidates))]
    Ambiguous { name: String, candidates: Vec<String> },
    /// No indicator of the subject has this code or name.
    #[error("“{subject}”没有指标“{name}”；可用的有：{}", some(available))]
    NoIndicator { subject: String, name: String, available: Vec<String> },
}

/// The first of several, and how many there are.
fn some(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("、");
    if names.len() > NAMED { format!("{shown}等 {} 个", names.len()) } else { shown }
}

/// The subjects that `name` stands for: a department (all of its projects), or one project.
///
/// # Errors
/// [`ExplainError`] when nothing or more than one department is meant.
pub fn find<'a>(result: &'a ResultFile, name: &str) -> Result<Vec<&'a Subject<'static>>, ExplainError> {
    let subjects = || result.subjects.iter();
    let in_project =
        |subject: &Subject<'_>, is_it: &dyn Fn(&str) -> bool| subject.project.as_deref().is_some_and(is_it);
    // The nearest way of naming that names anything.
    let ways: [&dyn Fn(&Subject<'_>) -> bool; 4] = [
        &|subject| subject.department == name,
        &|subject| in_project(subject, &|project| project == name),
        &|subject| {
            subject.department.contains(name) || in_project(subject, &|project| project.contains(name))
        },
        // 区文联 for 某某区文学艺术界联合会
        &|subject| abbreviates(name, &subject.department),
    ];
    let mut meant = ways.iter().map(|way| subjects().filter(|subject| way(subject)).collect());
    let meant: Vec<&Subject<'static>> = meant.find(|meant: &Vec<_>| !meant.is_empty()).unwrap_or_default();
    let mut departments: Vec<String> = meant.iter().map(|subject| subject.department.to_string()).collect();
    departments.sort();
    departments.dedup();
    match departments.len() {
        0 => {
            if let Some(unscored) = unscored(result, name) {
                return Err(unscored);
            }
            let near = subjects()
                .map(|subject| (strsim::damerau_levenshtein(&subject.department, name), &subject.department))
                .min()
                .filter(|(distance, _)| *distance <= 3)
                .map(|(_, department)| department.to_string());
            Err(ExplainError::NoSubject { name: name.to_owned(), near })
        }
        1 => Ok(meant),
        _ => Err(ExplainError::Ambiguous { name: name.to_owned(), candidates: departments }),
    }
}

/// Why a department of the findings has no score: it sent nothing, or more than once …
fn unscored(result: &ResultFile, name: &str) -> Option<ExplainError> {
    let of = |department: &str| department.contains(name) || abbreviates(name, department);
    let department = result.findings.iter().filter_map(|f| f.department.as_ref()).find(|d| of(d))?;
    let own = result.findings.iter().filter(|finding| finding.department.as_ref() == Some(department));
    let mut reasons: Vec<String> = own.map(|finding| finding.message.clone()).collect();
    reasons.dedup();
    Some(ExplainError::Unscored { department: department.clone(), reasons })
}

/// Whether the characters of `short` stand in `name` in their order.
fn abbreviates(short: &str, name: &str) -> bool {
    let mut rest = name.chars();
    !short.is_empty() && short.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// The subject's indicators, or those that `wanted` names by code or (part of) name.
///
/// # Errors
/// [`ExplainError::NoIndicator`] when none is meant.
pub fn indicators<'a>(
    subject: &'a Subject<'static>,
    wanted: Option<&str>,
) -> Result<Vec<&'a IndicatorEntry<'static>>, ExplainError> {
    let Some(wanted) = wanted else {
        return Ok(subject.indicators.iter().collect());
    };
    let all = || subject.indicators.iter();
    let by_code: Vec<_> = all().filter(|entry| entry.code.eq_ignore_ascii_case(wanted)).collect();
    if !by_code.is_empty() {
        return Ok(by_code);
    }
    // B for B.01, A for A1: a letter stands for everything below it.
    let upper = wanted.to_uppercase();
    let is_below = |code: &str| {
        code.strip_prefix(&upper)
            .is_some_and(|rest| rest.starts_with(|c: char| c == '.' || c.is_ascii_digit()))
    };
    let by_name: Vec<_> = all()
        .filter(|entry| is_below(&entry.code) || entry.path.iter().any(|part| part.contains(wanted)))
        .collect();
    if by_name.is_empty() {
        return Err(ExplainError::NoIndicator {
            subject: subject.department.to_string(),
            name: wanted.to_owned(),
            available: all().map(|entry| format!("{} {}", entry.code, name(entry))).collect(),
        });
    }
    Ok(by_name)
}

fn name<'a>(entry: &'a IndicatorEntry<'_>) -> &'a str {
    entry.path.last().map_or("", String::as_str)
}

/// The whole explanation of a subject: each indicator, then the total, the grade and the rank.
#[must_use]
pub fn explain(result: &ResultFile, subject: &Subject<'_>, indicators: &[&IndicatorEntry<'_>]) -> String {
    let mut text = String::new();
    let project = subject.project.as_ref().map_or_else(String::new, |project| format!("·{project}"));
    let _ = writeln!(text, "{}{project}", subject.department);
    let _ = writeln!(text, "报表：{} › {}", subject.file, subject.sheet);
    let _ = writeln!(text, "评分细则：{}（{}年）", result.rubric.title, result.rubric.year);
    for entry in indicators {
        let _ = write!(text, "\n{}", one(entry));
    }
    if indicators.len() == subject.indicators.len() {
        let _ = write!(text, "\n{}", total(result, subject));
    }
    text
}

fn one(entry: &IndicatorEntry<'_>) -> String {
    let mut text = String::new();
    let points = match entry.status {
        IndicatorStatus::Scored => {
            format!("{} 分", entry.points.as_ref().map_or_else(String::new, ToString::to_string))
        }
        IndicatorStatus::NotApplicable => "不适用".to_owned(),
        IndicatorStatus::Pending => "待评定".to_owned(),
    };
    let self_points = entry.self_points.as_ref().map_or_else(String::new, |own| format!("，自评 {own} 分"));
    let path = entry.path.join(" / ");
    let _ = writeln!(text, "【{}】{path}（分值 {}{self_points}）：{points}", entry.code, entry.max);
    for input in &entry.inputs {
        let _ = writeln!(text, "  数据  {}", stated(input));
    }
    let mut lines = entry.reason.lines();
    if let Some(verdict) = lines.next() {
        let _ = writeln!(text, "  结论  {verdict}");
    }
    for line in lines {
        let (label, rest) = line.split_once('：').unwrap_or(("说明", line));
        let _ = writeln!(text, "  {label}  {rest}");
    }
    text
}

fn stated(input: &InputValue<'_>) -> String {
    let raw = if input.raw.is_empty() { "（未填）".to_owned() } else { format!("“{}”", input.raw) };
    let mut place: Vec<&str> = Vec::new();
    place.extend(input.file.as_deref());
    place.extend(input.sheet.as_deref());
    place.extend(input.cell.as_deref());
    if place.is_empty() {
        format!("{} {raw}", input.name)
    } else {
        format!("{} {raw}  ←  {}", input.name, place.join(" › "))
    }
}

fn total(result: &ResultFile, subject: &Subject<'_>) -> String {
    let scored: Vec<&Points> =
        subject.indicators.iter().filter_map(|entry| entry.points.as_deref()).collect();
    let sum = scored.iter().map(ToString::to_string).collect::<Vec<_>>().join("＋");
    let waiting = subject.indicators.iter().filter(|entry| entry.status == IndicatorStatus::Pending).count();
    let mut text = if scored.is_empty() {
        "总分：尚无已计分的指标".to_owned()
    } else {
        match scored.len() {
            _ if !subject.steps.is_empty() => {
                format!("{}\n总分：{} 分", subject.steps.join("\n"), subject.total)
            }
            1 => format!("总分：{} 分", subject.total),
            _ => format!("总分：{sum}＝{} 分", subject.total),
        }
    };
    match subject.status {
        SubjectStatus::Scored => {
            let ranked = result.subjects.iter().filter(|subject| subject.rank.is_some()).count();
            let tied = result
                .subjects
                .iter()
                .filter(|other| other.rank.is_some() && other.rank == subject.rank)
                .count();
            let _ = write!(
                text,
                "，等级{}；第 {} 名（共 {ranked} 个参与排名{}）",
                subject.grade.as_deref().unwrap_or("未定"),
                subject.rank.unwrap_or_default(),
                if tied > 1 { format!("，{tied} 个并列") } else { String::new() }
            );
        }
        SubjectStatus::Incomplete if waiting > 0 => {
            let _ = write!(text, "（不完整：{waiting} 项指标待评定，暂不定级、不排名）");
        }
        SubjectStatus::Incomplete => {
            let own =
                result.findings.iter().filter(|f| f.department.as_deref() == Some(&*subject.department));
            let why = own.into_iter().find(|f| ["A01", "R14", "S11"].contains(&f.code.as_str()));
            let why = why.map_or("须先解决所列问题", |finding| finding.message.as_str());
            let _ = write!(text, "（不完整：{why}，暂不定级、不排名）");
        }
    }
    text.push('\n');
    text
}
