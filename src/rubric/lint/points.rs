//! Points, weights, levels and grades: what has to add up, and what bounds it.

use std::collections::BTreeSet;

use super::super::levels::weighed_points;
use super::super::{Counts, LevelRollUp, Rubric, System};
use super::wrong::MOST_PLACES;
use super::{Fault, Record, Wrong, nearest};
use crate::number::Number;

pub(super) fn places(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let all = [("places", Some(system.places)), ("total_places", system.total_places)];
    all.into_iter()
        .filter_map(|(key, places)| Some((key, places.filter(|places| *places > MOST_PLACES)?)))
        .map(|(key, places)| Fault { wrong: Wrong::TooManyPlaces { places }, place: Record::Top(key) })
        .collect()
}

pub(super) fn repeated(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let records = system
        .indicators
        .iter()
        .map(|i| ("指标编码", i.code.clone(), Record::of(i)))
        .chain(system.grades.iter().map(|g| ("等级", g.name.clone(), Record::Grade(g.name.clone()))))
        .chain(system.facts.iter().map(|fact| ("计算项", fact.name.clone(), Record::Fact(fact.name.clone()))))
        .chain(system.limits.iter().map(|l| ("限制", l.name.clone(), Record::Limit(l.name.clone()))))
        .chain(system.quotas.iter().map(|q| ("名额", q.grade.clone(), Record::Quota(q.grade.clone()))))
        .chain(system.levels.iter().map(|l| ("层级", l.path.join(" / "), Record::Level(l.path.clone()))));
    let mut seen = BTreeSet::new();
    records
        .filter(|(what, key, _)| !seen.insert((*what, key.clone())))
        .map(|(what, key, place)| Fault { wrong: Wrong::Twice { what, key }, place })
        .collect()
}

pub(super) fn stated(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let mut faults = Vec::new();
    for indicator in &system.indicators {
        let wrong = match &indicator.weight {
            // Lines bear the points that their form prints.
            None if indicator.points.number().is_zero() && !indicator.scores_lines() => {
                Wrong::NeitherPointsNorWeight
            }
            None => continue,
            Some(weight) => {
                let weighed = weighed_points(system, indicator, weight);
                if weighed == indicator.points {
                    continue;
                }
                Wrong::PointsAndWeight { points: indicator.points.clone(), weighed }
            }
        };
        faults.push(Fault { wrong, place: Record::of(indicator) });
    }
    faults
}

pub(super) fn negative(rubric: &Rubric) -> Vec<Fault> {
    let negative = rubric.system.indicators.iter().filter(|i| i.points.number().is_negative());
    let limits = rubric.system.limits.iter();
    let limits = limits.filter(|limit| limit.points.as_ref().is_some_and(Number::is_negative));
    let total = rubric.system.total_most.as_ref().filter(|most| most.is_negative());
    let places = negative
        .map(Record::of)
        .chain(limits.map(|limit| Record::Limit(limit.name.clone())))
        .chain(total.map(|_| Record::Top("total_most")));
    places.map(|place| Fault { wrong: Wrong::NegativePoints, place }).collect()
}

/// The groups for each of which the points have to add up.
fn groups_of(system: &System) -> Vec<Option<&str>> {
    match system.groups() {
        groups if groups.is_empty() => vec![None],
        groups => groups.into_iter().map(Some).collect(),
    }
}

/// Groups that one indicator alone names, beside others that several name, and whose points do not
/// add up: misspellings rather than groups.
fn lone_groups(system: &System) -> BTreeSet<&str> {
    let naming = |group: &str| {
        let naming = system.indicators.iter().filter(|i| i.applies_to.iter().any(|known| known == group));
        naming.count()
    };
    let groups = system.groups();
    let has_others = groups.iter().any(|group| naming(group) > 1);
    let alone = |group: &&str| {
        naming(group) == 1 && system.most_at(&[], Some(group)).as_ref() != Some(&system.full_points)
    };
    groups.iter().copied().filter(|group| has_others && alone(group)).collect()
}

pub(super) fn groups(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let lone = lone_groups(system);
    let mut faults = Vec::new();
    for indicator in &system.indicators {
        for group in indicator.applies_to.iter().filter(|group| lone.contains(group.as_str())) {
            let near = nearest(group, system.groups().into_iter().filter(|known| known != group));
            let wrong = Wrong::LoneGroup { group: group.clone(), near };
            faults.push(Fault { wrong, place: Record::of(indicator) });
        }
    }
    faults
}

pub(super) fn sums(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let lone = lone_groups(system);
    let fault = |group: Option<&str>| {
        let sum = system.most_at(&[], group).unwrap_or_else(Number::zero);
        let wrong = Wrong::PointsDoNotAddUp {
            group: group.map(str::to_owned),
            sum: sum.clone(),
            full: system.full_points.clone(),
        };
        (sum != system.full_points).then_some(Fault { wrong, place: Record::Top("full_points") })
    };
    let groups = groups_of(system).into_iter();
    groups.filter(|group| group.is_none_or(|group| !lone.contains(group))).filter_map(fault).collect()
}

pub(super) fn levels(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let mut faults = Vec::new();
    for level in &system.levels {
        let Some(stated) = &level.points else { continue };
        for group in groups_of(system) {
            let Some(sum) = system.most_at(&level.path, group) else { continue };
            if sum != *stated {
                let group = group.map(str::to_owned);
                let wrong = Wrong::LevelDoesNotAddUp { group, sum, stated: stated.clone() };
                faults.push(Fault { wrong, place: Record::Level(level.path.clone()) });
            }
        }
    }
    faults
}

