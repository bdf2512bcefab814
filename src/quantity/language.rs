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
    ("〉", Operator::AtLeast),
    ("〉=", Operator::AtLeast),
    ("≥=", Operator::AtLeast),
    (">=", Operator::AtLeast),
    ("=>", Operator::AtLeast),
    ("大于等于", Operator::AtLeast),
    ("大于或等于", Operator::AtLeast),
    ("大于或者等于", Operator::AtLeast),
    ("等于或大于", Operator::AtLeast),
    ("大于=", Operator::AtLeast),
    ("高于等于", Operator::AtLeast),
    ("高于或等于", Operator::AtLeast),
    ("多于等于", Operator::AtLeast),
    ("多于或等于", Operator::AtLeast),
    ("不少于", Operator::AtLeast),
    ("不得少于", Operator::AtLeast),
    ("不能少于", Operator::AtLeast),
    ("应不少于", Operator::AtLeast),
    ("不低于", Operator::AtLeast),
    ("不得低于", Operator::AtLeast),
    ("不能低于", Operator::AtLeast),
    ("应不低于", Operator::AtLeast),
    ("不小于", Operator::AtLeast),
    ("不得小于", Operator::AtLeast),
    ("至少", Operator::AtLeast),
    ("至少达到", Operator::AtLeast),
    ("最少", Operator::AtLeast),
    ("最低", Operator::AtLeast),
    ("达到", Operator::AtLeast),
    ("应达到", Operator::AtLeast),
    ("须达到", Operator::AtLeast),
    ("需达到", Operator::AtLeast),
    ("确保达到", Operator::AtLeast),
    ("力争达到", Operator::AtLeast),
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
    ("〈", Operator::AtMost),
    ("〈=", Operator::AtMost),
    ("≤=", Operator::AtMost),
    ("<=", Operator::AtMost),
    ("=<", Operator::AtMost),
    ("小于等于", Operator::AtMost),
    ("小于或等于", Operator::AtMost),
    ("小于或者等于", Operator::AtMost),
    ("等于或小于", Operator::AtMost),
    ("小于=", Operator::AtMost),
    ("低于等于", Operator::AtMost),
    ("低于或等于", Operator::AtMost),
    ("少于等于", Operator::AtMost),
    ("少于或等于", Operator::AtMost),
    ("不高于", Operator::AtMost),
    ("不得高于", Operator::AtMost),
    ("不超过", Operator::AtMost),
    ("不得超过", Operator::AtMost),
    ("不能超过", Operator::AtMost),
    ("应不超过", Operator::AtMost),
    ("未超过", Operator::AtMost),
    ("不超出", Operator::AtMost),
    ("不突破", Operator::AtMost),
    ("不大于", Operator::AtMost),
    ("不得大于", Operator::AtMost),
    ("不多于", Operator::AtMost),
    ("不得多于", Operator::AtMost),
    ("至多", Operator::AtMost),
    ("最多", Operator::AtMost),
    ("最高", Operator::AtMost),
    ("<", Operator::LessThan),
    ("小于", Operator::LessThan),
    ("少于", Operator::LessThan),
    ("低于", Operator::LessThan),
    ("不足", Operator::LessThan),
    ("不到", Operator::LessThan),
];

/// Bounds after the quantity; by law (民法典 1259) they include the number itself.
pub(super) const BOUNDS: &[(&str, Operator)] = &[
    ("以上", Operator::AtLeast),
    ("及以上", Operator::AtLeast),
    ("及其以上", Operator::AtLeast),
    ("含以上", Operator::AtLeast),
    ("(含)及以上", Operator::AtLeast),
    ("(含)以上", Operator::AtLeast),
    ("以上(含)", Operator::AtLeast),
    ("以内", Operator::AtMost),
    ("以内(含)", Operator::AtMost),
    ("(含)以内", Operator::AtMost),
    ("及以内", Operator::AtMost),
    ("之内", Operator::AtMost),
    ("以下", Operator::AtMost),
    ("及以下", Operator::AtMost),
    ("及其以下", Operator::AtMost),
    ("含以下", Operator::AtMost),
    ("(含)及以下", Operator::AtMost),
    ("(含)以下", Operator::AtMost),
    ("以下(含)", Operator::AtMost),
];

/// 控制在 opens a bound that one of [`BOUNDS`] of that side must close.
pub(super) const HELD: &[(&str, Operator)] = &[
    ("控制在", Operator::AtMost),
    ("成本控制在", Operator::AtMost),
    ("总成本控制在", Operator::AtMost),
    ("费用控制在", Operator::AtMost),
    ("总费用控制在", Operator::AtMost),
    ("预算控制在", Operator::AtMost),
    ("资金控制在", Operator::AtMost),
    ("经费控制在", Operator::AtMost),
    ("投资控制在", Operator::AtMost),
    ("总投资控制在", Operator::AtMost),
    ("项目成本控制在", Operator::AtMost),
    ("项目总成本控制在", Operator::AtMost),
    ("支出控制在", Operator::AtMost),
    ("保持", Operator::AtLeast),
    ("保持在", Operator::AtLeast),
    ("稳定在", Operator::AtLeast),
    ("维持在", Operator::AtLeast),
];

