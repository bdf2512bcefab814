//! Dates and periods as targets state them: `2023年12月底前`, `1-12月`.

use std::cmp::Ordering;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::language::{
    DATE_BEFORE, DATE_DEEDS, DATE_ENDS, DATE_PREFIXES, MIDNIGHTS, PERIOD_JOINTS, SEASONS, THIRDS, THIS_YEAR,
    YEAR_ENDS,
};
use super::text::{strip_longest_prefix, strip_longest_suffix};

/// Years that a form may mean; other numbers before 年 are spans of years.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1949..=2099;
/// A leap year, to judge a day of a month without a year.
const ANY_LEAP_YEAR: i32 = 2000;

/// A day, a month or a year, as far as it was stated. At least one of the three is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// The year, if one was stated.
    pub year: Option<i32>,
    /// The month (1 to 12), if one was stated.
    pub month: Option<u32>,
    /// The day of the month, if one was stated; then the month is too.
    pub day: Option<u32>,
}

impl fmt::Display for Day {
    /// `2023年12月31日`, as far as stated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (part, name) in [
            (self.year.map(i64::from), "年"),
            (self.month.map(i64::from), "月"),
            (self.day.map(i64::from), "日"),
        ] {
            if let Some(part) = part {
                write!(f, "{part}{name}")?;
            }
        }
        Ok(())
    }
}

impl Day {
    /// Whether it is later than `other` whatever the parts mean that were not stated. Days of which
    /// only one has a year are not compared.
    #[must_use]
    pub fn is_surely_later_than(self, other: Self) -> bool {
        self.compared(other) == Some(Ordering::Greater)
    }

    /// Whether it is `other` or before it whatever the parts mean that were not stated.
    #[must_use]
    pub fn is_surely_by(self, other: Self) -> bool {
        let other = other.without_last_day();
        match self.compared(other) {
            Some(order) => order != Ordering::Greater,
            // A month or a year of `other` means up to its last day.
            None => {
                let parts = |day: Self| [day.year.is_some(), day.month.is_some(), day.day.is_some()];
                let within = [self.year == other.year, self.month == other.month || other.month.is_none()];
                parts(self)[0] == parts(other)[0] && within == [true, true] && other.day.is_none()
            }
        }
    }

    /// The month itself where the day is its last one.
    fn without_last_day(self) -> Self {
        let next = |day: u32| Self::valid(self.year, self.month, Some(day + 1));
        if self.day.is_some_and(|day| next(day).is_none()) { Self { day: None, ..self } } else { self }
    }

    /// The order that no part that was not stated can change.
    fn compared(self, other: Self) -> Option<Ordering> {
        if self.year.is_some() != other.year.is_some() {
            return None;
        }
        let years = self.year.zip(other.year).map_or(Ordering::Equal, |(own, other)| own.cmp(&other));
        if years.is_ne() {
            return Some(years);
        }
        for (own, other) in [(self.month, other.month), (self.day, other.day)] {
            let order = own?.cmp(&other?);
            if order.is_ne() {
                return Some(order);
            }
        }
        Some(Ordering::Equal)
    }

    /// The day, if there is such a day in the calendar.
    fn valid(year: Option<i32>, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        if year.is_some_and(|year| !YEARS.contains(&year)) {
            return None;
        }
        NaiveDate::from_ymd_opt(year.unwrap_or(ANY_LEAP_YEAR), month.unwrap_or(1), day.unwrap_or(1))?;
        Some(Self { year, month, day })
    }
}

/// A period, or a single date where `from` is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub from: Option<Day>,
    pub to: Day,
    /// The text says 前 of the date itself, not of its end (底).
    pub before: bool,
    /// Nothing but a month: `12月`.
    pub month_alone: bool,
}

