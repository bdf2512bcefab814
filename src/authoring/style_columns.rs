//! The tables of styles.toml: every key with its Chinese heading.

use super::columns::{REST, named};
use super::dictionary::{Block, Column, Kind, Layout, Names, Part};

/// The sheet of the workbook that holds them.
pub(super) const STYLES: &str = "版式";

const SHEETS: Names = &[
    ("说明", "说明"),
    ("评价得分排名表", "评价得分排名表"),
    ("分组排名表", "分组排名表"),
    ("指标得分汇总表", "指标得分汇总表"),
    ("扣分明细表", "扣分明细表"),
    ("自评复核差异表", "自评复核差异表"),
    ("等级分布统计表", "等级分布统计表"),
    ("指标分析表", "指标分析表"),
    ("指标得分率图", "指标得分率图"),
    ("年度对比表", "年度对比表"),
    ("报送情况表", "报送情况表"),
    ("数据质量问题表", "数据质量问题表"),
    ("指标体系", "指标体系"),
    ("核算底稿", "核算底稿"),
    ("核算底稿目录", "核算底稿目录"),
    ("名次核算", "名次核算"),
    ("同行数据", "同行数据"),
    ("核算参数", "核算参数"),
    ("运行信息", "运行信息"),
    ("项目一览", "项目一览"),
    ("成绩单", "成绩单"),
    ("得分对照", "得分对照"),
    ("扣分构成", "扣分构成"),
    ("扣分说明", "扣分说明"),
    ("问题清单", "问题清单"),
];

const WHOLE: &[Column] = &[
    named("fonts.title", ("标题字体", ""), Kind::Text, "表格标题的字体；字体不随文件附带，没有的由软件代替"),
    named("fonts.heading", ("表头字体", ""), Kind::Text, "附件号、表头、小标题的字体"),
    named("fonts.body", ("正文字体", ""), Kind::Text, "其余文字的字体"),
    named("sizes.annex", ("附件号字号", ""), Kind::Number, "磅；三号为 16"),
    named("sizes.title", ("标题字号", ""), Kind::Number, "磅；二号为 22"),
    named("sizes.body", ("正文字号", ""), Kind::Number, "磅；五号为 10.5，小四号为 12"),
    named("frame.annex", ("附件字样", ""), Kind::Text, "附件号数字前的字样；为空则各表不标附件号"),
    named("frame.prepared_by", ("编制单位字样", ""), Kind::Text, "表格左上方的字样，可写明单位名称"),
    named("frame.sign", ("签字栏", ""), Kind::List, "表下签字的各项，用“；”隔开；“日期：”后自动留出年月日"),
];

const SHEET: &[Column] = &[
    named("name", ("工作表", "名称"), Kind::Choice(SHEETS), "评价结果或成绩单中的工作表，名称不变"),
    named("title", ("标题", ""), Kind::Text, "表格上方的标题；{年度} 代表评价年度"),
    named("annex", ("附件号", ""), Kind::Text, "如“附件2-1”；为空则不标"),
    named("shown", ("显示", ""), Kind::Truth, "填“否”则隐藏该工作表；算式引用它，所以不删除"),
    named("hide", ("隐藏的列", ""), Kind::List, "表头名称，用“；”隔开"),
];

/// The blocks of styles.toml.
pub(super) const STYLE_BLOCKS: [Block; 2] = [
    Block {
        key: "@styles",
        title: "通用版式",
        sheet: STYLES,
        part: Part::Styles,
        layout: Layout::Items,
        help: "",
        columns: &[WHOLE, &[REST]],
    },
    Block {
        key: "sheet",
        title: "各工作表",
        sheet: STYLES,
        part: Part::Styles,
        layout: Layout::Records,
        help: "与通常不同的工作表，一行一个",
        columns: &[SHEET, &[REST]],
    },
];
