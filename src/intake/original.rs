//! Files as they were sent, once more: to be marked and sent back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::reader::{Answer, Reader, Request};
use super::sheet::Sheet;
use super::{IntakeError, IntakeOptions, walk};

/// The files below an input folder by the names that places give them.
#[derive(Debug)]
pub struct Originals<'a> {
    paths: BTreeMap<String, PathBuf>,
    options: &'a IntakeOptions,
    reader: Reader,
}

impl<'a> Originals<'a> {
    /// Looks the folder through once more.
    ///
    /// # Errors
    /// [`IntakeError::NoReader`] when no process that reads can be started.
    pub fn of(folder: &Path, options: &'a IntakeOptions) -> Result<Self, IntakeError> {
        let (files, _) = walk::walk(folder);
        let reader = Reader::new(&options.reading, &options.limits).map_err(IntakeError::NoReader)?;
        Ok(Self { paths: files.into_iter().map(|file| (file.name, file.path)).collect(), options, reader })
    }

    /// The bytes of the file called `name`, which may lie in an archive; `None` where it is no
    /// longer the one whose hash is `sha256`.
    #[must_use]
    pub fn bytes(&self, name: &str, sha256: &str) -> Option<Vec<u8>> {
        let bytes = match self.paths.get(name) {
            Some(path) => self.read(path)?,
            None => self.member(name)?,
        };
        (hex::encode(Sha256::digest(&bytes)) == sha256).then_some(bytes)
    }

    /// The sheets of a file, and the usual ending of such a file.
    #[must_use]
    pub fn sheets(&self, bytes: &Arc<Vec<u8>>) -> Option<(Vec<Sheet>, String)> {
        match self.ask(bytes, true)? {
            Answer::Book { sheets, format } => Some((sheets, format)),
            Answer::Archive(_) | Answer::Text { .. } => None,
        }
    }

    fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let most = self.options.limits.file;
        let bytes = walk::read_up_to(&mut walk::open(path).ok()?, most + 1).ok()?;
        (bytes.len() as u64 <= most).then_some(bytes)
    }

    /// A file in an archive, under the name that it was read by.
    fn member(&self, name: &str) -> Option<Vec<u8>> {
        let archive = self.paths.keys().find(|file| name.strip_prefix(file.as_str()).is_some_and(below))?;
        let Answer::Archive(members) = self.ask(&Arc::new(self.read(&self.paths[archive])?), false)? else {
            return None;
        };
        let mut taken = BTreeSet::new();
        let found = members.into_iter().find(|member| {
            walk::unique(&format!("{archive}/{}", walk::on_one_line(&member.name)), &mut taken) == name
        });
        found?.content.ok()
    }

    fn ask(&self, bytes: &Arc<Vec<u8>>, nested: bool) -> Option<Answer> {
        let request = Request { named_as_table: true, nested, texts: false, limits: self.options.limits };
        self.reader.read(request, bytes).ok()
    }
}

fn below(rest: &str) -> bool {
    rest.starts_with('/')
}
