//! What a district costs, beside the least that reading it can cost and beside what people use now.
//!
//! ```console
//! cargo run --release --example bench_district -- --bodies 100,1000 --peers /path/to/python
//! ```
//!
//! It writes the district (the same cells at every call), runs everything in turn as processes of
//! their own, and prints medians as tables in Markdown. docs/performance.md tells how to read them.

// Counts here are far below what a double holds exactly.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]

mod corpus;
mod floors;
mod measure;
mod same_job;
mod stages;
mod written;

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;
use measure::Cost;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What is measured.
#[derive(Debug, Parser)]
struct Arguments {
    /// Bodies of each district.
    #[arg(long, value_delimiter = ',', default_value = "100,1000")]
    bodies: Vec<u64>,
    /// Lines of the bureau's table; 0 for none.
    #[arg(long, default_value_t = 0)]
    table: u32,
    /// Runs of each command.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// A Python with benches/peers/requirements.txt.
    #[arg(long)]
    peers: Option<PathBuf>,
    /// Where districts and results lie; a folder for temporary files unless stated.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Bodies without project forms: for more of them than a disk holds workbooks of five sheets.
    #[arg(long)]
    departments_only: bool,
    /// Measure nothing but `score --data-only` with two jobs, and once: for provinces.
    #[arg(long)]
    province: bool,
    /// Write the districts and measure nothing.
    #[arg(long)]
    write_only: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let word = arguments.get(1).and_then(|word| word.to_str()).unwrap_or_default();
    // The program itself, and the readers that it starts.
    if matches!(word, "score" | "check" | "read-files") {
        return jixiao::cli::run(arguments);
    }
    let path = |index: usize| arguments.get(index).map(PathBuf::from).unwrap_or_default();
    let outcome = match word {
        "floor" => {
            let threads = path(4).to_string_lossy().parse().unwrap_or(1);
            floors::run(&path(2).to_string_lossy(), &path(3), threads).map(|count| println!("{count}"))
        }
        "same-job" => same_job::run(&path(2), &path(3), &path(4)),
        "stages" => stages::run(&path(2), &path(3)).map(|times| {
            for (name, seconds) in times {
                println!("{name}\t{seconds:.6}");
            }
        }),
        _ => measure_all(&Arguments::parse()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The rubric by which the district is scored; its form profile is the shipped one of departments,
/// told to take only tables with 评分标准 and 到位资金, which project forms do not have.
fn rubric(folder: &Path) -> Outcome<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rubric = folder.join("rubric");
    fs::create_dir_all(&rubric)?;
    let own = root.join("benches/district");
    for file in ["rubric.toml", "examples.toml"] {
        fs::copy(own.join(file), rubric.join(file))?;
    }
    let mut form: toml::Table =
        toml::from_str(&fs::read_to_string(root.join("rubrics/department-overall/form.toml"))?)?;
    for (kind, needed) in [("block", "到位资金"), ("table", "评分标准")] {
        let first = form.get_mut(kind).and_then(|all| all.as_array_mut()?.first_mut()?.as_table_mut());
        first.ok_or("no such table in the form profile")?.insert("needs".to_owned(), vec![needed].into());
    }
    fs::write(rubric.join("form.toml"), toml::to_string(&form)?)?;
    Ok(rubric)
}

fn measure_all(arguments: &Arguments) -> Outcome<()> {
    let folder = arguments.folder.clone().unwrap_or_else(|| std::env::temp_dir().join("jixiao-bench"));
    let rubric = rubric(&folder)?;
    for &bodies in &arguments.bodies {
        let kind = if arguments.departments_only { "departments" } else { "district" };
        let inputs = folder.join(format!("{kind}-{bodies}"));
        if !inputs.join(corpus::ROSTER).is_file() {
            corpus::district(&inputs, 1, bodies, !arguments.departments_only)?;
        }
        if arguments.write_only {
            continue;
        }
        if arguments.province {
            province(&folder, &inputs, &rubric, bodies)?;
        } else {
            district(arguments, &folder, &inputs, &rubric, bodies)?;
        }
    }
    if arguments.table > 0 {
        let inputs = folder.join(format!("table-{}", arguments.table));
        if !inputs.is_dir() {
            corpus::table(&inputs, arguments.table)?;
        }
        if !arguments.write_only {
            table(arguments, &folder, &inputs)?;
        }
    }
    Ok(())
}

/// This program with these arguments.
fn own(arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments.iter().map(AsRef::as_ref));
    Ok(command)
}

/// `jixiao score` over a folder.
fn score(inputs: &Path, rubric: &Path, out: &Path, more: &[&str]) -> Outcome<Command> {
    let _ = fs::remove_dir_all(out);
    let mut command =
        own(&[&"score", &inputs, &"--rubric", &rubric, &"--out", &out, &"--fail-on", &"never"])?;
    command.args(more).stderr(std::process::Stdio::null());
    Ok(command)
}

fn print(name: &str, cost: Cost, beside: Cost) {
    let Cost { wall, cpu, memory } = cost;
    println!(
        "| {name} | {wall:.2} | {cpu:.2} | {memory:.0} | {:.2} | {:.2} |",
        wall / beside.wall,
        cpu / beside.cpu
    );
}

fn district(arguments: &Arguments, folder: &Path, inputs: &Path, rubric: &Path, bodies: u64) -> Outcome<()> {
    println!("\n### {bodies} workbooks, medians of {} runs\n", arguments.runs);
    let mut names = Vec::new();
    let mut commands = Vec::new();
    for threads in ["1", "2"] {
        for (way, words) in floors::FLOORS {
            names.push(format!("{words}, threads: {threads}"));
            commands.push(own(&[&"floor", &way, &inputs, &threads])?);
        }
    }
    let out = folder.join("out");
    for jobs in ["1", "2"] {
        names.push(format!("`jixiao check`, jobs: {jobs}"));
        let mut check =
            own(&[&"check", &inputs, &"--rubric", &rubric, &"--jobs", &jobs, &"--fail-on", &"never"])?;
        check.stderr(std::process::Stdio::null());
        commands.push(check);
        for (words, more) in [
            ("JSON and Parquet only", vec!["--data-only"]),
            ("without 成绩单", vec!["--cards", "none"]),
            ("everything", vec![]),
        ] {
            names.push(format!("`jixiao score`, {words}, jobs: {jobs}"));
            let out = out.join(format!("{}-{jobs}", more.first().unwrap_or(&"all")));
            commands.push(score(inputs, rubric, &out, &[&more[..], &["--jobs", jobs]].concat())?);
        }
    }
    let costs = measure::in_turn(&mut commands, arguments.runs)?;
    let range = names
        .iter()
        .position(|name| name.contains("worksheet_range"))
        .map(|index| costs[index])
        .unwrap_or_default();
    println!("| | wall s | CPU s | MiB | wall ÷ range | CPU ÷ range |\n|---|---:|---:|---:|---:|---:|");
    for (name, cost) in names.iter().zip(&costs) {
        print(name, *cost, range);
    }
    stage_table(arguments, inputs, rubric)?;
    if let Some(python) = &arguments.peers {
        let whole = *costs.last().ok_or("nothing measured")?;
        let mut same = own(&[&"same-job", &inputs, &rubric, &out.join("same-job")])?;
        let same = measure::in_turn(std::slice::from_mut(&mut same), arguments.runs)?[0];
        println!(
            "\n| | wall s | CPU s | MiB | wall ÷ the same job | CPU ÷ the same job |\n|---|---:|---:|---:|---:|---:|"
        );
        print("the same job and no more, by this crate, two jobs", same, same);
        print("`jixiao score`, everything, jobs: 2", whole, same);
        peers(arguments, python, folder, inputs, &out.join("all-2"), same)?;
    }
    Ok(())
}

/// One run over many bodies, and how large what it leaves is.
fn province(folder: &Path, inputs: &Path, rubric: &Path, bodies: u64) -> Outcome<()> {
    let out = folder.join("out-province");
    let cost = measure::once(&mut score(inputs, rubric, &out, &["--data-only", "--jobs", "2"])?)?.0;
    let size = |file: &str| -> Outcome<f64> { Ok(fs::metadata(out.join(file))?.len() as f64 / 1e6) };
    println!(
        "| {bodies} | {:.1} | {:.1} | {:.0} | {:.1} | {:.1} |",
        cost.wall,
        cost.cpu,
        cost.memory,
        size("result.json")?,
        size("scores.parquet")?
    );
    Ok(())
}

fn stage_table(arguments: &Arguments, inputs: &Path, rubric: &Path) -> Outcome<()> {
    let mut stages: Vec<(String, Vec<f64>)> = Vec::new();
    for _ in 0..arguments.runs {
        let (_, text) = measure::once(&mut own(&[&"stages", &inputs, &rubric])?)?;
        for (index, line) in text.lines().enumerate() {
            let (name, seconds) = line.split_once('\t').ok_or("no stage")?;
            if stages.len() <= index {
                stages.push((name.to_owned(), Vec::new()));
            }
            stages[index].1.push(seconds.parse()?);
        }
    }
    println!("\n| stage, in one process | CPU s |\n|---|---:|");
    for (name, seconds) in stages {
        println!("| {name} | {:.3} |", measure::median(seconds));
    }
    Ok(())
}

/// The same job in Python, beside what it costs here. A script's time counts only where its totals are ours.
fn peers(
    arguments: &Arguments,
    python: &Path,
    folder: &Path,
    inputs: &Path,
    ours: &Path,
    same: Cost,
) -> Outcome<()> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    for script in ["pandas_openpyxl", "openpyxl_read_only", "python_calamine_polars", "fastexcel_polars"] {
        let out = folder.join("peers").join(script);
        fs::create_dir_all(&out)?;
        let mut command = Command::new(python);
        command.arg(scripts.join(format!("{script}.py"))).arg(inputs).arg(&out);
        // The slow ones take a minute each.
        let runs = if script.contains("openpyxl") { arguments.runs.min(3) } else { arguments.runs };
        let cost = measure::in_turn(std::slice::from_mut(&mut command), runs)?[0];
        let mut agree = Command::new(python);
        agree.arg(scripts.join("agree.py")).arg(ours.join("result.json")).arg(out.join("totals.json"));
        if !agree.status()?.success() {
            return Err(format!("{script} gives other totals").into());
        }
        print(script, cost, same);
    }
    Ok(())
}

