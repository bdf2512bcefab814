//! What a body sent, as plain values that remember their cells.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::number::Number;
use crate::place::Place;
use crate::quantity::Reading;

/// A value with its origin: the raw text as typed and what it was read as.
///
/// Whoever uses it shares it: a district has hundreds for each body, and each is looked at by many.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The text as it stands in the cell.
    pub raw: String,
    /// What it was read as.
    pub value: FactValue,
    /// The cell; `None` only for values that no sheet holds (worked examples).
    pub place: Option<Place>,
    /// The words of the sheet by which it was found: a label, or a column's head and the label of
    /// the line; none for values that no sheet holds.
    pub labels: Vec<Arc<Label>>,
}

/// Words of a sheet that say what a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// As typed.
    pub text: Arc<str>,
    /// Their cell.
    pub place: Place,
}

/// What a cell was read as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FactValue {
    /// A number: 万元 for amounts, a ratio for rates, plain otherwise.
    Number(Number),
    /// Words, or 是/否.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A target or an actual value.
    Quantity(Reading),
    /// The cell is empty or holds a dash.
    Missing,
    /// The body said that it does not apply.
    NotApplicable,
    /// The cell holds something else than it should.
    Unreadable,
    /// Another source says otherwise; what it says and where.
    Disputed(String),
    /// A total of 0 above a part that is not, which was left empty; the part.
    EmptyTotal(String),
}

impl Fact {
    /// A value that no words of a sheet stand for, or not yet.
    #[must_use]
    pub fn new(raw: String, value: FactValue, place: Option<Place>) -> Self {
        Self { raw, value, place, labels: Vec::new() }
    }

    /// A value that nobody states.
    #[must_use]
    pub fn missing() -> Self {
        Self::new(String::new(), FactValue::Missing, None)
    }

    /// The same value, found by these words.
    #[must_use]
    pub fn labelled(mut self, label: Arc<Label>) -> Self {
        self.labels.push(label);
        self
    }

    /// The same value where another source says `other`: nobody is believed.
    #[must_use]
    pub fn disputed(&self, other: String) -> Self {
        Self { value: FactValue::Disputed(other), ..self.clone() }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        match &self.value {
            FactValue::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The raw text, unless the cell states nothing.
    #[must_use]
    pub fn stated(&self) -> Option<&str> {
        let blank = matches!(self.value, FactValue::Missing | FactValue::Quantity(Reading::Blank));
        (!blank && !self.raw.trim().is_empty()).then_some(self.raw.trim())
    }
}

/// A line of a body's own table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where the line stands (its first cell).
    pub place: Place,
    /// First and second level and the name, as typed, merged or blank level cells filled down.
    pub levels: [String; 3],
    /// Cells by column name.
    pub cells: BTreeMap<String, Arc<Fact>>,
}

/// How a subject is called in lists: the department, and its project if it is one.
#[must_use]
pub fn subject(department: &str, project: Option<&str>) -> String {
    project.map_or_else(|| department.to_owned(), |project| format!("{department}·{project}"))
}

/// One form as a body sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Its file and sheet.
    pub place: Place,
    /// The body's name as matched with the roster, or as the form states it.
    pub department: String,
    /// The body's code on the roster, or without one as it was stated.
    pub code: Option<String>,
    /// The body's group on the roster.
    pub group: Option<String>,
    /// The project, for project forms.
    pub project: Option<String>,
    /// Facts by name; facts whose label was found but whose cell is empty are `Missing`.
    pub facts: BTreeMap<String, Arc<Fact>>,
    /// Lines of the body's own tables by table name.
    pub tables: BTreeMap<String, Vec<Line>>,
}

impl Submission {
    /// How the subject is called in lists: the department, and its project if it is one.
    #[must_use]
    pub fn subject(&self) -> String {
        subject(&self.department, self.project.as_deref())
    }
}
