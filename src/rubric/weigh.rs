//! Points out of weights: 50 points × 75% × 20%, level by level.

use super::System;
use crate::number::{Number, Points};

/// Decimal places that points computed from weights may have.
const PLACES: u32 = 6;

/// Gives every indicator that states a weight its points.
pub(super) fn weigh(system: &mut System) {
    let points: Vec<Option<Points>> = system
        .indicators
        .iter()
        .map(|indicator| {
            let weight = indicator.weight.as_ref()?;
            let above = indicator.path.split_last().map_or(&[][..], |(_, levels)| levels);
            Some(Points::rounded(&(&of_level(system, above) * weight), PLACES))
        })
        .collect();
    for (indicator, points) in system.indicators.iter_mut().zip(points) {
        if let Some(points) = points {
            indicator.points = points;
        }
    }
}

/// The points of a level: as stated, or its share of the level above. A level without a record is
/// worth what the level above it is.
pub(super) fn of_level(system: &System, path: &[String]) -> Number {
    let record = system.level(path);
    if let Some(points) = record.and_then(|level| level.points.as_ref()) {
        return points.clone();
    }
    let Some((_, above)) = path.split_last() else {
        return system.full_points.clone();
    };
    let points = of_level(system, above);
    record.and_then(|level| level.weight.as_ref()).map_or_else(|| points.clone(), |weight| &points * weight)
}
