//! A narrative report: consistent with itself, and with the form beside it. One function for each
//! kind of problem.

use std::collections::BTreeSet;

use crate::finding::{Finding, Problem};
use crate::formula::{Known, Value};
use crate::intake::report::Report;
use crate::intake::submission::{Fact, FactValue, Line, Submission};
use crate::narrative::{Count, Figure, Narrative, Said, Whole};
use crate::number::Number;
use crate::quantity::Reading;
use crate::rubric::Rubric;
use crate::rubric::form::{About, Figure as Record, Form, HELD_EXPONENT, Kind};
use crate::rubric::label;
use crate::rubric::shape::ACTUAL;

/// Everything that is wrong with a report in itself, and between it and its `own` submission.
#[must_use]
pub fn report(report: &Report, own: Option<&Submission>, rubric: &Rubric) -> Vec<Finding> {
    let (form, narrative) = (&rubric.form, &report.narrative);
    let mut findings = contradictions(narrative);
    findings.extend(parts(narrative, form));
    findings.extend(balances(narrative, form));
    findings.extend(shares(narrative, form));
    if let Some(submission) = own {
        findings.extend(figures(narrative, submission));
        findings.extend(counts(narrative, submission, form));
    }
    findings.into_iter().map(|finding| finding.of(&report.department)).collect()
}

fn at(said: &Said, problem: Problem) -> Finding {
    Finding::new(problem).at(said.place.clone()).showing(said.quoted())
}

/// Whether two values are the same as far as the coarser of them says.
fn agree(left: &Number, right: &Number, steps: [&Number; 2]) -> bool {
    let coarser = steps.into_iter().max().cloned().unwrap_or_else(Number::zero);
    (left - right).abs() <= &coarser * &half()
}

fn half() -> Number {
    &Number::from(5) * &Number::ten_to(-1)
}

/// A22: a figure that is stated twice, differently.
fn contradictions(narrative: &Narrative) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for figure in narrative.figures.iter().filter(|figure| !figure.approximate) {
        let Some(first) = narrative.figure(&figure.name) else { continue };
        let same = agree(&first.value, &figure.value, [&first.step, &figure.step]);
        if !same && told.insert(&figure.name) {
            let passage = first.said.place.address().unwrap_or_default();
            let other = format!("{}（{passage}）", first.said.raw);
            let problem =
                Problem::TextContradicts { fact: figure.name.clone(), said: figure.said.raw.clone(), other };
            findings.push(at(&figure.said, problem));
        }
    }
    findings
}

/// A20: parts that do not add up to the whole of which the profile says they are parts. Parts that
/// the text leaves out may be anything, so one alone only says something where it is too much.
fn parts(narrative: &Narrative, form: &Form) -> Vec<Finding> {
    let stated = |record: &&Record| narrative.figure(&record.name).is_some();
    let whole_of =
        |record: &Record| record.part_of.iter().find(|whole| narrative.figure(whole).is_some()).cloned();
    let mut findings = Vec::new();
    for whole in &form.figures {
        let Some(total) = narrative.figure(&whole.name) else { continue };
        let own: Vec<&Figure> = form
            .figures
            .iter()
            .filter(stated)
            .filter(|record| whole_of(record).as_ref() == Some(&whole.name))
            .filter_map(|record| narrative.figure(&record.name))
            .collect();
        let sum: Number = own.iter().map(|figure| &figure.value).sum();
        let slack: Number = own.iter().map(|figure| &figure.step).sum();
        let slack = &(&slack + &total.step) * &half();
        let perhaps: Vec<&Number> = form
            .figures
            .iter()
            .filter(|record| record.sometimes_in.contains(&whole.name))
            .filter_map(|record| Some(&narrative.figure(&record.name)?.value))
            .collect();
        let with_all: Number = &sum + &perhaps.iter().copied().sum::<Number>();
        let fits = |sum: &Number| (sum - &total.value).abs() <= slack;
        let holds = fits(&sum) || fits(&with_all) || perhaps.iter().any(|one| fits(&(&sum + *one)));
        let too_much = &sum - &total.value > slack;
        if own.is_empty() || holds || (own.len() < 2 && !too_much) {
            continue;
        }
        let names: Vec<&str> = own.iter().map(|figure| figure.name.as_str()).collect();
        let equation = format!("{}＝{}", whole.name, names.join("＋"));
        let problem = Problem::TextSumFails { equation, left: total.value.clone(), right: sum };
        findings.push(at(&total.said, problem));
    }
    findings
}

