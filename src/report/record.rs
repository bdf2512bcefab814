//! 校验结果.json: what a check found, for the next check to be compared with, and that comparison.
//!
//! A finding is the same as one of a former check where department, code and indicator are; the
//! cell may have moved by then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::json::{self, InputEntry, RubricEntry};
use super::workbook::{SentState, sent};
use crate::Evaluation;
use crate::finding::Finding;
use crate::previous::{CONTRACT, Contract, FileError, RESULT};

/// The record's name.
pub const RECORD: &str = "校验结果.json";
/// The contract between a check and the next.
pub const RECORD_CONTRACT: Contract = Contract { name: RECORD, schema: 1 };

/// What a check found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    pub schema: u32,
    pub rubric: RubricEntry,
    pub findings: Vec<RecordedFinding>,
    /// Findings of the former check that are no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mended: Vec<RecordedFinding>,
    pub inputs: Vec<InputEntry>,
    /// The copies that were written to be sent back, below the folder of the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<String>,
}

/// A finding in a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordedFinding {
    /// Beside the former check; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    pub code: String,
    pub severity: String,
    pub department: Option<String>,
    /// A result does not say; a record does.
    #[serde(default)]
    pub indicator: Option<String>,
    pub file: String,
    pub sheet: Option<String>,
    pub cell: Option<String>,
    pub value: Option<String>,
    pub message: String,
    pub fix: String,
}

/// What became of a finding since the former check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 新增
    New,
    /// 未改
    Open,
    /// 已改
    Mended,
}

impl State {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "新增",
            Self::Open => "未改",
            Self::Mended => "已改",
        }
    }
}

/// What a former check found.
#[derive(Clone, Debug, Deserialize)]
pub struct Former {
    findings: Vec<RecordedFinding>,
}

impl Former {
    /// Reads a former check: its folder, its record, or a `result.json`.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn load(path: &Path) -> Result<Self, FileError> {
        let file = match path {
            folder if folder.is_dir() && !folder.join(RECORD).is_file() && folder.join(RESULT).is_file() => {
                folder.join(RESULT)
            }
            folder if folder.is_dir() => folder.join(RECORD),
            file => file.to_owned(),
        };
        let is_result = file.file_name().is_some_and(|name| name == RESULT);
        if is_result { CONTRACT.read(&file) } else { RECORD_CONTRACT.read(&file) }
    }
}

/// The findings of a check beside those of the former one.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// For each finding, in their order.
    pub states: Vec<State>,
    /// Former findings that are no more.
    pub mended: Vec<RecordedFinding>,
    /// Former findings of bodies that have not sent again.
    pub unsent: Vec<RecordedFinding>,
}

impl Compared {
    /// How many findings are in each state: new, open, mended. Those of bodies that have not sent
    /// again are open.
    #[must_use]
    pub fn tally(&self) -> (usize, usize, usize) {
        let new = self.states.iter().filter(|state| **state == State::New).count();
        (new, self.states.len() - new + self.unsent.len(), self.mended.len())
    }
}

/// Whose a finding is; what belongs to nobody is told by its file.
type Owner<'a> = (&'a str, &'a str);

/// Compares with a former check.
#[must_use]
pub fn compare(evaluation: &Evaluation, former: &Former) -> Compared {
    let now: Vec<RecordedFinding> = evaluation.findings.iter().map(|finding| entry(finding, None)).collect();
    let mut groups: BTreeMap<(Owner<'_>, &str), [Vec<usize>; 2]> = BTreeMap::new();
    for (index, finding) in now.iter().enumerate() {
        groups.entry((owner(finding), &finding.code)).or_default()[0].push(index);
    }
    for (index, finding) in former.findings.iter().enumerate() {
        groups.entry((owner(finding), &finding.code)).or_default()[1].push(index);
    }
    let mut states = vec![State::New; now.len()];
    let mut gone = Vec::new();
    for [new, old] in groups.values() {
        let matched = matched(new, old, &now, &former.findings);
        for (here, _) in &matched {
            states[*here] = State::Open;
        }
        let known: BTreeSet<usize> = matched.iter().map(|(_, there)| *there).collect();
        gone.extend(old.iter().copied().filter(|index| !known.contains(index)));
    }
    gone.sort_unstable();
    let present: BTreeSet<String> = sent(evaluation)
        .into_iter()
        .filter(|sender| sender.state != SentState::NotSent)
        .map(|sender| sender.name)
        .collect();
    let said_nothing_new = |finding: &RecordedFinding| {
        finding.code != "S06" && finding.department.as_ref().is_some_and(|name| !present.contains(name))
    };
    let gone = gone.into_iter().map(|index| former.findings[index].clone());
    let (unsent, mended): (Vec<_>, Vec<_>) = gone.partition(said_nothing_new);
    let stated = |findings: Vec<RecordedFinding>, state: State| {
        findings.into_iter().map(|finding| RecordedFinding { state: Some(state), ..finding }).collect()
    };
    Compared { states, mended: stated(mended, State::Mended), unsent: stated(unsent, State::Open) }
}

fn owner(finding: &RecordedFinding) -> Owner<'_> {
    match &finding.department {
        Some(department) => (department, ""),
        None => ("", &finding.file),
    }
}

