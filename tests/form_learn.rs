//! `jixiao form learn`: a profile proposed for a layout, which a person mends.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use crate::common::{Cell, District, err, jixiao, out, project_form, root, rubric, status};
use crate::layouts::told::{difference, intake, samples, told};
use jixiao::intake::grid::Grid;
use jixiao::intake::sheet::Sheet;
use jixiao::place::Place;
use jixiao::profile::learn::{Basis, Lesson, learn};
use jixiao::profile::propose::propose;
use jixiao::rubric::form::Form;
use jixiao::rubric::{Rubric, Texts};

const PROJECT: &str = "project-2020-10";
/// What the shipped rubric's own cases are read by.
const OF_DEPARTMENTS: [(&str, &str); 1] = [("04", "chongqing-department")];

fn folder(id: &str) -> std::path::PathBuf {
    root().join("rubrics").join(id)
}

fn shipped(id: &str) -> (Rubric, Texts) {
    (Rubric::load(&folder(id)).unwrap(), Texts::read(&folder(id)).unwrap())
}

fn others(id: &str) -> Vec<(String, Form)> {
    let mut ids: Vec<String> = fs::read_dir(root().join("rubrics"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|other| other != id)
        .collect();
    ids.sort();
    ids.into_iter().map(|id| (id.clone(), shipped(&id).0.form)).collect()
}

fn taught(file: &str, sheets: &[Sheet], rubric: &Rubric, others: &[(String, Form)]) -> Lesson {
    let place = Place::file(file);
    let grids: Vec<Grid> = sheets.iter().map(|sheet| Grid::of(&place, sheet.clone())).collect();
    learn(file, &grids, rubric, others)
}

/// A rubric with another form.toml.
fn with_form(id: &str, form: String) -> Rubric {
    let texts = Texts { form, ..shipped(id).1 };
    Rubric::unlinted(id.to_owned(), &folder(id), &texts).unwrap().linted().unwrap()
}

#[test]
fn a_proposal_for_a_published_case_reads_the_same_facts() {
    let (projects, knowing) = (shipped(PROJECT), others(PROJECT));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (file, sheets) in samples("published") {
        let own = OF_DEPARTMENTS.iter().find(|(number, _)| file.starts_with(number));
        let id = own.map_or(PROJECT, |(_, id)| *id);
        let ((rubric, texts), others) = match own {
            Some((_, id)) => (shipped(id), others(id)),
            None => (projects.clone(), knowing.clone()),
        };
        let before = told(&intake(&file, sheets.clone(), &rubric), &rubric);
        let lesson = taught(&file, &sheets, &rubric, &others);
        let proposal = propose(&texts.form, id, &rubric.form, &lesson).unwrap();
        let proposed = with_form(id, proposal);
        let after = told(&intake(&file, sheets, &proposed), &proposed);
        seen += 1;
        if before != after {
            let words: Vec<_> = lesson.learned.iter().map(|w| (&w.word, w.entry, &w.basis)).collect();
            wrong.push(format!("{file} {words:?}\n{}", difference(&before, &after)));
        }
    }
    assert_eq!(seen, 25);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The profile of projects without a word besides the names of things, which no place uses alone.
fn bare() -> (Rubric, String) {
    let text = shipped(PROJECT).1.form;
    let bare: Vec<String> = text
        .lines()
        .scan(String::new(), |section, line| {
            if line.starts_with("[[") {
                line.clone_into(section);
            }
            let is_head = section == "[[table.column]]" || section == "[[block.column]]";
            Some(if is_head && line.starts_with("labels = ") { String::new() } else { line.to_owned() })
        })
        .collect();
    let text = bare.join("\n");
    (with_form(PROJECT, text.clone()), text)
}

#[test]
fn a_profile_without_words_learns_them_from_the_others() {
    let ((rubric, text), (full, _)) = (bare(), shipped(PROJECT));
    let others = others("");
    let mut regained = 0;
    let mut short = Vec::new();
    for (file, sheets) in samples("published") {
        let whole = told(&intake(&file, sheets.clone(), &full), &full);
        let before = told(&intake(&file, sheets.clone(), &rubric), &rubric);
        if before == whole {
            continue;
        }
        let lesson = taught(&file, &sheets, &rubric, &others);
        let proposed = with_form(PROJECT, propose(&text, PROJECT, &rubric.form, &lesson).unwrap());
        let after = told(&intake(&file, sheets, &proposed), &proposed);
        if after == whole {
            regained += 1;
        } else {
            short.push(format!("{file}\n{}", difference(&whole, &after)));
        }
    }
    assert!(short.is_empty(), "{regained} regained, not:\n{}", short.join("\n\n"));
    assert!(regained > 5, "{regained}");
}

fn learned(rows: &[Vec<Cell>], extra: &[&str]) -> (String, String) {
    let district = District::new();
    district.sheet("甲.xlsx", rows);
    let file = district.inputs().join("甲.xlsx").display().to_string();
    let rubric = rubric(PROJECT);
    let mut arguments = vec!["form", "learn", &file, "--rubric", &rubric];
    arguments.extend(extra);
    let output = jixiao(&arguments);
    assert_eq!(status(&output), 0, "{}", err(&output));
    (out(&output), err(&output))
}

/// The scores of a form by a proposal that was saved into a copy of the rubric.
fn scored_by(form: String, rows: &[Vec<Cell>]) -> Vec<String> {
    let rubric = with_form(PROJECT, form);
    let district = District::new();
    district.sheet("甲.xlsx", rows);
    let read = jixiao::intake::read_folder(
        &district.inputs(),
        &rubric,
        &jixiao::intake::IntakeOptions::default(),
        &|_, _| {},
    )
    .unwrap();
    told(&read, &rubric)
}

#[test]
fn words_that_nobody_knows_are_guessed_and_marked() {
    let form = project_form("甲局", "项目一");
    let mut rows = form.clone();
    for (row, col, text) in [
        (4, 2, "预安排"),
        (4, 3, "核定盘子"),
        (4, 4, "花出去"),
        (6, 2, "考核点"),
        (6, 3, "计划数"),
        (6, 4, "办成的"),
        (6, 5, "标准"),
        (6, 6, "评定"),
    ] {
        rows[row][col] = text.into();
    }
    let (proposal, summary) = learned(&rows, &[]);
    for (cell, word) in
        [("D7", "计划数"), ("E7", "办成的"), ("C7", "考核点"), ("F7", "标准"), ("D5", "核定盘子")]
    {
        let line = proposal.lines().position(|line| line.trim() == format!("\"{word}\","));
        let line = line.unwrap_or_else(|| panic!("{word} is not in\n{proposal}"));
        let comment = proposal.lines().nth(line - 1).unwrap();
        assert!(comment.contains("# 待确认（") && comment.contains(cell), "{word}: {comment}");
    }
    assert!(summary.contains("推测（待确认）8 个"), "{summary}");
    assert_eq!(scored_by(proposal, &rows), scored_by(shipped(PROJECT).1.form, &form));
}

#[test]
fn points_of_a_budget_are_no_amounts() {
    let mut rows = project_form("甲局", "项目一");
    rows[4][5] = "赋值".into();
    let part = ["", "其中：当年财政拨款", "210", "200", "180", "—", "90%", "—"].map(Cell::from);
    rows.insert(6, part.to_vec());
    for cell in &mut rows[6][2..5] {
        if let Cell::Text(text) = cell {
            *cell = Cell::Number(text.parse().unwrap());
        }
    }
    let (proposal, _) = learned(&rows, &[]);
    let points = proposal.find("name = \"预算分值\"").unwrap();
    let guess = proposal.find("\"赋值\",").unwrap_or_else(|| panic!("赋值 is not in\n{proposal}"));
    assert!(guess > points && !proposal[points..guess].contains("[["), "{proposal}");
}

#[test]
fn a_near_miss_is_a_guess_what_another_profile_knows_is_sure_and_the_rest_is_left() {
    let mut rows = project_form("甲局", "项目一");
    rows[4][3] = "全年预笔数".into();
    rows.insert(2, vec!["报表编号".into(), "0013".into()]);
    let (proposal, _) = learned(&rows, &[]);
    assert!(
        proposal.contains("  # 待确认（自评表 › D6）：与“全年预算数”相近，其下为“200”\n  \"全年预笔数\","),
        "{proposal}"
    );
    // What is neither is left to a person, with its cell.
    assert!(proposal.contains("\n# [[field]]\n# name = \"报表编号\""), "{proposal}");

    let (sheets, mut rubric) = (samples("published"), shipped(PROJECT).0);
    let table = rubric.form.tables.iter_mut().find(|table| table.name == "绩效指标").unwrap();
    let others = [("某县".to_owned(), shipped(PROJECT).0.form)];
    let column = table.columns.iter_mut().find(|column| column.name == "偏差原因").unwrap();
    column.labels.clear();
    let (file, sheets) = sheets.iter().find(|(file, _)| file.starts_with("18")).unwrap();
    let lesson = taught(file, sheets, &rubric, &others);
    let [word] = lesson.learned.as_slice() else { panic!("{:?}", lesson.learned) };
    assert_eq!(
        (word.word.as_str(), &word.basis),
        ("偏差原因分析及改进措施", &Basis::Profile("某县".to_owned()))
    );
    assert!(word.basis.is_sure());
}

#[test]
fn heads_of_the_budget_are_not_taken_for_the_tables() {
    let mut rows = project_form("甲局", "项目一");
    let budget = ["预安排", "核定盘子", "花出去", "占分", "进度", "自打分"];
    rows[4].splice(2..8, budget.map(Cell::from));
    let table = ["大类", "小类", "考核点", "计划数", "完成数", "标准分", "评定", "情况说明"];
    rows[6] = table.map(Cell::from).to_vec();
    let (proposal, _) = learned(&rows, &[]);
    let opening = &proposal[..proposal.find("\n\n").unwrap()];
    for line in
        ["绩效指标，4 行：", "三级指标 ← C7 “考核点”  待确认", "全年执行数 ← E5 “花出去” × B6 “年度资金总额”"]
    {
        assert!(opening.contains(line), "{line}\n{opening}");
    }
}

#[test]
fn the_proposal_is_written_where_it_is_wanted_and_nothing_is_overwritten() {
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    let file = district.inputs().join("甲.xlsx").display().to_string();
    fs::create_dir_all(district.outputs()).unwrap();
    let to = district.outputs().join("form.toml");
    let (to, rubric) = (to.display().to_string(), rubric(PROJECT));
    let run = |extra: &[&str]| {
        jixiao(&[&["form", "learn", &file, "--rubric", &rubric, "--out", &to], extra].concat())
    };
    assert_eq!(status(&run(&[])), 0);
    assert!(Path::new(&to).is_file());
    assert_ne!(status(&run(&[])), 0, "an existing file was overwritten");
    assert_eq!(status(&run(&["--force"])), 0);
    let rows = project_form("甲局", "项目一");
    let shipped = shipped(PROJECT).1.form;
    assert_eq!(scored_by(fs::read_to_string(&to).unwrap(), &rows), scored_by(shipped, &rows));
}
