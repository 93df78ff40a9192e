//! The server: routes, what runs before them, folders, and the loop that answers one request after
//! the other.

use std::path::PathBuf;

use tiny_http::{Request, Server};
use vm::heap::View;
use vm::{Ctx, Error, Handle, Object, Return};

use super::file;
use super::reply::{Given, Reply};
use super::request::Asked;
use super::route::Pattern;
use crate::text;
use crate::wait::{POLL, until};

/// What was registered with a vm.
#[derive(Default)]
struct Site {
    before: Vec<Handler>,
    routes: Vec<Route>,
    folders: Vec<(String, PathBuf)>,
}

#[derive(Clone)]
struct Route {
    method: String,
    pattern: Pattern,
    handler: Handler,
}

/// What answers: a function, or the name of one, which may be defined later.
#[derive(Clone)]
enum Handler {
    Function(Object),
    Named(String),
}

/// `route(method, path, handler)`.
pub fn route(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(method), Some(path), Some(handler)) = (text(ctx, 0), text(ctx, 1), handler(ctx, 2)?) else {
        return Ok(false.into());
    };
    let route = Route { method: method.to_ascii_uppercase(), pattern: Pattern::new(&path), handler };
    ctx.state::<Site>().routes.push(route);
    Ok(true.into())
}

/// `use(handler)`.
pub fn use_before(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let Some(handler) = handler(ctx, 0)? else { return Ok(false.into()) };
    ctx.state::<Site>().before.push(handler);
    Ok(true.into())
}

/// `static(prefix, folder)`.
pub fn serve_files(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(prefix), Some(folder)) = (text(ctx, 0), text(ctx, 1)) else { return Ok(false.into()) };
    let folder = ctx.script_path(folder);
    let is_folder = folder.is_dir();
    ctx.state::<Site>().folders.push((format!("/{}", prefix.trim_matches('/')), folder));
    Ok(is_folder.into())
}

/// `listen(port, handler?, host?)`: does not come back.
pub fn listen(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let Some(port) = ctx.arg(0).as_int().and_then(|port| u16::try_from(port).ok()) else { return Ok(false.into()) };
    let fallback = handler(ctx, 1)?;
    let host = text(ctx, 2).unwrap_or_else(|| "127.0.0.1".to_owned());
    let server = Server::http((host.as_str(), port))
        .map_err(|error| Error::new(format!("ucoreHttp.listen: could not listen on {host}:{port}: {error}")))?;
    loop {
        ctx.flush()?;
        let request = until(ctx, || server.recv_timeout(POLL).map_err(Error::new))?;
        ctx.nested(|ctx| answer(ctx, request, fallback.as_ref()))?;
    }
}

/// A function or a name among the arguments.
fn handler(ctx: &mut Ctx<'_>, index: usize) -> Result<Option<Handler>, Error> {
    Ok(match ctx.arg(index).view() {
        View::String(name) => Some(Handler::Named(String::from_utf8_lossy(name).into_owned())),
        View::Function(_) | View::Native(_) => {
            let function = ctx.arg_handle(index);
            Some(Handler::Function(ctx.keep(function)?))
        }
        _ => None,
    })
}

/// Answers a request. The client gets an answer too if the program ends over it.
fn answer(ctx: &mut Ctx<'_>, mut request: Request, fallback: Option<&Handler>) -> Result<(), Error> {
    let reply = match Asked::read(&mut request) {
        None => Ok(Reply::of_status(413, "The body is too long.")),
        Some(asked) => reply(ctx, &asked, fallback),
    };
    let (reply, result) = match reply {
        Ok(reply) => (reply, Ok(())),
        Err(error) => (Reply::of_status(500, "The server ends."), Err(error)),
    };
    // Who has gone away needs no answer.
    let _ = request.respond(reply.into_response());
    result
}

fn reply(ctx: &mut Ctx<'_>, asked: &Asked, fallback: Option<&Handler>) -> Result<Reply, Error> {
    let site = ctx.state::<Site>();
    let before = site.before.clone();
    let is_asked = |route: &&Route| route.method == asked.method || (route.method == "GET" && asked.method == "HEAD");
    let mut routes = site.routes.iter().filter(is_asked);
    let found = routes.find_map(|route| Some((route.handler.clone(), route.pattern.parameters(&asked.path)?)));
    let folders = site.folders.clone();

    let (handler, params) = match found {
        Some((handler, params)) => (Some(handler), params),
        None => (None, Default::default()),
    };
    let map = asked.to_map(ctx, &params)?;
    for handler in &before {
        if let Some(reply) = call(ctx, handler, map)? {
            return Ok(reply);
        }
    }
    let from_folder = || folders.iter().find_map(|(prefix, folder)| from_folder(asked, prefix, folder));
    if handler.is_none()
        && let Some(reply) = from_folder()
    {
        return Ok(reply);
    }
    match handler.as_ref().or(fallback) {
        Some(handler) => Ok(call(ctx, handler, map)?.unwrap_or_else(|| Reply::of_status(204, ""))),
        None => Ok(Reply::of_status(404, "Not found.")),
    }
}

fn from_folder(asked: &Asked, prefix: &str, folder: &std::path::Path) -> Option<Reply> {
    let rest = asked.path.strip_prefix(prefix.trim_end_matches('/'))?;
    let is_below = rest.is_empty() || rest.starts_with('/');
    (is_below && matches!(asked.method.as_str(), "GET" | "HEAD")).then(|| file::reply(folder, rest))?
}

fn call(ctx: &mut Ctx<'_>, handler: &Handler, request: Handle) -> Result<Option<Reply>, Error> {
    let callee = match handler {
        Handler::Function(function) => ctx.object(function)?,
        Handler::Named(name) => match ctx.caller_global(name)? {
            Some(function) => function,
            None => return Err(Error::new(format!("ucoreHttp: there is no function '{name}' to answer requests"))),
        },
    };
    let Given(reply) = ctx.call(callee, (request,))?;
    Ok(reply)
}
