//! 得分系数: a coefficient that the form states, times the points.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::{Constant, Shape, template};
use crate::formula::Expr;
use crate::number::Number;

/// `value` of the points, at most `most` of them; below 0 counts as 0.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coefficient {
    /// The coefficient.
    pub value: Expr,
    /// The highest coefficient that counts.
    #[serde(default = "Constant::whole", deserialize_with = "part_of_the_whole")]
    pub most: Constant,
}

fn part_of_the_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Constant, D::Error> {
    let most = Constant::deserialize(deserializer)?;
    if *most.number() > Number::one() || *most.number() <= Number::zero() {
        return Err(D::Error::custom("most 须大于 0 且不大于 100%"));
    }
    Ok(most)
}

impl Shape for Coefficient {
    fn formula(&self) -> Expr {
        template("MIN(MAX(系数,0),上限)*分值", &[("系数", &self.value), ("上限", self.most.written())])
    }

    fn meaning(&self) -> String {
        format!("分值乘以{}，超过{}的按{1}计", self.value.aloud(), self.most.aloud())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn the_form_states_the_coefficient() {
        // 重庆: 得分系数 × 指标权重.
        let rule: Coefficient = toml::from_str("value = \"得分系数\"").unwrap();
        for (value, expected) in [("0.76", "7.60"), ("1", "10.00"), ("1.2", "10.00"), ("-0.1", "0.00")] {
            assert_eq!(points(&rule, &[("得分系数", value), ("分值", "10")]), expected);
        }
        assert_eq!(rule.meaning(), "分值乘以得分系数，超过100%的按100%计");
    }

    #[test]
    fn no_coefficient_gives_more_than_there_is() {
        let error = toml::from_str::<Coefficient>("value = \"系数\"\nmost = \"120%\"").unwrap_err();
        assert!(error.to_string().contains("不大于 100%"), "{error}");
    }
}
