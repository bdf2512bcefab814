//! Lines of a body's own table, each looked at by itself or beside its neighbours.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::LazyLock;

use regex::Regex;

use crate::finding::{Finding, Problem};
use crate::intake::submission::{Fact, FactValue, Line, Submission};
use crate::number::Number;
use crate::quantity::{Operator, Quantity, Reading};
use crate::rubric::form::{EXECUTED, Form, HELD_EXPONENT, Table};
use crate::rubric::shape::{ACTUAL, OWN_REASON, POINTS, SELF_POINTS, TARGET};
use crate::rubric::{Rubric, label};

/// Self points are compared to this many decimal places.
const PLACES: i32 = 2;
/// A reason shorter than this is no sentence that could be copied (疫情, 无).
const SHORTEST_REASON: usize = 4;

/// The tables of a form with the lines that the body filled in.
pub(super) fn tables<'a>(
    submission: &'a Submission,
    rubric: &'a Rubric,
) -> impl Iterator<Item = (&'a Table, &'a [Line])> {
    let lines = |table: &Table| submission.tables.get(&table.name).map(Vec::as_slice).unwrap_or_default();
    rubric.form.tables.iter().map(move |table| (table, lines(table)))
}

pub(super) fn lines<'a>(submission: &'a Submission, rubric: &'a Rubric) -> impl Iterator<Item = &'a Line> {
    tables(submission, rubric).flat_map(|(_, lines)| lines)
}

/// A problem with one cell of a line.
pub(super) fn at(line: &Line, column: &str, problem: Problem) -> Finding {
    let fact = line.cells.get(column);
    let place = fact.and_then(|fact| fact.place.clone()).unwrap_or_else(|| line.place.clone());
    let levels = line.levels.iter().filter(|level| !level.is_empty());
    let name = levels.map(String::as_str).collect::<Vec<_>>().join(" / ");
    Finding::new(problem).at(place).on(name).showing(fact.map_or("", |fact| fact.raw.as_str()))
}

pub(super) fn number<'a>(line: &'a Line, column: &str) -> Option<&'a Number> {
    line.cells.get(column)?.number()
}

pub(super) fn quantity<'a>(line: &'a Line, column: &str) -> Option<&'a Quantity> {
    match &line.cells.get(column)?.value {
        FactValue::Quantity(Reading::Quantity(quantity)) => Some(quantity),
        _ => None,
    }
}

fn is_at_cost_level(line: &Line, form: &Form) -> bool {
    form.upper_bound_levels.iter().any(|level| label::core(level) == label::core(&line.levels[1]))
}

fn is_money(quantity: &Quantity) -> bool {
    quantity.unit.as_deref().is_some_and(|unit| unit.starts_with('元'))
}

/// A12: points in a level's label that are not the sum of the lines below it.
pub(super) fn level_labels(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, lines) in tables(submission, rubric) {
        for depth in [1, 2] {
            let mut groups: BTreeMap<&[String], Vec<&Line>> = BTreeMap::new();
            for line in lines {
                groups.entry(&line.levels[..depth]).or_default().push(line);
            }
            for (path, group) in groups {
                let Some(label) = level_points(&path[depth - 1], group.len()) else { continue };
                let unreadable = |line: &&Line| {
                    line.cells.get(POINTS).is_some_and(|fact| fact.value == FactValue::Unreadable)
                };
                let sum: Number = group.iter().filter_map(|line| number(line, POINTS)).sum();
                if group.iter().any(unreadable) || sum.is_zero() || sum == label {
                    continue;
                }
                let level = label::core(&path[depth - 1]);
                let problem = Problem::LevelLabelDiffers { level, label, sum };
                findings.push(at(group[0], POINTS, problem).showing(path[depth - 1].trim()));
            }
        }
    }
    findings
}

/// Points that a level's label states. A bare number may say how many indicators there are, or a year.
fn level_points(label: &str, lines: usize) -> Option<Number> {
    label::points_in(label).or_else(|| {
        let number = label::number_in(label)?;
        let lines = Number::from(i64::try_from(lines).ok()?);
        (number > lines && number <= Number::from(100)).then_some(number)
    })
}

