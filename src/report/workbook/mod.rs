//! 评价结果.xlsx: the workbook that the bureau signs, one file for each sheet.
//!
//! A sheet says what stands where (its [`table::Table`]); the frame of official tables is drawn in
//! one place. Nothing is computed here that could differ from the engine: points, ranks and reasons
//! are taken over as they are.

mod cell;
pub mod checklist;
mod deductions;
mod draw;
mod groups;
mod matrix;
mod notes;
mod problems;
mod ranking;
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
mod view;

pub(crate) use safe::write_text;
pub(crate) use submissions::{Sent, SentState, sent};

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
    // The file format wants a time of creation; a fixed one keeps equal results equal in bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(view.title("结果")).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    for (index, table) in tables(&view).iter().enumerate() {
        table.draw(&mut workbook, &Setting { annex: index + 1, link_base })?;
    }
    workbook.save_to_buffer()
}

/// The sheets in their order.
fn tables(view: &View) -> Vec<Table> {
    [
        Some(notes::table(view)),
        Some(ranking::table(view)),
        groups::table(view),
        Some(matrix::table(view)),
        Some(deductions::table(view)),
        Some(submissions::table(view)),
        Some(problems::table(view)),
        Some(system::table(view)),
        Some(run::table(view)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
