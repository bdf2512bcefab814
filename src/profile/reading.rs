//! What was found where in one file: label, cell, text, and what it was read as.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::finding::Problem;
use crate::intake::finder::{Finder, OnSheet};
use crate::intake::form::RawForm;
use crate::intake::grid::{Content, Grid};
use crate::intake::keyed::Keyed;
use crate::intake::list::Aside;
use crate::intake::near::{KnownLabels, NearFinder, NearMiss};
use crate::intake::submission::{Fact, FactValue, Line};
use crate::place::CellRef;
use crate::quantity::{Day, Reading};
use crate::rubric::form::{Form, Kind};
use crate::rubric::{Rubric, Scores, label};

/// Texts longer than this are no labels.
const LONGEST: usize = 30;

/// What one file's sheets hold.
#[derive(Clone, Debug, Serialize)]
pub struct FileReading {
    /// The file.
    pub file: String,
    /// Its sheets in their order.
    pub sheets: Vec<SheetReading>,
}

/// What one sheet holds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SheetReading {
    /// Its name; empty where the format has none.
    pub sheet: String,
    /// Whether it is hidden; hidden sheets are not scored.
    pub hidden: bool,
    /// Whether forms stand side by side on it and so were not read.
    pub side_by_side: bool,
    /// The list that it is, if it is one, and how many lines it has.
    pub list: Option<ListReading>,
    /// Its forms from top to bottom.
    pub forms: Vec<FormReading>,
    /// Heads of tables that are incomplete, where no form was recognised.
    pub heads: Vec<HeadReading>,
    /// Texts that stand where labels stand and are none of the profile's.
    pub unrecognised: Vec<Unrecognised>,
}

/// A list with one department to a line.
#[derive(Clone, Debug, Serialize)]
pub struct ListReading {
    /// Its name in the profile.
    pub name: String,
    /// How many lines it has.
    pub lines: usize,
    /// Lines that are no body's: totals, notes, sign lines.
    pub left_out: Vec<Words>,
}

/// What one form says.
#[derive(Clone, Debug, Serialize)]
pub struct FormReading {
    /// Whether it only goes on with the table of the sheet before it.
    pub continues: bool,
    /// The body, as the form names it.
    pub department: Option<String>,
    /// The project, as the form names it.
    pub project: Option<String>,
    /// Its title lines.
    pub titles: Vec<String>,
    /// Facts in the order of their cells.
    pub facts: Vec<FactReading>,
    /// Tables with one indicator to a line.
    pub tables: Vec<TableReading>,
    /// What scoring wants and the form has not even a label of.
    pub missing: Vec<Missing>,
}

/// A value with the words by which it was found.
#[derive(Clone, Debug, Serialize)]
pub struct FactReading {
    /// Its name in rules.
    pub name: String,
    /// A label, or a column's head and the label of its line.
    pub labels: Vec<Words>,
    /// Its cell.
    pub cell: String,
    /// As typed.
    pub raw: String,
    /// What it was read as, with its unit.
    pub read_as: String,
    /// What is wrong with it.
    pub problem: Option<String>,
    #[serde(skip)]
    at: Option<CellRef>,
}

/// Words of the sheet and their cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// The cell.
    pub cell: String,
    /// As typed.
    pub text: String,
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct TableReading {
    /// Its name in the profile.
    pub name: String,
    /// Its columns with their heads, from left to right.
    pub columns: Vec<ColumnReading>,
    /// Its lines.
    pub lines: Vec<LineReading>,
}

/// A column that was recognised.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnReading {
    /// Its name in the profile.
    pub name: String,
    /// Its head.
    pub head: Words,
}

/// A line of a table.
#[derive(Clone, Debug, Serialize)]
pub struct LineReading {
    /// Its row, as a spreadsheet counts.
    pub row: u32,
    /// Its levels and its own name.
    pub levels: Vec<String>,
    /// Its other cells, those without content left out.
    pub cells: Vec<FactReading>,
}

