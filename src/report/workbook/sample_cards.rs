//! The scorecards of the sample evaluation.

use super::sample::{BODIES, number};
use crate::finding::Problem;
use crate::intake::submission::{Fact, FactValue};
use crate::number::{Number, Points};
use crate::place::{CellRef, Place};
use crate::rubric::System;
use crate::score::{Budget, Input, Outcome, Remark, Scorecard, Status, Total};

/// Indicators of the rubric: the points that bodies get in turn, and the fact behind them.
const FACTS: [(&[&str], &str, &str); 7] = [
    (&["5", "5", "5", "0"], "绩效目标合理", "否"),
    (&["5", "5", "0"], "在职人员数", "=52+3"),
    (&["5", "3.5", "5", "2", "5"], "本年三公经费", "12.60万元"),
    (&["9.87", "10", "8.33", "9.12", "5.46"], "全年执行数", "1,234.56"),
    (&["5", "4.25", "5", "0.55"], "结转结余数", "98.2"),
    (&["5", "4.5", "4"], "制度健全性评分", "4.5"),
    (&["5", "5", "5", "5", "0"], "按时公开", ""),
];

/// A line of the body's own: indicator, second level, name, points, target, actual, points in turn.
type OwnLine =
    (usize, &'static str, &'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const OWN_LINES: [OwnLine; 5] = [
    (7, "数量指标", "举办文艺活动场次", "12", "≥60场", "约50场次", &["12", "10"]),
    (7, "质量指标", "活动验收合格率", "10", "100%", "100%", &["10", "10", "9.8"]),
    (7, "时效指标", "项目按期完成率", "8", "≥95%", "93.5%", &["8", "7.87", "6.67"]),
    (8, "社会效益指标", "公共文化服务覆盖面", "20", "有效提升", "基本达成", &["16", "18.4", "20"]),
    (9, "服务对象满意度", "群众满意度", "10", "≥90%", "88%", &["10", "9.78"]),
];

pub(super) fn points(text: &str) -> Points {
    Points::rounded(&number(text), 2)
}

pub(super) fn form(body: usize) -> Place {
    Place::file(format!("2023年报送/{:03}_{}自评表.xlsx", body + 1, BODIES[body].0)).sheet("指标完成情况")
}

fn input(name: &str, raw: &str, place: &Place, row: usize) -> Input {
    let value = if raw.is_empty() { FactValue::Missing } else { FactValue::Text(raw.to_owned()) };
    let cell = CellRef::new(u32::try_from(row).unwrap(), 5);
    let fact = Fact::new(raw.to_owned(), value, Some(place.cell(cell)));
    Input { name: name.to_owned(), fact: fact.into(), used: None }
}

fn outcome(system: &System, indicator: usize, status: Status, inputs: Vec<Input>) -> Outcome {
    let of = &system.indicators[indicator];
    Outcome {
        code: of.code.clone(),
        indicator,
        path: of.path.clone(),
        max: of.points.clone(),
        status,
        self_points: None,
        inputs,
        formula: None,
        completion: None,
        rule: of.rule_words().into(),
        own_reason: None,
        basis: Vec::new(),
        remarks: Vec::new(),
        say: None,
        most_beside: None,
    }
}

fn own_line(system: &System, place: &Place, row: usize, own: &OwnLine, status: Status) -> Outcome {
    let (indicator, second, name, max, target, actual, _) = *own;
    let first = system.indicators[indicator].path[0].clone();
    let inputs = vec![input("年度指标值", target, place, row), input("实际完成值", actual, place, row)];
    Outcome {
        path: vec![first, second.to_owned(), name.to_owned()],
        max: points(max),
        completion: Some(number("0.8333")),
        ..outcome(system, indicator, status, inputs)
    }
}

fn outcomes(system: &System, body: usize) -> Vec<Outcome> {
    let place = form(body);
    let pick = |turn: &[&str]| Status::Scored(points(turn[(body * 7 + body / 3) % turn.len()]));
    let of_facts = FACTS.iter().enumerate().map(|(indicator, (turn, name, raw))| {
        outcome(system, indicator, pick(turn), vec![input(name, raw, &place, indicator + 3)])
    });
    let of_lines = OWN_LINES
        .iter()
        .enumerate()
        .map(|(index, own)| own_line(system, &place, index + 13, own, pick(own.6)));
    of_facts.chain(of_lines).collect()
}

/// The card of a body: some wait, some do not apply, one does not add up.
pub(super) fn card(system: &System, body: usize) -> Scorecard {
    let mut outcomes = outcomes(system, body);
    outcomes[1].inputs.push(input("编制数", "50", &form(body), 5));
    outcomes[3].own_reason = Some("年底追加预算下达较晚，部分项目跨年度实施，已列入下年度计划".to_owned());
    match body {
        3 | 9 => {
            let what = "制度健全性评分".to_owned();
            outcomes[5].status = Status::Pending(Problem::WaitsForPerson { what });
        }
        5 => {
            let why = "“约50场次”不是确数".to_owned();
            outcomes[7].status = Status::Pending(Problem::UnreadableActual { why });
            outcomes[11].status = Status::Pending(Problem::MissingActual);
        }
        7 | 14 => {
            outcomes[2].status = Status::NotApplicable("上年未安排三公经费".to_owned());
            outcomes[1].remarks.push(Remark::Redistributed(points("5")));
        }
        _ => {}
    }
    let at = i64::try_from(body).unwrap();
    let budget = Budget {
        initial: Some(&number("12345.67") + &Number::from(at * 977)),
        full_year: (body != 4).then(|| &number("13000") + &Number::from(at * 1033)),
        executed: Some(&number("12800.5") + &Number::from(at * 981)),
    };
    let total = Total {
        points: outcomes.iter().filter_map(Outcome::points).sum(),
        max: points("100"),
        levels: Vec::new(),
        steps: Vec::new(),
        best_grade: None,
        limits: Vec::new(),
    };
    Scorecard {
        total,
        department: BODIES[body].0.to_owned(),
        code: Some(format!("{}", 101_001 + body)),
        group: Some(BODIES[body].1.to_owned()),
        project: None,
        place: form(body),
        outcomes,
        obstacle: (body == 12)
            .then(|| Problem::PointsDoNotAddUp { sum: points("95"), full: Number::from(100) }),
        budget,
        self_total: (body != 8).then(|| number("97.5")),
    }
}
