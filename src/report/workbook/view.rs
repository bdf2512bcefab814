//! What several sheets need to know of an evaluation: its subjects, their names, the remarks that
//! stand under every table.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{Cell, NONE};
use super::style::{Style, text_width};
use super::table::Column;
use crate::Evaluation;
use crate::finding::{Finding, Problem, Severity};
use crate::intake::submission::subject;
use crate::number::Points;
use crate::rank::Standing;
use crate::report::wording;
use crate::rubric::{Counts, Scores};
use crate::score::{Outcome, Scorecard, Status, Tally, TotalStep};

/// How much of a hash is printed under tables; the whole stands on 运行信息.
const SHORT_HASH: usize = 12;

/// A body that should have a score and has no scorecard at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unscored {
    pub(super) code: Option<String>,
    pub(super) department: String,
    pub(super) project: Option<String>,
    pub(super) group: Option<String>,
    pub(super) reason: String,
}

/// An evaluation as the sheets look at it.
pub(super) struct View<'a> {
    pub(super) evaluation: &'a Evaluation,
    /// Its scorecards; none for sheets that show no points.
    pub(super) cards: &'a [Scorecard],
    /// Decimal places of points.
    pub(super) places: u32,
    /// Whether any scorecard is a project's.
    pub(super) has_projects: bool,
    /// Whether any subject has a code.
    pub(super) has_codes: bool,
    /// Whether any subject has a group.
    pub(super) has_groups: bool,
    /// Those without a scorecard, roster first.
    pub(super) unscored: Vec<Unscored>,
    /// Fonts, sizes and colours.
    pub(super) style: Style,
    /// The findings of each department, in listing order.
    findings: BTreeMap<&'a str, Vec<&'a Finding>>,
}

/// What an indicator of the rubric is worth to one subject.
pub(super) enum Mark {
    /// All of it is scored: points and what they are out of.
    Whole(Points, Points),
    /// Some lines of it wait; the points of the others.
    Part(Points),
    /// All of it waits.
    Pending,
    /// It does not apply.
    NotApplicable,
    /// The form has no line of it.
    Absent,
}

impl<'a> View<'a> {
    pub(super) fn new(evaluation: &'a Evaluation, cards: &'a [Scorecard], monochrome: bool) -> Self {
        let tallies = &evaluation.cards.tallies;
        let unscored = unscored(evaluation);
        Self {
            evaluation,
            cards,
            places: evaluation.rubric.system.places,
            has_projects: tallies.iter().any(|card| card.project.is_some()),
            has_codes: tallies.iter().any(|card| card.code.is_some())
                || unscored.iter().any(|u| u.code.is_some()),
            has_groups: tallies.iter().any(|card| card.group.is_some())
                || unscored.iter().any(|u| u.group.is_some()),
            unscored,
            style: Style::of(&evaluation.rubric.styles, monochrome),
            findings: by_department(evaluation),
        }
    }

    /// What was found in what a department sent.
    pub(super) fn findings_of(&self, department: &str) -> &[&'a Finding] {
        self.findings.get(department).map_or(&[], Vec::as_slice)
    }

    /// `2023年度部门整体支出绩效评价` and what the sheet shows.
    pub(super) fn title(&self, what: &str) -> String {
        let system = &self.evaluation.rubric.system;
        format!("{}年度{}绩效评价{what}", system.year, self.scope())
    }

