//! `cargo xtask bench columns`: five formulas over columns, by column functions and by what a user
//! would take instead. Each peer is a program that prints what it measured; those that are missing
//! are left out, and named.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use comfy_table::Table;

use super::measure::find_on_path;
use super::runner;
use super::statistic::geometric_mean;
use crate::command::{cargo, read, run as run_command};

/// Nanoseconds of a formula by a peer: for each row of so many, or of its compilation.
type Figures = BTreeMap<(String, String), BTreeMap<String, f64>>;

/// The rows at which peers are compared.
const COMPARED: &str = "1000000";

/// Measures and prints.
///
/// # Errors
/// The project's own program does not build, or a peer that is there fails.
pub fn run(root: &Path) -> Result<()> {
    let folder = runner::target_folder(root)?.join("bench-columns");
    std::fs::create_dir_all(&folder)?;
    let mut figures = Figures::new();
    let build = ["run", "--release", "--quiet", "--package", "benches", "--features", "columns", "--bin", "columns"];
    add(&mut figures, None, &read(&mut cargo(root, &build))?)?;
    for (peer, compiler, source, options) in [
        ("gcc -O3", "gcc", "peer.c", ["-O3", "-march=native", "-ffp-contract=off", "-o"]),
        ("rustc -O3", "rustc", "peer.rs", ["-Copt-level=3", "-Ctarget-cpu=native", "--edition=2024", "-o"]),
    ] {
        let program = folder.join(compiler);
        let mut compile = Command::new(compiler);
        compile.args(options).arg(&program).arg(root.join("benches/columns").join(source));
        if find_on_path(compiler).is_none() {
            eprintln!("{peer}: `{compiler}` is not on PATH");
            continue;
        }
        run_command(&mut compile)?;
        add(&mut figures, Some(peer), &read(&mut Command::new(&program))?)?;
    }
    if read(Command::new("python3").args(["-c", "import numpy, numba, numexpr"])).is_ok() {
        add(&mut figures, None, &read(Command::new("python3").arg(root.join("benches/columns/peer.py")))?)?;
    } else {
        eprintln!("numba, numexpr: `python3 -m pip install numpy numba numexpr` in the environment on PATH");
    }
    show(&figures);
    Ok(())
}

/// Adds a program's lines: of the peer that is given, or that begins each.
fn add(figures: &mut Figures, peer: Option<&str>, text: &str) -> Result<()> {
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (peer, rest) = match peer {
            Some(peer) => (peer, &words[..]),
            None => (words[0], &words[1..]),
        };
        let [formula, rows, ns, ..] = rest else { anyhow::bail!("`{line}` is no figure of {peer}") };
        let ns: f64 = ns.parse().with_context(|| format!("`{line}` has no time"))?;
        figures.entry((formula.to_string(), rows.to_string())).or_default().insert(peer.to_string(), ns);
    }
    Ok(())
}

fn show(figures: &Figures) {
    let peers: std::collections::BTreeSet<&String> = figures.values().flat_map(BTreeMap::keys).collect();
    for (title, of_compiling) in [("nanoseconds of CPU time for each row", false), ("microseconds to compile", true)] {
        let mut table = Table::new();
        table.set_header(["formula", "rows"].into_iter().chain(peers.iter().map(|peer| peer.as_str())));
        for ((formula, rows), times) in figures.iter().filter(|((_, rows), _)| (rows == "compile") == of_compiling) {
            let cell = |peer: &&String| match times.get(*peer) {
                Some(ns) if of_compiling => format!("{:.1}", ns / 1000.0),
                Some(ns) => format!("{ns:.3}"),
                None => String::new(),
            };
            table.add_row([formula.clone(), rows.clone()].into_iter().chain(peers.iter().map(cell)));
        }
        println!("{title}\n{table}");
    }
    for peer in &peers {
        if let Some(ratio) = ratio(figures, peer) {
            println!("the widest column function to {peer}, geometric mean at {COMPARED} rows: {ratio:.2}");
        }
    }
}

/// The geometric mean of the time of the widest machine in parts of a peer's.
fn ratio(figures: &Figures, peer: &str) -> Option<f64> {
    let compared = figures.iter().filter(|((_, rows), _)| rows == COMPARED);
    geometric_mean(compared.filter_map(|(_, times)| {
        let ours = ["AVX-512", "AVX2", "SSE2"].into_iter().find_map(|machine| times.get(machine))?;
        Some(ours / times.get(peer)?)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_ratios() {
        let mut figures = Figures::new();
        add(&mut figures, None, "AVX2 price 1000000 1.0\nSSE2 price 1000000 9.0\nAVX2 hash 1000000 2.0\n").unwrap();
        add(&mut figures, Some("gcc -O3"), "price 1000000 4.0 7.5\nhash 1000000 2.0 1\n").unwrap();
        assert_eq!(ratio(&figures, "gcc -O3"), Some(0.5));
        assert_eq!(ratio(&figures, "numba"), None);
        assert!(add(&mut figures, None, "AVX2 price").is_err());
        assert!(add(&mut figures, None, "AVX2 price 1000 fast").is_err());
    }
}