/// A fact that scoring wants and that was not found.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// Its name in rules.
    pub name: String,
    /// The indicators that want it, by their codes.
    pub indicators: Vec<String>,
}

/// A row that holds some heads of a table.
#[derive(Clone, Debug, Serialize)]
pub struct HeadReading {
    /// The table's name in the profile.
    pub table: String,
    /// The row, as a spreadsheet counts.
    pub row: u32,
    /// The columns that were recognised.
    pub found: Vec<String>,
    /// Those without which the row is no head.
    pub lacking: Vec<String>,
}

/// A text that stands where a label stands.
#[derive(Clone, Debug, Serialize)]
pub struct Unrecognised {
    /// Its cell.
    pub cell: String,
    /// As typed.
    pub text: String,
    /// What stands beside it, or below it where it is a column's head.
    pub beside: Option<String>,
    /// The label that it nearly is.
    pub near: Option<Proposed>,
}

/// A label that was perhaps meant, and what would take the text for it.
#[derive(Clone, Debug, Serialize)]
pub struct Proposed {
    /// The label.
    pub label: String,
    /// The record of form.toml.
    pub record: String,
    /// Its line with the text added.
    pub line: String,
}

/// Reads the sheets of a file by a rubric.
#[must_use]
pub fn read(file: &str, grids: &[Grid], rubric: &Rubric) -> FileReading {
    let reader = Reader { rubric, finder: Finder::new(rubric), near: NearFinder::new(rubric) };
    let mut found: Vec<(SheetReading, Vec<RawForm>)> = Vec::new();
    for grid in grids {
        let before = found.iter().flat_map(|(_, forms)| forms).last();
        let sheet = reader.sheet(grid, before);
        found.push(sheet);
    }
    let all: Vec<&RawForm> = found.iter().flat_map(|(_, forms)| forms).collect();
    let sheets = found.iter().map(|(sheet, forms)| SheetReading {
        forms: forms.iter().map(|form| reader.form(form, &all)).collect(),
        ..sheet.clone()
    });
    FileReading { file: file.to_owned(), sheets: sheets.collect() }
}

struct Reader<'a> {
    rubric: &'a Rubric,
    finder: Finder<'a>,
    near: NearFinder<'a>,
}

