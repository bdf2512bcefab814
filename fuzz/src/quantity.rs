//! The reader of quantities: nothing is read that does not stand in the text.

use std::collections::BTreeMap;

use jixiao::number::Number;
use jixiao::quantity::{Dictionary, Multiplier, Quantity, Reading, Unreadable, join_split};
use unicode_normalization::UnicodeNormalization;

use super::shipped;

/// Between the columns of a split target: operator, number, unit.
const COLUMNS: char = '\t';

/// Reads the text as a clerk's cell, or as two or three cells of a split target.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let columns: Vec<&str> = text.splitn(3, COLUMNS).collect();
    let joined = match columns[..] {
        [operator, number] => join_split(Some(operator), number, None),
        [operator, number, unit] => join_split(Some(operator), number, Some(unit)),
        _ => text.clone().into_owned(),
    };
    for dictionary in [&Dictionary::default(), &shipped::rubric(0).form.words] {
        let reading = dictionary.read(&joined);
        // A dictionary's own words may hold digits: they say what they are listed for.
        holds(dictionary, &reading, &columns);
        spelling_does_not_matter(dictionary, &joined, &reading);
    }
}

fn holds(dictionary: &Dictionary, reading: &Reading, columns: &[&str]) {
    match reading {
        Reading::Quantity(quantity) => {
            assert!(
                columns.iter().any(|column| stated(column).contains(&quantity.number.abs())),
                "{quantity:?} was made of {columns:?}"
            );
            stands_in(quantity, columns);
            // 每年 before 3次 makes 次/年 of it.
            if let [_, number, _] = columns
                && !columns.concat().contains('每')
                && let Reading::Quantity(Quantity { unit: unit @ Some(_), .. }) = dictionary.read(number)
            {
                assert_eq!(quantity.unit, unit, "two units of {columns:?} became one");
            }
            assert!(quantity.value().to_f64().is_finite());
            let again = dictionary.read(&quantity.to_string());
            assert_eq!(again, *reading, "{columns:?} is {quantity}, which is read otherwise");
        }
        Reading::Range { from, to } => {
            assert!(from.value() < to.value(), "{from} to {to} of {columns:?}");
            let numbers: Vec<Number> = columns.iter().flat_map(|column| stated(column)).collect();
            let tolerance = columns.concat().contains('±');
            for end in [from, to] {
                let is_there = numbers.contains(&end.number.abs());
                assert!(is_there || tolerance, "{end} was made of {columns:?}");
                assert_eq!(end.operator, None);
                if let Some(unit) = &end.unit {
                    assert!(
                        plain(&columns.concat()).replace([' ', '|'], "").contains(unit.as_str()),
                        "{end} of {columns:?}"
                    );
                }
            }
            // Without a unit only the bounds of the span make one of it: ≥50，≤100.
            if to.unit.is_some() || to.is_ratio() {
                assert_eq!(dictionary.read(&format!("{from}至{to}")), *reading, "{columns:?}");
            }
        }
        Reading::Words(words) => {
            assert!(!plain(words).contains(|c: char| c.is_ascii_digit()), "{words:?} are no words");
            assert_eq!(dictionary.read(words), *reading);
        }
        Reading::Blank | Reading::NotApplicable | Reading::Tier(_) => {}
        Reading::Date { from, to, before } => {
            let numbers: Vec<Number> = columns.iter().flat_map(|column| stated(column)).collect();
            for day in from.iter().chain([to]) {
                let parts = [day.year.map(i64::from), day.month.map(i64::from), day.day.map(i64::from)];
                for part in parts.into_iter().flatten() {
                    assert!(numbers.contains(&Number::from(part)), "{day} of {columns:?}");
                }
                assert!(day.day.is_none() || day.month.is_some());
                assert!(day.month.is_none_or(|month| (1..=12).contains(&month)));
                assert!(day.day.is_none_or(|day| (1..=31).contains(&day)));
            }
            let from = from.map(|day| format!("{day}至")).unwrap_or_default();
            let normal = format!("{from}{to}{}", if *before { "前" } else { "" });
            assert_eq!(dictionary.read(&normal), *reading, "{columns:?} is {normal}");
        }
        Reading::Unreadable(reason) => {
            assert!(!reason.to_string().is_empty());
            if let Unreadable::SeveralNumbers { numbers } = reason {
                assert!(numbers.len() > 1);
            }
        }
    }
}

/// Multiplier, unit and sign are in the text too.
fn stands_in(quantity: &Quantity, columns: &[&str]) {
    // Cell by cell: a mark that opens one does not belong to the letter that ends the one before.
    let text: String = columns.iter().map(|column| plain(column).replace([' ', '|'], "")).collect();
    let multiplier = match quantity.multiplier {
        Multiplier::Percent => text.contains(['%', '百', '成']),
        Multiplier::PerMille => text.contains(['‰', '千']),
        other => text.contains(&other.to_string()),
    };
    assert!(multiplier, "{quantity:?} of {text:?}");
    assert!(!quantity.number.is_negative() || text.contains(['-', '−']), "{quantity:?} of {text:?}");
    if let Some(unit) = &quantity.unit {
        let mut parts = unit.split('/');
        let is_there =
            |span: &str| ["每{}", "每个{}", "{}均"].iter().any(|way| text.contains(&way.replace("{}", span)));
        let per_span = parts.next().is_some_and(|what| text.contains(what)) && parts.all(is_there);
        let quarter = unit.ends_with("/季度") && text.contains("每季");
        assert!(text.contains(unit.as_str()) || per_span || quarter, "{quantity:?} of {text:?}");
    }
}

