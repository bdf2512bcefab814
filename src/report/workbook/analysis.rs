//! 指标分析表: what the indicators tell of the bodies, and which of them tell nothing.

use super::cell::{Cell, NONE};
use super::chart::{Chart, Fill, Kind, Series};
use super::matrix;
use super::reference::{Live, Spot};
use super::style::Tint;
use super::table::{Block, Column, Table};
use super::view::View;
use crate::number::{Number, Points};
use crate::rank::IndicatorStatistics;
use crate::rubric::Indicator;

/// Decimal places of a standard deviation.
const DEVIATION_PLACES: i32 = 6;
/// The sheet's name.
const SHEET: &str = "指标分析表";
/// How many of the weakest indicators are drawn.
const WEAKEST: usize = 10;
/// Hundredths of the ranked with full points from which on an indicator hardly tells them apart.
const MOSTLY_FULL: usize = 90;
/// Hundredths of the points below which an average is low.
const LOW_RATE: i64 = 60;
/// Hundredths of the points below which a standard deviation is small.
const SMALL_DEVIATION: i64 = 5;

/// An indicator of the rubric with its figures.
struct Line<'a> {
    indicator: &'a Indicator,
    figures: Option<&'a IndicatorStatistics>,
}

/// Averages, spread and full marks of every indicator; the levels; the weakest.
pub(super) fn table(view: &View) -> Table {
    let counted = view.counted();
    let lines = lines(view);
    let remarks = [
        Some(format!("只计总分完整、参与排名的{counted}；得分率＝得分之和÷分值之和；标准差为总体标准差")),
        Some(format!(
            "区分度提示：无区分度为全部满分或得分全部相同；区分度低为{MOSTLY_FULL}%以上满分，或标准差不足分值的{SMALL_DEVIATION}%；得分率低于{LOW_RATE}%的提示核查"
        )),
        Some(format!("“{NONE}”为无已计分的{counted}，或在满分之外计分")),
        view.adjusted_remark(),
        view.unranked_remark("评价得分排名表"),
        Some(view.rubric_remark()),
    ];
    Table {
        name: SHEET,
        title: view.title("指标分析表"),
        unit: Some("分"),
        columns: vec![
            Column::new("指标编码", 10.0),
            Column::words("三级指标", 34.0),
            Column::new("分值", 9.0),
            Column::new("平均得分", 11.0),
            Column::new("得分率", 11.0),
            Column::new("标准差", 11.0),
            Column::new(&format!("满分{counted}数"), 9.0),
            Column::new(&format!("零分{counted}数"), 9.0),
            Column::words("区分度提示", 30.0),
        ],
        rows: lines.iter().enumerate().map(|(number, line)| row(view, line, number)).collect(),
        remarks: remarks.into_iter().flatten().collect(),
        frozen: 2,
        ..Table::default()
    }
}

/// 指标得分率图: the levels and the weakest indicators, drawn.
pub(super) fn drawn(view: &View) -> Table {
    let widths = [10.0, 40.0, 10.0, 12.0, 12.0];
    let column = |(index, width): (usize, f64)| {
        let column = if index == 1 { Column::words("", width) } else { Column::new("", width) };
        Column { levels: Vec::new(), ..column }
    };
    let remarks = [
        Some(format!("只计总分完整、参与排名的{}；得分率＝得分之和÷分值之和", view.counted())),
        view.adjusted_remark(),
        Some("得分率最低的指标按评分时的次序列示；改动核算底稿后，各项得分率随之变化，次序不变".to_owned()),
        Some(view.rubric_remark()),
    ];
    Table {
        name: "指标得分率图",
        title: view.title("指标得分率图"),
        unit: Some("分"),
        columns: widths.into_iter().enumerate().map(column).collect(),
        blocks: vec![levels(view), weakest(view, &lines(view))],
        remarks: remarks.into_iter().flatten().collect(),
        one_page: true,
        ..Table::default()
    }
}

