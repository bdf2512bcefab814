//! 定性档次: the tier that a fact names bounds the points; those that were given count inside it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Shape, Tiers, Wait, WaitOutcome, is_one_of, template};
use crate::finding::Problem;
use crate::formula::Expr;
use crate::number::Number;
use crate::rubric::schema::read_as;

/// The tier that `tier` names, and the points given inside it; its top where none are given.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Tiered {
    /// The fact that names the tier.
    pub tier: Expr,
    /// The points that were given.
    pub given: Option<Expr>,
    /// Decimal places of points: the highest points of a tier lie one such unit under its bound.
    pub places: u32,
    /// The tiers, highest first.
    pub tiers: Vec<Tier>,
}

read_as!(Tiered, Written);

/// A tier: its words and its shares of the points.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "WrittenTier")]
pub struct Tier {
    /// The words that stand for it.
    pub words: Vec<String>,
    /// The lower bound.
    pub from: Number,
    /// The upper bound.
    pub top: Top,
}

read_as!(Tier, WrittenTier);

/// The upper bound of a tier.
#[derive(Clone, Debug)]
pub enum Top {
    /// The bound belongs to the tier.
    To(Number),
    /// The bound belongs to the tier above.
    Below(Number),
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    tier: Expr,
    #[serde(default)]
    given: Option<Expr>,
    #[serde(default = "two")]
    places: u32,
    tiers: Vec<Tier>,
}

fn two() -> u32 {
    2
}

/// A tier as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WrittenTier {
    words: Vec<String>,
    from: Number,
    #[serde(default)]
    to: Option<Number>,
    #[serde(default)]
    below: Option<Number>,
}

impl TryFrom<WrittenTier> for Tier {
    type Error = &'static str;

    fn try_from(WrittenTier { words, from, to, below }: WrittenTier) -> Result<Self, Self::Error> {
        if words.is_empty() {
            return Err("每一档须至少写一个用语");
        }
        let top = match (to, below) {
            (Some(to), None) => Top::To(to),
            (None, Some(below)) => Top::Below(below),
            _ => return Err("每一档的 to 与 below 须且只能写一个"),
        };
        let (Top::To(upper) | Top::Below(upper)) = &top;
        let in_order = match &top {
            Top::To(to) => from <= *to,
            Top::Below(below) => from < *below,
        };
        if from.is_negative() || *upper > Number::one() || !in_order {
            return Err("每一档的上下限须在 0 至 100% 之间，且下限不高于上限");
        }
        Ok(Self { words, from, top })
    }
}

impl TryFrom<Written> for Tiered {
    type Error = String;

    fn try_from(Written { tier, given, places, tiers }: Written) -> Result<Self, Self::Error> {
        let mut seen = BTreeSet::new();
        if let Some(twice) = tiers.iter().flat_map(|tier| &tier.words).find(|word| !seen.insert(*word)) {
            return Err(format!("用语“{twice}”重复"));
        }
        if tiers.is_empty() {
            return Err("tiers 至少须有一档".to_owned());
        }
        Ok(Self { tier, given, places, tiers })
    }
}

impl Tiered {
    fn points(&self, tier: &Tier) -> Expr {
        let (to, below) = match &tier.top {
            Top::To(to) => (Some(to.clone()), None),
            Top::Below(below) => (None, Some(below.clone())),
        };
        // What is given counts inside the tier; without it the whole 分值 would, held to the top.
        let given = self.given.clone().unwrap_or_else(|| Expr::name(super::POINTS));
        let held = Tiers { given, from: tier.from.clone(), below, places: self.places }.formula();
        match to.filter(|to| *to != Number::one()) {
            None => held,
            Some(to) => {
                let share = Expr::Percent(Box::new(Expr::Number(&to * &Number::from(100))));
                template("MIN(得,分值*比)", &[("得", &held), ("比", &share)])
            }
        }
    }
}

impl Shape for Tiered {
    fn formula(&self) -> Expr {
        let nothing = Expr::Number(Number::zero());
        self.tiers.iter().rev().fold(nothing, |rest, tier| {
            let is_it = is_one_of(&self.tier, &tier.words);
            let parts = [("是", &is_it), ("得", &self.points(tier)), ("余", &rest)];
            template("IF(是,得,余)", &parts)
        })
    }

