//! What a handler is told of a request: a map.

use std::collections::BTreeMap;
use std::io::Read;

use vm::{Bytes, Ctx, Error, Handle};

use super::route;

/// The most bytes of a request's body.
pub const MAX_BODY_BYTES: u64 = 16 << 20;

/// A request, taken in.
pub struct Asked {
    pub method: String,
    /// Still encoded.
    pub path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Asked {
    /// Reads the whole request; `None` if its body is too long or ends early.
    pub fn read(request: &mut tiny_http::Request) -> Option<Asked> {
        let mut body = Vec::new();
        request.as_reader().take(MAX_BODY_BYTES + 1).read_to_end(&mut body).ok()?;
        let header = |header: &tiny_http::Header| {
            (header.field.as_str().as_str().to_ascii_lowercase(), header.value.as_str().to_owned())
        };
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        (body.len() as u64 <= MAX_BODY_BYTES).then(|| Asked {
            method: request.method().as_str().to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: request.headers().iter().map(header).collect(),
            body,
        })
    }

    /// The map: `method`, `path`, `query`, `headers`, `params`, `body`.
    pub fn to_map(&self, ctx: &mut Ctx<'_>, params: &BTreeMap<String, String>) -> Result<Handle, Error> {
        let map = ctx.heap_mut().new_map()?;
        ctx.set(map, "method", self.method.as_str())?;
        ctx.set(map, "path", route::decoded(&self.path))?;
        ctx.set(map, "query", route::query(&self.query))?;
        ctx.set(map, "headers", self.headers.clone())?;
        ctx.set(map, "params", params.clone())?;
        ctx.set(map, "body", Bytes(self.body.clone()))?;
        Ok(map)
    }
}
