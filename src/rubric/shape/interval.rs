//! 区间: full inside a target interval, fewer points or none outside of it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::deduct::{Step, number_in_its_spelling};
use super::{Constant, Shape, above_zero_if_any, template};
use crate::formula::{Expr, Function};
use crate::number::Number;
use crate::rubric::schema::read_as;

/// Full while `value` lies from `from` to `to`, both included.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Interval {
    /// What is measured.
    pub value: Expr,
    /// The lower end; open where there is none.
    pub from: Option<Expr>,
    /// The upper end; open where there is none.
    pub to: Option<Expr>,
    /// What each unit outside costs; all points where there is none.
    pub lost: Option<Lost>,
}

read_as!(Interval, Written);

/// Points off for each unit by which a value lies outside.
#[derive(Clone, Debug)]
pub struct Lost {
    /// The unit.
    pub each: Number,
    /// Points off for each.
    pub points: Number,
    /// How a part of a unit counts.
    pub step: Step,
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    value: Expr,
    #[serde(default)]
    from: Option<Expr>,
    #[serde(default)]
    to: Option<Expr>,
    #[serde(default, deserialize_with = "above_zero_if_any")]
    each: Option<Number>,
    #[serde(default, deserialize_with = "above_zero_if_any")]
    points: Option<Number>,
    #[serde(default)]
    step: Option<Step>,
}

impl TryFrom<Written> for Interval {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { value, from, to, each, points, step } = written;
        if from.is_none() && to.is_none() {
            return Err("from 与 to 至少须写一个");
        }
        let number = |end: &Option<Expr>| Constant::of(end.as_ref()?);
        if let (Some(from), Some(to)) = (number(&from), number(&to))
            && from.number() > to.number()
        {
            return Err("from 不得大于 to");
        }
        let lost = match (each, points) {
            (Some(each), Some(points)) => Some(Lost { each, points, step: step.unwrap_or_default() }),
            (None, None) if step.is_none() => None,
            _ => return Err("each 与 points 须同时写明，step 只能与其同用"),
        };
        Ok(Self { value, from, to, lost })
    }
}

impl Shape for Interval {
    fn formula(&self) -> Expr {
        let value = ("值", &self.value);
        let Some(Lost { each, points, step }) = &self.lost else {
            let lower = self.from.as_ref().map(|from| template("值>=下", &[value, ("下", from)]));
            let upper = self.to.as_ref().map(|to| template("值<=上", &[value, ("上", to)]));
            let inside = Expr::Call(Function::And, lower.into_iter().chain(upper).collect());
            return template("IF(在内,分值,0)", &[("在内", &inside)]);
        };
        let below = self.from.as_ref().map(|from| template("下-值", &[value, ("下", from)]));
        let above = self.to.as_ref().map(|to| template("值-上", &[value, ("上", to)]));
        let sides = below.into_iter().chain(above).chain([Expr::Number(Number::zero())]);
        let outside = Expr::Call(Function::Max, sides.collect());
        let units = template("外/每", &[("外", &outside), ("每", &number_in_its_spelling(each))]);
        let points = Expr::Number(points.clone());
        template("MAX(分值-扣*数,0)", &[("扣", &points), ("数", &step.counted(units))])
    }

    fn counts_in_points(&self) -> bool {
        self.lost.is_some()
    }

    fn meaning(&self) -> String {
        let ends = match (&self.from, &self.to) {
            (Some(from), Some(to)) => format!("在{}至{}之间（含两端）", from.aloud(), to.aloud()),
            (Some(from), None) => format!("不小于{}", from.aloud()),
            (None, to) => format!("不大于{}", to.as_ref().map_or_else(String::new, Expr::aloud)),
        };
        let outside = self.lost.as_ref().map_or_else(
            || "否则不得分".to_owned(),
            |Lost { each, points, step }| {
                let each = number_in_its_spelling(each).aloud();
                format!("超出的每{each}扣{points}分，{}，扣完为止", step.words())
            },
        );
        format!("{}{ends}的得满分，{outside}", self.value.aloud())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn either_side_of_the_interval_costs() {
        // 趋中性: within ±5% full.
        let rule: Interval = toml::from_str(
            "value = \"偏离\"\nfrom = \"-5%\"\nto = \"5%\"\neach = \"1%\"\npoints = 0.5\nstep = \"begun\"",
        )
        .unwrap();
        for (value, expected) in
            [("-0.05", "5.00"), ("0.05", "5.00"), ("0.061", "4.00"), ("-0.06", "4.50"), ("0.9", "0.00")]
        {
            assert_eq!(points(&rule, &[("偏离", value), ("分值", "5")]), expected, "{value}");
        }
        assert_eq!(
            rule.meaning(),
            "偏离在负5%至5%之间（含两端）的得满分，超出的每1%扣0.5分，不足一个单位的按一个单位计，扣完为止"
        );
    }

    #[test]
    fn without_a_price_outside_is_nothing() {
        let rule: Interval = toml::from_str("value = \"率\"\nfrom = \"90%\"").unwrap();
        assert_eq!(points(&rule, &[("率", "0.9"), ("分值", "5")]), "5.00");
        assert_eq!(points(&rule, &[("率", "0.899"), ("分值", "5")]), "0.00");
        assert!(!rule.counts_in_points());
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (text, words) in [
            ("", "至少须写一个"),
            ("from = 2\nto = 1", "不得大于"),
            ("from = 2\neach = 1", "须同时写明"),
            ("from = 2\nstep = \"full\"", "只能与其同用"),
        ] {
            let error = toml::from_str::<Interval>(&format!("value = \"x\"\n{text}")).unwrap_err();
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
    }
}
