//! The names of a formula bound to what a body states.

use super::body::Body;
use super::scorecard::Input;
use crate::finding::Problem;
use crate::formula::{Facts, Known, Stop, Value};
use crate::intake::submission::{FactValue, Submission};
use crate::number::Points;
use crate::place::Place;
use crate::rubric::shape::{NOT_APPLICABLE, POINTS, Rule, Shape};

/// Names of a formula with their values for one body, and 分值.
#[derive(Clone, Debug)]
pub(super) struct Bindings {
    pub(super) inputs: Vec<Input>,
    pub(super) max: Points,
}

impl Facts for Bindings {
    fn known(&self, name: &str) -> Known {
        if name == POINTS {
            return Known::Value(Value::Number(self.max.number().clone()));
        }
        match self.inputs.iter().find(|input| input.name == name) {
            Some(Input { used: Some(value), .. }) => Known::Value(value.clone()),
            Some(input) if input.fact.value == FactValue::NotApplicable => Known::NotApplicable,
            _ => Known::Missing,
        }
    }
}

impl Bindings {
    /// The names of a formula as the body knows them.
    pub(super) fn of<'n>(body: &Body<'_>, names: impl IntoIterator<Item = &'n str>, max: &Points) -> Self {
        let input = |name: &str| {
            let (fact, used) = body.fact(name);
            Input { name: name.to_owned(), fact, used }
        };
        let inputs = names.into_iter().filter(|name| *name != POINTS).map(input).collect();
        Self { inputs, max: max.clone() }
    }

    /// The names that a shape goes by, those whose 不适用 it deals with itself as that word.
    pub(super) fn of_shape<'n>(
        body: &Body<'_>,
        names: impl IntoIterator<Item = &'n str>,
        shape: &dyn Shape,
        max: &Points,
    ) -> Self {
        let mut bindings = Self::of(body, names, max);
        for name in shape.reads_not_applicable() {
            let declared = |input: &&mut Input| {
                input.name == name && matches!(input.fact.value, FactValue::NotApplicable)
            };
            if let Some(input) = bindings.inputs.iter_mut().find(declared) {
                input.used = Some(Value::Text(NOT_APPLICABLE.to_owned()));
            }
        }
        bindings
    }

    /// The inputs as the body states them, in words.
    pub(super) fn stated(&self) -> String {
        let words = self.inputs.iter().map(|input| format!("{}为“{}”", input.name, input.fact.raw));
        words.collect::<Vec<_>>().join("、")
    }

    /// What stands in the way of a name whose cell is not empty.
    fn unreadable(&self, name: &str) -> Option<&FactValue> {
        let input = self.inputs.iter().find(|input| input.name == name)?;
        let value = &input.fact.value;
        matches!(value, FactValue::Unreadable | FactValue::Disputed(_) | FactValue::EmptyTotal(_))
            .then_some(value)
    }

    /// Whether every input without a value is blank or absent.
    pub(super) fn nothing_unreadable(&self) -> bool {
        self.inputs.iter().all(|input| self.unreadable(&input.name).is_none())
    }

    /// Whether the body declared of any input that it does not apply.
    pub(super) fn any_not_applicable(&self) -> bool {
        self.inputs
            .iter()
            .any(|input| input.used.is_none() && matches!(input.fact.value, FactValue::NotApplicable))
    }

    /// Names that have no value.
    pub(super) fn missing(&self) -> Vec<String> {
        self.inputs.iter().filter(|input| input.used.is_none()).map(|input| input.name.clone()).collect()
    }

    /// The problem that stopped a formula.
    pub(super) fn problem(&self, stop: Stop, rule: &Rule) -> Problem {
        match stop {
            Stop::Missing(fact) if self.unreadable(&fact).is_some() => match self.unreadable(&fact) {
                Some(FactValue::Disputed(other)) => Problem::FactConflict { fact, other: other.clone() },
                Some(FactValue::EmptyTotal(part)) => Problem::TotalLineEmpty { part: part.clone() },
                _ => Problem::UnreadableFact { fact, wanted: "规定的数字或用语".to_owned() },
            },
            Stop::Missing(_) if matches!(rule, Rule::Manual(_)) => {
                Problem::WaitsForPerson { what: format!("尚无“{}”", self.missing().join("”“")) }
            }
            Stop::Missing(_) | Stop::NotApplicable(_) => Problem::MissingFact { facts: self.missing() },
            Stop::DivisionByZero(what) => Problem::ZeroDivisor { what },
            Stop::Domain(what) | Stop::WrongType(what) => Problem::RuleFailed { what },
        }
    }

    /// Where somebody must look for what is missing.
    pub(super) fn culprit_place(&self, submission: &Submission) -> Place {
        let missing = Problem::MissingFact { facts: Vec::new() };
        let cell = self.culprit(&missing).and_then(|input| input.fact.place.clone());
        cell.unwrap_or_else(|| submission.place.clone())
    }

    /// The input that a problem is about: the divisor that is 0, else the first without a value.
    pub(super) fn culprit(&self, problem: &Problem) -> Option<&Input> {
        let named = |name: &str| self.inputs.iter().find(|input| input.name == name);
        let divisor = match problem {
            Problem::ZeroDivisor { what }
            | Problem::NegativeFigure { what }
            | Problem::NotProvidedFor { what } => named(what),
            Problem::UnexplainedExcess { reason } => named(reason),
            Problem::UnreadableFact { fact, .. } | Problem::FactConflict { fact, .. } => named(fact),
            Problem::TotalLineEmpty { part } => self
                .inputs
                .iter()
                .find(|input| matches!(&input.fact.value, FactValue::EmptyTotal(own) if own == part)),
            _ => None,
        };
        let without = || self.inputs.iter().filter(|input| input.used.is_none());
        let with_cell = |input: &&Input| input.fact.place.is_some();
        divisor
            .or_else(|| without().find(with_cell))
            .or_else(|| without().next())
            .or_else(|| self.inputs.first())
    }
}