fn lines<'a>(view: &View<'a>) -> Vec<Line<'a>> {
    let figures = &view.evaluation.standings.indicators;
    let indicators = view.evaluation.rubric.system.indicators.iter().enumerate();
    indicators
        .map(|(index, indicator)| Line {
            indicator,
            figures: figures.iter().find(|figures| figures.indicator == index && figures.scored > 0),
        })
        .collect()
}

fn row(view: &View, line: &Line, number: usize) -> Vec<Cell> {
    let Line { indicator, figures } = line;
    // What counts beside the full marks has no 分值 and so no full points either.
    let counts_in = !indicator.points.number().is_zero();
    let of = |cell: &dyn Fn(&IndicatorStatistics) -> Option<Cell>| {
        figures.and_then(cell).unwrap_or_else(|| Cell::text(NONE))
    };
    let same = |row: usize, figures: &IndicatorStatistics| {
        Live::same_as(matrix::statistic(view, row, figures.indicator))
    };
    let over = |figures: &IndicatorStatistics, formula: &dyn Fn(String) -> String| {
        let (first, last) = matrix::ranked_cells(view, Some(figures.indicator))?;
        Some(Live::of(|to| formula(to.range(first, last))))
    };
    vec![
        Cell::text(&indicator.code),
        Cell::text(indicator.path.last().map_or("", String::as_str)),
        Cell::plain(indicator.points.number()),
        of(&|figures| {
            let cell = Cell::decimal(figures.average.as_ref()?, view.places);
            Some(cell.live(same(0, figures)))
        }),
        of(&|figures| Some(Cell::percent(figures.rate.as_ref()?).live(same(1, figures)))),
        of(&|figures| {
            // Beyond these places other programs differ, and equal points need not come to nothing.
            let deviation = figures.deviation.as_ref()?.round(DEVIATION_PLACES);
            let cell = Cell::decimal(&deviation, view.places);
            Some(cell.live_if(over(figures, &|range| format!("ROUND(STDEVP({range}),{DEVIATION_PLACES})"))))
        }),
        of(&|figures| counts_in.then(|| Cell::count(figures.full).live(same(2, figures)))),
        of(&|figures| {
            let zeros = over(figures, &|range| format!("COUNTIF({range},0)"));
            counts_in.then(|| Cell::count(figures.none).live_if(zeros))
        }),
        figures.filter(|_| counts_in).map_or_else(
            || Cell::text(NONE),
            |figures| hint(line, figures).live_if(live_hint(view, figures, number)),
        ),
    ]
}

/// [`hint`] as a formula over the figures of its line.
fn live_hint(view: &View, figures: &IndicatorStatistics, number: usize) -> Option<Live> {
    let (first, last) = matrix::ranked_cells(view, Some(figures.indicator))?;
    let spot = |column: usize| Spot::of(SHEET, number, column);
    Some(Live::of(|to| {
        let scored = format!("COUNT({})", to.range(first, last));
        let [max, rate, deviation, full] = [2, 4, 5, 6].map(|column| to.cell(spot(column)));
        // What counts beside the full marks has no rate, and its line has words in that column.
        let has_rate = figures.rate.is_some();
        let cases = [
            (true, format!("AND({scored}>1,{full}={scored})"), "▼全部满分，无区分度"),
            (true, format!("AND({scored}>1,ROUND({deviation},10)=0)"), "▼得分全部相同，无区分度"),
            (has_rate, format!("{rate}*100<{LOW_RATE}"), "▼得分率低，宜核查目标值和评分标准"),
            (true, format!("AND({scored}>1,{full}*100>={scored}*{MOSTLY_FULL})"), "▼绝大多数满分，区分度低"),
            (true, format!("AND({scored}>1,{deviation}*100<{max}*{SMALL_DEVIATION})"), "▼得分集中，区分度低"),
        ];
        let otherwise = "\"可区分\"".to_owned();
        let cases = cases.iter().rev().filter(|(can_be, ..)| *can_be);
        cases.fold(otherwise, |rest, (_, case, text)| format!("IF({case},\"{text}\",{rest})"))
    }))
}

