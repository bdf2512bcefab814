//! Levels, limits and the total in the proof.

use std::cmp::Reverse;

use super::super::cell::{Cell, NONE};
use super::super::parameters;
use super::super::reference::{Live, References, Spot, Target};
use super::super::view::View;
use super::ledger::{Entries, Entry, Field, Head, Ledger, print};
use crate::formula::Expr;
use crate::rank::Standing;
use crate::report::wording;
use crate::rubric::{Counts, PARTS};
use crate::score::{Decided, LevelOutcome, LimitOutcome, Outcome, Scorecard, Status};

/// A limit that holds, and one that does not.
pub(in super::super) const HOLDS: &str = "适用";
const HOLDS_NOT: &str = "不适用";
/// Above every total; a limit that does not hold is this high.
const BEYOND: &str = "1000000000";
/// The most arguments that are put into one function.
const MOST_ARGUMENTS: usize = 200;

/// Every level that the rubric has a record of, put together from what stands below it. The deepest
/// come first, so that a reader comes from the parts to the whole.
pub(super) fn levels(ledger: &mut Ledger, card: &Scorecard) {
    let mut known: Vec<(&LevelOutcome, Spot)> = Vec::new();
    let mut deepest_first: Vec<&LevelOutcome> = card.total.levels.iter().collect();
    deepest_first.sort_by_key(|level| Reverse(level.path.len()));
    for level in deepest_first {
        let row = ledger.next();
        let mut entries = Entries::default();
        for (name, points) in &level.inputs {
            let spot = ledger.spot(row + entries.list.len(), Field::Value);
            let of = part(ledger, card, &known, level, name);
            let sum = Live::of(|to| settled(&added(&of, to)));
            entries.names.push((name.clone(), Target::Cell(spot)));
            entries.list.push(Entry {
                name: name.clone(),
                value: Cell::input(points, false).live(sum),
                source: Cell::text("以上得分"),
            });
        }
        let ends = (row, row + entries.list.len().saturating_sub(1));
        let all = (ledger.spot(ends.0, Field::Value), ledger.spot(ends.1, Field::Value));
        entries.names.push((PARTS.to_owned(), Target::Range(all.0, all.1)));
        let name = level.path.join("／");
        let head = Head {
            item: if name.is_empty() { "各级合计".to_owned() } else { format!("{name}（合计）") },
            max: Cell::plain(level.max.number()),
            engine: Cell::points(&level.points, places(ledger.view, &level.path)),
            formula: level.formula.to_excel(&str::to_owned),
            ..Head::default()
        };
        ledger.push(head, entries.list);
        points(ledger, row, &level.formula, &entries.names, level);
        known.push((level, ledger.spot(row, Field::Points)));
    }
    ledger.levels = known.into_iter().map(|(level, spot)| (level.path.clone(), spot)).collect();
}

fn places(view: &View, path: &[String]) -> u32 {
    if path.is_empty() { view.evaluation.rubric.system.places_of_total() } else { view.places }
}

/// The points of a level, or why they are not computed live.
fn points(ledger: &mut Ledger, row: usize, formula: &Expr, names: &[(String, Target)], level: &LevelOutcome) {
    let shown = Cell::points(&level.points, places(ledger.view, &level.path));
    match ledger.points(row, formula, names) {
        Ok(live) => {
            ledger.replace(row, Field::Points, shown.live(live));
            ledger.replace(row, Field::Agrees, ledger.agrees(row));
        }
        Err(why) => {
            ledger.replace(row, Field::Points, shown);
            ledger.replace(row, Field::Agrees, Cell::text("未复算"));
            ledger.replace(row, Field::Note, Cell::text(format!("{why}，本项得分照录程序得分")));
        }
    }
}

