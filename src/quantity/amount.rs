//! Number, multiplier and unit.

use std::borrow::Cow;

use super::date::YEARS;
use super::language::{
    BOUNDS, HELD, LATIN_UNITS, LONGEST_UNIT, MONEY_CLOSINGS, MONEY_OPENINGS, MULTIPLIERS, NO_UNIT,
    NUMERAL_UNITS, OPERATORS, PER_OPENINGS, RATIO_PREFIXES, RATIO_SUFFIXES, SPANS, TENTHS, UNIT_SIGNS,
    WITHIN,
};
use super::text::is_number_part;
use super::{Multiplier, Operator, Quantity, numeral, unit};
use crate::number::Number;

/// More digits before the point than any amount has; identity and account numbers do.
const MOST_WHOLE_DIGITS: usize = 15;
/// Spreadsheets leave up to 17 digits of noise behind the point.
const MOST_DECIMALS: usize = 20;

/// The operator at the beginning, and what follows it.
pub(super) fn strip_operator(text: &str) -> (Option<Operator>, &str) {
    OPERATORS
        .iter()
        .filter_map(|(word, operator)| Some((Some(*operator), text.strip_prefix(word)?)))
        .min_by_key(|(_, rest)| rest.len())
        .unwrap_or((None, text))
}

/// The bound at the end, and what precedes it.
fn strip_bound(text: &str) -> (Option<Operator>, &str) {
    BOUNDS
        .iter()
        .filter_map(|(word, operator)| Some((Some(*operator), text.strip_suffix(word)?)))
        .min_by_key(|(_, rest)| rest.len())
        .unwrap_or((None, text))
}

/// Reads a whole text without operator: number, multiplier, unit, and the bound that follows.
/// The quantity carries no operator yet.
pub(super) fn amount(text: &str) -> Option<(Option<Operator>, Quantity)> {
    let held = HELD.iter().filter_map(|(word, side)| Some((*side, text.strip_prefix(word)?)));
    let (held, signed, text) = match held.min_by_key(|(_, rest)| rest.len()) {
        Some((side, rest)) => {
            let (signed, rest) = strip_operator(rest);
            (Some(side), signed, rest)
        }
        None => (None, None, text),
    };
    let (bound, core) = match (strip_bound(text), text.strip_suffix(WITHIN)) {
        ((None, _), Some(span)) => (Some(Operator::AtMost), span),
        (stripped, _) => stripped,
    };
    let quantity = bare_amount(core)?;
    let is_bare_within = bound.is_some() && strip_bound(text).0.is_none();
    if is_bare_within && !quantity.unit.as_deref().is_some_and(|unit| SPANS.contains(&unit)) {
        return None;
    }
    if signed.is_some() && bound.is_some() && signed != bound {
        return None;
    }
    let bound = signed.or(bound);
    (held.is_none() || held == bound).then_some((bound, quantity))
}

/// A quantity with its operator before or behind it, for bounds of a span and what follows a name.
pub(super) fn signed_amount(text: &str) -> Option<Quantity> {
    let (operator, rest) = strip_operator(text);
    let (bound, quantity) = amount(rest)?;
    let agrees = operator.is_none() || bound.is_none() || operator == bound;
    agrees.then_some(Quantity { operator: operator.or(bound), ..quantity })
}

fn bare_amount(text: &str) -> Option<Quantity> {
    let text = MONEY_OPENINGS
        .iter()
        .find_map(|word| text.strip_prefix(word).filter(|rest| rest.contains('元')))
        .unwrap_or(text);
    let money =
        MONEY_CLOSINGS.iter().find_map(|word| text.strip_suffix(word)).map(|rest| format!("{rest}元"));
    let text = money.as_deref().unwrap_or(text);
    let prefix =
        RATIO_PREFIXES.iter().find_map(|(word, multiplier)| Some((*multiplier, text.strip_prefix(word)?)));
    let (number, tail) = leading_decimal(prefix.map_or(text, |(_, rest)| rest))?;
    let (multiplier, unit) = match prefix {
        Some((multiplier, _)) => (multiplier, tail.is_empty().then_some(None)?),
        None if tail == TENTHS && number >= Number::one() => {
            return Some(Quantity {
                operator: None,
                number: &number * &Number::ten_to(1),
                multiplier: Multiplier::Percent,
                unit: None,
            });
        }
        None => multiplier_and_unit(tail)?,
    };
    let named = |unit: &str| {
        (unit.starts_with('年') && is_year(&number)) || (unit.starts_with("季度") && is_quarter(&number))
    };
    if multiplier == Multiplier::One && unit.is_some_and(named) {
        return None;
    }
    Some(Quantity { operator: None, number, multiplier, unit: unit.map(str::to_owned) })
}

