//! How a line's actual value relates to its target: units aligned, words placed in their tier.

use crate::finding::Problem;
use crate::intake::submission::{FactValue, Line};
use crate::number::Number;
use crate::quantity::unit::{self, Dimension};
use crate::quantity::{Day, Multiplier, Operator, Quantity, Reading, Unreadable};
use crate::rubric::form::Form;
use crate::rubric::label;
use crate::rubric::shape::{ACTUAL, Kinship, TARGET};

/// A bare number that would be this many times its target once the target's 万 or 亿 is put
/// beside it was not meant so.
const ABSURD_RATIO: i64 = 10;

/// A line that can be scored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Judged {
    /// Which shape applies.
    pub(super) kinship: Kinship,
    /// Target and actual in one unit; `None` for words.
    pub(super) values: Option<(Number, Number)>,
    /// What should be looked at although the line is scored.
    pub(super) notes: Vec<Problem>,
}

/// Why a line cannot be scored.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unscored {
    /// It waits for a person.
    Pending(Problem),
    /// It does not apply to the body.
    NotApplicable,
}

impl From<Problem> for Unscored {
    fn from(problem: Problem) -> Self {
        Self::Pending(problem)
    }
}

/// Relates a line's actual value to its target.
pub(super) fn judge(line: &Line, form: &Form) -> Result<Judged, Unscored> {
    let reading = |column: &str| match line.cells.get(column).map(|fact| (&fact.value, words_of(&fact.raw))) {
        Some((FactValue::Quantity(reading), raw)) => (Some(reading), raw),
        Some((FactValue::Unreadable, raw)) => (None, raw),
        _ => (Some(&Reading::Blank), ""),
    };
    let (Some(target), target_raw) = reading(TARGET) else {
        return Err(unreadable_cell(line, TARGET).into());
    };
    let (Some(actual), actual_raw) = reading(ACTUAL) else {
        return Err(unreadable_cell(line, ACTUAL).into());
    };
    if matches!(target, Reading::NotApplicable) || matches!(actual, Reading::NotApplicable) {
        return Err(Unscored::NotApplicable);
    }
    match target {
        Reading::Blank => return Err(Problem::NoTarget.into()),
        Reading::Unreadable(why) => return Err(Problem::UnreadableTarget { why: why.to_string() }.into()),
        _ => {}
    }
    match actual {
        Reading::Blank if actual_raw.is_empty() => return Err(Problem::MissingActual.into()),
        Reading::Blank => return Err(Problem::DashActual.into()),
        _ => {}
    }
    let unreadable = |why: &str| Err(Problem::UnreadableActual { why: why.to_owned() }.into());
    if let Some(problem) = dimensions_differ((target, target_raw), (actual, actual_raw)) {
        return Err(problem.into());
    }
    match (target, actual) {
        (Reading::Quantity(target), Reading::Quantity(actual)) => numbers(line, form, target, actual),
        (_, Reading::Unreadable(why)) => unreadable(&why.to_string()),
        (Reading::Range { from, to }, Reading::Quantity(actual)) => span(form, from, to, actual),
        (_, Reading::Range { .. }) => unreadable("完成值为区间，不能确定实际完成的数"),
        (Reading::Quantity(_) | Reading::Range { .. }, _) => unreadable("指标值为数字，完成值为文字"),
        (Reading::Date { to: due, before, .. }, Reading::Date { to: done, .. })
            if in_time(*done, *due, *before) =>
        {
            Ok(Judged { kinship: Kinship::Tier(0), values: None, notes: Vec::new() })
        }
        // 是否发生事故: the aim is 否, and to repeat it is to reach it.
        (Reading::Tier(wanted), _)
            if *wanted > 0 && label::normalised(target_raw) == label::normalised(actual_raw) =>
        {
            Ok(Judged { kinship: Kinship::Tier(0), values: None, notes: vec![Problem::ActualRepeatsTarget] })
        }
        (Reading::Tier(wanted), Reading::Tier(_)) if *wanted > 0 => {
            unreadable("指标值为否定用语，完成值须人工核对")
        }
        (_, Reading::Tier(tier)) => {
            Ok(Judged { kinship: Kinship::Tier(*tier), values: None, notes: Vec::new() })
        }
        _ if label::normalised(target_raw) == label::normalised(actual_raw) => {
            Ok(Judged { kinship: Kinship::Tier(0), values: None, notes: vec![Problem::ActualRepeatsTarget] })
        }
        (_, Reading::Quantity(_)) => unreadable("指标值为文字，完成值为数字"),
        (_, Reading::Date { .. }) => unreadable("完成时间须人工核对"),
        _ => unreadable("所填文字不在定性分档用语之列"),
    }
}

