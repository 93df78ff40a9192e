//! [`Exit`]: every way in which `unna` can end, in one place, with the text that `--help` shows.

use std::process::ExitCode;

/// How `unna` ends. A wrong command line ends in `clap`, with exit code 2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// The program ended normally, or the file is in order.
    Success,
    /// The program failed, or its file cannot be read or has errors.
    Failed,
    /// The fuel given with `--fuel` is used up.
    OutOfFuel,
    /// A defect of `unna` itself.
    Internal,
    /// The user interrupted the program.
    Interrupted,
    /// The program asked for this code with `ucoreSystem.exit`.
    Program(i32),
}

/// The exit codes, for `--help`.
pub const TABLE: &str = "\
Exit codes:
  0    the program ended normally; the file has no errors
  1    a run-time error, a syntax error, or a file that cannot be read
  2    a wrong command line
  3    the fuel of --fuel is used up
  70   a defect of unna itself
  130  interrupted with Ctrl-C
  A program may choose its own with ucoreSystem.exit(code).";

impl Exit {
    /// The number that the shell sees; of a program's own code the low 8 bits.
    pub fn code(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::Failed => 1,
            Exit::OutOfFuel => 3,
            Exit::Internal => 70,
            Exit::Interrupted => 130,
            Exit::Program(code) => code.to_le_bytes()[0],
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
