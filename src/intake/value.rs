//! From a cell to a fact of the kind that its label promises.

use chrono::NaiveDate;

use super::grid::Content;
use super::submission::{Fact, FactValue};
use crate::finding::{Finding, Problem};
use crate::number::Number;
use crate::place::Place;
use crate::quantity::{Day, Quantity, Reading};
use crate::rubric::form::{Form, HELD_EXPONENT, Kind, MoneyUnit};
use crate::rubric::label;
use crate::rubric::shape::POINTS;

/// A rate of more than this is of a hundred, and not a ratio that is exceeded this often.
const SURE: i64 = 2;

/// The digits that a spreadsheet keeps of a number.
const KEPT_DIGITS: i32 = 15;

/// Reads cells of one form: its profile and the unit its amounts are in.
#[derive(Clone, Copy, Debug)]
pub struct ValueReader<'a> {
    /// The form profile.
    pub form: &'a Form,
    /// The unit of amounts in this form.
    pub unit: MoneyUnit,
    /// Whether the form itself states that unit.
    pub stated: bool,
    /// Whether the head above a cell says that its figures are of a hundred.
    pub percent: bool,
}

impl<'a> ValueReader<'a> {
    /// For a form that states this unit of money, or else the profile's.
    #[must_use]
    pub fn new(form: &'a Form, stated: Option<MoneyUnit>) -> Self {
        Self { form, unit: stated.unwrap_or(form.money_unit), stated: stated.is_some(), percent: false }
    }

    /// Reads a cell as `kind`. What cannot be read so is `Unreadable`, with a finding for `name`.
    #[must_use]
    pub fn read(
        &self,
        name: &str,
        kind: Kind,
        content: Option<&Content>,
        place: Place,
    ) -> (Fact, Option<Finding>) {
        let raw = content.map(Content::shown).unwrap_or_default();
        let (value, problem) = match content {
            None => (FactValue::Missing, None),
            Some(Content::Error(_)) => (FactValue::Unreadable, Some(Problem::ErrorCell)),
            Some(Content::Uncalculated) => (FactValue::Unreadable, Some(Problem::Uncalculated)),
            Some(content) if kind == Kind::Text && has_lost_digits(content) => {
                (FactValue::Unreadable, Some(Problem::DigitsLost { fact: name.to_owned() }))
            }
            Some(content) => match self.contradicted(kind, content) {
                Some(problem) => (FactValue::Unreadable, Some(problem)),
                None => self.value(name, kind, content, &raw),
            },
        };
        let problem = problem.or_else(|| rescaled(kind, content?));
        let finding = problem.map(|problem| Finding::new(problem).at(place.clone()).showing(&raw));
        (Fact::new(raw, value, Some(place)), finding)
    }

    /// Whether a cell's format shows another unit of money than the form states for it.
    fn contradicted(&self, kind: Kind, content: &Content) -> Option<Problem> {
        let Content::Formatted { look, .. } = content else { return None };
        let shown = MoneyUnit::stated_in(&look.after)?;
        (kind == Kind::Amount && self.stated && shown != self.unit).then(|| Problem::FormatContradicts {
            shown: look.after.clone(),
            stated: self.unit.name().to_owned(),
        })
    }

    /// Reads a text as it would be read from a cell (for worked examples).
    #[must_use]
    pub fn read_text(&self, name: &str, kind: Kind, raw: &str) -> Fact {
        let content = Content::Text(raw.to_owned());
        let (value, _) = if raw.trim().is_empty() {
            (FactValue::Missing, None)
        } else {
            self.value(name, kind, &content, raw)
        };
        Fact::new(raw.to_owned(), value, None)
    }