/// What a target or an actual value measures and how that is called, as far as it shows.
fn measured(reading: &Reading, raw: &str) -> Option<(Dimension, String)> {
    let dimension = match reading {
        Reading::Quantity(quantity) | Reading::Range { to: quantity, .. } => quantity.dimension()?,
        Reading::Date { .. } => Dimension::Time,
        // 已完成100% is a rate of some plan.
        Reading::Tier(_) | Reading::Unreadable(Unreadable::Sentence { .. }) if raw.ends_with(['%', '％']) => {
            Dimension::Ratio
        }
        _ => return None,
    };
    Some((dimension, format!("{}“{raw}”", dimension.name())))
}

/// Target and actual that measure different things. A rate of a plan that is no number beside a
/// rate may be meant as one, and a target of 0 is one of anything.
fn dimensions_differ(target: (&Reading, &str), actual: (&Reading, &str)) -> Option<Problem> {
    let is_none = matches!(target.0, Reading::Quantity(quantity) if quantity.number.is_zero());
    let (wanted, target) = measured(target.0, target.1).filter(|_| !is_none)?;
    let (found, actual) = measured(actual.0, actual.1)?;
    (wanted != found).then_some(Problem::DimensionDiffers { target, actual })
}

/// Whether something was done in time whatever the parts of the dates mean that were not stated.
/// 12月前 may mean before December or by its end.
fn in_time(done: Day, due: Day, before: bool) -> bool {
    if before && due.day.is_none() { due.is_surely_later_than(done) } else { done.is_surely_by(due) }
}

/// An actual value beside a span: inside of it the target is reached, and what follows outside of it
/// no form says.
fn span(form: &Form, from: &Quantity, to: &Quantity, actual: &Quantity) -> Result<Judged, Unscored> {
    if actual.operator.is_some() {
        return Err(Problem::UnreadableActual {
            why: "完成值带有比较符号，不能确定实际完成的数".to_owned()
        }
        .into());
    }
    let (low, value) = align(form, from, actual)?;
    let (high, _) = align(form, to, actual)?;
    if value < low || value > high {
        return Err(Problem::OutsideRange { from: from.to_string(), to: to.to_string() }.into());
    }
    let (kinship, bound) =
        if low.is_negative() || low.is_zero() { (Kinship::AtMost, high) } else { (Kinship::AtLeast, low) };
    Ok(Judged { kinship, values: Some((bound, value)), notes: Vec::new() })
}

/// The words of a value: of one that a form splits (定性 | 好 | ) those between sign and unit.
fn words_of(raw: &str) -> &str {
    let mut parts = raw.split(" | ");
    match [parts.next(), parts.next(), parts.next(), parts.next()] {
        [Some(_), Some(words), Some(_), None] => words.trim(),
        _ => raw.trim(),
    }
}

/// Why a cell could not be read when the form was: it holds an error, or it is one of several.
fn unreadable_cell(line: &Line, column: &str) -> Problem {
    let error = line.cells.get(column).is_some_and(|fact| fact.raw.starts_with('#'));
    if error { Problem::ErrorCell } else { Problem::AmbiguousColumn { fact: column.to_owned() } }
}

