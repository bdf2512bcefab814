//! Blank forms: one workbook for each body of the roster, made from the rubric and its form profile.
//!
//! A form is laid out as cells ([`layout`], [`lines`], [`list`]), which know what they are ([`page`]);
//! its formulas ([`compute`], [`checks`]) are made over them, and all of it is drawn at the end
//! ([`draw`]). A hidden sheet says what each cell is, by which [`intake`](crate::intake) recognises
//! the form when it comes back.

mod checks;
mod compute;
mod draw;
mod filled;
mod guide;
mod layout;
mod lines;
mod list;
mod page;
mod words;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::intake::format::Format;
use crate::intake::limits::Limits;
use crate::intake::roster::Body;
use crate::intake::stamp::{self, Found, Stamp};
use crate::intake::workbook;
use crate::report::file_name::FileNames;
use crate::report::packed::saved;
use crate::report::workbook::style::Style;
use crate::report::workbook::write_text;
use crate::rubric::{Rubric, Scores};
pub use filled::{Filled, fill};

use checks::Checks;
use compute::{Given, Values};
use draw::{Drawing, Options};
use page::Page;

/// The ending of the files.
const ENDING: &str = "xlsx";

/// Whom a form is made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Its code; empty where it has none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Names of its projects, as far as they are known.
    pub projects: Vec<String>,
}

impl From<&Body> for Recipient {
    fn from(body: &Body) -> Self {
        Self { code: body.code.clone(), name: body.name.clone(), projects: body.projects.clone() }
    }
}

/// How much room forms have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Lines for each printed second level.
    pub lines: u32,
    /// Lines for the first of them, where these are more.
    pub first: u32,
    /// Sheets for projects whose names are not known.
    pub projects: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { lines: 3, first: 0, projects: 1 }
    }
}

/// A blank form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlankForm {
    /// A file name that is safe on every system, no two of them alike.
    pub file: String,
    /// The workbook; the same for the same rubric and recipient.
    pub bytes: Vec<u8>,
}

