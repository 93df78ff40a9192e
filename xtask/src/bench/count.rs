//! Host instructions of fixed workloads, counted by callgrind: the same on a busy machine and an
//! idle one, so that a slowdown of one percent can fail a check. Wall time never does.
//!
//! The counts depend on the compiler, on libc and on the CPU that valgrind shows. The committed
//! baseline names them; where they differ nothing can be said, and the gate fails and says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::measure::find_on_path;
use super::runner::target_folder;
use crate::command::{cargo, read, run as run_command};

/// A change of this part is no change: the seeds of hash maps, drawn anew by each process, move
/// counts by less.
const TOLERANCE: f64 = 0.02;
/// The workload that does nothing.
const EMPTY: &str = "empty";
const ACCEPT: &str = "cargo xtask bench --gate --accept";

/// Counts, and what they are valid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    #[serde(flatten)]
    pub conditions: Conditions,
    /// Host instructions of each workload beyond those of the empty one.
    pub instructions: BTreeMap<String, u64>,
}

/// What instruction counts depend on beside our own code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    pub rustc: String,
    pub libc: String,
    pub valgrind: String,
    /// Features of the CPU that valgrind shows.
    pub features: String,
}

/// Counts every workload whose name contains `filter`.
///
/// # Errors
/// When valgrind is missing, or a workload does not build or run.
pub fn run(root: &Path, filter: &str) -> Result<Counts> {
    if find_on_path("valgrind").is_none() {
        bail!("valgrind is not installed: `apt-get install valgrind`");
    }
    run_command(&mut cargo(root, &["build", "--release", "--package", "benches", "--bin", "workload"]))?;
    let workload = target_folder(root)?.join("release/workload");
    let names = read(&mut Command::new(&workload))?;
    let names: Vec<&str> = names.lines().filter(|name| *name != EMPTY && name.contains(filter)).collect();
    let bar = super::progress(names.len() as u64 + 1, "counting instructions");
    let empty = count(&workload, EMPTY)?;
    let mut instructions = BTreeMap::new();
    for name in names {
        bar.inc(1);
        bar.set_message(name.to_string());
        instructions.insert(name.to_string(), count(&workload, name)?.saturating_sub(empty));
    }
    bar.finish_and_clear();
    Ok(Counts { conditions: conditions(&workload)?, instructions })
}

/// Compares `found` with the committed baseline; with `accept` it becomes the baseline.
///
/// # Errors
/// When a count has grown, or the two cannot be compared.
pub fn gate(root: &Path, found: &Counts, accept: bool) -> Result<()> {
    let path = root.join("benches/counts.json");
    if accept {
        fs::write(&path, serde_json::to_string_pretty(found)? + "\n")?;
        println!("accepted: {}", path.display());
        return Ok(());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("no baseline; make one with `{ACCEPT}`"))?;
    let baseline: Counts = serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?;
    let verdicts = compare(&baseline, found)?;
    for verdict in &verdicts {
        println!("{verdict}");
    }
    let worse = verdicts.iter().filter(|verdict| verdict.is_worse()).count();
    if worse > 0 {
        bail!("{worse} workload(s) take more instructions than the baseline; if that is meant: `{ACCEPT}`");
    }
    Ok(())
}

/// One workload of both.
#[derive(Debug)]
struct Verdict {
    name: String,
    before: u64,
    after: u64,
}

impl Verdict {
    fn change(&self) -> f64 {
        self.after as f64 / self.before as f64 - 1.0
    }

    fn is_worse(&self) -> bool {
        self.change() > TOLERANCE
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = match self.change() {
            change if change > TOLERANCE => "MORE",
            change if change < -TOLERANCE => "less: accept it to hold the gain",
            _ => "same",
        };
        let percent = self.change() * 100.0;
        write!(f, "{:<18} {:>13} -> {:>13}  {percent:>+7.2}%  {word}", self.name, self.before, self.after)
    }
}

