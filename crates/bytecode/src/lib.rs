//! The bytecode of Unnarize: the opcode table, instructions, modules, the verifier, the text
//! form and the binary form. It knows nothing of values on a heap, of execution or of machine code.
//!
//! A front end makes a [`Module`] with [`ModuleBuilder`], [`verify()`] turns it into a
//! [`Verified<Module>`](Verified), and only that can be interpreted or compiled. Between the two a
//! module may be text ([`print()`], [`parse()`]) or, with the modules it imports, a file
//! ([`encode`], [`decode`]).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod access;
pub mod binary;
mod builder;
mod callees;
mod chunk_builder;
mod closed;
mod inst;
mod intern;
mod module;
pub mod num;
mod operand;
mod ops;
mod primitive;
mod program;
mod strip;
pub mod text;
mod verified;
pub mod verify;
mod wide;

pub use access::Access;
pub use binary::{DecodeError, decode, encode};
pub use builder::{BuildError, ModuleBuilder};
pub use callees::callees;
pub use chunk_builder::{ChunkBuilder, Label};
pub use closed::{MAX_CLOSED_DEPTH, OperandTypes, Scalar, ScalarType, Signature};
pub use inst::{Flow, Hint, Inst, Opcode};
pub use module::{Capture, Chunk, Constant, LineEntry, Module, StructDecl};
pub use module::{MAX_CACHES, MAX_CODE, MAX_DEPTH, MAX_LOOPS, MAX_SLOTS, MAX_STRING_BYTES, MAX_TABLE, MAX_UPVALUES};
pub use operand::*;
pub use primitive::{Expansion, Primitive, Primitives};
pub use program::{ModuleId, Program};
pub use strip::Strip;
pub use text::{ParseError, Printer, parse, parse_program, print, print_program};
pub use verified::{ChunkFacts, LoopFacts, MAX_LOOP_DETAIL, UNREACHABLE, Verified};
pub use verify::{Rule, VerifyError, verify};

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