/// Whether 年 behind the number makes a year of it, not a span.
fn is_year(number: &Number) -> bool {
    number.is_whole() && YEARS.clone().any(|year| *number == Number::from(i64::from(year)))
}

/// Whether 季度 behind the number makes a quarter of the year of it: 3季度, where 3个季度 are a span.
fn is_quarter(number: &Number) -> bool {
    number.is_whole() && *number >= Number::one() && *number <= Number::from(4)
}

/// The signed decimal number at the beginning, and what follows it.
pub(super) fn leading_decimal(text: &str) -> Option<(Number, &str)> {
    let (negative, unsigned) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = unsigned.find(|sign| !is_number_part(sign)).unwrap_or(unsigned.len());
    let (digits, tail) = unsigned.split_at(end);
    let number: Number = ungrouped(digits)?.parse().ok()?;
    Some((if negative { -number } else { number }, tail))
}

/// The digits without thousands separators; `None` where a digit may be lost or misplaced.
pub(super) fn ungrouped(digits: &str) -> Option<Cow<'_, str>> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !is_digits(fraction) || fraction.len() > MOST_DECIMALS) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_grouped = whole.contains(',');
    if !is_digits(first) || (is_grouped && first.len() > 3) {
        return None;
    }
    if !groups.all(|group| is_digits(group) && group.len() == 3) {
        return None;
    }
    let length = whole.bytes().filter(u8::is_ascii_digit).count();
    // 05 and 00123 are codes, months or what is left of a longer number.
    if length > MOST_WHOLE_DIGITS || (length > 1 && whole.starts_with('0')) {
        return None;
    }
    Some(if is_grouped { digits.replace(',', "").into() } else { digits.into() })
}

/// What follows a number: its multiplier and its unit.
pub(super) fn multiplier_and_unit(tail: &str) -> Option<(Multiplier, Option<&str>)> {
    if let Some((_, ratio)) = RATIO_SUFFIXES.iter().find(|(word, _)| *word == tail) {
        return Some((*ratio, None));
    }
    // 3(次), 100(万元): a unit that is known may stand in brackets.
    if let Some(inner) = tail.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let (multiplier, unit) = multiplier_and_unit(inner)?;
        return unit.is_some_and(|unit| unit::dimension(unit).is_some()).then_some((multiplier, unit));
    }
    if NUMERAL_UNITS.iter().any(|unit| tail.starts_with(unit)) {
        return is_unit(tail).then_some((Multiplier::One, Some(tail)));
    }
    let (multiplier, unit) = MULTIPLIERS
        .iter()
        .filter_map(|(word, multiplier)| Some((*multiplier, tail.strip_prefix(word)?)))
        .min_by_key(|(_, rest)| rest.len())
        .unwrap_or((Multiplier::One, tail));
    if unit.is_empty() {
        return Some((multiplier, None));
    }
    is_unit(unit).then_some((multiplier, Some(unit)))
}

fn is_unit(unit: &str) -> bool {
    let signs: Vec<char> = unit.chars().collect();
    let is_named = signs.iter().any(|&sign| is_word_sign(sign) || is_area(sign));
    if !is_named || signs.len() > LONGEST_UNIT || !signs.first().is_some_and(|&sign| may_begin(sign)) {
        return false;
    }
    if signs.last().is_some_and(|sign| ['/', '*', '·', '×', '-', '('].contains(sign)) {
        return false;
    }
    let part_count = unit.split('/').count();
    unit.split('/').enumerate().all(|(place, part)| {
        // Only 元/百公里 and the like may count in numerals, and /月 may begin with the stroke.
        (!part.is_empty() || (place == 0 && part_count == 2))
            && (place > 0 || !has_multiple(part))
            && !part.contains(|sign| NO_UNIT.contains(sign))
            && latin_words(part).all(is_latin_unit)
            && !goes_on_in_words(part)
    }) && signs
        .iter()
        .enumerate()
        .all(|(place, &sign)| is_word_sign(sign) || UNIT_SIGNS.contains(&sign) || is_exponent(&signs, place))
        && has_plain_brackets(unit)
}

fn may_begin(sign: char) -> bool {
    is_word_sign(sign) || is_area(sign) || sign == '/' || sign == '°'
}

