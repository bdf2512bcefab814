//! The published cases and the other samples, drawn anew in the layouts of other places: each tells
//! the same facts and scores.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::told::{difference, intake, rubric, samples, told};
use jixiao::intake::filed::Filed;
use jixiao::intake::sheet::{Area, Cell, Sheet, Value};
use jixiao::intake::submission::{Fact, FactValue, Line, Submission};
use jixiao::number::Number;
use jixiao::quantity::{Reading, join_split};
use jixiao::rubric::form::{Block, Field, Form, Kind, Table};
use jixiao::rubric::label;

/// How the values beside labels stand.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fields {
    /// Right of the label, so many pairs to a row.
    Beside(usize),
    /// Below the label, in a row of values below a row of labels.
    Below(usize),
}

/// How the budget stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Budget {
    /// Lines by columns, as in the national form.
    Block,
    /// The same from the last column to the first.
    Reversed,
    /// Columns below each other, lines beside each other.
    Upright,
    /// Label and value in turn, where there is a total only; else as a block.
    Loose(usize),
}

/// How the indicators stand.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Indicators {
    /// One line each.
    Lines,
    /// The target in three columns below one head.
    Split,
    /// One column each.
    Upright,
}

/// What a place's form looks like.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug)]
struct Layout {
    name: &'static str,
    fields: Fields,
    budget: Budget,
    indicators: Indicators,
    /// 分值 stands before the values.
    points_first: bool,
    /// Which of its names a label bears.
    word: usize,
    /// Money is in 元.
    yuan: bool,
    /// Levels are merged downwards, or else repeated in every line.
    merged: bool,
    /// The budget stands below the indicators.
    budget_last: bool,
    /// A column for a block's title stands left of everything.
    side: bool,
}

const NATIONAL: Layout = Layout {
    name: "national",
    fields: Fields::Beside(2),
    budget: Budget::Block,
    indicators: Indicators::Lines,
    points_first: false,
    word: 0,
    yuan: false,
    merged: true,
    budget_last: false,
    side: true,
};

const LAYOUTS: [Layout; 8] = [
    NATIONAL,
    Layout { name: "Yunnan", indicators: Indicators::Split, points_first: true, word: 1, ..NATIONAL },
    Layout {
        name: "Hebei",
        fields: Fields::Beside(1),
        indicators: Indicators::Split,
        word: 4,
        budget: Budget::Reversed,
        merged: false,
        side: false,
        yuan: true,
        ..NATIONAL
    },
    Layout {
        name: "Sichuan",
        fields: Fields::Beside(3),
        word: 2,
        indicators: Indicators::Split,
        points_first: true,
        budget_last: true,
        ..NATIONAL
    },
    Layout { name: "Anhui", points_first: true, word: 3, fields: Fields::Below(2), yuan: true, ..NATIONAL },
    Layout {
        name: "upright",
        indicators: Indicators::Upright,
        budget: Budget::Upright,
        fields: Fields::Beside(1),
        side: false,
        ..NATIONAL
    },
    Layout {
        name: "cards",
        budget: Budget::Loose(2),
        fields: Fields::Below(3),
        word: 1,
        merged: false,
        side: false,
        ..NATIONAL
    },
    Layout {
        name: "ledger",
        budget: Budget::Loose(1),
        indicators: Indicators::Upright,
        word: 2,
        fields: Fields::Beside(1),
        budget_last: true,
        ..NATIONAL
    },
];

/// A sheet that is being drawn.
#[derive(Default)]
struct Page {
    sheet: Sheet,
    row: u32,
    left: u32,
}

impl Page {
    fn put(&mut self, row: u32, col: usize, text: &str) {
        if !text.is_empty() {
            let cell = Cell { row, col: self.left + col as u32, value: Value::Text(text.to_owned()) };
            self.sheet.cells.push(cell);
        }
    }

    fn merge(&mut self, (row, col): (u32, usize), (last_row, last_col): (u32, usize)) {
        let (col, last_col) = (self.left + col as u32, self.left + last_col as u32);
        if (row, col) != (last_row, last_col) {
            self.sheet.merges.push(Area { first: (row, col), last: (last_row, last_col) });
        }
    }
}

