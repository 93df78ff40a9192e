//! `cargo xtask test --target TRIPLE`: the tests on another kind of machine, under an emulator,
//! from Debian's own packages. What is missing is installed, so that the command works on a fresh
//! Debian 12.
//!
//! Debian's compiler is used beside rustup's where that has no standard library of the target.

mod aarch64;
mod debian;
mod windows;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, run as run_command};

/// The tests that a target runs if the caller names none: arguments of `cargo test`, run by run.
type Selection = &'static [&'static str];

/// What can be done about tools that cannot be fetched.
const REMEDY: &str = "the tools come from Debian's package mirrors, rustup and crates.io: \
    see that this machine reaches them, and run the same command again, which keeps what it has fetched";

/// Runs tests on `target`: those of `args`, or the target's usual ones, or only the `part` of these
/// that takes minutes.
///
/// # Errors
/// When the target is unknown, its tools cannot be installed, or a test fails.
pub fn test(root: &Path, target: &str, part: bool, args: &[String]) -> Result<()> {
    let (machine, usual): (Result<Machine>, Selection) = match target {
        aarch64::TARGET => (aarch64::set_up(root), if part { aarch64::PART } else { aarch64::TESTS }),
        windows::TARGET => (windows::set_up(root), if part { windows::PART } else { windows::TESTS }),
        _ => bail!("there is no recipe for {target}; known: {}, {}", aarch64::TARGET, windows::TARGET),
    };
    let fetched = machine.and_then(|machine| run_command(&mut machine.cargo_fetch(root)).map(|()| machine));
    let machine = fetched.with_context(|| format!("could not set up {target} ({REMEDY})"))?;
    if !args.is_empty() {
        return run_command(machine.cargo_test(root).args(args));
    }
    usual.iter().try_for_each(|words| run_command(machine.cargo_test(root).args(words.split_ascii_whitespace())))
}

/// What builds and runs programs of a target.
struct Machine {
    target: &'static str,
    /// Environment of cargo: compiler, linker, emulator.
    environment: Vec<(String, String)>,
    /// The compiler, and where it has the target's standard library from.
    compiler: Compiler,
    /// What has to run besides the tests.
    server: Option<Server>,
}

/// A compiler for a target.
enum Compiler {
    /// The one that this task was built with.
    Rustup,
    /// Debian's, whose packages have the standard library.
    Debian,
    /// Debian's, with which cargo builds the standard library.
    DebianWithSource,
}

/// A server of the emulator, which ends with the tests.
struct Server {
    stop: Command,
}

impl Drop for Server {
    fn drop(&mut self) {
        // There is nothing to be done about one that stays.
        let _ = self.stop.status();
    }
}

/// A random test has a tenth of its cases under an emulator, which takes about ten times as long.
const CASES: &str = "26";

/// Random programs of `vm`, unless the caller's environment asks for another number.
const PROGRAMS: &str = "200";

impl Machine {
    /// `cargo fetch` of all that the tests are built from.
    fn cargo_fetch(&self, root: &Path) -> Command {
        self.cargo(root, "fetch")
    }

    /// `cargo test` in release for the target, without its selection of tests.
    fn cargo_test(&self, root: &Path) -> Command {
        let mut command = self.cargo(root, "test");
        // The tests of the host have other artifacts, made by another compiler.
        let folder = if matches!(self.compiler, Compiler::Rustup) { "target" } else { "target/cross" };
        command.args(["--release", "--no-fail-fast", "--target-dir", folder]);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.env("CARGO_PROFILE_RELEASE_DEBUG", "0").env("PROPTEST_CASES", CASES);
        command
    }

    /// A command of the cargo that has the target's standard library.
    fn cargo(&self, root: &Path, verb: &str) -> Command {
        let mut command = match self.compiler {
            Compiler::Rustup => cargo(root, &[]),
            Compiler::Debian | Compiler::DebianWithSource => Command::new(debian::CARGO),
        };
        command.current_dir(root).args([verb, "--target", self.target]);
        command.env("RANDOM_COUNT", std::env::var_os("RANDOM_COUNT").unwrap_or_else(|| PROGRAMS.into()));
        if !matches!(self.compiler, Compiler::Rustup) {
            command.env("RUSTC", debian::RUSTC).env_remove("RUSTUP_TOOLCHAIN");
        }
        if matches!(self.compiler, Compiler::DebianWithSource) {
            command.arg("-Zbuild-std=std,panic_unwind,test").env("RUSTC_BOOTSTRAP", "1");
        }
        command
    }

    /// Adds a variable that cargo reads for this target alone, such as `LINKER`.
    fn set(&mut self, name: &str, value: impl Into<String>) {
        let target = self.target.replace('-', "_").to_uppercase();
        self.environment.push((format!("CARGO_TARGET_{target}_{name}"), value.into()));
    }
}
