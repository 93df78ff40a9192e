//! The text form: [`print()`] writes it, [`parse()`] reads it, and `parse(&print(&m)) == m` for
//! every module, also for one that no verifier would accept. [`print_program`] and
//! [`parse_program`] do the same for a program: its modules one behind the other, each beginning
//! with `module`.
//!
//! ```text
//! module "fib.unna"
//! names main fib              ; tables, in order; what is missing is added by its first use
//! globals fib
//! constants 1.5 "text"
//! struct Point x y
//! imports "./lib.unna" "./bad.unna"
//! link "./lib.unna" 1         ; in a program: the import is module 1, the main module being 0
//! broken "./bad.unna" "Error in ./bad.unna at line 1: ..."
//!
//! chunk main slots 2          ; chunk 0 is the module's body
//! line 1                      ; source line of what follows
//!   MAKE_CLOSURE fib
//!   DEFINE_GLOBAL fib
//!   HALT
//!
//! chunk fib params 1 slots 3 caches 2 cells s1 nil s2 captures s4 u0
//! L0:
//!   JUMP_UNLESS_LT_LK s0 2 L3
//!   ...
//!
//! chunk area params 2 closed float float -> float    ; the types of all slots, and of the result
//!   LOAD_LOCAL_LL s0 s1
//!   MUL
//!   RETURN
//! ```
//!
//! Operands: slots `s0`, upvalues `u0`, inline caches `c0`, numbers, labels; a constant as its
//! literal; names, globals, chunks, structs and imports as their text, in quotes where it is no
//! identifier. An entry whose text is also that of an earlier entry, or an index out of range, is
//! written as `#index`. A comma is a space, `;` begins a comment. A header leaves out `caches`,
//! `cells` and `slots` where they follow from the code, as [`parse()`] says.

mod body;
mod error;
mod header;
mod implied;
mod lex;
mod literal;
mod parse;
mod print;

pub use error::ParseError;
pub use parse::{parse, parse_program};
pub use print::{Printer, print, print_program};

/// Whether a file's contents claim to be the text form: the first thing in it but comments is
/// `module "PATH"`.
pub fn is_text(bytes: &[u8]) -> bool {
    let lines = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.into_iter().find(|line| !line.is_empty() && !line.starts_with(b";"));
    let rest = first.and_then(|line| line.strip_prefix(b"module"));
    rest.is_some_and(|rest| rest.starts_with(b" ") && rest.trim_ascii_start().starts_with(b"\""))
}
