//! What is wrong with a rubric before anyone is scored: one function for each fault, all reported.
//!
//! The codes and the words are all in [`wrong`]. An error refuses the rubric; a warning is worth a
//! look and shows in `jixiao rubric lint` alone.

mod checks;
mod conditions;
mod examples;
mod facts;
mod place;
mod points;
mod reach;
mod rules;
mod typed;
mod wrong;

use std::fmt;

pub use place::Record;
pub use reach::Range;
pub use wrong::Wrong;

use super::shape::Rule;
use super::{Indicator, Rubric};
use crate::finding::Severity;

/// What is wrong, and in which record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub wrong: Wrong,
    /// Where.
    pub place: Record,
}

impl Fault {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.wrong.class().0
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.wrong.class().1
    }

    /// Whether it refuses the rubric.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.severity() == Severity::Error
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}（{}）", self.code(), self.wrong, self.place)
    }
}

/// A check, which finds every fault of its kind.
type Check = fn(&Rubric) -> Vec<Fault>;

/// Every check.
const CHECKS: [Check; 45] = [
    points::places,
    points::repeated,
    points::stated,
    points::negative,
    points::too_fine,
    points::groups,
    points::sums,
    points::levels,
    points::weights,
    points::grades,
    points::paths,
    points::empty_levels,
    points::best,
    points::level_ceilings,
    points::crossed_ceilings,
    points::total_ceiling,
    checks::unknown,
    checks::fixed,
    checks::thresholds,
    conditions::tie_break,
    conditions::quota_grades,
    conditions::quota_shares,
    conditions::limit_grades,
    conditions::limit_points,
    conditions::idle_limits,
    conditions::constant,
    rules::checklists,
    rules::items_twice,
    rules::bands,
    rules::more_than_points,
    rules::never_full,
    rules::tiers,
    rules::rows,
    rules::counted,
    rules::lines_apply,
    rules::row_levels,
    rules::scored_twice,
    facts::unknown,
    facts::not_yet_known,
    facts::names_taken,
    facts::unused,
    typed::formulas,
    typed::results,
    examples::subjects,
    examples::facts,
];

/// Every fault of the rubric, in the order of its files and of their records.
pub(super) fn faults(rubric: &Rubric) -> Vec<Fault> {
    let mut faults: Vec<Fault> = CHECKS.iter().flat_map(|check| check(rubric)).collect();
    faults.extend(examples::contradictions(rubric));
    faults.sort_by_cached_key(|fault| (fault.place.position(rubric), fault.code()));
    faults.dedup();
    faults
}

/// The rules of an indicator with those inside of them, each with whether 分值 is the indicator's
/// own in it; that of an option is a share of it.
fn every_rule(indicator: &Indicator) -> Vec<(&Rule, bool)> {
    fn with_inner<'a>(rule: &'a Rule, own: bool, all: &mut Vec<(&'a Rule, bool)>) {
        all.push((rule, own));
        match rule {
            Rule::Choose(choose) => choose.of.iter().for_each(|rule| with_inner(rule, own, all)),
            Rule::Pool(pool) => pool.of.iter().for_each(|choice| with_inner(&choice.rule, false, all)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    indicator.rules().for_each(|rule| with_inner(rule, true, &mut all));
    all
}

/// The known name that was probably meant by one that is not known.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Of a name of two characters, another of two is no misspelling.
    let most = if name.chars().count() > 2 { 2 } else { 1 };
    let distances = known.into_iter().map(|known| (strsim::damerau_levenshtein(known, name), known));
    let nearest = distances.min().filter(|(distance, _)| *distance <= most);
    nearest.map(|(_, known)| known.to_owned())
}
