//! 等级名额: how many of the ranked may have a grade; those beyond it get the next one.

use std::collections::BTreeSet;

use super::standings::{Beyond, Standing};
use crate::number::Number;
use crate::rubric::{Quota, System, Ties, Within};
use crate::score::Tally;

/// Lowers the grades of those beyond the rubric's quotas, the best grade first, so that whoever
/// loses 优 counts towards the quota of 良.
pub(super) fn hold(standings: &mut [Standing], cards: &[Tally], system: &System) {
    for (index, grade) in system.grades.iter().enumerate() {
        let Some(next) = system.grades.get(index + 1) else { return };
        for quota in system.quotas.iter().filter(|quota| quota.grade == grade.name) {
            for (index, beyond) in beyond(quota, standings, cards) {
                let standing = &mut standings[index];
                standing.beyond.push(beyond);
                standing.lowered_from.get_or_insert_with(|| grade.name.clone());
                standing.grade = Some(next.name.clone());
            }
        }
    }
}

/// The indices of the standings that have the grade and exceed its quota, each with the quota.
fn beyond(quota: &Quota, standings: &[Standing], cards: &[Tally]) -> Vec<(usize, Beyond)> {
    let group = |standing: &Standing| match quota.within {
        Within::All => None,
        Within::Group => cards[standing.card].group.clone(),
    };
    let ranked = || standings.iter().enumerate().filter(|(_, standing)| standing.rank.is_some());
    let groups: BTreeSet<Option<String>> = ranked().map(|(_, standing)| group(standing)).collect();
    let mut beyond = Vec::new();
    for of in groups {
        let members = || ranked().filter(|(_, standing)| group(standing) == of);
        let among = members().count();
        let count = i64::try_from(among).unwrap_or(i64::MAX);
        let places = (&Number::from(count) * &quota.most).round_down(0);
        let mut holders: Vec<(u32, usize)> = members()
            .filter(|(_, standing)| standing.grade.as_ref() == Some(&quota.grade))
            .filter_map(|(index, standing)| Some((standing.rank?, index)))
            .collect();
        holders.sort_unstable();
        let fits = |held: usize| Number::from(i64::try_from(held).unwrap_or(i64::MAX)) <= places;
        let out = holders.iter().filter(|(rank, _)| {
            let before = holders.partition_point(|(other, _)| other < rank);
            let with_equals = holders.partition_point(|(other, _)| other <= rank);
            match quota.ties {
                Ties::In => !fits(before + 1),
                Ties::Out => !fits(with_equals),
            }
        });
        let of_quota = || Beyond {
            grade: quota.grade.clone(),
            most: quota.most.clone(),
            among,
            places: places.clone(),
            ties: quota.ties,
        };
        beyond.extend(out.map(|(_, index)| (*index, of_quota())));
    }
    beyond
}
