//! Spans of numbers: `3-5天`, `90%~95%`, `≥50，≤100`, and tolerances: `95%±2%`.
//!
//! A span without any unit is not read: 3-5 may as well be a date, a score or two numbers.

use super::amount::{leading_decimal, multiplier_and_unit, signed_amount, strip_operator};
use super::date::YEARS;
use super::language::{
    BOUND_JOINTS, RANGE_CLOSINGS, RANGE_DASHES, RANGE_JOINTS, RANGE_NO_UNIT, RANGE_OPENINGS,
};
use super::text::{is_number_part, strip_longest_prefix, strip_longest_suffix};
use super::{Multiplier, Operator, Quantity};
use crate::number::Number;

/// Between base and deviation.
const TOLERANCE: char = '±';

/// Reads a whole text as a span; the lower end first. Neither end has an operator.
pub(super) fn range(text: &str) -> Option<(Quantity, Quantity)> {
    let (from, to) = tolerance(text).or_else(|| joined(text)).or_else(|| bounded(text))?;
    (from.value() < to.value()).then_some((from, to))
}

/// A multiplier and a unit, as far as they were stated.
type Stated<'a> = (Multiplier, Option<&'a str>);

fn quantity(number: Number, (multiplier, unit): Stated<'_>) -> Quantity {
    Quantity { operator: None, number, multiplier, unit: unit.map(str::to_owned) }
}

fn is_stated((multiplier, unit): Stated<'_>) -> bool {
    unit.is_some() || multiplier != Multiplier::One
}

/// What stands behind both ends, if each end's own agree.
fn common<'a>(first: Stated<'a>, second: Stated<'a>) -> Option<Stated<'a>> {
    match (is_stated(first), is_stated(second)) {
        (true, true) => (first == second).then_some(first),
        (true, false) => Some(first),
        (false, true) => Some(second),
        (false, false) => None,
    }
}

/// 95%±2%, ±5%, 100±5个.
fn tolerance(text: &str) -> Option<(Quantity, Quantity)> {
    let (operator, rest) = strip_operator(text);
    let text = if operator == Some(Operator::AtMost) && rest.starts_with(TOLERANCE) { rest } else { text };
    let text = strip_longest_prefix(text, RANGE_OPENINGS).unwrap_or(text);
    let text = strip_longest_suffix(text, &["范围内", "以内", "之内", "内"]).unwrap_or(text);
    let (base, deviation) = text.split_once(TOLERANCE)?;
    let (by, tail) = leading_decimal(deviation)?;
    let behind = multiplier_and_unit(tail)?;
    if by.is_negative() {
        return None;
    }
    if base.is_empty() {
        return is_stated(behind).then(|| (quantity(-by.clone(), behind), quantity(by, behind)));
    }
    let (middle, tail) = leading_decimal(base)?;
    let stated = common(multiplier_and_unit(tail)?, behind)?;
    Some((quantity(&middle - &by, stated), quantity(&middle + &by, stated)))
}

/// 3-5天, 90%至95%, 2万元~3万元.
fn joined(text: &str) -> Option<(Quantity, Quantity)> {
    let text = strip_longest_prefix(text, RANGE_OPENINGS).unwrap_or(text);
    let text = strip_longest_suffix(text, RANGE_CLOSINGS).unwrap_or(text);
    let (low, tail) = leading_decimal(text)?;
    let at = tail.find(|sign| RANGE_DASHES.contains(&sign) || RANGE_JOINTS.contains(&sign))?;
    let before = multiplier_and_unit(&tail[..at])?;
    let rest = match tail[at..].strip_prefix(RANGE_JOINTS) {
        Some(rest) => rest,
        // Of two dashes neither is a minus, unless there is one already.
        None if low.is_negative()
            && tail[at..].chars().nth(1).is_some_and(|sign| RANGE_DASHES.contains(&sign)) =>
        {
            return None;
        }
        None => Some(tail[at..].trim_start_matches(RANGE_DASHES))
            .filter(|rest| rest.starts_with(is_number_part))?,
    };
    let (high, tail) = leading_decimal(rest)?;
    let behind = multiplier_and_unit(tail)?;
    // 20-3万元 may be anything; a multiplier that only the second end has counts for both.
    let (first, second) = match (is_stated(before), before.1, behind.1) {
        (false, ..) => (behind, behind),
        (true, None, Some(unit)) if before.0 != Multiplier::Percent => ((before.0, Some(unit)), behind),
        (true, own, other) if own == other => (before, behind),
        _ => return None,
    };
    let both_rates = (first.0 == Multiplier::Percent) == (second.0 == Multiplier::Percent);
    (is_stated(second) && both_rates && second.1.is_none_or(|unit| counts(&low, unit)))
        .then(|| (quantity(low, first), quantity(high, second)))
}

/// Whether a span from `low` with this unit counts something: 3-5月 are months of a year, 1-3年级
/// classes, 2020-2023年 years.
fn counts(low: &Number, unit: &str) -> bool {
    let years = || unit.contains('年') && YEARS.clone().any(|year| *low == Number::from(i64::from(year)));
    !RANGE_NO_UNIT.iter().any(|no| unit.starts_with(no)) && !unit.starts_with("年级") && !years()
}

/// ≥50，≤100; 50人以上100人以下.
fn bounded(text: &str) -> Option<(Quantity, Quantity)> {
    text.char_indices().skip(1).find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(BOUND_JOINTS);
        let after = text[at..].trim_start_matches(BOUND_JOINTS);
        // A second half that is cut inside of a longer operator reads as another one.
        if after.is_empty() || is_cut(text, at) {
            return None;
        }
        let (first, second) = (signed_amount(before)?, signed_amount(after)?);
        let is_lower = |one: &Quantity| matches!(one.operator, Some(Operator::AtLeast | Operator::MoreThan));
        let is_upper = |one: &Quantity| matches!(one.operator, Some(Operator::AtMost | Operator::LessThan));
        // ≤3%且≥1%: the upper bound may come first where a word joins them.
        let is_turned = is_upper(&first) && is_lower(&second) && before.len() + after.len() < text.len();
        let (low, high) = if is_turned { (second, first) } else { (first, second) };
        if !is_lower(&low) || !is_upper(&high) {
            return None;
        }
        let stated = |quantity: &Quantity| (quantity.multiplier, quantity.unit.clone());
        let (first, second) = (stated(&low), stated(&high));
        let bare = (Multiplier::One, None);
        let same = first == second || first == bare || second == bare;
        let (multiplier, unit) = if first == bare { second } else { first };
        let end = |number| Quantity { operator: None, number, multiplier, unit: unit.clone() };
        let counts = unit.as_deref().is_none_or(|unit| counts(&low.number, unit));
        (same && counts).then(|| (end(low.number), end(high.number)))
    })
}

/// Whether a cut at this place would fall into an operator that is read as a whole: 不|大于5.
fn is_cut(text: &str, at: usize) -> bool {
    let starts = text[..at].char_indices().rev().take(4).map(|(start, _)| start);
    let mut starts = starts.filter(|&start| text[..start].chars().next().is_some());
    starts.any(|start| {
        let (operator, rest) = strip_operator(&text[start..]);
        operator.is_some() && text.len() - rest.len() > at
    })
}
