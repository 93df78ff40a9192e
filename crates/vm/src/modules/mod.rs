//! The core modules of the language (LANGUAGE sections 12.2 to 12.6), written against the public host interface like any host's own.
//!
//! One file per module; beside them what they share: `regex` (the search), `buffer` (texts of bounded size), `meter` (fuel and
//! interrupts), `file`. Wrong arguments give nil, or what a function gives when it fails (false, an empty string). Invariant: nothing
//! here recurses over a program's data, and nothing works for long without paying.

mod buffer;
mod file;
mod json;
mod meter;
mod regex;
mod string;
mod system;
mod timer;
mod uon;

use heap::{Heap, MAX_STRING_BYTES};

use crate::error::Error;
use crate::host::{Ctx, HostModule, Permissions};

/// `ucoreTimer`, `ucoreString`, `ucoreJson`, `ucoreSystem` and `ucoreUon`, without the members that need a permission not given.
pub fn core_modules(permissions: Permissions) -> Vec<HostModule> {
    vec![
        timer::module(permissions),
        string::module(),
        json::module(permissions),
        system::module(permissions),
        uon::module(permissions),
    ]
}

/// Called with a number of bytes about to be looked at; an error ends the work.
type Tick<'t> = dyn FnMut(usize) -> Result<(), Error> + 't;

/// Whether there are exactly `count` arguments, all strings.
fn takes_strings(ctx: &Ctx<'_>, count: usize) -> bool {
    ctx.arg_count() == count && (0..count).all(|index| ctx.arg(index).as_string().is_some())
}

/// The bytes of a string argument.
fn text<'c>(ctx: &'c Ctx<'_>, index: usize) -> &'c [u8] {
    ctx.arg(index).as_string().unwrap_or_default()
}

/// The longest text that may become a string of `heap`.
fn text_limit(heap: &Heap) -> usize {
    MAX_STRING_BYTES.min(heap.config().limit_bytes)
}
