//! The handbook as a .docx file in the manner of official documents: A4, its margins, its fonts by
//! name, numbered pages.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph, Run, RunFonts,
    SpecialIndentType, Style, StyleType, Table as DocxTable, TableAlignmentType, TableCell, TableCellMargins,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::document::{Block, Column, Document, Table};
use super::ooxml;
use crate::report::packed::of_no_system;

/// The fonts of official documents; named, never shipped.
const TITLE_FONT: &str = "方正小标宋简体";
const CHAPTER_FONT: &str = "黑体";
const SECTION_FONT: &str = "楷体";
const BODY_FONT: &str = "仿宋_GB2312";
const PAGE_NUMBER_FONT: &str = "宋体";
const LATIN_FONT: &str = "Times New Roman";

/// Sizes in half points: 二号, 三号, 四号, 小四.
const TITLE_SIZE: usize = 44;
const BODY_SIZE: usize = 32;
const PAGE_NUMBER_SIZE: usize = 28;
const TABLE_SIZE: usize = 24;

/// Lengths in twentieths of a point. A4 with 37 mm above, 35 mm below, 28 mm left, 26 mm right.
const PAGE: (u32, u32) = (11_906, 16_838);
const TOP: i32 = 2_098;
const BOTTOM: i32 = 1_984;
const LEFT: i32 = 1_587;
const RIGHT: i32 = 1_474;
/// From the edge of the paper to the page number, which stands 7 mm below the text.
const FOOTER: i32 = 1_300;
/// What the margins leave for a table.
const TEXT_WIDTH: usize = 8_845;
/// Lines stand 28 points apart, those of the title 38, those of a table 18.
const LINE: i32 = 560;
const TITLE_LINE: i32 = 760;
const TABLE_LINE: i32 = 360;
/// Two characters of 三号.
const TWO_CHARACTERS: i32 = 640;
/// The height of a line to sign on.
const SIGNING_HEIGHT: f32 = 760.0;

/// The file format wants a time of creation; a fixed one keeps equal documents equal in bytes.
const CREATED: &str = "2000-01-01T00:00:00Z";

/// The names of the styles, so that a bureau can restyle the document in one place.
const TITLE: &str = "HandbookTitle";
const HEADINGS: [&str; 4] = ["HandbookHeading1", "HandbookHeading2", "HandbookHeading3", "HandbookHeading4"];
const BODY: &str = "HandbookBody";
const CELL: &str = "HandbookCell";

/// The file format cannot hold the document.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DocxError(String);

/// The bytes of the document as a .docx file.
///
/// # Errors
/// [`DocxError`] when the archive cannot be built.
pub fn write(document: &Document) -> Result<Vec<u8>, DocxError> {
    let mut docx = page(styles(Docx::new())).created_at(CREATED).updated_at(CREATED);
    for line in &document.title {
        docx = docx.add_paragraph(Paragraph::new().style(TITLE).add_run(run(line)));
    }
    let subtitle = unindented(Paragraph::new().style(BODY)).align(AlignmentType::Center);
    docx = docx.add_paragraph(subtitle.add_run(run(&document.subtitle)));
    for (index, block) in document.blocks.iter().enumerate() {
        // Nobody signs a page on which nothing else stands.
        let signed = matches!(document.blocks.get(index + 1), Some(Block::Signatures(_)));
        docx = add(docx, block, signed);
    }
    let mut parts = docx.build();
    parts.document = with_repeated_headers(parts.document)?;
    let footers = parts.footers.iter_mut();
    let own = [&mut parts.document, &mut parts.styles, &mut parts.numberings, &mut parts.settings];
    for part in own.into_iter().chain(footers) {
        *part = ooxml::in_order(part).ok_or_else(|| DocxError("文档内容无法整理".to_owned()))?;
    }
    let mut bytes = Cursor::new(Vec::new());
    parts.pack(&mut bytes).map_err(|error| DocxError(error.to_string()))?;
    Ok(of_no_system(bytes.into_inner()))
}

fn add(docx: Docx, block: &Block, keep_with_next: bool) -> Docx {
    let body = || Paragraph::new().style(BODY).keep_next(keep_with_next).keep_lines(keep_with_next);
    match block {
        Block::Heading { level, number, text } => {
            let style = HEADINGS[(*level).clamp(1, HEADINGS.len()) - 1];
            let heading = Paragraph::new().style(style).keep_next(true).outline_lvl(level.saturating_sub(1));
            docx.add_paragraph(heading.add_run(run(&format!("{number}{text}"))))
        }
        Block::Item { level, number, lead, text } => {
            let lead = run(&format!("{number}{lead}。"));
            // A section's name is in its own font; below that, bold does.
            let lead = if *level <= 2 { lead.fonts(fonts(SECTION_FONT)) } else { lead.bold() };
            docx.add_paragraph(body().add_run(lead).add_run(run(text)))
        }
        Block::Paragraph(text) => docx.add_paragraph(body().add_run(run(text))),
        // Two tables that touch would be one.
        Block::Table(contents) => docx.add_table(table(contents)).add_paragraph(spacer()),
        Block::Signatures(names) => docx.add_paragraph(spacer().keep_next(true)).add_table(signatures(names)),
    }
}

/// Text whose quotation marks and dashes are Chinese ones, which the font alone does not say.
fn run(text: &str) -> Run {
    Run::new().add_text(text).fonts(RunFonts::new().hint("eastAsia"))
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii(LATIN_FONT).hi_ansi(LATIN_FONT).east_asia(name).hint("eastAsia")
}

