//! What the tests share: operands with their text, and other assemblers and decoders.

#![allow(dead_code, reason = "each test uses a part")]

pub mod operand;
pub mod tool;
