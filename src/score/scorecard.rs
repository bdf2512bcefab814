//! What scoring leaves: for each subject its indicators with points, inputs and the way there.

use std::sync::Arc;

use crate::finding::Problem;
use crate::formula::{Expr, Known, Shared, Value};
use crate::intake::submission::{Fact, subject};
use crate::number::{Number, Points};
use crate::place::Place;
use crate::rubric::shape::{ACTUAL, POINTS, TARGET};
use crate::rubric::{Counts, LevelRollUp};

/// The scored indicators of one subject (a department, or a project of it).
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// The department's name.
    pub department: String,
    /// Its code on the roster.
    pub code: Option<String>,
    /// Its group on the roster.
    pub group: Option<String>,
    /// The project, where projects are scored.
    pub project: Option<String>,
    /// The file and sheet of the form.
    pub place: Place,
    /// Every scored line, in the rubric's order.
    pub outcomes: Vec<Outcome>,
    /// What they amount to.
    pub total: Total,
    /// Why the total is incomplete although no single indicator waits (weights that do not add up).
    pub obstacle: Option<Problem>,
    /// Initial budget, full-year budget and executed amount in 万元, as far as the form states them.
    pub budget: Budget,
    /// The total of self points as the form prints it, or the sum of its lines' self points.
    pub self_total: Option<Number>,
}

/// Amounts in 万元 that the ranking shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// 年初预算数
    pub initial: Option<Number>,
    /// 全年预算数
    pub full_year: Option<Number>,
    /// 全年执行数
    pub executed: Option<Number>,
}

impl Scorecard {
    /// How the subject is called in lists.
    #[must_use]
    pub fn subject(&self) -> String {
        subject(&self.department, self.project.as_deref())
    }

    /// Points and 分值 on an indicator of the rubric, its lines summed; `None` where nothing of it
    /// is scored.
    #[must_use]
    pub fn indicator_points(&self, indicator: usize) -> Option<(Points, Points)> {
        let scored = || self.outcomes.iter().filter(|o| o.indicator == indicator && o.points().is_some());
        scored().next()?;
        Some((scored().filter_map(Outcome::points).sum(), scored().map(|outcome| &outcome.max).sum()))
    }

    /// Whether every indicator that applies is scored, so that the total may be ranked.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.obstacle.is_none() && !self.outcomes.iter().any(|o| matches!(o.status, Status::Pending(_)))
    }
}

/// What the outcomes amount to.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// The shown total; points so far where the card is incomplete.
    pub points: Points,
    /// What all that applies could have earned.
    pub max: Points,
    /// The levels that the rubric has a record of, each before those below it.
    pub levels: Vec<LevelOutcome>,
    /// What changed the total beyond putting the points together, in its order.
    pub steps: Vec<TotalStep>,
    /// The best grade that a limit leaves.
    pub best_grade: Option<String>,
    /// Every limit of the rubric, in its order, with what it was decided by.
    pub limits: Vec<LimitOutcome>,
}

/// Whether a limit holds for a subject.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitOutcome {
    /// What it is called.
    pub name: String,
    /// Its condition, down to facts of forms.
    pub formula: Expr,
    /// Everything that the condition looks at.
    pub inputs: Vec<Input>,
    /// Whether it holds, and whether the condition itself said so or the rubric's word for missing
    /// facts; `None` where a person must decide.
    pub holds: Option<(bool, Decided)>,
}

/// What decided a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Its condition.
    ByCondition,
    /// The rubric's word for facts that are missing.
    ByMissingFacts,
}

/// What stands below a level, put together.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelOutcome {
    /// Its names; none for the total.
    pub path: Vec<String>,
    /// How its parts are put together.
    pub roll_up: LevelRollUp,
    /// Its ceiling, if it has one.
    pub most: Option<Number>,
    /// The shown points.
    pub points: Points,
    /// What could be earned.
    pub max: Points,
    /// The rounded formula over the names of its parts.
    pub formula: Expr,
    /// The parts with their points.
    pub inputs: Vec<(String, Number)>,
}

/// A step from the sum of points to the total.
#[derive(Clone, Debug, PartialEq)]
pub enum TotalStep {
    /// Bonuses or penalties came to it.
    Beside { counts: Counts, sum: Points },
    /// It would have been below nothing.
    Floor { before: Points },
    /// It would have passed the highest total.
    Ceiling { before: Points },
    /// A limit held; by which figures, what the total was and what it is.
    Limited { name: String, why: String, before: Points, after: Points },
    /// A limit held that bounds the grade.
    GradeAtMost { name: String, why: String, grade: String },
}

