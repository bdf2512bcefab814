//! X01, X02: what two bodies wrote alike (数据雷同).
//!
//! Every telling cell is looked up in one index over all bodies, so that ten thousand of them cost
//! no more than their cells. What many bodies share comes from a template and says nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::telling::{Cell, cells, telling};
use crate::finding::{Finding, Problem};
use crate::intake::filed::Filed;
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

/// Two bodies by the places of their submissions, the first before the second.
type Pair = (usize, usize);

/// What is kept of a telling cell until all bodies are known: what it says as a number that no two of
/// a province's texts share but by a chance of one in a milliard.
#[derive(Clone, Copy, Debug)]
struct Token {
    says: u64,
    /// The cell among those of its submission.
    at: u32,
    /// Whether it is words long enough to be told of by themselves.
    long: bool,
}

/// The telling cells of a submission, each text of a name once.
#[derive(Clone, Debug)]
pub(super) struct Tokens(Vec<Token>);

impl Tokens {
    pub(super) fn of(submission: &Submission, rubric: &Rubric) -> Self {
        let mut known = HashSet::new();
        let mut tokens = Vec::new();
        for (at, cell) in cells(submission, rubric).iter().enumerate() {
            let Some(text) = telling(cell.fact) else { continue };
            let mut hasher = DefaultHasher::new();
            (cell.name, &text).hash(&mut hasher);
            let says = hasher.finish();
            if known.insert(says) {
                let long = text.chars().count() >= rubric.system.thresholds.alike_text
                    && cell.name != TARGET
                    && !is_figure(cell);
                tokens.push(Token { says, at: u32::try_from(at).unwrap_or(u32::MAX), long });
            }
        }
        Self(tokens)
    }
}

/// Whether a cell holds a figure, not words.
fn is_figure(cell: &Cell<'_>) -> bool {
    matches!(cell.fact.value, FactValue::Number(_) | FactValue::Quantity(Reading::Quantity(_)))
}

/// What bodies have in common.
struct Shared<'a> {
    submissions: &'a [Filed],
    tokens: &'a [&'a Tokens],
    rubric: &'a Rubric,
    /// How many telling cells two bodies share.
    equal: BTreeMap<Pair, usize>,
    /// Who shares a body's telling cell.
    others: BTreeMap<(usize, u32), BTreeSet<usize>>,
    /// Those of them that are long texts.
    long: BTreeSet<(usize, u32)>,
}

/// X01 and X02 on every submission that shares too much with another body's.
pub(super) fn alike(submissions: &[Filed], tokens: &[&Tokens], rubric: &Rubric) -> Vec<Finding> {
    let mut shared = Shared {
        submissions,
        tokens,
        rubric,
        equal: BTreeMap::new(),
        others: BTreeMap::new(),
        long: BTreeSet::new(),
    };
    let mut index: Vec<(Token, usize)> = tokens
        .iter()
        .enumerate()
        .flat_map(|(body, own)| own.0.iter().map(move |token| (*token, body)))
        .collect();
    index.sort_unstable_by_key(|(token, body)| (token.says, *body));
    let most = (submissions.len() / 10).clamp(FEWEST_OF_TEMPLATE, MOST_SHARING);
    for holders in index.chunk_by(|(one, _), (other, _)| one.says == other.says) {
        let bodies: BTreeSet<&str> =
            holders.iter().map(|(_, body)| submissions[*body].department.as_str()).collect();
        if bodies.len() < 2 || bodies.len() > most {
            continue;
        }
        for (nth, (own, body)) in holders.iter().enumerate() {
            for (its, other) in &holders[nth + 1..] {
                if submissions[*body].department == submissions[*other].department {
                    continue;
                }
                *shared.equal.entry((*body, *other)).or_insert(0) += 1;
                for ((token, of), with) in [((own, body), other), ((its, other), body)] {
                    shared.others.entry((*of, token.at)).or_default().insert(*with);
                    if token.long {
                        shared.long.insert((*of, token.at));
                    }
                }
            }
        }
    }
    let partners = shared.partners();
    let mut findings = shared.cells(&partners);
    findings.extend(shared.texts(&partners));
    findings
}