fn numbers(line: &Line, form: &Form, target: &Quantity, actual: &Quantity) -> Result<Judged, Unscored> {
    let mut notes = Vec::new();
    let sides = |operator: Operator| match operator {
        Operator::AtLeast | Operator::MoreThan => Some(true),
        Operator::AtMost | Operator::LessThan => Some(false),
        Operator::Equal => None,
    };
    let (target_value, actual_value) = align(form, target, actual)?;
    if target_value.is_negative() {
        return Err(Problem::NegativeFigure { what: TARGET.to_owned() }.into());
    }
    if unit_column_may_not_apply(line, target, actual) {
        return Err(Problem::AmbiguousPercent.into());
    }
    let kinship = match target.operator {
        Some(Operator::AtLeast | Operator::MoreThan) => Kinship::AtLeast,
        Some(Operator::Equal) => Kinship::Equal,
        Some(Operator::AtMost | Operator::LessThan) => Kinship::AtMost,
        // "0起" of something that must not happen.
        None if target_value.is_zero() => Kinship::AtMost,
        None if is_upper_bound(line, form, target) => {
            notes.push(Problem::TakenAsUpperBound);
            Kinship::AtMost
        }
        None => Kinship::AtLeast,
    };
    if let Some(side) = actual.operator.and_then(sides) {
        // "≥266" proves that 266 was reached; "≤266" proves nothing of it.
        if side != (kinship != Kinship::AtMost) {
            return Err(Problem::UnreadableActual { why: "比较符号与指标值相反".to_owned() }.into());
        }
        notes.push(Problem::SignInActual);
    }
    if target_value.is_zero() {
        notes.push(Problem::ZeroTarget);
    }
    Ok(Judged { kinship, values: Some((target_value, actual_value)), notes })
}

/// Target and actual as numbers of one unit, or why they are not.
fn align(form: &Form, target: &Quantity, actual: &Quantity) -> Result<(Number, Number), Problem> {
    let mismatch = || Problem::UnitMismatch { target: unit_of(target), actual: unit_of(actual) };
    let bare = |quantity: &Quantity| quantity.unit.is_none() && quantity.multiplier == Multiplier::One;
    match (target.is_ratio(), actual.is_ratio()) {
        (true, true) => Ok((target.value(), actual.value())),
        (true, false) if !bare(actual) => Err(mismatch()),
        (true, false) => {
            // 98 beside ≥95% is 98%; 0.98 or 1 may be either.
            let clear =
                actual.number.is_zero() || (actual.number > Number::one() && target.number > Number::one());
            if clear {
                Ok((target.value(), &actual.number * &target.multiplier.factor()))
            } else {
                Err(Problem::AmbiguousPercent)
            }
        }
        (false, true) if target.number.is_zero() && bare(target) => Ok((Number::zero(), actual.value())),
        (false, true) => Err(mismatch()),
        (false, false) => {
            let factor = match (&target.unit, &actual.unit) {
                (Some(wanted), Some(found)) if !same_unit(form, wanted, found) => {
                    unit::factor(found, wanted).ok_or_else(mismatch)?
                }
                _ => Number::one(),
            };
            let borrows = bare(actual) && target.multiplier != Multiplier::One;
            let value = if borrows { &actual.number * &target.multiplier.factor() } else { actual.value() };
            let value = &value * &factor;
            let slipped = (borrows || (bare(target) && actual.multiplier != Multiplier::One))
                && value.divided_by(&target.value()).is_some_and(|rate| rate >= Number::from(ABSURD_RATIO));
            if slipped { Err(mismatch()) } else { Ok((target.value(), value)) }
        }
    }
}

/// A target of 1 or less that got its % from a column of its own may have been 90% before the file
/// lost its number formats; an actual value many times above it says so.
fn unit_column_may_not_apply(line: &Line, target: &Quantity, actual: &Quantity) -> bool {
    let split = line.cells.get(TARGET).is_some_and(|fact| fact.raw.contains(" | "));
    let far_above = || actual.number > &target.number * &Number::from(10);
    split && target.is_percent() && actual.is_percent() && target.number <= Number::one() && far_above()
}

fn unit_of(quantity: &Quantity) -> String {
    let unit = format!("{}{}", quantity.multiplier, quantity.unit.as_deref().unwrap_or_default());
    if unit.is_empty() { "无单位".to_owned() } else { unit }
}

fn same_unit(form: &Form, a: &str, b: &str) -> bool {
    a == b
        || form
            .same_units
            .iter()
            .any(|group| [a, b].iter().all(|unit| group.iter().any(|known| known == unit)))
}