fn is_area(sign: char) -> bool {
    ['㎡', '㎥', '㎢'].contains(&sign)
}

/// A Chinese or Latin letter.
fn is_word_sign(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}') || sign.is_ascii_alphabetic()
}

fn has_multiple(part: &str) -> bool {
    let bare = NUMERAL_UNITS.iter().find_map(|unit| part.strip_prefix(unit)).unwrap_or(part);
    bare.contains(['百', '千', '万', '亿'])
}

fn latin_words(part: &str) -> impl Iterator<Item = &str> {
    part.split(|sign: char| !sign.is_ascii_alphabetic()).filter(|word| !word.is_empty())
}

/// Whether the letters are a unit, not a misread digit or sign.
pub(super) fn is_latin_unit(word: &str) -> bool {
    LATIN_UNITS.contains(&word) || LATIN_UNITS.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether Chinese follows Latin letters: 5G基站 are no grams.
fn goes_on_in_words(part: &str) -> bool {
    let signs: Vec<char> = part.chars().collect();
    signs.windows(2).any(|pair| pair[0].is_ascii_alphabetic() && !pair[1].is_ascii() && is_word_sign(pair[1]))
}

/// The 2 of m2 and the 3 of m3.
fn is_exponent(signs: &[char], place: usize) -> bool {
    let after_metre = place > 0 && ['m', 'M'].contains(&signs[place - 1]);
    let at_end = signs.get(place + 1).is_none_or(|&next| next == '/');
    ['2', '3'].contains(&signs[place]) && after_metre && at_end
}

/// No brackets, or one pair around at most two characters: 人(次).
fn has_plain_brackets(unit: &str) -> bool {
    let Some((_, inner)) = unit.split_once('(') else {
        return !unit.contains(')');
    };
    inner.split_once(')').is_some_and(|(inner, after)| {
        (1..=2).contains(&inner.chars().count()) && !inner.contains('(') && !after.contains(['(', ')'])
    })
}

/// The digits of a quantity written wholly in words: `≥3次` of 不少于三次, `95%` of 百分之九十五.
pub(super) fn amount_in_words(text: &str) -> Option<String> {
    let (operator, rest) = strip_operator(text);
    let (bound, core) = strip_bound(rest);
    let within = bound.is_none().then(|| core.strip_suffix(WITHIN)).flatten();
    let within = within.filter(|span| SPANS.iter().any(|unit| span.ends_with(unit)));
    let core = within.unwrap_or(core);
    let opening = &text[..text.len() - rest.len()];
    let closing = &rest[core.len()..];
    let digits = if core == "百分百" || core == "百分之百" {
        "100%".to_owned()
    } else if let Some((word, words)) =
        RATIO_PREFIXES.iter().find_map(|(word, _)| Some((*word, core.strip_prefix(word)?)))
    {
        format!("{word}{}", numeral::decimal(words)?)
    } else if let Some((tenths, hundredths)) = core.split_once(TENTHS) {
        let digit = |word: &str| numeral::decimal(word).filter(|digits| digits.len() == 1 && digits != "0");
        let last = if hundredths.is_empty() { "0".to_owned() } else { digit(hundredths)? };
        format!("{}{last}%", digit(tenths)?)
    } else {
        let (words, unit) = numeral::leading(core);
        // 三点五亿元: the multiple of a fraction is the unit's.
        let multiple =
            Some(words).filter(|words| words.contains('点')).and_then(|words| words.chars().last());
        let multiple = multiple.filter(|sign| MULTIPLIERS.iter().any(|(word, _)| word.starts_with(*sign)));
        let words = multiple.map_or(words, |sign| &words[..words.len() - sign.len_utf8()]);
        let digits = |words| {
            Some(format!("{}{}", numeral::decimal(words)?, multiple.map_or(String::new(), String::from)))
        };
        // 一次/月
        let counted = match unit.split_once('/') {
            Some((counted, span)) if PER_OPENINGS.iter().any(|(_, name)| *name == span) => counted,
            _ => unit,
        };
        let is_bare_number =
            unit.is_empty() && (numeral::is_plain_number(words) || words == "零" || words.contains('点'));
        // 二月 is a month; with an operator it would be neither.
        if !(unit::follows_words(counted) || is_bare_number) || (unit == "月" && operator.is_some()) {
            return None;
        }
        format!("{}{unit}", digits(words)?)
    };
    Some(format!("{opening}{digits}{closing}"))
}
