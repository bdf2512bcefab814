//! Every sentence about points that a department will read.

use crate::finding::Problem;
use crate::formula::{Expr, Known, Value};
use crate::intake::submission::FactValue;
use crate::number::{Number, Points};
use crate::quantity::{Multiplier, Quantity, Reading};
use crate::rank::{Beyond, Standing};
use crate::rubric::example::{Expected, ExpectedStatus};
use crate::rubric::shape::{ACTUAL, TARGET};
use crate::rubric::{Checks, Counts, Indicator, LevelRollUp, Ranking, Switch, System, Ties};
use crate::score::example::Found;
use crate::score::{LevelOutcome, Outcome, Remark, SHOWN_LIST, Scorecard, Status, TotalStep};

/// Characters of a cell's text that are shown beside others; several files may be named in it.
const LONGEST: usize = 100;

/// A cell's text on one line, cut where it would fill a screen, or a page of a table.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() > LONGEST {
        flat.chars().take(LONGEST - 2).chain("……".chars()).collect()
    } else {
        flat
    }
}

/// The findings whose weight the rubric sets, `R01 为错误`; `None` where it sets none.
#[must_use]
pub fn switched(checks: &Checks) -> Option<String> {
    let words = checks.switches().map(|(code, switch)| {
        let word = match switch {
            Switch::Error => "为错误",
            Switch::Warning => "为警告",
            Switch::Note => "为提示",
            Switch::Off => "不列",
        };
        format!("{code} {word}")
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join("，"))
}

/// Why an indicator has the points it has, in one sentence: the 扣分原因 of the sheets.
#[must_use]
pub fn verdict(outcome: &Outcome) -> String {
    let mut text = match &outcome.status {
        Status::Pending(problem) => format!("{}，本指标暂不计分", problem.message()),
        Status::NotApplicable(reason) => format!("不适用：{reason}"),
        Status::Scored(points) if outcome.most_beside.is_some() => beside(points),
        Status::Scored(points) => match (outcome.lost(), &outcome.completion) {
            (None, _) => format!("得满分 {points} 分"),
            (Some(lost), Some(rate)) => {
                // Only what has a target is completed; 支出率 and the like are plain rates.
                let how = match outcome.input(ACTUAL) {
                    // Beyond an upper bound: more is no better.
                    Some(_) if *rate > Number::one() => {
                        format!("实际完成值超出指标值 {}", (rate - &Number::one()).percent(2))
                    }
                    Some(_) => format!("完成率 {}", rate.percent(2)),
                    None => format!("比率 {}", rate.percent(2)),
                };
                format!("{how}，得 {points} 分，扣 {lost} 分")
            }
            (Some(lost), None) => format!("得 {points} 分，扣 {lost} 分{}", answers(outcome)),
        },
    };
    for remark in &outcome.remarks {
        text.push('；');
        text.push_str(&remark_words(remark));
    }
    if let Some(say) = &outcome.say {
        text.push('；');
        text.push_str(say);
    }
    text
}

/// Of several answers those that cost points, each as it was given.
fn answers(outcome: &Outcome) -> String {
    if outcome.inputs.len() < 2 {
        return String::new();
    }
    let costly = outcome.costly_answers().into_iter();
    let named: Vec<String> =
        costly.map(|input| format!("{}（{}）", input.name, input.fact.stated().unwrap_or("未填"))).collect();
    if named.is_empty() { String::new() } else { format!("，扣分事项：{}", named.join("、")) }
}

/// What a worked example expects.
#[must_use]
pub fn expected(expected: &Expected) -> String {
    match expected {
        Expected::Points(points) => format!("{points} 分"),
        Expected::Status(ExpectedStatus::Pending) => "待评定".to_owned(),
        Expected::Status(ExpectedStatus::NotApplicable) => "不适用".to_owned(),
        Expected::Status(ExpectedStatus::Fires) => "适用".to_owned(),
        Expected::Status(ExpectedStatus::Clear) => "不适用该限制".to_owned(),
    }
}

/// What came of a worked example.
#[must_use]
pub fn found(found: &Found) -> String {
    match found {
        Found::Outcome(outcome) => verdict(outcome),
        Found::Limit(true) => "适用".to_owned(),
        Found::Limit(false) => "不适用该限制".to_owned(),
        Found::Undecided => "待评定".to_owned(),
        Found::Nothing => "无结果".to_owned(),
    }
}

/// What counts beside the full marks.
fn beside(points: &Points) -> String {
    match () {
        () if points.number().is_zero() => "不加减分".to_owned(),
        () if points.number().is_negative() => format!("扣 {} 分", Points::zero().minus(points)),
        () => format!("加 {points} 分"),
    }
}

/// How points come to a total under a rubric.
#[must_use]
pub fn total_rule(system: &System) -> String {
    if system.total_is_sum() {
        return "总分为各项得分之和".to_owned();
    }
    let beside = |counts| system.indicators.iter().any(|indicator| indicator.counts == counts);
    let each = [
        (!system.levels.is_empty(), "层级汇总和封顶"),
        (beside(Counts::Bonus), "加分"),
        (beside(Counts::Penalty), "减分"),
        (system.total_most.is_some(), "总分上限"),
        (system.limits.iter().any(|limit| limit.points.is_some()), "总分限制"),
    ];
    let each: Vec<&str> = each.into_iter().filter(|(has, _)| *has).map(|(_, what)| what).collect();
    format!("总分由各项得分按评分细则汇总（含{}）", each.join("、"))
}

/// A step from the sum of points to the total.
#[must_use]
pub fn total_step(step: &TotalStep) -> String {
    match step {
        TotalStep::Beside { counts: Counts::Bonus, sum } => format!("另加分 {sum} 分"),
        TotalStep::Beside { sum, .. } => format!("另扣分 {} 分", Points::zero().minus(sum)),
        TotalStep::Floor { before } => format!("合计 {before} 分，小于0的按0分计"),
        TotalStep::Ceiling { before } => format!("合计 {before} 分，超过总分上限的按上限计"),
        TotalStep::Limited { name, why, before, after } => {
            format!("适用“{name}”（{why}），总分由 {before} 分调整为 {after} 分")
        }
        TotalStep::GradeAtMost { name, why, grade } => {
            format!("适用“{name}”（{why}），等级不高于“{grade}”")
        }
    }
}

/// The way from the points to the total and the grade, beyond adding up; empty where there is
/// nothing beyond it.
#[must_use]
pub fn total_steps(card: &Scorecard, standing: &Standing) -> Vec<String> {
    let mut steps: Vec<String> = card.total.levels.iter().map(level).collect();
    steps.extend(card.total.steps.iter().map(total_step));
    steps.extend(lowered(standing));
    steps
}

/// That a grade is lower than the total alone would give, and by which quota.
#[must_use]
pub fn lowered(standing: &Standing) -> Option<String> {
    let (from, to) = (standing.lowered_from.as_ref()?, standing.grade.as_ref()?);
    let quotas = standing.beyond.iter().map(|beyond| {
        let Beyond { grade, most, among, places, ties } = beyond;
        let equals = match ties {
            Ties::In => "末位并列的均计入",
            Ties::Out => "末位并列而名额不足的均不计入",
        };
        format!(
            "“{grade}”名额为参与排名的{among}个的{}，即{places}个（{equals}），本对象在名额之外",
            most.percent(2)
        )
    });
    let why: Vec<String> = quotas.collect();
    let why = if why.is_empty() { "按前列等级限制".to_owned() } else { why.join("；") };
    Some(format!("{why}，等级由“{from}”调整为“{to}”"))
}

/// A level and how its points came from those below it.
#[must_use]
pub fn level(level: &LevelOutcome) -> String {
    let name = if level.path.is_empty() { "合计".to_owned() } else { level.path.join("／") };
    let how = match level.roll_up {
        LevelRollUp::Sum => "各项得分之和",
        LevelRollUp::Mean => "各项得分的平均数",
        LevelRollUp::GeometricMean => "各项得分的几何平均数",
        LevelRollUp::Best => "得分最高的若干项之和",
    };
    let most = level.most.as_ref().map_or_else(String::new, |most| format!("，最高 {most} 分"));
    let parts: Vec<String> =
        level.inputs.iter().map(|(name, points)| format!("{name} {points} 分")).collect();
    format!("{name}：{} 分（{how}{most}：{}）", level.points, parts.join("、"))
}

/// What else bore on the points.
#[must_use]
pub fn remark_words(remark: &Remark) -> String {
    match remark {
        Remark::Fallback(missing) => format!("缺少{missing}，按替代口径计算"),
        Remark::Tier(tier) => format!("定性指标，按“{tier}”一档计"),
        Remark::EqualWeights => "各项指标未填分值，按等权计算".to_owned(),
        Remark::Redistributed(before) => format!("因部分指标不适用，分值由 {before} 分按比例调整"),
        Remark::PrintedPoints(prescribed) => format!("分值按表内所列计（规定为 {prescribed} 分）"),
        Remark::Told(what, figures, ratio) => {
            format!("现有数据只能说明{what}为 {}（{figures}），不能代替本指标", ratio.percent(2))
        }
        Remark::MissingCountsZero(fact) => format!("缺少{fact}，按规定不得分"),
        Remark::MissingCountsFull(fact) => format!("缺少{fact}，按规定得满分"),
        Remark::OwnPointsTaken(fact) => format!("缺少{fact}，按规定采用自评得分"),
        Remark::NotApplicableCountsFull(why) => format!("不适用（{why}），按规定得满分"),
        Remark::Reviewed { engine, reason } => {
            let engine = engine
                .as_ref()
                .map_or_else(|| "按规则未能计分".to_owned(), |engine| format!("按规则计算为 {engine} 分"));
            let reason = reason.as_ref().map_or_else(String::new, |reason| format!("，理由：{reason}"));
            format!("以复核得分为准（{engine}）{reason}")
        }
    }
}

/// The way from the inputs to the points, line by line: formula, figures put in, the branch taken,
/// the result before and after rounding. Empty where no formula was reached.
#[must_use]
pub fn derivation(outcome: &Outcome, places: u32) -> Vec<String> {
    let Some(formula) = &outcome.formula else {
        return Vec::new();
    };
    let known = |name: &str| outcome.known(name);
    let figures = formula.to_excel(&|name| match known(name) {
        Known::Value(Value::Number(number)) => shown(outcome, name, &number),
        Known::Value(Value::Text(text)) => format!("\"{text}\""),
        Known::Value(Value::Date(day)) => Expr::date(day).to_string(),
        Known::Value(Value::List(list)) if list.len() > SHOWN_LIST => name.to_owned(),
        Known::Value(Value::List(list)) => list.iter().map(Number::plain).collect::<Vec<_>>().join(","),
        _ => name.to_owned(),
    });
    let mut lines = vec![format!("公式：={}", formula.text())];
    if outcome.points().is_none() {
        // With figures missing there is nothing to put in.
        return lines;
    }
    lines.push(format!("代入：={figures}"));
    let applied = formula.aloud_with(&known, &|name, number| said(outcome, name, number));
    lines.push(format!("计算：{applied}"));
    if let Some(exact) = formula.unrounded().and_then(|inner| inner.number(&known).ok())
        && exact != exact.round(places.try_into().unwrap_or(i32::MAX))
    {
        let mark = if exact.is_plain_exact() { "＝" } else { "≈" };
        lines.push(format!("取整：{mark}{exact}，四舍五入保留{places}位小数"));
    }
    if let Some(points) = outcome.points() {
        lines.push(match &outcome.most_beside {
            Some(most) => format!("得分：{points} 分（在满分之外，最多 {most} 分）"),
            None => format!("得分：{points} 分（分值 {} 分）", outcome.max),
        });
    }
    lines
}

/// The reason of the stable result contract: the verdict, and under it the derivation.
#[must_use]
pub fn reason(outcome: &Outcome, places: u32) -> String {
    let own = std::iter::once(verdict(outcome)).chain(derivation(outcome, places));
    let basis = outcome.basis.iter().map(|line| {
        let steps = derivation(line, places);
        let figures = steps.get(1).map_or_else(String::new, |figures| format!("（{figures}）"));
        format!("其中：{}：{}{figures}", line.path.last().map_or("", String::as_str), verdict(line))
    });
    own.chain(basis).collect::<Vec<_>>().join("\n")
}

/// How equal totals share ranks.
#[must_use]
pub fn ranking_rule(ranking: Ranking) -> &'static str {
    match ranking {
        Ranking::Competition => "并列占位（1-1-3）：总分相同的名次相同，其后的名次按并列个数顺延",
        Ranking::Dense => "并列不占位（1-1-2）：总分相同的名次相同，其后的名次连续，不空缺",
    }
}