    fn counts_in_points(&self) -> bool {
        self.given.is_some()
    }

    fn meaning(&self) -> String {
        let tiers: Vec<String> = self
            .tiers
            .iter()
            .map(|tier| {
                let top = match &tier.top {
                    Top::To(to) => to.percent(2),
                    Top::Below(below) => format!("{}（不含）", below.percent(2)),
                };
                format!("“{}”为{}至{top}", tier.words.join("”“"), tier.from.percent(2))
            })
            .collect();
        let given = self.given.as_ref().map_or_else(
            || "取该档上限".to_owned(),
            |given| format!("{}在档内的照计，超出档的按档边界计", given.aloud()),
        );
        format!("按{}分档，各档为分值的下列比例：{}；{given}", self.tier.aloud(), tiers.join("，"))
    }

    fn waits(&self) -> Vec<Wait> {
        let words: Vec<String> = self.tiers.iter().flat_map(|tier| tier.words.clone()).collect();
        let condition = template("NOT(在列)", &[("在列", &is_one_of(&self.tier, &words))]);
        let problem = Problem::NotProvidedFor { what: self.tier.aloud() };
        vec![Wait { condition, outcome: WaitOutcome::Pending, problem }]
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{points, waiting};
    use super::*;

    const NATIONAL: &str = "tiers = [{ words = [\"达成年度指标\"], from = \"80%\", to = \"100%\" }, { words = [\"部分达成年度指标并具有一定效果\"], from = \"60%\", below = \"80%\" }, { words = [\"未达成年度指标且效果较差\"], from = 0, below = \"60%\" }]";

    #[test]
    fn given_points_are_held_inside_the_national_tiers() {
        let rule: Tiered = toml::from_str(&format!("tier = \"档\"\ngiven = \"自评\"\n{NATIONAL}")).unwrap();
        for (tier, given, expected) in [
            ("达成年度指标", "9", "9.00"),
            ("达成年度指标", "7", "8.00"),
            ("部分达成年度指标并具有一定效果", "8", "7.99"),
            ("部分达成年度指标并具有一定效果", "6.5", "6.50"),
            ("未达成年度指标且效果较差", "-1", "0.00"),
        ] {
            let facts = [("档", tier), ("自评", given), ("分值", "10")];
            assert_eq!(points(&rule, &facts), expected, "{tier} {given}");
        }
        assert!(rule.counts_in_points());
        assert_eq!(waiting(&rule, &[("档", "效果明显"), ("自评", "9"), ("分值", "10")]), Some("R16"));
    }

    #[test]
    fn without_given_points_the_top_of_the_tier_counts() {
        let rule: Tiered = toml::from_str(&format!("tier = \"档\"\n{NATIONAL}")).unwrap();
        for (tier, expected) in [("达成年度指标", "10.00"), ("部分达成年度指标并具有一定效果", "7.99")]
        {
            assert_eq!(points(&rule, &[("档", tier), ("分值", "10")]), expected);
        }
        let closed: Tiered = toml::from_str(
            "tier = \"档\"\ntiers = [{ words = [\"好\", \"较好\"], from = \"60%\", to = \"75%\" }]",
        )
        .unwrap();
        assert_eq!(points(&closed, &[("档", "较好"), ("分值", "10")]), "7.50");
        assert_eq!(closed.meaning(), "按档分档，各档为分值的下列比例：“好”“较好”为60%至75%；取该档上限");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (tiers, words) in [
            ("", "至少须有一档"),
            ("{ words = [], from = 0, to = 1 }", "至少写一个用语"),
            ("{ words = [\"好\"], from = 0 }", "须且只能写一个"),
            ("{ words = [\"好\"], from = 0.8, to = 0.6 }", "下限不高于上限"),
            ("{ words = [\"好\"], from = 0, to = 2 }", "0 至 100%"),
            ("{ words = [\"好\", \"好\"], from = 0, to = 1 }", "“好”重复"),
        ] {
            let error = toml::from_str::<Tiered>(&format!("tier = \"x\"\ntiers = [{tiers}]")).unwrap_err();
            assert!(error.to_string().contains(words), "{tiers}: {error}");
        }
    }
}
