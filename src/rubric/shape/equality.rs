//! 等于目标: reached is full (more is full too), otherwise in proportion; a target of 0 allows nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use super::over::{Over, of_facts};
use super::{Shape, rounded_rate, share_of_target, template};
use crate::formula::Expr;

/// As the national-type software scores the sign `=`: over-achievement is full and only flagged.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equality {
    /// What came about.
    pub actual: Expr,
    /// What was to come about.
    pub target: Expr,
    /// The rate is rounded to so many decimals of a percent before it is applied.
    #[serde(default)]
    pub rate_places: Option<u32>,
    /// What a completion far above the target means.
    #[serde(default, deserialize_with = "of_facts")]
    pub over: Option<Over>,
}

impl Shape for Equality {
    fn formula(&self) -> Expr {
        let share = share_of_target(&self.actual, &self.target, self.rate_places);
        let base = template(
            "IF(目标=0,IF(实际<=0,分值,0),IF(MAX(实际,0)>=目标,分值,比例*分值))",
            &[("实际", &self.actual), ("目标", &self.target), ("比例", &share)],
        );
        Over::around(self.over.as_ref(), base, &self.actual, &self.target)
    }

    fn counts_in_points(&self) -> bool {
        self.over.as_ref().is_some_and(Over::counts_in_points)
    }

    fn over(&self) -> Option<&Over> {
        self.over.as_ref()
    }

    fn meaning(&self) -> String {
        let (actual, target) = (self.actual.aloud(), self.target.aloud());
        let rounded = rounded_rate(self.rate_places);
        let over = self.over.as_ref().map_or_else(String::new, Over::meaning);
        format!("{actual}达到{target}的得满分，未达到的按比例{rounded}计分；目标为0的，发生即不得分{over}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn zero_is_a_target_of_its_own() {
        let shape: Equality = toml::from_str("actual = \"实际值\"\ntarget = \"目标值\"").unwrap();
        for (actual, target, expected) in
            [("0", "0", "10.00"), ("1", "0", "0.00"), ("98", "100", "9.80"), ("120", "100", "10.00")]
        {
            assert_eq!(points(&shape, &[("实际值", actual), ("目标值", target), ("分值", "10")]), expected);
        }
    }
}
