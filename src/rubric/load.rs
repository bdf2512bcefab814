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

impl Rubric {
    /// Loads and lints the rubric in `folder`.
    ///
    /// # Errors
    /// A file that cannot be read or does not parse, or every fault that lint finds.
    pub fn load(folder: &Path) -> Result<Self, RubricError> {
        if !folder.join(FILES[0]).is_file() {
            return Err(RubricError::NoRubric { folder: folder.to_owned(), below: rubrics_below(folder) });
        }
        let texts = FILES.map(|name| read(&folder.join(name)));
        let mut hash = Sha256::new();
        let [system, form, examples] = texts;
        let (system, form, examples) = (system?, form?, examples?);
        for text in [&system, &form, &examples] {
            // The length keeps the border between two files in the hash.
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        let named = |name: &str| folder.join(name).display().to_string();
        let rubric = Self {
            id: folder
                .canonicalize()
                .ok()
                .and_then(|full| full.file_name().map(|name| name.to_string_lossy().into_owned()))
                .unwrap_or_default(),
            sha256: hex::encode(hash.finalize()),
            system: parse(named(FILES[0]), &system)?,
            form: parse(named(FILES[1]), &form)?,
            examples: parse::<Examples>(named(FILES[2]), &examples)?.examples,
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
