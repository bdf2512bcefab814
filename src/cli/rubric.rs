//! `jixiao rubric`: the rubric itself, before anyone is scored.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::args::{RubricCommand, TestArgs};
use super::{Outcome, authoring, lint, plan, screen, show};
use crate::report::wording;
use crate::rubric::Rubric;
use crate::score::coverage::{self, Case};
use crate::score::example::{self, Mismatch};

/// The command's answer as JSON.
#[derive(Serialize)]
struct Answer {
    rubric: String,
    examples: usize,
    failed: Vec<String>,
    cases: usize,
    gaps: Vec<Entry>,
    left_out: Vec<Entry>,
}

/// A case that no example reaches.
#[derive(Serialize)]
struct Entry {
    about: String,
    when: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    /// Facts that would reach it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<String, String>,
}

impl Entry {
    fn of(case: &Case) -> Self {
        let facts = if case.is_gap() { case.sample.iter().cloned().collect() } else { BTreeMap::new() };
        Self { about: case.about.clone(), when: case.when.clone(), why: case.impossible, facts }
    }
}

/// Runs the command.
pub(super) fn run(command: &RubricCommand) -> Outcome {
    match command {
        RubricCommand::Test(arguments) => test(arguments),
        RubricCommand::Lint(arguments) => lint::run(arguments),
        RubricCommand::Show(arguments) => show::run(arguments),
        RubricCommand::Template(arguments) => authoring::template(arguments),
        RubricCommand::Convert(arguments) => authoring::convert(arguments),
        RubricCommand::Import(arguments) => authoring::import(arguments),
        RubricCommand::Schema(arguments) => authoring::schema(arguments),
    }
}

fn test(arguments: &TestArgs) -> Outcome {
    let rubric = match plan::load(&arguments.folder) {
        Ok(rubric) => rubric,
        Err(outcome) => return outcome,
    };
    let mismatches = example::run(&rubric);
    let cases = coverage::cases(&rubric);
    let _ = report(&rubric, &mismatches, &cases, arguments);
    let uncovered = arguments.require_coverage && cases.iter().any(Case::is_gap);
    if mismatches.is_empty() && !uncovered { Outcome::Clean } else { Outcome::Usage }
}

fn report(rubric: &Rubric, mismatches: &[Mismatch], cases: &[Case], arguments: &TestArgs) -> io::Result<()> {
    let gaps: Vec<&Case> = cases.iter().filter(|case| case.is_gap()).collect();
    let left_out: Vec<&Case> = cases.iter().filter(|case| !case.reached && !case.is_gap()).collect();
    let possible = cases.len() - left_out.len();
    if arguments.json {
        let entries = |cases: &[&Case]| cases.iter().map(|case| Entry::of(case)).collect();
        return screen::json(&Answer {
            rubric: rubric.id.clone(),
            examples: rubric.examples.len(),
            failed: mismatches.iter().map(|mismatch| mismatch.name.clone()).collect(),
            cases: possible,
            gaps: entries(&gaps),
            left_out: entries(&left_out),
        });
    }
    let mut out = io::stdout().lock();
    for Mismatch { name, expected, found } in mismatches {
        let (expected, found) = (wording::expected(expected), wording::found(found));
        writeln!(out, "算例“{name}”：应为 {expected}，现为：{found}")?;
    }
    let listed = |out: &mut io::StdoutLock<'_>, title: &str, cases: &[&Case]| -> io::Result<()> {
        let mut about = "";
        for case in cases {
            if about.is_empty() {
                writeln!(out, "{title}")?;
            }
            if about != case.about {
                about = &case.about;
                let count = cases.iter().filter(|case| case.about == about).count();
                writeln!(out, "  {about}（{count} 种）")?;
            }
            let why = case.impossible.map_or_else(String::new, |why| format!("（{why}）"));
            writeln!(out, "    - {}{why}{}", case.when, such_as(case))?;
        }
        Ok(())
    };
    listed(&mut out, "没有算例的情形（每种至少补一个算例，写明数据和应得分数）：", &gaps)?;
    listed(&mut out, "不需要算例的情形（不会出现，或已由其他规定处理）：", &left_out)?;
    writeln!(out, "计分情形 {possible} 种，有算例的 {}，没有算例的 {}", possible - gaps.len(), gaps.len())?;
    let total = rubric.examples.len();
    writeln!(
        out,
        "{}：算例 {total} 个，通过 {}，不符 {}",
        name_of(&arguments.folder),
        total - mismatches.len(),
        mismatches.len()
    )?;
    if arguments.require_coverage && !gaps.is_empty() {
        writeln!(out, "要求每种情形都有算例（--require-coverage），尚缺 {} 种，未通过", gaps.len())?;
    }
    Ok(())
}

/// Facts that would go a way that no example goes.
fn such_as(case: &Case) -> String {
    if !case.is_gap() || case.sample.is_empty() {
        return String::new();
    }
    let facts: Vec<String> = case.sample.iter().map(|(name, value)| format!("“{name}”填 {value}")).collect();
    format!("，如{}", facts.join("，"))
}

/// The last name of a path, by which a rubric is called.
pub(super) fn name_of(folder: &Path) -> String {
    folder
        .file_name()
        .map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}
