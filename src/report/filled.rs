//! A blank form filled from a narrative report: every filled cell bears the sentence that it came
//! from. It holds the labels of the form profile, so the program reads it like any other form.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};

use crate::narrative::{Count, Figure, Narrative, Said};
use crate::number::Number;
use crate::rubric::Rubric;
use crate::rubric::form::{Block, Field, Form, Kind, Table};
use crate::rubric::label;
use crate::rubric::shape::ACTUAL;

/// Lines that a table has for a person to go on writing.
const SPARE_LINES: usize = 6;
/// Pairs of label and value side by side.
const PAIRS: u16 = 2;
/// Characters to which a cell's note is cut.
const LONGEST_NOTE: usize = 400;
/// The fonts of official tables; named, never shipped.
const FONT: &str = "宋体";
const NOTE_FONT: &str = "宋体";

/// What was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The workbook's bytes; the same for the same report and rubric.
    pub bytes: Vec<u8>,
    /// How many cells were filled.
    pub cells: usize,
    /// Facts of the form that the report states in two ways, which are left to a person.
    pub unsure: Vec<String>,
}

/// Fills the form of a rubric from a report.
///
/// # Errors
/// When the workbook cannot be written, which no text of a report causes.
pub fn fill(narrative: &Narrative, rubric: &Rubric) -> Result<Filled, XlsxError> {
    let form = &rubric.form;
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    sheet.set_name("自评表")?.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    let (sure, unsure) = sure(narrative, form);
    let mut page = Page { sheet, row: 0, cells: 0, sure: &sure, form, styles: Styles::new() };
    page.title(&rubric.system.title)?;
    page.fields()?;
    for block in form.blocks.iter().filter(|block| block.table.is_none()) {
        page.block(block)?;
    }
    for table in &form.tables {
        let counts =
            if table.columns.iter().any(|column| column.name == ACTUAL) { &*narrative.counts } else { &[] };
        page.table(table, counts)?;
    }
    page.widths()?;
    let cells = page.cells;
    Ok(Filled { bytes: book.save_to_buffer()?, cells, unsure })
}

/// The figures that the text states in one way, by fact; and the facts of which it states several.
fn sure<'a>(narrative: &'a Narrative, form: &Form) -> (BTreeMap<&'a str, &'a Figure>, Vec<String>) {
    let mut sure: BTreeMap<&str, &Figure> = BTreeMap::new();
    let mut unsure = Vec::new();
    let names = form.fact_names();
    for figure in narrative.figures.iter().filter(|figure| !figure.approximate) {
        let known = sure.entry(&figure.name).or_insert(figure);
        if known.value != figure.value && names.contains(&figure.name) && !unsure.contains(&figure.name) {
            unsure.push(figure.name.clone());
        }
    }
    sure.retain(|name, _| !unsure.iter().any(|other| other == name));
    (sure, unsure)
}

struct Styles {
    title: Format,
    label: Format,
    blank: Format,
    number: Format,
    percent: Format,
}

impl Styles {
    fn new() -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let cell = base.clone().set_border(FormatBorder::Thin).set_text_wrap();
        Self {
            title: base.set_font_size(16).set_bold().set_align(FormatAlign::Center),
            label: cell.clone().set_align(FormatAlign::Center),
            blank: cell.clone(),
            number: cell.clone().set_num_format("#,##0.00####"),
            percent: cell.set_num_format("0.00%"),
        }
    }
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    cells: usize,
    sure: &'a BTreeMap<&'a str, &'a Figure>,
    form: &'a Form,
    styles: Styles,
}

