//! From the cells of a workbook to lines: columns in any order, names forgiven, nothing unknown
//! passed over in silence.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::cell;
use super::dictionary::{Block, Column, Kind, Layout, forgiving, nearest};
use super::fault::Fault;
use super::line::{Book, Line, blocks, shown};
use crate::intake::grid::Grid;

/// Sheets that only people read.
const SILENT: [&str; 4] = ["填写说明", "选项", "说明", "备注"];
/// What opens a line or a heading that is to be passed over.
const COMMENT: [char; 2] = ['#', '＃'];

/// The lines of a workbook, and everything that is wrong with its cells.
pub(super) fn book(grids: &[Grid]) -> (Book, Vec<Fault>) {
    let mut reading = Reading { book: Book::default(), faults: Vec::new() };
    for grid in grids.iter().filter(|grid| !grid.hidden && !grid.rows.is_empty()) {
        reading.sheet(grid);
    }
    (reading.book, reading.faults)
}

struct Reading {
    book: Book,
    faults: Vec<Fault>,
}

/// The block that lines belong to, and its header.
struct Open {
    block: &'static Block,
    header: Option<Vec<(u32, &'static Column)>>,
}

impl Reading {
    fn sheet(&mut self, grid: &Grid) {
        let name = grid.place.sheet.as_deref().unwrap_or_default();
        let plain = forgiving(name);
        if SILENT.iter().any(|silent| plain == *silent) || name.starts_with(COMMENT) {
            return;
        }
        let mut open =
            blocks().find(|block| forgiving(block.title) == plain).map(|block| Open { block, header: None });
        let mut before = Vec::new();
        for row in grid.rows.keys().copied() {
            let Some((first, text)) = grid.rows[&row].iter().next().map(|(col, cell)| (*col, cell.shown()))
            else {
                continue;
            };
            if let Some(title) = title(&text) {
                open = blocks()
                    .find(|block| forgiving(block.title) == title)
                    .map(|block| Open { block, header: None });
                if open.is_none() {
                    let near = nearest(&title, blocks().map(|block| block.title));
                    self.fault(grid, row, first, &text, &format!("不认识的表{}", hint(near)));
                }
                continue;
            }
            if text.starts_with(COMMENT) {
                continue;
            }
            match &mut open {
                None => before.push((row, first, text)),
                Some(open) if open.block.layout == Layout::Items => self.item(grid, row, open.block),
                Some(open) => self.record(grid, row, open),
            }
        }
        self.ended(grid, open.as_ref(), &before);
    }

    /// What is said of a sheet that nothing was read from.
    fn ended(&mut self, grid: &Grid, open: Option<&Open>, before: &[(u32, u32, String)]) {
        let name = grid.place.sheet.as_deref().unwrap_or_default();
        match (open, before.first()) {
            (None, Some((row, col, text))) => {
                let sheets = blocks().flat_map(|block| [block.sheet, block.title]);
                let message = format!(
                    "不认识的工作表“{name}”{}；与评分无关的，在工作表名称前加“#”",
                    hint(nearest(name, sheets))
                );
                self.fault(grid, *row, *col, text, &message);
            }
            (Some(Open { block, header: None }), _)
                if block.layout == Layout::Records && block.title == name =>
            {
                let headings: Vec<&str> = block.all().take(4).map(|column| column.heading).collect();
                let message = format!("没有找到表头；表头须有“{}”等列", headings.join("”“"));
                self.fault(grid, 0, 0, "", &message);
            }
            _ => {}
        }
    }

    fn fault(&mut self, grid: &Grid, row: u32, col: u32, text: &str, message: &str) {
        let place = shown(&grid.at(row, col));
        let text: String = text.chars().take(40).collect();
        let found = if text.is_empty() { String::new() } else { format!("现为“{text}”，") };
        self.faults.push(Fault::at(place, format!("{found}{message}")));
    }

