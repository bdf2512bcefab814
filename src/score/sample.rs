//! Facts that would take a way of a rule, found by trying: what a worked example of it could state.

use std::collections::{BTreeMap, BTreeSet};

use crate::formula::{BranchId, Expr, Known, Type, Value};
use crate::number::Number;
use crate::rubric::Rubric;
use crate::rubric::shape::{POINTS, Wait};

/// Facts by name, as a cell would show them.
pub(super) type Sample = Vec<(String, String)>;

/// Up to so many facts, every value of one is tried beside every value of the others.
const MOST_TOGETHER: usize = 2;
/// Numbers that are tried before those that the rule names.
const PLAIN: [i64; 10] = [100, 90, 50, 120, 10, 5, 2, 1, 0, -1];
/// The same of rates, in percent.
const RATES: [i64; 8] = [100, 90, 80, 60, 50, 120, 0, -1];
/// Words that no rule lists.
const OTHER_WORDS: &str = "其他";

/// What was found for a rule.
#[derive(Debug, Default)]
pub(super) struct Samples {
    /// By the way of a decision.
    pub(super) branches: BTreeMap<BranchId, Sample>,
    /// By the condition under which the rule is not applied.
    pub(super) waits: BTreeMap<usize, Sample>,
}

/// Tries facts for a rule's formula; nothing is found where it goes by columns or dates.
pub(super) fn samples(rubric: &Rubric, formula: &Expr, waits: &[Wait], points: &Number) -> Samples {
    let conditions = waits.iter().map(|wait| &wait.condition);
    let exprs: Vec<&Expr> = std::iter::once(formula).chain(conditions).collect();
    let names: BTreeSet<&str> =
        exprs.iter().flat_map(|expr| expr.names()).filter(|name| *name != POINTS).collect();
    let literals: Vec<Value> = exprs.iter().flat_map(|expr| expr.literals()).collect();
    let tried: Option<Vec<Tried>> =
        names.iter().map(|name| Tried::of(name, &rubric.type_of(name)?, &literals, points)).collect();
    let mut samples = Samples::default();
    let Some(tried) = tried.filter(|tried| !tried.is_empty()) else { return samples };
    for picked in picks(&tried) {
        let facts = |name: &str| {
            let number = |at: usize| Known::Value(tried[at].values[picked[at]].clone());
            match tried.iter().position(|tried| tried.name == name) {
                Some(at) => number(at),
                None if name == POINTS => Known::Value(Value::Number(points.clone())),
                None => Known::Missing,
            }
        };
        let shown = || tried.iter().zip(&picked).map(|(tried, at)| tried.shown(*at)).collect::<Sample>();
        if let Some(wait) = waits.iter().position(|wait| wait.condition.truth(&facts) == Ok(true)) {
            samples.waits.entry(wait).or_insert_with(shown);
        } else if formula.number(&facts).is_ok() {
            for branch in formula.taken(&facts) {
                samples.branches.entry(branch).or_insert_with(shown);
            }
        }
    }
    samples
}

/// A fact and the values that are tried for it.
struct Tried {
    name: String,
    values: Vec<Value>,
    is_rate: bool,
}

impl Tried {
    fn of(name: &str, kind: &Type, literals: &[Value], points: &Number) -> Option<Self> {
        let is_rate = *kind == Type::Ratio;
        let mut values: Vec<Value> = match kind {
            Type::Text | Type::YesNo => {
                let texts = literals.iter().filter(|literal| matches!(literal, Value::Text(_)));
                let beside = if *kind == Type::YesNo { ["是", "否"].as_slice() } else { &[OTHER_WORDS] };
                texts.cloned().chain(beside.iter().map(|word| Value::Text((*word).to_owned()))).collect()
            }
            Type::Points | Type::Ratio | Type::Count | Type::Amount | Type::Days => {
                let hundredth = Number::ten_to(-2);
                let plain = if is_rate { RATES.as_slice() } else { PLAIN.as_slice() };
                let plain = plain.iter().map(|number| Number::from(*number));
                let plain = plain.map(|number| if is_rate { &number * &hundredth } else { number });
                let named = literals.iter().filter_map(|literal| match literal {
                    Value::Number(number) => Some(number),
                    _ => None,
                });
                // A share of a hundred, where the rule may look at a quotient.
                let step = if is_rate { hundredth.clone() } else { Number::one() };
                let around = named.flat_map(|number| {
                    let whole = number * &Number::from(100_i64);
                    let own = [number.clone(), number + &step, number - &step];
                    own.into_iter().chain([whole.clone(), &whole + &step, &whole - &step])
                });
                plain.chain(around).chain([points.clone()]).map(Value::Number).collect()
            }
            _ => return None,
        };
        let all = values.clone();
        let mut at = 0;
        values.retain(|value| {
            at += 1;
            !all[..at - 1].contains(value)
        });
        Some(Self { name: name.to_owned(), values, is_rate })
    }

    fn shown(&self, at: usize) -> (String, String) {
        let shown = match &self.values[at] {
            Value::Number(number) if self.is_rate => number.percent(2),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            _ => String::new(),
        };
        (self.name.clone(), shown)
    }
}

/// Which values are tried together: all with all where the facts are few, else one after the other beside
/// the first of the rest.
fn picks(tried: &[Tried]) -> Vec<Vec<usize>> {
    let mut picks: Vec<Vec<usize>> = vec![vec![0; tried.len()]];
    for (at, each) in tried.iter().enumerate() {
        let known = if tried.len() <= MOST_TOGETHER { picks.clone() } else { vec![vec![0; tried.len()]] };
        for value in 1..each.values.len() {
            picks.extend(known.iter().map(|pick| {
                let mut pick = pick.clone();
                pick[at] = value;
                pick
            }));
        }
    }
    picks
}
