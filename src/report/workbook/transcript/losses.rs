//! 扣分说明: every lost point with its reason, rule and source, and what to mend.

use super::super::cell::{Cell, NONE};
use super::super::deductions;
use super::super::table::{Column, Table};
use super::Subject;
use crate::finding::Finding;
use crate::place::Place;
use crate::score::{Outcome, Scorecard};

pub(super) fn table(subject: &Subject) -> Table {
    let view = subject.view;
    let mut columns = vec![Column::new("序号", 6.0)];
    columns.extend(deductions::columns());
    columns.push(Column::words("处理建议", 30.0));
    let lost = subject.card.outcomes.iter().filter(|outcome| deductions::is_listed(outcome));
    let rows: Vec<Vec<Cell>> = lost
        .enumerate()
        .map(|(index, outcome)| {
            let mut cells = vec![Cell::count(index + 1)];
            cells.extend(deductions::cells(view, outcome));
            cells.push(advice(subject, outcome));
            cells
        })
        .collect();
    let mut remarks = vec![
        "只列未得满分和待评定的指标；得分为“待定”的，评定前不计分也不扣分".to_owned(),
        "目标值、实际值照录报送表原文；处理建议见于报送表有问题的指标".to_owned(),
        view.rubric_remark(),
    ];
    if rows.is_empty() {
        remarks.insert(0, "无扣分和待评定事项".to_owned());
    }
    Table {
        name: "扣分说明".into(),
        title: view.title("扣分说明"),
        unit: Some("分"),
        columns,
        rows,
        remarks,
        frozen: 4,
        ..Table::default()
    }
}

/// How what the findings say of an indicator can be mended, each way once.
fn advice(subject: &Subject, outcome: &Outcome) -> Cell {
    let findings = &subject.view.evaluation.findings;
    let mut fixes: Vec<String> = Vec::new();
    for finding in findings.iter().filter(|finding| concerns(finding, subject.card, outcome)) {
        let fix = finding.problem.fix();
        if !fix.is_empty() && !fixes.contains(&fix) {
            fixes.push(fix);
        }
    }
    if fixes.is_empty() { Cell::text(NONE) } else { Cell::text(fixes.join("\n")) }
}

/// Whether a finding is about an indicator of this scorecard: it stands in a cell that went in, or
/// names the indicator and no other form.
fn concerns(finding: &Finding, card: &Scorecard, outcome: &Outcome) -> bool {
    if finding.department.as_deref() != Some(card.department.as_str()) {
        return false;
    }
    let in_it = |place: &Place| {
        let outcomes = std::iter::once(outcome).chain(&outcome.basis);
        let mut places = outcomes.flat_map(|of| &of.inputs).filter_map(|input| input.fact.place.as_ref());
        place.cell.is_some() && places.any(|input| input == place)
    };
    let named = finding.indicator.as_deref() == Some(outcome.path.join(" / ").as_str());
    let here = |place: &Place| card.project.is_none() || place.file == card.place.file;
    finding.place.as_ref().is_some_and(in_it) || named && finding.place.as_ref().is_none_or(here)
}
