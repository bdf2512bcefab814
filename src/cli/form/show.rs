//! `jixiao form show`: what was found where in one file.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::cli::args::ShowFormArgs;
use crate::cli::{Outcome, plan, screen};
use crate::profile::reading::{
    self, FactReading, FileReading, FormReading, HeadReading, Missing, SheetReading, TableReading,
    Unrecognised, Words,
};

/// Columns that a text may take before it is cut.
const MOST_WIDTH: usize = 28;

/// Runs the command.
pub(super) fn run(arguments: &ShowFormArgs) -> Outcome {
    let rubric = match plan::load(&arguments.rubric) {
        Ok(rubric) => rubric,
        Err(outcome) => return outcome,
    };
    let grids = match super::grids(&arguments.file) {
        Ok(grids) => grids,
        Err(outcome) => return outcome,
    };
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy();
    let reading = reading::read(&name, &grids, &rubric);
    // A reader that went away has seen what it wanted.
    let _ = if arguments.json { screen::json(&reading) } else { print(&reading) };
    Outcome::Clean
}

fn print(reading: &FileReading) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for sheet in &reading.sheets {
        let name = if sheet.sheet.is_empty() { String::new() } else { format!(" › {}", sheet.sheet) };
        let hidden = if sheet.hidden { "（工作表已隐藏，不参与评分）" } else { "" };
        writeln!(out, "{}{name}{hidden}", reading.file)?;
        print_sheet(&mut out, sheet)?;
        writeln!(out)?;
    }
    let forms: Vec<&FormReading> = reading.sheets.iter().flat_map(|sheet| &sheet.forms).collect();
    let facts: usize = forms.iter().map(|form| form.facts.len()).sum();
    let lines: usize = forms.iter().flat_map(|form| &form.tables).map(|table| table.lines.len()).sum();
    let unrecognised: usize = reading.sheets.iter().map(|sheet| sheet.unrecognised.len()).sum();
    let missing: usize = forms.iter().map(|form| form.missing.len()).sum();
    writeln!(
        out,
        "识别出自评表 {} 张：数据项 {facts} 个，表内 {lines} 行；未识别的标签 {unrecognised} 处，缺少 {missing} 项",
        forms.len()
    )?;
    if forms.is_empty() || missing > 0 {
        writeln!(out, "有数据未读到的，对照上列单元格在 form.toml 中补充用语")?;
    }
    Ok(())
}

fn print_sheet(out: &mut impl Write, sheet: &SheetReading) -> io::Result<()> {
    if let Some(list) = &sheet.list {
        writeln!(out, "  {}，{} 行", list.name, list.lines)?;
        if !list.left_out.is_empty() {
            let lines: Vec<String> =
                list.left_out.iter().map(|line| format!("{} “{}”", line.cell, cut(&line.text))).collect();
            writeln!(out, "  合计、说明、签字等 {} 行不作单位：{}", lines.len(), lines.join("、"))?;
        }
        return Ok(());
    }
    if sheet.side_by_side {
        return writeln!(out, "  左右并列了两张表，无法分开读取；请分列上下或分作两个工作表");
    }
    if sheet.forms.is_empty() {
        writeln!(out, "  未识别出自评表")?;
        for HeadReading { table, row, found, lacking } in &sheet.heads {
            let lacking = if lacking.is_empty() {
                String::new()
            } else {
                format!("；缺少必需的“{}”", lacking.join("”“"))
            };
            writeln!(out, "  第 {row} 行有“{table}”的表头：{}{lacking}", found.join("、"))?;
        }
    }
    for form in &sheet.forms {
        print_form(out, form)?;
    }
    if !sheet.unrecognised.is_empty() {
        print_unrecognised(out, &sheet.unrecognised)?;
    }
    Ok(())
}

fn print_form(out: &mut impl Write, form: &FormReading) -> io::Result<()> {
    if form.continues {
        writeln!(out, "  续前一工作表")?;
    } else {
        print_owner(out, form)?;
    }
    if !form.facts.is_empty() {
        writeln!(out, "\n  数据项")?;
        let head = ["名称", "标签", "单元格", "填写", "读作"].map(str::to_owned);
        let mut rows = vec![head];
        rows.extend(form.facts.iter().map(fact_row));
        print_rows(out, "    ", &rows)?;
    }
    for table in &form.tables {
        print_table(out, table)?;
    }
    if !form.missing.is_empty() {
        writeln!(out, "\n  评分细则所需而未找到的数据")?;
        let mut rows = vec![["名称", "用于指标"].map(str::to_owned)];
        rows.extend(form.missing.iter().map(|Missing { name, indicators }| {
            let of = if indicators.is_empty() { "确认归属".to_owned() } else { indicators.join("、") };
            [name.clone(), of]
        }));
        print_rows(out, "    ", &rows)?;
    }
    Ok(())
}

