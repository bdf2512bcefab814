//! Lists with one department to a line: the roster, and the facts that the bureau holds itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::iter::Either;
use rayon::prelude::*;

use super::aside;
use super::filed::{self, Facts, Packed};
use super::grid::Grid;
use super::header::HeaderFinder;
use super::keyed::Keyed;
use super::value::ValueReader;
use crate::finding::Finding;
use crate::place::Place;
use crate::rubric::form::{Form, List, ListKind, MoneyUnit, labels_of};
use crate::rubric::label::{self, Labels};

/// The column that holds a body's code, by its standard name.
pub const CODE: &str = "部门编码";
/// The column that holds a body's full name.
pub const NAME: &str = "部门名称";

/// A line of a list, put away: a bureau's table has a hundred thousand.
#[derive(Clone, Debug)]
pub struct Record {
    /// The line's first cell.
    pub place: Place,
    /// The facts that say whose it is and of when.
    pub(super) origin: Facts,
    /// Facts by column.
    pub(super) packed: Packed,
    /// What could not be read in the line.
    pub findings: Vec<Finding>,
}

impl Record {
    /// Its facts by column.
    pub(super) fn facts(&self) -> Facts {
        self.packed.unpacked().0
    }
}

/// A list that was found in a sheet.
#[derive(Clone, Debug)]
pub struct FoundList<'a> {
    /// Which of the profile's lists it is.
    pub list: &'a List,
    /// Its lines.
    pub records: Vec<Record>,
    /// Lines that name nobody: totals, notes, sign lines.
    pub(crate) asides: Vec<Aside>,
}

/// A line of a list that is no body's.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    /// The words that tell, and their cell.
    pub(crate) text: String,
    pub(crate) place: Place,
    /// The line as it was read.
    pub(crate) record: Record,
}

/// Finds the lists of one profile.
#[derive(Debug)]
pub(super) struct ListFinder<'a> {
    form: &'a Form,
    /// What forms call their facts: no body is called so.
    labels: Labels,
    lists: Vec<(&'a List, HeaderFinder)>,
}

impl<'a> ListFinder<'a> {
    pub(super) fn new(form: &'a Form) -> Self {
        let finder = |list: &'a List| (list, HeaderFinder::new(&list.columns, &list.needs, list.at_least));
        Self { form, labels: labels_of(&form.fields), lists: form.lists.iter().map(finder).collect() }
    }

    /// The list that a sheet holds, if it holds one: a body to a row, or else a body to a column.
    pub(super) fn find(&self, sheet: &Keyed<'_>) -> Option<FoundList<'a>> {
        let lying = |(list, finder): &(&'a List, HeaderFinder)| self.read(list, finder, sheet);
        self.lists.iter().find_map(lying).or_else(|| {
            let turned: Vec<_> =
                self.lists.iter().filter(|(list, finder)| is_turned(list, finder, sheet)).collect();
            let grid = (!turned.is_empty()).then(|| sheet.grid.turned())?;
            let sheet = sheet.turned(&grid);
            let found = |(list, finder): &(&'a List, HeaderFinder)| self.read(list, finder, &sheet);
            let is_list = |found: &FoundList| {
                let mut lines = found.records.iter().chain(found.asides.iter().map(|aside| &aside.record));
                found.records.len() > 1 && !lines.any(|record| self.is_form(found.list, record))
            };
            turned.into_iter().find_map(found).filter(is_list)
        })
    }

    /// Whether what stands in the place of a body's name is a label: then it is a form whose labels
    /// stand below each other, in two columns.
    fn is_form(&self, list: &List, record: &Record) -> bool {
        let facts = record.facts();
        let stated = list.needs.iter().filter_map(|name| facts.get(name)?.stated());
        stated.into_iter().any(|text| self.labels.find(text).is_some())
    }

    /// The columns by which a line names its body or project: those that the list needs, or else all. A
    /// line that is blank in others is a line.
    fn names(&self, list: &'a List) -> Vec<&'a str> {
        let form = self.form;
        let is_name = |column: &&str| {
            [CODE, NAME].contains(column)
                || form.department.iter().chain(&form.project).any(|name| name == column)
        };
        let needed: Vec<&str> = list.needs.iter().map(String::as_str).filter(is_name).collect();
        let columns = list.columns.iter().map(|column| column.name.as_str());
        if needed.is_empty() { columns.filter(is_name).collect() } else { needed }
    }

    /// The list with its lines.
    fn read(&self, list: &'a List, finder: &HeaderFinder, sheet: &Keyed<'_>) -> Option<FoundList<'a>> {
        let grid = sheet.grid;
        // A line of a form (部门编码 | 101 | 部门名称 | 甲局) is no header: values stand between labels.
        let header = grid.rows.keys().find_map(|&row| {
            let header = finder.at(sheet, row)?;
            (header.width() * 2 > grid.width(row)).then_some(header)
        })?;
        let reader = ValueReader::new(self.form, unit_above(grid, header.last_row));
        let names = self.names(list);
        let record = |row: u32| {
            let mut facts = BTreeMap::new();
            let mut findings = Vec::new();
            for (field, column) in list.columns.iter().enumerate() {
                let read = header.read(grid, row, (field, column), &column.name, &reader);
                if let Some((fact, finding)) = read {
                    findings.extend(finding);
                    facts.insert(column.name.clone(), Arc::new(fact));
                }
            }
            let stated = || names.iter().filter_map(|name| facts.get(*name)?.stated());
            // A total or a note need not stand in the column of the names.
            let first = grid.texts(row).next().map(|(_, text)| text);
            let told = stated().chain(first).find(|text| aside::is_no_name(text)).map(str::to_owned);
            if told.is_none() && stated().next().is_none() {
                return None;
            }
            let place = grid.at(row, header.first_column());
            let packed = Packed::of(&facts, &BTreeMap::new());
            let origin = filed::origin(facts, self.form);
            let record = Record { place, origin, packed, findings };
            Some(match told {
                Some(text) => {
                    let col = grid.texts(row).find(|(_, own)| own.trim() == text).map(|(col, _)| col);
                    let place = col.map_or_else(|| record.place.clone(), |col| grid.at(row, col));
                    Either::Left(Aside { text, place, record })
                }
                None => Either::Right(record),
            })
        };
        let rows: Vec<u32> = grid.rows.range(header.last_row + 1..).map(|(row, _)| *row).collect();
        let (asides, records) = rows.into_par_iter().filter_map(record).partition_map(|line| line);
        Some(FoundList { list, records, asides })
    }
}

/// Whether the labels of a list of bodies stand below each other. A form's do too, so that most of
/// the list's columns must be there.
fn is_turned(list: &List, finder: &HeaderFinder, sheet: &Keyed<'_>) -> bool {
    if list.kind == ListKind::Roster {
        return false;
    }
    let mut columns: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for row in sheet.grid.rows.keys() {
        for (col, key) in sheet.words(*row) {
            if let Some(column) = finder.column(key) {
                columns.entry(col).or_default().insert(column);
            }
        }
    }
    columns.values().any(|found| finder.suffices(found) && found.len() * 2 > list.columns.len())
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
