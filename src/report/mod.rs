//! What the run leaves: one file for each artefact, one for each sheet of the workbook.
//!
//! Nothing here computes a score; all words about points are in [`wording`].

pub mod explain;
pub(crate) mod file_name;
pub mod handbook;
mod hold;
pub mod json;
pub mod outputs;
pub(crate) mod packed;
pub mod parquet;
pub mod record;
pub mod screen;
pub mod transcripts;
pub mod wording;
pub mod workbook;