/// A13: points in an indicator's name that are not those beside it.
pub(super) fn title_labels(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let wrong = |line: &Line| {
        let label = label::points_in(&line.levels[2])?;
        let points = number(line, POINTS)?;
        (label != *points).then(|| at(line, POINTS, Problem::TitleLabelDiffers { label }))
    };
    lines(submission, rubric).filter_map(wrong).collect()
}

/// A14: a scoring standard that speaks of more points than the indicator has.
pub(super) fn standards(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    /// 计8分, 得 10 分, 满分5分: what can be had; 扣0.8分 is what can be lost.
    static SPOKEN: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:计|记|得|满分|共)\s*(?:为\s*)?(\d+(?:\.\d+)?)\s*分").ok());
    let Some(spoken) = &*SPOKEN else { return Vec::new() };
    let mut findings = Vec::new();
    for (table, lines) in tables(submission, rubric) {
        let Some(column) = &table.standard else { continue };
        for line in lines {
            let (Some(fact), Some(max)) = (line.cells.get(column), number(line, POINTS)) else { continue };
            let stated = spoken.captures_iter(&fact.raw).filter_map(|found| found[1].parse::<Number>().ok());
            if let Some(stated) = stated.max().filter(|stated| stated > max) {
                let problem = Problem::StandardAbovePoints { stated, max: max.clone() };
                findings.push(at(line, column, problem));
            }
        }
    }
    findings
}

/// A15: costs that are almost, but not quite, what was spent: one of the two is wrong.
pub(super) fn costs(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    // A total that was left empty (A06) says nothing, nor does one of 0 or below (A30); the parts do.
    let spent = |name: &str| {
        let amount = submission.facts.get(name).and_then(|fact| fact.number());
        amount.filter(|amount| !amount.is_zero() && !amount.is_negative())
    };
    let parts = || {
        let names = rubric.form.blocks.iter().flat_map(|block| {
            let column = block.columns.iter().find(|column| column.name == EXECUTED);
            column
                .into_iter()
                .flat_map(|column| block.lines.iter().map(|line| Form::block_fact(line, column)))
        });
        names.filter_map(|name| spent(&name).cloned()).collect::<Vec<_>>()
    };
    let executed = match spent(EXECUTED) {
        Some(executed) => executed.clone(),
        None => match parts().as_slice() {
            [only] => only.clone(),
            _ => return Vec::new(),
        },
    };
    let executed = &executed;
    let near = &Number::from(2) * &Number::ten_to(-2);
    let wrong = |line: &Line| {
        let actual = quantity(line, ACTUAL)?;
        // A bare number is in its target's unit.
        let is_bare = actual.unit.is_none() && actual.value() == actual.number;
        let stated = if is_bare { quantity(line, TARGET)? } else { actual };
        if !is_money(stated) {
            return None;
        }
        let cost = &(&actual.number * &stated.multiplier.factor()) * &Number::ten_to(-HELD_EXPONENT);
        let apart = (&cost - executed).abs().divided_by(executed)?;
        let differs = is_at_cost_level(line, &rubric.form) && !apart.is_zero() && apart <= near;
        differs.then(|| {
            let (cost, executed) = (cost.plain(), executed.plain());
            at(line, ACTUAL, Problem::CostDiffers { cost, executed })
        })
    };
    lines(submission, rubric).filter_map(wrong).collect()
}

/// A16: every line's self points are its points times its points out of a hundred.
pub(super) fn weighted_twice(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, lines) in tables(submission, rubric) {
        let filled: Vec<(&Line, &Number, &Number)> = lines
            .iter()
            .filter_map(|line| Some((line, number(line, POINTS)?, number(line, SELF_POINTS)?)))
            .filter(|(_, points, _)| !points.is_zero())
            .collect();
        let hundred = Number::from(100);
        let twice = |(_, points, own): &(&Line, &Number, &Number)| {
            let weighted = (*points * *points).divided_by(&hundred);
            **points < hundred && weighted.is_some_and(|weighted| weighted.round(PLACES) == own.round(PLACES))
        };
        if filled.len() >= rubric.system.thresholds.few_lines && filled.iter().all(twice) {
            let problem = Problem::WeightedTwice { lines: filled.len() };
            findings.push(at(filled[0].0, SELF_POINTS, problem));
        }
    }
    findings
}

