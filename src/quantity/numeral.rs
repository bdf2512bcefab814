//! Numbers in Chinese words: 十二, 一百零五, 两万三千, 九十五点五, 叁佰.
//!
//! Only the strict form is read. 一百二 (colloquially 120) and 二三 (two or three) are not.

use super::language::{RANGE_DASHES, RANGE_JOINTS, SPANS};

/// Whether the character may stand in a numeral.
pub(super) fn is_numeral(sign: char) -> bool {
    digit(sign).is_some()
        || unit(sign).is_some()
        || tens(sign).is_some()
        || ZEROS.contains(&sign)
        || MYRIADS.contains(&sign)
}

/// Whether a text of numerals alone is a number and not a dash, a rank or a row of digits: it counts
/// in tens or more.
pub(super) fn is_plain_number(text: &str) -> bool {
    text.chars().nth(1).is_some()
        && text.contains(|sign| unit(sign).is_some() || tens(sign).is_some() || MYRIADS.contains(&sign))
}

const ZEROS: [char; 2] = ['零', '〇'];
const MYRIADS: [char; 2] = ['万', '亿'];

/// The numeral at the beginning, with its fraction, and what follows it.
pub(super) fn leading(text: &str) -> (&str, &str) {
    let end = |from: usize| text[from..].find(|sign| !is_numeral(sign)).map_or(text.len(), |at| from + at);
    let whole = end(0);
    let fraction = text[whole..].strip_prefix('点').filter(|rest| rest.starts_with(is_numeral));
    text.split_at(fraction.map_or(whole, |rest| end(text.len() - rest.len())))
}

/// The numeral as decimal text.
pub(super) fn decimal(numeral: &str) -> Option<String> {
    let spelled: String = numeral.chars().flat_map(in_tens).collect();
    let Some((whole, fraction)) = spelled.split_once('点') else {
        return whole_number(&spelled).map(|whole| whole.to_string());
    };
    let whole = whole_number(whole)?;
    let fraction: String = fraction
        .chars()
        .map(|sign| year_digit(sign).and_then(|value| char::from_digit(value, 10)))
        .collect::<Option<_>>()?;
    (!fraction.is_empty()).then(|| format!("{whole}.{fraction}"))
}

fn whole_number(numeral: &str) -> Option<u64> {
    if numeral == "零" {
        return Some(0);
    }
    for (name, factor) in [('亿', 100_000_000), ('万', 10_000)] {
        let Some((high, low)) = numeral.split_once(name) else { continue };
        let high = below_ten_thousand(high)? * factor;
        if low.is_empty() {
            return Some(high);
        }
        // 一万二 may be 12000 or 10002; only 一万二千 and 一万零二 are plain.
        let after_zero = low.strip_prefix(ZEROS);
        let value = whole_number(after_zero.unwrap_or(low)).filter(|&value| value > 0 && value < factor)?;
        return ((value >= factor / 10) != after_zero.is_some()).then_some(high + value);
    }
    below_ten_thousand(numeral)
}

fn below_ten_thousand(numeral: &str) -> Option<u64> {
    let (mut total, mut smallest, mut pending, mut after_zero) = (0, 10_000, None, false);
    for sign in numeral.chars() {
        if let Some(value) = digit(sign) {
            if pending.replace(value).is_some() {
                return None;
            }
        } else if ZEROS.contains(&sign) {
            if pending.is_some() || after_zero || total == 0 {
                return None;
            }
            after_zero = true;
        } else {
            let unit = unit(sign).filter(|&unit| unit < smallest)?;
            // 十二 stands for 一十二, but 百 alone is no number.
            let count = pending.take().or((unit == 10 && total == 0).then_some(1))?;
            total += count * unit;
            smallest = unit;
            after_zero = false;
        }
    }
    match pending {
        Some(ones) => (total == 0 || smallest == 10 || after_zero).then_some(total + ones),
        None => (total > 0 && !after_zero).then_some(total),
    }
}

/// The text of a date in words with digits instead: `2023年12月底前` of 二〇二三年十二月底前.
pub(super) fn date_in_digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    let mut rest = text;
    let year: String = rest.chars().take_while(|&sign| year_digit(sign).is_some()).collect();
    if year.chars().count() == 4 && rest[year.len()..].starts_with('年') {
        digits.extend(year.chars().filter_map(year_digit).filter_map(|value| char::from_digit(value, 10)));
        digits.push('年');
        rest = &rest[year.len() + '年'.len_utf8()..];
    }
    for name in ['月', '日'] {
        let end = rest.find(|sign| !is_numeral(sign)).unwrap_or(rest.len());
        if end > 0 && rest[end..].starts_with(name) {
            digits.push_str(&decimal(&rest[..end])?);
            digits.push(name);
            rest = &rest[end + name.len_utf8()..];
        }
    }
    (!digits.is_empty()).then(|| digits + rest)
}

