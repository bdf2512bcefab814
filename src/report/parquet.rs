//! scores.parquet: one row for each subject and indicator, for analysts and other engines.

use std::io::Write;

use polars::prelude::*;
use polars_io::parquet::write::{BatchedWriter, ParquetWriter};

use super::json::Ranked;
use crate::number::Number;
use crate::rank::Standing;
use crate::rubric::System;
use crate::score::{Outcome, Scorecard, Status};

/// Digits of the decimal columns; points have few, but totals and odd scales must fit.
const PRECISION: usize = 38;

/// Subjects in one row group. A fixed number: the same bytes on any machine.
const SUBJECTS: usize = 1000;

/// The file while it is written.
pub struct Scores<'e, W: Write> {
    system: &'e System,
    writer: BatchedWriter<W>,
    /// The rows of the row group that is not full yet, and their subjects.
    rows: DataFrame,
    subjects: usize,
}

impl<'e, W: Write> Scores<'e, W> {
    /// A file without rows yet.
    ///
    /// # Errors
    /// polars' own failures, which only those of `to` can cause.
    pub fn begin(system: &'e System, to: W) -> PolarsResult<Self> {
        let rows = frame(&[], system)?;
        // No threads: the same bytes on any machine.
        let writer = ParquetWriter::new(to).set_parallel(false).batched(rows.schema())?;
        Ok(Self { system, writer, rows, subjects: 0 })
    }

    /// Adds subjects in the order of their ranks.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn push(&mut self, mut subjects: &[Ranked<'_>]) -> PolarsResult<()> {
        while !subjects.is_empty() {
            let (fitting, others) = subjects.split_at(subjects.len().min(SUBJECTS - self.subjects));
            self.rows.vstack_mut(&frame(fitting, self.system)?)?;
            self.subjects += fitting.len();
            if self.subjects == SUBJECTS {
                self.close_group()?;
            }
            subjects = others;
        }
        Ok(())
    }

    fn close_group(&mut self) -> PolarsResult<()> {
        let mut rows = std::mem::replace(&mut self.rows, frame(&[], self.system)?);
        self.subjects = 0;
        self.writer.write_batch(rows.rechunk_mut())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn finish(mut self) -> PolarsResult<()> {
        if self.subjects > 0 {
            self.close_group()?;
        }
        self.writer.finish()?;
        Ok(())
    }
}

/// A row: an indicator of a subject.
type Row<'a> = (&'a Standing, &'a Scorecard, &'a Outcome);

/// These subjects as a data frame; points are exact decimals with the rubric's places.
fn frame(subjects: &[Ranked<'_>], system: &System) -> PolarsResult<DataFrame> {
    let places = system.places;
    let rows: Vec<Row<'_>> = subjects
        .iter()
        .flat_map(|(standing, card)| card.outcomes.iter().map(move |outcome| (*standing, &**card, outcome)))
        .collect();
    let text =
        |get: &dyn Fn(&Row<'_>) -> Option<String>| rows.iter().map(get).collect::<Vec<Option<String>>>();
    let whole = |get: &dyn Fn(&Row<'_>) -> Option<u32>| rows.iter().map(get).collect::<Vec<Option<u32>>>();
    let total_places = system.places_of_total();
    let decimal =
        |name: &str, places: u32, get: &dyn Fn(&Row<'_>) -> Option<Number>| -> PolarsResult<Column> {
            let scaled: Vec<Option<i128>> =
                rows.iter().map(|row| get(row).map(|number| number.in_units(places))).collect();
            let column = Int128Chunked::from_iter_options(name.into(), scaled.into_iter());
            Ok(column.into_decimal(PRECISION, places as usize)?.into_column())
        };
    let level = |index: usize| text(&|row: &Row<'_>| row.2.path.get(index).cloned());
    DataFrame::new_infer_height(vec![
        Column::new("department_code".into(), text(&|row| row.1.code.clone())),
        Column::new("department".into(), text(&|row| Some(row.1.department.clone()))),
        Column::new("project".into(), text(&|row| row.1.project.clone())),
        Column::new("group".into(), text(&|row| row.1.group.clone())),
        Column::new("complete".into(), rows.iter().map(|row| row.1.is_complete()).collect::<Vec<bool>>()),
        decimal("total", total_places, &|row| Some(row.0.total.number().clone()))?,
        Column::new("grade".into(), text(&|row| row.0.grade.clone())),
        Column::new("rank".into(), whole(&|row| row.0.rank)),
        Column::new("group_rank".into(), whole(&|row| row.0.group_rank)),
        Column::new("indicator".into(), text(&|row| Some(row.2.code.clone()))),
        Column::new("level1".into(), level(0)),
        Column::new("level2".into(), level(1)),
        Column::new("level3".into(), level(2)),
        Column::new("name".into(), text(&|row| row.2.path.last().cloned())),
        Column::new(
            "status".into(),
            text(&|row| {
                let status = match row.2.status {
                    Status::Scored(_) => "scored",
                    Status::NotApplicable(_) => "not_applicable",
                    Status::Pending(_) => "pending",
                };
                Some(status.to_owned())
            }),
        ),
        decimal("max", places, &|row| Some(row.2.max.number().clone()))?,
        decimal("points", places, &|row| row.2.points().map(|points| points.number().clone()))?,
        decimal("self_points", places, &|row| row.2.self_points.clone())?,
        Column::new("file".into(), text(&|row| Some(row.1.place.file.to_string()))),
        Column::new("sheet".into(), text(&|row| row.1.place.sheet.as_deref().map(str::to_owned))),
    ])
}
