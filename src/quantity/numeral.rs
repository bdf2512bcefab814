//! Numbers in Chinese words: 十二, 一百零五, 两万三千, 九十五点五.
//!
//! Only the strict form is read. 一百二 (colloquially 120) and 二三 (two or three) are not.

/// Whether the character may stand in a numeral.
pub(super) fn is_numeral(sign: char) -> bool {
    digit(sign).is_some() || unit(sign).is_some() || ZEROS.contains(&sign) || sign == '万'
}

const ZEROS: [char; 2] = ['零', '〇'];

/// The numeral as decimal text.
pub(super) fn decimal(numeral: &str) -> Option<String> {
    let Some((whole, fraction)) = numeral.split_once('点') else {
        return whole_number(numeral).map(|whole| whole.to_string());
    };
    let whole = whole_number(whole)?;
    let fraction: String = fraction
        .chars()
        .map(|sign| if ZEROS.contains(&sign) { Some(0) } else { digit(sign) })
        .map(|value| value.and_then(|value| char::from_digit(value, 10)))
        .collect::<Option<_>>()?;
    (!fraction.is_empty()).then(|| format!("{whole}.{fraction}"))
}

fn whole_number(numeral: &str) -> Option<u32> {
    if numeral == "零" {
        return Some(0);
    }
    let Some((high, low)) = numeral.split_once('万') else {
        return below_ten_thousand(numeral);
    };
    let high = below_ten_thousand(high)? * 10_000;
    if low.is_empty() {
        return Some(high);
    }
    // 一万二 may be 12000 or 10002; only 一万二千 and 一万零二 are plain.
    match low.strip_prefix(ZEROS) {
        Some(low) => Some(high + below_ten_thousand(low)?),
        None if low.contains('千') => Some(high + below_ten_thousand(low)?),
        None => None,
    }
}

fn below_ten_thousand(numeral: &str) -> Option<u32> {
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

fn digit(sign: char) -> Option<u32> {
    let value = match sign {
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    Some(value)
}

fn unit(sign: char) -> Option<u32> {
    match sign {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
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
        ] {
            assert_eq!(decimal(refused), None, "{refused}");
        }
    }
}
