//! 得分对照: points by indicator, their rates beside the median of the group.

use super::super::cell::{Cell, NONE};
use super::super::chart::{Chart, Fill, Kind, Series};
use super::super::style::Tint;
use super::super::table::{Column, Table};
use super::super::view::{Mark, View};
use super::Subject;
use super::summary::or_dash;

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
            title: format!("各项指标得分率与{median}"),
            kind: Kind::Bars,
            names: 1,
            series: vec![Series::new("得分率", 4, Fill::Dark), Series::new(&median, 5, Fill::Slanted)],
            format: "0.0%".to_owned(),
            least: 0.0,
            most: None,
        }),
        remarks: vec![
            format!(
                "{}得分率的中位数（{} 个）；高于中位数为得分率之差（百分点），▲为高于，▼为低于；总分的得分率按满分计算",
                match &subject.medians.group {
                    Some(group) => format!("{median}为“{group}”中参与排名的{}", subject.counted()),
                    None => format!("{median}为全部参与排名的{}", subject.counted()),
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
    let median = subject.medians.rates.get(indicator).and_then(Option::as_ref);
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
    let above = rate.as_ref().zip(median).map(|(rate, median)| rate - median);
    let mut cells = vec![Cell::text(&of.code)];
    cells.push(Cell::text(of.path.last().map_or("", String::as_str)));
    cells.extend([
        Cell::plain(max.number()),
        shown,
        or_dash(rate.as_ref().map(Cell::percent)),
        or_dash(median.map(Cell::percent)),
        or_dash(above.as_ref().map(Cell::percent_difference)),
    ]);
    cells
}

/// 合计, which may be more than the sum of the lines: bonuses, caps and limits are in it.
fn total(subject: &Subject) -> Vec<Cell> {
    let (view, card) = (subject.view, subject.card);
    let full_points = &view.evaluation.rubric.system.full_points;
    let rate = subject.standing.total.number().divided_by(full_points);
    let median = subject.medians.total.as_ref().and_then(|median| median.divided_by(full_points));
    let above = rate.as_ref().zip(median.as_ref()).filter(|_| card.is_complete());
    let mut cells = vec![Cell::blank(), Cell::text("总分")];
    cells.extend([
        Cell::plain(full_points),
        view.total(subject.standing, card),
        or_dash(rate.as_ref().map(Cell::percent)),
        or_dash(median.as_ref().map(Cell::percent)),
        or_dash(above.map(|(rate, median)| Cell::percent_difference(&(rate - median)))),
    ]);
    cells.into_iter().map(|cell| cell.tinted_below(Tint::Total)).collect()
}
