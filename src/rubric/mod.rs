//! The indicator system (指标体系) as data: model, loading, rule shapes, lint, worked examples.
//!
//! A rubric is a folder: `rubric.toml` (what is scored and how), `form.toml` (how it is found in
//! the sheets that people send), `examples.toml` (what the bureau expects). No province, year,
//! weight, cut-off or header word is in code.

mod error;
pub mod example;
pub mod form;
pub mod label;
mod lint;
mod load;
pub mod shape;

use serde::Deserialize;

pub use error::RubricError;
pub use example::Example;
pub use form::Form;
pub use lint::Fault;
pub use load::Texts;
pub use shape::Rule;

use crate::formula::Expr;
use crate::number::{Number, Points};

/// A loaded and linted rubric.
#[derive(Clone, Debug)]
pub struct Rubric {
    /// The folder's name.
    pub id: String,
    /// SHA-256 over the rubric's files, in hexadecimal.
    pub sha256: String,
    /// What rubric.toml says.
    pub system: System,
    /// What form.toml says.
    pub form: Form,
    /// What examples.toml says.
    pub examples: Vec<Example>,
}

/// rubric.toml
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// The title as it stands on the workbook.
    pub title: String,
    /// The year of the evaluation.
    pub year: i32,
    /// What one scorecard is about.
    pub scores: Scores,
    /// The points of all indicators together.
    pub full_points: Number,
    /// Decimal places of points; every indicator is rounded to it, half up.
    pub places: u32,
    /// How equal totals share ranks.
    pub ranking: Ranking,
    /// The text the rules come from.
    pub source: String,
    /// What a reader must know before relying on it (weights that are a reference only …).
    #[serde(default)]
    pub notice: Option<String>,
    /// Grades, best first.
    #[serde(rename = "grade")]
    pub grades: Vec<Grade>,
    /// Indicators in the order in which they are shown.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
}

/// What one scorecard is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scores {
    /// A project of a department.
    Project,
    /// A department as a whole.
    Department,
}

/// How equal totals share ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ranking {
    /// 1-1-3 (并列占位)
    Competition,
    /// 1-1-2 (并列不占位)
    Dense,
}

/// A grade and the shown total from which on it is given.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// 优, 良 …
    pub name: String,
    /// The lowest total of the grade.
    pub from: Number,
}

/// An indicator: one flat record with its path.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code.
    pub code: String,
    /// Its levels from the first to its own name.
    pub path: Vec<String>,
    /// Its points (分值).
    pub points: Points,
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
    /// How scored lines become the indicator's points.
    #[serde(default)]
    pub roll_up: RollUp,
    /// The condition under which the indicator applies to a body.
    #[serde(default)]
    pub applies: Option<Expr>,
    /// How many levels of the path name the parent among whose indicators the points of one that
    /// does not apply are shared out; 0 is the whole system.
    #[serde(default)]
    pub redistribute_within: usize,
    /// What a missing fact means.
    #[serde(default)]
    pub missing: Missing,
    /// The fact that holds the points as the body printed them; they are taken, with a finding.
    #[serde(default)]
    pub printed_points: Option<String>,
    /// The fact that holds the points the body gave itself.
    #[serde(default)]
    pub self_points: Option<String>,
    /// What the facts do tell while the indicator waits for others.
    #[serde(default)]
    pub told: Option<Told>,
    /// The bureau's own wording of the rule (评分标准); the rule's meaning unless stated.
    #[serde(default)]
    pub standard: Option<String>,
}

/// A ratio that can be told although the indicator itself cannot be computed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// What it is, in words.
    pub what: String,
    /// Its value.
    pub value: Expr,
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
}

/// How the scored lines of a body's own table become an indicator's points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RollUp {
    /// Each line is an indicator of its own, with the points that its form prints.
    #[default]
    Lines,
    /// The share of the lines' points that was earned, times the indicator's points.
    Share,
}

/// What a missing fact means for an indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// It waits for a person.
    #[default]
    Pending,
    /// It gets nothing.
    Zero,
    /// It does not apply.
    NotApplicable,
}

impl System {
    /// The grade of a shown total: the first whose lower bound it reaches.
    #[must_use]
    pub fn grade(&self, total: &Points) -> Option<&Grade> {
        self.grades.iter().find(|grade| *total.number() >= grade.from)
    }
}
