//! The tables of form.toml: every key with its Chinese heading.

use super::columns::{REST, named};
use super::dictionary::{Block, Column, Kind, Layout, Names, Part};

const FORM: &str = "字段映射";

const KINDS: Names = &[
    ("text", "文字"),
    ("amount", "金额"),
    ("number", "个数"),
    ("ratio", "比率"),
    ("points", "分数"),
    ("yes_no", "是否"),
    ("date", "日期"),
    ("quantity", "指标值"),
];

const MONEY: Names = &[("元", "元"), ("万元", "万元"), ("亿元", "亿元")];

const SHEET: &[Column] = &[
    named("department", ("部门名称项", ""), Kind::List, "写有部门名称的数据项，最可靠的在前"),
    named("project", ("项目名称项", ""), Kind::Text, "写有项目名称的数据项"),
    named("date", ("填报日期项", ""), Kind::Text, "写有填报日期的数据项"),
    named("year", ("所属年度项", ""), Kind::Text, "写有所属年度的数据项"),
    named("title", ("表名", ""), Kind::Text, "空白自评表的标题，如“部门整体支出绩效自评表”"),
    named("self_total", ("自评总分项", ""), Kind::Text, "写有自评总分的数据项"),
    named("money_unit", ("金额单位", ""), Kind::Choice(MONEY), "报表没有写明单位时，按何种单位"),
    named("tier_names", ("各档名称", ""), Kind::List, "定性指标各档的名称，由高到低"),
    named("words.tiers", ("各档用语", ""), Kind::Groups, "表示各档的用语，每档一行，由高到低"),
    named("words.not_applicable", ("不适用用语", ""), Kind::List, "表示不适用的用语"),
    named("words.blank", ("空白用语", ""), Kind::List, "等于没有填写的用语"),
    named("words.unstated", ("未写明用语", ""), Kind::List, "如“详见附件”“待定”，没有写明数值"),
    named("words.option_lists", ("未勾选用语", ""), Kind::List, "报表原印而未作选择的用语"),
    named("answers.yes", ("表示是的用语", ""), Kind::List, "如“是；有；√”"),
    named("answers.no", ("表示否的用语", ""), Kind::List, "如“否；无；×”"),
    named("same_units", ("相同单位", ""), Kind::Groups, "所指相同的计量单位，每组一行"),
    named("upper_bounds", ("上限用语", ""), Kind::List, "指标名称含此用语而没有符号的，按“不超过”计"),
    named(
        "upper_bound_levels",
        ("上限级次", ""),
        Kind::List,
        "属此二级指标、以金额计而没有符号的，按“不超过”计",
    ),
    named("full_rates", ("应达满额的比率", ""), Kind::List, "指标名称含此用语的，指标值不应偏低"),
    named("satisfaction", ("满意度用语", ""), Kind::List, "指标名称含此用语的为满意度指标"),
    named("silence", ("不足为据的用语", ""), Kind::List, "如“无投诉”，不能代替满意度调查"),
    named("sections", ("文字部分用语", ""), Kind::List, "只写文字的部分的名称，如“年度总体目标”，不取数"),
    named("self_grade", ("自评等级项", ""), Kind::Text, "写有自评等级的数据项"),
    named("report_titles", ("报告标题用语", ""), Kind::List, "标题或文件名含此用语的文稿是文字报告"),
    named("other_titles", ("其他文稿用语", ""), Kind::List, "标题或文件名含此用语的文稿不是本类报告"),
];

