//! The language of quantities: every word and sign that the reader knows, and nothing else.
//!
//! These are words of the Chinese language and of its keyboards, the same in every province;
//! words that differ from place to place belong to the [`Dictionary`](super::Dictionary).

use super::{Multiplier, Operator};

/// Operators before the number. The longest one that fits is taken.
pub(super) const OPERATORS: &[(&str, Operator)] = &[
    ("≥", Operator::AtLeast),
    ("≧", Operator::AtLeast),
    ("⩾", Operator::AtLeast),
    ("≮", Operator::AtLeast),
    ("》", Operator::AtLeast),
    ("》=", Operator::AtLeast),
    (">=", Operator::AtLeast),
    ("=>", Operator::AtLeast),
    ("大于等于", Operator::AtLeast),
    ("大于或等于", Operator::AtLeast),
    ("不少于", Operator::AtLeast),
    ("不得少于", Operator::AtLeast),
    ("不低于", Operator::AtLeast),
    ("不得低于", Operator::AtLeast),
    ("不小于", Operator::AtLeast),
    ("不得小于", Operator::AtLeast),
    ("至少", Operator::AtLeast),
    ("达到", Operator::AtLeast),
    (">", Operator::MoreThan),
    ("大于", Operator::MoreThan),
    ("超过", Operator::MoreThan),
    ("多于", Operator::MoreThan),
    ("高于", Operator::MoreThan),
    ("=", Operator::Equal),
    ("═", Operator::Equal),
    ("等于", Operator::Equal),
    ("≤", Operator::AtMost),
    ("≦", Operator::AtMost),
    ("⩽", Operator::AtMost),
    ("≯", Operator::AtMost),
    ("《", Operator::AtMost),
    ("《=", Operator::AtMost),
    ("<=", Operator::AtMost),
    ("=<", Operator::AtMost),
    ("小于等于", Operator::AtMost),
    ("小于或等于", Operator::AtMost),
    ("不高于", Operator::AtMost),
    ("不得高于", Operator::AtMost),
    ("不超过", Operator::AtMost),
    ("不得超过", Operator::AtMost),
    ("不大于", Operator::AtMost),
    ("不得大于", Operator::AtMost),
    ("不多于", Operator::AtMost),
    ("不得多于", Operator::AtMost),
    ("至多", Operator::AtMost),
    ("<", Operator::LessThan),
    ("小于", Operator::LessThan),
    ("少于", Operator::LessThan),
    ("低于", Operator::LessThan),
];

/// Bounds after the quantity; by law (民法典 1259) they include the number itself.
pub(super) const BOUNDS: &[(&str, Operator)] = &[
    ("以上", Operator::AtLeast),
    ("及以上", Operator::AtLeast),
    ("(含)以上", Operator::AtLeast),
    ("以上(含)", Operator::AtLeast),
    ("以内", Operator::AtMost),
    ("之内", Operator::AtMost),
    ("以下", Operator::AtMost),
    ("及以下", Operator::AtMost),
    ("(含)以下", Operator::AtMost),
    ("以下(含)", Operator::AtMost),
];

/// 控制在 opens a bound that one of [`BOUNDS`] must close.
pub(super) const HELD_WITHIN: &str = "控制在";

/// 内 alone closes a bound only after a span of time: 15日内.
pub(super) const WITHIN: char = '内';
/// The spans of time after which [`WITHIN`] stands.
pub(super) const SPANS: &[&str] =
    &["天", "日", "个工作日", "工作日", "小时", "个小时", "分钟", "周", "个月", "年"];

/// What follows a percentage or a per mille value.
pub(super) const RATIO_SUFFIXES: &[(&str, Multiplier)] = &[
    ("%", Multiplier::Percent),
    ("(%)", Multiplier::Percent),
    ("百分比", Multiplier::Percent),
    ("%(百分比)", Multiplier::Percent),
    ("百分比(%)", Multiplier::Percent),
    ("‰", Multiplier::PerMille),
];

/// What precedes a percentage or a per mille value.
pub(super) const RATIO_PREFIXES: &[(&str, Multiplier)] =
    &[("百分之", Multiplier::Percent), ("千分之", Multiplier::PerMille)];

/// Multipliers between number and unit. The longest one that fits is taken.
pub(super) const MULTIPLIERS: &[(&str, Multiplier)] = &[
    ("十", Multiplier::Ten),
    ("百", Multiplier::Hundred),
    ("千", Multiplier::Thousand),
    ("万", Multiplier::TenThousand),
    ("百万", Multiplier::Million),
    ("千万", Multiplier::TenMillion),
    ("亿", Multiplier::HundredMillion),
];

