//! 同行数据: what all bodies state of the facts that rules compare (全体[…], 同组[…]).
//!
//! Where a body's own figures stand in the proof, its line here is computed from them, so that a
//! change of one body's input reaches all who are compared with it.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{Cell, NONE};
use super::proof::Found;
use super::reference::{Live, Spot, Target};
use super::table::{Column, Table};
use super::view::View;
use crate::formula::{Expr, Known, Value};
use crate::number::Number;
use crate::rubric::form::{Kind, MoneyUnit};
use crate::rubric::shape::{ALL_BODIES, SAME_GROUP};
use crate::rubric::table_column;
use crate::score::{Input, Scorecard};

/// The sheet's name.
const SHEET: &str = "同行数据";
/// The column of figures.
const FIGURE: usize = 3;

/// One body's figure for one fact.
struct Line {
    fact: String,
    group: String,
    /// Whose it is; `None` where it is known from the lists alone.
    card: Option<usize>,
    number: Number,
}

/// The figures of all bodies, by fact and group.
#[derive(Default)]
pub(super) struct Peers {
    lines: Vec<Line>,
    /// The lines of a fact.
    everyone: BTreeMap<String, (usize, usize)>,
    /// The lines of a fact in a group.
    groups: BTreeMap<(String, String), (usize, usize)>,
}

impl Peers {
    /// What the scorecards tell of every fact that is compared.
    pub(super) fn of(view: &View) -> Self {
        let cards = view.cards;
        let mut peers = Self::default();
        for fact in compared(cards) {
            let first = peers.lines.len();
            peers.gather(view, &fact);
            let Some(last) = peers.lines.len().checked_sub(1).filter(|last| *last >= first) else { continue };
            for (row, line) in peers.lines.iter().enumerate().skip(first) {
                let ends = peers.groups.entry((fact.clone(), line.group.clone())).or_insert((row, row));
                ends.1 = row;
            }
            peers.everyone.insert(fact, (first, last));
        }
        peers
    }

    /// The lines of one fact, group by group.
    fn gather(&mut self, view: &View, fact: &str) {
        let cards = view.cards;
        let group_of = |card: &Scorecard| card.group.clone().unwrap_or_default();
        let mut lines: Vec<Line> = cards
            .iter()
            .enumerate()
            .filter_map(|(index, card)| {
                let number = own_figure(view, card, fact)?;
                Some(Line { fact: fact.to_owned(), group: group_of(card), card: Some(index), number })
            })
            .collect();
        // Bodies that state the fact though no rule of theirs looks at it are known from the lists.
        let groups: BTreeSet<String> = cards.iter().map(group_of).collect();
        for group in groups {
            let list = list(cards, SAME_GROUP, fact, Some(&group));
            let own: Vec<&Number> =
                lines.iter().filter(|line| line.group == group).map(|l| &l.number).collect();
            let others = without(list, &own);
            lines.extend(others.into_iter().map(|number| Line {
                fact: fact.to_owned(),
                group: group.clone(),
                card: None,
                number,
            }));
        }
        let known: Vec<&Number> = lines.iter().map(|line| &line.number).collect();
        let others = without(list(cards, ALL_BODIES, fact, None), &known);
        lines.sort_by(|a, b| (&a.group, a.card.is_none(), a.card).cmp(&(&b.group, b.card.is_none(), b.card)));
        lines.extend(others.into_iter().map(|number| Line {
            fact: fact.to_owned(),
            group: UNKNOWN_GROUP.to_owned(),
            card: None,
            number,
        }));
        self.lines.extend(lines);
    }

    /// The figures that a list of this table and fact stands for, for a body of `group`.
    pub(super) fn range(&self, (table, fact): (&str, &str), group: Option<&str>) -> Option<(Spot, Spot)> {
        let group = group.unwrap_or_default();
        let (first, last) = match table {
            ALL_BODIES => self.everyone.get(fact)?,
            SAME_GROUP => self.groups.get(&(fact.to_owned(), group.to_owned()))?,
            _ => return None,
        };
        Some((Spot::of(SHEET, *first, FIGURE), Spot::of(SHEET, *last, FIGURE)))
    }