/// Digits of full width say the same.
fn spelling_does_not_matter(dictionary: &Dictionary, text: &str, reading: &Reading) {
    let widened = |c: char| c.to_digit(10).and_then(|digit| char::from_u32('０' as u32 + digit)).unwrap_or(c);
    let wide: String = text.chars().map(widened).collect();
    if matches!(reading, Reading::Quantity(_) | Reading::Date { .. }) {
        assert_eq!(dictionary.read(&wide), *reading, "{text:?}");
    }
}

/// The text with one spelling for digits and signs. Characters that only look like digits (², ①)
/// are none; blanks become one space.
fn plain(text: &str) -> String {
    let seen = text.chars().filter(|c| {
        !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
    });
    let spelled: String = seen
        .map(|c| {
            let alike: String = std::iter::once(c).nfkc().collect();
            let is_digit = matches!(c, '0'..='9' | '０'..='９' | '\u{1d7ce}'..='\u{1d7ff}');
            if c.is_whitespace() {
                " ".to_owned()
            } else if is_digit || !alike.contains(|c: char| c.is_ascii_digit()) {
                // Some signs (¨) are a blank and a mark.
                alike.replace(' ', "")
            } else {
                c.to_string()
            }
        })
        .collect();
    spelled.nfc().collect()
}

/// Every number that stands in a text, in digits or in Chinese numerals, by rules of its own:
/// broader than those of the program, and not made of them.
fn stated(text: &str) -> Vec<Number> {
    let text = plain(text);
    let in_digits = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let mut numbers: Vec<Number> =
        in_digits.filter_map(|run| run.replace(',', "").trim_end_matches('.').parse().ok()).collect();
    // 2023.12.31 is three numbers.
    numbers.extend(text.split(|c: char| !c.is_ascii_digit()).filter_map(|run| run.parse().ok()));
    let spelled: String = text.replace(' ', "").chars().map(small).collect();
    let runs = || spelled.split(|c: char| !"零〇一二两三四五六七八九十百千万亿点".contains(c));
    numbers.extend(runs().filter_map(numeral));
    // 二〇二三 is a row of digits, and 九成五 is 95.
    let row = |run: &str| {
        let digits: Option<String> = run
            .chars()
            .map(|c| "〇一二三四五六七八九".chars().position(|d| d == c))
            .map(|d| d.map(|d| d.to_string()))
            .collect();
        digits?.parse::<Number>().ok()
    };
    numbers.extend(runs().filter_map(row));
    if spelled.contains('成') {
        let tens: Vec<Number> = numbers.iter().map(|number| number * &Number::from(10)).collect();
        numbers.extend(spelled.split('成').collect::<Vec<_>>().windows(2).filter_map(|pair| {
            let last = |text: &str| text.chars().last().map(String::from);
            let first = |text: &str| text.chars().next().map(String::from);
            Some(&(&numeral(&last(pair[0])?)? * &Number::from(10)) + &numeral(&first(pair[1])?)?)
        }));
        numbers.extend(tens);
    }
    for (word, months) in [
        ("季度", &[1, 3, 4, 6, 7, 9, 10, 12][..]),
        ("半年", &[1, 6, 7, 12]),
        ("全年", &[1, 12]),
        ("年底", &[12]),
        ("年末", &[12]),
        ("年终", &[12]),
        ("年内", &[12]),
        ("旬", &[10, 20]),
    ] {
        if spelled.contains(word) {
            numbers.extend(months.iter().map(|month| Number::from(*month)));
        }
    }
    if text.replace(' ', "").contains("百分") {
        // 百分百, 百分之百
        numbers.push(Number::from(100));
    }
    numbers
}

/// A numeral as it is written every day.
fn small(c: char) -> char {
    let capitals = "壹贰叁肆伍陆柒捌玖拾佰仟○".chars().zip("一二三四五六七八九十百千〇".chars());
    capitals.into_iter().find(|(capital, _)| *capital == c).map_or(c, |(_, small)| small)
}

fn numeral(run: &str) -> Option<Number> {
    if let Some((high, low)) = run.split_once('亿') {
        let low = if low.is_empty() { Number::zero() } else { numeral(low)? };
        return Some(&(&numeral(high)? * &Number::ten_to(8)) + &low);
    }
    let values: BTreeMap<char, i64> =
        "零一二三四五六七八九".chars().zip(0..).chain([('〇', 0), ('两', 2)]).collect();
    let (whole, fraction) = run.split_once('点').unwrap_or((run, ""));
    let (mut total, mut section, mut digit) = (0i64, 0i64, 0i64);
    for c in whole.chars() {
        match c {
            '十' | '百' | '千' => {
                let unit =
                    [('十', 10), ('百', 100), ('千', 1000)].into_iter().find(|(name, _)| *name == c)?.1;
                section = section.checked_add(digit.max(1).checked_mul(unit)?)?;
                digit = 0;
            }
            '万' => {
                total = total.checked_add(section)?.checked_add(digit)?.checked_mul(10_000)?;
                (section, digit) = (0, 0);
            }
            other => digit = *values.get(&other)?,
        }
    }
    let digits: Option<String> =
        fraction.chars().map(|c| Some(char::from(b'0' + u8::try_from(*values.get(&c)?).ok()?))).collect();
    format!("{}.{}", total.checked_add(section)?.checked_add(digit)?, digits?).parse().ok()
}
