//! Every kind of statement, compiled and interpreted: instructions of a program that repeats each,
//! by callgrind. No statement may cost more compiled, whether its place was reached before it was
//! compiled or only afterwards.

mod list;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::count::instructions;
use super::measure::find_on_path;
use super::runner;
use crate::command::run as run_command;
use list::{IMPORTED, STATEMENTS, Statement};

/// How often each statement runs.
const TURNS: u32 = 20_000;
/// Turns that pass it by before it is reached, in programs that reach it late: its place is
/// compiled by then.
const BEFORE: u32 = 2_000;
/// What the compilations of one statement's functions may cost besides, in instructions.
const ALLOWANCE: u64 = 400_000;
/// What counts may differ by from run to run, in parts.
const TOLERANCE: f64 = 1.02;

/// The interpreter alone, and the modes that are compared with it.
const MODES: [&str; 3] = ["--jit=off", "--jit=auto", "--jit=always"];

/// Callgrind begins a new file of counts before each call of this function, which is PRINT.
const BETWEEN: &str = "*helpers::effect::print*";

/// Where a statement stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In a loop, from its first turn on.
    Early,
    /// In a loop, after so many turns.
    Late,
    /// In a function that is called so often before.
    Called,
}

const PLACES: [(Place, &str); 3] = [(Place::Early, "early"), (Place::Late, "late"), (Place::Called, "called")];

/// What one statement costs at one place, in each mode.
struct Row<'a> {
    name: &'a str,
    place: &'a str,
    counts: [u64; 3],
}

impl Row<'_> {
    /// What compiled code costs in parts of what interpreting does, without the allowance.
    fn ratios(&self) -> [f64; 2] {
        let [interpreted, compiled @ ..] = self.counts;
        compiled.map(|count| count.saturating_sub(ALLOWANCE) as f64 / interpreted as f64)
    }

    fn is_slower(&self) -> bool {
        self.ratios().iter().any(|&ratio| ratio > TOLERANCE)
    }
}

/// Counts the statements whose name contains `filter`, and shows them all.
///
/// # Errors
/// When valgrind is missing, a program fails, or a statement costs more compiled than interpreted.
pub fn run(root: &Path, filter: &str) -> Result<()> {
    if find_on_path("valgrind").is_none() {
        bail!("valgrind is not installed: `apt-get install valgrind`");
    }
    let unna = runner::build_unna(root)?;
    let folder = runner::target_folder(root)?.join("bench-statements");
    let statements: Vec<_> = STATEMENTS.iter().filter(|statement| statement.name.contains(filter)).collect();
    let bar = super::progress((PLACES.len() * MODES.len()) as u64, "counting instructions");
    let mut rows = Vec::new();
    for (place, text) in PLACES {
        write_programs(&folder, &statements, place)?;
        let mut counts = Vec::new();
        for mode in MODES {
            bar.set_message(format!("{text} {mode}"));
            counts.push(count(&unna, &folder, mode, statements.len())?);
            bar.inc(1);
        }
        rows.extend(statements.iter().enumerate().map(|(at, statement)| Row {
            name: statement.name,
            place: text,
            counts: std::array::from_fn(|mode| counts[mode][at]),
        }));
    }
    bar.finish_and_clear();
    show(&rows)
}

fn show(rows: &[Row<'_>]) -> Result<()> {
    println!("{:<40} {:<7} {:>12} {:>7} {:>7}", "instructions", "", "--jit=off", "auto", "always");
    for row in rows {
        let ([auto, always], verdict) = (row.ratios(), if row.is_slower() { "  SLOWER" } else { "" });
        println!("{:<40} {:<7} {:>12} {auto:>7.3} {always:>7.3}{verdict}", row.name, row.place, row.counts[0]);
    }
    match rows.iter().filter(|row| row.is_slower()).count() {
        0 => Ok(()),
        slower => bail!("{slower} of {} statements cost more compiled than interpreted", rows.len()),
    }
}

/// Writes a module for each statement, and `main.unna`, which imports one after the other and
/// prints between them.
fn write_programs(folder: &Path, statements: &[&Statement], place: Place) -> Result<()> {
    run_command(Command::new("rm").arg("-rf").arg(folder))?;
    fs::create_dir_all(folder)?;
    fs::write(folder.join("module.unna"), IMPORTED)?;
    let mut main = String::from("print \"begin\";\n");
    for (at, statement) in statements.iter().enumerate() {
        fs::write(folder.join(format!("{at}.unna")), program(statement, place))?;
        writeln!(main, "import \"./{at}.unna\" as module{at}; print {at};")?;
    }
    Ok(fs::write(folder.join("main.unna"), main)?)
}

/// The program that runs a statement at a place.
fn program(statement: &Statement, place: Place) -> String {
    let Statement { globals, locals, text, .. } = statement;
    let before = if matches!(place, Place::Early) { 0 } else { BEFORE };
    let turns = before + TURNS;
    let declared: String = locals.iter().map(|(name, value)| format!("var {name} = {value}; ")).collect();
    let names: String = locals.iter().map(|(name, _)| format!(", {name}")).collect();
    let (called, turn) = match place {
        Place::Called => (
            format!("function one(i, s, late{names}) {{ if (late) {{ {text} }} return s; }}\n"),
            format!("one(i, s, i >= from{names});"),
        ),
        Place::Early | Place::Late => (String::new(), format!("if (i >= from) {{ {text} }} else {{ s = s + 1; }}")),
    };
    format!(
        "{globals}\n{called}function run(n, from) {{ {declared}var s = 0; \
         for (var i = 0; i < n; i = i + 1) {{ {turn} }} return s; }}\nrun({turns}, {before});\n"
    )
}

/// Instructions of each statement in a mode.
fn count(unna: &Path, folder: &Path, mode: &str, statements: usize) -> Result<Vec<u64>> {
    let counts = folder.join(format!("counts{mode}"));
    let mut valgrind = Command::new("valgrind");
    valgrind.arg(format!("--dump-before={BETWEEN}"));
    let program = folder.join("main.unna");
    let (_, status) = instructions(valgrind, &counts, |command| command.arg(unna).args(["run", mode]).arg(&program))?;
    if !status.success() {
        bail!("{} failed with {mode}", program.display());
    }
    // The first file is that of the start.
    (2..).take(statements).map(|number| read_total(&counts, number)).collect()
}

fn read_total(counts: &Path, number: usize) -> Result<u64> {
    let path = PathBuf::from(format!("{}.{number}", counts.display()));
    let text = fs::read_to_string(&path).with_context(|| format!("callgrind has not written {}", path.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok());
    total.with_context(|| format!("{} tells no total", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(counts: [u64; 3]) -> Row<'static> {
        Row { name: "", place: "", counts }
    }

    #[test]
    fn what_costs_more_than_the_allowance_in_any_mode_is_slower() {
        assert!(!row([5_000_000, 1_000_000, 5_000_000 + ALLOWANCE]).is_slower());
        assert!(row([5_000_000, 1_000_000, 5_200_000 + ALLOWANCE]).is_slower());
        assert!(row([5_000_000, 5_200_000 + ALLOWANCE, 0]).is_slower());
    }

    #[test]
    fn a_statement_that_is_reached_late_is_passed_by_first() {
        let program = |place| program(&STATEMENTS[0], place);
        assert!(program(Place::Early).ends_with("run(20000, 0);\n"));
        assert!(program(Place::Late).ends_with("run(22000, 2000);\n"));
        assert!(program(Place::Called).contains("if (late) { "));
    }
}
