//! `ucoreScraper` (LANGUAGE 12.8): what CSS selectors find in pages, which are read as browsers read
//! them, and pages fetched by the client of `ucoreHttp`.

use scraper::{ElementRef, Html, Selector};
use vm::{Ctx, Error, Handle, HostModule, Return};

use crate::http::fetch;
use crate::text;

pub fn module() -> HostModule {
    HostModule::new("ucoreScraper")
        .function("select", select)
        .function("parseFile", parse_file)
        .function("parse", |_| Ok(Return::NIL))
        .function("fetch", fetch_page)
        .function("download", download)
}

/// `select(html, selector)`: an array of maps; nil if the selector is none.
fn select(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    match (text(ctx, 0), text(ctx, 1), ctx.arg_count()) {
        (Some(html), Some(selector), 2) => found(ctx, &html, &selector),
        _ => Ok(Return::NIL),
    }
}

/// `parseFile(path, selector)`: likewise; nil if the file cannot be read.
fn parse_file(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(path), Some(selector), 2) = (text(ctx, 0), text(ctx, 1), ctx.arg_count()) else { return Ok(Return::NIL) };
    match std::fs::read(ctx.script_path(path)) {
        Ok(page) => found(ctx, &String::from_utf8_lossy(&page), &selector),
        Err(_) => Ok(Return::NIL),
    }
}

/// `fetch(url)`: the page; nil if it cannot be had.
fn fetch_page(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(url), 1) = (text(ctx, 0), ctx.arg_count()) else { return Ok(Return::NIL) };
    match fetch(ctx, "GET", url, None)? {
        Some(page) => Ok(ctx.heap_mut().new_string(&page)?.into()),
        None => Ok(Return::NIL),
    }
}

/// `download(url, path)`: whether the page was had and written.
fn download(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(url), Some(path), 2) = (text(ctx, 0), text(ctx, 1), ctx.arg_count()) else { return Ok(false.into()) };
    let page = fetch(ctx, "GET", url, None)?;
    let is_written = page.is_some_and(|page| std::fs::write(ctx.script_path(path), page).is_ok());
    Ok(is_written.into())
}

fn found(ctx: &mut Ctx<'_>, html: &str, selector: &str) -> Result<Return, Error> {
    let Ok(selector) = Selector::parse(selector) else { return Ok(Return::NIL) };
    ctx.charge(html.len() / vm::CHARGE_BYTES)?;
    let page = Html::parse_document(html);
    let array = ctx.heap_mut().new_array(0)?;
    for element in page.select(&selector) {
        ctx.poll()?;
        ctx.nested(|ctx| {
            let map = element_map(ctx, element)?;
            Ok::<_, Error>(ctx.heap_mut().array_push(array, map)?)
        })?;
    }
    Ok(array.into())
}

/// `tagName`; `text`, of all that is in the element, and `attributes`, each unless it is empty.
fn element_map(ctx: &mut Ctx<'_>, element: ElementRef<'_>) -> Result<Handle, Error> {
    let map = ctx.heap_mut().new_map()?;
    ctx.set(map, "tagName", element.value().name())?;
    let text: String = element.text().collect();
    if !text.is_empty() {
        ctx.set(map, "text", text)?;
    }
    if element.value().attrs().next().is_some() {
        let attributes = ctx.heap_mut().new_map()?;
        for (name, value) in element.value().attrs() {
            ctx.set(attributes, name, value)?;
        }
        ctx.set(map, "attributes", attributes)?;
    }
    Ok(map)
}
