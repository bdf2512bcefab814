//! Which of two days is later, as far as they were stated.

use crate::quantity::Day;

/// Whether `a` is later than `b` whatever the parts mean that were not stated. Days of which only
/// one has a year are not compared.
pub(super) fn is_surely_later(a: Day, b: Day) -> bool {
    if a.year.is_some() != b.year.is_some() {
        return false;
    }
    if let (Some(own), Some(other)) = (a.year, b.year)
        && own != other
    {
        return own > other;
    }
    for (own, other) in [(a.month, b.month), (a.day, b.day)] {
        match (own, other) {
            (Some(own), Some(other)) if own != other => return own > other,
            (Some(_), Some(_)) => {}
            _ => return false,
        }
    }
    false
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
        assert!(is_surely_later(day(Some(2024), Some(1), None), december));
        assert!(is_surely_later(day(Some(2024), None, None), december));
        assert!(!is_surely_later(day(Some(2023), Some(12), Some(31)), december));
        assert!(!is_surely_later(day(Some(2023), Some(11), None), december));
        assert!(!is_surely_later(day(None, Some(12), None), december));
        assert!(is_surely_later(day(None, Some(12), None), day(None, Some(6), None)));
        assert!(!is_surely_later(day(Some(2023), None, None), december));
    }
}
