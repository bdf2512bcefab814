//! Words before a quantity that do not change it: 共3次, 满意度≥95%, 每年2次.

use super::amount::{signed_amount, strip_operator};
use super::language::{
    COUNT_NAMES, DEEDS, IS_OPENINGS, NAME_JOINTS, NO_NAME, NO_SHARES, OPERATORS, PER_OPENINGS,
    PRICE_OPENINGS, RANGE_NO_UNIT, RATE_NAMES, SHARE_NAMES, SPENT_OPENINGS, WHOLE_OPENINGS,
};
use super::range::range;
use super::text::{is_ideograph, strip_longest_prefix};
use super::unit::{self, Dimension};
use super::{Multiplier, Quantity, Reading};

/// The longest name of a figure, in characters.
const LONGEST_NAME: usize = 16;

/// Reads a whole text that opens with words: a count of all, a count of a span of time, a figure
/// behind its own name.
pub(super) fn opened(text: &str) -> Option<Reading> {
    let readers = [whole, deed, spent, per, per_behind, price, is, named];
    readers.into_iter().find_map(|read| read(text))
}

/// 共3次, 已完成12场; not 完成95%, which is a share of some plan.
fn whole(text: &str) -> Option<Reading> {
    let quantity = signed_amount(strip_longest_prefix(text, WHOLE_OPENINGS)?)?;
    let unit = quantity.unit.as_deref()?;
    let is_count = !RANGE_NO_UNIT.contains(&unit) && unit != "年" && unit != "号";
    is_count.then_some(Reading::Quantity(quantity))
}

/// 举办12场, 全年共开展12次.
fn deed(text: &str) -> Option<Reading> {
    let text = strip_longest_prefix(text, WHOLE_OPENINGS).unwrap_or(text);
    let rest = strip_longest_prefix(text, DEEDS)?;
    let quantity = signed_amount(rest.strip_prefix('了').unwrap_or(rest))?;
    let is_count = quantity.unit.as_deref().and_then(unit::dimension) == Some(Dimension::Count);
    is_count.then_some(Reading::Quantity(quantity))
}

/// 实际支出120.5万元: only of money, since 已支付100% is a share of some sum.
fn spent(text: &str) -> Option<Reading> {
    let quantity = signed_amount(strip_longest_prefix(text, SPENT_OPENINGS)?)?;
    (quantity.unit.as_deref() == Some("元")).then_some(Reading::Quantity(quantity))
}

/// 每人300元 is 300元/人, 每人每月100元 is 100元/人/月.
fn price(text: &str) -> Option<Reading> {
    let opened = |words: &'static [(&str, &str)], text: &'_ str| {
        words.iter().find_map(|(word, of)| Some((*of, text.strip_prefix(word)?.len())))
    };
    let (thing, rest) = opened(PRICE_OPENINGS, text)?;
    let rest = &text[text.len() - rest..];
    let span = opened(PER_OPENINGS, rest);
    let (span, rest) =
        span.map_or((String::new(), rest), |(span, left)| (format!("/{span}"), &rest[rest.len() - left..]));
    let quantity = signed_amount(rest)?;
    let unit = quantity.unit.filter(|unit| unit == "元")?;
    Some(Reading::Quantity(Quantity { unit: Some(format!("{unit}/{thing}{span}")), ..quantity }))
}

/// 每年3次 is 3次/年.
fn per(text: &str) -> Option<Reading> {
    // 至少每月1次
    let (operator, text) = strip_operator(text);
    let (span, rest) = PER_OPENINGS.iter().find_map(|(word, span)| Some((span, text.strip_prefix(word)?)))?;
    let quantity = signed_amount(rest)?;
    if operator.is_some() && quantity.operator.is_some() {
        return None;
    }
    let quantity = Quantity { operator: operator.or(quantity.operator), ..quantity };
    of_span(quantity, span)
}

/// 4次每年 and 4次/每年 are 4次/年.
fn per_behind(text: &str) -> Option<Reading> {
    let (span, rest) = PER_OPENINGS.iter().find_map(|(word, span)| Some((span, text.strip_suffix(word)?)))?;
    of_span(signed_amount(rest.strip_suffix('/').unwrap_or(rest))?, span)
}

/// A count as one of a span of time.
fn of_span(quantity: Quantity, span: &str) -> Option<Reading> {
    let unit = quantity.unit.filter(|unit| !unit.contains('/') && !RANGE_NO_UNIT.contains(&unit.as_str()))?;
    Some(Reading::Quantity(Quantity { unit: Some(format!("{unit}/{span}")), ..quantity }))
}

/// 实际98%, 达95%.
fn is(text: &str) -> Option<Reading> {
    let quantity = signed_amount(strip_longest_prefix(text, IS_OPENINGS)?)?;
    is_stated(&quantity).then_some(Reading::Quantity(quantity))
}

/// 满意度≥95%, 培训人数120人: the figure's own name before it.
fn named(text: &str) -> Option<Reading> {
    let ends = text.char_indices().map(|(at, sign)| at + sign.len_utf8()).take(LONGEST_NAME);
    let mut cuts: Vec<usize> = ends.filter(|&end| end < text.len()).collect();
    cuts.reverse();
    cuts.into_iter().find_map(|end| {
        let (name, rest) = text.split_at(end);
        let of_rate = RATE_NAMES.iter().any(|ending| name.ends_with(ending));
        let of_count = COUNT_NAMES.iter().any(|ending| name.ends_with(ending));
        let is_name = name.chars().nth(1).is_some()
            && name.chars().all(is_ideograph)
            && !NO_NAME.iter().any(|word| name.contains(word))
            && !holds_operator(name);
        if !is_name || !(of_rate || of_count) {
            return None;
        }
        let bare = NAME_JOINTS.iter().find_map(|joint| rest.strip_prefix(joint)).unwrap_or(rest);
        if let Some(quantity) = signed_amount(rest).or_else(|| signed_amount(bare)) {
            let is_rate =
                quantity.multiplier == Multiplier::Percent || quantity.multiplier == Multiplier::PerMille;
            // 产量12月 is a month, or half a sentence.
            let is_month = quantity.unit.as_deref() == Some("月");
            let fits = if of_rate { is_rate } else { !is_rate && !is_month && is_stated(&quantity) };
            return fits.then_some(Reading::Quantity(quantity));
        }
        let (from, to) = range(bare)?;
        (of_rate == to.is_percent()).then_some(Reading::Range { from, to })
    })
}

/// Whether a name says how the figure is to be taken: 少于产量 is none.
fn holds_operator(name: &str) -> bool {
    OPERATORS.iter().any(|(word, _)| word.chars().nth(1).is_some() && name.contains(word))
}

/// Whether an indicator's name says that it is a part of a whole: 参保率, 优良天数比例.
#[must_use]
pub fn names_a_rate(name: &str) -> bool {
    SHARE_NAMES.iter().any(|ending| name.ends_with(ending))
        && !NO_SHARES.iter().any(|word| name.ends_with(word))
}

/// Whether anything but the number was stated.
fn is_stated(quantity: &Quantity) -> bool {
    quantity.unit.is_some() || quantity.multiplier != Multiplier::One || quantity.operator.is_some()
}
