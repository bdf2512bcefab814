//! 成绩单: total, grade, rank, what went best and worst.

use super::super::cell::Cell;
use super::super::table::{Column, Table};
use super::{Subject, strengths};
use crate::number::Points;
use crate::report::wording;

pub(super) fn table(subject: &Subject) -> Table {
    let view = subject.view;
    let columns = [6.0, 34.0, 10.0, 10.0, 10.0, 11.0, 11.0];
    let mut remarks = vec![
        format!(
            "{}中位数只计总分完整、参与排名的{}；各项指标的中位数为得分率的中位数，高于中位数为得分率之差（百分点）",
            subject.among(),
            subject.counted()
        ),
        "引文中其他部门的名称以“某部门”代替".to_owned(),
        view.rounding_remark(),
        view.ranking_remark(),
        view.rubric_remark(),
    ];
    remarks.extend(view.notice_remark());
    Table {
        name: "成绩单",
        title: view.title("成绩单"),
        unit: Some("分"),
        columns: columns
            .iter()
            .enumerate()
            .map(|(index, width)| Column { levels: Vec::new(), ..column(index, *width) })
            .collect(),
        items: facts(subject),
        blocks: vec![strengths::best(subject), strengths::worst(subject)],
        remarks,
        ..Table::default()
    }
}

fn column(index: usize, width: f64) -> Column {
    if index == 1 { Column::words("", width) } else { Column::new("", width) }
}

fn facts(subject: &Subject) -> Vec<(String, String)> {
    let (view, standing, card) = (subject.view, subject.standing, subject.card);
    let system = &view.evaluation.rubric.system;
    let stated = |item: &str, content: Option<String>| content.map(|content| (item.to_owned(), content));
    let grade = standing.grade.as_ref().map(|grade| {
        let bands = wording::grade_bands(system);
        let band = bands.into_iter().find(|(name, _)| name == grade).map(|(_, band)| band);
        // Where a limit or a quota lowered the grade, the total is not within its band.
        match (&standing.lowered_from, band) {
            (Some(from), _) => format!("{grade}（按总分应为“{from}”，调整原因见“总分的形成”）"),
            (None, Some(band)) => format!("{grade}（{band}）"),
            (None, None) => grade.clone(),
        }
    });
    let steps = wording::total_steps(card, standing);
    let each = [
        stated("部门名称", Some(card.department.clone())),
        stated("部门编码", card.code.clone()),
        stated("分组", card.group.clone()),
        stated("项目名称", card.project.clone()),
        stated("报送文件", Some(card.place.to_string())),
        stated("评价得分", Some(total(subject))),
        stated("等级", Some(grade.unwrap_or_else(|| "未定".to_owned()))),
        stated("名次", Some(rank(subject))),
        stated("组内名次", group_rank(subject)),
        stated("与中位数比较", beside_median(subject)),
        stated("总分的形成", (!steps.is_empty()).then(|| steps.join("\n"))),
    ];
    each.into_iter().flatten().collect()
}

fn total(subject: &Subject) -> String {
    let (system, card) = (&subject.view.evaluation.rubric.system, subject.card);
    let own = card
        .self_total
        .as_ref()
        .map_or_else(String::new, |own| format!("，自评 {} 分", own.fixed(subject.view.places)));
    let full = format!("（满分 {} 分{own}）", system.full_points);
    if card.outcomes.iter().all(|outcome| outcome.points().is_none()) {
        return format!("尚无已计分的指标{full}");
    }
    let total = subject.standing.total.number().fixed(system.places_of_total());
    let part = if card.is_complete() { "" } else { "，仅为已评定部分" };
    format!("{total} 分{full}{part}")
}

/// `第 3 名 / 共 12 个`, or why there is no rank.
fn rank(subject: &Subject) -> String {
    let order = &subject.view.evaluation.standings.order;
    let counted = subject.counted();
    let Some(rank) = subject.standing.rank else {
        let reason = wording::incompleteness(subject.card).unwrap_or_default();
        return format!("未参与排名。{reason}");
    };
    let equals = order.iter().filter(|other| other.rank == Some(rank)).count();
    let shared = if equals > 1 { format!("（{equals} 个{counted}并列）") } else { String::new() };
    format!("第 {rank} 名 / 共 {} 个{shared}", subject.view.evaluation.standings.ranked())
}

fn group_rank(subject: &Subject) -> Option<String> {
    let (rank, group) = (subject.standing.group_rank?, subject.card.group.as_ref()?);
    let groups = &subject.view.evaluation.standings.groups;
    let ranked = groups.iter().find(|figures| figures.group == *group).map(|figures| figures.ranked)?;
    Some(format!("第 {rank} 名 / 共 {ranked} 个"))
}

fn beside_median(subject: &Subject) -> Option<String> {
    subject.standing.rank?;
    let places = subject.view.evaluation.rubric.system.places_of_total();
    let median = Points::rounded(subject.medians.total.as_ref()?, places);
    let above = subject.standing.total.minus(&median);
    let size = above.number().abs().fixed(places);
    let compared = match () {
        () if above.number().is_zero() => "与中位数相同".to_owned(),
        () if above.number().is_negative() => format!("低于中位数 {size} 分"),
        () => format!("高于中位数 {size} 分"),
    };
    Some(format!("{}总分中位数 {} 分，{compared}", subject.among(), median.number().fixed(places)))
}

/// Words for a figure that is not there.
pub(super) fn or_dash(cell: Option<Cell>) -> Cell {
    cell.unwrap_or_else(|| Cell::text(super::super::cell::NONE))
}
