//! An indicator of the system: where it stands, what it is worth, how it is scored.

use schemars::JsonSchema;
use serde::Deserialize;

use super::drawn::Drawings;
use super::shape::{Rule, Shape};
use crate::formula::Expr;
use crate::number::{Number, Points};

/// An indicator: one flat record with its path.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code.
    pub code: String,
    /// Its levels from the first to its own name.
    pub path: Vec<String>,
    /// Its points (分值); of a bonus or a penalty the most that it adds or takes.
    #[serde(default = "Points::zero")]
    pub points: Points,
    /// Its share of the level above it, where the system states weights instead of points; the
    /// points follow from it when the rubric is loaded.
    #[serde(default)]
    pub weight: Option<Number>,
    /// How it is scored.
    pub rule: Rule,
    /// Rules tried in turn where facts of the first one are missing.
    #[serde(default)]
    pub fallback: Vec<Rule>,
    /// The body's own table whose lines are scored, for rules that go by them.
    #[serde(default)]
    pub rows: Option<String>,
    /// Which lines of the table: their first level. The last name of the path unless stated.
    #[serde(default)]
    pub level: Option<String>,
    /// Which of those: their second levels; all of them unless stated.
    #[serde(default)]
    pub second: Vec<String>,
    /// How scored lines become the indicator's points.
    #[serde(default)]
    pub roll_up: RollUp,
    /// The condition under which the indicator applies to a body.
    #[serde(default)]
    pub applies: Option<Expr>,
    /// The groups of bodies that the indicator is for; every body unless stated.
    #[serde(default)]
    pub applies_to: Vec<String>,
    /// How many levels of the path name the parent among whose indicators the points of one that
    /// does not apply are shared out; 0 is the whole system.
    #[serde(default)]
    pub redistribute_within: usize,
    /// What becomes of the points where the indicator does not apply.
    #[serde(default)]
    pub not_applicable: NotApplicable,
    /// What a missing fact means.
    #[serde(default)]
    pub missing: Missing,
    /// Whether the points count within the full marks, beside them or against them.
    #[serde(default)]
    pub counts: Counts,
    /// The fact that holds the points as the body printed them; they are taken, with a finding.
    #[serde(default)]
    pub printed_points: Option<String>,
    /// The fact that holds the points the body gave itself.
    #[serde(default)]
    pub self_points: Option<String>,
    /// The fact that holds the points a reviewer gave; they go before the rule's. A blank one
    /// means that nobody reviewed, not that nothing was given.
    #[serde(default)]
    pub review_points: Option<String>,
    /// The fact that holds the reviewer's reason.
    #[serde(default)]
    pub review_reason: Option<String>,
    /// What the facts do tell while the indicator waits for others.
    #[serde(default)]
    pub told: Option<Told>,
    /// The bureau's own wording of the rule (评分标准); the rule's meaning unless stated.
    #[serde(default)]
    pub standard: Option<String>,
    /// The bureau's own sentence for each outcome, said after the engine's.
    #[serde(default)]
    pub say: Sentences,
    /// Its rules as all bodies are scored by them.
    #[serde(skip)]
    pub drawings: Drawings,
}

/// A ratio that can be told although the indicator itself cannot be computed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// What it is, in words.
    pub what: String,
    /// Its value.
    pub value: Expr,
}

/// The bureau's own sentences, one for each outcome that has one.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sentences {
    /// Full points.
    #[serde(default)]
    pub full: Option<String>,
    /// Some points.
    #[serde(default)]
    pub partial: Option<String>,
    /// No points.
    #[serde(default)]
    pub zero: Option<String>,
    /// The indicator waits for a person.
    #[serde(default)]
    pub pending: Option<String>,
    /// The indicator does not apply.
    #[serde(default)]
    pub not_applicable: Option<String>,
}

impl Indicator {
    /// The indicator's own name: the last of its path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// The first level of the lines that it scores.
    #[must_use]
    pub fn row_level(&self) -> &str {
        self.level.as_deref().unwrap_or_else(|| self.name())
    }

    /// The rule in words: the bureau's own, or what the shape means.
    #[must_use]
    pub fn rule_words(&self) -> String {
        self.standard.clone().unwrap_or_else(|| self.rule.meaning())
    }

    /// Whether the indicator is for bodies of this group.
    #[must_use]
    pub fn is_for(&self, group: Option<&str>) -> bool {
        self.applies_to.is_empty() || group.is_some_and(|group| self.applies_to.iter().any(|g| g == group))
    }

    /// Whether the body's own lines are scored one by one.
    #[must_use]
    pub fn scores_lines(&self) -> bool {
        self.rows.is_some() && self.roll_up == RollUp::Lines
    }

    /// The rule and its fallbacks, in the order in which they are tried.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        std::iter::once(&self.rule).chain(&self.fallback)
    }

    /// Every formula that scoring it evaluates: rules, what they wait for, the condition, what can
    /// be told.
    #[must_use]
    pub fn formulas(&self) -> Vec<Expr> {
        let shapes = || self.rules().filter_map(Rule::shape);
        let mut formulas: Vec<Expr> = shapes().map(Shape::formula).collect();
        formulas.extend(shapes().flat_map(Shape::waits).map(|wait| wait.condition));
        formulas.extend(self.applies.clone());
        formulas.extend(self.told.as_ref().map(|told| told.value.clone()));
        formulas
    }
}

/// How the scored lines of a body's own table become an indicator's points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum RollUp {
    /// Each line is an indicator of its own, with the points that its form prints.
    #[default]
    Lines,
    /// The share of the lines' points that was earned, times the indicator's points.
    Share,
}

/// What becomes of an indicator's points where it does not apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum NotApplicable {
    /// They go to the indicators beside it, in proportion.
    #[default]
    Redistribute,
    /// The body gets them.
    Full,
}

/// What a missing fact means for an indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// It waits for a person.
    #[default]
    Pending,
    /// It gets nothing.
    Zero,
    /// It gets everything.
    Full,
    /// It does not apply.
    NotApplicable,
    /// The points that the body gave itself are taken.
    #[serde(rename = "self")]
    OwnPoints,
}

/// Whether an indicator's points count within the full marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Within the full marks.
    #[default]
    Within,
    /// Added beside them (加分).
    Bonus,
    /// Taken from them (扣分).
    Penalty,
}