/// One of a field's names that stands for nothing else in `fields`.
fn word(field: &Field, fields: &[Field], layout: &Layout) -> String {
    let fits = |label: &&String| {
        let other = |other: &&Field| {
            other.name != field.name && (other.name == **label || other.labels.contains(label))
        };
        !fields.iter().any(|field| other(&field)) && !field.prefer.contains(label)
    };
    let words: Vec<&String> = [&field.name].into_iter().chain(field.labels.iter().filter(fits)).collect();
    words[layout.word % words.len()].clone()
}

/// What a fact's cell holds in this layout; blank where it states nothing.
fn written(fact: &Fact, kind: Kind, layout: &Layout) -> String {
    match (&fact.value, kind) {
        (FactValue::Missing, _) => String::new(),
        (FactValue::Number(number), Kind::Amount) if layout.yuan => (number * &Number::ten_to(4)).plain(),
        (FactValue::Number(number), Kind::Amount) => number.plain(),
        // A number without its own format.
        (FactValue::Number(number), Kind::Points) => number.plain(),
        _ => fact.raw.clone(),
    }
}

fn draw(page: &mut Page, submission: &Submission, form: &Form, layout: &Layout) {
    page.put(page.row, 0, "绩效自评表");
    page.row += 1;
    let unit = if layout.yuan { "元" } else { "万元" };
    page.put(page.row, 4, &format!("单位：{unit}"));
    page.row += 1;
    draw_fields(page, submission, form, layout);
    let draw_budgets = |page: &mut Page| {
        for block in form.blocks.iter().filter(|block| block.table.is_none()) {
            draw_block(page, submission, block, layout);
        }
    };
    if !layout.budget_last {
        draw_budgets(page);
    }
    for table in &form.tables {
        let lines = submission.tables.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        if !lines.is_empty() {
            draw_table(page, submission, form, table, lines, layout);
        }
    }
    if layout.budget_last {
        draw_budgets(page);
    }
}

fn draw_fields(page: &mut Page, submission: &Submission, form: &Form, layout: &Layout) {
    let stated: Vec<(String, String)> = form
        .fields
        .iter()
        .filter_map(|field| {
            let text = written(submission.facts.get(&field.name)?, field.kind, layout);
            // The year and the day of the form are said by titles too.
            (!text.is_empty()).then(|| (word(field, &form.fields, layout), text))
        })
        .collect();
    // What names the form stands first.
    let (per_row, below) = match layout.fields {
        Fields::Beside(count) => (count, false),
        Fields::Below(count) => (count, true),
    };
    for pairs in stated.chunks(per_row) {
        // A single label over its value is a label with nothing beside it.
        let below = below && pairs.len() > 1;
        for (at, (label, value)) in pairs.iter().enumerate() {
            let (row, col) = if below { (page.row + 1, at * 2) } else { (page.row, at * 2 + 1) };
            page.put(page.row, at * 2, label);
            page.put(row, col, value);
        }
        page.row += if below { 2 } else { 1 };
    }
}

