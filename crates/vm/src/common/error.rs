//! [`Error`]: how a program ends other than by reaching its end, and how calls of a host go wrong.
//!
//! Display gives the message alone (`Division by zero.`); [`Error::line`] gives the line that the
//! language prints (`Runtime Error: Division by zero.`).

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use heap::{HeapError, MAX_MAP_ENTRIES};

use crate::common::suggest::nearest;
use crate::common::trace::Trace;

/// An error: its [kind](ErrorKind), and the calls that were active when it happened.
///
/// Two errors are equal if their kinds are. Host functions make one of any text or error with
/// [`Error::new`], or of a kind.
///
/// ```
/// use vm::{Error, ErrorKind};
///
/// let error = Error::new("no such customer");
/// assert_eq!(error.to_string(), "no such customer");
/// assert_eq!(error.line(), "Runtime Error: no such customer");
/// assert_eq!(*error.kind(), ErrorKind::Host("no such customer".into()));
/// assert!(error.trace().frames().is_empty());
/// ```
#[derive(Clone)]
pub struct Error(Box<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ErrorKind,
    trace: Trace,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    suggestion: Option<Box<str>>,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
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
    /// A limit of the process on memory leaves too little for a vm.
    MemoryLimit {
        /// The limit, as the shell command that sets it.
        limit: Box<str>,
        /// A limit that does, at most 256 KiB above the lowest one, in units of 1024 bytes.
        least_kb: usize,
    },
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
    /// The program ran for longer than its deadline.
    DeadlineExceeded,
    /// The program asked to end with this exit code. [`Vm::run`](crate::Vm::run) turns it into
    /// [`Exit`](crate::Exit).
    Exit(i32),
    /// The program's output could not be written.
    Output {
        /// The kind of the write error.
        kind: std::io::ErrorKind,
    },
    /// A value is not of the type that Rust code asked for.
    Type {
        /// What was asked for, such as `int`.
        expected: Box<str>,
        /// What the value is.
        actual: Box<str>,
        /// Where it is in the whole value, such as `[3]`; empty if it is the whole.
        at: Box<str>,
    },
    /// An argument of a host function is not of the type of its parameter.
    Argument {
        /// The host function's name.
        function: Box<str>,
        /// Which argument, from 1.
        index: u32,
        /// What the parameter takes, such as `int`.
        expected: Box<str>,
        /// What the argument is.
        actual: Box<str>,
        /// Where in the argument; empty if it is the whole.
        at: Box<str>,
    },
    /// An object was used with another vm than the one it belongs to.
    ForeignObject,
    /// A host asked for a function or a global, but no program was run.
    NoProgram,
    /// A host function failed with a message of its own.
    Host(Box<str>),
    /// A host function panicked, with this message.
    Panicked(Box<str>),
    /// A defect of the machine itself.
    Internal(Box<str>),
}

impl Error {
    /// A host's own error. If it is an [`Error`] already it is given back as it is; any other error
    /// becomes its [source](StdError::source), and its text the message.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        match error.into().downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => {
                let kind = ErrorKind::Host(other.to_string().into());
                Error::from_parts(kind, Some(Arc::from(other)))
            }
        }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The calls that were active, innermost first; empty if no program ran.
    pub fn trace(&self) -> &Trace {
        &self.0.trace
    }

    /// For a name that does not exist, one that does and is like it: `length` for `lenght`.
    pub fn suggestion(&self) -> Option<&str> {
        self.0.suggestion.as_deref()
    }

    /// The line that tells of this error, without a line feed.
    pub fn line(&self) -> String {
        self.0.kind.line()
    }

    /// Whether the line belongs to the error stream instead of the program's output.
    pub fn is_diagnostic(&self) -> bool {
        self.0.kind.is_diagnostic()
    }

    fn from_parts(kind: ErrorKind, source: Option<Arc<dyn StdError + Send + Sync>>) -> Error {
        Error(Box::new(Parts { kind, trace: Trace::default(), source, suggestion: None }))
    }

    /// An error about a name that does not exist, where these do.
    pub(crate) fn of_name<'a>(kind: ErrorKind, name: &str, names: impl IntoIterator<Item = &'a str>) -> Error {
        let mut error = Error::from(kind);
        error.0.suggestion = nearest(name, names).map(Into::into);
        error
    }

    /// Adds the trace, unless the error brought one along.
    pub(crate) fn traced(mut self, trace: impl FnOnce() -> Trace) -> Error {
        if self.0.trace.frames().is_empty() {
            self.0.trace = trace();
        }
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error::from_parts(kind, None)
    }
}

