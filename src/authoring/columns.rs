//! The tables of rubric.toml and examples.toml: every key with its Chinese heading.

use super::dictionary::{Block, Column, Kind, Layout, Part};
use super::rule_columns::{RULE, WITHIN};

/// A column with its heading and the others that stand for it.
pub(super) const fn named(
    key: &'static str,
    (heading, also): (&'static str, &'static str),
    kind: Kind,
    help: &'static str,
) -> Column {
    Column { key, heading, also, kind, help, needs: "", may: "" }
}

/// The official table.
const OFFICIAL: &[Column] = &[
    named(
        "code",
        ("指标编码", "编码|编号|指标代码|指标编号"),
        Kind::Text,
        "不重复；工作簿中不填的，以指标名称为编码",
    ),
    named(
        "path.0",
        ("一级指标", "一级"),
        Kind::Text,
        "同一级指标的各行可以合并，也可以只填首行；“产出指标（50分）”中的分值作为该级分值核对",
    ),
    named("path.1", ("二级指标", "二级"), Kind::Text, "同上；没有二级指标的不填"),
    named("path.2", ("三级指标", "三级|指标名称"), Kind::Text, "最末一级即指标本身，每行必填"),
    named("path.3", ("四级指标", "四级"), Kind::Text, "没有四级指标的不填"),
    named("path.4", ("五级指标", "五级"), Kind::Text, "没有五级指标的不填"),
    named("points", ("分值", "标准分值|指标分值|满分"), Kind::Number, "本指标的分值；以权重计的不填"),
    named("weight", ("权重", "权数|指标权重"), Kind::Number, "占上一级的比例，如“20%”；已填分值的不填"),
    named(
        "standard",
        ("评分标准", "计分标准|评价标准|评分细则|评分办法"),
        Kind::Text,
        "照抄印发的文字；不填则由程序按计分方式写出",
    ),
];

/// What else an indicator has.
const MORE: &[Column] = &[
    named("applies", ("适用条件", ""), Kind::Formula, "如：有专项资金=\"是\"；条件不成立的部门不适用本指标"),
    named("applies_to", ("适用分组", ""), Kind::List, "只对这些分组适用，用“；”隔开"),
    named(
        "not_applicable",
        ("不适用时", ""),
        Kind::Choice(&[("redistribute", "分摊"), ("full", "得满分")]),
        "不填为分摊",
    ),
    named(
        "redistribute_within",
        ("分摊层级", ""),
        Kind::Whole,
        "不适用时分值在前几级相同的指标内分摊；0或不填为全部指标",
    ),
    named(
        "missing",
        ("缺数据时", "缺数时"),
        Kind::Choice(&[
            ("pending", "待评定"),
            ("zero", "不得分"),
            ("full", "得满分"),
            ("not_applicable", "不适用"),
            ("self", "采用自评得分"),
        ]),
        "不填为待评定",
    ),
    named("rows", ("取数表", ""), Kind::Text, "按部门自定指标计分的，写明字段映射中的表名"),
    named("level", ("取数级次", ""), Kind::Text, "取该表中哪一个一级指标的各行；不填为本指标名称"),
    named("second", ("取数二级", ""), Kind::List, "只取其中这些二级指标的各行，用“；”隔开；不填取全部"),
    named(
        "roll_up",
        ("汇总方式", ""),
        Kind::Choice(&[("lines", "逐行计分"), ("share", "按得分率折算")]),
        "不填为逐行计分",
    ),
    named(
        "counts",
        ("计入方式", ""),
        Kind::Choice(&[("within", "计入总分"), ("bonus", "加分"), ("penalty", "减分")]),
        "不填为计入总分；加分、减分在满分之外",
    ),
    named("printed_points", ("表列分值", ""), Kind::Text, "报表自列分值的数据项名称"),
    named("self_points", ("自评得分", ""), Kind::Text, "自评得分的数据项名称"),
    named("review_points", ("复核得分", ""), Kind::Text, "复核得分的数据项名称"),
    named("review_reason", ("复核理由", ""), Kind::Text, "复核理由的数据项名称"),
    named("told.what", ("可说明的比率", ""), Kind::Text, "本指标无法计算时仍可说明的比率，用文字"),
    named("told.value", ("可说明的公式", ""), Kind::Formula, "上述比率的公式"),
    named("say.full", ("满分评语", ""), Kind::Text, "得满分时的评语"),
    named("say.partial", ("部分得分评语", ""), Kind::Text, "部分得分时的评语"),
    named("say.zero", ("零分评语", ""), Kind::Text, "不得分时的评语"),
    named("say.pending", ("待评定评语", ""), Kind::Text, "待评定时的评语"),
    named("say.not_applicable", ("不适用评语", ""), Kind::Text, "不适用时的评语"),
];

