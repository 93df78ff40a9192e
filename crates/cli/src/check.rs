//! `unna check`: the errors of programs, without running them.

use crate::args::Check;
use crate::exit::Exit;
use crate::{disasm, source};

/// Reports the errors of each file; those without any are named on stdout.
pub fn check(args: &Check) -> Exit {
    let mut exit = Exit::Success;
    for file in &args.files {
        match source::load_or_report(file) {
            Some(_) if disasm::print(&format!("{file}: no errors\n")) == Exit::Success => {}
            Some(_) => return Exit::Failed,
            None => exit = Exit::Failed,
        }
    }
    exit
}