impl Page<'_> {
    fn last_col(&self) -> u16 {
        let columns = |columns: &[Field], beside: usize| columns.len() + beside;
        let blocks = self.form.blocks.iter().map(|block| columns(&block.columns, 1));
        let widest = self.form.tables.iter().map(|table| columns(&table.columns, 0)).chain(blocks).max();
        u16::try_from(widest.unwrap_or_default()).unwrap_or(u16::MAX).max(PAIRS * 2) - 1
    }

    fn title(&mut self, title: &str) -> Result<(), XlsxError> {
        // Without what the title says in brackets of the points.
        let title = format!("{}自评表", label::core(title));
        self.sheet.merge_range(0, 0, 0, self.last_col(), &title, &self.styles.title)?;
        let unit = match self.form.money_unit.exponent() {
            0 => "元",
            8 => "亿元",
            _ => "万元",
        };
        self.sheet.write_string(1, 0, format!("单位：{unit}"))?;
        self.row = 2;
        Ok(())
    }

    /// Labels with their values, side by side; those that name the body each on its own row, since
    /// side by side they are the head of a roster.
    fn fields(&mut self) -> Result<(), XlsxError> {
        let names_body = |field: &&Field| self.form.department.contains(&field.name);
        let (names, others): (Vec<&Field>, Vec<&Field>) = self.form.fields.iter().partition(names_body);
        for pair in names.chunks(1).chain(others.chunks(usize::from(PAIRS))) {
            for (col, field) in (0..).step_by(2).zip(pair) {
                self.sheet.write_string_with_format(self.row, col, &field.name, &self.styles.label)?;
                self.value(col + 1, &field.name, field.kind)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, &block.name, &self.styles.label)?;
        for (col, column) in (1..).zip(&block.columns) {
            self.sheet.write_string_with_format(self.row, col, &column.name, &self.styles.label)?;
        }
        self.row += 1;
        for line in &block.lines {
            let label = if line.name.is_empty() { line.labels.first() } else { Some(&line.name) };
            let label = label.map(String::as_str).unwrap_or_default();
            self.sheet.write_string_with_format(self.row, 0, label, &self.styles.label)?;
            for (col, column) in (1..).zip(&block.columns) {
                self.value(col, &Form::block_fact(line, column), column.kind)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// A table's head, a line for each thing that was counted, and room for more.
    fn table(&mut self, table: &Table, counts: &[Count]) -> Result<(), XlsxError> {
        for (col, column) in (0..).zip(&table.columns) {
            self.sheet.write_string_with_format(self.row, col, &column.name, &self.styles.label)?;
        }
        self.row += 1;
        let lines = counts.iter().map(Some).chain(std::iter::repeat_n(None, SPARE_LINES));
        for count in lines {
            for (col, column) in (0..).zip(&table.columns) {
                let text = match count {
                    Some(count) if column.name == table.title => Some((count.what(), &count.said)),
                    Some(count) if column.name == ACTUAL => Some((count.said.raw.as_str(), &count.said)),
                    _ => None,
                };
                match text {
                    Some((text, said)) => {
                        self.sheet.write_string_with_format(self.row, col, text, &self.styles.blank)?;
                        self.note(col, said)?;
                    }
                    None => {
                        self.sheet.write_blank(self.row, col, &self.styles.blank)?;
                    }
                }
            }
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// The cell of a fact, filled where the report states it.
    fn value(&mut self, col: u16, name: &str, kind: Kind) -> Result<(), XlsxError> {
        let Some(figure) = self.sure.get(name).filter(|figure| figure.kind == kind) else {
            self.sheet.write_blank(self.row, col, &self.styles.blank)?;
            return Ok(());
        };
        let (value, style) = match kind {
            Kind::Amount => {
                let from_held =
                    Number::ten_to(crate::narrative::HELD_EXPONENT - self.form.money_unit.exponent());
                (&figure.value * &from_held, &self.styles.number)
            }
            Kind::Ratio => (figure.value.clone(), &self.styles.percent),
            _ => (figure.value.clone(), &self.styles.blank),
        };
        self.sheet.write_number_with_format(self.row, col, value.to_f64(), style)?;
        self.note(col, &figure.said)
    }

    fn note(&mut self, col: u16, said: &Said) -> Result<(), XlsxError> {
        let sentence: String = said.sentence.chars().take(LONGEST_NOTE).collect();
        let note = Note::new(format!("{}：{sentence}", said.place))
            .add_author_prefix(false)
            .set_author("报告")
            .set_font_name(NOTE_FONT)
            .set_width(320)
            .set_height(160);
        self.sheet.insert_note(self.row, col, &note)?;
        self.cells += 1;
        Ok(())
    }

    fn widths(&mut self) -> Result<(), XlsxError> {
        for col in 0..=self.last_col() {
            self.sheet.set_column_width(col, if col < PAIRS * 2 { 28 } else { 12 })?;
        }
        Ok(())
    }
}
