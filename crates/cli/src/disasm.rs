//! `unna disasm`: the bytecode of a program, in the text form that `bytecode` also reads.

use std::io::Write;

use crate::args::Disasm;
use crate::exit::Exit;
use crate::source;

/// Prints the module of a file.
pub fn disasm(args: &Disasm) -> Exit {
    let Some(program) = source::load_or_report(&args.file) else { return Exit::Failed };
    print(&bytecode::print(&program.main))
}

/// Writes `text` to stdout. A reader that left early, such as `head`, is no error.
pub fn print(text: &str) -> Exit {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => Exit::Success,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Success,
        Err(error) => {
            eprintln!("error: could not write the output: {error}");
            Exit::Failed
        }
    }
}