/// Whether a target without a sign says what is not to be exceeded: by the indicator's name, or
/// because it is money under a cost level.
fn is_upper_bound(line: &Line, form: &Form, target: &Quantity) -> bool {
    let [_, second, title] = &line.levels;
    let by_name = form.upper_bounds.iter().any(|word| title.contains(word.as_str()));
    let money = target.unit.as_deref().is_some_and(|unit| unit.starts_with('元'));
    let by_level = form.upper_bound_levels.iter().any(|level| label::core(level) == label::core(second));
    by_name || (money && by_level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::submission::Fact;
    use crate::place::Place;

    fn form() -> Form {
        toml::from_str(
            r#"
            department = []
            money_unit = "万元"
            same_units = [["人", "人次"]]
            upper_bounds = ["调整率"]
            upper_bound_levels = ["成本指标"]
            words = { tiers = [["达成预期指标", "是"], ["基本达到"]], blank = ["无"], not_applicable = ["不适用"], option_lists = ["好坏"] }
            answers = { yes = ["是"], no = ["否"] }
            "#,
        )
        .unwrap()
    }

    fn judged(second: &str, title: &str, target: &str, actual: &str) -> Result<Judged, Unscored> {
        let form = form();
        let fact =
            |raw: &str| Fact::new(raw.to_owned(), FactValue::Quantity(form.words.read(raw)), None).into();
        let line = Line {
            place: Place::file("a"),
            levels: [String::new(), second.to_owned(), title.to_owned()],
            cells: [(TARGET.to_owned(), fact(target)), (ACTUAL.to_owned(), fact(actual))].into(),
        };
        judge(&line, &form)
    }

    fn values(target: &str, actual: &str) -> Option<(String, String, Kinship)> {
        let judged = judged("", "", target, actual).ok()?;
        judged.values.map(|(target, actual)| (target.plain(), actual.plain(), judged.kinship))
    }

    #[allow(clippy::unnecessary_wraps)] // compared with what `values` returns
    fn of(target: &str, actual: &str, kinship: Kinship) -> Option<(String, String, Kinship)> {
        Some((target.to_owned(), actual.to_owned(), kinship))
    }

    fn pending(target: &str, actual: &str) -> &'static str {
        match judged("", "", target, actual) {
            Err(Unscored::Pending(problem)) => problem.code(),
            Err(Unscored::NotApplicable) => "NA",
            Ok(_) => "ok",
        }
    }

    #[test]
    fn units_are_aligned_before_anything_is_compared() {
        assert_eq!(values("≥100百分比", "100"), of("1", "1", Kinship::AtLeast));
        assert_eq!(values("≥11.376万元", "12万元"), of("113760", "120000", Kinship::AtLeast));
        assert_eq!(values("≤90万元", "90"), of("900000", "900000", Kinship::AtMost));
        assert_eq!(values("≥13万人次", "130000人"), of("130000", "130000", Kinship::AtLeast));
        assert_eq!(values("=100%", "98%"), of("1", "0.98", Kinship::Equal));
        assert_eq!(values("2100", "2100人"), of("2100", "2100", Kinship::AtLeast));
        assert_eq!(values("0起", "0起"), of("0", "0", Kinship::AtMost));
        assert_eq!(values("≥266米", "≥266米"), of("266", "266", Kinship::AtLeast));
    }

    #[test]
    fn what_could_mean_two_things_waits() {
        assert_eq!(pending("≥95%", "0.98"), "T05");
        assert_eq!(pending("≥95%", "1"), "T05");
        assert_eq!(pending("10万元", "已完成"), "T03");
        assert_eq!(pending("735", "100%"), "T06");
        assert_eq!(pending("192只", "180头"), "T06");
        assert_eq!(pending("≥13万人次", "130000"), "T06");
        assert_eq!(pending("≥95%", "≤95%"), "T03");
        assert_eq!(pending("100%", "无"), "T12");
        assert_eq!(pending("100%", ""), "T04");
        assert_eq!(pending("", "3"), "T02");
        assert_eq!(pending("到0次", "43次"), "T01");
        assert_eq!(pending("好坏", "好坏"), "T01");
        assert_eq!(pending("50个", "约73个"), "T03");
        assert_eq!(pending("效果明显", "90%"), "T03");
        assert_eq!(pending("100%", "不适用"), "NA");
        assert_eq!(pending("≥13万人次", "130"), "T06");
        assert_eq!(pending("1000", "50万元"), "T06");
    }

    #[test]
    fn what_measures_different_things_is_not_compared() {
        for (target, actual) in [
            ("10万元", "已完成100%"),
            ("735人次", "100%"),
            ("≥95%", "63人"),
            ("10天", "5万元"),
            ("1-12月", "100%"),
            ("3-5次", "80%"),
            ("500元/人", "500元"),
            ("12次/年", "12次"),
        ] {
            assert_eq!(pending(target, actual), "T21", "{target} {actual}");
        }
        assert_eq!(pending("90%", "已完成100%"), "T03");
        assert_eq!(pending("0", "0%"), "ok");
    }

    #[test]
    fn units_of_one_kind_are_converted() {
        assert_eq!(values("≥3公里", "2900米"), of("3", "2.9", Kinship::AtLeast));
        assert_eq!(values("≤2小时", "90分钟"), of("2", "1.5", Kinship::AtMost));
        assert_eq!(values("≥100亩", "10公顷"), of("100", "150", Kinship::AtLeast));
        assert_eq!(values("≤3‰", "0.2%"), of("0.003", "0.002", Kinship::AtMost));
        assert_eq!(pending("≤10个工作日", "10天"), "T06");
    }

    #[test]
    fn a_span_is_reached_inside_of_it() {
        assert_eq!(values("3-5天", "4天"), of("3", "4", Kinship::AtLeast));
        assert_eq!(values("95%±2%", "97%"), of("0.93", "0.97", Kinship::AtLeast));
        assert_eq!(values("±5%", "-3%"), of("0.05", "-0.03", Kinship::AtMost));
        assert_eq!(pending("3-5天", "6天"), "R33");
        assert_eq!(pending("3-5天", "2天"), "R33");
        assert_eq!(pending("3-5天", "≥4天"), "T03");
        assert_eq!(pending("≥3天", "3-5天"), "T03");
    }

    #[test]
    fn done_in_time_is_done() {
        let kinship = |target, actual| judged("", "", target, actual).map(|judged| judged.kinship);
        for (target, actual) in [
            ("2023年12月底前", "2023年11月"),
            ("2023年12月底前", "2023年12月20日"),
            ("2023年12月31日前完成", "2023年12月"),
            ("12月前", "11月30日"),
            ("第三季度", "9月"),
        ] {
            assert_eq!(kinship(target, actual), Ok(Kinship::Tier(0)), "{target} {actual}");
        }
        for (target, actual) in [
            ("2023年12月15日前", "2023年12月"),
            ("12月前", "12月"),
            ("2023年12月底前", "12月"),
            ("6月底", "7月"),
        ] {
            assert_eq!(pending(target, actual), "T03", "{target} {actual}");
        }
    }

    #[test]
    fn words_are_placed_in_their_tier() {
        let kinship = |target, actual| judged("", "", target, actual).map(|judged| judged.kinship);
        assert_eq!(kinship("效果明显", "达成预期指标"), Ok(Kinship::Tier(0)));
        assert_eq!(kinship("是", "基本达到"), Ok(Kinship::Tier(1)));
        assert_eq!(kinship("显著提升", "显著 提升"), Ok(Kinship::Tier(0)));
        assert_eq!(pending("显著提升", "有所提升"), "T03");
    }

    #[test]
    fn a_target_without_a_sign_may_be_an_upper_bound() {
        let kinship =
            |second, title, target, actual| judged(second, title, target, actual).map(|j| j.kinship);
        assert_eq!(kinship("", "预算调整率", "3%", "0"), Ok(Kinship::AtMost));
        assert_eq!(kinship("成本指标", "项目总投资", "20万元", "20万元"), Ok(Kinship::AtMost));
        assert_eq!(kinship("成本指标", "成本核算率", "100%", "100%"), Ok(Kinship::AtLeast));
    }
}
