//! 每超过1个百分点扣0.5分，扣完为止.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use toml::Value;

use super::{Proposal, Text, bound, chinese, fact_name, kind_of, number, pattern, rule};

/// 每 … 扣 N 分: the direction, how many, the unit, the words between, the points.
static EACH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:每|发现|出现|发生|有|缺少?|少)(超过|超出|超|高于|高出|高|增加|增长|上升|提高|多|低于|低|少于|少|缺少|缺|减少|下降|降低|降|差|不足|偏离|逾期|延迟|延期|推迟|迟|晚|出现|发生|发现|存在|有|未)?[^\d一二两三五十,;。扣]{0,12}?(\d+(?:\.\d+)?|一|二|两|三|五|十)?个?(%|天|日|个?工作日|项|次|处|例|起|人|份|笔|件|条|个|家|期|类)([^,;。扣]{0,24}?)[,]?(?:则|应|的)?(?:扣减|扣除|扣|减)(?:本项)?(\d+(?:\.\d+)?)分",
    )
});
/// The highest or the lowest value that costs nothing.
static AT_MOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[≤<](\d+(?:\.\d+)?%?)|(\d+(?:\.\d+)?%)\)?(?:\(含\))?(?:以内|以下|及以下)|[=为](\d+(?:\.\d+)?%?)",
    )
});
static AT_LEAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[≥>](\d+(?:\.\d+)?%?)|(?:达到|达|完成|=|为)(\d+(?:\.\d+)?%)|(\d+(?:\.\d+)?%)(?:\(含\))?(?:以上|及以上|[的,]?[得计]满分|[的,]?得\d)",
    )
});
static BEGUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"不足[^,;。]{0,8}按[^,;。]{0,8}(计|算|扣)"));
static NOT_COUNTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"不足[^,;。]{0,10}(不扣|不计)"));

/// How a part of a unit counts, and the words for a reason.
fn step(words: &str) -> (Option<&'static str>, &'static str) {
    if NOT_COUNTED.is_match(words) {
        (Some("full"), "不足一个单位的不计")
    } else if BEGUN.is_match(words) {
        (Some("begun"), "不足一个单位的按一个单位计")
    } else {
        (None, "未写明不足一个单位如何计，暂按比例计")
    }
}

fn group(found: &Captures, index: usize) -> String {
    found.get(index).map(|group| group.as_str().to_owned()).unwrap_or_default()
}

/// A yearly change whose growth costs points.
pub(super) fn change(text: &Text) -> Option<Proposal> {
    let words = &text.standard;
    let is_change = ["变动率", "增长率", "增长幅度"].iter().any(|word| text.name.contains(word))
        || ["较上年", "比上年", "同比", "与上年"].iter().any(|word| words.contains(word));
    let found = EACH.captures(words).filter(|_| is_change)?;
    if group(&found, 3) != "%" || "低少减下降差".contains(&group(&found, 1)) && !group(&found, 1).is_empty()
    {
        return None;
    }
    let mut proposal = Proposal::default();
    let (this, last) = match text.ratio.as_ref().and_then(|ratio| ratio.sides.clone()) {
        Some((difference, last)) if difference.contains('-') && difference.ends_with(&last) => {
            let this = difference.strip_suffix(&last).and_then(|this| this.strip_suffix('-'))?.to_owned();
            (this, last)
        }
        _ => {
            let base = fact_name(&text.name);
            let base = ["变动率", "增长率", "增长幅度", "变动情况", "控制情况"]
                .iter()
                .fold(base.as_str(), |base, word| base.trim_end_matches(word));
            (format!("本年{base}"), format!("上年{base}"))
        }
    };
    proposal.rule = rule("change");
    for (key, name) in [("this", &this), ("last", &last)] {
        proposal.rule.insert(key.to_owned(), Value::String(name.clone()));
        proposal.facts.push((name.clone(), kind_of(name)));
    }
    let before = &words[..found.get(0)?.start()];
    let above = AT_MOST.captures(before).and_then(|found| (1..=3).find_map(|index| found.get(index)));
    let above = above.map_or_else(|| "0%".to_owned(), |above| share(above.as_str()));
    proposal.rule.insert("above".to_owned(), Value::String(above.clone()));
    let reason = finish(&mut proposal, &found, words)?;
    proposal.reason = format!("{reason}；变动率超过{above}起扣");
    Some(proposal)
}

