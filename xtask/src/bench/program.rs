//! The benchmark programs, run by every runner in turn. Rounds are interleaved: a slow minute of
//! the machine falls on all runners, not on one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use indicatif::ProgressBar;

use super::measure::{Pinned, Run, measure};
use super::report::{EMPTY, Measurement, Verdict};
use super::runner::{Runner, stem};

/// Start-up is short, so that it is measured this many times as often.
const EMPTY_ROUNDS: u32 = 4;

/// A program and a runner, with the results so far.
struct Cell<'a> {
    runner: &'a Runner,
    path: PathBuf,
    measurement: Measurement,
}

/// Runs every program below `folder` whose name contains `filter` with every runner, `rounds`
/// times.
///
/// # Errors
/// When a program cannot be built or started. A wrong answer is a [`Verdict`].
pub fn run(folder: &Path, filter: &str, runners: &[Runner], rounds: u32) -> Result<Vec<Measurement>> {
    let expected = expected(&folder.with_file_name("expected.txt"))?;
    let mut cells = cells(folder, filter, runners, &expected)?;
    for cell in &cells {
        cell.runner.prepare(&cell.path)?;
    }
    let pinned = Pinned::new()?;
    let bar = super::progress(u64::from(rounds) * cells.len() as u64, &format!("programs on core {}", pinned.core));
    for _ in 0..rounds {
        for cell in &mut cells {
            run_cell(cell, &expected, &bar)?;
        }
    }
    bar.finish_and_clear();
    Ok(cells.into_iter().map(|cell| cell.measurement).collect())
}

fn run_cell(cell: &mut Cell<'_>, expected: &Expected, bar: &ProgressBar) -> Result<()> {
    let Measurement { program, runner, verdict, samples } = &mut cell.measurement;
    bar.set_message(format!("{program} by {runner}"));
    let runs = if program == EMPTY { EMPTY_ROUNDS } else { 1 };
    for _ in 0..runs {
        // A runner that was wrong is not measured again: it may be slow as well.
        if *verdict == Verdict::Right {
            let run = measure(&mut cell.runner.command(&cell.path))?;
            *verdict = judge(&run, expected.get(program).map_or("", String::as_str));
            samples.push(run.sample);
        }
    }
    bar.inc(1);
    Ok(())
}

fn cells<'a>(folder: &Path, filter: &str, runners: &'a [Runner], expected: &Expected) -> Result<Vec<Cell<'a>>> {
    let names = std::iter::once(EMPTY).chain(expected.keys().map(String::as_str).filter(|name| name.contains(filter)));
    let mut cells = Vec::new();
    for name in names {
        for runner in runners {
            let path = folder.join(name).with_extension(runner.extension);
            if path.is_file() {
                let (program, runner_name) = (stem(&path), runner.name.to_string());
                let measurement =
                    Measurement { program, runner: runner_name, verdict: Verdict::Right, samples: Vec::new() };
                cells.push(Cell { runner, path, measurement });
            }
        }
    }
    Ok(cells)
}

/// The checksum line of each program, by its name.
type Expected = BTreeMap<String, String>;

fn expected(path: &Path) -> Result<Expected> {
    let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(text.lines().filter_map(|line| Some((line.split(' ').next()?.to_string(), line.to_string()))).collect())
}

fn judge(run: &Run, expected: &str) -> Verdict {
    let last = run.stdout.lines().last().unwrap_or_default().to_string();
    match (run.success, agree(expected, &last)) {
        (true, true) => Verdict::Right,
        (true, false) => Verdict::Wrong(last),
        (false, _) => Verdict::Failed(last),
    }
}

/// Compares word by word. Two numbers may differ by as much as languages differ in printing one.
fn agree(expected: &str, found: &str) -> bool {
    let (expected, found): (Vec<_>, Vec<_>) =
        (expected.split_whitespace().collect(), found.split_whitespace().collect());
    expected.len() == found.len() && expected.iter().zip(found).all(|(a, b)| *a == b || close(a, b))
}

fn close(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-12 * a.abs().max(b.abs()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_agree_up_to_how_a_language_prints_numbers() {
        assert!(agree("fib 39088169", "fib 39088169"));
        assert!(agree("nbody 0.012204472206096", "nbody 0.01220447220609612"));
        assert!(agree("matmul 3 12", "matmul 3.0 12"));
        assert!(!agree("fib 39088169", "fib 39088168"));
        assert!(!agree("fib 39088169", ""));
        assert!(!agree("fib 1 2", "fib 1"));
        assert!(!agree("fib 1", "fob 1"));
    }

    #[test]
    fn a_crash_is_no_answer() {
        let sample = super::super::measure::Sample { cpu_seconds: 0.1, wall_seconds: 0.1, peak_kib: 1 };
        let run = Run { sample, stdout: "x\nfib 1\n".into(), success: false };
        assert_eq!(judge(&run, "fib 1"), Verdict::Failed("fib 1".into()));
        assert_eq!(judge(&Run { success: true, ..run }, "fib 1"), Verdict::Right);
    }
}
