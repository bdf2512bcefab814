//! More bodies than scorecards are kept of: each card is then made anew from what was sent, and every
//! artefact is the same.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::root;
use jixiao::intake::IntakeOptions;
use jixiao::report::outputs;
use jixiao::rubric::Rubric;
use jixiao::{Evaluation, evaluate};

/// What is written of an evaluation, by the files' names.
fn artefacts(evaluation: &Evaluation, inputs: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let written = outputs::write(evaluation, folder.path(), inputs).unwrap();
    let name = |file: &Path| file.strip_prefix(folder.path()).unwrap().to_owned();
    written.files.iter().map(|file| (name(file), fs::read(file).unwrap())).collect()
}

#[test]
fn cards_that_are_made_anew_are_those_that_were_kept() {
    for (inputs, rubric) in [("published", "project-2020-10"), ("liwan-2023", "department-overall")] {
        let rubric = Rubric::load(&root().join("rubrics").join(rubric)).unwrap();
        let inputs = root().join("inputs").join(inputs);
        let mut evaluation = evaluate(&inputs, rubric, &IntakeOptions::default(), &|_, _| {}).unwrap();
        assert_eq!(evaluation.cards.kept.len(), evaluation.cards.len());
        let kept = artefacts(&evaluation, &inputs);
        evaluation.cards.kept.clear();
        let anew = artefacts(&evaluation, &inputs);
        assert!(kept.len() > 3 && kept.keys().eq(anew.keys()));
        for (file, bytes) in kept {
            assert!(anew[&file] == bytes, "{}", file.display());
        }
        evaluation.keep_cards();
        assert_eq!(evaluation.cards.kept.len(), evaluation.cards.len());
    }
}
