//! `ucoreJson` (LANGUAGE 12.4): JSON text to values and back, and files of it.

mod builder;
mod keys;
mod reader;
mod writer;

use std::path::PathBuf;

use builder::{Source, build};
use vm::{Ctx, Error, Handle, HostModule, Return, os_string};

use crate::argument::{takes_strings, text, text_limit};
use crate::buffer::Buffer;
use crate::file;
use crate::meter::Meter;

/// The module.
pub fn module() -> HostModule {
    HostModule::new("ucoreJson")
        .function("parse", parse)
        .function("stringify", stringify)
        .system_function("read", read)
        .system_function("write", write)
        .system_function("remove", remove)
}

/// `parse(s)`. Other arguments give a string that says so.
fn parse(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 1) {
        return Ok(ctx.heap_mut().new_string(b"Error: parse() expects a JSON string")?.into());
    }
    let source = Source::String(ctx.arg_handle(0));
    match build(ctx, source, true)? {
        Ok(value) => Ok(value.into()),
        Err(error) => {
            ctx.print(format!("JSON Parse Error: {error}\n").as_bytes())?;
            Ok(Return::NIL)
        }
    }
}

/// `stringify(v)`; a value that contains itself gives nil.
fn stringify(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() != 1 {
        return Ok(Return::NIL);
    }
    let mut out = Buffer::new(text_limit(ctx.heap()));
    let mut meter = Meter::default();
    if !writer::write(ctx.arg(0), &mut out, &mut |count| meter.pay(ctx, count))? {
        return Ok(Return::NIL);
    }
    Ok(ctx.heap_mut().new_string(out.bytes())?.into())
}

/// The text that `ucoreJson.stringify` gives of a value; `None` if the value contains itself.
///
/// # Errors
/// Out of memory or fuel, or the program was interrupted.
pub fn to_text(ctx: &Ctx<'_>, value: Handle) -> Result<Option<Vec<u8>>, Error> {
    let mut out = Buffer::new(text_limit(ctx.heap()));
    let mut meter = Meter::default();
    let is_whole = writer::write(ctx.heap().get(value), &mut out, &mut |count| meter.pay(ctx, count))?;
    Ok(is_whole.then(|| out.bytes().to_vec()))
}

/// `read(path)`, relative to the working directory. Text behind the value is not an error.
/// Arguments are checked as by `parse`.
fn read(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 1) {
        return Ok(ctx.heap_mut().new_string(b"Error: read(path) expects a file path string")?.into());
    }
    let path = PathBuf::from(os_string(text(ctx, 0)));
    let Some(contents) = file::read(ctx, &path, &mut Meter::default())? else {
        return Ok(Return::NIL);
    };
    match build(ctx, Source::Bytes(contents.bytes()), false)? {
        Ok(value) => Ok(value.into()),
        Err(error) => {
            let line = [format!("JSON Read Error: {error} in ").as_bytes(), text(ctx, 0), b"\n"].concat();
            ctx.print(&line)?;
            Ok(Return::NIL)
        }
    }
}

/// `write(path, v)`; a value that contains itself is not written.
fn write(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(path), 2) = (ctx.arg(0).as_string(), ctx.arg_count()) else { return Ok(false.into()) };
    let mut meter = Meter::default();
    let mut out = Buffer::new(text_limit(ctx.heap()));
    if !writer::write(ctx.arg(1), &mut out, &mut |count| meter.pay(ctx, count))? {
        return Ok(false.into());
    }
    Ok(file::write(ctx, &ctx.script_path(path), out.bytes(), &mut meter)?.into())
}

/// `remove(path)`.
fn remove(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 1) {
        return Ok(false.into());
    }
    Ok(std::fs::remove_file(ctx.script_path(text(ctx, 0))).is_ok().into())
}
