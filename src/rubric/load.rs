//! From a folder to a linted rubric.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use toml::Table;

use super::error::SyntaxError;
use super::example::Examples;
use super::styles::Styles;
use super::{Fault, Rubric, RubricError, Scores, System, extend, levels, lint};

/// The files of a rubric, in the order in which they are hashed.
const FILES: [&str; 3] = ["rubric.toml", "form.toml", "examples.toml"];
/// How its workbooks look; it may be missing and is not hashed.
pub const STYLES: &str = "styles.toml";
/// How many rubrics may extend one another in a row; beyond it they do so in a circle.
const MOST_BASES: usize = 8;

/// The texts of a rubric's files. A rubric that extends another may leave the last two to
/// it: they are empty then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// rubric.toml
    pub rubric: String,
    /// form.toml
    pub form: String,
    /// examples.toml
    pub examples: String,
    /// styles.toml; empty where there is none.
    pub styles: String,
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
        let rubric = read(&folder.join(FILES[0]))?;
        let extends = rubric.parse::<Table>().is_ok_and(|table| table.contains_key("extends"));
        let rest = |name: &str| {
            let file = folder.join(name);
            if extends && !file.exists() { Ok(String::new()) } else { read(&file) }
        };
        let styles = folder.join(STYLES);
        let styles = if styles.exists() { read(&styles)? } else { String::new() };
        Ok(Self { rubric, form: rest(FILES[1])?, examples: rest(FILES[2])?, styles })
    }

    /// The texts as trees of keys and values, whatever the keys; messages name files in `folder`.
    ///
    /// # Errors
    /// A text that is no TOML.
    pub fn trees(&self, folder: &Path) -> Result<[Table; 4], RubricError> {
        let [rubric, form, examples] = self.named(folder);
        let styles = self.named_styles(folder);
        Ok([parse(&rubric)?, parse(&form)?, parse(&examples)?, parse(&styles)?])
    }

    fn named_styles(&self, folder: &Path) -> Source<'_> {
        Source { name: folder.join(STYLES).display().to_string(), text: &self.styles }
    }

    /// Each text with the name by which messages call it.
    fn named(&self, folder: &Path) -> [Source<'_>; 3] {
        let texts = [&self.rubric, &self.form, &self.examples];
        std::array::from_fn(|i| Source { name: folder.join(FILES[i]).display().to_string(), text: texts[i] })
    }
}

/// A text and the name by which messages call it.
#[derive(Clone, Debug)]
struct Source<'a> {
    name: String,
    text: &'a str,
}

impl Rubric {
    /// Loads and lints the rubric in `folder`.
    ///
    /// # Errors
    /// A file that cannot be read or does not parse, or every fault that lint finds.
    pub fn load(folder: &Path) -> Result<Self, RubricError> {
        Self::read(folder)?.linted()
    }

    /// Reads the rubric in `folder` and leaves its faults to the caller.
    ///
    /// # Errors
    /// A file that cannot be read or does not parse.
    pub fn read(folder: &Path) -> Result<Self, RubricError> {
        Self::unlinted(name_of(folder), folder, &Texts::read(folder)?)
    }

    /// The rubric, unless lint finds an error in it.
    ///
    /// # Errors
    /// Every fault that lint finds, warnings included, where one of them is an error.
    pub fn linted(self) -> Result<Self, RubricError> {
        let faults = self.faults();
        if faults.iter().any(Fault::refuses) { Err(RubricError::Faults { faults }) } else { Ok(self) }
    }

