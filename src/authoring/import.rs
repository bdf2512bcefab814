//! From an official indicator table to a workbook of proposals: the table is found by its header,
//! levels are filled down, every rule is proposed from the words and marked 待确认.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use super::cell::as_toml;
use super::columns::{CONFIRM, UNCONFIRMED};
use super::dictionary::{Part, forgiving};
use super::flatten::{self, is_dash};
use super::line::block;
use super::propose::{self, Words};
use super::write::{self, Extent};
use super::{AuthoringError, assemble, skeleton};
use crate::intake::grid::{Content, Grid};
use crate::number::Number;

/// What was made of an official table.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The workbook's bytes.
    pub workbook: Vec<u8>,
    /// The sheet that the table was found on.
    pub sheet: String,
    /// How many indicators it has.
    pub indicators: usize,
    /// How many of them the program made nothing of.
    pub unrecognised: usize,
}

/// Reads the first indicator table of a spreadsheet and proposes a rule for each indicator.
///
/// # Errors
/// A file that is no spreadsheet, or one without an indicator table.
pub fn import(file: &Path) -> Result<Imported, AuthoringError> {
    let grids = super::grids(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let tables = grids.iter().filter_map(|grid| Some((grid, Header::find(grid)?)));
    let best = tables
        .map(|(grid, header)| (header.rows(grid), header, grid))
        .max_by_key(|(rows, ..)| rows.len())
        .filter(|(rows, ..)| !rows.is_empty());
    let Some((rows, header, grid)) = best else {
        return Err(AuthoringError::NoTable { file: file.to_owned() });
    };
    let mut trees = skeleton::trees()?;
    let mut records = Vec::new();
    let mut beside = Vec::new();
    let mut facts: Vec<(String, &'static str)> = Vec::new();
    let mut unrecognised = 0;
    for (index, row) in rows.iter().enumerate() {
        let proposal = propose::propose(&Words {
            name: row.path.last().map_or("", String::as_str),
            points: row.points.clone(),
            standard: &row.standard,
            explanation: &row.explanation,
        });
        unrecognised += usize::from(!proposal.recognised);
        for (name, kind) in proposal.facts {
            if !facts.iter().any(|(known, _)| *known == name) {
                facts.push((name, kind));
            }
        }
        records.push(Value::Table(row.record(index, proposal.rule)));
        beside.push((proposal.reason, row.explanation.clone()));
    }
    let sum: Number = rows.iter().filter_map(|row| row.points.as_ref()).sum();
    trees.rubric.insert("full_points".to_owned(), as_toml(&sum));
    let title = header.title(grid);
    if let Some(year) = year_in(&title) {
        trees.rubric.insert("year".to_owned(), Value::Integer(year));
    }
    trees.rubric.insert("title".to_owned(), Value::String(title));
    trees.rubric.insert("source".to_owned(), Value::String(name));
    if !header.levels.is_empty() {
        let levels = level_records(&rows);
        if !levels.is_empty() {
            trees.rubric.insert("level".to_owned(), Value::Array(levels));
        }
    }
    trees.rubric.insert("indicator".to_owned(), Value::Array(records));
    add_facts(&mut trees.form, facts);
    let mut book = flatten::flatten(&trees);
    let lines = book.of_mut(block(Part::Rubric, "indicator"));
    for (line, (reason, explanation)) in lines.iter_mut().zip(beside) {
        line.cells.insert(CONFIRM, Value::String(UNCONFIRMED.to_owned()));
        line.cells.insert("@reason", Value::String(reason));
        if !explanation.is_empty() {
            line.cells.insert("@explain", Value::String(explanation));
        }
    }
    Ok(Imported {
        workbook: write::workbook(&book, Extent::Used)?,
        sheet: grid.place.sheet.as_deref().unwrap_or_default().to_owned(),
        indicators: rows.len(),
        unrecognised,
    })
}

/// The bureau's own table, with a column for each fact that the form does not have yet.
fn add_facts(form: &mut Table, facts: Vec<(String, &'static str)>) {
    let mut known: Vec<String> = vec!["部门编码".to_owned(), "部门名称".to_owned()];
    for fields in ["field", "block"] {
        for record in form.get(fields).and_then(Value::as_array).into_iter().flatten() {
            let inner = record.get("column").and_then(Value::as_array).into_iter().flatten();
            let names = [record].into_iter().chain(inner).filter_map(|field| field.get("name")?.as_str());
            known.extend(names.map(str::to_owned));
        }
    }
    let field = |name: &str, kind: Option<&str>| {
        let mut field = Table::from_iter([("name".to_owned(), Value::String(name.to_owned()))]);
        if let Some(kind) = kind.filter(|kind| *kind != "text") {
            field.insert("kind".to_owned(), Value::String(kind.to_owned()));
        }
        Value::Table(field)
    };
    let mut columns = vec![field("部门编码", None), field("部门名称", None)];
    let new = facts.into_iter().filter(|(name, _)| !known.contains(name));
    columns.extend(new.map(|(name, kind)| field(&name, Some(kind))));
    let list = Table::from_iter([
        ("name".to_owned(), Value::String("财政掌握情况表".to_owned())),
        ("kind".to_owned(), Value::String(skeleton::BUREAU.to_owned())),
        ("needs".to_owned(), Value::Array(vec![Value::String("部门名称".to_owned())])),
        ("at_least".to_owned(), Value::Integer(2)),
        ("column".to_owned(), Value::Array(columns)),
    ]);
    let lists = form.entry("list").or_insert_with(|| Value::Array(Vec::new()));
    if let Some(lists) = lists.as_array_mut() {
        lists.push(Value::Table(list));
    }
}

/// An indicator of the table.
#[derive(Clone, Debug, Default)]
struct Row {
    path: Vec<String>,
    /// Points or weights that the labels of the levels above state.
    levels: Vec<(Vec<String>, &'static str, Value)>,
    points: Option<Number>,
    weight: Option<String>,
    standard: String,
    explanation: String,
}

impl Row {
    fn record(&self, index: usize, rule: Table) -> Table {
        let mut record = Table::new();
        record.insert("code".to_owned(), Value::String(format!("{:02}", index + 1)));
        let path = self.path.iter().cloned().map(Value::String).collect();
        record.insert("path".to_owned(), Value::Array(path));
        if let Some(points) = &self.points {
            record.insert("points".to_owned(), as_toml(points));
        } else if let Some(weight) = &self.weight {
            record.insert("weight".to_owned(), Value::String(weight.clone()));
        }
        record.insert("rule".to_owned(), Value::Table(rule));
        if !self.standard.is_empty() {
            record.insert("standard".to_owned(), Value::String(self.standard.clone()));
        }
        record
    }
}

fn level_records(rows: &[Row]) -> Vec<Value> {
    let mut seen: BTreeMap<Vec<String>, Table> = BTreeMap::new();
    let mut order = Vec::new();
    for (path, key, value) in rows.iter().flat_map(|row| &row.levels) {
        let level = seen.entry(path.clone()).or_insert_with(|| {
            order.push(path.clone());
            let path = path.iter().cloned().map(Value::String).collect();
            Table::from_iter([("path".to_owned(), Value::Array(path))])
        });
        level.entry(*key).or_insert_with(|| value.clone());
    }
    order.iter().filter_map(|path| seen.remove(path)).map(Value::Table).collect()
}

/// Where the columns of an official table are.
#[derive(Clone, Debug, Default)]
struct Header {
    first_row: u32,
    last_row: u32,
    /// The levels, first level first.
    levels: Vec<u32>,
    /// Columns of points and weights.
    points: Vec<u32>,
    standards: Vec<u32>,
    explanations: Vec<u32>,
}

impl Header {
    /// The header of the sheet's indicator table: one line or two.
    fn find(grid: &Grid) -> Option<Self> {
        grid.rows.keys().copied().find_map(|row| {
            let header = Self::at(grid, row);
            let enough = !header.levels.is_empty()
                && (!header.standards.is_empty() || (!header.points.is_empty() && header.levels.len() > 1));
            enough.then_some(header)
        })
    }

    fn at(grid: &Grid, row: u32) -> Self {
        let mut header = Self { first_row: row, last_row: row, ..Self::default() };
        let mut levels: Vec<(usize, u32)> = Vec::new();
        let below = grid
            .rows
            .get(&(row + 1))
            .is_some_and(|cells| cells.values().all(|cell| Self::is_heading(&forgiving(&cell.shown()))));
        if below {
            header.last_row = row + 1;
        }
        for row in row..=header.last_row {
            for (col, text) in grid.texts(row) {
                let core = crate::rubric::label::core(text);
                let text = forgiving(&core);
                if let Some(level) = level_of(&text) {
                    levels.push((level, col));
                } else if POINTS.contains(&text.as_str()) {
                    header.points.push(col);
                } else if STANDARDS.iter().any(|word| text.contains(word)) {
                    header.standards.push(col);
                } else if EXPLANATIONS.iter().any(|word| text.contains(word)) {
                    header.explanations.push(col);
                }
            }
        }
        levels.sort_unstable();
        header.levels = levels.into_iter().map(|(_, col)| col).collect();
        header.points.sort_unstable();
        header.points.dedup();
        header
    }

    fn is_heading(text: &str) -> bool {
        level_of(text).is_some() || POINTS.contains(&text) || ["名称", "指标"].contains(&text)
    }

    /// The text over the table.
    fn title(&self, grid: &Grid) -> String {
        let above = grid.rows.range(..self.first_row).flat_map(|(_, cells)| cells.values());
        let texts = above.map(Content::shown);
        let titles = texts
            .filter(|text| !text.starts_with("附件") && !text.contains('：') && text.chars().count() > 4);
        titles
            .max_by_key(|text| text.chars().count().min(40))
            .unwrap_or_else(|| "评分细则（请填写名称）".to_owned())
    }

    /// The indicators, levels filled down.
    fn rows(&self, grid: &Grid) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut above: Vec<(String, Option<(&'static str, Value)>)> =
            vec![Default::default(); self.levels.len()];
        let text = |row: u32, columns: &[u32]| {
            let texts = columns.iter().filter_map(|col| grid.get(row, *col)).map(Content::shown);
            texts.filter(|text| !is_dash(text)).collect::<Vec<_>>().join("\n")
        };
        for row in grid.rows.range(self.last_row + 1..).map(|(row, _)| *row) {
            let stated: Vec<String> = self.levels.iter().map(|col| text(row, &[*col])).collect();
            let first = grid.rows[&row].values().next().map(Content::shown).unwrap_or_default();
            if END.contains(&forgiving(&first).as_str())
                || stated.iter().any(|text| END.contains(&forgiving(text).as_str()))
            {
                if rows.is_empty() {
                    continue;
                }
                break;
            }
            if first.starts_with("注") || first.starts_with("说明") || first.starts_with("填表") {
                break;
            }
            let (standard, explanation) = (text(row, &self.standards), text(row, &self.explanations));
            // A line that only goes on with the text of the one above.
            let own = stated.iter().rposition(|text| !text.is_empty());
            let Some(own) = own else {
                if let Some(last) = rows.last_mut() {
                    append(&mut last.standard, &standard);
                    append(&mut last.explanation, &explanation);
                }
                continue;
            };
            // A header that a page break repeats.
            if level_of(&forgiving(&stated[own])).is_some() {
                continue;
            }
            for (index, text) in stated.iter().enumerate() {
                if !text.is_empty() {
                    let (name, mut remark) = assemble::split_remark(text);
                    let name = name.replace(['\n', '\r'], "");
                    if remark.is_none() && index < own.max(self.levels.len().saturating_sub(1)) {
                        remark = self.level_points(grid, row, index);
                    }
                    above[index] = (name, remark);
                    above[index + 1..].fill(Default::default());
                }
            }
            rows.push(self.row(grid, row, &above, own, standard, explanation));
        }
        rows
    }

    fn row(
        &self,
        grid: &Grid,
        row: u32,
        above: &[(String, Option<(&'static str, Value)>)],
        own: usize,
        standard: String,
        explanation: String,
    ) -> Row {
        let mut found = Row { standard, explanation, ..Row::default() };
        for (index, (name, remark)) in above[..=own].iter().enumerate() {
            if name.is_empty() {
                continue;
            }
            found.path.push(name.clone());
            match remark {
                Some((key, value)) if index < own => {
                    found.levels.push((found.path.clone(), key, value.clone()));
                }
                Some(("points", value)) => found.points = value.to_string().parse().ok(),
                Some((_, value)) => found.weight = value.as_str().map(str::to_owned),
                None => {}
            }
        }
        // The last column of points is the indicators'; those before belong to the levels.
        let last_level = self.levels.iter().max().copied().unwrap_or_default();
        let own_columns = self.points.iter().filter(|col| **col > last_level || self.points.len() == 1);
        for col in own_columns.take(1) {
            if let Some(cell) = grid.get(row, *col) {
                let shown = cell.shown();
                let plain = shown.trim_end_matches('分').trim();
                if plain.ends_with('%') {
                    found.weight = Some(plain.to_owned());
                } else if let Ok(points) = plain.parse() {
                    found.points = Some(points);
                }
            }
        }
        found
    }

    /// 分值 in a column of its own beside a level.
    fn level_points(&self, grid: &Grid, row: u32, level: usize) -> Option<(&'static str, Value)> {
        let (from, to) = (*self.levels.get(level)?, *self.levels.get(level + 1)?);
        let col = self.points.iter().find(|col| (from + 1..to).contains(*col))?;
        let shown = grid.get(row, *col)?.shown();
        let plain = shown.trim_end_matches('分');
        if plain.ends_with('%') {
            return Some(("weight", Value::String(plain.to_owned())));
        }
        Some(("points", as_toml(&plain.parse().ok()?)))
    }
}

/// 2023 of 2023年度部门整体支出绩效评价指标体系
fn year_in(title: &str) -> Option<i64> {
    let (before, _) = title.split_once('年')?;
    let start = before.char_indices().rev().nth(3)?.0;
    before[start..].parse().ok().filter(|year| (1990..2100).contains(year))
}

fn append(text: &mut String, more: &str) {
    if !more.is_empty() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(more);
    }
}

/// Headings of an official table, besides its levels.
const POINTS: [&str; 10] =
    ["分值", "权重", "权数", "标准分", "标准分值", "指标分值", "满分", "指标权重", "分数", "权重分值"];
const STANDARDS: [&str; 9] = [
    "评分标准",
    "计分标准",
    "评价标准",
    "评分办法",
    "评分细则",
    "计分方法",
    "评分规则",
    "计分办法",
    "得分计算方法",
];
const EXPLANATIONS: [&str; 7] =
    ["指标说明", "指标解释", "指标释义", "评价要点", "评价内容", "指标内容", "考核内容"];
const END: [&str; 6] = ["合计", "总分", "总计", "合计得分", "总得分", "总分值"];

/// Which level a heading names.
fn level_of(text: &str) -> Option<usize> {
    const NAMES: [&[&str]; 4] = [
        &["一级指标", "一级"],
        &["二级指标", "二级"],
        &["三级指标", "三级", "指标名称", "指标", "考核指标", "评价指标"],
        &["四级指标", "四级"],
    ];
    NAMES.iter().position(|names| names.contains(&text))
}
