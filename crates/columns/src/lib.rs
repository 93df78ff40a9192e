#![doc = include_str!("../README.md")]
//!
//! # How it works
//!
//! A closed function has static types, so its bytecode becomes a graph of pure operations on one
//! row's values: branches become selections, calls are written out, equal parts become one. The
//! graph becomes vector instructions for a [`Machine`], which get registers in one pass and are the
//! body of a loop over groups of rows.
#![deny(missing_docs, unsafe_code)]

mod allocate;
#[cfg(feature = "arrow")]
mod arrow;
mod bits;
mod build;
mod code;
mod column;
mod encode;
mod entry;
mod error;
mod formula;
mod function;
mod graph;
mod inst;
mod lower;
mod machine;
mod mutant;

#[cfg(feature = "arrow")]
pub use arrow::{ArrowCallError, OnDivisionByZero, arrow_type};
pub use bits::{Bits, BitsMut};
pub use build::MAX_NESTED;
pub use code::ColumnCode;
pub use column::{Column, ColumnMut};
pub use error::{CallError, CompileError, PublishError};
pub use formula::Formula;
pub use function::ColumnFunction;
pub use machine::Machine;
#[cfg(feature = "mutants")]
pub use mutant::{Mutant, set_mutant};
