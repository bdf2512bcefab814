//! Scoring the lines of a body's own indicator table, each by its own target.

use super::indicator::{Applies, Bindings, blank};
use super::line::{Judged, Unscored, judge};
use super::redistribute::Share;
use super::scorecard::{Input, Outcome, Remark, Status};
use crate::finding::{Finding, Problem};
use crate::formula::{Expr, Value};
use crate::intake::submission::{Fact, FactValue, Line, Submission};
use crate::number::{Number, Points, apportion};
use crate::rubric::form::LevelBy;
use crate::rubric::label;
use crate::rubric::shape::{ACTUAL, ByTarget, Kinship, OWN_REASON, POINTS, Rule, SELF_POINTS, TARGET};
use crate::rubric::{Indicator, Rubric};

/// Self points may differ from the rule's by this much: other software cuts where this one rounds.
const SELF_TOLERANCE_EXPONENT: i32 = -2;

/// A line with the points it can earn.
struct Weighted<'a> {
    line: &'a Line,
    /// `None` where the form states none.
    points: Option<Number>,
}

/// The lines that belong to an indicator: by their first level, or else by their second. Lines
/// that only break another one down (其中 …) and bear no points are left out.
fn lines_of<'a>(submission: &'a Submission, rubric: &Rubric, indicator: &Indicator) -> Vec<Weighted<'a>> {
    let Some(table) = &indicator.rows else {
        return Vec::new();
    };
    let parts =
        rubric.form.tables.iter().find(|known| known.name == *table).map(|known| known.parts.as_slice());
    let lines = submission.tables.get(table).map(Vec::as_slice).unwrap_or_default();
    let belongs = |line: &&Line| {
        let [first, second, _] = &line.levels;
        rubric.form.level(first, second).is_some_and(|(level, _)| level.name == indicator.row_level())
    };
    let weighted = lines.iter().filter(belongs).map(|line| Weighted { line, points: points_of(line) });
    weighted.filter(|each| each.points.is_some() || !is_part(each.line, parts.unwrap_or_default())).collect()
}

fn is_part(line: &Line, openings: &[String]) -> bool {
    let title = label::normalised(&line.levels[2]);
    openings.iter().any(|opening| title.starts_with(opening.as_str()))
}

/// The points that a line's form prints: in their column, or in the brackets of its name.
fn points_of(line: &Line) -> Option<Number> {
    match line.cells.get(POINTS) {
        Some(fact) if fact.value != FactValue::Missing => fact.number().cloned(),
        _ => label::remarks(&line.levels[2])
            .iter()
            .any(|remark| remark.ends_with('分'))
            .then(|| label::points_in(&line.levels[2]))
            .flatten(),
    }
}

fn by_target(rule: &Rule) -> Option<&ByTarget> {
    match rule {
        Rule::ByTarget(by_target) => Some(by_target),
        _ => None,
    }
}

/// Each line as an indicator of its own, with the points that the form prints. The points of lines
/// that do not apply go to the others of the same indicator, in proportion.
pub(super) fn score(
    submission: &Submission,
    rubric: &Rubric,
    index: usize,
    findings: &mut Vec<Finding>,
) -> Vec<Outcome> {
    let indicator = &rubric.system.indicators[index];
    let lines = lines_of(submission, rubric, indicator);
    let Some(rule) = by_target(&indicator.rule) else {
        return Vec::new();
    };
    prescribed_points(submission, rubric, indicator, &lines, findings);
    let judged: Vec<Result<Judged, Unscored>> =
        lines.iter().map(|each| judge(each.line, &rubric.form)).collect();
    let applies = |i: usize| judged[i] != Err(Unscored::NotApplicable);
    let printed: Vec<Number> =
        lines.iter().map(|each| each.points.clone().unwrap_or_else(Number::zero)).collect();
    let heirs: Vec<usize> = (0..lines.len()).filter(|&i| applies(i)).collect();
    let mut max = printed.clone();
    if heirs.len() < lines.len() {
        let weights: Vec<Number> = heirs.iter().map(|&i| printed[i].clone()).collect();
        for (&i, share) in heirs.iter().zip(apportion(&printed.iter().sum(), &weights, rubric.system.places))
        {
            max[i] = share;
        }
    }
    let scorer = LineScorer { rubric, index, rule };
    lines
        .iter()
        .zip(judged)
        .enumerate()
        .map(|(i, (each, judged))| {
            let mut outcome = scorer.score(i, each, judged, &max[i], findings);
            if max[i] != printed[i] {
                outcome
                    .remarks
                    .push(Remark::Redistributed(Points::rounded(&printed[i], rubric.system.places)));
            }
            outcome
        })
        .collect()
}

