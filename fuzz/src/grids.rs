//! Arbitrary sheets written as text, so that seeds can be read and made by hand.
//!
//! ```text
//! 0                      the number of a rubric
//! === 甲局.xlsx          a file
//! --- 自评表             a sheet; --- ! where it is hidden
//! 项目名称⇥@3⇥项目一     a row: cells with tabs between, @3 goes on in the fourth column
//! @20⇥合计⇥=100          @ at the beginning of a row goes on in that row
//! ~备注                  a hidden row
//! =12.5  =%0.95  =i3     a number, one that is shown as a percentage, a whole number
//! #DIV/0!  ?  &1         an error value, a formula without a result, a truth value
//! '=x                    text that begins with one of these signs; ⏎ is a line break
//! ```
//!
//! Merged areas are what readers make of them: a cell, and blanks beside and below it.

use jixiao::intake::sheet::{Cell, Sheet, Value};

const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;

/// A rubric's number and the files to be scored by it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    pub rubric: usize,
    pub files: Vec<(String, Vec<Sheet>)>,
}

impl Case {
    /// Any text is some case.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let rubric = lines.next().and_then(|line| line.trim().parse().ok()).unwrap_or_default();
        let mut case = Self { rubric, files: Vec::new() };
        let mut row = 0;
        for line in lines {
            if let Some(name) = line.strip_prefix("=== ") {
                // One name, one file.
                let at = case.files.iter().position(|(known, _)| known == name);
                let file = at.map_or_else(|| (name.to_owned(), Vec::new()), |at| case.files.remove(at));
                case.files.push(file);
            } else if let Some(name) = line.strip_prefix("--- ") {
                let (name, hidden) = name.strip_prefix('!').map_or((name, false), |name| (name, true));
                let sheet = Sheet { name: name.to_owned(), hidden, ..Sheet::default() };
                case.sheets().push(sheet);
                row = 0;
            } else {
                let sheets = case.sheets();
                if sheets.is_empty() {
                    sheets.push(Sheet::default());
                }
                if let Some(sheet) = sheets.last_mut() {
                    row = read_row(sheet, line, row);
                }
            }
        }
        case
    }

    /// The sheets of the file at hand.
    fn sheets(&mut self) -> &mut Vec<Sheet> {
        if self.files.is_empty() {
            self.files.push(("甲局.xlsx".to_owned(), Vec::new()));
        }
        let last = self.files.len() - 1;
        &mut self.files[last].1
    }

    /// The text of which the case is parsed.
    pub fn written(&self) -> String {
        let mut text = format!("{}\n", self.rubric);
        for (name, sheets) in &self.files {
            text += &format!("=== {name}\n");
            for sheet in sheets {
                text += &format!("--- {}{}\n", if sheet.hidden { "!" } else { "" }, sheet.name);
                write_rows(sheet, &mut text);
            }
        }
        text
    }
}

/// Reads one line as the next row of a sheet; returns the row after it.
fn read_row(sheet: &mut Sheet, line: &str, next: u32) -> u32 {
    let (line, hidden) = line.strip_prefix('~').map_or((line, false), |line| (line, true));
    let (mut row, mut col) = (next, 0u32);
    for (index, cell) in line.split('\t').enumerate() {
        if let Some(at) = cell.strip_prefix('@').and_then(|at| at.parse::<u32>().ok()) {
            if index == 0 {
                row = at.max(next).min(MOST_ROWS);
            } else {
                col = at.max(col).min(MOST_COLUMNS);
            }
            continue;
        }
        if let (Some(value), true, true) = (value(cell), row < MOST_ROWS, col < MOST_COLUMNS) {
            sheet.cells.push(Cell { row, col, value });
        }
        col = col.saturating_add(1);
    }
    if hidden && row < MOST_ROWS {
        sheet.hidden_rows.push(row);
    }
    row.saturating_add(1)
}

fn value(cell: &str) -> Option<Value> {
    let text = |text: &str| Some(Value::Text(text.replace('⏎', "\n"))).filter(|_| !text.trim().is_empty());
    if cell == "?" {
        return Some(Value::Uncalculated);
    }
    let first = cell.chars().next()?;
    let rest = &cell[first.len_utf8()..];
    match first {
        '\'' => text(rest),
        '#' => Some(Value::Error(cell.to_owned())),
        '&' => Some(Value::Truth(rest == "1")),
        '=' => {
            if let Some(whole) = rest.strip_prefix('i') {
                return whole.parse().ok().map(Value::Whole).or_else(|| text(cell));
            }
            let (digits, percent) = rest.strip_prefix('%').map_or((rest, false), |rest| (rest, true));
            digits.parse().ok().map(|number| Value::Number(number, percent)).or_else(|| text(cell))
        }
        _ => text(cell),
    }
}

fn write_rows(sheet: &Sheet, text: &mut String) {
    let mut cells: Vec<&Cell> = sheet.cells.iter().collect();
    cells.sort_by_key(|cell| (cell.row, cell.col));
    let mut next = 0;
    for of_row in cells.chunk_by(|a, b| a.row == b.row) {
        let row = of_row[0].row;
        *text += if sheet.hidden_rows.contains(&row) { "~" } else { "" };
        if row != next {
            *text += &format!("@{row}\t");
        }
        let mut col = 0;
        for cell in of_row {
            if cell.col > col + 2 {
                *text += &format!("@{}\t", cell.col);
            } else {
                *text += &"\t".repeat((cell.col - col) as usize);
            }
            *text += &shown(&cell.value);
            *text += "\t";
            col = cell.col + 1;
        }
        text.pop();
        *text += "\n";
        next = row + 1;
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            let text = text.replace(['\r', '\t'], " ").replace('\n', "⏎");
            let odd = text.starts_with(['=', '#', '&', '\'', '@', '~', '?']) || text.starts_with("---");
            format!("{}{text}", if odd { "'" } else { "" })
        }
        Value::Number(number, percent) => format!("={}{number}", if *percent { "%" } else { "" }),
        Value::Whole(whole) => format!("=i{whole}"),
        Value::Truth(truth) => format!("&{}", u8::from(*truth)),
        Value::Error(shown) => format!("#{}", shown.trim_start_matches('#')),
        Value::Uncalculated => "?".to_owned(),
    }
}
