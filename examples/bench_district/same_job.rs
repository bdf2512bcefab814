//! What the peers' scripts do and no more, by this crate: read all, score, rank, and write ranking, matrix
//! and a sheet for each body. Reading, recognising and checking are the program's own.

use std::path::Path;

use jixiao::evaluate;
use jixiao::intake::IntakeOptions;
use jixiao::rubric::Rubric;
use rust_xlsxwriter::Workbook;

use super::Outcome;

/// Characters that the name of a sheet may have.
const MOST_IN_NAME: usize = 31;

/// Does the job and leaves `result.xlsx`.
pub fn run(inputs: &Path, rubric: &Path, out: &Path) -> Outcome<()> {
    let evaluation = evaluate(inputs, Rubric::load(rubric)?, &IntakeOptions::default(), &|_, _| {})?;
    let mut book = Workbook::new();
    let (mut ranking, mut matrix, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for standing in &evaluation.standings.order {
        let card = evaluation.card(standing.card);
        ranking.push((card.department.clone(), standing.total.number().to_f64(), standing.rank));
        let scored = card.outcomes.iter().filter_map(|outcome| Some((outcome, outcome.points()?)));
        let lines: Vec<(String, f64, f64)> = scored
            .map(|(outcome, points)| {
                let name = outcome.path.last().cloned().unwrap_or_default();
                (name, outcome.max.number().to_f64(), points.number().to_f64())
            })
            .collect();
        matrix.push(lines.iter().map(|(_, _, points)| *points).collect::<Vec<_>>());
        own.push(lines);
    }
    let sheet = book.add_worksheet().set_name("ranking")?;
    sheet.write_row(0, 0, ["department", "total", "rank"])?;
    for (row, (department, total, rank)) in (1..).zip(&ranking) {
        sheet.write(row, 0, department)?.write(row, 1, *total)?.write(row, 2, rank.unwrap_or_default())?;
    }
    let sheet = book.add_worksheet().set_name("matrix")?;
    for (row, (points, (department, ..))) in (1..).zip(matrix.iter().zip(&ranking)) {
        sheet.write(row, 0, department)?.write_row(row, 1, points.iter().copied())?;
    }
    for (index, (lines, (department, ..))) in own.iter().zip(&ranking).enumerate() {
        let name: String = format!("{index}_{department}").chars().take(MOST_IN_NAME).collect();
        let sheet = book.add_worksheet().set_name(name)?;
        sheet.write_row(0, 0, ["indicator", "worth", "points"])?;
        for (row, (name, worth, points)) in (1..).zip(lines) {
            sheet.write(row, 0, name)?.write(row, 1, *worth)?.write(row, 2, *points)?;
        }
    }
    std::fs::create_dir_all(out)?;
    book.save(out.join("result.xlsx"))?;
    Ok(())
}