/// How likely it is that two findings of one department and code are the same: whatever comes first.
const LIKENESS: [fn(&RecordedFinding, &RecordedFinding) -> bool; 4] = [
    |a, b| a.indicator == b.indicator && wording(a) == wording(b),
    |a, b| a.indicator.is_some() && a.indicator == b.indicator,
    |a, b| one_is_silent(a, b) && wording(a) == wording(b),
    |a, b| one_is_silent(a, b) && a.cell.is_some() && (&a.sheet, &a.cell) == (&b.sheet, &b.cell),
];

/// Whether the indicator of one of them is not known.
fn one_is_silent(a: &RecordedFinding, b: &RecordedFinding) -> bool {
    a.indicator.is_none() || b.indicator.is_none()
}

/// The message without its figures, which change when only a part is mended.
fn wording(finding: &RecordedFinding) -> String {
    finding.message.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect()
}

/// Pairs of findings that are the same, each of them once. Of several that could be, those that
/// stand in the same cell go together first.
fn matched(
    new: &[usize],
    old: &[usize],
    now: &[RecordedFinding],
    former: &[RecordedFinding],
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut new, mut old) = (new.to_vec(), old.to_vec());
    for alike in LIKENESS {
        for in_place in [true, false] {
            new.retain(|&here| {
                let found = old.iter().position(|&there| {
                    let (a, b) = (&now[here], &former[there]);
                    alike(a, b) && (!in_place || (&a.sheet, &a.cell) == (&b.sheet, &b.cell))
                });
                pairs.extend(found.map(|at| (here, old.remove(at))));
                found.is_none()
            });
        }
    }
    pairs
}

impl Record {
    /// The record of a check.
    #[must_use]
    pub fn of(evaluation: &Evaluation, compared: Option<&Compared>, returned: Vec<String>) -> Self {
        let inputs = evaluation.inputs.iter().map(InputEntry::of).collect();
        let state = |index: usize| compared.and_then(|compared| compared.states.get(index)).copied();
        let findings = evaluation.findings.iter().enumerate();
        let mut findings: Vec<RecordedFinding> =
            findings.map(|(index, finding)| entry(finding, state(index))).collect();
        findings.extend(compared.into_iter().flat_map(|compared| compared.unsent.iter().cloned()));
        let mended = compared.map(|compared| compared.mended.clone()).unwrap_or_default();
        Self {
            schema: RECORD_CONTRACT.schema,
            rubric: RubricEntry::of(evaluation),
            findings,
            mended,
            inputs,
            returned,
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// Only where a value cannot be written as JSON, which no value of this type is.
    pub fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

fn entry(finding: &Finding, state: Option<State>) -> RecordedFinding {
    let json::FindingEntry { code, severity, department, file, sheet, cell, value, message, fix, .. } =
        json::finding(finding);
    let indicator = finding.indicator.clone();
    RecordedFinding { state, code, severity, department, indicator, file, sheet, cell, value, message, fix }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(indicator: Option<&str>, cell: Option<&str>, message: &str) -> RecordedFinding {
        RecordedFinding {
            state: None,
            code: "R01".into(),
            severity: "warning".into(),
            department: Some("甲局".into()),
            indicator: indicator.map(str::to_owned),
            file: "甲.xlsx".into(),
            sheet: Some("表".into()),
            cell: cell.map(str::to_owned),
            value: None,
            message: message.into(),
            fix: String::new(),
        }
    }

    fn pairs(now: &[RecordedFinding], former: &[RecordedFinding]) -> Vec<(usize, usize)> {
        let all = |findings: &[RecordedFinding]| (0..findings.len()).collect::<Vec<_>>();
        let mut pairs = matched(&all(now), &all(former), now, former);
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn a_finding_is_known_by_its_indicator_wherever_it_stands_now() {
        let former = [finding(Some("甲"), Some("H8"), "未填"), finding(Some("乙"), Some("H9"), "未填")];
        // A row was put in above, and the first one mended.
        let now = [finding(Some("乙"), Some("H10"), "未填")];
        assert_eq!(pairs(&now, &former), [(0, 1)]);
    }

    #[test]
    fn figures_in_the_words_may_change() {
        let former = [finding(None, Some("G12"), "总分与各项之和 97 分不一致")];
        let now = [finding(None, Some("G13"), "总分与各项之和 95.5 分不一致")];
        assert_eq!(pairs(&now, &former), [(0, 0)]);
        let other = [finding(None, Some("G13"), "执行率不一致")];
        assert!(pairs(&other, &former).is_empty());
    }

    #[test]
    fn a_result_does_not_name_indicators_and_is_compared_by_words_and_cells() {
        let former = [finding(None, Some("H8"), "未填"), finding(None, Some("H9"), "未填")];
        let now = [finding(Some("乙"), Some("H9"), "未填")];
        assert_eq!(pairs(&now, &former), [(0, 1)]);
    }
}
