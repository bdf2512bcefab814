//! What one sheet holds by a profile: a list, or forms.

use super::form::{FormFinder, RawForm, continued};
use super::grid::Grid;
use super::keyed::Keyed;
use super::list::{FoundList, ListFinder};
use crate::rubric::Rubric;
use crate::rubric::form::Form;

/// Finds lists and forms by the profile of a rubric.
#[derive(Debug)]
pub struct Finder<'a> {
    form: &'a Form,
    forms: FormFinder<'a>,
    lists: ListFinder<'a>,
    /// Where departments are scored out of their projects: what finds the forms of these.
    projects: Option<FormFinder<'a>>,
    /// Whether forms of departments lie beside those of projects that are looked for.
    within_department: bool,
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
    /// For a rubric.
    #[must_use]
    pub fn new(rubric: &'a Rubric) -> Self {
        let form = &rubric.form;
        Self {
            form,
            forms: FormFinder::new(form),
            lists: ListFinder::new(form),
            projects: rubric.projects.as_deref().map(|projects| FormFinder::new(&projects.form)),
            within_department: rubric.within_department,
        }
    }

    /// What a sheet holds; `before` is the last form of the sheets before it.
    #[must_use]
    pub fn on(&self, grid: &Grid, before: Option<&RawForm>) -> OnSheet<'a> {
        let list = self.lists.find(&Keyed::of(grid));
        let forms = if list.is_some() { Ok(Vec::new()) } else { self.forms.find(grid) };
        let side_by_side = forms.is_err();
        let mut forms = forms.unwrap_or_default();
        let is_bare = list.is_none() && !side_by_side && forms.iter().all(|form| form.partial);
        let continuing = before.filter(|_| is_bare).and_then(|before| self.forms.continuing(grid, before));
        let unread = is_bare && continuing.is_none() && continued::is_table(grid);
        // It says all that the parts say.
        if let Some(form) = continuing {
            forms = vec![form];
        }
        OnSheet { list, forms: self.of_kind(grid, forms), side_by_side, unread }
    }

    /// Where forms of departments and of projects lie in one folder, those of the kind that is looked
    /// for: a form that names a project is a project's, one that names a body alone a department's.
    fn of_kind(&self, grid: &Grid, mut forms: Vec<RawForm>) -> Vec<RawForm> {
        if self.within_department {
            let names = |raw: &RawForm, mut facts: std::slice::Iter<'_, String>| {
                facts.any(|fact| raw.stated(fact).is_some())
            };
            let project = self.form.project.as_slice();
            forms.retain(|raw| names(raw, project.iter()) || !names(raw, self.form.department.iter()));
        }
        let names_project = |projects: &FormFinder<'_>| {
            let found = projects.find(grid).unwrap_or_default();
            found.iter().any(|raw| projects.project().is_some_and(|fact| raw.stated(fact).is_some()))
        };
        if !forms.is_empty() && self.projects.as_ref().is_some_and(names_project) {
            forms.clear();
        }
        forms
    }
}
