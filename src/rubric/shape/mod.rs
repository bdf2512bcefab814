//! The shapes of scoring rules. Each is one file: its parameters, its formula, its meaning.
//!
//! A shape builds a formula over fact names; the name `分值` stands for the indicator's points. It
//! may also name conditions under which no formula can decide and a person must. To add a shape:
//! write its file with [`Shape`] for it, and add its line to [`Rule`].

mod achieved;
mod bands;
mod by_lines;
mod by_target;
mod change;
mod checklist;
mod choose;
mod coefficient;
mod constant;
mod deduct;
mod equality;
mod formula;
mod graded;
mod interval;
mod inverse_linear;
mod inverse_ratio;
mod linear;
mod manual;
mod over;
mod peer;
mod pool;
mod progress;
mod proportional;
mod tally;
mod tiered;
mod tiers;
mod timely;
mod yes_no;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

pub use achieved::Achieved;
pub use bands::{Band, Bands, End, Gives, Stretch};
pub use by_lines::ByLines;
pub use by_target::{ACTUAL, ByTarget, Kinship, OWN_REASON, PRINTED_POINTS, SELF_POINTS, TARGET, Upper};
pub use change::Change;
pub use checklist::{Checklist, Item, NotApplicable};
pub use choose::{Choose, Chosen, Take};
pub use coefficient::Coefficient;
pub use constant::Constant;
pub use deduct::{Deduct, Step};
pub use equality::Equality;
pub use formula::FreeFormula;
pub use graded::{Graded, Loss};
pub use interval::{Interval, Lost};
pub use inverse_linear::InverseLinear;
pub use inverse_ratio::InverseRatio;
pub use linear::Linear;
pub use manual::Manual;
pub use over::{Over, Then};
pub use peer::{Better, By, Ends, Peer, Within};
pub use pool::{Choice, Pool};
pub use progress::{Due, Progress};
pub use proportional::{Proportional, ZeroTarget};
pub use tally::{Counted, Tally};
pub use tiered::{Tier, Tiered, Top};
pub use tiers::Tiers;
pub use timely::{Late, Loses, Timely};
pub use yes_no::YesNo;

use crate::finding::Problem;
use crate::formula::{Expr, Function};
use crate::number::Number;

/// The name of an indicator's points in formulas.
pub const POINTS: &str = "分值";
/// The name of the points that the rubric gives an indicator, where a body's are others.
pub const PRESCRIBED_POINTS: &str = "规定分值";
/// The answer 不适用, for shapes that have a rule of their own for it.
pub const NOT_APPLICABLE: &str = "不适用";
/// What stands before the brackets of a list of what all bodies state: `全体[支出率]`.
pub const ALL_BODIES: &str = "全体";
/// The same over the bodies of one group.
pub const SAME_GROUP: &str = "同组";
/// The table of a body's projects, one to a line, where projects are scored first.
pub const PROJECTS: &str = "项目";
/// Its column of totals; a project whose total is incomplete has none.
pub const PROJECT_POINTS: &str = "得分";
/// Its column of full marks.
pub const PROJECT_FULL: &str = "满分";

/// The name of the list of a fact over other bodies, in a formula.
#[must_use]
pub fn peer_list(table: &str, fact: &str) -> String {
    format!("{table}[{fact}]")
}

/// A rule shape with its parameters filled in.
pub trait Shape {
    /// The points as a formula over facts and `分值`, not yet rounded.
    fn formula(&self) -> Expr;

    /// The rule in words, for the rubric's plain-language sheet.
    fn meaning(&self) -> String;

    /// Whether the rule counts in points of the rubric's own 分值 (so many off for each …), which
    /// are to be taken in proportion where a body's 分值 is another.
    fn counts_in_points(&self) -> bool {
        false
    }

    /// Conditions under which the formula must not decide, each with the reason a person reads.
    fn waits(&self) -> Vec<Wait> {
        Vec::new()
    }

    /// What follows from completion far above the target, where the rubric says.
    fn over(&self) -> Option<&Over> {
        None
    }

    /// The facts whose 不适用 the formula itself deals with, as the word [`NOT_APPLICABLE`].
    fn reads_not_applicable(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// A condition that hands the indicator to a person, or takes it out of the count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When it holds.
    pub condition: Expr,
    /// What follows.
    pub outcome: WaitOutcome,
    /// Why.
    pub problem: Problem,
}

/// What follows from a [`Wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitOutcome {
    /// The indicator waits for a person.
    Pending,
    /// The indicator does not apply to the body.
    NotApplicable,
}

/// A rule as a rubric states it: `{ shape = "proportional", actual = …, target = … }`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Rule {
    Proportional(Proportional),
    InverseLinear(InverseLinear),
    InverseRatio(InverseRatio),
    Equality(Equality),
    Deduct(Deduct),
    Linear(Linear),
    Bands(Bands),
    Interval(Interval),
    Timely(Timely),
    Progress(Progress),
    YesNo(YesNo),
    Checklist(Checklist),
    Graded(Graded),
    Tiered(Tiered),
    Change(Change),
    Coefficient(Coefficient),
    Peer(Peer),
    Tally(Tally),
    Choose(Choose),
    Pool(Pool),
    Manual(Manual),
    Formula(FreeFormula),
    ByTarget(ByTarget),
    Achieved(Achieved),
}

