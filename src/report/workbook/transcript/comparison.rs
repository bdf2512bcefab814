//! 得分对照: points by indicator beside the median of the group.

use super::super::cell::{Cell, NONE};
use super::super::chart::{Chart, Fill, Kind, Series};
use super::super::style::{Tint, decimals};
use super::super::table::{Column, Table};
use super::super::view::{Mark, View};
use super::Subject;
use super::summary::or_dash;
use crate::number::Points;

pub(super) fn table(subject: &Subject) -> Table {
    let view = subject.view;
    let among = subject.among();
    let indicators = &view.evaluation.rubric.system.indicators;
    let median = format!("{among}中位数");
    Table {
        name: "得分对照",
        title: view.title(&format!("得分与{median}对照表")),
        unit: Some("分"),
        columns: vec![
            Column::new("指标编码", 9.0),
            Column::words("指标", 40.0),
            Column::new("分值", 8.0),
            Column::new("得分", 9.0),
            Column::new("得分率", 10.0),
            Column::new(&median, 11.0),
            Column::new("高于中位数", 11.0),
        ],
        rows: (0..indicators.len()).map(|indicator| row(subject, indicator)).collect(),
        bottom: vec![total(subject)],
        chart: Some(Chart {
            title: format!("各项指标得分与{median}"),
            kind: Kind::Bars,
            names: 1,
            series: vec![Series::new("得分", 3, Fill::Dark), Series::new(&median, 5, Fill::Slanted)],
            format: decimals(view.places).into_owned(),
            least: 0.0,
            most: None,
        }),
        remarks: vec![
            format!(
                "{}（{} 个），▲为高于，▼为低于；各中位数分别计算，相加不等于总分中位数",
                match &subject.medians.group {
                    Some(group) => format!("{median}为“{group}”中参与排名的{}的中位数", subject.counted()),
                    None => format!("{median}为全部参与排名的{}的中位数", subject.counted()),
                },
                subject.medians.ranked
            ),
            format!("“待定”为待人工评定；“不适用”不计分；“{NONE}”为表内无该项内容或无可比数据"),
            view.rubric_remark(),
        ],
        frozen: 2,
        ..Table::default()
    }
}

fn row(subject: &Subject, indicator: usize) -> Vec<Cell> {
    let view = subject.view;
    let of = &view.evaluation.rubric.system.indicators[indicator];
    let median = subject.medians.indicators.get(indicator).and_then(Option::as_ref);
    let median = median.map(|median| Points::rounded(median, view.places));
    let mark = View::mark(subject.card, indicator);
    let (points, max) = match &mark {
        Mark::Whole(points, max) => (Some(points), max.clone()),
        _ => (None, of.points.clone()),
    };
    let shown = match &mark {
        Mark::Whole(points, _) | Mark::Part(points) => view.points(points),
        Mark::Pending => Cell::text("待定").tinted(Tint::Pending),
        Mark::NotApplicable => Cell::text("不适用").tinted(Tint::Muted),
        Mark::Absent => Cell::text(NONE).tinted(Tint::Muted),
    };
    let shown = if matches!(mark, Mark::Part(_)) { shown.tinted(Tint::Pending) } else { shown };
    let rate = points.and_then(|points| points.number().divided_by(max.number()));
    let above = points.zip(median.as_ref()).map(|(points, median)| points.minus(median));
    let mut cells = vec![Cell::text(&of.code)];
    cells.push(Cell::text(of.path.last().map_or("", String::as_str)));
    cells.extend([
        Cell::plain(max.number()),
        shown,
        or_dash(rate.as_ref().map(Cell::percent)),
        or_dash(median.as_ref().map(|median| view.points(median))),
        or_dash(above.map(|above| Cell::difference(above.number(), view.places))),
    ]);
    cells
}

/// 合计, which may be more than the sum of the lines: bonuses, caps and limits are in it.
fn total(subject: &Subject) -> Vec<Cell> {
    let (view, card) = (subject.view, subject.card);
    let places = view.evaluation.rubric.system.places_of_total();
    let total = &subject.standing.total;
    let median = subject.medians.total.as_ref().map(|median| Points::rounded(median, places));
    let above = median.as_ref().filter(|_| card.is_complete()).map(|median| total.minus(median));
    let mut cells = vec![Cell::blank(), Cell::text("总分")];
    cells.extend([
        Cell::plain(card.total.max.number()),
        view.total(subject.standing, card),
        or_dash(total.number().divided_by(card.total.max.number()).as_ref().map(Cell::percent)),
        or_dash(median.as_ref().map(|median| Cell::points(median, places))),
        or_dash(above.map(|above| Cell::difference(above.number(), places))),
    ]);
    cells.into_iter().map(|cell| cell.tinted_below(Tint::Total)).collect()
}
