//! Leaving the artefacts: each is written beside its place and renamed into it when complete.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use polars::error::PolarsError;
use tempfile::{NamedTempFile, TempPath};

use super::hold::Hold;
use super::json::{Ranked, ResultView};
use super::parquet::Scores;
use super::transcripts::{self, Drafts};
use super::workbook::{self, Drawing, proof_set, transcript};
use crate::Evaluation;
pub use crate::previous::RESULT;

/// The result workbook's name.
pub const WORKBOOK: &str = "评价结果.xlsx";
/// The table for analysts.
pub const SCORES: &str = "scores.parquet";
/// How the names of drafts begin.
pub(super) const DRAFT: &str = ".jixiao-";
/// Names that are tried when a file is open elsewhere.
const MOST_NAMES: usize = 99;

/// An artefact that could not be made or written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The folder or a file cannot be written.
    #[error("无法写入 {}：{}", file.display(), crate::finding::system_reason(cause))]
    Unwritable { file: PathBuf, cause: io::Error },
    /// An artefact could not be built.
    #[error("无法生成 {name}：{cause}")]
    Unbuildable { name: &'static str, cause: String },
}

/// Where the artefacts went.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Every file, in the order of writing.
    pub files: Vec<PathBuf>,
    /// Files that could not be replaced because they are open elsewhere.
    pub in_use: Vec<PathBuf>,
    /// Workbooks of departments that this result has not, left because somebody changed them.
    pub left: Vec<PathBuf>,
}

/// What is to be written, and how.
#[derive(Clone, Copy, Debug)]
pub struct OutputOptions {
    /// Whether the result workbook is written.
    pub workbook: bool,
    /// Whether each department gets a workbook of its own.
    pub transcripts: bool,
    /// Whether the workbooks are black, grey and white.
    pub monochrome: bool,
}

impl Default for OutputOptions {
    fn default() -> Self {
        Self { workbook: true, transcripts: true, monochrome: false }
    }
}

/// Builds and writes all artefacts of `evaluation` into `folder`, which is made if it is missing.
/// `inputs` is the folder that was read, to which the workbook links.
///
/// # Errors
/// See [`write_with`].
pub fn write(evaluation: &Evaluation, folder: &Path, inputs: &Path) -> Result<Written, OutputError> {
    write_with(evaluation, folder, inputs, &OutputOptions::default())
}

/// [`write`] with options.
///
/// # Errors
/// [`OutputError`]. What was there before stays as it was, unless the folder itself fails between
/// one renaming and the next. Whoever writes there at the same time waits, so that all files are of
/// one run.
pub fn write_with(
    evaluation: &Evaluation,
    folder: &Path,
    inputs: &Path,
    options: &OutputOptions,
) -> Result<Written, OutputError> {
    fs::create_dir_all(folder).map_err(unwritable(folder.to_owned()))?;
    let link_base = link_base(folder, inputs);
    let unbuildable =
        |name, cause: &dyn std::fmt::Display| OutputError::Unbuildable { name, cause: cause.to_string() };
    let drawing = Drawing { link_base: link_base.as_deref(), monochrome: options.monochrome };
    let own = || {
        let own = options.transcripts.then(|| transcript::write_all(evaluation, options.monochrome));
        own.transpose().map(Option::unwrap_or_default)
    };
    let hold = Hold::take(folder);
    hold.sweep(folder);
    // The workbook is packed in one piece; the others leave nobody waiting for it.
    let others = || rayon::join(own, || data(evaluation, folder));
    let (books, (own, data)) = if options.workbook {
        let written = workbook::write_beside(evaluation, &drawing, proof_set::MOST, others);
        let (books, others) = written.map_err(|error| unbuildable(WORKBOOK, &error))?;
        (Some(books), others)
    } else {
        (None, others())
    };
    let own = own.map_err(|error| unbuildable(transcripts::FOLDER, &error))?;
    let mut drafts = Vec::new();
    // All are complete before the first takes its place.
    let (book, proofs) = books.map(|books| (books.result, books.proofs)).unzip();
    drafts.extend(
        book.map(|bytes| drafted(folder, WORKBOOK, &bytes)).transpose()?.map(|draft| (WORKBOOK, draft)),
    );
    drafts.extend(data?);
    let own = Drafts::new(folder, transcripts::FOLDER, &own, &hold)?;
    let proofs = Drafts::new(folder, proof_set::FOLDER, &proofs.unwrap_or_default(), &hold)?;
    let mut written = Written::default();
    for (name, draft) in drafts {
        put(folder, name, draft, &mut written)?;
    }
    own.put(&mut written)?;
    proofs.put(&mut written)?;
    hold.sync().map_err(unwritable(folder.to_owned()))?;
    Ok(written)
}