/// A02: the lines' points together are not what the rubric prescribes; they are taken as printed.
fn prescribed_points(
    submission: &Submission,
    rubric: &Rubric,
    indicator: &Indicator,
    lines: &[Weighted<'_>],
    findings: &mut Vec<Finding>,
) {
    let stated: Vec<&Number> = lines.iter().filter_map(|each| each.points.as_ref()).collect();
    let printed = Points::rounded(&stated.iter().copied().sum(), rubric.system.places);
    if printed != indicator.points && (!stated.is_empty() || lines.is_empty()) {
        let problem = Problem::LevelPointsDiffer {
            level: indicator.name().to_owned(),
            printed: printed.clone(),
            prescribed: indicator.points.clone(),
        };
        let place = lines.first().map_or(&submission.place, |each| &each.line.place);
        findings.push(Finding::new(problem).at(place.clone()).showing(printed.to_string()));
    }
}

/// The share of the lines' points that was earned, as the points of one indicator.
pub(super) fn score_share(
    submission: &Submission,
    rubric: &Rubric,
    index: usize,
    share: &Share,
    findings: &mut Vec<Finding>,
) -> Outcome {
    let indicator = &rubric.system.indicators[index];
    let places = rubric.system.places;
    let mut outcome = blank(submission, rubric, index, share, findings);
    let (Applies::Yes, Some(rule)) = (&share.applies, by_target(&indicator.rule)) else {
        return outcome;
    };
    let mut lines = lines_of(submission, rubric, indicator);
    if lines.iter().all(|each| each.points.is_none()) {
        for each in &mut lines {
            each.points = Some(Number::one());
        }
        outcome.remarks.push(Remark::EqualWeights);
    }
    let scorer = LineScorer { rubric, index, rule };
    for (i, each) in lines.iter().enumerate() {
        let judged = judge(each.line, &rubric.form);
        let max = each.points.clone().unwrap_or_else(Number::zero);
        outcome.basis.push(scorer.score(i, each, judged, &max, findings));
    }
    if let Some(problem) = outcome.basis.iter().find_map(|line| match &line.status {
        Status::Pending(problem) => Some(problem.clone()),
        _ => None,
    }) {
        outcome.inputs = outcome.basis.iter().map(line_input).collect();
        outcome.status = Status::Pending(problem);
        return outcome;
    }
    let table = indicator.rows.as_deref().unwrap_or_default();
    let (earned, full) = (format!("{table}[得分]"), format!("{table}[{POINTS}]"));
    let scored = || outcome.basis.iter().filter(|line| line.points().is_some());
    let list = |name: &str, numbers: Vec<Number>| Input {
        name: name.to_owned(),
        fact: Fact {
            raw: numbers.iter().map(Number::plain).collect::<Vec<_>>().join("、"),
            value: FactValue::Missing,
            place: None,
        },
        used: Some(Value::List(numbers)),
    };
    let mut bindings = Bindings {
        inputs: vec![
            list(&earned, scored().filter_map(Outcome::points).map(|p| p.number().clone()).collect()),
            list(&full, scored().map(|line| line.max.number().clone()).collect()),
        ],
        max: outcome.max.clone(),
    };
    let sum = |name: &str| Expr::Call(crate::formula::Function::Sum, vec![Expr::name(name)]);
    let ratio = Expr::Binary(crate::formula::Operator::Divide, Box::new(sum(&earned)), Box::new(sum(&full)));
    let points = Expr::Binary(
        crate::formula::Operator::Multiply,
        Box::new(ratio.clone()),
        Box::new(Expr::name(POINTS)),
    );
    let formula = points.rounded(places);
    match formula.number(&bindings) {
        Ok(number) => {
            outcome.completion = ratio.number(&bindings).ok();
            outcome.status = Status::Scored(Points::rounded(&number, places));
        }
        // Lines that all bear 0 points: nothing can be shared.
        Err(_) => {
            findings.push(
                Finding::new(Problem::NoPoints)
                    .at(submission.place.clone())
                    .on(outcome.path.join(" / "))
                    .costing(outcome.max.clone()),
            );
            outcome.status = Status::Pending(Problem::NoPoints);
        }
    }
    bindings.inputs.extend(outcome.basis.iter().map(line_input));
    outcome.inputs = bindings.inputs;
    outcome.formula = Some(formula);
    outcome
}

/// A line as an input of its indicator: its actual value, by the line's name.
fn line_input(line: &Outcome) -> Input {
    let fact = line.input(ACTUAL).map(|input| input.fact.clone());
    Input {
        name: line.path.last().cloned().unwrap_or_default(),
        fact: fact.unwrap_or(Fact { raw: String::new(), value: FactValue::Missing, place: None }),
        used: line.input(ACTUAL).and_then(|input| input.used.clone()),
    }
}

/// Whether an indicator over lines applies: it does not where it has lines and none of them does.
/// Without any line it waits: nobody said that there is nothing to be measured.
pub(super) fn share_applies(submission: &Submission, rubric: &Rubric, indicator: &Indicator) -> Applies {
    if indicator.roll_up == crate::rubric::RollUp::Lines {
        return Applies::Yes;
    }
    let lines = lines_of(submission, rubric, indicator);
    if lines.is_empty() {
        return Applies::Unknown(Problem::NoIndicators { table: indicator.row_level().to_owned() });
    }
    let none = lines.iter().all(|each| judge(each.line, &rubric.form) == Err(Unscored::NotApplicable));
    if none { Applies::No("各项指标均填报为不适用".to_owned()) } else { Applies::Yes }
}

/// R07, R08: lines whose first level the rubric does not have, or that was told by the second.
pub(super) fn level_findings(submission: &Submission, rubric: &Rubric) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for table in &rubric.form.tables {
        let wanted: Vec<&str> = rubric
            .system
            .indicators
            .iter()
            .filter(|indicator| indicator.rows.as_deref() == Some(table.name.as_str()))
            .map(Indicator::row_level)
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let lines = submission.tables.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        for line in lines.iter().filter(|line| !is_part(line, &table.parts) || points_of(line).is_some()) {
            let [first, second, _] = &line.levels;
            let problem = match rubric.form.level(first, second) {
                Some((level, by)) if wanted.contains(&level.name.as_str()) => match by {
                    LevelBy::First => continue,
                    LevelBy::Second => Problem::LevelInferred { level: level.name.clone() },
                    LevelBy::Rest => {
                        Problem::UnknownLevel { level: first.clone(), counted_as: Some(level.name.clone()) }
                    }
                },
                _ => Problem::UnknownLevel { level: first.clone(), counted_as: None },
            };
            // One finding for each wrong level, at its first line.
            let told =
                findings.iter().any(|known| known.problem == problem && known.value.as_ref() == Some(first));
            let told_blank = first.is_empty() && findings.iter().any(|known| known.problem == problem);
            if !told && !told_blank {
                findings.push(Finding::new(problem).at(line.place.clone()).showing(first));
            }
        }
    }
    findings
}

