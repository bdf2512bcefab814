//! 退回修改: a body's own workbook with its findings in it. The cells concerned are coloured and bear
//! a comment; everything else stays as it was sent.
//!
//! An .xlsx package is changed in place ([`package`]): parts that are not concerned keep their bytes.
//! Other formats cannot be, so that their values are put into a new workbook ([`plain`]).

mod comments;
mod mark;
mod package;
mod plain;
mod relations;
mod sheet;
mod styles;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::finding::{Finding, Severity};
use crate::intake::original::Originals;
use crate::intake::{FileStatus, InputFile};
use crate::place::Place;
use mark::Marks;

/// A copy to be sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The file among the inputs.
    pub file: String,
    /// Its name below the folder of copies, with forward slashes.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What the original was, where it could not be marked itself: `xls`, `csv` …
    pub transferred: Option<String>,
}

/// The files that have to be sent back, with what is wrong with each: those that bodies sent and in
/// whose sheets an error stands, as the list and the screen say; warnings and notes go with it. What is
/// the bureau's own matter is not among it.
#[must_use]
pub fn to_return<'a>(
    findings: &'a [Finding],
    inputs: &'a [InputFile],
) -> BTreeMap<&'a str, (&'a InputFile, Vec<&'a Finding>)> {
    let sent: BTreeMap<&str, &InputFile> = inputs
        .iter()
        .filter(|input| !matches!(input.status, FileStatus::Ignored(_)))
        .map(|input| (input.file.as_str(), input))
        .collect();
    let mut files: BTreeMap<&str, (&InputFile, Vec<&Finding>)> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.problem.is_the_bureaus()) {
        // A plain text table has cells but no sheet.
        let in_sheet = |place: &&Place| place.sheet.is_some() || place.cell.is_some();
        let Some(place) = finding.place.as_ref().filter(in_sheet) else { continue };
        if let Some((file, input)) = sent.get_key_value(&*place.file) {
            files.entry(*file).or_insert((*input, Vec::new())).1.push(finding);
        }
    }
    files.retain(|_, (_, findings)| findings.iter().any(|finding| finding.severity == Severity::Error));
    files
}

/// Names for the copies of files, none of them twice: what one system tells apart is one name to another.
#[must_use]
pub fn names<'a>(files: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |file: &str| {
        let plain = below(file);
        let (stem, ending) = plain.rsplit_once('.').unwrap_or((&plain, ""));
        let others = (2..).map(|number| format!("{stem}_{number}.{ending}"));
        let mut names = std::iter::once(plain.clone()).chain(others);
        names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
    };
    files.into_iter().map(name).collect()
}

/// The copy of one file under a name of [`names`]; `None` where the file was changed or taken away since
/// it was read, or cannot be written anew.
#[must_use]
pub fn copy(
    originals: &Originals<'_>,
    input: &InputFile,
    name: String,
    findings: &[&Finding],
) -> Option<Copy> {
    let bytes = originals.bytes(&input.file, &input.sha256)?;
    let marks = Marks::of(findings);
    if let Some(marked) = package::marked(&bytes, &marks) {
        return Some(Copy { file: input.file.clone(), name, bytes: marked, transferred: None });
    }
    let (sheets, format) = originals.sheets(&Arc::new(bytes))?;
    let bytes = plain::workbook(&sheets, &marks).ok()?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let name = format!("{stem}（由{format}转存）.xlsx");
    Some(Copy { file: input.file.clone(), name, bytes, transferred: Some(format) })
}

/// A file's name as it may stand below another folder: no way up, nothing that a system refuses.
fn below(name: &str) -> String {
    let harmless = |part: &str| -> String {
        let refused = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
        let part: String = part.chars().map(|c| if refused(c) { '_' } else { c }).collect();
        part.trim_end_matches(['.', ' ']).to_owned()
    };
    let parts = name.split('/').map(harmless).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_stays_below_its_folder() {
        assert_eq!(below("甲/乙.xlsx"), "甲/乙.xlsx");
        assert_eq!(below("../../etc/乙?.xlsx"), "etc/乙_.xlsx");
        assert_eq!(below("a.zip/./b.xlsx"), "a.zip/b.xlsx");
    }

    #[test]
    fn no_copy_takes_the_name_of_another() {
        let files = ["甲?.xlsx", "甲:.xlsx", "A.xlsx", "a.xlsx", "a.xls"];
        assert_eq!(names(files), ["甲_.xlsx", "甲__2.xlsx", "A.xlsx", "a_2.xlsx", "a.xls"]);
    }
}
