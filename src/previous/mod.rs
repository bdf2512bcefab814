//! An earlier run's result (上年结果) as plain data, for whatever compares two years.
//!
//! It is read from `result.json`, the stable contract. Keys that are not needed here may come and
//! go between versions; those that are read keep their meaning.

mod file;

use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use file::{Contract, FileError};

use crate::intake::roster::{Match, Roster};
use crate::number::Number;
use crate::rubric::label;
use crate::rubric::shape::PROJECTS;

/// The contract's file in a result folder.
pub const RESULT: &str = "result.json";
/// The contract between a run and other programs.
pub const CONTRACT: Contract = Contract { name: RESULT, schema: 1 };

/// The result at `path`, which is its folder or the file itself.
#[must_use]
pub fn result_file(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(RESULT) } else { path.to_owned() }
}

/// An earlier run's result.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Previous {
    /// The rubric that was applied then.
    pub rubric: PreviousRubric,
    /// Every scored form, in the order of the result: ranked ones first.
    pub subjects: Vec<PreviousSubject>,
    /// Every file that was read then.
    #[serde(default)]
    pub inputs: Vec<PreviousInput>,
    /// The bodies' projects, where they were scored in the same run.
    #[serde(skip)]
    pub projects: Option<Box<Previous>>,
}

/// The rubric of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PreviousRubric {
    /// The folder's name.
    pub id: String,
    /// The title.
    pub title: String,
    /// The year that was evaluated.
    pub year: i32,
}

/// A file of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PreviousInput {
    /// Path relative to the folder that was read.
    pub file: String,
    /// SHA-256 of its content, in hexadecimal; empty where it could not be read.
    pub sha256: String,
}

/// A department, or a project of it, as it was scored then.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PreviousSubject {
    /// The department, by its present name where the present roster knows the former one.
    pub department: String,
    /// The project, where projects were scored.
    pub project: Option<String>,
    /// The group it was ranked in.
    #[serde(default)]
    pub group: Option<String>,
    /// The total; points so far where the rank is missing.
    pub total: Number,
    /// The total the body gave itself.
    pub self_total: Option<Number>,
    /// The grade; `None` where the total was incomplete.
    pub grade: Option<String>,
    /// The rank; `None` where the total was incomplete.
    pub rank: Option<u32>,
    /// Its indicators, in the order of the rubric of that year.
    #[serde(default)]
    pub indicators: Vec<PreviousIndicator>,
}

/// An indicator, or a line of the body's own table, as it was scored then.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PreviousIndicator {
    /// The rubric's code; lines of a body's own table have a running number after it.
    pub code: String,
    /// Levels, its own name last.
    pub path: Vec<String>,
    /// The points it could earn.
    pub max: Number,
    /// The points; `None` where it was not scored.
    pub points: Option<Number>,
    /// The points that the body gave itself.
    pub self_points: Option<Number>,
    /// What went in.
    #[serde(default)]
    pub inputs: Vec<PreviousValue>,
}

/// A value that went into an indicator.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PreviousValue {
    /// The fact, by the words of the rubric.
    pub name: String,
    /// The text as it was typed.
    pub raw: String,
    /// What the rule used: a number (rates as ratios, amounts in 万元), words, or null.
    pub value: serde_json::Value,
}

impl PreviousValue {
    /// The number that the rule used, if it was one.
    #[must_use]
    pub fn number(&self) -> Option<Number> {
        serde_json::from_value(self.value.clone()).ok().filter(|_| self.value.is_number())
    }
}

