//! Header words as they were found in the wild: how many of them the shipped profiles take, and which
//! they leave, with the reason. Where the list does not lie beside the repository, this says so and
//! passes over.

#![allow(clippy::unwrap_used)]

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::common::{root, rubric};
use jixiao::quantity::Reading;
use jixiao::rubric::form::Form;
use jixiao::rubric::label::{self, Labels};
use jixiao::rubric::{Entry, Rubric};

/// Profiles that have the facts of the list, and the words of it that each leaves.
const PROFILES: [&str; 3] = ["project-2020-10", "department-overall", "chongqing-department"];

/// Words that stand for something else in these profiles, or that no form should be read by.
const LEFT: [(&str, &str); 16] = [
    // In its source it stands beside 绩效指标, the name, and describes it.
    ("三级指标", "绩效指标描述"),
    // A section's title, which stands over a whole block.
    ("预算执行率", "预算执行情况(10分)"),
    // Lines of the block in their own right.
    ("其他资金", "单位资金"),
    ("其他资金", "财政专户管理资金"),
    ("其他资金", "自有资金"),
    // The name of a column for machines; a row of such names is passed over.
    ("复核得分", "audit_score"),
    // A misuse, not a word for it.
    ("产出指标", "项目决策(misused)"),
    // Second levels in their own right, each of which says to which first level it belongs.
    ("服务对象满意度指标", "服务对象满意度指标等"),
    ("服务对象满意度指标", "服务对象满意度"),
    ("服务对象满意度指标", "满意度指标"),
    ("数量指标", "产出数量指标"),
    ("时效指标", "产出进度指标"),
    ("成本指标", "经济成本指标"),
    ("成本指标", "社会成本指标"),
    ("成本指标", "生态环境成本指标"),
    // Another rate.
    ("预算调整率", "预算控制率"),
];
/// The same of one profile, whose column 指标性质 holds 定量 and 定性, and which tells both rates apart.
const LEFT_BY_CHONGQING: [(&str, &str); 3] =
    [("指标性质", "计算符号"), ("指标性质", "符号"), ("预算完成率", "预算执行率")];
/// Names of the list that profiles have under another.
const NAMES: [(&str, &[&str]); 3] = [
    ("得分", &["自评得分", "预算自评得分", "指标得分"]),
    ("等级", &["自评等级"]),
    ("在职人员控制率", &["财政供养人员控制率", "在职人员控制率"]),
];

fn list() -> Option<Vec<(String, String)>> {
    let shared = env::var_os("JIXIAO_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let Ok(text) = fs::read_to_string(shared.join("aliases.tsv")) else {
        eprintln!("passed over: no list of header words beside the repository (JIXIAO_SHARED)");
        return None;
    };
    let pairs = text.lines().skip(1).filter_map(|line| line.split_once('\t'));
    Some(pairs.map(|(name, word)| (name.to_owned(), word.to_owned())).collect())
}

/// The names of a profile and the words for each.
fn words(form: &Form) -> Vec<(String, Labels)> {
    let mut all: Vec<(String, Labels)> = Vec::new();
    let mut add = |name: &str, words: &mut dyn Iterator<Item = &str>| {
        let at = all.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            all.push((name.to_owned(), Labels::default()));
            all.len() - 1
        });
        words.for_each(|word| all[at].1.add(word, 0));
    };
    for entry in Entry::all(form) {
        let name = match entry {
            Entry::BlockLine(..) if entry.own_name(form).is_empty() => "年度资金总额",
            Entry::TableEnd(_) => "总分",
            _ => entry.name(form),
        };
        let preferred = entry.field(form).into_iter().flat_map(|field| &field.prefer).map(String::as_str);
        add(name, &mut entry.words(form).chain(preferred));
    }
    for second in form.levels.iter().flat_map(|level| &level.second) {
        add(second, &mut [second.as_str()].into_iter());
    }
    all
}

#[test]
fn header_words_of_other_places_are_known_or_left_for_a_reason() {
    let Some(list) = list() else { return };
    for id in PROFILES {
        let form = Rubric::load(rubric(id).as_ref()).unwrap().form;
        let words = words(&form);
        let mut taken = 0;
        let mut left = Vec::new();
        for (name, word) in &list {
            let names = NAMES.iter().find(|(known, _)| known == name);
            let names: Vec<&str> = names.map_or_else(|| vec![name.as_str()], |(_, names)| names.to_vec());
            let own: Vec<&Labels> =
                words.iter().filter(|(n, _)| names.contains(&n.as_str())).map(|(_, w)| w).collect();
            if own.is_empty() {
                continue;
            }
            if own.iter().any(|labels| labels.find(word).is_some()) {
                taken += 1;
            } else {
                left.push((name.as_str(), word.as_str()));
            }
        }
        let fine = |pair: &(&str, &str)| {
            LEFT.contains(pair) || (id == "chongqing-department" && LEFT_BY_CHONGQING.contains(pair))
        };
        eprintln!("{id}: {taken} of {} header words are known", taken + left.len());
        left.retain(|pair| !fine(pair));
        assert!(left.is_empty(), "{id} does not know {left:?}");
        assert!(taken > 100, "{id} knows {taken}: the list or the profile is another one");
    }
}

#[test]
fn signs_and_words_for_nothing_are_read() {
    let Some(list) = list() else { return };
    let words = Rubric::load(rubric(PROFILES[0]).as_ref()).unwrap().form.words;
    let mut seen = 0;
    for (name, word) in &list {
        // What a scanner made of a sign is asked about, not read.
        if word.contains('(') && word.contains("OCR") {
            continue;
        }
        let read = |text: &str| words.read(text);
        let same = match name.as_str() {
            "≥" | "≤" | "=" if word == "以上" => read("90%以上") == read("≥90%"),
            "≥" | "≤" | "=" => read(&format!("{word}90%")) == read(&format!("{name}90%")),
            "空值" => read(word) == Reading::Blank,
            "达成年度指标" | "部分达成年度指标并具有一定效果" => {
                read(word) == read(name)
            }
            _ => continue,
        };
        seen += 1;
        assert!(same, "{name}: {word} is read as {:?}", read(&label::normalised(word)));
    }
    assert!(seen > 20, "{seen}");
}