/// Drafts of the files for programs. Both go through the scorecards once.
fn data(evaluation: &Evaluation, folder: &Path) -> Result<[(&'static str, TempPath); 2], OutputError> {
    let failed = |error: PolarsError| match error {
        PolarsError::IO { error, .. } => unwritable(folder.join(SCORES))(error.kind().into()),
        other => OutputError::Unbuildable { name: SCORES, cause: other.to_string() },
    };
    let (mut result, scores) = (draft_in(folder)?, draft_in(folder)?);
    let mut rows = Scores::begin(&evaluation.rubric.system, scores.as_file()).map_err(failed)?;
    let mut added = Ok(());
    let mut beside = |subjects: &[Ranked<'_>]| {
        if added.is_ok() {
            added = rows.push(subjects);
        }
    };
    let written = ResultView::beside(evaluation, &mut beside).write(BufWriter::new(result.as_file_mut()));
    added.and_then(|()| rows.finish()).map_err(failed)?;
    let result = on_disk(folder, RESULT, result, written.map_err(io::Error::from))?;
    Ok([(RESULT, result), (SCORES, on_disk(folder, SCORES, scores, Ok(()))?)])
}

/// Writes one file that has its bytes already; its folder is made if it is missing.
///
/// # Errors
/// [`OutputError::Unwritable`]. What was there before stays as it was.
pub fn write_file(file: &Path, bytes: &[u8]) -> Result<Written, OutputError> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    fs::create_dir_all(folder).map_err(unwritable(folder.to_owned()))?;
    let draft = drafted(folder, &name, bytes)?;
    let mut written = Written::default();
    put(folder, &name, draft, &mut written)?;
    Ok(written)
}

/// Writes files into a folder, which is made if it is missing: all are complete before the first takes
/// its place.
///
/// # Errors
/// [`OutputError::Unwritable`]. What was there before stays as it was, unless the folder itself fails
/// between one renaming and the next.
pub fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Written, OutputError> {
    fs::create_dir_all(folder).map_err(unwritable(folder.to_owned()))?;
    let hold = Hold::take(folder);
    hold.sweep(folder);
    let drafts: Result<Vec<TempPath>, OutputError> =
        files.iter().map(|(name, bytes)| drafted(folder, name, bytes)).collect();
    let mut written = Written::default();
    for ((name, _), draft) in files.iter().zip(drafts?) {
        put(folder, name, draft, &mut written)?;
    }
    hold.sync().map_err(unwritable(folder.to_owned()))?;
    Ok(written)
}

pub(super) fn unwritable(file: PathBuf) -> impl FnOnce(io::Error) -> OutputError {
    move |cause| OutputError::Unwritable { file, cause }
}

/// The bytes in a draft beside their place, safely on the disk.
pub(super) fn drafted(folder: &Path, name: &str, bytes: &[u8]) -> Result<TempPath, OutputError> {
    let mut draft = draft_in(folder)?;
    let written = draft.write_all(bytes);
    on_disk(folder, name, draft, written)
}

/// A draft that was `written`, safely on the disk and closed: there may be more of them than files that
/// the system lets a process hold open.
fn on_disk(
    folder: &Path,
    name: &str,
    draft: NamedTempFile,
    written: io::Result<()>,
) -> Result<TempPath, OutputError> {
    let written = written.and_then(|()| draft.as_file().sync_all());
    written.map_err(unwritable(folder.join(name)))?;
    Ok(draft.into_temp_path())
}

/// Renames a draft into its place, or the next free name where that is open elsewhere.
pub(super) fn put(
    folder: &Path,
    name: &str,
    mut draft: TempPath,
    written: &mut Written,
) -> Result<(), OutputError> {
    for attempt in 1..=MOST_NAMES {
        let target = folder.join(numbered(name, attempt));
        match draft.persist(&target) {
            Ok(()) => {
                written.files.push(target);
                return Ok(());
            }
            // Open in Excel or WPS: the next free name is used, and said.
            Err(refused) if in_use(&refused.error, &target) && attempt < MOST_NAMES => {
                written.in_use.push(target);
                draft = refused.path;
            }
            Err(refused) => return Err(unwritable(target)(refused.error)),
        }
    }
    Ok(())
}

/// A draft in the output folder. A temporary file is private by default; what lies beside other
/// files is to be readable by whoever may read them.
fn draft_in(folder: &Path) -> Result<NamedTempFile, OutputError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(DRAFT);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder).map_err(unwritable(folder.to_owned()))
}

/// 评价结果.xlsx, 评价结果(2).xlsx …
fn numbered(name: &str, attempt: usize) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if attempt > 1 => format!("{stem}({attempt}).{ending}"),
        _ => name.to_owned(),
    }
}

/// Whether what stands in the way of a draft is the target itself: Windows refuses to replace a
/// file that another program holds open, other systems one that is locked or is no file.
fn in_use(error: &io::Error, target: &Path) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    let refused = matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::IsADirectory)
        || (cfg!(windows) && error.raw_os_error() == Some(SHARING_VIOLATION));
    refused && target.symlink_metadata().is_ok()
}

/// The way from the output folder to the inputs, for links; `None` where the two share nothing but
/// the root, since the way would then tell where this machine keeps its files.
pub(crate) fn link_base(from: &Path, to: &Path) -> Option<String> {
    let (from, to) = (from.canonicalize().ok()?, to.canonicalize().ok()?);
    let from: Vec<_> = from.components().collect();
    let to: Vec<_> = to.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let root_only = to[..shared].iter().all(|part| !matches!(part, std::path::Component::Normal(_)));
    if root_only {
        return None;
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}
