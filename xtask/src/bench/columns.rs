//! `cargo xtask bench columns`: five formulas over columns, by column functions and by what a user
//! would take instead. Each peer is a program that prints what it measured; those that are missing
//! are left out, and named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use comfy_table::Table;
use serde::Serialize;

use super::chart;
use super::measure::find_on_path;
use super::runner;
use super::statistic::geometric_mean;
use crate::command::{cargo, read, run as run_command};

/// Nanoseconds of a formula by a peer: for each row of so many, or of its compilation.
type Figures = BTreeMap<(String, String), BTreeMap<String, f64>>;

/// The rows at which peers are compared.
const COMPARED: &str = "1000000";

/// A figure as `--json` writes it.
#[derive(Serialize)]
struct Written<'a> {
    formula: &'a str,
    /// How many rows, or `compile`.
    rows: &'a str,
    peer: &'a str,
    /// Of CPU time: for each row, or for the compilation.
    ns: f64,
}

/// Measures so many times, prints the least of each figure, and draws `columns.svg` in the folder
/// for charts.
///
/// # Errors
/// The project's own program does not build, a peer that is there fails, or a file cannot be
/// written.
pub fn run(root: &Path, runs: u32, json: Option<&Path>, charts: Option<&Path>) -> Result<()> {
    let folder = runner::target_folder(root)?.join("bench-columns");
    std::fs::create_dir_all(&folder)?;
    let compiled = compile_peers(root, &folder)?;
    let interpreted = python_peers();
    let mut figures = Figures::new();
    for _ in 0..runs {
        let own = ["run", "--release", "--quiet", "--package", "benches", "--features", "columns", "--bin", "columns"];
        add(&mut figures, None, &read(&mut cargo(root, &own))?)?;
        for (peer, program) in &compiled {
            add(&mut figures, Some(peer), &read(&mut Command::new(program))?)?;
        }
        for argument in &interpreted {
            let mut peer = Command::new("python3");
            // The other peers' columns have small pages too.
            peer.env("NUMPY_MADVISE_HUGEPAGE", "0").arg(root.join("benches/columns/peer.py")).arg(argument);
            add(&mut figures, None, &read(&mut peer)?)?;
        }
    }
    show(&figures);
    if let Some(file) = json {
        write(&figures, file)?;
    }
    let charts = charts.unwrap_or(&folder);
    std::fs::create_dir_all(charts)?;
    chart::columns::draw(&curves(&figures), &charts.join("columns.svg"))
}

/// The programs of the compilers that are there.
fn compile_peers(root: &Path, folder: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    let mut programs = Vec::new();
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
        programs.push((peer, program));
    }
    Ok(programs)
}

/// The arguments of `peer.py` whose modules are there.
fn python_peers() -> Vec<&'static str> {
    let is_there = |&(modules, _): &(&str, &str)| {
        let import = format!("import {}", modules.replace(' ', ", "));
        let is_there = read(Command::new("python3").args(["-c", &import])).is_ok();
        if !is_there {
            eprintln!("{modules}: `python3 -m pip install {modules}` in the environment on PATH");
        }
        is_there
    };
    let peers = [("numpy numba numexpr", "compilers"), ("numpy pyarrow datafusion", "datafusion")];
    peers.into_iter().filter(is_there).map(|(_, argument)| argument).collect()
}

fn write(figures: &Figures, file: &Path) -> Result<()> {
    let all = figures
        .iter()
        .flat_map(|((formula, rows), times)| times.iter().map(move |(peer, &ns)| Written { formula, rows, peer, ns }));
    let text = serde_json::to_string_pretty(&all.collect::<Vec<_>>())?;
    std::fs::write(file, text + "\n").with_context(|| format!("{} cannot be written", file.display()))
}

/// Rows per second of each formula by each peer.
fn curves(figures: &Figures) -> chart::columns::Formulas {
    let mut curves = chart::columns::Formulas::new();
    for ((formula, rows), times) in figures {
        let Ok(rows) = rows.parse::<f64>() else { continue };
        for (peer, ns) in times {
            let curve: &mut Vec<(f64, f64)> =
                curves.entry(formula.clone()).or_default().entry(peer.clone()).or_default();
            curve.push((rows, 1e9 / ns));
        }
    }
    curves.values_mut().flat_map(BTreeMap::values_mut).for_each(|curve| curve.sort_by(|a, b| a.0.total_cmp(&b.0)));
    curves
}

/// Adds a program's lines, of the peer that is given, or that begins each. Of two figures of the
/// same the less counts.
fn add(figures: &mut Figures, peer: Option<&str>, text: &str) -> Result<()> {
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (peer, rest) = match peer {
            Some(peer) => (peer, &words[..]),
            None => (words[0], &words[1..]),
        };
        let [formula, rows, ns, ..] = rest else { anyhow::bail!("`{line}` is no figure of {peer}") };
        let ns: f64 = ns.parse().with_context(|| format!("`{line}` has no time"))?;
        let times = figures.entry((formula.to_string(), rows.to_string())).or_default();
        times.entry(peer.to_string()).and_modify(|least| *least = least.min(ns)).or_insert(ns);
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
    let formulas: std::collections::BTreeSet<&String> = figures.keys().map(|(formula, _)| formula).collect();
    for formula in formulas {
        if let Some(rows) = break_even(figures, formula) {
            println!("{formula}: compiled from {rows:.0} rows on it takes no longer than interpreted row by row");
        }
    }
}

/// From how many rows on compiling a formula and calling it takes no longer than interpreting it
/// for each row.
fn break_even(figures: &Figures, formula: &str) -> Option<f64> {
    let of = |rows: &str| figures.get(&(formula.into(), rows.into()));
    let (compile, call) = (widest(of("compile")?)?, widest(of("1000")?)?);
    let interpreted = of("1000")?.get("interpreted")?;
    Some((compile / (interpreted - call)).ceil())
}

/// The time of the widest machine.
fn widest(times: &BTreeMap<String, f64>) -> Option<f64> {
    ["AVX-512", "AVX2", "SSE2"].into_iter().find_map(|machine| times.get(machine)).copied()
}

/// The geometric mean of the time of the widest machine in parts of a peer's.
fn ratio(figures: &Figures, peer: &str) -> Option<f64> {
    let compared = figures.iter().filter(|((_, rows), _)| rows == COMPARED);
    geometric_mean(compared.filter_map(|(_, times)| Some(widest(times)? / times.get(peer)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_ratios() {
        let mut figures = Figures::new();
        add(&mut figures, None, "AVX2 price 1000000 1.0\nSSE2 price 1000000 9.0\nAVX2 hash 1000000 2.0\n").unwrap();
        add(&mut figures, None, "AVX2 price 1000000 3.0\n").unwrap();
        add(&mut figures, Some("gcc -O3"), "price 1000000 4.0 7.5\nhash 1000000 2.0 1\n").unwrap();
        assert_eq!(ratio(&figures, "gcc -O3"), Some(0.5));
        assert_eq!(ratio(&figures, "numba"), None);
        add(&mut figures, None, "AVX2 price compile 10000\nAVX2 price 1000 1.0\ninterpreted price 1000 51.0\n")
            .unwrap();
        assert_eq!(break_even(&figures, "price"), Some(200.0));
        assert_eq!(break_even(&figures, "hash"), None);
        assert_eq!(curves(&figures)["price"]["AVX2"], [(1e3, 1e9), (1e6, 1e9)]);
        assert!(add(&mut figures, None, "AVX2 price").is_err());
        assert!(add(&mut figures, None, "AVX2 price 1000 fast").is_err());
    }
}
