//! `cargo xtask bench`: where the project stands, against what a user would pick instead.
//!
//! What is measured lives in `program`, `warm_up`, `criterion` and `count`; a [`Report`] holds it
//! all, and tables, charts and comparisons are made from a report alone.

mod chart;
mod columns;
mod compare;
mod count;
mod criterion;
mod heap;
mod machine;
mod measure;
mod program;
mod report;
mod runner;
mod short;
mod statement;
mod statistic;
mod table;
mod warm_up;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use machine::Machine;
use report::Report;
use runner::Runner;

/// Options of `cargo xtask bench`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Bench {
    #[command(subcommand)]
    task: Option<Task>,
    /// Only programs, and benchmarks of crates, whose name contains this
    filter: Option<String>,
    /// Fewer peers and runs: a few minutes instead of many
    #[arg(long)]
    quick: bool,
    /// Only count instructions, and fail if any workload takes more than benches/counts.json says
    #[arg(long)]
    gate: bool,
    /// With --gate: make what is counted now the baseline
    #[arg(long, requires = "gate")]
    accept: bool,
    /// Only these parts
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST")]
    only: Vec<Part>,
    /// Only these runners, such as `unna,luajit,luajit -joff,lua5.4,node,python3,cc -O2`
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    peers: Vec<String>,
    /// The runner that ratios refer to
    #[arg(long, default_value = runner::OURS, value_name = "NAME")]
    base: String,
    /// How often each program runs [default: 5, with --quick 1]
    #[arg(long, value_name = "N")]
    runs: Option<u32>,
    /// Where to write the report with all raw runs
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Where to write the charts [default: bench-report in cargo's target folder]
    #[arg(long, value_name = "FOLDER")]
    charts: Option<PathBuf>,
}

/// What stands beside a measurement.
#[derive(Subcommand)]
enum Task {
    /// Compare two reports written with --json
    Compare { before: PathBuf, after: PathBuf },
    /// Count the instructions of the corpus, which are short programs, as they run by default and
    /// interpreted
    Short,
    /// Time formulas over columns, beside gcc, rustc, numba, numexpr and DataFusion
    Columns {
        /// How often all is measured; the least of each figure counts
        #[arg(long, value_name = "N", default_value_t = 1)]
        runs: u32,
        /// Where to write all figures
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Where to write the chart [default: bench-columns in cargo's target folder]
        #[arg(long, value_name = "FOLDER")]
        charts: Option<PathBuf>,
    },
    /// Count the instructions of each kind of statement, compiled and interpreted; fail if one
    /// takes more of them compiled
    Statements {
        /// Only statements whose name contains this
        filter: Option<String>,
    },
    /// Time per operation on a thousand to ten million entries, strings, elements and objects;
    /// pauses and memory of a server
    Heap,
    /// Draw the charts of a report written with --json
    Chart { report: PathBuf, folder: PathBuf },
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Whole programs beside their twins in other languages
    Programs,
    /// Time per turn of a loop that gets hot
    WarmUp,
    /// Each crate by itself, beside what others offer
    Crates,
    /// Host instructions of fixed workloads
    Counts,
}

/// Runs what the options ask for.
///
/// # Errors
/// When something cannot be built, run, read or written.
pub fn run(root: &Path, options: &Bench) -> Result<()> {
    match &options.task {
        Some(Task::Compare { before, after }) => compare::run(before, after),
        Some(Task::Chart { report, folder }) => chart::draw(&Report::read(report)?, folder),
        Some(Task::Short) => short::run(root),
        Some(Task::Columns { runs, json, charts }) => columns::run(root, *runs, json.as_deref(), charts.as_deref()),
        Some(Task::Statements { filter }) => statement::run(root, filter.as_deref().unwrap_or_default()),
        Some(Task::Heap) => heap::run(root),
        None if options.gate => count::gate(root, &count::run(root, options.filter())?, options.accept),
        None => measure_all(root, options),
    }
}

fn measure_all(root: &Path, options: &Bench) -> Result<()> {
    let target = runner::target_folder(root)?;
    let mut report = Report {
        machine: Machine::here(root)?,
        command: std::iter::once("cargo xtask".to_string())
            .chain(std::env::args().skip(1))
            .collect::<Vec<_>>()
            .join(" "),
        date: machine::now()?,
        base: options.base.clone(),
        programs: Vec::new(),
        warm_up: Vec::new(),
        crates: Vec::new(),
        footprints: Vec::new(),
        counts: None,
    };
    let unna = runner::build_unna(root)?;
    if options.wants(Part::Programs) {
        let runners = Runner::choose(&unna, &target.join("bench-programs"), &options.peers, options.quick)?;
        if !runners.iter().any(|runner| runner.name == options.base) {
            bail!("the base `{}` is not among the runners", options.base);
        }
        report.programs = program::run(&root.join("benches/programs"), options.filter(), &runners, options.runs())?;
        println!("{}\n", table::ratios(&report));
        println!("{}\n", table::resources(&report));
    }
    if options.wants(Part::WarmUp) {
        report.warm_up = warm_up::run(root, &unna, if options.quick { 3 } else { 20 })?;
    }
    if options.wants(Part::Crates) {
        report.crates = criterion::run(root, &target, options.filter(), options.quick)?;
        report.footprints = criterion::footprints(root, &target, options.quick)?;
        println!("{}\n", table::crates(&report));
        println!("{}\n", table::footprints(&report));
    }
    if options.wants(Part::Counts) {
        report.counts = Some(count::run(root, options.filter())?);
        println!("{}\n", table::counts(&report));
    }
    println!("{}\n{}", report.machine, report.date);
    for failure in table::failures(&report) {
        println!("{failure}");
    }
    finish(&report, options, &target)
}

fn finish(report: &Report, options: &Bench, target: &Path) -> Result<()> {
    let charts = options.charts.clone().unwrap_or_else(|| target.join("bench-report"));
    std::fs::create_dir_all(&charts).with_context(|| format!("could not make {}", charts.display()))?;
    chart::draw(report, &charts)?;
    report.write(options.json.as_deref().unwrap_or(&charts.join("report.json")))?;
    println!("charts in {}", charts.display());
    Ok(())
}

impl Bench {
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn filter(&self) -> &str {
        self.filter.as_deref().unwrap_or_default()
    }

    fn runs(&self) -> u32 {
        self.runs.unwrap_or(if self.quick { 1 } else { 5 })
    }
}

/// A bar that tells what is running and how much time is left.
fn progress(steps: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(steps);
    let style = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len}, {eta} left: {msg}");
    bar.set_style(style.expect("the template is well formed").progress_chars("=> "));
    bar.set_prefix(what.to_string());
    bar
}
