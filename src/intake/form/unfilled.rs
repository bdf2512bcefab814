//! Templates that nobody filled in, of whatever hand.

use std::collections::BTreeSet;

use super::RawForm;
use super::table::is_printed;
use crate::intake::grid::{Content, Grid};
use crate::intake::submission::{Fact, FactValue};
use crate::quantity::Reading;
use crate::rubric::form::{Field, Form, Kind};
use crate::rubric::shape::POINTS;

/// Whether nothing but labels and the points to be earned stand on a sheet with these forms, and
/// perhaps whose they are. A number that nobody can tell for such points was filled in.
#[must_use]
pub(in crate::intake) fn unfilled(grid: &Grid, forms: &[RawForm], form: &Form) -> bool {
    let points = points_of(form);
    let mut printed = BTreeSet::new();
    for raw in forms {
        if raw.tables.is_empty() || raw.continues {
            return false;
        }
        let asks = |name: &str, fact: &Fact| fact.number().is_some() && points.contains(name);
        printed.extend(raw.facts.iter().filter(|(name, fact)| asks(name, fact)).map(|(_, fact)| &fact.place));
        for (name, lines) in &raw.tables {
            let Some(table) = form.tables.iter().find(|table| table.name == *name) else { return false };
            for line in lines {
                let is_named = !line.levels[2].is_empty() && !is_printed(table, &line.levels[2]);
                let values = table.columns.iter().filter(|column| column.kind == Kind::Quantity);
                let mut values = values.filter_map(|column| line.cells.get(&column.name));
                if is_named || values.any(|fact| says_something(fact)) {
                    return false;
                }
                let points = line.cells.iter().filter(|(name, fact)| {
                    let column = table.columns.iter().find(|column| column.name == **name);
                    column.is_some_and(bears_points) && fact.number().is_some()
                });
                printed.extend(points.map(|(_, fact)| &fact.place));
            }
        }
    }
    let mut cells =
        grid.rows.iter().flat_map(|(row, cells)| cells.iter().map(move |(col, cell)| (*row, *col, cell)));
    cells.all(|(row, col, content)| !is_figure(form, content) || printed.contains(&Some(grid.at(row, col))))
}

/// Whether a column holds points to be earned: 分值, 预算分值; 得分 is what somebody gave.
fn bears_points(column: &Field) -> bool {
    column.kind == Kind::Points && column.name.ends_with(POINTS)
}

/// The facts that are the points which a part of the form can earn.
fn points_of(form: &Form) -> BTreeSet<String> {
    let of_blocks = form.blocks.iter().flat_map(|block| {
        let points = block.columns.iter().filter(|column| bears_points(column));
        points.flat_map(|column| block.lines.iter().map(|line| Form::block_fact(line, column)))
    });
    let of_tables = form.tables.iter().flat_map(|table| {
        let points = table.columns.iter().filter(|column| bears_points(column));
        points.map(|column| format!("{}.{}", table.name, column.name))
    });
    of_blocks.chain(of_tables).collect()
}

fn says_something(fact: &Fact) -> bool {
    match &fact.value {
        FactValue::Missing | FactValue::Quantity(Reading::Blank) => false,
        // ≥  %, with nothing between.
        FactValue::Quantity(Reading::Unreadable(_)) => fact.raw.contains(|sign: char| sign.is_ascii_digit()),
        _ => true,
    }
}

/// Whether a cell holds a number or a quantity. What a template's formulas make of empty cells is nought.
fn is_figure(form: &Form, content: &Content) -> bool {
    match content {
        Content::Number { value, .. } | Content::Formatted { value, .. } => !value.is_zero(),
        Content::Text(text) => match form.words.read(text) {
            Reading::Quantity(quantity) => !quantity.number.is_zero(),
            Reading::Range { .. } => true,
            _ => false,
        },
        _ => false,
    }
}
