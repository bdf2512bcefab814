//! X01, X02: what two bodies wrote alike (数据雷同).
//!
//! Every telling cell is sorted into one index over all bodies, so that ten thousand of them cost
//! no more than their cells. What many bodies share comes from a template and says nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use rayon::prelude::*;

use super::telling::{Cell, cells, telling};
use crate::finding::{Finding, Problem};
use crate::intake::filed::Filed;
use crate::intake::submission::FactValue;
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

/// What is kept of a telling cell until all bodies are known: what it says as a number of 64 bits. In
/// a province of 300,000 bodies two texts share one by a chance of 1 in 25,000.
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
    pub(super) fn of(cells: &[Cell<'_>], rubric: &Rubric) -> Self {
        let mut known = HashSet::new();
        let mut tokens = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
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
    /// The department of each submission by its number in the order of their names: equal ones are told
    /// apart many times.
    departments: Vec<usize>,
    /// Who says each of what two bodies say and not many; alike ones stand together.
    holders: Vec<u32>,
    /// Where the holders of each token of each submission stand.
    held: Vec<Vec<Range<u32>>>,
}

/// With whom a body shares too much, and how many cells; whoever has most in common first, of equals the
/// first by name.
type Partners = BTreeMap<usize, Vec<(usize, usize)>>;

/// X01 and X02 on every submission that shares too much with another body's.
pub(super) fn alike(submissions: &[Filed], tokens: &[&Tokens], rubric: &Rubric) -> Vec<Finding> {
    let shared = Shared::among(submissions, tokens, rubric);
    let partners = shared.partners();
    let of_body = |body: usize| -> Vec<Finding> {
        let partners = partners.get(&body);
        let cells = partners.and_then(|partners| shared.cells(body, partners));
        cells.into_iter().chain(shared.texts(body, partners)).collect()
    };
    let found: Vec<Vec<Finding>> = (0..submissions.len()).into_par_iter().map(of_body).collect();
    found.concat()
}

impl<'a> Shared<'a> {
    fn among(submissions: &'a [Filed], tokens: &'a [&'a Tokens], rubric: &'a Rubric) -> Self {
        let names: BTreeSet<&str> = submissions.iter().map(|own| own.department.as_str()).collect();
        let numbers: HashMap<&str, usize> = names.into_iter().zip(0..).collect();
        let departments: Vec<usize> =
            submissions.iter().map(|own| numbers[own.department.as_str()]).collect();
        // A province has some ten million tokens, far fewer than 32 bits count.
        let counted = |all: &Vec<u32>| u32::try_from(all.len()).unwrap_or(u32::MAX);
        let of_body = |(body, own): (u32, &'a &Tokens)| {
            (0_u32..).zip(&own.0).map(move |(nth, token)| (token.says, body, nth))
        };
        let mut all: Vec<(u64, u32, u32)> = (0..).zip(tokens).flat_map(of_body).collect();
        all.par_sort_unstable();
        let most = (submissions.len() / 10).clamp(FEWEST_OF_TEMPLATE, MOST_SHARING);
        let mut holders = Vec::new();
        let mut held: Vec<Vec<Range<u32>>> = tokens.iter().map(|own| vec![0..0; own.0.len()]).collect();
        for alike in all.chunk_by(|(one, ..), (other, ..)| one == other) {
            let mut bodies = BTreeSet::new();
            // A template's words are in every form: nobody counts them to the end.
            let is_template = alike.iter().any(|(_, body, _)| {
                bodies.insert(departments[*body as usize]);
                bodies.len() > most
            });
            if bodies.len() > 1 && !is_template {
                let first = counted(&holders);
                holders.extend(alike.iter().map(|(_, body, _)| *body));
                for (_, body, nth) in alike {
                    held[*body as usize][*nth as usize] = first..counted(&holders);
                }
            }
        }
        Self { submissions, tokens, rubric, departments, holders, held }
    }

    fn department(&self, body: usize) -> &str {
        &self.submissions[body].department
    }

    /// The tokens of a submission, each with those of other departments who say the same.
    fn shared(&self, body: usize) -> impl Iterator<Item = (&Token, impl Iterator<Item = usize>)> {
        self.tokens[body].0.iter().zip(&self.held[body]).map(move |(token, held)| {
            let others = self.holders[held.start as usize..held.end as usize].iter();
            let others = others.map(|other| *other as usize);
            (token, others.filter(move |other| self.departments[*other] != self.departments[body]))
        })
    }

    /// Body by body, as all pairs of a province would not fit anywhere.
    fn partners(&self) -> Partners {
        let limits = &self.rubric.system.thresholds;
        let number = |count: usize| Number::from(i64::try_from(count).unwrap_or(i64::MAX));
        let of_body = |body: usize| {
            let mut sharing: Vec<usize> = self.shared(body).flat_map(|(_, others)| others).collect();
            sharing.sort_unstable();
            let enough = |equal: &[usize]| {
                let (other, cells) = (*equal.first()?, equal.len());
                let smaller = self.tokens[body].0.len().min(self.tokens[other].0.len());
                let share = || number(cells).divided_by(&number(smaller));
                let is_enough =
                    cells >= limits.alike_cells && share().is_some_and(|share| share >= limits.alike_share);
                is_enough.then_some((cells, other))
            };
            let mut found: Vec<(usize, usize)> =
                sharing.chunk_by(|one, other| one == other).filter_map(enough).collect();
            found.sort_by_key(|(cells, other)| (Reverse(*cells), self.departments[*other], *other));
            (!found.is_empty()).then_some((body, found))
        };
        (0..self.tokens.len()).into_par_iter().filter_map(of_body).collect()
    }

    /// X01: as many telling cells as no two bodies share by chance.
    fn cells(&self, body: usize, partners: &[(usize, usize)]) -> Option<Finding> {
        let (count, other) = *partners.first()?;
        let submission = self.submissions[body].open();
        let all = cells(&submission, self.rubric);
        let shared = self.shared(body).filter_map(|(token, mut others)| {
            others.any(|sharing| sharing == other).then_some(token.at as usize)
        });
        let own = shared.filter_map(|at| all.get(at));
        let own: Vec<&Cell<'_>> = own.collect();
        let mut addresses: Vec<_> = own.iter().filter_map(|cell| cell.place.cell).collect();
        addresses.sort_unstable();
        let departments: BTreeSet<&str> = partners.iter().map(|(_, other)| self.department(*other)).collect();
        let problem = Problem::AlikeCells {
            other: self.department(other).to_owned(),
            more: departments.len() - 1,
            cells: count,
            examples: addresses.iter().take(EXAMPLES).map(ToString::to_string).collect(),
        };
        let first = own.iter().min_by_key(|cell| cell.place.cell);
        let place = first.map_or_else(|| submission.place.clone(), |cell| cell.place.clone());
        let raw = first.map_or("", |cell| cell.fact.raw.as_str());
        Some(Finding::new(problem).of(&submission.department).at(place).showing(raw))
    }

    /// X02: long texts that another body has too, where X01 does not name the two already.
    fn texts(&self, body: usize, partners: Option<&Vec<(usize, usize)>>) -> Vec<Finding> {
        let known = partners.into_iter().flatten().map(|(_, other)| self.department(*other));
        let known: BTreeSet<&str> = known.collect();
        let long = self.shared(body).filter(|(token, _)| token.long).map(|(token, others)| {
            let others = others.map(|other| self.department(other));
            (token.at, others.filter(|name| !known.contains(name)).collect())
        });
        let told: Vec<(u32, BTreeSet<&str>)> =
            long.filter(|(_, others): &(_, BTreeSet<&str>)| !others.is_empty()).collect();
        if told.is_empty() {
            return Vec::new();
        }
        let submission = self.submissions[body].open();
        let all = cells(&submission, self.rubric);
        let finding = |(at, others): (u32, BTreeSet<&str>)| {
            let (cell, other) = (all.get(at as usize)?, others.first()?);
            let problem = Problem::AlikeText { other: (*other).to_owned(), more: others.len() - 1 };
            let finding = Finding::new(problem).of(&submission.department).at(cell.place.clone());
            Some(finding.showing(cell.fact.raw.trim()))
        };
        told.into_iter().filter_map(finding).collect()
    }
}
