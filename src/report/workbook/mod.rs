//! 评价结果.xlsx: the workbook that the bureau signs, one file for each sheet.
//!
//! A sheet says what stands where (its [`table::Table`]); the frame of official tables is drawn in
//! one place. Nothing is computed here that could differ from the engine: points, ranks and reasons
//! are taken over as they are. Beside that, figures are live: a cell may have a formula whose result
//! is the engine's own figure, down to the inputs on 核算底稿 ([`proof`]).

mod analysis;
mod cell;
mod chart;
pub mod checklist;
mod deductions;
mod draw;
mod grades;
mod groups;
mod matrix;
mod notes;
mod parameters;
mod peers;
mod problems;
mod proof;
mod ranking;
mod ranks;
mod reference;
mod reviews;
mod run;
pub(crate) mod safe;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_cards;
pub mod seal;
pub(crate) mod style;
mod submissions;
mod system;
mod table;
#[cfg(test)]
mod tests;
pub mod transcript;
mod view;
mod years;

pub(crate) use draw::sign_line;
pub(crate) use safe::write_text;
pub(crate) use submissions::{Sent, SentState, sent};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::Evaluation;
use peers::Peers;
use reference::Layout;
use table::{Setting, Table};
use view::View;

/// How much of a processor's time packing may take: of what only this program reads, and of what is
/// left (the writer's own level).
const FASTEST: u8 = 1;
const USUAL: u8 = 6;

/// The bytes of the result workbook.
///
/// `link_base` is the path from the workbook's folder to the input folder, with forward slashes;
/// cells that name a source lead there.
///
/// # Errors
/// What the file format cannot hold: numbers beyond its range, more lines than a sheet has.
pub fn write(evaluation: &Evaluation, link_base: Option<&str>) -> Result<Vec<u8>, XlsxError> {
    let view = View::new(evaluation);
    let mut tables = tables(&view);
    let layout: Layout = tables.iter().map(|table| (table.name, table.frame())).collect();
    let setting = |index: usize| Setting { annex: Some(index + 1), link_base, layout: &layout };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&view.title("结果"))?);
    // The sheet that holds the seal's digest is the last: all others are drawn once, and what is
    // sealed is what a reader finds of them.
    let last = tables.pop_if(|table| table.name == seal::RUN);
    for (index, table) in tables.iter().enumerate() {
        table.draw(&mut workbook, &setting(index))?;
    }
    workbook.set_zip_compression_level(FASTEST);
    let seal = seal::seal(&seal::read(&workbook.save_to_buffer()?).map_err(|error| unreadable(&error))?);
    if let Some(mut run) = last {
        run.items.push(run::sealed(&seal::digest(&seal)));
        run.draw(&mut workbook, &setting(tables.len()))?;
    }
    seal::write(&mut workbook, &seal)?;
    workbook.set_zip_compression_level(USUAL);
    workbook.save_to_buffer()
}

/// The writer's own file could not be read back, which nothing but a fault in one of the two does.
fn unreadable(error: &calamine::XlsxError) -> XlsxError {
    XlsxError::ParameterError(error.to_string())
}

/// The properties of a workbook: its title and nothing of the machine.
fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    // The file format wants a time of creation; a fixed one keeps equal results equal in bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&created))
}

/// The sheets in their order.
fn tables(view: &View) -> Vec<Table> {
    // Each takes its figures from those before it: inputs, points, ranks, and what sums them up.
    let peers = Peers::of(view);
    let (proof, found) = proof::table(view, &peers);
    let (places, ranks) = ranks::table(view, &found);
    let (matrix, totals) = matrix::table(view, &found, &ranks);
    let from = ranking::Sources { totals: &totals, ranks: &ranks };
    [
        Some(notes::table(view)),
        Some(ranking::table(view, &from)),
        groups::table(view, &from),
        Some(matrix),
        Some(deductions::table(view)),
        Some(reviews::table(view)),
        Some(grades::table(view, &from)),
        Some(analysis::table(view)),
        Some(analysis::drawn(view)),
        years::table(view),
        Some(submissions::table(view)),
        Some(problems::table(view)),
        Some(system::table(view)),
        Some(proof),
        places,
        peers.table(view, &found),
        Some(parameters::table(view)),
        Some(run::table(view)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
