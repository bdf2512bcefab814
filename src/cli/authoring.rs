//! `jixiao rubric template`, `convert`, `import`: the Excel form of a rubric.

use std::io::{self, Write};
use std::path::Path;

use super::args::{ConvertArgs, ImportArgs, SchemaArgs, SchemaOf, TemplateArgs};
use super::{Outcome, screen};
use crate::authoring::{self, AuthoringError, Document};

/// An empty workbook.
pub(super) fn template(arguments: &TemplateArgs) -> Outcome {
    let written =
        authoring::template().and_then(|bytes| authoring::save(&arguments.file, &bytes, arguments.force));
    done(written.map(|()| format!("已生成 {}", arguments.file.display())))
}

/// A folder to a workbook, or the other way.
pub(super) fn convert(arguments: &ConvertArgs) -> Outcome {
    let ConvertArgs { from, to, force } = arguments;
    let written = if from.is_dir() && is_workbook(to) {
        authoring::write_xlsx(from).and_then(|bytes| authoring::save(to, &bytes, *force))
    } else if from.is_dir() {
        screen::complain(&format!("{} 不是工作簿的文件名，应以 .xlsx 结尾", to.display()));
        return Outcome::Usage;
    } else {
        authoring::read_xlsx(from).and_then(|texts| authoring::save_texts(to, &texts, *force))
    };
    done(written.map(|()| format!("已将 {} 转为 {}", from.display(), to.display())))
}

/// An official table to a workbook of proposals.
pub(super) fn import(arguments: &ImportArgs) -> Outcome {
    let imported = authoring::import(&arguments.table).and_then(|imported| {
        authoring::save(&arguments.out, &imported.workbook, arguments.force)?;
        Ok(imported)
    });
    done(imported.map(|imported| {
        format!(
            "已从“{}”读出指标 {} 个，其中 {} 个拟出计分方式，{} 个未能识别，暂按人工评分；\n请在 {} 中逐项核对，将“待确认”改为“已确认”",
            imported.sheet,
            imported.indicators,
            imported.indicators - imported.unrecognised,
            imported.unrecognised,
            arguments.out.display()
        )
    }))
}

/// The format of a file, for editors.
pub(super) fn schema(arguments: &SchemaArgs) -> Outcome {
    let document = match arguments.document {
        SchemaOf::Rubric => Document::Rubric,
        SchemaOf::Form => Document::Form,
        SchemaOf::Examples => Document::Examples,
        SchemaOf::Styles => Document::Styles,
    };
    let _ = screen::json(&authoring::schema(document));
    Outcome::Clean
}

fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

fn done(outcome: Result<String, AuthoringError>) -> Outcome {
    match outcome {
        Ok(message) => {
            let _ = writeln!(io::stdout(), "{message}");
            Outcome::Clean
        }
        Err(error) => {
            screen::complain(&error);
            if error.is_the_authors() { Outcome::Usage } else { Outcome::Failed }
        }
    }
}
