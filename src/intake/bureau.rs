//! The bureau's own table: adding what it says of a body to what the body says of itself.
//!
//! Two statements that contradict each other leave the fact unread: whoever needs it waits.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::filed::{Facts, Filed};
use super::list::{CODE, NAME, Record};
use super::roster::{Roster, key};
use super::submission::{Fact, FactValue, Submission};
use crate::finding::{Finding, Problem};
use crate::place::Place;

/// Adds one list's facts to the bodies they are about. A body without a line is a finding where all need
/// the list.
pub(super) fn add_facts(
    submissions: &mut [Filed],
    (list, all_need_it): (&str, bool),
    records: Vec<Record>,
    roster: &Roster,
    findings: &mut Vec<Finding>,
) {
    // Without a roster, a code that both state joins them, and else the name.
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for submission in submissions.iter().filter(|_| roster.bodies.is_empty()) {
        names.insert(key(&submission.department), submission.department.clone());
        if let Some(code) = &submission.code {
            names.insert(code.clone(), submission.department.clone());
        }
    }
    let mut by_body: BTreeMap<String, Vec<(Place, Facts)>> = BTreeMap::new();
    for record in records {
        let (facts, own) = (record.facts(), record.findings);
        let stated = |name: &str| facts.get(name).and_then(|fact| fact.stated());
        let claims: Vec<&str> = [CODE, NAME].iter().filter_map(|name| stated(name)).collect();
        let name = stated(NAME).unwrap_or_default().to_owned();
        let body = if roster.bodies.is_empty() {
            let known = claims.iter().find_map(|claim| names.get(&key(claim)));
            Ok(known.unwrap_or(&name).clone())
        } else {
            roster.whose(&claims, &[]).map(|body| body.name.clone())
        };
        match body {
            Ok(body) => {
                findings.extend(own.into_iter().map(|finding| finding.of(&body)));
                by_body.entry(body).or_default().push((record.place, facts));
            }
            Err(problem) => {
                // The first that is stated, as it stands in its own cell.
                let stated = [CODE, NAME].iter().filter_map(|name| facts.get(*name));
                let stated = stated.into_iter().find(|fact| fact.stated().is_some());
                let place = stated.and_then(|fact| fact.place.clone()).unwrap_or(record.place);
                let shown = stated.map_or("", |fact| fact.raw.as_str());
                findings.push(Finding::new(problem).at(place).showing(shown));
            }
        }
    }
    for (body, records) in &by_body {
        for (place, _) in records.iter().skip(1) {
            let problem = Problem::ListedTwice { list: list.to_owned() };
            findings.push(Finding::new(problem).at(place.clone()).of(body));
        }
    }
    for submission in submissions {
        let records = by_body.get(&submission.department).map(Vec::as_slice).unwrap_or_default();
        if records.is_empty() && all_need_it {
            let problem = Problem::NotListed { list: list.to_owned() };
            findings.push(Finding::new(problem).at(submission.place.clone()).of(&submission.department));
        }
        let facts = records.iter().flat_map(|(_, facts)| facts);
        let facts: Vec<_> = facts.filter(|(name, _)| *name != CODE && *name != NAME).collect();
        if !facts.is_empty() {
            let mut open = submission.open();
            for (name, fact) in facts {
                add(&mut open, name, fact, findings);
            }
            *submission = Filed::of(open);
        }
    }
}

/// Adds a fact. One that contradicts what is known already is disputed: nobody is believed.
fn add(submission: &mut Submission, name: &str, fact: &Arc<Fact>, findings: &mut Vec<Finding>) {
    let known = submission.facts.get(name).filter(|known| known.value != FactValue::Missing);
    let settled = match known {
        None => fact.clone(),
        Some(known) if fact.value == FactValue::Missing || known.value == fact.value => return,
        Some(known) => {
            let place = fact.place.as_ref().map_or_else(String::new, |place| format!("，见 {place}"));
            let other = format!("{}{place}", fact.raw);
            let problem = Problem::FactConflict { fact: name.to_owned(), other: other.clone() };
            let finding = Finding::new(problem).at(known.place.clone()).of(&submission.department);
            findings.push(finding.showing(&known.raw));
            Arc::new(known.disputed(other))
        }
    };
    submission.facts.insert(name.to_owned(), settled);
}
