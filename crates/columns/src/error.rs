//! What can go wrong: while compiling, and with the columns of a call.

use std::fmt;

use bytecode::ScalarType;

/// Why formulas cannot be compiled to a column function.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum CompileError {
    /// The module has no such chunk.
    NoSuchChunk {
        /// Its number.
        chunk: u32,
    },
    /// The function's types are not declared.
    NotClosed {
        /// The function's name.
        function: Box<str>,
    },
    /// A loop; rows of one group would take different numbers of turns.
    Loop {
        /// The function that has it.
        function: Box<str>,
        /// The line of its header, 0 if unknown.
        line: u32,
    },
    /// Something that has no meaning for columns, or a type that is not known.
    Unsupported {
        /// The function that has it.
        function: Box<str>,
        /// Its line, 0 if unknown.
        line: u32,
        /// What it is, and what to do about it.
        what: Box<str>,
    },
    /// A function calls itself, or calls nest deeper than [`MAX_NESTED`](crate::MAX_NESTED).
    Recursion {
        /// The function that is called once too often.
        function: Box<str>,
        /// The line of the call, 0 if unknown.
        line: u32,
    },
    /// A formula does not name one column for each parameter.
    WrongArity {
        /// The formula's function.
        function: Box<str>,
        /// Its parameters.
        params: usize,
        /// The columns that are named.
        columns: usize,
    },
    /// Two formulas, or two parameters, take a column to be of different types.
    TypeClash {
        /// The column's number.
        column: usize,
        /// The types.
        types: (ScalarType, ScalarType),
    },
    /// No formula uses a column whose number is below that of one that is used.
    UnusedColumn {
        /// The column's number.
        column: usize,
    },
    /// There is no formula.
    NoFormula,
    /// The formulas, with the functions they call, exceed what is compiled.
    TooLarge {
        /// The function that exceeds it.
        function: Box<str>,
    },
}

/// The line, where it is known.
struct At(u32);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            line => write!(f, ", line {line}"),
        }
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::NoSuchChunk { chunk } => write!(f, "the module has no chunk {chunk}"),
            CompileError::NotClosed { function } => {
                write!(f, "{function}: its types are not declared: give those of the columns with `Formula::typed`")
            }
            CompileError::Loop { function, line } => {
                write!(
                    f,
                    "{function}{}: a loop cannot be compiled for columns: write its turns out, or call the function for each row",
                    At(*line)
                )
            }
            CompileError::Unsupported { function, line, what } => write!(f, "{function}{}: {what}", At(*line)),
            CompileError::Recursion { function, line } => {
                write!(
                    f,
                    "{function}{}: a call that recurs cannot be compiled for columns: call the function for each row",
                    At(*line)
                )
            }
            CompileError::WrongArity { function, params, columns } => {
                write!(f, "{function} has {params} parameters, and {columns} columns are named")
            }
            CompileError::TypeClash { column, types: (a, b) } => {
                write!(f, "column {column} is used as {} and as {}", a.name(), b.name())
            }
            CompileError::UnusedColumn { column } => {
                write!(f, "no formula uses column {column}: number the columns that are used from 0 on")
            }
            CompileError::NoFormula => f.write_str("there is no formula to compile"),
            CompileError::TooLarge { function } => {
                write!(f, "{function}: too large for a column function: compile fewer formulas at once")
            }
        }
    }
}

impl std::error::Error for CompileError {}

/// Why a compiled function cannot be made callable.
#[derive(Debug)]
#[non_exhaustive]
pub enum PublishError {
    /// The processor lacks instructions of the machine that the code was made for.
    Unsupported(crate::Machine),
    /// There is no executable memory for it.
    Memory(exec_mem::Error),
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Unsupported(machine) => {
                write!(f, "this processor cannot run code for {}: compile for `Machine::detect()`", machine.name())
            }
            PublishError::Memory(error) => write!(f, "no executable memory for the column function: {error}"),
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Unsupported(_) => None,
            PublishError::Memory(error) => Some(error),
        }
    }
}

/// Why a call computed nothing, or not all.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum CallError {
    /// The function has another number of columns.
    WrongCount {
        /// Whether those that are written are meant.
        outputs: bool,
        /// How many it has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// A column holds values of another type.
    WrongType {
        /// Whether it is one of those that are written.
        output: bool,
        /// The column's number.
        column: usize,
        /// Its type.
        expected: ScalarType,
        /// The type of what was given.
        found: ScalarType,
    },
    /// The columns differ in length.
    WrongLength {
        /// Whether it is one of those that are written.
        output: bool,
        /// The column's number.
        column: usize,
        /// The length of the first column.
        expected: usize,
        /// The length of this one.
        found: usize,
    },
    /// A row divides ints by zero. All results are written; those of such rows are unspecified.
    DivisionByZero {
        /// The number of the formula.
        formula: usize,
        /// The first such row.
        row: usize,
    },
}

/// Which columns are meant.
struct Which(bool);

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "output" } else { "input" })
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            CallError::WrongCount { outputs, expected, found } => {
                write!(f, "the function has {expected} {} columns, not {found}", Which(outputs))
            }
            CallError::WrongType { output, column, expected, found } => {
                let which = Which(output);
                write!(f, "{which} column {column} holds {}, and {} is expected", found.name(), expected.name())
            }
            CallError::WrongLength { output, column, expected, found } => {
                write!(f, "{} column {column} has {found} rows, and the first column {expected}", Which(output))
            }
            CallError::DivisionByZero { formula, row } => {
                write!(f, "division by zero in row {row} of formula {formula}")
            }
        }
    }
}

impl std::error::Error for CallError {}
