//! 自评复核差异表

use super::cell::{Cell, NONE};
use super::table::{Column, Table};
use super::view::View;
use crate::number::{Number, Points};
use crate::report::wording;
use crate::rubric::shape::ByLines;
use crate::rubric::{Indicator, RollUp};
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
    let compared: Vec<(&Scorecard, &Outcome)> = view
        .standings()
        .flat_map(|(_, card)| card.outcomes.iter().map(move |outcome| (card, outcome)))
        .flat_map(|(card, outcome)| {
            std::iter::once(outcome).chain(lines(view, outcome)).map(move |outcome| (card, outcome))
        })
        .collect();
    let rows: Vec<Vec<Cell>> =
        compared.iter().filter_map(|(card, outcome)| row(view, card, outcome)).collect();
    let mut remarks = vec![
        "复核得分为本次评价得分：有人工复核的从其得分，其余按评分细则计算；差异为复核得分减自评得分，▲为调高，▼为调低"
            .to_owned(),
        "只列两者不一致及经人工复核的指标；待评定的指标和未填自评得分的指标未列；复核人、复核日期由复核人员填写"
            .to_owned(),
        view.rubric_remark(),
    ];
    let indicators = &view.evaluation.rubric.system.indicators;
    let by_share = |indicator: &Indicator| {
        indicator.roll_up == RollUp::Share
            && indicator.rule.by_lines().is_some_and(ByLines::in_printed_points)
    };
    if indicators.iter().any(by_share) {
        remarks.insert(2, "由报送表各行折算得分的指标逐行比较，得分以报送表所列分值计".to_owned());
    }
    let none = {
        let has_both = |outcome: &Outcome| outcome.points().is_some() && outcome.self_points.is_some();
        if compared.iter().any(|(_, outcome)| has_both(outcome)) {
            "自评得分与复核得分无差异"
        } else {
            "无可比的自评得分"
        }
    };
    Table {
        name: "自评复核差异表",
        title: view.title("自评复核差异表"),
        unit: Some("分"),
        columns,
        rows,
        none: Some(none),
        remarks,
        frozen: if view.has_projects { 2 } else { 1 },
        filter: true,
        ..Table::default()
    }
}

/// The lines that an indicator's share was computed from, where they are scored out of the 分值 that
/// the form prints, as the body scored itself.
fn lines<'a>(view: &View, outcome: &'a Outcome) -> &'a [Outcome] {
    let rule = view.evaluation.rubric.system.indicators[outcome.indicator].rule.by_lines();
    let is_printed = rule.is_some_and(ByLines::in_printed_points)
        && !outcome.remarks.iter().any(|remark| matches!(remark, Remark::EqualWeights));
    if is_printed { &outcome.basis } else { &[] }
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
