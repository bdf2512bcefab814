//! Rules by themselves: what they give against what the indicator is worth, and lines of tables.

use std::collections::BTreeSet;

use super::super::shape::{Bands, Rule, Top};
use super::super::{Indicator, RollUp, Rubric};
use super::{Fault, Range, Record, Wrong, every_rule, nearest};
use crate::number::Number;

/// The faults that `wrong` finds in any rule of any indicator; it is told whether 分值 is the
/// indicator's own there.
fn in_rules(rubric: &Rubric, wrong: impl Fn(&Indicator, &Rule, bool) -> Vec<Wrong>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for indicator in &rubric.system.indicators {
        for (rule, own) in every_rule(indicator) {
            let found = wrong(indicator, rule, own).into_iter();
            faults.extend(found.map(|wrong| Fault { wrong, place: Record::of(indicator) }));
        }
    }
    faults
}

pub(super) fn checklists(rubric: &Rubric) -> Vec<Fault> {
    in_rules(rubric, |indicator, rule, own| match rule {
        Rule::Checklist(list) if own && list.sum() != *indicator.points.number() => {
            vec![Wrong::ChecklistDoesNotAddUp { sum: list.sum(), points: indicator.points.clone() }]
        }
        _ => Vec::new(),
    })
}

pub(super) fn items_twice(rubric: &Rubric) -> Vec<Fault> {
    in_rules(rubric, |_, rule, _| {
        let facts: Vec<String> = match rule {
            Rule::Checklist(list) => list.items.iter().map(|item| item.fact.clone()).collect(),
            Rule::Tally(tally) => tally.items.iter().map(|item| item.fact.to_string()).collect(),
            _ => Vec::new(),
        };
        let mut seen = BTreeSet::new();
        let twice = facts.into_iter().filter(|fact| !seen.insert(fact.clone()));
        twice.map(|fact| Wrong::ItemTwice { fact }).collect()
    })
}

pub(super) fn bands(rubric: &Rubric) -> Vec<Fault> {
    in_rules(rubric, |_, rule, _| match rule {
        Rule::Bands(bands) => of_bands(bands),
        _ => Vec::new(),
    })
}

fn of_bands(bands: &Bands) -> Vec<Wrong> {
    let unreachable = bands.unreachable();
    let mut wrong: Vec<Wrong> =
        unreachable.iter().map(|index| Wrong::BandUnreachable { number: index + 1 }).collect();
    let (mut gaps, mut overlaps) = (Vec::new(), Vec::new());
    for stretch in bands.stretches() {
        // What an unreachable band holds is said of the band.
        match stretch.held_by.iter().filter(|index| !unreachable.contains(index)).count() {
            0 => gaps.push(stretch.words),
            1 => {}
            _ => overlaps.push(stretch.words),
        }
    }
    if !gaps.is_empty() {
        wrong.push(Wrong::BandGap { stretches: gaps });
    }
    if !overlaps.is_empty() {
        wrong.push(Wrong::BandOverlap { stretches: overlaps });
    }
    wrong
}

pub(super) fn more_than_points(rubric: &Rubric) -> Vec<Fault> {
    in_rules(rubric, |indicator, rule, _| {
        let gives: Vec<(String, Number)> = match rule {
            Rule::Bands(bands) => {
                bands.most().map(|most| ("最高一档".to_owned(), most.clone())).into_iter().collect()
            }
            Rule::Tally(tally) => {
                let each = tally.items.iter();
                each.map(|item| (format!("“{}”每计1个", item.fact.aloud()), item.points.clone())).collect()
            }
            _ => Vec::new(),
        };
        let points = &indicator.points;
        let above = gives.into_iter().filter(|(_, gives)| gives > points.number());
        above.map(|(what, gives)| Wrong::MoreThanPoints { what, gives, points: points.clone() }).collect()
    })
}

pub(super) fn never_full(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for indicator in &rubric.system.indicators {
        let Some(shape) = indicator.rule.shape() else { continue };
        let points = indicator.points.number();
        let formula = rubric.system.expanded(&shape.formula());
        if let Some(most) = Range::of(&formula, points).high.filter(|most| most < points) {
            let wrong = Wrong::NeverFull { most, points: indicator.points.clone() };
            faults.push(Fault { wrong, place: Record::of(indicator) });
        }
    }
    faults
}

