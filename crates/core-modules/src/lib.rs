//! The core modules of the Unnarize language (LANGUAGE sections 12.2 to 12.6), written against the
//! public host interface of [`vm`] like any host's own.
//!
//! ```
//! use vm::Vm;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut vm = Vm::builder().modules(core_modules::all()).build()?;
//! let program = lang::compile_verified("main.unna", b"var text = ucoreString.toUpper('hello');").unwrap();
//! vm.run(program.into())?;
//! assert_eq!(vm.global::<String>("text")?, "HELLO");
//! # Ok(())
//! # }
//! ```
//!
//! One public module here for each module of the language, each behind a feature of its name; all
//! are on by default. Beside them is what they share: `buffer` (texts of bounded size), `meter`
//! (fuel and interrupts), `file`, `sleep`, `space`, and `regex` (the search of `ucoreString`).
//! Wrong arguments give nil, or what a function gives when it fails (false, an empty string).
//! Members that reach the system around the vm are absent where its [permissions](vm::Permissions)
//! forbid that. Invariant: nothing here recurses over a program's data, and nothing works for long
//! without paying.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(all(feature = "json", feature = "string", feature = "system", feature = "timer", feature = "uon")),
    allow(dead_code, reason = "not every module needs all that they share")
)]

mod argument;
mod buffer;
mod file;
#[cfg(feature = "json")]
pub mod json;
mod meter;
#[cfg(feature = "string")]
mod regex;
mod sleep;
mod space;
#[cfg(feature = "string")]
pub mod string;
#[cfg(feature = "system")]
pub mod system;
#[cfg(feature = "timer")]
pub mod timer;
#[cfg(feature = "uon")]
pub mod uon;

use vm::HostModule;

/// The modules of all features that are on: `ucoreTimer`, `ucoreString`, `ucoreJson`, `ucoreSystem`
/// and `ucoreUon`.
pub fn all() -> Vec<HostModule> {
    vec![
        #[cfg(feature = "timer")]
        timer::module(),
        #[cfg(feature = "string")]
        string::module(),
        #[cfg(feature = "json")]
        json::module(),
        #[cfg(feature = "system")]
        system::module(),
        #[cfg(feature = "uon")]
        uon::module(),
    ]
}
