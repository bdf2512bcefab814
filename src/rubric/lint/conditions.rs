//! Limits, quotas and conditions: what names something that is not there, and what never takes effect.

use super::super::Rubric;
use super::super::shape::Rule;
use super::points::reachable_total;
use super::{Fault, Record, Wrong, every_rule, nearest};
use crate::formula::{Expr, Known};

pub(super) fn tie_break(rubric: &Rubric) -> Vec<Fault> {
    let codes = || rubric.system.indicators.iter().map(|indicator| indicator.code.as_str());
    let unknown = rubric.system.tie_break.iter().filter(|code| !codes().any(|known| known == *code));
    unknown
        .map(|code| Wrong::UnknownTieBreak { code: code.clone(), near: nearest(code, codes()) })
        .map(|wrong| Fault { wrong, place: Record::Top("tie_break") })
        .collect()
}

/// What is wrong with naming `grade` where only one better than the worst, or worse than the best,
/// makes sense.
fn of_grade(rubric: &Rubric, grade: &str, must_not_be_worst: bool) -> Option<Wrong> {
    let grades = &rubric.system.grades;
    let names = || grades.iter().map(|grade| grade.name.as_str());
    let Some(index) = names().position(|name| name == grade) else {
        return Some(Wrong::UnknownGrade { grade: grade.to_owned(), near: nearest(grade, names()) });
    };
    let idle = if must_not_be_worst { index + 1 == grades.len() } else { index == 0 };
    idle.then(|| Wrong::IdleGrade { grade: grade.to_owned(), worst: must_not_be_worst })
}

pub(super) fn quota_grades(rubric: &Rubric) -> Vec<Fault> {
    let quotas = rubric.system.quotas.iter();
    let fault = |grade: &String| {
        Some(Fault { wrong: of_grade(rubric, grade, true)?, place: Record::Quota(grade.clone()) })
    };
    quotas.filter_map(|quota| fault(&quota.grade)).collect()
}

pub(super) fn quota_shares(rubric: &Rubric) -> Vec<Fault> {
    let one = crate::number::Number::one();
    let quotas = rubric.system.quotas.iter();
    quotas
        .filter(|quota| quota.most.is_negative() || quota.most > one)
        .map(|quota| Fault {
            wrong: Wrong::QuotaOutOfRange { most: quota.most.clone() },
            place: Record::Quota(quota.grade.clone()),
        })
        .collect()
}

pub(super) fn limit_grades(rubric: &Rubric) -> Vec<Fault> {
    let limits = rubric.system.limits.iter();
    limits
        .filter_map(|limit| {
            let wrong = of_grade(rubric, limit.grade.as_ref()?, false)?;
            Some(Fault { wrong, place: Record::Limit(limit.name.clone()) })
        })
        .collect()
}

pub(super) fn limit_points(rubric: &Rubric) -> Vec<Fault> {
    let reachable = reachable_total(&rubric.system);
    let limits = rubric.system.limits.iter();
    limits
        .filter_map(|limit| {
            let most = limit.points.clone().filter(|most| *most >= reachable)?;
            let wrong = Wrong::IdleCeiling { most, reachable: reachable.clone() };
            Some(Fault { wrong, place: Record::Limit(limit.name.clone()) })
        })
        .collect()
}

pub(super) fn idle_limits(rubric: &Rubric) -> Vec<Fault> {
    let idle = rubric.system.limits.iter().filter(|limit| limit.points.is_none() && limit.grade.is_none());
    idle.map(|limit| Fault { wrong: Wrong::LimitWithoutEffect, place: Record::Limit(limit.name.clone()) })
        .collect()
}

pub(super) fn constant(rubric: &Rubric) -> Vec<Fault> {
    let holds = |condition: &Expr| rubric.system.expanded(condition).truth(&|_: &str| Known::Missing).ok();
    let fault = |what: &'static str, condition: &Expr, place: Record| {
        Some(Fault { wrong: Wrong::ConstantCondition { what, holds: holds(condition)? }, place })
    };
    let limits = rubric.system.limits.iter();
    let mut faults: Vec<Fault> = limits
        .filter_map(|limit| fault("限制的条件", &limit.when, Record::Limit(limit.name.clone())))
        .collect();
    for indicator in &rubric.system.indicators {
        let applies = indicator.applies.iter();
        faults.extend(applies.filter_map(|applies| fault("适用条件", applies, Record::of(indicator))));
        for (rule, _) in every_rule(indicator) {
            let Rule::Pool(pool) = rule else { continue };
            let chosen = pool.of.iter();
            faults.extend(chosen.filter_map(|one| fault("可选项的条件", &one.chosen, Record::of(indicator))));
        }
    }
    faults
}