    /// What is evaluated.
    pub(super) fn scope(&self) -> &'static str {
        match self.evaluation.rubric.system.scores {
            Scores::Department => "部门整体支出",
            Scores::Project => "项目支出",
        }
    }

    /// What is counted: departments, or projects of them.
    pub(super) fn counted(&self) -> &'static str {
        if self.has_projects { "项目" } else { "部门" }
    }

    /// Standings with their scorecards, ranked ones first.
    pub(super) fn standings(&self) -> impl Iterator<Item = (&'a Standing, &'a Scorecard)> {
        let (order, cards) = (&self.evaluation.standings.order, self.cards);
        order.iter().filter_map(|standing| Some((standing, cards.get(standing.card)?)))
    }

    /// The columns that name a subject, wide enough for the longest name within reason.
    pub(super) fn name_columns(&self) -> Vec<Column> {
        let cards = self.evaluation.cards.tallies.iter();
        let names = cards.map(|card| card.department.as_str());
        let names = names.chain(self.unscored.iter().map(|unscored| unscored.department.as_str()));
        let mut columns = vec![Column::words("部门名称", width_for(names, 16.0, 30.0))];
        if self.has_projects {
            let names = self.evaluation.cards.tallies.iter().filter_map(|card| card.project.as_deref());
            columns.push(Column::words("项目名称", width_for(names, 20.0, 36.0)));
        }
        columns
    }

    /// The cells that name a subject.
    pub(super) fn name_cells(&self, department: &str, project: Option<&str>) -> Vec<Cell> {
        let mut cells = vec![Cell::text(department)];
        if self.has_projects {
            cells.push(Cell::stated(project));
        }
        cells
    }

    /// Points with the rubric's decimals.
    pub(super) fn points(&self, points: &Points) -> Cell {
        Cell::points(points, self.places)
    }

    /// The shown total; nothing where not a single indicator is scored yet, which is no zero.
    pub(super) fn total(&self, standing: &Standing, card: &Scorecard) -> Cell {
        if standing.rank.is_none() && card.outcomes.iter().all(|outcome| outcome.points().is_none()) {
            return Cell::text(NONE);
        }
        Cell::points(&standing.total, self.evaluation.rubric.system.places_of_total()).bold()
    }

    /// What an indicator of the rubric is worth to a subject.
    pub(super) fn mark(card: &Scorecard, indicator: usize) -> Mark {
        let of_it: Vec<&Outcome> = card.outcomes.iter().filter(|o| o.indicator == indicator).collect();
        let waits = of_it.iter().any(|outcome| matches!(outcome.status, Status::Pending(_)));
        match card.indicator_points(indicator) {
            Some((points, _)) if waits => Mark::Part(points),
            Some((points, max)) => Mark::Whole(points, max),
            None if waits => Mark::Pending,
            None if of_it.is_empty() => Mark::Absent,
            None => Mark::NotApplicable,
        }
    }

    /// Which rubric was applied.
    pub(super) fn rubric_remark(&self) -> String {
        let rubric = &self.evaluation.rubric;
        let short: String = rubric.sha256.chars().take(SHORT_HASH).collect();
        format!("评分细则：{}（{}年度），版本校验值 {short}", rubric.system.title, rubric.system.year)
    }

    /// How points are rounded.
    pub(super) fn rounding_remark(&self) -> String {
        let total = wording::total_rule(&self.evaluation.rubric.system);
        format!("各项指标得分四舍五入保留{}位小数，{total}", self.places)
    }

    /// That an average may be above the 分值 listed, where 分值 differ among the ranked.
    pub(super) fn adjusted_remark(&self) -> Option<String> {
        let system = &self.evaluation.rubric.system;
        // What counts beside the full marks is out of nothing for everybody.
        let within: Vec<(usize, &Points)> = system
            .indicators
            .iter()
            .enumerate()
            .filter(|(_, indicator)| indicator.counts == Counts::Within)
            .map(|(index, indicator)| (index, &indicator.points))
            .collect();
        let differs = |card: &Tally| {
            let applied = |index: usize| card.indicator_points(index).map(|(_, max)| max);
            within.iter().any(|(index, points)| applied(*index).is_some_and(|max| max != *points))
        };
        let tallies = &self.evaluation.cards.tallies;
        tallies.iter().any(|card| card.complete && differs(card)).then(|| {
            format!(
                "有的{}因部分指标不适用等，分值经过调整，与所列分值不同，平均得分可能高于所列分值；得分率按调整后的分值计算",
                self.counted()
            )
        })
    }

    /// Whose total was changed by a limit, where anybody's was; the ranking says why.
    pub(super) fn limited_remark(&self) -> Option<String> {
        let is_limited =
            |card: &Scorecard| card.total.steps.iter().any(|step| matches!(step, TotalStep::Limited { .. }));
        let limited: Vec<String> =
            self.standings().filter(|(_, card)| is_limited(card)).map(|(_, card)| card.subject()).collect();
        (!limited.is_empty()).then(|| {
            format!(
                "{}的总分经总分限制调整，不同于各项得分的汇总，原因见评价得分排名表备注",
                limited.join("、")
            )
        })
    }

    /// How equal totals share ranks.
    pub(super) fn ranking_remark(&self) -> String {
        format!("名次规则：{}", wording::ranking_rule(self.evaluation.rubric.system.ranking))
    }

    /// The rubric's notice as a remark.
    pub(super) fn notice_remark(&self) -> Option<String> {
        self.evaluation.rubric.system.notice.as_ref().map(|notice| format!("须知：{notice}"))
    }

    /// Why some stand below the ranking, where some do; `told_in` is where each one's reason stands.
    pub(super) fn unranked_remark(&self, told_in: &str) -> Option<String> {
        let incomplete = self.evaluation.standings.order.len() - self.evaluation.standings.ranked();
        let count = incomplete + self.unscored.len();
        (count > 0).then(|| {
            format!(
                "名次栏为“{NONE}”的 {count} 个{}未参与排名，原因见{told_in}；其所列评价得分仅为已评定部分",
                self.counted()
            )
        })
    }
}

