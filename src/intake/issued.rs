//! Blank forms of this program that come back: what was changed in them, and what need not be read.

use std::collections::BTreeMap;

use super::Prefer;
use super::roster::{self, Match, Roster};
use super::sheet::{Sheet, Value};
use super::stamp::{self, Found, Role, Stamp};
use crate::finding::{Finding, Problem};
use crate::place::{CellRef, Place};
use crate::rubric::{Rubric, label};

/// Changed cells that are named; beyond that they are only counted.
const MOST_NAMED: usize = 6;

/// Whom a blank form was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Issued {
    code: String,
    department: String,
}

/// What a file's stamp tells of it.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Whom the form was made for, where it was made for somebody.
    pub(super) issued: Option<Issued>,
    /// What was changed.
    pub(super) findings: Vec<Finding>,
    /// Whether nothing at all was filled in.
    pub(super) is_blank: bool,
    /// Whether the stamp told which sheets were filled in: nobody need guess then.
    pub(super) knows_blanks: bool,
}

/// Looks at a file's stamp, and takes out of its sheets what is not to be read: the stamp itself,
/// notes, forms that nobody filled in, formulas that no program computed.
pub(super) fn take(place: &Place, sheets: &mut Vec<Sheet>, rubric: &Rubric) -> Told {
    let Some(found) = Stamp::take(sheets) else { return Told::default() };
    let hidden = place.sheet(stamp::SHEET);
    let Found::Whole(stamp) = found else {
        let finding = Finding::new(Problem::StampChanged).at(hidden);
        return Told { findings: vec![finding], ..Told::default() };
    };
    let mut told = Told::default();
    told.findings.extend(other_rubric(&stamp, rubric).map(|problem| Finding::new(problem).at(hidden)));
    let mut forms: Vec<&str> = Vec::new();
    for cell in &stamp.cells {
        if !forms.contains(&cell.sheet.as_str()) {
            forms.push(&cell.sheet);
        }
    }
    let is_unfilled = |sheet: &Sheet| {
        let filled = |at: CellRef| sheet.cells.iter().any(|cell| (cell.row, cell.col) == (at.row, at.col));
        forms.contains(&sheet.name.as_str())
            && !stamp.on(&sheet.name, Role::Entry).any(|cell| filled(cell.at))
    };
    told.is_blank = sheets.iter().all(is_unfilled);
    told.knows_blanks = true;
    sheets.retain(|sheet| !is_unfilled(sheet));
    for sheet in sheets.iter_mut().filter(|sheet| forms.contains(&sheet.name.as_str())) {
        told.findings.extend(changed(&stamp, sheet, place));
        let computed: Vec<(u32, u32)> =
            stamp.on(&sheet.name, Role::Computed).map(|cell| (cell.at.row, cell.at.col)).collect();
        // Whoever fills a form in by a program need not compute: other cells say the same.
        sheet
            .cells
            .retain(|cell| cell.value != Value::Uncalculated || !computed.contains(&(cell.row, cell.col)));
    }
    if !stamp.department.is_empty() {
        told.issued = Some(Issued { code: stamp.code, department: stamp.department });
    }
    told
}

/// What is wrong with a stamp of another rubric, another year, or a former wording of this one.
fn other_rubric(stamp: &Stamp, rubric: &Rubric) -> Option<Problem> {
    let year = rubric.system.year;
    let title = &rubric.system.title;
    if stamp.rubric != *title || stamp.year != year {
        let other = format!("《{}》（{} 年度）", stamp.rubric, stamp.year);
        return Some(Problem::OtherBlankForm { other, own: format!("《{title}》（{year} 年度）") });
    }
    (stamp.sha256 != rubric.sha256).then_some(Problem::OldBlankForm)
}

