//! 名册: who should send, and who a name stands for. An ambiguous name is never guessed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::filed::Filed;
use super::list::{CODE, NAME, Record};
use super::submission::FactValue;
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::rubric::label;

/// Short names and other spellings, separated by 、 or ; or ,.
pub const ALIASES: &str = "别名";
/// Names of its projects, separated by ; or line breaks.
pub const PROJECTS: &str = "项目清单";
/// The group it is ranked in.
pub const GROUP: &str = "分组";

/// Names shorter than this are not looked for inside longer texts.
const SHORTEST_CONTAINED: usize = 3;

/// A body of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// 部门编码
    pub code: String,
    /// 部门名称, in full.
    pub name: String,
    /// Short names and other spellings.
    pub aliases: Vec<String>,
    /// 分组
    pub group: Option<String>,
    /// 项目清单
    pub projects: Vec<String>,
    /// Its line on the roster.
    pub place: Place,
}

impl Body {
    /// The full name and every other spelling.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

/// Everyone who should send.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// The bodies in the roster's own order.
    pub bodies: Vec<Body>,
    /// Those of each code, in that order.
    by_code: HashMap<String, Vec<usize>>,
    /// Those of each full name, by its key.
    by_name: HashMap<String, Vec<usize>>,
    /// Those of each other spelling, by its key.
    by_alias: HashMap<String, Vec<usize>>,
}

/// Who a form's texts stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// The body with this index.
    Body(usize),
    /// More than one body; their indices.
    Ambiguous(Vec<usize>),
    /// None; the index of one with a similar name.
    None(Option<usize>),
}

impl Roster {
    /// Builds the roster from its list's lines; repeated codes and names are findings.
    pub fn from_records(records: &[Record], findings: &mut Vec<Finding>) -> Self {
        let mut bodies: Vec<Body> = Vec::new();
        let (mut codes, mut names) = (HashSet::new(), HashSet::new());
        for record in records {
            findings.extend(record.findings.iter().cloned());
            let facts = record.facts();
            let text = |name: &str| match facts.get(name).map(|fact| (&fact.value, fact.stated())) {
                Some((FactValue::Text(text), Some(_))) => Some(text.trim().to_owned()),
                _ => None,
            };
            let Some(name) = text(NAME) else { continue };
            let aliases = text(ALIASES).unwrap_or_default();
            let aliases = aliases.split(['、', ';', '；', ',', '，', '/']).map(str::trim);
            let projects = text(PROJECTS).unwrap_or_default();
            let projects = projects.split([';', '；', '\n', '\r']);
            let body = Body {
                code: text(CODE).unwrap_or_default(),
                name,
                aliases: aliases.filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
                group: text(GROUP),
                projects: projects
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect(),
                place: record.place.clone(),
            };
            let same_name = !names.insert(key(&body.name));
            let same_code = !body.code.is_empty() && codes.contains(&body.code);
            if same_code || same_name {
                let what = if same_name { body.name.clone() } else { body.code.clone() };
                findings.push(Finding::new(Problem::RosterRepeats { what }).at(body.place.clone()));
                if same_name {
                    continue;
                }
            }
            codes.insert(body.code.clone());
            bodies.push(body);
        }
        Self::new(bodies)
    }

    /// Where each body stands on the roster, by its full name: the one order of whatever is listed by body.
    #[must_use]
    pub fn seats(&self) -> BTreeMap<&str, usize> {
        self.bodies.iter().enumerate().map(|(seat, body)| (body.name.as_str(), seat)).collect()
    }

    /// Brings what was sent into the roster's order; bodies that are not on it stand below, by code. What
    /// is equal stays as it is.
    pub fn arrange(&self, submissions: &mut [Filed]) {
        let seats = self.seats();
        submissions.sort_by_key(|own| {
            let seat = seats.get(own.department.as_str()).copied();
            (seat.unwrap_or(usize::MAX), own.code.clone())
        });
    }

