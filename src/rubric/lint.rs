//! What is wrong with a rubric before anyone is scored: one function for each fault, all reported.

use std::collections::BTreeSet;
use std::fmt;

use super::shape::{ALL_BODIES, POINTS, Rule, SAME_GROUP};
use super::{Indicator, RollUp, Rubric};
use crate::formula::Expr;
use crate::number::{Number, Points};

/// Decimal places that points can have at the most; ranks are counted in their smallest unit.
const MOST_PLACES: u32 = 6;

/// A contradiction in a rubric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Two indicators share a code.
    SameCode(String),
    /// The indicators' points do not add up to the full points.
    PointsDoNotAddUp { group: Option<String>, sum: Number, full: Number },
    /// A checklist's items do not add up to the indicator's points.
    ChecklistDoesNotAddUp { code: String, sum: Number, points: Points },
    /// Grades do not fall from the best to 0.
    GradesNotDescending,
    /// A formula names a fact that no form supplies.
    UnknownFact { code: String, fact: String, near: Option<String> },
    /// A rule that goes by the body's own lines names no table, or one that the form has not.
    NoRows { code: String },
    /// A rule that counts lines gives one share, not points to each line.
    CountedLineByLine { code: String },
    /// An indicator with lines of its own cannot be shared out when it does not apply.
    LinesCannotApply { code: String },
    /// More decimal places than points can have.
    TooManyPlaces(u32),
    /// An indicator with less than no points.
    NegativePoints { code: String },
    /// A path is empty, or `redistribute_within` reaches beyond it.
    BadPath { code: String },
    /// The first-level name of the lines is not in the form's levels.
    UnknownLevel { code: String, level: String },
    /// An example names an indicator that does not exist.
    ExampleWithoutIndicator { name: String, code: String },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameCode(code) => write!(f, "指标编码 {code} 重复"),
            Self::PointsDoNotAddUp { group, sum, full } => {
                let of = group.as_ref().map_or_else(String::new, |group| format!("分组“{group}”"));
                write!(f, "{of}各指标分值合计 {sum} 分，与满分 {full} 分不符")
            }
            Self::ChecklistDoesNotAddUp { code, sum, points } => {
                write!(f, "指标 {code} 清单各项合计 {sum} 分，与分值 {points} 分不符")
            }
            Self::GradesNotDescending => write!(f, "等级须由高到低排列，且最低一级须自 0 分起"),
            Self::UnknownFact { code, fact, near } => {
                write!(f, "指标 {code} 用到的数据项“{fact}”在 form.toml 中没有来源")?;
                near.as_ref().map_or(Ok(()), |near| write!(f, "，是否应为“{near}”？"))
            }
            Self::NoRows { code } => {
                write!(f, "指标 {code} 按部门自定指标计分，须以 rows 写明 form.toml 中的表名")
            }
            Self::CountedLineByLine { code } => {
                write!(f, "指标 {code} 按个数计，须写明 roll_up = \"share\"")
            }
            Self::LinesCannotApply { code } => {
                write!(f, "指标 {code} 按自报分值逐行计分，不能再设适用条件或替代规则")
            }
            Self::TooManyPlaces(places) => write!(f, "places 为 {places}，最多为 {MOST_PLACES}"),
            Self::NegativePoints { code } => write!(f, "指标 {code} 的分值小于 0"),
            Self::BadPath { code } => {
                write!(f, "指标 {code} 的 path 为空，或 redistribute_within 超出其层级")
            }
            Self::UnknownLevel { code, level } => {
                write!(f, "指标 {code} 所取的一级指标“{level}”不在 form.toml 的 level 之列")
            }
            Self::ExampleWithoutIndicator { name, code } => write!(f, "算例“{name}”所指的指标 {code} 不存在"),
        }
    }
}

/// Every fault of the rubric.
pub(super) fn faults(rubric: &Rubric) -> Vec<Fault> {
    let checks = [places, same_codes, points_sum, checklists, grades, unknown_facts, rows, paths, examples];
    checks.iter().flat_map(|check| check(rubric)).collect()
}

fn places(rubric: &Rubric) -> Vec<Fault> {
    let places = rubric.system.places;
    let negative = rubric.system.indicators.iter().filter(|i| i.points.number().is_negative());
    let negative = negative.map(|i| Fault::NegativePoints { code: i.code.clone() });
    (places > MOST_PLACES).then_some(Fault::TooManyPlaces(places)).into_iter().chain(negative).collect()
}

fn same_codes(rubric: &Rubric) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let repeated = rubric.system.indicators.iter().filter(|indicator| !seen.insert(&indicator.code));
    repeated.map(|indicator| Fault::SameCode(indicator.code.clone())).collect()
}