/// Points off for each unit beyond a bound, for each thing missing or found, for each day late.
pub(super) fn read(text: &Text) -> Option<Proposal> {
    let words = &text.standard;
    let found = EACH.captures(words)?;
    let (direction, unit) = (group(&found, 1), group(&found, 3));
    let mut proposal = match unit.as_str() {
        "%" => by_rate(text, &found, &direction)?,
        unit if ["天", "日"].contains(&unit) || unit.ends_with("工作日") => late(text),
        _ => match super::items::each_missing(text, &group(&found, 5)) {
            Some(items) => return Some(items),
            None => counted(text, &found),
        },
    };
    let reason = finish(&mut proposal, &found, words)?;
    proposal.reason =
        if proposal.reason.is_empty() { reason } else { format!("{reason}；{}", proposal.reason) };
    let more = EACH.find_iter(words).count();
    if more > 1 {
        proposal.reason = format!("{}；评分标准有{more}处扣分，只拟出首处", proposal.reason);
    }
    Some(proposal)
}

fn by_rate(text: &Text, found: &Captures, direction: &str) -> Option<Proposal> {
    let words = &text.standard;
    let mut proposal = Proposal { rule: rule("deduct"), ..Proposal::default() };
    let value = text.measured(&mut proposal);
    proposal.rule.insert("value".to_owned(), value);
    let falls = ["低", "少", "减", "下降", "降", "差", "缺", "不足", "未"]
        .iter()
        .any(|word| direction.starts_with(word));
    let before = &words[..found.get(0)?.start()];
    let pattern = if falls { &AT_LEAST } else { &AT_MOST };
    let stated = pattern.captures(before).and_then(|found| (1..=3).find_map(|index| found.get(index)));
    let (limit, source) = match stated {
        Some(limit) => (share(limit.as_str()), "界限取自评分标准"),
        None if falls || text.name.contains("控制率") || text.name.contains("完成率") => {
            ("100%".to_owned(), "评分标准没有写明界限，暂取100%")
        }
        None => ("0%".to_owned(), "评分标准没有写明界限，暂取0%"),
    };
    let key = if falls { "below" } else { "above" };
    proposal.rule.insert(key.to_owned(), bound(&limit)?);
    source.clone_into(&mut proposal.reason);
    Some(proposal)
}

fn late(text: &Text) -> Proposal {
    let base = fact_name(&text.name);
    let mut proposal = Proposal { rule: rule("timely"), ..Proposal::default() };
    for (key, word) in [("done", "完成日期"), ("due", "截止日期")] {
        let name = format!("{base}{word}");
        proposal.rule.insert(key.to_owned(), Value::String(name.clone()));
        proposal.facts.push((name, "date"));
    }
    "日期的数据项名称为暂拟".clone_into(&mut proposal.reason);
    proposal
}

fn counted(text: &Text, found: &Captures) -> Proposal {
    let mut proposal = Proposal { rule: rule("deduct"), ..Proposal::default() };
    let lacks = found.get(0).is_some_and(|all| {
        ["每少", "每缺", "每未", "每差", "缺", "少", "每有一项未", "每一项未"]
            .iter()
            .any(|word| all.as_str().starts_with(word))
    });
    let word = if lacks { "缺少" } else { "问题" };
    let unit = group(found, 3);
    let name = format!("{}{word}{}数", fact_name(&text.name), if unit == "个" { "个" } else { &unit });
    proposal.rule.insert("value".to_owned(), Value::String(name.clone()));
    proposal.rule.insert("above".to_owned(), Value::Integer(0));
    proposal.rule.insert("step".to_owned(), Value::String("full".to_owned()));
    proposal.facts.push((name, "number"));
    proposal
}

/// Unit, points and step; the words they were read from.
fn finish(proposal: &mut Proposal, found: &Captures, words: &str) -> Option<String> {
    let unit = group(found, 3);
    let count = group(found, 2);
    let count = if count.is_empty() { "1".to_owned() } else { chinese(&count) };
    let each = if unit == "%" { Value::String(format!("{count}%")) } else { number(&count)? };
    proposal.rule.insert("each".to_owned(), each);
    proposal.rule.insert("points".to_owned(), number(&group(found, 5))?);
    let mut reason = format!("评分标准有“{}”", group(found, 0));
    if !proposal.rule.contains_key("step") {
        let (step, said) = step(words);
        if let Some(step) = step {
            proposal.rule.insert("step".to_owned(), Value::String(step.to_owned()));
        }
        reason = format!("{reason}；{said}");
    }
    Some(reason)
}

/// A bound of a rate: `0` and `1` mean 0% and 100%.
fn share(text: &str) -> String {
    match text {
        text if text.ends_with('%') => text.to_owned(),
        "1" => "100%".to_owned(),
        text => format!("{text}%"),
    }
}
