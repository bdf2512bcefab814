//! What one sheet holds by a profile: a list, or forms.

use std::sync::Arc;

use super::form::{FormFinder, RawForm};
use super::grid::Grid;
use super::keyed::Keyed;
use super::list::{FoundList, ListFinder};
use crate::rubric::Entry;
use crate::rubric::form::Form;
use crate::rubric::label::Labels;

/// Finds lists and forms by one profile.
#[derive(Debug)]
pub struct Finder<'a> {
    forms: FormFinder<'a>,
    lists: ListFinder<'a>,
    /// Every label of the profile.
    words: Arc<Labels>,
}

/// What a sheet holds.
#[derive(Debug)]
pub struct OnSheet<'a> {
    /// The list that it is, if it is one.
    pub list: Option<FoundList<'a>>,
    /// Its forms, if it is none.
    pub forms: Vec<RawForm>,
    /// Whether forms stand side by side on it that cannot be told apart.
    pub side_by_side: bool,
}

impl<'a> Finder<'a> {
    /// For a profile.
    #[must_use]
    pub fn new(form: &'a Form) -> Self {
        let words = Arc::new(words(form));
        Self {
            forms: FormFinder::new(form, Arc::clone(&words)),
            lists: ListFinder::new(form, Arc::clone(&words)),
            words,
        }
    }

    /// What a sheet holds.
    #[must_use]
    pub fn on(&self, grid: &Grid) -> OnSheet<'a> {
        let sheet = Keyed::of(grid, &self.words);
        let list = self.lists.find(&sheet);
        let forms = if list.is_some() { Ok(Vec::new()) } else { self.forms.find(sheet) };
        let side_by_side = forms.is_err();
        OnSheet { list, forms: forms.unwrap_or_default(), side_by_side }
    }
}

/// Every label by which fields, the lines of blocks and columns are found.
fn words(form: &Form) -> Labels {
    let is_found = |entry: &Entry| !matches!(entry, Entry::TableEnd(_) | Entry::Level(_));
    let entries = Entry::all(form).into_iter().filter(is_found).flat_map(|entry| entry.words(form));
    let columns = form.lists.iter().flat_map(|list| &list.columns);
    let of_lists = columns.flat_map(|column| column.labels.iter().chain([&column.name]));
    let mut words = Labels::default();
    entries.chain(of_lists.map(String::as_str)).for_each(|word| words.add(word, 0));
    words
}
