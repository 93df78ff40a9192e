//! Every benchmark program, in the interpreter and tiered, prints the line that its C version
//! prints. The programs are as long as they are for measuring, so this runs the release build.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, read, run as run_command};

/// Runs them all.
///
/// # Errors
/// With the first program whose output is not the expected line.
pub fn run(root: &Path) -> Result<()> {
    run_command(&mut cargo(root, &["build", "--release", "--quiet", "-p", "cli"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let unna = target.join("release/unna");
    let list = root.join("benches/expected.txt");
    let expected = std::fs::read_to_string(&list).with_context(|| format!("could not read {}", list.display()))?;
    let mut count = 0;
    for line in expected.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        for mode in ["--jit=off", "--jit=auto"] {
            let program = format!("benches/programs/{name}.unna");
            let output = read(Command::new(&unna).args(["run", mode, &program]).current_dir(root))?;
            if output.trim_end() != line {
                bail!("{program} with {mode} printed `{}` instead of `{line}`", output.trim_end());
            }
            count += 1;
        }
    }
    println!("{count} runs of benchmark programs gave the line of their C version");
    Ok(())
}
