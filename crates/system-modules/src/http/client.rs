//! The client: a request, and the text of its answer whatever its status.

use std::time::Duration;

use ureq::Agent;
use ureq::http::Request;
use vm::heap::MAX_STRING_BYTES;
use vm::{Ctx, Error, Return};

use crate::text;
use crate::wait::wait;

/// How long a request may take in all.
const TIMEOUT: Duration = Duration::from_secs(60);

/// `get(url)`, `delete(url)`.
pub fn without_body(method: &'static str) -> impl Fn(&mut Ctx<'_>) -> Result<Return, Error> + Send {
    move |ctx| match (text(ctx, 0), ctx.arg_count()) {
        (Some(url), 1) => answer(ctx, method, url, None),
        _ => Ok(Return::NIL),
    }
}

/// `post(url, body)`, `put(url, body)`, `patch(url, body)`.
pub fn with_body(method: &'static str) -> impl Fn(&mut Ctx<'_>) -> Result<Return, Error> + Send {
    move |ctx| match (text(ctx, 0), ctx.arg(1).as_string().map(<[u8]>::to_vec), ctx.arg_count()) {
        (Some(url), Some(body), 2) => answer(ctx, method, url, Some(body)),
        _ => Ok(Return::NIL),
    }
}

fn answer(ctx: &mut Ctx<'_>, method: &'static str, url: String, body: Option<Vec<u8>>) -> Result<Return, Error> {
    match fetch(ctx, method, url, body)? {
        Some(text) => Ok(ctx.heap_mut().new_string(&text)?.into()),
        None => Ok(Return::NIL),
    }
}

/// The body of the answer; `None` if there is none, because the server cannot be reached or speaks no HTTP.
///
/// # Errors
/// The program is to end.
pub fn fetch(
    ctx: &mut Ctx<'_>,
    method: &'static str,
    url: String,
    body: Option<Vec<u8>>,
) -> Result<Option<Vec<u8>>, Error> {
    let limit = MAX_STRING_BYTES.min(ctx.heap().config().limit_bytes);
    ctx.flush()?;
    wait(ctx, move || send(method, &url, body, limit as u64).ok())
}

fn send(method: &str, url: &str, body: Option<Vec<u8>>, limit: u64) -> Result<Vec<u8>, ureq::Error> {
    let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIMEOUT));
    let agent = Agent::new_with_config(config.build());
    let request = Request::builder().method(method).uri(url);
    let mut response = match body {
        None => agent.run(request.body(())?)?,
        Some(body) => agent.run(request.header("content-type", content_type(&body)).body(body)?)?,
    };
    response.body_mut().with_config().limit(limit).read_to_vec()
}

/// What a body is, by how it begins.
fn content_type(body: &[u8]) -> &'static str {
    match body.first() {
        Some(b'{' | b'[') => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
