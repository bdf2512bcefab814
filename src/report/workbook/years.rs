//! 年度对比表: this year beside the year before, where its result is known.

use super::cell::{Cell, NONE};
use super::ranking::{muted, rank};
use super::table::{Column, Table};
use super::view::View;
use crate::number::Number;
use crate::previous::{Previous, PreviousSubject};
use crate::rank::Standing;
use crate::score::Scorecard;

/// How many indicators are named whose points changed most.
const NAMED: usize = 3;

/// The year before of a subject: how many places it rose, and what it had.
pub(super) struct Before<'a> {
    pub(super) total: Option<&'a Number>,
    pub(super) rank: Option<u32>,
}

/// What a subject had in the year before; nothing where it was not scored then.
pub(super) fn before<'a>(view: &View<'a>, card: &Scorecard) -> Option<Before<'a>> {
    let subject = subject(view.evaluation.previous.as_ref()?, card)?;
    // Points so far are no total that could be set beside one.
    Some(Before { total: subject.rank.map(|_| &subject.total), rank: subject.rank })
}

/// The places by which a subject rose (▲) or fell (▼).
pub(super) fn risen(before: Option<u32>, now: Option<u32>) -> Cell {
    match before.zip(now) {
        Some((before, now)) => Cell::difference(&Number::from(i64::from(before) - i64::from(now)), 0),
        None => Cell::text(NONE),
    }
}

/// Both years of every subject; no sheet where no earlier result was given.
pub(super) fn table(view: &View) -> Option<Table> {
    let previous = view.evaluation.previous.as_ref()?;
    let mut columns = view.name_columns();
    columns.extend([
        Column::new("上年得分", 10.0),
        Column::new("本年得分", 10.0),
        Column::new("增减", 10.0),
        Column::new("上年名次", 9.0),
        Column::new("本年名次", 9.0),
        Column::new("变化", 9.0),
        Column::words("主要变化指标", 46.0),
    ]);
    let mut rows: Vec<Vec<Cell>> =
        view.standings().map(|(standing, card)| row(view, previous, standing, card)).collect();
    let gone = previous.subjects.iter().filter(|subject| {
        !view
            .evaluation
            .cards
            .tallies
            .iter()
            .any(|card| card.department == subject.department && card.project == subject.project)
    });
    rows.extend(gone.map(|subject| gone_row(view, subject)));
    let remarks = vec![
        format!("上年为{}年度，评分细则：{}", previous.rubric.year, previous.rubric.title),
        "增减为本年得分减上年得分；变化为上年名次减本年名次；▲为升，▼为降".to_owned(),
        format!(
            "“{NONE}”为当年未报送或总分不完整；主要变化指标按两年同名指标得分之差取前 {NAMED} 项，分值有调整的注明"
        ),
        view.rubric_remark(),
    ];
    Some(Table {
        name: "年度对比表",
        title: view.title("年度对比表"),
        unit: Some("分"),
        columns,
        rows,
        remarks,
        frozen: if view.has_projects { 2 } else { 1 },
        filter: true,
        ..Table::default()
    })
}

fn subject<'a>(previous: &'a Previous, card: &Scorecard) -> Option<&'a PreviousSubject> {
    let same =
        |subject: &&PreviousSubject| subject.department == card.department && subject.project == card.project;
    previous.subjects.iter().find(same)
}

fn row(view: &View, previous: &Previous, standing: &Standing, card: &Scorecard) -> Vec<Cell> {
    let before = before(view, card);
    let (was, was_rank) = before.map_or((None, None), |before| (before.total, before.rank));
    let places = view.evaluation.rubric.system.places_of_total();
    let now = standing.rank.map(|_| standing.total.number());
    let or_dash = |cell: Option<Cell>| cell.unwrap_or_else(|| Cell::text(NONE));
    let mut cells = view.name_cells(&card.department, card.project.as_deref());
    cells.extend([
        or_dash(was.map(|was| Cell::decimal(was, places))),
        or_dash(now.map(|now| Cell::decimal(now, places))),
        or_dash(was.zip(now).map(|(was, now)| Cell::difference(&(now - was), places))),
        rank(was_rank),
        rank(standing.rank),
        risen(was_rank, standing.rank),
        Cell::text(
            subject(previous, card)
                .map_or_else(|| "上年未参加".to_owned(), |subject| changes(view, subject, card)),
        ),
    ]);
    if standing.rank.is_none() { muted(cells) } else { cells }
}

fn gone_row(view: &View, subject: &PreviousSubject) -> Vec<Cell> {
    let places = view.evaluation.rubric.system.places_of_total();
    let mut cells = view.name_cells(&subject.department, subject.project.as_deref());
    let was = subject.rank.map(|_| Cell::decimal(&subject.total, places));
    cells.extend([
        was.unwrap_or_else(|| Cell::text(NONE)),
        Cell::text(NONE),
        Cell::text(NONE),
        rank(subject.rank),
        rank(None),
        rank(None),
        Cell::text("本年未评分"),
    ]);
    muted(cells)
}

/// The indicators of one name whose points changed most, with by how much.
fn changes(view: &View, before: &PreviousSubject, card: &Scorecard) -> String {
    let both = card.outcomes.iter().filter_map(|outcome| {
        let now = outcome.points()?.number();
        let was = before.indicators.iter().find(|was| was.path == outcome.path)?;
        let change = now - was.points.as_ref()?;
        let regraded =
            (was.max != *outcome.max.number()).then(|| format!("（分值 {}→{}）", was.max, outcome.max));
        Some((outcome.path.last()?, change, regraded.unwrap_or_default()))
    });
    let mut changed: Vec<_> = both.filter(|(_, change, _)| !change.is_zero()).collect();
    changed.sort_by_key(|(_, change, _)| std::cmp::Reverse(change.abs()));
    let words = changed.iter().take(NAMED).map(|(name, change, regraded)| {
        let mark = if change.is_negative() { "▼" } else { "▲" };
        format!("{name} {mark}{}{regraded}", change.abs().fixed(view.places))
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { NONE.to_owned() } else { words.join("；") }
}