/// The cells that add up to a level's part of this name.
fn part(
    ledger: &Ledger,
    card: &Scorecard,
    known: &[(&LevelOutcome, Spot)],
    level: &LevelOutcome,
    name: &str,
) -> Vec<Spot> {
    let child: Vec<String> = level.path.iter().cloned().chain([name.to_owned()]).collect();
    let known: Vec<(Vec<String>, Spot)> =
        known.iter().map(|(level, spot)| (level.path.clone(), *spot)).collect();
    if let Some((_, spot)) = known.iter().find(|(path, _)| *path == child) {
        return vec![*spot];
    }
    let below = parts(ledger, card, &known, &child);
    if !below.is_empty() {
        return below;
    }
    // Indicators that stand at the level itself bear its name.
    let own = |outcome: &&Outcome| ledger.path_of(outcome) == level.path && counts_within(ledger, outcome);
    cells(ledger, card.outcomes.iter().filter(own))
}

/// The cells that add up to what stands at `path`: the uppermost levels with a record below it, and
/// the indicators that stand below none of those.
fn parts(ledger: &Ledger, card: &Scorecard, known: &[(Vec<String>, Spot)], path: &[String]) -> Vec<Spot> {
    let uppermost = |outcome: &Outcome| {
        let of = ledger.path_of(outcome);
        let above = known.iter().filter(|(level, _)| {
            level.len() > path.len() && of.starts_with(level) && level.starts_with(path)
        });
        above.min_by_key(|(level, _)| level.len()).map(|(_, spot)| *spot)
    };
    let below =
        |outcome: &&Outcome| ledger.path_of(outcome).starts_with(path) && counts_within(ledger, outcome);
    let mut spots: Vec<Spot> = Vec::new();
    for outcome in card.outcomes.iter().filter(below) {
        let own = ledger.found.points.get(&(ledger.card, outcome.indicator)).copied();
        let spot = uppermost(outcome).or(own);
        spots.extend(spot.filter(|spot| !spots.contains(spot)));
    }
    spots
}

/// Where the points of outcomes stand; the lines of one indicator are one sum.
fn cells<'o>(ledger: &Ledger, outcomes: impl Iterator<Item = &'o Outcome>) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for outcome in outcomes {
        let spot = ledger.found.points.get(&(ledger.card, outcome.indicator)).copied();
        spots.extend(spot.filter(|spot| !spots.contains(spot)));
    }
    spots
}

fn counts_within(ledger: &Ledger, outcome: &Outcome) -> bool {
    let system = &ledger.view.evaluation.rubric.system;
    let counts = system.indicators[outcome.indicator].counts == Counts::Within;
    counts && !matches!(outcome.status, Status::NotApplicable(_))
}

/// Every limit of the rubric: its condition over the facts, and whether it holds.
pub(super) fn limits(ledger: &mut Ledger, card: &Scorecard) {
    for (number, limit) in card.total.limits.iter().enumerate() {
        let row = ledger.next();
        let Entries { list, names } = ledger.entries(row, &limit.inputs, card.group.as_deref());
        let (verdict, note) = verdict(ledger, row, limit, &names);
        let head = Head {
            item: format!("限制：{}", limit.name),
            points: verdict,
            engine: Cell::text(match limit.holds {
                Some((true, _)) => HOLDS,
                Some((false, _)) => HOLDS_NOT,
                None => "待定",
            }),
            formula: limit.formula.to_excel(&str::to_owned),
            note,
            ..Head::default()
        };
        ledger.push(head, list);
        let spot = ledger.spot(row, Field::Points);
        ledger.found.limits.insert((ledger.card, number), spot);
    }
}

/// Whether a limit holds, computed from its facts.
fn verdict(ledger: &Ledger, row: usize, limit: &LimitOutcome, names: &[(String, Target)]) -> (Cell, String) {
    let holds = match limit.holds {
        None => return (Cell::text("待定"), "须人工判定".to_owned()),
        Some((_, Decided::ByMissingFacts)) => {
            return (Cell::text(HOLDS_NOT), "缺少数据，按规定不适用该限制".to_owned());
        }
        Some((holds, Decided::ByCondition)) => holds,
    };
    let cell = Cell::text(if holds { HOLDS } else { HOLDS_NOT });
    let formula = limit.formula.live();
    let max = ledger.spot(row, Field::Max);
    let live = Live::of(|to| {
        let condition = print(&formula, names, max, to);
        format!("IF({condition},\"{HOLDS}\",\"{HOLDS_NOT}\")")
    });
    match formula.too_much_for_a_cell(live.longest(super::SHEET)) {
        Some(why) => (cell, format!("{why}，照录程序判定")),
        None => (cell.live(live), String::new()),
    }
}

