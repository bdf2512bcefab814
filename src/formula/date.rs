//! Days, as a spreadsheet counts them.

use chrono::{NaiveDate, TimeDelta};

use crate::number::Number;

/// The first day after the 29 February 1900 that spreadsheets count and calendars do not have.
const FIRST: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 3, 1);
/// The last day that a spreadsheet knows.
const LAST: Option<NaiveDate> = NaiveDate::from_ymd_opt(9999, 12, 31);

/// Excel's `DATE`: parts of a whole are cut off, years below 1900 are counted from 1900, and months
/// and days beyond their range run over into what follows or precedes.
pub(super) fn of_parts(year: &Number, month: &Number, day: &Number) -> Option<NaiveDate> {
    let whole = |number: &Number| number.round_down(0).to_i32().map(i64::from);
    let year = whole(year).filter(|year| (0..=9999).contains(year))?;
    let year = if year < 1900 { year + 1900 } else { year };
    let months = year * 12 + whole(month)? - 1;
    let first = NaiveDate::from_ymd_opt(
        months.div_euclid(12).try_into().ok()?,
        u32::try_from(months.rem_euclid(12)).ok()? + 1,
        1,
    )?;
    moved(first, whole(day)? - 1)
}

/// `day` so many whole days later.
pub(super) fn shifted(day: NaiveDate, days: &Number) -> Option<NaiveDate> {
    moved(day, days.to_i32()?.into())
}

fn moved(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let moved = day.checked_add_signed(TimeDelta::try_days(days)?);
    moved.filter(|_| FIRST <= moved && moved <= LAST)
}

/// A day in words: `2023年12月31日`.
pub(super) fn aloud(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i64, month: i64, day: i64) -> String {
        of_parts(&Number::from(year), &Number::from(month), &Number::from(day))
            .map_or_else(|| "none".to_owned(), aloud)
    }

    #[test]
    fn months_and_days_run_over() {
        assert_eq!(date(2023, 12, 31), "2023年12月31日");
        assert_eq!(date(2023, 14, 1), "2024年2月1日");
        assert_eq!(date(2023, 0, 31), "2022年12月31日");
        assert_eq!(date(2024, 3, 0), "2024年2月29日");
        assert_eq!(date(2023, 1, -30), "2022年12月1日");
        assert_eq!(date(123, 1, 1), "2023年1月1日");
        assert_eq!(date(1900, 2, 28), "none");
        assert_eq!(date(9999, 12, 32), "none");
        assert_eq!(date(2023, 2_147_483_647, 1), "none");
    }
}
