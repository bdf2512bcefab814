//! 线性: nothing at one value, full at another, a straight line between.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Constant, Shape, template};
use crate::formula::Expr;
use crate::rubric::schema::read_as;

/// `(value - zero_at) / (full_at - zero_at)` of the points, held between nothing and full.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Linear {
    /// What is measured.
    pub value: Expr,
    /// Where the points begin.
    pub zero_at: Expr,
    /// Where they are full; on either side of `zero_at`.
    pub full_at: Expr,
}

read_as!(Linear, Written);

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    value: Expr,
    zero_at: Expr,
    full_at: Expr,
}

impl TryFrom<Written> for Linear {
    type Error = &'static str;

    fn try_from(Written { value, zero_at, full_at }: Written) -> Result<Self, Self::Error> {
        let number = |expr: &Expr| Constant::of(expr).map(|constant| constant.number().clone());
        match (number(&zero_at), number(&full_at)) {
            (Some(zero), Some(full)) if zero == full => Err("zero_at 与 full_at 不得相等"),
            _ => Ok(Self { value, zero_at, full_at }),
        }
    }
}

impl Shape for Linear {
    fn formula(&self) -> Expr {
        template(
            "MIN(MAX((值-零)/(满-零),0),1)*分值",
            &[("值", &self.value), ("零", &self.zero_at), ("满", &self.full_at)],
        )
    }

    fn meaning(&self) -> String {
        format!(
            "{}为{}的得满分，为{}的不得分，两者之间按直线内插计分，以外的按相应一端计",
            self.value.aloud(),
            self.full_at.aloud(),
            self.zero_at.aloud()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn published_figures_of_an_amplified_ratio() {
        // 编制准确 (四川 2020): (1 - 10 × 调剂 ÷ 年初) × 10, nothing from 10% on.
        let rule: Linear =
            toml::from_str("value = \"调剂金额/年初预算数\"\nzero_at = \"10%\"\nfull_at = 0").unwrap();
        for (moved, expected) in
            [("0.2", "9.80"), ("0", "10.00"), ("5", "5.00"), ("10", "0.00"), ("30", "0.00")]
        {
            let facts = [("调剂金额", moved), ("年初预算数", "100"), ("分值", "10")];
            assert_eq!(points(&rule, &facts), expected, "{moved}");
        }
        assert_eq!(
            rule.meaning(),
            "调剂金额÷年初预算数为0的得满分，为10%的不得分，两者之间按直线内插计分，以外的按相应一端计"
        );
    }

    #[test]
    fn rising_lines_and_ends_that_meet() {
        let rule: Linear = toml::from_str("value = \"率\"\nzero_at = \"60%\"\nfull_at = \"上限\"").unwrap();
        assert_eq!(points(&rule, &[("率", "0.75"), ("上限", "0.9"), ("分值", "4")]), "2.00");
        let met = points(&rule, &[("率", "0.75"), ("上限", "0.6"), ("分值", "4")]);
        assert!(met.starts_with("DivisionByZero"), "{met}");
        let error = toml::from_str::<Linear>("value = \"率\"\nzero_at = \"10%\"\nfull_at = 0.1").unwrap_err();
        assert!(error.to_string().contains("不得相等"), "{error}");
    }
}