/// The total: what the levels and indicators add up to, bonuses and penalties, floor, ceiling and
/// limits.
pub(super) fn total(ledger: &mut Ledger, standing: &Standing, card: &Scorecard) {
    let row = ledger.next();
    let view = ledger.view;
    let system = &view.evaluation.rubric.system;
    let places = system.places_of_total();
    let known = std::mem::take(&mut ledger.levels);
    let root = known.iter().find(|(path, _)| path.is_empty()).map(|(_, spot)| *spot);
    let is_lost = root.is_none() && system.level(&[]).is_some();
    let mut spots = match root {
        Some(root) => vec![root],
        None if is_lost => Vec::new(),
        None => parts(ledger, card, &known, &[]),
    };
    let counts = |outcome: &Outcome| system.indicators[outcome.indicator].counts;
    spots.extend(cells(ledger, card.outcomes.iter().filter(|outcome| counts(outcome) != Counts::Within)));
    let penalties = card.outcomes.iter().any(|outcome| counts(outcome) == Counts::Penalty);
    let live = Live::of(|to| {
        let mut text = format!("ROUND({},{places})", settled(&added(&spots, to)));
        if penalties {
            text = format!("MAX({text},0)");
        }
        let mut ceilings: Vec<String> =
            parameters::total_most(view).map(|spot| to.cell(spot)).into_iter().collect();
        for number in 0..card.total.limits.len() {
            let held = ledger.found.limits.get(&(ledger.card, number));
            if let (Some(most), Some(held)) = (parameters::limit_points(view, number), held) {
                let (most, held) = (to.cell(most), to.cell(*held));
                ceilings.push(format!("IF({held}=\"{HOLDS}\",{most},{BEYOND})"));
            }
        }
        if !ceilings.is_empty() {
            text = format!("MIN({text},{})", ceilings.join(","));
        }
        text
    });
    let nothing = card.outcomes.iter().all(|outcome| outcome.points().is_none());
    let shown = if nothing { Cell::text(NONE) } else { Cell::points(&card.total.points, places) };
    let is_computed = !is_lost && !spots.is_empty() && !nothing;
    let mut notes: Vec<String> = card.total.steps.iter().map(wording::total_step).collect();
    if !is_computed && !nothing {
        notes.push("层级得分无法由算式得出，总分照录程序得分，不随数值变动".to_owned());
    }
    notes.extend(wording::incompleteness(card).filter(|_| standing.rank.is_none()));
    ledger.push(
        Head {
            item: "总分".to_owned(),
            max: Cell::plain(card.total.max.number()),
            points: if is_computed { shown.clone().live(live) } else { shown.clone() }.bold(),
            engine: shown,
            agrees: if is_computed { ledger.agrees(row) } else { Cell::blank() },
            note: notes.join("；"),
            ..Head::default()
        },
        Vec::new(),
    );
    if is_computed {
        let spot = ledger.spot(row, Field::Points);
        ledger.found.totals.insert(ledger.card, spot);
    }
}

/// Without what binary fractions leave.
fn settled(text: &str) -> String {
    format!("ROUND({text},10)")
}

/// `SUM` over cells, in parts where there are many.
fn added(spots: &[Spot], to: &References) -> String {
    let sum = |spots: &[Spot]| {
        let each: Vec<String> = spots.iter().map(|spot| to.cell(*spot)).collect();
        format!("SUM({})", each.join(","))
    };
    if spots.len() <= MOST_ARGUMENTS {
        return sum(spots);
    }
    let parts: Vec<String> = spots.chunks(MOST_ARGUMENTS).map(sum).collect();
    format!("SUM({})", parts.join(","))
}
