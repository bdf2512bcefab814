//! 填报说明: how the form is filled in, and by what it will be scored.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{draw, layout, words};
use crate::report::workbook::style::{self, Align, Look, Style, Tint};
use crate::report::workbook::write_text;
use crate::rubric::{Rubric, Scores};

/// Columns: indicator, points, standard.
const WIDTHS: [f64; 3] = [44.0, 9.0, 80.0];
/// The sheet.
pub(super) fn write(book: &mut Workbook, rubric: &Rubric, style: &Style) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(words::GUIDE)?;
    for (col, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(col, width)?;
    }
    style::set_up_page(sheet, WIDTHS.len(), WIDTHS.iter().sum());
    sheet.set_landscape();
    let mut guide = Guide { sheet, row: 0, style };
    let title_height = style.title_height(words::GUIDE, WIDTHS.iter().sum());
    guide.across(words::GUIDE, &style.title(), Some(title_height))?;
    guide.across(&words::section(1, "填报要求"), &style.section(), None)?;
    for (number, rule) in (1..).zip(rules(rubric)) {
        guide.across(&format!("{number}. {rule}"), &style.remark(), None)?;
    }
    guide.across(&words::section(2, "评分依据"), &style.section(), None)?;
    guide.across(&rubric.system.source, &style.remark(), None)?;
    if let Some(notice) = &rubric.system.notice {
        guide.across(notice, &style.remark(), None)?;
    }
    guide.across(&words::section(3, "指标、分值和评分标准"), &style.section(), None)?;
    guide.indicators(rubric)?;
    let end = guide.row;
    sheet.set_print_area(0, 0, end - 1, 2)?;
    draw::protect(sheet);
    Ok(())
}

/// How the form is filled in, sentence by sentence.
fn rules(rubric: &Rubric) -> Vec<String> {
    let form = &rubric.form;
    let money = form.money_unit.name();
    let mut rules = vec![
        format!(
            "本表为《{}》（{}年度）。黄色格必填，白色格按实际情况填写；灰色格已由财政部门印好或自动计算，不得改动。",
            layout::title(rubric),
            rubric.system.year
        ),
        format!(
            "金额一律以{money}为单位，只填数字；没有的填 0，不得空白或填写文字。比率填百分数，如 95.2%。"
        ),
        "“是/否”等各栏从下拉列表中选择；情况确实不适用的，选择“不适用”。".to_owned(),
    ];
    if !form.tables.is_empty() {
        rules.push(
            "年度指标值只填数字，符号、单位分别填入各自的栏目；定性指标的符号选“定性”，指标值用文字填写。"
                .to_owned(),
        );
        rules.push("实际完成值连同单位填写，如 43场、96.5%；定性指标从下拉列表中选择完成情况。未达到指标值的，须说明偏差原因及改进措施。".to_owned());
        rules.push(
            "每项指标填一行，同类指标不足预留行数的，其余各行留空，不得插入、删除或合并行列。".to_owned(),
        );
    }
    if rubric.system.scores == Scores::Project {
        rules.push("每个项目填一个工作表；预留的工作表多于项目数的，其余留空，不必删除。".to_owned());
    }
    rules.push(format!(
        "填完后查看表头右上角和“{}”：显示“{}”后再报送。本簿含有隐藏的表样信息，请直接在原文件上填写，不要复制到别的文件。",
        words::CHECKS,
        words::PASSED
    ));
    rules
}

struct Guide<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    style: &'a Style,
}

impl Guide<'_> {
    fn across(&mut self, text: &str, format: &Format, height: Option<f64>) -> Result<(), XlsxError> {
        self.sheet.merge_range(self.row, 0, self.row, 2, "", format)?;
        write_text(self.sheet, self.row, 0, text, format)?;
        let lines = self.style.lines(text, WIDTHS.iter().sum());
        self.sheet.set_row_height(self.row, height.unwrap_or_else(|| self.style.row_height(lines)))?;
        self.row += 1;
        Ok(())
    }

    fn indicators(&mut self, rubric: &Rubric) -> Result<(), XlsxError> {
        let header = Look { tint: Tint::Header, ..Look::default() }.format_in(self.style);
        let centre = Look::default().format_in(self.style);
        let left = Look { align: Align::Left, ..Look::default() }.format_in(self.style);
        for (col, text) in (0_u16..).zip(["指标", "分值", "评分标准"]) {
            write_text(self.sheet, self.row, col, text, &header)?;
        }
        self.sheet.set_repeat_rows(self.row, self.row)?;
        self.row += 1;
        for indicator in rubric.system.indicators.iter().filter(|i| !i.points.number().is_zero()) {
            let (path, standard) = (indicator.path.join(" / "), indicator.rule_words());
            write_text(self.sheet, self.row, 0, &path, &left)?;
            self.sheet.write_number_with_format(self.row, 1, indicator.points.number().to_f64(), &centre)?;
            write_text(self.sheet, self.row, 2, &standard, &left)?;
            let lines = self.style.lines(&path, WIDTHS[0]).max(self.style.lines(&standard, WIDTHS[2]));
            self.sheet.set_row_height(self.row, self.style.row_height(lines))?;
            self.row += 1;
        }
        Ok(())
    }
}
