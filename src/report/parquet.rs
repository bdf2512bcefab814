//! scores.parquet: one row for each subject and indicator, for analysts and other engines.

use std::borrow::Cow;

use polars::prelude::*;
use polars_io::parquet::write::ParquetWriter;
use rayon::prelude::*;

use crate::Evaluation;
use crate::number::Number;
use crate::rank::Standing;
use crate::score::{AT_A_TIME, Outcome, Scorecard, Status};

/// Digits of the decimal columns; points have few, but totals and odd scales must fit.
const PRECISION: usize = 38;

/// Subjects in one row group. A fixed number: the same bytes on any machine.
const SUBJECTS: usize = 1000;

/// The file's bytes.
///
/// # Errors
/// polars' own failures (memory); the columns are built here and have one length.
pub fn write(evaluation: &Evaluation) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let schema = frame(evaluation, &[])?.schema().clone();
    let mut writer = ParquetWriter::new(&mut bytes).set_parallel(false).batched(&schema)?;
    for group in evaluation.standings.order.chunks(SUBJECTS) {
        let mut rows = frame(evaluation, &[])?;
        for standings in group.chunks(AT_A_TIME) {
            rows.vstack_mut(&frame(evaluation, standings)?)?;
        }
        rows.rechunk_mut();
        writer.write_batch(&rows)?;
    }
    writer.finish()?;
    Ok(bytes)
}

/// A row: an indicator of a subject.
type Row<'a> = (&'a Standing, &'a Scorecard, &'a Outcome);

/// These subjects as a data frame; points are exact decimals with the rubric's places.
fn frame(evaluation: &Evaluation, standings: &[Standing]) -> PolarsResult<DataFrame> {
    let places = evaluation.rubric.system.places;
    let cards: Vec<(&Standing, Cow<'_, Scorecard>)> =
        standings.par_iter().map(|standing| (standing, evaluation.card(standing.card))).collect();
    let rows: Vec<Row<'_>> = cards
        .iter()
        .flat_map(|(standing, card)| card.outcomes.iter().map(move |outcome| (*standing, &**card, outcome)))
        .collect();
    let text =
        |get: &dyn Fn(&Row<'_>) -> Option<String>| rows.iter().map(get).collect::<Vec<Option<String>>>();
    let whole = |get: &dyn Fn(&Row<'_>) -> Option<u32>| rows.iter().map(get).collect::<Vec<Option<u32>>>();
    let total_places = evaluation.rubric.system.places_of_total();
    let decimal = |name: &str,
                   places: u32,
                   get: &dyn Fn(&Row<'_>) -> Option<Number>|
     -> PolarsResult<Column> {
        let scaled: Vec<Option<i128>> =
            rows.iter().map(|row| get(row).map(|number| crate::rank::in_units(&number, places))).collect();
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
