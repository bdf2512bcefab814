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
mod page;
mod parameters;
mod peers;
mod problems;
pub(crate) mod proof;
pub mod proof_set;
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

pub(crate) use safe::write_text;
pub(crate) use style::sign_line;
pub(crate) use submissions::{Sent, SentState, sent};

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::packed::saved;
use crate::Evaluation;
use peers::Peers;
use reference::Layout;
use table::{Setting, Table};
use view::View;

/// How a workbook is drawn, beside what the rubric's own styles say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drawing<'a> {
    /// The path from the workbook's folder to the input folder, with forward slashes; cells that name
    /// a source lead there.
    pub link_base: Option<&'a str>,
    /// Whether everything is black, grey and white.
    pub monochrome: bool,
}

/// A file with its name.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, safe on every system and different from all others of its folder.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The result workbook, and the proof in workbooks of its own where there are many subjects.
#[derive(Clone, Debug)]
pub struct Books {
    /// The bytes of the result workbook.
    pub result: Vec<u8>,
    /// What stands in the folder [`proof_set::FOLDER`].
    pub proofs: Vec<File>,
}

/// The bytes of the result workbook and of what belongs to it.
///
/// # Errors
/// What the file format cannot hold: numbers beyond its range, more lines than a sheet has.
pub fn write(evaluation: &Evaluation, drawing: &Drawing) -> Result<Books, XlsxError> {
    write_in_parts(evaluation, drawing, proof_set::MOST)
}

/// [`write`] with the proof of at most so many subjects in one workbook.
///
/// # Errors
/// As [`write`].
pub fn write_in_parts(evaluation: &Evaluation, drawing: &Drawing, most: usize) -> Result<Books, XlsxError> {
    write_beside(evaluation, drawing, most, || ()).map(|(books, ())| books)
}

/// [`write_in_parts`] while `others` are at work, once what keeps all processors busy by itself is done.
///
/// # Errors
/// As [`write`]; then `others` may not have begun.
pub fn write_beside<T: Send>(
    evaluation: &Evaluation,
    drawing: &Drawing,
    most: usize,
    others: impl FnOnce() -> T + Send,
) -> Result<(Books, T), XlsxError> {
    let cards = evaluation.all_cards();
    let view = View::new(evaluation, &cards, drawing.monochrome);
    let peers = Peers::of(&view);
    let (styles, year) = (&evaluation.rubric.styles, evaluation.rubric.system.year);
    let result = |proof: Table, found: &proof::Found, is_whole: bool| -> Result<Vec<u8>, XlsxError> {
        let tables = tables(&view, &peers, proof, found, is_whole);
        let tables = tables.into_iter().map(|table| table.styled(styles, year)).collect();
        Ok(drawn(&view, tables, drawing.link_base)?.0)
    };
    let many = evaluation.cards.len() > most;
    let set = many.then(|| proof_set::draw(&view, &peers, drawing, most)).transpose()?;
    let ((result, proofs), others) = rayon::join(
        || match set {
            Some(set) => (result(set.table, &set.found, false), set.files),
            None => {
                let (proof, found) = proof::table(&view, &peers, None);
                (result(proof, &found, true), Vec::new())
            }
        },
        others,
    );
    Ok((Books { result: result?, proofs }, others))
}

/// The bytes of a workbook with these tables under a seal, whose digest stands on 运行信息, and that
/// digest.
fn drawn(view: &View, tables: Vec<Table>, link_base: Option<&str>) -> Result<(Vec<u8>, String), XlsxError> {
    let mut workbook = empty();
    workbook.set_properties(&properties(&view.title("结果"))?);
    let layout: Layout = tables.iter().map(|table| (table.name, table.frame())).collect();
    let mut annex = 0;
    let numbered = |table: Table| {
        annex += usize::from(!table.hidden);
        (annex, table)
    };
    let mut tables: Vec<(usize, Table)> = tables.into_iter().map(numbered).collect();
    let setting = |annex| Setting { annex: Some(annex), link_base, layout: &layout, style: &view.style };
    let is_run = |table: &Table| table.name == seal::RUN;
    // Sheet by sheet beside one another; they are put in their order afterwards.
    let drawn: Result<Vec<_>, XlsxError> = tables
        .par_iter()
        .filter(|(_, table)| !is_run(table))
        .map(|(annex, table)| {
            let (sheet, found) = table.draw(&setting(*annex))?;
            Ok((sheet, seal::seal(&found)))
        })
        .collect();
    let (sheets, seals): (Vec<Worksheet>, Vec<_>) = drawn?.into_iter().unzip();
    let mut seal: Vec<_> = seals.into_iter().flatten().collect();
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    let mut digest = String::new();
    if let Some((annex, run)) = tables.iter_mut().find(|(_, table)| is_run(table)) {
        // The last of all, and under the seal but for the seal's own digest: drawn once to see
        // what is on it.
        run.items.push(run::sealed(""));
        seal.extend(seal::seal(&run.draw(&setting(*annex))?.1));
        run.items.pop();
        digest = seal::digest(&seal);
        run.items.push(run::sealed(&digest));
        workbook.push_worksheet(run.draw(&setting(*annex))?.0);
    }
    if let Some(first) = tables.iter().position(|(_, table)| !table.hidden).filter(|first| *first > 0) {
        workbook.worksheet_from_index(first)?.set_active(true).set_first_tab(true);
    }
    seal::write(&mut workbook, &seal)?;
    Ok((saved(&mut workbook)?, digest))
}

/// A workbook without sheets. Packed less tightly than is usual: that takes half the time, and the
/// file is a tenth larger.
fn empty() -> Workbook {
    const PACKING: u8 = 3;
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKING);
    workbook
}

/// The properties of a workbook: its title and nothing of the machine.
fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    // The file format wants a time of creation; a fixed one keeps equal results equal in bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&created))
}

/// The sheets in their order; `is_whole` tells whether `proof` is the proof itself.
fn tables(view: &View, peers: &Peers, proof: Table, found: &proof::Found, is_whole: bool) -> Vec<Table> {
    // Each takes its figures from those before it: inputs, points, ranks, and what sums them up.
    let (places, ranks) = ranks::table(view, found);
    let (matrix, totals) = matrix::table(view, found, &ranks);
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
        // Where the proof stands elsewhere, what it compares stands beside it.
        peers.table(view, found).filter(|_| is_whole),
        Some(parameters::table(view)),
        Some(run::table(view)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
