//! 数据质量问题表

use super::cell::{Cell, NONE};
use super::deductions::link;
use super::draw::leads;
use super::style::Tint;
use super::table::{Column, Table};
use super::view::View;
use crate::finding::{Finding, Problem, Severity};
use crate::report::wording;

/// The column of the department's name.
pub(super) const DEPARTMENT: usize = 3;

/// Every finding, in the order given.
pub(super) fn table(view: &View) -> Table {
    of(view, &view.evaluation.findings.iter().collect::<Vec<_>>(), Problem::fix)
}

/// The same of some of them, each with how it is mended.
pub(super) fn of(view: &View, findings: &[&Finding], fix: fn(&Problem) -> String) -> Table {
    let count = |severity: Severity| findings.iter().filter(|f| f.severity == severity).count();
    let rows = findings.iter().enumerate().map(|(index, finding)| row(index + 1, finding, fix)).collect();
    Table {
        name: "数据质量问题表",
        title: view.title("数据质量问题表"),
        unit: Some("分"),
        columns: vec![
            Column::new("序号", 6.0),
            Column::new("级别", 7.0),
            Column::new("编码", 7.0),
            Column::words("部门名称", 20.0),
            Column::words("文件", 26.0),
            Column::words("工作表", 13.0),
            Column::new("单元格", 9.0),
            Column::words("指标", 26.0),
            Column::words("现值", 24.0),
            Column::words("应为", 18.0),
            Column::words("问题说明", 32.0),
            Column::words("处理建议", 32.0),
            Column::new("影响分值", 9.0),
        ],
        rows,
        remarks: vec![
            format!(
                "共 {} 项：错误 {} 项，警告 {} 项，提示 {} 项",
                findings.len(),
                count(Severity::Error),
                count(Severity::Warning),
                count(Severity::Note)
            ),
            format!(
                "错误：更正前结果缺失或不可采用；警告：结果成立，但应当核对；提示：供知悉。{}",
                leads("单元格", findings.len())
            ),
            "影响分值为因该问题暂不能评定的分值；现值过长的只列开头，全文见原表".to_owned(),
        ],
        frozen: 4,
        filter: true,
        ..Table::default()
    }
}

fn row(number: usize, finding: &Finding, fix: fn(&Problem) -> String) -> Vec<Cell> {
    let problem = &finding.problem;
    let tint = match finding.severity {
        Severity::Error => Tint::Error,
        Severity::Warning => Tint::Warning,
        Severity::Note => Tint::Note,
    };
    let place = finding.place.as_ref();
    let cell = place.map_or_else(|| Cell::text(NONE), link);
    vec![
        Cell::count(number),
        Cell::text(finding.severity.to_string()).tinted(tint),
        Cell::text(problem.code()),
        Cell::stated(finding.department.as_deref()),
        Cell::stated(place.map(|place| &*place.file)),
        Cell::stated(place.and_then(|place| place.sheet.as_deref())),
        cell,
        Cell::stated(finding.indicator.as_deref()),
        Cell::stated(finding.value.as_deref().map(wording::excerpt)),
        Cell::stated(Some(problem.wanted()).filter(|wanted| !wanted.is_empty())),
        Cell::text(problem.message()),
        Cell::text(fix(problem)),
        finding.costs.as_ref().map_or_else(|| Cell::text(NONE), |costs| Cell::plain(costs.number())),
    ]
}
