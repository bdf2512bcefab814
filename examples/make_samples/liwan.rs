//! A sample district: its roster, the bureau's own table, and the self-evaluation forms of whole
//! departments that its bodies sent.
//!
//! `liwan.toml` holds all texts and figures and the layouts of the forms; this module draws them.
//! Nothing here knows a single body.

use crate::canvas::{Canvas, Style};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

type Outcome<T> = Result<T, Box<dyn Error>>;
/// First and last column of a cell.
type Span = (usize, usize);

/// File names of the two lists.
const ROSTER: &str = "名册";
const BUREAU: &str = "财政掌握情况表";
/// Widths of the bureau's columns: number, code, name, and each fact.
const BUREAU_WIDTHS: [f64; 4] = [6.0, 10.0, 31.0, 10.0];

#[derive(Deserialize)]
struct Book {
    roster: Roster,
    bureau: Bureau,
    body: Vec<Body>,
    parts: Parts,
    layout: BTreeMap<String, Layout>,
    form: Vec<Form>,
}

#[derive(Deserialize)]
struct Roster {
    title: String,
    columns: Vec<String>,
    widths: Vec<f64>,
    note: String,
}

#[derive(Deserialize)]
struct Bureau {
    title: String,
    unit: String,
    note: String,
    group: Vec<Group>,
    common: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    columns: Vec<String>,
}

#[derive(Deserialize)]
struct Body {
    code: String,
    name: String,
    aliases: String,
    group: String,
    /// What the bureau knows of it besides what is common; `None` where it knows nothing.
    bureau: Option<BTreeMap<String, String>>,
}

/// Names that all layouts share.
#[derive(Deserialize)]
struct Parts {
    fields: Vec<String>,
    accounts_head: Vec<String>,
    income: Vec<String>,
    spending: Vec<String>,
    tasks: Vec<String>,
    goals: Vec<String>,
}

/// How a form looks; what is left out is as in the layout named by `like`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Layout {
    like: Option<String>,
    sheet: String,
    widths: Vec<f64>,
    head: Vec<Span>,
    accounts: Vec<Span>,
    accounts_sheet: Option<String>,
    accounts_widths: Vec<f64>,
    budget: Vec<Span>,
    budget_head: Vec<String>,
    tasks: Vec<Span>,
    goals: Vec<Span>,
    columns: Vec<Column>,
}

#[derive(Clone, Deserialize)]
struct Column {
    head: String,
    shows: Vec<String>,
}

/// The figures of a form, and under which names they were sent.
#[derive(Deserialize)]
struct Form {
    sent: Vec<Sent>,
    layout: String,
    title: String,
    unit: String,
    income: Vec<String>,
    spending: Vec<String>,
    budget: Vec<Vec<String>>,
    #[serde(default)]
    goals: Vec<String>,
    tasks: Vec<Vec<String>>,
    rows: Vec<Vec<String>>,
    total: Option<BTreeMap<String, String>>,
    note: String,
}

#[derive(Deserialize)]
struct Sent {
    file: String,
    name: String,
    date: Option<String>,
}

/// Writes the roster, the bureau's table and every form into `folder`, which is created when
/// missing, and returns how many workbooks were written. The bytes are the same on every run.
///
/// # Errors
/// Fails when the data file does not fit its layouts or a workbook cannot be written.
pub fn write_all(folder: &Path) -> Outcome<usize> {
    let book: Book = toml::from_str(include_str!("liwan.toml"))?;
    std::fs::create_dir_all(folder)?;
    let mut files = vec![(ROSTER, draw_roster(&book)?), (BUREAU, draw_bureau(&book)?)];
    for form in &book.form {
        let layout = layout_of(&book, &form.layout)?;
        for sent in &form.sent {
            let workbook = draw_form(&book, &layout, form, sent);
            let workbook = workbook.map_err(|error| format!("{}: {error}", sent.file))?;
            files.push((&sent.file, workbook));
        }
    }
    let count = files.len();
    for (name, mut workbook) in files {
        let path = folder.join(format!("{name}.xlsx"));
        workbook.save(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(count)
}

/// A layout with what it takes over from the one it is like.
fn layout_of(book: &Book, name: &str) -> Outcome<Layout> {
    let own = book.layout.get(name);
    let own = own.ok_or_else(|| format!("no layout {name}"))?.clone();
    let Some(like) = &own.like else {
        return Ok(own);
    };
    let base = layout_of(book, like)?;
    Ok(Layout {
        like: None,
        accounts_sheet: own.accounts_sheet.or(base.accounts_sheet),
        accounts_widths: or(own.accounts_widths, base.accounts_widths),
        budget_head: or(own.budget_head, base.budget_head),
        ..base
    })
}

fn or<T>(own: Vec<T>, base: Vec<T>) -> Vec<T> {
    if own.is_empty() { base } else { own }
}

fn new_workbook(title: &str) -> Outcome<Workbook> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    Ok(workbook)
}

/// Flushes `canvas` to a new sheet, printed on A4 one page wide, upright.
fn add_sheet<'a>(
    workbook: &'a mut Workbook,
    name: &str,
    canvas: &Canvas,
    widths: &[f64],
) -> Outcome<&'a mut Worksheet> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    canvas.flush(sheet, widths)?;
    Ok(sheet)
}