    fn value(&self, name: &str, kind: Kind, content: &Content, raw: &str) -> (FactValue, Option<Problem>) {
        let reading = || self.form.words.read(raw);
        let unreadable = |wanted: &str| {
            let problem = Problem::UnreadableFact { fact: name.to_owned(), wanted: wanted.to_owned() };
            (FactValue::Unreadable, Some(problem))
        };
        match kind {
            // A dash or a row of dots names nothing.
            Kind::Text if self.form.words.is_blank(raw) => (FactValue::Missing, None),
            Kind::Text => (FactValue::Text(raw.to_owned()), None),
            Kind::Quantity => (FactValue::Quantity(reading()), None),
            Kind::Date => match reading() {
                Reading::Blank => (FactValue::Missing, None),
                Reading::NotApplicable => (FactValue::NotApplicable, None),
                // Only a day that is stated in full can be counted from.
                Reading::Date {
                    from: None, to: Day { year: Some(y), month: Some(m), day: Some(d) }, ..
                } => NaiveDate::from_ymd_opt(y, m, d)
                    .map_or_else(|| unreadable(wanted(kind)), |day| (FactValue::Date(day), None)),
                _ => unreadable(wanted(kind)),
            },
            Kind::YesNo => self.answer(raw).unwrap_or_else(|| match reading() {
                Reading::Blank => (FactValue::Missing, None),
                Reading::NotApplicable => (FactValue::NotApplicable, None),
                _ => unreadable("“是”或“否”"),
            }),
            _ => match (reading(), content) {
                (Reading::Blank, _) => (FactValue::Missing, None),
                (Reading::NotApplicable, _) => (FactValue::NotApplicable, None),
                (Reading::Quantity(quantity), content) if quantity.operator.is_none() => {
                    let bare = matches!(content, Content::Number { percent: false, .. });
                    match self.number(name, kind, &quantity, bare) {
                        // No form can give or take less than nothing.
                        Some(number) if kind == Kind::Points && number.is_negative() => {
                            let problem = Problem::NegativeFigure { what: name.to_owned() };
                            (FactValue::Unreadable, Some(problem))
                        }
                        Some(number) => (FactValue::Number(number), None),
                        // A bare number where a rate belongs may be 0.95 or 95: whoever needs it
                        // must ask; most forms print a rate that nothing depends on.
                        None if kind == Kind::Ratio => (FactValue::Unreadable, None),
                        None if kind == Kind::Points => {
                            (FactValue::Unreadable, Some(Problem::UnreadablePoints { what: name.to_owned() }))
                        }
                        None => unreadable(wanted(kind)),
                    }
                }
                _ if kind == Kind::Points => {
                    (FactValue::Unreadable, Some(Problem::UnreadablePoints { what: name.to_owned() }))
                }
                _ => unreadable(wanted(kind)),
            },
        }
    }

    /// The quantity as a number of the kind, or `None` where it is of another dimension.
    fn number(&self, name: &str, kind: Kind, quantity: &Quantity, bare_cell: bool) -> Option<Number> {
        let unit = quantity.unit.as_deref();
        match kind {
            Kind::Amount => match unit {
                _ if quantity.is_percent() => None,
                Some("元") => Some(&quantity.value() * &Number::ten_to(-HELD_EXPONENT)),
                // 132.81万 without 元 is money in 万元 wherever money is asked for.
                None if quantity.value() != quantity.number => {
                    Some(&quantity.value() * &Number::ten_to(-HELD_EXPONENT))
                }
                None => Some(&quantity.number * &Number::ten_to(self.unit.exponent() - HELD_EXPONENT)),
                Some(_) => None,
            },
            // Below 执行率（%） 98.5 is a rate; 0.95 may be one that its format does not show.
            Kind::Ratio if self.percent && !quantity.is_percent() && quantity.number > Number::from(SURE) => {
                unit.is_none().then(|| &quantity.value() * &Number::ten_to(-2))
            }
            Kind::Ratio => {
                let stated = quantity.is_percent() || quantity.number.is_zero();
                (stated && unit.is_none()).then(|| quantity.value())
            }
            // Weights in percent of 100 points: 20% is 20.
            Kind::Points if quantity.is_percent() && unit.is_none() && name.ends_with(POINTS) => {
                Some(quantity.number.clone())
            }
            Kind::Points => match unit {
                None | Some("分") if !quantity.is_percent() => Some(quantity.value()),
                _ => None,
            },
            // A number with its unit (54人) is as good as one without, unless it is a rate.
            _ => (bare_cell || !quantity.is_percent()).then(|| quantity.value()),
        }
    }

    fn answer(&self, raw: &str) -> Option<(FactValue, Option<Problem>)> {
        let word = label::normalised(raw);
        let among = |words: &[String]| words.iter().any(|known| label::normalised(known) == word);
        let answer = match () {
            () if among(&self.form.answers.yes) => "是",
            () if among(&self.form.answers.no) => "否",
            () => return None,
        };
        Some((FactValue::Text(answer.to_owned()), None))
    }
}

/// Whether a cell holds a whole number of more digits than a spreadsheet keeps: a code that was typed
/// as a number.
fn has_lost_digits(content: &Content) -> bool {
    let (Content::Number { value, .. } | Content::Formatted { value, .. }) = content else { return false };
    value.is_whole() && value.abs() >= Number::ten_to(KEPT_DIGITS)
}

/// What a cell shows where its format divides the number and says so by no word.
fn rescaled(kind: Kind, content: &Content) -> Option<Problem> {
    let Content::Formatted { value, look } = content else { return None };
    let differs = kind != Kind::Text && look.is_bare() && look.scale > 0 && !value.is_zero();
    differs.then(|| Problem::ShownOtherwise { shown: look.scaled(value).plain() })
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Amount => "金额（数字）",
        Kind::Ratio => "带百分号的比率",
        Kind::Date => "日期（年月日）",
        _ => "数字",
    }
}
