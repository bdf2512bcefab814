//! 评价结果.xlsx: the workbook that the bureau signs, one file for each sheet.
//!
//! A sheet says what stands where (its [`table::Table`]); the frame of official tables is drawn in
//! one place. Nothing is computed here that could differ from the engine: points, ranks and reasons
//! are taken over as they are.

mod analysis;
mod cell;
mod chart;
mod deductions;
mod draw;
mod grades;
mod groups;
mod matrix;
mod notes;
mod problems;
mod ranking;
mod reviews;
mod run;
pub(crate) mod safe;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_cards;
pub(crate) mod style;
mod submissions;
mod system;
mod table;
#[cfg(test)]
mod tests;
pub mod transcript;
mod view;
mod years;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::Evaluation;
use table::{Setting, Table};
use view::View;

/// The bytes of the result workbook.
///
/// `link_base` is the path from the workbook's folder to the input folder, with forward slashes;
/// cells that name a source lead there.
///
/// # Errors
/// What the file format cannot hold: numbers beyond its range, more lines than a sheet has.
pub fn write(evaluation: &Evaluation, link_base: Option<&str>) -> Result<Vec<u8>, XlsxError> {
    let view = View::new(evaluation);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&view.title("结果"))?);
    for (index, table) in tables(&view).iter().enumerate() {
        table.draw(&mut workbook, &Setting { annex: Some(index + 1), link_base })?;
    }
    workbook.save_to_buffer()
}

/// The properties of a workbook: its title and nothing of the machine.
fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    // The file format wants a time of creation; a fixed one keeps equal results equal in bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&created))
}

/// The sheets in their order.
fn tables(view: &View) -> Vec<Table> {
    [
        Some(notes::table(view)),
        Some(ranking::table(view)),
        groups::table(view),
        Some(matrix::table(view)),
        Some(deductions::table(view)),
        Some(reviews::table(view)),
        Some(grades::table(view)),
        Some(analysis::table(view)),
        Some(analysis::drawn(view)),
        years::table(view),
        Some(submissions::table(view)),
        Some(problems::table(view)),
        Some(system::table(view)),
        Some(run::table(view)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