pub(super) fn tiers(rubric: &Rubric) -> Vec<Fault> {
    in_rules(rubric, |_, rule, _| match rule {
        Rule::ByTarget(by_target) => {
            // The top of a tier is the bound of the one above it.
            let pairs = by_target.tiers.windows(2);
            let rising = pairs.filter(|pair| pair[0] <= pair[1]);
            rising
                .map(|pair| Wrong::TiersOverlap { above: pair[0].clone(), below: pair[1].clone() })
                .collect()
        }
        Rule::Tiered(tiered) => {
            let pairs = tiered.tiers.windows(2).filter_map(|pair| {
                let (Top::To(top) | Top::Below(top)) = &pair[1].top;
                // A tier may be a single share, with others left out between.
                (*top > pair[0].from)
                    .then(|| Wrong::TiersOverlap { above: pair[0].from.clone(), below: top.clone() })
            });
            pairs.collect()
        }
        _ => Vec::new(),
    })
}

/// Faults of indicators whose rule goes by lines.
fn of_lines(rubric: &Rubric, wrong: impl Fn(&Indicator) -> Option<Wrong>) -> Vec<Fault> {
    let by_lines = rubric.system.indicators.iter().filter(|indicator| indicator.rule.by_lines().is_some());
    by_lines.filter_map(|i| Some(Fault { wrong: wrong(i)?, place: Record::of(i) })).collect()
}

pub(super) fn rows(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = Vec::new();
    for indicator in &rubric.system.indicators {
        let by_lines = indicator.rule.by_lines().is_some();
        let known = |name: &String| rubric.form.tables.iter().any(|table| table.name == *name);
        let right = match &indicator.rows {
            Some(_) if !by_lines => false,
            rows => !by_lines || rows.as_ref().is_some_and(known),
        };
        if !right {
            let wrong = Wrong::NoRows { by_lines, table: indicator.rows.clone() };
            faults.push(Fault { wrong, place: Record::of(indicator) });
        }
    }
    faults
}

pub(super) fn counted(rubric: &Rubric) -> Vec<Fault> {
    of_lines(rubric, |indicator| {
        let counts = indicator.rule.by_lines().is_some_and(|rule| !rule.in_printed_points());
        (counts && indicator.roll_up == RollUp::Lines).then_some(Wrong::CountedLineByLine)
    })
}

pub(super) fn lines_apply(rubric: &Rubric) -> Vec<Fault> {
    of_lines(rubric, |indicator| {
        let alone = indicator.applies.is_none() && indicator.fallback.is_empty();
        (indicator.roll_up == RollUp::Lines && !alone).then_some(Wrong::LinesCannotApply)
    })
}

pub(super) fn row_levels(rubric: &Rubric) -> Vec<Fault> {
    of_lines(rubric, |indicator| {
        let level = indicator.row_level();
        let known = || rubric.form.levels.iter().map(|known| known.name.as_str());
        let near = || nearest(level, known());
        (!known().any(|known| known == level))
            .then(|| Wrong::UnknownLevel { level: level.to_owned(), near: near() })
    })
}

/// What an indicator goes by, in one text: equal texts score the same facts in the same way.
fn subject(indicator: &Indicator) -> Option<String> {
    let applies = indicator.applies.as_ref().map_or_else(String::new, ToString::to_string);
    match indicator.rule.shape() {
        Some(shape) => {
            let formula = shape.formula();
            let goes_by_facts = !indicator.rule.facts().is_empty();
            goes_by_facts.then(|| format!("{formula} {applies}"))
        }
        None => {
            Some(format!("{:?} {} {:?}", indicator.rows.as_ref()?, indicator.row_level(), indicator.second))
        }
    }
}

pub(super) fn scored_twice(rubric: &Rubric) -> Vec<Fault> {
    let indicators = &rubric.system.indicators;
    let meet = |a: &Indicator, b: &Indicator| {
        a.applies_to.is_empty()
            || b.applies_to.is_empty()
            || a.applies_to.iter().any(|group| b.applies_to.contains(group))
    };
    let mut faults = Vec::new();
    for (index, indicator) in indicators.iter().enumerate() {
        let Some(own) = subject(indicator) else { continue };
        let same = |other: &&Indicator| subject(other).as_ref() == Some(&own) && meet(indicator, other);
        if let Some(other) = indicators[..index].iter().find(same) {
            let wrong = Wrong::ScoredTwice { other: other.code.clone() };
            faults.push(Fault { wrong, place: Record::of(indicator) });
        }
    }
    faults
}
