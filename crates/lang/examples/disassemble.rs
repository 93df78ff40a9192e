//! Compiles a source file and prints its bytecode.
//!
//! `cargo run -p lang --example disassemble -- FILE`

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: disassemble FILE");
        return ExitCode::from(2);
    };
    let source = match std::fs::read(&path) {
        Ok(source) => source,
        Err(error) => {
            eprintln!("Could not open file \"{path}\": {error}.");
            return ExitCode::FAILURE;
        }
    };
    match lang::compile_verified(&path, &source) {
        Ok(module) => {
            print!("{}", bytecode::print(&module));
            ExitCode::SUCCESS
        }
        Err(diagnostics) => {
            for diagnostic in diagnostics {
                eprintln!("{diagnostic}\n");
            }
            ExitCode::FAILURE
        }
    }
}
