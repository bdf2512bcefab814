//! styles.toml: how a bureau wants its workbooks to look. Nothing of it changes a point or a rank,
//! so it has no part in the rubric's hash.

use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::schema::read_as;

/// Smallest and largest type, in points.
const SIZES: (f64, f64) = (6.0, 36.0);
/// The longest name of a font and the longest word of the frame, in characters.
const LONGEST: usize = 60;

/// styles.toml
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Styles {
    /// Names of fonts; they are named, never shipped.
    pub fonts: Fonts,
    /// Sizes of type.
    pub sizes: Sizes,
    /// What stands around every table.
    pub frame: Frame,
    /// Sheets that are to be otherwise than usual.
    #[serde(rename = "sheet")]
    pub sheets: Vec<SheetStyle>,
}

/// Names of fonts.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(deny_unknown_fields, default)]
pub struct Fonts {
    /// The title over a table.
    #[serde(deserialize_with = "word")]
    pub title: String,
    /// Annex marks, headers, headings.
    #[serde(deserialize_with = "word")]
    pub heading: String,
    /// Everything else.
    #[serde(deserialize_with = "word")]
    pub body: String,
}

impl Default for Fonts {
    fn default() -> Self {
        Self {
            title: "方正小标宋简体".to_owned(),
            heading: "黑体".to_owned(),
            body: "仿宋_GB2312".to_owned(),
        }
    }
}

/// Sizes of type, in points.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(deny_unknown_fields, default)]
pub struct Sizes {
    /// 附件N: 三号
    #[serde(deserialize_with = "size")]
    pub annex: f64,
    /// The title: 二号
    #[serde(deserialize_with = "size")]
    pub title: f64,
    /// The table: 五号
    #[serde(deserialize_with = "size")]
    pub body: f64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { annex: 16.0, title: 22.0, body: 10.5 }
    }
}

/// What stands around every table.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(deny_unknown_fields, default)]
pub struct Frame {
    /// Stands before the number of an annex; no marks where it is empty.
    pub annex: String,
    /// Stands on the left over the table.
    pub prepared_by: String,
    /// The fields of the sign line; no line where there are none.
    pub sign: Vec<String>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            annex: "附件".to_owned(),
            prepared_by: "编制单位（盖章）：".to_owned(),
            sign: ["填报人：", "审核人：", "单位负责人：", "日期："].map(str::to_owned).to_vec(),
        }
    }
}

/// A sheet that is to be otherwise than usual.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetStyle {
    /// The sheet's own name, which stays.
    pub name: SheetName,
    /// The title over the table; `{年度}` in it is the year.
    #[serde(default)]
    pub title: Option<String>,
    /// The annex mark, whole; none where it is empty.
    #[serde(default)]
    pub annex: Option<String>,
    /// Whether the sheet is shown; what is not shown is hidden, since formulas lead to it.
    #[serde(default = "yes")]
    pub shown: bool,
    /// Columns that are not shown, by their headers.
    #[serde(default)]
    pub hide: Vec<String>,
}

fn yes() -> bool {
    true
}

/// The name of a sheet of the result workbook or of a 成绩单.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName(String);

read_as!(SheetName, Names);

/// The names as a schema lists them.
#[derive(JsonSchema)]
#[schemars(inline)]
#[allow(dead_code)] // only its schema is used
struct Names(#[schemars(extend("enum" = names()))] String);

fn names() -> Vec<&'static str> {
    SHEETS.iter().map(|(name, _)| *name).collect()
}

impl<'de> Deserialize<'de> for SheetName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if SHEETS.iter().any(|(known, _)| *known == name) {
            return Ok(Self(name));
        }
        Err(D::Error::custom(format!("没有名为“{name}”的工作表，可用的有 {}", names().join("、"))))
    }
}

impl Styles {
    /// What is said of a sheet.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&SheetStyle> {
        self.sheets.iter().find(|sheet| sheet.name.0 == name)
    }

    /// What contradicts itself, or names a column that its sheet never has: the words that stand in
    /// the file where it goes wrong, and what is wrong.
    #[must_use]
    pub fn fault(&self) -> Option<(String, String)> {
        for (index, sheet) in self.sheets.iter().enumerate() {
            let name = &sheet.name.0;
            if self.sheets[..index].iter().any(|other| other.name == sheet.name) {
                return Some((name.clone(), format!("工作表“{name}”出现两次")));
            }
            if name == "指标得分汇总表" {
                continue; // Its columns are the rubric's own.
            }
            let columns =
                SHEETS.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, columns)| columns);
            if let Some(unknown) = sheet.hide.iter().find(|column| !columns.contains(&column.as_str())) {
                let known = columns.join("、");
                let message = if columns.is_empty() {
                    format!("工作表“{name}”没有可以隐藏的列")
                } else {
                    format!("工作表“{name}”没有“{unknown}”列，可用的有 {known}")
                };
                return Some((unknown.clone(), message));
            }
        }
        let result = SHEETS.iter().filter(|(name, _)| !OF_BODIES.contains(name));
        // Sheets that every result has.
        let always = result.filter(|(name, _)| !SOMETIMES.contains(name));
        let hidden = |name: &str| self.sheet(name).is_some_and(|sheet| !sheet.shown);
        if always.clone().all(|(name, _)| hidden(name)) {
            return Some(("shown".to_owned(), "至少要有一个工作表是显示的".to_owned()));
        }
        None
    }
}

fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() || text.chars().count() > LONGEST || text.contains(char::is_control) {
        return Err(D::Error::custom(format!("字体名称应为 1 至 {LONGEST} 个字")));
    }
    Ok(text)
}

fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let size = f64::deserialize(deserializer)?;
    if (SIZES.0..=SIZES.1).contains(&size) {
        return Ok(size);
    }
    Err(D::Error::custom(format!("字号应在 {} 至 {} 磅之间", SIZES.0, SIZES.1)))
}

/// Sheets of the workbooks that bodies get.
const OF_BODIES: [&str; 6] = ["项目一览", "成绩单", "得分对照", "扣分构成", "扣分说明", "问题清单"];
/// Sheets that some results have not.
const SOMETIMES: [&str; 6] = ["核算底稿目录", "分组排名表", "年度对比表", "名次核算", "同行数据", "核算底稿"];

/// Every sheet with the columns that it may have; a test keeps it in step with what is drawn.
pub const SHEETS: &[(&str, &[&str])] = &[
    ("说明", &["项目", "内容"]),
    (
        "评价得分排名表",
        &[
            "名次",
            "部门编码",
            "部门名称",
            "项目名称",
            "分组",
            "年初预算数",
            "全年预算数",
            "全年执行数",
            "执行率",
            "自评得分",
            "评价得分",
            "等级",
            "上年得分",
            "上年名次",
            "名次变化",
            "备注",
        ],
    ),
    (
        "分组排名表",
        &["分组", "组内名次", "总名次", "部门名称", "项目名称", "评价得分", "等级", "组内平均", "高于组均"],
    ),
    ("指标得分汇总表", &[]),
    (
        "扣分明细表",
        &[
            "序号",
            "部门名称",
            "项目名称",
            "一级指标",
            "二级指标",
            "三级指标",
            "分值",
            "目标值",
            "实际值",
            "完成率",
            "得分",
            "扣分",
            "扣分原因",
            "评分依据",
            "数据来源",
            "文件及工作表",
            "单元格",
        ],
    ),
    (
        "自评复核差异表",
        &["部门名称", "项目名称", "指标", "自评得分", "复核得分", "差异", "调整理由", "复核人", "复核日期"],
    ),
    ("等级分布统计表", &["等级", "部门数", "项目数", "占比", "平均", "最高", "最低"]),
    (
        "指标分析表",
        &[
            "指标编码",
            "三级指标",
            "分值",
            "平均得分",
            "得分率",
            "标准差",
            "满分部门数",
            "零分部门数",
            "满分项目数",
            "零分项目数",
            "区分度提示",
        ],
    ),
    ("指标得分率图", &[]),
    (
        "年度对比表",
        &[
            "部门名称",
            "项目名称",
            "上年得分",
            "本年得分",
            "增减",
            "上年名次",
            "本年名次",
            "变化",
            "主要变化指标",
        ],
    ),
    (
        "报送情况表",
        &["部门编码", "部门名称", "分组", "是否报送", "文件名", "份数", "错误数", "警告数", "状态"],
    ),
    (
        "数据质量问题表",
        &[
            "序号",
            "级别",
            "编码",
            "部门名称",
            "文件",
            "工作表",
            "单元格",
            "指标",
            "现值",
            "应为",
            "问题说明",
            "处理建议",
            "影响分值",
        ],
    ),
    (
        "指标体系",
        &[
            "指标编码",
            "一级指标",
            "二级指标",
            "三级指标",
            "分值",
            "评分标准",
            "计算公式",
            "适用条件",
            "缺数处理",
        ],
    ),
    (
        "核算底稿",
        &[
            "部门名称",
            "项目名称",
            "指标编码",
            "指标",
            "数据项",
            "数值",
            "数据来源",
            "分值",
            "得分",
            "程序得分",
            "一致",
            "计算式",
            "说明",
            "汇总序号",
        ],
    ),
    ("核算底稿目录", &["序号", "部门名称", "项目名称", "分组", "评价得分", "底稿文件", "工作簿校验值"]),
    ("名次核算", &[]),
    ("同行数据", &["数据项", "分组", "部门名称", "数值"]),
    ("核算参数", &["项目", "取值", "说明"]),
    ("运行信息", &["序号", "文件", "处理结果", "原因", "文件校验值（SHA-256）"]),
    ("项目一览", &["序号", "项目名称", "评价得分", "等级", "名次", "详见工作表"]),
    ("成绩单", &[]),
    ("得分对照", &["指标编码", "指标", "分值", "得分", "得分率", "本组中位数", "全体中位数", "高于中位数"]),
    ("扣分构成", &["序号", "事项", "分值、得分", "扣分", "待定", "加分"]),
    (
        "扣分说明",
        &["序号", "指标", "分值", "得分", "扣分", "扣分原因", "评分依据", "数据及其来源", "处理建议"],
    ),
    (
        "问题清单",
        &[
            "序号",
            "级别",
            "编码",
            "文件",
            "工作表",
            "单元格",
            "指标",
            "现值",
            "应为",
            "问题说明",
            "处理建议",
            "影响分值",
        ],
    ),
];
