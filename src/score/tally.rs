//! What ranking and statistics look at of a scorecard.

use super::Scorecard;
use crate::intake::submission::subject;
use crate::number::{Number, Points};
use crate::place::Place;
use crate::rubric::System;

/// A scorecard's figures without the way to them.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The department's name.
    pub department: String,
    /// Its code on the roster.
    pub code: Option<String>,
    /// Its group on the roster.
    pub group: Option<String>,
    /// The project, where projects are scored.
    pub project: Option<String>,
    /// The file and sheet of the form.
    pub place: Place,
    /// Whether the total may be ranked.
    pub complete: bool,
    /// The shown total; points so far where it is incomplete.
    pub total: Points,
    /// The best grade that a limit leaves.
    pub best_grade: Option<String>,
    /// The total of self points.
    pub self_total: Option<Number>,
    /// Points and 分值 by indicator of the rubric.
    indicators: Vec<Option<(Points, Points)>>,
}

impl Tally {
    /// The figures of a card under the rubric's indicators.
    #[must_use]
    pub fn of(card: &Scorecard, system: &System) -> Self {
        Self {
            department: card.department.clone(),
            code: card.code.clone(),
            group: card.group.clone(),
            project: card.project.clone(),
            place: card.place.clone(),
            complete: card.is_complete(),
            total: card.total.points.clone(),
            best_grade: card.total.best_grade.clone(),
            self_total: card.self_total.clone(),
            indicators: (0..system.indicators.len()).map(|index| card.indicator_points(index)).collect(),
        }
    }

    /// How the subject is called in lists.
    #[must_use]
    pub fn subject(&self) -> String {
        subject(&self.department, self.project.as_deref())
    }

    /// Points and 分值 on an indicator of the rubric, its lines summed; `None` where nothing of it
    /// is scored.
    #[must_use]
    pub fn indicator_points(&self, indicator: usize) -> Option<&(Points, Points)> {
        self.indicators.get(indicator)?.as_ref()
    }

    /// Whether anything of it is scored: nothing scored yet is not zero points.
    #[must_use]
    pub fn is_scored(&self) -> bool {
        self.indicators.iter().any(Option::is_some)
    }
}