/// Every grade with its half-open band of totals, best first.
#[must_use]
pub fn grade_bands(system: &System) -> Vec<(String, String)> {
    let bands = system.grades.iter().enumerate().map(|(index, grade)| {
        let above = index.checked_sub(1).and_then(|above| system.grades.get(above));
        let band = match above {
            Some(above) if grade.from.is_zero() => format!("总分低于 {} 分", above.from),
            Some(above) => format!("总分 {} 分（含）至 {} 分（不含）", grade.from, above.from),
            None => format!("总分 {} 分（含）以上", grade.from),
        };
        (grade.name.clone(), band)
    });
    bands.collect()
}

/// Among whom the points of an indicator that does not apply are shared out.
#[must_use]
pub fn heirs(indicator: &Indicator) -> String {
    let parent: Vec<&str> =
        indicator.path.iter().take(indicator.redistribute_within).map(String::as_str).collect();
    if parent.is_empty() {
        "全部指标".to_owned()
    } else {
        format!("“{}”其余指标", parent.join("／"))
    }
}

/// Why a subject has no complete total and is not ranked; `None` where it has one.
#[must_use]
pub fn incompleteness(card: &Scorecard) -> Option<String> {
    const NAMED: usize = 3;
    let waiting: Vec<&str> = card
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome.status, Status::Pending(_)))
        .filter_map(|outcome| outcome.path.last().map(String::as_str))
        .collect();
    let mut reasons: Vec<String> = card.obstacle.iter().map(Problem::message).collect();
    if !waiting.is_empty() {
        let more = if waiting.len() > NAMED { "等" } else { "" };
        let named = waiting.iter().take(NAMED).map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、");
        reasons.push(format!("{} 项指标待评定（{named}{more}）", waiting.len()));
    }
    (!reasons.is_empty()).then(|| format!("总分不完整：{}", reasons.join("；")))
}

