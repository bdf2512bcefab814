//! Indicators and lines in the proof.

use super::super::cell::{Cell, NONE};
use super::super::reference::{Live, Target};
use super::super::style::Tint;
use super::super::view::{Mark, View};
use super::super::{matrix, system};
use super::ledger::{Entries, Entry, Field, Head, Ledger};
use crate::finding::Problem;
use crate::formula::{Expr, Value};
use crate::number::Number;
use crate::rank::Standing;
use crate::report::wording;
use crate::rubric::Counts;
use crate::rubric::shape::{POINTS, SELF_POINTS};
use crate::score::{Outcome, Remark, Scorecard, Status};

/// Stands before the name of a line that an indicator's share is computed from.
pub(crate) const PART: &str = "其中：";
/// What stands for 分值 where an indicator counts beside the full marks.
pub(crate) const BESIDE: &str = "分值（满分之外）";

/// Every indicator and line of a card, and the sum of an indicator's lines below them.
pub(super) fn outcomes(ledger: &mut Ledger, standing: &Standing, card: &Scorecard) {
    let counts = standing.rank.is_some();
    let mut outcomes = card.outcomes.iter().peekable();
    let mut lines = Vec::new();
    while let Some(outcome) = outcomes.next() {
        let row = outcome_block(ledger, card, outcome, false);
        lines.push((row, outcome));
        if outcomes.peek().is_some_and(|next| next.indicator == outcome.indicator) {
            continue;
        }
        let of_lines = ledger.view.evaluation.rubric.system.indicators[outcome.indicator].scores_lines();
        let row = if of_lines { sum(ledger, card, outcome.indicator, &lines) } else { row };
        lines.clear();
        let spot = ledger.spot(row, Field::Points);
        ledger.found.points.insert((ledger.card, outcome.indicator), spot);
        if counts && card.indicator_points(outcome.indicator).is_some() {
            ledger.replace(row, Field::Index, Cell::count(outcome.indicator + 1));
        }
    }
}

/// The block of one outcome, and below it the lines that it is computed from; its first line.
fn outcome_block(ledger: &mut Ledger, card: &Scorecard, outcome: &Outcome, is_part: bool) -> usize {
    let row = ledger.next();
    let group = card.group.as_deref();
    let shares = !outcome.basis.is_empty();
    // The lines themselves stand below; what is left are the lists made of them.
    let inputs = if shares { &[][..] } else { &outcome.inputs[..] };
    let mut entries = ledger.entries(row, inputs, group);
    let indicator = &ledger.view.evaluation.rubric.system.indicators[outcome.indicator];
    beside(ledger, row, outcome, &mut entries);
    own_points(ledger, row, outcome, &mut entries);
    let name = outcome.path.last().map_or(NONE, String::as_str);
    let head = Head {
        code: outcome.code.clone(),
        item: if is_part { format!("{PART}{name}") } else { name.to_owned() },
        max: max(outcome, indicator.points == outcome.max && !indicator.scores_lines() && !is_part),
        note: note(outcome),
        ..Head::default()
    };
    let Entries { list, mut names } = entries;
    ledger.push(head, list);
    if shares {
        let first = ledger.next();
        for line in &outcome.basis {
            outcome_block(ledger, card, line, true);
        }
        let last = ledger.next().saturating_sub(1);
        names.extend(lists(ledger, outcome, first, last));
    }
    fill(ledger, row, outcome, indicator.counts, &names);
    row
}

/// The lists that an indicator's share is computed from: points and 分值 of the lines below it.
fn lists(ledger: &Ledger, outcome: &Outcome, first: usize, last: usize) -> Vec<(String, Target)> {
    let lists = outcome.inputs.iter().filter(|input| matches!(input.used, Some(Value::List(_))));
    let column = |name: &str| if name.ends_with(&format!("[{POINTS}]")) { Field::Max } else { Field::Points };
    let range = |field| Target::Range(ledger.spot(first, field), ledger.spot(last, field));
    lists.map(|input| (input.name.clone(), range(column(&input.name)))).collect()
}

/// 分值 of what counts beside the full marks: an input of its own, since the line's is nothing.
fn beside(ledger: &Ledger, row: usize, outcome: &Outcome, entries: &mut Entries) {
    let Some(most) = &outcome.most_beside else { return };
    let target = Target::Cell(ledger.spot(row + entries.list.len(), Field::Value));
    entries.names.push((POINTS.to_owned(), target));
    entries.list.push(Entry {
        name: BESIDE.to_owned(),
        value: Cell::input(most.number(), false),
        source: Cell::text(NONE),
    });
}

/// The body's own points, where they are taken for a missing fact.
fn own_points(ledger: &Ledger, row: usize, outcome: &Outcome, entries: &mut Entries) {
    let taken = outcome.remarks.iter().any(|remark| matches!(remark, Remark::OwnPointsTaken(_)));
    let Some(own) = outcome.self_points.as_ref().filter(|_| taken) else { return };
    let target = Target::Cell(ledger.spot(row + entries.list.len(), Field::Value));
    entries.names.push((SELF_POINTS.to_owned(), target));
    entries.list.push(Entry {
        name: SELF_POINTS.to_owned(),
        value: Cell::input(own, false),
        source: Cell::text(NONE),
    });
}