/// A form for each of `recipients`, in their order; one for nobody in particular where there are none.
/// Where a department is scored out of its projects, the form of these follows, a workbook of its own.
///
/// # Errors
/// What the file format cannot hold.
pub fn write_all(rubric: &Rubric, recipients: &[Recipient], room: Room) -> Result<Vec<BlankForm>, XlsxError> {
    let rubrics: Vec<&Rubric> = std::iter::once(rubric)
        .chain(rubric.projects.as_deref())
        .filter(|rubric| layout::asks(&rubric.form))
        .collect();
    let mut names = FileNames::default();
    let mut forms = Vec::new();
    let nobody = recipients.is_empty().then_some(None);
    for recipient in recipients.iter().map(Some).chain(nobody) {
        for rubric in &rubrics {
            let title = format!("{}年{}", rubric.system.year, layout::title(rubric));
            let (code, name) = recipient.map_or(("", ""), |one| (one.code.as_str(), one.name.as_str()));
            let parts = [code, name, title.as_str()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let file = names.name(&parts.join("_"), ENDING);
            forms.push(BlankForm { file, bytes: write(rubric, recipient, room)? });
        }
    }
    Ok(forms)
}

/// One form.
///
/// # Errors
/// What the file format cannot hold.
pub fn write(rubric: &Rubric, recipient: Option<&Recipient>, room: Room) -> Result<Vec<u8>, XlsxError> {
    Ok(filled(rubric, recipient, room, &Given::new())?.0)
}

/// Whom a form was made for, by its stamp; `None` of a form that is none of this program's, or was
/// made for nobody in particular.
#[must_use]
pub fn recipient_of(bytes: &[u8]) -> Option<Recipient> {
    let sheets = workbook::read(bytes, &Format::of(bytes, true), &Limits::default()).ok()?;
    let Found::Whole(stamp) = Stamp::of(&sheets)? else { return None };
    let projects = Vec::new();
    (!stamp.department.is_empty()).then_some(Recipient { code: stamp.code, name: stamp.department, projects })
}

/// One form with some of it filled in, and how many cells were.
fn filled(
    rubric: &Rubric,
    recipient: Option<&Recipient>,
    room: Room,
    given: &Given,
) -> Result<(Vec<u8>, usize), XlsxError> {
    let recipient = recipient.map(cleaned);
    let pages = pages(rubric, recipient.as_ref(), room);
    let form = &rubric.form;
    let mut checked: Vec<(&Page, Checks)> = Vec::new();
    let mut row = checks::FIRST_ROW;
    for page in &pages {
        let checks = Checks::of(&Values { page, form, given }, rubric, row);
        row += u32::try_from(checks.each.len()).unwrap_or(u32::MAX);
        checked.push((page, checks));
    }
    let mut book = Workbook::new();
    // The file format wants a time of creation; a fixed one keeps equal forms equal in bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = layout::title(rubric);
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&created));
    let mut options = Options::default();
    let year = rubric.system.year;
    let style = Style::of(&rubric.styles, false);
    for (page, checks) in &checked {
        let values = Values { page, form, given };
        // A form is filled in when its year ends, or in the next.
        let drawing = Drawing { values, checks, year, last_year: year.saturating_add(1), style: &style };
        drawing.sheet(&mut book, &mut options)?;
    }
    let pairs: Vec<(&Page, &Checks)> = checked.iter().map(|(page, checks)| (*page, checks)).collect();
    draw::checks(&mut book, &pairs, &style)?;
    guide::write(&mut book, rubric, &style)?;
    let mut aside = vec![words::CHECKS.to_owned(), words::GUIDE.to_owned()];
    if options.write(&mut book)? {
        aside.push(words::OPTIONS.to_owned());
    }
    let stamp = Stamp {
        rubric: rubric.system.title.clone(),
        sha256: rubric.sha256.clone(),
        year,
        code: recipient.as_ref().map(|recipient| recipient.code.clone()).unwrap_or_default(),
        department: recipient.map(|recipient| recipient.name).unwrap_or_default(),
        aside,
        cells: pages.iter().flat_map(Page::stamped).collect(),
    };
    let sheet = book.add_worksheet();
    sheet.set_name(stamp::SHEET)?.set_very_hidden(true);
    for (row, texts) in (0_u32..).zip(stamp.rows()) {
        for (col, text) in (0_u16..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            write_text(sheet, row, col, &text, &rust_xlsxwriter::Format::new())?;
        }
    }
    draw::protect(sheet);
    let cells = checked.iter().map(|(page, _)| Values { page, form, given }.cells_given()).sum();
    Ok((saved(&mut book)?, cells))
}

/// What cells can hold of a body's names.
fn cleaned(recipient: &Recipient) -> Recipient {
    use crate::report::workbook::safe::clean;
    Recipient {
        code: clean(&recipient.code).into_owned(),
        name: clean(&recipient.name).into_owned(),
        projects: recipient.projects.iter().map(|name| clean(name).into_owned()).collect(),
    }
}

/// The forms of a workbook: one of a department, or one for each of its projects.
fn pages(rubric: &Rubric, recipient: Option<&Recipient>, room: Room) -> Vec<Page> {
    if rubric.system.scores == Scores::Department {
        return vec![layout::page(rubric, words::FORM, (recipient, None), room)];
    }
    let known = recipient.map(|recipient| recipient.projects.as_slice()).unwrap_or_default();
    let count = known.len().max(room.projects.max(1));
    let sheet = |number: usize| {
        if count == 1 { words::FORM.to_owned() } else { format!("{}{}", words::PROJECT, number + 1) }
    };
    (0..count)
        .map(|number| {
            let project = known.get(number).map(String::as_str);
            let mut page = layout::page(rubric, &sheet(number), (recipient, project), room);
            page.may_be_blank = project.is_none() && number > 0;
            page
        })
        .collect()
}
