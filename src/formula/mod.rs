//! The rule language: one small tree in Excel's own formula language, with facts as names.
//!
//! The same tree is evaluated in exact numbers ([`Expr::evaluate`]), printed as a spreadsheet
//! formula ([`Expr::to_excel`]) and read aloud in Chinese ([`Expr::aloud`]). There is one tree, so
//! the engine, the workbook and the explanation cannot disagree. [`Expr::check`] refuses formulas
//! that mix what does not go together; [`Expr::branches`] lists the decisions a formula can take.
//!
//! # Where a formula has no value
//!
//! | [`Stop`] | when |
//! |---|---|
//! | `Missing` | a fact that is looked at has no value |
//! | `NotApplicable` | a fact that is looked at does not apply to the body |
//! | `DivisionByZero` | `x/0`; `0` to a negative power; `AVERAGE` and `STDEVP` of nothing; `FLOOR(x,0)` |
//! | `Domain` | `LN` of 0 or less; `SQRT` of less than 0; a fractional power of less than 0; `0^0`; `GEOMEAN` of nothing or of numbers not above 0; `MEDIAN` of nothing; `LARGE` beyond the list; `RANK` of what is not in the list; `IFS` where nothing holds; `CEILING` and `FLOOR` of a number above 0 to a step below 0; a result beyond 10³⁰⁸; more than 30 places; a day outside of 1900-03-01 … 9999-12-31 |
//! | `WrongType` | a text, truth, day or column where a number belongs, or the other way round; columns of unequal length in `SUMPRODUCT`; a criterion with `*` or `?`; days plus a part of a day |
//!
//! | function | what is looked at, what goes on in spite of a stop |
//! |---|---|
//! | `IF`, `IFS` | conditions in turn, and of the values only the one taken |
//! | `AND`, `OR` | all arguments; one that decides makes a missing or inapplicable one irrelevant, never a division by zero, a `Domain` or a wrong type |
//! | `IFERROR` | the second argument only where the first is a division by zero or a `Domain`; a missing or inapplicable fact is never replaced |
//! | all others | all arguments, from the left; the first stop is the answer |
//!
//! `MIN`, `MAX` and `SUM` of an empty column are 0 and `COUNT` counts it as 0, as in Excel. Texts are
//! compared without regard to capitals and otherwise character by character; so are numbers exactly.
//! Irrational results are rounded to 30 decimals; roots that are fractions are exact.

mod aloud;
mod coverage;
mod date;
mod evaluate;
mod excel;
mod function;
mod functions;
mod irrational;
mod lists;
mod live;
mod operator;
mod parse;
mod shared;
mod types;
mod unit;
mod words;

use std::collections::BTreeSet;

pub use aloud::plainly;
pub use coverage::{Branch, BranchId, Won};
pub use evaluate::{Facts, Known, Stop, Value};
pub use function::Function;
pub use operator::Operator;
pub use parse::FormulaError;
pub use shared::Shared;
pub use types::{Operand, Type, TypeError};
pub use unit::Unit;

use chrono::Datelike;

use crate::number::Number;

/// A formula over named facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A number as written.
    Number(Number),
    /// A text in quotes.
    Text(String),
    /// `TRUE` or `FALSE`; `TRUE` is the last condition of an `IFS`.
    Truth(bool),
    /// A unit of money: the `万元` of `100*万元`.
    Unit(Unit),
    /// A fact by its name; a column of a table is written `绩效指标[得分]`.
    Name(String),
    /// `-x`
    Negated(Box<Expr>),
    /// `x%`, kept apart from `x/100` so that 95% is printed and read as it was written.
    Percent(Box<Expr>),
    /// `a + b`, `a >= b` …
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `MIN(a, b)` …
    Call(Function, Vec<Expr>),
}

impl Expr {
    /// A fact by name.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }

    /// A day, as `DATE(2023,12,31)`.
    #[must_use]
    pub fn date(day: chrono::NaiveDate) -> Self {
        let parts = [i64::from(day.year()), i64::from(day.month()), i64::from(day.day())];
        Self::Call(Function::Date, parts.map(|part| Self::Number(Number::from(part))).into())
    }

    /// Rounds the formula half up to `places` decimals, as every indicator's points are.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        Self::Call(Function::Round, vec![self, Self::Number(Number::from(i64::from(places)))])
    }

    /// The formula inside its outermost rounding; `None` where it has none.
    #[must_use]
    pub fn unrounded(&self) -> Option<&Self> {
        match self {
            Self::Call(Function::Round, arguments) => arguments.first(),
            _ => None,
        }
    }

    /// Every fact name in the formula, sorted.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.visit(&mut |expr| {
            if let Self::Name(name) = expr {
                names.insert(name.as_str());
            }
        });
        names
    }

    /// The formula with every name that `replacement` knows put in its place.
    #[must_use]
    pub fn substitute(&self, replacement: &dyn Fn(&str) -> Option<Expr>) -> Self {
        let each = |expr: &Expr| Box::new(expr.substitute(replacement));
        match self {
            Self::Name(name) => replacement(name).unwrap_or_else(|| self.clone()),
            Self::Number(_) | Self::Text(_) | Self::Truth(_) | Self::Unit(_) => self.clone(),
            Self::Negated(inner) => Self::Negated(each(inner)),
            Self::Percent(inner) => Self::Percent(each(inner)),
            Self::Binary(operator, left, right) => Self::Binary(*operator, each(left), each(right)),
            Self::Call(function, arguments) => Self::Call(
                *function,
                arguments.iter().map(|argument| argument.substitute(replacement)).collect(),
            ),
        }
    }

    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(&'a Expr)) {
        visitor(self);
        self.parts().into_iter().for_each(|part| part.visit(visitor));
    }

    /// The operands or arguments, in order.
    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Truth(_) | Self::Unit(_) | Self::Name(_) => Vec::new(),
            Self::Negated(inner) | Self::Percent(inner) => vec![inner],
            Self::Binary(_, left, right) => vec![left, right],
            Self::Call(_, arguments) => arguments.iter().collect(),
        }
    }

    /// The number that the formula always is: no fact is in it.
    fn constant(&self) -> Option<Number> {
        self.names().is_empty().then(|| self.number(&|_: &str| Known::Missing).ok())?
    }
}
