//! Values as JSON text, with a stack of its own instead of recursion.

use vm::heap::{InOrder, Path, Text, Value, View};
use vm::{Error, ErrorKind};

use crate::buffer::Buffer;
use crate::meter::BLOCK_BYTES;
use crate::meter::Tick;

/// An array or map that is being written.
enum Open<'h> {
    Array(std::slice::Iter<'h, Value<'h>>),
    Map(InOrder<'h>),
}

impl<'h> Open<'h> {
    /// The next key, if there are keys, and value.
    fn next(&mut self) -> Option<(Option<Value<'h>>, Value<'h>)> {
        match self {
            Open::Array(items) => items.next().map(|&item| (None, item)),
            Open::Map(entries) => entries.next().map(|entry| (Some(entry.key), entry.value)),
        }
    }

    fn close(&self) -> &'static [u8] {
        match self {
            Open::Array(_) => b"]",
            Open::Map(_) => b"}",
        }
    }
}

/// Writes `value`; false if it contains itself, and then `out` holds a part of it.
///
/// # Errors
/// Those of `tick`; the text or the nesting is too large for the memory left.
pub fn write(value: Value<'_>, out: &mut Buffer, tick: &mut Tick<'_>) -> Result<bool, Error> {
    let mut path = Path::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut next = Some(value);
    loop {
        if let Some(value) = next {
            tick(1)?;
            match start(value, out)? {
                None => leaf(value, out, tick)?,
                Some(container) => {
                    if !path.enter(value)? {
                        return Ok(false);
                    }
                    open.try_reserve(1).map_err(|_| ErrorKind::OutOfMemory)?;
                    open.push(container);
                }
            }
        }
        let Some(innermost) = open.last_mut() else { return Ok(true) };
        // Only a container just opened has its bracket as the last byte: a value never ends with
        // one.
        let is_first = matches!(out.bytes().last(), Some(b'[' | b'{'));
        if let Some((key, value)) = innermost.next() {
            if !is_first {
                out.push(b",")?;
            }
            if let Some(key) = key {
                write_key(key, out, tick)?;
            }
            next = Some(value);
        } else {
            out.push(innermost.close())?;
            open.pop();
            path.leave();
            next = None;
        }
    }
}

/// Opens an array or a map.
fn start<'h>(value: Value<'h>, out: &mut Buffer) -> Result<Option<Open<'h>>, Error> {
    Ok(match value.view() {
        View::Array(items) => {
            out.push(b"[")?;
            Some(Open::Array(items.iter()))
        }
        View::Map(map) => {
            out.push(b"{")?;
            Some(Open::Map(map.in_order()?))
        }
        _ => None,
    })
}

fn leaf(value: Value<'_>, out: &mut Buffer, tick: &mut Tick<'_>) -> Result<(), Error> {
    match value.view() {
        View::Nil => out.push(b"null"),
        View::Bool(true) => out.push(b"true"),
        View::Bool(false) => out.push(b"false"),
        View::Int(int) => out.push(&Text::int(int)),
        View::Float(float) if float.is_finite() => out.push(&Text::float(float)),
        // JSON has no infinities and no NaN.
        View::Float(_) => out.push(b"null"),
        View::String(bytes) => write_string(bytes, out, tick),
        _ => out.push(b"\"UnsupportedType\""),
    }
}

/// A key, which is a string or an int, as a string, and a colon.
fn write_key(key: Value<'_>, out: &mut Buffer, tick: &mut Tick<'_>) -> Result<(), Error> {
    match key.as_int() {
        Some(int) => write_string(&Text::int(int), out, tick)?,
        None => write_string(key.as_string().unwrap_or_default(), out, tick)?,
    }
    out.push(b":")
}

fn write_string(bytes: &[u8], out: &mut Buffer, tick: &mut Tick<'_>) -> Result<(), Error> {
    out.push(b"\"")?;
    for block in bytes.chunks(BLOCK_BYTES) {
        tick(block.len())?;
        write_escaped(block, out)?;
    }
    out.push(b"\"")
}

fn write_escaped(mut bytes: &[u8], out: &mut Buffer) -> Result<(), Error> {
    while let Some(length) = bytes.iter().position(|&byte| is_escaped(byte)) {
        out.push(&bytes[..length])?;
        match bytes[length] {
            b'"' => out.push(b"\\\"")?,
            b'\\' => out.push(b"\\\\")?,
            b'\n' => out.push(b"\\n")?,
            b'\r' => out.push(b"\\r")?,
            b'\t' => out.push(b"\\t")?,
            control => out.push(format!("\\u{control:04x}").as_bytes())?,
        }
        bytes = &bytes[length + 1..];
    }
    out.push(bytes)
}

/// What may not stand in a JSON string as it is: quotes, backslashes and control characters.
fn is_escaped(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'"' | b'\\')
}
