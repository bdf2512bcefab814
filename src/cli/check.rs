//! `jixiao check`: everything up to the findings. With `--out` it leaves the list of them, copies of
//! the workbooks to be sent back, and a record for the next check.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use super::args::CheckArgs;
use super::{Outcome, plan, screen};
use crate::Evaluation;
use crate::intake::original::Originals;
use crate::report::outputs::{self, OutputError, Written};
use crate::report::record::{self, Compared, Former, RECORD, Record};
use crate::report::workbook::checklist::{self, ReturnedCopy};
use crate::returned;

/// The list of findings.
const LIST: &str = "校验问题清单.xlsx";
/// The folder of copies to be sent back.
const RETURNED: &str = "退回修改";

/// Runs the command.
pub(super) fn run(arguments: &CheckArgs) -> Outcome {
    match check(arguments) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn check(arguments: &CheckArgs) -> Result<Outcome, Outcome> {
    let start = Instant::now();
    if let Some(out) = &arguments.out {
        plan::apart(&arguments.input.folder, out)?;
    }
    let failed = |error: &dyn std::fmt::Display| {
        screen::complain(error);
        Outcome::Failed
    };
    let former = arguments.since.as_deref().map(Former::load).transpose().map_err(|error| failed(&error))?;
    let evaluation = plan::evaluate(&arguments.input)?;
    let compared = former.map(|former| record::compare(&evaluation, &former));
    let mut copies = Vec::new();
    if let Some(out) = &arguments.out {
        let options = plan::options(&arguments.input)?;
        let originals = Originals::of(&arguments.input.folder, &options).map_err(|error| failed(&error))?;
        let mut written = Written::default();
        copies = send_back(&evaluation, &originals, out, &mut written).map_err(|error| failed(&error))?;
        leave(&evaluation, compared.as_ref(), &copies, (&arguments.input.folder, out), &mut written)
            .map_err(|error| failed(&error))?;
        for file in &written.in_use {
            screen::complain(&format!(
                "{} 无法替换（可能正被其他程序打开），已改用其他文件名",
                file.display()
            ));
        }
    }
    // A reader that went away has seen what it wanted; the files lie on the disk.
    let _ = report(&evaluation, compared.as_ref(), &copies, arguments, start);
    Ok(plan::outcome(&evaluation.findings, arguments.input.fail_on))
}

/// Writes the copies to be sent back, and removes those of the check before that are so no more.
fn send_back(
    evaluation: &Evaluation,
    originals: &Originals<'_>,
    out: &Path,
    written: &mut Written,
) -> Result<Vec<ReturnedCopy>, OutputError> {
    let files: Vec<_> = returned::to_return(&evaluation.findings, &evaluation.inputs).into_values().collect();
    let names = returned::names(files.iter().map(|(input, _)| input.file.as_str()));
    let made: Vec<Option<(ReturnedCopy, Written)>> = files
        .par_iter()
        .zip(names)
        .map(|((input, findings), name)| {
            let Some(copy) = returned::copy(originals, input, name, findings) else { return Ok(None) };
            let name = format!("{RETURNED}/{}", copy.name);
            let written = outputs::write_file(&out.join(&name), &copy.bytes)?;
            Ok(Some((ReturnedCopy { file: copy.file, copy: name, transferred: copy.transferred }, written)))
        })
        .collect::<Result<_, OutputError>>()?;
    let mut copies = Vec::new();
    let missing = files.iter().zip(&made).filter(|(_, made)| made.is_none());
    for ((input, _), _) in missing {
        screen::complain(&format!("{} 未能生成退回件：读取之后文件已变动或移走，或无法另存", input.file));
    }
    for (copy, own) in made.into_iter().flatten() {
        written.files.extend(own.files);
        written.in_use.extend(own.in_use);
        copies.push(copy);
    }
    // Only what the record says was written here before is taken away again.
    let before = fs::read_to_string(out.join(RECORD)).ok();
    let before = before.and_then(|text| serde_json::from_str::<Record>(&text).ok());
    for name in before.into_iter().flat_map(|record| record.returned) {
        let is_ours = name.starts_with(RETURNED) && !name.split('/').any(|part| part == "..");
        if is_ours && !copies.iter().any(|copy| copy.copy == name) {
            let _ = fs::remove_file(out.join(&name));
        }
    }
    Ok(copies)
}

/// Writes the list and, when everything else is there, the record.
fn leave(
    evaluation: &Evaluation,
    compared: Option<&Compared>,
    copies: &[ReturnedCopy],
    (inputs, out): (&Path, &Path),
    written: &mut Written,
) -> Result<(), OutputError> {
    let unbuildable =
        |name, cause: &dyn std::fmt::Display| OutputError::Unbuildable { name, cause: cause.to_string() };
    fs::create_dir_all(out).map_err(|cause| OutputError::Unwritable { file: out.to_owned(), cause })?;
    let base = outputs::link_base(out, inputs);
    let list = checklist::write(evaluation, compared, copies, base.as_deref())
        .map_err(|error| unbuildable(LIST, &error))?;
    let names = copies.iter().map(|copy| copy.copy.clone()).collect();
    let record =
        Record::of(evaluation, compared, names).to_text().map_err(|error| unbuildable(RECORD, &error))?;
    for (name, bytes) in [(LIST, list), (RECORD, record.into_bytes())] {
        let own = outputs::write_file(&out.join(name), &bytes)?;
        written.files.extend(own.files);
        written.in_use.extend(own.in_use);
    }
    Ok(())
}

fn report(
    evaluation: &Evaluation,
    compared: Option<&Compared>,
    copies: &[ReturnedCopy],
    arguments: &CheckArgs,
    start: Instant,
) -> io::Result<()> {
    if arguments.input.json {
        let names = copies.iter().map(|copy| copy.copy.clone()).collect();
        return screen::json(&Record::of(evaluation, compared, names));
    }
    let all = arguments.out.as_ref().map_or_else(
        || "加写 --out <文件夹> 可另存全部问题的清单".to_owned(),
        |out| format!("全部问题见 {}", out.join(LIST).display()),
    );
    screen::findings(&evaluation.findings, compared, &all)?;
    if arguments.out.is_some() {
        screen::returned(copies)?;
    }
    screen::closing(evaluation, arguments.out.as_deref(), start)
}
