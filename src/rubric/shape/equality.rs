//! 等于目标: reached is full (more is full too), otherwise in proportion; a target of 0 allows nothing.

use serde::Deserialize;

use super::{Shape, template};
use crate::formula::Expr;

/// As the national-type software scores the sign `=`: over-achievement is full and only flagged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equality {
    /// What came about.
    pub actual: Expr,
    /// What was to come about.
    pub target: Expr,
}

impl Shape for Equality {
    fn formula(&self) -> Expr {
        template(
            "IF(目标=0,IF(实际<=0,分值,0),IF(MAX(实际,0)>=目标,分值,MAX(实际,0)/目标*分值))",
            &[("实际", &self.actual), ("目标", &self.target)],
        )
    }

    fn meaning(&self) -> String {
        let (actual, target) = (self.actual.aloud(), self.target.aloud());
        format!("{actual}达到{target}的得满分，未达到的按比例计分；目标为0的，发生即不得分")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn zero_is_a_target_of_its_own() {
        let shape = Equality { actual: Expr::name("实际值"), target: Expr::name("目标值") };
        for (actual, target, expected) in
            [("0", "0", "10.00"), ("1", "0", "0.00"), ("98", "100", "9.80"), ("120", "100", "10.00")]
        {
            assert_eq!(points(&shape, &[("实际值", actual), ("目标值", target), ("分值", "10")]), expected);
        }
    }
}
