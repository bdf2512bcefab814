//! Numbers with their units in a sentence: what is stated, and how.
//!
//! Years, days, numbers of documents and of clauses, ordinals and telephone numbers are no figures.

use super::words;
use crate::number::Number;
use crate::quantity::unit::COUNTED;

/// More digits before the point than any amount has; identity and account numbers do.
const MOST_DIGITS: usize = 15;

/// A number in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte behind its unit.
    pub(super) end: usize,
    /// The number as written.
    pub(super) number: Number,
    /// Its digits behind the point.
    pub(super) places: i32,
    /// Its unit.
    pub(super) unit: Unit,
    /// Whether it is a bound or an estimate.
    pub(super) approximate: bool,
}

/// The unit of a number in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Money; the power of ten over 元.
    Money(i32),
    /// %
    Percent,
    /// 分
    Points,
    /// Something counted: the power of ten and the measure word.
    Counted(i32, String),
    /// 万 or 亿 without a word for what.
    Multiple(i32),
    /// No unit.
    None,
}

/// Every number of a sentence that may be a figure, from left to right.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Some(offset) = text[from..].find(|c: char| c.is_ascii_digit()) {
        let start = from + offset;
        let digits = text[start..].find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',' && c != '，');
        let run = &text[start..digits.map_or(text.len(), |length| start + length)];
        let run = &run[..number_length(run, &text[..start], &text[start + run.len()..])];
        let after = start + run.len();
        tokens.extend(token(text, start, run));
        from = after.max(start + 1);
    }
    tokens
}

