//! What the form's formulas are, and what they come to before anybody opens it.

use std::collections::BTreeMap;

use super::checks::Checks;
use super::page::{Computed, Content, Entry, Formula, Page, Shown};
use super::words;
use crate::formula::{Expr, Known, Value};
use crate::number::Number;
use crate::rubric::form::{Form, Kind};

/// Places to which computed rates are rounded, and sums, against the noise of binary fractions.
const RATE_PLACES: i32 = 4;
const SUM_PLACES: i32 = 4;

/// What was filled in beforehand, by the names of entries.
pub(super) type Given = BTreeMap<String, Filled>;

/// A value that was filled in beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) value: Shown,
    /// Where it is from, for the cell's note.
    pub(super) note: Option<String>,
}

/// A formula with what it comes to.
pub(super) struct Live {
    /// Without `=`.
    pub(super) formula: String,
    pub(super) result: Shown,
}

impl Live {
    fn words(formula: impl Into<String>, result: impl Into<String>) -> Self {
        Self { formula: formula.into(), result: Shown::Text(result.into()) }
    }
}

/// The values of a page.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    pub(super) page: &'a Page,
    pub(super) form: &'a Form,
    pub(super) given: &'a Given,
}

impl Values<'_> {
    /// The formula of a cell that computes.
    pub(super) fn live(&self, computed: &Computed, checks: &Checks) -> Live {
        match &computed.formula {
            Formula::Status => checks.status(),
            Formula::Equation(index) => self.equation(*index).unwrap_or_else(|| Live::words("\"\"", "")),
            Formula::Total { table, column, and } => {
                self.total(table, column, and).unwrap_or_else(|| Live::words("\"\"", ""))
            }
        }
    }

    fn equation(&self, index: usize) -> Option<Live> {
        let right = &self.form.equations.get(index)?.right;
        let formula = self.printed(right)?;
        let count = self.count(&[right])?;
        let result = right.number(&|name: &str| self.known(name));
        let result = result.map_or(Shown::Text(String::new()), |rate| Shown::Number(rate.round(RATE_PLACES)));
        let formula = format!("IF({count},\"\",IFERROR(ROUND({formula},{RATE_PLACES}),\"\"))");
        Some(Live { formula, result })
    }

    fn total(&self, table: &str, column: &str, and: &[String]) -> Option<Live> {
        let lines = self.page.lines.iter().find(|lines| lines.table == table)?;
        let range = self.page.column(*lines.columns.get(column)?, lines.all);
        let others: Vec<String> = and.iter().filter_map(|name| self.page.address(name)).collect();
        let all = std::iter::once(range.clone()).chain(others).collect::<Vec<_>>().join(",");
        let formula = format!("IF(COUNT({range})=0,\"\",ROUND(SUM({all}),{SUM_PLACES}))");
        let in_lines = self.numbers_in(lines.columns[column], lines.all);
        if in_lines.is_empty() {
            return Some(Live { formula, result: Shown::Text(String::new()) });
        }
        let beside: Vec<Number> = and.iter().filter_map(|name| self.number(name)).collect();
        let sum: Number = in_lines.iter().chain(&beside).sum();
        Some(Live { formula, result: Shown::Number(sum.round(SUM_PLACES)) })
    }

    /// The numbers of a column.
    pub(super) fn numbers_in(&self, col: u16, (first, last): (u32, u32)) -> Vec<Number> {
        let cells = self.page.cells.iter();
        let inside = cells.filter(|cell| cell.area.left == col && (first..=last).contains(&cell.area.top));
        inside.filter_map(|cell| self.held(&cell.content)).collect()
    }

    fn held(&self, content: &Content) -> Option<Number> {
        let shown = match content {
            Content::Preset(preset) => Some(&preset.value),
            Content::Entry(entry) => self.given.get(&entry.name).map(|filled| &filled.value),
            _ => None,
        };
        match shown? {
            Shown::Number(number) => Some(number.clone()),
            Shown::Text(_) => None,
        }
    }

    /// The number of a value that is printed, filled in or computed from an equation.
    pub(super) fn number(&self, name: &str) -> Option<Number> {
        match &self.page.find(name)?.content {
            Content::Computed(Computed { formula: Formula::Equation(index), .. }) => {
                match self.equation(*index)?.result {
                    Shown::Number(number) => Some(number),
                    Shown::Text(_) => None,
                }
            }
            content => self.held(content),
        }
    }

    pub(super) fn known(&self, name: &str) -> Known {
        self.number(name).map_or(Known::Missing, |number| Known::Value(Value::Number(number)))
    }

    /// A rate that was stated where its amounts were not, so that nothing computes it.
    pub(super) fn stated(&self, computed: &Computed) -> Option<&Filled> {
        let Formula::Equation(index) = computed.formula else { return None };
        let is_blank = self.equation(index).is_none_or(|live| live.result == Shown::Text(String::new()));
        self.given.get(&computed.name).filter(|_| is_blank)
    }

    /// How many cells were filled in.
    pub(super) fn cells_given(&self) -> usize {
        let is_given = |content: &Content| match content {
            Content::Entry(entry) => self.is_given(entry),
            Content::Computed(computed) => self.stated(computed).is_some(),
            _ => false,
        };
        self.page.cells.iter().filter(|cell| is_given(&cell.content)).count()
    }

    /// Whether an entry was filled in.
    pub(super) fn is_given(&self, entry: &Entry) -> bool {
        self.given.contains_key(&entry.name)
    }

    /// A formula over the page's cells; `None` where it goes by something that the page has not.
    pub(super) fn printed(&self, expr: &Expr) -> Option<String> {
        let has_all = expr.names().into_iter().all(|name| self.page.address(name).is_some());
        has_all.then(|| expr.to_excel(&|name| self.page.address(name).unwrap_or_default()))
    }

    /// The condition that a cell of the formulas holds no number.
    pub(super) fn count(&self, exprs: &[&Expr]) -> Option<String> {
        let names: std::collections::BTreeSet<&str> = exprs.iter().flat_map(|expr| expr.names()).collect();
        let cells: Option<Vec<String>> = names.iter().map(|name| self.page.address(name)).collect();
        let cells = cells?;
        Some(format!("COUNT({})<{}", cells.join(","), cells.len()))
    }
}

/// The number format of a cell.
pub(super) fn number_format(kind: Kind) -> Option<String> {
    match kind {
        Kind::Amount => Some("#,##0.00####".to_owned()),
        Kind::Ratio => Some("0.00%".to_owned()),
        Kind::Text | Kind::Quantity => Some("@".to_owned()),
        Kind::Date => Some(words::DAY.to_owned()),
        Kind::Points | Kind::Number | Kind::YesNo => None,
    }
}
