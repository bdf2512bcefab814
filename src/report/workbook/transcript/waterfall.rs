//! The way from what could be earned down to the total, step by step, with its chart: columns on
//! unseen ones, since the file format has no waterfall that every program draws.

use super::super::cell::Cell;
use super::super::chart::{Chart, Fill, Kind, Series};
use super::super::style::decimals;
use super::super::table::{Column, Table};
use super::Subject;
use crate::number::Number;
use crate::score::Status;

/// Losses that have a column each; the others share one.
const NAMED: usize = 8;

/// A step: its name, what it changes, and how.
struct Step {
    name: String,
    size: Number,
    kind: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Stands on the ground.
    Whole,
    Lost,
    Waiting,
    Gained,
}

/// The steps and their chart; no sheet where no indicator is scored.
pub(super) fn table(subject: &Subject) -> Option<Table> {
    let scored = subject.card.outcomes.iter().any(|outcome| outcome.points().is_some());
    let steps = scored.then(|| steps(subject))?;
    let places = subject.view.places.max(subject.view.evaluation.rubric.system.places_of_total());
    let mut left = Number::zero();
    let (mut lowest, mut highest): (Option<Number>, Option<Number>) = (None, None);
    let mut rows = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        let base = match step.kind {
            Way::Whole => Number::zero(),
            Way::Gained => left.clone(),
            Way::Lost | Way::Waiting => &left - &step.size,
        };
        left = match step.kind {
            Way::Whole => step.size.clone(),
            Way::Gained => &left + &step.size,
            Way::Lost | Way::Waiting => base.clone(),
        };
        let of = |way: Way| {
            if step.kind == way { Cell::decimal(&step.size, places) } else { Cell::blank() }
        };
        highest = highest.max(Some(left.clone()));
        lowest = Some(lowest.map_or_else(|| left.clone(), |lowest| lowest.min(left.clone())));
        rows.push(vec![
            Cell::count(index + 1),
            Cell::text(&step.name),
            of(Way::Whole),
            of(Way::Lost),
            of(Way::Waiting),
            of(Way::Gained),
            Cell::decimal(&base, places),
        ]);
    }
    let chart = Chart {
        title: "从应得分值到评价得分".to_owned(),
        kind: Kind::Stacked,
        names: 1,
        series: vec![
            Series::new("图中起点", 6, Fill::Unseen),
            Series::new("分值、得分", 2, Fill::Dark),
            Series::new("扣分", 3, Fill::Slanted),
            Series::new("待定", 4, Fill::Dotted),
            Series::new("加分", 5, Fill::Checked),
        ],
        format: decimals(places).into_owned(),
        least: axis_start(&steps, lowest.as_ref()),
        most: highest.map(|highest| highest.to_f64()),
    };
    Some(Table {
        name: "扣分构成",
        title: subject.view.title("扣分构成"),
        unit: Some("分"),
        columns: vec![
            Column::new("序号", 6.0),
            Column::words("事项", 36.0),
            Column::new("分值、得分", 11.0),
            Column::new("扣分", 10.0),
            Column::new("待定", 10.0),
            Column::new("加分", 10.0),
            Column { hidden: true, ..Column::new("图中起点", 10.0) },
        ],
        rows,
        chart: Some(chart),
        remarks: vec![
            "应得分值为各项适用指标的分值之和；待定为待评定指标的分值，不是扣分".to_owned(),
            format!("扣分最多的 {NAMED} 项逐项列示，其余合并；图中纵轴不一定自 0 分起"),
            subject.view.rubric_remark(),
        ],
        one_page: true,
        ..Table::default()
    })
}

/// Where the axis begins: some way under the lowest step, so that small losses can be seen.
fn axis_start(steps: &[Step], lowest: Option<&Number>) -> f64 {
    const TICK: f64 = 5.0;
    let (Some(first), Some(lowest)) = (steps.first(), lowest) else { return 0.0 };
    let (first, lowest) = (first.size.to_f64(), lowest.to_f64());
    let start = ((lowest - (first - lowest).max(TICK) * 0.6) / TICK).floor() * TICK;
    if start > 0.0 { start } else { 0.0 }
}

fn steps(subject: &Subject) -> Vec<Step> {
    let card = subject.card;
    let mut losses: Vec<(&str, Number)> = card
        .outcomes
        .iter()
        .filter_map(|outcome| {
            let lost = outcome.lost()?.number().clone();
            Some((outcome.path.last().map_or("", String::as_str), lost))
        })
        .collect();
    losses.sort_by(|(_, a), (_, b)| b.cmp(a));
    let waits = card.outcomes.iter().filter(|outcome| matches!(outcome.status, Status::Pending(_)));
    let waiting: Number = waits.map(|outcome| outcome.max.number()).sum();
    let lost: Number = losses.iter().map(|(_, lost)| lost).sum();
    let total = subject.standing.total.number();
    let beside = total - &(&(card.total.max.number() - &lost) - &waiting);

    let step = |name: &str, size: &Number, kind| Step { name: name.to_owned(), size: size.clone(), kind };
    let mut steps = vec![step("应得分值", card.total.max.number(), Way::Whole)];
    // One that is left over is named as well as the others.
    let named = if losses.len() > NAMED + 1 { NAMED } else { losses.len() };
    let rest = losses.split_off(named);
    steps.extend(losses.iter().map(|(name, lost)| step(name, lost, Way::Lost)));
    if !rest.is_empty() {
        let sum: Number = rest.iter().map(|(_, lost)| lost).sum();
        steps.push(step(&format!("其余 {} 项扣分", rest.len()), &sum, Way::Lost));
    }
    if !waiting.is_zero() {
        steps.push(step("待评定的分值", &waiting, Way::Waiting));
    }
    if beside.is_negative() {
        steps.push(step("减分及总分调整", &beside.abs(), Way::Lost));
    } else if !beside.is_zero() {
        steps.push(step("加分及总分调整", &beside, Way::Gained));
    }
    let end = if card.is_complete() { "评价得分" } else { "已评定得分" };
    steps.push(step(end, total, Way::Whole));
    steps
}