/// What may open a span of numbers, and what may close it: 控制在90%-95%之间.
pub(super) const RANGE_OPENINGS: &[&str] = &["控制在", "保持在", "稳定在", "维持在", "介于", "在", "="];
/// See [`RANGE_OPENINGS`].
pub(super) const RANGE_CLOSINGS: &[&str] = &["之间", "区间", "范围内"];
/// Dashes that join the two ends of a span; the second end cannot be negative.
pub(super) const RANGE_DASHES: &[char] = &['-', '‐', '‒', '–', '—', '―', '−', '─'];
/// Other signs and words that join the two ends of a span.
pub(super) const RANGE_JOINTS: &[char] = &['~', '至', '到'];
/// The two bounds of a span may be joined by these: ≥50，且≤100.
pub(super) const BOUND_JOINTS: &[char] = &[',', '、', ';', '且', '并', '和', '而'];
/// What spans of these mean is their place in a calendar, on a clock or in a row, not how many.
pub(super) const RANGE_NO_UNIT: &[&str] = &["日", "月", "时", "点", "周", "级", "班", "岁", "季度"];

/// Words that open a count of all that was done: 共3次, 已完成12场. A rate after them would be the
/// share of a plan that is not stated.
pub(super) const WHOLE_OPENINGS: &[&str] = &[
    "共",
    "共计",
    "合计",
    "总计",
    "累计",
    "计",
    "完成",
    "已完成",
    "实际完成",
    "共完成",
    "累计完成",
    "全年",
    "全年共",
    "全年累计",
    "全年完成",
    "全年共完成",
    "全年累计完成",
];
/// What was done to the things counted after it, so that they are there: 举办12场, 新建3座. Before a rate
/// or an amount these would tell of a change or a part.
pub(super) const DEEDS: &[&str] = &[
    "开展",
    "举办",
    "组织",
    "组织开展",
    "召开",
    "实施",
    "承办",
    "新增",
    "新建",
    "建设",
    "建成",
    "改建",
    "改造",
    "购置",
    "购买",
    "采购",
    "配备",
    "安装",
    "更新",
    "维修",
    "维护",
    "修缮",
    "印刷",
    "印制",
    "印发",
    "编印",
    "制作",
    "编制",
    "发布",
    "刊发",
    "撰写",
    "发放",
    "培训",
    "慰问",
    "走访",
    "检查",
    "抽查",
    "巡查",
    "检测",
    "监测",
    "接待",
    "受理",
    "办理",
    "办结",
    "救助",
    "资助",
    "补助",
    "扶持",
    "帮扶",
    "保障",
    "服务",
    "招聘",
    "聘用",
    "种植",
    "栽植",
    "创建",
    "完善",
];
/// Words that open an amount of money that was spent: 实际支出120.5万元.
pub(super) const SPENT_OPENINGS: &[&str] = &[
    "支出",
    "实际支出",
    "共支出",
    "累计支出",
    "支付",
    "已支付",
    "实际支付",
    "累计支付",
    "投入",
    "实际投入",
    "拨付",
    "已拨付",
    "实际拨付",
    "使用",
    "实际使用",
];
/// Things that a price is of: 每人300元 is 300元/人.
pub(super) const PRICE_OPENINGS: &[(&str, &str)] = &[
    ("每人", "人"),
    ("人均", "人"),
    ("每户", "户"),
    ("户均", "户"),
    ("每亩", "亩"),
    ("亩均", "亩"),
    ("每生", "生"),
    ("生均", "生"),
    ("每村", "村"),
    ("每公里", "公里"),
    ("每平方米", "平方米"),
];
/// A letter that stands for the value itself: X≥95%, 90%≤X≤95%.
pub(super) const VARIABLES: &[char] = &['X', 'x'];
/// Brackets and quotes about a whole statement say nothing: （100%）.
pub(super) const WRAPPINGS: &[(char, char)] =
    &[('(', ')'), ('[', ']'), ('【', '】'), ('“', '”'), ('‘', '’'), ('"', '"'), ('\'', '\'')];

/// Words that open whatever was reached: 实际98%.
pub(super) const IS_OPENINGS: &[&str] = &["实际", "实际为", "实际达", "为", "达", "平均", "平均为", "平均达"];
/// Spans of time that a count may be of: 每年3次 is 3次/年.
pub(super) const PER_OPENINGS: &[(&str, &str)] = &[
    ("每年", "年"),
    ("每季度", "季度"),
    ("每季", "季度"),
    ("每月", "月"),
    ("每个月", "月"),
    ("每周", "周"),
    ("每天", "天"),
    ("每日", "日"),
    ("年均", "年"),
    ("月均", "月"),
    ("周均", "周"),
    ("日均", "日"),
];