impl Previous {
    /// Reads an earlier result: its folder, or the file `result.json` itself. The result of the
    /// bodies' projects is read from the folder below, where there is one.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn load(path: &Path) -> Result<Self, FileError> {
        let file = result_file(path);
        let mut previous: Self = CONTRACT.read(&file)?;
        let projects = file.parent().unwrap_or(Path::new("")).join(PROJECTS).join(RESULT);
        if projects.is_file() {
            previous.projects = Some(Box::new(CONTRACT.read(&projects)?));
        }
        Ok(previous)
    }

    /// The same result with every department under the name by which the present roster knows it:
    /// a former name that the roster lists as an alias stands for the body of today.
    #[must_use]
    pub fn renamed(mut self, roster: &Roster) -> Self {
        for subject in &mut self.subjects {
            if let Match::Body(index) = roster.find(&[&subject.department], &[]) {
                subject.department.clone_from(&roster.bodies[index].name);
            }
        }
        self
    }

    /// What a department, or a project of it, was then; `None` where it is not among the subjects,
    /// or where more than one could be meant. Names are compared as labels are, and the year in a
    /// project's name (2023年送戏下乡) is none of it.
    #[must_use]
    pub fn subject(&self, department: &str, project: Option<&str>) -> Option<&PreviousSubject> {
        let key = |department: &str, project: Option<&str>| {
            (label::normalised(department), project.map(|project| without_year(&label::normalised(project))))
        };
        let wanted = key(department, project);
        let mut found = self
            .subjects
            .iter()
            .filter(|subject| key(&subject.department, subject.project.as_deref()) == wanted);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

/// A name without the years in it: 2023年度, 2023年, 2023.
fn without_year(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut kept = String::with_capacity(name.len());
    let mut at = 0;
    while at < letters.len() {
        let digits = letters[at..].iter().take_while(|letter| letter.is_ascii_digit()).count();
        let number: String = letters[at..at + digits].iter().collect();
        at += digits;
        if digits == 4 && (number.starts_with("19") || number.starts_with("20")) {
            for unit in ['年', '度'] {
                at += usize::from(letters.get(at) == Some(&unit));
            }
        } else if digits > 0 {
            kept.push_str(&number);
        } else {
            kept.push(letters[at]);
            at += 1;
        }
    }
    kept
}

impl PreviousSubject {
    /// The indicator of the same path, else the one of the same code; `None` where either is not
    /// unique.
    #[must_use]
    pub fn indicator(&self, code: &str, path: &[String]) -> Option<&PreviousIndicator> {
        let only = |test: &dyn Fn(&PreviousIndicator) -> bool| {
            let mut found = self.indicators.iter().filter(|indicator| test(indicator));
            found.next().filter(|_| found.next().is_none())
        };
        only(&|indicator| indicator.path == path).or_else(|| only(&|indicator| indicator.code == code))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::intake::roster::Body;
    use crate::place::Place;

    const TEXT: &str = r#"{"schema": 1,
      "rubric": {"id": "r", "title": "细则", "year": 2022, "sha256": "00"},
      "subjects": [
        {"department": "旧名局", "project": null, "group": null, "file": "a.xlsx", "sheet": "表", "status": "scored",
         "total": 91.5, "self_total": 95, "grade": "优", "rank": 1,
         "indicators": [{"code": "A.01", "path": ["产出", "场次"], "max": 20, "points": 18.5, "self_points": 20,
           "status": "scored", "reason": "", "inputs": [
             {"name": "实际完成值", "raw": "73场", "value": 73, "file": null, "sheet": null, "cell": null},
             {"name": "年度指标值", "raw": "明显", "value": "明显", "file": null, "sheet": null, "cell": null}]}]},
        {"department": "乙局", "project": "项目一", "group": null, "file": "b.xlsx", "sheet": "表", "status": "incomplete",
         "total": 12, "self_total": null, "grade": null, "rank": null, "indicators": []}],
      "findings": [], "inputs": [{"file": "a.xlsx", "sha256": "ab", "status": "scored", "reason": null}],
      "something_of_later": true}"#;

    fn written(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(RESULT), text).unwrap();
        folder
    }

    #[test]
    fn a_folder_and_its_file_are_the_same_result() {
        let folder = written(TEXT);
        let previous = Previous::load(folder.path()).unwrap();
        assert_eq!(previous, Previous::load(&folder.path().join(RESULT)).unwrap());
        assert_eq!((previous.rubric.year, previous.subjects.len()), (2022, 2));
        let indicator = &previous.subjects[0].indicators[0];
        assert_eq!(indicator.inputs[0].number(), Some(73.into()));
        assert_eq!(indicator.inputs[1].number(), None);
        assert_eq!(indicator.points, Some("18.5".parse().unwrap()));
        assert!(previous.projects.is_none());
    }

    #[test]
    fn projects_of_the_same_run_come_with_it() {
        let folder = written(TEXT);
        fs::create_dir(folder.path().join(PROJECTS)).unwrap();
        fs::write(folder.path().join(PROJECTS).join(RESULT), TEXT).unwrap();
        assert!(Previous::load(folder.path()).unwrap().projects.is_some());
    }

    #[test]
    fn a_body_is_found_under_its_new_name() {
        let folder = written(TEXT);
        let previous = Previous::load(folder.path()).unwrap();
        assert!(previous.subject("新名局", None).is_none());
        let body = Body {
            code: "1".into(),
            name: "新名局".into(),
            aliases: vec!["旧名局".into()],
            group: None,
            projects: Vec::new(),
            place: Place::file("名册.xlsx"),
        };
        let previous = previous.renamed(&Roster::new(vec![body]));
        let subject = previous.subject("新名局", None).unwrap();
        assert_eq!(subject.rank, Some(1));
        assert!(previous.subject("新名局", Some("项目一")).is_none());
        assert!(previous.subject(" 乙局", Some("项目 一")).is_some());
        assert!(previous.subject("乙局", Some("2023年度项目一")).is_some());
        assert!(previous.subject("乙局", Some("12项目一")).is_none());
        let path = ["产出".to_owned(), "场次".to_owned()];
        assert!(subject.indicator("B", &path).is_some());
        assert!(subject.indicator("A.01", &[]).is_some());
        assert!(subject.indicator("B", &[]).is_none());
    }

    #[test]
    fn what_is_no_result_is_said_so() {
        let said = |path: &Path| Previous::load(path).unwrap_err().to_string();
        let folder = written("{\"subjects\": 3}");
        assert!(said(folder.path()).contains("不是本程序的结果文件"), "{}", said(folder.path()));
        assert!(said(&folder.path().join("none.json")).contains("无法读取"));
        let workbook = folder.path().join("评价结果.xlsx");
        fs::write(&workbook, b"PK\x03\x04\xff\xfe").unwrap();
        assert!(said(&workbook).contains("或其中的 result.json"), "{}", said(&workbook));
    }

    #[test]
    fn a_later_contract_is_refused_whatever_its_keys_are() {
        let folder = written(&TEXT.replace("\"schema\": 1", "\"schema\": 2"));
        let error = Previous::load(folder.path()).unwrap_err();
        assert!(matches!(error, FileError::Later { schema: 2, known: 1, .. }), "{error}");
        assert!(error.to_string().contains("请升级本程序"), "{error}");
        let folder = written("{\"schema\": 2, \"subjects\": 3}");
        assert!(matches!(Previous::load(folder.path()), Err(FileError::Later { .. })));
    }

    #[test]
    fn a_byte_order_mark_is_no_content() {
        let marked = written(&format!("\u{feff}{TEXT}"));
        assert_eq!(Previous::load(marked.path()).unwrap(), Previous::load(written(TEXT).path()).unwrap());
    }
}
