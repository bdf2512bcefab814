//! The district that is measured: workbooks of one department each, a whole-department form of 40
//! indicators and four project forms beside it, a roster; and one table of a whole bureau. Everything
//! follows from a body's number, so that the same call writes the same cells.

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::Outcome;

/// Lines of a department's own indicators by first level: level, second levels, lines, points of each.
const LEVELS: [(&str, [&str; 4], u64, &[f64]); 3] = [
    ("产出指标", ["数量指标", "质量指标", "时效指标", "成本指标"], 20, &[2.5]),
    ("效益指标", ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"], 12, &[2.5]),
    (
        "满意度指标",
        ["服务对象满意度指标", "服务对象满意度指标", "服务对象满意度指标", "服务对象满意度指标"],
        7,
        &[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0],
    ),
];
/// Project forms in each workbook.
const PROJECTS: u64 = 4;
/// Lines of a project form.
const PROJECT_LINES: u64 = 24;
/// Bodies of one group.
const GROUP: u64 = 50;
/// The roster's file.
pub const ROSTER: &str = "名册.xlsx";

/// Numbers that follow from their seed alone.
struct Numbers(u64);

impl Numbers {
    fn of(body: u64, part: u64) -> Self {
        Self(body.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ part.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    /// The next number from `least` to `most`.
    fn next(&mut self, least: u64, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        least + (mixed ^ (mixed >> 31)) % (most - least + 1)
    }
}

/// The looks of a form.
struct Looks {
    title: Format,
    label: Format,
    text: Format,
    figure: Format,
    money: Format,
    percent: Format,
}

impl Looks {
    fn new() -> Self {
        let base = Format::new().set_font_name("宋体").set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let boxed = base.clone().set_border(FormatBorder::Thin).set_font_size(10);
        let figure = boxed.clone().set_align(FormatAlign::Center);
        Self {
            title: base.clone().set_font_size(16).set_bold().set_align(FormatAlign::Center),
            label: figure.clone().set_bold(),
            text: boxed,
            money: figure.clone().set_num_format("#,##0.00"),
            percent: figure.clone().set_num_format("0.00%"),
            figure,
        }
    }
}

/// A body's name and code.
pub fn name(body: u64) -> (String, String) {
    const KINDS: [&str; 8] = ["局", "中心", "馆", "办公室", "委员会", "所", "学校", "医院"];
    let kind = KINDS[(body % KINDS.len() as u64) as usize];
    (format!("{:06}", 100_000 + body), format!("示例区第{body}{kind}"))
}

/// Writes the workbooks of bodies `first..first + count` and a roster of them.
pub fn district(folder: &Path, first: u64, count: u64, projects: bool) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let looks = Looks::new();
    (first..first + count).into_par_iter().try_for_each(|body| -> Result<(), XlsxError> {
        let mut book = Workbook::new();
        department(book.add_worksheet(), body, &looks)?;
        for project in 1..=if projects { PROJECTS } else { 0 } {
            project_form(book.add_worksheet(), body, project, &looks)?;
        }
        let (code, name) = name(body);
        book.save(folder.join(format!("{code}_{name}.xlsx")))
    })?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("名册")?;
    for (col, head) in (0..).zip(["部门编码", "部门名称", "分组"]) {
        sheet.write_string_with_format(0, col, head, &looks.label)?;
    }
    for (row, body) in (1..).zip(first..first + count) {
        let (code, name) = name(body);
        sheet.write_string(row, 0, code)?.write_string(row, 1, name)?;
        sheet.write_string(row, 2, format!("第{}组", body / GROUP + 1))?;
    }
    Ok(book.save(folder.join(ROSTER))?)
}

fn spread(
    sheet: &mut Worksheet,
    row: u32,
    cols: (u16, u16),
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    sheet.merge_range(row, cols.0, row, cols.1, text, look)?;
    Ok(())
}

/// Title, year, whose it is, money, goals: rows 0 to 13 of a form of `width` columns.
fn head(
    sheet: &mut Worksheet,
    body: u64,
    titles: [&str; 2],
    width: u16,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let last = width - 1;
    let (code, name) = name(body);
    spread(sheet, 0, (0, last), titles[0], &looks.title)?;
    spread(sheet, 1, (0, last), "（2023年度）", &looks.title)?;
    let labels = if titles[1].is_empty() {
        ["部门编码", "单位名称"]
    } else {
        ["项目名称", "主管部门"]
    };
    for ((row, label), value) in
        (2..).zip(labels).zip(if titles[1].is_empty() { [code.as_str(), &name] } else { [titles[1], &name] })
    {
        spread(sheet, row, (0, 1), label, &looks.label)?;
        spread(sheet, row, (2, last), value, &looks.text)?;
    }
    let mut numbers = Numbers::of(body, titles[1].len() as u64);
    sheet.merge_range(4, 0, 8, 0, "预算执行情况（万元）", &looks.label)?;
    let department = titles[1].is_empty();
    let heads = ["", "年初预算数", "全年预算数", "全年执行数", "到位资金", "分值", "执行率", "得分"];
    for (col, label) in (1..).zip(heads) {
        if label != "到位资金" || department {
            sheet.write_string_with_format(4, col, label, &looks.label)?;
        }
    }
    // In hundredths of 万元, so that parts add up.
    let parts: Vec<[u64; 3]> = (0..3)
        .map(|_| {
            let budget = numbers.next(10_000, 900_000);
            let executed = budget * numbers.next(700, 1_000) / 1_000;
            [budget * 9 / 10, budget, executed]
        })
        .collect();
    let sums: [u64; 3] = [0, 1, 2].map(|which| parts.iter().map(|part| part[which]).sum());
    let lines = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"];
    for ((row, label), money) in (5..).zip(lines).zip(std::iter::once(sums).chain(parts)) {
        sheet.write_string_with_format(row, 1, label, &looks.label)?;
        for (col, cents) in (2..).zip(money) {
            sheet.write_number_with_format(row, col, cents as f64 / 100.0, &looks.money)?;
        }
        if department {
            sheet.write_number_with_format(row, 5, money[2] as f64 / 100.0, &looks.money)?;
        }
    }
    let rate = sums[2] as f64 / sums[1] as f64;
    sheet.write_number_with_format(5, 6, 10.0, &looks.figure)?;
    sheet.write_number_with_format(5, 7, rate, &looks.percent)?;
    sheet.write_number_with_format(5, 8, (rate * 1_000.0).round() / 100.0, &looks.figure)?;
    sheet.merge_range(9, 0, 10, 0, "年度总体目标", &looks.label)?;
    let half = width / 2;
    spread(sheet, 9, (1, half), "预期目标", &looks.label)?;
    spread(sheet, 9, (half + 1, last), "实际完成情况", &looks.label)?;
    let goal =
        format!("围绕区委、区政府中心工作，{name}全面完成年度重点任务，保障机构正常运转，提升公共服务水平。");
    spread(sheet, 10, (1, half), &goal, &looks.text)?;
    spread(sheet, 10, (half + 1, last), &goal.replace("全面完成", "按计划推进"), &looks.text)
}

/// One line: its target, its actual value, the share of its points that these earn.
struct Line {
    target: String,
    actual: Actual,
    earned: f64,
}

/// An actual value and how it is shown.
enum Actual {
    Number(f64),
    Rate(f64),
    Words(String),
}

fn line(numbers: &mut Numbers, kind: u64) -> Line {
    let reached = |done: f64, target: f64| (done / target).min(1.0);
    match kind % 4 {
        0 => {
            let target = numbers.next(10, 500);
            let done = (target * numbers.next(70, 120) / 100) as f64;
            let earned = reached(done, target as f64);
            Line { target: format!("≥{target}场次"), actual: Actual::Number(done), earned }
        }
        1 => {
            let target = numbers.next(80, 100);
            let rate = numbers.next(700, 1_000) as f64 / 1_000.0;
            let earned = reached(rate * 100.0, target as f64);
            Line { target: format!("≥{target}%"), actual: Actual::Rate(rate), earned }
        }
        2 => {
            let target = numbers.next(10, 300);
            let done = target * numbers.next(80, 110) / 100;
            let earned = reached(done as f64, target as f64);
            Line { target: format!("{target}人"), actual: Actual::Words(format!("{done}人")), earned }
        }
        _ => {
            let target = numbers.next(20, 900);
            let spent = target * numbers.next(60, 130) / 100;
            let earned = (2.0 - spent as f64 / target as f64).clamp(0.0, 1.0);
            Line {
                target: format!("≤{target}万元"), actual: Actual::Words(format!("{spent}万元")), earned
            }
        }
    }
}

/// A level's or name's cell, merged downwards over `count` rows.
fn down(
    sheet: &mut Worksheet,
    row: u32,
    count: u32,
    col: u16,
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    if count > 1 {
        sheet.merge_range(row, col, row + count - 1, col, text, look)?;
    } else {
        sheet.write_string_with_format(row, col, text, look)?;
    }
    Ok(())
}

fn actual(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    actual: &Actual,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match actual {
        Actual::Number(number) => sheet.write_number_with_format(row, col, *number, &looks.figure)?,
        Actual::Rate(rate) => sheet.write_number_with_format(row, col, *rate, &looks.percent)?,
        Actual::Words(words) => sheet.write_string_with_format(row, col, words, &looks.figure)?,
    };
    Ok(())
}

/// 部门整体支出绩效自评表: about 60 rows of 10 columns.
fn department(sheet: &mut Worksheet, body: u64, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("部门整体支出")?;
    head(sheet, body, ["部门整体支出绩效自评表", ""], 10, looks)?;
    let heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "评分标准",
        "年度指标值",
        "实际完成值",
        "分值",
        "自评得分",
        "完成率",
        "偏差原因分析及改进措施",
    ];
    for (col, label) in (0..).zip(heads) {
        sheet.write_string_with_format(11, col, label, &looks.label)?;
    }
    let mut numbers = Numbers::of(body, 1_000);
    let mut row = 12;
    for (level, seconds, lines, points) in LEVELS {
        down(sheet, row, lines as u32, 0, level, &looks.label)?;
        let each = (lines / 4).max(1);
        for index in 0..lines {
            let second = (index / each).min(3);
            if index % each == 0 && index / each < 4 {
                let rows = if second == 3 { lines - index } else { each };
                down(sheet, row, rows as u32, 1, seconds[second as usize], &looks.label)?;
            }
            let kind = if level == "满意度指标" { 1 } else { second };
            let noun = ["开展业务活动场次", "工作质量达标率", "服务覆盖人数", "项目成本"][kind as usize];
            sheet.write_string_with_format(row, 2, format!("第{}项{noun}", index + 1), &looks.text)?;
            sheet.write_string_with_format(row, 3, "达到指标值得满分，未达到的按比例计分", &looks.text)?;
            let line = line(&mut numbers, kind);
            sheet.write_string_with_format(row, 4, line.target, &looks.figure)?;
            actual(sheet, row, 5, &line.actual, looks)?;
            let worth = points[index as usize % points.len()];
            // One line in ten claims all of its points.
            let earned = if numbers.next(0, 9) == 0 { 1.0 } else { line.earned };
            sheet.write_number_with_format(row, 6, worth, &looks.figure)?;
            sheet.write_number_with_format(
                row,
                7,
                (worth * earned * 100.0).round() / 100.0,
                &looks.figure,
            )?;
            sheet.write_blank(row, 8, &looks.percent)?;
            let reason = if numbers.next(0, 3) == 0 {
                "受客观因素影响，部分工作延后，下年度将加快进度"
            } else {
                "无偏差"
            };
            sheet.write_string_with_format(row, 9, reason, &looks.text)?;
            row += 1;
        }
    }
    spread(sheet, row, (0, 5), "总分", &looks.label)?;
    sheet.write_number_with_format(row, 6, 100.0, &looks.figure)?;
    sheet.write_blank(row, 7, &looks.figure)?.write_blank(row, 8, &looks.figure)?.write_blank(
        row,
        9,
        &looks.text,
    )?;
    row += 1;
    for note in [
        "注：1.一级指标分值按评分细则确定。",
        "2.实际完成值应有佐证材料。",
        "填报人：　　　　审核人：　　　　单位负责人：",
    ] {
        spread(sheet, row, (0, 9), note, &looks.text)?;
        row += 1;
    }
    Ok(())
}

/// 项目支出绩效自评表: about 40 rows of 9 columns.
fn project_form(sheet: &mut Worksheet, body: u64, project: u64, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name(format!("项目{project}"))?;
    let title = format!("第{project}项公共服务提升专项");
    head(sheet, body, ["项目支出绩效自评表", &title], 9, looks)?;
    let heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "完成率",
        "偏差原因分析及改进措施",
    ];
    for (col, label) in (0..).zip(heads) {
        sheet.write_string_with_format(11, col, label, &looks.label)?;
    }
    let mut numbers = Numbers::of(body, 2_000 + project);
    for index in 0..PROJECT_LINES {
        let row = 12 + index as u32;
        if index % 6 == 0 {
            let level = ["产出指标", "产出指标", "效益指标", "满意度指标"][(index / 6) as usize];
            down(sheet, row, 6, 0, level, &looks.label)?;
        }
        if index % 3 == 0 {
            let second = ["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "可持续影响指标"];
            down(sheet, row, 3, 1, second[(index / 3) as usize % second.len()], &looks.label)?;
        }
        sheet.write_string_with_format(row, 2, format!("项目第{}项工作完成数量", index + 1), &looks.text)?;
        let line = line(&mut numbers, index);
        sheet.write_string_with_format(row, 3, line.target, &looks.figure)?;
        actual(sheet, row, 4, &line.actual, looks)?;
        sheet.write_number_with_format(row, 5, 3.75, &looks.figure)?;
        sheet.write_number_with_format(row, 6, 3.75, &looks.figure)?;
        sheet.write_blank(row, 7, &looks.percent)?;
        sheet.write_string_with_format(row, 8, "无偏差", &looks.text)?;
    }
    let row = 12 + PROJECT_LINES as u32;
    spread(sheet, row, (0, 4), "总分", &looks.label)?;
    for (col, worth) in (5..).zip([100.0, 100.0]) {
        sheet.write_number_with_format(row, col, worth, &looks.figure)?;
    }
    spread(sheet, row + 1, (0, 8), "填报人：　　　　审核人：　　　　单位负责人：", &looks.text)
}

/// Columns of figures in a bureau's table, beside the body's code, name and group.
pub const FIGURES: u16 = 27;

/// One table of a whole bureau: a line of 30 columns for each of `rows` bodies.
pub fn table(folder: &Path, rows: u32) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("汇总表")?;
    for (col, head) in (0..).zip(["部门编码", "部门名称", "分组"]) {
        sheet.write_string(0, col, head)?;
    }
    for figure in 0..FIGURES {
        sheet.write_string(0, 3 + figure, format!("数据{}", figure + 1))?;
    }
    for row in 1..=rows {
        let body = u64::from(row);
        let (code, name) = name(body);
        let mut numbers = Numbers::of(body, 3_000);
        sheet.write_string(row, 0, code)?.write_string(row, 1, name)?;
        sheet.write_string(row, 2, format!("第{}组", body / 1_000 + 1))?;
        for figure in 0..FIGURES {
            sheet.write_number(row, 3 + figure, numbers.next(6_000, 10_500) as f64 / 100.0)?;
        }
    }
    Ok(book.save(folder.join("汇总表.xlsx"))?)
}
