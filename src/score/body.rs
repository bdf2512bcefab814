//! One body with everything its scoring may look at.

use std::sync::Arc;

use super::peers::Peers;
use crate::formula::{Expr, Value};
use crate::intake::submission::{Fact, FactValue, Submission};
use crate::number::Number;
use crate::quantity::Reading;
use crate::rubric::System;
use crate::rubric::table_column;

/// A body's submission, the system it is scored by, and what the others state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body<'a> {
    pub(super) submission: &'a Submission,
    pub(super) system: &'a System,
    pub(super) peers: &'a Peers,
}

impl Body<'_> {
    /// A formula with the rubric's derived facts put in.
    pub(super) fn expanded(&self, formula: &Expr) -> Expr {
        self.system.expanded(formula)
    }

    /// Whether the body declares of any fact that it does not apply.
    pub(super) fn declares_any(&self) -> bool {
        self.submission.facts.values().any(|fact| fact.value == FactValue::NotApplicable)
    }

    /// What a name stands for: a fact, a column of the body's own table, or what all bodies state.
    pub(super) fn fact(&self, name: &str) -> (Arc<Fact>, Option<Value>) {
        if let Some(fact) = self.submission.facts.get(name) {
            let used = match &fact.value {
                FactValue::Number(number) => Some(Value::Number(number.clone())),
                FactValue::Text(text) => Some(Value::Text(text.clone())),
                FactValue::Date(day) => Some(Value::Date(*day)),
                _ => None,
            };
            return (fact.clone(), used);
        }
        let list = table_column(name).and_then(|(table, column)| {
            let group = self.submission.group.as_deref();
            self.peers.list(table, column, group).or_else(|| self.column(table, column))
        });
        match list {
            Some(list) => (Arc::new(stated(&list)), Some(Value::List(list))),
            None => (Arc::new(Fact::missing()), None),
        }
    }

    /// The numbers in a column of the body's own table; none where one of its lines has none.
    fn column(&self, table: &str, column: &str) -> Option<Vec<Number>> {
        let lines = self.submission.tables.get(table).filter(|lines| !lines.is_empty())?;
        let number = |fact: &Arc<Fact>| match &fact.value {
            FactValue::Number(number) => Some(number.clone()),
            FactValue::Quantity(Reading::Quantity(quantity)) => Some(quantity.value()),
            _ => None,
        };
        lines.iter().map(|line| number(line.cells.get(column)?)).collect()
    }
}

/// The longest list that an explanation shows in full; what a thousand bodies state is not written
/// down a thousand times.
pub const SHOWN_LIST: usize = 12;

/// A list as an explanation shows it: all of it while it is short, else how long it is.
pub(super) fn stated(list: &[Number]) -> Fact {
    let all = || list.iter().map(Number::plain).collect::<Vec<_>>().join("、");
    let raw = match (list.iter().min(), list.iter().max()) {
        (Some(least), Some(most)) if list.len() > SHOWN_LIST => {
            format!("共 {} 个，最小 {least}，最大 {most}", list.len())
        }
        _ => all(),
    };
    Fact::new(raw.clone(), FactValue::Text(raw), None)
}
