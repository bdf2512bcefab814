//! The scorecards of a run. Of a district they are all kept; of a province each is made anew when it
//! is asked for: scoring is a pure function, and what was sent takes a tenth of the room.

use std::borrow::Cow;

use rayon::prelude::*;

use super::{Peers, Scorecard, Tally, score};
use crate::intake::filed::Filed;
use crate::rubric::{Rubric, System};

/// More scorecards than these are not kept.
pub const MOST_KEPT: usize = 500;

/// So many are made anew together where all are gone through.
pub const AT_A_TIME: usize = 64;

/// The scorecards of a run and what they are made from, ordered by department, project and place.
#[derive(Clone, Debug)]
pub struct Cards {
    /// What ranking looks at of each.
    pub tallies: Vec<Tally>,
    /// What was scored.
    pub submissions: Vec<Filed>,
    /// What all bodies state of the facts that rules compare.
    pub peers: Peers,
    /// The cards themselves, all or none.
    pub kept: Vec<Scorecard>,
}

impl Cards {
    /// Cards that stand for themselves, whatever was sent.
    #[must_use]
    pub fn alone(kept: Vec<Scorecard>, system: &System) -> Self {
        let tallies = kept.iter().map(|card| Tally::of(card, system)).collect();
        Self { tallies, submissions: Vec::new(), peers: Peers::default(), kept }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tallies.len()
    }

    /// Whether nothing was scored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }

    /// The card with this index.
    #[must_use]
    pub fn card(&self, index: usize, rubric: &Rubric) -> Cow<'_, Scorecard> {
        match self.kept.get(index) {
            Some(card) => Cow::Borrowed(card),
            None => Cow::Owned(score(&self.submissions[index].open(), rubric, &self.peers).0),
        }
    }

    /// All cards at once.
    #[must_use]
    pub fn all(&self, rubric: &Rubric) -> Cow<'_, [Scorecard]> {
        if self.kept.len() == self.len() {
            return Cow::Borrowed(&self.kept);
        }
        let card = |index| self.card(index, rubric).into_owned();
        Cow::Owned((0..self.len()).into_par_iter().map(card).collect())
    }
}
