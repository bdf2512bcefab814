//! Walking the input folder and reading its files, several at a time, in an order that does not
//! depend on which is done first.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::assemble::{self, FileContent};
use super::form::FormFinder;
use super::{FileStatus, InputFile, Intake, IntakeError, IntakeOptions, list, workbook};
use crate::finding::{Finding, Problem, Severity, system_reason};
use crate::place::Place;
use crate::rubric::Rubric;

/// Endings of files that may be spreadsheets; what they really are, their content tells.
const SPREADSHEETS: [&str; 6] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "et"];
/// Files that programs leave behind; they are listed but never opened.
const LEFTOVERS: [&str; 5] = ["~$", "._", ".~", "Thumbs.db", "desktop.ini"];

/// Reads every workbook below `folder` for `rubric`; `progress` is told (read, found) after each.
///
/// # Errors
/// [`IntakeError`] when there is no such folder or no file in it. A file that cannot be read is a
/// finding, and the others go on.
pub fn read_folder(
    folder: &Path,
    rubric: &Rubric,
    options: &IntakeOptions,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Intake, IntakeError> {
    if !folder.is_dir() {
        return Err(IntakeError::NoFolder(folder.to_owned()));
    }
    let files = walk(folder);
    if files.is_empty() {
        return Err(IntakeError::Empty(folder.to_owned()));
    }
    let done = AtomicUsize::new(0);
    let finder = FormFinder::new(&rubric.form);
    let read_one = |name: &String| {
        let content = read_file(folder, name, rubric, &finder);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
        content
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build();
    let contents: Vec<FileContent<'_>> = match pool {
        Ok(pool) => pool.install(|| files.par_iter().map(read_one).collect()),
        // Where threads are limited, one does it.
        Err(_) => files.iter().map(read_one).collect(),
    };
    Ok(assemble::assemble(contents, rubric, &options.prefer))
}

/// Every regular file below the folder by its relative name, sorted. Links are not followed.
fn walk(folder: &Path) -> Vec<String> {
    let relative = |path: &Path| {
        let parts = path.strip_prefix(folder).unwrap_or(path).components();
        parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
    };
    let mut files: Vec<String> = WalkDir::new(folder)
        .follow_links(false)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| relative(entry.path()))
        .collect();
    files.sort();
    files
}

fn read_file<'a>(folder: &Path, name: &str, rubric: &'a Rubric, finder: &FormFinder<'_>) -> FileContent<'a> {
    let place = Place::file(name);
    let mut content = FileContent {
        input: InputFile { file: name.to_owned(), sha256: String::new(), status: FileStatus::Scored },
        forms: Vec::new(),
        lists: Vec::new(),
        findings: Vec::new(),
    };
    let path = folder.join(name);
    let base = name.rsplit('/').next().unwrap_or(name);
    let ending = base.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if LEFTOVERS.iter().any(|prefix| base.starts_with(prefix)) {
        return content.ignored("程序临时文件");
    }
    let regular = path.symlink_metadata().is_ok_and(|data| data.file_type().is_file());
    if !regular {
        return content.ignored("不是普通文件（链接或设备）");
    }
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(cause) if SPREADSHEETS.contains(&ending.as_str()) => {
            return content.rejected(
                Finding::new(Problem::FileUnreadable { cause: system_reason(&cause).to_owned() }).at(place),
            );
        }
        Err(_) => return content.ignored("不是电子表格"),
    };
    content.input.sha256 = hex::encode(Sha256::digest(&bytes));
    if !SPREADSHEETS.contains(&ending.as_str()) {
        return content.ignored("不是电子表格");
    }
    match workbook::read(&place, &bytes) {
        Err(error) => {
            content.rejected(Finding::new(Problem::FileUnreadable { cause: error.to_string() }).at(place))
        }
        Ok(grids) => {
            for grid in &grids {
                let found_list = list::find(&rubric.form, grid);
                let side_by_side = found_list.is_none() && finder.side_by_side(grid);
                let forms = if found_list.is_some() || side_by_side { Vec::new() } else { finder.find(grid) };
                if grid.hidden {
                    if found_list.is_some() || !forms.is_empty() {
                        content.findings.push(Finding::new(Problem::HiddenSheet).at(grid.place.clone()));
                    }
                    continue;
                }
                if side_by_side {
                    content.findings.push(Finding::new(Problem::SideBySide).at(grid.place.clone()));
                }
                content.lists.extend(found_list);
                content.forms.extend(forms);
            }
            if content.forms.is_empty() && content.lists.is_empty() {
                // What was recognised and refused has said so.
                let refused =
                    content.findings.iter().find(|finding| finding.problem.severity() == Severity::Error);
                return match refused.map(|finding| finding.problem.message()) {
                    Some(why) => content.rejected_for(why),
                    None => content.rejected(Finding::new(Problem::NothingRecognised).at(place)),
                };
            }
            content
        }
    }
}