/// How the name of a rate ends that stands before its figure: 满意度≥95%.
pub(super) const RATE_NAMES: &[&str] = &["率", "度", "比例", "比重", "占比"];
/// How the name of a part of a whole ends.
pub(super) const SHARE_NAMES: &[&str] = &["率", "比例", "比重", "占比"];
/// Names that end so without being one.
pub(super) const NO_SHARES: &[&str] = &["频率", "功率", "速率", "效率", "产率", "汇率"];
/// How the name of a count or amount ends that stands before its figure: 培训人数120人.
pub(super) const COUNT_NAMES: &[&str] =
    &["数", "数量", "场次", "面积", "里程", "长度", "金额", "总额", "产量", "总量"];
/// No name of a rate contains these: what follows is a change, or a part, or a date.
pub(super) const NO_NAME: &[&str] =
    &["年度", "季度", "月度", "上年", "去年", "同比", "环比", "较", "每", "其中", "大约", "不", "未", "超"];
/// What may stand between a name and its figure.
pub(super) const NAME_JOINTS: &[&str] = &["：", ":", "为", "是", "达"];

/// Chinese money, said once more beside 元.
pub(super) const MONEY_OPENINGS: &[&str] = &["人民币", "¥"];
/// See [`MONEY_OPENINGS`].
pub(super) const MONEY_CLOSINGS: &[&str] = &["元整", "元人民币", "元(人民币)"];

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

/// Tenths of the whole: 九成 is 90%.
pub(super) const TENTHS: &str = "成";

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
pub(super) const NO_UNIT: &str = "完成达到内前后约余多几来不未已至超增减降提号等左右无是的了在于从且和与及或以上下各均其为则含半折每\
                                  一二两三四五六七八九十〇零";

/// The longest unit, in characters.
pub(super) const LONGEST_UNIT: usize = 12;

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
pub(super) const BLANKED: &[char] = &['X', 'x', '×', '*', '_'];

/// Marks of a ticked or crossed box.
pub(super) const TICKS: &[char] = &['√', '✓', '✔', '☑', '×', '✗', '✘', '☒'];

/// What may follow the end of a statement; a comma only behind a unit, lest digits were lost.
pub(super) const CLOSING: &[char] = &['。', ';', '、', '!', ','];

/// What may join the two ends of a period; a row of them counts as one.
pub(super) const PERIOD_JOINTS: &[char] = &['-', '‐', '‒', '–', '—', '―', '−', '─', '~', '至', '到'];
/// What may precede a date.
pub(super) const DATE_PREFIXES: &[&str] = &["不晚于", "不迟于", "最晚", "最迟", "截至", "截止", "于", "在"];
/// The year of the form, before a month of it: 当年12月底.
pub(super) const THIS_YEAR: &[&str] = &["当年", "本年"];
/// What may be done at a date.
pub(super) const DATE_DEEDS: &[&str] = &[
    "完成",
    "全部完成",
    "已完成",
    "均完成",
    "到位",
    "全部到位",
    "完毕",
    "支付完毕",
    "发放完毕",
    "全部发放完毕",
    "发放到位",
    "拨付到位",
    "支付到位",
    "完成支付",
    "完成发放",
    "完成拨付",
    "完成验收",
    "验收完成",
    "竣工",
    "竣工验收",
    "完工",
    "结束",
    "投入使用",
    "交付使用",
    "交付",
    "建成",
    "建成投用",
    "建成使用",
    "投用",
    "验收",
    "通过验收",
    "支付",
    "发放",
];
/// The end of the month or year itself.
pub(super) const DATE_ENDS: &[&str] = &["底", "末"];
/// Spans of a year by name, with their first and last month; 第 may precede them.
pub(super) const SEASONS: &[(&str, u32, u32)] = &[
    ("一季度", 1, 3),
    ("二季度", 4, 6),
    ("三季度", 7, 9),
    ("四季度", 10, 12),
    ("1季度", 1, 3),
    ("2季度", 4, 6),
    ("3季度", 7, 9),
    ("4季度", 10, 12),
    ("上半年", 1, 6),
    ("下半年", 7, 12),
    ("全年", 1, 12),
];
/// The end of the year in words; 前 may follow.
pub(super) const YEAR_ENDS: &[&str] =
    &["年底", "年末", "年终", "年内", "当年底", "本年底", "当年内", "本年内"];
/// Thirds of a month, with their last day where it is the same in every month.
pub(super) const THIRDS: &[(&str, Option<u32>)] = &[("上旬", Some(10)), ("中旬", Some(20)), ("下旬", None)];
/// Midnight, as spreadsheets write it behind a date.
pub(super) const MIDNIGHTS: &[&str] = &[" 00:00:00", " 0:00:00", " 00:00", " 0:00", "00:00:00", "0:00:00"];
/// Before the date.
pub(super) const DATE_BEFORE: &[&str] = &["前", "之前", "以前"];
