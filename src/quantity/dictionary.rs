//! The words of a place, and the reading of one text.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::amount::{amount, amount_in_words, leading_decimal, strip_operator};
use super::explain::{explain, explain_words};
use super::language::{BLANKED, CLOSING, EMPTY_SIGNS, VARIABLES, WRAPPINGS};
use super::numeral::{date_in_digits, half_in_digits, span_in_digits};
use super::opening::opened;
use super::range::range;
use super::split::{COLUMN_ENDS, join_split};
use super::text::{garbled, is_ideograph, key, plain};
use super::{Multiplier, Operator, Quantity, Reading, Unreadable, unit};
use crate::number::Number;

/// Longest text that is looked at, in characters.
const LONGEST: usize = 200;

/// The words with which a place answers instead of numbers, as a rubric's form lists them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// Words for each level of attainment, the highest level first.
    pub tiers: Vec<Vec<String>>,
    /// Words that say that an indicator does not apply.
    pub not_applicable: Vec<String>,
    /// Words that state nothing. Dashes, dots and rows of X need not be listed.
    pub blank: Vec<String>,
    /// Choices of a form that were left as printed.
    pub option_lists: Vec<String>,
    /// Words by which something is stated elsewhere or later: 见附件, 待定.
    pub unstated: Vec<String>,
}

/// Reads targets and actual values with the [`Words`] of a place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Words")]
pub struct Dictionary {
    meanings: HashMap<String, Reading>,
    /// The ideographs of the words that state nothing.
    of_blanks: BTreeSet<char>,
    not_applicable: Option<String>,
}

impl From<Words> for Dictionary {
    fn from(words: Words) -> Self {
        Self::new(&words)
    }
}

impl Dictionary {
    /// Prepares the words for look-up. Of a word with two meanings the first holds, in the order
    /// blank, not applicable, option list, unstated, tiers.
    #[must_use]
    pub fn new(words: &Words) -> Self {
        let mut meanings = HashMap::new();
        let mut add = |list: &[String], meaning: &Reading| {
            for word in list {
                meanings.entry(key(&plain(word))).or_insert_with(|| meaning.clone());
            }
        };
        add(&words.blank, &Reading::Blank);
        add(&words.not_applicable, &Reading::NotApplicable);
        add(&words.option_lists, &Reading::Unreadable(Unreadable::OptionList));
        add(&words.unstated, &Reading::Unreadable(Unreadable::Unstated));
        for (tier, list) in words.tiers.iter().enumerate() {
            add(list, &Reading::Tier(tier));
        }
        let blanks = meanings.iter().filter(|(_, meaning)| **meaning == Reading::Blank);
        let of_blanks =
            blanks.flat_map(|(word, _)| word.chars()).filter(|sign| is_ideograph(*sign)).collect();
        Self { meanings, of_blanks, not_applicable: words.not_applicable.first().cloned() }
    }

    /// The place's first word for an indicator that does not apply.
    #[must_use]
    pub fn not_applicable(&self) -> Option<&String> {
        self.not_applicable.as_ref()
    }

    /// What a target or an actual value states.
    #[must_use]
    pub fn read(&self, raw: &str) -> Reading {
        if let Some(quantity) = bare(raw).filter(|_| !self.meanings.contains_key(raw)) {
            return Reading::Quantity(quantity);
        }
        let text = match self.at_first_sight(raw) {
            Ok(text) => text,
            Err(reading) => return reading,
        };
        let closed = &said_once(without_closing(&text));
        let halved = in_digits(closed);
        let closed = halved.as_deref().unwrap_or(closed);
        let read = if closed.contains(|sign: char| sign.is_ascii_digit()) {
            numeric(closed).map_err(|reason| reason.unwrap_or_else(|| explain(closed)))
        } else {
            match amount_in_words(closed) {
                Some(digits) => numeric(&digits).map_err(|reason| reason.unwrap_or_else(|| explain(closed))),
                None if let Some(reading) = opened_in_words(closed) => Ok(reading),
                None if let Some(digits) = span_in_digits(closed) => {
                    numeric(&digits).map_err(|_| explain(closed))
                }
                None if let Some(date) = date_in_words(closed) => Ok(date),
                None if self.is_choice(closed) => Err(Unreadable::OptionList),
                None => match explain_words(closed) {
                    Some(reason) => Err(reason),
                    None => Ok(Reading::Words(raw.trim().to_owned())),
                },
            }
        };
        read.unwrap_or_else(Reading::Unreadable)
    }

