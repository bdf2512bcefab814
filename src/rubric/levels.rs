//! Levels: points out of weights (50 points × 75% × 20%), and what stands below a level together.

use super::{Counts, Indicator, Level, LevelRollUp, System};
use crate::formula::{Expr, Known, Value};
use crate::number::{Number, Points};

/// Decimal places that points computed from weights may have.
const PLACES: u32 = 6;

/// Gives every indicator that states a weight and no points its points.
pub(super) fn weigh(system: &mut System) {
    let points: Vec<Option<Points>> = system
        .indicators
        .iter()
        .map(|indicator| {
            let unstated = indicator.points.number().is_zero();
            let weight = indicator.weight.as_ref().filter(|_| unstated)?;
            Some(weighed_points(system, indicator, weight))
        })
        .collect();
    for (indicator, points) in system.indicators.iter_mut().zip(points) {
        if let Some(points) = points {
            indicator.points = points;
        }
    }
}

/// The points that follow from an indicator's weight.
pub(super) fn weighed_points(system: &System, indicator: &Indicator, weight: &Number) -> Points {
    let above = indicator.path.split_last().map_or(&[][..], |(_, levels)| levels);
    Points::rounded(&(&of_level(system, above) * weight), PLACES)
}

/// The points of a level: as stated, or its share of the level above. A level without a record is
/// worth what the level above it is.
fn of_level(system: &System, path: &[String]) -> Number {
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

impl Level {
    /// The formula that puts parts (name and weight) together, over their names or all of them as
    /// [`PARTS`]; none where there is no part.
    #[must_use]
    pub fn formula(&self, parts: &[(String, Number)]) -> Option<Expr> {
        let (_, first) = parts.first()?;
        let listed = |each: &dyn Fn(usize, &Number) -> String| {
            let each = parts.iter().enumerate().map(|(i, (_, weight))| each(i, weight));
            each.collect::<Vec<_>>().join(",")
        };
        let names = listed(&|i, _| placeholder(i));
        let text = match self.roll_up {
            LevelRollUp::Sum => format!("SUM({names})"),
            LevelRollUp::Mean if parts.iter().all(|(_, weight)| weight == first) => {
                format!("AVERAGE({names})")
            }
            LevelRollUp::Mean => {
                let weighted = listed(&|i, weight| format!("{}*{}", placeholder(i), weight.plain()));
                let weights = listed(&|_, weight| weight.plain());
                format!("SUM({weighted})/SUM({weights})")
            }
            LevelRollUp::GeometricMean => format!("GEOMEAN({names})"),
            LevelRollUp::Best => {
                let best = self.best.unwrap_or(1).min(parts.len());
                let nth = |k: usize| format!("LARGE({PARTS},{k})");
                (1..=best).map(nth).collect::<Vec<_>>().join("+")
            }
        };
        let text = match &self.most {
            Some(most) => format!("MIN({text},{})", most.plain()),
            None => text,
        };
        let formula: Expr = text.parse().ok()?;
        Some(formula.substitute(&|name| {
            let part = parts.iter().enumerate().find(|(i, _)| placeholder(*i) == name)?;
            Some(Expr::name(part.1.0.clone()))
        }))
    }
}

/// All parts of a level as one list, for the best few of them.
pub const PARTS: &str = "各项[得分]";

/// The value of a level's formula over its parts.
#[must_use]
pub fn put_together(formula: &Expr, parts: &[(&str, &Number)]) -> Option<Number> {
    let facts = |name: &str| {
        let value = if name == PARTS {
            Some(Value::List(parts.iter().map(|(_, number)| (*number).clone()).collect()))
        } else {
            let part = parts.iter().find(|(part, _)| *part == name);
            part.map(|(_, number)| Value::Number((*number).clone()))
        };
        value.map_or(Known::Missing, Known::Value)
    };
    formula.number(&facts).ok()
}

/// Stands for a part while its formula is put down; part names may hold any character.
fn placeholder(index: usize) -> String {
    format!("部分{index}")
}

impl System {
    /// The weight of what stands at a path: its level's, or its indicators'; each counts alike
    /// where none is stated.
    #[must_use]
    pub fn weight_at(&self, path: &[String]) -> Number {
        let of_level = self.level(path).and_then(|level| level.weight.clone());
        let own = || self.indicators.iter().filter(|i| i.path == path).find_map(|i| i.weight.clone());
        of_level.or_else(own).unwrap_or_else(Number::one)
    }

    /// The groups of bodies, for each of which the points add up by themselves; one for all where the rubric
    /// knows none.
    #[must_use]
    pub fn each_group(&self) -> Vec<Option<&str>> {
        match self.groups() {
            groups if groups.is_empty() => vec![None],
            groups => groups.into_iter().map(Some).collect(),
        }
    }

    /// Whether a level above `path` is put together otherwise than by adding up.
    #[must_use]
    pub fn is_averaged(&self, path: &[String]) -> bool {
        let level = |above: usize| self.level(&path[..above]);
        (0..path.len()).filter_map(level).any(|level| level.roll_up != LevelRollUp::Sum)
    }

    /// The most that a body of `group` can earn at `path`, bonuses left out; none where no
    /// indicator of it stands there.
    #[must_use]
    pub fn most_at(&self, path: &[String], group: Option<&str>) -> Option<Number> {
        let plain = Level::default();
        self.most_by(self.level(path).unwrap_or(&plain), path, group)
    }

    /// The most that any group can have at a level, its own ceiling left out; `None` where no indicator of
    /// full marks stands there.
    #[must_use]
    pub fn reachable_at(&self, path: &[String]) -> Option<Number> {
        let open = Level { most: None, ..self.level(path).cloned().unwrap_or_default() };
        self.each_group().into_iter().filter_map(|group| self.most_by(&open, path, group)).max()
    }

    fn most_by(&self, level: &Level, path: &[String], group: Option<&str>) -> Option<Number> {
        let of_it =
            |i: &&Indicator| i.counts == Counts::Within && i.is_for(group) && i.path.starts_with(path);
        let below: Vec<_> = self.indicators.iter().filter(of_it).collect();
        let mut parts: Vec<(String, Number, Number)> = Vec::new();
        let name = || path.last().cloned().unwrap_or_default();
        let own: Vec<_> = below.iter().filter(|indicator| indicator.path == path).collect();
        if !own.is_empty() {
            let points = own.iter().map(|indicator| indicator.points.number()).sum();
            parts.push((name(), self.weight_at(path), points));
        }
        for indicator in &below {
            let Some(next) = indicator.path.get(path.len()) else { continue };
            if !parts.iter().any(|(name, ..)| name == next) {
                let child: Vec<String> = path.iter().chain([next]).cloned().collect();
                let most = self.most_at(&child, group)?;
                parts.push((next.clone(), self.weight_at(&child), most));
            }
        }
        let named: Vec<(String, Number)> =
            parts.iter().map(|(name, weight, _)| (name.clone(), weight.clone())).collect();
        let formula = level.formula(&named)?;
        let values: Vec<(&str, &Number)> =
            parts.iter().map(|(name, _, most)| (name.as_str(), most)).collect();
        put_together(&formula, &values)
    }
}
