//! What reading in processes of their own costs over reading here: the same 200 forms both ways, in
//! turn, the median of several rounds.
//!
//! ```console
//! cargo run --release --example reading_cost
//! ```

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, process};

use jixiao::intake::limits::Limits;
use jixiao::intake::reader::{self, Reading};
use jixiao::intake::{self, IntakeOptions};
use jixiao::rubric::Rubric;
use rust_xlsxwriter::Workbook;

/// The argument by which this program reads files for itself.
const READER: &str = "read-files";
const WORKBOOKS: usize = 200;
const ROUNDS: usize = 7;
/// Lines of the indicator table of each form.
const LINES: u32 = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(READER) {
        let memory = arguments.next().and_then(|text| text.parse().ok());
        return Ok(reader::serve(memory.unwrap_or(Limits::default().memory))?);
    }
    let folder = std::env::temp_dir().join(format!("reading-cost-{}", process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = measure(&folder);
    fs::remove_dir_all(&folder)?;
    outcome
}

fn measure(folder: &Path) -> Result<(), Box<dyn Error>> {
    for index in 0..WORKBOOKS {
        write_form(&folder.join(format!("{index}.xlsx")), index)?;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rubric = Rubric::load(&root.join("rubrics/project-2020-10"))?;
    let program: PathBuf = std::env::current_exe()?;
    let ways = [
        ("in this process", Reading::InProcess),
        ("in processes", Reading::Workers { program, arguments: vec![READER.to_owned()] }),
    ];
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for ((_, reading), times) in ways.iter().zip(&mut times) {
            let options = IntakeOptions { reading: reading.clone(), ..IntakeOptions::default() };
            let (begun, used) = (Instant::now(), processor_time()?);
            let intake = intake::read_folder(folder, &rubric, &options, &|_, _| {})?;
            times.push((begun.elapsed(), processor_time()?.saturating_sub(used)));
            if intake.submissions.len() != WORKBOOKS {
                return Err(format!("{} forms of {WORKBOOKS}", intake.submissions.len()).into());
            }
        }
    }
    println!(
        "| {WORKBOOKS} forms of {LINES} lines, median of {ROUNDS} | time | processor |\n|---|---:|---:|"
    );
    for ((name, _), times) in ways.iter().zip(&times) {
        let median = |each: fn(&(Duration, Duration)) -> Duration| {
            let mut sorted: Vec<u128> = times.iter().map(|time| each(time).as_millis()).collect();
            sorted.sort_unstable();
            sorted.get(sorted.len() / 2).copied().unwrap_or_default()
        };
        println!("| {name} | {} ms | {} ms |", median(|time| time.0), median(|time| time.1));
    }
    Ok(())
}

/// Processor time of this process and of those that it started and that have ended.
fn processor_time() -> Result<Duration, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // Behind the name, which may hold anything: own and children's time, in user and system mode.
    let fields = stat.rsplit_once(") ").ok_or("no such process")?.1.split(' ');
    let ticks: u64 = fields.skip(11).take(4).map(|field| field.parse().unwrap_or(0)).sum();
    Ok(Duration::from_millis(ticks * 10))
}

fn write_form(path: &Path, index: usize) -> Result<(), Box<dyn Error>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("自评表")?;
    let head: [&[&str]; 4] = [
        &["项目支出绩效自评表"],
        &["项目名称", "项目一"],
        &["主管部门", "", "", "实施单位"],
        &["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ];
    for (row, cells) in (0..).zip(head) {
        for (col, text) in (0..).zip(cells) {
            sheet.write(row, col, *text)?;
        }
    }
    for col in [1, 4] {
        sheet.write(2, col, format!("第{index}局"))?;
    }
    for line in 0..LINES {
        let row = 4 + line;
        for (col, text) in (0..).zip(["产出指标", "数量指标"]) {
            sheet.write(row, col, text)?;
        }
        sheet.write(row, 2, format!("完成第{line}项工作的数量"))?;
        sheet.write(row, 3, "≥50场")?.write(row, 4, f64::from(50 + line))?;
        sheet.write(row, 5, 1.5)?.write(row, 6, 1.5)?;
    }
    Ok(book.save(path)?)
}