fn by_department(evaluation: &Evaluation) -> BTreeMap<&str, Vec<&Finding>> {
    let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &evaluation.findings {
        if let Some(department) = &finding.department {
            findings.entry(department).or_default().push(finding);
        }
    }
    findings
}

/// A column's width for the longest of these texts, between bounds beyond which they wrap.
fn width_for<'a>(texts: impl Iterator<Item = &'a str>, least: f64, most: f64) -> f64 {
    (texts.map(text_width).fold(0.0, f64::max) + 3.0).clamp(least, most)
}

/// Who should have a score and has none: bodies of the roster, what was sent twice, and whoever
/// else an error keeps out.
fn unscored(evaluation: &Evaluation) -> Vec<Unscored> {
    let scored: BTreeSet<&str> =
        evaluation.cards.tallies.iter().map(|card| card.department.as_str()).collect();
    let mut listed: Vec<Unscored> = evaluation
        .roster
        .iter()
        .filter(|body| !scored.contains(body.name.as_str()))
        .map(|body| Unscored {
            code: Some(body.code.clone()),
            department: body.name.clone(),
            project: None,
            group: body.group.clone(),
            reason: reason(evaluation, &body.name),
        })
        .collect();
    let mut known: BTreeSet<String> = evaluation.cards.tallies.iter().map(Tally::subject).collect();
    known.extend(listed.iter().map(|unscored| unscored.department.clone()));
    for finding in &evaluation.findings {
        let Some(unscored) = kept_out(evaluation, finding, &scored) else {
            continue;
        };
        let subject = subject(&unscored.department, unscored.project.as_deref());
        if !known.contains(&unscored.department) && known.insert(subject) {
            listed.push(unscored);
        }
    }
    listed
}

/// The subject that a finding keeps from having any score.
fn kept_out(evaluation: &Evaluation, finding: &Finding, scored: &BTreeSet<&str>) -> Option<Unscored> {
    let (department, project, reason) = match (&finding.problem, &finding.department) {
        (Problem::SentTwice { subject, .. }, department) => {
            let project = department
                .as_deref()
                .and_then(|department| subject.strip_prefix(department)?.strip_prefix('·'))
                .map(str::to_owned);
            let department =
                department.clone().filter(|_| project.is_some()).unwrap_or_else(|| subject.clone());
            (department, project, sent_twice())
        }
        (problem, Some(department)) if problem.severity() == Severity::Error => {
            (department.clone(), None, reason(evaluation, department))
        }
        _ => return None,
    };
    if project.is_none() && scored.contains(department.as_str()) {
        return None;
    }
    let body = evaluation.roster.iter().find(|body| body.name == department);
    Some(Unscored {
        code: body.map(|body| body.code.clone()),
        group: body.and_then(|body| body.group.clone()),
        department,
        project,
        reason,
    })
}

fn sent_twice() -> String {
    "重复报送，待确定以哪一份为准".to_owned()
}

/// Why a department has no scorecard.
fn reason(evaluation: &Evaluation, department: &str) -> String {
    let of_it =
        || evaluation.findings.iter().filter(|finding| finding.department.as_deref() == Some(department));
    if of_it().any(|finding| matches!(finding.problem, Problem::SentTwice { .. })) {
        return sent_twice();
    }
    if of_it().any(|finding| matches!(finding.problem, Problem::NotSent { .. })) {
        return "未报送".to_owned();
    }
    of_it()
        .find(|finding| finding.problem.severity() == Severity::Error)
        .map_or_else(|| "未取得可评分的自评表".to_owned(), |finding| finding.problem.message())
}
