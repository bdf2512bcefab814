//! 指标得分汇总表

use std::collections::BTreeMap;

use super::cell::{Cell, NONE};
use super::proof::{self, Field};
use super::ranking::{muted, rank};
use super::ranks;
use super::reference::{Block, Live, Spot};
use super::style::Tint;
use super::system;
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
pub(super) const PARTLY: &str = "＊";

/// The sheet's name.
const SHEET: &str = "指标得分汇总表";

/// Where other sheets find the totals, by card.
pub(super) type Totals = BTreeMap<usize, Spot>;

/// What the sheet takes its figures from.
struct Sources<'a> {
    proof: &'a proof::Found,
    ranks: &'a ranks::Found,
}

/// Every subject against every indicator of the rubric.
pub(super) fn table(view: &View, proof: &proof::Found, ranks: &ranks::Found) -> (Table, Totals) {
    let from = Sources { proof, ranks };
    let system = &view.evaluation.rubric.system;
    let width = if system.indicators.len() > MANY { 8.0 } else { 10.5 };
    let mut columns = vec![Column::new("名次", 6.0)];
    columns.extend(view.name_columns());
    columns.extend(system.indicators.iter().map(|indicator| Column::under(&indicator.path, width)));
    columns.push(Column::new("合计", 10.0));
    let mut rows: Vec<Vec<Cell>> =
        view.standings().enumerate().map(|(line, at)| row(view, &from, line, at)).collect();
    let totals = view.standings().enumerate();
    let totals: Totals = totals
        .filter(|(_, (standing, _))| proof.totals.contains_key(&standing.card))
        .map(|(line, (standing, _))| (standing.card, total_spot(view, line)))
        .collect();
    rows.extend(view.unscored.iter().map(|unscored| {
        let mut cells = vec![rank(None)];
        cells.extend(view.name_cells(&unscored.department, unscored.project.as_deref()));
        cells.extend((0..=system.indicators.len()).map(|_| Cell::text(NONE)));
        muted(cells)
    }));
    let remarks = [
        Some(tints(view).to_owned()),
        Some(format!(
            "“待定”为待人工评定；标{PARTLY}的尚有部分内容待评定，所列为已评定部分得分；“不适用”不计分；“{NONE}”为表内无该项内容。四者均不同于得零分"
        )),
        Some(format!("平均得分、得分率、满分{}数只计总分完整的；得分率＝得分之和÷分值之和", view.counted())),
        view.adjusted_remark(),
        Some(view.rounding_remark()),
        view.limited_remark(),
        Some(view.ranking_remark()),
        view.unranked_remark("评价得分排名表"),
        Some(view.rubric_remark()),
    ];
    let table = Table {
        name: SHEET,
        title: view.title("指标得分汇总表"),
        unit: Some("分"),
        columns,
        top: vec![total_row(view, "分值", max_points(view))],
        rows,
        bottom: statistics(view, proof),
        remarks: remarks.into_iter().flatten().collect(),
        frozen: if view.has_projects { 3 } else { 2 },
        filter: true,
        ..Table::default()
    };
    (table, totals)
}

/// What the fills say; the mark and the figures say it too.
fn tints(view: &View) -> &'static str {
    if view.style.monochrome {
        "底色表示得分率：浅灰为60%（含）至80%，深灰并标▼为60%以下，其余不着色"
    } else {
        "底色表示得分率：绿为80%（含）以上未满分，黄为60%（含）至80%，红并标▼为60%以下，满分不着色"
    }
}

/// The column of the first indicator.
fn first_indicator(view: &View) -> usize {
    if view.has_projects { 3 } else { 2 }
}

/// Where the total of a line stands.
fn total_spot(view: &View, line: usize) -> Spot {
    Spot::of(SHEET, line, first_indicator(view) + view.evaluation.rubric.system.indicators.len())
}

