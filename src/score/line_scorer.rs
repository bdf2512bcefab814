//! Scoring one line of a body's own table by its own target.

use std::sync::Arc;

use super::bindings::Bindings;
use super::line::{Judged, Unscored};
use super::plan::PlannedLine;
use super::scorecard::{Input, Outcome, Remark, Status};
use crate::finding::{Finding, Problem};
use crate::formula::{Stop, Value};
use crate::intake::submission::{Fact, FactValue};
use crate::number::{Number, Points};
use crate::rubric::shape::{
    ACTUAL, ByLines, Kinship, OWN_REASON, Over, POINTS, PRINTED_POINTS, SELF_POINTS, TARGET,
};
use crate::rubric::{Drawn, Rubric};

/// Self points may differ from the rule's by this much: other software cuts where this one rounds.
pub(crate) const SELF_TOLERANCE_EXPONENT: i32 = -2;

/// Scores the lines of one indicator.
pub(super) struct LineScorer<'a> {
    pub(super) rubric: &'a Rubric,
    pub(super) index: usize,
    pub(super) rule: &'a dyn ByLines,
}

/// The cell of a line that a problem of target and actual value is with.
fn column_of(problem: &Problem) -> &'static str {
    match problem {
        Problem::NoTarget
        | Problem::UnreadableTarget { .. }
        | Problem::ZeroTarget
        | Problem::TakenAsUpperBound => TARGET,
        _ => ACTUAL,
    }
}

