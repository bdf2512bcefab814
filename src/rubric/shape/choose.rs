//! 择一: one of several rules counts, the first that can or the best.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Rule, Shape, Wait};
use crate::formula::{Expr, Function};
use crate::rubric::schema::read_as;

/// Rules of which one counts (二者择其一).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Choose {
    /// Which of them.
    pub take: Take,
    /// The rules, in order.
    pub of: Vec<Rule>,
}

read_as!(Choose, Written);

/// Which of several rules counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The one that gives the most of those that can be computed.
    Best,
    /// The first whose facts are there.
    First,
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    take: Take,
    of: Vec<Rule>,
}

impl TryFrom<Written> for Choose {
    type Error = &'static str;

    fn try_from(Written { take, of }: Written) -> Result<Self, Self::Error> {
        if of.len() < 2 {
            return Err("of 至少须有两条规则");
        }
        if of.iter().any(|rule| rule.alternatives().is_some() || rule.shape().is_none()) {
            return Err("of 中的规则须能单独计分，不能是 choose 或逐行计分的规则");
        }
        Ok(Self { take, of })
    }
}

impl Choose {
    /// The rule that counts where only some of the alternatives `can` be computed; `None` where
    /// none can.
    #[must_use]
    pub fn among(&self, can: &dyn Fn(&Rule) -> bool) -> Option<Chosen<'_>> {
        let mut able = self.of.iter().filter(|rule| can(rule));
        let chosen: Vec<&Rule> = match self.take {
            Take::First => able.next().into_iter().collect(),
            Take::Best => able.collect(),
        };
        (!chosen.is_empty()).then_some(Chosen(chosen))
    }
}

/// The alternatives that are left to choose the best of.
#[derive(Clone, Debug)]
pub struct Chosen<'a>(Vec<&'a Rule>);

impl Shape for Chosen<'_> {
    fn formula(&self) -> Expr {
        let mut formulas: Vec<Expr> =
            self.0.iter().filter_map(|rule| rule.shape()).map(Shape::formula).collect();
        if formulas.len() == 1 { formulas.remove(0) } else { Expr::Call(Function::Max, formulas) }
    }

    fn meaning(&self) -> String {
        let meanings: Vec<String> = self.0.iter().map(|rule| rule.meaning()).collect();
        meanings.join("；或者，")
    }

    fn counts_in_points(&self) -> bool {
        self.0.iter().filter_map(|rule| rule.shape()).any(Shape::counts_in_points)
    }

    fn waits(&self) -> Vec<Wait> {
        self.0.iter().filter_map(|rule| rule.shape()).flat_map(Shape::waits).collect()
    }

    fn reads_not_applicable(&self) -> Vec<&str> {
        self.0.iter().filter_map(|rule| rule.shape()).flat_map(Shape::reads_not_applicable).collect()
    }
}

impl Shape for Choose {
    /// With nobody in view all alternatives are open, and every fact is named.
    fn formula(&self) -> Expr {
        Chosen(self.of.iter().collect()).formula()
    }

    fn counts_in_points(&self) -> bool {
        Chosen(self.of.iter().collect()).counts_in_points()
    }

    fn meaning(&self) -> String {
        let take = match self.take {
            Take::Best => "按下列各项中得分最高的一项计",
            Take::First => "按下列各项中数据齐备的第一项计",
        };
        let each = self.of.iter().enumerate().map(|(i, rule)| format!("（{}）{}", i + 1, rule.meaning()));
        format!("{take}：{}", each.collect::<Vec<_>>().join("；"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    fn rule(take: &str) -> Choose {
        // 结转结余率 9% or 结转结余变动率 -30%, choose one.
        toml::from_str(&format!(
            "take = \"{take}\"\nof = [{{ shape = \"linear\", value = \"结余率\", zero_at = \"18%\", full_at = \"9%\" }}, {{ shape = \"linear\", value = \"变动率\", zero_at = \"0%\", full_at = \"-30%\" }}]"
        ))
        .unwrap()
    }

    #[test]
    fn the_first_that_can_or_the_best_of_those() {
        let facts = [("结余率", "0.135"), ("变动率", "-0.3"), ("分值", "20")];
        let of = |take, able: [bool; 2]| {
            let rule = rule(take);
            let index = |one: &Rule| usize::from(one.meaning() != rule.of[0].meaning());
            let chosen = rule.among(&|one| able[index(one)]);
            chosen.map(|chosen| points(&chosen, &facts))
        };
        assert_eq!(of("best", [true, true]).as_deref(), Some("20.00"));
        assert_eq!(of("first", [true, true]).as_deref(), Some("10.00"));
        assert_eq!(of("best", [true, false]).as_deref(), Some("10.00"));
        assert_eq!(of("first", [false, true]).as_deref(), Some("20.00"));
        assert_eq!(of("first", [false, false]), None);
        assert!(
            rule("first").meaning().starts_with("按下列各项中数据齐备的第一项计：（1）结余率为9%的得满分")
        );
    }

    #[test]
    fn a_choice_is_between_rules_that_stand_alone() {
        let manual = "{ shape = \"manual\", fact = \"x\" }";
        for (of, words) in [
            (manual.to_owned(), "至少须有两条"),
            (format!("{manual}, {{ shape = \"by_target\" }}"), "须能单独计分"),
            (
                format!("{manual}, {{ shape = \"choose\", take = \"best\", of = [{manual}, {manual}] }}"),
                "须能单独计分",
            ),
        ] {
            let error = toml::from_str::<Choose>(&format!("take = \"best\"\nof = [{of}]")).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
