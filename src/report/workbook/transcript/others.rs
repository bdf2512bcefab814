//! Hiding the names of other departments from a department's own workbook.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError, Input, MatchKind};

use crate::Evaluation;

/// What stands in the place of another department's name.
const SOMEBODY: &str = "某部门";
/// A name of fewer characters is no name that could be told from other words.
const SHORTEST_NAME: usize = 2;
/// The same for names that a roster gives besides the official one.
const SHORTEST_ALIAS: usize = 3;

/// Every name of every department, looked for all at once; of those that begin at one place the
/// longest is found.
pub(super) struct Names(AhoCorasick);

impl Names {
    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Result<Self, BuildError> {
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names).map(Self)
    }
}

/// The names of all departments but one.
pub(super) struct Others<'a> {
    names: &'a Names,
    own: BTreeSet<&'a str>,
}

impl<'a> Others<'a> {
    /// Every name by which a department is known.
    ///
    /// # Errors
    /// Where they are too many to be looked for, which takes billions of characters.
    pub(super) fn names(evaluation: &Evaluation) -> Result<Names, BuildError> {
        let of_roster = evaluation.roster.iter().map(|body| &body.name);
        let of_cards = evaluation.cards.tallies.iter().map(|card| &card.department);
        let of_findings = evaluation.findings.iter().filter_map(|finding| finding.department.as_ref());
        let official = of_roster.chain(of_cards).chain(of_findings);
        let official = official.filter(|name| name.chars().count() >= SHORTEST_NAME);
        let aliases = evaluation.roster.iter().flat_map(|body| &body.aliases);
        let aliases = aliases.filter(|name| name.chars().count() >= SHORTEST_ALIAS);
        let names: BTreeSet<&String> = official.chain(aliases).collect();
        Names::new(names.into_iter().map(String::as_str))
    }

    /// All but the names of `department`.
    pub(super) fn of(names: &'a Names, evaluation: &'a Evaluation, department: &'a str) -> Self {
        let body = evaluation.roster.iter().find(|body| body.name == department);
        let aliases = body.into_iter().flat_map(|body| &body.aliases).map(String::as_str);
        Self { names, own: aliases.chain([department]).collect() }
    }

    /// The text with every other department's name hidden. A name inside the department's own stays;
    /// of names that begin at one place the longest counts.
    pub(super) fn hide(&self, text: &str) -> String {
        let mut hidden = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(other) = self.names.0.find(Input::new(text).range(at..)) {
            let own = self.next_own(text, at).filter(|own| own.start <= other.start());
            let taken = match own {
                Some(own) if own.start < other.start() || own.end >= other.end() => {
                    hidden.push_str(&text[at..own.end]);
                    own.end
                }
                _ => {
                    hidden.push_str(&text[at..other.start()]);
                    hidden.push_str(SOMEBODY);
                    other.end()
                }
            };
            at = taken;
        }
        hidden.push_str(&text[at..]);
        hidden
    }

    /// The department's own name that stands next in a text from `at` on, of several the longest.
    fn next_own(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let found = self.own.iter().filter(|name| !name.is_empty()).filter_map(|name| {
            let start = at + text[at..].find(name)?;
            Some(start..start + name.len())
        });
        found.min_by_key(|own| (own.start, Reverse(own.end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hide(own: &str, text: &str) -> String {
        let names = Names::new(["区教育局", "区教育局第一小学", "区民政局"].into_iter()).unwrap();
        Others { names: &names, own: BTreeSet::from([own]) }.hide(text)
    }

    #[test]
    fn other_names_are_hidden_and_the_own_stays() {
        assert_eq!(hide("区民政局", "区民政局与区教育局相同"), "区民政局与某部门相同");
        assert_eq!(hide("区教育局第一小学", "区教育局第一小学报区教育局"), "区教育局第一小学报某部门");
        assert_eq!(hide("区教育局", "区教育局、区教育局第一小学"), "区教育局、某部门");
        assert_eq!(hide("区教育局", ""), "");
        // An own name that is none of all, before, around and after another.
        assert_eq!(hide("报区教育局", "报区教育局"), "报区教育局");
        assert_eq!(hide("教育局第一小学科", "区教育局第一小学科"), "某部门科");
        assert_eq!(hide("民政", "民政、区民政局、民政"), "民政、某部门、民政");
    }
}
