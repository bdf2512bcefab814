//! X01, X02: what two bodies wrote alike (数据雷同).
//!
//! Every telling cell is looked up in one index over all bodies, so that ten thousand of them cost
//! no more than their cells. What many bodies share comes from a template and says nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::telling::{Cell, cells, telling};
use crate::finding::{Finding, Problem};
use crate::intake::submission::{FactValue, Submission};
use crate::number::Number;
use crate::quantity::Reading;
use crate::rubric::Rubric;
use crate::rubric::shape::TARGET;

/// What more bodies than this, or than a tenth of all, have in common is a template.
const FEWEST_OF_TEMPLATE: usize = 10;
/// However many bodies there are, what more of them have in common is a template.
const MOST_SHARING: usize = 40;
/// So many equal cells are named.
const EXAMPLES: usize = 3;

/// A telling cell: what it is called and what it says.
type Token<'a> = (&'a str, String);

/// Two bodies by the places of their submissions, the first before the second.
type Pair = (usize, usize);

/// X01 and X02 on every submission that shares too much with another body's.
pub(super) fn alike(submissions: &[Submission], rubric: &Rubric) -> Vec<Finding> {
    let all: Vec<Vec<Cell<'_>>> = submissions.iter().map(|submission| cells(submission, rubric)).collect();
    let mut index: HashMap<Token<'_>, Vec<(usize, usize)>> = HashMap::new();
    let mut sizes = vec![0usize; submissions.len()];
    for (body, cells) in all.iter().enumerate() {
        let mut own = BTreeSet::new();
        for (at, cell) in cells.iter().enumerate() {
            let Some(says) = telling(cell.fact) else { continue };
            if own.insert((cell.name, says.clone())) {
                sizes[body] += 1;
                index.entry((cell.name, says)).or_default().push((body, at));
            }
        }
    }
    let most = (submissions.len() / 10).clamp(FEWEST_OF_TEMPLATE, MOST_SHARING);
    let mut equal: BTreeMap<Pair, usize> = BTreeMap::new();
    let mut shared: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for holders in index.values() {
        let bodies: BTreeSet<&str> =
            holders.iter().map(|(body, _)| submissions[*body].department.as_str()).collect();
        if bodies.len() < 2 || bodies.len() > most {
            continue;
        }
        for (nth, &(body, at)) in holders.iter().enumerate() {
            for &(other, there) in &holders[nth + 1..] {
                if submissions[body].department == submissions[other].department {
                    continue;
                }
                *equal.entry((body, other)).or_insert(0) += 1;
                shared.entry((body, at)).or_default().insert(other);
                shared.entry((other, there)).or_default().insert(body);
            }
        }
    }
    report(submissions, rubric, &all, &sizes, &equal, &shared)
}

/// Whether a cell holds a figure, not words.
fn is_figure(cell: &Cell<'_>) -> bool {
    matches!(cell.fact.value, FactValue::Number(_) | FactValue::Quantity(Reading::Quantity(_)))
}

fn report(
    submissions: &[Submission],
    rubric: &Rubric,
    all: &[Vec<Cell<'_>>],
    sizes: &[usize],
    equal: &BTreeMap<Pair, usize>,
    shared: &BTreeMap<(usize, usize), BTreeSet<usize>>,
) -> Vec<Finding> {
    let limits = &rubric.system.thresholds;
    let enough = |&(a, b): &Pair, cells: usize| {
        let smaller = Number::from(i64::try_from(sizes[a].min(sizes[b])).unwrap_or(i64::MAX));
        let share = Number::from(i64::try_from(cells).unwrap_or(i64::MAX)).divided_by(&smaller);
        cells >= limits.alike_cells && share.is_some_and(|share| share >= limits.alike_share)
    };
    let mut partners: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (pair, cells) in equal.iter().filter(|(pair, cells)| enough(pair, **cells)) {
        partners.entry(pair.0).or_default().push((*cells, pair.1));
        partners.entry(pair.1).or_default().push((*cells, pair.0));
    }
    let mut findings = Vec::new();
    for (&body, found) in &mut partners {
        // The one with most in common is named; of equals the first by name.
        found.sort_by_key(|(cells, other)| (std::cmp::Reverse(*cells), &submissions[*other].department));
        let (cells, other) = found[0];
        let own: Vec<&Cell<'_>> = shared
            .range((body, 0)..=(body, usize::MAX))
            .filter(|(_, others)| others.contains(&other))
            .map(|((_, at), _)| &all[body][*at])
            .collect();
        let mut addresses: Vec<_> = own.iter().filter_map(|cell| cell.place.cell).collect();
        addresses.sort_unstable();
        let departments: BTreeSet<&str> =
            found.iter().map(|(_, other)| submissions[*other].department.as_str()).collect();
        let problem = Problem::AlikeCells {
            other: submissions[other].department.clone(),
            more: departments.len() - 1,
            cells,
            examples: addresses.iter().take(EXAMPLES).map(ToString::to_string).collect(),
        };
        let first = own.iter().min_by_key(|cell| cell.place.cell);
        let place = first.map_or_else(|| submissions[body].place.clone(), |cell| cell.place.clone());
        findings.push(
            Finding::new(problem)
                .of(&submissions[body].department)
                .at(place)
                .showing(first.map_or("", |cell| cell.fact.raw.as_str())),
        );
    }
    findings.extend(texts(submissions, rubric, all, shared, &partners));
    findings
}

/// X02: long texts that another body has too, where X01 does not name the two already.
fn texts(
    submissions: &[Submission],
    rubric: &Rubric,
    all: &[Vec<Cell<'_>>],
    shared: &BTreeMap<(usize, usize), BTreeSet<usize>>,
    partners: &BTreeMap<usize, Vec<(usize, usize)>>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ((body, at), others) in shared {
        let cell = &all[*body][*at];
        let is_long = telling(cell.fact)
            .is_some_and(|says| says.chars().count() >= rubric.system.thresholds.alike_text);
        if !is_long || cell.name == TARGET || is_figure(cell) {
            continue;
        }
        let known: BTreeSet<&str> = partners
            .get(body)
            .into_iter()
            .flatten()
            .map(|(_, other)| submissions[*other].department.as_str())
            .collect();
        let departments: BTreeSet<&str> = others
            .iter()
            .map(|other| submissions[*other].department.as_str())
            .filter(|department| !known.contains(department))
            .collect();
        let Some(other) = departments.first() else { continue };
        let problem = Problem::AlikeText { other: (*other).to_owned(), more: departments.len() - 1 };
        findings.push(
            Finding::new(problem)
                .of(&submissions[*body].department)
                .at(cell.place.clone())
                .showing(cell.fact.raw.trim()),
        );
    }
    findings
}