/// Whether an indicator tells the bodies apart.
fn hint(line: &Line, figures: &IndicatorStatistics) -> Cell {
    let hundredths = |of: i64| &Number::from(of) * &Number::ten_to(-2);
    let spread = figures.deviation.as_ref();
    let small = &hundredths(SMALL_DEVIATION) * line.indicator.points.number();
    let marked = |text: &str, tint| Cell::text(format!("▼{text}")).tinted(tint);
    match () {
        () if figures.scored > 1 && figures.full == figures.scored => {
            marked("全部满分，无区分度", Tint::Fair)
        }
        () if figures.scored > 1 && spread.is_some_and(Number::is_zero) => {
            marked("得分全部相同，无区分度", Tint::Fair)
        }
        () if figures.rate.as_ref().is_some_and(|rate| *rate < hundredths(LOW_RATE)) => {
            marked("得分率低，宜核查目标值和评分标准", Tint::Low)
        }
        () if figures.scored > 1 && figures.full * 100 >= figures.scored * MOSTLY_FULL => {
            marked("绝大多数满分，区分度低", Tint::Fair)
        }
        () if figures.scored > 1 && spread.is_some_and(|spread| *spread < small) => {
            marked("得分集中，区分度低", Tint::Fair)
        }
        () => Cell::text("可区分"),
    }
}

/// Points by first level, over the ranked.
fn levels(view: &View) -> Block {
    let indicators = &view.evaluation.rubric.system.indicators;
    let mut names: Vec<&str> = Vec::new();
    for name in indicators.iter().filter_map(|indicator| indicator.path.first()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let ranked: Vec<_> = view.standings().filter(|(standing, _)| standing.rank.is_some()).collect();
    let rows = names.iter().enumerate().map(|(number, name)| {
        let inside = |index: &usize| indicators[*index].path.first().is_some_and(|first| first == name);
        let points = ranked.iter().flat_map(|(_, card)| {
            (0..indicators.len()).filter(inside).filter_map(|index| card.indicator_points(index))
        });
        let (points, max): (Vec<_>, Vec<_>) = points.unzip();
        let sum: Number = points.iter().map(Points::number).sum();
        let most: Number = max.iter().map(Points::number).sum();
        let count = Number::from(i64::try_from(ranked.len()).unwrap_or(i64::MAX));
        let full: Number =
            (0..indicators.len()).filter(inside).map(|index| indicators[index].points.number()).sum();
        let or_dash = |cell: Option<Cell>| cell.unwrap_or_else(|| Cell::text(NONE));
        vec![
            Cell::count(number + 1),
            Cell::text(*name),
            Cell::plain(&full),
            or_dash(sum.divided_by(&count).map(|average| Cell::decimal(&average, view.places))),
            or_dash(sum.divided_by(&most).as_ref().map(Cell::percent)),
        ]
    });
    let header = ["序号", "一级指标", "分值", "平均得分", "得分率"];
    Block::new("一级指标得分情况", &header, rows.collect()).with(rates("一级指标得分率", Kind::Columns))
}

/// The indicators with the lowest rates, the lowest first; of equal rates in the rubric's order.
fn weakest(view: &View, lines: &[Line]) -> Block {
    let mut rated: Vec<(&Line, &Number)> =
        lines.iter().filter_map(|line| Some((line, line.figures?.rate.as_ref()?))).collect();
    rated.retain(|(_, rate)| **rate < Number::one());
    rated.sort_by_key(|(_, rate)| *rate);
    rated.truncate(WEAKEST);
    let number = |line: &Line| lines.iter().position(|other| std::ptr::eq(other, line)).unwrap_or_default();
    let rows =
        rated.iter().map(|(line, _)| row(view, line, number(line)).into_iter().take(5).collect()).collect();
    let header = ["指标编码", "三级指标", "分值", "平均得分", "得分率"];
    Block::new("得分率最低的指标", &header, rows).with(rates("得分率最低的指标", Kind::Bars))
}

fn rates(title: &str, kind: Kind) -> Chart {
    Chart {
        title: title.to_owned(),
        kind,
        names: 1,
        series: vec![Series::new("得分率", 4, Fill::Dark)],
        format: "0.0%".to_owned(),
        least: 0.0,
        most: Some(1.0),
    }
}
