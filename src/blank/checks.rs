//! The form's own checks, on a sheet of their own: what is missing, what does not agree. They are
//! formulas, so whoever fills the form in sees them at once; the program checks again when it reads.

use super::compute::{Live, Values};
use super::page::{Lines, Shown};
use super::words;
use crate::number::Number;
use crate::place::column_name;
use crate::rubric::Rubric;
use crate::rubric::form::{About, Form, HELD_EXPONENT, Kind, Line};
use crate::rubric::shape::{POINTS, SELF_POINTS};

/// How far sums of points may be apart: less than any form prints.
const POINTS_TOLERANCE: &str = "0.005";
/// Places of a difference that is told.
const GAP_PLACES: i32 = 4;

/// Columns of the sheet: number, form, what is checked, verdict, how many are missing.
pub(super) const WIDTHS: [f64; 5] = [8.0, 12.0, 70.0, 26.0, 12.0];
pub(super) const HEADERS: [&str; 5] = ["序号", "工作表", "检查内容", "结果", "未填处数"];
const VERDICT: u16 = 3;
const MISSING: u16 = 4;
/// The first row of checks: below title and header.
pub(super) const FIRST_ROW: u32 = 2;

/// The checks of one page, in rows that follow one another.
pub(super) struct Checks {
    first: u32,
    missing: Live,
    count: Option<usize>,
    pub(super) each: Vec<Check>,
}

/// One check.
pub(super) struct Check {
    pub(super) what: String,
    pub(super) verdict: Live,
}

impl Checks {
    /// The checks of a page, from row `first` of their sheet on.
    pub(super) fn of(values: &Values<'_>, rubric: &Rubric, first: u32) -> Self {
        let missing = missing(values);
        let count = match &missing.result {
            Shown::Number(number) => number.to_i32().and_then(|count| usize::try_from(count).ok()),
            Shown::Text(_) => None,
        };
        let mut each =
            vec![Check { what: "必填项是否填全".to_owned(), verdict: verdict(first, count) }];
        each.extend(equations(values));
        each.extend(block_totals(values));
        for lines in &values.page.lines {
            each.extend(levels(values, lines));
            each.extend(full(values, lines, rubric));
            each.extend(own_points(values, lines));
        }
        Self { first, missing, count, each }
    }

    /// How many entries are missing, for the row of the first check.
    pub(super) fn missing(&self) -> &Live {
        &self.missing
    }

    /// How the whole form stands.
    pub(super) fn status(&self) -> Live {
        let last = self.first + u32::try_from(self.each.len()).unwrap_or(u32::MAX) - 1;
        let missing = cell(self.first, MISSING);
        let verdicts = format!("{}:{}", cell(self.first, VERDICT), local(last, VERDICT));
        let failing = format!("COUNTIF({verdicts},\"{}*\")", words::FAILS);
        let formula = format!(
            "IF({missing}<0,\"{}\",IF({missing}>0,\"还有\"&{missing}&\"处未填\",IF({failing}>0,\"有\"&{failing}&\"项不符，见“{}”\",\"{}\")))",
            words::UNUSED,
            words::CHECKS,
            words::PASSED,
        );
        let failed = self.each.iter().filter(|check| match &check.verdict.result {
            Shown::Text(text) => text.starts_with(words::FAILS),
            Shown::Number(_) => false,
        });
        let result = match (self.count, failed.count()) {
            (None, _) => words::UNUSED.to_owned(),
            (Some(0), 0) => words::PASSED.to_owned(),
            (Some(0), failed) => words::failing(failed),
            (Some(count), _) => words::missing(count),
        };
        Live { formula, result: Shown::Text(result) }
    }
}

/// A cell of the sheet of checks, from other sheets.
fn cell(row: u32, col: u16) -> String {
    format!("'{}'!{}", words::CHECKS, local(row, col))
}

fn local(row: u32, col: u16) -> String {
    format!("${}${}", column_name(u32::from(col)), row + 1)
}

fn text(formula: String, result: &str) -> Live {
    Live { formula, result: Shown::Text(result.to_owned()) }
}

