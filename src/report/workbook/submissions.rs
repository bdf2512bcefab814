//! 报送情况表

use std::collections::BTreeSet;

use super::cell::{Cell, NONE};
use super::style::Tint;
use super::table::{Column, Table};
use super::view::View;
use crate::finding::{Finding, Problem, Severity};
use crate::intake::FileStatus;
use crate::place::Place;
use crate::score::Scorecard;

/// Who should send, what came, and what state it is in.
pub(super) fn table(view: &View) -> Table {
    let senders = senders(view);
    let rows: Vec<Vec<Cell>> = senders.iter().map(|sender| row(view, sender)).collect();
    let sent = senders.iter().filter(|sender| !files(view, &sender.name).is_empty()).count();
    let unknown = view
        .evaluation
        .inputs
        .iter()
        .filter(|input| matches!(input.status, FileStatus::Rejected(_)) && !belongs(view, &input.file))
        .count();
    let mut remarks = vec![
        format!("应报 {} 个部门，已报 {sent} 个，未报 {} 个", senders.len(), senders.len() - sent),
        "状态：未报为未收到自评表；重复为同一对象报送多份、待确定以哪一份为准；退回为有错误、须更正后重新报送；通过为无错误".to_owned(),
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
    for card in &evaluation.cards {
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

fn row(view: &View, sender: &Sender) -> Vec<Cell> {
    let files = files(view, &sender.name);
    let count = |severity: Severity| {
        findings(view, &sender.name)
            .filter(|finding| {
                finding.problem.severity() == severity && !matches!(finding.problem, Problem::NotSent { .. })
            })
            .count()
    };
    let errors = count(Severity::Error);
    let twice =
        findings(view, &sender.name).any(|finding| matches!(finding.problem, Problem::SentTwice { .. }));
    let (status, tint) = if files.is_empty() {
        ("未报", Tint::Muted)
    } else if twice {
        ("重复", Tint::Error)
    } else if errors > 0 {
        ("退回（有错误）", Tint::Error)
    } else {
        ("通过", Tint::None)
    };
    vec![
        Cell::stated(sender.code.as_deref()),
        Cell::text(&sender.name),
        Cell::stated(sender.group.as_deref()),
        Cell::text(if files.is_empty() { "否" } else { "是" }),
        Cell::text(if files.is_empty() {
            NONE.to_owned()
        } else {
            files.iter().copied().collect::<Vec<_>>().join("\n")
        }),
        Cell::count(forms(view, &sender.name, &files)),
        Cell::count(errors),
        Cell::count(count(Severity::Warning)),
        Cell::text(status).tinted(tint),
    ]
}

fn cards<'a>(view: &View<'a>, name: &str) -> impl Iterator<Item = &'a Scorecard> {
    view.evaluation.cards.iter().filter(move |card| card.department == name)
}

fn findings<'a>(view: &View<'a>, name: &str) -> impl Iterator<Item = &'a Finding> {
    view.evaluation.findings.iter().filter(move |finding| finding.department.as_deref() == Some(name))
}

/// The files that came from a department: those scored, and those that its findings stand in.
fn files<'a>(view: &View<'a>, name: &str) -> BTreeSet<&'a str> {
    let of_cards = cards(view, name).map(|card| &*card.place.file);
    let of_findings = findings(view, name).filter_map(|finding| finding.place.as_ref());
    of_cards.chain(of_findings.map(|place| &*place.file).filter(|file| is_submission(view, file))).collect()
}

/// How many forms came from a department; a file of which no form is known counts as one.
fn forms(view: &View, name: &str, files: &BTreeSet<&str>) -> usize {
    let twice = |finding: &&Finding| matches!(finding.problem, Problem::SentTwice { .. });
    let refused: BTreeSet<&Place> =
        findings(view, name).filter(twice).filter_map(|finding| finding.place.as_ref()).collect();
    let known = |file: &str| {
        let mut places = cards(view, name).map(|card| &card.place).chain(refused.iter().copied());
        places.any(|place| *place.file == *file)
    };
    cards(view, name).count() + refused.len() + files.iter().filter(|file| !known(file)).count()
}

/// Whether a file was meant to be scored (the roster and the bureau's own table are not).
fn is_submission(view: &View, file: &str) -> bool {
    let ignored = |status: &FileStatus| matches!(status, FileStatus::Ignored(_));
    view.evaluation.inputs.iter().any(|input| input.file == file && !ignored(&input.status))
}

/// Whether it is known whose file this is.
fn belongs(view: &View, file: &str) -> bool {
    let of_someone = view.evaluation.findings.iter().filter(|finding| finding.department.is_some());
    let places = of_someone.filter_map(|finding| finding.place.as_ref());
    view.evaluation.cards.iter().map(|card| &card.place).chain(places).any(|place| *place.file == *file)
}