/// Units that begin with a numeral without being a multiple of anything.
pub(super) const NUMERAL_UNITS: &[&str] =
    &["千克", "千米", "千瓦", "千伏", "千卡", "千帕", "百帕", "百分点", "个百分点"];

/// Units in Latin letters, in lower case for either case; of litres only the L, since l is a
/// misread 1. Any other letters beside a number may as well be a
/// misread digit, operator or 万.
pub(super) const LATIN_UNITS: &[&str] = &[
    "m", "km", "cm", "dm", "mm", "kg", "g", "mg", "t", "L", "ml", "kw", "kwh", "mw", "mwh", "kv", "kva", "h",
    "min", "s", "ha", "db", "kb", "mb", "gb", "tb", "pb", "mbps", "gbps", "hz", "mhz", "ghz", "ppm", "c",
];

/// Signs that may stand in a unit.
pub(super) const UNIT_SIGNS: &[char] = &['/', '*', '·', '×', '-', '(', ')', '°', '²', '³', '㎡', '㎥', '㎢'];

/// Characters that make a sentence, a half or a second number of what follows a number.
pub(super) const NO_UNIT: &str = "完成达到内前后约余多几来不未已至超增减降提号等左右无是的了在于从且和与及或以上下各均其为则含半折\
                                  一二两三四五六七八九十〇零";

/// The longest unit, in characters.
pub(super) const LONGEST_UNIT: usize = 12;

/// Units with which a number may be written in words: 三次, 两个.
pub(super) const MEASURES: &[&str] = &[
    "次",
    "个",
    "场",
    "篇",
    "人",
    "项",
    "份",
    "家",
    "户",
    "期",
    "件",
    "天",
    "年",
    "个月",
    "月",
    "名",
    "台",
    "套",
    "部",
    "条",
    "批",
    "处",
    "座",
    "所",
    "人次",
    "场次",
    "批次",
    "册",
    "辆",
    "只",
    "头",
    "亩",
    "米",
    "公里",
    "吨",
    "元",
    "起",
    "例",
    "个村",
    "小时",
    "个小时",
    "分钟",
    "个工作日",
];

/// Words that make a number approximate, before it and after it.
pub(super) const ABOUT_BEFORE: &[&str] =
    &["约", "大约", "约为", "近", "将近", "接近", "逾", "超", "≈", "~", "几"];
/// See [`ABOUT_BEFORE`].
pub(super) const ABOUT_AFTER: &[&str] = &["多", "余", "几", "来"];
/// See [`ABOUT_BEFORE`]; these close the whole text.
pub(super) const ABOUT_END: &[&str] = &["左右", "上下"];

/// Single characters before a number that are words; any other single one is damage.
pub(super) const SHORT_WORDS: &str = "共计达有满每各全已仅为";

/// Words that make a choice left open of a text.
pub(super) const OPEN_CHOICES: &[&str] = &["与否", "是否"];

/// Signs that stand for "nothing stated", alone or in rows (NFKC makes "..." of "…").
pub(super) const EMPTY_SIGNS: &[char] =
    &['-', '‐', '‒', '–', '—', '―', '−', '─', '━', 'ー', '_', '.', '。', '·', '⋯', '/', '\\', '*', '~'];
/// Signs that stand for what is still to be filled in, two or more in a row.
pub(super) const BLANKED: &[char] = &['X', 'x', '×', '*'];

/// Marks of a ticked or crossed box.
pub(super) const TICKS: &[char] = &['√', '✓', '✔', '☑', '×', '✗', '✘', '☒'];

/// What may follow the end of a statement; a comma only behind a unit, lest digits were lost.
pub(super) const CLOSING: &[char] = &['。', ';', '、', '!', ','];

/// What may join the two ends of a period; a row of them counts as one.
pub(super) const PERIOD_JOINTS: &[char] = &['-', '‐', '‒', '–', '—', '―', '−', '─', '~', '至', '到'];
/// What may precede a date.
pub(super) const DATE_PREFIXES: &[&str] = &["不晚于", "不迟于", "截至", "截止", "于", "在"];
/// What may be done at a date.
pub(super) const DATE_DEEDS: &[&str] = &["完成", "全部完成", "到位", "全部到位"];
/// The end of the month or year itself.
pub(super) const DATE_ENDS: &[&str] = &["底", "末"];
/// Before the date.
pub(super) const DATE_BEFORE: &[&str] = &["前", "之前", "以前"];
