//! More bodies than scorecards are kept of: each card is then made anew from what was sent, and every
//! artefact is the same.

#![allow(clippy::unwrap_used)]

use crate::common::root;
use jixiao::intake::IntakeOptions;
use jixiao::report::json::ResultView;
use jixiao::report::parquet;
use jixiao::report::workbook::{self, Drawing, transcript};
use jixiao::rubric::Rubric;
use jixiao::{Evaluation, evaluate};

fn artefacts(evaluation: &Evaluation) -> Vec<(String, Vec<u8>)> {
    let mut result = Vec::new();
    ResultView::of(evaluation).write(&mut result).unwrap();
    let book = workbook::write(evaluation, &Drawing::default()).unwrap();
    let own = transcript::write_all(evaluation, false).unwrap();
    let own = own.into_iter().map(|file| (file.file, file.bytes));
    [
        ("result.json".to_owned(), result),
        ("scores.parquet".to_owned(), parquet::write(evaluation).unwrap()),
        ("评价结果.xlsx".to_owned(), book.result),
    ]
    .into_iter()
    .chain(own)
    .collect()
}

#[test]
fn cards_that_are_made_anew_are_those_that_were_kept() {
    for (inputs, rubric) in [("published", "project-2020-10"), ("liwan-2023", "department-overall")] {
        let rubric = Rubric::load(&root().join("rubrics").join(rubric)).unwrap();
        let inputs = root().join("inputs").join(inputs);
        let mut evaluation = evaluate(&inputs, rubric, &IntakeOptions::default(), &|_, _| {}).unwrap();
        assert_eq!(evaluation.cards.kept.len(), evaluation.cards.len());
        let kept = artefacts(&evaluation);
        evaluation.cards.kept.clear();
        for ((name, kept), (again, anew)) in kept.iter().zip(artefacts(&evaluation)) {
            assert!(*name == again && *kept == anew, "{name}");
        }
    }
}
