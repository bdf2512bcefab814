//! Labels as people type them, brought to one form so that aliases can be compared.
//!
//! `年初预算数 (A)`, `年初预算数（A）：` and `年初 预算数(A)` are one label. What stands in the
//! brackets is a remark (a unit, a letter, points) and is asked for separately.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::number::Number;
use crate::quantity::{is_ideograph, lone};

/// Characters that a label has at the most.
const LONGEST: usize = 40;

/// The label without blanks, width differences, quotes and a closing colon.
#[must_use]
pub fn normalised(text: &str) -> String {
    if text.chars().all(|sign| is_ideograph(sign) || (sign.is_ascii_graphic() && !is_noise(sign))) {
        return text.trim_end_matches(':').to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    for sign in text.chars() {
        let Some(spelled) = lone(sign) else {
            // It may change with what stands before it.
            kept.clear();
            kept.extend(text.nfkc().filter(|c| !is_noise(*c)));
            break;
        };
        if !is_noise(spelled) {
            kept.push(spelled);
        }
    }
    kept.truncate(kept.trim_end_matches(':').len());
    kept
}

/// The label without its bracketed remarks and without a leading number (`一、`, `(二)`, `3.`),
/// star or `其中:`.
#[must_use]
pub fn core(text: &str) -> String {
    core_of(&normalised(text)).into_owned()
}

fn core_of(text: &str) -> Cow<'_, str> {
    // Whatever is left out has a sign that is no ideograph.
    if text.chars().all(is_ideograph) {
        return text.into();
    }
    match without_remarks(text) {
        Cow::Borrowed(text) => without_signs(text).into(),
        Cow::Owned(text) => without_signs(&text).to_owned().into(),
    }
}

/// The label without what stands before and behind it.
fn without_signs(text: &str) -> &str {
    let numbered = |c: char| {
        c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    let rest = text.trim_start_matches(numbered);
    let unnumbered = rest.strip_prefix(['、', '.']).filter(|_| rest.len() < text.len());
    let mut core = unnumbered.unwrap_or(text).trim_start_matches(['★', '☆', '*', '▲']);
    while let Some(rest) = core.strip_prefix("其中:") {
        core = rest;
    }
    without_letter(without_points(core.trim_end_matches(':')))
}

fn without_remarks(text: &str) -> Cow<'_, str> {
    if !text.contains(['(', ')', '[', ']', '【', '】']) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.into()
}

/// The label without the letter, or the two with a stroke, that formulas of the form call it by:
/// 全年执行数 of `全年执行数B`, 执行率 of `执行率B/A`.
fn without_letter(text: &str) -> &str {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_uppercase() || c == '/');
    let letters = &text[rest.len()..];
    let is_name = letters.len() == 1 || (letters.len() == 3 && letters.as_bytes()[1] == b'/');
    if is_name && rest.chars().next_back().is_some_and(|c| !c.is_ascii()) { rest } else { text }
}

/// The label without points that stand behind it without brackets: 产出指标 of `产出指标50分`.
fn without_points(text: &str) -> &str {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let label = text.strip_suffix('分').map(|rest| (rest, rest.trim_end_matches(digits)));
    label.filter(|(rest, label)| rest != label && !label.is_empty()).map_or(text, |(_, label)| label)
}

/// What stands in the label's brackets, outermost first: `万元`, `A`, `50分`.
#[must_use]
pub fn remarks(text: &str) -> Vec<String> {
    remarks_of(&normalised(text))
}

fn remarks_of(mut rest: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    while let Some((_, after)) = rest.split_once(['(', '[', '【']) {
        let Some((inside, after)) = after.split_once([')', ']', '】']) else {
            break;
        };
        remarks.push(inside.to_owned());
        rest = after;
    }
    remarks
}

/// Words before the points that are written into a label: 产出指标（满分50分）.
const BEFORE_POINTS: &[&str] = &["满分", "分值", "共计", "共", "计", "权重", "分值为", "分值:", "权重:"];

/// Points written into a label: 50 in `产出指标（50分）`.
#[must_use]
pub fn points_in(text: &str) -> Option<Number> {
    remarks(text).iter().find_map(|remark| after_words(remark).strip_suffix('分')?.parse().ok())
}

/// A bare number written into a label: 数量指标（15）.
#[must_use]
pub fn number_in(text: &str) -> Option<Number> {
    remarks(text).iter().find_map(|remark| after_words(remark).parse().ok())
}

