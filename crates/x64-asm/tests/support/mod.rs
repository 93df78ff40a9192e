//! What the tests of the encodings share.

pub mod case;
pub mod check;
pub mod operand;
