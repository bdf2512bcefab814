//! The language of narrative reports: words and signs of Chinese officialese that are the same in
//! every place. What differs from place to place stands in the form profile.

use std::sync::LazyLock;

use regex::Regex;

/// Signs that end a sentence.
pub(super) const ENDS: [char; 3] = ['。', '！', '？'];

/// Units of money and their powers of ten over 元, longest first.
pub(super) const MONEY: &[(&str, i32)] = &[
    ("万元人民币", 4),
    ("百万元", 6),
    ("千万元", 7),
    ("十万元", 5),
    ("亿元", 8),
    ("万元", 4),
    ("千元", 3),
    ("元", 0),
];

/// Multiples before the unit of something counted, longest first.
pub(super) const MULTIPLES: &[(&str, i32)] = &[("百万", 6), ("千万", 7), ("万", 4), ("亿", 8), ("千", 3)];

/// What makes another word of a measure word that stands before it.
pub(super) const NOT_COUNTED: &[&str] = &[
    "百分点",
    "月",
    "工作日",
    "年",
    "季度",
    "方面",
    "层面",
    "维度",
    "环节",
    "阶段",
    "问题",
    "意识",
    "必须",
    "自信",
    "坚持",
    "之一",
    "以上学历",
    "分之",
    "级",
    "重要",
    "均",
    "员会",
];

/// Words before a number that make it a bound, an estimate or part of something else.
pub(super) const ABOUT_BEFORE: &[&str] = &[
    "约",
    "约为",
    "大约",
    "近",
    "将近",
    "接近",
    "逾",
    "超",
    "超过",
    "不少于",
    "不低于",
    "不超过",
    "不高于",
    "至少",
    "至多",
    "高于",
    "低于",
    "多于",
    "少于",
    "≥",
    "≤",
    ">",
    "<",
    "大于",
    "小于",
    "大于等于",
    "小于等于",
];
/// The same after the number, before or behind its unit.
pub(super) const ABOUT_AFTER: &[&str] = &["多", "余", "左右", "上下", "以上", "以下", "以内", "及以上", "几"];

/// What may stand between a label and its number.
pub(super) const FILLERS: &[&str] = &[
    "为",
    "是",
    "共",
    "共计",
    "合计",
    "总计",
    "计",
    "达",
    "达到",
    "达到了",
    "达成",
    "完成",
    "实现",
    "安排",
    "支出",
    "总额",
    "总数",
    "总量",
    "数",
    "金额",
    "数额",
    "资金",
    "额",
    "经费",
    "人民币",
    "决算",
    "决算数",
    "实际",
    "约",
    "约为",
    "有",
    "了",
    "仅",
    "为:",
    ":",
    "分别",
    "均",
    "均为",
    "等于",
    "=",
    "发生",
    "全年",
    "本年",
    "合计为",
    "累计",
    "累计为",
    "情况",
    "一项",
    "投入",
    "收入",
];

/// What may stand before a label without changing whose figure it is.
pub(super) const MODIFIERS: &[&str] = &[
    "其中",
    "年度",
    "本年度",
    "全年",
    "当年",
    "本年",
    "年",
    "度",
    "部门",
    "本部门",
    "单位",
    "本单位",
    "整体",
    "部门整体",
    "单位整体",
    "总体",
    "实际",
    "决算",
    "实现",
    "完成",
    "安排",
    "发生",
    "使用",
    "取得",
    "的",
    "中",
    "全部",
    "累计",
    "共",
    "共计",
    "共有",
    "合计",
    "我",
    "本",
    "各项",
    "包括",
    "包含",
    "含",
    "分为",
    "以及",
    "及",
    "和",
    "与",
    "另有",
    "有",
    "即",
    "为",
    "是",
    "用于",
    "主要为",
    "主要是",
    "核定",
    "现",
    "现有",
    "年末",
    "截至",
    "底",
    "末",
    "止",
    "支出",
    "收入",
    "财务",
    "资金",
    "编报",
    "形成",
    "同时",
    "经费",
    "财政",
    "批复",
    "下达",
    "综合",
    "绩效",
];

