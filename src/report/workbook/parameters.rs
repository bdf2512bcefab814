//! 核算参数: the numbers of the rubric that totals, grades and quotas are computed with.

use super::cell::Cell;
use super::reference::Spot;
use super::table::{Column, Table};
use super::view::View;
use crate::number::Number;
use crate::rubric::{Ties, Within};

/// The sheet's name.
const SHEET: &str = "核算参数";
/// The column of names.
const NAME: usize = 0;
/// The column of numbers.
const NUMBER: usize = 1;

/// What a number of the rubric is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Grade(usize),
    TotalMost,
    LimitPoints(usize),
    QuotaMost(usize),
}

struct Parameter {
    of: Use,
    name: String,
    number: Number,
    percent: bool,
    meaning: String,
}

/// Every number in its order; grades first, one below the other.
fn parameters(view: &View) -> Vec<Parameter> {
    let system = &view.evaluation.rubric.system;
    let parameter = |of: Use, name: &str, number: &Number, meaning: String| Parameter {
        of,
        name: name.to_owned(),
        number: number.clone(),
        percent: matches!(of, Use::QuotaMost(_)),
        meaning,
    };
    let grades = system.grades.iter().enumerate().map(|(index, grade)| {
        let meaning = format!("总分达到本数（含）的，等级为“{}”", grade.name);
        parameter(Use::Grade(index), &grade.name, &grade.from, meaning)
    });
    let most = system
        .total_most
        .iter()
        .map(|most| parameter(Use::TotalMost, "总分上限", most, "总分超过本数的，按本数计".to_owned()));
    let limits = system.limits.iter().enumerate().filter_map(|(index, limit)| {
        let most = limit.points.as_ref()?;
        let meaning = format!("适用限制“{}”的，总分不超过本数", limit.name);
        Some(parameter(Use::LimitPoints(index), &limit.name, most, meaning))
    });
    let quotas = system.quotas.iter().enumerate().map(|(index, quota)| {
        let among = match quota.within {
            Within::All => "参与排名的",
            Within::Group => "本组参与排名的",
        };
        let ties = match quota.ties {
            Ties::In => "末位并列的均计入",
            Ties::Out => "末位并列而名额不足的均不计入",
        };
        let meaning = format!("等级“{}”的名额占{among}的最高比例，取整数，{ties}", quota.grade);
        parameter(Use::QuotaMost(index), &format!("“{}”名额", quota.grade), &quota.most, meaning)
    });
    grades.chain(most).chain(limits).chain(quotas).collect()
}

/// The sheet.
pub(super) fn table(view: &View) -> Table {
    let row = |parameter: Parameter| {
        vec![
            Cell::text(parameter.name),
            Cell::input(&parameter.number, parameter.percent),
            Cell::text(parameter.meaning),
        ]
    };
    Table {
        name: SHEET,
        title: view.title("核算参数"),
        columns: vec![Column::new("项目", 24.0), Column::new("取值", 12.0), Column::words("说明", 60.0)],
        rows: parameters(view).into_iter().map(row).collect(),
        remarks: vec![
            "本表为评分细则所定的数，供核算底稿、名次核算引用；各项指标的分值见指标体系".to_owned(),
            view.rubric_remark(),
        ],
        ..Table::default()
    }
}

fn number(view: &View, of: Use) -> Option<Spot> {
    let row = parameters(view).iter().position(|parameter| parameter.of == of)?;
    Some(Spot::of(SHEET, row, NUMBER))
}

/// The lowest total of a grade.
pub(super) fn grade(index: usize) -> Spot {
    Spot::of(SHEET, index, NUMBER)
}

/// The name of a grade.
pub(super) fn grade_name(index: usize) -> Spot {
    Spot::of(SHEET, index, NAME)
}

/// The highest total, if there is one.
pub(super) fn total_most(view: &View) -> Option<Spot> {
    number(view, Use::TotalMost)
}

/// The highest total where a limit holds, if it bounds the total.
pub(super) fn limit_points(view: &View, limit: usize) -> Option<Spot> {
    number(view, Use::LimitPoints(limit))
}

/// The largest share of the ranked that a quota leaves a grade.
pub(super) fn quota_most(view: &View, quota: usize) -> Option<Spot> {
    number(view, Use::QuotaMost(quota))
}
