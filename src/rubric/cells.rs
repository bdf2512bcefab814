//! Where the records of a rubric stand that was written in a workbook: a fault is told with the cell that
//! its author sees.

use super::Rubric;
use super::lint::{Fault, Record, Wrong};

/// A cell of the workbook that a rubric was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The record that it is part of.
    pub record: Record,
    /// The key that it holds; [`Cell::LINE`] and others like it for a whole line.
    pub key: &'static str,
    /// What stands there.
    pub text: String,
    /// Sheet and address.
    pub place: String,
}

impl Cell {
    /// The line of the record itself.
    pub const LINE: &'static str = "@line";
    /// A line of the lists of its rules.
    pub const LIST: &'static str = "@list";
}

impl Rubric {
    /// A fault at the cell that it is in, where the rubric was written in a workbook.
    #[must_use]
    pub fn placed(&self, fault: Fault) -> Fault {
        match cell(&self.cells, &fault) {
            Some(cell) => {
                let place = Record::Cell { place: cell.place.clone(), of: Box::new(fault.place) };
                Fault { place, ..fault }
            }
            None => fault,
        }
    }
}

/// The cell that says what is wrong, else the first that is of the same key, else the line.
fn cell<'c>(cells: &'c [Cell], fault: &Fault) -> Option<&'c Cell> {
    let same = |record: &Record| match (record, &fault.place) {
        (Record::Indicator { code, .. }, Record::Indicator { code: wanted, .. }) => code == wanted,
        (record, wanted) => record == wanted,
    };
    let own: Vec<&Cell> = cells.iter().filter(|cell| same(&cell.record)).collect();
    let says = |cell: &&&Cell| {
        word(&fault.wrong)
            .is_some_and(|word| cell.text.contains(word) || cell.key.rsplit('.').next() == Some(word))
    };
    let keys = keys(&fault.wrong);
    let of_key = |key: &&str| own.iter().find(|cell| cell.key == *key);
    let of_kind = match fault.wrong {
        Wrong::BandUnreachable { number } => {
            own.iter().filter(|cell| cell.key == Cell::LIST).nth(number.saturating_sub(1))
        }
        // Of two the second is one too many.
        Wrong::Twice { .. } => own.iter().rfind(|cell| cell.key == Cell::LINE),
        Wrong::ItemTwice { .. } => own.iter().rfind(says),
        _ => None,
    };
    let found = of_kind.or_else(|| own.iter().find(says)).or_else(|| keys.iter().find_map(of_key));
    found.or(own.first()).copied()
}

/// What the cell says that is at fault.
fn word(wrong: &Wrong) -> Option<&str> {
    match wrong {
        Wrong::UnknownFact { fact, .. }
        | Wrong::ExampleUnknownFact { fact, .. }
        | Wrong::ItemTwice { fact }
        | Wrong::NameTaken { fact } => Some(fact),
        Wrong::Types { formula, .. } | Wrong::ResultType { formula, .. } => Some(formula),
        Wrong::LoneGroup { group, .. } | Wrong::ExampleUnknownGroup { group, .. } => Some(group),
        Wrong::UnknownGrade { grade, .. } | Wrong::IdleGrade { grade, .. } => Some(grade),
        Wrong::UnknownLevel { level, .. } => Some(level),
        Wrong::UnknownTieBreak { code, .. } | Wrong::UnknownCode { code, .. } | Wrong::FixedCode { code } => {
            Some(code)
        }
        Wrong::ThresholdOutOfRange { key } => Some(key),
        Wrong::NoRows { table, .. } => table.as_deref(),
        Wrong::ExampleOfNothing { about, .. } => about.as_deref(),
        _ => None,
    }
}

/// The keys that a fault is of, the likeliest first.
fn keys(wrong: &Wrong) -> &'static [&'static str] {
    match wrong {
        Wrong::LevelDoesNotAddUp { .. }
        | Wrong::NeitherPointsNorWeight
        | Wrong::PointsAndWeight { .. }
        | Wrong::NegativePoints => &["points"],
        Wrong::PointsTooFine { .. } => &["points", "weight", "most"],
        Wrong::WeightsDoNotAddUp { .. } => &["weight"],
        Wrong::IdleCeiling { .. } | Wrong::CeilingCrossed { .. } | Wrong::QuotaOutOfRange { .. } => {
            &["most", "points"]
        }
        Wrong::NotYetKnown { .. } => &["value"],
        Wrong::BadPath { .. } => &["redistribute_within"],
        Wrong::BestWithoutNumber { .. } => &["best", "roll_up"],
        Wrong::GradesNotDescending => &["from"],
        Wrong::ConstantCondition { .. } => &["when", "applies"],
        Wrong::ChecklistDoesNotAddUp { .. }
        | Wrong::BandGap { .. }
        | Wrong::BandOverlap { .. }
        | Wrong::MoreThanPoints { .. }
        | Wrong::TiersOverlap { .. } => &[Cell::LIST, "rule.shape"],
        Wrong::NeverFull { .. } | Wrong::ScoredTwice { .. } => &["rule.shape"],
        Wrong::NoRows { .. } => &["rows", "rule.shape"],
        Wrong::CountedLineByLine => &["roll_up", "rule.shape"],
        Wrong::LinesCannotApply => &["applies", "rule.shape"],
        Wrong::UnusedDerived | Wrong::UnusedFact => &["name"],
        Wrong::ExampleImpossible { .. } | Wrong::ExamplesContradict { .. } | Wrong::ExampleDiffers { .. } => {
            &["expect"]
        }
        _ => &[],
    }
}