struct LineScorer<'a> {
    rubric: &'a Rubric,
    index: usize,
    rule: &'a ByTarget,
}

impl LineScorer<'_> {
    fn score(
        &self,
        number: usize,
        each: &Weighted<'_>,
        judged: Result<Judged, Unscored>,
        max: &Number,
        findings: &mut Vec<Finding>,
    ) -> Outcome {
        let line = each.line;
        let mut outcome = self.blank(number, line, max);
        let name = outcome.path.join(" / ");
        let cell = |column: &str| line.cells.get(column);
        let at = |problem: Problem, column: &str| {
            let fact = cell(column);
            let place = fact.and_then(|fact| fact.place.clone()).unwrap_or_else(|| line.place.clone());
            let finding = Finding::new(problem).at(place).on(&name);
            finding.showing(fact.map_or("", |fact| fact.raw.as_str()))
        };
        if each.points.is_none() {
            findings.push(at(Problem::NoPoints, POINTS));
            outcome.status = Status::Pending(Problem::NoPoints);
            return outcome;
        }
        match judged {
            Err(Unscored::NotApplicable) => {
                findings.push(at(Problem::DeclaredNotApplicable, ACTUAL));
                outcome.status = Status::NotApplicable(Problem::DeclaredNotApplicable.message());
            }
            Err(Unscored::Pending(problem)) => {
                let column = match problem {
                    Problem::NoTarget | Problem::UnreadableTarget { .. } => TARGET,
                    _ => ACTUAL,
                };
                findings.push(at(problem.clone(), column).costing(outcome.max.clone()));
                outcome.status = Status::Pending(problem);
            }
            Ok(judged) => {
                findings.extend(judged.notes.iter().map(|problem| {
                    let column = if matches!(problem, Problem::SignInActual | Problem::ActualRepeatsTarget) {
                        ACTUAL
                    } else {
                        TARGET
                    };
                    at(problem.clone(), column)
                }));
                self.rule_on(&mut outcome, &judged, &at, findings);
            }
        }
        outcome
    }

    fn blank(&self, number: usize, line: &Line, max: &Number) -> Outcome {
        let indicator = &self.rubric.system.indicators[self.index];
        let own = line.levels[1..].iter().filter(|level| !level.is_empty());
        // Everything that bears on the line, in the order in which the form shows it.
        let inputs = [TARGET, ACTUAL, SELF_POINTS].iter().filter_map(|column| {
            let fact = line.cells.get(*column)?.clone();
            let used = fact.number().cloned().map(Value::Number);
            Some(Input { name: (*column).to_owned(), fact, used })
        });
        Outcome {
            code: format!("{}.{:02}", indicator.code, number + 1),
            indicator: self.index,
            path: indicator.path.iter().chain(own).cloned().collect(),
            max: Points::rounded(max, self.rubric.system.places),
            status: Status::Scored(Points::zero()),
            self_points: line.cells.get(SELF_POINTS).and_then(Fact::number).cloned(),
            inputs: inputs.collect(),
            formula: None,
            completion: None,
            rule: self.rule.short_meaning(),
            own_reason: line.cells.get(OWN_REASON).and_then(Fact::stated).map(str::to_owned),
            basis: Vec::new(),
            remarks: Vec::new(),
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
        let Some(shape) = self.rule.shape_for(judged.kinship, places) else {
            let problem = Problem::RuleFailed { what: ACTUAL.to_owned() };
            findings.push(at(problem.clone(), ACTUAL).costing(outcome.max.clone()));
            outcome.status = Status::Pending(problem);
            return;
        };
        if let Kinship::Tier(tier) = judged.kinship {
            let tier_name = self.rubric.form.tier_names.get(tier).cloned();
            outcome.remarks.push(Remark::Tier(tier_name.unwrap_or_else(|| format!("第{}档", tier + 1))));
            if outcome.self_points.is_none() {
                findings.push(at(Problem::NoTierPoints, SELF_POINTS).costing(outcome.max.clone()));
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
        let formula = shape.formula().rounded(places);
        let bindings = Bindings { inputs: outcome.inputs.clone(), max: outcome.max.clone() };
        outcome.rule = shape.meaning();
        match formula.number(&bindings) {
            Ok(number) => {
                let held = number.clamp(Number::zero(), outcome.max.number().clone());
                outcome.status = Status::Scored(Points::rounded(&held, places));
                outcome.formula = Some(formula);
                self.look_at(outcome, judged, at, findings);
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
        let over = self.rule.flag_over.as_ref().zip(outcome.completion.as_ref());
        if let Some((_, rate)) = over.filter(|(flag, rate)| rate > flag && judged.kinship != Kinship::AtMost)
        {
            findings.push(at(Problem::FarAboveTarget { rate: rate.percent(2) }, ACTUAL));
        }
        let Some(given) = &outcome.self_points else { return };
        if given > outcome.max.number() {
            findings.push(at(Problem::SelfPointsAboveMax { max: outcome.max.clone() }, SELF_POINTS));
        }
        let apart = (given - points.number()).abs() > Number::ten_to(SELF_TOLERANCE_EXPONENT);
        match judged.kinship {
            Kinship::Tier(_) if given != points.number() => {
                let given = Points::rounded(given, self.rubric.system.places);
                findings.push(at(Problem::OutsideTier { given, held: points.clone() }, SELF_POINTS));
            }
            Kinship::Tier(_) => {}
            _ if apart => {
                findings.push(at(Problem::SelfPointsOffRule { engine: points.clone() }, SELF_POINTS))
            }
            _ => {}
        }
    }
}