/// What only people read.
const REMARKS: &[Column] = &[
    named(
        CONFIRM,
        ("确认", "是否确认"),
        Kind::Choice(&[(UNCONFIRMED, "待确认"), ("confirmed", "已确认")]),
        "仍有“待确认”的工作簿不能用于评分；不填视为已确认",
    ),
    named("@reason", ("依据", "识别依据"), Kind::Remark, "计分方式由何而来；只供核对"),
    named("@explain", ("指标说明", "指标解释|评价内容"), Kind::Remark, "只供阅读，不参与计分"),
    named("@note", ("备注", "说明"), Kind::Remark, "只供阅读，不参与计分"),
];

/// The column whose 待确认 keeps a workbook from being used.
pub(super) const CONFIRM: &str = "@confirm";
/// 待确认
pub(super) const UNCONFIRMED: &str = "unconfirmed";

/// Keys that have no column, as TOML: the last resort.
pub(super) const REST: Column =
    named("@rest", ("其他设置", "TOML"), Kind::Text, "没有对应列的设置，按 TOML 内联表书写，一般不用填");

const RULE_LINE: &[Column] = &[
    named("@code", ("指标编码", "编码|指标代码|指标名称"), Kind::Text, "所属指标的编码"),
    named(
        "@rule",
        ("规则", "规则位置"),
        Kind::Text,
        "“备用1”为缺数据时依次改用的第一种规则；“子规则1”为择一、任选中的第一种规则；可相接，如“备用1/子规则2”",
    ),
    named("chosen", ("选用条件", ""), Kind::Formula, "任选的规则在何种条件下选用"),
];

const LIST_LINE: &[Column] = &[
    named("@code", ("指标编码", "编码|指标代码|指标名称"), Kind::Text, "所属指标的编码"),
    named(
        "@rule",
        ("规则", "规则位置"),
        Kind::Text,
        "属备用规则、子规则的，写明其位置，如“备用1”；属指标本身的不填",
    ),
    named("fact", ("数据项", "清单项|项目"), Kind::Text, "清单、计数：每一项的数据项名称"),
    named("words", ("档次用语", ""), Kind::List, "定性分档：表示这一档的用语，用“；”隔开"),
    named("word", ("程度", ""), Kind::Text, "程度扣减：如“严重”"),
    named("month", ("月份", ""), Kind::Whole, "进度：到几月"),
    named("rate", ("应达进度", ""), Kind::Number, "进度：该月应达到的比率"),
    named("from", ("下限（含）", "自"), Kind::Number, "分档、定性分档：含本数；没有下限的不填"),
    named("above", ("下限（不含）", "大于"), Kind::Number, "分档：不含本数"),
    named("to", ("上限（含）", "至"), Kind::Number, "分档、定性分档：含本数；没有上限的不填"),
    named("below", ("上限（不含）", "小于"), Kind::Number, "分档、定性分档：不含本数"),
    named("points", ("得分", "分值|计分"), Kind::Number, "这一档或这一项的分；计数：每一次的分"),
    named("share", ("得分比例", ""), Kind::Number, "这一档得分值的百分之几"),
    named("lose", ("扣减比例", ""), Kind::Number, "程度扣减：扣分值的百分之几"),
    named(
        "not_applicable",
        ("本项不适用时", "不适用时"),
        Kind::Choice(&[("full", "得该项分"), ("share", "由其他项分摊")]),
        "清单：该项回答不适用时如何计分",
    ),
];