/// A20, A21: equations of the form profile all of whose facts the text states, and that are not
/// sums of parts.
fn balances(narrative: &Narrative, form: &Form) -> Vec<Finding> {
    let is_part = |part: &str, whole: &str| {
        form.figures.iter().any(|record| record.name == part && record.part_of.iter().any(|w| w == whole))
    };
    let mut findings = Vec::new();
    for equation in &form.equations {
        let left_names = equation.left.names();
        let Some(first) = left_names.iter().find_map(|name| narrative.figure(name)) else { continue };
        let right_names = equation.right.names();
        if right_names.iter().all(|name| is_part(name, &first.name)) {
            continue;
        }
        // Some count a figure into another: then it is not to be counted again.
        let counted_in = |name: &str| {
            form.figures.iter().any(|record| {
                record.name == *name
                    && record.sometimes_in.iter().any(|whole| right_names.iter().any(|n| *n == *whole))
            })
        };
        let value = |name: &str, without: bool| match narrative.figure(name) {
            Some(_) if without && counted_in(name) => Known::Value(Value::Number(Number::zero())),
            Some(figure) => Known::Value(Value::Number(figure.value.clone())),
            None => Known::Missing,
        };
        let left = equation.left.number(&|name: &str| value(name, false));
        let right = equation.right.number(&|name: &str| value(name, false));
        let (Ok(left), Ok(right)) = (left, right) else { continue };
        let steps =
            left_names.iter().chain(&right_names).filter_map(|name| narrative.figure(name)).map(|f| &f.step);
        let slack: Number = match equation.about {
            About::Sum => &steps.sum::<Number>() * &half(),
            About::Rate => &first.step * &half(),
        };
        let slack = if slack > equation.tolerance { slack } else { equation.tolerance.clone() };
        let other = equation.right.number(&|name: &str| value(name, true));
        let near = |right: &Number| (&left - right).abs() <= slack;
        if near(&right) || other.is_ok_and(|other| near(&other)) {
            continue;
        }
        let problem = match equation.about {
            About::Sum => Problem::TextSumFails {
                equation: format!("{}＝{}", equation.left.aloud(), equation.right.aloud()),
                left: left.round(6),
                right: right.round(6),
            },
            About::Rate => Problem::TextRateDiffers {
                what: format!("“{}”", first.name),
                said: first.said.raw.clone(),
                computed: right.percent(2),
            },
        };
        findings.push(at(&first.said, problem));
    }
    findings
}

/// A21: a share that does not follow from part and whole.
fn shares(narrative: &Narrative, form: &Form) -> Vec<Finding> {
    let mut findings = Vec::new();
    for share in &narrative.shares {
        let Some(part) = narrative.figures.get(share.part).filter(|part| !part.approximate) else { continue };
        let record = form.figures.iter().find(|record| record.name == part.name);
        let wholes = match &share.whole {
            Whole::Named(whole) => vec![whole.clone()],
            Whole::Unnamed => record.map(|record| record.part_of.clone()).unwrap_or_default(),
        };
        let figures: Vec<&Figure> = wholes.iter().filter_map(|whole| narrative.figure(whole)).collect();
        let computed: Vec<(&Figure, Number)> = figures
            .into_iter()
            .filter_map(|whole| Some((whole, part.value.divided_by(&whole.value)?)))
            .collect();
        // A share of one whole rounds like any of them.
        let near = |ratio: &Number| (ratio - &share.value).abs() <= share.step;
        if computed.iter().any(|(_, ratio)| near(ratio)) {
            continue;
        }
        let Some((whole, ratio)) = computed.first() else { continue };
        let problem = Problem::TextRateDiffers {
            what: format!("“{}”占“{}”的比重", part.name, whole.name),
            said: share.said.raw.clone(),
            computed: ratio.percent(2),
        };
        findings.push(at(&share.said, problem));
    }
    findings
}

/// A19: a figure of the text that is not the one of the form.
fn figures(narrative: &Narrative, submission: &Submission) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for figure in narrative.figures.iter().filter(|figure| !figure.approximate) {
        let Some(fact) = submission.facts.get(&figure.name) else { continue };
        let (Some(value), Some(place)) = (fact.number(), &fact.place) else { continue };
        let right = narrative.figures.iter().any(|other| {
            other.name == figure.name && agree(&other.value, value, [&other.step, &step(fact, value)])
        });
        if right || !told.insert(&figure.name) {
            continue;
        }
        let slip = |a: &Number, b: &Number| !b.is_zero() && *a == b * &Number::ten_to(HELD_EXPONENT);
        let problem = Problem::TextDiffers {
            fact: figure.name.clone(),
            said: figure.said.raw.clone(),
            cell: place.to_string(),
            table: shown(fact, value, figure.kind),
            ten_thousandfold: slip(&figure.value, value) || slip(value, &figure.value),
        };
        findings.push(at(&figure.said, problem));
    }
    findings
}

