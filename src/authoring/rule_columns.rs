//! The keys of a rule, with their Chinese headings.

use super::dictionary::{Column, Kind, Names};

/// A key of a rule.
const fn rule(
    key: &'static str,
    (heading, also): (&'static str, &'static str),
    kind: Kind,
    (needs, may): (&'static str, &'static str),
    help: &'static str,
) -> Column {
    Column { key, heading, also, kind, help, needs, may }
}

/// The shapes of rules.
pub(super) const SHAPES: Names = &[
    ("proportional", "按比例"),
    ("inverse_linear", "反向线性"),
    ("inverse_ratio", "反向比例"),
    ("equality", "等于"),
    ("deduct", "扣分"),
    ("change", "变动率"),
    ("yes_no", "是否"),
    ("checklist", "清单"),
    ("manual", "人工评分"),
    ("formula", "公式"),
    ("by_target", "按目标"),
    ("linear", "线性"),
    ("bands", "分档"),
    ("interval", "区间"),
    ("timely", "时效"),
    ("progress", "进度"),
    ("coefficient", "系数"),
    ("choose", "择一"),
    ("pool", "任选"),
    ("graded", "程度扣减"),
    ("tiered", "定性分档"),
    ("peer", "同类比较"),
    ("tally", "计数"),
    ("achieved", "达标个数"),
];

/// The lists of a rule that stand in 分档表, by shape.
pub(super) const LISTS: Names = &[
    ("bands", "bands"),
    ("checklist", "items"),
    ("tally", "items"),
    ("graded", "grades"),
    ("tiered", "tiers"),
    ("progress", "schedule"),
];

/// The shapes that are made of other rules: these stand in 其他规则.
pub(super) const NESTING: [&str; 2] = ["choose", "pool"];

/// Keys that hold records or rules, and so have no column of their own.
pub(super) const INNER: Names = &[
    ("path", "各级指标"),
    ("rule", "计分规则"),
    ("fallback", "备用规则"),
    ("told", "可说明的比率"),
    ("say", "评语"),
    ("over", "超额完成"),
    ("of", "各种规则"),
    ("bands", "各档"),
    ("items", "各项"),
    ("grades", "各程度"),
    ("tiers", "各档次"),
    ("schedule", "各月进度"),
    ("column", "各列"),
    ("line", "各行"),
    ("fonts", "字体"),
    ("sizes", "字号"),
    ("frame", "表头表尾"),
    ("words", "用语"),
    ("answers", "是否的用语"),
    ("thresholds", "核对界限"),
];

const TARGETS: &str = "proportional inverse_linear inverse_ratio equality";
const OVER: &str = "proportional equality by_target achieved";
const ZERO_TARGET: Names =
    &[("full", "得满分"), ("zero", "不得分"), ("pending", "待评定"), ("not_applicable", "不适用")];
const STEP: Names = &[("linear", "按比例计"), ("begun", "按一个单位计"), ("full", "不计")];
pub(super) const WITHIN: Names = &[("all", "全部"), ("group", "同组")];

