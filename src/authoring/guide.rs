//! 填写说明: how each column is filled in, and what each way of scoring needs.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::dictionary::{Block, Column, name_of};
use super::line::blocks;
use super::rule_columns::{LISTS, NESTING, SHAPES};
use super::write::{column_number, row_after};
use crate::report::workbook::safe::write_text;
use crate::report::workbook::style::{self, Align, Look, Tint};

/// Lines of the template that show how it is done, by heading.
pub(super) const EXAMPLES: [&[(&str, &str)]; 2] = [
    &[
        ("指标编码", "#示例1"),
        ("一级指标", "过程（60分）"),
        ("二级指标", "预算执行"),
        ("三级指标", "预算完成率"),
        ("分值", "5"),
        ("评分标准", "预算完成率＝预算完成数÷预算数，按完成率计分（首格以“#”开头的行不读取）"),
        ("计分方式", "按比例"),
        ("实际值", "预算完成数"),
        ("目标值", "预算数"),
        ("目标为0时", "不适用"),
    ],
    &[
        ("指标编码", "#示例2"),
        ("三级指标", "预算调整率"),
        ("分值", "3"),
        (
            "评分标准",
            "预算调整率不超过10%的得满分；每超过1个百分点扣0.3分，不足1个百分点的按1个百分点计，扣完为止",
        ),
        ("计分方式", "扣分"),
        ("计量值", "预算调整数/预算数"),
        ("高于", "10%"),
        ("每", "1%"),
        ("扣分值", "0.3"),
        ("不足一个单位", "按一个单位计"),
    ],
];

/// Keys that many rubrics use; the template leaves their columns unfolded.
pub(super) const COMMON: [&str; 22] = [
    "rule.actual",
    "rule.target",
    "rule.value",
    "rule.fact",
    "rule.this",
    "rule.last",
    "rule.above",
    "rule.below",
    "rule.each",
    "rule.points",
    "rule.step",
    "rule.zero_target",
    "weight",
    "applies",
    "not_applicable",
    "redistribute_within",
    "missing",
    "self_points",
    "@confirm",
    "@reason",
    "@explain",
    "@note",
];

const NOTES: [&str; 8] = [
    "一、在“指标体系”表左边照抄印发的指标表，每个指标一行；右边先选“计分方式”，再按下表填写该方式所需的各列。",
    "二、同一级指标可以合并单元格，也可以只填首行。级次名称后可注明分值，如“产出指标（50分）”，用于核对合计。",
    "三、清单、分档等有几档几项的，在“分档表”中列出，每档一行，以“指标编码”对应。",
    "四、“实际值”“目标值”“计量值”等列填数据项名称，或以数据项名称写成的公式（不要以等号开头），如：年中追加金额/年初预算数。",
    "五、数据项在“字段映射”表中登记：叫什么名称、是金额还是个数、各地报表上有哪些叫法。",
    "六、列的先后不限，用不到的列可以删去，需要的列可以添上；颜色、空行不影响读取。首格以“#”开头的行、以“#”开头的列和工作表不读取。",
    "七、一格中有几个用语的，用“；”隔开。",
    "八、填好后运行 jixiao rubric test 文件名.xlsx，有误的单元格会逐一列出。",
];

/// Draws the sheet.
pub(super) fn draw(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("填写说明")?;
    let widths = [16.0, 16.0, 50.0, 48.0];
    for (index, width) in widths.into_iter().enumerate() {
        sheet.set_column_width(column_number(index), width)?;
    }
    style::set_up_page(sheet, widths.len(), widths.iter().sum());
    let mut row = 0;
    write_text(sheet, row, 0, "填写说明", &style::section())?;
    sheet.set_row_height(row, 28)?;
    for note in NOTES {
        row += 1;
        sheet.merge_range(row, 0, row, 3, note, &style::remark())?;
        sheet.set_row_height(row, style::row_height(style::lines(note, widths.iter().sum())))?;
    }
    row += 2;
    row = table(sheet, row, &widths, ["计分方式", "所在表", "须填各列", "可填各列"], &shapes())?;
    let columns: Vec<[String; 4]> =
        blocks().flat_map(|block| block.all().map(move |c| entry(block, c))).collect();
    table(sheet, row + 1, &widths, ["表", "列", "填写什么", "可选的内容"], &columns)?;
    Ok(())
}

/// What each way of scoring needs.
fn shapes() -> Vec<[String; 4]> {
    let columns: Vec<&Column> = blocks()
        .filter(|block| block.key == "@rule")
        .flat_map(Block::all)
        .filter(|column| column.is_of_rules())
        .collect();
    let headings = |test: &dyn Fn(&Column) -> bool| {
        let headings = columns.iter().filter(|column| test(column)).map(|column| column.heading);
        headings.collect::<Vec<_>>().join("、")
    };
    let place = |shape: &str| match () {
        () if NESTING.contains(&shape) => "另填其他规则",
        () if name_of(LISTS, shape).is_some() => "另填分档表",
        () => "本行",
    };
    SHAPES
        .iter()
        .map(|(shape, name)| {
            let needs = headings(&|column| column.needed_by(shape));
            let may = headings(&|column| column.of_shape(shape) && !column.needed_by(shape));
            [(*name).to_owned(), place(shape).to_owned(), needs, may]
        })
        .collect()
}

fn entry(block: &Block, column: &Column) -> [String; 4] {
    let names = column.names().map(|names| {
        let names: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
        names.join("、")
    });
    [block.title.to_owned(), column.heading.to_owned(), column.help.to_owned(), names.unwrap_or_default()]
}

fn table(
    sheet: &mut Worksheet,
    first: u32,
    widths: &[f64; 4],
    headings: [&str; 4],
    lines: &[[String; 4]],
) -> Result<u32, XlsxError> {
    let head = Look { tint: Tint::Header, ..Look::default() }.format();
    let body = Look { align: Align::Left, ..Look::default() }.format();
    for (index, heading) in headings.iter().enumerate() {
        write_text(sheet, first, column_number(index), heading, &head)?;
    }
    for (number, line) in lines.iter().enumerate() {
        let row = row_after(first + 1, number);
        let mut height = 1.0_f64;
        for (index, (text, width)) in line.iter().zip(widths).enumerate() {
            write_text(sheet, row, column_number(index), text, &body)?;
            height = height.max(style::lines(text, *width));
        }
        sheet.set_row_height(row, style::row_height(height))?;
    }
    Ok(row_after(first + 1, lines.len()))
}