/// How much of a run of digits and signs between two texts is one number: `1,234.56` of `1,234.56,7`.
fn number_length(run: &str, before: &str, after: &str) -> usize {
    let digits = |from: usize| run[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    let is_short = (1..=3).contains(&end);
    // A wide comma groups digits only where what follows shows that it is no comma of a sentence.
    while let Some(sign) = run[end..].chars().next().filter(|c| is_short && [',', '，'].contains(c)) {
        let group = end + sign.len_utf8();
        let next = run[group + digits(group)..].chars().next();
        // No number begins with a nought, and none without a unit ends a clause before an amount.
        let is_group = next.is_some_and(|c| c == '.' || c == '，')
            || run[group..].starts_with('0')
            || (next.is_none() && is_amount(after) && !is_list(before));
        if digits(group) != 3 || (sign == '，' && !is_group) {
            break;
        }
        end = group + 3;
    }
    let fraction = run[end..].strip_prefix('.').map_or(0, |_| digits(end + 1));
    if fraction > 0 { end + 1 + fraction } else { end }
}

fn is_amount(after: &str) -> bool {
    words::MONEY.iter().any(|(unit, _)| after.starts_with(unit))
}

/// Whether numbers with one unit for all of them may follow: 分别为241，139万元.
fn is_list(before: &str) -> bool {
    let clause = before.rsplit(['。', '；', '，']).next().unwrap_or_default();
    clause.contains("分别") || clause.ends_with('、')
}

fn token(text: &str, start: usize, run: &str) -> Option<Token> {
    let (before, after) = (&text[..start], &text[start + run.len()..]);
    let last = before.chars().next_back();
    let barred = |c: char| c.is_ascii_alphanumeric() || "第〔[#№/.:~～·《-".contains(c);
    let (negative, before) = match last {
        // A sign, not a dash between two numbers.
        Some('-')
            if !before[..before.len() - 1].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-') =>
        {
            (before[..before.len() - 1].ends_with(|c: char| !c.is_ascii()), &before[..before.len() - 1])
        }
        Some(c) if barred(c) => return None,
        _ => (false, before),
    };
    // With the dash that may have been taken for a sign.
    if is_range_end(&text[..start]) || after.starts_with(|c: char| "〕]".contains(c)) || is_range_start(after)
    {
        return None;
    }
    let plain: String = run.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.len() > MOST_DIGITS || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    let is_year = whole.len() == 4 && fraction.is_empty() && !run.contains([',', '，']);
    if is_year && after.starts_with(['年', '-', '/']) {
        return None;
    }
    let number: Number = plain.parse().ok()?;
    let about = words::ABOUT_AFTER.iter().find_map(|word| after.strip_prefix(word));
    let (unit, length) = unit(about.unwrap_or(after))?;
    let end = text.len() - about.unwrap_or(after).len() + length;
    let about_after = words::ABOUT_AFTER.iter().any(|word| text[end..].starts_with(word));
    let about_before = words::ABOUT_BEFORE.iter().any(|word| before.ends_with(word));
    Some(Token {
        start: if negative { start - 1 } else { start },
        end,
        number: if negative { -number } else { number },
        places: i32::try_from(fraction.len()).ok()?,
        unit,
        approximate: about.is_some() || about_after || about_before,
    })
}

/// Units that stand behind either end of a range.
const RANGE_UNITS: &str = "万亿元%人次场篇个家户件条批台亩项份期天名";

/// `5至` and `5-` before a number make a range of it, of which no end is a figure.
fn is_range_end(before: &str) -> bool {
    ["至", "到", "～", "~", "—", "-"].iter().filter_map(|joint| before.strip_suffix(joint)).any(|rest| {
        let rest = rest.trim_end_matches(|c: char| RANGE_UNITS.contains(c));
        rest.ends_with(|c: char| c.is_ascii_digit())
    })
}

fn is_range_start(after: &str) -> bool {
    let after = after.trim_start_matches(|c: char| RANGE_UNITS.contains(c));
    ["至", "到", "～", "~", "—", "-"]
        .iter()
        .filter_map(|joint| after.strip_prefix(joint))
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The unit at the beginning of what follows a number, and its length; `None` where the number is
/// no figure at all (a day, a time, a foreign currency).
fn unit(after: &str) -> Option<(Unit, usize)> {
    const DATES: [&str; 14] =
        ["年", "月", "日", "号", "时", "点", "世纪", "岁", "周年", "级", "楼", "万美元", "美元", "港元"];
    if after.starts_with('%') {
        return Some((Unit::Percent, 1));
    }
    for (word, exponent) in words::MONEY {
        // 万元 of one's own, not 元旦 and 元宵.
        if let Some(rest) = after.strip_prefix(word)
            && !(*word == "元" && rest.starts_with(['旦', '宵', '月', '素', '件']))
        {
            return Some((Unit::Money(*exponent), word.len()));
        }
    }
    if DATES.iter().any(|word| after.starts_with(word)) || after.starts_with("个百分点") {
        return None;
    }
    if let Some(rest) = after.strip_prefix('分') {
        let other = "之钟别局行管公类项析配散解享期批布值为步层级所院支会";
        return (!rest.starts_with(|c: char| other.contains(c))).then_some((Unit::Points, '分'.len_utf8()));
    }
    let multiple = words::MULTIPLES
        .iter()
        .find_map(|(word, exponent)| after.strip_prefix(word).map(|rest| (rest, word.len(), *exponent)));
    let (rest, skipped, exponent) = multiple.unwrap_or((after, 0, 0));
    let measure = COUNTED.iter().find(|word| rest.starts_with(**word));
    match measure {
        Some(measure) if is_counted(&rest[measure.len()..]) => {
            Some((Unit::Counted(exponent, (*measure).to_owned()), skipped + measure.len()))
        }
        Some(_) => None,
        None if multiple.is_some() && exponent >= 4 => Some((Unit::Multiple(exponent), skipped)),
        None => Some((Unit::None, 0)),
    }
}

/// Whether what follows a measure word leaves it one: not 个月, 项问题.
fn is_counted(rest: &str) -> bool {
    !words::NOT_COUNTED.iter().any(|word| rest.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let shown = |token: &Token| {
            let about = if token.approximate { "≈" } else { "" };
            let unit = match &token.unit {
                Unit::Money(exponent) => format!("元e{exponent}"),
                Unit::Percent => "%".to_owned(),
                Unit::Points => "分".to_owned(),
                Unit::Counted(0, word) => word.clone(),
                Unit::Counted(exponent, word) => format!("e{exponent}{word}"),
                Unit::Multiple(exponent) => format!("e{exponent}"),
                Unit::None => String::new(),
            };
            format!("{about}{}{unit}", token.number)
        };
        tokens(text).iter().map(shown).collect()
    }

    #[test]
    fn numbers_are_read_with_their_units() {
        for (text, wanted) in [
            ("总收入380.78万元，其中0.07万元", &["380.78元e4", "0.07元e4"][..]),
            ("培训5次至10次", &[]),
            ("每场3人-5人，共8人", &["8人"]),
            ("1,234.56万元", &["1234.56元e4"]),
            ("1，234.56元", &["1234.56元e0"]),
            ("培训3，120人次", &["3", "120人次"]),
            ("事业收入5，000万元", &["5000元e4"]),
            ("事业收入5，123万元", &["5123元e4"]),
            ("培训3，020人次", &["3020人次"]),
            ("分别为241，139万元", &["241", "139元e4"]),
            ("第3组5，600元", &["5600元e0"]),
            ("约3.2亿元", &["≈3.2元e8"]),
            ("受益13万人次", &["13e4人次"]),
            ("70余场、100人以上", &["≈70场", "≈100人"]),
            ("下降-3.5%", &["-3.5%"]),
            ("得分96.5分", &["96.5分"]),
            ("380.78万", &["380.78e4"]),
            ("20名干部", &["20名"]),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_figure_is_none() {
        for text in [
            "2023年12月31日",
            "财预〔2020〕10号",
            "电话020-81234567",
            "第73场",
            "5-10次",
            "5至10万元",
            "3个月",
            "2个百分点",
            "2023-2025年",
            "0731号",
            "5万美元",
            "3个方面",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }
}