    /// A roster of these bodies.
    #[must_use]
    pub fn new(bodies: Vec<Body>) -> Self {
        let mut roster = Self::default();
        for (index, body) in bodies.iter().enumerate() {
            if !body.code.is_empty() {
                roster.by_code.entry(body.code.clone()).or_default().push(index);
            }
            roster.by_name.entry(key(&body.name)).or_default().push(index);
            for alias in &body.aliases {
                roster.by_alias.entry(key(alias)).or_default().push(index);
            }
        }
        roster.bodies = bodies;
        roster
    }

    /// Who `claims` (names as stated, best first) or else `titles` stand for: by code, exact name,
    /// alias, then a name inside a longer text.
    #[must_use]
    pub fn find(&self, claims: &[&str], titles: &[String]) -> Match {
        let unique = |found: Vec<usize>| match found.as_slice() {
            [] => None,
            [one] => Some(Match::Body(*one)),
            _ => Some(Match::Ambiguous(found)),
        };
        let of_code = |claim: &str| -> BTreeSet<usize> {
            let code = split_code(claim).0;
            code.and_then(|code| self.by_code.get(code)).into_iter().flatten().copied().collect()
        };
        let of = |names: &HashMap<String, Vec<usize>>, claim: &str| -> BTreeSet<usize> {
            let claim = key(split_code(claim).1);
            let itself = ITSELF_MARKS.iter().find_map(|mark| claim.strip_suffix(mark));
            let spellings = std::iter::once(claim.as_str()).chain(itself);
            spellings.filter_map(|name| names.get(name)).flatten().copied().collect()
        };
        // A text that lists bodies names none of them before the others; another may name one.
        let (lists, single): (Vec<&str>, Vec<&str>) =
            claims.iter().copied().partition(|claim| self.listed_in(claim).len() > 1);
        if let Some(list) = lists.first() {
            return match self.find(&single, &[]) {
                Match::Body(index) => Match::Body(index),
                _ => Match::Ambiguous(self.listed_in(list)),
            };
        }
        for claim in claims {
            for found in [of_code(claim), of(&self.by_name, claim), of(&self.by_alias, claim)] {
                if let Some(found) = unique(found.into_iter().collect()) {
                    return self.unless_contradicted(found, claim, claims);
                }
            }
        }
        // A claim may name more than the body (某某区 教育局); what follows the name is another body
        // (教育局幼儿园). Titles count only where nothing was claimed.
        for claim in claims {
            let ends = |name: &str| key(claim).ends_with(name);
            if let Some(found) = unique(self.named_by(&ends)) {
                return found;
            }
        }
        for title in titles.iter().filter(|_| claims.is_empty()) {
            let contains = |name: &str| key(title).contains(name);
            if let Some(found) = unique(self.named_by(&contains)) {
                return found;
            }
        }
        Match::None(claims.first().and_then(|claim| self.nearest(claim)))
    }