fn row(view: &View, from: &Sources, line: usize, (standing, card): (&Standing, &Scorecard)) -> Vec<Cell> {
    let place = from.ranks.ranks.get(&standing.card).copied();
    let mut cells = vec![rank(standing.rank).live_if(place.map(Live::same_as))];
    cells.extend(view.name_cells(&card.department, card.project.as_deref()));
    if standing.rank.is_none() {
        cells = muted(cells);
    }
    let indicators = 0..view.evaluation.rubric.system.indicators.len();
    cells.extend(indicators.map(|indicator| {
        let spot = from.proof.points.get(&(standing.card, indicator)).copied();
        mark_cell(view, &View::mark(card, indicator), spot.map(Live::same_as))
    }));
    cells.push(view.total(standing, card).live_if(total(view, from, line, standing.card)));
    cells
}

/// The total of a line: the sum of its points, or where the rubric makes more of them, what the
/// proof makes.
fn total(view: &View, from: &Sources, line: usize, card: usize) -> Option<Live> {
    let system = &view.evaluation.rubric.system;
    let in_proof = *from.proof.totals.get(&card)?;
    // Where there are levels, their sums stand on the proof.
    let is_sum = system.levels.is_empty() && system.total_is_sum();
    let (first, total) = (Spot::of(SHEET, line, first_indicator(view)), total_spot(view, line));
    let last = total.beside(total.column.checked_sub(1)?);
    let places = system.places_of_total();
    Some(if is_sum {
        Live::of(|to| format!("ROUND(SUM({}),{places})", to.range(first, last)))
    } else {
        Live::same_as(in_proof)
    })
}

fn mark_cell(view: &View, mark: &Mark, formula: Option<Live>) -> Cell {
    match mark {
        // What counts beside the full marks has no rate to be marked for.
        Mark::Whole(points, max) if max.number().is_zero() => view.points(points).live_if(formula),
        Mark::Whole(points, max) => {
            let rate = points.number().divided_by(max.number());
            let reached = |hundredths: i64| &Number::from(hundredths) * &Number::ten_to(-2);
            let class = rate.and_then(|rate| TINTS.iter().find(|(below, ..)| rate < reached(*below)));
            let (low, _, low_mark) = TINTS[0];
            let below = (max.number() * &reached(low), low_mark);
            let cell = Cell::marked_below(points, view.places, &below).live_if(formula);
            class.map_or(cell.clone(), |(_, tint, _)| cell.tinted(*tint))
        }
        Mark::Part(points) => {
            Cell::marked(points, view.places, PARTLY).tinted(Tint::Pending).live_if(formula)
        }
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
    let each = system.indicators.iter().enumerate().map(|(index, indicator)| {
        Cell::plain(indicator.points.number()).live(Live::same_as(system::points(index)))
    });
    each.chain([Cell::plain(&system.full_points)]).collect()
}

/// The cells of an indicator's points, or with `None` of the totals, of all ranked subjects; nothing
/// where nobody is ranked. They stand in the first lines.
pub(super) fn ranked_cells(view: &View, indicator: Option<usize>) -> Option<(Spot, Spot)> {
    let last = view.evaluation.standings.ranked().checked_sub(1)?;
    let column = indicator.map_or_else(|| total_spot(view, 0).column, |index| first_indicator(view) + index);
    Some((Spot::of(SHEET, 0, column), Spot::of(SHEET, last, column)))
}

/// Where a figure over an indicator's points stands: its average, its rate, how many are full.
pub(super) fn statistic(view: &View, line: usize, indicator: usize) -> Spot {
    Spot { block: Block::Bottom, ..Spot::of(SHEET, line, first_indicator(view) + indicator) }
}

/// Averages, rates and full marks of every indicator, and of the totals.
fn statistics(view: &View, proof: &proof::Found) -> Vec<Vec<Cell>> {
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
    // The ranked stand in the first lines.
    let ranked =
        |column: usize| (Spot::of(SHEET, 0, column), Spot::of(SHEET, totals.len().saturating_sub(1), column));
    let column = |indicator: usize| first_indicator(view) + indicator;
    let of_total = total_spot(view, 0).column;
    let mean = |column: usize| {
        let (first, last) = ranked(column);
        Live::of(|to| format!("AVERAGE({})", to.range(first, last)))
    };
    let in_proof = Proof { view, last: proof.last };

    let mut averages = each(&|figures| {
        let cell = figures.average.as_ref().map(|n| Cell::decimal(n, view.places));
        cell.map(|cell| cell.live(mean(column(figures.indicator))))
    });
    let cell = average.as_ref().map(|average| Cell::decimal(average, view.places));
    averages.push(or_dash(cell.map(|cell| cell.live(mean(of_total)))));
    let mut rates = each(&|figures| {
        let cell = figures.rate.as_ref().map(Cell::percent);
        cell.map(|cell| cell.live(in_proof.rate(figures.indicator, ranked(column(figures.indicator)))))
    });
    let top = Spot { block: Block::Top, ..Spot::of(SHEET, 0, of_total) };
    let mean_of_total = Spot { block: Block::Bottom, ..Spot::of(SHEET, 0, of_total) };
    rates.push(or_dash(
        rate.as_ref()
            .map(Cell::percent)
            .map(|cell| cell.live(Live::of(|to| format!("{}/{}", to.cell(mean_of_total), to.cell(top))))),
    ));
    let mut full = each(&|figures| {
        let formula = (figures.scored > 0).then(|| in_proof.full(figures.indicator));
        Some(Cell::count(figures.full).live_if(formula))
    });
    let (first, last) = ranked(of_total);
    let formula = Live::of(|to| format!("COUNTIF({},{})", to.range(first, last), to.cell(top)));
    let cell = Cell::count(totals.iter().filter(|total| total.number() == full_points).count());
    full.push(cell.live_if((!totals.is_empty()).then_some(formula)));
    vec![
        total_row(view, "平均得分", averages),
        total_row(view, "得分率", rates),
        total_row(view, &format!("满分{}数", view.counted()), full),
    ]
}

/// The columns of the proof, for figures of an indicator over all complete subjects.
struct Proof<'a> {
    view: &'a View<'a>,
    last: usize,
}

