//! What one sheet holds by a profile: a list, or forms.

use std::sync::Arc;

use super::form::{FormFinder, Marked, RawForm, continued};
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
            lists: ListFinder::new(form),
            words,
            projects: rubric.projects.as_deref().map(|projects| Box::new(Self::new(projects))),
            within_department: rubric.within_department,
        }
    }

    /// A sheet with the keys of its texts, made ready for [`on`](Self::on).
    #[must_use]
    pub fn keyed<'g>(&self, grid: &'g Grid) -> Keyed<'g> {
        Keyed::of(grid, &self.words)
    }

    /// What a sheet holds; `before` is the last form of the sheets before it.
    #[must_use]
    pub fn on(&self, sheet: &Keyed<'_>, before: Option<&RawForm>) -> OnSheet<'a> {
        if let Some(list) = self.lists.find(sheet) {
            return OnSheet { list: Some(list), forms: Vec::new(), side_by_side: false, unread: false };
        }
        let marked = Marked::of(&self.forms, sheet);
        let Ok(mut forms) = self.forms.find(&marked) else {
            return OnSheet { list: None, forms: Vec::new(), side_by_side: true, unread: false };
        };
        if forms.iter().all(|form| form.partial) {
            // It says all that the parts say.
            if let Some(form) = before.and_then(|before| self.forms.continuing(&marked, before)) {
                forms = vec![form];
            }
        }
        if let Some(rest) = before.and_then(|before| self.forms.continuing_block(&marked, before)) {
            forms.insert(0, rest);
        }
        let unread = forms.iter().all(|form| form.partial)
            && continued::is_table(sheet.grid)
            && !before.is_some_and(|before| self.forms.is_attachment(sheet, before));
        OnSheet { list: None, forms: self.of_kind(sheet, forms), side_by_side: false, unread }
    }

    /// Where forms of departments and of projects lie in one folder, those of the kind that is looked
    /// for: a form that names a project is a project's, one that names a body alone a department's.
    fn of_kind(&self, sheet: &Keyed<'_>, mut forms: Vec<RawForm>) -> Vec<RawForm> {
        if self.within_department {
            let names_body =
                |raw: &RawForm| self.form.department.iter().any(|fact| raw.stated(fact).is_some());
            forms.retain(|raw| self.names_project(raw) || !names_body(raw));
        }
        let holds_project = |projects: &Self| {
            let sheet = sheet.by(&projects.words);
            projects.on(&sheet, None).forms.iter().any(|raw| projects.names_project(raw))
        };
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
