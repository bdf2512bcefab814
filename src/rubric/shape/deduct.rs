//! 扣分: full points less so many for each unit beyond a bound, down to nothing (扣完为止).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, above_zero, template};
use crate::formula::Expr;
use crate::number::Number;
use crate::rubric::schema::read_as;

/// `points` off for each `each` by which `value` passes `above`, or stays under `below`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Deduct {
    /// What is measured.
    pub value: Expr,
    /// From where on it costs points.
    pub bound: Bound,
    /// The unit beyond the bound that costs `points`; above 0.
    pub each: Number,
    /// Points off for each unit; above 0.
    pub points: Number,
    /// How a part of a unit counts.
    pub step: Step,
}

read_as!(Deduct, Written);

/// On which side of the bound points are lost.
#[derive(Clone, Debug)]
pub enum Bound {
    /// Above it.
    Above(Expr),
    /// Below it.
    Below(Expr),
}

/// How a part of a unit counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// In proportion.
    #[default]
    Linear,
    /// As a whole one (不足一个的按一个计).
    Begun,
    /// Not at all (不足一个的不计).
    Full,
}

impl Step {
    /// The units as they count.
    pub(super) fn counted(self, units: Expr) -> Expr {
        match self {
            Self::Linear => units,
            // Here the inner rounding changes nothing that could be told from a whole unit; in a
            // spreadsheet (1-95%)/5% is 1.0000000000000009 and would count as two.
            Self::Begun => template("ROUNDUP(ROUND(数,10),0)", &[("数", &units)]),
            Self::Full => template("ROUNDDOWN(ROUND(数,10),0)", &[("数", &units)]),
        }
    }

    /// The words for it, after the sentence of the deduction.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Linear => "不足一个单位的按比例计",
            Self::Begun => "不足一个单位的按一个单位计",
            Self::Full => "不足一个单位的不计",
        }
    }
}

/// The rule as a rubric writes it, with exactly one of `above` and `below`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    value: Expr,
    #[serde(default)]
    above: Option<Expr>,
    #[serde(default)]
    below: Option<Expr>,
    #[serde(deserialize_with = "above_zero")]
    each: Number,
    #[serde(deserialize_with = "above_zero")]
    points: Number,
    #[serde(default)]
    step: Step,
}

impl TryFrom<Written> for Deduct {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let bound = match (written.above, written.below) {
            (Some(above), None) => Bound::Above(above),
            (None, Some(below)) => Bound::Below(below),
            _ => return Err("above 与 below 须且只能写一个"),
        };
        let Written { value, each, points, step, .. } = written;
        Ok(Self { value, bound, each, points, step })
    }
}

impl Shape for Deduct {
    fn formula(&self) -> Expr {
        let (text, bound) = match &self.bound {
            // What counts from nothing on needs no subtraction.
            Bound::Above(bound) if is_zero(bound) => ("MAX(值,0)", bound),
            Bound::Above(bound) => ("MAX(值-界,0)", bound),
            Bound::Below(bound) => ("MAX(界-值,0)", bound),
        };
        let mut units = template(text, &[("值", &self.value), ("界", bound)]);
        if self.each != Number::one() {
            let each = number_in_its_spelling(&self.each);
            units = template("数/每", &[("数", &units), ("每", &each)]);
        }
        let points = Expr::Number(self.points.clone());
        template("MAX(分值-扣*数,0)", &[("扣", &points), ("数", &self.step.counted(units))])
    }

    fn counts_in_points(&self) -> bool {
        true
    }

    fn meaning(&self) -> String {
        let (side, bound) = match &self.bound {
            Bound::Above(bound) => ("超过", bound),
            Bound::Below(bound) => ("低于", bound),
        };
        format!(
            "{}未{side}{}的得满分；每{side}{}扣{}分，{}，扣完为止",
            self.value.aloud(),
            bound.aloud(),
            number_in_its_spelling(&self.each).aloud(),
            self.points,
            self.step.words()
        )
    }
}

/// Whether a bound is plainly 0 (or 0%).
pub(super) fn is_zero(bound: &Expr) -> bool {
    let nothing = |_: &str| crate::formula::Known::Missing;
    bound.number(&nothing).is_ok_and(|number| number.is_zero())
}

/// A ratio below one is written and read as a percentage.
pub(super) fn number_in_its_spelling(number: &Number) -> Expr {
    if *number < Number::one() {
        Expr::Percent(Box::new(Expr::Number(number * &Number::from(100))))
    } else {
        Expr::Number(number.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    fn rule(step: &str) -> Deduct {
        toml::from_str(&format!(
            "value = \"变动率\"\nabove = \"0%\"\neach = \"1%\"\npoints = 0.8\nstep = \"{step}\""
        ))
        .unwrap()
    }

    #[test]
    fn a_part_of_a_point_counts_as_declared() {
        let facts = [("变动率", "0.025"), ("分值", "8")];
        assert_eq!(points(&rule("linear"), &facts), "6.00");
        assert_eq!(points(&rule("begun"), &facts), "5.60");
        assert_eq!(points(&rule("full"), &facts), "6.40");
        assert_eq!(points(&rule("begun"), &[("变动率", "-0.3"), ("分值", "8")]), "8.00");
        assert_eq!(points(&rule("begun"), &[("变动率", "0.5"), ("分值", "8")]), "0.00");
    }

    #[test]
    fn a_bound_met_exactly_costs_nothing() {
        // In binary, (1-0.95)/0.05 is 1.0000000000000009 and would cost two units.
        let rule: Deduct =
            toml::from_str("value = \"完成率\"\nbelow = 1\neach = \"5%\"\npoints = 2\nstep = \"begun\"")
                .unwrap();
        assert_eq!(points(&rule, &[("完成率", "0.95"), ("分值", "5")]), "3.00");
        assert_eq!(
            rule.meaning(),
            "完成率未低于1的得满分；每低于5%扣2分，不足一个单位的按一个单位计，扣完为止"
        );
    }

    #[test]
    fn one_bound_is_wanted() {
        let error = toml::from_str::<Deduct>("value = \"x\"\neach = 1\npoints = 1").unwrap_err();
        assert!(error.to_string().contains("above 与 below 须且只能写一个"), "{error}");
    }
}