/// Reads a whole text as a date or period.
pub(super) fn period(text: &str) -> Option<Period> {
    let core = strip_longest_suffix(text, MIDNIGHTS).unwrap_or(text);
    let core = strip_longest_prefix(core, DATE_PREFIXES).unwrap_or(core);
    let is_month = |rest: &&str| rest.starts_with(|sign: char| sign.is_ascii_digit());
    let core = strip_longest_prefix(core, THIS_YEAR).filter(is_month).unwrap_or(core);
    let core = strip_longest_suffix(core, DATE_DEEDS).unwrap_or(core);
    let (core, before) = match strip_longest_suffix(core, DATE_BEFORE) {
        Some(core) => (core, true),
        None => (core, false),
    };
    if YEAR_ENDS.contains(&core) {
        let to = Day::valid(None, Some(12), None)?;
        return Some(Period { from: None, to, before: false, month_alone: false });
    }
    let (core, end) = match strip_longest_suffix(core, DATE_ENDS) {
        // 2023年年底
        Some(core) if core.ends_with("年年") => (core.strip_suffix('年').unwrap_or(core), true),
        Some(core) => (core, true),
        None => (core, false),
    };
    let dotted = end || before;
    let (from, to) = match leading_period(core).or_else(|| dotted.then(|| dotted_month(core))?)? {
        (from, to, "") => (from, to),
        (None, to, "内") if to.month.is_none() => (None, to),
        _ => return None,
    };
    if end && to.day.is_some() {
        return None;
    }
    Some(Period {
        from,
        to,
        before: before && !end,
        month_alone: from.is_none() && to.year.is_none() && core == text && text.ends_with('月'),
    })
}

/// Whether a text goes on in words after a date it begins with.
pub(super) fn begins_with_date(text: &str) -> bool {
    leading_period(text).is_some()
}

/// A month as 2023.12, which only its surroundings tell from a number.
fn dotted_month(text: &str) -> Option<(Option<Day>, Day, &str)> {
    let month = |text: &str| {
        let (year, month) = text.split_once('.')?;
        let ((year, ""), (month, "")) = (leading_number(year)?, leading_number(month)?) else { return None };
        Day::valid(i32::try_from(year).ok(), Some(month), None)
    };
    if let Some(day) = month(text) {
        return Some((None, day, ""));
    }
    let at = text.find(PERIOD_JOINTS)?;
    let (from, to) = (month(&text[..at])?, month(after_joint(&text[at..])?)?);
    (from <= to).then_some((Some(from), to, ""))
}

/// A span of a year by its name, perhaps with the year, at the beginning, and what follows it.
fn leading_season(text: &str) -> Option<(Option<Day>, Day, &str)> {
    let (year, bare) = match leading_number(text) {
        Some((year, rest)) if rest.starts_with('年') => (i32::try_from(year).ok(), rest.strip_prefix('年')?),
        _ => (None, text),
    };
    let named = bare.strip_prefix('第').unwrap_or(bare);
    SEASONS.iter().find_map(|(name, first, last)| {
        let rest = named.strip_prefix(name)?;
        Some((Some(Day::valid(year, Some(*first), None)?), Day::valid(year, Some(*last), None)?, rest))
    })
}

/// The period at the beginning, and what follows it.
fn leading_period(text: &str) -> Option<(Option<Day>, Day, &str)> {
    if let Some(season) = leading_season(text) {
        return Some(season);
    }
    if let Some(months @ (Some(_), _, _)) = dotted_month(text) {
        return Some(months);
    }
    if let Some((from, rest)) = leading_day(text) {
        let Some(second) = after_joint(rest) else {
            return Some((None, from, rest));
        };
        let (to, rest) = leading_day(second)?;
        // 2020年1月至11月: the year holds for both ends.
        let to = Day::valid(to.year.or(from.year), to.month, to.day)?;
        let in_order = from.year.is_none() || from <= to;
        let same_depth = from.day.is_some() == to.day.is_some() && from.month.is_some() == to.month.is_some();
        return (in_order && same_depth).then_some((Some(from), to, rest));
    }
    // 1-12月, 2023年1-12月, 2021-2023年: the first end borrows the name of the second.
    let (year, bare) = match leading_number(text)? {
        (year, rest) if rest.starts_with('年') => (i32::try_from(year).ok(), rest.strip_prefix('年')?),
        _ => (None, text),
    };
    let (first, rest) = leading_number(bare)?;
    let (to, rest) = leading_day(after_joint(rest)?)?;
    match to {
        Day { year: None, month: Some(_), day: None } => {
            let from = Day::valid(year, Some(first), None)?;
            let to = Day::valid(year, to.month, None)?;
            Some((Some(from), to, rest))
        }
        Day { year: Some(_), month: None, day: None } if year.is_none() => {
            let from = Day::valid(i32::try_from(first).ok(), None, None)?;
            (from <= to).then_some((Some(from), to, rest))
        }
        _ => None,
    }
}