fn print_owner(out: &mut impl Write, form: &FormReading) -> io::Result<()> {
    let whose = form.department.as_deref().unwrap_or("（未填）");
    let project = form.project.as_ref().map_or_else(String::new, |project| format!("    项目  {project}"));
    writeln!(out, "  单位  {whose}{project}")
}

fn fact_row(fact: &FactReading) -> [String; 5] {
    [fact.name.clone(), labels(&fact.labels), fact.cell.clone(), cut(&fact.raw), read_as(fact)]
}

/// What a value was read as, with what is wrong with it.
fn read_as(fact: &FactReading) -> String {
    match &fact.problem {
        Some(problem) => format!("{}（{problem}）", cut(&fact.read_as)),
        None => cut(&fact.read_as),
    }
}

fn labels(words: &[Words]) -> String {
    let words: Vec<String> =
        words.iter().map(|words| format!("{} {}", words.cell, cut(&words.text))).collect();
    words.join(" × ")
}

fn print_table(out: &mut impl Write, table: &TableReading) -> io::Result<()> {
    writeln!(out, "\n  {}，{} 行", table.name, table.lines.len())?;
    let mut heads = vec![["列", "表头"].map(str::to_owned)];
    heads.extend(
        table
            .columns
            .iter()
            .map(|column| [column.name.clone(), format!("{} {}", column.head.cell, cut(&column.head.text))]),
    );
    print_rows(out, "    ", &heads)?;
    for line in &table.lines {
        let levels: Vec<&str> =
            line.levels.iter().map(String::as_str).filter(|level| !level.is_empty()).collect();
        let levels: Vec<String> = levels.into_iter().map(cut).collect();
        writeln!(out, "    第 {} 行  {}", line.row, levels.join(" / "))?;
        let rows: Vec<[String; 4]> = line
            .cells
            .iter()
            .map(|fact| [fact.name.clone(), fact.cell.clone(), cut(&fact.raw), read_as(fact)])
            .collect();
        print_rows(out, "      ", &rows)?;
    }
    Ok(())
}

fn print_unrecognised(out: &mut impl Write, unrecognised: &[Unrecognised]) -> io::Result<()> {
    writeln!(out, "\n  未识别的标签")?;
    let mut rows = vec![["单元格", "文字", "旁边（下方）的内容", "近似于"].map(str::to_owned)];
    rows.extend(unrecognised.iter().map(|cell| {
        let near = cell.near.as_ref().map_or_else(String::new, |near| near.label.clone());
        [cell.cell.clone(), cut(&cell.text), cell.beside.as_deref().map(cut).unwrap_or_default(), near]
    }));
    print_rows(out, "    ", &rows)?;
    for near in unrecognised.iter().filter_map(|cell| Some((cell, cell.near.as_ref()?))) {
        let (cell, near) = near;
        writeln!(out, "\n    “{}”确与“{}”同义的，在 form.toml 中改：", cell.text, near.label)?;
        writeln!(out, "      {}", near.record)?;
        writeln!(out, "      {}", near.line)?;
    }
    Ok(())
}

/// Rows with their columns under one another, a Chinese character being two wide.
fn print_rows<const N: usize>(out: &mut impl Write, indent: &str, rows: &[[String; N]]) -> io::Result<()> {
    let widths: Vec<usize> =
        (0..N).map(|col| rows.iter().map(|row| row[col].width()).max().unwrap_or_default()).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| screen::pad(cell, *width));
        let line = cells.collect::<Vec<_>>().join("  ");
        writeln!(out, "{indent}{}", line.trim_end())?;
    }
    Ok(())
}

/// A text on one line, cut where it would fill the screen.
fn cut(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.width() <= MOST_WIDTH {
        return flat;
    }
    let mut cut = String::new();
    for c in flat.chars() {
        if cut.width() > MOST_WIDTH - 4 {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}
