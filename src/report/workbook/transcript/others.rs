//! Hiding the names of other departments from a department's own workbook.

use std::collections::BTreeSet;

use crate::Evaluation;

/// What stands in the place of another department's name.
const SOMEBODY: &str = "某部门";
/// A name of fewer characters is no name that could be told from other words.
const SHORTEST_NAME: usize = 2;
/// The same for names that a roster gives besides the official one.
const SHORTEST_ALIAS: usize = 3;

/// Every name of every department, the longest first.
pub(super) struct Names(Vec<String>);

/// The names of all departments but one.
pub(super) struct Others<'a> {
    names: &'a Names,
    own: BTreeSet<&'a str>,
}

impl<'a> Others<'a> {
    /// Every name by which a department is known.
    pub(super) fn names(evaluation: &Evaluation) -> Names {
        let of_roster = evaluation.roster.iter().map(|body| &body.name);
        let of_cards = evaluation.cards.iter().map(|card| &card.department);
        let of_findings = evaluation.findings.iter().filter_map(|finding| finding.department.as_ref());
        let official = of_roster.chain(of_cards).chain(of_findings);
        let official = official.filter(|name| name.chars().count() >= SHORTEST_NAME);
        let aliases = evaluation.roster.iter().flat_map(|body| &body.aliases);
        let aliases = aliases.filter(|name| name.chars().count() >= SHORTEST_ALIAS);
        let names: BTreeSet<&String> = official.chain(aliases).collect();
        let mut names: Vec<String> = names.into_iter().cloned().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Names(names)
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
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            let own = self.own.iter().filter(|name| !name.is_empty() && rest.starts_with(**name));
            let own = own.map(|name| name.len()).max().unwrap_or_default();
            let other = self.names.0.iter().find(|name| rest.starts_with(name.as_str()));
            let taken = match other {
                Some(name) if name.len() > own => {
                    hidden.push_str(SOMEBODY);
                    name.len()
                }
                _ => {
                    let taken = own.max(next.len_utf8());
                    hidden.push_str(&rest[..taken]);
                    taken
                }
            };
            rest = &rest[taken..];
        }
        hidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hide(own: &str, text: &str) -> String {
        let mut names: Vec<String> = ["区教育局", "区教育局第一小学", "区民政局"].map(str::to_owned).to_vec();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Others { names: &Names(names), own: BTreeSet::from([own]) }.hide(text)
    }

    #[test]
    fn other_names_are_hidden_and_the_own_stays() {
        assert_eq!(hide("区民政局", "区民政局与区教育局相同"), "区民政局与某部门相同");
        assert_eq!(hide("区教育局第一小学", "区教育局第一小学报区教育局"), "区教育局第一小学报某部门");
        assert_eq!(hide("区教育局", "区教育局、区教育局第一小学"), "区教育局、某部门");
        assert_eq!(hide("区教育局", ""), "");
    }
}