impl From<HeapError> for Error {
    fn from(error: HeapError) -> Error {
        ErrorKind::from(error).into()
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Error) -> bool {
        self.0.kind == other.0.kind
    }
}

impl PartialEq<ErrorKind> for Error {
    fn eq(&self, other: &ErrorKind) -> bool {
        self.0.kind == *other
    }
}

impl Eq for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("kind", &self.0.kind).field("trace", &self.0.trace).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::UndefinedVariable { name } => write!(f, "Undefined variable '{name}'"),
            ErrorKind::DivisionByZero => f.write_str("Division by zero."),
            ErrorKind::CallNonFunction => f.write_str("Attempt to call non-function value."),
            ErrorKind::CallNonFunctionObject => f.write_str("Attempt to call non-function object."),
            ErrorKind::Arity { expected, actual } => write!(f, "Expected {expected} args but got {actual}."),
            ErrorKind::StructArity { name, expected, actual } => {
                write!(f, "Struct '{name}' expected {expected} args but got {actual}.")
            }
            ErrorKind::ArgumentType { function, index, expected } => {
                write!(f, "Closed function '{function}' expected {expected} as argument {}.", index + 1)
            }
            ErrorKind::NotClosed { chunk } => write!(f, "Chunk {chunk} is no closed function."),
            ErrorKind::StackOverflow => f.write_str("Stack overflow."),
            ErrorKind::ImportStackOverflow => f.write_str("Stack overflow during import"),
            ErrorKind::CannotReadProperty { name } => write!(f, "Cannot read property '{name}' on this type."),
            ErrorKind::UndefinedMember { name, module } => {
                write!(f, "Undefined property '{name}' in module '{module}'.")
            }
            ErrorKind::NoSuchField { struct_name, field } => {
                write!(f, "Struct '{struct_name}' has no field '{field}'.")
            }
            ErrorKind::NotSettable => f.write_str("Only struct instances have settable properties."),
            ErrorKind::ImportUnreadable { path } => write!(f, "Could not import module '{path}'"),
            ErrorKind::ImportRejected { message } => f.write_str(message),
            ErrorKind::OutOfMemory => f.write_str("Out of memory."),
            ErrorKind::MemoryLimit { limit, least_kb } => {
                write!(f, "Out of memory: '{limit}' leaves too little. The least that works is {least_kb}.")
            }
            ErrorKind::Limit { what, limit } => write!(f, "Too many {what} (at most {limit})."),
            ErrorKind::OutOfFuel => f.write_str("Out of fuel."),
            ErrorKind::Interrupted => f.write_str("Interrupted."),
            ErrorKind::DeadlineExceeded => f.write_str("Deadline exceeded."),
            ErrorKind::Exit(code) => write!(f, "Exit with code {code}."),
            ErrorKind::Output { kind } => write!(f, "Could not write output: {kind}."),
            ErrorKind::Type { expected, actual, at } => {
                write!(f, "Expected {expected} but got {actual}{}.", Within(at))
            }
            ErrorKind::Argument { function, index, expected, actual, at } => {
                write!(f, "Argument {index} of '{function}': expected {expected} but got {actual}{}.", Within(at))
            }
            ErrorKind::ForeignObject => f.write_str("The object belongs to another machine."),
            ErrorKind::NoProgram => f.write_str("No program was run."),
            ErrorKind::Host(message) => f.write_str(message),
            ErrorKind::Panicked(message) => write!(f, "Host function panicked: {message}"),
            ErrorKind::Internal(message) => write!(f, "Internal error: {message}"),
        }
    }
}

impl From<HeapError> for ErrorKind {
    fn from(error: HeapError) -> ErrorKind {
        match error {
            // The sizes of single strings, arrays and maps end where memory would: one error for
            // all growth.
            HeapError::Limit { what, limit } if limit < MAX_MAP_ENTRIES => ErrorKind::Limit { what, limit },
            _ => ErrorKind::OutOfMemory,
        }
    }
}

/// The end of a message about a part of a value.
struct Within<'a>(&'a str);

impl fmt::Display for Within<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " at {}", self.0) }
    }
}

impl ErrorKind {
    /// The line that tells of this error, without a line feed.
    pub fn line(&self) -> String {
        match self {
            ErrorKind::ImportRejected { message } => message.trim_end_matches('\n').to_owned(),
            _ => format!("Runtime Error: {self}"),
        }
    }

    /// Whether the line belongs to the error stream instead of the program's output.
    pub fn is_diagnostic(&self) -> bool {
        matches!(self, ErrorKind::ImportUnreadable { .. } | ErrorKind::ImportRejected { .. } | ErrorKind::Output { .. })
    }
}