/// R25: a rate that ought to be full, with a target far below it.
pub(super) fn low_rates(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let least = &rubric.system.thresholds.low_rate;
    let wrong = |line: &Line| {
        let target = quantity(line, TARGET)?;
        let named = |words: &[String]| words.iter().any(|word| line.levels[2].contains(word.as_str()));
        let is_floor = !matches!(target.operator, Some(Operator::AtMost | Operator::LessThan));
        let low = target.is_percent() && is_floor && target.value() < *least && !target.number.is_zero();
        (low && named(&rubric.form.full_rates) && !named(&rubric.form.upper_bounds))
            .then(|| at(line, TARGET, Problem::LowRateTarget { least: least.percent(2) }))
    };
    lines(submission, rubric).filter_map(wrong).collect()
}

/// R27: a line without self points in a form that asks for them. Words without self points are
/// R06, which costs points.
pub(super) fn no_self_points(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let wrong = |line: &&Line| {
        let is_empty = line
            .cells
            .get(SELF_POINTS)
            .is_some_and(|own| own.value == FactValue::Missing && own.raw.trim().is_empty());
        let scored = number(line, POINTS).is_some_and(|points| !points.is_zero());
        let actual = line.cells.get(ACTUAL).map(|fact| &fact.value);
        let judged_otherwise = matches!(
            actual,
            Some(
                FactValue::NotApplicable
                    | FactValue::Quantity(Reading::NotApplicable | Reading::Tier(_) | Reading::Words(_))
            )
        );
        is_empty && scored && !judged_otherwise
    };
    lines(submission, rubric).filter(wrong).map(|line| at(line, SELF_POINTS, Problem::NoSelfPoints)).collect()
}

/// R28: money under a cost level whose target is to be reached, not kept to.
pub(super) fn cost_signs(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let wrong = |line: &&Line| {
        is_at_cost_level(line, &rubric.form)
            && quantity(line, TARGET).is_some_and(|target| {
                is_money(target) && matches!(target.operator, Some(Operator::AtLeast | Operator::MoreThan))
            })
    };
    lines(submission, rubric).filter(wrong).map(|line| at(line, TARGET, Problem::CostAtLeast)).collect()
}

/// T23: targets, but not one actual value and no points anywhere.
pub(super) fn no_actuals(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, lines) in tables(submission, rubric) {
        let stated =
            |line: &Line, column: &str| line.cells.get(column).is_some_and(|fact| fact.stated().is_some());
        let has_target = lines.iter().any(|line| stated(line, TARGET));
        let is_plan =
            lines.iter().all(|line| [ACTUAL, POINTS, SELF_POINTS].iter().all(|column| !stated(line, column)));
        if lines.len() >= rubric.system.thresholds.few_lines && has_target && is_plan {
            let problem = Problem::NoActualsAtAll { lines: lines.len() };
            findings.push(Finding::new(problem).at(submission.place.clone()));
        }
    }
    findings
}

/// T24: a rate above 200% whose first digit was a sign: 290% of ≥90%, as scanning and copying make it.
pub(super) fn misread_signs(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let whole = Number::one();
    let wrong = |line: &Line| {
        let target =
            quantity(line, TARGET).filter(|target| target.is_percent() && target.operator.is_none())?;
        let actual = quantity(line, ACTUAL).filter(|actual| actual.is_percent())?;
        let rest = &target.value() - &Number::from(2);
        let is_sign = !rest.is_zero() && !rest.is_negative() && rest <= whole && actual.value() <= whole;
        let meant = format!("≥{}", rest.percent(2));
        is_sign.then(|| at(line, TARGET, Problem::SignReadAsDigit { meant }))
    };
    lines(submission, rubric).filter_map(wrong).collect()
}

/// R35: targets without any unit that add up to full points: the points were put where they belong.
pub(super) fn points_as_targets(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, lines) in tables(submission, rubric) {
        let targets: Vec<(&Line, &Quantity)> =
            lines.iter().filter_map(|line| Some((line, quantity(line, TARGET)?))).collect();
        let bare = |quantity: &Quantity| {
            quantity.unit.is_none() && quantity.operator.is_none() && quantity.value() == quantity.number
        };
        let no_points = lines.iter().all(|line| number(line, POINTS).is_none());
        let sum: Number = targets.iter().map(|(_, target)| &target.number).sum();
        let budget = &rubric.system.full_points * &Number::ten_to(-1);
        let is_full = sum == rubric.system.full_points || sum == &rubric.system.full_points - &budget;
        let many = targets.len() >= rubric.system.thresholds.few_lines;
        if many && no_points && is_full && targets.iter().all(|(_, target)| bare(target)) {
            let problem = Problem::PointsAsTargets { lines: targets.len(), sum };
            findings.push(at(targets[0].0, TARGET, problem));
        }
    }
    findings
}

