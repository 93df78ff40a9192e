//! The baseline compiler of Unnarize: verified bytecode and a profile to machine code, in one
//! forward pass. Emitting code is safe; running it is the vm's business, by the contract in [`abi`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod abi;
