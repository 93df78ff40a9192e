//! What the test of the families is made of.

pub mod call;
pub mod case;
pub mod check;
pub mod meaning;
pub mod oracle;
pub mod value;
