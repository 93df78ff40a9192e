#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod codec;
mod definition;
mod factory;
mod function;

pub use codec::{LogicalCodec, PhysicalCodec};
pub use columns::OnDivisionByZero;
pub use definition::Definition;
pub use factory::Functions;
pub use function::function;
