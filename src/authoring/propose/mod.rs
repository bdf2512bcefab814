//! From the words of 评分标准 to a rule that a person confirms: one file for each kind of words.
//!
//! Nothing found here is ever applied by itself. A proposal says what it was made of; words that
//! are not understood become 人工评分 and say so.

mod bands;
mod deduct;
mod items;
mod ratio;
#[cfg(test)]
mod tests;
mod tiers;

use regex::Regex;
use toml::{Table, Value};

use crate::number::Number;
use crate::rubric::label;

/// What an official table says of an indicator.
#[derive(Clone, Debug, Default)]
pub(super) struct Words<'a> {
    pub(super) name: &'a str,
    pub(super) points: Option<Number>,
    /// 评分标准
    pub(super) standard: &'a str,
    /// 指标说明
    pub(super) explanation: &'a str,
}

/// A rule, whence it comes, and the facts that it needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Proposal {
    pub(super) rule: Table,
    /// In words, for the column 依据.
    pub(super) reason: String,
    /// Names and kinds.
    pub(super) facts: Vec<(String, &'static str)>,
    /// Whether anything was understood.
    pub(super) recognised: bool,
}

/// The words without blanks and widths, and what was found in them so far.
struct Text<'a> {
    words: &'a Words<'a>,
    name: String,
    standard: String,
    ratio: Option<ratio::Ratio>,
}

impl Text<'_> {
    /// The quantity that bounds speak of: the formula that the table prints, or the indicator
    /// itself as a fact.
    fn measured(&self, proposal: &mut Proposal) -> Value {
        if let Some(ratio) = &self.ratio {
            proposal.facts.extend(ratio.names.iter().map(|name| (name.clone(), kind_of(name))));
            return Value::String(ratio.formula.clone());
        }
        let name = fact_name(&self.name);
        proposal.facts.push((name.clone(), kind_of(&name)));
        Value::String(name)
    }
}

/// A rule for an indicator.
pub(super) fn propose(words: &Words) -> Proposal {
    let standard = plain(words.standard);
    let name = plain(words.name);
    let ratio = ratio::find(&plain(words.explanation), &name).or_else(|| ratio::find(&standard, &name));
    let text = Text { words, name, standard, ratio };
    let readers: [fn(&Text) -> Option<Proposal>; 9] = [
        judged,
        tiers::read,
        bands::read,
        deduct::change,
        deduct::read,
        items::checklist,
        ratio::read,
        items::yes_no,
        items::one_item,
    ];
    let exempt = ["没有", "若无", "如无"].iter().any(|word| text.standard.contains(word))
        && text.standard.contains("按满分");
    let more = if exempt {
        "；评分标准另有按满分计的情形，请核对“适用条件”“不适用时”"
    } else {
        ""
    };
    // What bounds the total is no indicator, whatever its words look like.
    if ["一票否决", "取消评优", "加分", "排名"].iter().any(|word| text.standard.contains(word)) {
        let reason = "评分标准涉及一票否决、加分或排名，暂按人工评分；请在“限制”“计入方式”或“同类比较”中写明";
        return manual(&text.name, reason);
    }
    let found = readers.iter().find_map(|read| read(&text));
    found.map_or_else(
        || {
            let reason = if text.standard.is_empty() {
                "没有评分标准，暂按人工评分"
            } else {
                "未能识别评分标准的文字，暂按人工评分；请选择计分方式"
            };
            manual(&text.name, reason)
        },
        |found| Proposal { recognised: true, reason: format!("{}{more}", found.reason), ..found },
    )
}

/// 酌情扣分, 专家评分
fn judged(text: &Text) -> Option<Proposal> {
    const WORDS: [&str; 9] =
        ["酌情", "专家", "视情况", "视具体情况", "综合评定", "综合评分", "由评价组", "由评审", "评委"];
    let word = WORDS.iter().find(|word| text.standard.contains(**word))?;
    Some(manual(&text.name, &format!("评分标准有“{word}”，须由人评定")))
}

fn manual(name: &str, reason: &str) -> Proposal {
    let fact = format!("{}评定得分", fact_name(name));
    let mut proposal = Proposal { rule: rule("manual"), reason: reason.to_owned(), ..Proposal::default() };
    proposal.rule.insert("fact".to_owned(), Value::String(fact.clone()));
    proposal.facts.push((fact, "points"));
    proposal
}