impl Reader<'_> {
    /// A sheet without its forms, and its forms as they were found.
    fn sheet(&self, grid: &Grid, before: Option<&RawForm>) -> (SheetReading, Vec<RawForm>) {
        let keyed = self.finder.keyed(grid);
        let OnSheet { list, mut forms, side_by_side, .. } = self.finder.on(&keyed, before);
        forms.retain(|form| !form.partial);
        for form in &mut forms {
            form.withhold_empty_totals(&self.rubric.form);
        }
        let list = list.map(|found| ListReading {
            name: found.list.name.clone(),
            lines: found.records.len(),
            left_out: found.asides.into_iter().filter_map(left_out).collect(),
        });
        let readable = list.is_none() && !side_by_side;
        let near = if readable { self.near.on_sheet(&keyed, &forms) } else { Vec::new() };
        let near: Vec<NearMiss> = near.into_iter().map(|(_, miss)| miss).collect();
        let sheet = SheetReading {
            sheet: grid.place.sheet.as_deref().unwrap_or_default().to_owned(),
            hidden: grid.hidden,
            side_by_side,
            list,
            forms: Vec::new(),
            heads: if readable && forms.is_empty() { self.heads(grid) } else { Vec::new() },
            unrecognised: if readable { self.unrecognised(&keyed, &forms, &near) } else { Vec::new() },
        };
        (sheet, forms)
    }

    fn form(&self, form: &RawForm, all: &[&RawForm]) -> FormReading {
        let profile = &self.rubric.form;
        let stated = |fact: &String| form.stated(fact).map(str::to_owned);
        let problems = problems(form);
        let fact = |(name, fact): (&String, &Arc<Fact>)| {
            let kind = profile.kind_of(name).unwrap_or_default();
            fact_reading(profile, name, kind, fact, &problems)
        };
        // The totals of a table are its last line and are shown beside the other facts.
        let mut facts: Vec<FactReading> = form.facts.iter().map(fact).collect();
        facts.sort_by_key(|fact| fact.at);
        let tables = form.tables.iter().filter(|(_, lines)| !lines.is_empty());
        FormReading {
            continues: form.continues,
            department: profile.department.iter().find_map(stated),
            project: profile.project.as_ref().and_then(stated),
            titles: form.titles.clone(),
            facts,
            tables: tables.map(|(name, lines)| table_reading(profile, name, lines, &problems)).collect(),
            // What only goes on with another sheet lacks nothing by itself.
            missing: if form.continues { Vec::new() } else { self.missing(form, all) },
        }
    }

    /// What scoring wants and neither the form has nor another sheet that is part of it.
    fn missing(&self, form: &RawForm, all: &[&RawForm]) -> Vec<Missing> {
        let profile = &self.rubric.form;
        let named = |form: &RawForm| {
            let names = profile.project.iter().chain(&profile.department);
            names.into_iter().any(|name| form.stated(name).is_some())
        };
        let mut absent = self.near.absent(&form.facts, &form.tables);
        for other in all.iter().filter(|other| other.place != form.place) {
            let part = self.rubric.system.scores == Scores::Department || !named(other) || !named(form);
            if part {
                let theirs = self.near.absent(&other.facts, &other.tables);
                absent.retain(|name| theirs.contains(name));
            }
        }
        let missing = absent.into_iter().map(|name| {
            let indicators = self.near.wanted_by(&name).into_iter().flatten().cloned().collect();
            Missing { name, indicators }
        });
        missing.collect()
    }

    /// The rows that hold some heads of a table or block.
    fn heads(&self, grid: &Grid) -> Vec<HeadReading> {
        let form = &self.rubric.form;
        let holders = (form.tables.iter().map(|t| (&t.name, &t.columns, &t.needs)))
            .chain(form.blocks.iter().map(|b| (&b.name, &b.columns, &b.needs)));
        let mut heads = Vec::new();
        for (name, columns, needs) in holders {
            let labels = crate::rubric::form::labels_of(columns);
            for &row in grid.rows.keys() {
                let found: BTreeSet<usize> =
                    grid.texts(row).filter_map(|(_, text)| labels.find(text)).collect();
                if found.len() >= 2 {
                    let found: Vec<String> = found.into_iter().map(|c| columns[c].name.clone()).collect();
                    let lacking = needs.iter().filter(|need| !found.contains(need)).cloned().collect();
                    heads.push(HeadReading { table: name.clone(), row: row + 1, found, lacking });
                }
            }
        }
        heads.sort_by_key(|head| head.row);
        heads
    }

    fn unrecognised(&self, sheet: &Keyed<'_>, forms: &[RawForm], near: &[NearMiss]) -> Vec<Unrecognised> {
        unrecognised(sheet, forms, self.near.known())
            .into_iter()
            .map(|cell| {
                let miss = near.iter().find(|miss| miss.place.cell == Some(cell.at));
                let form = &self.rubric.form;
                let near = miss.map(|miss| Proposed {
                    label: miss.word.clone(),
                    record: miss.entry.record(form),
                    line: miss.entry.line_with(form, &miss.text),
                });
                Unrecognised { cell: cell.at.to_string(), text: cell.text, beside: cell.beside, near }
            })
            .collect()
    }
}

/// The words that make a line of a list no body's.
fn left_out(Aside { text, place, .. }: Aside) -> Option<Words> {
    Some(Words { cell: place.cell?.to_string(), text })
}

/// A text that stands where a label stands and is none of the profile's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) at: CellRef,
    pub(super) text: String,
    /// What stands beside or below it.
    pub(super) beside: Option<String>,
    /// Whether it stands among the heads of a table.
    pub(super) is_head: bool,
}