/// What a form's cell holds, with the unit in which it was read.
fn shown(fact: &Fact, value: &Number, kind: Kind) -> String {
    match kind {
        Kind::Amount => format!("{}万元", value.round(6)),
        _ => fact.raw.clone(),
    }
}

/// What one unit of the last digit of a form's cell is worth.
fn step(fact: &Fact, value: &Number) -> Number {
    let raw: String = fact.raw.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let places = raw.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let one = Number::ten_to(-i32::try_from(places).unwrap_or_default());
    let written: Option<Number> = raw.parse().ok();
    // A cell in 元 is held in 万元; one that was calculated has digits that nobody wrote.
    match written.and_then(|written| value.abs().divided_by(&written)) {
        Some(factor) if !factor.is_zero() => &one * &factor,
        _ => one,
    }
}

/// A23: something counted in the text otherwise than in the one line of the form that names it.
/// Said only where one count and one line fit each other and no others.
fn counts(narrative: &Narrative, submission: &Submission, form: &Form) -> Vec<Finding> {
    let lines: Vec<(&Line, Counted<'_>)> =
        submission.tables.values().flatten().filter_map(|line| Some((line, counted(line)?))).collect();
    let fit = |count: &Count, line: &Counted<'_>| {
        same_unit(form, &count.unit, line.unit) && names(count, &line.core)
    };
    let mut findings = Vec::new();
    for (index, (_, line)) in lines.iter().enumerate() {
        let its: Vec<&Count> = narrative.counts.iter().filter(|count| fit(count, line)).collect();
        let [count] = its.as_slice() else { continue };
        let shared = lines.iter().enumerate().any(|(other, (_, them))| other != index && fit(count, them));
        if shared || agree(&count.value, &line.value, [&count.step, &Number::zero()]) {
            continue;
        }
        let cell = line.actual.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let said = format!("{}{}", count.before, count.said.raw);
        let problem = Problem::TextCountDiffers { said, cell, table: line.actual.raw.clone() };
        findings.push(at(&count.said, problem).on(line.name.as_str()));
    }
    findings
}

/// A line of a form that counts something.
struct Counted<'a> {
    name: String,
    core: String,
    unit: &'a str,
    value: Number,
    actual: &'a Fact,
}

/// Words of an indicator's name that say what is done or that it is counted, not what is counted.
const DEEDS: &[&str] = &[
    "举办", "组织", "开展", "召开", "完成", "实施", "发放", "发表", "刊发", "印发", "编印", "新建", "建设",
    "培训", "参加", "承办", "全年", "年度",
];
/// See [`DEEDS`]; at the end of a name.
const COUNTS: &[&str] = &[
    "数量", "次数", "人数", "场次", "场数", "篇数", "个数", "人次", "户数", "件数", "期数", "项数", "批次",
    "数",
];

fn counted(line: &Line) -> Option<Counted<'_>> {
    let actual = line.cells.get(ACTUAL)?;
    let FactValue::Quantity(Reading::Quantity(quantity)) = &actual.value else { return None };
    let unit = quantity.unit.as_deref().filter(|_| quantity.operator.is_none() && !quantity.is_percent())?;
    let name = label::core(&line.levels[2]);
    let mut core = name.as_str();
    while let Some(rest) = DEEDS.iter().find_map(|word| core.strip_prefix(word)) {
        core = rest;
    }
    while let Some(rest) = COUNTS.iter().find_map(|word| core.strip_suffix(word)) {
        core = rest;
    }
    let levels: Vec<&str> =
        line.levels.iter().map(String::as_str).filter(|level| !level.is_empty()).collect();
    let levels = levels.join(" / ");
    (core.chars().count() >= 2).then(|| Counted {
        name: levels,
        core: core.to_owned(),
        unit,
        value: quantity.value(),
        actual,
    })
}

fn same_unit(form: &Form, one: &str, other: &str) -> bool {
    let both = |group: &Vec<String>| group.iter().any(|u| u == one) && group.iter().any(|u| u == other);
    one == other || form.same_units.iter().any(both)
}

/// Whether what a text counts is what the line's name says: the name's core right before the number
/// or right behind it.
fn names(count: &Count, core: &str) -> bool {
    count.before.ends_with(core) || (!count.after.is_empty() && count.after.starts_with(core))
}
