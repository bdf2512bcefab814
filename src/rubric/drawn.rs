//! Rules drawn up: their formulas down to facts of forms and their words, made once for all bodies.

use std::sync::{Arc, OnceLock};

use super::shape::{Kinship, POINTS, PRESCRIBED_POINTS, Rule, Shape, Wait};
use super::{Indicator, System};
use crate::formula::{Expr, Operator, Shared};

/// What scoring takes of a rule.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The points, rounded, over facts of forms and `分值`.
    pub formula: Arc<Shared>,
    /// When a person must decide instead, over facts of forms.
    pub waits: Vec<Wait>,
    /// The rule in words.
    pub meaning: Arc<str>,
}

impl Drawn {
    /// A shape drawn up, derived facts put in.
    #[must_use]
    pub fn of(shape: &dyn Shape, system: &System) -> Self {
        let mut waits = shape.waits();
        for wait in &mut waits {
            wait.condition = system.expanded(&wait.condition);
        }
        let formula = Shared::new(system.expanded(&shape.formula()).rounded(system.places));
        Self { formula, waits, meaning: shape.meaning().into() }
    }

    /// The shape of a line, which goes by the line's own cells alone.
    fn of_line(shape: &dyn Shape, places: u32) -> Self {
        let formula = Shared::new(shape.formula().rounded(places));
        Self { formula, waits: Vec::new(), meaning: shape.meaning().into() }
    }

    /// The same for a body whose 分值 is another than the rubric's: a rule that counts in points is
    /// applied to the rubric's, and its result taken in proportion.
    #[must_use]
    pub fn in_proportion(&self, places: u32) -> Self {
        let own = |name: &str| (name == POINTS).then(|| Expr::name(PRESCRIBED_POINTS));
        let points = self.formula.unrounded().unwrap_or(&self.formula).substitute(&own);
        let ratio = Expr::Binary(Operator::Divide, Box::new(points), Box::new(Expr::name(PRESCRIBED_POINTS)));
        let points = Expr::Binary(Operator::Multiply, Box::new(ratio), Box::new(Expr::name(POINTS)));
        let mut waits = self.waits.clone();
        for wait in &mut waits {
            wait.condition = wait.condition.substitute(&own);
        }
        Self { formula: Shared::new(points.rounded(places)), waits, meaning: self.meaning.clone() }
    }
}

/// The rules of an indicator, drawn up when the first body is scored.
#[derive(Clone, Debug, Default)]
pub struct Drawings(OnceLock<Drawing>);

#[derive(Clone, Debug)]
struct Drawing {
    /// The rule and its fallbacks; none for a rule by lines.
    rules: Vec<Option<Drawn>>,
    /// A rule by lines, for each way in which a line relates to its target.
    lines: Vec<((Kinship, bool), Drawn)>,
    /// The indicator's words for its rule.
    words: Arc<str>,
}

impl Indicator {
    fn drawing(&self, system: &System) -> &Drawing {
        self.drawings.0.get_or_init(|| {
            let drawn = |rule: &Rule| rule.shape().map(|shape| Drawn::of(shape, system));
            let line = |key: (Kinship, bool)| Some((key, self.line(key, system.places)?));
            let both = Kinship::all().flat_map(|kinship| [(kinship, false), (kinship, true)]);
            Drawing {
                rules: self.rules().map(drawn).collect(),
                lines: both.filter_map(line).collect(),
                words: self.rule_words().into(),
            }
        })
    }

    fn line(&self, (kinship, in_proportion): (Kinship, bool), places: u32) -> Option<Drawn> {
        let shape = self.rule.by_lines()?.shape_for(kinship, places, in_proportion)?;
        Some(Drawn::of_line(shape.as_ref(), places))
    }

    /// The rule and its fallbacks with their drawings, in the order in which they are tried.
    pub fn drawn<'a>(
        &'a self,
        system: &System,
    ) -> impl Iterator<Item = (&'a Rule, &'a dyn Shape, &'a Drawn)> {
        let drawings = &self.drawing(system).rules;
        self.rules().zip(drawings).filter_map(|(rule, drawn)| Some((rule, rule.shape()?, drawn.as_ref()?)))
    }

    /// The shape of a line that relates so to its target, `None` for a tier that the rubric does not
    /// have; see [`shape_for`](super::shape::ByLines::shape_for).
    #[must_use]
    pub fn drawn_line(&self, kinship: Kinship, in_proportion: bool, system: &System) -> Option<Drawn> {
        let lines = &self.drawing(system).lines;
        let wanted = (kinship, in_proportion);
        let known = lines.iter().find(|(key, _)| *key == wanted).map(|(_, drawn)| drawn.clone());
        // A tier beyond those that rubrics have.
        known.or_else(|| self.line(wanted, system.places))
    }

    /// [`Indicator::rule_words`], shared.
    #[must_use]
    pub fn shared_words(&self, system: &System) -> Arc<str> {
        self.drawing(system).words.clone()
    }
}