/// A rule that has its shape only.
fn rule(shape: &str) -> Table {
    Table::from_iter([("shape".to_owned(), Value::String(shape.to_owned()))])
}

/// Words and signs that say the same.
const SIGNS: [(&str, &str); 26] = [
    ("大于等于", "≥"),
    ("大于或等于", "≥"),
    ("不低于", "≥"),
    ("不小于", "≥"),
    ("不少于", "≥"),
    ("高于或等于", "≥"),
    ("≧", "≥"),
    ("达到或超过", "≥"),
    ("小于等于", "≤"),
    ("小于或等于", "≤"),
    ("不高于", "≤"),
    ("不超过", "≤"),
    ("不大于", "≤"),
    ("不超出", "≤"),
    ("未超过", "≤"),
    ("≦", "≤"),
    ("≥或等于", "≥"),
    ("百分之百", "100%"),
    ("一个百分点", "1个百分点"),
    ("1个百分点", "1%"),
    ("个百分点", "%"),
    ("百分点", "1%"),
    ("百分之五", "5%"),
    ("百分之十", "10%"),
    ("＝", "="),
    ("﹪", "%"),
];

/// The words in one spelling: no blanks and quotes, narrow signs, `≥` for 不低于.
fn plain(text: &str) -> String {
    // Circled numbers would become bare digits.
    let circled = |c: char| ('①'..='⑳').contains(&c).then(|| u32::from(c) - u32::from('①') + 1);
    let text: String = text
        .chars()
        .map(|c| circled(c).map_or_else(|| c.to_string(), |number| format!(";({number})")))
        .collect();
    let text = label::normalised(&text).replace("<=", "≤").replace(">=", "≥").replace(['﹤', '〈'], "<");
    SIGNS.iter().fold(text, |text, (word, sign)| text.replace(word, sign))
}

/// A name that formulas can use: letters and digits only.
fn fact_name(text: &str) -> String {
    let name: String = text.chars().filter(|c| c.is_alphanumeric()).take(30).collect();
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit());
    if name.is_empty() { "未命名数据项".to_owned() } else { name.to_owned() }
}

/// What a fact of this name holds, as far as the name tells.
fn kind_of(name: &str) -> &'static str {
    const COUNTS: [&str; 14] = [
        "人数",
        "人员",
        "编制",
        "项目数",
        "个数",
        "次数",
        "户数",
        "合同数",
        "任务数",
        "工作数",
        "目标数",
        "指标数",
        "件数",
        "项数",
    ];
    const MONEY: [&str; 16] = [
        "预算", "支出", "经费", "资金", "收入", "资产", "金额", "结转", "结余", "采购", "拨款", "支付",
        "债务", "费用", "收益", "总额",
    ];
    const RATES: [&str; 5] = ["率", "比例", "占比", "进度", "满意度"];
    if RATES.iter().any(|word| name.ends_with(word)) {
        "ratio"
    } else if COUNTS.iter().any(|word| name.contains(word)) {
        "number"
    } else if MONEY.iter().any(|word| name.contains(word)) {
        "amount"
    } else {
        "number"
    }
}

/// A number as TOML: whole where it is.
fn number(text: &str) -> Option<Value> {
    let number: Number = chinese(text).parse().ok()?;
    Some(number.to_i32().map_or_else(|| Value::Float(number.to_f64()), |whole| Value::Integer(whole.into())))
}

/// 一, 两 … as digits.
fn chinese(text: &str) -> String {
    const DIGITS: [(&str, &str); 11] = [
        ("一", "1"),
        ("二", "2"),
        ("两", "2"),
        ("三", "3"),
        ("四", "4"),
        ("五", "5"),
        ("六", "6"),
        ("七", "7"),
        ("八", "8"),
        ("九", "9"),
        ("十", "10"),
    ];
    DIGITS.iter().find(|(word, _)| *word == text).map_or(text, |(_, digit)| digit).to_owned()
}

/// A bound: percentages keep their sign.
fn bound(text: &str) -> Option<Value> {
    if text.ends_with('%') { Some(Value::String(text.to_owned())) } else { number(text) }
}

/// The points of the whole indicator.
fn full(text: &Text) -> Option<Value> {
    text.words.points.as_ref().and_then(|points| number(&points.plain()))
}

/// A pattern of this room; each is used by its tests.
#[allow(clippy::expect_used)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of the program itself")
}

/// What a bound amounts to, percentages as such.
fn bound_value(text: &str) -> Option<Number> {
    text.trim_end_matches('%').parse().ok()
}
