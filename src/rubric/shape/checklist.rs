//! 清单: each item that is met earns its own points.

use serde::Deserialize;

use super::{Shape, above_zero, template};
use crate::formula::Expr;
use crate::number::Number;

/// Items with points of their own; together they are the indicator's points.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// The items, in the order in which they are shown.
    pub items: Vec<Item>,
}

/// An item of a checklist.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// A fact of kind 是/否.
    pub fact: String,
    /// Points when it is 是.
    #[serde(deserialize_with = "above_zero")]
    pub points: Number,
}

impl Checklist {
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
            template("IF(项=\"是\",值,0)", &[("项", &Expr::name(&item.fact)), ("值", &points)])
        };
        let terms = self.items.iter().map(term).collect();
        let earned = Expr::Call(crate::formula::Function::Sum, terms);
        // The share of the items' own sum, so that a changed 分值 changes all items alike.
        template("得/总*分值", &[("得", &earned), ("总", &Expr::Number(self.sum()))])
    }

    fn meaning(&self) -> String {
        let items: Vec<String> =
            self.items.iter().map(|item| format!("{}（{}分）", item.fact, item.points)).collect();
        format!("逐项核对，符合的得该项分：{}", items.join("、"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
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
}
