//! A27: amounts of one form of which one was stated in 元 and the other in 万元.

use std::sync::Arc;

use crate::finding::{Finding, Problem};
use crate::formula::{Known, Value};
use crate::intake::submission::{Fact, Submission};
use crate::number::Number;
use crate::rubric::Rubric;
use crate::rubric::form::{EXECUTED, Equation, Form, HELD_EXPONENT, Kind};

/// Budget and expenditure of one line are alike up to this factor, but for the slip.
const ALIKE_FACTOR: i64 = 2;

/// A27: amounts that would make an equation hold, or be of one size with the others of their line,
/// if they were stated in the other unit.
pub(super) fn slips(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let failing = rubric.form.equations.iter().filter(|equation| super::fails(submission, equation));
    let mut findings: Vec<Finding> =
        failing.filter_map(|equation| slipped(submission, equation, &rubric.form)).collect();
    findings.dedup();
    for finding in block_amounts(submission, rubric) {
        if findings.iter().all(|told| told.place != finding.place) {
            findings.push(finding);
        }
    }
    findings
}

/// Amounts of one line of a block: what was budgeted and what was spent are of one size.
fn block_amounts(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in &rubric.form.blocks {
        let columns: Vec<_> = block.columns.iter().filter(|column| column.kind == Kind::Amount).collect();
        for line in &block.lines {
            let amounts: Vec<(String, &Arc<Fact>)> = columns
                .iter()
                .map(|column| Form::block_fact(line, column))
                .filter_map(|name| submission.facts.get(&name).map(|fact| (name, fact)))
                .collect();
            // One slip makes a pair with every other column: the first pair says it.
            let mut pairs = amounts
                .iter()
                .enumerate()
                .flat_map(|(at, one)| amounts[at + 1..].iter().map(move |two| (one, two)));
            let slipped = pairs.find(|((_, one), (_, two))| {
                one.number().zip(two.number()).is_some_and(|(one, two)| is_slip(one, two))
            });
            let Some((one, two)) = slipped else { continue };
            // The larger of the two was more likely meant in 元.
            let ((what, fact), (other, _)) =
                if two.1.number() > one.1.number() { (two, one) } else { (one, two) };
            let problem = Problem::TenThousandfold { what: what.clone(), other: format!("“{other}”") };
            findings.push(Finding::new(problem).at(fact.place.clone()).showing(&fact.raw));
        }
    }
    findings
}

/// Whether one amount is about ten thousand times the other.
fn is_slip(one: &Number, two: &Number) -> bool {
    let rate = one.abs().divided_by(&two.abs());
    let Some(rate) = rate.filter(|rate| !rate.is_zero()) else { return false };
    let alike = Number::from(ALIKE_FACTOR);
    [HELD_EXPONENT, -HELD_EXPONENT].iter().any(|exponent| {
        let slip = &rate * &Number::ten_to(*exponent);
        slip <= alike && &slip * &alike >= Number::one()
    })
}

/// The amount that makes an equation hold if its unit was mistaken.
pub(super) fn slipped(submission: &Submission, equation: &Equation, form: &Form) -> Option<Finding> {
    let mut names: Vec<&str> = equation.left.names().into_iter().collect();
    names.extend(equation.right.names());
    names.into_iter().find_map(|name| {
        let fact = submission.facts.get(name).filter(|_| form.kind_of(name) == Some(Kind::Amount))?;
        let stated = fact.number().filter(|number| !number.is_zero())?;
        [HELD_EXPONENT, -HELD_EXPONENT].into_iter().find_map(|exponent| {
            let meant = stated * &Number::ten_to(exponent);
            let facts = |asked: &str| {
                if asked == name {
                    Known::Value(Value::Number(meant.clone()))
                } else {
                    super::known(submission, asked)
                }
            };
            let (left, right) = (equation.left.number(&facts).ok()?, equation.right.number(&facts).ok()?);
            let holds = (&left - &right).abs() <= equation.tolerance && !left.is_zero();
            let problem =
                || Problem::TenThousandfold { what: name.to_owned(), other: "表内其他金额".to_owned() };
            holds.then(|| Finding::new(problem()).at(fact.place.clone()).showing(&fact.raw))
        })
    })
}

/// A30: less than nothing was spent.
pub(super) fn negative(submission: &Submission, _: &Rubric) -> Vec<Finding> {
    let spent = submission.facts.iter().filter(|(name, _)| name.ends_with(EXECUTED));
    let below = spent.filter(|(_, fact)| fact.number().is_some_and(Number::is_negative));
    let found = below.map(|(name, fact)| {
        let problem = Problem::NegativeSpending { what: name.replace('.', "·") };
        Finding::new(problem).at(fact.place.clone()).showing(&fact.raw)
    });
    found.collect()
}