/// The weights of what stands directly below a level, for a group; none where not all of it bears
/// one, or where the level is no sum.
fn weights_below(system: &System, path: &[String], group: Option<&str>) -> Option<Number> {
    if system.level(path).is_some_and(|level| level.roll_up != LevelRollUp::Sum) {
        return None;
    }
    let below = |i: &&super::Indicator| {
        i.counts == Counts::Within && i.is_for(group) && i.path.len() > path.len() && i.path.starts_with(path)
    };
    let mut children: BTreeSet<&str> = BTreeSet::new();
    let mut sum = Number::zero();
    for indicator in system.indicators.iter().filter(below) {
        let child = &indicator.path[..=path.len()];
        let own = (indicator.path.len() == child.len()).then_some(indicator.weight.as_ref()).flatten();
        let of_level = system.level(child).and_then(|level| level.weight.as_ref());
        let weight = own.or(of_level)?;
        if children.insert(&indicator.path[path.len()]) || own.is_some() {
            sum = &sum + weight;
        }
    }
    (!children.is_empty()).then_some(sum)
}

pub(super) fn weights(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let paths: BTreeSet<&[String]> = system
        .indicators
        .iter()
        .flat_map(|indicator| (0..indicator.path.len()).map(|depth| &indicator.path[..depth]))
        .collect();
    let mut faults = Vec::new();
    for path in paths {
        for group in groups_of(system) {
            let sum = weights_below(system, path, group).filter(|sum| *sum != Number::one());
            let Some(sum) = sum else { continue };
            let wrong = Wrong::WeightsDoNotAddUp { group: group.map(str::to_owned), sum };
            faults.push(Fault { wrong, place: Record::Level(path.to_vec()) });
        }
    }
    faults
}

pub(super) fn grades(rubric: &Rubric) -> Vec<Fault> {
    let grades = &rubric.system.grades;
    let wrong_at = grades.windows(2).find(|pair| pair[0].from <= pair[1].from).map(|pair| &pair[1]);
    let wrong_at = wrong_at.or_else(|| grades.last().filter(|grade| !grade.from.is_zero()));
    let place = match wrong_at {
        Some(grade) => Record::Grade(grade.name.clone()),
        None if grades.is_empty() => Record::Top("grade"),
        None => return Vec::new(),
    };
    vec![Fault { wrong: Wrong::GradesNotDescending, place }]
}

pub(super) fn paths(rubric: &Rubric) -> Vec<Fault> {
    let bad = rubric.system.indicators.iter().filter_map(|indicator| {
        let (depth, within) = (indicator.path.len(), indicator.redistribute_within);
        let wrong = Wrong::BadPath { depth, within };
        (within >= depth.max(1) || depth == 0).then_some(Fault { wrong, place: Record::of(indicator) })
    });
    bad.collect()
}

pub(super) fn empty_levels(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let mut faults = Vec::new();
    for level in &system.levels {
        if system.indicators.iter().any(|indicator| indicator.path.starts_with(&level.path)) {
            continue;
        }
        let near = level.path.split_last().and_then(|(own, above)| {
            let names = system.indicators.iter().filter_map(|indicator| indicator.path.get(above.len()));
            nearest(own, names.map(String::as_str))
        });
        faults.push(Fault { wrong: Wrong::EmptyLevel { near }, place: Record::Level(level.path.clone()) });
    }
    faults
}

pub(super) fn best(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for level in &rubric.system.levels {
        let given = level.best.is_some_and(|best| best > 0);
        if given != (level.roll_up == LevelRollUp::Best) {
            let wrong = Wrong::BestWithoutNumber { given };
            faults.push(Fault { wrong, place: Record::Level(level.path.clone()) });
        }
    }
    faults
}

/// The most that any group can have at a level, its own ceiling left out.
fn reachable_at(system: &System, path: &[String]) -> Option<Number> {
    let mut open = system.clone();
    for level in open.levels.iter_mut().filter(|level| level.path == path) {
        level.most = None;
    }
    groups_of(system).into_iter().filter_map(|group| open.most_at(path, group)).max()
}

/// The highest total, bonuses included, that anybody can have.
pub(super) fn reachable_total(system: &System) -> Number {
    let within = groups_of(system).into_iter().filter_map(|group| system.most_at(&[], group)).max();
    let bonuses = system.indicators.iter().filter(|indicator| indicator.counts == Counts::Bonus);
    let bonuses: Number = bonuses.map(|indicator| indicator.points.number()).sum();
    &within.unwrap_or_else(Number::zero) + &bonuses
}

pub(super) fn level_ceilings(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let mut faults = Vec::new();
    for level in &system.levels {
        let Some((most, reachable)) = level.most.clone().zip(reachable_at(system, &level.path)) else {
            continue;
        };
        if most >= reachable {
            let wrong = Wrong::IdleCeiling { most, reachable };
            faults.push(Fault { wrong, place: Record::Level(level.path.clone()) });
        }
    }
    faults
}

pub(super) fn total_ceiling(rubric: &Rubric) -> Vec<Fault> {
    let reachable = reachable_total(&rubric.system);
    let most = rubric.system.total_most.clone().filter(|most| *most >= reachable);
    let fault =
        |most| Fault { wrong: Wrong::IdleCeiling { most, reachable }, place: Record::Top("total_most") };
    most.map(fault).into_iter().collect()
}
