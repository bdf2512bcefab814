//! Published self-evaluation forms as workbooks.
//!
//! `published.toml` holds the figures of forms which public bodies have put on their web sites,
//! errors included, together with the layout of each form. This module draws them: a title over
//! all columns, the header fields, the block of funds, the goal, the indicator table with its
//! merged level cells, the total, and a note naming the source. Nothing here knows a single case;
//! whatever differs between two forms stands in the data file.

use crate::canvas::{Canvas, Style};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

type Outcome<T> = Result<T, Box<dyn Error>>;
type Row = BTreeMap<String, String>;

/// Width below which the columns of a form are stretched, in characters.
const LEAST_WIDTH: f64 = 96.0;

#[derive(Deserialize)]
struct Book {
    keys: BTreeMap<String, String>,
    widths: BTreeMap<String, f64>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    name: String,
    source_url: String,
    source_note: String,
    body: String,
    year: Option<u16>,
    form: Vec<Form>,
}

#[derive(Deserialize)]
struct Form {
    sheet: String,
    title: String,
    source: Option<String>,
    head: Vec<Vec<[String; 2]>>,
    side: Option<String>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    rows: Vec<Row>,
    budget: Option<Budget>,
    goal: Option<Goal>,
    total: Option<Row>,
    #[serde(default)]
    footer: Vec<[String; 2]>,
}

#[derive(Deserialize)]
struct Budget {
    label: String,
    #[serde(default)]
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Goal {
    label: String,
    #[serde(default)]
    heads: Vec<String>,
    texts: Vec<String>,
}

/// Writes one workbook for each published case into `folder`, which is created when missing, and
/// returns how many were written. The bytes are the same on every run.
///
/// # Errors
/// Fails when the data file does not fit its layout or a workbook cannot be written.
pub fn write_all(folder: &Path) -> Outcome<usize> {
    let book: Book = toml::from_str(include_str!("published.toml"))?;
    std::fs::create_dir_all(folder)?;
    for case in &book.case {
        let path = folder.join(format!("{}_{}.xlsx", case.id, case.name));
        write_case(&book, case)
            .and_then(|mut workbook| Ok(workbook.save(&path)?))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(book.case.len())
}

/// Draws the forms of one case; forms which name the same sheet stand below each other.
fn write_case(book: &Book, case: &Case) -> Outcome<Workbook> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&case.name)
            .set_company(&case.body)
            .set_comment(&case.source_note)
            .set_creation_datetime(&ExcelDateTime::from_ymd(2024, 1, 1)?),
    );
    for forms in case.form.chunk_by(|a, b| a.sheet == b.sheet) {
        let grid = Grid::of(book, forms)?;
        let mut canvas = Canvas::default();
        for form in forms {
            draw_form(&mut canvas, &grid, book, case, form)?;
            canvas.row += 1;
        }
        let source = forms.iter().find_map(|form| form.source.as_ref());
        let source = source.unwrap_or(&case.source_url);
        let note = format!("来源：{source}（公开数据，按来源列示，含原表错误）");
        canvas.row -= 1;
        canvas.put(0, grid.last(), &note, Style::Note);
        let sheet = workbook.add_worksheet();
        sheet.set_name(&forms[0].sheet)?;
        sheet.set_landscape().set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        canvas.flush(sheet, &grid.0)?;
    }
    Ok(workbook)
}

fn draw_form(canvas: &mut Canvas, grid: &Grid, book: &Book, case: &Case, form: &Form) -> Outcome<()> {
    canvas.put(0, grid.last(), &form.title, Style::Title);
    canvas.row += 1;
    if let Some(year) = case.year {
        canvas.put(0, grid.last(), &format!("({year}年度)"), Style::Subtitle);
        canvas.row += 1;
    }
    for line in &form.head {
        let pairs = line.len();
        for (index, [label, value]) in line.iter().enumerate() {
            let start = index * grid.len() / pairs;
            let end = (index + 1) * grid.len() / pairs - 1;
            canvas.put(start, start, label, Style::Label);
            canvas.put(start + 1, end, value, Style::Figure);
        }
        canvas.row += 1;
    }
    if let Some(budget) = &form.budget {
        draw_budget(canvas, grid, budget);
    }
    if let Some(goal) = &form.goal {
        draw_goal(canvas, grid, goal);
    }
    if !form.columns.is_empty() {
        draw_indicators(canvas, grid, book, form)?;
    }
    for [label, value] in &form.footer {
        canvas.put(0, 0, label, Style::Label);
        canvas.put(1, grid.last(), value, Style::Figure);
        canvas.row += 1;
    }
    Ok(())
}

fn draw_budget(canvas: &mut Canvas, grid: &Grid, budget: &Budget) {
    let count = budget.columns.len().max(1);
    let spans = spread(grid.len() - 1, count);
    let header = usize::from(!budget.columns.is_empty());
    canvas.put_down(0, header + budget.rows.len(), &budget.label, Style::Label);
    let blank = String::new();
    let head = std::iter::once(&blank).chain(&budget.columns);
    if header == 1 {
        for ((start, end), text) in spans.iter().zip(head) {
            canvas.put(*start, *end, text, Style::Label);
        }
        canvas.row += 1;
    }
    for row in &budget.rows {
        for (index, (start, end)) in spans.iter().enumerate() {
            let text = row.get(index).map_or("", String::as_str);
            canvas.put(*start, *end, text, Style::Figure);
        }
        canvas.row += 1;
    }
}

