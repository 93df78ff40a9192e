//! [`Error`]: how a program ends other than by reaching its end.
//!
//! Display gives the message alone (`Division by zero.`); [`Error::line`] gives the line that the
//! language prints (`Runtime Error: Division by zero.`).

use std::fmt;

use heap::{HeapError, MAX_MAP_ENTRIES};

/// Why a program stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Error {
    /// A global that is not set was read.
    UndefinedVariable {
        /// The variable's name.
        name: Box<str>,
    },
    /// An int was divided by 0.
    DivisionByZero,
    /// nil, a number or a bool was called.
    CallNonFunction,
    /// An object that is no function and no struct definition was called.
    CallNonFunctionObject,
    /// A function was called with the wrong number of arguments.
    Arity {
        /// Parameters.
        expected: u32,
        /// Arguments.
        actual: u32,
    },
    /// A struct was constructed with the wrong number of fields.
    StructArity {
        /// The struct's name.
        name: Box<str>,
        /// Fields.
        expected: u32,
        /// Arguments.
        actual: u32,
    },
    /// A closed function was called with an argument of another type than it declares.
    ArgumentType {
        /// The function's name.
        function: Box<str>,
        /// Which argument, from 0.
        index: u32,
        /// The declared type.
        expected: &'static str,
    },
    /// A host called a chunk that is not closed, or does not exist.
    NotClosed {
        /// The chunk.
        chunk: u32,
    },
    /// Calls nest too deeply.
    StackOverflow,
    /// Imports nest too deeply.
    ImportStackOverflow,
    /// A property of something without properties was read.
    CannotReadProperty {
        /// The property's name.
        name: Box<str>,
    },
    /// A module has no member of this name.
    UndefinedMember {
        /// The member's name.
        name: Box<str>,
        /// The module's path.
        module: Box<str>,
    },
    /// A field was written that the struct does not have.
    NoSuchField {
        /// The struct's name.
        struct_name: Box<str>,
        /// The field's name.
        field: Box<str>,
    },
    /// A property of something that is no struct instance was written.
    NotSettable,
    /// An imported file could not be read.
    ImportUnreadable {
        /// The file's path as resolved.
        path: Box<str>,
    },
    /// An imported file is not a valid program.
    ImportRejected {
        /// What is wrong with it, as the loader says it; printed as it is.
        message: Box<str>,
    },
    /// The heap's limit is reached, the system gives no memory, or a string, array or map would be
    /// longer than any may be.
    OutOfMemory,
    /// There would be too many of something that is limited apart from memory.
    Limit {
        /// What there would be too many of.
        what: &'static str,
        /// The most there may be.
        limit: usize,
    },
    /// The program used up its fuel.
    OutOfFuel,
    /// An [`InterruptHandle`](crate::InterruptHandle) stopped the program.
    Interrupted,
    /// The program asked to end with this exit code. [`Vm::run`](crate::Vm::run) turns it into
    /// [`Exit`](crate::Exit).
    Exit(i32),
    /// The program's output could not be written.
    Output {
        /// The kind of the write error.
        kind: std::io::ErrorKind,
    },
    /// A host function failed with a message of its own.
    Host(Box<str>),
    /// A defect of the machine itself.
    Internal(Box<str>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::UndefinedVariable { name } => write!(f, "Undefined variable '{name}'"),
            Error::DivisionByZero => f.write_str("Division by zero."),
            Error::CallNonFunction => f.write_str("Attempt to call non-function value."),
            Error::CallNonFunctionObject => f.write_str("Attempt to call non-function object."),
            Error::Arity { expected, actual } => write!(f, "Expected {expected} args but got {actual}."),
            Error::StructArity { name, expected, actual } => {
                write!(f, "Struct '{name}' expected {expected} args but got {actual}.")
            }
            Error::ArgumentType { function, index, expected } => {
                write!(f, "Closed function '{function}' expected {expected} as argument {}.", index + 1)
            }
            Error::NotClosed { chunk } => write!(f, "Chunk {chunk} is no closed function."),
            Error::StackOverflow => f.write_str("Stack overflow."),
            Error::ImportStackOverflow => f.write_str("Stack overflow during import"),
            Error::CannotReadProperty { name } => write!(f, "Cannot read property '{name}' on this type."),
            Error::UndefinedMember { name, module } => write!(f, "Undefined property '{name}' in module '{module}'."),
            Error::NoSuchField { struct_name, field } => write!(f, "Struct '{struct_name}' has no field '{field}'."),
            Error::NotSettable => f.write_str("Only struct instances have settable properties."),
            Error::ImportUnreadable { path } => write!(f, "Could not import module '{path}'"),
            Error::ImportRejected { message } => f.write_str(message),
            Error::OutOfMemory => f.write_str("Out of memory."),
            Error::Limit { what, limit } => write!(f, "Too many {what} (at most {limit})."),
            Error::OutOfFuel => f.write_str("Out of fuel."),
            Error::Interrupted => f.write_str("Interrupted."),
            Error::Exit(code) => write!(f, "Exit with code {code}."),
            Error::Output { kind } => write!(f, "Could not write output: {kind}."),
            Error::Host(message) => f.write_str(message),
            Error::Internal(message) => write!(f, "Internal error: {message}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<HeapError> for Error {
    fn from(error: HeapError) -> Error {
        match error {
            // The sizes of single strings, arrays and maps end where memory would: one error for all growth.
            HeapError::Limit { what, limit } if limit < MAX_MAP_ENTRIES => Error::Limit { what, limit },
            _ => Error::OutOfMemory,
        }
    }
}

impl Error {
    /// The line that tells of this error, without a line feed.
    pub fn line(&self) -> String {
        match self {
            Error::ImportRejected { message } => message.trim_end_matches('\n').to_owned(),
            _ => format!("Runtime Error: {self}"),
        }
    }

    /// Whether the line belongs to the error stream instead of the program's output.
    pub fn is_diagnostic(&self) -> bool {
        matches!(self, Error::ImportUnreadable { .. } | Error::ImportRejected { .. } | Error::Output { .. })
    }
}