fn unindented(paragraph: Paragraph) -> Paragraph {
    paragraph.indent(Some(0), Some(SpecialIndentType::FirstLine(0)), None, None)
}

fn exactly(line: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(line)
}

fn spacer() -> Paragraph {
    unindented(Paragraph::new().style(CELL))
}

fn styles(docx: Docx) -> Docx {
    let style = |id: &str, name: &str, font: &str, size: usize| {
        Style::new(id, StyleType::Paragraph).name(name).fonts(fonts(font)).size(size)
    };
    let text = |style: Style| {
        let indent = Some(SpecialIndentType::FirstLine(TWO_CHARACTERS));
        style.line_spacing(exactly(LINE)).indent(None, indent, None, None)
    };
    let [first, second, third, fourth] = HEADINGS;
    docx.default_fonts(fonts(BODY_FONT))
        .default_size(BODY_SIZE)
        .add_style(
            style(TITLE, "说明书标题", TITLE_FONT, TITLE_SIZE)
                .align(AlignmentType::Center)
                .line_spacing(exactly(TITLE_LINE)),
        )
        .add_style(text(style(first, "说明书一级标题", CHAPTER_FONT, BODY_SIZE)))
        .add_style(text(style(second, "说明书二级标题", SECTION_FONT, BODY_SIZE)))
        .add_style(text(style(third, "说明书三级标题", BODY_FONT, BODY_SIZE)).bold())
        .add_style(text(style(fourth, "说明书四级标题", BODY_FONT, BODY_SIZE)))
        // Not to both edges: a line before a long formula would be torn apart.
        .add_style(text(style(BODY, "说明书正文", BODY_FONT, BODY_SIZE)).align(AlignmentType::Left))
        .add_style(style(CELL, "说明书表格", BODY_FONT, TABLE_SIZE).line_spacing(exactly(TABLE_LINE)))
}

fn page(docx: Docx) -> Docx {
    let dash = || run("—").size(PAGE_NUMBER_SIZE).fonts(fonts(PAGE_NUMBER_FONT));
    let number = Paragraph::new()
        .align(AlignmentType::Center)
        .size(PAGE_NUMBER_SIZE)
        .add_run(dash().add_text(" "))
        .add_page_num(PageNum::new())
        .add_run(run(" ").size(PAGE_NUMBER_SIZE).add_text("—"));
    let margin = PageMargin::new().top(TOP).bottom(BOTTOM).left(LEFT).right(RIGHT).footer(FOOTER);
    docx.page_size(PAGE.0, PAGE.1).page_margin(margin).footer(Footer::new().add_paragraph(number))
}

fn table(table: &Table) -> DocxTable {
    let widths = widths(&table.columns);
    let header: Vec<TableCell> = table
        .columns
        .iter()
        .zip(&widths)
        .map(|(column, width)| {
            cell(&column.header, *width, AlignmentType::Center, |run| run.fonts(fonts(CHAPTER_FONT)))
        })
        .collect();
    // A row that does not split is what `with_repeated_headers` knows a header by.
    let mut rows = vec![TableRow::new(header).cant_split()];
    for texts in &table.rows {
        let cells = texts.iter().zip(&table.columns).zip(&widths).map(|((text, column), width)| {
            let align = if column.centred { AlignmentType::Center } else { AlignmentType::Left };
            cell(text, *width, align, |run| run)
        });
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    framed(rows, widths)
}

/// A frame with room for a name beside each duty.
fn signatures(names: &[String]) -> DocxTable {
    // Two pairs of a duty and its name.
    let widths = [20, 30, 20, 30].map(|part| TEXT_WIDTH * part / 100);
    let plain = |run| run;
    let rows = names.chunks(2).map(|pair| {
        let cells = (0..2).flat_map(|at| {
            let name = pair.get(at).map_or("", String::as_str);
            [
                cell(name, widths[2 * at], AlignmentType::Center, plain),
                cell("", widths[2 * at + 1], AlignmentType::Left, plain),
            ]
        });
        TableRow::new(cells.collect()).row_height(SIGNING_HEIGHT)
    });
    framed(rows.collect(), widths.into())
}

fn framed(rows: Vec<TableRow>, widths: Vec<usize>) -> DocxTable {
    DocxTable::new(rows)
        .set_grid(widths)
        .layout(TableLayoutType::Fixed)
        .width(TEXT_WIDTH, WidthType::Dxa)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(40, 80, 40, 80))
}

fn cell(text: &str, width: usize, align: AlignmentType, look: impl Fn(Run) -> Run) -> TableCell {
    let paragraph = Paragraph::new().style(CELL).align(align).add_run(look(run(text)));
    TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(paragraph)
}

/// The columns' parts of the width of the text.
fn widths(columns: &[Column]) -> Vec<usize> {
    let parts: usize = columns.iter().map(|column| column.width).sum();
    columns.iter().map(|column| TEXT_WIDTH * column.width / parts.max(1)).collect()
}

/// Marks the first row of every table as its header, which is repeated on each page; the library
/// has no word for it.
fn with_repeated_headers(document: Vec<u8>) -> Result<Vec<u8>, DocxError> {
    let text = String::from_utf8(document).map_err(|error| DocxError(error.to_string()))?;
    let first_row = "</w:tblGrid><w:tr><w:trPr><w:cantSplit />";
    Ok(text.replace(first_row, &format!("{first_row}<w:tblHeader />")).into_bytes())
}