fn draw_block(page: &mut Page, submission: &Submission, block: &Block, layout: &Layout) {
    let fact = |line: usize, column: usize| {
        let (line, column) = (&block.lines[line], &block.columns[column]);
        let fact = submission.facts.get(&Form::block_fact(line, column));
        fact.map(|fact| written(fact, column.kind, layout)).unwrap_or_default()
    };
    let mut columns: Vec<usize> = (0..block.columns.len())
        .filter(|column| (0..block.lines.len()).any(|line| !fact(line, *column).is_empty()))
        .collect();
    let lines: Vec<usize> = (0..block.lines.len())
        .filter(|line| *line == 0 || columns.iter().any(|column| !fact(*line, *column).is_empty()))
        .collect();
    if columns.is_empty() {
        return;
    }
    // A header has two columns at the least.
    if columns.len() < 2 {
        columns = (0..3).collect();
    }
    let amounts = columns
        .iter()
        .filter(|column| block.columns[**column].kind != Kind::Points && !fact(0, **column).is_empty())
        .count();
    let head = |column: usize| word(&block.columns[column], &block.columns, layout);
    let line_name = |line: usize| {
        let line = &block.lines[line];
        let words: Vec<&String> =
            [&line.name].into_iter().chain(&line.labels).filter(|word| !word.is_empty()).collect();
        let prefix = if line.name.is_empty() { "" } else { "其中：" };
        format!("{prefix}{}", words[layout.word % words.len()])
    };
    match layout.budget {
        Budget::Loose(per_row) if lines.len() == 1 && amounts >= block.at_least => {
            for pairs in columns.chunks(per_row) {
                for (at, column) in pairs.iter().enumerate() {
                    page.put(page.row, at * 2, &head(*column));
                    page.put(page.row, at * 2 + 1, &fact(0, *column));
                }
                page.row += 1;
            }
        }
        Budget::Upright if columns.len() > 2 => {
            let top = page.row;
            page.put(top, 0, "资金来源");
            for (at, line) in lines.iter().enumerate() {
                page.put(top, at + 1, &line_name(*line));
            }
            for column in &columns {
                page.row += 1;
                page.put(page.row, 0, &head(*column));
                for (at, line) in lines.iter().enumerate() {
                    page.put(page.row, at + 1, &fact(*line, *column));
                }
            }
            page.row += 1;
        }
        _ => {
            if layout.budget == Budget::Reversed {
                columns.reverse();
            }
            let left = usize::from(layout.side);
            if layout.side {
                page.put(page.row, 0, "项目资金");
                page.merge((page.row, 0), (page.row + lines.len() as u32, 0));
            }
            for (at, column) in columns.iter().enumerate() {
                page.put(page.row, left + 1 + at, &head(*column));
            }
            page.row += 1;
            for line in &lines {
                page.put(page.row, left, &line_name(*line));
                for (at, column) in columns.iter().enumerate() {
                    page.put(page.row, left + 1 + at, &fact(*line, *column));
                }
                page.row += 1;
            }
        }
    }
}

/// A column of the indicator table: its heads and what each line says in it.
struct Drawn {
    group: Option<String>,
    head: String,
    cells: Vec<String>,
    total: String,
    level: bool,
}

fn draw_table(
    page: &mut Page,
    submission: &Submission,
    form: &Form,
    table: &Table,
    lines: &[Line],
    layout: &Layout,
) {
    let mut columns: Vec<&Field> = table
        .columns
        .iter()
        .filter(|column| {
            let is_level = table.levels.contains(&column.name) || column.name == table.title;
            let stated =
                |line: &Line| line.cells.get(&column.name).is_some_and(|fact| fact.stated().is_some());
            let split = [&table.sign, &table.unit].into_iter().flatten().any(|name| *name == column.name);
            let total = submission.facts.get(&format!("{}.{}", table.name, column.name));
            !split
                && (is_level || lines.iter().any(stated) || total.is_some_and(|fact| fact.stated().is_some()))
        })
        .collect();
    if layout.points_first {
        let at = columns.iter().position(|column| column.name == "分值");
        if let Some(points) = at.map(|at| columns.remove(at)) {
            let after = columns.iter().position(|column| column.name == table.title).unwrap() + 1;
            columns.insert(after, points);
        }
    }
    let mut drawn = Vec::new();
    for column in columns {
        let level = [&table.levels[..], std::slice::from_ref(&table.title)]
            .concat()
            .iter()
            .position(|name| *name == column.name);
        // Without levels, the name is the third all the same.
        let level = level.map(|level| if column.name == table.title { 2 } else { level });
        let is_target = column.name == "年度指标值";
        let cell = |line: &Line| match level {
            Some(level) => line.levels[level].clone(),
            None if is_target => line.cells.get(&column.name).map(|fact| joined(fact)).unwrap_or_default(),
            None => line
                .cells
                .get(&column.name)
                .map(|fact| written(fact, column.kind, layout))
                .unwrap_or_default(),
        };
        let total = submission.facts.get(&format!("{}.{}", table.name, column.name));
        let total = total.map(|fact| written(fact, column.kind, layout)).unwrap_or_default();
        let head = word(column, &table.columns, layout);
        let cells: Vec<String> = lines.iter().map(cell).collect();
        let of_target = table.sign.clone().zip(table.unit.clone()).filter(|_| is_target);
        if let (Some((sign, unit)), Indicators::Split) = (of_target, layout.indicators) {
            let told =
                |line: &Line| line.cells.get(&column.name).map(|fact| split(fact, form)).unwrap_or_default();
            let parts: Vec<[String; 3]> = lines.iter().map(told).collect();
            let heads = [sign, "指标值".to_owned(), unit];
            for (at, head) in heads.into_iter().enumerate() {
                let cells = parts.iter().map(|parts| parts[at].clone()).collect();
                drawn.push(Drawn {
                    group: Some("年度指标值".to_owned()),
                    head,
                    cells,
                    total: String::new(),
                    level: false,
                });
            }
        } else {
            drawn.push(Drawn {
                group: None,
                head,
                cells,
                total,
                level: level.is_some_and(|level| level < 2),
            });
        }
    }
    if layout.indicators == Indicators::Upright {
        upright(page, table, &drawn);
    } else {
        lying(page, table, &drawn, layout);
    }
}