const BASICS: &[Column] = &[
    named("title", ("名称", "标题|细则名称"), Kind::Text, "印在结果工作簿上的名称"),
    named("year", ("年度", "评价年度"), Kind::Whole, "评价的年度"),
    named(
        "year_check",
        ("年度核对", ""),
        Kind::Choice(&[("error", "不符不评"), ("warning", "不符警告"), ("off", "不核对")]),
        "自评表的年度与评价年度不符的如何处理；不填为不符不评",
    ),
    named(
        "scores",
        ("评价对象", ""),
        Kind::Choice(&[("project", "项目"), ("department", "部门")]),
        "一份成绩单评的是一个项目还是一个部门",
    ),
    named("full_points", ("满分", "总分"), Kind::Number, "全部指标的分值合计"),
    named("places", ("小数位", "得分小数位"), Kind::Whole, "得分保留几位小数，四舍五入"),
    named("total_places", ("总分小数位", ""), Kind::Whole, "不填与得分小数位相同"),
    named(
        "ranking",
        ("并列方式", "排名方式"),
        Kind::Choice(&[("competition", "并列占位"), ("dense", "并列不占位")]),
        "并列占位为1-1-3，并列不占位为1-1-2",
    ),
    named("tie_break", ("同分比较", ""), Kind::List, "总分相同时依次比较的指标编码，用“；”隔开"),
    named("total_most", ("总分上限", ""), Kind::Number, "含加分的总分最高多少；不填为不限"),
    named("source", ("依据文件", "来源"), Kind::Text, "评分标准出自哪一文件"),
    named("notice", ("须知", ""), Kind::Text, "使用结果前须知道的事项"),
    named("extends", ("基础细则", ""), Kind::Text, "在哪一细则的基础上修改（相对位置）"),
    named("remove", ("删去指标", ""), Kind::List, "基础细则中不再使用的指标编码"),
    named("projects", ("项目细则", ""), Kind::Text, "所用项目评价细则的相对位置"),
    named(
        "checks",
        ("问题级别", ""),
        Kind::Facts,
        "如“R01=error；X07=off”：error 错误、warning 警告、note 提示、off 不列；错误级问题不能改",
    ),
    named("thresholds.alike_cells", ("雷同处数", ""), Kind::Whole, "两个部门多少处数据相同即提示（X01）"),
    named("thresholds.alike_share", ("雷同占比", ""), Kind::Number, "且占数据较少一方的多少以上（X01）"),
    named("thresholds.alike_text", ("雷同文字字数", ""), Kind::Whole, "多少字以上的文字相同即提示（X02）"),
    named(
        "thresholds.repeated_cells",
        ("上年相同处数", ""),
        Kind::Whole,
        "多少处数据与上年相同即提示（X04）",
    ),
    named("thresholds.repeated_share", ("上年相同占比", ""), Kind::Number, "且占可比数据的多少以上（X04）"),
    named("thresholds.few_lines", ("最少指标数", ""), Kind::Whole, "指标少于此数的，不作整体判断（X07 等）"),
    named("thresholds.far_above", ("明显超额", ""), Kind::Number, "完成率达多少为明显高于指标值（X06、X09）"),
    named(
        "thresholds.far_above_share",
        ("明显超额占比", ""),
        Kind::Number,
        "明显超额的指标占多少以上即提示（X09）",
    ),
    named(
        "thresholds.self_apart",
        ("自评偏离", ""),
        Kind::Number,
        "自评与评分相差满分的多少以上即提示（X10、X11）",
    ),
    named("thresholds.few_bodies", ("最少部门数", ""), Kind::Whole, "部门少于此数的，不作相互比较（X11）"),
    named(
        "thresholds.low_rate",
        ("比率下限", ""),
        Kind::Number,
        "应达满额的比率，指标值低于多少即提示（R25）",
    ),
];