/// What became of one indicator, or of one line of the body's own table.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The indicator's code; lines get a running number after it (`B.03`).
    pub code: String,
    /// The index of the indicator in the rubric.
    pub indicator: usize,
    /// Levels and name. For lines: the rubric's first level, then the form's second level and name.
    pub path: Vec<String>,
    /// 分值 as it was applied (after redistribution, or as the form prints it).
    pub max: Points,
    /// The most that a bonus or a penalty can come to, whose 分值 is nothing.
    pub most_beside: Option<Points>,
    /// What became of it.
    pub status: Status,
    /// The points the body gave itself.
    pub self_points: Option<Number>,
    /// Everything that went in, in the formula's order.
    pub inputs: Vec<Input>,
    /// The rounded formula over the inputs' names and `分值`; absent where no formula was reached.
    pub formula: Option<Arc<Shared>>,
    /// The share of the target that was reached, where there is one.
    pub completion: Option<Number>,
    /// The rule in words.
    pub rule: Arc<str>,
    /// The reason the body itself gave for missing full points.
    pub own_reason: Option<String>,
    /// The scored lines that an indicator's share was computed from.
    pub basis: Vec<Outcome>,
    /// What else bore on the points: fallbacks, tiers, caps, redistribution.
    pub remarks: Vec<Remark>,
    /// The bureau's own sentence for this outcome.
    pub say: Option<String>,
}

impl Outcome {
    /// The lines of a body's own tables among outcomes: those scored one by one, and those that an
    /// indicator's share was computed from.
    pub fn lines(outcomes: &[Self]) -> impl Iterator<Item = &Self> {
        let is_line = |outcome: &&Self| outcome.input(TARGET).is_some() || outcome.input(ACTUAL).is_some();
        outcomes.iter().flat_map(move |outcome| {
            let own = std::slice::from_ref(outcome);
            let lines = if outcome.basis.is_empty() { own } else { &outcome.basis };
            lines.iter().filter(is_line)
        })
    }

    /// The points, where the indicator is scored.
    #[must_use]
    pub fn points(&self) -> Option<&Points> {
        match &self.status {
            Status::Scored(points) => Some(points),
            _ => None,
        }
    }

    /// The points lost, where the indicator is scored below full.
    #[must_use]
    pub fn lost(&self) -> Option<Points> {
        self.points().map(|points| self.max.minus(points)).filter(|lost| *lost.number() > Number::zero())
    }

    /// What the formula knew by a name.
    #[must_use]
    pub fn known(&self, name: &str) -> Known {
        if name == POINTS {
            // What counts beside the full marks was computed out of the most that it can come to.
            let max = self.most_beside.as_ref().unwrap_or(&self.max);
            return Known::Value(Value::Number(max.number().clone()));
        }
        self.input(name).and_then(|input| input.used.clone()).map_or(Known::Missing, Known::Value)
    }

    /// The inputs 是 or 否 of which the other answer alone would have given more points.
    #[must_use]
    pub fn costly_answers(&self) -> Vec<&Input> {
        let (Some(formula), Some(points)) = (&self.formula, self.points()) else { return Vec::new() };
        // A reviewer's points are not the formula's.
        if self.lost().is_none()
            || formula.number(&|name: &str| self.known(name)).as_ref() != Ok(points.number())
        {
            return Vec::new();
        }
        let costs = |input: &&Input| {
            let Some(Value::Text(answer)) = &input.used else { return false };
            let other = match answer.as_str() {
                "是" => "否",
                "否" => "是",
                _ => return false,
            };
            let other = |name: &str| {
                if name == input.name {
                    Known::Value(Value::Text(other.to_owned()))
                } else {
                    self.known(name)
                }
            };
            formula.number(&other).is_ok_and(|given| given > *points.number())
        };
        self.inputs.iter().filter(costs).collect()
    }

    /// An input by name.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.name == name)
    }
}

/// Four things that never mix (the fourth, a score of zero, is `Scored`).
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// Points were given.
    Scored(Points),
    /// The indicator does not apply to the body; the reason in words.
    NotApplicable(String),
    /// It waits for a person, because of a problem.
    Pending(Problem),
}

/// A value that went into a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name in the formula.
    pub name: String,
    /// The cell's text and place.
    pub fact: Arc<Fact>,
    /// The number or words the formula used: units aligned, percentages as ratios.
    pub used: Option<Value>,
}

/// A step that changed or bore on the points beyond the formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Remark {
    /// Facts were missing and the fallback rule was used; their names.
    Fallback(String),
    /// The tier that words were read as.
    Tier(String),
    /// No line of the body's own table bears points, so that each counts alike.
    EqualWeights,
    /// 分值 was raised by points of siblings that do not apply; what it was before.
    Redistributed(Points),
    /// 分值 is what the form prints; what the rubric prescribes.
    PrintedPoints(Points),
    /// What the facts do tell while the indicator waits: what, the figures, the ratio.
    Told(String, String, Number),
    /// A missing fact counts as nothing by the rubric's own word; its name.
    MissingCountsZero(String),
    /// A missing fact costs nothing by the rubric's own word; its name.
    MissingCountsFull(String),
    /// The body's own points are taken for a missing fact; its name.
    OwnPointsTaken(String),
    /// The indicator does not apply and gives its points all the same; why it does not.
    NotApplicableCountsFull(String),
    /// A reviewer's points went before the rule's; those, and the reviewer's reason.
    Reviewed { engine: Option<Points>, reason: Option<String> },
}
