//! The `unna` command: reads the command line and hands each sub-command to its file. It joins the
//! compiler (`lang`) to the machine (`vm`) and holds no logic of either.
#![forbid(unsafe_code)]

/// Writes a line to stderr. If that cannot be written nobody can be told; the exit code stays what
/// it is.
macro_rules! tell {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        // A console of Windows shows colours only when it is told to.
        let mut stderr = anstream::AutoStream::always(std::io::stderr().lock());
        let _ = writeln!(stderr, $($argument)*);
    }};
}

mod advice;
mod args;
mod bench;
mod build;
mod check;
mod disasm;
mod exit;
mod explore;
mod jit;
#[cfg(unix)]
mod limits;
mod load;
mod machine;
mod manual;
mod observe;
mod profile;
mod repl;
mod run;
mod source;
mod style;
mod ticker;

use std::process::ExitCode;

use clap::Parser;

use args::{Command, Unna};
use exit::Exit;

fn main() -> ExitCode {
    #[cfg(unix)]
    if let Err(message) = limits::prepare() {
        tell!("Error: {message}");
        return Exit::Failed.into();
    }
    run_command().into()
}

// Not a part of `main`, whose stack the limit is looked at first.
#[inline(never)]
fn run_command() -> Exit {
    match Unna::parse_from(args::with_command(std::env::args_os())).command {
        Command::Run(args) => run::run(&args),
        Command::Repl(args) => repl::repl(&args),
        Command::Check(args) => check::check(&args),
        Command::Build(args) => build::build(&args),
        Command::Disasm(args) => disasm::disasm(&args),
        Command::Jit(args) => jit::jit(&args),
        Command::Explore(args) => explore::explore(&args),
        Command::Bench(args) => bench::bench(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    }
}
