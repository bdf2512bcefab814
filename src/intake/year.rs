//! Which year a form is of, by its own words, and whether that is the year of the evaluation.

use std::sync::LazyLock;

use regex::Regex;

use super::Prefer;
use super::brought::Sent;
use super::submission::FactValue;
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::quantity::Reading;
use crate::rubric::{Rubric, YearCheck, label};

/// A year, or a span of years, that a form says it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedYears {
    /// The first and the last.
    years: (i32, i32),
    /// Whether it says 年度: a line may name the year of the notice as well.
    is_period: bool,
    /// The text.
    raw: String,
    /// Its cell.
    place: Place,
}

/// A year in digits, perhaps the last of a span. A month behind it makes it a date, and one behind
/// more digits is none.
static YEARS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])(?:([12][0-9]{3})年?(?:度)?[-~—–－至到])?([12][0-9]{3})年(度|[^0-9度]|$)").ok()
});
/// Digits of years that are written in Chinese.
const DIGITS: [(char, char); 12] = [
    ('〇', '0'),
    ('○', '0'),
    ('零', '0'),
    ('一', '1'),
    ('二', '2'),
    ('三', '3'),
    ('四', '4'),
    ('五', '5'),
    ('六', '6'),
    ('七', '7'),
    ('八', '8'),
    ('九', '9'),
];

impl StatedYears {
    /// The years that a title states.
    pub(super) fn in_title(text: &str, place: &Place) -> Vec<Self> {
        // The second is the sign that some fonts have for the first.
        if !text.contains('年') && !text.contains('\u{f98e}') {
            return Vec::new();
        }
        let shown = label::normalised(text);
        let digit = |c: char| DIGITS.iter().find(|(chinese, _)| *chinese == c).map_or(c, |(_, digit)| *digit);
        // 年初, 年度: most texts state none.
        let mut ends = shown.match_indices('年').map(|(at, _)| &shown[..at]);
        if !ends.any(|before| before.ends_with(|c| digit(c).is_ascii_digit())) {
            return Vec::new();
        }
        let plain: String = shown.chars().map(digit).collect();
        let Some(pattern) = YEARS.as_ref() else { return Vec::new() };
        let found = pattern.captures_iter(&plain).filter_map(|found| {
            let last: i32 = found[2].parse().ok()?;
            let first = found.get(1).and_then(|first| first.as_str().parse().ok()).unwrap_or(last);
            let raw = text.trim().to_owned();
            let is_period = &found[3] == "度";
            Some(Self { years: (first, last), is_period, raw, place: place.clone() })
        });
        found.collect()
    }

    /// The year that a text consists of: `（2023年度）`, `2023年`, `2023`.
    pub(super) fn alone(text: &str, place: &Place) -> Option<Self> {
        let bare = label::normalised(text);
        let bare = bare.trim_matches(['(', ')', '[', ']']);
        let is_bare = bare.len() == 4 && bare.bytes().all(|b| b.is_ascii_digit());
        let tail = bare.trim_end_matches('度');
        let is_alone = tail.ends_with('年') && tail.chars().count() == 5;
        let stated = if is_bare { format!("{bare}年度") } else { bare.to_owned() };
        let mut years = if is_bare || is_alone { Self::in_title(&stated, place) } else { Vec::new() };
        let mut found = years.pop()?;
        text.trim().clone_into(&mut found.raw);
        Some(found)
    }

    fn has(&self, year: i32) -> bool {
        (self.years.0..=self.years.1).contains(&year)
    }
}

/// What becomes of a form by its years.
pub(super) struct Verdict {
    /// What is said of it.
    pub(super) findings: Vec<Finding>,
    /// Whether it waits for the bureau's word.
    pub(super) held: bool,
}

/// Sets a form's year beside the evaluation's. A file that the bureau has named counts whatever its
/// year.
pub(super) fn check(sent: &Sent, rubric: &Rubric, prefer: &Prefer) -> Verdict {
    let mut verdict = Verdict { findings: Vec::new(), held: false };
    let (year, mode) = (rubric.system.year, rubric.system.year_check);
    if mode == YearCheck::Off {
        return verdict;
    }
    if let Some(other) = other_year(sent, rubric) {
        verdict.held = mode == YearCheck::Error && !prefer.names(&sent.place.file);
        let problem = Problem::OtherYear {
            stated: other.years.1.to_string(),
            year: year.to_string(),
            held: verdict.held,
        };
        verdict.findings.push(Finding::new(problem).at(other.place).showing(other.raw));
        return verdict;
    }
    let date = rubric.form.date.as_ref().and_then(|name| sent.origin.get(name));
    let day = date.and_then(|fact| match &fact.value {
        FactValue::Date(day) => Some(chrono::Datelike::year(day)),
        FactValue::Quantity(Reading::Date { to, .. }) => to.year,
        _ => None,
    });
    // A form is filled in when its year ends, or in the next.
    if let (Some(fact), Some(filled_in)) = (date, day)
        && !(year..=year.saturating_add(1)).contains(&filled_in)
    {
        let problem = Problem::FilledInOtherYear { year: year.to_string() };
        verdict.findings.push(Finding::new(problem).at(fact.place.clone()).showing(&fact.raw));
    }
    verdict
}

/// What a form says of its year, where that is another: beside a label, in its title, or else by the
/// name of its sheet.
fn other_year(sent: &Sent, rubric: &Rubric) -> Option<StatedYears> {
    let year = rubric.system.year;
    let fact = rubric.form.year.as_ref().and_then(|name| sent.origin.get(name));
    let labelled = fact.and_then(|fact| {
        let place = fact.place.as_ref().unwrap_or(&sent.place);
        StatedYears::alone(&fact.raw, place)
    });
    let periods = sent.years.iter().any(|stated| stated.is_period);
    let titles = sent.years.iter().filter(|stated| stated.is_period == periods);
    let mut stated: Vec<StatedYears> = labelled.into_iter().chain(titles.cloned()).collect();
    if stated.is_empty() {
        stated.extend(sent.place.sheet.as_deref().and_then(|name| StatedYears::alone(name, &sent.place)));
    }
    let is_meant = stated.iter().any(|stated| stated.has(year));
    stated.into_iter().next().filter(|_| !is_meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_from_titles() {
        let read = |text: &str| -> Vec<(i32, i32, bool)> {
            let stated = StatedYears::in_title(text, &Place::file("x"));
            stated.into_iter().map(|stated| (stated.years.0, stated.years.1, stated.is_period)).collect()
        };
        assert_eq!(read("（２０２２ 年度）"), [(2022, 2022, true)]);
        assert_eq!(read("二〇二二年度项目支出绩效自评表"), [(2022, 2022, true)]);
        assert_eq!(read("2021年—2023年度专项资金"), [(2021, 2023, true)]);
        assert_eq!(read("2024年填报2023年度自评表"), [(2024, 2024, false), (2023, 2023, true)]);
        assert_eq!(read("2022年绩效自评表"), [(2022, 2022, false)]);
        for text in ["绩效自评表", "截至2022年12月31日", "12022年", "第22年", "0755年"] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn a_year_alone_is_nothing_else() {
        let alone = |text: &str| StatedYears::alone(text, &Place::file("x")).map(|stated| stated.years.1);
        for text in ["2022", "2022年", "（2022年度）", " 2022 年 度 "] {
            assert_eq!(alone(text), Some(2022), "{text}");
        }
        for text in ["", "年度", "2022年项目", "20225", "自评表2022年"] {
            assert_eq!(alone(text), None, "{text}");
        }
    }
}