fn upright(page: &mut Page, table: &Table, drawn: &[Drawn]) {
    let totalled = drawn.iter().any(|column| !column.total.is_empty());
    for (index, column) in drawn.iter().enumerate() {
        page.put(page.row, 0, &column.head);
        for (at, text) in column.cells.iter().enumerate() {
            page.put(page.row, at + 1, text);
        }
        let after = column.cells.len() + 1;
        if totalled {
            page.put(page.row, after, if index == 0 { &table.end[0] } else { &column.total });
        }
        page.row += 1;
    }
}

fn lying(page: &mut Page, table: &Table, drawn: &[Drawn], layout: &Layout) {
    let left = usize::from(layout.side);
    let grouped = u32::from(drawn.iter().any(|column| column.group.is_some()));
    let count = drawn[0].cells.len() as u32;
    let top = page.row;
    if layout.side {
        page.put(top, 0, &table.name);
        page.merge((top, 0), (top + grouped + count, 0));
    }
    for (at, column) in drawn.iter().enumerate() {
        let col = left + at;
        match &column.group {
            Some(group) => {
                if at == 0 || drawn[at - 1].group.is_none() {
                    page.put(top, col, group);
                    page.merge((top, col), (top, col + 2));
                }
                page.put(top + 1, col, &column.head);
            }
            None => {
                page.put(top, col, &column.head);
                page.merge((top, col), (top + grouped, col));
            }
        }
        for (row, text) in (top + grouped + 1..).zip(&column.cells) {
            let above = row as usize - (top + grouped + 1) as usize;
            let same = |other: &&Drawn| above > 0 && other.cells[above] == other.cells[above - 1];
            // A level repeats where its own and all levels above it do.
            let levels = drawn[..=at].iter().filter(|column| column.level);
            if !(layout.merged && column.level && levels.into_iter().all(|column| same(&column))) {
                page.put(row, col, text);
            }
        }
    }
    page.row = top + grouped + 1 + count;
    if drawn.iter().any(|column| !column.total.is_empty()) {
        page.put(page.row, 0, &table.end[0]);
        for (at, column) in drawn.iter().enumerate() {
            page.put(page.row, left + at, &column.total);
        }
        page.row += 1;
    }
}

/// A target in one cell.
fn joined(fact: &Fact) -> String {
    let parts: Vec<&str> = fact.raw.split(" | ").collect();
    match parts.as_slice() {
        [sign, number, unit] => join_split(Some(sign), number, Some(unit)),
        _ => fact.raw.clone(),
    }
}

/// A target in three cells, as far as its number can be told from the rest of it.
fn split(fact: &Fact, form: &Form) -> [String; 3] {
    let whole = joined(fact);
    let parts: Vec<&str> = fact.raw.split(" | ").collect();
    if let [sign, number, unit] = parts.as_slice() {
        return [sign, number, unit].map(|part| (*part).to_owned());
    }
    if let FactValue::Quantity(reading @ Reading::Quantity(quantity)) = &fact.value {
        let sign = quantity.operator.map(|operator| operator.to_string()).unwrap_or_default();
        let unit = format!("{}{}", quantity.multiplier, quantity.unit.as_deref().unwrap_or_default());
        let number = quantity.number.plain();
        if form.words.read(&join_split(Some(&sign), &number, Some(&unit))) == *reading {
            return [sign, number, unit];
        }
    }
    [String::new(), whole, String::new()]
}

