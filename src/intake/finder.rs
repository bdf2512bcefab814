//! What one sheet holds by a profile: a list, or forms.

use std::sync::Arc;

use super::form::{FormFinder, RawForm, continued};
use super::grid::Grid;
use super::keyed::Keyed;
use super::list::{FoundList, ListFinder};
use crate::rubric::form::Form;
use crate::rubric::label::Labels;
use crate::rubric::{Entry, Rubric};

/// Finds lists and forms by the profile of a rubric.
#[derive(Debug)]
pub struct Finder<'a> {
    form: &'a Form,
    forms: FormFinder<'a>,
    lists: ListFinder<'a>,
    /// Every label of the profile.
    words: Arc<Labels>,
    /// Where departments are scored out of their projects: what finds the forms of these.
    projects: Option<Box<Self>>,
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
        let words = Arc::new(words(form));
        Self {
            form,
            forms: FormFinder::new(form, Arc::clone(&words)),
            lists: ListFinder::new(form, Arc::clone(&words)),
            words,
            projects: rubric.projects.as_deref().map(|projects| Box::new(Self::new(projects))),
            within_department: rubric.within_department,
        }
    }

    /// What a sheet holds; `before` is the last form of the sheets before it.
    #[must_use]
    pub fn on(&self, grid: &Grid, before: Option<&RawForm>) -> OnSheet<'a> {
        let sheet = Keyed::of(grid, &self.words);
        let list = self.lists.find(&sheet);
        let forms = if list.is_some() { Ok(Vec::new()) } else { self.forms.find(sheet) };
        let side_by_side = forms.is_err();
        let mut forms = forms.unwrap_or_default();
        if list.is_none() && !side_by_side && forms.iter().all(|form| form.partial) {
            let continuing = before.and_then(|before| self.forms.continuing(grid, before));
            // It says all that the parts say.
            if let Some(form) = continuing {
                forms = vec![form];
            }
        }
        let rest = before.filter(|_| list.is_none() && !side_by_side);
        if let Some(rest) = rest.and_then(|before| self.forms.continuing_block(grid, before)) {
            forms.insert(0, rest);
        }
        let unread = list.is_none()
            && !side_by_side
            && forms.iter().all(|form| form.partial)
            && continued::is_table(grid)
            && !before.is_some_and(|before| self.forms.is_attachment(grid, before));
        let forms = self.of_kind(grid, forms);
        OnSheet { list, forms, side_by_side, unread }
    }

    /// Where forms of departments and of projects lie in one folder, those of the kind that is looked
    /// for: a form that names a project is a project's, one that names a body alone a department's.
    fn of_kind(&self, grid: &Grid, mut forms: Vec<RawForm>) -> Vec<RawForm> {
        if self.within_department {
            let names_body =
                |raw: &RawForm| self.form.department.iter().any(|fact| raw.stated(fact).is_some());
            forms.retain(|raw| self.names_project(raw) || !names_body(raw));
        }
        let holds_project =
            |projects: &Self| projects.on(grid, None).forms.iter().any(|raw| projects.names_project(raw));
        if !forms.is_empty() && self.projects.as_deref().is_some_and(holds_project) {
            forms.clear();
        }
        forms
    }

    fn names_project(&self, raw: &RawForm) -> bool {
        self.form.project.as_ref().is_some_and(|fact| raw.stated(fact).is_some())
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
