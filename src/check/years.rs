//! This year beside the year before: X04, X05, X06.

use std::collections::{BTreeMap, BTreeSet};

use super::outcomes::used;
use super::telling::telling;
use crate::finding::{Finding, Problem};
use crate::intake::InputFile;
use crate::intake::filed::Filed;
use crate::intake::submission::FactValue;
use crate::number::Number;
use crate::previous::{Previous, PreviousIndicator, PreviousSubject};
use crate::quantity::{Operator, Reading};
use crate::rubric::shape::{ACTUAL, SELF_POINTS, TARGET};
use crate::rubric::{Rubric, label};
use crate::score::{Outcome, Scorecard};

/// So many equal cells are named.
const EXAMPLES: usize = 3;

/// X04 and X06 on one subject.
pub(super) fn compare(card: &Scorecard, rubric: &Rubric, previous: &Previous) -> Vec<Finding> {
    let Some(before) = previous.subject(&card.department, card.project.as_deref()) else {
        return Vec::new();
    };
    let mut findings = repeated(card, rubric, before);
    findings.extend(card.outcomes.iter().filter_map(|outcome| lowered(outcome, rubric, before)));
    findings.into_iter().map(|finding| finding.of(&card.department)).collect()
}

/// X04: telling cells that are those of the year before. Targets and self points may well stay.
fn repeated(card: &Scorecard, rubric: &Rubric, before: &PreviousSubject) -> Vec<Finding> {
    let mut same = Vec::new();
    let mut seen = BTreeSet::new();
    let mut comparable = 0usize;
    for (outcome, indicator) in indicators(card, before) {
        let inputs = outcome.inputs.iter().filter(|input| ![TARGET, SELF_POINTS].contains(&&*input.name));
        let then = indicator.inputs.iter();
        for (input, then) in paired(inputs, |input| &*input.name, then, |input| &*input.name) {
            let own = input.fact.place.as_ref().filter(|place| place.file == card.place.file);
            let (Some(place), Some(says)) = (own, telling(&input.fact)) else { continue };
            if !seen.insert(place.clone()) {
                continue;
            }
            comparable += 1;
            if label::normalised(&then.raw) == says {
                same.push((place.clone(), input.fact.raw.clone()));
            }
        }
    }
    let limits = &rubric.system.thresholds;
    let count = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
    let share = count(same.len()).divided_by(&count(comparable));
    if same.len() < limits.repeated_cells || share.is_none_or(|share| share < limits.repeated_share) {
        return Vec::new();
    }
    same.sort();
    let examples = same.iter().filter_map(|(place, _)| place.address()).take(EXAMPLES).collect();
    let problem = Problem::AsLastYear { same: same.len(), of: comparable, examples };
    vec![Finding::new(problem).at(same[0].0.clone()).showing(&same[0].1)]
}

/// Each indicator with itself the year before. Running codes of lines shift when a line comes or
/// goes, and 其他 stands below several levels: the whole path tells them apart. Where the levels were
/// renamed, the last name alone does.
fn indicators<'a>(
    card: &'a Scorecard,
    before: &'a PreviousSubject,
) -> Vec<(&'a Outcome, &'a PreviousIndicator)> {
    let now: BTreeSet<&[String]> = card.outcomes.iter().map(|outcome| &*outcome.path).collect();
    let then: BTreeSet<&[String]> = before.indicators.iter().map(|indicator| &*indicator.path).collect();
    let mut pairs = paired(&card.outcomes, |own| &*own.path, &before.indicators, |own| &*own.path);
    pairs.extend(paired(
        card.outcomes.iter().filter(|outcome| !then.contains(&*outcome.path)),
        |outcome| outcome.path.last(),
        before.indicators.iter().filter(|indicator| !now.contains(&*indicator.path)),
        |indicator| indicator.path.last(),
    ));
    pairs
}

/// What has the same key in both years, in its order; where one year has more of a key than the
/// other, nobody knows which is which.
fn paired<'a, A, B, K: Ord>(
    now: impl IntoIterator<Item = &'a A>,
    key_now: impl Fn(&'a A) -> K,
    then: impl IntoIterator<Item = &'a B>,
    key_then: impl Fn(&'a B) -> K,
) -> Vec<(&'a A, &'a B)> {
    let mut both: BTreeMap<K, (Vec<&A>, Vec<&B>)> = BTreeMap::new();
    for one in now {
        both.entry(key_now(one)).or_default().0.push(one);
    }
    for one in then {
        both.entry(key_then(one)).or_default().1.push(one);
    }
    let certain = both.into_values().filter(|(now, then)| now.len() == then.len());
    certain.flat_map(|(now, then)| now.into_iter().zip(then)).collect()
}

/// X06: a target far below what was achieved the year before.
fn lowered(outcome: &Outcome, rubric: &Rubric, before: &PreviousSubject) -> Option<Finding> {
    let target = outcome.input(TARGET)?;
    let is_floor = match &target.fact.value {
        FactValue::Quantity(Reading::Quantity(quantity)) => {
            matches!(quantity.operator, Some(Operator::AtLeast | Operator::MoreThan))
        }
        _ => false,
    };
    let wanted = used(outcome, TARGET).filter(|wanted| is_floor && !wanted.is_zero())?;
    let indicator = before.indicator(&outcome.code, &outcome.path)?;
    let actual = indicator.inputs.iter().find(|input| input.name == ACTUAL)?;
    let ratio = actual.number()?.divided_by(wanted)?;
    (ratio >= rubric.system.thresholds.far_above).then(|| {
        Finding::new(Problem::TargetBelowLastYear { before: actual.raw.trim().to_owned() })
            .at(target.fact.place.clone())
            .on(outcome.path.join(" / "))
            .showing(&target.fact.raw)
    })
}

/// X05: a file that was sent the year before, byte for byte.
pub(super) fn files(submissions: &[Filed], inputs: &[InputFile], previous: &Previous) -> Vec<Finding> {
    let then: BTreeMap<&str, &str> = previous
        .inputs
        .iter()
        .filter(|input| !input.sha256.is_empty())
        .map(|input| (input.sha256.as_str(), input.file.as_str()))
        .collect();
    let hashes: BTreeMap<&str, &str> =
        inputs.iter().map(|input| (input.file.as_str(), input.sha256.as_str())).collect();
    submissions
        .iter()
        .filter_map(|submission| {
            let file = then.get(hashes.get(&*submission.place.file)?)?;
            let problem = Problem::FileOfLastYear { file: (*file).to_owned() };
            Some(Finding::new(problem).of(&submission.department).at(submission.place.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_year_has_more_of_is_not_compared() {
        let pairs = |now: &[&'static str], then: &[&'static str]| {
            let keyed = |year: &[&'static str]| year.iter().copied().enumerate().collect::<Vec<_>>();
            let (now, then) = (keyed(now), keyed(then));
            let pairs = paired(&now, |own| own.1, &then, |own| own.1);
            pairs.iter().map(|(now, then)| (now.0, then.0)).collect::<Vec<_>>()
        };
        assert_eq!(pairs(&["甲", "乙", "甲"], &["乙", "甲", "甲"]), [(1, 0), (0, 1), (2, 2)]);
        assert_eq!(pairs(&["甲", "乙", "甲"], &["乙", "甲"]), [(1, 0)]);
        assert_eq!(pairs(&["甲"], &["乙"]), []);
    }
}
