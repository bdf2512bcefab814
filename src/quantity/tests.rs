//! The table of readings, and properties that hold for every text.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

/// Words of published forms, and some obvious synonyms.
const WORDS: &str = r#"
tiers = [
    ["达成年度指标", "达成预期指标", "达成预期目标", "达成", "完成", "已完成", "全部完成", "已完成100%", "是", "达标", "√"],
    ["部分达成年度指标并具有一定效果", "部分达成", "基本达到", "基本完成"],
    ["未达成年度指标且效果较差", "未达成", "未完成", "否"],
]
not_applicable = ["不适用", "N/A", "不涉及"]
blank = ["—", "-", "/", "*", "……", "无", "XX"]
option_lists = ["好坏", "建立与否", "是否"]
unstated = ["见附件", "详见附件", "待定"]
"#;

const TABLE: &str = include_str!("../../tests/quantities.tsv");

pub(super) fn dictionary() -> Dictionary {
    toml::from_str(WORDS).unwrap()
}

fn quantity(raw: &str) -> Option<Quantity> {
    match dictionary().read(raw) {
        Reading::Quantity(quantity) => Some(quantity),
        _ => None,
    }
}

/// The columns kind, operator, number, multiplier and unit of a reading.
fn columns(reading: &Reading) -> [String; 5] {
    let none = String::new;
    match reading {
        Reading::Blank => ["blank".into(), none(), none(), none(), none()],
        Reading::NotApplicable => ["not_applicable".into(), none(), none(), none(), none()],
        Reading::Quantity(quantity) => [
            "quantity".into(),
            quantity.operator.map(|operator| operator.to_string()).unwrap_or_default(),
            quantity.number.fixed(20).trim_end_matches('0').trim_end_matches('.').to_owned(),
            quantity.multiplier.to_string(),
            quantity.unit.clone().unwrap_or_default(),
        ],
        Reading::Range { from, to } => [
            "range".into(),
            none(),
            format!("{}～{}", from.number.plain(), to.number.plain()),
            to.multiplier.to_string(),
            to.unit.clone().unwrap_or_default(),
        ],
        Reading::Tier(tier) => ["tier".into(), none(), tier.to_string(), none(), none()],
        Reading::Date { from, to, before } => [
            "date".into(),
            if *before { "前".into() } else { none() },
            from.map_or_else(|| to.to_string(), |from| format!("{from}～{to}")),
            none(),
            none(),
        ],
        Reading::Words(words) => ["words".into(), none(), words.clone(), none(), none()],
        Reading::Unreadable(reason) => {
            let (kind, part) = match reason {
                Unreadable::Sentence { number } => ("sentence", number.clone()),
                Unreadable::Approximate { number } => ("approximate", number.clone()),
                Unreadable::SeveralNumbers { numbers } => ("several_numbers", numbers.join(" ")),
                Unreadable::Damaged { part } => ("damaged", part.clone()),
                Unreadable::Contradiction { first, second } => ("contradiction", format!("{first}{second}")),
                Unreadable::DateWithOperator { operator } => ("date_with_operator", operator.to_string()),
                Unreadable::Unstated => ("unstated", String::new()),
                Unreadable::OptionList => ("option_list", none()),
                Unreadable::Garbled { character } => ("garbled", character.escape_unicode().to_string()),
                Unreadable::TooLong => ("too_long", none()),
            };
            [kind.into(), none(), part, none(), none()]
        }
    }
}

/// The raw column, in which `\n` and `\u{85}` stand for characters that a table cannot show.
fn unescaped(column: &str) -> String {
    let mut raw = String::new();
    let mut rest = column;
    while let Some((before, after)) = rest.split_once('\\') {
        raw.push_str(before);
        if let Some(after) = after.strip_prefix('n') {
            raw.push('\n');
            rest = after;
        } else if let Some((code, after)) = after.strip_prefix("u{").and_then(|code| code.split_once('}')) {
            raw.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
            rest = after;
        } else {
            raw.push('\\');
            rest = after;
        }
    }
    raw.push_str(rest);
    raw
}

fn table() -> impl Iterator<Item = Vec<&'static str>> {
    TABLE.lines().skip(1).map(|line| line.split('\t').collect())
}

