//! Files that the server gives as they are.

use std::path::{Component, Path};

use super::reply::{PLAIN, Reply};
use super::route;

/// The file below `folder` that the rest of a request's path, still encoded, names; a folder's `index.html` for the
/// folder. `None` if there is none, or the path leads out of the folder.
pub fn reply(folder: &Path, rest: &str) -> Option<Reply> {
    let rest = route::decoded(rest);
    let inside = Path::new(rest.trim_start_matches('/'));
    if !inside.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut path = folder.join(inside).canonicalize().ok()?;
    if path.is_dir() {
        path.push("index.html");
    }
    // A link may lead out of the folder, which its components do not show.
    let path = path.canonicalize().ok().filter(|path| folder.canonicalize().is_ok_and(|it| path.starts_with(it)))?;
    let body = std::fs::read(&path).ok()?;
    Some(Reply { status: 200, content_type: content_type(&path).to_owned(), body })
}

/// What a file holds, by its ending.
fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "txt" | "md" | "csv" => PLAIN,
        _ => "application/octet-stream",
    }
}
