//! What becomes of a collection of spreadsheets from many hands, as a table by format.
//!
//! ```console
//! cargo run --example corpus_table > docs/corpus.md
//! ```
//!
//! The collection lies beside the repository and is no part of it: `../shared/corpus`, or the
//! folder `corpus` of the one that `JIXIAO_SHARED` names.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{self, Reading};
use jixiao::intake::{FileStatus, IntakeOptions};
use jixiao::rubric::Rubric;

/// The argument by which this program reads files for itself.
const READER: &str = "read-files";
/// The list of the collection, which is none of its files.
const MANIFEST: &str = "MANIFEST.tsv";
/// What a file that is read and holds no form is rejected for.
const NO_FORM: &str = "未识别出自评表、名册或财政掌握情况表";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(READER) {
        let memory = arguments.next().and_then(|text| text.parse().ok());
        return Ok(reader::serve(memory.unwrap_or(Limits::default().memory))?);
    }
    let Some(corpus) = corpus() else {
        eprintln!("no collection beside the repository");
        return Ok(());
    };
    print!("{}", table(&corpus, std::env::current_exe()?)?);
    Ok(())
}

/// The collection, if there is one.
pub fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("JIXIAO_SHARED").map_or_else(beside, PathBuf::from);
    Some(shared.join("corpus")).filter(|folder| folder.join(MANIFEST).is_file())
}

/// The table, read by processes of `program`.
///
/// # Errors
/// When the rubric or the collection cannot be read.
pub fn table(corpus: &Path, program: PathBuf) -> Result<String, Box<dyn Error>> {
    let rubric = Rubric::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/project-2020-10"))?;
    let reading = Reading::Workers { program, arguments: vec![READER.to_owned()] };
    let options = IntakeOptions { reading, ..IntakeOptions::default() };
    let evaluation = jixiao::evaluate(corpus, rubric, &options, &|_, _| {})?;
    let mut formats = BTreeSet::new();
    let mut outcomes: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for input in evaluation.inputs.iter().filter(|input| input.file != MANIFEST) {
        let ending = Path::new(&input.file).extension().and_then(OsStr::to_str).unwrap_or_default();
        let outcome = match &input.status {
            FileStatus::Scored => "read".to_owned(),
            FileStatus::Rejected(why) if why == NO_FORM => "read".to_owned(),
            FileStatus::Rejected(why) => format!("rejected: {why}"),
            FileStatus::Ignored(why) => format!("ignored: {why}"),
        };
        formats.insert(ending.to_lowercase());
        *outcomes.entry(outcome).or_default().entry(ending.to_lowercase()).or_default() += 1;
    }
    let mut text = "\
# Spreadsheets of many hands

What the program makes of a collection of spreadsheets that served to test other readers: by what
their names end in, and what became of them. None holds a form; `read` means that its sheets were.
`cargo run --example corpus_table > docs/corpus.md` writes this table anew.

| outcome |"
        .to_owned();
    for format in &formats {
        let _ = write!(text, " {format} |");
    }
    let _ = writeln!(text, "\n|---|{}", "---:|".repeat(formats.len()));
    for (outcome, counts) in &outcomes {
        let _ = write!(text, "| {outcome} |");
        for format in &formats {
            let _ = write!(text, " {} |", counts.get(format).map_or_else(String::new, ToString::to_string));
        }
        text.push('\n');
    }
    Ok(text)
}
