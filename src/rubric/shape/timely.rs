//! 时限: done by the date that was due is full, each day late costs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::deduct::Step;
use super::{Constant, Shape, above_zero_if_any, template};
use crate::formula::Expr;
use crate::number::Number;
use crate::rubric::schema::read_as;

/// Full when `done` is not after `due`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Timely {
    /// The date on which it was done.
    pub done: Expr,
    /// The date by which it had to be.
    pub due: Expr,
    /// What being late costs; all points where there is none.
    pub late: Option<Late>,
}

read_as!(Timely, Written);

/// What so many days late cost.
#[derive(Clone, Debug)]
pub struct Late {
    /// So many days are one unit.
    pub each: Number,
    /// What is lost for each unit.
    pub loses: Loses,
    /// How a part of a unit counts.
    pub step: Step,
}

/// What is lost for a unit of days.
#[derive(Clone, Debug)]
pub enum Loses {
    /// Points.
    Points(Number),
    /// A share of the points.
    Share(Constant),
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    done: Expr,
    due: Expr,
    #[serde(default, deserialize_with = "above_zero_if_any")]
    each: Option<Number>,
    #[serde(default, deserialize_with = "above_zero_if_any")]
    points: Option<Number>,
    #[serde(default)]
    share: Option<Constant>,
    #[serde(default)]
    step: Option<Step>,
}

impl TryFrom<Written> for Timely {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { done, due, each, points, share, step } = written;
        let loses = match (points, share) {
            (None, None) => None,
            (Some(points), None) => Some(Loses::Points(points)),
            (None, Some(share)) if *share.number() > Number::zero() && *share.number() <= Number::one() => {
                Some(Loses::Share(share))
            }
            (None, Some(_)) => return Err("share 须大于 0 且不大于 100%"),
            (Some(_), Some(_)) => return Err("points 与 share 只能写一个"),
        };
        let late = match (each, loses) {
            (Some(each), Some(loses)) => Some(Late { each, loses, step: step.unwrap_or_default() }),
            (None, None) if step.is_none() => None,
            _ => return Err("each 须与 points 或 share 同时写明，step 只能与其同用"),
        };
        Ok(Self { done, due, late })
    }
}

impl Shape for Timely {
    fn formula(&self) -> Expr {
        let dates = [("完成", &self.done), ("期限", &self.due)];
        let Some(Late { each, loses, step }) = &self.late else {
            return template("IF(完成<=期限,分值,0)", &dates);
        };
        let mut units = template("MAX(完成-期限,0)", &dates);
        if *each != Number::one() {
            units = template("天/每", &[("天", &units), ("每", &Expr::Number(each.clone()))]);
        }
        let lost = match loses {
            Loses::Points(points) => Expr::Number(points.clone()),
            Loses::Share(share) => template("分值*比", &[("比", share.written())]),
        };
        template("MAX(分值-扣*数,0)", &[("扣", &lost), ("数", &step.counted(units))])
    }

    fn counts_in_points(&self) -> bool {
        matches!(&self.late, Some(Late { loses: Loses::Points(_), .. }))
    }

    fn meaning(&self) -> String {
        let (done, due) = (self.done.aloud(), self.due.aloud());
        let late = self.late.as_ref().map_or_else(
            || "逾期不得分".to_owned(),
            |Late { each, loses, step }| {
                let lost = match loses {
                    Loses::Points(points) => format!("{points}分"),
                    Loses::Share(share) => format!("分值的{}", share.aloud()),
                };
                format!("每逾期{each}天扣{lost}，{}，扣完为止", step.words())
            },
        );
        format!("{done}不晚于{due}的得满分；{late}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn days_late_cost_points_or_a_share() {
        let rule = |text: &str| {
            toml::from_str::<Timely>(&format!("done = \"报送\"\ndue = \"期限\"\n{text}")).unwrap()
        };
        let of = |rule: &Timely, done: &str| {
            points(rule, &[("报送", done), ("期限", "2026-01-16"), ("分值", "10")])
        };
        let none = rule("");
        assert_eq!((of(&none, "2026-01-16"), of(&none, "2026-01-17")), ("10.00".into(), "0.00".into()));
        let daily = rule("each = 1\npoints = 0.5");
        assert_eq!(
            (of(&daily, "2025-12-31"), of(&daily, "2026-01-19"), of(&daily, "2027-01-01")),
            ("10.00".into(), "8.50".into(), "0.00".into())
        );
        let weekly = rule("each = 7\nshare = \"30%\"\nstep = \"begun\"");
        assert_eq!((of(&weekly, "2026-01-23"), of(&weekly, "2026-01-24")), ("7.00".into(), "4.00".into()));
        assert!(daily.counts_in_points() && !weekly.counts_in_points() && !none.counts_in_points());
        assert_eq!(
            weekly.meaning(),
            "报送不晚于期限的得满分；每逾期7天扣分值的30%，不足一个单位的按一个单位计，扣完为止"
        );
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (text, words) in [
            ("each = 1", "同时写明"),
            ("points = 1", "同时写明"),
            ("step = \"full\"", "只能与其同用"),
            ("each = 1\npoints = 1\nshare = 0.1", "只能写一个"),
            ("each = 1\nshare = 2", "不大于 100%"),
        ] {
            let error = toml::from_str::<Timely>(&format!("done = \"x\"\ndue = \"y\"\n{text}")).unwrap_err();
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
    }
}
