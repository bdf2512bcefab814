//! 扣分说明: every lost point with its reason, rule and source, and what to mend.

use super::super::cell::{Cell, NONE};
use super::super::deductions;
use super::super::style::Tint;
use super::super::table::{Column, Table};
use super::Subject;
use crate::finding::Finding;
use crate::place::Place;
use crate::report::wording;
use crate::score::{Outcome, Scorecard, TotalStep};

pub(super) fn table(subject: &Subject) -> Table {
    let view = subject.view;
    let lost = subject.card.outcomes.iter().filter(|outcome| deductions::is_listed(outcome));
    let rows: Vec<Vec<Cell>> =
        lost.enumerate().map(|(index, outcome)| row(subject, index + 1, outcome)).collect();
    let mut remarks = vec![
        "只列未得满分和待评定的指标；得分为“待定”的，评定前不计分也不扣分".to_owned(),
        "数据照录原文，其后为所在文件、工作表和单元格；处理建议见于报送材料有问题的指标".to_owned(),
        view.rubric_remark(),
    ];
    // Points are also lost on the way to the total, by no indicator's fault.
    let steps = subject.card.total.steps.iter().filter(|step| !matches!(step, TotalStep::Beside { .. }));
    let steps: Vec<String> =
        steps.map(wording::total_step).chain(wording::lowered(subject.standing)).collect();
    if !steps.is_empty() {
        remarks.insert(0, format!("总分和等级的调整：{}", steps.join("；")));
    }
    Table {
        name: "扣分说明",
        title: view.title("扣分说明"),
        unit: Some("分"),
        columns: vec![
            Column::new("序号", 6.0),
            Column::words("指标", 22.0),
            Column::new("分值", 8.0),
            Column::new("得分", 8.0),
            Column::new("扣分", 8.0),
            Column::words("扣分原因", 28.0),
            Column::words("评分依据", 36.0),
            Column::words("数据及其来源", 38.0),
            Column::words("处理建议", 24.0),
        ],
        rows,
        none: Some("各项指标均无扣分和待评定事项"),
        remarks,
        frozen: 2,
        ..Table::default()
    }
}

fn row(subject: &Subject, number: usize, outcome: &Outcome) -> Vec<Cell> {
    let view = subject.view;
    let name = outcome.path.iter().filter(|level| !level.is_empty()).map(String::as_str);
    let points = match outcome.points() {
        Some(points) => view.points(points),
        None => Cell::text("待定").tinted(Tint::Pending),
    };
    vec![
        Cell::count(number),
        Cell::text(format!("{} {}", outcome.code, name.collect::<Vec<_>>().join("／"))),
        deductions::max_points(outcome),
        points,
        outcome.lost().map_or_else(Cell::blank, |lost| view.points(&lost).bold()),
        Cell::text(deductions::reason(outcome)),
        Cell::text(deductions::basis(view, outcome)),
        Cell::text(sources(outcome)),
        advice(subject, outcome),
    ]
}

/// What went in, as it was typed, and where it stands: each file and sheet once, over its cells.
fn sources(outcome: &Outcome) -> String {
    // Of the lines that an indicator's share was computed from, those that cost something.
    let short = outcome.basis.iter().filter(|line| deductions::is_listed(line));
    let inputs = std::iter::once(outcome).chain(short).flat_map(|of| &of.inputs);
    let mut lines = Vec::new();
    let mut heading = String::new();
    for input in inputs {
        let Some(place) = &input.fact.place else {
            lines.push(format!("{}：{}", input.name, input.fact.stated().unwrap_or("未填")));
            continue;
        };
        let over = place
            .sheet
            .as_deref()
            .map_or_else(|| place.file.to_string(), |sheet| format!("{} › {sheet}", place.file));
        if over != heading {
            lines.push(format!("【{over}】"));
            heading = over;
        }
        let cell = place.address().map_or_else(String::new, |cell| format!("  {cell}"));
        let raw = input
            .fact
            .stated()
            .map_or_else(|| "未填".to_owned(), |raw| format!("“{}”", wording::excerpt(raw)));
        lines.push(format!("{}：{raw}{cell}", input.name));
    }
    if lines.is_empty() { NONE.to_owned() } else { lines.join("\n") }
}

/// How what the findings say of an indicator can be mended, each way once.
fn advice(subject: &Subject, outcome: &Outcome) -> Cell {
    let findings = subject.view.findings_of(&subject.card.department);
    let mut fixes: Vec<String> = Vec::new();
    for finding in findings.iter().filter(|finding| concerns(finding, subject.card, outcome)) {
        let fix = finding.problem.fix_by_body();
        if !fix.is_empty() && !fixes.contains(&fix) {
            fixes.push(fix);
        }
    }
    if fixes.is_empty() { Cell::text(NONE) } else { Cell::text(fixes.join("\n")) }
}

/// Whether a finding of the department is about an indicator of this scorecard: it stands in a cell that went in, or
/// names the indicator and no other form.
fn concerns(finding: &Finding, card: &Scorecard, outcome: &Outcome) -> bool {
    let in_it = |place: &Place| {
        let outcomes = std::iter::once(outcome).chain(&outcome.basis);
        let mut places = outcomes.flat_map(|of| &of.inputs).filter_map(|input| input.fact.place.as_ref());
        place.cell.is_some() && places.any(|input| input == place)
    };
    let named = finding.indicator.as_deref() == Some(outcome.path.join(" / ").as_str());
    let here = |place: &Place| card.project.is_none() || place.file == card.place.file;
    finding.place.as_ref().is_some_and(in_it) || named && finding.place.as_ref().is_none_or(here)
}
