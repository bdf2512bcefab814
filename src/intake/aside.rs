//! What stands among the lines of a table or a list and is none of them: notes, sign lines, totals.

use crate::rubric::label;

/// Words for sums; what they sum up may stand before them: 甲组小计.
const TOTALS: [&str; 4] = ["合计", "总计", "小计", "共计"];
/// Words that open notes.
const NOTES: [&str; 6] = ["注", "备注", "说明", "填表说明", "资料来源", "数据来源"];
/// Words before those who sign, and before what they add.
const SIGNS: [&str; 21] = [
    "填报人",
    "填表人",
    "制表人",
    "经办人",
    "联系人",
    "审核人",
    "复核人",
    "负责人",
    "单位负责人",
    "部门负责人",
    "财务负责人",
    "分管领导",
    "主要领导",
    "填报单位",
    "填表单位",
    "制表单位",
    "联系电话",
    "填报日期",
    "填表日期",
    "制表日期",
    "填报时间",
];

/// Whether a text, as [`label::normalised`] gives it, opens with one of these words, as notes do: 注：…, 注1.…
pub(super) fn opens<'w>(mut words: impl Iterator<Item = &'w str>, text: &str) -> bool {
    words.any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with([':', '1', '.', '、'])))
}

/// Whether what stands where a body's name does, or before it, is a total, a note or a sign line. A name
/// that only has such a word in it is a name.
pub(super) fn is_no_name(text: &str) -> bool {
    let is_word = |text: &str| NOTES.contains(&text) || SIGNS.contains(&text);
    let normalised = label::normalised(text);
    let signs = || text.split_whitespace().next().is_some_and(|first| SIGNS.contains(&first));
    let core = label::core(text);
    TOTALS.iter().any(|total| core.ends_with(total))
        || is_word(&normalised)
        || signs()
        || opens(NOTES.into_iter().chain(SIGNS), &normalised)
}

#[cfg(test)]
mod tests {
    use super::is_no_name;

    #[test]
    fn totals_notes_and_sign_lines_are_no_names() {
        for text in [
            "合计",
            "合 计",
            "总计：",
            "小计",
            "甲组小计",
            "合计（50个部门）",
            "注：不含乡镇",
            "注1：不含乡镇",
            "备注",
            "审核人：李四",
            "审 核 人：李四",
            "填表人 张三",
            "填表人：",
        ] {
            assert!(is_no_name(text), "{text}");
        }
        for text in
            ["示例区合计会计中心", "示例区总计办", "注册会计师协会", "说明书编审中心", "审核人员培训中心"]
        {
            assert!(!is_no_name(text), "{text}");
        }
    }
}
