//! 成绩单/ and 核算底稿/: workbooks beside the result in a folder of their own, and a list of what was
//! written there.
//!
//! The list holds each file's SHA-256. By it the next run knows which files are this program's own
//! and untouched: those that its result has no more are removed, whatever else lies there stays.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::TempPath;

use super::hold::Hold;
use super::outputs::{OutputError, Written, drafted, put, unwritable};
use super::workbook::File as Book;

/// The folder of the departments' workbooks.
pub const FOLDER: &str = "成绩单";
/// The list in it; `sha256sum -c` reads it too.
pub const LIST: &str = "校验值.txt";

/// A file's SHA-256 and its name.
type Entry = (String, String);

/// The workbooks in drafts beside their places, and what lies in the folder from before.
pub(super) struct Drafts {
    folder: PathBuf,
    each: Vec<(Entry, TempPath)>,
    before: BTreeSet<Entry>,
}

impl Drafts {
    /// Makes the drafts. Nothing is changed yet; the folder is made if there is anything for it.
    pub(super) fn new(
        results: &Path,
        folder: &str,
        books: &[Book],
        hold: &Hold,
    ) -> Result<Self, OutputError> {
        let folder = results.join(folder);
        // A link would lead out of the results.
        if folder.symlink_metadata().is_ok_and(|data| !data.is_dir()) {
            return Err(unwritable(folder)(io::Error::from(ErrorKind::NotADirectory)));
        }
        hold.sweep(&folder);
        if !books.is_empty() {
            fs::create_dir_all(&folder).map_err(unwritable(folder.clone()))?;
        }
        let draft = |book: &Book| {
            let entry = (hash(&book.bytes), book.file.clone());
            Ok((entry, drafted(&folder, &book.file, &book.bytes)?))
        };
        let drafts: Result<Vec<_>, OutputError> = books.par_iter().map(draft).collect();
        let before = read_list(&folder);
        Ok(Self { each: drafts?, before, folder })
    }

    /// Renames the drafts into their places and removes what the last run left and this one has not.
    pub(super) fn put(self, written: &mut Written) -> Result<(), OutputError> {
        let Self { folder, each: drafts, before } = self;
        if drafts.is_empty() && before.is_empty() {
            return Ok(());
        }
        // Until all is done both may lie there: a run that is killed leaves nothing unlisted.
        let both: BTreeSet<Entry> =
            before.iter().cloned().chain(drafts.iter().map(|(entry, _)| entry.clone())).collect();
        write_list(&folder, &both)?;
        let mut now = BTreeSet::new();
        for ((hash, name), draft) in drafts {
            put(&folder, &name, draft, written)?;
            let actual = written.files.last().and_then(|file| file.file_name());
            now.insert((hash, actual.map_or(name, |name| name.to_string_lossy().into_owned())));
        }
        let kept: BTreeSet<&String> = now.iter().map(|(_, name)| name).collect();
        let stale: BTreeSet<&String> =
            before.iter().map(|(_, name)| name).filter(|name| !kept.contains(name)).collect();
        for name in stale {
            let file = folder.join(name);
            let Ok(bytes) = fs::read(&file) else { continue };
            let ours = before.contains(&(hash(&bytes), name.clone()));
            if !ours || fs::remove_file(&file).is_err() {
                written.left.push(file);
            }
        }
        write_list(&folder, &now)?;
        if now.is_empty() {
            // Only what is empty goes: a folder with anything else in it stays.
            let _ = fs::remove_file(folder.join(LIST));
            let _ = fs::remove_dir(&folder);
        } else if cfg!(unix) {
            let _ = File::open(&folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

/// Whether a file is what the list beside it says; `None` where it is not listed.
#[must_use]
pub fn is_as_listed(file: &Path, bytes: &[u8]) -> Option<bool> {
    let name = file.file_name()?.to_string_lossy();
    let listed = read_list(file.parent()?);
    let mut own = listed.iter().filter(|(_, listed)| *listed == name).peekable();
    own.peek()?;
    let hash = hash(bytes);
    Some(own.any(|(listed, _)| *listed == hash))
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// What a list names; nothing of it leads out of the folder.
fn read_list(folder: &Path) -> BTreeSet<Entry> {
    let text = fs::read_to_string(folder.join(LIST)).unwrap_or_default();
    let entries = text.lines().filter_map(|line| line.split_once("  "));
    let inside = |name: &str| name.rsplit('.').next() == Some("xlsx") && !name.contains(['/', '\\', ':']);
    entries.filter(|(_, name)| inside(name)).map(|(hash, name)| (hash.to_owned(), name.to_owned())).collect()
}

fn write_list(folder: &Path, entries: &BTreeSet<Entry>) -> Result<(), OutputError> {
    let mut lines: Vec<&Entry> = entries.iter().collect();
    lines.sort_by(|(_, a), (_, b)| a.cmp(b));
    let lines: Vec<String> = lines.iter().map(|(hash, name)| format!("{hash}  {name}")).collect();
    let draft = drafted(folder, LIST, (lines.join("\n") + "\n").as_bytes())?;
    let file = folder.join(LIST);
    draft.persist(&file).map_err(|refused| unwritable(file)(refused.error))
}
