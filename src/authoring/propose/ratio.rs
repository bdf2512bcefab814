//! 预算完成率=预算完成数/预算数×100%: names and formulas, and scoring in proportion.

use std::sync::LazyLock;

use regex::Regex;
use toml::Value;

use super::{Proposal, Text, fact_name, kind_of, pattern, rule};
use crate::formula::Expr;

/// A formula that a table prints.
#[derive(Clone, Debug)]
pub(super) struct Ratio {
    pub(super) formula: String,
    /// Both sides of the division, where the formula is one.
    pub(super) sides: Option<(String, String)>,
    pub(super) names: Vec<String>,
}

/// What stands before and after an equals sign.
static EQUATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([^=,;:。、()（）\d][^=,;:。()（）]{1,29})=([^=;。,:≤≥<>]+)"));
/// A remark in brackets that is no part of the calculation.
static REMARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"[(\[][^()\[\]+\-*/÷×]*[)\]]"));

/// The formula of the indicator, or the first that the words have.
pub(super) fn find(text: &str, name: &str) -> Option<Ratio> {
    let found: Vec<(&str, Ratio)> = EQUATION
        .captures_iter(text)
        .filter_map(|found| {
            let (left, right) = (found.get(1)?.as_str(), found.get(2)?.as_str());
            Some((left, read_formula(right)?)).filter(|_| !left.ends_with("得分"))
        })
        .collect();
    let own = found.iter().find(|(left, _)| left.contains(name) || name.contains(left));
    own.or(found.first()).map(|(_, ratio)| ratio.clone())
}

/// A formula in the table's spelling as one of the rule language.
fn read_formula(text: &str) -> Option<Ratio> {
    let text = REMARK.replace_all(text, "");
    let text =
        text.replace(['÷', '∕'], "/").replace(['×', '✕', 'X', 'x', '✖'], "*").replace(['–', '－'], "-");
    let text = text.replace("*100%", "").replace("*100", "").replace('[', "(").replace(']', ")");
    let text = unwrapped(text.trim_end_matches(['*', '.', '、']));
    let is_operator = |c: char| "+-*/()".contains(c);
    if !text.contains('/') {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let mut formula = String::new();
    for part in text.split_inclusive(is_operator) {
        let (name, sign) = match part.chars().last() {
            Some(last) if is_operator(last) => (&part[..part.len() - last.len_utf8()], Some(last)),
            _ => (part, None),
        };
        if name.parse::<crate::number::Number>().is_ok() {
            formula.push_str(name);
        } else if !name.is_empty() {
            let name = fact_name(name);
            formula.push_str(&name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        formula.extend(sign);
    }
    formula.parse::<Expr>().ok()?;
    let sides = divided(&formula);
    (!names.is_empty()).then_some(Ratio { formula, sides, names })
}

/// Without brackets around the whole of it.
fn unwrapped(text: &str) -> &str {
    let Some(inside) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return text };
    let mut depth = 0;
    let stays_inside = inside.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    if stays_inside { unwrapped(inside) } else { text }
}

/// Both sides of the one division that is not in brackets.
fn divided(formula: &str) -> Option<(String, String)> {
    let mut depth = 0;
    let mut at = None;
    for (index, c) in formula.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '/' if depth == 0 && at.is_none() => at = Some(index),
            '+' | '-' | '*' | '/' if depth == 0 => return None,
            _ => {}
        }
    }
    let (left, right) = formula.split_at(at?);
    Some((unwrapped(left).to_owned(), unwrapped(&right[1..]).to_owned()))
}

static IN_PROPORTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"按[^,;。]{0,16}(比例|比率|百分比|完成率|执行率|支出率|支付率|达标率|实际比)[^,;。]{0,8}(得分|计分|计算|给分|折算|计)|按比例|(率|比例|比值|/[^,;。=]{1,12})\)?[×*xX]\(?(该项|本项|该指标|本指标|指标)?(分值|权重|标准分|满分|\d+分)|分值[×*xX][^,;。]{0,14}(率|比例|程度)",
    )
});

/// 按完成比例计算得分, 执行率×分值, 系数×分值
pub(super) fn read(text: &Text) -> Option<Proposal> {
    let words = &text.standard;
    let found = IN_PROPORTION.find(words).map(|found| found.as_str().to_owned());
    let coefficient = words.contains("系数×") || words.contains("系数*");
    let mut proposal = Proposal::default();
    if coefficient {
        let fact = format!("{}得分系数", fact_name(&text.name));
        proposal.rule = rule("coefficient");
        proposal.rule.insert("value".to_owned(), Value::String(fact.clone()));
        proposal.facts.push((fact, "ratio"));
        "评分标准有“系数×分值”".clone_into(&mut proposal.reason);
        return Some(proposal);
    }
    let found = found?;
    let inverse = ["反向", "返向", "逆向"].iter().any(|word| words.contains(word))
        || words.contains("目标值/实际")
        || words.contains("指标值/实际")
        || words.contains("指标值/全年实际");
    let (actual, target) = match text.ratio.as_ref().and_then(|ratio| ratio.sides.clone()) {
        Some(sides) => {
            let names = text.ratio.iter().flat_map(|ratio| &ratio.names);
            proposal.facts.extend(names.map(|name| (name.clone(), kind_of(name))));
            sides
        }
        None if text.name.ends_with('率') || text.name.ends_with("满意度") => {
            let name = fact_name(&text.name);
            proposal.facts.push((name.clone(), "ratio"));
            (name, target_of(words))
        }
        None => {
            let base = fact_name(text.name.trim_end_matches("情况"));
            let names = [format!("{base}实际数"), format!("{base}计划数")];
            proposal.facts.extend(names.iter().map(|name| (name.clone(), kind_of(name))));
            let [actual, target] = names;
            (actual, target)
        }
    };
    let is_share = text.ratio.as_ref().is_some_and(|ratio| ratio.sides.is_some());
    proposal.rule = rule(if inverse { "inverse_ratio" } else { "proportional" });
    // The inverse formula is printed as target / actual.
    let (actual, target) = if inverse && is_share { (target, actual) } else { (actual, target) };
    proposal.rule.insert("actual".to_owned(), Value::String(actual));
    proposal.rule.insert("target".to_owned(), Value::String(target));
    let source = if text.ratio.is_some() {
        "，公式取自指标说明"
    } else {
        "，表中没有公式，数据项名称为暂拟"
    };
    proposal.reason = format!("评分标准有“{found}”{source}");
    Some(proposal)
}

/// The target that the words of a rate name; all of it unless they do.
fn target_of(words: &str) -> String {
    static TARGET: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[≥=](\d+(?:\.\d+)?%)|(?:达到|达)(\d+(?:\.\d+)?%)"));
    let found = TARGET.captures(words).and_then(|found| found.get(1).or(found.get(2)));
    found.map_or_else(|| "100%".to_owned(), |found| found.as_str().to_owned())
}