/// R29, R32: finished later than the target says, or later than the day of the form itself.
pub(super) fn late(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let date = |fact: Option<&Arc<Fact>>| match &fact?.value {
        FactValue::Quantity(Reading::Date { to, .. }) => Some(*to),
        _ => None,
    };
    let filled_in = date(rubric.form.date.as_ref().and_then(|name| submission.facts.get(name)));
    let mut findings = Vec::new();
    for line in lines(submission, rubric) {
        let Some(done) = date(line.cells.get(ACTUAL)) else { continue };
        if let Some(due) = date(line.cells.get(TARGET)).filter(|due| done.is_surely_later_than(*due)) {
            findings.push(at(line, ACTUAL, Problem::LaterThanTarget { due: due.to_string() }));
        }
        if let Some(filled_in) = filled_in.filter(|day| done.is_surely_later_than(*day)) {
            let filled_in = filled_in.to_string();
            findings.push(at(line, ACTUAL, Problem::LaterThanReport { filled_in }));
        }
    }
    findings
}

/// R30: one reason for many lines.
pub(super) fn one_reason(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, lines) in tables(submission, rubric) {
        let mut by_reason: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
        for line in lines {
            let reason = line.cells.get(OWN_REASON).and_then(|fact| fact.stated()).map(label::normalised);
            if let Some(reason) = reason.filter(|reason| reason.chars().count() >= SHORTEST_REASON) {
                by_reason.entry(reason).or_default().push(line);
            }
        }
        let many = by_reason.values().filter(|lines| lines.len() >= rubric.system.thresholds.few_lines);
        findings.extend(
            many.map(|lines| at(lines[0], OWN_REASON, Problem::OneReasonForAll { lines: lines.len() })),
        );
    }
    findings
}

/// R31: satisfaction that was told by nobody's complaining.
pub(super) fn silence(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let wrong = |line: &Line| {
        let names = || line.levels.iter();
        let about =
            rubric.form.satisfaction.iter().any(|word| names().any(|name| name.contains(word.as_str())));
        let said = |column: &&str| {
            let raw = label::normalised(&line.cells.get(*column)?.raw);
            rubric.form.silence.iter().find(|word| raw.contains(word.as_str()))
        };
        let column = [ACTUAL, OWN_REASON].into_iter().find(|column| about && said(column).is_some())?;
        let word = said(&column)?.clone();
        Some(at(line, column, Problem::SatisfactionFromSilence { word }))
    };
    lines(submission, rubric).filter_map(wrong).collect()
}

/// X07: full self points for every line.
pub(super) fn full_marks(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, lines) in tables(submission, rubric) {
        let scored = || lines.iter().filter_map(|line| Some((line, number(line, POINTS)?)));
        let count = scored().count();
        let all_full = scored().all(|(line, max)| number(line, SELF_POINTS) == Some(max));
        if count >= rubric.system.thresholds.few_lines && all_full {
            let problem = Problem::FullMarksEverywhere { lines: count };
            findings.push(Finding::new(problem).at(submission.place.clone()));
        }
    }
    findings
}

/// X08: every actual value is its target. A target of 100% or of 0 is often just met.
pub(super) fn met_exactly(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, lines) in tables(submission, rubric) {
        let telling = |line: &Line| {
            let (target, actual) = (quantity(line, TARGET)?.value(), quantity(line, ACTUAL)?.value());
            (target != Number::one() && !target.is_zero()).then(|| target == actual)
        };
        let told: Vec<bool> = lines.iter().filter_map(telling).collect();
        if told.len() >= rubric.system.thresholds.few_lines && told.iter().all(|equal| *equal) {
            let problem = Problem::TargetsMetExactly { lines: told.len() };
            findings.push(Finding::new(problem).at(submission.place.clone()));
        }
    }
    findings
}