fn table(arguments: &Arguments, folder: &Path, inputs: &Path) -> Outcome<()> {
    let rubric = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/table");
    println!("\n### One table of {} lines, medians of {} runs\n", arguments.table, arguments.runs);
    let out = folder.join("out-table");
    let mut commands = vec![
        own(&[&"floor", &"range", &inputs, &"1"])?,
        own(&[&"floor", &"cells", &inputs, &"1"])?,
        score(inputs, &rubric, &out, &["--data-only", "--jobs", "2", "--cells", "1000"])?,
    ];
    let costs = measure::in_turn(&mut commands, arguments.runs)?;
    // What was refused took no time worth telling.
    let subjects = fs::read_to_string(out.join("result.json"))?.matches("\"self_total\":").count();
    if subjects != usize::try_from(arguments.table)? {
        return Err(format!("{subjects} of {} lines were scored", arguments.table).into());
    }
    println!("| | wall s | CPU s | MiB | wall ÷ range | CPU ÷ range |\n|---|---:|---:|---:|---:|---:|");
    for (name, cost) in
        ["calamine, `worksheet_range`", "calamine, cell by cell", "`jixiao score --data-only`"]
            .iter()
            .zip(&costs)
    {
        print(name, *cost, costs[0]);
    }
    Ok(())
}
