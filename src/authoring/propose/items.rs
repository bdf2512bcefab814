//! 制定…的得2分，明确…的得1分; 达到得满分，否则不得分.

use std::sync::LazyLock;

use regex::Regex;
use toml::{Table, Value};

use super::{Proposal, Text, fact_name, number, pattern, rule};
use crate::number::Number;

/// What opens an item: ①, 1., (1), 一是.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:\(?\d{1,2}[.、)]|\(?[一二三四五六七八九十]{1,2}[.、)]|[一二三四五六七八九十]是|其中:?|且|并)+",
    )
});
/// An item and its points.
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([^,;。:]{2,60}?)[,]?(?:的)?[,]?\(?(?:可?得|计|记|加)?(\d+(?:\.\d+)?)分\)?"));
/// Enumerated items without points of their own.
static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\(\d{1,2}\)|\d{1,2}[.、]|[一二三四五六七八九十]是)([^;。,\d(]{2,40})"));
/// One condition for all points.
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[^:。;]*[:。;])?([^,;。:]{2,60}(?:,[^,;。:]{2,30})?)[,]?(?:的)?[,]?(?:得|计|记)(?:满分|全部分值|\d+(?:\.\d+)?分)",
    )
});

/// The condition as the name of a fact.
fn name_of(text: &str) -> String {
    let text = normalise(text);
    let text = OPENING.replace(&text, "");
    let text = text.trim_end_matches(['的', '得', '计', ',', '则', '可']);
    fact_name(text)
}

/// Without the number in front.
fn normalise(text: &str) -> String {
    static LEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\d.、()]+"));
    LEADING.replace(text, "").into_owned()
}

/// Two items or more with points of their own.
pub(super) fn checklist(text: &Text) -> Option<Proposal> {
    let words = &text.standard;
    if words.contains("扣") && !words.contains("得") {
        return None;
    }
    let mut proposal = Proposal { rule: rule("checklist"), ..Proposal::default() };
    let mut list = Vec::new();
    let mut sum = Number::zero();
    for item in ITEM.captures_iter(words) {
        let (condition, points) = (item.get(1)?.as_str(), item.get(2)?.as_str());
        if ["否则", "其他", "未", "满分", "不"].iter().any(|word| condition.starts_with(word))
            || condition.contains('扣')
        {
            continue;
        }
        let name = name_of(condition);
        if name.chars().count() < 2 || list.iter().any(|(known, _)| *known == name) {
            continue;
        }
        sum = &sum + &points.parse::<Number>().ok()?;
        list.push((name, number(points)?));
    }
    if list.len() < 2 {
        return None;
    }
    let complete = text.words.points.as_ref().is_none_or(|points| *points == sum);
    let doubt = if complete {
        String::new()
    } else {
        format!("；各项合计{}分，与分值不符，请核对", sum.plain())
    };
    proposal.reason = format!("评分标准列有{}项，各有分值{doubt}", list.len());
    put_items(&mut proposal, list);
    Some(proposal)
}

fn put_items(proposal: &mut Proposal, list: Vec<(String, Value)>) {
    let items = list.into_iter().map(|(name, points)| {
        proposal.facts.push((name.clone(), "yes_no"));
        Value::Table(Table::from_iter([
            ("fact".to_owned(), Value::String(name)),
            ("points".to_owned(), points),
        ]))
    });
    let items = items.collect();
    proposal.rule.insert("items".to_owned(), Value::Array(items));
}

/// 每少一项扣1分 over items that the words enumerate, where they make up the points.
pub(super) fn each_missing(text: &Text, points: &str) -> Option<Proposal> {
    let source = format!("{};{}", super::plain(text.words.explanation), text.standard);
    let mut names: Vec<String> = Vec::new();
    for item in NUMBERED.captures_iter(&source) {
        let name = name_of(item.get(1)?.as_str());
        if name.chars().count() >= 2 && !name.contains('扣') && !names.contains(&name) {
            names.push(name);
        }
    }
    let each: Number = points.parse().ok()?;
    let count = Number::from(i64::try_from(names.len()).ok()?);
    if names.len() < 2 || text.words.points.as_ref() != Some(&(&each * &count)) {
        return None;
    }
    let mut proposal = Proposal { rule: rule("checklist"), ..Proposal::default() };
    proposal.reason = format!("列有{}项，每少一项扣{points}分", names.len());
    let value = number(points)?;
    put_items(&mut proposal, names.into_iter().map(|name| (name, value.clone())).collect());
    Some(proposal)
}

/// One condition, else nothing.
pub(super) fn yes_no(text: &Text) -> Option<Proposal> {
    let words = &text.standard;
    let all_or_nothing =
        ["否则不得分", "否则得0分", "否则计0分", "否则0分", "不得分", "得0分", "计0分", "一票否决"];
    let said = all_or_nothing.iter().find(|word| words.contains(**word))?;
    let condition =
        CONDITION.captures(words).and_then(|found| found.get(1)).map(|found| name_of(found.as_str()));
    let mut proposal = one_fact(&condition.unwrap_or_else(|| fact_name(&text.name)));
    proposal.reason = format!("评分标准有“{said}”，符合得满分、否则不得分");
    Some(proposal)
}

/// One condition that gets all points; what else happens is not said.
pub(super) fn one_item(text: &Text) -> Option<Proposal> {
    let found = CONDITION.captures(&text.standard)?;
    let mut proposal = one_fact(&name_of(found.get(1)?.as_str()));
    "评分标准只写明得分的条件，暂按符合得满分、否则不得分".clone_into(&mut proposal.reason);
    Some(proposal)
}

fn one_fact(name: &str) -> Proposal {
    let mut proposal = Proposal { rule: rule("yes_no"), ..Proposal::default() };
    proposal.rule.insert("fact".to_owned(), Value::String(name.to_owned()));
    proposal.facts.push((name.to_owned(), "yes_no"));
    proposal
}
