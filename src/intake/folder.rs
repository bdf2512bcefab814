//! Reading the files of the input folder, several at a time, in an order that does not depend on
//! which is done first.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::assemble::assemble;
use super::brought::{Brought, FileContent};
use super::finder::{Finder, OnSheet};
use super::form::{RawForm, unfilled};
use super::format;
use super::grid::Grid;
use super::near::NearFinder;
use super::reader::{Answer, Member, Reader, Request};
use super::roster::Roster;
use super::sheet::{ReadError, Sheet};
use super::walk::{self, Found};
use super::{Intake, IntakeError, IntakeOptions, Prefer, issued, report};
use crate::finding::{Finding, Problem, Severity, system_reason};
use crate::narrative::Narrative;
use crate::place::{CellRef, Place, column_name};
use crate::rubric::{Rubric, Scores};

/// Bytes by which a file that was not named as a table may show that it is one.
const HEAD: u64 = 8;
/// Ranges of hidden rows or columns that are named; beyond that they are only said to be more.
const MOST_RANGES: usize = 6;

/// Reads every workbook below `folder` for `rubric`; `progress` is told (read, found) after each.
///
/// # Errors
/// [`IntakeError`] when there is no such folder or no file in it, or no process that reads can be
/// started. A file that cannot be read is a finding, and the others go on.
pub fn read_folder(
    folder: &Path,
    rubric: &Rubric,
    options: &IntakeOptions,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Intake, IntakeError> {
    if !folder.is_dir() {
        return Err(IntakeError::NoFolder(folder.to_owned()));
    }
    let (files, findings) = walk::walk(folder);
    if files.is_empty() && findings.is_empty() {
        return Err(IntakeError::Empty(folder.to_owned()));
    }
    let reader = Reader::new(&options.reading, &options.limits).map_err(IntakeError::NoReader)?;
    let intake = FolderReader::new(rubric, options, reader);
    let counted = Mutex::new((0, files.len()));
    let one = |source: Source| {
        let (content, members) = intake.read(source);
        // Told under the lock: a count never goes back.
        let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
        let (done, found) = &mut *counted;
        (*done, *found) = (*done + 1, *found + members.len());
        progress(*done, *found);
        drop(counted);
        (content.put_away(rubric), members)
    };
    let sources: Vec<Source> = files.into_iter().map(Source::of).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads(options.processors())).build();
    let all = |sources: Vec<Source>| -> Vec<(Brought<'_>, Vec<Source>)> {
        match &pool {
            Ok(pool) => pool.install(|| sources.into_par_iter().map(&one).collect()),
            // Where threads are limited, one does it.
            Err(_) => sources.into_iter().map(&one).collect(),
        }
    };
    let (mut brought, members): (Vec<_>, Vec<_>) = all(sources).into_iter().unzip();
    brought.extend(all(members.into_iter().flatten().collect()).into_iter().map(|(brought, _)| brought));
    brought.sort_by(|a, b| a.input.file.cmp(&b.input.file));
    let mut intake = assemble(brought, rubric, &options.prefer);
    intake.findings.extend(findings);
    Ok(intake)
}

/// Threads for so many processors: a thread waits while its process reads, and meanwhile another recognises.
fn threads(processors: usize) -> usize {
    if processors > 1 { processors.saturating_mul(2) } else { processors }
}

/// The roster in a file, or in the files of a folder, and what is wrong with it.
///
/// # Errors
/// [`IntakeError`] when there is no such file or folder, or no process that reads can be started.
pub fn read_roster(
    path: &Path,
    rubric: &Rubric,
    options: &IntakeOptions,
) -> Result<(Roster, Vec<Finding>), IntakeError> {
    if path.is_dir() {
        let intake = read_folder(path, rubric, options, &|_, _| {})?;
        return Ok((intake.roster, rosters_own(intake.findings)));
    }
    let Some(name) = path.file_name().filter(|_| path.is_file()) else {
        return Err(IntakeError::NoFolder(path.to_owned()));
    };
    let reader = Reader::new(&options.reading, &options.limits).map_err(IntakeError::NoReader)?;
    let intake = FolderReader::new(rubric, options, reader);
    let source = Source { name: name.to_string_lossy().into_owned(), bytes: Bytes::InFile(path.to_owned()) };
    let (content, _) = intake.read(source);
    let intake = assemble(vec![content.put_away(rubric)], rubric, &options.prefer);
    Ok((intake.roster, rosters_own(intake.findings)))
}

