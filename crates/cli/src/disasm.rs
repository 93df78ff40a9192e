//! `unna disasm`: the bytecode of a program, in the text form that `unna run` also reads.

use std::io::Write;

use crate::args::Disasm;
use crate::exit::Exit;
use crate::source::{self, Contents};

/// Prints the module of a source file, or the program of one in binary or text form, verified or
/// not.
pub fn disasm(args: &Disasm) -> Exit {
    match source::contents_or_report(&args.file) {
        Some(Contents::Source(main)) => print(&bytecode::print(&main)),
        Some(Contents::Binary(program) | Contents::Text(program)) => print(&bytecode::print_program(&program)),
        None => Exit::Failed,
    }
}

/// Writes `text` to stdout. A reader that left early, such as `head`, is no error.
pub fn print(text: &str) -> Exit {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => Exit::Success,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Success,
        Err(error) => {
            tell!("error: could not write the output: {error}");
            Exit::Failed
        }
    }
}
