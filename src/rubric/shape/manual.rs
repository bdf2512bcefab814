//! 人工评分: a person gives the points, within the indicator's bounds.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, Wait, WaitOutcome, template};
use crate::finding::Problem;
use crate::formula::Expr;

/// Points given by a person; outside of 0 to 分值 they are not taken.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manual {
    /// The fact that holds the points.
    pub fact: Expr,
}

impl Shape for Manual {
    fn formula(&self) -> Expr {
        self.fact.clone()
    }

    fn counts_in_points(&self) -> bool {
        true
    }

    fn meaning(&self) -> String {
        format!("由评审人员在0分至满分之间评定（{}）", self.fact.aloud())
    }

    fn waits(&self) -> Vec<Wait> {
        vec![Wait {
            condition: template("OR(分<0,分>分值)", &[("分", &self.fact)]),
            outcome: WaitOutcome::Pending,
            problem: Problem::WaitsForPerson {
                what: format!("{}不在0分至满分之间", self.fact.aloud())
            },
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;
    use crate::formula::{Known, Value};

    #[test]
    fn given_points_count_as_they_are_and_absurd_ones_wait() {
        let rule: Manual = toml::from_str("fact = \"评审得分\"").unwrap();
        assert_eq!(points(&rule, &[("评审得分", "6.5"), ("分值", "7")]), "6.50");
        let facts = |name: &str| {
            Known::Value(Value::Number(crate::number::Number::from(if name == "分值" { 7 } else { 8 })))
        };
        assert_eq!(rule.waits()[0].condition.truth(&facts), Ok(true));
    }
}
