//! 定性分档: the tier reached bounds the points; the person's points count inside it.

use serde::Deserialize;

use super::{Shape, template};
use crate::formula::Expr;
use crate::number::Number;

/// Points given by the body itself, held inside the interval of one tier.
///
/// The tiers of 财预〔2020〕10号 are [80%, 100%], [60%, 80%) and [0%, 60%) of the points.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// The fact that holds the given points.
    pub given: Expr,
    /// The tier's lower bound as a share of the points.
    pub from: Number,
    /// The tier's upper bound; `None` for the highest tier, which ends at full points. The bound
    /// itself belongs to the tier above.
    pub below: Option<Number>,
    /// Decimal places of points: the highest points of a tier lie one such unit under its bound.
    pub places: u32,
}

impl Shape for Tiers {
    fn formula(&self) -> Expr {
        let percent = |share: &Number| Expr::Percent(Box::new(Expr::Number(share * &Number::from(100))));
        let places = Expr::Number(Number::from(i64::from(self.places)));
        let lower = template("ROUND(分值*比,位)", &[("比", &percent(&self.from)), ("位", &places)]);
        let parts = [("给", &self.given), ("下", &lower)];
        match &self.below {
            None => template("MIN(MAX(给,下),分值)", &parts),
            Some(share) => {
                let unit = Expr::Number(Number::ten_to(-i32::try_from(self.places).unwrap_or(2)));
                let upper = template(
                    "ROUND(分值*比,位)-最小",
                    &[("比", &percent(share)), ("位", &places), ("最小", &unit)],
                );
                template("MIN(MAX(给,下),上)", &[parts[0], parts[1], ("上", &upper)])
            }
        }
    }

    fn meaning(&self) -> String {
        let upper = self
            .below
            .as_ref()
            .map_or_else(|| "100%".to_owned(), |share| format!("{}（不含）", share.percent(2)));
        format!("按自评得分计，限于分值的{}至{upper}", self.from.percent(2))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn points_are_held_to_the_edge_of_the_tier() {
        let tier = |from: &str, below: Option<&str>| Tiers {
            given: Expr::name("自评得分"),
            from: from.parse().unwrap(),
            below: below.map(|text| text.parse().unwrap()),
            places: 2,
        };
        for (shape, given, expected) in [
            (tier("0.8", None), "9", "9.00"),
            (tier("0.8", None), "7", "8.00"),
            (tier("0.8", None), "12", "10.00"),
            (tier("0.6", Some("0.8")), "8", "7.99"),
            (tier("0.6", Some("0.8")), "6", "6.00"),
            (tier("0", Some("0.6")), "-1", "0.00"),
        ] {
            assert_eq!(points(&shape, &[("自评得分", given), ("分值", "10")]), expected);
        }
    }
}
