//! 项目一览: a department's projects side by side, where it has several.

use super::super::cell::Cell;
use super::super::ranking::{muted, rank};
use super::super::table::{Column, Table};
use super::Subject;

pub(super) fn table(subjects: &[Subject]) -> Table {
    let view = subjects[0].view;
    let row = |(index, subject): (usize, &Subject)| {
        let (standing, card) = (subject.standing, subject.card);
        let cells = vec![
            Cell::count(index + 1),
            Cell::stated(card.project.as_deref()),
            view.total(standing, card),
            Cell::text(standing.grade.as_deref().unwrap_or("未定")),
            rank(standing.rank),
            Cell::text(format!("成绩单{}", index + 1)),
        ];
        if standing.rank.is_none() { muted(cells) } else { cells }
    };
    Table {
        name: "项目一览",
        title: view.title(&format!("{}项目一览表", subjects[0].card.department)),
        unit: Some("分"),
        columns: vec![
            Column::new("序号", 6.0),
            Column::words("项目名称", 40.0),
            Column::new("评价得分", 11.0),
            Column::new("等级", 8.0),
            Column::new("名次", 8.0),
            Column::new("详见工作表", 14.0),
        ],
        rows: subjects.iter().enumerate().map(row).collect(),
        remarks: vec![
            format!("参与排名的项目共 {} 个", view.evaluation.standings.ranked()),
            view.ranking_remark(),
            view.rubric_remark(),
        ],
        ..Table::default()
    }
}