impl Rule {
    /// The rule's shape; `None` for rules [by lines](Rule::by_lines), which have one for each line.
    #[must_use]
    pub fn shape(&self) -> Option<&dyn Shape> {
        Some(match self {
            Self::Proportional(shape) => shape,
            Self::InverseLinear(shape) => shape,
            Self::InverseRatio(shape) => shape,
            Self::Equality(shape) => shape,
            Self::Deduct(shape) => shape,
            Self::Linear(shape) => shape,
            Self::Bands(shape) => shape,
            Self::Interval(shape) => shape,
            Self::Timely(shape) => shape,
            Self::Progress(shape) => shape,
            Self::YesNo(shape) => shape,
            Self::Checklist(shape) => shape,
            Self::Graded(shape) => shape,
            Self::Tiered(shape) => shape,
            Self::Change(shape) => shape,
            Self::Coefficient(shape) => shape,
            Self::Peer(shape) => shape,
            Self::Tally(shape) => shape,
            Self::Choose(shape) => shape,
            Self::Pool(shape) => shape,
            Self::Manual(shape) => shape,
            Self::Formula(shape) => shape,
            Self::ByTarget(_) | Self::Achieved(_) => return None,
        })
    }

    /// The rule, where it scores the lines of a body's own table.
    #[must_use]
    pub fn by_lines(&self) -> Option<&dyn ByLines> {
        match self {
            Self::ByTarget(rule) => Some(rule),
            Self::Achieved(rule) => Some(rule),
            _ => None,
        }
    }

    /// The alternatives of a rule that is one of several: which of them counts depends on the
    /// facts that a body has.
    #[must_use]
    pub fn alternatives(&self) -> Option<&Choose> {
        match self {
            Self::Choose(choose) => Some(choose),
            _ => None,
        }
    }

    /// The names of all facts that the rule goes by, without `分值`; empty for rules by lines.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<String> {
        let Some(shape) = self.shape() else { return BTreeSet::new() };
        let waits = shape.waits().into_iter().map(|wait| wait.condition);
        let formulas: Vec<Expr> = std::iter::once(shape.formula()).chain(waits).collect();
        let names = formulas.iter().flat_map(Expr::names).filter(|name| *name != POINTS);
        names.map(str::to_owned).collect()
    }

    /// The rule in words.
    #[must_use]
    pub fn meaning(&self) -> String {
        let by_lines = || self.by_lines().map(ByLines::meaning);
        self.shape().map(Shape::meaning).or_else(by_lines).unwrap_or_default()
    }
}

/// A formula written here with short names, each replaced by the rubric's own formula.
fn template(text: &'static str, parts: &[(&str, &Expr)]) -> Expr {
    thread_local! {
        // There are few, and every line that is scored asks for some.
        static PARSED: RefCell<HashMap<&'static str, Expr>> = RefCell::default();
    }
    // Every template is a constant of this room and is parsed by its shape's tests.
    #[allow(clippy::expect_used)]
    let parse = || text.parse().expect("a shape's own template is a formula");
    let full = |name: &str| parts.iter().find(|(short, _)| *short == name).map(|(_, full)| (*full).clone());
    PARSED.with_borrow_mut(|parsed| parsed.entry(text).or_insert_with(parse).substitute(&full))
}

/// actual ÷ target, for an actual value short of its target; rounded to `rate_places` decimals of a
/// percent first, where a rubric says so.
fn share_of_target(actual: &Expr, target: &Expr, rate_places: Option<u32>) -> Expr {
    let share = template("MAX(实际,0)/目标", &[("实际", actual), ("目标", target)]);
    match rate_places {
        Some(places) => share.rounded(places.saturating_add(2)),
        None => share,
    }
}

/// The words for it.
fn rounded_rate(rate_places: Option<u32>) -> String {
    match rate_places {
        None => String::new(),
        Some(0) => "（四舍五入为整数百分比）".to_owned(),
        Some(places) => format!("（四舍五入为保留{places}位小数的百分比）"),
    }
}

/// Whether the text that `fact` states is one of `words`.
fn is_one_of(fact: &Expr, words: &[String]) -> Expr {
    let is = |word: &String| template("事=词", &[("事", fact), ("词", &Expr::Text(word.clone()))]);
    match words {
        [word] => is(word),
        _ => Expr::Call(Function::Or, words.iter().map(is).collect()),
    }
}

/// Reads a number that must lie above zero.
fn above_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
    let number = Number::deserialize(deserializer)?;
    if number.is_negative() || number.is_zero() {
        return Err(D::Error::custom("应大于 0"));
    }
    Ok(number)
}

/// Reads a number that must lie above zero, where there is one.
fn above_zero_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Number>, D::Error> {
    above_zero(deserializer).map(Some)
}

#[cfg(test)]
pub(crate) mod testing {
    //! Small helpers for the shapes' own examples.

    use chrono::NaiveDate;

    use super::Shape;
    use crate::formula::{Known, Value};
    use crate::number::Number;

    /// The rounded points of `shape` for facts given as `("name", "number")`, dates or words.
    pub(crate) fn points(shape: &dyn Shape, facts: &[(&str, &str)]) -> String {
        match shape.formula().rounded(2).number(&known(facts)) {
            Ok(number) => number.fixed(2),
            Err(stop) => format!("{stop:?}"),
        }
    }

    /// The code of the first problem for which `shape` waits over `facts`.
    pub(crate) fn waiting(shape: &dyn Shape, facts: &[(&str, &str)]) -> Option<&'static str> {
        let known = known(facts);
        let mut waits = shape.waits().into_iter();
        waits.find(|wait| wait.condition.truth(&known) == Ok(true)).map(|wait| wait.problem.code())
    }

    fn known(facts: &[(&str, &str)]) -> impl Fn(&str) -> Known {
        move |name: &str| match facts.iter().find(|(fact, _)| *fact == name) {
            Some((_, text)) => Known::Value(match (text.parse::<Number>(), text.parse::<NaiveDate>()) {
                (Ok(number), _) => Value::Number(number),
                (_, Ok(day)) => Value::Date(day),
                _ => Value::Text((*text).to_owned()),
            }),
            None => Known::Missing,
        }
    }
}