const GRADES: &[Column] = &[
    named("name", ("等级", "名称"), Kind::Text, "如“优”"),
    named("from", ("自（分）", "下限|最低分|自"), Kind::Number, "总分达到多少，含本数"),
];
const DERIVED: &[Column] = &[
    named("name", ("计算项", "名称"), Kind::Text, "由其他数据项算出的数据项"),
    named("value", ("公式", ""), Kind::Formula, "如“总支出/总收入”"),
];
const LEVELS: &[Column] = &[
    named("path", ("层级", "指标层级"), Kind::Path, "如“投入/目标设定”；“总分”为全部指标"),
    named("points", ("分值", ""), Kind::Number, "该级印发的分值，用于核对"),
    named("weight", ("权重", ""), Kind::Number, "占上一级的比例"),
    named(
        "roll_up",
        ("汇总方式", ""),
        Kind::Choice(&[
            ("sum", "合计"),
            ("mean", "平均"),
            ("geometric_mean", "几何平均"),
            ("best", "取最高的几项"),
        ]),
        "不填为合计",
    ),
    named("best", ("取几项", ""), Kind::Whole, "取最高的几项时，取几项"),
    named("most", ("最高分", "封顶"), Kind::Number, "该级得分的上限"),
];
const LIMITS: &[Column] = &[
    named("name", ("限制", "名称"), Kind::Text, "如“发生重大违纪”"),
    named("when", ("条件", ""), Kind::Formula, "何种情况下限制，如：重大违纪=\"是\""),
    named("points", ("总分最高", ""), Kind::Number, "总分不超过多少；0为一票否决"),
    named("grade", ("等级最高", ""), Kind::Text, "等级不高于哪一等"),
    named(
        "missing",
        ("缺数据时", ""),
        Kind::Choice(&[("pending", "待评定"), ("clear", "视为没有发生")]),
        "不填为待评定",
    ),
];
const QUOTAS: &[Column] = &[
    named("grade", ("等级", ""), Kind::Text, "限制个数的等级"),
    named("most", ("最多占比", "最多"), Kind::Number, "如“30%”"),
    named("within", ("范围", ""), Kind::Choice(WITHIN), "占全部的比例，还是占同组的比例"),
    named(
        "ties",
        ("并列时", ""),
        Kind::Choice(&[("in", "计入"), ("out", "不计入")]),
        "名额末位并列的如何处理",
    ),
];
const EXAMPLES: &[Column] = &[
    named("name", ("用例", "名称|算例"), Kind::Text, "说明这一用例核对什么"),
    named("indicator", ("指标编码", "编码"), Kind::Text, "核对哪一指标"),
    named("limit", ("限制", ""), Kind::Text, "或核对哪一限制"),
    named("group", ("分组", ""), Kind::Text, "该部门所在的分组"),
    named("facts", ("数据", "数据项"), Kind::Facts, "按报表原样填写，如“全年预算数=400；全年执行数=380”"),
    named("others", ("其他部门数据", ""), Kind::Bodies, "同类比较：其他部门的数据，每个部门一行"),
    named(
        "expect",
        ("应得", "应为|期望"),
        Kind::NumberOr(&[
            ("pending", "待评定"),
            ("not_applicable", "不适用"),
            ("fires", "触发"),
            ("clear", "不触发"),
        ]),
        "应得的分数，或“待评定”“不适用”；限制为“触发”“不触发”",
    ),
];

const fn records(
    key: &'static str,
    (title, sheet): (&'static str, &'static str),
    part: Part,
    help: &'static str,
    columns: &'static [&'static [Column]],
) -> Block {
    Block { key, title, sheet, part, layout: Layout::Records, help, columns }
}

/// The sheets' names.
pub(super) const INDICATORS: &str = "指标体系";
const SETTINGS: &str = "设置";
const CASES: &str = "测试用例";

/// The blocks of rubric.toml and examples.toml.
pub(super) const RUBRIC_BLOCKS: [Block; 10] = [
    records(
        "indicator",
        (INDICATORS, INDICATORS),
        Part::Rubric,
        "一行一个指标：左边照抄印发的表，右边写明如何计分",
        &[OFFICIAL, RULE, MORE, REMARKS, &[REST]],
    ),
    records(
        "@rule",
        ("其他规则", "其他规则"),
        Part::Rubric,
        "缺数据时改用的规则，以及“择一”“任选”中的各种规则，一行一种",
        &[RULE_LINE, RULE, &[REST]],
    ),
    records(
        "@list",
        ("分档表", "分档表"),
        Part::Rubric,
        "分档、清单、程度、档次、进度、计数的各档各项，一行一档",
        &[LIST_LINE, &[REST]],
    ),
    Block {
        key: "@basics",
        title: "基本",
        sheet: SETTINGS,
        part: Part::Rubric,
        layout: Layout::Items,
        help: "",
        columns: &[BASICS, &[REST]],
    },
    records("grade", ("等级", SETTINGS), Part::Rubric, "由高到低", &[GRADES, &[REST]]),
    records(
        "fact",
        ("计算项", SETTINGS),
        Part::Rubric,
        "由其他数据项算出、可在各规则中使用的数据项",
        &[DERIVED, &[REST]],
    ),
    records("level", ("层级", SETTINGS), Part::Rubric, "各级指标的分值、汇总方式和封顶", &[LEVELS, &[REST]]),
    records("limit", ("限制", SETTINGS), Part::Rubric, "一票否决和等级限制", &[LIMITS, &[REST]]),
    records("quota", ("等级名额", SETTINGS), Part::Rubric, "某一等级最多占多少", &[QUOTAS, &[REST]]),
    records("example", (CASES, CASES), Part::Examples, "试算用：数据和应得的分数", &[EXAMPLES, &[REST]]),
];
