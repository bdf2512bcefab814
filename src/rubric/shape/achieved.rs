//! 实现个数: the share of a body's own indicators that reached their targets.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::over::{Over, Then, of_lines};
use super::{ACTUAL, ByLines, Kinship, Shape, TARGET, template};
use crate::formula::Expr;

/// Lines that reached their target ÷ all lines, times the points.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Achieved {
    /// What a completion far above the target means: it is flagged, wants a reason, or counts as
    /// not achieved.
    #[serde(default, deserialize_with = "without_price")]
    pub over: Option<Over>,
}

fn without_price<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Over>, D::Error> {
    let over = of_lines(deserializer)?;
    match over {
        Some(Over { then: Then::Deduct { .. }, .. }) => {
            Err(D::Error::custom("achieved 按个数计，over 的 then 不能是 deduct"))
        }
        over => Ok(over),
    }
}

impl ByLines for Achieved {
    fn shape_for(&self, kinship: Kinship, _places: u32, _in_proportion: bool) -> Option<Box<dyn Shape>> {
        Some(Box::new(Reached { kinship, over: self.over.clone() }))
    }

    fn over(&self) -> Option<&Over> {
        self.over.as_ref()
    }

    fn in_printed_points(&self) -> bool {
        false
    }

    fn short_meaning(&self) -> String {
        "达到年度指标值的计1个".to_owned()
    }

    fn meaning(&self) -> String {
        let over = self.over.as_ref().map_or_else(String::new, Over::meaning);
        format!("达到年度指标值的指标个数÷全部指标个数×分值{over}")
    }
}

/// Whether one line reached its target: all or nothing.
#[derive(Clone, Debug)]
struct Reached {
    kinship: Kinship,
    over: Option<Over>,
}

impl Shape for Reached {
    fn formula(&self) -> Expr {
        let (actual, target) = (Expr::name(ACTUAL), Expr::name(TARGET));
        let parts = [("实际", &actual), ("目标", &target)];
        let base = match self.kinship {
            Kinship::AtLeast => template("IF(实际>=目标,分值,0)", &parts),
            // As many as were to be, or more; of nothing, nothing.
            Kinship::Equal => template("IF(IF(目标=0,实际<=0,实际>=目标),分值,0)", &parts),
            Kinship::AtMost => return template("IF(实际<=目标,分值,0)", &parts),
            Kinship::Tier(0) => return Expr::name(super::POINTS),
            Kinship::Tier(_) => return template("0", &[]),
        };
        Over::around(self.over.as_ref(), base, &actual, &target)
    }

    fn meaning(&self) -> String {
        let over = self.over.as_ref().map_or_else(String::new, Over::meaning);
        match self.kinship {
            Kinship::AtMost => format!("{ACTUAL}不超过{TARGET}的计1个"),
            Kinship::Tier(_) => "完成情况属最高一档的计1个".to_owned(),
            _ => format!("{ACTUAL}达到{TARGET}的计1个{over}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    fn reached(rule: &Achieved, kinship: Kinship, actual: &str, target: &str) -> bool {
        let facts = [(ACTUAL, actual), (TARGET, target), ("分值", "1")];
        points(rule.shape_for(kinship, 2, false).unwrap().as_ref(), &facts) == "1.00"
    }

    #[test]
    fn a_line_reaches_its_target_or_does_not() {
        let rule: Achieved = toml::from_str("over = { above = \"130%\", then = \"fail\" }").unwrap();
        for (kinship, actual, target, expected) in [
            (Kinship::AtLeast, "100", "100", true),
            (Kinship::AtLeast, "99.9", "100", false),
            (Kinship::AtLeast, "130", "100", true),
            (Kinship::AtLeast, "131", "100", false),
            (Kinship::Equal, "0", "0", true),
            (Kinship::Equal, "1", "0", false),
            (Kinship::AtMost, "50", "100", true),
            (Kinship::AtMost, "101", "100", false),
            (Kinship::Tier(0), "0", "0", true),
            (Kinship::Tier(1), "0", "0", false),
        ] {
            assert_eq!(reached(&rule, kinship, actual, target), expected, "{kinship:?} {actual}/{target}");
        }
        assert_eq!(
            rule.meaning(),
            "达到年度指标值的指标个数÷全部指标个数×分值；完成率超过130%的视为未完成，不得分"
        );
    }

    #[test]
    fn a_count_has_no_price() {
        let text = "over = { above = \"130%\", then = \"deduct\", each = 1, points = 1 }";
        assert!(toml::from_str::<Achieved>(text).unwrap_err().to_string().contains("不能是 deduct"));
    }
}
