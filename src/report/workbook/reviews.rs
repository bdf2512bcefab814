//! 自评复核差异表

use super::cell::{Cell, NONE};
use super::table::{Column, Table};
use super::view::View;
use crate::number::{Number, Points};
use crate::report::wording;
use crate::score::{Outcome, Remark, Scorecard};

/// Every indicator whose points are not those that the body gave itself, or were reviewed.
pub(super) fn table(view: &View) -> Table {
    let mut columns = view.name_columns();
    columns.extend([
        Column::words("指标", 30.0),
        Column::new("自评得分", 10.0),
        Column::new("复核得分", 10.0),
        Column::new("差异", 10.0),
        Column::words("调整理由", 48.0),
        Column::new("复核人", 12.0),
        Column::new("复核日期", 14.0),
    ]);
    let outcomes =
        view.standings().flat_map(|(_, card)| card.outcomes.iter().map(move |outcome| (card, outcome)));
    let rows: Vec<Vec<Cell>> = outcomes.filter_map(|(card, outcome)| row(view, card, outcome)).collect();
    let mut remarks = vec![
        "复核得分为本次评价得分：有人工复核的从其得分，其余按评分细则计算；差异为复核得分减自评得分，▲为调高，▼为调低"
            .to_owned(),
        "只列两者不一致及经人工复核的指标；待评定的指标和未填自评得分的指标未列；复核人、复核日期由复核人员填写"
            .to_owned(),
        view.rubric_remark(),
    ];
    if rows.is_empty() {
        remarks.insert(0, "自评得分与复核得分无差异".to_owned());
    }
    Table {
        name: "自评复核差异表",
        title: view.title("自评复核差异表"),
        unit: Some("分"),
        columns,
        rows,
        remarks,
        frozen: if view.has_projects { 2 } else { 1 },
        filter: true,
        ..Table::default()
    }
}

fn row(view: &View, card: &Scorecard, outcome: &Outcome) -> Option<Vec<Cell>> {
    let points = outcome.points()?;
    let own = outcome.self_points.as_ref();
    let is_reviewed = outcome.remarks.iter().any(|remark| matches!(remark, Remark::Reviewed { .. }));
    let difference = own.map(|own| points.number() - own);
    if !is_reviewed && difference.as_ref().is_none_or(Number::is_zero) {
        return None;
    }
    // The body may have written more decimals than points have.
    let stated = |own: &Number| {
        if Points::rounded(own, view.places).number() == own {
            Cell::decimal(own, view.places)
        } else {
            Cell::plain(own)
        }
    };
    let mut cells = view.name_cells(&card.department, card.project.as_deref());
    cells.extend([
        Cell::text(format!("{} {}", outcome.code, outcome.path.last().map_or("", String::as_str))),
        own.map_or_else(|| Cell::text(NONE), stated),
        view.points(points),
        difference.map_or_else(|| Cell::text(NONE), |difference| Cell::difference(&difference, view.places)),
        Cell::text(wording::verdict(outcome)),
        Cell::blank(),
        Cell::blank(),
    ]);
    Some(cells)
}