/// The texts of a sheet that stand where labels stand: among heads, or left of a value.
pub(super) fn unrecognised(sheet: &Keyed<'_>, forms: &[RawForm], known: &KnownLabels) -> Vec<Unknown> {
    let grid = sheet.grid;
    let heads = known.heads(sheet);
    let used = used(forms);
    let lines: BTreeSet<u32> = forms
        .iter()
        .flat_map(|form| form.tables.values().flatten())
        .filter_map(|line| Some(line.place.cell?.row))
        .collect();
    let mut unknown = Vec::new();
    let mut below_table = false;
    let mut section = None;
    for &row in grid.rows.keys() {
        let head = heads.head(row);
        let opens = || grid.texts(row).any(|(_, text)| known.is_field(text));
        below_table = head.as_ref().map_or(below_table && !opens(), |head| head.is_table);
        // What stands below a table's heads are its lines, whether they were read or not.
        if lines.contains(&row) || (below_table && head.is_none()) {
            continue;
        }
        section = match known.section(grid, row) {
            None if head.is_some() || opens() => None,
            // Its words stand right of its label and below it.
            None => section.filter(|col| grid.get(row, *col).is_none()),
            opened => opened.filter(|_| head.is_none()),
        };
        if section.is_some() {
            continue;
        }
        for (col, text) in grid.texts(row) {
            let at = CellRef::new(row, col);
            // Left of a block's heads stands what the block is called.
            let names_the_block = head.as_ref().is_some_and(|head| !head.is_table && col < head.first);
            if used.contains(&at) || known.knows(text) || names_the_block || !is_like_a_label(text) {
                continue;
            }
            let right = || {
                let (_, content) = grid.rows.get(&row)?.range(col + 1..).next()?;
                let is_label = matches!(content, Content::Text(text) if known.knows(text));
                (!is_label).then(|| content.shown())
            };
            let below = || grid.rows.range(row + 1..).take(3).find_map(|(_, cells)| cells.get(&col));
            let beside = if head.is_some() { below().map(Content::shown) } else { right() };
            if head.is_some() || beside.is_some() {
                unknown.push(Unknown { at, text: text.trim().to_owned(), beside, is_head: head.is_some() });
            }
        }
    }
    unknown
}

/// Whether a text could be a label: short, no sentence, no figure.
pub(super) fn is_like_a_label(text: &str) -> bool {
    let core = label::core(text);
    let sentence = |c: char| c.is_ascii_digit() || matches!(c, '，' | ',' | '。' | '；' | ';' | '、');
    (2..=LONGEST).contains(&core.chars().count()) && !core.contains(sentence)
}

/// The cells of a sheet that forms were read from: values and the words by which they were found.
pub(super) fn used(forms: &[RawForm]) -> BTreeSet<CellRef> {
    let lines = || forms.iter().flat_map(|form| form.tables.values().flatten());
    let facts = forms.iter().flat_map(|form| form.facts.values());
    let facts = facts.chain(lines().flat_map(|line| line.cells.values()));
    let cells = facts.flat_map(|fact| {
        fact.place.iter().chain(fact.labels.iter().map(|label| &label.place)).filter_map(|place| place.cell)
    });
    cells.chain(lines().filter_map(|line| line.place.cell)).collect()
}

/// What was wrong with the cells of a form.
fn problems(form: &RawForm) -> BTreeMap<CellRef, String> {
    let told = form.findings.iter().filter(|finding| !matches!(finding.problem, Problem::NearLabel { .. }));
    told.filter_map(|finding| Some((finding.place.as_ref()?.cell?, finding.problem.message()))).collect()
}

fn fact_reading(
    form: &Form,
    name: &str,
    kind: Kind,
    fact: &Fact,
    problems: &BTreeMap<CellRef, String>,
) -> FactReading {
    let at = fact.place.as_ref().and_then(|place| place.cell);
    let words = fact
        .labels
        .iter()
        .map(|label| Words { cell: label.place.address().unwrap_or_default(), text: label.text.to_string() });
    FactReading {
        name: name.to_owned(),
        labels: words.collect(),
        cell: at.map(|at| at.to_string()).unwrap_or_default(),
        raw: fact.raw.clone(),
        read_as: read_as(form, kind, &fact.value),
        problem: at.and_then(|at| problems.get(&at)).cloned().or_else(|| unmarked(kind, &fact.value)),
        at,
    }
}