fn wrong(before: &[String], after: &[String], what: &str) -> Option<String> {
    (before != after).then(|| format!("{what}\n{}", difference(before, after)))
}

#[test]
fn every_sample_tells_the_same_in_the_layouts_of_other_places() {
    let mut all = Vec::new();
    let mut compared = BTreeMap::new();
    for (id, folder) in [("project-2020-10", "published"), ("department-overall", "liwan-2023")] {
        let rubric = rubric(id);
        for (file, sheets) in samples(folder) {
            let read = intake(&file, sheets, &rubric);
            if read.submissions.is_empty() {
                continue;
            }
            let disputed = |submission: &Submission| {
                submission.facts.values().any(|fact| matches!(fact.value, FactValue::Disputed(_)))
            };
            let mut submissions: Vec<Submission> = read.submissions.iter().map(Filed::open).collect();
            assert!(!submissions.iter().any(disputed), "{file}: two sources cannot be drawn as one");
            let before = told(&read, &rubric);
            submissions.sort_by_key(|submission| submission.place.clone());
            for layout in &LAYOUTS {
                let sheets = by_sheet(&submissions).map(|(name, of_sheet)| {
                    let mut below = Page::default();
                    for submission in of_sheet {
                        draw(&mut below, submission, &rubric.form, layout);
                        below.row += 1;
                    }
                    Sheet { name, ..below.sheet }
                });
                let after = told(&intake(&file, sheets.collect(), &rubric), &rubric);
                all.extend(wrong(&before, &after, &format!("{file}, {}", layout.name)));
                *compared.entry(layout.name).or_insert(0) += 1;
            }
            // Beside each other, and beside themselves under another name.
            let sheets = by_sheet(&submissions).map(|(name, of_sheet)| {
                let mut beside = Page::default();
                let twins: Vec<Submission> = of_sheet.iter().map(|one| renamed(one, &rubric.form)).collect();
                for submission in of_sheet.iter().chain(&twins) {
                    beside.row = 0;
                    beside.left =
                        beside.sheet.cells.iter().map(|cell| cell.col + 1).max().unwrap_or_default();
                    draw(&mut beside, submission, &rubric.form, &NATIONAL);
                }
                Sheet { name, ..beside.sheet }
            });
            let after = told(&intake(&file, sheets.collect(), &rubric), &rubric);
            let own: Vec<String> = before.iter().filter(|line| !after.contains(line)).cloned().collect();
            let twice = after.iter().filter(|line| line.starts_with('#')).count() == 2 * submissions.len();
            if !own.is_empty() || !twice {
                all.push(format!("{file}, side by side\n{}", difference(&before, &after)));
            }
        }
    }
    println!("{compared:?}");
    assert!(compared.values().all(|count| *count >= 25), "{compared:?}");
    assert!(all.is_empty(), "{} of these:\n{}", all.len(), all.join("\n\n"));
}

/// The forms of each sheet, with its name.
fn by_sheet(submissions: &[Submission]) -> impl Iterator<Item = (String, &[Submission])> {
    let sheets = submissions.chunk_by(|a, b| a.place.sheet == b.place.sheet);
    sheets.map(|of_sheet| (of_sheet[0].place.sheet.as_deref().unwrap_or_default().to_owned(), of_sheet))
}

/// The same form of another project, or of another body where it names none.
fn renamed(submission: &Submission, form: &Form) -> Submission {
    let mut other = submission.clone();
    let named = form.project.iter().chain(&form.department).find(|name| {
        submission.facts.get(*name).is_some_and(|fact| {
            fact.stated().is_some_and(|raw| label::normalised(raw).chars().any(|c| !c.is_ascii_digit()))
        })
    });
    if let Some(fact) = named.and_then(|name| other.facts.get_mut(name)).map(Arc::make_mut) {
        fact.raw = format!("另一{}", fact.raw);
        fact.value = FactValue::Text(fact.raw.clone());
    }
    other
}
