//! What all bodies state of a fact, for rules that compare a body with the others.
//!
//! Gathered before anyone is scored; sorted, so that the order in which bodies came is nowhere.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::bindings::Bindings;
use super::body::Body;
use crate::formula::Expr;
use crate::intake::filed::Filed;
use crate::intake::submission::Submission;
use crate::number::{Number, Points};
use crate::rubric::shape::{ALL_BODIES, SAME_GROUP};
use crate::rubric::{Rubric, table_column};

/// A body's group and what it states of each fact that is compared.
type Stated = (Option<String>, Vec<Option<Number>>);

/// The values of the facts that rules compare, by fact and group.
#[derive(Clone, Debug, Default)]
pub struct Peers {
    values: BTreeMap<String, Vec<(Option<String>, Number)>>,
}

impl Peers {
    /// What `submissions` state of every fact that a rule of `rubric` compares. Bodies without the
    /// fact are left out.
    #[must_use]
    pub fn of(submissions: &[Filed], rubric: &Rubric) -> Self {
        Self::among(submissions, |filed| Cow::Owned(filed.open()), rubric)
    }

    /// [`Peers::of`] bodies that need not be opened.
    pub(super) fn of_open(submissions: &[Submission], rubric: &Rubric) -> Self {
        Self::among(submissions, Cow::Borrowed, rubric)
    }

    fn among<'a, T: Sync>(
        bodies: &'a [T],
        open: impl Fn(&'a T) -> Cow<'a, Submission> + Sync,
        rubric: &Rubric,
    ) -> Self {
        let none = Self::default();
        let system = &rubric.system;
        let compared: BTreeSet<String> = system
            .formulas()
            .iter()
            .flat_map(|formula| formula.names().into_iter().map(str::to_owned).collect::<Vec<_>>())
            .filter_map(|name| {
                let (table, column) = table_column(&name)?;
                (table == ALL_BODIES || table == SAME_GROUP).then(|| column.to_owned())
            })
            .collect();
        if compared.is_empty() {
            return none;
        }
        let formulas: Vec<Expr> = compared.iter().map(|name| system.expanded(&Expr::name(name))).collect();
        let stated = |body: &'a T| -> Stated {
            let submission = open(body);
            let body = Body { submission: &submission, system, peers: &none };
            let number =
                |formula| Expr::number(formula, &Bindings::of(&body, formula.names(), &Points::zero())).ok();
            (submission.group.clone(), formulas.iter().map(number).collect())
        };
        let stated: Vec<Stated> = bodies.par_iter().map(stated).collect();
        let values = |(column, name): (usize, &String)| {
            let of_body = |(group, stated): &Stated| Some((group.clone(), stated[column].clone()?));
            let mut values: Vec<_> = stated.iter().filter_map(of_body).collect();
            values.sort();
            (name.clone(), values)
        };
        Self { values: compared.iter().enumerate().map(values).collect() }
    }

    /// The list that `全体[column]` or `同组[column]` stands for, for a body of `group`.
    pub(super) fn list(&self, table: &str, column: &str, group: Option<&str>) -> Option<Vec<Number>> {
        let everyone = table == ALL_BODIES;
        if !everyone && table != SAME_GROUP {
            return None;
        }
        let values = self.values.get(column)?.iter();
        let of_it = values.filter(|(of, _)| everyone || of.as_deref() == group);
        let list: Vec<Number> = of_it.map(|(_, number)| number.clone()).collect();
        (!list.is_empty()).then_some(list)
    }
}
