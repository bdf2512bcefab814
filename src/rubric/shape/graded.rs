//! 程度: how bad it was found to be takes a share of the points.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Constant, Shape, Wait, WaitOutcome, is_one_of, template};
use crate::finding::Problem;
use crate::formula::Expr;
use crate::number::Number;
use crate::rubric::schema::read_as;

/// The word that `fact` states decides what share of the points is lost.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Graded {
    /// The fact that states the word.
    pub fact: Expr,
    /// The words that cost, with their shares.
    pub grades: Vec<Loss>,
    /// The words that cost nothing.
    pub clear: Vec<String>,
}

read_as!(Graded, Written);

/// A word and the share of the points that it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// 严重, 中等, 轻微 …
    pub word: String,
    /// The share that is lost.
    pub lose: Constant,
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    fact: Expr,
    grades: Vec<Loss>,
    clear: Vec<String>,
}

impl TryFrom<Written> for Graded {
    type Error = String;

    fn try_from(Written { fact, grades, clear }: Written) -> Result<Self, Self::Error> {
        if clear.is_empty() || grades.is_empty() {
            return Err("grades 与 clear 均须至少写一个用语".to_owned());
        }
        let mut seen = BTreeSet::new();
        let words = grades.iter().map(|loss| &loss.word).chain(&clear);
        if let Some(twice) = words.into_iter().find(|word| !seen.insert(*word)) {
            return Err(format!("用语“{twice}”重复"));
        }
        let part = |loss: &Loss| *loss.lose.number() > Number::zero() && *loss.lose.number() <= Number::one();
        if !grades.iter().all(part) {
            return Err("lose 须大于 0 且不大于 100%".to_owned());
        }
        Ok(Self { fact, grades, clear })
    }
}

impl Shape for Graded {
    fn formula(&self) -> Expr {
        let clear = is_one_of(&self.fact, &self.clear);
        let rest = template("IF(无,分值,0)", &[("无", &clear)]);
        self.grades.iter().rev().fold(rest, |rest, loss| {
            let is_it = is_one_of(&self.fact, std::slice::from_ref(&loss.word));
            let parts = [("是", &is_it), ("失", loss.lose.written()), ("余", &rest)];
            template("IF(是,分值*(1-失),余)", &parts)
        })
    }

    fn meaning(&self) -> String {
        let grades: Vec<String> = self
            .grades
            .iter()
            .map(|loss| format!("“{}”的扣分值的{}", loss.word, loss.lose.aloud()))
            .collect();
        format!("{}为“{}”的得满分，为{}", self.fact.aloud(), self.clear.join("”或“"), grades.join("，"))
    }

    fn waits(&self) -> Vec<Wait> {
        let words: Vec<String> =
            self.grades.iter().map(|loss| &loss.word).chain(&self.clear).cloned().collect();
        let condition = template("NOT(在列)", &[("在列", &is_one_of(&self.fact, &words))]);
        let problem = Problem::NotProvidedFor { what: self.fact.aloud() };
        vec![Wait { condition, outcome: WaitOutcome::Pending, problem }]
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{points, waiting};
    use super::*;

    fn rule() -> Graded {
        toml::from_str(
            "fact = \"不具考核性\"\ngrades = [{ word = \"严重\", lose = \"100%\" }, { word = \"中等\", lose = \"60%\" }, { word = \"轻微\", lose = \"30%\" }]\nclear = [\"无\", \"没有\"]",
        )
        .unwrap()
    }

    #[test]
    fn published_shares_of_a_recheck() {
        for (word, expected) in
            [("严重", "0.00"), ("中等", "4.00"), ("轻微", "7.00"), ("无", "10.00"), ("没有", "10.00")]
        {
            let facts = [("不具考核性", word), ("分值", "10")];
            assert_eq!(
                (points(&rule(), &facts), waiting(&rule(), &facts)),
                (expected.into(), None),
                "{word}"
            );
        }
        assert_eq!(waiting(&rule(), &[("不具考核性", "一般"), ("分值", "10")]), Some("R16"));
        assert_eq!(
            rule().meaning(),
            "不具考核性为“无”或“没有”的得满分，为“严重”的扣分值的100%，“中等”的扣分值的60%，“轻微”的扣分值的30%"
        );
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (grades, clear, words) in [
            ("{ word = \"重\", lose = 1 }", "\"重\"", "“重”重复"),
            ("{ word = \"重\", lose = 2 }", "\"无\"", "不大于 100%"),
            ("{ word = \"重\", lose = 1 }", "", "至少写一个"),
        ] {
            let text = format!("fact = \"x\"\ngrades = [{grades}]\nclear = [{clear}]");
            let error = toml::from_str::<Graded>(&text).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
