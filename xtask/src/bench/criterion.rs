//! The benchmarks of the crates: runs criterion in `benches/` and reads the estimates it leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde_json::Value;

use super::report::{CrateFigure, Footprint};
use crate::command::{cargo, read as read_command, run as run_command};

/// Runs every crate benchmark whose name contains `filter`; a quick run has no heavy peers.
///
/// # Errors
/// When a benchmark does not build or fails.
pub fn run(root: &Path, target: &Path, filter: &str, quick: bool) -> Result<Vec<CrateFigure>> {
    let start = SystemTime::now();
    let features: &[&str] = if quick { &[] } else { &["--features", "peers"] };
    let seconds: [&str; 4] = match quick {
        true => ["--warm-up-time", "0.2", "--measurement-time", "0.5"],
        false => ["--warm-up-time", "1", "--measurement-time", "3"],
    };
    let mut command = cargo(root, &["bench", "--package", "benches", "--benches"]);
    command.args(features).arg("--").args(seconds).args(["--noplot", "--quiet"]);
    if !filter.is_empty() {
        command.arg(filter);
    }
    run_command(&mut command)?;
    let mut figures = Vec::new();
    for folder in finished(&target.join("criterion"))? {
        // What an earlier run left is not of this commit.
        if fs::metadata(folder.join("estimates.json"))?.modified()? >= start {
            figures.push(read(&folder)?);
        }
    }
    Ok(figures)
}

/// What compilers make of generated functions, and the memory that takes.
///
/// # Errors
/// When the program that measures does not build or fails.
pub fn footprints(root: &Path, target: &Path, quick: bool) -> Result<Vec<Footprint>> {
    let mut build = cargo(root, &["build", "--release", "--package", "benches", "--bin", "footprint"]);
    if !quick {
        build.args(["--features", "peers"]);
    }
    run_command(&mut build)?;
    let lines = read_command(&mut Command::new(target.join("release/footprint")))?;
    lines.lines().map(|line| serde_json::from_str(line).context("a line of `footprint` is no JSON")).collect()
}

/// The folders called `new` below `folder`, where criterion keeps its latest estimates.
fn finished(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut waiting = vec![folder.to_path_buf()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))? {
            let path = entry?.path();
            match path.file_name() {
                Some(name) if name == "new" && path.join("estimates.json").is_file() => found.push(path),
                _ if path.is_dir() => waiting.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

fn read(folder: &Path) -> Result<CrateFigure> {
    let json = |name: &str| -> Result<Value> {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
    };
    figure(&json("benchmark.json")?, &json("estimates.json")?)
        .with_context(|| format!("{} is not as criterion writes it", folder.display()))
}

fn figure(benchmark: &Value, estimates: &Value) -> Option<CrateFigure> {
    let mean = &estimates["mean"];
    let (unit, amount) = match benchmark["throughput"].as_object().and_then(|per| per.iter().next()) {
        Some((unit, amount)) => (unit.to_lowercase(), amount.as_u64()?),
        None => (String::new(), 0),
    };
    Some(CrateFigure {
        name: benchmark["full_id"].as_str()?.to_string(),
        mean_ns: mean["point_estimate"].as_f64()?,
        low_ns: mean["confidence_interval"]["lower_bound"].as_f64()?,
        high_ns: mean["confidence_interval"]["upper_bound"].as_f64()?,
        amount,
        unit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_read_with_its_rate() {
        let benchmark = serde_json::json!({ "full_id": "assemble/x64-asm", "throughput": { "Elements": 100 } });
        let interval = serde_json::json!({ "lower_bound": 9.0, "upper_bound": 11.0 });
        let estimates = serde_json::json!({ "mean": { "point_estimate": 10.0, "confidence_interval": interval } });
        let found = figure(&benchmark, &estimates).unwrap();
        assert_eq!((found.mean_ns, found.low_ns, found.high_ns), (10.0, 9.0, 11.0));
        assert_eq!((found.amount, found.unit.as_str()), (100, "elements"));
        assert!(figure(&benchmark, &serde_json::json!({})).is_none());
    }
}