fn compare(baseline: &Counts, found: &Counts) -> Result<Vec<Verdict>> {
    if baseline.conditions != found.conditions {
        let (before, after) = (&baseline.conditions, &found.conditions);
        bail!("re-baseline: the counts are for\n  {before:?}\nand this is\n  {after:?}\nthen run `{ACCEPT}`");
    }
    let mut verdicts = Vec::new();
    for (name, &after) in &found.instructions {
        let Some(&before) = baseline.instructions.get(name) else {
            bail!("re-baseline: `{name}` has no count yet; run `{ACCEPT}`");
        };
        verdicts.push(Verdict { name: name.clone(), before, after });
    }
    Ok(verdicts)
}

fn count(workload: &Path, name: &str) -> Result<u64> {
    let (count, status) =
        instructions(Command::new("valgrind"), Path::new("/dev/null"), |command| command.arg(workload).arg(name))?;
    if !status.success() {
        bail!("the workload {name} failed under valgrind");
    }
    Ok(count)
}

/// The instructions of a whole process, and how it ended. `what` appends the program and its
/// arguments to the command line of valgrind; `file` gets what callgrind counts by function. Code
/// is made while it runs, and at aliased addresses, so valgrind must check all code for changes.
pub(super) fn instructions(
    mut valgrind: Command,
    file: &Path,
    what: impl FnOnce(&mut Command) -> &mut Command,
) -> Result<(u64, ExitStatus)> {
    valgrind.args(["--tool=callgrind", "--smc-check=all"]).arg(format!("--callgrind-out-file={}", file.display()));
    let output = what(&mut valgrind).stdin(Stdio::null()).output().context("could not start valgrind")?;
    let log = String::from_utf8_lossy(&output.stderr);
    let count = parse(&log).with_context(|| format!("valgrind told no count:\n{log}"))?;
    Ok((count, output.status))
}

fn parse(log: &str) -> Option<u64> {
    let line = log.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok()
}

fn conditions(workload: &Path) -> Result<Conditions> {
    let first_line = |text: String| text.lines().next().unwrap_or_default().trim().to_string();
    let mut shown = Command::new("valgrind");
    shown.args(["--tool=none", "--quiet"]).arg(workload).arg("features");
    Ok(Conditions {
        rustc: first_line(read(Command::new("rustc").arg("--version"))?),
        libc: first_line(read(Command::new("ldd").arg("--version"))?),
        valgrind: first_line(read(Command::new("valgrind").arg("--version"))?),
        features: first_line(read(&mut shown)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rustc: &str, rows: &[(&str, u64)]) -> Counts {
        let text = || "x".to_string();
        let conditions = Conditions { rustc: rustc.into(), libc: text(), valgrind: text(), features: text() };
        Counts { conditions, instructions: rows.iter().map(|&(name, count)| (name.to_string(), count)).collect() }
    }

    #[test]
    fn a_count_is_read_from_the_log() {
        assert_eq!(parse("==1== Events    : Ir\n==1== Collected : 8052934\n==1==\n"), Some(8_052_934));
        assert_eq!(parse("==1== nothing\n"), None);
    }

    #[test]
    fn growth_beyond_the_tolerance_is_worse() {
        let worse = |after| compare(&counts("1", &[("a", 1000)]), &counts("1", &[("a", after)])).unwrap()[0].is_worse();
        assert!(worse(1030));
        assert!(!worse(1015));
        assert!(!worse(500));
    }

    #[test]
    fn other_conditions_are_never_compared() {
        let error = compare(&counts("1", &[("a", 1000)]), &counts("2", &[("a", 1000)])).unwrap_err();
        assert!(error.to_string().contains("re-baseline"));
        let error = compare(&counts("1", &[]), &counts("1", &[("a", 1000)])).unwrap_err();
        assert!(error.to_string().contains("re-baseline"));
    }
}
