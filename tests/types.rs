//! The formulas of every rubric in the repository agree with what their facts are.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use jixiao::formula::{Expr, Type};
use jixiao::rubric::Rubric;
use jixiao::rubric::form::{Field, Form, Kind, ListKind};
use jixiao::rubric::shape::{ByLines, Kinship, POINTS, PRESCRIBED_POINTS, PRINTED_POINTS, Rule};

/// Marks a fact that a shape reads as words.
const WORDED: &str = "（词）";

fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::Amount => Type::Amount,
        Kind::Number => Type::Count,
        Kind::Ratio => Type::Ratio,
        Kind::Points => Type::Points,
        Kind::YesNo => Type::YesNo,
        Kind::Text => Type::Text,
        Kind::Date => Type::Date,
        Kind::Quantity => Type::Mixed,
    }
}

fn types(form: &Form) -> BTreeMap<String, Type> {
    let mut types: BTreeMap<String, Type> =
        [POINTS, PRESCRIBED_POINTS, PRINTED_POINTS].map(|name| (name.to_owned(), Type::Points)).into();
    let mut add = |name: String, field: &Field| types.insert(name, type_of(field.kind));
    for field in &form.fields {
        add(field.name.clone(), field);
    }
    for block in &form.blocks {
        for line in &block.lines {
            for column in &block.columns {
                add(Form::block_fact(line, column), column);
            }
        }
    }
    for table in &form.tables {
        for column in &table.columns {
            // A line's own rule names its columns alone.
            add(column.name.clone(), column);
            add(format!("{}.{}", table.name, column.name), column);
        }
    }
    for list in form.lists.iter().filter(|list| list.kind != ListKind::Roster) {
        for column in &list.columns {
            add(column.name.clone(), column);
        }
    }
    for table in &form.tables {
        for column in &table.columns {
            types.insert(format!("{}[{}]", table.name, column.name), type_of(column.kind).list());
        }
    }
    types
}

/// Every formula of the rubric: shapes, their waits, conditions, what is told, equations. A shape
/// that deals with 不适用 itself compares its facts with that word.
fn formulas(rubric: &Rubric) -> Vec<(String, Expr)> {
    let mut formulas = Vec::new();
    for indicator in &rubric.system.indicators {
        let mut add = |expr: Expr| formulas.push((indicator.code.clone(), expr));
        for rule in std::iter::once(&indicator.rule).chain(&indicator.fallback) {
            if let Some(shape) = rule.shape() {
                let worded: Vec<String> =
                    shape.reads_not_applicable().into_iter().map(str::to_owned).collect();
                add(shape.formula().substitute(&|name| {
                    worded.iter().any(|fact| fact == name).then(|| Expr::name(format!("{name}{WORDED}")))
                }));
                shape.waits().into_iter().for_each(|wait| add(wait.condition));
            }
            if let Rule::ByTarget(by_target) = rule {
                for kinship in [Kinship::AtLeast, Kinship::Equal, Kinship::AtMost, Kinship::Tier(0)] {
                    add(by_target.shape_for(kinship, 2, true).unwrap().formula());
                }
            }
        }
        indicator.applies.iter().for_each(|applies| add(applies.clone()));
        indicator.told.iter().for_each(|told| add(told.value.clone()));
    }
    for equation in &rubric.form.equations {
        let (left, right) = (equation.left.clone().into(), equation.right.clone().into());
        formulas
            .push(("equation".to_owned(), Expr::Binary(jixiao::formula::Operator::Subtract, left, right)));
    }
    formulas
}

#[test]
fn shipped_rubrics_are_sound() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics");
    let mut checked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let rubric = Rubric::load(&entry.unwrap().path()).unwrap();
        let types = types(&rubric.form);
        for (code, formula) in formulas(&rubric) {
            let formula = rubric.system.expanded(&formula);
            let of = |name: &str| match name.strip_suffix(WORDED) {
                Some(fact) => types.get(fact).map(|_| Type::Text),
                None => types.get(name).cloned(),
            };
            for name in formula.names() {
                assert!(of(name).is_some(), "{code} {name}");
            }
            let found = formula.check(&of);
            assert!(found.is_ok(), "{code} {formula}: {found:?}");
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}
