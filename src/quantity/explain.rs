//! Why a text could not be read.

use super::Unreadable;
use super::amount::{amount, is_latin_unit, strip_operator, ungrouped};
use super::date::begins_with_date;
use super::language::{
    ABOUT_AFTER, ABOUT_BEFORE, ABOUT_END, BLANKED, OPEN_CHOICES, OPERATORS, RATIO_SUFFIXES, SHORT_WORDS,
    TICKS,
};
use super::text::is_number_part;

/// The reason why a text with digits, or one that looked like a numeral, is no quantity.
pub(super) fn explain(text: &str) -> Unreadable {
    if let Some(part) = blanked(text).or_else(|| odd_digit(text)) {
        return Unreadable::Damaged { part };
    }
    let runs = number_runs(text);
    let (Some(&(start, _)), Some(&(last, last_run))) = (runs.first(), runs.last()) else {
        return Unreadable::Damaged { part: text.to_owned() };
    };
    let numbers: Vec<String> = runs.iter().map(|(_, run)| (*run).to_owned()).collect();
    if let Some(part) = letters_between(text, &runs) {
        return Unreadable::Damaged { part };
    }
    // A leading zero alone is damage only where it can be no part of a date.
    let is_damaged = |run: &&String| {
        ungrouped(run).is_none()
            && (numbers.len() == 1 || run.contains(['.', ',']))
            && !begins_with_date(text)
    };
    if let Some(run) = numbers.iter().find(is_damaged) {
        return Unreadable::Damaged { part: run.clone() };
    }
    let number = last_run.to_owned();
    if runs.len() > 1 {
        // 11月底完成100%
        let dated = runs.len() == 2 && begins_with_date(text) && has_chinese(&text[..last]);
        return if dated && !text.ends_with(['月', '日', '年']) {
            Unreadable::Sentence { number }
        } else {
            Unreadable::SeveralNumbers { numbers }
        };
    }
    let (before, after) = (&text[..start], &text[start + last_run.len()..]);
    let before = strip_operator(before).1;
    let is_about = ABOUT_AFTER.iter().any(|word| after.starts_with(word))
        || ABOUT_END.iter().any(|word| after.ends_with(word));
    if ABOUT_BEFORE.contains(&before) || (before.is_empty() && is_about) {
        return Unreadable::Approximate { number };
    }
    let mut signs = before.chars();
    let is_residue = match (signs.next(), signs.next()) {
        (Some(only), None) => !SHORT_WORDS.contains(only),
        _ => !before.is_empty(),
    };
    if is_residue && (!has_chinese(before) || before.chars().count() == 1) {
        return Unreadable::Damaged { part: before.to_owned() };
    }
    if before.is_empty() && (!has_chinese(after) || begins_with_odd_letters(after)) {
        return Unreadable::Damaged { part: after.to_owned() };
    }
    Unreadable::Sentence { number }
}

/// The reason why a text without digits is more than words, if it is.
pub(super) fn explain_words(text: &str) -> Option<Unreadable> {
    if OPEN_CHOICES.iter().any(|word| text.starts_with(word) || text.ends_with(word)) {
        return Some(Unreadable::OptionList);
    }
    if let Some(part) = blanked(text).or_else(|| odd_digit(text)) {
        return Some(Unreadable::Damaged { part });
    }
    let words = text.strip_prefix('=').unwrap_or(text);
    let is_title = words.starts_with('《') && words.contains('》');
    let has_sign = OPERATORS.iter().any(|(word, _)| !has_chinese(word) && words.starts_with(word));
    let has_ratio = RATIO_SUFFIXES.iter().any(|(word, _)| !has_chinese(word) && words.contains(word));
    let is_ticked = words.chars().all(|sign| TICKS.contains(&sign));
    let is_wordless = !is_ticked && !words.contains(char::is_alphabetic);
    // 一 is as often a dash as a one.
    let is_numeral = words.chars().all(super::numeral::is_numeral);
    // #REF! and its like
    let is_error = words.starts_with('#');
    let is_damaged =
        is_error || (has_sign && !is_title) || has_ratio || is_wordless || is_numeral || is_misread(words);
    is_damaged.then(|| Unreadable::Damaged { part: text.to_owned() })
}

/// Whether letters stand for digits: O% or 第O份.
fn is_misread(words: &str) -> bool {
    let digits: String = words
        .chars()
        .map(|sign| match sign {
            'O' | 'o' => '0',
            'l' => '1',
            _ => sign,
        })
        .collect();
    let is_amount = |text: &str| amount(strip_operator(text).1).is_some();
    let mut without_first = digits.chars();
    let first = without_first.next();
    digits != words
        && (is_amount(&digits)
            || (first.is_some_and(|sign| !sign.is_ascii_digit()) && is_amount(without_first.as_str())))
}

/// A row of signs that stand for what is still to be filled in.
fn blanked(text: &str) -> Option<String> {
    let mut row = String::new();
    for sign in text.chars() {
        if BLANKED.contains(&sign) {
            row.push(sign);
        } else if row.chars().count() > 1 {
            break;
        } else {
            row.clear();
        }
    }
    (row.chars().count() > 1).then_some(row)
}

/// A digit of another kind (①, ½, ٣), which no quantity here is written with.
fn odd_digit(text: &str) -> Option<String> {
    text.chars().find(|&sign| sign.is_numeric() && !sign.is_ascii_digit() && sign != '〇').map(String::from)
}

/// The numbers of a text, with their places in it.
fn number_runs(text: &str) -> Vec<(usize, &str)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|sign: char| sign.is_ascii_digit()).map(|found| at + found) {
        let end = text[start..].find(|sign| !is_number_part(sign)).map_or(text.len(), |found| start + found);
        // A point that is not inside the number ends the sentence, except at the end of all.
        let run = &text[start..end];
        runs.push((start, if end < text.len() { run.trim_end_matches(['.', ',']) } else { run }));
        at = end;
    }
    runs
}

/// What stands between two numbers if it is letters only: the O of 1O0.
fn letters_between(text: &str, runs: &[(usize, &str)]) -> Option<String> {
    runs.windows(2).find_map(|pair| {
        let between = &text[pair[0].0 + pair[0].1.len()..pair[1].0];
        let is_letters = !between.is_empty() && between.chars().all(|sign| sign.is_ascii_alphabetic());
        is_letters.then(|| between.to_owned())
    })
}

fn begins_with_odd_letters(after: &str) -> bool {
    let end = after.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(after.len());
    end > 0 && !is_latin_unit(&after[..end])
}

fn has_chinese(text: &str) -> bool {
    text.contains(|sign| matches!(sign, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'))
}