    /// Whether [`read`](Self::read) would say that a text states nothing.
    #[must_use]
    pub fn is_blank(&self, raw: &str) -> bool {
        // No spelling changes an ideograph, and only of three columns in one is some of the text left out.
        let says_something = raw.contains(|sign| is_ideograph(sign) && !self.of_blanks.contains(&sign))
            && !raw.contains(COLUMN_ENDS);
        !says_something && self.at_first_sight(raw) == Err(Reading::Blank)
    }

    /// The text in plain spelling, unless it is known what it states before it is taken apart.
    fn at_first_sight(&self, raw: &str) -> Result<String, Reading> {
        let trimmed = raw.trim();
        if trimmed.chars().nth(LONGEST).is_some() {
            return Err(Reading::Unreadable(Unreadable::TooLong));
        }
        if let Some(character) = garbled(raw) {
            return Err(Reading::Unreadable(Unreadable::Garbled { character }));
        }
        let text = without_variable(unwrapped(&plain(&join_split(None, trimmed, None))));
        if states_nothing(&text) {
            return Err(Reading::Blank);
        }
        if let Some(meaning) = self.meaning(&text) {
            return Err(meaning);
        }
        if without_closing(&text).is_empty() { Err(Reading::Blank) } else { Ok(text) }
    }

    fn meaning(&self, text: &str) -> Option<Reading> {
        // The = of a split target column: "=" and 优.
        let word = text.strip_prefix('=').unwrap_or(text);
        self.meanings.get(&key(word)).cloned()
    }

    /// Whether the text lists words of different tiers: 优/良/中/差.
    fn is_choice(&self, text: &str) -> bool {
        let mut tiers = text.split(['/', '、', ',', ';']).map(|part| match self.meaning(part) {
            Some(Reading::Tier(tier)) => Some(tier),
            _ => None,
        });
        let Some(Some(first)) = tiers.next() else {
            return false;
        };
        let mut differ = false;
        for tier in tiers {
            match tier {
                Some(tier) => differ |= tier != first,
                None => return false,
            }
        }
        differ
    }
}

/// A text of nothing but digits, a point and a percent sign, as figures of cells are: such a one is no
/// date, has no operator and no unit.
fn bare(text: &str) -> Option<Quantity> {
    let (digits, multiplier) = match text.strip_suffix('%') {
        Some(digits) => (digits, Multiplier::Percent),
        None => (text, Multiplier::One),
    };
    let is_bare = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let (number, _) = digits.bytes().all(is_bare).then(|| leading_decimal(digits))??;
    Some(Quantity { operator: None, number, multiplier, unit: None })
}

/// Whether the text is only dashes and dots, or only rows of X: a form not filled in.
pub(super) fn states_nothing(text: &str) -> bool {
    text.chars().all(|sign| EMPTY_SIGNS.contains(&sign))
        || (text.chars().count() > 1 && text.chars().all(|sign| BLANKED.contains(&sign)))
}

/// The text without its full stop. A comma after a digit stays: digits may be lost behind it.
fn without_closing(text: &str) -> &str {
    let closed = text.trim_end_matches(CLOSING);
    let lost =
        text[closed.len()..].starts_with([',', '、']) && closed.ends_with(|sign: char| sign.is_ascii_digit());
    if lost { text } else { closed }
}

/// A date or period without a digit: 第三季度, 年底前, 十二月底前.
fn date_in_words(text: &str) -> Option<Reading> {
    let (operator, rest) = strip_operator(text);
    if !matches!(operator, None | Some(Operator::Equal)) {
        return None;
    }
    let digits = date_in_digits(rest);
    let period = super::date::period(digits.as_deref().unwrap_or(rest))?;
    Some(Reading::Date { from: period.from, to: period.to, before: period.before })
}

/// The text without a (含95%) that repeats its number: 95%(含95%)以上 is 95%(含)以上.
fn said_once(text: &str) -> Cow<'_, str> {
    if let Some(rate) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')).and_then(proved) {
        return rate.into();
    }
    // 超过50人(含) contradicts itself.
    let is_bound = |text: &str| matches!(strip_operator(text).0, Some(Operator::AtLeast | Operator::AtMost));
    if let Some((bound, "含)")) = text.rsplit_once('(').filter(|(bound, _)| is_bound(bound)) {
        return bound.into();
    }
    let Some((before, after)) = text.split_once("(含") else { return text.into() };
    let Some((inner, after)) = after.split_once(')') else { return text.into() };
    let number = strip_operator(before).1;
    let repeats = !inner.is_empty() && number.trim_end_matches(['以', '上', '下', '内']) == inner;
    match repeats {
        true if after.is_empty() && number.len() < before.len() => before.into(),
        true => format!("{before}(含){after}").into(),
        false => text.into(),
    }
}