const FIELDS: &[Column] = &[
    named(IN, ("所在表", "所属"), Kind::Text, "数据块、指标表或名单的名称；在表头的不填"),
    named("name", ("数据项", "名称"), Kind::Text, "评分规则中使用的名称"),
    named("kind", ("类型", ""), Kind::Choice(KINDS), "不填为文字；金额一律折为万元"),
    named("labels", ("各地用语", "别称|别名"), Kind::List, "报表上的其他叫法，用“；”隔开"),
    named("prefer", ("优先用语", ""), Kind::List, "几列不一致时以哪一列为准"),
];
const LINES: &[Column] = &[
    named(IN, ("所在表", "所属"), Kind::Text, "数据块的名称"),
    named("name", ("行名", "名称"), Kind::Text, "首行为合计行，不填"),
    named("labels", ("各地用语", "别称|别名"), Kind::List, "报表上的其他叫法，用“；”隔开"),
];
const NEEDS: Column = named("needs", ("必有列", ""), Kind::List, "表头没有这些列就不是本表");
const AT_LEAST: Column = named("at_least", ("至少列数", ""), Kind::Whole, "表头至少认出几列才是本表");
const NAME: Column = named("name", ("名称", ""), Kind::Text, "在“所在表”“取数表”中使用的名称");
const BLOCK: &[Column] = &[
    NAME,
    named("table", ("所属指标表", ""), Kind::Text, "数据块的各行是哪张指标表中的固定行；独立的数据块不填"),
    NEEDS,
    AT_LEAST,
    named("printed", ("预印行", ""), Kind::List, "空白自评表上印出的行；不填则各行均印"),
];
const TABLE: &[Column] = &[
    NAME,
    NEEDS,
    AT_LEAST,
    named("levels", ("级次列", ""), Kind::List, "上级指标所在的列，一级在前"),
    named("title", ("名称列", ""), Kind::Text, "指标名称所在的列"),
    named("sign", ("符号列", ""), Kind::Text, "指标值的符号另列的，写明该列"),
    named("unit", ("单位列", ""), Kind::Text, "计量单位另列的，写明该列"),
    named("completion", ("完成率列", ""), Kind::Text, "写有完成率的列，用于核对"),
    named("standard", ("评分标准列", ""), Kind::Text, "写有评分标准文字的列，用于核对"),
    named("end", ("结束用语", ""), Kind::List, "表末合计行的用语"),
    named("subtotals", ("小计用语", ""), Kind::List, "小计行的用语"),
    named("placeholders", ("空行用语", ""), Kind::List, "模板中没有填写的行上原印的名称"),
    named("parts", ("分项用语", ""), Kind::List, "“其中”等只作分解的行的开头"),
    named("notes", ("附注用语", ""), Kind::List, "附注、签字行的开头；其下不再有内容行的，本表到此为止"),
];
const LIST_KINDS: Names = &[("roster", "名册"), ("bureau", "财政掌握情况"), ("submissions", "汇总报表")];
const LIST: &[Column] = &[NAME, named("kind", ("用途", ""), Kind::Choice(LIST_KINDS), ""), NEEDS, AT_LEAST];
const LEVEL: &[Column] = &[
    named("name", ("一级指标", "名称"), Kind::Text, "规范名称"),
    named("labels", ("各地用语", "别称|别名"), Kind::List, "其他叫法"),
    named("second", ("所属二级指标", ""), Kind::List, "不论写在何处都属于它的二级指标"),
    named("printed", ("预印二级指标", ""), Kind::List, "空白自评表上预先印好、各留几行的二级指标"),
    named("rest", ("兜底", ""), Kind::Truth, "填“是”的，不属其他一级指标的各行归入此项"),
];
const EQUATION: &[Column] = &[
    named("left", ("左边", ""), Kind::Formula, "如“总收入”"),
    named("right", ("右边", ""), Kind::Formula, "如“本年收入+年初结转和结余”"),
    named("tolerance", ("允许误差", ""), Kind::Number, "两边相差不超过多少"),
    named("about", ("性质", ""), Kind::Choice(&[("sum", "合计"), ("rate", "比率")]), "不填为合计"),
];
const FIGURE: &[Column] = &[
    named("name", ("数据名称", "名称"), Kind::Text, "与报表数据项同名的，和报表核对"),
    named("kind", ("类型", ""), Kind::Choice(KINDS), "金额、比率、分数或个数"),
    named("labels", ("各地用语", "别称|别名"), Kind::List, "报告中的其他叫法，用“；”隔开"),
    named("units", ("计量单位", ""), Kind::List, "个数的计量单位；不填则不限"),
    named("part_of", ("所属合计", ""), Kind::List, "它是哪些合计的一部分，最近的一级在前"),
    named("subjects", ("所述对象", ""), Kind::List, "叫法笼统的（如“执行率”），句首须是其中之一；不填则不限"),
    named("sometimes_in", ("可能计入", ""), Kind::List, "有的单位把它计入、有的不计入的合计"),
];

/// The table that a line belongs to.
pub(super) const IN: &str = "@in";

/// The lists of form.toml that have columns of their own.
pub(super) const CONTAINERS: [&str; 3] = ["block", "table", "list"];

const fn records(
    key: &'static str,
    title: &'static str,
    help: &'static str,
    columns: &'static [&'static [Column]],
) -> Block {
    Block { key, title, sheet: FORM, part: Part::Form, layout: Layout::Records, help, columns }
}

/// The blocks of form.toml.
pub(super) const FORM_BLOCKS: [Block; 9] = [
    records("field", "数据项", "每个数据项的名称及各地用语；属于下列各表的，写明所在表", &[FIELDS, &[REST]]),
    records("block", "数据块", "预算执行情况一类的小表", &[BLOCK, &[REST]]),
    records("line", "数据块的行", "小表的各行", &[LINES, &[REST]]),
    records("table", "指标表", "部门自定指标，一行一个", &[TABLE, &[REST]]),
    records("list", "名单", "名册和财政掌握情况表，一行一个部门", &[LIST, &[REST]]),
    records("level", "一级指标用语", "部门自定指标的一级指标", &[LEVEL, &[REST]]),
    records("equation", "勾稽关系", "报表应当满足的等式", &[EQUATION, &[REST]]),
    records("figure", "文字报告数据", "在文字报告中查找的数据", &[FIGURE, &[REST]]),
    Block {
        key: "@form",
        title: "报表",
        sheet: FORM,
        part: Part::Form,
        layout: Layout::Items,
        help: "",
        columns: &[SHEET, &[REST]],
    },
];

#[cfg(test)]
mod tests {
    use super::super::columns::RUBRIC_BLOCKS;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_heading_stands_for_one_key() {
        for block in RUBRIC_BLOCKS.iter().chain(&FORM_BLOCKS) {
            let mut seen = BTreeSet::new();
            for column in block.all() {
                let names = [column.heading].into_iter().chain(column.also.split('|'));
                for name in names.filter(|name| !name.is_empty()) {
                    assert!(
                        seen.insert(super::super::dictionary::forgiving(name)),
                        "{}: {name}",
                        block.title
                    );
                }
            }
        }
    }
}
