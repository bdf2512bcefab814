//! Names: what nothing supplies, what nothing goes by, and derived facts that go by themselves.

use std::collections::BTreeSet;

use super::super::form::{Field, Kind, ListKind};
use super::super::shape::{ALL_BODIES, POINTS, SAME_GROUP};
use super::super::{Indicator, Rubric, table_column};
use super::typed::line_formulas;
use super::{Fault, Record, Wrong, every_rule, nearest};
use crate::formula::Expr;

/// Facts that the ranking shows whatever the rules are.
const SHOWN: [&str; 3] = ["年初预算数", "全年预算数", "全年执行数"];

fn names_in(formula: &Expr) -> impl Iterator<Item = String> {
    formula.names().into_iter().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The names that an indicator goes by, besides the columns of its lines.
fn names_of(indicator: &Indicator) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for shape in every_rule(indicator).into_iter().filter_map(|(rule, _)| rule.shape()) {
        names.extend(names_in(&shape.formula()));
        names.extend(shape.waits().iter().flat_map(|wait| names_in(&wait.condition)));
    }
    let formulas = indicator.applies.iter().chain(indicator.told.iter().map(|told| &told.value));
    names.extend(formulas.flat_map(names_in));
    let single = [
        &indicator.printed_points,
        &indicator.self_points,
        &indicator.review_points,
        &indicator.review_reason,
    ];
    names.extend(single.into_iter().flatten().cloned());
    names.remove(POINTS);
    names
}

/// Every record with the names it goes by; those of derived facts with how many stand before them.
fn users(rubric: &Rubric) -> Vec<(Record, BTreeSet<String>)> {
    let system = &rubric.system;
    let limits = system.limits.iter();
    let mut users: Vec<(Record, BTreeSet<String>)> =
        limits.map(|limit| (Record::Limit(limit.name.clone()), names_in(&limit.when).collect())).collect();
    let equations = rubric.form.equations.iter().enumerate();
    users.extend(equations.map(|(index, equation)| {
        (Record::Equation(index), names_in(&equation.left).chain(names_in(&equation.right)).collect())
    }));
    users.extend(system.indicators.iter().map(|i| (Record::of(i), names_of(i))));
    users.extend(system.facts.iter().map(|f| (Record::Fact(f.name.clone()), names_in(&f.value).collect())));
    users
}

impl Rubric {
    /// Every name that a rule, a condition, a limit, a derived fact or an equation goes by, and the
    /// facts that are meant where other bodies' are.
    #[must_use]
    pub fn names_used(&self) -> BTreeSet<String> {
        let mut used: BTreeSet<String> = BTreeSet::new();
        for (_, names) in users(self) {
            let columns = names.iter().filter_map(|name| table_column(name));
            used.extend(columns.map(|(_, column)| column.to_owned()));
            used.extend(names);
        }
        used
    }
}

/// The name that was probably meant.
fn meant(rubric: &Rubric, name: &str) -> Option<String> {
    let mut known = rubric.form.fact_names();
    known.extend(rubric.system.facts.iter().map(|fact| fact.name.clone()));
    match table_column(name) {
        Some((table @ (ALL_BODIES | SAME_GROUP), column)) => {
            let near = nearest(column, known.iter().map(String::as_str))?;
            Some(format!("{table}[{near}]"))
        }
        Some(_) => {
            let columns = rubric.form.tables.iter().flat_map(|table| {
                table.columns.iter().map(|column| format!("{}[{}]", table.name, column.name))
            });
            let columns: Vec<String> = columns.collect();
            nearest(name, columns.iter().map(String::as_str))
        }
        None => nearest(name, known.iter().map(String::as_str)),
    }
}

pub(super) fn unknown(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, names) in users(rubric) {
        for fact in names.into_iter().filter(|name| rubric.type_of(name).is_none()) {
            let near = meant(rubric, &fact);
            faults.push(Fault { wrong: Wrong::UnknownFact { fact, near }, place: place.clone() });
        }
    }
    for indicator in &rubric.system.indicators {
        // A table that is not there has its own fault.
        let Some(rows) = indicator
            .rows
            .as_ref()
            .filter(|rows| rubric.form.tables.iter().any(|table| table.name == **rows))
        else {
            continue;
        };
        let names: BTreeSet<String> = line_formulas(indicator).iter().flat_map(names_in).collect();
        for fact in names.into_iter().filter(|name| rubric.type_in_line(rows, name).is_none()) {
            let wrong = Wrong::UnknownFact { fact: format!("{rows}.{fact}"), near: None };
            faults.push(Fault { wrong, place: Record::of(indicator) });
        }
    }
    faults
}

pub(super) fn not_yet_known(rubric: &Rubric) -> Vec<Fault> {
    let derived = &rubric.system.facts;
    let mut faults = Vec::new();
    for (index, fact) in derived.iter().enumerate() {
        let place = || Record::Fact(fact.name.clone());
        for name in names_in(&fact.value) {
            let inner = table_column(&name).map_or(name.as_str(), |(_, column)| column);
            if derived[index..].iter().any(|later| later.name == inner)
                && rubric.form.kind_of(inner).is_none()
            {
                let wrong = Wrong::NotYetKnown { fact: inner.to_owned() };
                faults.push(Fault { wrong, place: place() });
            }
        }
    }
    faults
}

pub(super) fn names_taken(rubric: &Rubric) -> Vec<Fault> {
    let derived = rubric.system.facts.iter().map(|fact| &fact.name);
    derived
        .filter(|name| *name == POINTS || rubric.form.kind_of(name).is_some())
        .map(|name| Fault {
            wrong: Wrong::NameTaken { fact: name.clone() },
            place: Record::Fact(name.clone()),
        })
        .collect()
}

pub(super) fn unused(rubric: &Rubric) -> Vec<Fault> {
    let form = &rubric.form;
    let used = rubric.names_used();
    let own: Vec<&String> = form
        .department
        .iter()
        .chain(&form.project)
        .chain(&form.date)
        .chain(&form.year)
        .chain(&form.self_total)
        .collect();
    // Words say who and what a body is; what is asked for to be scored is a figure or an answer.
    let idle = |field: &&Field| {
        field.kind != Kind::Text
            && !used.contains(&field.name)
            && !own.contains(&&field.name)
            && !SHOWN.contains(&field.name.as_str())
    };
    let lists = form.lists.iter().filter(|list| list.kind == ListKind::Bureau);
    let holders = lists.map(|list| (list.name.as_str(), &list.columns)).chain([("表头", &form.fields)]);
    let mut faults = Vec::new();
    for (holder, fields) in holders {
        faults.extend(fields.iter().filter(idle).map(|field| {
            let place = Record::FormFact { holder: holder.to_owned(), fact: field.name.clone() };
            Fault { wrong: Wrong::UnusedFact, place }
        }));
    }
    let derived = rubric.system.facts.iter().filter(|fact| !used.contains(&fact.name));
    faults
        .extend(derived.map(|f| Fault { wrong: Wrong::UnusedDerived, place: Record::Fact(f.name.clone()) }));
    faults
}