/// Findings of the roster itself, and not of who is on it and has not sent.
fn rosters_own(findings: Vec<Finding>) -> Vec<Finding> {
    let is_own = |finding: &Finding| {
        matches!(
            finding.problem,
            Problem::RosterRepeats { .. }
                | Problem::FileUnreadable { .. }
                | Problem::FileWithheld { .. }
                | Problem::FileEmpty
                | Problem::ArchiveUnreadable { .. }
        )
    };
    findings.into_iter().filter(is_own).collect()
}

/// A file to be read.
struct Source {
    name: String,
    bytes: Bytes,
}

/// Where its bytes are.
enum Bytes {
    InFile(PathBuf),
    InArchive(Result<Vec<u8>, ReadError>),
}

impl Source {
    fn of(found: Found) -> Self {
        Self { name: found.name, bytes: Bytes::InFile(found.path) }
    }
}

/// Everything that reading one file takes.
struct FolderReader<'a> {
    rubric: &'a Rubric,
    options: &'a IntakeOptions,
    reader: Reader,
    finder: Finder<'a>,
    near: NearFinder<'a>,
}

impl<'a> FolderReader<'a> {
    fn new(rubric: &'a Rubric, options: &'a IntakeOptions, reader: Reader) -> Self {
        Self { rubric, options, reader, finder: Finder::new(rubric), near: NearFinder::new(rubric) }
    }

    /// One file, and the files in it if it is an archive.
    fn read(&self, source: Source) -> (FileContent<'a>, Vec<Source>) {
        let Source { name, bytes } = source;
        let mut content = FileContent::of(name.clone());
        let alone = |content| (content, Vec::new());
        if let Some(why) = walk::leftover(&name) {
            return alone(content.ignored(why));
        }
        let base = name.rsplit('/').next().unwrap_or(&name);
        let ending = base.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        let named_as_table = format::is_table_ending(&ending);
        let place = Place::file(name.as_str());
        let is_packed = format::is_other_archive(&ending);
        let packed = |place: Place| {
            let cause = "不能直接读取的压缩包".to_owned();
            Finding::new(Problem::ArchiveUnreadable { cause }).at(place)
        };
        // By its name, something that has to be read: a table, or a report beside one.
        let form = &self.rubric.form;
        let is_report = !named_as_table && report::is_titled(form, report::stem(&name));
        let texts = !form.report_titles.is_empty();
        let nested = matches!(bytes, Bytes::InArchive(_));
        let bytes = match bytes {
            Bytes::InFile(path) => self.bytes(&path, named_as_table),
            Bytes::InArchive(bytes) => bytes.map_err(Refusal::Unreadable),
        };
        let bytes = match bytes {
            Ok(bytes) => Arc::new(bytes),
            Err(Refusal::NoFile(kind)) => return alone(content.ignored(kind)),
            Err(Refusal::NoTable) if is_report => {
                let cause = ReadError::TooLarge("文件大小".to_owned()).to_string();
                return alone(content.rejected(Finding::new(Problem::ReportUnreadable { cause }).at(place)));
            }
            Err(Refusal::NoTable) if is_packed => return alone(content.rejected(packed(place))),
            Err(Refusal::NoTable) => return alone(content.ignored("不是电子表格")),
            Err(Refusal::System(cause)) => {
                let problem = Problem::FileWithheld { cause: cause.to_owned() };
                return alone(content.rejected(Finding::new(problem).at(place)));
            }
            Err(Refusal::Unreadable(error)) => {
                return alone(content.rejected(Finding::new(problem(error)).at(place)));
            }
        };
        content.input.sha256 = hex::encode(Sha256::digest(bytes.as_slice()));
        if is_packed && !format::may_hold_sheets(&bytes) {
            return alone(content.rejected(packed(place)));
        }
        let may_hold = format::may_hold_sheets(&bytes) || (texts && format::may_be_text(&bytes, &ending));
        if !named_as_table && !may_hold {
            return alone(content.ignored("不是电子表格"));
        }
        let request = Request { named_as_table, nested, texts, limits: self.options.limits };
        match self.reader.read(request, &bytes) {
            Err(error) if is_report => alone(content.rejected(Finding::new(report_problem(error)).at(place))),
            // Nobody said that it was a table.
            Err(error) if !named_as_table => alone(content.ignored(&error.to_string())),
            Err(error) => alone(content.rejected(Finding::new(problem(error)).at(place))),
            Ok(Answer::Archive(_)) if ending != "zip" && !named_as_table => {
                alone(content.ignored("不是电子表格（实为压缩包）"))
            }
            Ok(Answer::Archive(members)) if members.is_empty() => {
                let cause = "压缩包内没有文件".to_owned();
                alone(content.rejected(Finding::new(Problem::ArchiveUnreadable { cause }).at(place)))
            }
            Ok(Answer::Archive(members)) => {
                let why = format!("压缩包，内有 {} 个文件，已逐个读取", members.len());
                (content.ignored(&why), sources(&name, members))
            }
            Ok(Answer::Text { text, format }) => {
                if !format::may_end(&format, &ending) {
                    let note = Problem::WrongEnding { ending: format };
                    content.findings.push(Finding::new(note).at(place.clone()));
                }
                let of_projects = self.rubric.system.scores == Scores::Project;
                content.text = Some(Narrative::read(&text, &place, form, of_projects));
                alone(content)
            }
            Ok(Answer::Book { sheets, format }) => {
                if !format::may_end(&format, &ending) {
                    let note = Problem::WrongEnding { ending: format };
                    content.findings.push(Finding::new(note).at(place.clone()));
                }
                alone(recognised(content, &place, sheets, self.rubric, &self.finder, &self.near))
            }
        }
    }

