//! What a rubric wants of a form: the facts that scoring goes by and that no list of the bureau holds.

use std::collections::{BTreeMap, BTreeSet};

use super::form::ListKind;
use super::shape::{ACTUAL, ALL_BODIES, POINTS, PROJECTS, SAME_GROUP, SELF_POINTS, TARGET};
use super::{Indicator, Rubric, table_column};
use crate::formula::Expr;

impl Rubric {
    /// The facts that a body's form has to supply for scoring, and columns of its tables as
    /// `table.column`, each with the codes of the indicators that want it; the project's name and
    /// the facts of limits have none. Of rules that stand in for one another the facts of all of
    /// them are named.
    #[must_use]
    pub fn wanted(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for limit in &self.system.limits {
            for name in self.own_names(&limit.when) {
                wanted.entry(name).or_default();
            }
        }
        for indicator in &self.system.indicators {
            let mut names = self.of_lines(indicator);
            names.extend(indicator.formulas().iter().flat_map(|formula| self.own_names(formula)));
            names.extend(indicator.printed_points.iter().cloned());
            for name in names {
                wanted.entry(name).or_default().insert(indicator.code.clone());
            }
        }
        wanted.remove(POINTS);
        let form = &self.form;
        let lists = form.lists.iter().filter(|list| list.kind != ListKind::Roster);
        let held: BTreeSet<&String> = lists.flat_map(|list| &list.columns).map(|c| &c.name).collect();
        wanted.retain(|name, _| form.kind_of(name).is_some() && !held.contains(name));
        if let Some(project) = &form.project {
            wanted.entry(project.clone()).or_default();
        }
        wanted
    }

    /// The names by which a body's own form supplies what a formula goes by.
    fn own_names(&self, formula: &Expr) -> Vec<String> {
        let formula = self.system.expanded(formula);
        formula.names().into_iter().filter_map(own_name).collect()
    }

    /// The columns without which the lines of an indicator cannot be scored.
    fn of_lines(&self, indicator: &Indicator) -> Vec<String> {
        let table =
            indicator.rows.as_ref().and_then(|rows| self.form.tables.iter().find(|t| t.name == *rows));
        let Some(table) = table else { return Vec::new() };
        let usual = [TARGET, ACTUAL, POINTS, SELF_POINTS].map(str::to_owned);
        let columns = usual.iter().chain(&table.needs).chain([&table.title]);
        columns.map(|column| format!("{}.{column}", table.name)).collect()
    }
}

/// The name by which a body's own form supplies what a formula names.
fn own_name(name: &str) -> Option<String> {
    match table_column(name) {
        Some((PROJECTS, _)) => None,
        Some((ALL_BODIES | SAME_GROUP, fact)) => Some(fact.to_owned()),
        Some((table, column)) => Some(format!("{table}.{column}")),
        None => Some(name.to_owned()),
    }
}
