//! The form reader over arbitrary grids, and what is scored of them: every value has the cell that
//! it was read from, and points keep their bounds.

use std::collections::{BTreeMap, BTreeSet};

use jixiao::check;
use jixiao::finding::Finding;
use jixiao::intake::filed::Filed;
use jixiao::intake::grid::{Content, Grid};
use jixiao::intake::sheet::Sheet;
use jixiao::intake::submission::Fact;
use jixiao::intake::{FileStatus, Intake, Prefer, recognise};
use jixiao::number::{Number, Points};
use jixiao::place::Place;
use jixiao::report::wording;
use jixiao::rubric::{Counts, Rubric};
use jixiao::score::{Outcome, Peers, Scorecard, Status, TotalStep, score};

use super::grids::Case;
use super::shipped;

/// Goes the whole way from grids to scorecards, and again with every sheet moved.
pub fn run(data: &[u8]) {
    let case = Case::parse(&String::from_utf8_lossy(data));
    let rubric = shipped::rubric(case.rubric);
    let (intake, cards) = scored(&case.files, rubric);
    let sheets = Sheets::of(&case.files);
    accounts(&intake, &case.files);
    for finding in &intake.findings {
        sheets.know_finding(finding);
    }
    for submission in intake.submissions.iter().map(Filed::open) {
        for (name, fact) in
            submission.facts.iter().chain(submission.tables.values().flatten().flat_map(|line| &line.cells))
        {
            sheets.know_fact(name, fact);
        }
        for line in submission.tables.values().flatten() {
            sheets.know(&line.place);
        }
    }
    for (card, findings) in &cards {
        for finding in findings {
            sheets.know_finding(finding);
        }
        sound(card, rubric);
    }
    moving_changes_nothing(&case, rubric, &cards);
}

type Scored = Vec<(Scorecard, Vec<Finding>)>;

fn scored(files: &[(String, Vec<Sheet>)], rubric: &Rubric) -> (Intake, Scored) {
    let intake = recognise(files.to_vec(), rubric, &Prefer::Undecided);
    let peers = Peers::of(&intake.submissions, rubric);
    let one = |filed: &Filed| {
        let submission = filed.open();
        let (card, mut findings) = score(&submission, rubric, &peers);
        findings.extend(check::submission(&submission, rubric));
        (card, findings)
    };
    let cards = intake.submissions.iter().map(one).collect();
    (intake, cards)
}

/// Every file is scored, rejected or ignored, and says why.
fn accounts(intake: &Intake, files: &[(String, Vec<Sheet>)]) {
    assert_eq!(intake.inputs.len(), files.len());
    for input in &intake.inputs {
        match &input.status {
            FileStatus::Scored => {
                assert!(intake.submissions.iter().any(|submission| *submission.place.file == *input.file));
            }
            FileStatus::Rejected(why) | FileStatus::Ignored(why) => assert!(!why.is_empty()),
        }
    }
}

/// Sheets by file and name.
struct Sheets(BTreeMap<(String, Option<String>), Vec<Grid>>);

impl Sheets {
    fn of(files: &[(String, Vec<Sheet>)]) -> Self {
        let mut sheets: BTreeMap<_, Vec<Grid>> = BTreeMap::new();
        for (file, of_file) in files {
            // A file is a place even where it has no sheet.
            sheets.entry((file.clone(), None)).or_default();
            for sheet in of_file {
                let name = Some(sheet.name.clone()).filter(|name| !name.is_empty());
                let grid = Grid::of(&Place::file(file.as_str()), sheet.clone());
                sheets.entry((file.clone(), name)).or_default().push(grid);
            }
        }
        Self(sheets)
    }

    /// The sheets that bear a place's name; a place that is nowhere is a mistake.
    fn know(&self, place: &Place) -> &[Grid] {
        let key = (place.file.to_string(), place.sheet.as_deref().map(str::to_owned));
        let grids = self.0.get(&key).unwrap_or_else(|| panic!("no such place: {place}"));
        if let Some(cell) = place.cell {
            assert!(cell.row < 1_048_576 && cell.col < 16_384, "no such cell: {place}");
        }
        grids
    }

    fn know_finding(&self, finding: &Finding) {
        assert!(!finding.problem.message().is_empty());
        if let Some(place) = &finding.place {
            self.know(place);
        }
    }

