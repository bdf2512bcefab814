//! What holds for every indicator: basis, total, rounding, grades, ranking, and what becomes of
//! figures that are missing or do not apply. One function for each chapter.

use super::document::{Column, Outline};
use super::indicator;
use super::{sources, total};
use crate::report::wording;
use crate::rubric::form::{Form, ListKind};
use crate::rubric::{Counts, Indicator, Rubric, Scores, System, YearCheck};

/// The chapters before the indicators, and the table of all of them.
pub(super) fn chapters(rubric: &Rubric, out: &mut Outline) {
    // Named one by one: a field that is added asks for its sentence here.
    let System {
        extends,
        remove: _, // what is gone needs no word
        title,
        year,
        year_check,
        scores,
        projects,
        full_points: _, // said by `total` and `overview`
        places,
        total_places: _, // said by `total`,
        total_most: _,   // as are
        levels: _,       // the levels
        limits: _,       // and limits
        ranking,
        tie_break: _, // said by `ranking_words`
        source,
        notice,
        grades: _, // with their bands, by `grade_bands`
        quotas,
        facts,
        checks,
        thresholds: _, // they bear on no points
        indicators,
    } = &rubric.system;

    out.heading(1, "依据和适用范围");
    out.item(2, "评分细则", format!("本说明书逐项说明评分细则“{title}”的分值、所需数据和计分办法"));
    out.item(2, "规则来源", source);
    let other_years = match year_check {
        YearCheck::Error => "；自评表所填年度与此不符的，不予评分，由财政部门确定",
        YearCheck::Warning => "；自评表所填年度与此不符的，照常评分并列出",
        YearCheck::Off => "；不核对自评表所填年度",
    };
    out.item(2, "评价年度", format!("{year}年度{other_years}"));
    out.item(2, "评价对象", subject(*scores));
    if let Some(base) = extends {
        out.item(2, "修订", format!("本细则在“{base}”的基础上修订，以下为修订后的全文"));
    }
    if let Some(projects) = projects {
        out.item(2, "项目评分", format!("先按“{projects}”对各部门报送的项目评分，其结果可供本细则引用"));
    }
    if let Some(notice) = notice {
        out.item(2, "须知", notice);
    }

    out.heading(1, "总分、等级和名次");
    total::composition(&rubric.system, out);
    out.item(
        2,
        "小数和取整",
        format!(
            "计算过程使用精确数，中间不取整；各项指标得分四舍五入，保留{places}位小数；总分为所列各项得分汇总，等级、名次按所列总分确定"
        ),
    );
    out.item(2, "上限和下限", "每项指标的得分不低于0分，不高于该指标的分值");
    out.item(2, "等级", "总分完整的，按下表确定等级：");
    let bands = wording::grade_bands(&rubric.system).into_iter().map(|(grade, band)| vec![grade, band]);
    out.table(vec![Column::figures("等级", 20), Column::words("标准", 80)], bands.collect());
    total::limits(rubric, out);
    total::quotas(quotas, out);
    out.item(2, "名次和并列", total::ranking_words(&rubric.system, wording::ranking_rule(*ranking)));
    out.item(2, "不参与排名的情形", "总分不完整的，不评等级，不参与排名，列于排名之后，并注明原因和已得分数");

    if let Some(switched) = wording::switched(checks) {
        out.item(2, "问题级别", format!("核对时下列问题的级别另行设定，不影响计分：{switched}"));
    }

    figures(&rubric.form, indicators, out);
    total::derived(facts, out);
    not_scored(*places, out);
    overview(&rubric.system, out);
}

fn subject(scores: Scores) -> &'static str {
    match scores {
        Scores::Department => "以部门为单位，每个部门一份自评表，得出一个总分",
        Scores::Project => "以项目为单位，每个项目一份自评表，得出一个总分",
    }
}

/// Where figures come from and how they are read.
fn figures(form: &Form, indicators: &[Indicator], out: &mut Outline) {
    out.heading(1, "数据的来源和口径");
    let bureau: Vec<String> = form
        .lists
        .iter()
        .filter(|list| list.kind == ListKind::Bureau)
        .map(|list| format!("“{}”", list.name))
        .collect();
    let beside = if bureau.is_empty() {
        String::new()
    } else {
        format!("；由财政部门掌握的数据取自{}，每个部门一行", bureau.join("、"))
    };
    out.item(2, "来源", format!("由部门报送的数据取自绩效自评表，按表头用语识别，不按位置识别{beside}"));
    out.item(2, "数据不一致", "同一数据项有两处填报且不一致的，均不采信，待核实统一后计分");
    let unit = sources::money_unit(form);
    let has_lines = indicators.iter().any(|indicator| indicator.rows.is_some());
    let of_lines =
        if has_lines { "（指标值、实际完成值所写的金额折算为元）" } else { "" };
    out.item(
        2,
        "计量口径",
        format!("金额统一折算为万元{of_lines}，报送表未注明单位的按{unit}计；比率按小数参与计算，95%即0.95"),
    );
    out.item(
        2,
        "计算公式的写法",
        "各项指标的计算公式用电子表格公式写法，“分值”代表该指标或该行应得的满分，其余名称为数据项",
    );
    if has_lines {
        targets(form, out);
    }
}

