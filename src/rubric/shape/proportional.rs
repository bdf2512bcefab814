//! 完成比例: reached is full, otherwise in proportion; never above full.

use schemars::JsonSchema;
use serde::Deserialize;

use super::over::{Over, of_facts};
use super::{Shape, Wait, WaitOutcome, rounded_rate, share_of_target, template};
use crate::finding::Problem;
use crate::formula::Expr;

/// `min(1, actual / target)` of the points; a negative actual counts as 0.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proportional {
    /// What was achieved.
    pub actual: Expr,
    /// What was to be achieved.
    pub target: Expr,
    /// What follows when the target is 0, where no proportion exists.
    #[serde(default)]
    pub zero_target: ZeroTarget,
    /// The rate is rounded to so many decimals of a percent before it is applied.
    #[serde(default)]
    pub rate_places: Option<u32>,
    /// What a completion far above the target means.
    #[serde(default, deserialize_with = "of_facts")]
    pub over: Option<Over>,
}

impl Proportional {
    /// The plain rule.
    pub(super) fn of(actual: Expr, target: Expr, zero_target: ZeroTarget) -> Self {
        Self { actual, target, zero_target, rate_places: None, over: None }
    }
}

/// What a target of 0 means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum ZeroTarget {
    /// Reached by anything: full points.
    #[default]
    Full,
    /// No points.
    Zero,
    /// A person decides.
    Pending,
    /// The indicator does not apply.
    NotApplicable,
}

impl Shape for Proportional {
    fn formula(&self) -> Expr {
        let share = share_of_target(&self.actual, &self.target, self.rate_places);
        let text = match self.zero_target {
            ZeroTarget::Zero => "IF(目标=0,0,IF(MAX(实际,0)>=目标,分值,比例*分值))",
            _ => "IF(MAX(实际,0)>=目标,分值,比例*分值)",
        };
        let base = template(text, &[("实际", &self.actual), ("目标", &self.target), ("比例", &share)]);
        Over::around(self.over.as_ref(), base, &self.actual, &self.target)
    }

    fn counts_in_points(&self) -> bool {
        self.over.as_ref().is_some_and(Over::counts_in_points)
    }

    fn over(&self) -> Option<&Over> {
        self.over.as_ref()
    }

    fn meaning(&self) -> String {
        let (actual, target) = (self.actual.aloud(), self.target.aloud());
        let zero = match self.zero_target {
            ZeroTarget::Full => "",
            ZeroTarget::Zero => "；分母为0的不得分",
            ZeroTarget::Pending => "；分母为0的由人工核定",
            ZeroTarget::NotApplicable => "；分母为0的按不适用处理",
        };
        let rounded = rounded_rate(self.rate_places);
        let over = self.over.as_ref().map_or_else(String::new, Over::meaning);
        format!(
            "{actual}达到{target}的得满分，未达到的按{actual}÷{target}的比例{rounded}计分，超过的不加分{zero}{over}"
        )
    }

    fn waits(&self) -> Vec<Wait> {
        // No share can be taken of a figure below 0.
        let mut waits = vec![Wait {
            condition: template("目标<0", &[("目标", &self.target)]),
            outcome: WaitOutcome::Pending,
            problem: Problem::NegativeFigure { what: self.target.aloud() },
        }];
        let outcome = match self.zero_target {
            ZeroTarget::Full | ZeroTarget::Zero => return waits,
            ZeroTarget::Pending => WaitOutcome::Pending,
            ZeroTarget::NotApplicable => WaitOutcome::NotApplicable,
        };
        let problem = Problem::ZeroDivisor { what: self.target.aloud() };
        waits.push(Wait { condition: template("目标=0", &[("目标", &self.target)]), outcome, problem });
        waits
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    fn shape(zero_target: ZeroTarget) -> Proportional {
        Proportional::of(Expr::name("执行"), Expr::name("预算"), zero_target)
    }

    #[test]
    fn published_figures() {
        let shape = shape(ZeroTarget::Full);
        for (actual, target, weight, expected) in [
            ("179.43", "200", "10", "8.97"),
            ("4604", "4754", "5", "4.84"),
            ("98", "100", "10", "9.80"),
            ("100", "100", "10", "10.00"),
            ("76", "100", "10", "7.60"),
            ("72.74", "100", "2", "1.45"),
            ("991.51", "1208.75", "10", "8.20"),
            ("179.6", "170", "10", "10.00"),
            ("-5", "100", "10", "0.00"),
            ("0", "0", "10", "10.00"),
        ] {
            let facts = [("执行", actual), ("预算", target), ("分值", weight)];
            assert_eq!(points(&shape, &facts), expected, "{actual}/{target}");
        }
    }

    #[test]
    fn the_rate_may_be_rounded_first() {
        // 154.74 of 310.2 is 49.88%; the bureau that prints 50% gives 5 points.
        let facts = [("执行", "154.74"), ("预算", "310.2"), ("分值", "10")];
        let whole: Proportional =
            toml::from_str("actual = \"执行\"\ntarget = \"预算\"\nrate_places = 0").unwrap();
        assert_eq!(points(&whole, &facts), "5.00");
        assert_eq!(points(&shape(ZeroTarget::Full), &facts), "4.99");
        assert!(whole.meaning().contains("的比例（四舍五入为整数百分比）计分"), "{}", whole.meaning());
    }

    #[test]
    fn a_zero_target_is_decided_by_the_rubric() {
        assert_eq!(points(&shape(ZeroTarget::Zero), &[("执行", "0"), ("预算", "0"), ("分值", "10")]), "0.00");
        let waits = shape(ZeroTarget::Pending).waits();
        assert_eq!(waits[1].problem, Problem::ZeroDivisor { what: "预算".into() });
        assert_eq!(waits[1].outcome, WaitOutcome::Pending);
    }
}
