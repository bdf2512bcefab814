//! 核算底稿: every point as a live formula over the inputs, and beside it what the program gave.
//!
//! A subject stands in one block: its indicators and lines in the rubric's order, each with its
//! inputs one below the other, then levels, limits and the total. The formula of a line is printed
//! from the very tree that was evaluated ([`Outcome::formula`](crate::score::Outcome::formula)).

mod ledger;
mod outcome;
mod total;

use std::collections::{BTreeMap, BTreeSet};

use super::peers::Peers;
use super::reference::Spot;
use super::table::Table;
use super::view::View;
use crate::rank::Standing;
use crate::score::Scorecard;
use ledger::Ledger;
pub(crate) use ledger::{Field, SHEET};
pub(crate) use outcome::{BESIDE, PART};
pub(super) use total::HOLDS;

/// Where other sheets find what the proof computes.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The points on an indicator of the rubric, by card and indicator.
    pub(super) points: BTreeMap<(usize, usize), Spot>,
    /// The total, by card.
    pub(super) totals: BTreeMap<usize, Spot>,
    /// Whether a limit holds, by card and the limit's number.
    pub(super) limits: BTreeMap<(usize, usize), Spot>,
    /// The first cell of each input, by card and name.
    pub(super) inputs: BTreeMap<(usize, String), Spot>,
    /// The last line.
    pub(super) last: usize,
    /// The first line of each card.
    pub(super) first_lines: BTreeMap<usize, usize>,
    /// The row of the sheet that the first line stands on.
    pub(super) first_row: u32,
}

impl Found {
    /// What another part of the proof computes beside this.
    pub(super) fn extend(&mut self, other: Self) {
        self.points.extend(other.points);
        self.totals.extend(other.totals);
        self.limits.extend(other.limits);
        self.inputs.extend(other.inputs);
    }
}

/// The sheet, and where its results stand; of these cards alone where they are stated.
pub(super) fn table(view: &View, peers: &Peers, cards: Option<&BTreeSet<usize>>) -> (Table, Found) {
    let mut ledger = Ledger::new(view, peers);
    let wanted = |card: usize| cards.is_none_or(|cards| cards.contains(&card));
    for (standing, card) in view.standings().filter(|(standing, _)| wanted(standing.card)) {
        subject(&mut ledger, standing, card);
    }
    let (rows, mut found) = ledger.finish();
    let mut columns = view.name_columns();
    columns.extend(Field::ALL.map(Field::headed));
    let table = Table {
        name: SHEET,
        title: view.title("核算底稿"),
        unit: Some("分"),
        columns,
        rows,
        remarks: remarks(view),
        frozen: if view.has_projects { 2 } else { 1 },
        filter: true,
        ..Table::default()
    };
    found.first_row = table.frame().rows;
    (table, found)
}

fn subject<'a>(ledger: &mut Ledger<'a>, standing: &Standing, card: &'a Scorecard) {
    ledger.begin(standing.card, card);
    outcome::outcomes(ledger, standing, card);
    total::levels(ledger, card);
    total::limits(ledger, card);
    total::total(ledger, standing, card);
}

fn remarks(view: &View) -> Vec<String> {
    vec![
        "“得分”为可随数值变动的算式，“程序得分”为评分程序的计算结果，两者相同的，“一致”为“是”".to_owned(),
        "“数值”照录参与计算的数据，单位已对齐并注于数后，点击“数据来源”可打开报送原表，未写文件名的为该部门自评表；改动数值，得分、总分、名次随之变动".to_owned(),
        "因同级指标不适用而调整的分值、各部门自列指标的分值为所采用的数值，不随其他单元格变动".to_owned(),
        "“计算式”中“分值”为同一行的分值；除法、乘法的结果先取10位小数，再比较大小或四舍五入，以免电子表格的二进制误差影响得分".to_owned(),
        "“待定”“不适用”的不设算式；“其中：”各行为其上一行指标的组成部分，不另计入总分".to_owned(),
        view.rounding_remark(),
        view.rubric_remark(),
    ]
}
