//! From a folder to a linted rubric.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use toml::Table;

use super::error::SyntaxError;
use super::example::Examples;
use super::{Form, Rubric, RubricError, System, extend, levels, lint};

/// The files of a rubric, in the order in which they are hashed.
const FILES: [&str; 3] = ["rubric.toml", "form.toml", "examples.toml"];
/// How many rubrics may extend one another in a row; beyond it they do so in a circle.
const MOST_BASES: usize = 8;

/// A file of a rubric: its name as complaints say it, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file, or what stands for it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The texts of one rubric folder. A rubric that extends another may leave the last two to it.
#[derive(Clone, Debug)]
pub struct Sources {
    /// rubric.toml
    pub system: Source,
    /// form.toml
    pub form: Option<Source>,
    /// examples.toml
    pub examples: Option<Source>,
}

impl Sources {
    /// The texts of the rubric in `folder`.
    ///
    /// # Errors
    /// The folder is no rubric, or a file of it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, RubricError> {
        if !folder.join(FILES[0]).is_file() {
            return Err(RubricError::NoRubric { folder: folder.to_owned(), below: rubrics_below(folder) });
        }
        let source = |name: &str| {
            let file = folder.join(name);
            read(&file).map(|text| Source { name: file.display().to_string(), text })
        };
        let system = source(FILES[0])?;
        let extends = system.text.parse::<Table>().is_ok_and(|table| table.contains_key("extends"));
        let rest = |name: &str| {
            let left_to_base = extends && !folder.join(name).exists();
            if left_to_base { Ok(None) } else { source(name).map(Some) }
        };
        Ok(Self { system, form: rest(FILES[1])?, examples: rest(FILES[2])? })
    }

    fn each(&self) -> impl Iterator<Item = &Source> {
        [Some(&self.system), self.form.as_ref(), self.examples.as_ref()].into_iter().flatten()
    }
}

impl Rubric {
    /// Loads and lints the rubric in `folder`.
    ///
    /// # Errors
    /// A file that cannot be read or does not parse, or every fault that lint finds.
    pub fn load(folder: &Path) -> Result<Self, RubricError> {
        let rubric = Self::load_unlinted(folder)?;
        let faults = lint::faults(&rubric);
        if faults.is_empty() { Ok(rubric) } else { Err(RubricError::Faults { faults }) }
    }

    /// Loads the rubric in `folder` and leaves its faults to the caller.
    ///
    /// # Errors
    /// A file that cannot be read or does not parse.
    pub fn load_unlinted(folder: &Path) -> Result<Self, RubricError> {
        let id = folder
            .canonicalize()
            .ok()
            .and_then(|full| full.file_name().map(|name| name.to_string_lossy().into_owned()))
            .unwrap_or_default();
        Self::from_sources(id, Sources::read(folder)?, folder)
    }

    /// The rubric that `sources` describe; what it extends is looked for from `folder` on.
    ///
    /// # Errors
    /// As [`Rubric::load_unlinted`].
    pub fn from_sources(id: String, sources: Sources, folder: &Path) -> Result<Self, RubricError> {
        let mut chain = vec![sources];
        let mut at: PathBuf = folder.to_owned();
        while let Some(base) = base_of(&chain[chain.len() - 1])? {
            at = at.join(base);
            if chain.len() > MOST_BASES {
                return Err(RubricError::ExtendsItself { folder: folder.to_owned() });
            }
            chain.push(Sources::read(&at)?);
        }
        let mut hash = Sha256::new();
        for source in chain.iter().flat_map(Sources::each) {
            // The length keeps the border between two files in the hash.
            hash.update((source.text.len() as u64).to_le_bytes());
            hash.update(&source.text);
        }
        let mut system: System = match &chain[..] {
            [only] => parse(&only.system)?,
            _ => merged(&chain, |sources| Some(&sources.system), &extend::extended)?,
        };
        levels::weigh(&mut system);
        let form: Form = match chain.iter().find_map(|sources| sources.form.as_ref()) {
            Some(form) => parse(form)?,
            None => return Err(missing_file(folder, FILES[1])),
        };
        let examples: Examples = match &chain[..] {
            [only] => match &only.examples {
                Some(examples) => parse(examples)?,
                None => return Err(missing_file(folder, FILES[2])),
            },
            _ => merged_examples(&chain)?,
        };
        let sha256 = hex::encode(hash.finalize());
        Ok(Self { id, sha256, system, form, examples: examples.examples })
    }
}

/// The folder that a rubric extends.
fn base_of(sources: &Sources) -> Result<Option<String>, RubricError> {
    let table: Table = parse(&sources.system)?;
    Ok(table.get("extends").and_then(toml::Value::as_str).map(str::to_owned))
}

/// The chain's tables laid over one another, the farthest base first.
fn merged<T: DeserializeOwned>(
    chain: &[Sources],
    of: impl Fn(&Sources) -> Option<&Source>,
    lay_over: &dyn Fn(Table, &Table) -> Table,
) -> Result<T, RubricError> {
    let mut table = Table::new();
    let sources: Vec<&Source> = chain.iter().filter_map(of).collect();
    for source in sources.iter().rev() {
        table = lay_over(table, &parse(source)?);
    }
    table.try_into().map_err(|error| located(&sources, &error))
}

fn merged_examples(chain: &[Sources]) -> Result<Examples, RubricError> {
    let mut table = Table::new();
    for sources in chain.iter().rev() {
        let own = sources.examples.as_ref().map_or_else(|| Ok(Table::new()), parse)?;
        table = extend::extended_examples(&table, &own, &parse(&sources.system)?);
    }
    let sources: Vec<&Source> = chain.iter().filter_map(|sources| sources.examples.as_ref()).collect();
    table.try_into().map_err(|error| located(&sources, &error))
}

/// A fault of merged tables has lost its line; it is looked for where its name is written first.
fn located(sources: &[&Source], error: &toml::de::Error) -> RubricError {
    let named = error.message().split('`').nth(1).unwrap_or_default();
    let found = sources.iter().find_map(|source| {
        let offset = (!named.is_empty()).then(|| source.text.find(named))??;
        Some((*source, offset))
    });
    let (source, offset) = found.unwrap_or((sources[0], 0));
    RubricError::Syntax(SyntaxError::at(source.name.clone(), &source.text, offset, error.message()))
}

fn missing_file(folder: &Path, name: &str) -> RubricError {
    RubricError::Unreadable {
        file: folder.join(name),
        cause: std::io::Error::from(std::io::ErrorKind::NotFound),
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

fn parse<T: DeserializeOwned>(source: &Source) -> Result<T, RubricError> {
    toml::from_str(&source.text)
        .map_err(|error| RubricError::Syntax(SyntaxError::new(source.name.clone(), &source.text, &error)))
}