/// The keys of a rule. Equal keys with different headings are told apart by the shape.
pub(super) const RULE: &[Column] = &[
    rule("rule.shape", ("计分方式", "计分方法|评分方式"), Kind::Choice(SHAPES), ("", ""), "从下拉列表中选择"),
    rule(
        "rule.actual",
        ("实际值", "实际完成"),
        Kind::Formula,
        (TARGETS, ""),
        "数据项名称或公式，如“全年执行数”",
    ),
    rule(
        "rule.target",
        ("目标值", "指标值"),
        Kind::Formula,
        (TARGETS, ""),
        "数据项名称、公式或数字，如“全年预算数”“100%”",
    ),
    rule(
        "rule.value",
        ("计量值", "计算值|数值"),
        Kind::Formula,
        ("deduct linear bands interval progress coefficient", ""),
        "据以扣分或分档的数据项或公式，如“年中追加金额/年初预算数”",
    ),
    rule("rule.value", ("比较项", "比较值"), Kind::Text, ("peer", ""), "各部门之间相比的数据项名称"),
    rule(
        "rule.fact",
        ("数据项", "事实"),
        Kind::Text,
        ("yes_no manual graded", ""),
        "回答是否、程度或评定得分的数据项名称",
    ),
    rule("rule.this", ("本年值", "本年"), Kind::Formula, ("change", ""), "本年的数据项或公式"),
    rule("rule.last", ("上年值", "上年"), Kind::Formula, ("change", ""), "上年的数据项或公式"),
    rule("rule.above", ("高于", "超过"), Kind::Formula, ("change", "deduct"), "高于此值开始扣分，如“10%”"),
    rule("rule.below", ("低于", ""), Kind::Formula, ("", "deduct"), "低于此值开始扣分"),
    rule(
        "rule.each",
        ("每", "每单位|扣分单位"),
        Kind::Number,
        ("deduct change", "interval timely"),
        "每多少扣一次，如“1%”“1”；时效以天计",
    ),
    rule(
        "rule.points",
        ("扣分值", "每单位扣分|扣分"),
        Kind::Number,
        ("deduct change", "interval timely"),
        "每次扣多少分",
    ),
    rule("rule.points", ("得分公式", "公式"), Kind::Formula, ("formula", ""), "得分的公式，可用“分值”"),
    rule("rule.share", ("扣分比例", ""), Kind::Number, ("", "timely"), "每次扣分值的百分之几"),
    rule(
        "rule.step",
        ("不足一个单位", "不足单位"),
        Kind::Choice(STEP),
        ("", "deduct change interval timely"),
        "不足一个单位的部分如何计；不填为按比例计",
    ),
    rule(
        "rule.zero_target",
        ("目标为0时", "目标为零时"),
        Kind::Choice(ZERO_TARGET),
        ("", "proportional"),
        "目标值为0时如何计分；不填为得满分",
    ),
    rule(
        "rule.rate_places",
        ("比率小数位", ""),
        Kind::Whole,
        ("", "proportional equality"),
        "计分前比率（百分数）保留几位小数",
    ),
    rule(
        "rule.full_on",
        ("得满分的回答", ""),
        Kind::Choice(&[("是", "是"), ("否", "否")]),
        ("", "yes_no"),
        "不填为“是”",
    ),
    rule("rule.zero_at", ("零分值", ""), Kind::Formula, ("linear", "peer"), "达到此值不得分"),
    rule("rule.full_at", ("满分值", ""), Kind::Formula, ("linear", "peer"), "达到此值得满分"),
    rule("rule.from", ("区间下限", ""), Kind::Formula, ("", "interval"), "含本数；没有下限的不填"),
    rule("rule.to", ("区间上限", ""), Kind::Formula, ("", "interval"), "含本数；没有上限的不填"),
    rule("rule.done", ("完成日期", ""), Kind::Formula, ("timely", ""), "实际完成日期的数据项"),
    rule(
        "rule.due",
        ("截止日期", ""),
        Kind::Formula,
        ("timely", ""),
        "应完成日期的数据项，或 DATE(年,月,日)",
    ),
    rule("rule.month", ("月份", ""), Kind::Formula, ("progress", ""), "评价所在月份的数据项或数字"),
    rule("rule.most", ("系数上限", ""), Kind::Number, ("", "coefficient"), "不填为100%"),
    rule(
        "rule.take",
        ("取法", ""),
        Kind::Choice(&[("best", "取最高"), ("first", "取首个有数据的")]),
        ("choose", ""),
        "几种规则中取哪一种的得分",
    ),
    rule("rule.clear", ("不扣分的回答", ""), Kind::List, ("graded", ""), "用“；”隔开，如“无”"),
    rule("rule.tier", ("档次项", ""), Kind::Text, ("tiered", ""), "写明达到哪一档的数据项名称"),
    rule(
        "rule.given",
        ("评定得分", ""),
        Kind::Formula,
        ("", "tiered"),
        "档内评定得分的数据项；不填取该档上限",
    ),
    rule(
        "rule.places",
        ("档内小数位", ""),
        Kind::Whole,
        ("", "tiered"),
        "上限不含本数的档，最高得分保留几位小数；不填为2",
    ),
    rule(
        "rule.by",
        ("比较方法", ""),
        Kind::Choice(&[
            ("rank", "按名次"),
            ("min_max", "按高低差"),
            ("percentile", "按百分位"),
            ("z_score", "按标准差"),
            ("ratio_to_best", "与最优之比"),
            ("median", "按中位数偏离"),
        ]),
        ("peer", ""),
        "各部门之间如何相比",
    ),
    rule(
        "rule.within",
        ("比较范围", ""),
        Kind::Choice(WITHIN),
        ("peer", ""),
        "与全部部门相比，还是与同组部门相比",
    ),
    rule(
        "rule.better",
        ("优劣方向", ""),
        Kind::Choice(&[("higher", "越高越好"), ("lower", "越低越好")]),
        ("peer", ""),
        "数值高的好，还是低的好",
    ),
    rule(
        "rule.upper",
        ("上限类指标", ""),
        Kind::Choice(&[("linear", "反向线性"), ("ratio", "反向比例")]),
        ("", "by_target"),
        "“≤”的指标超出时如何计分",
    ),
    rule(
        "rule.tiers",
        ("各档下限", ""),
        Kind::Numbers,
        ("", "by_target"),
        "定性指标各档的下限，用“；”隔开，如“80%；60%；0%”",
    ),
    rule(
        "rule.over.above",
        ("超额界限", "超额起点"),
        Kind::Number,
        ("", OVER),
        "完成率超过多少算目标过低，如“130%”",
    ),
    rule(
        "rule.over.then",
        ("超额处理", ""),
        Kind::Choice(&[("flag", "提示"), ("deduct", "扣减"), ("fail", "视为未完成"), ("note", "须说明原因")]),
        ("", OVER),
        "超过界限时如何处理",
    ),
    rule("rule.over.each", ("超额每", ""), Kind::Number, ("", OVER), "每超过多少扣一次"),
    rule("rule.over.points", ("超额扣分值", ""), Kind::Number, ("", OVER), "每次扣多少分"),
    rule(
        "rule.over.reason",
        ("超额原因项", ""),
        Kind::Text,
        ("", "proportional equality"),
        "须说明原因的，写明说明原因的数据项名称；按部门自定指标计分的不填",
    ),
    rule("rule.over.step", ("超额不足单位", ""), Kind::Choice(STEP), ("", OVER), "不足一个单位的部分如何计"),
];
