//! 年度变动: this year against last; growth beyond a bound costs points.

use schemars::JsonSchema;
use serde::Deserialize;

use super::deduct::{Step, is_zero, number_in_its_spelling};
use super::{Shape, above_zero, template};
use crate::formula::Expr;
use crate::number::Number;

/// `(this - last) / last` above `above` costs `points` for each `each`. Where last year was 0,
/// still 0 is full and anything more is nothing: the change is without bound.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// This year's figure.
    pub this: Expr,
    /// Last year's figure.
    pub last: Expr,
    /// The change that costs nothing yet.
    pub above: Expr,
    /// The unit of change that costs `points`.
    #[serde(deserialize_with = "above_zero")]
    pub each: Number,
    /// Points off for each unit.
    #[serde(deserialize_with = "above_zero")]
    pub points: Number,
    /// How a part of a unit counts.
    #[serde(default)]
    pub step: Step,
}

impl Shape for Change {
    fn formula(&self) -> Expr {
        let each = number_in_its_spelling(&self.each);
        // What counts from no change on needs no subtraction.
        let text = if is_zero(&self.above) {
            "MAX((本年-上年)/上年,0)/每"
        } else {
            "MAX((本年-上年)/上年-界,0)/每"
        };
        let parts = [("本年", &self.this), ("上年", &self.last), ("界", &self.above), ("每", &each)];
        let units = template(text, &parts);
        let points = Expr::Number(self.points.clone());
        template(
            "IF(上年=0,IF(本年<=0,分值,0),MAX(分值-扣*数,0))",
            &[("本年", &self.this), ("上年", &self.last), ("扣", &points), ("数", &self.step.counted(units))],
        )
    }

    fn counts_in_points(&self) -> bool {
        true
    }

    fn meaning(&self) -> String {
        format!(
            "变动率＝（{this}－{last}）÷{last}，不超过{}的得满分；每超过{}扣{}分，{}，扣完为止；{last}为0的，{this}也为0得满分，否则不得分",
            self.above.aloud(),
            number_in_its_spelling(&self.each).aloud(),
            self.points,
            self.step.words(),
            this = self.this.aloud(),
            last = self.last.aloud(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn growth_costs_and_a_zero_base_is_no_division() {
        let rule: Change = toml::from_str(
            "this = \"本\"\nlast = \"上\"\nabove = \"0%\"\neach = \"1%\"\npoints = 0.3\nstep = \"begun\"",
        )
        .unwrap();
        for (this, last, expected) in [
            ("90", "100", "3.00"),
            ("100", "100", "3.00"),
            ("102.5", "100", "2.10"),
            ("200", "100", "0.00"),
            ("0", "0", "3.00"),
            ("1", "0", "0.00"),
        ] {
            assert_eq!(
                points(&rule, &[("本", this), ("上", last), ("分值", "3")]),
                expected,
                "{this}/{last}"
            );
        }
    }
}