    /// The raw text of a fact is what stands in its cell, or what cells of its row say together.
    fn know_fact(&self, name: &str, fact: &Fact) {
        let place = fact.place.as_ref().unwrap_or_else(|| panic!("{name} has no place: {fact:?}"));
        let cell = place.cell.unwrap_or_else(|| panic!("{name} has no cell: {fact:?}"));
        let stands = self.know(place).iter().any(|grid| {
            let shown = grid.get(cell.row, cell.col).map(Content::shown).unwrap_or_default();
            let row = || grid.rows.get(&cell.row).into_iter().flatten().map(|(_, content)| content.shown());
            // A label and its value may share the cell.
            shown == fact.raw
                || (!fact.raw.is_empty() && shown.ends_with(fact.raw.trim()))
                || joins(&fact.raw, row().collect(), " | ")
                || fact.raw.split(" | ").all(|part| joins(part, row().collect(), "、"))
        });
        assert!(stands, "{name}: {:?} does not stand in {place}", fact.raw);
    }
}

/// Whether `raw` is some of `texts` (or nothing) with `joint` between them.
fn joins(raw: &str, mut texts: Vec<String>, joint: &str) -> bool {
    texts.push(String::new());
    let mut ends: BTreeSet<usize> = BTreeSet::from([0]);
    while let Some(at) = ends.pop_first() {
        for text in texts.iter().filter(|text| raw[at..].starts_with(text.as_str())) {
            let rest = &raw[at + text.len()..];
            if rest.is_empty() {
                return true;
            }
            if rest.starts_with(joint) {
                ends.insert(at + text.len() + joint.len());
            }
        }
    }
    false
}

/// Points keep their bounds, a total is the sum of what is shown, and everything can be said.
fn sound(card: &Scorecard, rubric: &Rubric) {
    for outcome in &card.outcomes {
        bounded(outcome, rubric);
    }
    if card.total.levels.is_empty() {
        let shown: Number = card.outcomes.iter().filter_map(Outcome::points).map(Points::number).sum();
        let beside = |step: &&TotalStep| matches!(step, TotalStep::Beside { .. });
        let changed = card.total.steps.iter().find_map(|step| match step {
            TotalStep::Floor { before }
            | TotalStep::Ceiling { before }
            | TotalStep::Limited { before, .. } => Some(before),
            _ => None,
        });
        let sum = changed.unwrap_or(&card.total.points);
        let places = rubric.system.places_of_total();
        assert_eq!(*sum, Points::rounded(&shown, places), "{:?}", card.total.steps.iter().find(beside));
    }
    assert!(!card.total.points.number().is_negative());
    if let Some(most) = &rubric.system.total_most {
        assert!(card.total.points.number() <= most);
    }
    let _ = wording::incompleteness(card);
}

fn bounded(outcome: &Outcome, rubric: &Rubric) {
    let zero = Number::zero();
    if let Status::Scored(points) = &outcome.status {
        let points = points.number();
        let beside = outcome.most_beside.as_ref().map_or(&zero, Points::number);
        let (least, most) = match rubric.system.indicators[outcome.indicator].counts {
            Counts::Within => (zero.clone(), outcome.max.number().clone()),
            Counts::Bonus => (zero.clone(), beside.clone()),
            Counts::Penalty => (&zero - beside, zero.clone()),
        };
        assert!(least <= *points && *points <= most, "{}: {points} of {least} to {most}", outcome.code);
    }
    assert!(!wording::reason(outcome, rubric.system.places).is_empty(), "{}", outcome.code);
    let _ = (wording::derivation(outcome, rubric.system.places), wording::verdict(outcome));
    for line in &outcome.basis {
        bounded(line, rubric);
    }
}

/// An empty row above a sheet and an empty column to the left of it say nothing.
fn moving_changes_nothing(case: &Case, rubric: &Rubric, cards: &Scored) {
    let mut moved = case.files.clone();
    for sheet in moved.iter_mut().flat_map(|(_, sheets)| sheets) {
        for cell in &mut sheet.cells {
            // At the edge there is no room.
            if cell.row >= 1_048_575 || cell.col >= 16_383 {
                return;
            }
            cell.row += 1;
            cell.col += 1;
        }
        sheet.hidden_rows.iter_mut().for_each(|row| *row += 1);
    }
    let (_, again) = scored(&moved, rubric);
    let said = |cards: &Scored| -> Vec<_> {
        cards
            .iter()
            .map(|(card, _)| (card.subject(), card.total.points.to_string(), card.outcomes.len()))
            .collect()
    };
    // Forms of one subject are ordered by their places, which moved alike.
    assert_eq!(said(cards), said(&again));
}
