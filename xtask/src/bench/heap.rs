//! The heap under load: time per operation from a thousand to ten million of a kind, and a program
//! that serves requests on many live objects.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::measure::{Pinned, command, measure};
use super::runner;

/// What `benches/heap/scale.unna` can do.
const KINDS: [&str; 6] = ["map_ints", "map_strings", "concat", "strings", "elements", "objects"];
/// How many there are of a kind.
const SIZES: [u64; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
/// Operations of a run.
const OPERATIONS: u64 = 10_000_000;
/// Runs of which the fastest counts.
const RUNS: u32 = 3;

/// Shows both tables.
///
/// # Errors
/// When a program cannot be built, run or understood.
pub fn run(root: &Path) -> Result<()> {
    let unna = runner::build_unna(root)?;
    let folder = root.join("benches/heap");
    scaling(&unna, &folder.join("scale.unna"))?;
    server(&unna, &folder.join("server.unna"))
}

/// Nanoseconds of CPU time per operation, by kind and size, and the peak memory of the largest.
fn scaling(unna: &Path, program: &Path) -> Result<()> {
    let _pinned = Pinned::new()?;
    println!("{:<12} {}  peak MB at the last", "ns per", SIZES.map(|size| format!("{size:>10}")).concat());
    let bar = super::progress((KINDS.len() * SIZES.len()) as u64, "scaling");
    let mut rows = Vec::new();
    for kind in KINDS {
        let mut cells = String::new();
        let mut peak_kib = 0;
        for size in SIZES {
            bar.inc(1);
            bar.set_message(format!("{kind} {size}"));
            let (nothing, _) = fastest(unna, program, "empty", size)?;
            let (seconds, kib) = fastest(unna, program, kind, size)?;
            cells += &format!("{:>10.1}", (seconds - nothing).max(0.0) * 1e9 / OPERATIONS as f64);
            peak_kib = kib;
        }
        rows.push(format!("{kind:<12} {cells}  {:>8.1}", f64::from(u32::try_from(peak_kib)?) / 1024.0));
    }
    bar.finish_and_clear();
    println!("{}\n", rows.join("\n"));
    Ok(())
}

/// CPU seconds of the fastest of some runs, and its peak memory in KiB.
fn fastest(unna: &Path, program: &Path, kind: &str, size: u64) -> Result<(f64, u64)> {
    let mut best = (f64::INFINITY, 0);
    for _ in 0..RUNS {
        let mut command = command(unna);
        command.arg("run").arg(program).args([kind, &size.to_string(), &OPERATIONS.to_string()]);
        let run = measure(&mut command)?;
        if !run.success {
            bail!("{} failed: {}", crate::command::line(&command), run.stdout);
        }
        if run.sample.cpu_seconds < best.0 {
            best = (run.sample.cpu_seconds, run.sample.peak_kib);
        }
    }
    Ok(best)
}

/// How evenly requests are served, how long the pauses are, and how much memory it takes.
fn server(unna: &Path, program: &Path) -> Result<()> {
    let run = measure(command(unna).arg("run").arg(program))?;
    let output = Command::new(unna).args(["run", "--stats=json"]).arg(program).output()?;
    if !run.success || !output.status.success() {
        bail!("{} failed", program.display());
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    println!("server: milliseconds for each tenth of the requests {}", printed.lines().next().unwrap_or_default());
    let text = String::from_utf8_lossy(&output.stderr);
    let figures: serde_json::Value = serde_json::from_str(text.trim()).context("statistics as JSON")?;
    let figure = |name: &str| figures[name].as_f64().with_context(|| format!("no `{name}` in the statistics"));
    println!(
        "server: {} pauses, {:.0} of everything; total {:.0} ms, median {:.2} ms, longest {:.2} ms (wall clock)",
        figure("pauses")?,
        figure("major_collections")?,
        figure("pause_total_ns")? / 1e6,
        figure("pause_median_ns")? / 1e6,
        figure("pause_max_ns")? / 1e6,
    );
    let (live, peak) = (figure("live_bytes")?, run.sample.peak_kib as f64 * 1024.0);
    println!(
        "server: {:.1} s of CPU, {:.0} MB alive, {:.0} MB resident at the peak, {:.2} times that",
        run.sample.cpu_seconds,
        live / 1e6,
        peak / 1e6,
        peak / live
    );
    Ok(())
}