/// Cuts the columns after the first into a name and `count` further cells: the name takes two
/// columns when there is room, what is left over widens the cells from the left.
fn spread(available: usize, count: usize) -> Vec<(usize, usize)> {
    let name = available.saturating_sub(count).clamp(1, 2);
    let spare = available.saturating_sub(count + name);
    let mut spans = vec![(1, name)];
    let mut start = name + 1;
    for index in 0..count {
        let extra = spare / count + usize::from(index < spare % count);
        spans.push((start, start + extra));
        start += extra + 1;
    }
    spans
}

fn draw_goal(canvas: &mut Canvas, grid: &Grid, goal: &Goal) {
    let header = usize::from(!goal.heads.is_empty());
    canvas.put_down(0, header + 1, &goal.label, Style::Label);
    for (texts, style) in [(&goal.heads, Style::Label), (&goal.texts, Style::Goal)] {
        if texts.is_empty() {
            continue;
        }
        let width = grid.len() - 1;
        for (index, text) in texts.iter().enumerate() {
            let start = 1 + index * width / texts.len();
            let end = (index + 1) * width / texts.len();
            canvas.put(start, end, text, style);
        }
        canvas.row += 1;
    }
}

fn draw_indicators(canvas: &mut Canvas, grid: &Grid, book: &Book, form: &Form) -> Outcome<()> {
    let heads = heads(book, form)?;
    let first = usize::from(form.side.is_some());
    let end_of = |index: usize| {
        let column = first + index;
        if index + 1 == heads.len() { grid.last() } else { column }
    };
    let lines = 1 + usize::from(heads.iter().any(|head| head.group.is_some()));
    if let Some(side) = &form.side {
        canvas.put_down(0, lines + form.rows.len(), side, Style::Label);
    }
    let top = canvas.row;
    let mut column = first;
    for run in heads.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
        if let Some(group) = run[0].group {
            canvas.put(column, column + run.len() - 1, group, Style::Label);
        }
        column += run.len();
    }
    for (index, head) in heads.iter().enumerate() {
        let (start, end) = (first + index, end_of(index));
        canvas.row = top + if head.group.is_some() { lines - 1 } else { 0 };
        let down = if head.group.is_some() { 1 } else { lines };
        canvas.put_block(start, end, down, head.text, Style::Label);
    }
    let top = top + lines;
    for (index, head) in heads.iter().enumerate() {
        let (start, end) = (first + index, end_of(index));
        canvas.row = top;
        for run in form.rows.chunk_by(|a, b| head.joins(a, b)) {
            let text = run[0].get(head.key).map_or("", String::as_str);
            canvas.put_block(start, end, run.len(), text, head.style());
            canvas.row += run.len();
        }
    }
    canvas.row = top + form.rows.len();
    if let Some(total) = &form.total {
        draw_total(canvas, grid, &heads, first, total);
    }
    Ok(())
}

fn draw_total(canvas: &mut Canvas, grid: &Grid, heads: &[Head], first: usize, total: &Row) {
    let filled = |head: &Head| total.contains_key(head.key);
    let label_end = heads.iter().position(filled).unwrap_or(1) + first - 1;
    let label = total.get("label").map_or("", String::as_str);
    canvas.put(0, label_end, label, Style::Label);
    for column in label_end + 1..=grid.last() {
        let text = heads.get(column - first).and_then(|head| total.get(head.key));
        canvas.put(column, column, text.map_or("", String::as_str), Style::Figure);
    }
    canvas.row += 1;
}

/// One column of an indicator table.
struct Head<'a> {
    group: Option<&'a str>,
    text: &'a str,
    key: &'a str,
}

impl Head<'_> {
    /// Whether the cells of two consecutive rows are one merged cell in this column.
    fn joins(&self, above: &Row, below: &Row) -> bool {
        let same = |key: &str| above.contains_key(key) && above.get(key) == below.get(key);
        match self.key {
            "level1" => same("level1"),
            "level2" => same("level1") && same("level2"),
            _ => false,
        }
    }

    fn style(&self) -> Style {
        match self.key {
            "level3" | "reason" | "rule" | "meaning" => Style::Prose,
            "target" | "actual" => Style::Value,
            _ => Style::Figure,
        }
    }
}

fn heads<'a>(book: &'a Book, form: &'a Form) -> Outcome<Vec<Head<'a>>> {
    let of_column = |column: &'a String| {
        let (group, text) = match column.split_once('|') {
            Some((group, text)) => (Some(group), text),
            None => (None, column.as_str()),
        };
        let key = book.keys.get(text);
        let key = key.ok_or_else(|| format!("no row key for the header {text}"))?;
        Ok(Head { group, text, key })
    };
    form.columns.iter().map(of_column).collect()
}

/// The columns of a sheet with their widths.
struct Grid(Vec<f64>);

impl Grid {
    fn of(book: &Book, forms: &[Form]) -> Outcome<Self> {
        let mut widths = Vec::new();
        for form in forms {
            let mut own: Vec<f64> = form.side.iter().map(|_| 11.0).collect();
            for head in heads(book, form)? {
                let width = book.widths.get(head.key);
                own.push(*width.ok_or_else(|| format!("no width for {}", head.key))?);
            }
            let pairs = form.head.iter().map(Vec::len).max().unwrap_or(1);
            let funds = form.budget.as_ref().map_or(0, |b| b.columns.len() + 2);
            let least = funds.max(2 * pairs).max(own.len()).max(widths.len());
            own.resize(least, 16.0);
            if own.len() > widths.len() {
                widths = own;
            }
        }
        let factor = (LEAST_WIDTH / widths.iter().sum::<f64>()).max(1.0);
        Ok(Self(widths.iter().map(|width| width * factor).collect()))
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn last(&self) -> usize {
        self.0.len() - 1
    }
}
