//! How findings speak on a terminal: department first, then the cell, what is there, what belongs
//! there, how to mend it, what it costs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::wording::excerpt;
use crate::finding::{Finding, Severity};

/// Findings of one kind shown for each file; all of them stand in the workbook.
pub const MOST_OF_A_KIND: usize = 5;
/// More findings than these nobody reads on a screen.
pub const MOST_SHOWN: usize = 200;
/// The column at which the department stands.
const DEPARTMENT_COLUMN: usize = 60;

/// A finding as a block of lines.
#[must_use]
pub fn block(finding: &Finding) -> String {
    let mut text = headline(finding);
    let mut line = |label: &str, content: &str| {
        let _ = write!(text, "\n  {label}  {content}");
    };
    if let Some(place) = &finding.place {
        line("位置", &place.to_string());
    }
    if let Some(indicator) = &finding.indicator {
        let points = finding.costs.as_ref().map_or_else(String::new, |points| format!("（分值 {points}）"));
        line("指标", &format!("{indicator}{points}"));
    }
    let wanted = finding.problem.wanted();
    let shown =
        finding.value.as_ref().map_or_else(|| "（空）".to_owned(), |value| format!("“{}”", excerpt(value)));
    match (finding.value.is_some(), wanted.is_empty()) {
        (false, true) => {}
        (_, true) => line("现值", &shown),
        (_, false) => line("现值", &format!("{shown}    应为  {wanted}")),
    }
    line("处理", &finding.problem.fix());
    if let Some(points) = &finding.costs {
        // What is said once of many indicators names none.
        let which = if finding.indicator.is_some() { "本指标" } else { "各项指标" };
        line("影响", &format!("{which}暂不计分（满分 {points}），总分暂缺"));
    } else if finding.problem.withholds_total() {
        line("影响", "总分暂缺，不参与排名");
    }
    text
}

/// The finding's first line: severity, code, what is wrong, whose it is.
#[must_use]
pub fn headline(finding: &Finding) -> String {
    let head = format!("{} {}  {}", finding.severity, finding.problem.code(), finding.problem.message());
    match &finding.department {
        Some(department) => {
            let pad = DEPARTMENT_COLUMN.saturating_sub(head.width()).max(2);
            format!("{head}{}[{department}]", " ".repeat(pad))
        }
        None => head,
    }
}

/// What a screen shows of the findings.
#[derive(Debug)]
pub struct Shown<'f> {
    /// Those that are shown in full.
    pub blocks: Vec<&'f Finding>,
    /// How many of each code were left out.
    pub left_out: BTreeMap<&'static str, usize>,
    /// Whether [`MOST_OF_A_KIND`] holds for the whole run instead of for each file.
    pub in_short: bool,
}

/// At most [`MOST_OF_A_KIND`] findings of a code for each file, and of the whole run where those would
/// still be more than [`MOST_SHOWN`].
#[must_use]
pub fn shown<'f>(findings: &[&'f Finding]) -> Shown<'f> {
    let file = |finding: &'f Finding| finding.place.as_ref().map(|place| &*place.file);
    let (blocks, left_out) = of_a_kind(findings, file);
    if blocks.len() <= MOST_SHOWN {
        return Shown { blocks, left_out, in_short: false };
    }
    let (blocks, left_out) = of_a_kind(findings, |_| None);
    Shown { blocks, left_out, in_short: true }
}

/// The first findings of each code and of what else makes a kind, and how many were left out.
fn of_a_kind<'f>(
    findings: &[&'f Finding],
    of: impl Fn(&'f Finding) -> Option<&'f str>,
) -> (Vec<&'f Finding>, BTreeMap<&'static str, usize>) {
    let mut counts: BTreeMap<(Option<&str>, &'static str), usize> = BTreeMap::new();
    let mut left_out = BTreeMap::new();
    let mut shown = Vec::new();
    for &finding in findings {
        let code = finding.problem.code();
        let count = counts.entry((of(finding), code)).or_insert(0);
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            shown.push(finding);
        } else {
            *left_out.entry(code).or_insert(0) += 1;
        }
    }
    (shown, left_out)
}

/// How many findings of each severity there are.
#[must_use]
pub fn tally(findings: &[Finding]) -> (usize, usize, usize) {
    let of = |severity: Severity| findings.iter().filter(|f| f.severity == severity).count();
    (of(Severity::Error), of(Severity::Warning), of(Severity::Note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Problem;
    use crate::number::{Number, Points};
    use crate::place::{CellRef, Place};

    #[test]
    fn a_finding_speaks_as_a_clerk_needs_it() {
        let finding = Finding::new(Problem::UnreadableActual { why: "约73 为约数".into() })
            .of("区文联")
            .at(Place::file("016_区文联自评表.xlsx").sheet("指标完成情况").cell(CellRef::new(13, 5)))
            .on("产出指标 / 数量指标 / 举办文艺活动场次")
            .showing("约73场")
            .costing(Points::rounded(&Number::from(8), 2));
        let expected = "\
错误 T03  实际完成值无法据以计分：约73 为约数               [区文联]
  位置  016_区文联自评表.xlsx › 指标完成情况 › F14
  指标  产出指标 / 数量指标 / 举办文艺活动场次（分值 8）
  现值  “约73场”    应为  实际完成的数字及单位
  处理  请填实际完成的数字；确为定性指标的，改用定性分档
  影响  本指标暂不计分（满分 8），总分暂缺";
        assert_eq!(block(&finding), expected);
    }

    #[test]
    fn five_of_a_kind_for_each_file() {
        let finding = |file: &str| Finding::new(Problem::NoReason).at(Place::file(file));
        let findings: Vec<Finding> =
            (0..7).map(|_| finding("a")).chain((0..2).map(|_| finding("b"))).collect();
        let shown = shown(&findings.iter().collect::<Vec<_>>());
        assert_eq!((shown.blocks.len(), shown.in_short), (7, false));
        assert_eq!(shown.left_out, [("R01", 2)].into());
    }

    #[test]
    fn of_a_large_district_five_of_a_kind_in_all() {
        let of = |problem: Problem| {
            let finding = move |file: usize| Finding::new(problem.clone()).at(Place::file(file.to_string()));
            (0..MOST_SHOWN).map(finding)
        };
        let findings: Vec<Finding> = of(Problem::NoReason).chain(of(Problem::NoTarget)).collect();
        let shown = shown(&findings.iter().collect::<Vec<_>>());
        assert_eq!((shown.blocks.len(), shown.in_short), (2 * MOST_OF_A_KIND, true));
        let left_out = MOST_SHOWN - MOST_OF_A_KIND;
        assert_eq!(shown.left_out.values().copied().collect::<Vec<_>>(), [left_out, left_out]);
    }
}