    /// 项目 | 内容
    fn item(&mut self, grid: &Grid, row: u32, block: &'static Block) {
        let mut cells = grid.rows[&row].iter();
        let Some((name_col, name)) = cells.next().map(|(col, cell)| (*col, cell.shown())) else { return };
        if matches!(forgiving(&name).as_str(), "项目" | "项") {
            return;
        }
        let Some(column) = block.by_heading(&name) else {
            let near = hint(block.nearest_heading(&name));
            return self.fault(grid, row, name_col, &name, &format!("不认识的项目{near}"));
        };
        let Some(content) = grid.get(row, name_col + 1) else { return };
        let value = match cell::value(column, content) {
            Ok(Some(value)) => value,
            Ok(None) => return,
            Err(message) => return self.fault(grid, row, name_col + 1, &content.shown(), &message),
        };
        let lines = self.book.of_mut(block);
        if lines.is_empty() {
            lines.push(Line::default());
        }
        let Line { cells, spots, .. } = &mut lines[0];
        spots.entry(column.key).or_insert_with(|| shown(&grid.at(row, name_col + 1)));
        match (column.kind, cells.get_mut(column.key), value) {
            // Every further line of words is one more list of them.
            (Kind::Groups, Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            (_, Some(_), _) => self.fault(grid, row, name_col, &name, "此项目重复，只能填一行"),
            (_, None, value) => {
                cells.insert(column.key, value);
            }
        }
    }

    /// A line of a table, or its header.
    fn record(&mut self, grid: &Grid, row: u32, open: &mut Open) {
        let block = open.block;
        let headings: Vec<(u32, String, Option<&'static Column>)> = grid.rows[&row]
            .iter()
            .map(|(col, cell)| (*col, cell.shown()))
            .map(|(col, text)| (col, text.clone(), block.by_heading(&text)))
            .collect();
        let known = headings.iter().filter(|(_, _, column)| column.is_some()).count();
        let least = if block.all().count() > 4 { 3 } else { 2 };
        let Some(header) = &open.header else {
            if known >= least.min(headings.len().max(2)) {
                open.header = Some(self.header(grid, row, block, &headings));
            }
            return;
        };
        // A header that a page break repeats.
        if known == headings.len() && known >= least {
            return;
        }
        let mut line = Line { place: Some((grid.place.clone(), row)), ..Line::default() };
        line.columns = header.iter().map(|(col, column)| (column.key, *col)).collect();
        let mut values: BTreeMap<&'static str, Value> = BTreeMap::new();
        let mut faults = Vec::new();
        for (col, column) in header {
            let Some(content) = grid.get(row, *col) else { continue };
            match cell::value(column, content) {
                Ok(None) => {}
                Ok(Some(value)) => {
                    line.headings.insert(column.heading);
                    // Of two columns with one key the filled one says where it stands.
                    line.columns.insert(column.key, *col);
                    if values.insert(column.key, value).is_some() {
                        faults.push((*col, content.shown(), "与意思相同的另一列只能填一处".to_owned()));
                    }
                }
                Err(message) => {
                    line.faulty.insert(column.key);
                    faults.push((*col, content.shown(), message));
                }
            }
        }
        for (col, text, message) in faults {
            self.fault(grid, row, col, &text, &message);
        }
        line.cells = values;
        if !line.cells.is_empty() || !line.faulty.is_empty() {
            self.book.of_mut(block).push(line);
        }
    }

    fn header(
        &mut self,
        grid: &Grid,
        row: u32,
        block: &'static Block,
        headings: &[(u32, String, Option<&'static Column>)],
    ) -> Vec<(u32, &'static Column)> {
        let mut seen = BTreeSet::new();
        let mut header = Vec::new();
        for (col, text, column) in headings {
            match column {
                Some(column) => {
                    if seen.insert(column.heading) {
                        header.push((*col, *column));
                    } else {
                        self.fault(grid, row, *col, text, "此列重复，只能有一列");
                    }
                }
                None if text.starts_with(COMMENT) => {}
                None => {
                    let near = block.nearest_heading(text);
                    let near = near.map_or_else(|| "；".to_owned(), |near| format!("，是否应为“{near}”？"));
                    let message = format!("不认识的列{near}不需要的列，在列名前加“#”");
                    self.fault(grid, row, *col, text, &message);
                }
            }
        }
        header
    }
}

/// `【等级】`
fn title(text: &str) -> Option<String> {
    let text = text.trim();
    let inside = text.strip_prefix(['【', '[', '［'])?;
    // A remark may follow the title.
    let (title, _) = inside.split_once(['】', ']', '］'])?;
    Some(forgiving(title))
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("，是否应为“{near}”？"))
}