impl Proof<'_> {
    fn column(&self, field: Field) -> (Spot, Spot) {
        let column = field.column(self.view.name_columns().len());
        (Spot::of(proof::SHEET, 0, column), Spot::of(proof::SHEET, self.last, column))
    }

    /// The points over the 分值 that applied.
    fn rate(&self, indicator: usize, (first, last): (Spot, Spot)) -> Live {
        Live::of(|to| {
            let [index, max] = [Field::Index, Field::Max].map(|field| {
                let (first, last) = self.column(field);
                to.range(first, last)
            });
            format!("SUM({})/SUMIF({index},{},{max})", to.range(first, last), indicator + 1)
        })
    }

    /// How many have all of the 分值 that applied to them.
    fn full(&self, indicator: usize) -> Live {
        Live::of(|to| {
            let [index, points, max] = [Field::Index, Field::Points, Field::Max].map(|field| {
                let (first, last) = self.column(field);
                to.range(first, last)
            });
            format!("SUMPRODUCT(({index}={})*({points}={max}))", indicator + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::evaluation;
    use super::super::sample_cards::points;
    use super::*;

    #[test]
    fn a_penalty_keeps_its_minus_and_has_no_mark() {
        let evaluation = evaluation();
        let view = View::new(&evaluation, &evaluation.cards.kept, false);
        let shown = |own: &str, max: &str| {
            format!("{:?}", mark_cell(&view, &Mark::Whole(points(own), points(max)), None))
        };
        let penalty = shown("-4.5", "0");
        assert!(penalty.contains("\"-4.50\"") && !penalty.contains('▼'), "{penalty}");
        assert!(shown("4.5", "10").contains('▼'));
    }
}
