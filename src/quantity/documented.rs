//! docs/quantities.md, written from the words that the reader knows and from what it reads.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::language::{
    ABOUT_AFTER, ABOUT_BEFORE, ABOUT_END, BOUNDS, COUNT_NAMES, DATE_BEFORE, DATE_DEEDS, DATE_ENDS,
    DATE_PREFIXES, DEEDS, HELD, IS_OPENINGS, MULTIPLIERS, OPERATORS, PER_OPENINGS, PRICE_OPENINGS,
    RATE_NAMES, RATIO_SUFFIXES, SEASONS, SPANS, SPENT_OPENINGS, THIRDS, WHOLE_OPENINGS, YEAR_ENDS,
};
use super::tests::dictionary;
use super::unit::{Dimension, units_of};
use super::{Operator, Reading};

const OPERATORS_SHOWN: [Operator; 5] =
    [Operator::AtLeast, Operator::MoreThan, Operator::Equal, Operator::AtMost, Operator::LessThan];

/// A reading in a few words.
fn shown(reading: &Reading) -> String {
    match reading {
        Reading::Blank => "nothing stated".to_owned(),
        Reading::NotApplicable => "not applicable".to_owned(),
        Reading::Quantity(quantity) if quantity.value() == quantity.number => format!("{quantity}"),
        Reading::Quantity(quantity) => format!("{quantity} ({})", quantity.value().plain()),
        Reading::Range { from, to } => format!("{from} to {to}"),
        Reading::Tier(tier) => format!("tier {}", tier + 1),
        Reading::Date { from: Some(from), to, .. } => format!("{from} to {to}"),
        Reading::Date { to, before: true, .. } => format!("before {to}"),
        Reading::Date { to, .. } => format!("by {to}"),
        Reading::Words(_) => "words".to_owned(),
        Reading::Unreadable(why) => format!("unreadable: {why}"),
    }
}

