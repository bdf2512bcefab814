//! The lines of a rubric as a workbook: fonts, widths, drop-downs, frozen panes.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::cell::{Shown, shown};
use super::columns::{CONFIRM, INDICATORS, UNCONFIRMED};
use super::dictionary::{Block, Column, Kind, Layout, Part, SHAPE};
use super::flatten::PATH;
use super::guide;
use super::line::{Book, Line, block, blocks};
use super::style_columns::STYLES;
use crate::report::packed::saved;
use crate::report::workbook::safe::write_text;
use crate::report::workbook::style::{self, Align, Look, Tint};

/// Lines below a sheet's only table that have its drop-downs too.
const SPARE: u32 = 300;
/// Empty lines below one of several tables.
const SPARE_BETWEEN: usize = 3;
/// The longest drop-down that a cell can hold itself, in characters.
const LONGEST_LIST: usize = 255;
/// The hidden sheet of long drop-downs.
const OPTIONS: &str = "选项";
/// Columns that offer the names of facts.
const FACT_COLUMNS: [&str; 14] = [
    "rule.actual",
    "rule.target",
    "rule.value",
    "rule.fact",
    "rule.this",
    "rule.last",
    "rule.tier",
    "rule.given",
    "rule.done",
    "rule.due",
    "fact",
    "printed_points",
    "self_points",
    "review_points",
];

/// How much of the tables is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The columns that are in use.
    Used,
    /// Every column, the rare ones folded.
    All,
}

/// The bytes of the workbook.
pub(super) fn workbook(book: &Book, extent: Extent) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The file format wants a time of creation; a fixed one keeps equal results equal in bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title("评分细则").set_creation_datetime(&created));
    let facts = fact_names(book);
    let mut sheets: Vec<&'static str> = Vec::new();
    for block in blocks() {
        let rare = ["其他规则", STYLES].contains(&block.sheet);
        let spare = rare && book.of(block).is_empty() && extent == Extent::Used;
        if !sheets.contains(&block.sheet) && !spare {
            sheets.push(block.sheet);
        }
    }
    for name in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        Drawing { sheet, book, extent, facts: facts.len(), widths: BTreeMap::new() }.draw(name)?;
    }
    guide::draw(workbook.add_worksheet())?;
    let options = workbook.add_worksheet();
    options.set_name(OPTIONS)?.set_hidden(true);
    for (index, fact) in facts.iter().enumerate() {
        write_text(options, row_after(0, index), 0, fact, &Format::new())?;
    }
    saved(&mut workbook)
}

/// The names that rules can use, as far as the form states them one by one.
fn fact_names(book: &Book) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for block in [block(Part::Form, "field"), block(Part::Rubric, "fact")] {
        for name in book.of(block).iter().filter_map(|line| line.text("name")) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

struct Drawing<'a> {
    sheet: &'a mut Worksheet,
    book: &'a Book,
    extent: Extent,
    facts: usize,
    widths: BTreeMap<u16, f64>,
}

