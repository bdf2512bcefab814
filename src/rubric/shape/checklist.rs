//! 清单: each item that is met earns its own points.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{NOT_APPLICABLE, Shape, Wait, WaitOutcome, above_zero, template};
use crate::finding::Problem;
use crate::formula::{Expr, Function};
use crate::number::Number;

/// Items with points of their own; together they are the indicator's points.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// The items, in the order in which they are shown.
    pub items: Vec<Item>,
}

/// An item of a checklist.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// A fact of kind 是/否.
    pub fact: String,
    /// Points when it is 是.
    #[serde(deserialize_with = "above_zero")]
    pub points: Number,
    /// What its points become where the body answers 不适用; without a word on it the whole
    /// indicator does not apply.
    #[serde(default)]
    pub not_applicable: Option<NotApplicable>,
}

/// What becomes of the points of an item that does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum NotApplicable {
    /// The body gets them.
    Full,
    /// The other items share them, in proportion.
    Share,
}

impl Checklist {
    /// The points of all items that apply, as a formula.
    fn whole(&self) -> Expr {
        let (shared, kept): (Vec<&Item>, Vec<&Item>) = self.items.iter().partition(|item| item.is_shared());
        let kept: Number = kept.into_iter().map(|item| &item.points).sum();
        let term = |item: &Item| {
            let points = Expr::Number(item.points.clone());
            template("IF(项=无,0,值)", &[("项", &Expr::name(&item.fact)), ("值", &points), ("无", &answer())])
        };
        let mut terms: Vec<Expr> = shared.into_iter().map(term).collect();
        if terms.is_empty() {
            return Expr::Number(kept);
        }
        if !kept.is_zero() {
            terms.push(Expr::Number(kept));
        }
        Expr::Call(Function::Sum, terms)
    }

    /// The points of all items together.
    #[must_use]
    pub fn sum(&self) -> Number {
        self.items.iter().map(|item| &item.points).sum()
    }
}

impl Shape for Checklist {
    fn formula(&self) -> Expr {
        let term = |item: &Item| {
            let points = Expr::Number(item.points.clone());
            let text = match item.not_applicable {
                Some(NotApplicable::Full) => "IF(OR(项=\"是\",项=无),值,0)",
                _ => "IF(项=\"是\",值,0)",
            };
            template(text, &[("项", &Expr::name(&item.fact)), ("值", &points), ("无", &answer())])
        };
        let earned = Expr::Call(Function::Sum, self.items.iter().map(term).collect());
        // The share of the items' own sum, so that a changed 分值 changes all items alike.
        template("得/总*分值", &[("得", &earned), ("总", &self.whole())])
    }

    fn meaning(&self) -> String {
        let item = |item: &Item| {
            let idle = match item.not_applicable {
                None => "",
                Some(NotApplicable::Full) => "，不适用的得分",
                Some(NotApplicable::Share) => "，不适用的由其余各项分担",
            };
            format!("{}（{}分{idle}）", item.fact, item.points)
        };
        let items: Vec<String> = self.items.iter().map(item).collect();
        format!("逐项核对，符合的得该项分：{}", items.join("、"))
    }

    fn waits(&self) -> Vec<Wait> {
        if !self.items.iter().all(Item::is_shared) {
            return Vec::new();
        }
        vec![Wait {
            condition: template("总=0", &[("总", &self.whole())]),
            outcome: WaitOutcome::NotApplicable,
            problem: Problem::DeclaredNotApplicable,
        }]
    }

    fn reads_not_applicable(&self) -> Vec<&str> {
        let own = self.items.iter().filter(|item| item.not_applicable.is_some());
        own.map(|item| item.fact.as_str()).collect()
    }
}

impl Item {
    fn is_shared(&self) -> bool {
        self.not_applicable == Some(NotApplicable::Share)
    }
}

/// The answer 不适用.
fn answer() -> Expr {
    Expr::Text(NOT_APPLICABLE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{points, waiting};
    use super::*;

    #[test]
    fn items_met_earn_their_own_points() {
        let rule: Checklist = toml::from_str(
            "items = [{ fact = \"真实\", points = 1 }, { fact = \"完整\", points = 0.5 }, { fact = \"准确\", points = 0.5 }]",
        )
        .unwrap();
        let facts = [("真实", "是"), ("完整", "否"), ("准确", "是"), ("分值", "2")];
        assert_eq!(points(&rule, &facts), "1.50");
        assert_eq!(rule.meaning(), "逐项核对，符合的得该项分：真实（1分）、完整（0.5分）、准确（0.5分）");
    }

    #[test]
    fn an_item_that_does_not_apply_is_given_or_shared() {
        let rule = |word: &str| -> Checklist {
            toml::from_str(&format!(
                "items = [{{ fact = \"项目公开\", points = 2, not_applicable = \"{word}\" }}, {{ fact = \"部门公开\", points = 2, not_applicable = \"{word}\" }}, {{ fact = \"及时\", points = 1 }}]"
            ))
            .unwrap()
        };
        let facts = |project, own| [("项目公开", project), ("部门公开", own), ("及时", "否"), ("分值", "5")];
        // 寿县: 若单位无项目,得2分.
        assert_eq!(points(&rule("full"), &facts("不适用", "是")), "4.00");
        assert_eq!(points(&rule("share"), &facts("不适用", "是")), "3.33");
        assert_eq!(points(&rule("share"), &facts("是", "否")), "2.00");
        assert_eq!(points(&rule("share"), &facts("不适用", "不适用")), "0.00");
        assert_eq!(rule("full").reads_not_applicable(), ["项目公开", "部门公开"]);
        assert!(rule("share").meaning().contains("部门公开（2分，不适用的由其余各项分担）"));
        let all: Checklist =
            toml::from_str("items = [{ fact = \"项目公开\", points = 2, not_applicable = \"share\" }]")
                .unwrap();
        assert_eq!(waiting(&all, &facts("不适用", "是")), Some("R11"));
    }
}
