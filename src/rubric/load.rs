//! From a folder to a linted rubric.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::error::SyntaxError;
use super::example::Examples;
use super::{Rubric, RubricError, lint};

/// The files of a rubric, in the order in which they are hashed.
const FILES: [&str; 3] = ["rubric.toml", "form.toml", "examples.toml"];

/// The texts of a rubric's three files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// rubric.toml
    pub rubric: String,
    /// form.toml
    pub form: String,
    /// examples.toml
    pub examples: String,
}

impl Texts {
    /// Reads the files in `folder`.
    ///
    /// # Errors
    /// A folder that is no rubric, or a file that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, RubricError> {
        if !folder.join(FILES[0]).is_file() {
            return Err(RubricError::NoRubric { folder: folder.to_owned(), below: rubrics_below(folder) });
        }
        let [rubric, form, examples] = FILES.map(|name| read(&folder.join(name)));
        Ok(Self { rubric: rubric?, form: form?, examples: examples? })
    }

    /// The texts as trees of keys and values, whatever the keys; messages name files in `folder`.
    ///
    /// # Errors
    /// A text that is no TOML.
    pub fn trees(&self, folder: &Path) -> Result<[toml::Table; 3], RubricError> {
        let named = |name: &str| folder.join(name).display().to_string();
        Ok([
            parse(named(FILES[0]), &self.rubric)?,
            parse(named(FILES[1]), &self.form)?,
            parse(named(FILES[2]), &self.examples)?,
        ])
    }
}

impl Rubric {
    /// Loads and lints the rubric in `folder`.
    ///
    /// # Errors
    /// A file that cannot be read or does not parse, or every fault that lint finds.
    pub fn load(folder: &Path) -> Result<Self, RubricError> {
        let id = folder
            .canonicalize()
            .ok()
            .and_then(|full| full.file_name().map(|name| name.to_string_lossy().into_owned()))
            .unwrap_or_default();
        Self::from_texts(id, folder, &Texts::read(folder)?)
    }

    /// Parses and lints the texts of a rubric called `id`; messages name files in `folder`.
    ///
    /// # Errors
    /// A text that does not parse, or every fault that lint finds.
    pub fn from_texts(id: String, folder: &Path, texts: &Texts) -> Result<Self, RubricError> {
        let mut hash = Sha256::new();
        for text in [&texts.rubric, &texts.form, &texts.examples] {
            // The length keeps the border between two files in the hash.
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        let named = |name: &str| folder.join(name).display().to_string();
        let rubric = Self {
            id,
            sha256: hex::encode(hash.finalize()),
            system: parse(named(FILES[0]), &texts.rubric)?,
            form: parse(named(FILES[1]), &texts.form)?,
            examples: parse::<Examples>(named(FILES[2]), &texts.examples)?.examples,
        };
        let faults = lint::faults(&rubric);
        if faults.is_empty() { Ok(rubric) } else { Err(RubricError::Faults { faults }) }
    }
}

/// Names of the folders in `folder` that are rubrics, sorted.
fn rubrics_below(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let rubrics = entries.filter(|entry| entry.path().join(FILES[0]).is_file());
    let mut names: Vec<String> =
        rubrics.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn read(file: &Path) -> Result<String, RubricError> {
    // A file saved by Windows Notepad may begin with a byte order mark, which is no content.
    fs::read_to_string(file)
        .map(|text| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text).replace("\r\n", "\n"))
        .map_err(|cause| RubricError::Unreadable { file: file.to_owned(), cause })
}

fn parse<T: DeserializeOwned>(name: String, text: &str) -> Result<T, RubricError> {
    toml::from_str(text).map_err(|error| RubricError::Syntax(SyntaxError::new(name, text, &error)))
}