    /// The sheet; none where no rule compares.
    pub(super) fn table(&self, view: &View, found: &Found) -> Option<Table> {
        if self.lines.is_empty() {
            return None;
        }
        let rows = self.lines.iter().map(|line| row(view, found, line)).collect();
        Some(Table {
            name: SHEET,
            title: view.title("同行数据"),
            columns: vec![
                Column::words("数据项", 28.0),
                Column::new("分组", 18.0),
                Column::words("部门名称", 34.0),
                Column::new("数值", 16.0),
            ],
            rows,
            remarks: vec![
                "供与其他部门比较的指标引用：“全体”为同一数据项的各行，“同组”为其中同一分组的各行".to_owned(),
                format!("部门名称为“{NONE}”的，为未用本项数据计分的部门所报数值"),
                view.rubric_remark(),
            ],
            filter: true,
            ..Table::default()
        })
    }
}

/// The group of figures that are known without one.
const UNKNOWN_GROUP: &str = "\u{10FFFF}";

fn row(view: &View, found: &Found, line: &Line) -> Vec<Cell> {
    let card = line.card.and_then(|card| view.cards.get(card));
    let group = if line.group.is_empty() || line.group == UNKNOWN_GROUP { NONE } else { &line.group };
    let expanded = view.evaluation.rubric.system.expanded(&Expr::name(&line.fact));
    // A figure without a formula of its own is compared with those that have one.
    let settled = expanded.settle(&line.number);
    let figure = match view.evaluation.rubric.form.kind_of(&line.fact) {
        Some(Kind::Amount) => Cell::measured(&settled, MoneyUnit::TenThousandYuan.name()),
        _ => Cell::input(&settled, false),
    };
    vec![
        Cell::text(&line.fact),
        Cell::text(group),
        Cell::stated(card.map(Scorecard::subject)),
        figure.live_if(line.card.and_then(|card| formula(found, card, &expanded))),
    ]
}

/// A body's figure, computed from its inputs in the proof.
fn formula(found: &Found, card: usize, expanded: &Expr) -> Option<Live> {
    let names: Option<Vec<(&str, Target)>> = expanded
        .names()
        .into_iter()
        .map(|name| Some((name, Target::Cell(*found.inputs.get(&(card, name.to_owned()))?))))
        .collect();
    let names = names?;
    Some(Live::of(|to| {
        expanded.settled().to_excel(&|name| {
            let target = names.iter().find(|(known, _)| *known == name);
            target.map_or_else(|| name.to_owned(), |(_, target)| to.to(*target))
        })
    }))
}

/// Every fact that a rule compares, by its name.
fn compared(cards: &[Scorecard]) -> BTreeSet<String> {
    inputs(cards)
        .filter_map(|(_, input)| table_column(&input.name))
        .filter(|(table, _)| [ALL_BODIES, SAME_GROUP].contains(table))
        .map(|(_, fact)| fact.to_owned())
        .collect()
}

fn inputs(cards: &[Scorecard]) -> impl Iterator<Item = (&Scorecard, &Input)> {
    cards.iter().flat_map(|card| {
        let limits = card.total.limits.iter().flat_map(|limit| &limit.inputs);
        let inputs = card.outcomes.iter().flat_map(|outcome| &outcome.inputs);
        inputs.chain(limits).map(move |input| (card, input))
    })
}

/// The list that the engine compared with.
fn list(cards: &[Scorecard], table: &str, fact: &str, group: Option<&str>) -> Vec<Number> {
    let found = inputs(cards).find_map(|(card, input)| match (&input.used, table_column(&input.name)) {
        (Some(Value::List(list)), Some(name)) if name == (table, fact) => {
            let of_it = group.is_none_or(|group| card.group.as_deref().unwrap_or_default() == group);
            of_it.then(|| list.clone())
        }
        _ => None,
    });
    found.unwrap_or_default()
}

/// What is in `list` beyond `known`, each as often.
fn without(mut list: Vec<Number>, known: &[&Number]) -> Vec<Number> {
    for number in known {
        if let Some(index) = list.iter().position(|other| other == *number) {
            list.swap_remove(index);
        }
    }
    list.sort();
    list
}

/// What a body states of a fact, as far as its scorecard tells.
fn own_figure(view: &View, card: &Scorecard, fact: &str) -> Option<Number> {
    let expanded = view.evaluation.rubric.system.expanded(&Expr::name(fact));
    let one = std::slice::from_ref(card);
    let known = |name: &str| {
        let mut named = inputs(one).filter(|(_, input)| input.name == name);
        named.find_map(|(_, input)| input.used.clone()).map_or(Known::Missing, Known::Value)
    };
    expanded.number(&known).ok()
}
