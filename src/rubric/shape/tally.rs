//! 计数: so many points for each event of a kind, up to 分值; for lists of bonuses and penalties.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, Wait, WaitOutcome, above_zero, template};
use crate::finding::Problem;
use crate::formula::{Expr, Function};
use crate::number::Number;

/// The sum of count × points over the items, at most 分值.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// What is counted, in the order in which it is shown.
    pub items: Vec<Counted>,
}

/// A kind of event and what each is worth.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// How many there were.
    pub fact: Expr,
    /// Points for each.
    #[serde(deserialize_with = "above_zero")]
    pub points: Number,
}

impl Shape for Tally {
    fn formula(&self) -> Expr {
        let term = |item: &Counted| {
            let points = Expr::Number(item.points.clone());
            template("MAX(数,0)*分", &[("数", &item.fact), ("分", &points)])
        };
        let sum = Expr::Call(Function::Sum, self.items.iter().map(term).collect());
        template("MIN(和,分值)", &[("和", &sum)])
    }

    fn counts_in_points(&self) -> bool {
        true
    }

    fn meaning(&self) -> String {
        let items: Vec<String> = self
            .items
            .iter()
            .map(|item| format!("{}每增加1计{}分", item.fact.aloud(), item.points))
            .collect();
        format!("逐项累计：{}；合计以分值为限", items.join("、"))
    }

    fn waits(&self) -> Vec<Wait> {
        let wait = |item: &Counted| Wait {
            condition: template("数<0", &[("数", &item.fact)]),
            outcome: WaitOutcome::Pending,
            problem: Problem::NegativeFigure { what: item.fact.aloud() },
        };
        self.items.iter().map(wait).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{points, waiting};
    use super::*;

    #[test]
    fn events_add_up_to_the_ceiling() {
        let rule: Tally = toml::from_str(
            "items = [{ fact = \"通报次数\", points = 1 }, { fact = \"审计问题数\", points = 0.5 }]",
        )
        .unwrap();
        let facts = |a, b| [("通报次数", a), ("审计问题数", b), ("分值", "5")];
        assert_eq!(points(&rule, &facts("1", "3")), "2.50");
        assert_eq!(points(&rule, &facts("0", "0")), "0.00");
        assert_eq!(points(&rule, &facts("9", "0")), "5.00");
        assert_eq!(
            (waiting(&rule, &facts("1", "-1")), waiting(&rule, &facts("1", "1"))),
            (Some("A11"), None)
        );
        assert_eq!(
            rule.meaning(),
            "逐项累计：通报次数每增加1计1分、审计问题数每增加1计0.5分；合计以分值为限"
        );
    }
}
