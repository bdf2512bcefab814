//! 报送情况表

use std::collections::{BTreeMap, BTreeSet};

use super::cell::Cell;
use super::style::Tint;
use super::table::{Column, Table};
use super::view::View;
use crate::Evaluation;
use crate::finding::{Finding, Problem, Severity};
use crate::intake::FileStatus;
use crate::place::Place;
use crate::score::Tally;

/// Who should send, what came, and what state it is in.
pub(super) fn table(view: &View) -> Table {
    let senders = states(view);
    let rows: Vec<Vec<Cell>> = senders.iter().map(row).collect();
    let sent = senders.iter().filter(|sender| sender.state != SentState::NotSent).count();
    let unknown = view
        .evaluation
        .inputs
        .iter()
        .filter(|input| matches!(input.status, FileStatus::Rejected(_)) && !belongs(view, &input.file))
        .count();
    let mut remarks = vec![
        format!("应报 {} 个部门，已报 {sent} 个，未报 {} 个", senders.len(), senders.len() - sent),
        "状态：未报为未收到自评表；重复为同一对象报送多份、待确定以哪一份为准；退回为有错误、须更正后重新报送；待核为部门所报材料无错误、错误在财政部门掌握的数据；通过为无错误"
            .to_owned(),
    ];
    if unknown > 0 {
        remarks.push(format!("另有 {unknown} 个文件未能读取或未能识别所属单位，见运行信息"));
    }
    if view.evaluation.roster.is_empty() {
        remarks.push("未提供名册，本表只列已知的部门，无法判断是否有部门未报".to_owned());
    }
    Table {
        name: "报送情况表",
        title: view.title("自评材料报送情况表"),
        columns: vec![
            Column::new("部门编码", 11.0),
            Column::words("部门名称", 26.0),
            Column::new("分组", 14.0),
            Column::new("是否报送", 10.0),
            Column::words("文件名", 46.0),
            Column::new("份数", 7.0),
            Column::new("错误数", 8.0),
            Column::new("警告数", 8.0),
            Column::new("状态", 16.0),
        ],
        rows,
        remarks,
        frozen: 2,
        filter: true,
        ..Table::default()
    }
}

/// What a department has sent, and what state it is in.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) code: Option<String>,
    pub(crate) name: String,
    pub(crate) group: Option<String>,
    /// The files that came from it: those scored, and those that its findings stand in.
    pub(crate) files: Vec<String>,
    /// How many forms came from it; a file of which no form is known counts as one.
    pub(crate) forms: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) notes: usize,
    pub(crate) state: SentState,
}

/// What state a department's submission is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SentState {
    /// 未报
    NotSent,
    /// 重复: the bureau has not decided which one counts.
    Twice,
    /// 退回: errors, to be mended and sent again.
    Returned,
    /// 待核: errors, but none in what the body sent.
    Held,
    /// 通过
    Accepted,
}

/// Everybody who should have sent or did: the roster's bodies, then the others.
pub(crate) fn sent(evaluation: &Evaluation) -> Vec<Sent> {
    states(&View::new(evaluation, &[], false))
}

/// What is known of one department.
#[derive(Default)]
struct Known<'a> {
    cards: Vec<&'a Tally>,
    findings: Vec<&'a Finding>,
}

fn states(view: &View) -> Vec<Sent> {
    let evaluation = view.evaluation;
    let mut known: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    for card in &evaluation.cards.tallies {
        known.entry(&card.department).or_default().cards.push(card);
    }
    for finding in &evaluation.findings {
        if let Some(department) = &finding.department {
            known.entry(department).or_default().findings.push(finding);
        }
    }
    let submissions: BTreeSet<&str> = evaluation
        .inputs
        .iter()
        .filter(|input| !matches!(input.status, FileStatus::Ignored(_)))
        .map(|input| input.file.as_str())
        .collect();
    let nothing = Known::default();
    senders(view)
        .into_iter()
        .map(|sender| {
            let known = known.get(sender.name.as_str()).unwrap_or(&nothing);
            state(sender, known, &submissions)
        })
        .collect()
}

