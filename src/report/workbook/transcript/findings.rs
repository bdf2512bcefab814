//! 问题清单: everything that was found in what the department sent, with what to do about it.

use super::super::problems;
use super::super::table::Table;
use super::Subject;
use crate::finding::Problem;

/// No sheet where nothing was found.
pub(super) fn table(subject: &Subject) -> Option<Table> {
    let findings = subject.view.findings_of(&subject.card.department);
    if findings.is_empty() {
        return None;
    }
    let mut table = problems::of(subject.view, findings, Problem::fix_by_body);
    // All of it is the department's: its name need not stand in every line.
    table.columns.remove(problems::DEPARTMENT);
    for row in &mut table.rows {
        row.remove(problems::DEPARTMENT);
    }
    Some(Table { name: "问题清单", title: subject.view.title("报送问题清单"), frozen: 3, ..table })
}