fn after_words(remark: &str) -> &str {
    let rests = BEFORE_POINTS.iter().filter_map(|word| remark.strip_prefix(word));
    rests.min_by_key(|rest| rest.len()).unwrap_or(remark)
}

/// Characters that carry no meaning in a label: blanks, controls, zero-width characters, quotes.
fn is_noise(c: char) -> bool {
    !is_ideograph(c)
        && (c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
            || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’'))
}

/// A text as a label is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// See [`normalised`].
    pub normalised: String,
    /// See [`core`], where that is another: of most labels it is not.
    core: Option<String>,
}

impl Key {
    /// The key of a text; longer texts are sentences, not labels.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > LONGEST * 4 || text.chars().count() > LONGEST {
            return None;
        }
        let normalised = normalised(text);
        let core = core_of(&normalised);
        let core = (core != normalised).then(|| core.into_owned());
        Some(Self { normalised, core })
    }

    /// See [`core`].
    #[must_use]
    pub fn core(&self) -> &str {
        self.core.as_ref().unwrap_or(&self.normalised)
    }

    /// The key of a label whose words stand in two cells.
    #[must_use]
    pub fn joined(&self, rest: &Self) -> Self {
        Self {
            normalised: format!("{}{}", self.normalised, rest.normalised),
            core: Some(format!("{}{}", self.core(), rest.core())),
        }
    }

    /// See [`remarks`].
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        remarks_of(&self.normalised)
    }

    /// Whether a label says that its figures are of a hundred: `执行率（%）`, `执行率%`.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        self.normalised.ends_with('%') || self.remarks().iter().any(|remark| remark == "%")
    }

    /// Whether both stand for one label, by their spelling or by what is left without remarks.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.normalised == other.normalised || self.core() == other.core()
    }
}

/// A set of names, each with the labels that stand for it.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// The index of the name by its normalised label. By a quick hash, as no other look-up is half as
    /// frequent: what is kept are the profile's own words, and no sender can choose texts that all fall
    /// together, which slower hashes are for.
    entries: FxHashMap<String, usize>,
}

impl Labels {
    /// Adds `label` for the name with this index; the first name that has a label keeps it.
    pub fn add(&mut self, label: &str, index: usize) {
        let label = normalised(label);
        if !label.is_empty() {
            self.entries.entry(label).or_insert(index);
        }
    }

    /// The name a cell's text stands for: an exact match first, then without remarks and numbers.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<usize> {
        self.of(&Key::of(text)?)
    }

    /// [`find`](Self::find) for a text whose key is known.
    #[must_use]
    pub fn of(&self, key: &Key) -> Option<usize> {
        // No label is empty.
        let by_core = || self.entries.get(key.core.as_ref()?);
        self.entries.get(&key.normalised).or_else(by_core).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_label_in_many_spellings() {
        for text in ["年初预算数(A)", " 年初 预算数（Ａ）：", "年初预算数", "1.年初预算数", "一、年初预算数"]
        {
            assert_eq!(core(text), "年初预算数", "{text}");
        }
        assert_eq!(normalised("“三公经费”变动率\n"), "三公经费变动率");
        assert_eq!(core("其中：本年财政拨款"), "本年财政拨款");
    }

    #[test]
    fn remarks_are_kept_apart() {
        assert_eq!(remarks("项目资金（万元）"), ["万元"]);
        assert_eq!(points_in("产出指标(50分)"), Some(50.into()));
        assert_eq!(points_in("培训(2023)人数（5分）"), Some(5.into()));
        assert_eq!(points_in("产出指标（满分50分）"), Some(50.into()));
        assert_eq!(points_in("数量指标（15）"), None);
        assert_eq!(number_in("数量指标（15）"), Some(15.into()));
        assert_eq!(number_in("产出指标（权重50）"), Some(50.into()));
        assert_eq!(points_in("分值"), None);
        assert_eq!(core("产出指标 12.5 分"), "产出指标");
        assert_eq!(core("全年执行数B"), "全年执行数");
        assert_eq!(core("执行率B/A"), "执行率");
        for text in ["A", "KPI", "指标KPI", "B/A", "/A"] {
            assert_eq!(core(text), text);
        }
        for text in ["50分", "得分"] {
            assert_eq!(core(text), text);
        }
    }
}
