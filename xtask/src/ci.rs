//! The checks of `cargo xtask ci`, in the order in which they most often fail. The hosted checks
//! call this task and nothing else, so that a green run here is a green run there.
//!
//! Tests run twice. The dev profile has the assertions; the release profile is what ships, and it
//! alone has the interpreter whose rows jump to each other (`crates/vm/build.rs`).

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::alone;
use crate::checksum;
use crate::command::{cargo, line, run as run_command};
use crate::tidy;

/// Runs every check and stops at the first that fails.
///
/// # Errors
/// With the check that failed.
pub fn run(root: &Path) -> Result<()> {
    let start = Instant::now();
    for mut command in commands(root) {
        step(&line(&command), || run_command(&mut command))?;
    }
    step("checksum lines of the benchmark programs", || checksum::run(root))?;
    step("crates by themselves, in a fresh project", || alone::run(root))?;
    step("cargo xtask tidy", || tidy::run(root))?;
    eprintln!("\nAll checks passed in {:.0?}.", start.elapsed());
    Ok(())
}

/// `cargo test` over the workspace, with the caller's own arguments after it.
///
/// # Errors
/// When a test fails or does not build.
pub fn test(root: &Path, args: &[String]) -> Result<()> {
    run_command(cargo(root, &["test", "--workspace"]).args(args))
}

fn commands(root: &Path) -> Vec<Command> {
    let mut doc = cargo(root, &["doc", "--workspace", "--no-deps", "--document-private-items"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    vec![
        cargo(root, &["fmt", "--all", "--check"]),
        cargo(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        cargo(root, &["test", "--workspace"]),
        // By itself: beside `vm`, whose tests need `jit` with its mutants, cli's tests would run an
        // `unna` that has them too.
        cargo(root, &["test", "--release", "--tests", "-p", "cli"]),
        cargo(root, &["test", "--release", "--tests", "-p", "heap", "-p", "jit", "-p", "vm"]),
        doc,
    ]
}

fn step(name: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    eprintln!("\n== {name}");
    let start = Instant::now();
    check().with_context(|| format!("the check `{name}` failed"))?;
    eprintln!("== {name}: ok in {:.0?}", start.elapsed());
    Ok(())
}
