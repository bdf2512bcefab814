//! How points become a total and a grade: levels, bonuses and penalties, limits, quotas.

use std::collections::BTreeSet;

use super::document::Outline;
use super::examples;
use crate::number::{Number, Points};
use crate::rubric::{
    Counts, DerivedFact, Indicator, Level, LevelRollUp, Limit, LimitMissing, Quota, Rubric, System, Ties,
    Within,
};

/// What the total is made of.
pub(super) fn composition(system: &System, out: &mut Outline) {
    let full = &system.full_points;
    let of = |counts: Counts| {
        let indicators: Vec<&Indicator> = system.indicators.iter().filter(|i| i.counts == counts).collect();
        indicators
    };
    let count = of(Counts::Within).len();
    out.item(
        2,
        "总分",
        format!("满分为{full}分，由{count}项指标的分值组成；{}", together(system.level(&[]))),
    );
    for level in system.levels.iter().filter(|level| !level.path.is_empty()) {
        let lead = format!("“{}”得分", level.path.join("／"));
        out.item(2, &lead, together(Some(level)));
    }
    for (counts, lead, verb) in [(Counts::Bonus, "加分", "加"), (Counts::Penalty, "扣分", "扣")] {
        let beside = of(counts);
        if !beside.is_empty() {
            let each: Vec<String> =
                beside.iter().map(|i| format!("“{}”最多{verb}{}分", i.name(), i.points)).collect();
            out.item(2, lead, format!("在满分之外计算，{}；总分低于0分的按0分计", each.join("，")));
        }
    }
    if let Some(most) = &system.total_most {
        out.item(2, "总分上限", format!("总分最高{most}分"));
    }
    let places = system.places_of_total();
    if places != system.places {
        out.item(2, "总分的小数", format!("总分四舍五入，保留{places}位小数"));
    }
    let groups = system.groups();
    if !groups.is_empty() {
        let groups: Vec<&str> = groups.into_iter().collect();
        out.item(
            2,
            "分组设置",
            format!("按名册中的分组（{}）分别设置指标，各组指标的分值合计均为{full}分", groups.join("、")),
        );
    }
}

/// What can be earned at a level, in words: of full marks, by its ceiling where it has one that counts, and
/// beside them.
pub(super) fn points_at(system: &System, path: &[String]) -> String {
    let groups = system.each_group();
    let most: BTreeSet<Number> = groups.iter().filter_map(|group| system.most_at(path, *group)).collect();
    let mut parts = Vec::new();
    if let (Some(least), Some(most)) = (most.first(), most.last()) {
        let ceiling = system.level(path).and_then(|level| level.most.as_ref());
        let lead = if ceiling == Some(most) { "最高" } else { "" };
        let span = if least == most { String::new() } else { format!("{least}至") };
        parts.push(format!("{lead}{span}{most}分"));
    }
    for (counts, lead) in [(Counts::Bonus, "加分最多"), (Counts::Penalty, "扣分最多")] {
        let below = |group: Option<&str>| -> Points {
            let of_it = system.indicators.iter().filter(|indicator| {
                indicator.counts == counts && indicator.is_for(group) && indicator.path.starts_with(path)
            });
            of_it.map(|indicator| &indicator.points).sum()
        };
        let sum = groups.iter().map(|group| below(*group)).max().filter(|sum| !sum.number().is_zero());
        parts.extend(sum.map(|sum| format!("{lead}{sum}分")));
    }
    parts.join("，")
}

/// The levels whose indicators are worth more together than the level gives.
pub(super) fn ceilings(system: &System, out: &mut Outline) {
    for level in system.levels.iter().filter(|level| !level.path.is_empty()) {
        let sum = system.reachable_at(&level.path);
        if let Some((most, sum)) = level.most.as_ref().zip(sum).filter(|(most, sum)| *most < sum) {
            let name = level.path.join("／");
            out.paragraph(format!("“{name}”各项指标合计{sum}分，最高{most}分，合计中按{most}分计"));
        }
    }
}

fn together(level: Option<&Level>) -> String {
    let Some(level) = level else {
        return "总分为各项指标得分之和".to_owned();
    };
    let how = match level.roll_up {
        LevelRollUp::Sum => "为其下各项得分之和".to_owned(),
        LevelRollUp::Mean => "为其下各项得分的平均数，列有权重的按权重加权".to_owned(),
        LevelRollUp::GeometricMean => "为其下各项得分的几何平均数".to_owned(),
        LevelRollUp::Best => format!("为其下得分最高的{}项之和", level.best.unwrap_or(1)),
    };
    match &level.most {
        Some(most) => format!("{how}，最高{most}分"),
        None => how,
    }
}

/// Conditions that bound the total or the grade.
pub(super) fn limits(rubric: &Rubric, out: &mut Outline) {
    for limit in &rubric.system.limits {
        let Limit { name, when, points, grade, missing } = limit;
        let mut then = Vec::new();
        match points {
            Some(points) if points.is_zero() => then.push("总分为0分".to_owned()),
            Some(points) => then.push(format!("总分不高于{points}分")),
            None => {}
        }
        then.extend(grade.as_ref().map(|grade| format!("等级不高于“{grade}”")));
        let unknown = match missing {
            LimitMissing::Pending => "所需数据缺失的，总分待定",
            LimitMissing::Clear => "所需数据缺失的，视为不符合",
        };
        out.item(2, name, format!("{}的，{}；{unknown}", when.aloud(), then.join("，")));
        for example in examples::of_limit(rubric, limit) {
            out.paragraph(format!("示例：{example}"));
        }
    }
}

/// How many may have a grade.
pub(super) fn quotas(quotas: &[Quota], out: &mut Outline) {
    for Quota { grade, most, within, ties } in quotas {
        let among = match within {
            Within::All => "全部参与排名的对象",
            Within::Group => "各分组内参与排名的对象",
        };
        let equals = match ties {
            Ties::In => "名额末位并列的，均计入",
            Ties::Out => "名额末位并列而名额不足的，均不计入",
        };
        let share = most.percent(2);
        out.item(
            2,
            "等级名额",
            format!("“{grade}”不超过{among}的{share}，不足1个的舍去；{equals}；超出名额的顺延至下一等级"),
        );
    }
}

/// How equal totals are told apart and ranked.
pub(super) fn ranking_words(system: &System, rule: &str) -> String {
    let names: Vec<String> = system
        .tie_break
        .iter()
        .filter_map(|code| system.indicators.iter().find(|indicator| indicator.code == *code))
        .map(|indicator| format!("“{}”", indicator.name()))
        .collect();
    if names.is_empty() {
        return rule.to_owned();
    }
    format!("总分相同的，依次比较{}的得分，得分高的在前；仍相同的名次并列。{rule}", names.join(""))
}

/// Facts that the rubric computes from others.
pub(super) fn derived(facts: &[DerivedFact], out: &mut Outline) {
    if facts.is_empty() {
        return;
    }
    out.item(2, "计算项", "下列数据由报送数据计算得出，在各项规则中引用：");
    for DerivedFact { name, value } in facts {
        out.line(format!("{name}={}", value.to_excel(&str::to_owned)));
    }
}
