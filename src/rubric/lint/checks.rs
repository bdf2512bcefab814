//! `[checks]` and `[thresholds]`: codes that do not exist or may not be touched, limits without sense.

use super::super::Rubric;
use super::{Fault, Record, Wrong, nearest};
use crate::finding::catalogue::{CATALOGUE, entry};
use crate::number::Number;

fn fault(key: &'static str, wrong: Wrong) -> Fault {
    Fault { wrong, place: Record::Top(key) }
}

pub(super) fn unknown(rubric: &Rubric) -> Vec<Fault> {
    let known = || CATALOGUE.iter().map(|entry| entry.code);
    let unknown = rubric.system.checks.codes().filter(|code| entry(code).is_none());
    unknown
        .map(|code| Wrong::UnknownCode { code: code.to_owned(), near: nearest(code, known()) })
        .map(|wrong| fault("checks", wrong))
        .collect()
}

pub(super) fn fixed(rubric: &Rubric) -> Vec<Fault> {
    let fixed = |code: &&str| entry(code).is_some_and(|entry| !entry.is_switchable());
    let fixed = rubric.system.checks.codes().filter(fixed);
    fixed.map(|code| fault("checks", Wrong::FixedCode { code: code.to_owned() })).collect()
}

pub(super) fn thresholds(rubric: &Rubric) -> Vec<Fault> {
    let limits = &rubric.system.thresholds;
    let counts = [
        ("alike_cells", limits.alike_cells),
        ("alike_text", limits.alike_text),
        ("repeated_cells", limits.repeated_cells),
        ("few_lines", limits.few_lines),
        ("few_bodies", limits.few_bodies),
    ];
    let shares = [
        ("alike_share", &limits.alike_share),
        ("repeated_share", &limits.repeated_share),
        ("far_above_share", &limits.far_above_share),
        ("self_apart", &limits.self_apart),
        ("low_rate", &limits.low_rate),
    ];
    let nothing = |number: &Number| number.is_negative() || number.is_zero();
    let counts = counts.into_iter().filter(|(_, count)| *count == 0).map(|(key, _)| key);
    let shares = shares.into_iter().filter(|(_, share)| nothing(share) || **share > Number::one());
    let beyond = (limits.far_above <= Number::one()).then_some("far_above");
    counts
        .chain(shares.map(|(key, _)| key))
        .chain(beyond)
        .map(|key| fault("thresholds", Wrong::ThresholdOutOfRange { key }))
        .collect()
}
