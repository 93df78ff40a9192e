//! `ucoreUon` (LANGUAGE 12.6): tables of records in a text format, read record by record.
//!
//! Nothing in the language can ask for a schema, so `@schema` blocks are only passed over. A cursor
//! is a resource of the heap that holds the text behind the `[` of its table and how far it was
//! read: it needs no closing.

mod reader;
mod writer;

use std::fs::File;
use std::path::PathBuf;

use reader::{Reader, Scalar};
use vm::heap::{Bits, View};
use vm::{Ctx, Error, HostModule, Return, os_string};

use crate::argument::{takes_strings, text, text_limit};
use crate::buffer::Buffer;
use crate::file;
use crate::meter::Meter;

/// The tag of cursors among resources: "UON".
const CURSOR: u32 = 0x55_4f_4e;

/// The file that `load` remembered.
#[derive(Default)]
struct Loaded(Option<PathBuf>);

/// The module.
pub fn module() -> HostModule {
    HostModule::new("ucoreUon")
        .function("get", get)
        .function("next", next)
        .function("generate", generate)
        .function("parse", parse)
        .function("save", save)
        .function("insert", |_| Ok(false.into()))
        .system_function("load", load)
}

/// `load(path)`: whether the file, which is remembered, can be read.
fn load(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 1) {
        return Ok(false.into());
    }
    let path = ctx.script_path(text(ctx, 0));
    let is_readable = path.is_file() && File::open(&path).is_ok();
    ctx.state::<Loaded>().0 = Some(path);
    Ok(is_readable.into())
}

/// `get(table)` in the remembered file, or `get(path, table)`: a cursor, or 0.
fn get(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let path = match ctx.arg_count() {
        1 if takes_strings(ctx, 1) => ctx.state::<Loaded>().0.clone(),
        2 if takes_strings(ctx, 2) => Some(PathBuf::from(os_string(text(ctx, 0)))),
        _ => None,
    };
    // A vm without this permission has no files to find a table in.
    let Some(path) = path.filter(|_| ctx.permissions().system) else { return Ok(0.into()) };
    let mut meter = Meter::default();
    let Some(contents) = file::read(ctx, &path, &mut meter)? else { return Ok(0.into()) };
    let name = text(ctx, ctx.arg_count() - 1);
    let tick = &mut |count| meter.pay(ctx, count);
    let Some(start) = Reader::new(contents.bytes(), 0, tick).find_table(name)? else { return Ok(0.into()) };
    let mut heap = ctx.heap_mut();
    let records = heap.new_string(&contents.bytes()[start..])?;
    let place = heap.plain(Bits::int(0))?;
    Ok(heap.new_resource(CURSOR, [records, place])?.into())
}

/// `next(cursor)`: the next record as a map, nil at the end.
fn next(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let View::Resource { tag: CURSOR, payload: [records, place] } = ctx.arg(0).view() else { return Ok(Return::NIL) };
    if ctx.arg_count() != 1 {
        return Ok(Return::NIL);
    }
    let place = place.as_int().and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
    let mut meter = Meter::default();
    let tick = &mut |count| meter.pay(ctx, count);
    let mut reader = Reader::new(records.as_string().unwrap_or_default(), place, tick);
    let record = reader.record()?;
    let place = Bits::int(i32::try_from(reader.at()).unwrap_or(i32::MAX));
    let cursor = ctx.arg_handle(0);
    let mut heap = ctx.heap_mut();
    let place = heap.plain(place)?;
    heap.set_payload(cursor, 1, place);
    let Some(fields) = record else { return Ok(Return::NIL) };
    let map = heap.new_map()?;
    for (key, value) in fields {
        heap.nested(|heap| {
            let key = heap.new_string(&key)?;
            let value = match value {
                Scalar::Nil => heap.plain(Bits::NIL)?,
                Scalar::Bool(bool) => heap.plain(Bits::bool(bool))?,
                Scalar::Int(int) => heap.plain(Bits::int(int))?,
                Scalar::Float(float) => heap.plain(Bits::float(float))?,
                Scalar::Text(text) => heap.new_string(&text)?,
            };
            heap.map_set(map, key, value)
        })?;
    }
    Ok(map.into())
}

/// `generate(schema, data)`: the text of both blocks.
fn generate(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(schema), Some(data), 2) = (ctx.arg(0).as_map(), ctx.arg(1).as_map(), ctx.arg_count()) else {
        ctx.print(b"Error: ucoreUon.generate(schema, data) expects 2 map arguments.\n")?;
        return Ok(ctx.heap_mut().new_string(b"")?.into());
    };
    let mut out = Buffer::new(text_limit(ctx.heap()));
    let mut meter = Meter::default();
    writer::write(schema, data, &mut out, &mut |count| meter.pay(ctx, count))?;
    Ok(ctx.heap_mut().new_string(out.bytes())?.into())
}

/// `parse(text)`: true.
fn parse(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    Ok(if takes_strings(ctx, 1) { true.into() } else { Return::NIL })
}

/// `save(..)`: does nothing, and says so.
fn save(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    ctx.print(b"Warning: ucoreUon.save() disabled in lazy mode (read-only optimization).\n")?;
    Ok(true.into())
}
