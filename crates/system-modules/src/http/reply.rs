//! What a handler answers: a string, or a map with `status`, `contentType` and `body`.

use std::io::Cursor;

use tiny_http::{Header, Response};
use vm::heap::View;
use vm::{Ctx, Error, FromValue, Handle};

/// An answer.
pub struct Reply {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
pub const PLAIN: &str = "text/plain; charset=utf-8";

impl Reply {
    /// An answer of the server itself.
    pub fn of_status(status: u16, text: &str) -> Reply {
        Reply { status, content_type: PLAIN.to_owned(), body: text.as_bytes().to_vec() }
    }

    fn of_body(body: Vec<u8>) -> Reply {
        Reply { status: 200, content_type: content_type(&body).to_owned(), body }
    }

    /// As the server sends it.
    pub fn into_response(self) -> Response<Cursor<Vec<u8>>> {
        // A handler may have made anything of its type: what is no header is left out.
        let header = Header::from_bytes("Content-Type", self.content_type).ok();
        let mut response = Response::from_data(self.body).with_status_code(self.status);
        if let Some(header) = header {
            response.add_header(header);
        }
        response
    }
}

/// What a body is, by how it begins.
fn content_type(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        Some(b'<') => HTML,
        Some(b'{' | b'[') => JSON,
        _ => PLAIN,
    }
}

/// What a handler gave; `None` if that is nil.
pub struct Given(pub Option<Reply>);

impl FromValue for Given {
    const EXPECTED: &'static str = "string or map";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Given, Error> {
        let is_map = match ctx.heap().get(value).view() {
            View::Nil => return Ok(Given(None)),
            View::Map(_) => true,
            _ => false,
        };
        if !is_map {
            let Body(body) = Body::from_value(ctx, value)?;
            return Ok(Given(Some(Reply::of_body(body))));
        }
        let Body(body) = ctx.get(value, "body")?;
        let mut reply = Reply::of_body(body);
        if let Some(status) = ctx.get::<Option<i32>>(value, "status")? {
            reply.status = u16::try_from(status).ok().filter(|status| (100..1000).contains(status)).unwrap_or(500);
        }
        if let Some(content_type) = ctx.get::<Option<String>>(value, "contentType")? {
            reply.content_type = content_type;
        }
        Ok(Given(Some(reply)))
    }
}

/// What is sent of a value: a string as it is, an array or a map as JSON, else what `print` writes, and nothing of nil.
struct Body(Vec<u8>);

impl FromValue for Body {
    const EXPECTED: &'static str = "value";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Body, Error> {
        Ok(Body(match ctx.heap().get(value).view() {
            View::Nil => Vec::new(),
            View::String(text) => text.to_vec(),
            View::Array(_) | View::Map(_) => core_modules::json::to_text(ctx, value)?.unwrap_or_default(),
            _ => ctx.text(ctx.heap().get(value))?,
        }))
    }
}
