//! Lists with one department to a line: the roster, and the facts that the bureau holds itself.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::header::HeaderFinder;
use super::submission::Fact;
use super::value::ValueReader;
use crate::finding::Finding;
use crate::place::Place;
use crate::rubric::form::{Form, List, MoneyUnit};
use crate::rubric::label;

/// The column that holds a body's code, by its standard name.
pub const CODE: &str = "部门编码";
/// The column that holds a body's full name.
pub const NAME: &str = "部门名称";

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Record {
    /// The line's first cell.
    pub place: Place,
    /// Facts by column.
    pub facts: BTreeMap<String, Fact>,
    /// What could not be read in the line.
    pub findings: Vec<Finding>,
}

/// A list that was found in a sheet.
#[derive(Clone, Debug)]
pub struct FoundList<'a> {
    /// Which of the profile's lists it is.
    pub list: &'a List,
    /// Its lines.
    pub records: Vec<Record>,
}

/// The list that a sheet holds, if it holds one.
#[must_use]
pub fn find<'a>(form: &'a Form, grid: &Grid) -> Option<FoundList<'a>> {
    form.lists.iter().find_map(|list| {
        let finder = HeaderFinder::new(&list.columns, &list.needs, list.at_least);
        // A line of a form (部门编码 | 101 | 部门名称 | 甲局) is no header: values stand between labels.
        let header = grid.rows.keys().find_map(|&row| {
            let header = finder.at(grid, row)?;
            (header.width() * 2 > grid.width(row)).then_some(header)
        })?;
        let reader = ValueReader::new(form, unit_above(grid, header.last_row));
        let mut found = FoundList { list, records: Vec::new() };
        for &row in grid.rows.range(header.last_row + 1..).map(|(row, _)| row) {
            let mut facts = BTreeMap::new();
            let mut findings = Vec::new();
            for (field, column) in list.columns.iter().enumerate() {
                let read = header.read(grid, row, (field, column), &column.name, &reader);
                if let Some((fact, finding)) = read {
                    findings.extend(finding);
                    facts.insert(column.name.clone(), fact);
                }
            }
            // A line without the list's own keys is a note or a sum.
            let keyed =
                list.needs.iter().all(|name| facts.get(name).is_some_and(|fact| fact.stated().is_some()));
            if keyed {
                found.records.push(Record { place: grid.at(row, header.first_column()), facts, findings });
            }
        }
        Some(found)
    })
}

fn unit_above(grid: &Grid, last_row: u32) -> Option<MoneyUnit> {
    (0..=last_row).flat_map(|row| grid.texts(row)).find_map(|(_, text)| {
        MoneyUnit::stated_in(text).filter(|_| text.contains([':', '：'])).or_else(|| {
            let remarks = label::remarks(text);
            remarks
                .iter()
                .filter(|remark| remark.contains("单位"))
                .find_map(|remark| MoneyUnit::stated_in(remark))
        })
    })
}
