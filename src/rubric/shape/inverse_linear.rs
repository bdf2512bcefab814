//! 反向线性: not above the target is full, twice the target is nothing, a straight line between.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, template};
use crate::formula::Expr;

/// `1 - (actual - target) / target` of the points between target and twice the target.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InverseLinear {
    /// What came about.
    pub actual: Expr,
    /// What it was not to exceed.
    pub target: Expr,
}

impl Shape for InverseLinear {
    fn formula(&self) -> Expr {
        template(
            "IF(MAX(实际,0)<=目标,分值,IF(实际>=2*目标,0,(1-(实际-目标)/目标)*分值))",
            &[("实际", &self.actual), ("目标", &self.target)],
        )
    }

    fn meaning(&self) -> String {
        let (actual, target) = (self.actual.aloud(), self.target.aloud());
        format!("{actual}不超过{target}的得满分；超过的按超出比例扣减，超出一倍及以上的不得分")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn published_figures_and_edges() {
        let shape = InverseLinear { actual: Expr::name("实际值"), target: Expr::name("上限") };
        for (actual, target, weight, expected) in [
            ("5830", "5300", "10", "9.00"),
            ("386", "160", "10", "0.00"),
            ("5300", "5300", "10", "10.00"),
            ("10600", "5300", "10", "0.00"),
            ("0", "0", "10", "10.00"),
            ("1", "0", "10", "0.00"),
            ("1.5", "1", "10", "5.00"),
        ] {
            let facts = [("实际值", actual), ("上限", target), ("分值", weight)];
            assert_eq!(points(&shape, &facts), expected, "{actual}/{target}");
        }
    }
}
