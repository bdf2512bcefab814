//! The five indicators that went best and the five that went worst.

use super::super::cell::Cell;
use super::super::table::Block;
use super::Subject;
use super::summary::or_dash;
use crate::number::{Number, Points};
use crate::score::Outcome;

/// How many are named.
const NAMED: usize = 5;

pub(super) fn best(subject: &Subject) -> Block {
    let mut order = by_rate(subject);
    // Those of the better half, so that none is best and worst at once; of equal rates the heavier one, then
    // the rubric's order.
    let mut better = order.split_off(order.len() / 2);
    better.sort_by(|a, b| {
        let weight = |rated: &Rated| rated.outcome.max.number().clone();
        b.rate.cmp(&a.rate).then_with(|| weight(b).cmp(&weight(a)))
    });
    let rows =
        better.iter().take(NAMED).enumerate().map(|(index, rated)| row(subject, index + 1, rated)).collect();
    Block::new("一、得分率最高的五项指标", &header(subject), rows)
}

pub(super) fn worst(subject: &Subject) -> Block {
    let order = by_rate(subject);
    let named = order.iter().take(NAMED.min(order.len() / 2));
    let named = named.filter(|rated| rated.outcome.lost().is_some());
    let mut rows: Vec<Vec<Cell>> =
        named.enumerate().map(|(index, rated)| row(subject, index + 1, rated)).collect();
    if rows.is_empty() {
        rows.push(
            [Cell::blank(), Cell::text("无")].into_iter().chain((0..5).map(|_| or_dash(None))).collect(),
        );
    }
    Block::new("二、得分率最低的五项指标", &header(subject), rows)
}

fn header(subject: &Subject) -> [&'static str; 7] {
    let median = if subject.medians.group.is_some() { "本组中位数" } else { "全体中位数" };
    ["序号", "指标", "分值", "得分", "得分率", median, "高于中位数"]
}

struct Rated<'a> {
    outcome: &'a Outcome,
    points: &'a Points,
    rate: Number,
}

/// What is scored, the lowest rate first; of equal rates what costs more, then the rubric's order.
fn by_rate<'a>(subject: &'a Subject) -> Vec<Rated<'a>> {
    let rated = subject.card.outcomes.iter().filter_map(|outcome| {
        let points = outcome.points()?;
        let rate = points.number().divided_by(outcome.max.number())?;
        Some(Rated { outcome, points, rate })
    });
    let mut rated: Vec<Rated> = rated.collect();
    let lost = |rated: &Rated| rated.outcome.lost().map_or_else(Number::zero, |lost| lost.number().clone());
    rated.sort_by(|a, b| {
        let of_weight = || a.outcome.max.number().cmp(b.outcome.max.number());
        a.rate.cmp(&b.rate).then_with(|| lost(b).cmp(&lost(a))).then_with(of_weight)
    });
    rated
}

fn row(subject: &Subject, number: usize, rated: &Rated) -> Vec<Cell> {
    let (view, Rated { outcome, points, rate }) = (subject.view, rated);
    let name = outcome.path.last().map_or("", String::as_str);
    // Lines of the department's own table have nothing beside them in other tables.
    let alone =
        subject.card.outcomes.iter().filter(|other| other.indicator == outcome.indicator).count() == 1;
    let own_line = view.evaluation.rubric.system.indicators[outcome.indicator].path != outcome.path;
    let median = subject.medians.rates.get(outcome.indicator).and_then(Option::as_ref);
    let median = median.filter(|_| alone && !own_line);
    vec![
        Cell::count(number),
        Cell::text(format!("{} {name}", outcome.code)),
        Cell::plain(outcome.max.number()),
        view.points(points),
        Cell::percent(rate),
        or_dash(median.map(Cell::percent)),
        or_dash(median.map(|median| Cell::percent_difference(&(rate - median)))),
    ]
}
