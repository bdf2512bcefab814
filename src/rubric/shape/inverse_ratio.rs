//! 反向比值: not above the target is full, above it target/actual of the points; never nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, template};
use crate::formula::Expr;

/// `target / actual` of the points above the target.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InverseRatio {
    /// What came about.
    pub actual: Expr,
    /// What it was not to exceed.
    pub target: Expr,
}

impl Shape for InverseRatio {
    fn formula(&self) -> Expr {
        template(
            "IF(MAX(实际,0)<=目标,分值,目标/实际*分值)",
            &[("实际", &self.actual), ("目标", &self.target)],
        )
    }

    fn meaning(&self) -> String {
        let (actual, target) = (self.actual.aloud(), self.target.aloud());
        format!("{actual}不超过{target}的得满分；超过的按{target}÷{actual}的比例计分")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn published_figures_and_edges() {
        let shape = InverseRatio { actual: Expr::name("实际值"), target: Expr::name("上限") };
        for (actual, target, expected) in [("5830", "5300", "9.09"), ("1", "0", "0.00"), ("0", "0", "10.00")]
        {
            assert_eq!(points(&shape, &[("实际值", actual), ("上限", target), ("分值", "10")]), expected);
        }
    }
}
