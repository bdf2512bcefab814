//! Consistency: of a submission with itself ([`lines`], [`names`], [`money`]), with what the rules give it ([`outcomes`]),
//! with other bodies ([`alike`], [`across`]) and with the year before ([`years`]). One function for
//! each kind of problem.

mod across;
mod alike;
mod lines;
mod money;
mod names;
mod outcomes;
mod telling;
mod years;

mod report;

pub use report::report;

use across::Names;
use alike::Tokens;

use crate::finding::{Finding, Problem};
use crate::formula::{Expr, Known, Value};
use crate::intake::InputFile;
use crate::intake::filed::Filed;
use crate::intake::roster::Body;
use crate::intake::submission::{FactValue, Submission};
use crate::number::{Number, Points};
use crate::previous::Previous;
use crate::rubric::Rubric;
use crate::rubric::form::{About, Equation, Form, Kind};
use crate::rubric::shape::SELF_POINTS;
use crate::score::{Scorecard, Tally};

/// Everything that is wrong with `submission` in itself.
#[must_use]
pub fn submission(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let found = SUBMISSION.iter().flat_map(|check| check(submission, rubric));
    found.map(|finding| finding.of(&submission.department)).collect()
}

/// A check of one form by itself.
type OnForm = fn(&Submission, &Rubric) -> Vec<Finding>;

/// A check of one form beside its points.
type OnCard = fn(&Submission, &Scorecard, &Rubric) -> Vec<Finding>;

/// Every check of one form by itself.
const SUBMISSION: [OnForm; 26] = [
    equations,
    money::slips,
    money::negative,
    total_lines,
    block_points,
    printed_total,
    no_lines,
    lines::level_labels,
    lines::title_labels,
    lines::standards,
    lines::costs,
    lines::weighted_twice,
    lines::low_rates,
    lines::no_self_points,
    lines::cost_signs,
    lines::late,
    lines::misread_signs,
    lines::points_as_targets,
    names::rates_as_counts,
    names::placeholders,
    names::targets_in_names,
    lines::no_actuals,
    lines::one_reason,
    lines::silence,
    lines::full_marks,
    lines::met_exactly,
];

/// Every check of one form beside its points.
const SCORED: [OnCard; 5] = [
    outcomes::own_deductions,
    outcomes::completion_rates,
    outcomes::low_targets,
    outcomes::far_off,
    outcomes::own_grade,
];

/// What shows only beside points, beside other bodies, or beside the year before.
pub struct District<'a> {
    submissions: &'a [Filed],
    names: Names,
    previous: Option<&'a Previous>,
    rubric: &'a Rubric,
}

/// What is kept of a body until it is set beside the others.
#[derive(Clone, Debug)]
pub struct Trace {
    tokens: Tokens,
    gap: Option<Number>,
}

impl<'a> District<'a> {
    /// Those who sent, those who should have, and the year before.
    #[must_use]
    pub fn of(
        submissions: &'a [Filed],
        roster: &[Body],
        previous: Option<&'a Previous>,
        rubric: &'a Rubric,
    ) -> Self {
        Self { submissions, names: Names::of(submissions, roster), previous, rubric }
    }

    /// Everything that is wrong with a body's points and texts, and what is kept of it.
    #[must_use]
    pub fn body(&self, submission: &Submission, card: &Scorecard) -> (Vec<Finding>, Trace) {
        let rubric = self.rubric;
        let mut findings: Vec<Finding> =
            SCORED.iter().flat_map(|check| check(submission, card, rubric)).collect();
        let cells = telling::cells(submission, rubric);
        findings.extend(self.names.others_named(submission, &cells, rubric));
        findings.extend(self.previous.into_iter().flat_map(|before| years::compare(card, rubric, before)));
        let findings = findings.into_iter().map(|finding| finding.of(&submission.department)).collect();
        (findings, Trace { tokens: Tokens::of(&cells, rubric), gap: outcomes::gap(card) })
    }

    /// Everything that shows only beside all bodies together. `tallies` and `traces` are in the order of
    /// what was sent; `inputs` is every file that was found.
    #[must_use]
    pub fn together(&self, tallies: &[Tally], traces: &[Trace], inputs: &[InputFile]) -> Vec<Finding> {
        let tokens: Vec<&Tokens> = traces.iter().map(|trace| &trace.tokens).collect();
        let mut findings = alike::alike(self.submissions, &tokens, self.rubric);
        let gaps = tallies.iter().zip(traces).filter_map(|(tally, trace)| Some((tally, trace.gap.as_ref()?)));
        findings.extend(across::unlike_peers(&gaps.collect::<Vec<_>>(), self.rubric));
        if let Some(previous) = self.previous {
            findings.extend(years::files(self.submissions, inputs, previous));
        }
        findings
    }
}

fn known(submission: &Submission, name: &str) -> Known {
    match submission.facts.get(name).map(|fact| &fact.value) {
        Some(FactValue::Number(number)) => Known::Value(Value::Number(number.clone())),
        _ => Known::Missing,
    }
}

/// Both sides of an equation of the form profile; `None` where figures are missing.
fn sides(submission: &Submission, equation: &Equation) -> Option<(Number, Number)> {
    let facts = |name: &str| known(submission, name);
    Some((equation.left.number(&facts).ok()?, equation.right.number(&facts).ok()?))
}

/// Whether an equation does not hold. Missing figures are no failure.
fn fails(submission: &Submission, equation: &Equation) -> bool {
    sides(submission, equation).is_some_and(|(left, right)| (&left - &right).abs() > equation.tolerance)
}

