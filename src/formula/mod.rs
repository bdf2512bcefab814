//! The rule language: one small tree in Excel's own formula language, with facts as names.
//!
//! The same tree is evaluated in exact numbers ([`Expr::evaluate`]), printed as a spreadsheet
//! formula ([`Expr::to_excel`]) and read aloud in Chinese ([`Expr::aloud`]). There is one tree, so
//! the engine, the workbook and the explanation cannot disagree.

mod aloud;
mod evaluate;
mod excel;
mod parse;

use std::collections::BTreeSet;

pub use aloud::plainly;
pub use evaluate::{Facts, Known, Stop, Value};
pub use parse::FormulaError;

use crate::number::Number;

/// A formula over named facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A number as written.
    Number(Number),
    /// A text in quotes.
    Text(String),
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

/// Operators between two operands, weakest binding first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

impl Operator {
    /// How tightly the operator binds; Excel's order.
    fn precedence(self) -> u8 {
        match self {
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual => 1,
            Self::Add | Self::Subtract => 2,
            Self::Multiply | Self::Divide => 3,
            Self::Power => 4,
        }
    }

    /// The operator that holds exactly when this one does not, for comparisons.
    fn opposite(self) -> Option<Self> {
        match self {
            Self::Equal => Some(Self::NotEqual),
            Self::NotEqual => Some(Self::Equal),
            Self::Less => Some(Self::GreaterOrEqual),
            Self::LessOrEqual => Some(Self::Greater),
            Self::Greater => Some(Self::LessOrEqual),
            Self::GreaterOrEqual => Some(Self::Less),
            _ => None,
        }
    }
}

/// The functions of the rule language. Meanings are Excel's, on exact numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    If,
    And,
    Or,
    Not,
    Min,
    Max,
    Sum,
    Abs,
    Round,
    RoundUp,
    RoundDown,
}

/// Every function with its spelling and the fewest and most arguments it takes.
const FUNCTIONS: &[(Function, &str, usize, usize)] = &[
    (Function::If, "IF", 3, 3),
    (Function::And, "AND", 1, 255),
    (Function::Or, "OR", 1, 255),
    (Function::Not, "NOT", 1, 1),
    (Function::Min, "MIN", 1, 255),
    (Function::Max, "MAX", 1, 255),
    (Function::Sum, "SUM", 1, 255),
    (Function::Abs, "ABS", 1, 1),
    (Function::Round, "ROUND", 2, 2),
    (Function::RoundUp, "ROUNDUP", 2, 2),
    (Function::RoundDown, "ROUNDDOWN", 2, 2),
];

impl Expr {
    /// A fact by name.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }

    /// Rounds the formula half up to `places` decimals, as every indicator's points are.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        Self::Call(Function::Round, vec![self, Self::Number(Number::from(i64::from(places)))])
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
            Self::Number(_) | Self::Text(_) => self.clone(),
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
        match self {
            Self::Number(_) | Self::Text(_) | Self::Name(_) => {}
            Self::Negated(inner) | Self::Percent(inner) => inner.visit(visitor),
            Self::Binary(_, left, right) => {
                left.visit(visitor);
                right.visit(visitor);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.visit(visitor)),
        }
    }
}
