//! How a function gets fast: time per turn over the first turns of a program, in each mode.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::measure::{Pinned, measure};
use super::report::WarmUp;

/// The modes compared, as options of `unna run`.
const MODES: [&str; 4] = ["--jit=off", "--jit=baseline", "--jit=auto", "--jit=opt"];

/// Runs `benches/warm_up.unna` in each mode, `processes` times.
///
/// # Errors
/// When the program fails or does not print its times.
pub fn run(root: &Path, unna: &Path, processes: u32) -> Result<Vec<WarmUp>> {
    let program = root.join("benches/warm_up.unna");
    let _pinned = Pinned::new()?;
    let bar = super::progress(u64::from(processes), "warm-up");
    let mut curves = MODES.map(|mode| WarmUp { mode: mode.to_string(), turn_us: Vec::new() });
    for _ in 0..processes {
        for curve in &mut curves {
            bar.set_message(curve.mode.clone());
            let run = measure(Command::new(unna).args(["run", &curve.mode]).arg(&program))?;
            if !run.success {
                bail!("{} failed with {}", program.display(), curve.mode);
            }
            let turns = parse(&run.stdout).with_context(|| format!("{} printed no times", program.display()))?;
            merge(&mut curve.turn_us, &turns);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(curves.into())
}

/// One time in milliseconds per line, to microseconds.
fn parse(stdout: &str) -> Option<Vec<f64>> {
    let turns: Option<Vec<f64>> = stdout.lines().map(|line| Some(line.parse::<f64>().ok()? * 1e3)).collect();
    turns.filter(|turns| !turns.is_empty())
}

/// Keeps the least time of each turn.
fn merge(least: &mut Vec<f64>, turns: &[f64]) {
    if least.is_empty() {
        least.extend(turns);
    }
    for (least, turn) in least.iter_mut().zip(turns) {
        *least = least.min(*turn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_time_of_each_turn_is_kept() {
        let mut least = Vec::new();
        merge(&mut least, &[3.0, 2.0]);
        merge(&mut least, &[1.0, 5.0]);
        assert_eq!(least, [1.0, 2.0]);
    }

    #[test]
    fn times_are_read_line_by_line() {
        assert_eq!(parse("0.5\n1e-3\n"), Some(vec![500.0, 1.0]));
        assert_eq!(parse("fast\n"), None);
        assert_eq!(parse(""), None);
    }
}
