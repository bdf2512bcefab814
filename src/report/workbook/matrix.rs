//! 指标得分汇总表

use super::cell::{Cell, NONE};
use super::ranking::{muted, rank};
use super::style::Tint;
use super::table::{Column, Table};
use super::view::{Mark, View};
use crate::number::{Number, Points};
use crate::rank::{IndicatorStatistics, Standing};
use crate::score::Scorecard;

/// Below these score rates (in hundredths) a cell takes the tint and the mark beside it.
const TINTS: [(i64, Tint, &str); 3] = [(60, Tint::Low, "▼"), (80, Tint::Fair, ""), (100, Tint::Good, "")];
/// From more indicators than this on, their columns are narrow.
const MANY: usize = 18;
/// Stands after points of which a part still waits.
const PARTLY: &str = "＊";

/// Every subject against every indicator of the rubric.
pub(super) fn table(view: &View) -> Table {
    let system = &view.evaluation.rubric.system;
    let width = if system.indicators.len() > MANY { 8.0 } else { 10.5 };
    let mut columns = vec![Column::new("名次", 6.0)];
    columns.extend(view.name_columns());
    columns.extend(system.indicators.iter().map(|indicator| Column::under(&indicator.path, width)));
    columns.push(Column::new("合计", 10.0));
    let mut rows: Vec<Vec<Cell>> =
        view.standings().map(|(standing, card)| row(view, standing, card)).collect();
    rows.extend(view.unscored.iter().map(|unscored| {
        let mut cells = vec![rank(None)];
        cells.extend(view.name_cells(&unscored.department, unscored.project.as_deref()));
        cells.extend((0..=system.indicators.len()).map(|_| Cell::text(NONE)));
        muted(cells)
    }));
    let remarks = [
        Some(
            "底色表示得分率：绿为80%（含）以上未满分，黄为60%（含）至80%，红并标▼为60%以下，满分不着色"
                .to_owned(),
        ),
        Some(format!(
            "“待定”为待人工评定；标{PARTLY}的尚有部分内容待评定，所列为已评定部分得分；“不适用”不计分；“{NONE}”为表内无该项内容。四者均不同于得零分"
        )),
        Some(format!("平均得分、得分率、满分{}数只计总分完整的；得分率＝得分之和÷分值之和", view.counted())),
        Some(view.rounding_remark()),
        Some(view.ranking_remark()),
        view.unranked_remark("评价得分排名表"),
        Some(view.rubric_remark()),
    ];
    Table {
        name: "指标得分汇总表",
        title: view.title("指标得分汇总表"),
        unit: Some("分"),
        columns,
        top: vec![total_row(view, "分值", max_points(view))],
        rows,
        bottom: statistics(view),
        remarks: remarks.into_iter().flatten().collect(),
        frozen: if view.has_projects { 3 } else { 2 },
        filter: true,
        ..Table::default()
    }
}

fn row(view: &View, standing: &Standing, card: &Scorecard) -> Vec<Cell> {
    let mut cells = vec![rank(standing.rank)];
    cells.extend(view.name_cells(&card.department, card.project.as_deref()));
    if standing.rank.is_none() {
        cells = muted(cells);
    }
    let indicators = 0..view.evaluation.rubric.system.indicators.len();
    cells.extend(indicators.map(|indicator| mark_cell(view, &View::mark(card, indicator))));
    cells.push(view.total(standing, card));
    cells
}

fn mark_cell(view: &View, mark: &Mark) -> Cell {
    match mark {
        Mark::Whole(points, max) => {
            let rate = points.number().divided_by(max.number());
            let reached = |hundredths: i64| &Number::from(hundredths) * &Number::ten_to(-2);
            let class = rate.and_then(|rate| TINTS.iter().find(|(below, ..)| rate < reached(*below)));
            match class {
                Some((_, tint, "")) => view.points(points).tinted(*tint),
                Some((_, tint, mark)) => Cell::marked(points, view.places, mark).tinted(*tint),
                None => view.points(points),
            }
        }
        Mark::Part(points) => Cell::marked(points, view.places, PARTLY).tinted(Tint::Pending),
        Mark::Pending => Cell::text("待定").tinted(Tint::Pending),
        Mark::NotApplicable => Cell::text("不适用").tinted(Tint::Muted),
        Mark::Absent => Cell::text(NONE).tinted(Tint::Muted),
    }
}

/// A line of sums: its name under the subjects' names, the rank column left free.
fn total_row(view: &View, name: &str, figures: Vec<Cell>) -> Vec<Cell> {
    let mut cells = vec![Cell::blank(), Cell::text(name)];
    if view.has_projects {
        cells.push(Cell::blank());
    }
    cells.extend(figures);
    cells.into_iter().map(|cell| cell.tinted(Tint::Total)).collect()
}

fn max_points(view: &View) -> Vec<Cell> {
    let system = &view.evaluation.rubric.system;
    let each = system.indicators.iter().map(|indicator| Cell::plain(indicator.points.number()));
    each.chain([Cell::plain(&system.full_points)]).collect()
}

/// Averages, rates and full marks of every indicator, and of the totals.
fn statistics(view: &View) -> Vec<Vec<Cell>> {
    let standings = &view.evaluation.standings;
    let full_points = &view.evaluation.rubric.system.full_points;
    let of = |indicator: usize| standings.indicators.iter().find(|figures| figures.indicator == indicator);
    let each = |cell: &dyn Fn(&IndicatorStatistics) -> Option<Cell>| -> Vec<Cell> {
        (0..view.evaluation.rubric.system.indicators.len())
            .map(|indicator| of(indicator).and_then(cell).unwrap_or_else(|| Cell::text(NONE)))
            .collect()
    };
    let totals: Vec<&Points> = standings
        .order
        .iter()
        .filter(|standing| standing.rank.is_some())
        .map(|standing| &standing.total)
        .collect();
    let count = Number::from(i64::try_from(totals.len()).unwrap_or(i64::MAX));
    let sum: Number = totals.iter().map(|total| total.number()).sum();
    let average = sum.divided_by(&count);
    let rate = average.as_ref().and_then(|average| average.divided_by(full_points));
    let or_dash = |cell: Option<Cell>| cell.unwrap_or_else(|| Cell::text(NONE));

    let mut averages = each(&|figures| figures.average.as_ref().map(|n| Cell::decimal(n, view.places)));
    averages.push(or_dash(average.as_ref().map(|average| Cell::decimal(average, view.places))));
    let mut rates = each(&|figures| figures.rate.as_ref().map(Cell::percent));
    rates.push(or_dash(rate.as_ref().map(Cell::percent)));
    let mut full = each(&|figures| Some(Cell::count(figures.full)));
    full.push(Cell::count(totals.iter().filter(|total| total.number() == full_points).count()));
    vec![
        total_row(view, "平均得分", averages),
        total_row(view, "得分率", rates),
        total_row(view, &format!("满分{}数", view.counted()), full),
    ]
}
