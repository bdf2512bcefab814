//! What one sheet holds by a profile: a list, or forms.

use super::form::{FormFinder, RawForm, continued};
use super::grid::Grid;
use super::keyed::Keyed;
use super::list::{FoundList, ListFinder};
use crate::rubric::form::Form;

/// Finds lists and forms by one profile.
#[derive(Debug)]
pub struct Finder<'a> {
    forms: FormFinder<'a>,
    lists: ListFinder<'a>,
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
    /// Whether it holds a table of which nothing is known.
    pub unread: bool,
}

impl<'a> Finder<'a> {
    /// For a profile.
    #[must_use]
    pub fn new(form: &'a Form) -> Self {
        Self { forms: FormFinder::new(form), lists: ListFinder::new(form) }
    }

    /// What a sheet holds; `before` is the last form of the sheets before it.
    #[must_use]
    pub fn on(&self, grid: &Grid, before: Option<&RawForm>) -> OnSheet<'a> {
        let list = self.lists.find(&Keyed::of(grid));
        let forms = if list.is_some() { Ok(Vec::new()) } else { self.forms.find(grid) };
        let side_by_side = forms.is_err();
        let mut forms = forms.unwrap_or_default();
        if list.is_none() && !side_by_side && forms.iter().all(|form| form.partial) {
            let continuing = before.and_then(|before| self.forms.continuing(grid, before));
            // It says all that the parts say.
            if let Some(form) = continuing {
                forms = vec![form];
            }
        }
        let unread = list.is_none()
            && !side_by_side
            && forms.iter().all(|form| form.partial)
            && continued::is_table(grid);
        OnSheet { list, forms, side_by_side, unread }
    }
}