    /// The bytes of a regular file within the limit.
    fn bytes(&self, path: &Path, named_as_table: bool) -> Result<Vec<u8>, Refusal> {
        let system = |error: std::io::Error| {
            if named_as_table { Refusal::System(system_reason(&error)) } else { Refusal::NoTable }
        };
        let mut file: File = walk::open(path).map_err(|refused| match refused {
            Ok(kind) => Refusal::NoFile(kind),
            Err(error) => system(error),
        })?;
        let most = self.options.limits.file;
        let head = walk::read_up_to(&mut file, HEAD).map_err(system)?;
        let rest = walk::read_up_to(&mut file, (most + 1).saturating_sub(HEAD)).map_err(system)?;
        let bytes = [head, rest].concat();
        if bytes.len() as u64 <= most {
            Ok(bytes)
        } else if named_as_table {
            Err(Refusal::Unreadable(ReadError::TooLarge("文件大小".to_owned())))
        } else {
            Err(Refusal::NoTable)
        }
    }
}

/// Recognises what the sheets of files hold that were read already, each by its file's name, and
/// puts it together.
#[must_use]
pub fn recognise(files: Vec<(String, Vec<Sheet>)>, rubric: &Rubric, prefer: &Prefer) -> Intake {
    let (finder, near) = (Finder::new(rubric), NearFinder::new(rubric));
    let one = |(name, sheets): (String, Vec<Sheet>)| {
        let place = Place::file(name.as_str());
        recognised(FileContent::of(name), &place, sheets, rubric, &finder, &near).put_away(rubric)
    };
    assemble(files.into_iter().map(one).collect(), rubric, prefer)
}

/// Finds forms and lists on the sheets of a file.
fn recognised<'a>(
    mut content: FileContent<'a>,
    place: &Place,
    mut sheets: Vec<Sheet>,
    rubric: &Rubric,
    finder: &Finder<'a>,
    near: &NearFinder<'a>,
) -> FileContent<'a> {
    let told = issued::take(place, &mut sheets, rubric);
    content.findings.extend(told.findings);
    content.issued = told.issued;
    if told.is_blank {
        return content.rejected(Finding::new(Problem::BlankFormNotFilled).at(place.clone()));
    }
    let mut unread = Vec::new();
    let mut blank: Vec<RawForm> = Vec::new();
    for sheet in sheets {
        let grid = Grid::of(place, sheet);
        let before = content.forms.iter().rev().find(|form| !form.partial);
        let cut_off = before.is_some_and(RawForm::is_cut_off);
        let keyed = finder.keyed(&grid);
        let OnSheet { list, forms, side_by_side, unread: is_unread } = finder.on(&keyed, before);
        let (parts, mut forms): (Vec<_>, Vec<_>) = forms.into_iter().partition(|form| form.partial);
        let may_be_blank = !told.knows_blanks && !grid.hidden && list.is_none() && !forms.is_empty();
        if may_be_blank && unfilled(&grid, &forms, &rubric.form) {
            blank.append(&mut forms);
            continue;
        }
        let holds_something = list.is_some() || !forms.is_empty();
        if grid.hidden {
            if holds_something {
                content.findings.push(Finding::new(Problem::HiddenSheet).at(grid.place.clone()));
            }
            continue;
        }
        if is_unread && cut_off {
            unread.push(Finding::new(Problem::SheetNotRead).at(grid.place.clone()));
        }
        if side_by_side {
            content.findings.push(Finding::new(Problem::SideBySide).at(grid.place.clone()));
        }
        if holds_something {
            content.findings.extend(unseen(&grid));
        }
        if list.is_none() && !side_by_side {
            content.findings.extend(near.report(&keyed, &mut forms));
        }
        content.lists.extend(list);
        // In the order of the sheets, that a table finds the body before it.
        content.forms.extend(parts.into_iter().chain(forms));
    }
    let holds_form = content.forms.iter().any(|form| !form.partial);
    if !holds_form && !blank.is_empty() && content.lists.is_empty() {
        content.forms.clear();
        return content.rejected(Finding::new(Problem::BlankFormNotFilled).at(place.clone()));
    }
    // Beside forms that were filled in, one that bears a project's name is missed.
    let names_project =
        |raw: &RawForm| rubric.form.project.as_ref().is_some_and(|name| raw.stated(name).is_some());
    content.forms.extend(blank.into_iter().filter(names_project));
    if content.forms.iter().all(|form| form.partial) && content.lists.is_empty() {
        content.forms.clear();
        // What was recognised and refused has said so.
        let refused = content.findings.iter().find(|finding| finding.severity == Severity::Error);
        return match refused.map(|finding| finding.problem.message()) {
            Some(why) => content.rejected_for(why),
            None => content.rejected(Finding::new(Problem::NothingRecognised).at(place.clone())),
        };
    }
    if content.forms.iter().any(|form| !form.partial) {
        content.findings.extend(unread);
    }
    content
}

