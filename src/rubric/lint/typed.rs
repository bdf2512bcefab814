//! Formulas against what their facts mean.

use super::super::shape::{Kinship, Manual, Rule, Shape};
use super::super::{Indicator, Rubric};
use super::{Fault, Record, Wrong, every_rule};
use crate::formula::{Expr, Operand, Operator, Type, TypeError};

/// The formulas of an indicator's lines, one for each way in which a line relates to its target.
pub(super) fn line_formulas(indicator: &Indicator) -> Vec<Expr> {
    let Some(rule) = indicator.rule.by_lines() else { return Vec::new() };
    let shapes = Kinship::all().filter_map(|kinship| rule.shape_for(kinship, 2, true));
    shapes.map(|shape| shape.formula()).collect()
}

/// A formula of the rubric, and whether it is a condition.
struct Checked {
    place: Record,
    formula: Expr,
    condition: bool,
    /// The table whose line the formula is about.
    table: Option<String>,
    /// Answers that the formula takes as words, because one of them may be 不适用.
    worded: Vec<String>,
}

fn checked(rubric: &Rubric) -> Vec<Checked> {
    let of = |place: Record, formula: &Expr, condition: bool| Checked {
        place,
        formula: formula.clone(),
        condition,
        table: None,
        worded: Vec::new(),
    };
    let of_shape = |place: Record, shape: &dyn Shape, formula: &Expr, condition: bool| Checked {
        worded: shape.reads_not_applicable().into_iter().map(str::to_owned).collect(),
        ..of(place, formula, condition)
    };
    let system = &rubric.system;
    let mut all: Vec<Checked> =
        system.facts.iter().map(|fact| of(Record::Fact(fact.name.clone()), &fact.value, false)).collect();
    all.extend(system.limits.iter().map(|l| of(Record::Limit(l.name.clone()), &l.when, true)));
    for indicator in &system.indicators {
        let place = || Record::of(indicator);
        for rule in indicator.rules() {
            // A free formula is held between bounds of 分值, which would only blur what is wrong.
            let Some(shape) = rule.shape() else { continue };
            let formula = match rule {
                Rule::Formula(free) => free.points.clone(),
                _ => shape.formula(),
            };
            all.push(of_shape(place(), shape, &formula, false));
        }
        for shape in every_rule(indicator).into_iter().filter_map(|(rule, _)| rule.shape()) {
            let waits = shape.waits();
            all.extend(waits.iter().map(|wait| of_shape(place(), shape, &wait.condition, true)));
        }
        all.extend(
            line_formulas(indicator)
                .iter()
                .map(|formula| Checked { table: indicator.rows.clone(), ..of(place(), formula, false) }),
        );
        all.extend(indicator.applies.iter().map(|applies| of(place(), applies, true)));
        all.extend(indicator.told.iter().map(|told| of(place(), &told.value, false)));
    }
    for (index, equation) in rubric.form.equations.iter().enumerate() {
        let (left, right) = (Box::new(equation.left.clone()), Box::new(equation.right.clone()));
        let difference = Expr::Binary(Operator::Subtract, left, right);
        all.push(of(Record::Equation(index), &difference, false));
    }
    all
}

pub(super) fn formulas(rubric: &Rubric) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for Checked { place, formula, condition, table, worded } in checked(rubric) {
        let types = |name: &str| match &table {
            _ if worded.iter().any(|known| known == name) => Some(Type::Text),
            Some(table) => rubric.type_in_line(table, name),
            None => rubric.type_of(name),
        };
        let mut errors = match formula.check(&types) {
            Err(errors) => errors,
            Ok(Type::Truth | Type::Mixed) => continue,
            Ok(kind) if condition => {
                vec![TypeError::NotACondition(Operand { written: formula.to_string(), kind })]
            }
            Ok(_) => continue,
        };
        // The conditions of a rule repeat what is wrong with its formula.
        errors.retain(|error| {
            !faults.iter().any(|fault| {
                fault.place == place
                    && matches!(&fault.wrong, Wrong::Types { error: told, .. } if told == error)
            })
        });
        let formula = formula.to_string();
        faults.extend(errors.into_iter().map(|error| Fault {
            wrong: Wrong::Types { formula: formula.clone(), error },
            place: place.clone(),
        }));
    }
    faults
}

/// The formula of a rule that gives the points as the rubric writes them.
fn result_of(rule: &Rule) -> Option<&Expr> {
    match rule {
        Rule::Formula(free) => Some(&free.points),
        Rule::Manual(Manual { fact }) => Some(fact),
        _ => None,
    }
}

pub(super) fn results(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for indicator in &rubric.system.indicators {
        for formula in every_rule(indicator).into_iter().filter_map(|(rule, _)| result_of(rule)) {
            let Ok(found) = formula.check(&|name| rubric.type_of(name)) else { continue };
            // Points may be counted out one by one.
            if !matches!(found, Type::Points | Type::Free | Type::Mixed | Type::Count | Type::Days) {
                let wrong = Wrong::ResultType { formula: formula.to_string(), found, wanted: Type::Points };
                faults.push(Fault { wrong, place: Record::of(indicator) });
            }
        }
    }
    faults
}
