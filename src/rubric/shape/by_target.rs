//! 按目标: the body's own indicators, each scored by the sign of its own target.

use schemars::JsonSchema;
use serde::Deserialize;

use super::over::{Over, of_lines};
use super::{ByLines, Equality, InverseLinear, Proportional, Shape, Tiers, ZeroTarget};
use crate::formula::Expr;
use crate::number::Number;

/// The names under which a line's values stand in formulas.
pub const TARGET: &str = "年度指标值";
/// The line's actual value.
pub const ACTUAL: &str = "实际完成值";
/// The line's points as given by the body.
pub const SELF_POINTS: &str = "自评得分";

/// The line's points as its form prints them, where those it can earn are others.
pub const PRINTED_POINTS: &str = "表内分值";
/// Why the body fell short, in its own words.
pub const OWN_REASON: &str = "偏差原因";

/// ≥ in proportion, ≤ inverse, = equality, words by tiers (财预〔2020〕10号 and the software for it).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByTarget {
    /// How ≤ is scored.
    #[serde(default)]
    pub upper: Upper,
    /// Lower bounds of the tiers for words, highest first, as shares of the points.
    #[serde(default = "national_tiers")]
    pub tiers: Vec<Number>,
    /// What a completion far above the target means.
    #[serde(default, deserialize_with = "of_lines")]
    pub over: Option<Over>,
}

/// How a target of the kind ≤ is scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Upper {
    /// Down to nothing at twice the target.
    #[default]
    Linear,
    /// target / actual.
    Ratio,
}

/// How a line's actual value relates to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// ≥ or >, or no sign.
    AtLeast,
    /// =
    Equal,
    /// ≤ or <
    AtMost,
    /// Words; the index of the tier reached, 0 the highest.
    Tier(usize),
}

/// More tiers than these no rubric has.
const MOST_TIERS: usize = 10;

impl Kinship {
    /// Every one, as far as rubrics have tiers.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::AtLeast, Self::Equal, Self::AtMost].into_iter().chain((0..MOST_TIERS).map(Self::Tier))
    }
}

fn national_tiers() -> Vec<Number> {
    vec![&Number::from(8) * &Number::ten_to(-1), &Number::from(6) * &Number::ten_to(-1), Number::zero()]
}

impl ByLines for ByTarget {
    fn shape_for(&self, kinship: Kinship, places: u32, in_proportion: bool) -> Option<Box<dyn Shape>> {
        let (actual, target, over) = (Expr::name(ACTUAL), Expr::name(TARGET), self.over.clone());
        Some(match kinship {
            Kinship::AtLeast => {
                Box::new(Proportional { over, ..Proportional::of(actual, target, ZeroTarget::Full) })
            }
            Kinship::Equal => Box::new(Equality { actual, target, rate_places: None, over }),
            Kinship::AtMost => match self.upper {
                Upper::Linear => Box::new(InverseLinear { actual, target }),
                Upper::Ratio => Box::new(super::InverseRatio { actual, target }),
            },
            Kinship::Tier(tier) => Box::new(Tiers {
                given: if in_proportion {
                    super::template(
                        "自评/表内*分值",
                        &[("自评", &Expr::name(SELF_POINTS)), ("表内", &Expr::name(PRINTED_POINTS))],
                    )
                } else {
                    Expr::name(SELF_POINTS)
                },
                from: self.tiers.get(tier)?.clone(),
                below: tier.checked_sub(1).and_then(|above| self.tiers.get(above)).cloned(),
                places,
            }),
        })
    }

    fn over(&self) -> Option<&Over> {
        self.over.as_ref()
    }

    fn in_printed_points(&self) -> bool {
        true
    }

    fn short_meaning(&self) -> String {
        "按年度指标值的符号或定性分档计分".to_owned()
    }

    fn meaning(&self) -> String {
        let tiers: Vec<String> = self.tiers.iter().map(|share| share.percent(2)).collect();
        let upper = match self.upper {
            Upper::Linear => "超出的按超出比例扣减，超出一倍及以上不得分",
            Upper::Ratio => "超出的按指标值÷实际值的比例计分",
        };
        let over = self.over.as_ref().map_or_else(String::new, Over::meaning);
        format!(
            "按各指标自身的年度指标值计分：“≥”达到得满分，未达到按比例计分；“=”达到得满分，未达到按比例计分，指标值为0的发生即不得分；“≤”未超出得满分，{upper}；定性指标按达成程度分档，各档下限依次为分值的{}，自评得分在档内的照计，超出档的按档边界计{over}",
            tiers.join("、")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn each_sign_has_its_shape() {
        let rule: ByTarget = toml::from_str("").unwrap();
        let facts = [("实际完成值", "150"), ("年度指标值", "100"), ("自评得分", "9"), ("分值", "10")];
        let of = |kinship| points(rule.shape_for(kinship, 2, false).unwrap().as_ref(), &facts);
        assert_eq!(of(Kinship::AtLeast), "10.00");
        assert_eq!(of(Kinship::Equal), "10.00");
        assert_eq!(of(Kinship::AtMost), "5.00");
        assert_eq!(of(Kinship::Tier(0)), "9.00");
        assert_eq!(of(Kinship::Tier(1)), "7.99");
        assert!(rule.shape_for(Kinship::Tier(3), 2, false).is_none());
        let ratio: ByTarget = toml::from_str("upper = \"ratio\"").unwrap();
        let over: ByTarget = toml::from_str("over = { above = \"130%\", then = \"fail\" }").unwrap();
        let of = |kinship| points(over.shape_for(kinship, 2, false).unwrap().as_ref(), &facts);
        assert_eq!((of(Kinship::AtLeast), of(Kinship::AtMost)), ("0.00".into(), "5.00".into()));
        assert_eq!(points(ratio.shape_for(Kinship::AtMost, 2, false).unwrap().as_ref(), &facts), "6.67");
    }
}
