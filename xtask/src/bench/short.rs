//! Short programs: what tiering costs those that end before it pays. Instructions of every program
//! of the corpus, as it runs by default against the interpreter alone, counted by callgrind.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::count::instructions;
use super::measure::find_on_path;
use super::runner;
use crate::command::run as run_command;

/// What all programs together may take, in parts of what the interpreter takes.
const LIMIT: f64 = 1.05;
/// Programs that are shown: those that lose most.
const SHOWN: usize = 10;
/// Folders of programs, in that of the corpus.
const FOLDERS: [&str; 3] = [".", "fixes", "closures"];

struct Row {
    name: String,
    interpreted: u64,
    default: u64,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.default as f64 / self.interpreted as f64
    }
}

/// Counts, shows the sums and those that lose most.
///
/// # Errors
/// When valgrind is missing, a program ends in two ways, or all together take more than they may.
pub fn run(root: &Path) -> Result<()> {
    if find_on_path("valgrind").is_none() {
        bail!("valgrind is not installed: `apt-get install valgrind`");
    }
    let unna = runner::build_unna(root)?;
    // Some programs write files beside themselves.
    let copy = runner::target_folder(root)?.join("bench-corpus");
    run_command(Command::new("rm").arg("-rf").arg(&copy))?;
    run_command(Command::new("cp").arg("-r").arg(root.join("tests/corpus")).arg(&copy))?;
    let programs = programs(&copy)?;
    let bar = super::progress(programs.len() as u64, "counting instructions");
    let mut rows = Vec::new();
    for program in programs {
        bar.inc(1);
        bar.set_message(program.file_name().unwrap_or_default().to_string_lossy().into_owned());
        rows.push(row(&unna, &program)?);
    }
    bar.finish_and_clear();
    rows.sort_by(|a, b| b.ratio().total_cmp(&a.ratio()));
    for row in &rows[..SHOWN.min(rows.len())] {
        println!("{:<44} {:>12} -> {:>12}  {:.3}", row.name, row.interpreted, row.default, row.ratio());
    }
    let sum = |count: fn(&Row) -> u64| rows.iter().map(count).sum::<u64>();
    let (interpreted, default) = (sum(|row| row.interpreted), sum(|row| row.default));
    let ratio = default as f64 / interpreted as f64;
    let mean = (rows.iter().map(|row| row.ratio().ln()).sum::<f64>() / rows.len() as f64).exp();
    println!("{} programs: {interpreted} -> {default}, {ratio:.3}; geometric mean {mean:.3}", rows.len());
    if ratio > LIMIT || mean > LIMIT {
        bail!("short programs may take {LIMIT} of what the interpreter takes");
    }
    Ok(())
}

/// Programs with an expectation.
fn programs(corpus: &Path) -> Result<Vec<PathBuf>> {
    let mut programs = Vec::new();
    for folder in FOLDERS {
        for entry in std::fs::read_dir(corpus.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == "unna") && path.with_extension("expected").exists() {
                programs.push(path);
            }
        }
    }
    programs.sort();
    Ok(programs)
}

fn row(unna: &Path, program: &Path) -> Result<Row> {
    let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let count = |jit: &str| {
        let mut valgrind = Command::new("valgrind");
        valgrind.current_dir(program.parent().unwrap_or(Path::new(".")));
        instructions(valgrind, Path::new("/dev/null"), |command| command.arg(unna).args(["run", jit, &name]))
    };
    let (interpreted, expected) = count("--jit=off")?;
    let (default, status) = count("--jit=auto")?;
    if status.code() != expected.code() {
        bail!("{name} ends with {status} and not with {expected} as it does interpreted");
    }
    Ok(Row { name, interpreted, default })
}