fn state(sender: Sender, known: &Known<'_>, submissions: &BTreeSet<&str>) -> Sent {
    let is_not_sent = |finding: &Finding| matches!(finding.problem, Problem::NotSent { .. });
    let is_twice = |finding: &Finding| matches!(finding.problem, Problem::SentTwice { .. });
    let count = |severity: Severity| {
        let counted = |finding: &&&Finding| finding.severity == severity && !is_not_sent(finding);
        known.findings.iter().filter(counted).count()
    };
    let of_findings = known.findings.iter().filter_map(|finding| finding.place.as_ref());
    let of_findings = of_findings.map(|place| &*place.file).filter(|file| submissions.contains(file));
    let files: BTreeSet<&str> = known.cards.iter().map(|card| &*card.place.file).chain(of_findings).collect();
    let refused: BTreeSet<&Place> = known
        .findings
        .iter()
        .filter(|finding| is_twice(finding))
        .filter_map(|finding| finding.place.as_ref())
        .collect();
    let holds_form = |file: &str| {
        let mut places = known.cards.iter().map(|card| &card.place).chain(refused.iter().copied());
        places.any(|place| *place.file == *file)
    };
    let forms = known.cards.len() + refused.len() + files.iter().filter(|file| !holds_form(file)).count();
    let errors = count(Severity::Error);
    // What stands nowhere is the form's as a whole.
    let goes_back = |finding: &Finding| {
        let is_in_form = finding.place.as_ref().is_none_or(|place| submissions.contains(&*place.file));
        finding.severity == Severity::Error && !finding.problem.is_the_bureaus() && is_in_form
    };
    let state = if files.is_empty() {
        SentState::NotSent
    } else if known.findings.iter().any(|finding| is_twice(finding)) {
        SentState::Twice
    } else if known.findings.iter().any(|finding| goes_back(finding)) {
        SentState::Returned
    } else if errors > 0 {
        SentState::Held
    } else {
        SentState::Accepted
    };
    Sent {
        code: sender.code,
        name: sender.name,
        group: sender.group,
        files: files.into_iter().map(str::to_owned).collect(),
        forms,
        errors,
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        state,
    }
}

struct Sender {
    code: Option<String>,
    name: String,
    group: Option<String>,
}

/// The roster's bodies, then whoever else sent something.
fn senders(view: &View) -> Vec<Sender> {
    let evaluation = view.evaluation;
    let mut senders: Vec<Sender> = evaluation
        .roster
        .iter()
        .map(|body| Sender {
            code: Some(body.code.clone()),
            name: body.name.clone(),
            group: body.group.clone(),
        })
        .collect();
    let mut seen: BTreeSet<String> = senders.iter().map(|sender| sender.name.clone()).collect();
    for card in &evaluation.cards.tallies {
        if seen.insert(card.department.clone()) {
            senders.push(Sender {
                code: card.code.clone(),
                name: card.department.clone(),
                group: card.group.clone(),
            });
        }
    }
    for unscored in &view.unscored {
        if seen.insert(unscored.department.clone()) {
            let (code, group) = (unscored.code.clone(), unscored.group.clone());
            senders.push(Sender { code, name: unscored.department.clone(), group });
        }
    }
    senders
}

fn row(sent: &Sent) -> Vec<Cell> {
    let (status, tint) = match sent.state {
        SentState::NotSent => ("未报", Tint::Muted),
        SentState::Twice => ("重复", Tint::Error),
        SentState::Returned => ("退回（有错误）", Tint::Error),
        SentState::Held => ("待核", Tint::Pending),
        SentState::Accepted => ("通过", Tint::None),
    };
    vec![
        Cell::stated(sent.code.as_deref()),
        Cell::text(&sent.name),
        Cell::stated(sent.group.as_deref()),
        Cell::text(if sent.files.is_empty() { "否" } else { "是" }),
        Cell::stated(Some(sent.files.join("\n")).filter(|files| !files.is_empty())),
        Cell::count(sent.forms),
        Cell::count(sent.errors),
        Cell::count(sent.warnings),
        Cell::text(status).tinted(tint),
    ]
}

/// Whether it is known whose file this is.
fn belongs(view: &View, file: &str) -> bool {
    let of_someone = view.evaluation.findings.iter().filter(|finding| finding.department.is_some());
    let places = of_someone.filter_map(|finding| finding.place.as_ref());
    view.evaluation
        .cards
        .tallies
        .iter()
        .map(|card| &card.place)
        .chain(places)
        .any(|place| *place.file == *file)
}
