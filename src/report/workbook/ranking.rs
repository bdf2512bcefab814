//! 评价得分排名表

use std::collections::BTreeMap;

use super::cell::{Cell, NONE};
use super::matrix::Totals;
use super::ranks;
use super::reference::{Live, Spot};
use super::style::Tint;
use super::table::{Column, Table};
use super::view::{Unscored, View};
use super::years;
use crate::number::Number;
use crate::rank::Standing;
use crate::report::wording;
use crate::score::Scorecard;

/// Where rank, total and grade of a card are computed.
pub(super) struct Sources<'a> {
    pub(super) totals: &'a Totals,
    pub(super) ranks: &'a ranks::Found,
}

impl Sources<'_> {
    /// The grades of all ranked subjects, in the order of their ranks.
    pub(super) fn grade_cells(&self, view: &View) -> Option<(Spot, Spot)> {
        let ranked = || view.evaluation.standings.order.iter().filter(|standing| standing.rank.is_some());
        let spot = |standing: &Standing| self.ranks.grades.get(&standing.card).copied();
        Some((spot(ranked().next()?)?, spot(ranked().next_back()?)?))
    }

    /// The cell, computed where `spots` say for this standing.
    pub(super) fn live(cell: Cell, spots: &BTreeMap<usize, Spot>, standing: &Standing) -> Cell {
        cell.live_if(spots.get(&standing.card).copied().map(Live::same_as))
    }
}

/// The sheet's name.
const SHEET: &str = "评价得分排名表";

/// Ranked subjects, below them the incomplete, below them those without a score.
pub(super) fn table(view: &View, from: &Sources) -> Table {
    let mut columns = vec![Column::new("名次", 6.0)];
    if view.has_codes {
        columns.push(Column::new("部门编码", 10.0));
    }
    columns.extend(view.name_columns());
    if view.has_groups {
        columns.push(Column::new("分组", 12.0));
    }
    columns.extend([
        Column::new("年初预算数", 13.0),
        Column::new("全年预算数", 13.0),
        Column::new("全年执行数", 13.0),
        Column::new("执行率", 9.5),
        Column::new("自评得分", 9.5),
        Column::new("评价得分", 9.5),
        Column::new("等级", 6.0),
    ]);
    let compares = view.evaluation.previous.is_some();
    if compares {
        let each = ["上年得分", "上年名次", "名次变化"];
        columns.extend(each.map(|name| Column::new(name, 9.5)));
    }
    columns.push(Column::words("备注", 36.0));
    let mut rows: Vec<Vec<Cell>> =
        view.standings().enumerate().map(|(line, at)| scored_row(view, from, line, at)).collect();
    rows.extend(view.unscored.iter().map(|unscored| unscored_row(view, unscored)));
    let remarks = [
        Some(view.ranking_remark()),
        Some(view.rounding_remark()),
        Some("执行率＝全年执行数÷全年预算数".to_owned()),
        compares.then(|| "名次变化为上年名次减本年名次，▲为升，▼为降".to_owned()),
        view.unranked_remark("备注"),
        Some(view.rubric_remark()),
        view.notice_remark(),
    ];
    Table {
        name: SHEET,
        title: view.title("得分排名表"),
        unit: Some("万元、分"),
        columns,
        rows,
        remarks: remarks.into_iter().flatten().collect(),
        frozen: if view.has_codes { 3 } else { 2 },
        filter: true,
        ..Table::default()
    }
}

fn scored_row(
    view: &View,
    from: &Sources,
    line: usize,
    (standing, card): (&Standing, &Scorecard),
) -> Vec<Cell> {
    let shares_rank = || {
        let order = &view.evaluation.standings.order;
        standing.rank.is_some() && order.iter().filter(|other| other.rank == standing.rank).count() > 1
    };
    let mut remarks: Vec<String> = card.total.steps.iter().map(wording::total_step).collect();
    remarks.extend(wording::lowered(standing));
    remarks.extend(wording::incompleteness(card).or_else(|| shares_rank().then(|| "名次并列".to_owned())));
    let amount = |amount: &Option<Number>| amount.as_ref().map_or_else(|| Cell::text(NONE), Cell::amount);
    let budget = &card.budget;
    let rate = match (&budget.executed, &budget.full_year) {
        (Some(executed), Some(full_year)) => executed.divided_by(full_year),
        _ => None,
    };
    let mut cells = names(
        view,
        (standing.rank, card.code.as_deref(), card.group.as_deref()),
        (&card.department, card.project.as_deref()),
    );
    if let Some(rank) = cells.first_mut() {
        *rank = Sources::live(rank.clone(), &from.ranks.ranks, standing);
    }
    let executed = Spot::of(SHEET, line, cells.len() + 2);
    let full_year = executed.beside(cells.len() + 1);
    let quotient = Live::of(|to| format!("{}/{}", to.cell(executed), to.cell(full_year)));
    cells.extend([
        amount(&budget.initial),
        amount(&budget.full_year),
        amount(&budget.executed),
        rate.as_ref().map_or_else(|| Cell::text(NONE), |rate| Cell::percent(rate).live(quotient)),
        card.self_total.as_ref().map_or_else(|| Cell::text(NONE), |total| Cell::decimal(total, view.places)),
        Sources::live(view.total(standing, card), from.totals, standing),
        Sources::live(
            Cell::text(standing.grade.as_deref().unwrap_or_default()),
            &from.ranks.grades,
            standing,
        ),
    ]);
    if view.evaluation.previous.is_some() {
        let before = years::before(view, card);
        let (was, was_rank) = before.map_or((None, None), |before| (before.total, before.rank));
        let places = view.evaluation.rubric.system.places_of_total();
        cells.extend([
            was.map_or_else(|| Cell::text(NONE), |was| Cell::decimal(was, places)),
            rank(was_rank),
            years::risen(was_rank, standing.rank),
        ]);
    }
    cells.push(Cell::text(remarks.join("；")));
    if standing.rank.is_none() { muted(cells) } else { cells }
}

fn unscored_row(view: &View, unscored: &Unscored) -> Vec<Cell> {
    let mut cells = names(
        view,
        (None, unscored.code.as_deref(), unscored.group.as_deref()),
        (&unscored.department, unscored.project.as_deref()),
    );
    cells.extend((0..6).map(|_| Cell::text(NONE)));
    cells.push(Cell::blank());
    if view.evaluation.previous.is_some() {
        cells.extend((0..3).map(|_| Cell::text(NONE)));
    }
    cells.push(Cell::text(&unscored.reason));
    muted(cells)
}

/// Rank, code, names and group, as far as the table has columns for them.
fn names(
    view: &View,
    (place, code, group): (Option<u32>, Option<&str>, Option<&str>),
    (department, project): (&str, Option<&str>),
) -> Vec<Cell> {
    let mut cells = vec![rank(place)];
    if view.has_codes {
        cells.push(Cell::stated(code));
    }
    cells.extend(view.name_cells(department, project));
    if view.has_groups {
        cells.push(Cell::stated(group));
    }
    cells
}

/// A rank, or a dash.
pub(super) fn rank(rank: Option<u32>) -> Cell {
    rank.map_or_else(|| Cell::text(NONE), |rank| Cell::count(rank as usize))
}

/// The cells of a line that is not ranked.
pub(super) fn muted(cells: Vec<Cell>) -> Vec<Cell> {
    cells.into_iter().map(|cell| cell.tinted_below(Tint::Muted)).collect()
}