/// The day, month or year at the beginning, and what follows it.
fn leading_day(text: &str) -> Option<(Day, &str)> {
    let (first, rest) = leading_number(text)?;
    if let Some(rest) = rest.strip_prefix('月') {
        return month_and_day(None, first, rest);
    }
    let year = i32::try_from(first).ok().filter(|year| YEARS.contains(year))?;
    if let Some(rest) = rest.strip_prefix('年') {
        if let Some((month, after)) = leading_number(rest) {
            // What follows the year must be its month; 2023年95% is no date.
            return month_and_day(Some(year), month, after.strip_prefix('月')?);
        }
        let rest = rest.strip_prefix('度').unwrap_or(rest);
        return Some((Day::valid(Some(year), None, None)?, rest));
    }
    let separator = rest.chars().next().filter(|sign| ['-', '/', '.'].contains(sign))?;
    let (month, rest) = leading_number(rest.strip_prefix(separator)?)?;
    match rest.strip_prefix(separator).and_then(leading_number) {
        Some((day, rest)) if day <= 31 => Some((Day::valid(Some(year), Some(month), Some(day))?, rest)),
        // 2023.12 is a number and 2023/12 may be a fraction: only the hyphen makes a month.
        None if separator == '-' => Some((Day::valid(Some(year), Some(month), None)?, rest)),
        _ => None,
    }
}

/// Goes on after `月`, perhaps with a day.
fn month_and_day(year: Option<i32>, month: u32, rest: &str) -> Option<(Day, &str)> {
    let rest = rest.strip_prefix('份').unwrap_or(rest);
    if let Some((day, after)) = leading_number(rest)
        && let Some(after) = after.strip_prefix(['日', '号'])
    {
        return Some((Day::valid(year, Some(month), Some(day))?, after));
    }
    let third = THIRDS.iter().find_map(|(name, day)| Some((*day, rest.strip_prefix(name)?)));
    let (day, rest) = third.unwrap_or((None, rest));
    Some((Day::valid(year, Some(month), day)?, rest))
}

/// A number of at most four digits at the beginning, and what follows it.
fn leading_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.len() <= 4).then(|| Some((digits.parse().ok()?, rest)))?
}

fn after_joint(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(PERIOD_JOINTS);
    (rest.len() < text.len() && !rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: Option<i32>, month: Option<u32>, day: Option<u32>) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn only_what_is_sure_is_later() {
        let december = day(Some(2023), Some(12), None);
        assert!(day(Some(2024), Some(1), None).is_surely_later_than(december));
        assert!(day(Some(2024), None, None).is_surely_later_than(december));
        assert!(!day(Some(2023), Some(12), Some(31)).is_surely_later_than(december));
        assert!(!day(Some(2023), Some(11), None).is_surely_later_than(december));
        assert!(!day(None, Some(12), None).is_surely_later_than(december));
        assert!(day(None, Some(12), None).is_surely_later_than(day(None, Some(6), None)));
        assert!(!day(Some(2023), None, None).is_surely_later_than(december));
    }

    #[test]
    fn only_what_is_sure_is_in_time() {
        let december = day(Some(2023), Some(12), None);
        assert!(day(Some(2023), Some(12), Some(31)).is_surely_by(december));
        assert!(december.is_surely_by(december));
        assert!(december.is_surely_by(day(Some(2023), Some(12), Some(31))));
        assert!(day(Some(2023), Some(12), Some(31)).is_surely_by(day(Some(2023), None, None)));
        assert!(!december.is_surely_by(day(Some(2023), Some(12), Some(15))));
        assert!(!day(Some(2023), None, None).is_surely_by(december));
        assert!(!day(None, Some(12), None).is_surely_by(december));
        assert!(!day(Some(2024), Some(1), Some(1)).is_surely_by(december));
    }
}
