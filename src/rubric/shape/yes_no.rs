//! 是否: yes is full, no is nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, template};
use crate::formula::Expr;

/// A fact of kind 是/否; `full_on` says which of the two earns the points.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YesNo {
    /// The fact.
    pub fact: Expr,
    /// The answer that earns the points: 是 unless stated.
    #[serde(default)]
    pub full_on: Answer,
}

/// The two answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Answer {
    #[default]
    #[serde(rename = "是")]
    Yes,
    #[serde(rename = "否")]
    No,
}

impl Answer {
    fn word(self) -> &'static str {
        match self {
            Self::Yes => "是",
            Self::No => "否",
        }
    }
}

impl Shape for YesNo {
    fn formula(&self) -> Expr {
        let answer = Expr::Text(self.full_on.word().to_owned());
        template("IF(事实=答,分值,0)", &[("事实", &self.fact), ("答", &answer)])
    }

    fn meaning(&self) -> String {
        format!("{}为“{}”的得满分，否则不得分", self.fact.aloud(), self.full_on.word())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn either_answer_may_be_the_good_one() {
        let good: YesNo = toml::from_str("fact = \"按时公开\"").unwrap();
        let bad: YesNo = toml::from_str("fact = \"被通报\"\nfull_on = \"否\"").unwrap();
        assert_eq!(points(&good, &[("按时公开", "是"), ("分值", "2")]), "2.00");
        assert_eq!(points(&bad, &[("被通报", "是"), ("分值", "2")]), "0.00");
        assert_eq!(points(&good, &[("分值", "2")]), "Missing(\"按时公开\")");
    }
}
