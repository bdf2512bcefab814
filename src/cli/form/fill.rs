//! `jixiao form fill`: a blank form filled from a narrative report.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::authoring;
use crate::blank::{self, Recipient};
use crate::cli::args::FillArgs;
use crate::cli::{Outcome, plan, screen};
use crate::intake::IntakeOptions;
use crate::intake::report;
use crate::narrative::{Narrative, Said};
use crate::number::Number;
use crate::rubric::Rubric;
use crate::rubric::form::Kind;

/// The command's answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    year: Option<i32>,
    figures: Vec<Entry<'a>>,
    counts: Vec<Entry<'a>>,
}

/// A figure, or something counted.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    value: &'a Number,
    unit: &'a str,
    approximate: bool,
    raw: &'a str,
    place: String,
    sentence: &'a str,
}

/// Runs the command.
pub(super) fn run(arguments: &FillArgs) -> Outcome {
    let read = || -> Result<(Rubric, Narrative), Outcome> {
        let rubric = plan::load(&arguments.rubric)?;
        if rubric.form.figures.is_empty() {
            screen::complain(&"该评分细则的 form.toml 没有列出文字报告中的数据（figure）");
            return Err(Outcome::Usage);
        }
        let options = IntakeOptions { reading: plan::reading()?, ..IntakeOptions::default() };
        let narrative = report::read_file(&arguments.report, &rubric, &options)
            .map_err(|error| super::refused(&error))?;
        Ok((rubric, narrative))
    };
    let (rubric, narrative) = match read() {
        Ok(read) => read,
        Err(outcome) => return outcome,
    };
    // A reader that went away has seen what it wanted.
    let _ = if arguments.json { screen::json(&Answer::of(&narrative)) } else { list(&narrative) };
    match &arguments.out {
        Some(file) => write(&narrative, &rubric, file, arguments),
        None => Outcome::Clean,
    }
}

fn write(narrative: &Narrative, rubric: &Rubric, file: &Path, arguments: &FillArgs) -> Outcome {
    let recipient = match arguments.template.as_deref().map(recipient).transpose() {
        Ok(recipient) => recipient,
        Err(outcome) => return outcome,
    };
    let filled = match blank::fill(narrative, rubric, recipient.as_ref()) {
        Ok(filled) => filled,
        Err(error) => {
            screen::complain(&format!("无法生成自评表：{error}"));
            return Outcome::Failed;
        }
    };
    if let Err(error) = authoring::save(file, &filled.bytes, arguments.force) {
        screen::complain(&error);
        return if error.is_the_authors() { Outcome::Usage } else { Outcome::Failed };
    }
    if !arguments.json {
        let mut out = io::stdout().lock();
        let _ =
            writeln!(out, "已填 {} 格，每格批注为报告原句；其余请人工填写：{}", filled.cells, file.display());
        if !filled.unsure.is_empty() {
            let _ = writeln!(out, "报告前后不一、未填的有：{}", filled.unsure.join("、"));
        }
    }
    Outcome::Clean
}

/// Whom a blank form was made for.
fn recipient(template: &Path) -> Result<Recipient, Outcome> {
    let bytes = std::fs::read(template).map_err(|cause| {
        screen::complain(&format!(
            "无法读取 {}：{}",
            template.display(),
            crate::finding::system_reason(&cause)
        ));
        Outcome::Failed
    })?;
    blank::recipient_of(&bytes).ok_or_else(|| {
        screen::complain(&format!("{} 不是发给某一部门的空白表，或其表样信息被改动", template.display()));
        Outcome::Usage
    })
}

impl<'a> Answer<'a> {
    fn of(narrative: &'a Narrative) -> Self {
        let entry =
            |name: &'a str, value: &'a Number, unit: &'a str, approximate: bool, said: &'a Said| Entry {
                name,
                value,
                unit,
                approximate,
                raw: &said.raw,
                place: said.place.address().unwrap_or_default(),
                sentence: &said.sentence,
            };
        let figures = narrative.figures.iter();
        let counts = narrative.counts.iter();
        Self {
            year: narrative.year,
            figures: figures
                .map(|f| entry(&f.name, &f.value, held_in(f.kind), f.approximate, &f.said))
                .collect(),
            counts: counts.map(|c| entry(c.what(), &c.value, &c.unit, false, &c.said)).collect(),
        }
    }
}

/// The unit in which values of a kind are held.
fn held_in(kind: Kind) -> &'static str {
    match kind {
        Kind::Amount => "万元",
        Kind::Points => "分",
        _ => "",
    }
}

/// Every figure with its passage and its sentence.
fn list(narrative: &Narrative) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for figure in &narrative.figures {
        let about = if figure.approximate { "（约数）" } else { "" };
        entry(&mut out, &figure.name, &format!("{}{about}", figure.said.raw), &figure.said)?;
    }
    for count in &narrative.counts {
        entry(&mut out, count.what(), &count.said.raw, &count.said)?;
    }
    writeln!(out, "找到数据 {} 项，计数 {} 项", narrative.figures.len(), narrative.counts.len())
}

fn entry(out: &mut impl Write, name: &str, value: &str, said: &Said) -> io::Result<()> {
    let place = said.place.address().unwrap_or_default();
    writeln!(out, "{name}  {value}  ←  {place}：{}", said.quoted())
}
