//! 可选项: the options that a body chose share 分值 equally.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{POINTS, Rule, Shape, Wait, WaitOutcome, template};
use crate::finding::Problem;
use crate::formula::{Expr, Function};
use crate::rubric::schema::read_as;

/// Options of which a body chooses; where it chose none, the indicator does not apply to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Pool {
    /// The options.
    pub of: Vec<Choice>,
}

read_as!(Pool, Written);

/// An option: when it was chosen, and how it is scored.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The condition under which the body chose it.
    pub chosen: Expr,
    /// Its rule; `分值` in it is the option's share.
    pub rule: Rule,
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    of: Vec<Choice>,
}

impl TryFrom<Written> for Pool {
    type Error = &'static str;

    fn try_from(Written { of }: Written) -> Result<Self, Self::Error> {
        if of.is_empty() {
            return Err("of 至少须有一项");
        }
        if of.iter().any(|choice| choice.rule.alternatives().is_some() || choice.rule.shape().is_none()) {
            return Err("of 中的规则须能单独计分，不能是 choose 或逐行计分的规则");
        }
        Ok(Self { of })
    }
}

impl Pool {
    /// How many were chosen.
    fn count(&self) -> Expr {
        let one = |choice: &Choice| template("IF(选,1,0)", &[("选", &choice.chosen)]);
        Expr::Call(Function::Sum, self.of.iter().map(one).collect())
    }

    /// A formula of an option with its share of the points put in.
    fn in_shares(&self, formula: &Expr) -> Expr {
        let share = template("分值/数", &[("数", &self.count())]);
        formula.substitute(&|name| (name == POINTS).then(|| share.clone()))
    }

    fn shapes(&self) -> impl Iterator<Item = (&Choice, &dyn Shape)> {
        self.of.iter().filter_map(|choice| Some((choice, choice.rule.shape()?)))
    }
}

impl Shape for Pool {
    fn formula(&self) -> Expr {
        let each = self.shapes().map(|(choice, shape)| {
            let points = self.in_shares(&shape.formula());
            template("IF(选,得,0)", &[("选", &choice.chosen), ("得", &points)])
        });
        Expr::Call(Function::Sum, each.collect())
    }

    fn counts_in_points(&self) -> bool {
        self.shapes().any(|(_, shape)| shape.counts_in_points())
    }

    fn meaning(&self) -> String {
        let each = self.of.iter().enumerate().map(|(i, choice)| {
            format!("（{}）{}的，{}", i + 1, choice.chosen.aloud(), choice.rule.meaning())
        });
        format!(
            "所选各项平均分配分值，逐项计分后相加，未选任何一项的按不适用处理：{}",
            each.collect::<Vec<_>>().join("；")
        )
    }

    fn waits(&self) -> Vec<Wait> {
        let none = Wait {
            condition: template("数=0", &[("数", &self.count())]),
            outcome: WaitOutcome::NotApplicable,
            problem: Problem::DeclaredNotApplicable,
        };
        let of_each = self.shapes().flat_map(|(choice, shape)| {
            shape.waits().into_iter().map(|wait| {
                // An option that does not apply although it was chosen is for a person to look at.
                let condition = self.in_shares(&wait.condition);
                let parts = [("选", &choice.chosen), ("待", &condition)];
                let condition = template("AND(选,待)", &parts);
                Wait { condition, outcome: WaitOutcome::Pending, problem: wait.problem }
            })
        });
        std::iter::once(none).chain(of_each).collect()
    }

    fn reads_not_applicable(&self) -> Vec<&str> {
        self.shapes().flat_map(|(_, shape)| shape.reads_not_applicable()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{points, waiting};
    use super::*;

    fn rule() -> Pool {
        // 效益 (四川 2017): 40 points shared by the options that a project has.
        toml::from_str(
            r#"of = [
                { chosen = "有经济效益=\"是\"", rule = { shape = "proportional", actual = "增收", target = "目标" } },
                { chosen = "有社会效益=\"是\"", rule = { shape = "yes_no", fact = "获得认可" } },
                { chosen = "有生态效益=\"是\"", rule = { shape = "manual", fact = "评审得分" } },
            ]"#,
        )
        .unwrap()
    }

    #[test]
    fn what_was_chosen_shares_the_points() {
        let chosen = |which: [&'static str; 3]| {
            [
                ("有经济效益", which[0]),
                ("有社会效益", which[1]),
                ("有生态效益", which[2]),
                ("增收", "80"),
                ("目标", "100"),
                ("获得认可", "是"),
                ("评审得分", "15"),
                ("分值", "40"),
            ]
        };
        assert_eq!(points(&rule(), &chosen(["是", "是", "否"])), "36.00");
        assert_eq!(points(&rule(), &chosen(["是", "否", "否"])), "32.00");
        assert_eq!(points(&rule(), &chosen(["否", "是", "是"])), "35.00");
        // 15 points are more than a third of 40.
        assert_eq!(waiting(&rule(), &chosen(["是", "是", "是"])), Some("R13"));
        assert_eq!(waiting(&rule(), &chosen(["是", "是", "否"])), None);
        assert_eq!(waiting(&rule(), &chosen(["否", "否", "否"])), Some("R11"));
        assert_eq!(rule().waits()[0].outcome, WaitOutcome::NotApplicable);
        assert!(rule().counts_in_points());
    }

    #[test]
    fn the_words_name_every_option() {
        let meaning = rule().meaning();
        assert!(
            meaning.starts_with("所选各项平均分配分值") && meaning.contains("（2）有社会效益等于“是”的，"),
            "{meaning}"
        );
    }

    #[test]
    fn an_option_has_a_rule_of_its_own() {
        let error = toml::from_str::<Pool>("of = [{ chosen = \"1=1\", rule = { shape = \"by_target\" } }]")
            .unwrap_err();
        assert!(error.to_string().contains("须能单独计分"), "{error}");
    }
}
