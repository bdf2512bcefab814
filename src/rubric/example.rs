//! Worked examples (examples.toml): facts as a form would state them, and what the bureau expects.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::number::Points;

/// A worked example of one indicator, or of one limit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, or where its figures were published.
    pub name: String,
    /// The indicator's code.
    #[serde(default)]
    pub indicator: Option<String>,
    /// The limit's name, in the place of an indicator.
    #[serde(default)]
    pub limit: Option<String>,
    /// The body's group.
    #[serde(default)]
    pub group: Option<String>,
    /// Raw texts by fact name, as they would stand in cells.
    pub facts: BTreeMap<String, Raw>,
    /// What other bodies state, for rules that compare.
    #[serde(default)]
    pub others: Vec<BTreeMap<String, Raw>>,
    /// What the bureau expects.
    pub expect: Expected,
}

/// A raw cell: text, or a number.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Raw {
    /// A whole number.
    Whole(i64),
    /// A decimal number.
    Decimal(f64),
    /// Text.
    Text(String),
}

impl JsonSchema for Raw {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Raw".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"] })
    }
}

impl Raw {
    /// The text as a cell would show it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Whole(whole) => whole.to_string(),
            Self::Decimal(decimal) => decimal.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// What an example expects: points, that there are none, or what a limit does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(untagged)]
pub enum Expected {
    /// The indicator has no points.
    Status(ExpectedStatus),
    /// Exactly these points.
    Points(Points),
}

impl Expected {
    /// As a rubric writes it.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Points(points) => points.to_string(),
            Self::Status(ExpectedStatus::Pending) => "pending".to_owned(),
            Self::Status(ExpectedStatus::NotApplicable) => "not_applicable".to_owned(),
            Self::Status(ExpectedStatus::Fires) => "fires".to_owned(),
            Self::Status(ExpectedStatus::Clear) => "clear".to_owned(),
        }
    }
}

/// What comes out where it is no points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedStatus {
    /// It waits for a person.
    Pending,
    /// It does not apply.
    NotApplicable,
    /// The limit holds.
    Fires,
    /// The limit does not hold.
    Clear,
}

/// examples.toml
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Examples {
    #[serde(default, rename = "example")]
    pub(super) examples: Vec<Example>,
}
