//! Which files there are below the input folder, what they are called, and which may be opened.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::finding::{Finding, Problem, system_reason};
use crate::place::Place;

/// Beginnings of files that programs leave behind; they are listed but never opened.
const LEFTOVERS: [&str; 5] = ["~$", "._", ".~", ".jixiao-", ".nfs"];
/// The same by their whole name, in lower case.
const LEFTOVER_FILES: [&str; 3] = ["thumbs.db", "desktop.ini", ".ds_store"];
/// The folder in which archives made on a Mac keep what is no file.
const MAC_FOLDER: &str = "__MACOSX";

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// How it is called: its path below the folder, with forward slashes, in characters that a line
    /// of a list can hold, and different from every other.
    pub(super) name: String,
    /// Where it lies.
    pub(super) path: PathBuf,
}

/// Everything below `folder` but folders, sorted by name, and what could not be listed. Links are
/// not followed.
pub(super) fn walk(folder: &Path) -> (Vec<Found>, Vec<Finding>) {
    let mut files = Vec::new();
    let mut findings = Vec::new();
    for entry in WalkDir::new(folder).follow_links(false) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                files.push(Found { name: name_below(folder, entry.path()), path: entry.into_path() });
            }
            Err(error) => {
                let cause = error.io_error().map_or("系统拒绝了操作", system_reason).to_owned();
                let place = error.path().map(|path| Place::file(name_below(folder, path)));
                findings.push(Finding::new(Problem::FolderUnreadable { cause }).at(place));
            }
        }
    }
    files.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    let mut taken = BTreeSet::new();
    for file in &mut files {
        file.name = unique(&file.name, &mut taken);
    }
    (files, findings)
}

/// `name`, or the first of `name〔2〕`, `name〔3〕` … that nobody bears yet.
pub(super) fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}〔{number}〕"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or_else(|| name.to_owned());
    taken.insert(free.clone());
    free
}

fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<String> = below.components().map(|part| legible(part.as_os_str())).collect();
    parts.join("/")
}

/// A name of any bytes in characters that keep to their line.
fn legible(name: &OsStr) -> String {
    let text = match name.to_str() {
        Some(text) => text.to_owned(),
        None => foreign(name),
    };
    on_one_line(&text)
}

/// The text without what breaks or turns a line or cannot be seen.
pub(super) fn on_one_line(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    text.chars().map(|c| if unseen(c) { '\u{FFFD}' } else { c }).collect()
}

/// A name that is not Unicode is most likely one from a Chinese system.
#[cfg(unix)]
fn foreign(name: &OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    let gbk = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(name.as_bytes());
    gbk.map_or_else(|| name.to_string_lossy().into_owned(), std::borrow::Cow::into_owned)
}

#[cfg(not(unix))]
fn foreign(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

/// Why a file is not to be opened at all, by its name.
pub(super) fn leftover(name: &str) -> Option<&'static str> {
    let base = name.rsplit('/').next().unwrap_or(name);
    let is_leftover = LEFTOVERS.iter().any(|prefix| base.starts_with(prefix))
        || LEFTOVER_FILES.contains(&base.to_lowercase().as_str())
        || name.split('/').any(|part| part == MAC_FOLDER);
    is_leftover.then_some("程序临时文件")
}

/// Opens a regular file, and nothing else. `Err(Ok(..))` names what it is instead.
pub(super) fn open(path: &Path) -> Result<File, Result<&'static str, io::Error>> {
    let kind = fs::symlink_metadata(path).map_err(Err)?.file_type();
    if !kind.is_file() {
        return Err(Ok(kind_of(kind)));
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // It may have become something else meanwhile: a link is not followed, a pipe not waited for.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path).map_err(Err)?;
    let kind = file.metadata().map_err(Err)?.file_type();
    if kind.is_file() { Ok(file) } else { Err(Ok(kind_of(kind))) }
}

fn kind_of(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "管道，未打开";
        } else if kind.is_socket() {
            return "套接字，未打开";
        } else if kind.is_block_device() || kind.is_char_device() {
            return "设备，未打开";
        }
    }
    if kind.is_symlink() { "链接，未打开" } else { "不是普通文件，未打开" }
}

/// The first bytes of a file, as many as there are.
pub(super) fn read_up_to(file: &mut impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_one_line_and_differ() {
        assert_eq!(on_one_line("甲\n乙\u{202E}xslx.\u{200B}"), "甲\u{FFFD}乙\u{FFFD}xslx.\u{FFFD}");
        let mut taken = BTreeSet::new();
        let names: Vec<String> = ["a", "a", "b", "a"].iter().map(|name| unique(name, &mut taken)).collect();
        assert_eq!(names, ["a", "a〔2〕", "b", "a〔3〕"]);
    }

    #[test]
    fn leftovers_are_known_by_name() {
        for name in
            ["~$甲.xlsx", "乙/._甲.xlsx", "THUMBS.DB", "__MACOSX/甲.xlsx", ".~lock.甲.ods#", "a/.DS_Store"]
        {
            assert!(leftover(name).is_some(), "{name}");
        }
        for name in ["甲~$.xlsx", "甲._", "thumbs.db.xlsx"] {
            assert!(leftover(name).is_none(), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_of_any_bytes_are_shown() {
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(legible(OsStr::from_bytes(&encoding_rs::GBK.encode("甲局").0)), "甲局");
        assert_eq!(legible(OsStr::from_bytes(b"a\xFF\xFF")), "a\u{FFFD}\u{FFFD}");
    }
}
