//! 成绩单: for each department a workbook of its own, which names no other.
//!
//! Every text goes through [`others::Others`] before it is written, so that neither a finding nor a
//! reason nor the name of a file tells of another department.

mod comparison;
mod findings;
mod losses;
mod others;
mod projects;
mod strengths;
mod summary;
#[cfg(test)]
mod tests;
mod waterfall;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::File;
use super::reference::Layout;
use super::table::{Setting, Table};
use super::view::View;
use crate::Evaluation;
use crate::rank::{Medians, Standing, medians};
use crate::report::file_name::FileNames;
use crate::report::packed::saved;
use crate::score::Scorecard;
use others::Others;

/// A subject with what it is set beside.
struct Subject<'a> {
    view: &'a View<'a>,
    standing: &'a Standing,
    card: &'a Scorecard,
    /// The medians of its group; of all where it has none.
    medians: &'a Medians,
}

impl Subject<'_> {
    /// Among whom the medians are taken.
    fn among(&self) -> &'static str {
        if self.medians.group.is_some() { "本组" } else { "全体" }
    }

    /// What is counted.
    fn counted(&self) -> &'static str {
        self.view.counted()
    }
}

/// One workbook for each department that has a scorecard, in the order of the scorecards.
///
/// # Errors
/// What the file format cannot hold.
pub fn write_all(evaluation: &Evaluation, monochrome: bool) -> Result<Vec<File>, XlsxError> {
    let cards = evaluation.all_cards();
    let view = View::new(evaluation, &cards, monochrome);
    let medians = medians(&evaluation.cards.tallies, &evaluation.rubric.system);
    let names = Others::names(evaluation).map_err(|error| XlsxError::ParameterError(error.to_string()))?;
    let mut files = FileNames::default();
    let departments: Vec<(String, Vec<Subject>)> = departments(&view, &medians)
        .into_iter()
        .map(|(name, subjects)| {
            let code = subjects.iter().find_map(|subject| subject.card.code.as_deref());
            let wanted = code.map_or_else(|| name.to_owned(), |code| format!("{code}_{name}"));
            (files.name(&wanted, "xlsx"), subjects)
        })
        .collect();
    let write = |(file, subjects): (String, Vec<Subject>)| {
        Ok(File { bytes: workbook(evaluation, &names, &subjects)?, file })
    };
    departments.into_par_iter().map(write).collect()
}

/// Departments in the order of their first scorecards, each with its subjects in theirs.
fn departments<'a>(view: &'a View<'a>, medians: &'a [Medians]) -> Vec<(&'a str, Vec<Subject<'a>>)> {
    let of_group: BTreeMap<Option<&str>, &Medians> =
        medians.iter().map(|medians| (medians.group.as_deref(), medians)).collect();
    let mut standings: Vec<(&Standing, &Scorecard)> = view.standings().collect();
    standings.sort_by_key(|(standing, _)| standing.card);
    let mut departments: Vec<(&str, Vec<Subject>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (standing, card) in standings {
        let Some(medians) = of_group.get(&card.group.as_deref()).or_else(|| of_group.get(&None)) else {
            continue;
        };
        let place = *places.entry(&card.department).or_insert_with(|| {
            departments.push((&card.department, Vec::new()));
            departments.len() - 1
        });
        departments[place].1.push(Subject { view, standing, card, medians });
    }
    departments
}

fn workbook(
    evaluation: &Evaluation,
    names: &others::Names,
    subjects: &[Subject],
) -> Result<Vec<u8>, XlsxError> {
    let Some(first) = subjects.first() else { return saved(&mut Workbook::new()) };
    let others = Others::of(names, evaluation, &first.card.department);
    let hide = |text: &str| others.hide(text);
    let mut workbook = super::empty();
    workbook.set_properties(&super::properties(&hide(&first.view.title("成绩单")))?);
    // Figures are those of the result; its own workbook is where they compute.
    let layout = Layout::default();
    let setting = Setting { annex: None, link_base: None, layout: &layout, style: &first.view.style };
    let (styles, year) = (&evaluation.rubric.styles, evaluation.rubric.system.year);
    let tables = tables(subjects).into_iter().map(|table| table.styled(styles, year));
    // Nobody misses what is not shown here: no formula leads to it.
    for table in tables.filter(|table| !table.hidden) {
        workbook.push_worksheet(table.with_texts(&hide).draw(&setting)?.0);
    }
    saved(&mut workbook)
}

/// The sheets in their order; those of several projects are numbered.
fn tables(subjects: &[Subject]) -> Vec<Table> {
    let several = subjects.len() > 1;
    let mut tables = Vec::new();
    if several {
        tables.push(projects::table(subjects));
    }
    for (index, subject) in subjects.iter().enumerate() {
        let each = [
            Some(summary::table(subject)),
            Some(comparison::table(subject)),
            waterfall::table(subject),
            Some(losses::table(subject)),
        ];
        for mut table in each.into_iter().flatten() {
            table.number = several.then_some(index + 1);
            tables.push(table);
        }
    }
    tables.extend(subjects.first().and_then(findings::table));
    tables
}