fn code(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{}`", word.as_ref())).collect();
    words.join(" ")
}

/// Examples with what the program reads in them.
fn examples(text: &mut String, raws: &[&str]) {
    text.push_str("\n| as typed | read as |\n|---|---|\n");
    for raw in raws {
        let reading = shown(&dictionary().read(raw)).replace('|', "\\|");
        let _ = writeln!(text, "| `{}` | {reading} |", raw.replace('|', "\\|"));
    }
}

fn signs(list: &[(&str, Operator)], operator: Operator) -> String {
    code(list.iter().filter(|(_, of)| *of == operator).map(|(word, _)| *word))
}

#[allow(clippy::too_many_lines)] // a document, from its beginning to its end
fn document() -> String {
    let mut text = "\
# Targets and actual values: what is read

<!-- Written by the program: UPDATE=1 cargo test --lib quantity:: -->

A wrong value is worse than none: what is read was stated in full, in one of the forms below; everything else is
*unreadable*, a finding (T01, T03) with its reason, for a person to decide. Full width and half width, blanks, line
breaks inside a cell and a closing full stop make no difference. `tests/quantities.tsv` has nearly nineteen hundred cases,
all the examples here are read by the program when this page is written, and a test keeps both true.

## Operators

| meaning | before the number | behind the number |
|---|---|---|
"
    .to_owned();
    for operator in OPERATORS_SHOWN {
        let _ =
            writeln!(text, "| {operator} | {} | {} |", signs(OPERATORS, operator), signs(BOUNDS, operator));
    }
    let held: Vec<String> = HELD.iter().map(|(word, side)| format!("`{word}` ({side})")).collect();
    let _ = write!(
        text,
        "\nAn operator may be stated twice if both agree. 内 alone closes a bound behind a span of time ({}).\n\
         These open a bound that must be closed behind the number: {}.\n",
        code(SPANS),
        held.join(" ")
    );
    examples(
        &mut text,
        &[
            "≥95%",
            "≧ | 735 | 人次",
            "》95%",
            "﹦100%",
            "═100%",
            "大于等于95%",
            "95%（含）以上",
            "至少5个以上",
            "控制在5%以内",
            "10个工作日内",
            "≥95%以下",
            "约73场",
            "95%左右",
            "W95%",
            "290$",
        ],
    );
    text.push_str(
        "\n## Numbers\n\nDigits with a point and thousands separators that are where they belong; Chinese numerals in \
         their strict form, plain or 大写; 成 as tenths; 半 as half of a span of time. Damaged numbers are not mended.\n",
    );
    examples(
        &mut text,
        &[
            "1，234.5元",
            "12,34元",
            "一百二十三",
            "两千人",
            "贰万叁仟元整",
            "一百二户",
            "三成",
            "九成以上",
            "九成五",
            "廿五人",
            "三点五亿元",
            "1个半月",
            "半年内",
            "百分之九十五",
            "百分百",
            "二十余人",
            "1E+05",
            "05",
            "1O0%",
            "½",
        ],
    );
    let _ = write!(
        text,
        "\n## Multipliers and percentages\n\nBetween number and unit: {}. A rate: {}. 万 written as W is not guessed.\n",
        code(MULTIPLIERS.iter().map(|(word, _)| *word)),
        code(RATIO_SUFFIXES.iter().map(|(word, _)| *word)),
    );
    examples(
        &mut text,
        &["13万人次", "1.5亿元", "3百万元", "≤3‰", "≥100百分比", "100（万元）", "人民币5万元", "5W元"],
    );
    text.push_str(
        "\n## Units and what they measure\n\nA unit may have a 每 written as `/` (元/人·月). Target and actual value that \
         measure different things are a finding (T21); different units of one kind are converted where the factor is \
         fixed (公里 and 米, 公顷 and 亩, 吨 and 公斤, 小时 and 分钟, ‰ and %) and are otherwise a finding (T06), unless \
         the rubric's `same_units` says that they are the same. A unit that is not in this table is only the same as itself.\n\n\
         | measures | units |\n|---|---|\n",
    );
    for dimension in Dimension::ALL {
        let units = match dimension {
            Dimension::Ratio => "`%` `‰`".to_owned(),
            Dimension::Price => "money `/` anything".to_owned(),
            Dimension::Frequency => "a count `/` a span of time".to_owned(),
            _ => code(units_of(dimension)),
        };
        let _ = writeln!(text, "| {} | {units} |", dimension.name());
    }
    text.push_str(
        "\n## Spans and tolerances\n\nBoth ends are included. A span needs a unit or %: 3-5 may be a date or a score. \
         Inside the span a target is reached; outside of it the line waits for a person (R33). An actual value that is \
         a span is not scored.\n",
    );
    examples(
        &mut text,
        &[
            "3-5天",
            "90%~95%",
            "90-95%",
            "三至五次",
            "2万-3万元",
            "95%±2%",
            "±5%",
            "100±5个",
            "50人以上100人以下",
            "≥50，≤100",
            "控制在90%-95%之间",
            "3-5",
            "20-3万元",
            "100个±5%",
            "10-15日",
            "7-9年级",
        ],
    );
    let seasons: Vec<String> =
        SEASONS.iter().map(|(name, first, last)| format!("`{name}` ({first}–{last})")).collect();
    let _ = write!(
        text,
        "\n## Dates and periods\n\nYear, month and day as far as stated, in digits or Chinese numerals; before them {}; \
         behind them {} {} {}. Months of named spans: {}. The end of the year: {}. Thirds of a month: {}. A month or year \
         means up to its last day. A target date is reached when the actual date cannot be later; 12月前 may mean before \
         December or by its end.\n",
        code(DATE_PREFIXES),
        code(DATE_ENDS),
        code(DATE_BEFORE),
        code(DATE_DEEDS),
        seasons.join(" "),
        code(YEAR_ENDS),
        code(THIRDS.iter().map(|(word, _)| *word)),
    );
    examples(
        &mut text,
        &[
            "2023年12月底前",
            "2023年12月31日前完成",
            "1-12月",
            "2023年全年",
            "第三季度",
            "2023年上半年",
            "年底前",
            "二〇二三年十二月底前",
            "2023.1-2023.12",
            "2023-12-31",
            "12月前",
            "2023年12月中旬",
            "2021-2023年",
            "2023.12",
            "2023/12",
            "2023年13月",
            "≥2023年12月",
        ],
    );
    let names = |words: &[(&'static str, &str)]| words.iter().map(|(word, _)| *word).collect::<Vec<_>>();
    let (per, of_price) = (names(PER_OPENINGS), names(PRICE_OPENINGS));
    let _ = write!(
        text,
        "\n## Words before a number\n\nThese do not change a count: {}; nor these any value with a unit: {}. A deed may \
         stand before what was counted, in units that count things: {}. A count may be one of a span of time: {}. An \
         amount of money may be the price of a thing, also for a span of time: {}. Quotes, square brackets, and round \
         ones with an operator in them, about the whole say nothing (a figure alone in round ones may be negative), nor does an X that stands for the value (X≥95%). Money may be said to be spent: {}. Two counts in brackets behind a rate say nothing where they make just this rate. A figure may follow its own name, which ends in {} before a rate, or in {} before a \
         count or amount. Any other words beside a number make a sentence of it, which is not read; so does a change \
         (提高5%).\n",
        code(WHOLE_OPENINGS),
        code(IS_OPENINGS),
        code(DEEDS),
        code(per),
        code(of_price),
        code(SPENT_OPENINGS),
        code(RATE_NAMES),
        code(COUNT_NAMES),
    );
    examples(
        &mut text,
        &[
            "共3次",
            "已完成12场",
            "举办12场",
            "全年共开展12次",
            "新增5%",
            "每季度不少于1次",
            "每周一次",
            "4次每年",
            "每人每月100元",
            "（≥95%）",
            "(5)",
            "X≥95%",
            "90%≤X≤95%",
            "满意度≥95%",
            "群众满意度达到95%以上",
            "培训人数120人",
            "完成95%",
            "送戏下乡197场",
            "提高5%",
            "同比增长10%",
            "5000吨稻谷、500吨成品粮",
            "实际支出120.5万元",
            "已支付100%",
            "100%（210/210）",
            "95%（80/105）",
            "1:3",
        ],
    );
    let _ = write!(
        text,
        "\nNumbers that are said to be approximate are not read: before them {}, behind them {} {}.\n",
        code(ABOUT_BEFORE),
        code(ABOUT_AFTER),
        code(ABOUT_END)
    );
    text.push_str(
        "\n## Words: the dictionary of a rubric\n\nWhat words mean differs from place to place, so they stand in the \
         rubric's `form.toml`; adding a word there is all it takes (`[words]`, see [rubric.md](rubric.md)):\n\n\
         ```toml\n[words]\ntiers = [[\"达成年度指标\", \"完成\"], [\"部分达成\"], [\"未完成\"]]  # highest tier first\n\
         not_applicable = [\"不适用\"]\nblank = [\"无\"]                     # states nothing; dashes, dots and rows of X need not be listed\n\
         option_lists = [\"好坏\"]             # a choice that was left as printed\n\
         unstated = [\"见附件\", \"待定\"]     # said elsewhere or later: unreadable\n```\n\n\
         A word is looked up before anything else is tried, so `已完成100%` may be a tier. With the dictionary of the tests:\n",
    );
    examples(
        &mut text,
        &[
            "达成预期指标",
            "基本达到",
            "未完成",
            "已完成100%",
            "不适用",
            "——",
            "XX",
            "好坏",
            "完成/未完成",
            "效果明显",
        ],
    );
    text
}

#[test]
fn the_page_of_quantities_is_current() {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/quantities.md"));
    let document = document();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let current = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(current == document, "docs/quantities.md is out of date: UPDATE=1 cargo test --lib quantity::");
}
