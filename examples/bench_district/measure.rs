//! What a command costs with every process that it starts: wall time, processor time, memory.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::Outcome;

/// How often the memory of the processes is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// Milliseconds of the clock by which the system counts processor time.
const TICK: u64 = 10;

/// One run, or the medians of several.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Seconds from start to end.
    pub wall: f64,
    /// Seconds of processor, in user and system mode, of the command and all that it waited for.
    pub cpu: f64,
    /// MiB: the sum over all its processes of the most that each held at a time.
    pub memory: f64,
}

/// Runs a command once; what it prints is given back.
pub fn once(command: &mut Command) -> Outcome<(Cost, String)> {
    let before = children_time()?;
    let begun = Instant::now();
    let child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn()?;
    let id = child.id();
    let done = AtomicBool::new(false);
    let (output, memory) = thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut peaks = BTreeMap::new();
            while !done.load(Ordering::Relaxed) {
                look(id, &mut peaks);
                thread::sleep(LOOK);
            }
            peaks.values().sum::<u64>()
        });
        let output = child.wait_with_output();
        done.store(true, Ordering::Relaxed);
        (output, looking.join().unwrap_or_default())
    });
    let (output, wall) = (output?, begun.elapsed().as_secs_f64());
    if output.status.code() != Some(0) {
        return Err(format!("{command:?} ended with {}", output.status).into());
    }
    let cpu = children_time()?.saturating_sub(before).as_secs_f64();
    let cost = Cost { wall, cpu, memory: memory as f64 / 1024.0 };
    Ok((cost, String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// Runs each of several commands `runs` times in turn, so that what disturbs the machine disturbs
/// all of them, and gives the medians.
pub fn in_turn(commands: &mut [Command], runs: usize) -> Outcome<Vec<Cost>> {
    let mut costs = vec![Vec::new(); commands.len()];
    for _ in 0..runs {
        for (command, costs) in commands.iter_mut().zip(&mut costs) {
            costs.push(once(command)?.0);
        }
    }
    Ok(costs.iter().map(|costs| medians(costs)).collect())
}

/// The median of each measure.
pub fn medians(costs: &[Cost]) -> Cost {
    let of = |each: fn(&Cost) -> f64| median(costs.iter().map(each).collect());
    Cost { wall: of(|cost| cost.wall), cpu: of(|cost| cost.cpu), memory: of(|cost| cost.memory) }
}

/// The middle one of several figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Processor time of the processes that this one started and waited for.
fn children_time() -> Outcome<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // Behind the name, which may hold anything.
    let fields = stat.rsplit_once(") ").ok_or("no such process")?.1.split(' ');
    let ticks: u64 = fields.skip(13).take(2).map(|field| field.parse().unwrap_or(0)).sum();
    Ok(Duration::from_millis(ticks * TICK))
}

/// Notes the most memory, in KiB, that a process and those below it have held.
fn look(id: u32, peaks: &mut BTreeMap<u32, u64>) {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    if let Some(peak) = peak {
        peaks.insert(id, peak);
    }
    for task in fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().filter_map(Result::ok) {
        let below = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in below.split_whitespace().filter_map(|child| child.parse().ok()) {
            look(child, peaks);
        }
    }
}