fn points_sum(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let groups: Vec<Option<&str>> = match system.groups() {
        groups if groups.is_empty() => vec![None],
        groups => groups.into_iter().map(Some).collect(),
    };
    let fault = |group: Option<&str>| {
        let sum = system.most_at(&[], group).unwrap_or_else(Number::zero);
        (sum != system.full_points).then(|| Fault::PointsDoNotAddUp {
            group: group.map(str::to_owned),
            sum,
            full: system.full_points.clone(),
        })
    };
    groups.into_iter().filter_map(fault).collect()
}

fn checklists(rubric: &Rubric) -> Vec<Fault> {
    let fault = |indicator: &Indicator| match &indicator.rule {
        Rule::Checklist(checklist) if checklist.sum() != *indicator.points.number() => {
            Some(Fault::ChecklistDoesNotAddUp {
                code: indicator.code.clone(),
                sum: checklist.sum(),
                points: indicator.points.clone(),
            })
        }
        _ => None,
    };
    rubric.system.indicators.iter().filter_map(fault).collect()
}

fn grades(rubric: &Rubric) -> Vec<Fault> {
    let grades = &rubric.system.grades;
    let falling = grades.windows(2).all(|pair| pair[0].from > pair[1].from);
    let to_the_ground = grades.last().is_some_and(|grade| grade.from.is_zero());
    if falling && to_the_ground { Vec::new() } else { vec![Fault::GradesNotDescending] }
}

fn unknown_facts(rubric: &Rubric) -> Vec<Fault> {
    let mut known = rubric.form.fact_names();
    known.push(POINTS.to_owned());
    known.extend(rubric.project_columns());
    known.extend(rubric.system.facts.iter().map(|fact| fact.name.clone()));
    let mut faults = Vec::new();
    for indicator in &rubric.system.indicators {
        for fact in facts_used(indicator) {
            let compared = super::table_column(&fact)
                .filter(|(table, _)| [ALL_BODIES, SAME_GROUP].contains(table))
                .map_or(fact.clone(), |(_, column)| column.to_owned());
            if !known.contains(&compared) {
                let near = known
                    .iter()
                    .map(|name| (strsim::damerau_levenshtein(name, &fact), name))
                    .min()
                    .filter(|(distance, _)| *distance <= 2)
                    .map(|(_, name)| name.clone());
                faults.push(Fault::UnknownFact { code: indicator.code.clone(), fact, near });
            }
        }
    }
    faults
}

fn facts_used(indicator: &Indicator) -> BTreeSet<String> {
    let rules = std::iter::once(&indicator.rule).chain(&indicator.fallback);
    let mut facts: BTreeSet<String> = rules.flat_map(Rule::facts).collect();
    facts.extend(indicator.applies.iter().flat_map(Expr::names).map(str::to_owned));
    facts.extend(indicator.printed_points.clone());
    facts.extend(indicator.self_points.clone());
    facts
}

fn rows(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for indicator in &rubric.system.indicators {
        let code = indicator.code.clone();
        let by_lines = indicator.rule.by_lines().is_some();
        let table =
            indicator.rows.as_ref().filter(|name| rubric.form.tables.iter().any(|t| t.name == **name));
        if by_lines != table.is_some() {
            faults.push(Fault::NoRows { code: code.clone() });
        }
        let counts = indicator.rule.by_lines().is_some_and(|rule| !rule.in_printed_points());
        if counts && indicator.roll_up == RollUp::Lines {
            faults.push(Fault::CountedLineByLine { code: code.clone() });
        }
        let alone = indicator.applies.is_none() && indicator.fallback.is_empty();
        if by_lines && indicator.roll_up == RollUp::Lines && !alone {
            faults.push(Fault::LinesCannotApply { code: code.clone() });
        }
        let level = indicator.row_level();
        if by_lines && !rubric.form.levels.iter().any(|known| known.name == level) {
            faults.push(Fault::UnknownLevel { code, level: level.to_owned() });
        }
    }
    faults
}

fn paths(rubric: &Rubric) -> Vec<Fault> {
    let bad = |indicator: &&Indicator| {
        indicator.path.is_empty() || indicator.redistribute_within >= indicator.path.len().max(1)
    };
    rubric.system.indicators.iter().filter(bad).map(|i| Fault::BadPath { code: i.code.clone() }).collect()
}

fn examples(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let about_nothing = |example: &&super::Example| match (&example.indicator, &example.limit) {
        (Some(code), None) => !system.indicators.iter().any(|indicator| indicator.code == *code),
        (None, Some(name)) => !system.limits.iter().any(|limit| limit.name == *name),
        _ => true,
    };
    let unknown = rubric.examples.iter().filter(about_nothing);
    unknown
        .map(|e| Fault::ExampleWithoutIndicator {
            name: e.name.clone(),
            code: e.indicator.clone().or_else(|| e.limit.clone()).unwrap_or_default(),
        })
        .collect()
}