fn draw_roster(book: &Book) -> Outcome<Workbook> {
    let roster = &book.roster;
    let last = roster.columns.len() - 1;
    let spans: Vec<Span> = (0..=last).map(|column| (column, column)).collect();
    let mut canvas = Canvas::default();
    line(&mut canvas, &[(0, last)], &[&roster.title], Style::Title);
    line(&mut canvas, &spans, &roster.columns, Style::Label);
    let top = u32::try_from(canvas.row)?;
    for body in &book.body {
        let texts = [&body.code, &body.name, &body.aliases, &body.group];
        line(&mut canvas, &spans, &texts, Style::Prose);
    }
    line(&mut canvas, &[(0, last)], &[&roster.note], Style::Note);
    let mut workbook = new_workbook(&roster.title)?;
    let sheet = add_sheet(&mut workbook, ROSTER, &canvas, &roster.widths)?;
    sheet.set_freeze_panes(top, 0)?;
    Ok(workbook)
}

fn draw_bureau(book: &Book) -> Outcome<Workbook> {
    let bureau = &book.bureau;
    let [number, code, name, fact] = BUREAU_WIDTHS;
    let columns: Vec<&String> = bureau.group.iter().flat_map(|group| &group.columns).collect();
    let mut widths = vec![number, code, name];
    widths.extend(columns.iter().map(|_| fact));
    let last = widths.len() - 1;
    let mut canvas = Canvas::default();
    // Over the first of the two printed pages.
    line(&mut canvas, &[(0, last / 2)], &[&bureau.title], Style::Title);
    put_unit(&mut canvas, last / 2, &bureau.unit);
    for (column, head) in ["序号", "部门编码", "部门名称"].iter().enumerate() {
        canvas.put_down(column, 2, head, Style::Label);
    }
    let mut start = 3;
    for group in &bureau.group {
        canvas.put(start, start + group.columns.len() - 1, &group.name, Style::Label);
        start += group.columns.len();
    }
    canvas.row += 1;
    let facts: Vec<Span> = (3..=last).map(|column| (column, column)).collect();
    line(&mut canvas, &facts, &columns, Style::Label);
    let top = u32::try_from(canvas.row)?;
    for (index, body) in book.body.iter().enumerate() {
        canvas.put(0, 0, &(index + 1).to_string(), Style::Figure);
        canvas.put(1, 1, &body.code, Style::Prose);
        canvas.put(2, 2, &body.name, Style::Prose);
        let own = body.bureau.as_ref();
        let value = |column: &&String| {
            let own = own?;
            own.get(*column).or_else(|| bureau.common.get(*column))
        };
        let values: Vec<&str> =
            columns.iter().map(|column| value(column).map_or("", String::as_str)).collect();
        line(&mut canvas, &facts, &values, Style::Figure);
    }
    line(&mut canvas, &[(0, last)], &[&bureau.note], Style::Note);
    let mut workbook = new_workbook(&bureau.title)?;
    let sheet = add_sheet(&mut workbook, BUREAU, &canvas, &widths)?;
    // A3, two pages wide, the names on both.
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(2, 0);
    sheet.set_repeat_columns(0, 2)?.set_freeze_panes(top, 3)?;
    Ok(workbook)
}

fn draw_form(book: &Book, layout: &Layout, form: &Form, sent: &Sent) -> Outcome<Workbook> {
    let all = [(0, layout.widths.len() - 1)];
    let mut canvas = Canvas::default();
    line(&mut canvas, &all, &[&form.title], Style::Title);
    line(&mut canvas, &all, &["(2023年度)"], Style::Subtitle);
    put_unit(&mut canvas, layout.widths.len() - 1, &form.unit);
    draw_head(&mut canvas, layout, sent);
    if layout.accounts_sheet.is_none() {
        draw_accounts(&mut canvas, &layout.accounts, &book.parts, form);
    }
    line(&mut canvas, &layout.budget, &layout.budget_head, Style::Label);
    for row in &form.budget {
        line(&mut canvas, &layout.budget, row, Style::Figure);
    }
    if !form.goals.is_empty() {
        line(&mut canvas, &layout.goals, &book.parts.goals, Style::Label);
        line(&mut canvas, &layout.goals, &form.goals, Style::Goal);
    }
    line(&mut canvas, &layout.tasks, &book.parts.tasks, Style::Label);
    for task in &form.tasks {
        line(&mut canvas, &layout.tasks, task, Style::Prose);
    }
    draw_indicators(&mut canvas, layout, &book.parts.fields, form)?;
    line(&mut canvas, &all, &[&form.note], Style::Note);

    let mut workbook = new_workbook(&form.title)?;
    add_sheet(&mut workbook, &layout.sheet, &canvas, &layout.widths)?;
    if let Some(name) = &layout.accounts_sheet {
        let columns = layout.accounts_widths.len();
        let spans: Vec<Span> = (0..columns).map(|column| (column, column)).collect();
        let mut canvas = Canvas::default();
        line(&mut canvas, &[(0, columns - 1)], &[name], Style::Title);
        put_unit(&mut canvas, columns - 1, &form.unit);
        draw_accounts(&mut canvas, &spans, &book.parts, form);
        add_sheet(&mut workbook, name, &canvas, &layout.accounts_widths)?;
    }
    Ok(workbook)
}

