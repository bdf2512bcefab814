//! The indicator system (指标体系) as data: model, loading, rule shapes, lint, worked examples.
//!
//! A rubric is a folder: `rubric.toml` (what is scored and how), `form.toml` (how it is found in
//! the sheets that people send), `examples.toml` (what the bureau expects), and perhaps `styles.toml` (how its workbooks look). No province, year,
//! weight, cut-off or header word is in code.

pub mod cells;
pub mod checks;
mod drawn;
pub mod entry;
mod error;
pub mod example;
mod extend;
pub mod form;
mod indicator;
pub mod label;
mod level_words;
mod levels;
pub mod lint;
mod load;
pub mod schema;
pub mod shape;
pub mod styles;
mod total;
mod types;
mod wanted;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

pub use cells::Cell;
pub use checks::{Checks, Switch, Thresholds};
pub use drawn::{Drawings, Drawn};
pub use entry::Entry;
pub use error::{RubricError, SyntaxError};
pub use example::Example;
pub use form::Form;
pub use indicator::{Counts, Indicator, Missing, NotApplicable, RollUp, Sentences, Told};
pub use levels::{PARTS, put_together};
pub use lint::Fault;
pub use load::{STYLES, Texts};
pub use shape::Rule;
pub use total::{DerivedFact, Grade, Level, LevelRollUp, Limit, LimitMissing, Quota, Ties, Within};

use styles::Styles;

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
    /// What styles.toml says.
    pub styles: Styles,
    /// Where its records stand, if it was written in a workbook.
    pub cells: Vec<Cell>,
    /// The rubric by which the bodies' projects are scored first.
    pub projects: Option<Box<Rubric>>,
    /// Whether this is such a rubric: forms of departments lie beside those of projects.
    pub within_department: bool,
}

/// rubric.toml
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// The folder of the rubric that this one extends, seen from its own.
    #[serde(default)]
    pub extends: Option<String>,
    /// Codes of that rubric's indicators that this one does not have.
    #[serde(default)]
    pub remove: Vec<String>,
    /// The title as it stands on the workbook.
    pub title: String,
    /// The year of the evaluation.
    pub year: i32,
    /// What becomes of a form of another year.
    #[serde(default)]
    pub year_check: YearCheck,
    /// What one scorecard is about.
    pub scores: Scores,
    /// The points of all indicators together.
    pub full_points: Number,
    /// Decimal places of points; every indicator is rounded to it, half up.
    pub places: u32,
    /// Decimal places of the total, where they are others.
    #[serde(default)]
    pub total_places: Option<u32>,
    /// The highest total, bonuses included; none unless stated.
    #[serde(default)]
    pub total_most: Option<Number>,
    /// How equal totals share ranks.
    pub ranking: Ranking,
    /// Codes of the indicators that decide between equal totals, one after the other.
    #[serde(default)]
    pub tie_break: Vec<String>,
    /// The folder of the project rubric whose results this one uses, beside this one.
    #[serde(default)]
    pub projects: Option<String>,
    /// The text the rules come from.
    pub source: String,
    /// What a reader must know before relying on it (weights that are a reference only …).
    #[serde(default)]
    pub notice: Option<String>,
    /// Grades, best first.
    #[serde(rename = "grade")]
    pub grades: Vec<Grade>,
    /// Facts computed from others, each from those before it.
    #[serde(default, rename = "fact")]
    pub facts: Vec<DerivedFact>,
    /// Levels whose points are more than the sum of what stands below them, or are stated.
    #[serde(default, rename = "level")]
    pub levels: Vec<Level>,
    /// What bounds the total or the grade.
    #[serde(default, rename = "limit")]
    pub limits: Vec<Limit>,
    /// How many may have a grade.
    #[serde(default, rename = "quota")]
    pub quotas: Vec<Quota>,
    /// How much findings matter, by their codes.
    #[serde(default)]
    pub checks: Checks,
    /// From where on the checks speak.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// Indicators in the order in which they are shown.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
}

/// What becomes of a form that says that it is of another year than the evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum YearCheck {
    /// It is not scored until the bureau decides.
    #[default]
    Error,
    /// It is scored, with a warning.
    Warning,
    /// Nobody looks at years.
    Off,
}

/// What one scorecard is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Scores {
    /// A project of a department.
    Project,
    /// A department as a whole.
    Department,
}

/// How equal totals share ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Ranking {
    /// 1-1-3 (并列占位)
    Competition,
    /// 1-1-2 (并列不占位)
    Dense,
}

impl System {
    /// The grade of a shown total: the first whose lower bound it reaches.
    #[must_use]
    pub fn grade(&self, total: &Points) -> Option<&Grade> {
        self.grades.iter().find(|grade| *total.number() >= grade.from)
    }

    /// Decimal places of the total.
    #[must_use]
    pub fn places_of_total(&self) -> u32 {
        self.total_places.unwrap_or(self.places)
    }

    /// Whether the total is the sum of all points and nothing else can bear on it.
    #[must_use]
    pub fn total_is_sum(&self) -> bool {
        self.levels.iter().all(|level| level.roll_up == LevelRollUp::Sum && level.most.is_none())
            && self.total_most.is_none()
            && self.limits.iter().all(|limit| limit.points.is_none())
            && self.indicators.iter().all(|indicator| indicator.counts == Counts::Within)
    }

    /// The record of a level, if the rubric has one.
    #[must_use]
    pub fn level(&self, path: &[String]) -> Option<&Level> {
        self.levels.iter().find(|level| level.path == path)
    }

    /// `formula` with every derived fact put in its place, down to facts of forms.
    #[must_use]
    pub fn expanded(&self, formula: &Expr) -> Expr {
        // A derived fact is made of those before it, so one pass from the last to the first ends.
        self.facts.iter().rev().fold(formula.clone(), |expr, fact| {
            expr.substitute(&|name| (name == fact.name).then(|| fact.value.clone()))
        })
    }

    /// Every formula that scoring evaluates: rules, conditions, limits, what can be told.
    #[must_use]
    pub fn formulas(&self) -> Vec<Expr> {
        let mut formulas: Vec<Expr> = self.limits.iter().map(|limit| limit.when.clone()).collect();
        formulas.extend(self.indicators.iter().flat_map(Indicator::formulas));
        formulas
    }

    /// Every group that an indicator is meant for, sorted.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<&str> {
        self.indicators.iter().flat_map(|i| &i.applies_to).map(String::as_str).collect()
    }
}

/// The parts of a name such as `绩效指标[得分]`: a table and its column.
#[must_use]
pub fn table_column(name: &str) -> Option<(&str, &str)> {
    name.strip_suffix(']')?.split_once('[')
}
