//! 说明: what was evaluated, by which rules, who is not ranked and why.

use super::cell::Cell;
use super::table::{Column, Table};
use super::view::View;
use crate::intake::submission::subject;
use crate::report::wording;

/// Items and their content.
pub(super) fn table(view: &View) -> Table {
    let columns = vec![Column::new("项目", 22.0), Column::words("内容", 74.0)];
    Table {
        name: "说明",
        title: view.title("结果说明"),
        columns,
        rows: items(view)
            .into_iter()
            .map(|(item, content)| vec![Cell::text(item), Cell::text(content)])
            .collect(),
        ..Table::default()
    }
}

fn items(view: &View) -> Vec<(String, String)> {
    let evaluation = view.evaluation;
    let (rubric, system) = (&evaluation.rubric, &evaluation.rubric.system);
    let ranked = evaluation.standings.ranked();
    let incomplete = evaluation.standings.order.len() - ranked;
    let counted = view.counted();
    let unscored = match view.unscored.len() {
        0 => String::new(),
        some => format!("；另有 {some} 个未取得可评分的自评表"),
    };
    let scope = format!(
        "{}年度{}绩效自评。评价{counted} {} 个，其中总分完整、参与排名 {ranked} 个，总分不完整 {incomplete} 个{unscored}",
        system.year,
        view.scope(),
        evaluation.cards.len(),
    );
    let bands: Vec<String> =
        wording::grade_bands(system).into_iter().map(|(grade, band)| format!("{grade}：{band}")).collect();
    let (total, summed) = if system.total_is_sum() {
        ("总分为所列各项得分之和，不另行取整".to_owned(), "将指标得分汇总表同一行各项得分相加，与合计核对")
    } else {
        (
            wording::total_rule(system),
            "将指标得分汇总表同一行各项得分按评分细则汇总，与合计核对，汇总过程见核算底稿",
        )
    };
    let mut items = vec![("评价范围", scope)];
    items.extend(system.notice.iter().map(|notice| ("须知", notice.clone())));
    items.extend([
        (
            "评分细则",
            format!(
                "{}（{}年度）\n编号：{}\n满分 {} 分，共 {} 项指标\n校验值：{}",
                system.title,
                system.year,
                rubric.id,
                system.full_points,
                system.indicators.len(),
                rubric.sha256
            ),
        ),
        ("规则来源", system.source.clone()),
        ("名次规则", wording::ranking_rule(system.ranking).to_owned()),
        (
            "小数与取整",
            format!(
                "各项指标得分按四舍五入保留{}位小数；{total}；等级、名次按所列总分确定",
                system.places
            ),
        ),
        ("等级标准", bands.join("\n")),
        ("零分", "按评分细则计算，结果为零分；计入总分".to_owned()),
        ("缺失", "报送表中未填或无法读取；不当作零分，按指标体系表“缺数处理”一栏办理".to_owned()),
        ("不适用", "该指标不适用于该部门；不计得分，分值按指标体系表所列办法分摊".to_owned()),
        ("待评定", "须由评审人员评定；评定前总分不完整，不评等级，不参与排名".to_owned()),
        (
            "如何复算",
            format!(
                "一、在扣分明细表找到指标，由“数据来源”打开报送原表，核对单元格原文；二、按该行“评分依据”中已代入数据的算式计算（可直接粘贴到空白单元格）；三、四舍五入后与“得分”核对；四、{summed}"
            ),
        ),
    ]);
    let mut items: Vec<(String, String)> =
        items.into_iter().map(|(item, content)| (item.to_owned(), content)).collect();
    items.extend(unranked(view));
    items
}

/// Everyone without a rank, a line of the table each, since a cell does not grow without end.
fn unranked(view: &View) -> Vec<(String, String)> {
    let incomplete = view.standings().filter(|(standing, _)| standing.rank.is_none()).map(|(_, card)| {
        let reason = wording::incompleteness(card).unwrap_or_default();
        let reason = reason.strip_prefix("总分不完整：").map(str::to_owned).unwrap_or(reason);
        (card.subject(), reason)
    });
    let unscored = view.unscored.iter().map(|unscored| {
        let subject = subject(&unscored.department, unscored.project.as_deref());
        (subject, unscored.reason.clone())
    });
    let lines: Vec<(String, String)> = incomplete
        .chain(unscored)
        .enumerate()
        .map(|(index, (subject, reason))| {
            (format!("未参与排名（{}）", index + 1), format!("{subject}：{reason}"))
        })
        .collect();
    if lines.is_empty() { vec![("未参与排名的".to_owned(), "无".to_owned())] } else { lines }
}