/// With whom a body shares too much, and how many cells.
type Partners = BTreeMap<usize, Vec<(usize, usize)>>;

impl Shared<'_> {
    fn department(&self, body: usize) -> &str {
        &self.submissions[body].department
    }

    fn partners(&self) -> Partners {
        let limits = &self.rubric.system.thresholds;
        let number = |count: usize| Number::from(i64::try_from(count).unwrap_or(i64::MAX));
        let enough = |&(a, b): &Pair, cells: usize| {
            let smaller = self.tokens[a].0.len().min(self.tokens[b].0.len());
            let share = number(cells).divided_by(&number(smaller));
            cells >= limits.alike_cells && share.is_some_and(|share| share >= limits.alike_share)
        };
        let mut partners = Partners::new();
        for (pair, cells) in self.equal.iter().filter(|(pair, cells)| enough(pair, **cells)) {
            partners.entry(pair.0).or_default().push((*cells, pair.1));
            partners.entry(pair.1).or_default().push((*cells, pair.0));
        }
        for found in partners.values_mut() {
            // The one with most in common is named; of equals the first by name.
            found.sort_by_key(|(cells, other)| (Reverse(*cells), self.department(*other)));
        }
        partners
    }

    /// X01: as many telling cells as no two bodies share by chance.
    fn cells(&self, partners: &Partners) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (&body, found) in partners {
            let (count, other) = found[0];
            let submission = self.submissions[body].open();
            let all = cells(&submission, self.rubric);
            let own: Vec<&Cell<'_>> = self
                .others
                .range((body, 0)..=(body, u32::MAX))
                .filter(|(_, others)| others.contains(&other))
                .filter_map(|((_, at), _)| all.get(*at as usize))
                .collect();
            let mut addresses: Vec<_> = own.iter().filter_map(|cell| cell.place.cell).collect();
            addresses.sort_unstable();
            let departments: BTreeSet<&str> =
                found.iter().map(|(_, other)| self.department(*other)).collect();
            let problem = Problem::AlikeCells {
                other: self.department(other).to_owned(),
                more: departments.len() - 1,
                cells: count,
                examples: addresses.iter().take(EXAMPLES).map(ToString::to_string).collect(),
            };
            let first = own.iter().min_by_key(|cell| cell.place.cell);
            let place = first.map_or_else(|| submission.place.clone(), |cell| cell.place.clone());
            let raw = first.map_or("", |cell| cell.fact.raw.as_str());
            findings.push(Finding::new(problem).of(&submission.department).at(place).showing(raw));
        }
        findings
    }

    /// X02: long texts that another body has too, where X01 does not name the two already.
    fn texts(&self, partners: &Partners) -> Vec<Finding> {
        let mut findings = Vec::new();
        let long: Vec<(usize, u32)> = self.long.iter().copied().collect();
        for of_body in long.chunk_by(|(one, _), (other, _)| one == other) {
            let body = of_body[0].0;
            let partners = partners.get(&body).into_iter().flatten();
            let known: BTreeSet<&str> = partners.map(|(_, other)| self.department(*other)).collect();
            let told: Vec<(u32, BTreeSet<&str>)> = of_body
                .iter()
                .filter_map(|key| {
                    let others = self.others.get(key)?.iter().map(|other| self.department(*other));
                    let others: BTreeSet<&str> = others.filter(|name| !known.contains(name)).collect();
                    (!others.is_empty()).then_some((key.1, others))
                })
                .collect();
            if told.is_empty() {
                continue;
            }
            let submission = self.submissions[body].open();
            let all = cells(&submission, self.rubric);
            for (at, others) in told {
                let (Some(cell), Some(other)) = (all.get(at as usize), others.first()) else { continue };
                let problem = Problem::AlikeText { other: (*other).to_owned(), more: others.len() - 1 };
                let finding = Finding::new(problem).of(&submission.department).at(cell.place.clone());
                findings.push(finding.showing(cell.fact.raw.trim()));
            }
        }
        findings
    }
}
