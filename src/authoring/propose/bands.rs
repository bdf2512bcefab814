//! 100%得5分；90%（含）-100%得4分；其余不得分.

use std::sync::LazyLock;

use regex::Regex;
use toml::{Table, Value};

use super::{Proposal, Text, bound, full, number, pattern, rule};

static GAINS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:得|计|记|给)(满分|全部分值|(\d+(?:\.\d+)?)分)|(不得分|不计分|得零分|计零分)|(满分)")
});
/// What ends a band, or parts it from the next.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(-|~|—|～|至|到)"));
const NUMBER: &str = r"(\d+(?:\.\d+)?%?)";

/// `a` and `b` with their ends.
#[derive(Clone, Debug, Default, PartialEq)]
struct Band {
    lower: Option<(String, bool)>,
    upper: Option<(String, bool)>,
}

impl Band {
    fn of(lower: Option<(&str, bool)>, upper: Option<(&str, bool)>) -> Self {
        let own = |(text, closed): (&str, bool)| (text.to_owned(), closed);
        Self { lower: lower.map(own), upper: upper.map(own) }
    }
}

/// Two bands or more, or one and the rest.
pub(super) fn read(text: &Text) -> Option<Proposal> {
    let words = &text.standard;
    if words.contains("每") {
        return None;
    }
    let mut bands: Vec<(Band, Value)> = Vec::new();
    let mut rest: Option<Value> = None;
    let mut start = 0;
    for gain in GAINS.captures_iter(words) {
        let whole = gain.get(0)?;
        if whole.start() < start {
            continue;
        }
        let clause = words[start..whole.start()].trim_matches([',', ';', '。', '、', ':', '的']);
        start = whole.end();
        let points = match (gain.get(2), gain.get(3)) {
            (Some(points), _) => number(points.as_str())?,
            (_, Some(_)) => Value::Integer(0),
            _ => full(text)?,
        };
        // What went before the last comma is the formula or the introduction.
        let clause = clause.rsplit([';', '。', ':']).next().unwrap_or(clause);
        if let Some(band) = band(clause) {
            bands.push((band, points));
        } else if ["否则", "其他", "其余", "反之", "未达到", "达不到"]
            .iter()
            .any(|word| clause.contains(word))
        {
            rest = Some(points);
        } else if !bands.is_empty() {
            return None;
        }
    }
    if let (Some(points), [(only, _)]) = (&rest, bands.as_slice()) {
        let flipped = match only {
            Band { lower: Some((text, closed)), upper: None } => Band::of(None, Some((text, !closed))),
            Band { lower: None, upper: Some((text, closed)) } => Band::of(Some((text, !closed)), None),
            _ => return None,
        };
        bands.push((flipped, points.clone()));
    }
    if bands.len() < 2 {
        return None;
    }
    close(&mut bands);
    let mut proposal = Proposal { rule: rule("bands"), ..Proposal::default() };
    let value = text.measured(&mut proposal);
    proposal.rule.insert("value".to_owned(), value);
    let count = bands.len();
    let list: Option<Vec<Value>> = bands.into_iter().map(|(band, points)| entry(&band, points)).collect();
    proposal.rule.insert("bands".to_owned(), Value::Array(list?));
    proposal.reason = format!("评分标准分{count}档给分；请核对各档是否含本数、有无缺漏");
    Some(proposal)
}

/// Where two bands meet, one has the point and the other has not.
fn close(bands: &mut [(Band, Value)]) {
    for index in 0..bands.len() {
        let Some((upper, true)) = bands[index].0.upper.clone() else { continue };
        let taken = bands.iter().enumerate().any(|(other, (band, _))| {
            other != index && band.lower.as_ref().is_some_and(|(lower, closed)| *closed && *lower == upper)
        });
        if taken && let Some((_, closed)) = &mut bands[index].0.upper {
            *closed = false;
        }
    }
}

fn entry(band: &Band, points: Value) -> Option<Value> {
    let mut entry = Table::new();
    if let Some((text, closed)) = &band.lower {
        entry.insert(if *closed { "from" } else { "above" }.to_owned(), bound(text)?);
    }
    if let Some((text, closed)) = &band.upper {
        entry.insert(if *closed { "to" } else { "below" }.to_owned(), bound(text)?);
    }
    entry.insert("points".to_owned(), points);
    Some(Value::Table(entry))
}

