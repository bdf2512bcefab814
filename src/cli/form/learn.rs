//! `jixiao form learn`: a form profile proposed for a layout that is not known yet.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::authoring;
use crate::cli::args::LearnArgs;
use crate::cli::{Outcome, plan, screen};
use crate::profile::learn::{self, Lesson};
use crate::profile::propose;
use crate::rubric::form::Form;
use crate::rubric::{Rubric, Texts};

/// Runs the command.
pub(super) fn run(arguments: &LearnArgs) -> Outcome {
    let folder = &arguments.rubric;
    let rubric = match plan::load(folder) {
        Ok(rubric) => rubric,
        Err(outcome) => return outcome,
    };
    let text = Texts::read(folder).map(|texts| texts.form).unwrap_or_default();
    if text.trim().is_empty() {
        screen::complain(&"拟定表样须以 form.toml 为底本：请用 --rubric 指明有 form.toml 的评分细则文件夹");
        return Outcome::Usage;
    }
    let grids = match super::grids(&arguments.file) {
        Ok(grids) => grids,
        Err(outcome) => return outcome,
    };
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy();
    let lesson = learn::learn(&name, &grids, &rubric, &beside(folder));
    let proposal = match propose::propose(&text, &rubric.id, &rubric.form, &lesson) {
        Ok(proposal) => proposal,
        Err(error) => {
            screen::complain(&error);
            return Outcome::Usage;
        }
    };
    match &arguments.out {
        Some(file) => {
            if let Err(error) = authoring::save(file, proposal.as_bytes(), arguments.force) {
                screen::complain(&error);
                return if error.is_the_authors() { Outcome::Usage } else { Outcome::Failed };
            }
            let _ = writeln!(io::stdout().lock(), "{}\n表样拟稿：{}", summary(&lesson), file.display());
        }
        None => {
            let _ = io::stdout().lock().write_all(proposal.as_bytes());
            let _ = writeln!(io::stderr().lock(), "{}", summary(&lesson));
        }
    }
    Outcome::Clean
}

/// The profiles of the rubrics in the same folder, by their names.
fn beside(folder: &Path) -> Vec<(String, Form)> {
    let own = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let Some(parent) = own.parent() else { return Vec::new() };
    let folders = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<_> = folders.filter(|path| *path != own && path.is_dir()).collect();
    folders.sort();
    // What is no rubric has nothing to say.
    let rubrics = folders.iter().filter_map(|folder| Rubric::read(folder).ok());
    rubrics.map(|rubric| (rubric.id, rubric.form)).collect()
}

fn summary(lesson: &Lesson) -> String {
    let (sure, unsure): (Vec<_>, Vec<_>) = lesson.learned.iter().partition(|word| word.basis.is_sure());
    let forms = lesson.reading.sheets.iter().map(|sheet| sheet.forms.len()).sum::<usize>();
    let unknown = lesson.reading.sheets.iter().map(|sheet| sheet.unrecognised.len()).sum::<usize>();
    format!(
        "按拟稿可读出自评表 {forms} 张；取自其他表样的用语 {} 个，推测（待确认）{} 个，未识别的文字 {unknown} 处",
        sure.len(),
        unsure.len()
    )
}
