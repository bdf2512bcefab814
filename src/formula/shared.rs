//! A formula that many bodies are scored by: its tree, its names and its text, each made once.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::Expr;

/// A formula with what is asked of it again and again.
#[derive(Clone, Debug)]
pub struct Shared {
    expr: Expr,
    names: Vec<String>,
    text: OnceLock<String>,
}

impl Shared {
    /// A formula to be shared.
    #[must_use]
    pub fn new(expr: Expr) -> Arc<Self> {
        let names = expr.names().into_iter().map(str::to_owned).collect();
        Arc::new(Self { expr, names, text: OnceLock::new() })
    }

    /// The names in it, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Its text in a spreadsheet's spelling, names as they are.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| self.expr.to_excel(&str::to_owned))
    }
}

impl Deref for Shared {
    type Target = Expr;

    fn deref(&self) -> &Expr {
        &self.expr
    }
}
