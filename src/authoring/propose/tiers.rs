//! 优得5分，良得4分，中得3分，差不得分; 达成、部分达成、未达成.

use std::sync::LazyLock;

use regex::Regex;
use toml::{Table, Value};

use super::{Proposal, Text, fact_name, pattern, rule};
use crate::number::Number;

/// Families of words for tiers, best first; each word with its spellings.
const FAMILIES: [&[&[&str]]; 4] = [
    &[&["优秀", "优"], &["良好", "良"], &["合格", "中等", "一般", "中"], &["不合格", "较差", "差"]],
    &[
        &["全部达成", "达成年度指标", "达成预期指标", "达成预期目标", "达成"],
        &[
            "部分达成年度指标并具有一定效果",
            "部分达成预期指标并具有一定效果",
            "部分达成并具有一定效果",
            "部分达成",
            "基本达成",
        ],
        &["未达成年度指标且效果较差", "未达成预期指标且效果较差", "未达成且效果较差", "未达成"],
    ],
    &[
        &["非常满意", "效果显著", "显著", "明显"],
        &["较明显", "比较明显", "满意", "较好"],
        &["一般"],
        &["不明显", "不满意", "较差"],
    ],
    &[
        &["健全", "完善", "完整"],
        &["较健全", "较完善", "较完整", "基本健全", "基本完善", "基本完整"],
        &["不健全", "不完善", "不完整"],
    ],
];

/// A family, a tier of it, its words, and the shares from and to which it gives.
type Found = (usize, usize, &'static [&'static str], Number, Number);

/// Two tiers or more, each with its points or its share of them.
pub(super) fn read(text: &Text) -> Option<Proposal> {
    static GAIN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"([\p{Han}]{1,20}?)(?:的|等次|等级)*[,:]?\(?(?:(\d+(?:\.\d+)?)(%?)(?:\(含\))?[-~—至](\d+(?:\.\d+)?)(%?)(?:\(含\))?(?:分)?|(?:可?得|计|为)?(\d+(?:\.\d+)?)(分|%)|(?:得|计)?(满分)|(不得分|得零分))\)?",
        )
    });
    let points = text.words.points.clone()?;
    if points.is_zero() {
        return None;
    }
    let mut found: Vec<Found> = Vec::new();
    for gain in GAIN.captures_iter(&text.standard) {
        let clause = gain.get(1)?.as_str();
        let clause = clause
            .trim_end_matches(['得', '计', '的', '为'])
            .trim_end_matches("等次")
            .trim_end_matches("等级");
        let Some((family, tier, words)) = tier_of(clause) else { continue };
        let parse = |index: usize| gain.get(index).and_then(|group| group.as_str().parse::<Number>().ok());
        let hundred = Number::from(100);
        let share =
            |number: Number, percent: bool| number.divided_by(if percent { &hundred } else { &points });
        let (low, high) = if let (Some(one), Some(other)) = (parse(2), parse(4)) {
            let percent = gain.get(5).is_some_and(|sign| sign.as_str() == "%");
            let (one, other) = (share(one, percent)?, share(other, percent)?);
            if one < other { (one, other) } else { (other, one) }
        } else if gain.get(8).is_some() {
            (Number::one(), Number::one())
        } else if gain.get(9).is_some() {
            (Number::zero(), Number::zero())
        } else {
            let one = share(parse(6)?, gain.get(7).is_some_and(|unit| unit.as_str() == "%"))?;
            (one.clone(), one)
        };
        if found.iter().all(|(known, other, ..)| (*known, *other) != (family, tier)) {
            found.push((family, tier, words, low, high));
        }
    }
    let family = found.first()?.0;
    found.retain(|(known, ..)| *known == family);
    found.sort_by_key(|(_, tier, ..)| *tier);
    if found.len() < 2 {
        return None;
    }
    let base = fact_name(&text.name);
    // Words that each give one share and no range are no tiers but losses.
    if found.iter().all(|(.., low, high)| low == high) && found[0].4 == Number::one() {
        return Some(graded(&format!("{base}评定等次"), &found));
    }
    let mut proposal = Proposal { rule: rule("tiered"), ..Proposal::default() };
    let tier = format!("{base}评定等次");
    proposal.rule.insert("tier".to_owned(), Value::String(tier.clone()));
    proposal.facts.push((tier, "text"));
    if found.iter().any(|(.., low, high)| low != high) {
        let given = format!("{base}评定得分");
        proposal.rule.insert("given".to_owned(), Value::String(given.clone()));
        proposal.facts.push((given, "points"));
    }
    let mut tiers = Vec::new();
    for (index, (_, _, words, low, high)) in found.iter().enumerate() {
        let words = words.iter().map(|word| Value::String((*word).to_owned())).collect();
        let mut tier = Table::from_iter([
            ("words".to_owned(), Value::Array(words)),
            ("from".to_owned(), Value::String(low.percent(4))),
        ]);
        // A bound that the tier above begins with belongs to that one.
        let shared = index.checked_sub(1).is_some_and(|above| found[above].3 == *high && low != high);
        tier.insert(if shared { "below" } else { "to" }.to_owned(), Value::String(high.percent(4)));
        tiers.push(Value::Table(tier));
    }
    proposal.reason = format!("评分标准按等次分{}档给分；请核对各档用语", tiers.len());
    proposal.rule.insert("tiers".to_owned(), Value::Array(tiers));
    Some(proposal)
}

/// 优得满分，良扣 20% …
fn graded(fact: &str, found: &[Found]) -> Proposal {
    let mut proposal = Proposal { rule: rule("graded"), ..Proposal::default() };
    proposal.rule.insert("fact".to_owned(), Value::String(fact.to_owned()));
    proposal.facts.push((fact.to_owned(), "text"));
    let (mut grades, mut clear) = (Vec::new(), Vec::new());
    for (_, _, words, _, share) in found {
        let lose = &Number::one() - share;
        for word in words.iter().map(|word| Value::String((*word).to_owned())) {
            if lose.is_zero() {
                clear.push(word);
            } else {
                let lose = Value::String(lose.percent(4));
                let loss = [("word".to_owned(), word), ("lose".to_owned(), lose)];
                grades.push(Value::Table(Table::from_iter(loss)));
            }
        }
    }
    proposal.rule.insert("grades".to_owned(), Value::Array(grades));
    proposal.rule.insert("clear".to_owned(), Value::Array(clear));
    proposal.reason = format!("评分标准按等次分{}档给分；请核对各档用语", found.len());
    proposal
}

/// The family and the tier of a clause: the longest word that it ends with.
fn tier_of(clause: &str) -> Option<(usize, usize, &'static [&'static str])> {
    let words = FAMILIES.iter().enumerate().flat_map(|(family, tiers)| {
        tiers.iter().enumerate().flat_map(move |(tier, words)| {
            words.iter().map(move |word| (word.len(), family, tier, *words, *word))
        })
    });
    let best = words.filter(|(.., word)| clause.ends_with(word)).max_by_key(|(length, ..)| *length)?;
    let (_, family, tier, words, word) = best;
    // A single character counts only where it stands alone: 优, not 资源配置最优.
    let alone = word.chars().count() > 1
        || clause.chars().count() <= 2
        || ["为", "评", "档"]
            .iter()
            .any(|before| clause.strip_suffix(word).is_some_and(|rest| rest.ends_with(before)));
    alone.then_some((family, tier, words))
}