/// The range that a clause states.
fn band(clause: &str) -> Option<Band> {
    static BETWEEN_SIGNS: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!(r"{NUMBER}([≤<])[^\d,]{{0,16}}([≤<]){NUMBER}")));
    static FALLING_SIGNS: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!(r"{NUMBER}([≥>])[^\d,]{{0,16}}([≥>]){NUMBER}")));
    static BOTH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            r"(≥|>|大于|高于|超过){NUMBER}(?:\(含\))?[^\d]{{0,8}}(≤|<|小于|低于|不足|未达到?){NUMBER}"
        ))
    });
    static BOTH_TURNED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"(≤|<|小于|低于|不足){NUMBER}[^\d]{{0,8}}(≥|>|大于|高于|超过){NUMBER}"))
    });
    static EXACT: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!(r"(?:^|=|为|达到|达|完成){NUMBER}(?:的|时)?$")));
    if let Some(found) = BETWEEN_SIGNS.captures(clause) {
        let (low, high) = (get(&found, 1), get(&found, 4));
        return Some(Band::of(Some((&low, get(&found, 2) == "≤")), Some((&high, get(&found, 3) == "≤"))));
    }
    if let Some(found) = FALLING_SIGNS.captures(clause) {
        let (high, low) = (get(&found, 1), get(&found, 4));
        return Some(Band::of(Some((&low, get(&found, 3) == "≥")), Some((&high, get(&found, 2) == "≥"))));
    }
    for (pattern, turned) in [(&BOTH, false), (&BOTH_TURNED, true)] {
        if let Some(found) = pattern.captures(clause) {
            let sides = [
                (get(&found, 2), get(&found, 1) == "≥" || get(&found, 1) == "≤"),
                (get(&found, 4), get(&found, 3) == "≥" || get(&found, 3) == "≤"),
            ];
            let (low, high) = if turned { (&sides[1], &sides[0]) } else { (&sides[0], &sides[1]) };
            return Some(Band::of(Some((&low.0, low.1)), Some((&high.0, high.1))));
        }
    }
    if let Some(band) = range(clause).or_else(|| one_side(clause)) {
        return Some(band);
    }
    let found = EXACT.captures(clause)?;
    let number = get(&found, 1);
    Some(match number.trim_end_matches('%') {
        "0" => Band::of(None, Some((&number, true))),
        _ => Band::of(Some((&number, true)), None),
    })
}

/// A group's text, empty where there is none.
fn get(found: &regex::Captures, index: usize) -> String {
    found.get(index).map(|group| group.as_str().to_owned()).unwrap_or_default()
}

/// 90%（含）-100%
fn range(clause: &str) -> Option<Band> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            r"([(\[]?){NUMBER}(\(含\)|\(不含\)|含)?(?:-|~|—|–|至|到|,){NUMBER}(\(含[^)]*\)|\(不含[^)]*\)|含|[)\]])?"
        ))
    });
    let found = RANGE
        .captures(clause)
        .filter(|found| BETWEEN.is_match(&get(found, 0)) || !get(found, 1).is_empty())?;
    let (mut low, high) = (get(&found, 2), get(&found, 4));
    if high.ends_with('%') && !low.ends_with('%') {
        low.push('%');
    }
    let before = match get(&found, 3).as_str() {
        "(不含)" => Some(false),
        "" => match get(&found, 1).as_str() {
            "(" => Some(false),
            "[" => Some(true),
            _ => None,
        },
        _ => Some(true),
    };
    let after = match get(&found, 5).as_str() {
        "" | ")" => None,
        text if text.starts_with("(不含") => Some(false),
        _ => Some(true),
    };
    // Bands fall from the best; the upper bound belongs to the one above unless it says so.
    let (lower, upper) = match (before, after) {
        (None, Some(true)) => (false, true),
        (before, after) => (before.unwrap_or(true), after.unwrap_or(false)),
    };
    // 100%-80% is the same range.
    let is_falling = super::bound_value(&low) > super::bound_value(&high);
    Some(if is_falling {
        let lower = after.unwrap_or(true);
        let upper = before.unwrap_or(false);
        Band::of(Some((&high, lower)), Some((&low, upper)))
    } else {
        Band::of(Some((&low, lower)), Some((&high, upper)))
    })
}

/// 90%以上, 低于60%
fn one_side(clause: &str) -> Option<Band> {
    static ONE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"(≥|>|≤|<|大于|高于|超过|小于|低于|不足|未达到?){NUMBER}(\(含\)|\(不含\))?"))
    });
    static SIDE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            r"{NUMBER}(?:[件个次人天项起]|分钟)?(\(含\)|\(不含\))?(以上|及以上|以下|及以下|以内)(\(含[^)]*\)|\(不含[^)]*\))?"
        ))
    });
    if let Some(found) = SIDE.captures(clause) {
        let (number, side) = (get(&found, 1), get(&found, 3));
        let excluded = get(&found, 2).contains("不含") || get(&found, 4).contains("不含");
        let included = !excluded
            && (get(&found, 2).contains('含') || get(&found, 4).contains('含') || side.contains('及'));
        return Some(if side.ends_with('上') {
            Band::of(Some((&number, !excluded)), None)
        } else {
            Band::of(None, Some((&number, included || side == "以内")))
        });
    }
    let found = ONE.captures(clause)?;
    let (sign, number) = (get(&found, 1), get(&found, 2));
    let closed = ["≥", "≤"].contains(&sign.as_str()) || get(&found, 3) == "(含)";
    Some(if ["≥", ">", "大于", "高于", "超过"].contains(&sign.as_str()) {
        Band::of(Some((&number, closed)), None)
    } else {
        Band::of(None, Some((&number, closed)))
    })
}