/// The formula of a scored outcome: the one that was evaluated, or the rubric's word in its place.
fn formula(outcome: &Outcome, places: u32) -> Option<Expr> {
    let in_place = || {
        outcome.remarks.iter().find_map(|remark| match remark {
            Remark::MissingCountsZero(_) => Some(Expr::Number(Number::zero())),
            Remark::MissingCountsFull(_) | Remark::NotApplicableCountsFull(_) => Some(Expr::name(POINTS)),
            Remark::OwnPointsTaken(_) => Some(Expr::name(SELF_POINTS).rounded(places)),
            _ => None,
        })
    };
    outcome.formula.as_ref().map(|formula| (***formula).clone()).or_else(in_place)
}

/// Points, the program's points and whether they agree.
fn fill(ledger: &mut Ledger, row: usize, outcome: &Outcome, counts: Counts, names: &[(String, Target)]) {
    let points = match &outcome.status {
        Status::Scored(points) => points,
        Status::Pending(_) => {
            ledger.replace(row, Field::Points, Cell::text("待定").tinted(Tint::Pending));
            return;
        }
        Status::NotApplicable(_) => {
            ledger.replace(row, Field::Points, Cell::text("不适用").tinted(Tint::Muted));
            return;
        }
    };
    ledger.replace(row, Field::Engine, ledger.shown(points));
    let formula = formula(outcome, ledger.view.places).map(|formula| match counts {
        Counts::Penalty => Expr::Negated(Box::new(formula)),
        Counts::Within | Counts::Bonus => formula,
    });
    let live = formula.as_ref().ok_or_else(|| "未列算式".to_owned());
    let live = live.and_then(|formula| ledger.points(row, formula, names));
    if let Some(formula) = &formula {
        ledger.replace(row, Field::Formula, Cell::text(formula.to_excel(&str::to_owned)));
    }
    match live {
        Ok(live) => {
            ledger.replace(row, Field::Points, ledger.shown(points).live(live));
            ledger.replace(row, Field::Agrees, ledger.agrees(row));
        }
        Err(why) => {
            let note = format!("{why}，本项得分照录程序得分，不随数值变动。{}", note(outcome));
            ledger.replace(row, Field::Points, ledger.shown(points));
            ledger.replace(row, Field::Agrees, Cell::text("未复算"));
            ledger.replace(row, Field::Note, Cell::text(note));
        }
    }
}

/// 分值: that of the sheet of the rubric, or as it was applied.
fn max(outcome: &Outcome, as_prescribed: bool) -> Cell {
    match outcome.status {
        Status::Pending(Problem::NoPoints) => Cell::text("未填"),
        // What does not count must not stand in a sum.
        Status::NotApplicable(_) => Cell::text(NONE),
        _ if as_prescribed => {
            Cell::plain(outcome.max.number()).live(Live::same_as(system::points(outcome.indicator)))
        }
        _ => Cell::plain(outcome.max.number()),
    }
}

/// What else is to be known of an outcome.
fn note(outcome: &Outcome) -> String {
    match &outcome.status {
        Status::Pending(_) | Status::NotApplicable(_) => wording::verdict(outcome),
        Status::Scored(_) => {
            let words: Vec<String> = outcome.remarks.iter().map(wording::remark_words).collect();
            words.join("；")
        }
    }
}

/// The sum of an indicator's lines; its line.
fn sum(ledger: &mut Ledger, card: &Scorecard, indicator: usize, lines: &[(usize, &Outcome)]) -> usize {
    let row = ledger.next();
    let of = &ledger.view.evaluation.rubric.system.indicators[indicator];
    let mut head = Head {
        code: of.code.clone(),
        item: format!("{}（小计）", of.name()),
        formula: "各行得分之和".to_owned(),
        ..Head::default()
    };
    let places = ledger.view.places;
    let column = |field: Field| {
        let ends = lines.first().zip(lines.last());
        ends.map(|((first, _), _)| (ledger.spot(*first, field), ledger.spot(row.saturating_sub(1), field)))
    };
    // Words in the column are no points and no part of a sum.
    let sum =
        |cell: Cell, field: Field| {
            cell.live_if(column(field).map(|(first, last)| {
                Live::of(|to| format!("ROUND(SUM({}),{places})", to.range(first, last)))
            }))
        };
    match View::mark(card, indicator) {
        Mark::Whole(points, max) => {
            head.max = sum(Cell::plain(max.number()), Field::Max);
            head.points = sum(ledger.shown(&points), Field::Points);
            head.engine = ledger.shown(&points);
            head.agrees = ledger.agrees(row);
        }
        Mark::Part(points) => {
            head.points = sum(Cell::marked(&points, places, matrix::PARTLY), Field::Points);
            head.engine = ledger.shown(&points);
            head.agrees = ledger.agrees(row);
        }
        Mark::Pending => head.points = Cell::text("待定").tinted(Tint::Pending),
        Mark::NotApplicable => head.points = Cell::text("不适用").tinted(Tint::Muted),
        Mark::Absent => head.points = Cell::text(NONE),
    }
    ledger.push(head, Vec::new());
    row
}
