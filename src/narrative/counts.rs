//! Things counted: a number, a measure word, and what the sentence says is counted.

use super::figures::Finder;
use super::flow::Sentence;
use super::number::Token;
use super::{Count, words};
use crate::number::Number;
use crate::quantity::unit::COUNTED;

/// Signs at which the words of a count end.
const BREAKS: &[char] = &['，', '。', '；', '、', '：', ':', ',', '(', ')', '《', '》', '！', '？', ' '];
/// Words that stand between what is counted and the number.
const LEADS: &[&str] = &[
    "共", "共计", "累计", "合计", "总计", "达", "达到", "了", "完成", "为", "有", "已", "各", "约", "计",
    "全年", "分别", "数", "等",
];
/// Words that open such a clause and say nothing of what is counted.
const OPENINGS: &[&str] = &["全年", "累计", "共计", "共", "其中", "本年度", "年内"];
/// Words that make one of many, or a measure of something else, of a number.
const EACH: &[&str] = &[
    "每", "人均", "平均", "日均", "前", "近", "占", "增加", "减少", "增长", "下降", "提高", "降低", "多",
    "少", "第",
];
/// What is counted has at least so many characters.
const FEWEST: usize = 2;
/// Words behind a count are kept up to so many characters.
const MOST_AFTER: usize = 16;

/// The count that a token is, if its sentence says of what.
pub(super) fn count(
    finder: &Finder<'_>,
    sentence: &Sentence,
    token: &Token,
    exponent: i32,
    measure: &str,
) -> Option<Count> {
    let text = &sentence.text;
    let clause = text[..token.start].rsplit(BREAKS).next().unwrap_or_default();
    if clause.contains('每') || EACH.iter().any(|word| clause.ends_with(word)) {
        return None;
    }
    // What a number before it counts is not what this one counts.
    let clause = match clause.rsplit_once(|c: char| c.is_ascii_digit()) {
        Some((_, rest)) => COUNTED.iter().find_map(|m| rest.strip_prefix(m)).unwrap_or(rest),
        None => clause,
    };
    let mut before = clause;
    while let Some(rest) = words::strip_longest(before, LEADS) {
        before = rest;
    }
    while let Some(rest) = OPENINGS.iter().find_map(|word| before.strip_prefix(word)) {
        before = rest;
    }
    let after: String = text[token.end..]
        .chars()
        .take_while(|c| !BREAKS.contains(c) && !c.is_ascii_digit())
        .take(MOST_AFTER)
        .collect();
    let is_named = before.chars().count() >= FEWEST || after.chars().count() >= FEWEST;
    is_named.then(|| Count {
        before: before.to_owned(),
        after,
        value: &token.number * &Number::ten_to(exponent),
        step: Number::ten_to(exponent - token.places),
        unit: measure.to_owned(),
        said: finder.said(sentence, token),
    })
}