/// A number as its reader knows it: a rate that the form states in percent is written so.
fn shown(outcome: &Outcome, name: &str, number: &Number) -> String {
    let in_percent =
        |name: &str| outcome.input(name).is_some_and(|input| input.fact.raw.contains(['%', '％', '百']));
    // An actual value may borrow the percent sign of its target.
    let percent = in_percent(name) || (name == ACTUAL && in_percent(TARGET));
    let places = 10;
    if percent && *number <= Number::from(100) { number.percent(places) } else { number.plain() }
}

/// The same in a sentence: 864万元 as its cell has it, and not 8640000, which its reader would have to count.
fn said(outcome: &Outcome, name: &str, number: &Number) -> String {
    let quantity = |name: &str| match &outcome.input(name)?.fact.value {
        FactValue::Quantity(Reading::Quantity(quantity)) => Some(quantity),
        _ => None,
    };
    let own = quantity(name);
    // An actual value may borrow the 万 of its target.
    let scale = [own, quantity(TARGET)].into_iter().flatten().find(|scale| {
        let stated = own.map(|own| &own.number * &scale.multiplier.factor());
        scale.multiplier != Multiplier::One && !scale.is_ratio() && stated.as_ref() == Some(number)
    });
    match own.zip(scale) {
        Some((own, Quantity { multiplier, unit, .. })) => {
            format!("{}{multiplier}{}", own.number.plain(), unit.as_deref().unwrap_or_default())
        }
        None => shown(outcome, name, number),
    }
}