impl Drawing<'_> {
    fn draw(&mut self, name: &str) -> Result<(), XlsxError> {
        let here: Vec<&'static Block> = blocks().filter(|block| block.sheet == name).collect();
        let only = here.len() == 1;
        // Widths first: heights follow from them.
        for block in &here {
            self.measure(block);
        }
        for (column, width) in &self.widths {
            self.sheet.set_column_width(*column, *width)?;
        }
        let mut row = 0;
        for block in &here {
            row = match block.layout {
                Layout::Items => self.items(block, row)?,
                Layout::Records => self.records(block, row, only)?,
            };
        }
        let columns = self.widths.len();
        style::set_up_page(self.sheet, columns, self.widths.values().sum());
        if only {
            self.sheet.set_repeat_rows(0, 1)?;
            let frozen = here.first().map_or(0, |block| self.frozen(block));
            self.sheet.set_freeze_panes(2, frozen)?;
        }
        Ok(())
    }

    /// How many columns stay in sight: up to the indicator's own name.
    fn frozen(&self, block: &Block) -> u16 {
        let name = if block.key == "indicator" { "points" } else { "" };
        let position = self.columns(block).iter().position(|column| column.key == name);
        position.map_or(1, column_number)
    }

    fn columns(&self, block: &Block) -> Vec<&'static Column> {
        let lines = self.book.of(block);
        let used = |column: &Column| lines.iter().any(|line| belongs(block, column, line).is_some());
        let few = !["indicator", "@rule", "@list"].contains(&block.key);
        let core = |column: &Column| {
            few || CORE.contains(&column.key) || (self.extent == Extent::All && column.key != CONFIRM)
        };
        block.all().filter(|column| used(column) || (core(column) && column.key != "@rest")).collect()
    }

    fn measure(&mut self, block: &Block) {
        if block.layout == Layout::Items {
            for (index, width) in [18.0, 48.0, 40.0].into_iter().enumerate() {
                self.widen(index, width);
            }
            return;
        }
        for (index, column) in self.columns(block).into_iter().enumerate() {
            let most = match column.kind {
                Kind::Text if column.key == "standard" => 46.0,
                Kind::Text if column.key.starts_with("path.") => 20.0,
                Kind::Remark => 36.0,
                Kind::List | Kind::Groups => 44.0,
                Kind::Facts | Kind::Bodies => 40.0,
                Kind::Text | Kind::Formula | Kind::Path => 30.0,
                _ => 16.0,
            };
            let heading = style::text_width(column.heading) + 3.0;
            let lines = self.book.of(block).iter().filter_map(|line| belongs(block, column, line));
            let widest =
                lines.map(|value| style::text_width(&words(column, value)) + 3.0).fold(heading, f64::max);
            let least = match column.key {
                "standard" => most,
                key if key.starts_with("path.") => 14.0,
                _ => heading.min(16.0),
            };
            self.widen(index, widest.min(most).max(least));
        }
    }

    fn widen(&mut self, index: usize, width: f64) {
        let known = self.widths.entry(column_number(index)).or_insert(width);
        *known = known.max(width);
    }

    /// 【title】 and what the table is for; the row after it.
    fn title(&mut self, block: &Block, row: u32) -> Result<u32, XlsxError> {
        write_text(self.sheet, row, 0, &format!("【{}】", block.title), &style::section())?;
        write_text(self.sheet, row, 2, block.help, &style::caption(Align::Left))?;
        self.sheet.set_row_height(row, 24)?;
        Ok(row + 1)
    }

    fn items(&mut self, block: &'static Block, row: u32) -> Result<u32, XlsxError> {
        let mut row = self.title(block, row)?;
        let head = Look { tint: Tint::Header, ..Look::default() }.format();
        for (column, heading) in (0..).zip(["项目", "内容", "填写说明"]) {
            write_text(self.sheet, row, column, heading, &head)?;
        }
        self.sheet.set_row_height(row, style::row_height(1.0) + 2.0)?;
        row += 1;
        let name = Look { tint: Tint::Total, align: Align::Left, ..Look::default() }.format();
        let help = Look { tint: Tint::Muted, align: Align::Left, ..Look::default() }.format();
        let line = self.book.of(block).first();
        for column in block.all() {
            let value = line.and_then(|line| line.cells.get(column.key));
            if column.key == "@rest" && value.is_none() {
                continue;
            }
            // Lists of words take a line each.
            let parts: Vec<Option<toml::Value>> = match (column.kind, value) {
                (Kind::Groups, Some(toml::Value::Array(groups))) => {
                    groups.iter().map(|group| Some(toml::Value::Array(vec![group.clone()]))).collect()
                }
                (_, value) => vec![value.cloned()],
            };
            for part in parts {
                write_text(self.sheet, row, 0, column.heading, &name)?;
                let text = part.as_ref().map(|value| words(column, value)).unwrap_or_default();
                self.cell((row, 1), column, part.as_ref(), &Look { align: Align::Left, ..Look::default() })?;
                write_text(self.sheet, row, 2, column.help, &help)?;
                self.validate(column, (row, row), 1)?;
                let width = |index: u16| self.widths.get(&index).copied().unwrap_or(20.0);
                let lines = style::lines(&text, width(1)).max(style::lines(column.help, width(2)));
                self.sheet.set_row_height(row, style::row_height(lines))?;
                row += 1;
            }
        }
        Ok(row + 1)
    }

    fn records(&mut self, block: &'static Block, row: u32, only: bool) -> Result<u32, XlsxError> {
        let columns = self.columns(block);
        let header =
            if block.key == "indicator" { self.groups(&columns, row)? } else { self.title(block, row)? };
        for (index, column) in columns.iter().enumerate() {
            let tint = if column.is_of_rules() { Tint::Note } else { Tint::Header };
            let look = Look { tint, ..Look::default() };
            write_text(self.sheet, header, column_number(index), column.heading, &look.format())?;
        }
        self.sheet.set_row_height(header, 34)?;
        let mut row = header + 1;
        if self.extent == Extent::All && block.key == "indicator" {
            row = self.example(&columns, row)?;
        }
        let first = row;
        let lines = self.book.of(block);
        for (number, line) in lines.iter().enumerate() {
            let above = number.checked_sub(1).and_then(|above| lines.get(above));
            self.line(block, &columns, line, above, row)?;
            row += 1;
        }
        self.merge_levels(&columns, lines, first)?;
        let spare = if only { 0 } else { SPARE_BETWEEN };
        for _ in 0..spare {
            for index in 0..columns.len() {
                self.sheet.write_blank(row, column_number(index), &Look::default().format())?;
            }
            row += 1;
        }
        let last = if only { row + SPARE } else { row.saturating_sub(1).max(header + 1) };
        for (index, column) in columns.iter().enumerate() {
            self.validate(column, (header + 1, last), column_number(index))?;
        }
        if self.extent == Extent::All && block.key == "indicator" {
            self.fold(&columns)?;
        }
        Ok(row + 1)
    }

    /// Which columns are copied and which are chosen, over the header of 指标体系.
    fn groups(&mut self, columns: &[&'static Column], row: u32) -> Result<u32, XlsxError> {
        let group = |column: &Column| match column.key {
            key if key.starts_with("rule.") => "如何计分（蓝色各列：先选“计分方式”，再填该方式所需各列）",
            key if key.starts_with('@') => "核对",
            "code" | "points" | "weight" | "standard" => "印发的指标表（照抄）",
            key if key.starts_with("path.") => "印发的指标表（照抄）",
            _ => "适用、缺数和评语",
        };
        let mut index = 0;
        while index < columns.len() {
            let name = group(columns[index]);
            let count = columns[index..].iter().take_while(|column| group(column) == name).count();
            let tint = if columns[index].is_of_rules() { Tint::Note } else { Tint::Header };
            let format =
                Look { tint, bold: true, align: Align::Left, ..Look::default() }.format().set_text_wrap();
            let (left, right) = (column_number(index), column_number(index + count - 1));
            if left == right {
                write_text(self.sheet, row, left, name, &format)?;
            } else {
                self.sheet.merge_range(row, left, row, right, name, &format)?;
            }
            index += count;
        }
        self.sheet.set_row_height(row, 24)?;
        Ok(row + 1)
    }

    fn line(
        &mut self,
        block: &Block,
        columns: &[&'static Column],
        line: &Line,
        above: Option<&Line>,
        row: u32,
    ) -> Result<(), XlsxError> {
        let mut height = 1.0_f64;
        let waits = line.text(CONFIRM) == Some(UNCONFIRMED);
        for (index, column) in columns.iter().enumerate() {
            let number = column_number(index);
            let value = belongs(block, column, line).filter(|_| !repeats(column, line, above));
            let align = match column.kind {
                Kind::Text
                | Kind::Formula
                | Kind::List
                | Kind::Groups
                | Kind::Facts
                | Kind::Bodies
                | Kind::Remark
                | Kind::Path => Align::Left,
                _ => Align::Centre,
            };
            let tint = if waits && column.key.starts_with('@') { Tint::Pending } else { Tint::None };
            self.cell((row, number), column, value, &Look { align, tint, ..Look::default() })?;
            if let Some(value) = value {
                let width = self.widths.get(&number).copied().unwrap_or(20.0);
                height = height.max(style::lines(&words(column, value), width));
            }
        }
        self.sheet.set_row_height(row, style::row_height(height))?;
        Ok(())
    }

    /// Merges the cells of equal levels, as official tables do.
    fn merge_levels(
        &mut self,
        columns: &[&'static Column],
        lines: &[Line],
        first: u32,
    ) -> Result<(), XlsxError> {
        let look = Look { align: Align::Left, ..Look::default() }.format();
        for (index, column) in columns.iter().enumerate().filter(|(_, column)| PATH.contains(&column.key)) {
            let mut start = 0;
            while start < lines.len() {
                let same = |end: usize| end < lines.len() && repeats(column, &lines[end], lines.get(end - 1));
                let end = (start + 1..=lines.len()).find(|end| !same(*end)).unwrap_or(lines.len());
                if let Some(text) = lines[start].text(column.key).filter(|_| end - start > 1) {
                    let (top, bottom) = (row_after(first, start), row_after(first, end - 1));
                    let number = column_number(index);
                    self.sheet.merge_range(top, number, bottom, number, text, &look)?;
                }
                start = end;
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        (row, column_number): (u32, u16),
        column: &Column,
        value: Option<&toml::Value>,
        look: &Look,
    ) -> Result<(), XlsxError> {
        match value.map(|value| shown(column.kind, value)) {
            None => self.sheet.write_blank(row, column_number, &look.format()).map(|_| ()),
            Some(Shown::Text(text)) => write_text(self.sheet, row, column_number, &text, &look.format()),
            Some(Shown::Number(number, format)) => {
                let look = Look { number_format: Some(format.into()), ..look.clone() };
                self.sheet.write_number_with_format(row, column_number, number, &look.format()).map(|_| ())
            }
        }
    }

    /// A line that shows how it is done; `#` keeps it from being read.
    fn example(&mut self, columns: &[&'static Column], row: u32) -> Result<u32, XlsxError> {
        for (offset, example) in guide::EXAMPLES.iter().enumerate() {
            for (index, column) in columns.iter().enumerate() {
                let text = example
                    .iter()
                    .find(|(heading, _)| *heading == column.heading)
                    .map_or("", |(_, text)| text);
                let look = Look { tint: Tint::Muted, align: Align::Left, ..Look::default() };
                write_text(self.sheet, row_after(row, offset), column_number(index), text, &look.format())?;
            }
            self.sheet.set_row_height(row_after(row, offset), style::row_height(3.0))?;
        }
        Ok(row_after(row, guide::EXAMPLES.len()))
    }

    /// Folds the columns that few rubrics need; a click on [+] opens them.
    fn fold(&mut self, columns: &[&'static Column]) -> Result<(), XlsxError> {
        let rare = |column: &Column| !guide::COMMON.contains(&column.key) && !CORE.contains(&column.key);
        let mut index = 0;
        while index < columns.len() {
            let count = columns[index..].iter().take_while(|column| rare(column)).count();
            if count > 0 {
                self.sheet.group_columns_collapsed(column_number(index), column_number(index + count - 1))?;
            }
            index += count + 1;
        }
        Ok(())
    }

    /// The drop-down of a column.
    fn validate(&mut self, column: &Column, (first, last): (u32, u32), number: u16) -> Result<(), XlsxError> {
        let names = column.names().map(|names| names.iter().map(|(_, name)| *name).collect::<Vec<_>>());
        let any_code =
            column.key == "@code" || (column.key == "indicator" && matches!(column.kind, Kind::Text));
        let list = if let Some(names) = names.filter(|names| names.join(",").chars().count() <= LONGEST_LIST)
        {
            let open = matches!(column.kind, Kind::NumberOr(_));
            DataValidation::new()
                .allow_list_strings(&names)?
                .show_error_message(!open)
                .set_error_style(DataValidationErrorStyle::Stop)
                .set_error_title(column.heading)?
                .set_error_message("请从下拉列表中选择")?
        } else if FACT_COLUMNS.contains(&column.key) && self.facts > 0 {
            let range = format!("={OPTIONS}!$A$1:$A${}", self.facts);
            DataValidation::new().allow_list_formula(Formula::new(range)).show_error_message(false)
        } else if any_code {
            let range = format!("={INDICATORS}!$A$3:$A${}", SPARE + 3);
            DataValidation::new().allow_list_formula(Formula::new(range)).show_error_message(false)
        } else {
            DataValidation::new().allow_any_value()
        };
        let title: String = column.heading.chars().take(30).collect();
        let help: String = column.help.chars().take(250).collect();
        let prompt =
            if help.is_empty() { list } else { list.set_input_title(title)?.set_input_message(help)? };
        self.sheet.add_data_validation(first, number, last, number, &prompt)?;
        Ok(())
    }
}

/// Columns that are always there.
const CORE: [&str; 12] = [
    "code", "path.0", "path.1", "path.2", "points", "standard", SHAPE, "@code", "@rule", "fact", "points",
    "share",
];

/// What a line says in a column; of columns with one key it is the one of the line's shape.
fn belongs<'a>(block: &Block, column: &Column, line: &'a Line) -> Option<&'a toml::Value> {
    let value = line.cells.get(column.key)?;
    let shape = line.text(SHAPE).unwrap_or_default();
    let own = !column.is_of_rules()
        || block.column(column.key, shape).is_some_and(|found| found.heading == column.heading);
    own.then_some(value)
}

/// Whether a level is the one above, so that its cell is merged with the one above.
fn repeats(column: &Column, line: &Line, above: Option<&Line>) -> bool {
    let Some(level) = PATH.iter().position(|key| *key == column.key) else { return false };
    let is_own_name = PATH.get(level + 1).is_none_or(|next| !line.cells.contains_key(next));
    let same = |above: &Line| {
        PATH[..=level].iter().all(|key| line.text(key).is_some() && line.text(key) == above.text(key))
    };
    !is_own_name && above.is_some_and(same)
}

fn words(column: &Column, value: &toml::Value) -> String {
    match shown(column.kind, value) {
        Shown::Text(text) => text,
        Shown::Number(number, _) => number.to_string(),
    }
}

pub(super) fn column_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

pub(super) fn row_after(first: u32, count: usize) -> u32 {
    first.saturating_add(u32::try_from(count).unwrap_or(u32::MAX))
}
