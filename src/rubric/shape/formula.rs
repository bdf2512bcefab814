//! 公式: a rule that the rubric writes out itself.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, template};
use crate::formula::Expr;

/// The points as the rubric's own formula.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreeFormula {
    /// The points, over facts and `分值`; held between 0 and `分值` like every rule.
    pub points: Expr,
}

impl Shape for FreeFormula {
    fn formula(&self) -> Expr {
        template("MIN(MAX(式,0),分值)", &[("式", &self.points)])
    }

    fn counts_in_points(&self) -> bool {
        true
    }

    fn meaning(&self) -> String {
        self.points.aloud()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn the_rubrics_own_words() {
        // 编制准确 (四川 2020): (1 - 10 × 调剂 ÷ 年初) × 分值
        let rule: FreeFormula = toml::from_str("points = \"(1-10*调剂金额/年初预算数)*分值\"").unwrap();
        let facts = [("调剂金额", "0.2"), ("年初预算数", "100"), ("分值", "10")];
        assert_eq!(points(&rule, &facts), "9.80");
        let over = [("调剂金额", "20"), ("年初预算数", "100"), ("分值", "10")];
        assert_eq!(points(&rule, &over), "0.00");
    }
}