/// Why there are no bytes of a file.
enum Refusal {
    /// It is no regular file; what it is.
    NoFile(&'static str),
    /// It is nothing that would be scored.
    NoTable,
    /// The system would not give them.
    System(&'static str),
    /// There are too many of them, or its archive is damaged.
    Unreadable(ReadError),
}

/// What somebody who looks at a sheet does not see of it.
fn unseen(grid: &Grid) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(rows) = ranges(&grid.hidden_rows, |row| (row + 1).to_string()) {
        findings.push(Finding::new(Problem::HiddenRows { rows }).at(grid.place.clone()));
    }
    if let Some(columns) = ranges(&grid.hidden_columns, column_name) {
        findings.push(Finding::new(Problem::HiddenColumns { columns }).at(grid.place.clone()));
    }
    if let Some((row, col)) = grid.garbled() {
        let shown = grid.get(row, col).map(|content| walk::on_one_line(&content.shown()));
        let finding = Finding::new(Problem::GarbledText).at(grid.place.cell(CellRef::new(row, col)));
        findings.push(finding.showing(shown.unwrap_or_default()));
    }
    findings
}

/// Rows or columns as people name them: `3、7—9`.
fn ranges(rows: &[u32], name: impl Fn(u32) -> String) -> Option<String> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => ranges.push((*row, *row)),
        }
    }
    let more = if ranges.len() > MOST_RANGES { "等" } else { "" };
    let shown: Vec<String> = ranges
        .iter()
        .take(MOST_RANGES)
        .map(
            |(first, last)| {
                if first == last { name(*first) } else { format!("{}—{}", name(*first), name(*last)) }
            },
        )
        .collect();
    (!shown.is_empty()).then(|| shown.join("、") + more)
}

/// The files of an archive, named below it.
fn sources(archive: &str, members: Vec<Member>) -> Vec<Source> {
    let mut taken = BTreeSet::new();
    let named = |member: Member| {
        let name = format!("{archive}/{}", walk::on_one_line(&member.name));
        Source { name: walk::unique(&name, &mut taken), bytes: Bytes::InArchive(member.content) }
    };
    members.into_iter().map(named).collect()
}

fn problem(error: ReadError) -> Problem {
    match error {
        ReadError::Empty => Problem::FileEmpty,
        ReadError::Password => Problem::PasswordProtected,
        ReadError::TooLarge(what) => Problem::LimitExceeded { what },
        ReadError::SheetsShareName(name) => Problem::SheetsShareName { name },
        ReadError::Nested => Problem::ArchiveUnreadable { cause: error.to_string() },
        ReadError::Stopped(stop) => Problem::ReaderStopped { cause: stop.to_string() },
        other => Problem::FileUnreadable { cause: other.to_string() },
    }
}

/// The same of a file that is a report by its name.
fn report_problem(error: ReadError) -> Problem {
    match error {
        ReadError::Password => Problem::PasswordProtected,
        ReadError::NoText => Problem::ReportWithoutText,
        other => Problem::ReportUnreadable { cause: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_are_named_in_ranges() {
        let rows = |rows: &[u32]| ranges(rows, |row| (row + 1).to_string());
        assert_eq!(rows(&[]), None);
        assert_eq!(rows(&[2, 6, 7, 8]).as_deref(), Some("3、7—9"));
        assert_eq!(rows(&[0, 2, 4, 6, 8, 10, 12]).as_deref(), Some("1、3、5、7、9、11等"));
        assert_eq!(ranges(&[1, 26, 27, 28], column_name).as_deref(), Some("B、AA—AC"));
    }
}
