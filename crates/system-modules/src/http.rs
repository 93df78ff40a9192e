//! `ucoreHttp` (LANGUAGE 12.7): a client and a server of HTTP, one request at a time.

mod client;
mod file;
mod reply;
mod request;
mod route;
mod server;

use vm::{Ctx, Error, HostModule, Return};

pub use client::fetch;

pub fn module() -> HostModule {
    HostModule::new("ucoreHttp")
        .function("get", client::without_body("GET"))
        .function("delete", client::without_body("DELETE"))
        .function("post", client::with_body("POST"))
        .function("put", client::with_body("PUT"))
        .function("patch", client::with_body("PATCH"))
        .function("json", json)
        .function("route", server::route)
        .function("use", server::use_before)
        .function("static", server::serve_files)
        .function("listen", server::listen)
}

/// `json(v)`: JSON text.
fn json(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let value = ctx.arg_handle(0);
    match core_modules::json::to_text(ctx, value)? {
        Some(text) if ctx.arg_count() == 1 => Ok(ctx.heap_mut().new_string(&text)?.into()),
        _ => Ok(Return::NIL),
    }
}