/// The text of a span in words with digits instead: `3至5天` of 三至五天. Nothing else may be in it.
pub(super) fn span_in_digits(text: &str) -> Option<String> {
    let at = text.find(|sign| RANGE_JOINTS.contains(&sign) || RANGE_DASHES.contains(&sign))?;
    let joint = text[at..].chars().next()?;
    let in_digits = |part: &str| {
        let end = part.find(|sign| !is_numeral(sign)).unwrap_or(part.len());
        Some(format!("{}{}", decimal(&part[..end])?, &part[end..]))
    };
    Some(format!("{}{joint}{}", in_digits(&text[..at])?, in_digits(&text[at + joint.len_utf8()..])?))
}

/// `二十` of 廿.
fn in_tens(sign: char) -> impl Iterator<Item = char> {
    let tens = tens(sign);
    std::iter::once(tens.unwrap_or(sign)).chain(tens.map(|_| '十'))
}

/// How many tens one sign stands for.
fn tens(sign: char) -> Option<char> {
    match sign {
        '廿' => Some('二'),
        '卅' => Some('三'),
        _ => None,
    }
}

/// The text with the half of a span of time in digits: `0.5年内` of 半年内, `1.5个月` of 1个半月,
/// `2.5年` of 两年半.
pub(super) fn half_in_digits(text: &str) -> Option<String> {
    let at = text.find('半')?;
    let (before, after) = (&text[..at], &text[at + '半'.len_utf8()..]);
    let is_span = |unit: &str| SPANS.iter().any(|span| unit.starts_with(span));
    let whole = |number: &str| {
        let is_digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits { Some(number.to_owned()) } else { decimal(number).filter(|d| !d.contains('.')) }
    };
    // 半年, 半小时
    if before.is_empty() {
        return (is_span(after) && !after.starts_with('日')).then(|| format!("0.5{after}"));
    }
    // 1个半月
    if let Some(number) = before.strip_suffix('个').and_then(whole)
        && is_span(&format!("个{after}"))
    {
        return Some(format!("{number}.5个{after}"));
    }
    // 两年半
    let (number, unit) = SPANS.iter().find_map(|unit| Some((whole(before.strip_suffix(unit)?)?, unit)))?;
    let closed = after.is_empty() || ["内", "以"].iter().any(|word| after.starts_with(word));
    closed.then(|| format!("{number}.5{unit}{after}"))
}

fn year_digit(sign: char) -> Option<u32> {
    if ZEROS.contains(&sign) || sign == '○' {
        Some(0)
    } else {
        digit(sign).and_then(|value| value.try_into().ok())
    }
}

fn digit(sign: char) -> Option<u64> {
    let value = match sign {
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    };
    Some(value)
}

fn unit(sign: char) -> Option<u64> {
    match sign {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn reads_strict_numerals_only() {
        for (numeral, expected) in [
            ("零", "0"),
            ("三", "3"),
            ("十", "10"),
            ("十二", "12"),
            ("二十", "20"),
            ("九十五", "95"),
            ("一百零五", "105"),
            ("一百二十", "120"),
            ("一千零二十", "1020"),
            ("两千三百", "2300"),
            ("两万三千", "23000"),
            ("十万", "100000"),
            ("一万零二", "10002"),
            ("九十五点零五", "95.05"),
            ("一亿", "100000000"),
            ("一亿两千万", "120000000"),
            ("三亿零五百万", "305000000"),
            ("一千二百万", "12000000"),
            ("叁佰伍拾", "350"),
            ("贰万叁仟", "23000"),
        ] {
            assert_eq!(decimal(numeral).as_deref(), Some(expected), "{numeral}");
        }
        for refused in [
            "",
            "百",
            "万",
            "二三",
            "一百二",
            "一万二",
            "十十",
            "二〇二三",
            "一零",
            "百十",
            "五点",
            "零三",
            "十百",
            "一万零",
            "一亿二",
            "一亿二百万",
            "一万零两千",
            "一亿零",
        ] {
            assert_eq!(decimal(refused), None, "{refused}");
        }
    }
}
