//! Tasks of the workspace: `cargo xtask ci` is what the hosted checks run, and what to run before a
//! commit. Each task is one file; nothing here is part of the engine.
#![forbid(unsafe_code)]

mod alone;
mod apart;
mod api;
mod bench;
mod checksum;
mod ci;
mod command;
mod cross;
mod guide;
mod opcodes;
mod package;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the Unnarize workspace", disable_help_subcommand = true)]
enum Task {
    /// Everything that must hold before a commit lands: format, clippy, tests, docs, tidy
    Ci,
    /// Run the tests of the whole workspace; arguments go to `cargo test`
    Test {
        /// Another kind of machine, run under an emulator that is set up from Debian's packages:
        /// aarch64-unknown-linux-gnu, x86_64-pc-windows-gnu
        #[arg(long)]
        target: Option<String>,
        /// Of that machine's tests only a part that takes minutes
        #[arg(long, requires = "target")]
        part: bool,
        /// One package of the workspace, or a folder of `packages` that is a workspace of its own:
        /// datafusion
        #[arg(long, short)]
        package: Option<String>,
        /// Arguments for `cargo test`, such as a test's name or `-p vm`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Check what no compiler checks: dependency arrows, `forbid(unsafe_code)`, generated pages,
    /// frozen programs
    Tidy,
    /// Count the arrows and circles between the files of each crate
    Arrows {
        /// Another checkout to count in
        #[arg(long, value_name = "FOLDER")]
        root: Option<PathBuf>,
    },
    /// Compare the public items of each library crate with docs/api
    Api {
        /// Make today's items the ones to compare with
        #[arg(long)]
        accept: bool,
    },
    /// Print the page of opcodes, docs/opcodes.md, from the opcode table
    Opcodes {
        /// Write the page to its place instead
        #[arg(long)]
        accept: bool,
    },
    /// Build the guide, docs/guide, as a book in target/guide, by an mdbook that is installed into
    /// target/mdbook
    Guide,
    /// Make the package of each crate and build it from that, as a release does; arguments go to
    /// `cargo package`
    Package {
        /// Arguments for `cargo package`, such as `--allow-dirty`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build and run a fresh project that depends on the lower crates alone, by path and by git
    Alone,
    /// Measure the programs and crates beside their peers, with tables, JSON and charts
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    match run(Task::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    let root = root();
    match task {
        Task::Ci => ci::run(&root),
        Task::Test { target, part, package, args } => test(&root, target.as_deref(), part, package, args),
        Task::Tidy => tidy::run(&root),
        Task::Arrows { root: other } => tidy::arrows(&other.unwrap_or(root)),
        Task::Api { accept } => api::run(&root, accept),
        Task::Opcodes { accept } => opcodes::run(&root, accept),
        Task::Guide => guide::run(&root),
        Task::Package { args } => package::run(&root, &args),
        Task::Alone => alone::run(&root),
        Task::Bench(options) => bench::run(&root, &options),
    }
}

fn test(
    root: &Path,
    target: Option<&str>,
    part: bool,
    package: Option<String>,
    mut args: Vec<String>,
) -> anyhow::Result<()> {
    if let Some(package) = package {
        if let Some(folder) = apart::folder(root, &package) {
            return apart::test(&folder, target, &args);
        }
        args.splice(0..0, ["--package".into(), package]);
    }
    match target {
        Some(target) => cross::test(root, target, part, &args),
        None => ci::test(root, &args),
    }
}

/// The folder of the workspace, where every task runs wherever it was called from.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_path_buf()
}
