//! How a body itself can mend a problem: of [`Problem::fix`] what is not the bureau's to do.

use super::Problem;

impl Problem {
    /// How the body that sent the form can mend it.
    #[must_use]
    pub fn fix_by_body(&self) -> String {
        let own = match self {
            Self::NothingRecognised => "请确认报送的是自评表，并使用规定的表样",
            Self::SentTwice { .. } => "请说明以哪一份为准；同一文件内重复的，请删去一份",
            Self::NotOnRoster { near: Some(near), .. } => {
                return format!("是否应为“{near}”？请核对单位名称和部门编码");
            }
            Self::NotOnRoster { near: None, .. } => "请核对单位名称和部门编码",
            Self::NoIndicators { .. } => "请补填；已填的，请核对表头是否与规定的表样一致",
            Self::LimitExceeded { .. } => "请删去与报表无关的工作表、空行空列和图片，另存为 .xlsx 后重新报送",
            Self::NearLabel { label } => return format!("请核对，系笔误的，请改为“{label}”"),
            Self::OtherYear { held: true, .. } => "请报送评价年度的自评表；年度写错的，请更正",
            Self::BlankFormOfAnother { held: true, .. } => "请用发给本部门的空白表重新填报",
            Self::NoActualColumn => "请换用规定的表样，填写实际完成值",
            Self::RuleFailed { .. } => "请核对该项数据的填写",
            Self::NotProvidedFor { .. } => "请核对所填内容；无误的，由评审人员人工评定",
            Self::RubricMiscounts { .. } => "由财政部门修改评分细则，无须修改自评表",
            Self::GroupWithoutIndicators { .. } => "请与财政部门核对所属分组",
            _ => return self.fix(),
        };
        own.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Points;

    #[test]
    fn no_body_is_told_what_the_bureau_has_to_do() {
        let near = || Some("示例区教育局".to_owned());
        let name = || "示例区教肓局".to_owned();
        let problems = [
            Problem::NothingRecognised,
            Problem::SentTwice { subject: name(), files: Vec::new() },
            Problem::NotOnRoster { name: name(), near: near() },
            Problem::NotOnRoster { name: name(), near: None },
            Problem::NoIndicators { table: "绩效指标".to_owned() },
            Problem::NearLabel { label: "分值".to_owned() },
            Problem::BlankFormOfAnother { issued: name(), held: true },
            Problem::NoActualColumn,
            Problem::RubricMiscounts { sum: Points::zero(), full: 100.into() },
        ];
        for problem in problems {
            let (fix, own) = (problem.fix(), problem.fix_by_body());
            for word in ["form.toml", "--", "名册", "请修改评分细则"] {
                assert!(!own.contains(word), "{own}");
            }
            assert!(!own.is_empty() && own != fix);
        }
        assert_eq!(Problem::MissingActual.fix_by_body(), Problem::MissingActual.fix());
    }
}
