//! The binary form: a [`Program`](crate::Program) as a file (`.unnac`).
//!
//! ```text
//! file    = magic (8) version (u16) flags (u16, 0) rows (u32) checksum (u32) payload
//! payload = list(module) list(link) list(broken)
//! module  = string(path) list(string)(names) list(constant) list(number)(globals) list(struct)
//!           list(string)(imports) list(chunk)
//! constant = 0 signed | 1 f64 | 2 string
//! struct  = number(name) list(number)(fields)
//! chunk   = number(name) number(params) number(slots) number(caches) list(capture)
//!           list(number)(cells) list(number)(nil slots) closed list(instruction) list(line)
//! closed  = 0 | type(result) list(type)(slots)
//! type    = 1 int | 2 float | 3 bool
//! capture = number, twice the slot, or twice the upvalue and one
//! instruction = opcode (u8, its place in the table) and its operands: immediates signed, targets
//!           signed from the instruction on, others as numbers
//! line    = number (start from the start before) signed (line from the line before)
//! link    = number(importing module) number(import) number(imported module), ascending
//! broken  = number(importing module) number(import) string(what is wrong), ascending
//! list(x) = number of them, each x
//! string  = number of bytes, bytes
//! number  = LEB128 in as few bytes as possible; signed = the same after zigzag
//! ```
//!
//! Fixed sizes are little-endian. `rows` is a fingerprint of the opcode table, so that a file is
//! never read by another table than it was written with; `checksum` is the CRC-32 of the payload,
//! against damage, not against malice: what is decoded is not trusted before it is verified.
//!
//! A program has one binary form: [`decode()`] accepts nothing that [`encode()`] does not write. It
//! trusts no length (a list is refused if the rest of the file cannot hold it), takes linear time,
//! no recursion, and at most [`MEMORY_FACTOR`] times the input's size and 1 KiB in memory.

mod decode;
mod encode;
mod leb;

pub use decode::{DecodeError, decode};
pub use encode::encode;

use std::sync::LazyLock;

use crate::inst::Opcode;

/// How a binary file begins: not text, and damaged by what changes line ends or cuts bit 7.
pub const MAGIC: [u8; 8] = *b"\xF5UNNA\r\n\0";
/// The version of the layout around the instructions.
pub const VERSION: u16 = 2;
/// What [`decode()`] may take in memory for each byte of its input.
pub const MEMORY_FACTOR: usize = 40;

/// Bytes before the payload.
const HEADER_BYTES: usize = 20;

/// Whether bytes claim to be the binary form.
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// A fingerprint of the opcode table: CRC-32 of every row's mnemonic and operands.
fn rows_fingerprint() -> u32 {
    static FINGERPRINT: LazyLock<u32> = LazyLock::new(compute_fingerprint);
    *FINGERPRINT
}

fn compute_fingerprint() -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for row in Opcode::ALL {
        hasher.update(row.mnemonic().as_bytes());
        for (_, kind) in row.operands() {
            hasher.update(&[b' ', *kind as u8]);
        }
        hasher.update(b"\n");
    }
    hasher.finalize()
}