impl LineScorer<'_> {
    /// Scores one line, which is the indicator's `number`th and can earn `max`.
    pub(super) fn score(
        &self,
        number: usize,
        planned: &PlannedLine<'_>,
        findings: &mut Vec<Finding>,
    ) -> Outcome {
        let line = planned.each.line;
        let mut outcome = self.blank(number, planned);
        let name = outcome.path.join(" / ");
        let cell = |column: &str| line.cells.get(column);
        let at = |problem: Problem, column: &str| {
            let fact = cell(column);
            let place = fact.and_then(|fact| fact.place.clone()).unwrap_or_else(|| line.place.clone());
            let finding = Finding::new(problem).at(place).on(&name);
            finding.showing(fact.map_or("", |fact| fact.raw.as_str()))
        };
        if planned.each.points.is_none() {
            // Points that could not be read have their finding already.
            if cell(POINTS).is_none_or(|fact| fact.value != FactValue::Unreadable) {
                findings.push(at(Problem::NoPoints, POINTS));
            }
            // What is wrong with target and actual value is so without points too.
            match &planned.judged {
                Err(Unscored::Pending(Problem::MissingActual) | Unscored::NotApplicable) => {}
                Err(Unscored::Pending(problem)) => findings.push(at(problem.clone(), column_of(problem))),
                Ok(judged) => {
                    findings.extend(judged.notes.iter().map(|note| at(note.clone(), column_of(note))));
                }
            }
            outcome.status = Status::Pending(Problem::NoPoints);
            return outcome;
        }
        match &planned.judged {
            Err(Unscored::NotApplicable) => {
                findings.push(at(Problem::DeclaredNotApplicable, ACTUAL));
                outcome.status = Status::NotApplicable(Problem::DeclaredNotApplicable.message());
            }
            Err(Unscored::Pending(problem)) => {
                findings.push(at(problem.clone(), column_of(problem)).costing(outcome.max.clone()));
                outcome.status = Status::Pending(problem.clone());
            }
            Ok(judged) => {
                findings.extend(judged.notes.iter().map(|note| at(note.clone(), column_of(note))));
                self.rule_on(&mut outcome, judged, &at, findings);
            }
        }
        outcome
    }

    fn blank(&self, number: usize, planned: &PlannedLine<'_>) -> Outcome {
        let line = planned.each.line;
        let places = self.rubric.system.places;
        let indicator = &self.rubric.system.indicators[self.index];
        let max = Points::rounded(&planned.max, places);
        let printed = planned.each.points.as_ref().map(|points| Points::rounded(points, places));
        let mut remarks = Vec::new();
        if planned.judged != Err(Unscored::NotApplicable) {
            remarks.extend(printed.filter(|printed| *printed != max).map(Remark::Redistributed));
        }
        let own = line.levels[1..].iter().filter(|level| !level.is_empty());
        // Everything that bears on the line, in the order in which the form shows it.
        let own_points = self.rule.in_printed_points().then_some(SELF_POINTS);
        let mut inputs: Vec<Input> = [TARGET, ACTUAL]
            .into_iter()
            .chain(own_points)
            .filter_map(|column| {
                let fact = line.cells.get(column)?.clone();
                let used = fact.number().cloned().map(Value::Number);
                Some(Input { name: column.to_owned(), fact, used })
            })
            .collect();
        let own_reason = line.cells.get(OWN_REASON);
        if let (Some(_), Some(fact)) = (self.rule.over().and_then(Over::reason), own_reason) {
            let used = fact.stated().map(|reason| Value::Text(reason.to_owned()));
            inputs.push(Input { name: OWN_REASON.to_owned(), fact: fact.clone(), used });
        }
        Outcome {
            code: format!("{}.{:02}", indicator.code, number + 1),
            indicator: self.index,
            path: indicator.path.iter().chain(own).cloned().collect(),
            max,
            status: Status::Scored(Points::zero()),
            self_points: own_points.and_then(|column| line.cells.get(column)?.number()).cloned(),
            inputs,
            formula: None,
            completion: None,
            rule: self.rule.short_meaning().into(),
            own_reason: own_reason.and_then(|fact| fact.stated()).map(str::to_owned),
            basis: Vec::new(),
            remarks,
            say: None,
            most_beside: None,
        }
    }

    fn rule_on(
        &self,
        outcome: &mut Outcome,
        judged: &Judged,
        at: &dyn Fn(Problem, &str) -> Finding,
        findings: &mut Vec<Finding>,
    ) {
        let places = self.rubric.system.places;
        let redistributed = redistributed_from(outcome);
        let (system, in_proportion) = (&self.rubric.system, redistributed.is_some());
        let drawn = system.indicators[self.index].drawn_line(judged.kinship, in_proportion, system);
        let Some(Drawn { formula, meaning, .. }) = drawn else {
            let problem = Problem::RuleFailed { what: ACTUAL.to_owned() };
            findings.push(at(problem.clone(), ACTUAL).costing(outcome.max.clone()));
            outcome.status = Status::Pending(problem);
            return;
        };
        if let Kinship::Tier(tier) = judged.kinship {
            let tier_name = self.rubric.form.tier_names.get(tier).cloned();
            outcome.remarks.push(Remark::Tier(tier_name.unwrap_or_else(|| format!("第{}档", tier + 1))));
            if self.rule.in_printed_points() && outcome.self_points.is_none() {
                // Points that could not be read have their finding already.
                let unreadable =
                    outcome.input(SELF_POINTS).is_some_and(|own| own.fact.value == FactValue::Unreadable);
                if !unreadable {
                    findings.push(at(Problem::NoTierPoints, SELF_POINTS).costing(outcome.max.clone()));
                }
                outcome.status = Status::Pending(Problem::NoTierPoints);
                return;
            }
        }
        if let Some((target, actual)) = &judged.values {
            for (column, number) in [(TARGET, target), (ACTUAL, actual)] {
                if let Some(input) = outcome.inputs.iter_mut().find(|input| input.name == column) {
                    input.used = Some(Value::Number(number.clone()));
                }
            }
            outcome.completion = actual.divided_by(target);
        }
        if let (Some(printed), Kinship::Tier(_)) = (&redistributed, judged.kinship) {
            let value = FactValue::Number(printed.number().clone());
            let fact = Fact::new(printed.to_string(), value, at(Problem::NoPoints, POINTS).place);
            let used = Some(Value::Number(printed.number().clone()));
            outcome.inputs.push(Input { name: PRINTED_POINTS.to_owned(), fact: Arc::new(fact), used });
        }
        let bindings = Bindings { inputs: outcome.inputs.clone(), max: outcome.max.clone() };
        outcome.rule = meaning;
        match formula.number(&bindings) {
            Ok(number) => {
                let held = number.min(outcome.max.number().clone()).max(Number::zero());
                outcome.status = Status::Scored(Points::rounded(&held, places));
                outcome.formula = Some(formula);
                self.look_at(outcome, judged, at, findings);
            }
            Err(Stop::Missing(fact)) if fact == OWN_REASON => {
                let problem = Problem::UnexplainedExcess { reason: fact };
                findings.push(at(problem.clone(), OWN_REASON).costing(outcome.max.clone()));
                outcome.status = Status::Pending(problem);
            }
            Err(_) => {
                let problem = Problem::RuleFailed { what: outcome.path.last().cloned().unwrap_or_default() };
                findings.push(at(problem.clone(), ACTUAL).costing(outcome.max.clone()));
                outcome.status = Status::Pending(problem);
            }
        }
    }

    /// What a reviewer should look at on a scored line: R01, R02, R04, R05, A03.
    fn look_at(
        &self,
        outcome: &Outcome,
        judged: &Judged,
        at: &dyn Fn(Problem, &str) -> Finding,
        findings: &mut Vec<Finding>,
    ) {
        let Some(points) = outcome.points() else { return };
        if outcome.lost().is_some() && outcome.own_reason.is_none() {
            findings.push(at(Problem::NoReason, OWN_REASON));
        }
        let over = self.rule.over().zip(outcome.completion.as_ref());
        if let Some((_, rate)) =
            over.filter(|(over, rate)| over.flags(rate) && judged.kinship != Kinship::AtMost)
        {
            findings.push(at(Problem::FarAboveTarget { rate: rate.percent(2) }, ACTUAL));
        }
        let Some(own) = &outcome.self_points else { return };
        // Self points are out of the points that the form prints.
        let printed = redistributed_from(outcome).unwrap_or_else(|| outcome.max.clone());
        if own > printed.number() {
            findings.push(at(Problem::SelfPointsAboveMax { max: printed }, SELF_POINTS));
            return;
        }
        let ratio = outcome.max.number().divided_by(printed.number()).unwrap_or_else(Number::one);
        let given = own * &ratio;
        // Many forms show points to the tenth.
        let rounded = !own.is_whole() && points.number().round(1) == given;
        let apart = !rounded && (&given - points.number()).abs() > Number::ten_to(SELF_TOLERANCE_EXPONENT);
        match judged.kinship {
            Kinship::Tier(_) if apart => {
                let given = Points::rounded(&given, self.rubric.system.places);
                findings.push(at(Problem::OutsideTier { given, held: points.clone() }, SELF_POINTS));
            }
            Kinship::Tier(_) => {}
            _ if apart => {
                findings.push(at(Problem::SelfPointsOffRule { engine: points.clone() }, SELF_POINTS));
            }
            _ => {}
        }
    }
}

/// The points that the form prints for a line, where others were shared out to it.
fn redistributed_from(outcome: &Outcome) -> Option<Points> {
    outcome.remarks.iter().find_map(|remark| match remark {
        Remark::Redistributed(printed) => Some(printed.clone()),
        _ => None,
    })
}
