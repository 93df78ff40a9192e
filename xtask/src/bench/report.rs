//! [`Report`]: all that one run of `cargo xtask bench` found, as it is written to JSON and read
//! again by `compare`. Raw samples are kept; every figure in tables and charts derives from them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::count::Counts;
use super::machine::Machine;
use super::measure::Sample;
use super::statistic::{Estimate, geometric_mean};

/// The program that does nothing: what it takes is start-up, and is subtracted from the others.
pub const EMPTY: &str = "empty";

/// Times below this count as this, so that a loop that a compiler removed does not divide by zero.
const LEAST_SECONDS: f64 = 0.001;

/// One run of the benchmark.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    pub machine: Machine,
    /// The command that made it.
    pub command: String,
    /// When it began, in UTC.
    pub date: String,
    /// The runner that ratios refer to.
    pub base: String,
    #[serde(default)]
    pub programs: Vec<Measurement>,
    /// Seconds per turn, for each way to run: see [`WarmUp`].
    #[serde(default)]
    pub warm_up: Vec<WarmUp>,
    #[serde(default)]
    pub crates: Vec<CrateFigure>,
    #[serde(default)]
    pub footprints: Vec<Footprint>,
    #[serde(default)]
    pub counts: Option<Counts>,
}

/// All runs of one program by one runner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measurement {
    pub program: String,
    pub runner: String,
    pub verdict: Verdict,
    pub samples: Vec<Sample>,
}

/// Whether the program printed what it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    Right,
    /// It printed this instead.
    Wrong(String),
    /// It did not end well; what it printed last.
    Failed(String),
}

/// Time per turn of one loop whose body is a function that gets hot, from the first turn on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WarmUp {
    /// The options of `unna`.
    pub mode: String,
    /// The least of several processes, turn by turn, in microseconds.
    pub turn_us: Vec<f64>,
}

/// One figure of criterion.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CrateFigure {
    /// `group/function/parameter`.
    pub name: String,
    /// Nanoseconds for one iteration: the estimate and its 95% confidence interval.
    pub mean_ns: f64,
    pub low_ns: f64,
    pub high_ns: f64,
    /// How much one iteration does, such as bytes or instructions; 0 where it has no measure.
    pub amount: u64,
    pub unit: String,
}

/// What a compiler made of generated functions, and the memory that took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Footprint {
    /// The compiler and how many functions.
    pub name: String,
    /// Instructions compiled, fused rows counted as what they stand for.
    pub instructions: u64,
    pub code_bytes: u64,
    /// The most memory of the process above what it had before.
    pub peak_bytes: u64,
}

impl Report {
    /// # Errors
    /// When the file cannot be read, or is no report.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no report of `cargo xtask bench`", path.display()))
    }

    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_string_pretty(self)? + "\n")
            .with_context(|| format!("could not write {}", path.display()))
    }

    /// The programs measured, in order, without [`EMPTY`].
    pub fn programs(&self) -> Vec<&str> {
        distinct(self.programs.iter().map(|row| row.program.as_str()).filter(|name| *name != EMPTY))
    }

    /// The runners that measured them, in order.
    pub fn runners(&self) -> Vec<&str> {
        distinct(self.programs.iter().map(|row| row.runner.as_str()))
    }

    /// The runs of `program` by `runner`.
    pub fn find(&self, program: &str, runner: &str) -> Option<&Measurement> {
        self.programs.iter().find(|row| row.program == program && row.runner == runner)
    }

    /// CPU seconds of `program` by `runner` beyond start-up; `None` if it was not run or went
    /// wrong.
    pub fn net(&self, program: &str, runner: &str) -> Option<Estimate> {
        let row = self.find(program, runner).filter(|row| row.verdict == Verdict::Right)?;
        let start = self.find(EMPTY, runner).and_then(Measurement::cpu).map_or(0.0, |start| start.least);
        Estimate::new(row.samples.iter().map(|sample| (sample.cpu_seconds - start).max(LEAST_SECONDS)))
    }

    /// How many times the base's time `runner` takes for `program`.
    pub fn ratio(&self, program: &str, runner: &str) -> Option<f64> {
        Some(self.net(program, runner)?.least / self.net(program, &self.base)?.least)
    }

    /// The geometric mean of [`Report::ratio`] over the programs that both got right.
    pub fn mean_ratio(&self, runner: &str) -> Option<f64> {
        geometric_mean(self.programs().iter().filter_map(|program| self.ratio(program, runner)))
    }
}

impl Measurement {
    /// CPU seconds, start-up included.
    pub fn cpu(&self) -> Option<Estimate> {
        Estimate::new(self.samples.iter().map(|sample| sample.cpu_seconds))
    }

    /// The least peak memory of the runs, in KiB.
    pub fn peak_kib(&self) -> Option<u64> {
        self.samples.iter().map(|sample| sample.peak_kib).min()
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Helpers for the tests of everything that reads reports.
#[cfg(test)]
pub mod example {
    use super::*;

    /// A report over `programs` whose rows are `(program, runner, CPU seconds of each run)`.
    pub fn report(rows: &[(&str, &str, &[f64])]) -> Report {
        let programs = rows.iter().map(|(program, runner, times)| Measurement {
            program: program.to_string(),
            runner: runner.to_string(),
            verdict: Verdict::Right,
            samples: times.iter().map(|&cpu_seconds| sample(cpu_seconds)).collect(),
        });
        Report {
            machine: Machine::default(),
            command: "cargo xtask bench".into(),
            date: "2026-01-01T00:00:00Z".into(),
            base: "unna".into(),
            programs: programs.collect(),
            warm_up: Vec::new(),
            crates: Vec::new(),
            footprints: Vec::new(),
            counts: None,
        }
    }

    fn sample(cpu_seconds: f64) -> Sample {
        Sample { cpu_seconds, wall_seconds: cpu_seconds, peak_kib: 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::example::report;
    use super::*;

    #[test]
    fn start_up_is_subtracted_and_ratios_are_to_the_base() {
        let report = report(&[
            (EMPTY, "unna", &[0.5]),
            (EMPTY, "peer", &[1.0]),
            ("fib", "unna", &[1.5, 1.7]),
            ("fib", "peer", &[3.0]),
        ]);
        assert_eq!(report.net("fib", "unna").unwrap().least, 1.0);
        assert_eq!(report.ratio("fib", "peer"), Some(2.0));
        assert_eq!(report.mean_ratio("peer"), Some(2.0));
        assert_eq!(report.programs(), ["fib"]);
    }

    #[test]
    fn a_wrong_answer_has_no_time() {
        let mut report = report(&[("fib", "unna", &[1.0]), ("fib", "peer", &[0.1])]);
        report.programs[1].verdict = Verdict::Wrong("fib 0".into());
        assert_eq!(report.ratio("fib", "peer"), None);
        assert_eq!(report.mean_ratio("peer"), None);
    }

    #[test]
    fn a_program_that_takes_no_time_counts_as_the_least() {
        let report = report(&[("fib", "unna", &[0.0]), ("fib", "peer", &[0.002])]);
        assert_eq!(report.ratio("fib", "peer"), Some(2.0));
    }
}
