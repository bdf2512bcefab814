//! Points, weights, levels and grades: what has to add up, and what bounds it.

use std::collections::BTreeSet;

use super::super::levels::weighed_points;
use super::super::{Counts, Indicator, Level, LevelRollUp, Missing, NotApplicable, Rubric, System};
use super::wrong::MOST_PLACES;
use super::{Fault, Record, Wrong, nearest};
use crate::number::{Number, Points};

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

/// Points are rounded where they are shown, so that finer ones add up to something else than the rubric
/// says.
pub(super) fn too_fine(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let (places, of_total) = (system.places, system.places_of_total());
    let indicators = system.indicators.iter();
    let indicators = indicators.map(|indicator| (Record::of(indicator), indicator.points.number(), places));
    let levels = system.levels.iter().filter_map(|level| {
        let places = if level.path.is_empty() { of_total } else { places };
        Some((Record::Level(level.path.clone()), level.most.as_ref()?, places))
    });
    let limits = system
        .limits
        .iter()
        .filter_map(|limit| Some((Record::Limit(limit.name.clone()), limit.points.as_ref()?, of_total)));
    let full = std::iter::once((Record::Top("full_points"), &system.full_points, of_total));
    let most = system.total_most.as_ref().map(|most| (Record::Top("total_most"), most, of_total));
    let all = full.chain(most).chain(levels).chain(limits).chain(indicators);
    all.filter(|(_, points, places)| Points::rounded(points, *places).number() != *points)
        .map(|(place, points, places)| Fault {
            wrong: Wrong::PointsTooFine { points: points.clone(), places },
            place,
        })
        .collect()
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
    let groups = system.each_group().into_iter();
    groups.filter(|group| group.is_none_or(|group| !lone.contains(group))).filter_map(fault).collect()
}

pub(super) fn levels(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let mut faults = Vec::new();
    for level in &system.levels {
        let Some(stated) = &level.points else { continue };
        for group in system.each_group() {
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
    let below = |i: &&Indicator| {
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
        for group in system.each_group() {
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

/// The highest total, bonuses included, that anybody can have.
pub(super) fn reachable_total(system: &System) -> Number {
    let within = system.each_group().into_iter().filter_map(|group| system.most_at(&[], group)).max();
    let bonuses = system.indicators.iter().filter(|indicator| indicator.counts == Counts::Bonus);
    let bonuses: Number = bonuses.map(|indicator| indicator.points.number()).sum();
    &within.unwrap_or_else(Number::zero) + &bonuses
}

pub(super) fn level_ceilings(rubric: &Rubric) -> Vec<Fault> {
    let system = &rubric.system;
    let mut faults = Vec::new();
    for level in &system.levels {
        let Some((most, reachable)) = level.most.clone().zip(system.reachable_at(&level.path)) else {
            continue;
        };
        if most >= reachable && crossing(rubric, level).is_empty() {
            let wrong = Wrong::IdleCeiling { most, reachable };
            faults.push(Fault { wrong, place: Record::Level(level.path.clone()) });
        }
    }
    faults
}

/// Levels with a ceiling across whose border points are shared out: what comes in is cut off, and what goes
/// out can be earned within all the same.
pub(super) fn crossed_ceilings(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for level in &rubric.system.levels {
        let Some(most) = level.most.clone() else { continue };
        let codes = crossing(rubric, level);
        if !codes.is_empty() {
            let wrong = Wrong::CeilingCrossed { most, codes };
            faults.push(Fault { wrong, place: Record::Level(level.path.clone()) });
        }
    }
    faults
}

/// The codes of the indicators that cannot drop out without the ceiling of a level changing the full points.
fn crossing(rubric: &Rubric, level: &Level) -> Vec<String> {
    let system = &rubric.system;
    let idle = level.most.as_ref() >= system.reachable_at(&level.path).as_ref();
    let mut codes: Vec<String> = Vec::new();
    for group in system.each_group() {
        let passed_on =
            |i: &&Indicator| i.counts == Counts::Within && i.is_for(group) && !system.is_averaged(&i.path);
        let all: Vec<&Indicator> = system.indicators.iter().filter(passed_on).collect();
        for indicator in &all {
            // Below a ceiling that is not reached, what leaves the level is missing there.
            let harmless = idle && indicator.path.starts_with(&level.path);
            let crosses =
                !harmless && may_drop_out(rubric, indicator) && crosses(indicator, &all, &level.path);
            if crosses && !codes.contains(&indicator.code) {
                codes.push(indicator.code.clone());
            }
        }
    }
    codes
}

/// Whether an indicator's points may have to be shared out.
fn may_drop_out(rubric: &Rubric, indicator: &Indicator) -> bool {
    let declared = rubric.form.words.not_applicable().is_some();
    indicator.not_applicable == NotApplicable::Redistribute
        && !indicator.scores_lines()
        && (declared || indicator.applies.is_some() || indicator.missing == Missing::NotApplicable)
}

/// Whether points of an indicator go from within a level to others outside of it, or the other way.
fn crosses(indicator: &Indicator, all: &[&Indicator], level: &[String]) -> bool {
    let Some(shared) = indicator.path.get(..indicator.redistribute_within) else { return false };
    let heirs: Vec<_> =
        all.iter().filter(|heir| heir.path.starts_with(shared) && heir.code != indicator.code).collect();
    // Lines take over where no indicator beside them can.
    let beside = heirs.iter().any(|heir| !heir.scores_lines());
    let own = indicator.path.starts_with(level);
    let mut heirs = heirs.into_iter().filter(|heir| !(beside && heir.scores_lines()));
    heirs.any(|heir| heir.path.starts_with(level) != own)
}

pub(super) fn total_ceiling(rubric: &Rubric) -> Vec<Fault> {
    let reachable = reachable_total(&rubric.system);
    let most = rubric.system.total_most.clone().filter(|most| *most >= reachable);
    let fault =
        |most| Fault { wrong: Wrong::IdleCeiling { most, reachable }, place: Record::Top("total_most") };
    most.map(fault).into_iter().collect()
}
