//! Host modules of Unnarize that reach out of the process: `ucoreHttp`, `ucoreScraper`, `ucoreTui`
//! (LANGUAGE sections 12.7 to 12.9), each on a library and each a feature of this crate.
//!
//! They are written on the public host interface of `vm` like any host's own. What waits, for a
//! server, a client or a key, is open to interrupts and deadlines.
//!
//! ```
//! let modules = system_modules::system_modules(vm::Permissions::ALL);
//! let vm = vm::Vm::builder().modules(modules).build().unwrap();
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[cfg(feature = "http")]
mod http;
#[cfg(feature = "scraper")]
mod scraper;
#[cfg(feature = "tui")]
mod tui;
#[cfg(any(feature = "http", feature = "tui"))]
mod wait;

use vm::{Ctx, HostModule, Permissions};

/// The modules that this crate was built with; none where a program may not reach the system.
pub fn system_modules(permissions: Permissions) -> Vec<HostModule> {
    if !permissions.system {
        return Vec::new();
    }
    vec![
        #[cfg(feature = "http")]
        http::module(),
        #[cfg(feature = "scraper")]
        scraper::module(),
        #[cfg(feature = "tui")]
        tui::module(),
    ]
}

/// The text of an argument that is a string; what is no UTF-8 in it is replaced.
fn text(ctx: &Ctx<'_>, index: usize) -> Option<String> {
    ctx.arg(index).as_string().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