/// How the targets in a body's own table are read.
fn targets(form: &Form, out: &mut Outline) {
    let mut rules = vec!["指标值未标符号的按“≥”计".to_owned()];
    if !form.upper_bounds.is_empty() {
        let words: Vec<String> = form.upper_bounds.iter().map(|word| format!("“{word}”")).collect();
        rules.push(format!("但指标名称含{}的按“≤”计，并予提示", words.join("")));
    }
    if !form.upper_bound_levels.is_empty() {
        let levels: Vec<String> = form.upper_bound_levels.iter().map(|level| format!("“{level}”")).collect();
        rules.push(format!("以金额计且属{}的按“≤”计，并予提示", levels.join("")));
    }
    rules.push("指标值为0且未标符号的按“≤”计".to_owned());
    out.item(2, "指标值的符号", rules.join("；"));
    if !form.same_units.is_empty() {
        let groups: Vec<String> = form.same_units.iter().map(|group| group.join("、")).collect();
        out.item(
            2,
            "计量单位",
            format!(
                "指标值与完成值的单位须一致，不一致的待评定；下列各组单位视为一致：{}",
                groups.join("；")
            ),
        );
    }
}

/// Four things that never mix, and where points go.
fn not_scored(places: u32, out: &mut Outline) {
    out.heading(1, "零分、缺失、不适用和待评定");
    out.paragraph("以下四种情形严格区分，不得互相替代：");
    let rows = [
        ("零分", "按评分细则计算，结果为零分", "计入总分"),
        ("缺失", "报送表中未填", "不当作零分，按各项指标“缺少数据”一项办理"),
        ("不适用", "不符合适用条件，或报送表填报为不适用", "不计得分，分值分摊给其余指标"),
        ("待评定", "数据缺失、无法读取、互相矛盾，或须由人工评定", "评定前总分不完整，不评等级，不参与排名"),
    ];
    let rows = rows.map(|(what, means, then)| vec![what.to_owned(), means.to_owned(), then.to_owned()]);
    let columns = vec![Column::figures("情形", 14), Column::words("含义", 43), Column::words("处理", 43)];
    out.table(columns, rows.into());
    out.item(2, "无法读取", "已填报但不能读出规定内容的，一律待评定，不作推测，也不改用替代口径");
    out.item(
        2,
        "分值的分摊",
        format!(
            "不适用指标的分值，按分值比例分摊给各项指标所注明范围内的适用指标，保留{places}位小数，尾差逐个最小单位补给舍去最多的指标，分摊后分值合计不变"
        ),
    );
    out.item(
        2,
        "分摊后的计分",
        "按分数扣分或给分的规则，先按规定分值计算，再按分摊后的分值与规定分值之比折算",
    );
}

/// The table of all indicators.
fn overview(system: &System, out: &mut Outline) {
    let System { indicators, full_points, .. } = system;
    out.heading(1, "指标体系一览");
    let depth = indicators.iter().map(|indicator| indicator.path.len()).max().unwrap_or(1);
    let mut columns = vec![Column::figures("编码", 10)];
    columns.extend((1..=depth).map(|level| {
        // The last level holds the indicators' own names, which are longest.
        Column::words(&indicator::level_name(level), if level == depth { 40 } else { 20 })
    }));
    columns.push(Column::figures("分值", 10));
    let mut rows: Vec<Vec<String>> = indicators
        .iter()
        .map(|indicator| {
            let mut row = vec![indicator.code.clone()];
            row.extend((0..depth).map(|level| indicator.path.get(level).cloned().unwrap_or_default()));
            row.push(match indicator.counts {
                Counts::Within => indicator.points.to_string(),
                Counts::Bonus => format!("加分{}", indicator.points),
                Counts::Penalty => format!("扣分{}", indicator.points),
            });
            row
        })
        .collect();
    let mut total = vec!["合计".to_owned()];
    total.extend((0..depth).map(|_| String::new()));
    total.push(full_points.plain());
    rows.push(total);
    out.table(columns, rows);
    if indicators.iter().any(|indicator| indicator.counts != Counts::Within) {
        out.paragraph("分值标明“加分”“扣分”的，在满分之外最多加、扣所列分数，不计入合计");
    }
    total::ceilings(system, out);
}
