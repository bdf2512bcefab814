//! The one type with which everything above reports a problem.
//!
//! A finding is data: what kind of problem, where, on whom, what stood there, and what it costs.
//! The words are all in [`problem`]. Findings travel beside the data and come out in every report.

mod advice;
pub mod catalogue;
pub mod problem;
mod words;

pub use problem::{Problem, Severity};

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::number::Points;
use crate::place::Place;

/// A problem at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub problem: Problem,
    /// How much it matters to this bureau; the problem's own severity unless the rubric says
    /// otherwise.
    pub severity: Severity,
    /// The department concerned, as the roster or its own form names it.
    pub department: Option<String>,
    /// The indicator concerned, its levels joined by ` / `.
    pub indicator: Option<String>,
    /// Where it is.
    pub place: Option<Place>,
    /// What stands there.
    pub value: Option<String>,
    /// The points that cannot be given because of it.
    pub costs: Option<Points>,
}

impl Finding {
    /// A problem of which nothing else is known yet.
    #[must_use]
    pub fn new(problem: Problem) -> Self {
        let severity = problem.severity();
        Self { problem, severity, department: None, indicator: None, place: None, value: None, costs: None }
    }

    /// The same problem at `place`.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.place = place.into();
        self
    }

    /// The same problem with what stands at its place.
    #[must_use]
    pub fn showing(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into()).filter(|value: &String| !value.is_empty());
        self
    }

    /// The same problem on an indicator.
    #[must_use]
    pub fn on(mut self, indicator: impl Into<String>) -> Self {
        self.indicator = Some(indicator.into());
        self
    }

    /// The same problem of a department.
    #[must_use]
    pub fn of(mut self, department: impl Into<String>) -> Self {
        self.department = Some(department.into());
        self
    }

    /// The same problem, which keeps `points` from being given.
    #[must_use]
    pub fn costing(mut self, points: Points) -> Self {
        self.costs = Some(points);
        self
    }

    /// Takes over what another finding on the same cell knows, where this one knows nothing.
    fn take_over(&mut self, costs: Option<Points>, indicator: Option<String>) {
        self.costs = self.costs.take().or(costs);
        self.indicator = self.indicator.take().or(indicator);
    }

    /// The order in which findings are listed: by department (as the roster lists them, others by name), file,
    /// sheet and cell, then code. Independent of the order in which they were found.
    fn listing_order<'f>(&'f self, seats: &BTreeMap<&str, usize>) -> impl Ord + use<'f> {
        let department = self.department.as_deref();
        let department = department.map(|name| (seats.get(name).copied().unwrap_or(usize::MAX), name));
        (department, &self.place, self.problem.code(), &self.indicator, &self.value)
    }
}

/// Brings findings into listing order and makes one of those that say the same of one cell: what
/// could not be read is found when it is read, and what it costs only when it is scored. `seats` says where
/// bodies stand on the roster.
pub fn settle(findings: &mut Vec<Finding>, seats: &BTreeMap<&str, usize>) {
    // That a body's line is missing from the bureau's table says it for every fact of the line.
    let unlisted: HashSet<Option<String>> = findings
        .iter()
        .filter(|finding| matches!(finding.problem, Problem::NotListed { .. }))
        .map(|finding| finding.department.clone())
        .collect();
    // Without that table it is said once for all bodies.
    let held: HashSet<String> = findings
        .iter()
        .filter_map(|finding| match &finding.problem {
            Problem::ListAbsent { holds, .. } => Some(holds),
            _ => None,
        })
        .flatten()
        .cloned()
        .collect();
    findings.retain(|finding| match &finding.problem {
        Problem::MissingFact { facts } => facts.is_empty() || !facts.iter().all(|fact| held.contains(fact)),
        Problem::WaitsForPerson { .. } => held.is_empty(),
        _ => true,
    });
    findings.retain(|finding| {
        let of_a_fact =
            matches!(finding.problem, Problem::MissingFact { .. } | Problem::WaitsForPerson { .. });
        let without_cell = finding.place.as_ref().is_none_or(|place| place.cell.is_none());
        !(of_a_fact && without_cell && unlisted.contains(&finding.department))
    });
    // That a rule could not use a cell says nothing beside why the cell could not be read.
    let (consequences, mut settled): (Vec<Finding>, Vec<Finding>) =
        std::mem::take(findings).into_iter().partition(|finding| {
            matches!(finding.problem, Problem::UnreadableFact { .. }) && finding.costs.is_some()
        });
    let mut causes: HashMap<Option<Place>, usize> = HashMap::new();
    for (index, finding) in settled.iter().enumerate() {
        let is_cause = matches!(
            finding.problem,
            Problem::AmbiguousColumn { .. }
                | Problem::ErrorCell
                | Problem::Uncalculated
                | Problem::FormatContradicts { .. }
        );
        if is_cause {
            causes.entry(finding.place.clone()).or_insert(index);
        }
    }
    for consequence in consequences {
        match causes.get(&consequence.place) {
            Some(cause) => settled[*cause].take_over(consequence.costs, consequence.indicator),
            None => settled.push(consequence),
        }
    }
    *findings = settled;
    findings.sort_by(|a, b| a.listing_order(seats).cmp(&b.listing_order(seats)));
    findings.dedup_by(|later, kept| {
        let same = later.problem.code() == kept.problem.code()
            && later.department == kept.department
            && later.place == kept.place
            && later.place.as_ref().is_some_and(|place| place.cell.is_some());
        let mergeable = same && kept.costs.is_some() != later.costs.is_some();
        if mergeable {
            kept.take_over(later.costs.take(), later.indicator.take());
        }
        mergeable || later == kept
    });
}

/// Why the system would not read or write a file, in words.
#[must_use]
pub fn system_reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "没有权限",
        std::io::ErrorKind::NotFound => "不存在",
        std::io::ErrorKind::StorageFull => "磁盘空间不足",
        std::io::ErrorKind::ReadOnlyFilesystem => "所在磁盘为只读",
        std::io::ErrorKind::IsADirectory => "是文件夹，不是文件",
        std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists => "上级路径不是文件夹",
        std::io::ErrorKind::InvalidData => "不是 UTF-8 编码的文本",
        std::io::ErrorKind::OutOfMemory => "内存不足",
        std::io::ErrorKind::InvalidFilename => "文件名过长或含有系统不允许的字符",
        _ => match error.raw_os_error() {
            // EMFILE and ENFILE have no kind of their own.
            Some(23 | 24) if cfg!(unix) => "同时打开的文件超过系统限制",
            _ => "系统拒绝了操作",
        },
    }
}
