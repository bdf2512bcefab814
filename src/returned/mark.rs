//! What is to be said at each cell.

use std::collections::BTreeMap;

use crate::finding::{Finding, Severity};
use crate::place::CellRef;

/// Where what concerns a whole sheet is said.
const FIRST: CellRef = CellRef { row: 0, col: 0 };

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The worst of it, which colours the cell.
    pub(super) severity: Severity,
    /// The comment.
    pub(super) text: String,
}

impl Mark {
    /// Takes over what another one says.
    pub(super) fn join(&mut self, other: &Self) {
        self.severity = self.severity.min(other.severity);
        self.text = format!("{}\n\n{}", self.text, other.text);
    }
}

/// Everything that is wrong with a file, by sheet and cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) sheets: BTreeMap<String, BTreeMap<CellRef, Mark>>,
}

impl Marks {
    /// The marks of a file's findings.
    pub(super) fn of(findings: &[&Finding]) -> Self {
        let mut sheets: BTreeMap<String, BTreeMap<CellRef, Vec<&Finding>>> = BTreeMap::new();
        for finding in findings {
            let Some(place) = &finding.place else { continue };
            let cells = sheets.entry(place.sheet.as_deref().unwrap_or_default().to_owned()).or_default();
            cells.entry(place.cell.unwrap_or(FIRST)).or_default().push(finding);
        }
        let marked = |cells: BTreeMap<CellRef, Vec<&Finding>>| {
            cells.into_iter().map(|(cell, findings)| (cell, mark(&findings))).collect()
        };
        Self { sheets: sheets.into_iter().map(|(sheet, cells)| (sheet, marked(cells))).collect() }
    }
}

fn mark(findings: &[&Finding]) -> Mark {
    let severity = findings.iter().map(|finding| finding.severity).min().unwrap_or(Severity::Note);
    let texts: Vec<String> = findings.iter().map(|finding| said(finding)).collect();
    Mark { severity, text: texts.join("\n\n") }
}

/// Severity and code, what is wrong, what stands there and what belongs there, how to mend it.
fn said(finding: &Finding) -> String {
    let problem = &finding.problem;
    let mut lines = vec![format!("【{} {}】{}", finding.severity, problem.code(), problem.message())];
    lines.extend(finding.indicator.as_ref().map(|indicator| format!("指标：{indicator}")));
    lines.extend(finding.value.as_ref().map(|value| format!("现值：{}", value.trim())));
    let wanted = problem.wanted();
    if !wanted.is_empty() {
        lines.push(format!("应为：{wanted}"));
    }
    lines.push(format!("处理：{}", problem.fix_by_body()));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Problem;
    use crate::place::Place;

    #[test]
    fn the_findings_of_a_cell_are_one_comment() {
        let sheet = Place::file("a.xlsx").sheet("表");
        let cell = CellRef::new(7, 4);
        let missing = Finding::new(Problem::MissingActual).at(sheet.cell(cell));
        let sign = Finding::new(Problem::SignInActual).at(sheet.cell(cell)).showing("≥5").on("产出 / 场次");
        let whole = Finding::new(Problem::NoIndicators { table: "绩效指标".into() }).at(sheet);
        let marks = Marks::of(&[&sign, &missing, &whole]);
        let cells = &marks.sheets["表"];
        assert_eq!(cells.len(), 2);
        assert_eq!(cells[&cell].severity, Severity::Error);
        assert_eq!(
            cells[&cell].text,
            "【警告 T09】实际完成值带有比较符号，未填实际数\n指标：产出 / 场次\n现值：≥5\n应为：实际完成的数字及单位\n\
             处理：请改填实际完成的数字\n\n【错误 T04】未填实际完成值\n应为：实际完成的数字及单位\n处理：请补填实际完成值"
        );
        assert!(cells[&FIRST].text.contains("未找到“绩效指标”的内容行"));
        // What the bureau could do about it is no word to the body.
        assert!(cells[&FIRST].text.ends_with("处理：请补填；已填的，请核对表头是否与规定的表样一致"));
    }
}