/// How many entries are missing; below zero where a form that may be blank is.
fn missing(values: &Values<'_>) -> Live {
    let page = values.page;
    let mut terms: Vec<String> =
        page.ranges(|entry| entry.is_required).iter().map(|range| format!("COUNTBLANK({range})")).collect();
    let required = page.entries().filter(|(_, entry)| entry.is_required);
    let mut count = required.filter(|(_, entry)| !values.is_given(entry)).count();
    for lines in page.lines.iter().filter(|lines| lines.is_scored && !lines.required.is_empty()) {
        let title = page.column(lines.title, lines.own);
        let others: Vec<String> = lines.required.iter().map(|col| page.column(*col, lines.own)).collect();
        let blank: Vec<String> = others.iter().map(|range| format!("({range}=\"\")")).collect();
        let filled: Vec<String> = others.iter().map(|range| format!("({range}<>\"\")")).collect();
        terms.push(format!("(COUNTA({title})=0)"));
        terms.push(format!("SUMPRODUCT(({title}<>\"\")*({}))", blank.join("+")));
        terms.push(format!("SUMPRODUCT(({title}=\"\")*(({})>0))", filled.join("+")));
        count += missing_in(values, lines);
    }
    let sum = if terms.is_empty() { "0".to_owned() } else { terms.join("+") };
    let is_unused = page.may_be_blank && !page.entries().any(|(_, entry)| values.is_given(entry));
    let formula = if page.may_be_blank {
        let all: Vec<String> = page.ranges(|_| true).iter().map(|range| format!("COUNTA({range})")).collect();
        format!("IF({}=0,-1,{sum})", all.join("+"))
    } else {
        sum
    };
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    Live { formula, result: Shown::Number(Number::from(if is_unused { -1 } else { count })) }
}

/// What is missing in the lines that were begun, or that there is none.
fn missing_in(values: &Values<'_>, lines: &Lines) -> usize {
    let has = |row: u32, col: u16| {
        let mut cells =
            values.page.entries().filter(|(cell, _)| (cell.area.top, cell.area.left) == (row, col));
        cells.any(|(_, entry)| values.is_given(entry))
    };
    let mut count = 0;
    let mut is_begun = false;
    for row in lines.own.0..=lines.own.1 {
        let filled = lines.required.iter().filter(|col| has(row, **col)).count();
        if has(row, lines.title) {
            is_begun = true;
            count += lines.required.len() - filled;
        } else if filled > 0 {
            count += 1;
        }
    }
    count + usize::from(!is_begun)
}

fn verdict(row: u32, count: Option<usize>) -> Live {
    let missing = local(row, MISSING);
    let formula = format!(
        "IF({missing}<0,\"{}\",IF({missing}=0,\"{}\",\"还有\"&{missing}&\"处未填\"))",
        words::UNUSED,
        words::COMPLETE
    );
    let result = match count {
        None => words::UNUSED.to_owned(),
        Some(0) => words::COMPLETE.to_owned(),
        Some(count) => words::missing(count),
    };
    text(formula, &result)
}

/// A verdict on two sides, and what it is now.
fn compared(waits: &str, gap: &str, tolerance: &str, now: Option<(Number, bool)>) -> Live {
    let formula = format!(
        "IF({waits},\"{}\",IF(ABS({gap})<={tolerance},\"{}\",\"{}，相差\"&{gap}))",
        words::WAITS,
        words::HOLDS,
        words::FAILS
    );
    let result = match now {
        None => words::WAITS.to_owned(),
        Some((_, true)) => words::HOLDS.to_owned(),
        Some((gap, false)) => words::apart(&gap),
    };
    text(formula, &result)
}

/// The sums of the form profile.
fn equations(values: &Values<'_>) -> Vec<Check> {
    let sums = values.form.equations.iter().filter(|equation| equation.about == About::Sum);
    let one = |equation: &crate::rubric::form::Equation| {
        let (left, right) = (values.printed(&equation.left)?, values.printed(&equation.right)?);
        let waits = values.count(&[&equation.left, &equation.right])?;
        let facts = |name: &str| values.known(name);
        let now = equation.left.number(&facts).ok().zip(equation.right.number(&facts).ok());
        // Tolerances are in the unit in which amounts are held.
        let from_held = Number::ten_to(HELD_EXPONENT - values.form.money_unit.exponent());
        let tolerance = &equation.tolerance * &from_held;
        let now = now.map(|(left, right)| {
            let gap = (&left - &right).round(GAP_PLACES);
            let holds = gap.abs() <= tolerance;
            (gap, holds)
        });
        let gap = format!("ROUND(({left})-({right}),{GAP_PLACES})");
        Some(Check {
            what: format!("{}＝{}", equation.left.aloud(), equation.right.aloud()),
            verdict: compared(&waits, &gap, &tolerance.plain(), now),
        })
    };
    sums.filter_map(one).collect()
}