/// The printed cells of a form that say something else now.
fn changed(stamp: &Stamp, sheet: &Sheet, file: &Place) -> Option<Finding> {
    let found = |at: CellRef| {
        let cell = sheet.cells.iter().find(|cell| (cell.row, cell.col) == (at.row, at.col));
        cell.map(|cell| stamp::words(&cell.value)).unwrap_or_default()
    };
    let differ = |wanted: &str, found: &str| label::normalised(wanted) != label::normalised(found);
    let changed: Vec<(CellRef, &str, String)> = stamp
        .on(&sheet.name, Role::Fixed)
        .map(|cell| (cell.at, cell.text.as_str(), found(cell.at)))
        .filter(|(_, wanted, found)| differ(wanted, found))
        .collect();
    let (first, wanted, shown) = changed.first()?;
    let named: Vec<String> = changed.iter().take(MOST_NAMED).map(|(at, ..)| at.to_string()).collect();
    let problem = Problem::FixedCellsChanged {
        cells: named.join("、"),
        count: changed.len(),
        wanted: (*wanted).to_owned(),
    };
    Some(Finding::new(problem).at(file.sheet(sheet.name.as_str()).cell(*first)).showing(shown))
}

/// What a file that was a blank form once brought.
#[derive(Debug, Default)]
pub(super) struct CameBack {
    /// Whom it was made for, where it was made for somebody.
    issued: Option<Issued>,
    /// The places of its forms, and whose they are.
    forms: Vec<(Place, String)>,
}

impl CameBack {
    /// What is known of a file as long as nobody knows whose its forms are; `None` where nothing was found
    /// of a blank form in it.
    pub(super) fn of(findings: &[Finding], issued: Option<&Issued>) -> Option<Self> {
        findings.iter().any(is_of_blank_form).then(|| Self { issued: issued.cloned(), forms: Vec::new() })
    }

    /// Notes whose a form of the file is.
    pub(super) fn note(&mut self, place: &Place, department: &str) {
        self.forms.push((place.clone(), department.to_owned()));
    }
}

/// Whether something was found of a blank form, and not of what a body filled in.
fn is_of_blank_form(finding: &Finding) -> bool {
    let is_of_form = matches!(
        finding.problem,
        Problem::FixedCellsChanged { .. }
            | Problem::StampChanged
            | Problem::OtherBlankForm { .. }
            | Problem::OldBlankForm
            | Problem::BlankFormNotFilled
    );
    is_of_form && finding.department.is_none()
}

/// Says of which body it is that a blank form was changed or came back blank: the one whose form stands on
/// the sheet or alone in the file, and where there is none, whom it was made for.
pub(super) fn attribute(findings: &mut [Finding], files: &BTreeMap<String, CameBack>, roster: &Roster) {
    for finding in findings.iter_mut().filter(|finding| is_of_blank_form(finding)) {
        let Some(place) = &finding.place else { continue };
        let Some(CameBack { issued, forms }) = files.get(&*place.file) else { continue };
        let on_sheet = forms.iter().filter(|(form, _)| form.sheet == place.sheet).map(|(_, body)| body);
        finding.department = match only(on_sheet).or_else(|| only(forms.iter().map(|(_, body)| body))) {
            Some(body) => Some(body.clone()),
            None if forms.is_empty() => issued.as_ref().map(|issued| issued.body(roster)),
            None => None,
        };
    }
}

/// The one body that all of these are.
fn only<'a>(mut bodies: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let first = bodies.next()?;
    bodies.all(|body| body == first).then_some(first)
}

impl Issued {
    /// Its body as the roster finds it.
    fn found(&self, roster: &Roster) -> Option<usize> {
        let claims = [self.code.as_str(), self.department.as_str()];
        let claims: Vec<&str> = claims.into_iter().filter(|claim| !claim.is_empty()).collect();
        match roster.find(&claims, &[]) {
            Match::Body(index) => Some(index),
            _ => None,
        }
    }

    /// What its body is called.
    fn body(&self, roster: &Roster) -> String {
        self.found(roster).map_or_else(|| self.department.clone(), |index| roster.bodies[index].name.clone())
    }
}

/// What becomes of a form that was made for one body and says that it is another's.
pub(super) fn of_another(
    issued: &Issued,
    department: &str,
    (roster, prefer, place): (&Roster, &Prefer, &Place),
) -> Option<Problem> {
    let is_own = match issued.found(roster) {
        Some(index) => roster.bodies[index].name == department,
        None => roster::key(&issued.department) == roster::key(department),
    };
    let held = !prefer.names(&place.file);
    (!is_own).then(|| Problem::BlankFormOfAnother { issued: issued.department.clone(), held })
}
