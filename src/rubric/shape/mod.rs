//! The shapes of scoring rules. Each is one file: its parameters, its formula, its meaning.
//!
//! A shape builds a formula over fact names; the name `分值` stands for the indicator's points. It
//! may also name conditions under which no formula can decide and a person must. To add a shape:
//! write its file with [`Shape`] for it, and add its line to [`Rule`].

mod by_target;
mod change;
mod checklist;
mod deduct;
mod equality;
mod formula;
mod inverse_linear;
mod inverse_ratio;
mod manual;
mod proportional;
mod tiers;
mod yes_no;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

pub use by_target::{ACTUAL, ByTarget, Kinship, OWN_REASON, PRINTED_POINTS, SELF_POINTS, TARGET, Upper};
pub use change::Change;
pub use checklist::{Checklist, Item};
pub use deduct::{Deduct, Step};
pub use equality::Equality;
pub use formula::FreeFormula;
pub use inverse_linear::InverseLinear;
pub use inverse_ratio::InverseRatio;
pub use manual::Manual;
pub use proportional::{Proportional, ZeroTarget};
pub use tiers::Tiers;
pub use yes_no::YesNo;

use crate::finding::Problem;
use crate::formula::Expr;

/// The name of an indicator's points in formulas.
pub const POINTS: &str = "分值";
/// The name of the points that the rubric gives an indicator, where a body's are others.
pub const PRESCRIBED_POINTS: &str = "规定分值";
/// What stands before the brackets of a list of what all bodies state: `全体[支出率]`.
pub const ALL_BODIES: &str = "全体";
/// The same over the bodies of one group.
pub const SAME_GROUP: &str = "同组";

/// A rule shape with its parameters filled in.
pub trait Shape {
    /// The points as a formula over facts and `分值`, not yet rounded.
    fn formula(&self) -> Expr;

    /// The rule in words, for the rubric's plain-language sheet.
    fn meaning(&self) -> String;

    /// Whether the rule counts in points of the rubric's own 分值 (so many off for each …), which
    /// are to be taken in proportion where a body's 分值 is another.
    fn counts_in_points(&self) -> bool {
        false
    }

    /// Conditions under which the formula must not decide, each with the reason a person reads.
    fn waits(&self) -> Vec<Wait> {
        Vec::new()
    }
}

/// A condition that hands the indicator to a person, or takes it out of the count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When it holds.
    pub condition: Expr,
    /// What follows.
    pub outcome: WaitOutcome,
    /// Why.
    pub problem: Problem,
}

/// What follows from a [`Wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitOutcome {
    /// The indicator waits for a person.
    Pending,
    /// The indicator does not apply to the body.
    NotApplicable,
}

/// A rule as a rubric states it: `{ shape = "proportional", actual = …, target = … }`.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Rule {
    Proportional(Proportional),
    InverseLinear(InverseLinear),
    InverseRatio(InverseRatio),
    Equality(Equality),
    Deduct(Deduct),
    YesNo(YesNo),
    Checklist(Checklist),
    Change(Change),
    Manual(Manual),
    Formula(FreeFormula),
    ByTarget(ByTarget),
}

impl Rule {
    /// The rule's shape; `None` for [`Rule::ByTarget`], which chooses a shape line by line.
    #[must_use]
    pub fn shape(&self) -> Option<&dyn Shape> {
        Some(match self {
            Self::Proportional(shape) => shape,
            Self::InverseLinear(shape) => shape,
            Self::InverseRatio(shape) => shape,
            Self::Equality(shape) => shape,
            Self::Deduct(shape) => shape,
            Self::YesNo(shape) => shape,
            Self::Checklist(shape) => shape,
            Self::Change(shape) => shape,
            Self::Manual(shape) => shape,
            Self::Formula(shape) => shape,
            Self::ByTarget(_) => return None,
        })
    }

    /// The rule in words.
    #[must_use]
    pub fn meaning(&self) -> String {
        match self {
            Self::ByTarget(by_target) => by_target.meaning(),
            other => other.shape().map(Shape::meaning).unwrap_or_default(),
        }
    }
}

/// A formula written here with short names, each replaced by the rubric's own formula.
fn template(text: &str, parts: &[(&str, &Expr)]) -> Expr {
    // Every template is a constant of this room and is parsed by its shape's tests.
    #[allow(clippy::expect_used)]
    let expr: Expr = text.parse().expect("a shape's own template is a formula");
    expr.substitute(&|name| parts.iter().find(|(short, _)| *short == name).map(|(_, full)| (*full).clone()))
}

/// Reads a ratio that must lie above zero.
fn above_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<crate::number::Number, D::Error> {
    let number = crate::number::Number::deserialize(deserializer)?;
    if number.is_negative() || number.is_zero() {
        return Err(D::Error::custom("应大于 0"));
    }
    Ok(number)
}

#[cfg(test)]
pub(crate) mod testing {
    //! Small helpers for the shapes' own examples.

    use super::Shape;
    use crate::formula::{Known, Value};
    use crate::number::Number;

    /// The rounded points of `shape` for facts given as `("name", "number")` or words.
    pub(crate) fn points(shape: &dyn Shape, facts: &[(&str, &str)]) -> String {
        let known = |name: &str| match facts.iter().find(|(fact, _)| *fact == name) {
            Some((_, text)) => Known::Value(
                text.parse::<Number>().map_or_else(|_| Value::Text((*text).to_owned()), Value::Number),
            ),
            None => Known::Missing,
        };
        match shape.formula().rounded(2).number(&known) {
            Ok(number) => number.fixed(2),
            Err(stop) => format!("{stop:?}"),
        }
    }
}
