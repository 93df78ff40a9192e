//! `cargo xtask bench compare A.json B.json`: what changed between two reports, and what only seems
//! to.

use std::path::Path;

use anyhow::{Result, bail};

use super::report::Report;
use super::statistic::{Estimate, geometric_mean};
use super::table::time;

/// No difference smaller than this is claimed, however quiet the machine was.
const RESOLUTION: f64 = 0.01;

/// Prints the change of every row that both reports have, and of the geometric mean.
///
/// # Errors
/// When a report cannot be read, or they share no row.
pub fn run(before: &Path, after: &Path) -> Result<()> {
    let (before, after) = (Report::read(before)?, Report::read(after)?);
    let changes = changes(&before, &after);
    if changes.is_empty() {
        bail!("the two reports have no row in common");
    }
    if before.machine.cpu != after.machine.cpu {
        eprintln!("note: other machines: {} and {}", before.machine.cpu, after.machine.cpu);
    }
    for change in &changes {
        println!("{change}");
    }
    let mean = geometric_mean(changes.iter().map(|change| change.factor())).unwrap_or(1.0);
    let seen = changes.iter().filter(|change| change.is_seen()).count();
    println!("\n{seen} of {} rows changed; geometric mean of all: x{mean:.3}", changes.len());
    if seen == 0 {
        println!("no difference seen");
    }
    Ok(())
}

/// One row of both reports.
struct Change {
    name: String,
    before: Estimate,
    after: Estimate,
}

impl Change {
    /// After, as a multiple of before.
    fn factor(&self) -> f64 {
        self.after.least / self.before.least
    }

    /// How far the two could differ by noise alone.
    fn bound(&self) -> f64 {
        RESOLUTION.max(self.before.noise + self.after.noise)
    }

    fn is_seen(&self) -> bool {
        self.factor().ln().abs() > (1.0 + self.bound()).ln()
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = (self.factor() - 1.0) * 100.0;
        let word = match self.is_seen() {
            false => "no difference seen",
            true if percent < 0.0 => "faster",
            true => "slower",
        };
        let (before, after) = (time(self.before.least * 1e9), time(self.after.least * 1e9));
        let bound = self.bound() * 100.0;
        write!(f, "{:<44} {before:>10} -> {after:>10}  {percent:>+7.1}% (noise {bound:.1}%)  {word}", self.name)
    }
}

fn changes(before: &Report, after: &Report) -> Vec<Change> {
    let mut changes = Vec::new();
    for row in &after.programs {
        let pair = (before.net(&row.program, &row.runner), after.net(&row.program, &row.runner));
        if let (Some(before), Some(after)) = pair {
            changes.push(Change { name: format!("{} by {}", row.program, row.runner), before, after });
        }
    }
    for figure in &after.crates {
        if let Some(other) = before.crates.iter().find(|other| other.name == figure.name) {
            let estimate = |figure: &super::report::CrateFigure| Estimate {
                least: figure.mean_ns / 1e9,
                noise: (figure.high_ns - figure.low_ns) / 2.0 / figure.mean_ns,
            };
            changes.push(Change { name: figure.name.clone(), before: estimate(other), after: estimate(figure) });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::super::report::example::report;
    use super::*;

    #[track_caller]
    fn seen(before: &[f64], after: &[f64]) -> bool {
        let changes = changes(&report(&[("fib", "unna", before)]), &report(&[("fib", "unna", after)]));
        assert_eq!(changes.len(), 1);
        changes[0].is_seen()
    }

    #[test]
    fn a_difference_beyond_the_noise_is_seen() {
        assert!(seen(&[1.0, 1.01, 1.02], &[1.2, 1.21, 1.22]));
        assert!(seen(&[1.2, 1.21, 1.22], &[1.0, 1.01, 1.02]));
    }

    #[test]
    fn a_difference_within_the_noise_is_not() {
        assert!(!seen(&[1.0, 1.01, 1.02], &[1.0, 1.01, 1.02]));
        assert!(!seen(&[1.0, 1.15, 1.3], &[1.1, 1.2, 1.3]));
        assert!(!seen(&[1.0, 1.0, 1.0], &[1.005, 1.005, 1.005]));
    }

    #[test]
    fn the_words_say_which_way() {
        let changes = changes(&report(&[("fib", "unna", &[1.0])]), &report(&[("fib", "unna", &[2.0])]));
        assert!(changes[0].to_string().ends_with("slower"));
    }
}