fn table_reading(
    form: &Form,
    name: &str,
    lines: &[Line],
    problems: &BTreeMap<CellRef, String>,
) -> TableReading {
    let table = form.tables.iter().find(|table| table.name == name);
    let mut heads: Vec<(CellRef, ColumnReading)> = Vec::new();
    for (column, fact) in lines.iter().flat_map(|line| &line.cells) {
        let Some((at, label)) = fact.labels.first().and_then(|label| Some((label.place.cell?, label))) else {
            continue;
        };
        if !heads.iter().any(|(known, head)| *known == at && head.name == *column) {
            let head = Words { cell: at.to_string(), text: label.text.to_string() };
            heads.push((at, ColumnReading { name: column.clone(), head }));
        }
    }
    heads.sort_by_key(|(at, _)| (at.col, at.row));
    let is_level =
        |column: &String| table.is_some_and(|table| table.levels.contains(column) || table.title == *column);
    let line = |line: &Line| {
        let kind = |column: &str| form.kind_of(&format!("{name}.{column}")).unwrap_or_default();
        let stated = line.cells.iter().filter(|(column, fact)| !is_level(column) && !fact.raw.is_empty());
        let mut cells: Vec<FactReading> =
            stated.map(|(column, fact)| fact_reading(form, column, kind(column), fact, problems)).collect();
        cells.sort_by_key(|cell| cell.at.map(|at| at.col));
        LineReading {
            row: line.place.cell.map_or(0, |cell| cell.row + 1),
            levels: line.levels.to_vec(),
            cells,
        }
    };
    TableReading {
        name: name.to_owned(),
        columns: heads.into_iter().map(|(_, head)| head).collect(),
        lines: lines.iter().map(line).collect(),
    }
}

/// Why a rate was not read that nothing depends on, and of which no finding tells.
fn unmarked(kind: Kind, value: &FactValue) -> Option<String> {
    (kind == Kind::Ratio && *value == FactValue::Unreadable).then(|| "未标百分号".to_owned())
}

/// What a cell was read as, with the unit in which it is held.
fn read_as(form: &Form, kind: Kind, value: &FactValue) -> String {
    match value {
        FactValue::Number(number) => match kind {
            Kind::Amount => format!("{number}万元"),
            Kind::Ratio => number.percent(20),
            Kind::Points => format!("{number}分"),
            _ => number.to_string(),
        },
        FactValue::Text(text) => text.clone(),
        FactValue::Date(day) => day.to_string(),
        FactValue::Quantity(reading) => quantity(form, reading),
        FactValue::Missing => "（空）".to_owned(),
        FactValue::NotApplicable => "不适用".to_owned(),
        FactValue::Unreadable => "未能读取".to_owned(),
        FactValue::Disputed(other) => format!("另一处为 {other}，均不采信"),
        FactValue::EmptyTotal(part) => format!("“{part}”不为 0，不采信"),
    }
}

fn quantity(form: &Form, reading: &Reading) -> String {
    match reading {
        Reading::Blank => "（空）".to_owned(),
        Reading::NotApplicable => "不适用".to_owned(),
        Reading::Quantity(quantity) => quantity.to_string(),
        Reading::Range { from, to } => format!("{from}至{to}"),
        Reading::Tier(tier) => {
            form.tier_names.get(*tier).cloned().unwrap_or_else(|| format!("定性第{}档", tier + 1))
        }
        Reading::Date { from, to, before } => {
            let from: String = from.as_ref().map(|from: &Day| format!("{from}至")).unwrap_or_default();
            format!("{from}{to}{}", if *before { "前" } else { "" })
        }
        Reading::Words(_) => "文字".to_owned(),
        Reading::Unreadable(why) => format!("未能读取：{why}"),
    }
}
