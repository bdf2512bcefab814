//! The output folder while one run writes into it: others wait, and what dead ones left goes.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::outputs::DRAFT;

/// How old a draft must be to be nobody's, where nobody can be kept from writing at the same time.
const FORGOTTEN: Duration = Duration::from_hours(24);

/// A folder that nobody else writes into meanwhile, if the system can see to that.
pub(super) struct Hold {
    /// The folder's own handle; `None` where a folder has none (Windows).
    handle: Option<File>,
    is_alone: bool,
}

impl Hold {
    /// Waits until nobody else holds the folder. A holder that dies lets go.
    pub(super) fn take(folder: &Path) -> Self {
        let handle = if cfg!(unix) { File::open(folder).ok() } else { None };
        let is_alone = handle.as_ref().is_some_and(|handle| handle.lock().is_ok());
        Self { handle, is_alone }
    }

    /// Removes the drafts that runs that were killed left in a folder of it. That a draft cannot be removed hurts nobody.
    pub(super) fn sweep(&self, folder: &Path) {
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(DRAFT)) {
            let age = entry.metadata().and_then(|data| data.modified()).map(|time| time.elapsed());
            let is_old = matches!(age, Ok(Ok(age)) if age > FORGOTTEN);
            if self.is_alone || is_old {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Sees that the renamed files are found again after a loss of power.
    pub(super) fn sync(&self) -> io::Result<()> {
        match self.handle.as_ref().map_or(Ok(()), File::sync_all) {
            // Some file systems keep folders safe by themselves and refuse to be told.
            Err(error)
                if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
            {
                Ok(())
            }
            result => result,
        }
    }
}