/// A block's total line beside its parts, as far as these are stated.
fn block_totals(values: &Values<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for block in values.form.blocks.iter().filter(|block| block.table.is_none()) {
        let printed: Vec<&Line> = block.printed_lines().collect();
        let Some((total, parts)) = printed.split_first().filter(|(_, parts)| !parts.is_empty()) else {
            continue;
        };
        for column in block.columns.iter().filter(|column| column.kind == Kind::Amount) {
            let names: Vec<String> = parts.iter().map(|line| Form::block_fact(line, column)).collect();
            let cells: Option<Vec<String>> = names.iter().map(|name| values.page.address(name)).collect();
            let whole = Form::block_fact(total, column);
            let (Some(cells), Some(sum)) = (cells, values.page.address(&whole)) else { continue };
            let cells = cells.join(",");
            let stated: Vec<Number> = names.iter().filter_map(|name| values.number(name)).collect();
            let now = values.number(&whole).filter(|_| !stated.is_empty()).map(|whole| {
                let gap = (&whole - &stated.iter().sum()).round(GAP_PLACES);
                let holds = gap.abs() <= Number::ten_to(-2);
                (gap, holds)
            });
            let waits = format!("OR(COUNT({cells})=0,COUNT({sum})=0)");
            let gap = format!("ROUND({sum}-SUM({cells}),{GAP_PLACES})");
            let whole_name = total.labels.first().cloned().unwrap_or_default();
            checks.push(Check {
                what: format!("{whole_name}的{}＝其下各行之和（分列的）", column.name),
                verdict: compared(&waits, &gap, "0.01", now),
            });
        }
    }
    checks
}

/// The points of each level's lines.
fn levels(values: &Values<'_>, lines: &Lines) -> Vec<Check> {
    let Some(&col) = lines.columns.get(POINTS) else { return Vec::new() };
    let one = |(name, rows, points): &(String, (u32, u32), Number)| {
        let range = values.page.column(col, *rows);
        let stated = values.numbers_in(col, *rows);
        let now = (!stated.is_empty()).then(|| {
            let gap = (&stated.iter().sum::<Number>() - points).round(GAP_PLACES);
            let holds = gap.is_zero();
            (gap, holds)
        });
        let gap = format!("ROUND(SUM({range})-{},{GAP_PLACES})", points.plain());
        Check {
            what: format!("“{name}”各行分值合计＝{}分", points.plain()),
            verdict: compared(&format!("COUNT({range})=0"), &gap, POINTS_TOLERANCE, now),
        }
    };
    lines.levels.iter().map(one).collect()
}

/// The points of all lines and of what is printed beside them, where these are the whole form's.
fn full(values: &Values<'_>, lines: &Lines, rubric: &Rubric) -> Option<Check> {
    let indicators = &rubric.system.indicators;
    let is_printed = indicators
        .iter()
        .filter(|indicator| !indicator.points.number().is_zero())
        .all(|i| i.printed_points.is_some() || (i.scores_lines() && i.rows.as_ref() == Some(&lines.table)));
    let total = values.page.address(&format!("{}.{POINTS}", lines.table)).filter(|_| is_printed)?;
    let full = &rubric.system.full_points;
    let stated = values.numbers_in(*lines.columns.get(POINTS)?, lines.all);
    let printed: Vec<Number> =
        indicators.iter().filter_map(|i| values.number(i.printed_points.as_ref()?)).collect();
    let now = (!stated.is_empty()).then(|| {
        let gap = (&stated.iter().chain(&printed).sum::<Number>() - full).round(GAP_PLACES);
        let holds = gap.is_zero();
        (gap, holds)
    });
    let gap = format!("ROUND({total}-{},{GAP_PLACES})", full.plain());
    Some(Check {
        what: format!("分值合计＝{}分", full.plain()),
        verdict: compared(&format!("COUNT({total})=0"), &gap, POINTS_TOLERANCE, now),
    })
}

/// No line gives itself more than it can earn.
fn own_points(values: &Values<'_>, lines: &Lines) -> Option<Check> {
    let (points, own) = (*lines.columns.get(POINTS)?, *lines.columns.get(SELF_POINTS)?);
    let (max, given) = (values.page.column(points, lines.all), values.page.column(own, lines.all));
    let above = format!("SUMPRODUCT(ISNUMBER({given})*ISNUMBER({max})*({given}>{max}))");
    let formula = format!(
        "IF(COUNT({given})=0,\"{}\",IF({above}>0,\"{}，有\"&{above}&\"行\",\"{}\"))",
        words::WAITS,
        words::FAILS,
        words::HOLDS
    );
    Some(Check {
        what: format!("各行{SELF_POINTS}不高于{POINTS}"), verdict: text(formula, words::WAITS)
    })
}