#[test]
fn every_line_of_the_table_holds() {
    let dictionary = dictionary();
    let mut differences = String::new();
    let mut seen = BTreeSet::new();
    for (line, row) in table().enumerate() {
        let line = line + 2;
        if row.len() != 7 {
            writeln!(differences, "line {line}: {} columns instead of 7", row.len()).unwrap();
            continue;
        }
        let raw = unescaped(row[0]);
        let read = columns(&dictionary.read(&raw));
        if read[..] != row[1..6] {
            writeln!(differences, "line {line}: {raw:?}\n  table {:?}\n  read  {read:?}", &row[1..6])
                .unwrap();
        }
        if !seen.insert(raw) {
            writeln!(differences, "line {line}: listed twice").unwrap();
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn the_table_lists_every_published_string() {
    let folder = std::env::var_os("JIXIAO_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let path = folder.join("raw_strings.tsv");
    let Ok(published) = std::fs::read_to_string(&path) else {
        eprintln!("passed over: {} is not there", path.display());
        return;
    };
    let listed: BTreeSet<String> = table().map(|row| unescaped(row[0])).collect();
    let missing: BTreeSet<&str> = published
        .lines()
        .skip(1)
        .flat_map(|line| line.split('\t').take(2))
        .filter(|raw| !raw.is_empty() && !listed.contains(*raw))
        .collect();
    assert!(missing.is_empty(), "not in tests/quantities.tsv: {missing:#?}");
}

#[test]
fn values_take_the_multiplier() {
    for (raw, value) in [
        ("13万人次", "130000"),
        ("95%", "0.95"),
        ("5‰", "0.005"),
        ("2百万元", "2000000"),
        ("1.5亿元", "150000000"),
        ("3千万元", "30000000"),
        ("7千元", "7000"),
        ("-0.300000152587891", "-0.300000152587891"),
    ] {
        assert_eq!(quantity(raw).unwrap().value(), value.parse().unwrap(), "{raw}");
    }
    assert!(quantity("95%").unwrap().is_percent());
    assert!(!quantity("95").unwrap().is_percent());
}

#[test]
fn columns_are_joined_without_doubling() {
    for (operator, number, unit, joined) in [
        (Some("≧"), "735", Some("人次"), "≧735人次"),
        (Some("定性"), "是", Some("/"), "是"),
        (Some("定性指标"), "好", Some(""), "好"),
        (Some("定量指标"), "100%", Some("%"), "100%"),
        (Some("反向指标"), "5", Some("%"), "≤5%"),
        (Some("正向指标"), "≥5", Some("个"), "≥5个"),
        (Some("="), "100%", Some("%"), "=100%"),
        (Some("="), "100%", Some("%(百分比)"), "=100%"),
        (Some("="), "13万元", Some("万元"), "=13万元"),
        (Some("="), "13万元", Some("元"), "=13万元"),
        (Some("≥"), "≥95", Some("%"), "≥95%"),
        (Some("≧"), "不低于95%", None, "不低于95%"),
        (Some("="), "≥95", Some("%"), "=≥95%"),
        (Some("≥"), "", Some("人次"), ""),
        (Some("≥"), "—", Some("人次"), "—"),
        (Some("—"), "5", Some("—"), "5"),
        (None, "500", Some("100人"), "500 100人"),
        (Some("2"), "2", None, "2 2"),
        (Some("="), "728座", Some("元"), "=728座、元"),
        (Some("="), "100元", Some("元/人"), "=100元、元/人"),
        (Some("="), "13万", Some("元"), "=13万元"),
        (Some(""), " |0|辆m ", Some("头"), "0辆m、头"),
        (None, "5", None, "5"),
        (None, "= | 100 | %", None, "=100%"),
        (None, "≧ | 735 | 人次", None, "≧735人次"),
        (None, "定性 | 优 | ", None, "优"),
        (None, " | 5 | 个", None, "5个"),
        (None, "10 | 20 | 30", None, "10 | 20 | 30"),
    ] {
        assert_eq!(join_split(operator, number, unit), joined, "{operator:?} {number:?} {unit:?}");
    }
}

#[test]
fn long_texts_are_refused_unread() {
    let reading = dictionary().read(&"好".repeat(201));
    assert_eq!(reading, Reading::Unreadable(Unreadable::TooLong));
    assert_eq!(dictionary().read(&" ".repeat(100_000)), Reading::Blank);
    assert!(matches!(dictionary().read(&"好".repeat(200)), Reading::Words(_)));
}

#[test]
fn a_word_listed_twice_keeps_its_first_meaning() {
    let dictionary: Dictionary = toml::from_str(r#"tiers = [["N / A", "完成。"], ["完成"]]"#).unwrap();
    assert_eq!(dictionary.read("完成"), Reading::Tier(0));
    assert_eq!(dictionary.read("n/a"), Reading::Tier(0));
    assert!(toml::from_str::<Dictionary>(r#"tires = [["完成"]]"#).is_err());
}

/// Pieces of the grammar, and what damages it.
const PIECES: &[&str] = &[
    "≥",
    "<=",
    "》",
    "=",
    "不少于",
    "控制在",
    "以上",
    "以内",
    "内",
    "12",
    "95",
    "0",
    "1,234",
    "1,23",
    ".",
    ",",
    "3.5",
    "-",
    "+",
    " ",
    "%",
    "‰",
    "百分之",
    "百分比",
    "万",
    "千",
    "百万",
    "亿",
    "人次",
    "元",
    "/",
    "元/人*月",
    "千克",
    "m2",
    "W",
    "O",
    "l",
    "$",
    "^",
    "*",
    "**",
    "XX",
    "二",
    "十",
    "三",
    "两",
    "年",
    "月",
    "日",
    "2023",
    "底",
    "前",
    "完成",
    "约",
    "多",
    "左右",
    "无",
    "是",
    "—",
    "…",
    "|",
    "²",
    "①",
    "９",
    "％",
    "\u{0}",
    "\u{200b}",
    "（",
    "）",
    "《",
    "。",
    "\n",
    "至",
    "点",
    "±",
    "~",
    "且",
    "每年",
    "共",
    "满意度",
    "人数",
    "季度",
    "成",
];

fn mutated() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..8).prop_map(|pieces| pieces.concat())
}

fn any_quantity() -> impl Strategy<Value = Quantity> {
    let operators = [
        None,
        Some(Operator::AtLeast),
        Some(Operator::MoreThan),
        Some(Operator::Equal),
        Some(Operator::AtMost),
        Some(Operator::LessThan),
    ];
    let multiplied = [
        (Multiplier::One, vec![None, Some("个"), Some("千克"), Some("km"), Some("元/人*月"), Some("m2")]),
        (Multiplier::Percent, vec![None]),
        (Multiplier::PerMille, vec![None]),
        (Multiplier::Ten, vec![None, Some("人")]),
        (Multiplier::Hundred, vec![None, Some("公里")]),
        (Multiplier::Thousand, vec![None, Some("元")]),
        (Multiplier::TenThousand, vec![None, Some("平方米"), Some("千瓦时"), Some("/月")]),
        (Multiplier::Million, vec![None, Some("元")]),
        (Multiplier::TenMillion, vec![None, Some("元/年")]),
        (Multiplier::HundredMillion, vec![None, Some("元")]),
    ];
    let units: Vec<(Multiplier, Option<&str>)> = multiplied
        .into_iter()
        .flat_map(|(multiplier, units)| units.into_iter().map(move |unit| (multiplier, unit)))
        .collect();
    let number = (-1_000_000_000_000_i64..1_000_000_000_000, 0_i32..=12);
    (prop::sample::select(operators.to_vec()), number, prop::sample::select(units)).prop_map(
        |(operator, (digits, places), (multiplier, unit))| Quantity {
            operator,
            number: &Number::from(digits) * &Number::ten_to(-places),
            multiplier,
            unit: unit.map(str::to_owned),
        },
    )
}

proptest! {
    #[test]
    fn no_text_panics(raw in any::<String>()) {
        let _ = dictionary().read(&raw);
        let _ = join_split(Some(&raw), &raw, Some(&raw));
    }

    #[test]
    fn figures_alone_are_read_as_other_texts_are(raw in r"[0-9]{0,17}(\.[0-9]{0,22})?%?") {
        prop_assert_eq!(dictionary().read(&raw), dictionary().read(&format!(" {raw}")));
    }

    #[test]
    fn what_is_blank_is_read_as_blank(raw in mutated()) {
        prop_assert_eq!(dictionary().is_blank(&raw), dictionary().read(&raw) == Reading::Blank);
    }

    #[test]
    fn no_number_is_made_up(raw in mutated()) {
        if let Reading::Quantity(read) = dictionary().read(&raw) {
            // Every digit typed is a digit read, in the same order.
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let typed = digits(&raw.replace('９', "9").replace("m2", "m"));
            let shown = digits(&read.number.plain());
            let typed = typed.trim_end_matches('0');
            prop_assert!(typed.is_empty() || typed == shown.trim_end_matches('0'), "{:?} read as {}", raw, read);
        }
    }

    #[test]
    fn no_end_of_a_span_is_made_up(raw in mutated()) {
        if let Reading::Range { from, to } = dictionary().read(&raw) {
            prop_assert!(from.value() < to.value(), "{:?} read as {} to {}", raw, from, to);
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let typed = digits(&raw.replace('９', "9").replace("m2", "m"));
            let shown = format!("{}{}", digits(&from.number.plain()), digits(&to.number.plain()));
            prop_assert!(raw.contains('±') || typed.is_empty() || typed.trim_end_matches('0') == shown.trim_end_matches('0'),
                "{:?} read as {} to {}", raw, from, to);
        }
    }

    #[test]
    fn what_is_shown_reads_back(shown in any_quantity()) {
        prop_assert_eq!(dictionary().read(&shown.to_string()), Reading::Quantity(shown));
    }

    #[test]
    fn what_is_read_reads_back(raw in mutated()) {
        if let Some(read) = quantity(&raw) {
            prop_assert_eq!(quantity(&read.to_string()), Some(read));
        }
    }
}