/// Puts a line of texts; spans without a text become blank cells.
fn line<T: AsRef<str>>(canvas: &mut Canvas, spans: &[Span], texts: &[T], style: Style) {
    for (index, (first, last)) in spans.iter().enumerate() {
        let text = texts.get(index).map_or("", AsRef::as_ref);
        canvas.put(*first, *last, text, style);
    }
    canvas.row += 1;
}

/// The unit of money, at the right above the table.
fn put_unit(canvas: &mut Canvas, column: usize, unit: &str) {
    line(canvas, &[(column, column)], &[unit], Style::Note);
}

/// The body's name and the day of the form, or the name alone over the whole line.
fn draw_head(canvas: &mut Canvas, layout: &Layout, sent: &Sent) {
    let cells = [
        ("部门名称", Style::Label),
        (sent.name.as_str(), Style::Figure),
        ("填报日期", Style::Label),
        (sent.date.as_deref().unwrap_or_default(), Style::Figure),
    ];
    let shown = if sent.date.is_some() { 4 } else { 2 };
    let end = layout.widths.len() - 1;
    for (index, ((first, last), (text, style))) in layout.head.iter().zip(cells).take(shown).enumerate() {
        let last = if index + 1 == shown { end } else { *last };
        canvas.put(*first, last, text, style);
    }
    canvas.row += 1;
}

/// Revenue and expenditure side by side.
fn draw_accounts(canvas: &mut Canvas, spans: &[Span], parts: &Parts, form: &Form) {
    line(canvas, spans, &parts.accounts_head, Style::Label);
    let sides = [(&parts.income, &form.income), (&parts.spending, &form.spending)];
    for index in 0..parts.income.len().max(parts.spending.len()) {
        for (side, (names, amounts)) in sides.iter().enumerate() {
            let cells = [(names, Style::Prose), (amounts, Style::Figure)];
            for ((first, last), (texts, style)) in spans[2 * side..].iter().zip(cells) {
                canvas.put(*first, *last, texts.get(index).map_or("", String::as_str), style);
            }
        }
        canvas.row += 1;
    }
}

/// The indicator table with its merged level cells and, where the form has one, its total.
fn draw_indicators(canvas: &mut Canvas, layout: &Layout, fields: &[String], form: &Form) -> Outcome<()> {
    let position = |name: &String| {
        let position = fields.iter().position(|field| field == name);
        position.ok_or_else(|| format!("no field {name}"))
    };
    let spans: Vec<Span> = (0..layout.columns.len()).map(|column| (column, column)).collect();
    let heads: Vec<&String> = layout.columns.iter().map(|column| &column.head).collect();
    line(canvas, &spans, &heads, Style::Label);
    let top = canvas.row;
    for (index, column) in layout.columns.iter().enumerate() {
        let shows: Vec<usize> = column.shows.iter().map(position).collect::<Result<_, _>>()?;
        let depth = shows.first().copied().unwrap_or_default();
        canvas.row = top;
        for run in form.rows.chunk_by(|a, b| depth < 2 && a[..=depth] == b[..=depth]) {
            canvas.put_down(index, run.len(), &shown(&run[0], &shows), style_of(&column.shows));
            canvas.row += run.len();
        }
    }
    canvas.row = top + form.rows.len();
    if let Some(total) = &form.total {
        let text = |name: &str| total.get(name).map_or("", String::as_str);
        let filled = |column: &Column| column.shows.iter().any(|name| total.contains_key(name));
        let first = layout.columns.iter().position(filled).unwrap_or(1);
        canvas.put(0, first - 1, text("label"), Style::Label);
        for (index, column) in layout.columns.iter().enumerate().skip(first) {
            let text = column.shows.first().map_or("", |name| text(name));
            canvas.put(index, index, text, Style::Figure);
        }
        canvas.row += 1;
    }
    Ok(())
}

/// Fields of a row one after the other; a unit is left out behind a blank and behind words.
fn shown(row: &[String], shows: &[usize]) -> String {
    let text = |index: &usize| row.get(*index).map_or("", String::as_str);
    let Some((unit, before)) = shows.split_last().filter(|(_, before)| !before.is_empty()) else {
        return shows.iter().map(text).collect();
    };
    let before: String = before.iter().map(text).collect();
    if before.ends_with(|c: char| c.is_ascii_digit()) { before + text(unit) } else { before }
}

fn style_of(shows: &[String]) -> Style {
    match shows.first().map(String::as_str) {
        Some("三级" | "原因") => Style::Prose,
        Some("分值" | "得分") => Style::Figure,
        _ => Style::Value,
    }
}