/// A04, A09: equations that do not hold, unless a mistaken unit explains it (A27).
fn equations(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for equation in rubric.form.equations.iter().filter(|equation| fails(submission, equation)) {
        let Some((left, right)) = sides(submission, equation) else { continue };
        if money::slipped(submission, equation, &rubric.form).is_some() {
            continue;
        }
        let problem = match equation.about {
            About::Sum => Problem::EquationFails {
                equation: format!("{}＝{}", equation.left.aloud(), equation.right.aloud()),
                left: left.round(6),
                right: right.round(6),
            },
            About::Rate => Problem::RateDiffers { computed: right.percent(2) },
        };
        let place = place_of(submission, &equation.left);
        let raw = equation.left.names().into_iter().next().and_then(|name| submission.facts.get(name));
        findings.push(Finding::new(problem).at(place).showing(raw.map_or("", |fact| fact.raw.as_str())));
    }
    findings
}

/// The cell of the first fact of a formula.
fn place_of(submission: &Submission, expr: &Expr) -> Option<crate::place::Place> {
    expr.names().into_iter().find_map(|name| submission.facts.get(name)?.place.clone())
}

/// A06: a block's total is 0 although one of its parts is not, and was not taken. A09: a part is more than
/// the total.
fn total_lines(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in &rubric.form.blocks {
        let Some((total, parts)) = block.lines.split_first() else {
            continue;
        };
        for column in block.columns.iter().filter(|column| column.kind == Kind::Amount) {
            let stated = |line| submission.facts.get(&Form::block_fact(line, column));
            let Some(sum) = stated(total) else { continue };
            let above = |whole: &Number| {
                parts.iter().find_map(|line| {
                    let fact = stated(line)?;
                    let own = fact.number().filter(|own| *own > whole)?;
                    let equation = format!("{}·{}≤合计行", line.name, column.name);
                    let (left, right) = (own.clone(), whole.clone());
                    Some((Problem::EquationFails { equation, left, right }, fact))
                })
            };
            let found = match &sum.value {
                FactValue::EmptyTotal(part) => Some((Problem::TotalLineEmpty { part: part.clone() }, sum)),
                FactValue::Number(whole) => above(whole),
                _ => None,
            };
            let found = found.map(|(problem, culprit)| {
                Finding::new(problem).at(culprit.place.clone()).showing(&culprit.raw)
            });
            findings.extend(found);
        }
    }
    findings
}

/// A29: points of a block that stand both beside its total line and beside a part of it.
fn block_points(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in &rubric.form.blocks {
        let Some((total, parts)) = block.lines.split_first() else { continue };
        // What was given says more than what could be had.
        let columns = block.columns.iter().filter(|column| column.kind == Kind::Points).rev();
        let twice = columns.flat_map(|column| parts.iter().map(move |part| (column, part))).find_map(
            |(column, part)| {
                let fact = |line| submission.facts.get(&Form::block_fact(line, column));
                let (whole, again) = (fact(total)?, fact(part)?);
                let (sum, own) = (whole.number()?, again.number().filter(|own| !own.is_zero())?);
                let problem = Problem::BlockPointsTwice {
                    part: part.name.clone(),
                    total: sum.clone(),
                    own: own.clone(),
                };
                Some(Finding::new(problem).at(again.place.clone()).showing(&again.raw))
            },
        );
        findings.extend(twice);
    }
    findings
}

/// A05: the printed total of self points is not the sum of the lines' self points.
fn printed_total(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &rubric.form.tables {
        let name = format!("{}.{SELF_POINTS}", table.name);
        let Some(printed) = submission.facts.get(&name) else {
            continue;
        };
        let Some(total) = printed.number() else { continue };
        let lines = submission.tables.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        let own = lines.iter().filter_map(|line| line.cells.get(SELF_POINTS)?.number());
        let elsewhere = rubric
            .system
            .indicators
            .iter()
            .filter_map(|indicator| submission.facts.get(indicator.self_points.as_ref()?)?.number());
        let sum: Number = own.chain(elsewhere).sum();
        // A form may print the total of the table alone.
        let table_sum: Number = lines.iter().filter_map(|line| line.cells.get(SELF_POINTS)?.number()).sum();
        // Or with the points that it gives itself for its budget, which the rubric may not score.
        let blocks = rubric.form.blocks.iter().flat_map(|block| &block.columns);
        let with_block = blocks
            .filter(|column| column.kind == Kind::Points)
            .filter_map(|column| submission.facts.get(&column.name)?.number())
            .any(|points| *total == &table_sum + points);
        if *total != sum && *total != table_sum && !with_block {
            let sum = Points::rounded(&sum, rubric.system.places);
            let finding = Finding::new(Problem::TotalDiffers { sum }).at(printed.place.clone());
            findings.push(finding.showing(&printed.raw));
        }
    }
    findings
}

/// S11: a form without a single line in a table that the rubric scores.
fn no_lines(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let scored =
        |name: &str| rubric.system.indicators.iter().any(|indicator| indicator.rows.as_deref() == Some(name));
    let empty = |name: &str| submission.tables.get(name).is_none_or(Vec::is_empty);
    let tables = rubric.form.tables.iter().filter(|table| scored(&table.name) && empty(&table.name));
    tables
        .map(|table| {
            Finding::new(Problem::NoIndicators { table: table.name.clone() }).at(submission.place.clone())
        })
        .collect()
}
