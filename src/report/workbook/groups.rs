//! 分组排名表

use std::collections::BTreeSet;

use super::cell::{Cell, NONE};
use super::ranking::{Sources, muted, rank};
use super::reference::{Live, Spot};
use super::table::{Column, Table};
use super::view::View;
use crate::intake::roster::Body;
use crate::number::Points;
use crate::rank::Standing;
use crate::score::Scorecard;

/// More places than any points have: the difference is exact but for what binary fractions leave.
const DIFFERENCE_PLACES: u32 = 10;

/// The sheet's name.
const SHEET: &str = "分组排名表";

/// Ranks within groups; no sheet where no subject has a group.
pub(super) fn table(view: &View, from: &Sources) -> Option<Table> {
    view.evaluation.cards.tallies.iter().any(|card| card.group.is_some()).then(|| {
        let mut columns =
            vec![Column::new("分组", 16.0), Column::new("组内名次", 10.0), Column::new("总名次", 9.0)];
        columns.extend(view.name_columns());
        columns.extend([
            Column::new("评价得分", 11.0),
            Column::new("等级", 8.0),
            Column::new("组内平均", 11.0),
            Column::new("高于组均", 11.0),
        ]);
        let mut rows = Vec::new();
        for group in groups_in_order(view) {
            let first = rows.len();
            rows.extend(members(view, from, group, first));
        }
        let remarks = [
            Some(view.ranking_remark()),
            Some("组内平均只计总分完整的；“高于组均”为评价得分减组内平均，▲为高于，▼为低于".to_owned()),
            view.unranked_remark("评价得分排名表"),
            Some(view.rubric_remark()),
        ];
        Table {
            name: SHEET,
            title: view.title("分组排名表"),
            unit: Some("分"),
            columns,
            rows,
            remarks: remarks.into_iter().flatten().collect(),
            frozen: 0,
            filter: true,
            ..Table::default()
        }
    })
}

/// The groups in the order of the roster, then those that it does not have; bodies without a group
/// last.
fn groups_in_order<'a>(view: &'a View<'a>) -> Vec<&'a str> {
    let evaluation = view.evaluation;
    let place = |group: &str| {
        let on_roster = |body: &Body| body.group.as_deref() == Some(group);
        evaluation.roster.iter().position(on_roster).unwrap_or(usize::MAX)
    };
    let of_cards = evaluation.cards.tallies.iter().map(|card| card.group.as_deref());
    let of_others = view.unscored.iter().map(|unscored| unscored.group.as_deref());
    let names: BTreeSet<&str> = of_cards.chain(of_others).map(Option::unwrap_or_default).collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_by_key(|group| (group.is_empty(), place(group)));
    names
}

/// The lines of a group, of which the first will be the sheet's line `first`.
fn members(view: &View, from: &Sources, group: &str, first: usize) -> Vec<Vec<Cell>> {
    let mut members: Vec<(&Standing, &Scorecard)> =
        view.standings().filter(|(_, card)| card.group.as_deref().unwrap_or_default() == group).collect();
    members.sort_by_key(|(standing, _)| standing.group_rank.unwrap_or(u32::MAX));
    let name = if group.is_empty() { "未分组" } else { group };
    let figures = view.evaluation.standings.groups.iter().find(|figures| figures.group == group);
    let average = figures.and_then(|figures| figures.average.as_ref());
    let average = average.map(|average| Points::rounded(average, view.places));
    let ranked = members.iter().filter(|(standing, _)| standing.rank.is_some()).count();
    let total_column = 3 + view.name_columns().len();
    let mean = || {
        let ends = [first, first + ranked.saturating_sub(1)].map(|row| Spot::of(SHEET, row, total_column));
        // Settled first, as every figure that is rounded.
        Live::of(|to| format!("ROUND(ROUND(AVERAGE({}),10),{})", to.range(ends[0], ends[1]), view.places))
    };
    let scored = members.into_iter().enumerate().map(|(line, (standing, card))| {
        let total = Spot::of(SHEET, first + line, total_column);
        let difference = || {
            let mean = total.beside(total_column + 2);
            Live::of(|to| format!("ROUND({}-{},{DIFFERENCE_PLACES})", to.cell(total), to.cell(mean)))
        };
        // The difference of what is shown, so that a reader who subtracts finds it.
        let above = standing.rank.and(average.as_ref()).map(|average| standing.total.minus(average));
        let mut cells = vec![
            Cell::text(name),
            Sources::live(rank(standing.group_rank), &from.ranks.group_ranks, standing),
            Sources::live(rank(standing.rank), &from.ranks.ranks, standing),
        ];
        cells.extend(view.name_cells(&card.department, card.project.as_deref()));
        cells.extend([
            Sources::live(view.total(standing, card), from.totals, standing),
            Sources::live(
                Cell::text(standing.grade.as_deref().unwrap_or_default()),
                &from.ranks.grades,
                standing,
            ),
            average.as_ref().map_or_else(|| Cell::text(NONE), |average| view.points(average).live(mean())),
            above.map_or_else(
                || Cell::text(NONE),
                |above| Cell::difference(above.number(), view.places).live(difference()),
            ),
        ]);
        if standing.rank.is_none() { muted(cells) } else { cells }
    });
    let unscored =
        view.unscored.iter().filter(|unscored| unscored.group.as_deref().unwrap_or_default() == group);
    let unscored = unscored.map(|unscored| {
        let mut cells = vec![Cell::text(name), rank(None), rank(None)];
        cells.extend(view.name_cells(&unscored.department, unscored.project.as_deref()));
        cells.extend([Cell::text(NONE), Cell::blank(), Cell::text(NONE), Cell::text(NONE)]);
        muted(cells)
    });
    scored.chain(unscored).collect()
}