    /// Every fault that lint finds.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        lint::faults(self).into_iter().map(|fault| self.placed(fault)).collect()
    }

    /// Parses the texts of a rubric called `id` and leaves its faults to the caller; messages name
    /// files in `folder`, and what it extends is looked for from there on.
    ///
    /// # Errors
    /// A text that does not parse.
    pub fn unlinted(id: String, folder: &Path, texts: &Texts) -> Result<Self, RubricError> {
        let mut rubric = Self::alone(id, folder, texts)?;
        if let Some(projects) = &rubric.system.projects {
            let at = beside(folder).join(projects);
            let projects = Self::alone(name_of(&at), &at, &Texts::read(&at)?)?;
            // A rubric that in turn wants projects would have no end.
            if projects.system.scores != Scores::Project || projects.system.projects.is_some() {
                return Err(RubricError::NoProjects { folder: at });
            }
            let projects = Self { within_department: true, ..projects.linted()? };
            let both = Sha256::new().chain_update(&rubric.sha256).chain_update(&projects.sha256);
            rubric.sha256 = hex::encode(both.finalize());
            rubric.projects = Some(Box::new(projects));
        }
        Ok(rubric)
    }

    fn alone(id: String, folder: &Path, texts: &Texts) -> Result<Self, RubricError> {
        let chain = with_bases(folder, texts)?;
        let mut hash = Sha256::new();
        for (_, texts) in &chain {
            for text in [&texts.rubric, &texts.form, &texts.examples] {
                // The length keeps the border between two files in the hash.
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text);
            }
        }
        let sources: Vec<[Source<'_>; 3]> = chain.iter().map(|(folder, texts)| texts.named(folder)).collect();
        let [own_system, _, own_examples] = &sources[0];
        let form = sources.iter().map(|[_, form, _]| form).find(|form| !form.text.is_empty());
        let form = parse(form.unwrap_or(&sources[0][1]))?;
        let (mut system, examples) = if let [_] = sources[..] {
            (parse(own_system)?, parse(own_examples)?)
        } else {
            (merged_systems(&sources)?, merged_examples(&sources)?)
        };
        if let (None, false) = (&system.extends, system.remove.is_empty()) {
            let offset = own_system.text.find("remove").unwrap_or_default();
            let message = "remove 只能与 extends 同用：没有 extends 的，直接删去该指标";
            let error = SyntaxError::at(own_system.name.clone(), own_system.text, offset, message);
            return Err(RubricError::Syntax(error));
        }
        levels::weigh(&mut system);
        let Examples { examples } = examples;
        // The nearest says all of it.
        let own = chain.iter().find(|(_, texts)| !texts.styles.is_empty());
        let styles = own.map(|(folder, texts)| styles(&texts.named_styles(folder))).transpose()?;
        let styles = styles.unwrap_or_default();
        Ok(Self {
            id,
            sha256: hex::encode(hash.finalize()),
            system,
            form,
            examples,
            styles,
            cells: Vec::new(),
            projects: None,
            within_department: false,
        })
    }
}

fn styles(source: &Source<'_>) -> Result<Styles, RubricError> {
    let styles: Styles = parse(source)?;
    match styles.fault() {
        None => Ok(styles),
        Some((word, message)) => {
            // Of a sheet that stands there twice the second is one too many.
            let offset = source.text.rfind(&word).unwrap_or_default();
            let error = SyntaxError::at(source.name.clone(), source.text, offset, &message);
            Err(RubricError::Syntax(error))
        }
    }
}

/// The texts of a rubric and of every rubric that it extends, the nearest first, each with its
/// folder.
fn with_bases(folder: &Path, texts: &Texts) -> Result<Vec<(PathBuf, Texts)>, RubricError> {
    let mut chain = vec![(folder.to_owned(), texts.clone())];
    loop {
        let (at, texts) = &chain[chain.len() - 1];
        let [system, ..] = texts.named(at);
        let table: Table = parse(&system)?;
        let Some(base) = table.get("extends").and_then(toml::Value::as_str) else {
            return Ok(chain);
        };
        if chain.len() > MOST_BASES {
            return Err(RubricError::ExtendsItself { folder: folder.to_owned() });
        }
        let base = beside(at).join(base);
        let texts = Texts::read(&base)?;
        chain.push((base, texts));
    }
}

/// A rubric is called after its folder.
fn name_of(folder: &Path) -> String {
    let full = folder.canonicalize().ok();
    full.and_then(|full| full.file_name().map(|name| name.to_string_lossy().into_owned())).unwrap_or_default()
}

/// The folder from which other rubrics are looked for: a workbook stands in it, texts are it.
fn beside(rubric: &Path) -> &Path {
    if rubric.is_file() { rubric.parent().unwrap_or(rubric) } else { rubric }
}

/// The systems laid over one another, the farthest base first.
fn merged_systems(sources: &[[Source<'_>; 3]]) -> Result<System, RubricError> {
    let mut table = Table::new();
    for [system, ..] in sources.iter().rev() {
        table = extend::extended(table, &parse(system)?);
    }
    table.try_into().map_err(|error| located(sources.iter().map(|[system, ..]| system), &error))
}

fn merged_examples(sources: &[[Source<'_>; 3]]) -> Result<Examples, RubricError> {
    let mut table = Table::new();
    for [system, _, examples] in sources.iter().rev() {
        table = extend::extended_examples(&table, &parse(examples)?, &parse(system)?);
    }
    table.try_into().map_err(|error| located(sources.iter().map(|[.., examples]| examples), &error))
}

/// A fault of merged tables has lost its line; it is looked for where its name is written first.
fn located<'a>(mut sources: impl Iterator<Item = &'a Source<'a>>, error: &toml::de::Error) -> RubricError {
    let named = error.message().split('`').nth(1).unwrap_or_default();
    let found = sources.find_map(|source| {
        let offset = (!named.is_empty()).then(|| source.text.find(named))??;
        Some((source.name.clone(), source.text, offset))
    });
    let (name, text, offset) = found.unwrap_or_default();
    RubricError::Syntax(SyntaxError::at(name, text, offset, error.message()))
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

fn parse<T: DeserializeOwned>(source: &Source<'_>) -> Result<T, RubricError> {
    toml::from_str(source.text)
        .map_err(|error| RubricError::Syntax(SyntaxError::new(source.name.clone(), source.text, &error)))
}
