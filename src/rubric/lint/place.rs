//! Which record of a rubric's files a fault is in.

use std::fmt;

use super::super::{Indicator, Rubric};

/// A record of one of the rubric's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A key at the top of rubric.toml.
    Top(&'static str),
    /// An indicator.
    Indicator { code: String, name: String },
    /// A level.
    Level(Vec<String>),
    /// A grade.
    Grade(String),
    /// A derived fact.
    Fact(String),
    /// A limit.
    Limit(String),
    /// A quota, by its grade.
    Quota(String),
    /// A fact of form.toml, with the list or table that holds it.
    FormFact { holder: String, fact: String },
    /// An equation of form.toml, by its place.
    Equation(usize),
    /// An example.
    Example(String),
    /// A cell of the workbook that the rubric was written in, and the record that it is part of.
    Cell { place: String, of: Box<Record> },
}

impl Record {
    pub(super) fn of(indicator: &Indicator) -> Self {
        Self::Indicator { code: indicator.code.clone(), name: indicator.name().to_owned() }
    }

    /// What it is called, whatever file it is in; nothing where it is a key alone.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Top(_) => String::new(),
            Self::Indicator { code, name } => format!("指标 {code}“{name}”"),
            Self::Level(path) if path.is_empty() => "总分".to_owned(),
            Self::Level(path) => format!("层级“{}”", path.join(" / ")),
            Self::Grade(name) => format!("等级“{name}”"),
            Self::Fact(name) => format!("计算项“{name}”"),
            Self::Limit(name) => format!("限制“{name}”"),
            Self::Quota(grade) => format!("等级“{grade}”的名额"),
            Self::FormFact { holder, fact } => format!("“{holder}”的“{fact}”"),
            Self::Equation(index) => format!("第 {} 个勾稽关系", index + 1),
            Self::Example(name) => format!("算例“{name}”"),
            Self::Cell { of, .. } => of.name(),
        }
    }

    /// Where this record of `rubric` stands among those of its file, so that faults are listed in
    /// the order in which an author meets them.
    pub(super) fn position(&self, rubric: &Rubric) -> (usize, usize) {
        let system = &rubric.system;
        let at = |index: Option<usize>| index.unwrap_or(usize::MAX);
        match self {
            Self::Top(_) => (0, 0),
            Self::Grade(name) => (1, at(system.grades.iter().position(|grade| grade.name == *name))),
            Self::Fact(name) => (2, at(system.facts.iter().position(|fact| fact.name == *name))),
            Self::Level(path) => (3, at(system.levels.iter().position(|level| level.path == *path))),
            Self::Limit(name) => (4, at(system.limits.iter().position(|limit| limit.name == *name))),
            Self::Quota(grade) => (5, at(system.quotas.iter().position(|quota| quota.grade == *grade))),
            Self::Indicator { code, .. } => (6, at(system.indicators.iter().position(|i| i.code == *code))),
            Self::FormFact { .. } => (7, 0),
            Self::Equation(index) => (8, *index),
            Self::Example(name) => (9, at(rubric.examples.iter().position(|e| e.name == *name))),
            Self::Cell { of, .. } => of.position(rubric),
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { place, of } => match of.name() {
                name if name.is_empty() => write!(f, "{place}"),
                name => write!(f, "{place}（{name}）"),
            },
            Self::Top(key) => write!(f, "rubric.toml {key}"),
            Self::FormFact { .. } | Self::Equation(_) => write!(f, "form.toml {}", self.name()),
            Self::Example(_) => write!(f, "examples.toml {}", self.name()),
            _ => write!(f, "rubric.toml {}", self.name()),
        }
    }
}
