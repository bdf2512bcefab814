//! Targets that a form splits into columns: 指标性质 | 指标值 | 度量单位.

use std::borrow::Cow;

use super::amount::{amount, strip_operator};
use super::dictionary::states_nothing;
use super::language::RATIO_SUFFIXES;
use super::text::{is_number_part, plain};

/// The operator column's words for a target in words.
const QUALITATIVE: &[&str] = &["定性", "定性指标", "文字描述", "文字"];

/// Words of the operator column that tell the kind of an indicator, with the operator they mean.
const KINDS: &[(&str, &str)] = &[
    ("定量", ""),
    ("定量指标", ""),
    ("正向", "≥"),
    ("正向指标", "≥"),
    ("反向", "≤"),
    ("反向指标", "≤"),
    ("逆向", "≤"),
    ("逆向指标", "≤"),
];

/// What parts the three columns of a target in one.
pub(super) const COLUMN_ENDS: [char; 2] = ['|', '｜'];

/// Puts a split target together into the text that [`Dictionary::read`](super::Dictionary::read)
/// takes: `≧`, `735`, `人次` become `≧735人次`. A unit or an operator that the number already
/// carries is not doubled, and a number that is blank stays blank. A number such as `= | 100 | %`
/// is taken for the three columns in one.
#[must_use]
pub fn join_split(operator: Option<&str>, number: &str, unit: Option<&str>) -> String {
    let whole =
        columns(number).map(|[operator, number, unit]| join_split(Some(operator), number, Some(unit)));
    let number = whole.as_deref().unwrap_or(number).trim();
    if operator.is_none() && unit.is_none() {
        return number.to_owned();
    }
    let mut operator = plain(operator.unwrap_or_default());
    let stated = plain(number);
    if QUALITATIVE.contains(&operator.as_str()) {
        // Words have no unit; a figure in its place is somebody's all the same.
        let unit = plain(unit.unwrap_or_default());
        let figure = unit.contains(|sign: char| sign.is_ascii_digit());
        return if figure { format!("{number} {unit}") } else { number.to_owned() };
    }
    if states_nothing(&stated) {
        return number.to_owned();
    }
    if let Some((_, meant)) = KINDS.iter().find(|(kind, _)| *kind == operator) {
        (*meant).clone_into(&mut operator);
    }
    let unit = plain(unit.unwrap_or_default());
    let unit = if states_nothing(&unit) || carries(&stated, &unit) {
        Cow::Borrowed("")
    } else if amount(strip_operator(&stated).1).is_some_and(|(_, quantity)| quantity.unit.is_some()) {
        // Nor must two units become a third: 728座 in 元 is a contradiction.
        Cow::Owned(format!("、{unit}"))
    } else if unit.starts_with(is_number_part) {
        // A unit such as 100人 must not lengthen the number.
        Cow::Owned(format!(" {unit}"))
    } else {
        Cow::Owned(unit)
    };
    let repeated = states_nothing(&operator) || {
        let (meant, rest) = strip_operator(&operator);
        meant.is_some() && rest.is_empty() && strip_operator(&stated).0 == meant
    };
    let operator = if repeated { "" } else { &operator };
    // Nor must an operator that ends in digits (a number in the wrong column) lengthen it.
    let gap = if operator.ends_with(is_number_part) { " " } else { "" };
    format!("{operator}{gap}{number}{unit}")
}

/// The three columns of `= | 100 | %`, if the first one is an operator, 定性 or empty.
fn columns(text: &str) -> Option<[&str; 3]> {
    let mut parts = text.split(COLUMN_ENDS).map(str::trim);
    let columns = [parts.next()?, parts.next()?, parts.next()?];
    let operator = plain(columns[0]);
    let is_operator = QUALITATIVE.contains(&operator.as_str()) || strip_operator(&operator).1.is_empty();
    (parts.next().is_none() && is_operator).then_some(columns)
}

/// Whether the text already ends with the unit. Every spelling of percent is the same unit.
fn carries(text: &str, unit: &str) -> bool {
    text.ends_with(unit)
        || RATIO_SUFFIXES.iter().any(|(word, ratio)| {
            *word == unit && RATIO_SUFFIXES.iter().any(|(other, same)| same == ratio && text.ends_with(other))
        })
}
