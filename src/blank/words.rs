//! Every sentence of a blank form that is not the form profile's.

use crate::number::Number;
use crate::rubric::form::Kind;

/// The sheet of a department's form.
pub(super) const FORM: &str = "自评表";
/// How the sheets of projects begin.
pub(super) const PROJECT: &str = "项目";
/// The sheet of the form's own checks.
pub(super) const CHECKS: &str = "填报自查";
/// The sheet that tells how to fill the form in.
pub(super) const GUIDE: &str = "填报说明";
/// The hidden sheet of long drop-downs.
pub(super) const OPTIONS: &str = "选项";

pub(super) const ANNEX: &str = "附件";
pub(super) const LEGEND: &str = "黄色格必填，白色格按实际填写，灰色格已印好或自动计算";
/// Figures that no indicator goes by.
pub(super) const BASIC: &str = "基本数据";
/// What is not to be filled in.
pub(super) const NOTHING: &str = "—";

/// Verdicts of the form's own checks.
pub(super) const HOLDS: &str = "相符";
pub(super) const WAITS: &str = "待填";
pub(super) const COMPLETE: &str = "已填全";
pub(super) const UNUSED: &str = "未启用";
pub(super) const PASSED: &str = "自查通过";
/// How a verdict begins that is not so.
pub(super) const FAILS: &str = "不符";

/// `（2023年度）`
pub(super) fn year(year: i32) -> String {
    format!("（{year}年度）")
}

/// `金额单位：万元`
pub(super) fn unit(unit: &str) -> String {
    format!("金额单位：{unit}")
}

/// `一、预算执行`
pub(super) fn section(number: usize, title: &str) -> String {
    const DIGITS: [&str; 11] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let number = match number {
        0..=10 => DIGITS[number].to_owned(),
        11..=19 => format!("十{}", DIGITS[number - 10]),
        _ => number.to_string(),
    };
    format!("{number}、{title}")
}

/// What a label adds of the unit.
pub(super) fn remark(kind: Kind, money: &str) -> String {
    match kind {
        Kind::Amount => format!("（{money}）"),
        Kind::Ratio => "（%）".to_owned(),
        Kind::Points => "（分）".to_owned(),
        _ => String::new(),
    }
}

/// `还有3处未填`
pub(super) fn missing(count: usize) -> String {
    format!("还有{count}处未填")
}

/// `有1项不符，见“填报自查”`
pub(super) fn failing(count: usize) -> String {
    format!("有{count}项不符，见“{CHECKS}”")
}

/// `不符，相差5`
pub(super) fn apart(gap: &Number) -> String {
    format!("{FAILS}，相差{}", gap.plain())
}

/// What is typed into cells of a kind, for the message that refuses other things.
pub(super) fn asked(kind: Kind, money: &str) -> String {
    match kind {
        Kind::Amount => format!("请填数字，以{money}为单位，不写单位。没有的填 0。"),
        Kind::Number => "请填不小于 0 的数字，不写单位。没有的填 0。".to_owned(),
        Kind::Ratio => "请填百分比，如 95.2%。".to_owned(),
        Kind::Points => "请填分数，不小于 0，不高于分值。".to_owned(),
        Kind::YesNo => "请从下拉列表中选择。".to_owned(),
        Kind::Date => "请填日期，如 2024-3-15。".to_owned(),
        Kind::Text | Kind::Quantity => "请从下拉列表中选择。".to_owned(),
    }
}

/// How days are shown.
pub(super) const DAY: &str = "yyyy\"年\"m\"月\"d\"日\"";

/// The title of the message that refuses.
pub(super) const REFUSED: &str = "填写有误";