/// Last characters of the names of public bodies.
pub(super) const BODIES: &str = "局委办会院校馆中站所厅部联处队镇乡县区市省府学司社团室院场台园库站";

/// Words of a figure that was planned, and words of one that came about.
pub(super) const PLANNED: &[&str] = &[
    "年初预算",
    "收入预算",
    "支出预算",
    "部门预算",
    "预算安排",
    "预算批复",
    "批复预算",
    "预算数",
    "预算总额",
    "预算收入",
    "预算支出",
    "调整预算",
    "调整后预算",
    "预算资金",
    "预算总收入",
    "预算总支出",
    "全年预算",
    "预算指标",
    "预算为",
    "预算共",
    "预算总",
    "预算合计",
    "经费预算",
    "公开预算",
    "预算编制",
];
/// See [`PLANNED`].
pub(super) const CAME_ABOUT: &[&str] = &[
    "决算",
    "实际",
    "执行",
    "完成",
    "总收入",
    "总支出",
    "收入总计",
    "支出总计",
    "收入合计",
    "支出合计",
    "本年收入",
    "本年支出",
    "收入总额",
    "支出总额",
    "到位",
    "支出为",
    "收入为",
];
/// Names of funds that hold the word 预算 without speaking of a plan.
pub(super) const FUNDS: &[&str] = &[
    "一般公共预算",
    "政府性基金预算",
    "国有资本经营预算",
    "预算执行",
    "预算绩效",
    "预算管理",
    "预算单位",
    "预算外",
];

/// Words of an amount that is the change of another.
pub(super) const CHANGES: &[&str] = &["增", "减", "下降", "较", "比上", "相比", "同比"];
/// What was paid out of one fund, and not by the body as a whole.
pub(super) const FUND_OUTLAYS: &[&str] =
    &["财政拨款支出", "公共预算支出", "基金支出", "基金预算支出", "国有资本经营预算支出", "国有资本经营支出"];

/// Words of another year than the one reported on.
pub(super) const OTHER_YEAR: &[&str] =
    &["上年度", "上年", "上一年度", "上一年", "去年", "同期", "下年", "次年", "明年", "下年度"];

fn pattern(text: &str) -> Regex {
    // The patterns are constants, each of which a test runs.
    #[allow(clippy::expect_used)]
    Regex::new(text).expect("a pattern of this file is no pattern")
}

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[一二三四五六七八九十]{1,3}[、.．]|\([一二三四五六七八九十]{1,3}\)|\(\d{1,2}\)|\d{1,2}[、．]|\d{1,2}\.(?:\D|$)|第[一二三四五六七八九十]+[章节部条]|[①-⑳]|附件|附表|注:|备注:|单位:|金额单位)",
    )
});
static AMOUNT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^-?\d[\d,]*(?:\.\d+)?(?:百万|千万|十万|亿|万|千)?(?:元|%)"));
static UNIT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(?:亿|万|千|百万)元|元(?:[，。；、)：:]|$)|%|人次|场次)"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:19|20)\d{2}(?:年|-)"));
static PAGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:第?[-·\s]*\d{1,3}[-·\s]*页?(?:[,，/]?共\d{1,3}页)?|\d{1,3}/\d{1,3})$"));

/// Whether a paragraph begins here: `一、`, `(二)`, `3.`, `第一章`, `附件`.
pub(super) fn begins_heading(plain: &str) -> bool {
    HEADING.is_match(plain)
}

/// Whether the line begins with an amount or a percentage.
pub(super) fn begins_with_amount(plain: &str) -> bool {
    AMOUNT.is_match(plain)
}

/// Whether the line begins with a unit, whose number ended the line above.
pub(super) fn begins_with_unit(plain: &str) -> bool {
    UNIT.is_match(plain)
}

/// Whether the line begins with a year.
pub(super) fn begins_with_year(plain: &str) -> bool {
    YEAR.is_match(plain)
}

/// Whether the line is the number of a page.
pub(super) fn is_page_number(plain: &str) -> bool {
    PAGE.is_match(plain)
}

/// The text without the longest of the words that it ends with.
pub(super) fn strip_longest<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().filter_map(|word| text.strip_suffix(word)).min_by_key(|rest| rest.len())
}