/// The rate of `100%` and `5/5` where the two counts make just this rate, as far as it is stated.
fn proved<'a>((rate, counts): (&'a str, &str)) -> Option<&'a str> {
    let (_, quantity) = amount(rate).filter(|(bound, quantity)| bound.is_none() && quantity.is_percent())?;
    let count = |text: &str| Some(leading_decimal(text).filter(|(_, unit)| is_counted(unit))?.0);
    let (part, whole) = counts.split_once('/')?;
    let share = count(part)?.divided_by(&count(whole)?)?;
    let digits = rate.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let shown = share.percent(u32::try_from(places).ok()?);
    (shown.trim_end_matches('%').parse::<Number>().ok()? == quantity.number).then_some(rate)
}

/// Whether nothing or a unit that counts stands behind one of the two counts of a share.
fn is_counted(unit: &str) -> bool {
    unit.is_empty() || unit::dimension(unit) == Some(unit::Dimension::Count)
}

/// The text with its half of a span of time in digits: ≤0.5年 of ≤半年.
fn in_digits(text: &str) -> Option<String> {
    let rest = strip_operator(text).1;
    Some(format!("{}{}", &text[..text.len() - rest.len()], half_in_digits(rest)?))
}

/// 每周一次, 满意度九成以上: a number in words behind words that open it.
fn opened_in_words(text: &str) -> Option<Reading> {
    text.char_indices().skip(1).find_map(|(at, _)| {
        let digits = amount_in_words(&text[at..])?;
        opened(&format!("{}{digits}", &text[..at]))
    })
}

/// Reads a text with digits; the reason is `None` where it remains to be found.
fn numeric(text: &str) -> Result<Reading, Option<Unreadable>> {
    let (operator, rest) = strip_operator(text);
    // +2023年 is neither a year nor a number of years.
    if rest.strip_prefix('+').is_some_and(|rest| super::date::period(rest).is_some()) {
        return Err(None);
    }
    if let Some(period) = super::date::period(rest) {
        match operator {
            // ≤12月 may count months or mean December: it stays the number that it is.
            Some(_) if period.month_alone => {}
            None | Some(Operator::Equal | Operator::AtMost) => {
                return Ok(Reading::Date { from: period.from, to: period.to, before: period.before });
            }
            Some(operator) => return Err(Some(Unreadable::DateWithOperator { operator })),
        }
    }
    let Some((bound, quantity)) = amount(rest) else {
        let span = range(text).map(|(from, to)| Reading::Range { from, to });
        return span.or_else(|| opened(text)).ok_or(None);
    };
    match (operator, bound) {
        (Some(first), Some(second)) if first != second => {
            Err(Some(Unreadable::Contradiction { first, second }))
        }
        _ => Ok(Reading::Quantity(super::Quantity { operator: operator.or(bound), ..quantity })),
    }
}
/// A text without brackets or quotes about the whole of it. A figure in round ones may be a negative one.
fn unwrapped(text: &str) -> &str {
    let inside = WRAPPINGS.iter().find_map(|(open, close)| {
        let inside = text.strip_prefix(*open)?.strip_suffix(*close)?;
        let may_be_negative = *open == '(' && strip_operator(inside).0.is_none();
        (!inside.contains([*open, *close]) && !may_be_negative).then_some(inside)
    });
    inside.filter(|inside| !inside.is_empty()).unwrap_or(text)
}

/// A text without the letter that stands for the value: `≥95%` of X≥95%, and the two bounds of
/// 90%≤X≤95% beside each other.
fn without_variable(text: &str) -> String {
    let Some((low, high)) = text.split_once(VARIABLES) else { return text.to_owned() };
    let opens = high.starts_with(['≥', '≤', '>', '<', '=', '≧', '≦']);
    if low.is_empty() && opens {
        return high.to_owned();
    }
    let low = ["≤", "<=", "≦"].iter().find_map(|sign| low.strip_suffix(sign));
    match low.filter(|low| low.starts_with(|c: char| c.is_ascii_digit())) {
        Some(low) if ["≤", "<=", "≦"].iter().any(|sign| high.starts_with(sign)) => {
            format!("≥{low},{high}")
        }
        _ => text.to_owned(),
    }
}
