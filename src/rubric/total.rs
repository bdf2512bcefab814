//! From points to a total and a grade: levels, limits, grades, quotas.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::formula::Expr;
use crate::number::Number;

/// A grade and the shown total from which on it is given.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// 优, 良 …
    pub name: String,
    /// The lowest total of the grade.
    pub from: Number,
}

/// A level of the system: what the points below it amount to.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its names from the first level on; none for the total.
    pub path: Vec<String>,
    /// The points that the official table states for it.
    #[serde(default)]
    pub points: Option<Number>,
    /// Its share of the level above it.
    #[serde(default)]
    pub weight: Option<Number>,
    /// How what stands below it is put together.
    #[serde(default)]
    pub roll_up: LevelRollUp,
    /// How many of the best count, for [`LevelRollUp::Best`].
    #[serde(default)]
    pub best: Option<usize>,
    /// The most that it can give, whatever stands below it.
    #[serde(default)]
    pub most: Option<Number>,
}

/// How the points below a level are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum LevelRollUp {
    /// Their sum.
    #[default]
    Sum,
    /// Their mean, weighted where they bear weights.
    Mean,
    /// Their geometric mean.
    GeometricMean,
    /// The sum of the best few.
    Best,
}

/// A condition that bounds the total or the grade, whatever was earned.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What it is called in explanations.
    pub name: String,
    /// When it holds.
    pub when: Expr,
    /// The highest total then; 0 is a veto (一票否决).
    #[serde(default)]
    pub points: Option<Number>,
    /// The best grade then.
    #[serde(default)]
    pub grade: Option<String>,
    /// What a missing fact means.
    #[serde(default)]
    pub missing: LimitMissing,
}

/// What a missing fact means for a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum LimitMissing {
    /// The total waits for a person.
    #[default]
    Pending,
    /// The condition does not hold.
    Clear,
}

/// How many of the ranked may have a grade.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// The grade.
    pub grade: String,
    /// The largest share of the ranked that may have it.
    pub most: Number,
    /// Among whom it is counted.
    pub within: Within,
    /// Whether those who share the last place that fits have the grade.
    pub ties: Ties,
}

/// Among whom something is counted or compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// Everyone.
    #[default]
    All,
    /// The bodies of the same group.
    Group,
}

/// What becomes of equals on the border of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// All of them have the grade, though they are more than the quota.
    In,
    /// None of them has it, though they are fewer.
    Out,
}

/// A fact that a rubric computes from others (计算项).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DerivedFact {
    /// Its name in rules.
    pub name: String,
    /// Its value over the facts of forms and the derived facts before it.
    pub value: Expr,
}