    /// The bodies that a text lists.
    fn listed_in(&self, claim: &str) -> Vec<usize> {
        if self.knows(claim) {
            return Vec::new();
        }
        let listed = parts(claim).into_iter().flat_map(|part| self.called(&key(&part)));
        listed.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The bodies that are called just so, by their full name or another spelling.
    fn called(&self, key: &str) -> BTreeSet<usize> {
        [&self.by_name, &self.by_alias].iter().filter_map(|names| names.get(key)).flatten().copied().collect()
    }

    /// Whether a body is called just so.
    pub(super) fn knows(&self, claim: &str) -> bool {
        !self.called(&key(split_code(claim).1)).is_empty()
    }

    /// A bare code and a name that stand for different bodies are ambiguous.
    fn unless_contradicted(&self, found: Match, by: &str, claims: &[&str]) -> Match {
        let Match::Body(coded) = found else { return found };
        if by.is_empty() || !by.chars().all(|c| c.is_ascii_digit()) {
            return found;
        }
        let names = claims.iter().skip_while(|claim| **claim != by).skip(1);
        let exact = |claim: &str| self.called(&key(claim)).first().copied();
        match names.filter_map(|claim| exact(claim)).find(|&named| named != coded) {
            Some(named) => Match::Ambiguous(vec![coded, named]),
            None => found,
        }
    }

    /// The body that `claims` or `titles` stand for, or what is wrong with them.
    ///
    /// # Errors
    /// A problem: no name at all, a name of several bodies, or one that the roster does not have.
    pub fn whose(&self, claims: &[&str], titles: &[String]) -> Result<&Body, Problem> {
        let name = claims.first().copied().unwrap_or_default().to_owned();
        let names = |found: &[usize]| found.iter().map(|&index| self.bodies[index].name.clone()).collect();
        match self.find(claims, titles) {
            Match::Body(index) => Ok(&self.bodies[index]),
            Match::Ambiguous(found) => Err(Problem::AmbiguousName { name, candidates: names(&found) }),
            Match::None(_) if name.is_empty() => Err(Problem::NoDepartment),
            Match::None(near) => Err(Problem::NotOnRoster {
                name: name_and_code(claims),
                near: near.map(|index| self.bodies[index].name.clone()),
            }),
        }
    }

    /// Bodies of which a name or alias passes the test; a name inside a longer name that passes too
    /// (文联 in 区文联) does not count.
    fn named_by(&self, test: &dyn Fn(&str) -> bool) -> Vec<usize> {
        let mut hits: Vec<(usize, String)> = Vec::new();
        for (index, body) in self.bodies.iter().enumerate() {
            let longest = body
                .names()
                .map(key)
                .filter(|name| name.chars().count() >= SHORTEST_CONTAINED && test(name))
                .max_by_key(String::len);
            hits.extend(longest.map(|name| (index, name)));
        }
        let covered =
            |name: &str| hits.iter().any(|(_, other)| other.len() > name.len() && other.contains(name));
        hits.iter().filter(|(_, name)| !covered(name)).map(|(index, _)| *index).collect()
    }

    fn nearest(&self, claim: &str) -> Option<usize> {
        let claim = key(split_code(claim).1);
        let distance = |name: &str| strsim::damerau_levenshtein(&key(name), &claim);
        let names = |body: &Body| body.names().map(distance).min().unwrap_or(usize::MAX);
        let nearest = (0..self.bodies.len()).min_by_key(|&index| names(&self.bodies[index]))?;
        // Of a short name, two other letters make another name.
        let tolerance = (claim.chars().count() / 3).min(2);
        (names(&self.bodies[nearest]) <= tolerance).then_some(nearest)
    }
}

/// Who is claimed, for people to read: a bare code names nobody.
fn name_and_code(claims: &[&str]) -> String {
    let (codes, names): (Vec<&str>, Vec<&str>) =
        claims.iter().partition(|claim| claim.chars().all(|c| c.is_ascii_digit()));
    match (names.first(), codes.first()) {
        (Some(name), Some(code)) => format!("{name}（编码{code}）"),
        (Some(only), None) | (None, Some(only)) => (*only).to_owned(),
        (None, None) => String::new(),
    }
}

/// What a form prints behind a name, which is no part of it.
const SEAL_MARKS: [&str; 4] = ["(盖章)", "(公章)", "(签章)", "(印章)"];

/// Remarks by which a body means itself and not those below it.
const ITSELF_MARKS: [&str; 3] = ["(本级)", "(机关)", "(汇总)"];

/// The letters beside Latin ones that a part of a list has where it may be the name of a body.
const SHORTEST_NAME: usize = 2;

/// The names in a text that lists some, one after the other; remarks in brackets are no part of it.
pub(super) fn parts(claim: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for c in claim.chars() {
        match c {
            '(' | '（' | '[' | '［' | '【' => depth += 1,
            ')' | '）' | ']' | '］' | '】' => depth = depth.saturating_sub(1),
            '、' | '，' | ',' | '；' | ';' | '/' | '\n' if depth == 0 => parts.push(String::new()),
            _ if depth == 0 => parts.iter_mut().last().into_iter().for_each(|part| part.push(c)),
            _ => {}
        }
    }
    parts.retain(|part| key(part).chars().filter(|c| !c.is_ascii()).count() >= SHORTEST_NAME);
    parts
}

/// A name for comparison: width, blanks, quotes and the place for the seal aside.
pub(super) fn key(name: &str) -> String {
    label::normalised(without_seal(name))
}

/// A stated name without the place for the seal.
pub(super) fn without_seal(name: &str) -> &str {
    let opened = name.rfind(['(', '（']).map(|at| name.split_at(at));
    match opened {
        Some((bare, mark)) if SEAL_MARKS.contains(&label::normalised(mark).as_str()) => bare.trim(),
        _ => name.trim(),
    }
}

/// A code before a name (`219-某某局`, `[155]某某局`) and the name.
#[must_use]
pub fn split_code(claim: &str) -> (Option<&str>, &str) {
    let claim = claim.trim();
    let opened = claim.strip_prefix(['[', '［', '(', '（', '【']).unwrap_or(claim);
    let digits = opened.find(|c: char| !c.is_ascii_digit()).unwrap_or(opened.len());
    let (code, rest) = opened.split_at(digits);
    if code.len() < 3 {
        return (None, claim);
    }
    let rest = rest.trim_start_matches([']', '］', ')', '）', '】', '-', '—', '－', ' ', '　', '_']);
    (Some(code), if rest.is_empty() { claim } else { rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster() -> Roster {
        let body = |code: &str, name: &str, aliases: &[&str]| Body {
            code: code.into(),
            name: name.into(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            group: None,
            projects: Vec::new(),
            place: Place::file("名册.xlsx"),
        };
        Roster::new(vec![
            body("101", "广州市荔湾区文学艺术界联合会", &["区文联", "荔湾区文联"]),
            body("102", "示例区教育局", &["教育局"]),
            body("103", "示例区教育局会计中心", &["中心"]),
            body("104", "示例区卫生局", &["中心"]),
        ])
    }

    #[test]
    fn code_name_alias_then_inside_a_text() {
        let roster = roster();
        let find = |claim: &str| roster.find(&[claim], &[]);
        assert_eq!(find("101-随便什么名字"), Match::Body(0));
        assert_eq!(find("示例区教育局 "), Match::Body(1));
        assert_eq!(find("区文联"), Match::Body(0));
        assert_eq!(roster.find(&["101", "区文联"], &[]), Match::Body(0));
        assert_eq!(roster.find(&["101", "教育局"], &[]), Match::Ambiguous(vec![0, 1]));
        assert_eq!(find("中心"), Match::Ambiguous(vec![2, 3]));
        assert_eq!(find("某市示例区教育局"), Match::Body(1));
        assert_eq!(find("教育局（本级）（盖章）"), Match::Body(1));
        assert_eq!(find("示例区教育局幼儿园"), Match::None(None));
        let title = |title: &str| roster.find(&[], &[title.to_owned()]);
        assert_eq!(title("关于示例区教育局会计中心的表"), Match::Body(2));
        assert_eq!(roster.find(&["第一小学"], &["示例区教育局汇总".into()]), Match::None(None));
        assert_eq!(find("区文联、教育局（牵头）"), Match::Ambiguous(vec![0, 1]));
        assert_eq!(roster.find(&["区文联、教育局", "教育局"], &[]), Match::Body(1));
        assert_eq!(find("某某司"), Match::None(None));
        assert_eq!(find("示例区卫生司"), Match::None(Some(3)));
        assert_eq!(roster.find(&[], &["荔湾区文联2023年度自评表".into()]), Match::Body(0));
    }

    #[test]
    fn who_is_not_on_the_roster_is_named_with_the_code() {
        let named = |claims: &[&str]| match roster().whose(claims, &[]) {
            Err(problem) => problem.message(),
            Ok(body) => panic!("{}", body.name),
        };
        assert_eq!(named(&["800125", "示例区体育局"]), "“示例区体育局（编码800125）”不在名册内");
        assert_eq!(named(&["800125"]), "“800125”不在名册内");
        assert_eq!(named(&["示例区体育局"]), "“示例区体育局”不在名册内");
    }

    #[test]
    fn codes_stand_before_names() {
        assert_eq!(split_code("219-池州市贵池区棠溪镇人民政府"), (Some("219"), "池州市贵池区棠溪镇人民政府"));
        assert_eq!(split_code("[155]濉溪县民政局"), (Some("155"), "濉溪县民政局"));
        assert_eq!(split_code("6号院管理处"), (None, "6号院管理处"));
    }
}
