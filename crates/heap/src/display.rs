//! What `print` writes (LANGUAGE section 5.2), without recursion, so that the depth of an array
//! does not matter.

use std::io;

use crate::format::Text;
use crate::path::Path;
use crate::value::Value;
use crate::view::View;

/// Names of functions, which only their owner knows.
pub trait Names {
    /// The name of the function with this record.
    fn function(&self, record: u64) -> &[u8];
    /// The name of the host function with this number.
    fn native(&self, index: u32) -> &[u8];
}

/// Writes a value as `print` does, without the final line feed. Bools are `1` and `0`. An array
/// inside itself is `[...]`.
///
/// # Errors
/// Those of `out`, and [`io::ErrorKind::OutOfMemory`] if an array is too deep for the memory left.
pub fn display(value: Value<'_>, names: &dyn Names, out: &mut dyn io::Write) -> io::Result<()> {
    let mut path = Path::new();
    let mut open: Vec<std::slice::Iter<'_, Value<'_>>> = Vec::new();
    let mut next = Some(value);
    loop {
        if let Some(value) = next {
            if let View::Array(items) = value.view() {
                if path.enter(value).map_err(|_| io::ErrorKind::OutOfMemory)? {
                    out.write_all(b"[")?;
                    open.try_reserve(1).map_err(|_| io::ErrorKind::OutOfMemory)?;
                    open.push(items.iter());
                    next = open.last_mut().and_then(Iterator::next).copied();
                    continue;
                }
                out.write_all(b"[...]")?;
            } else {
                display_leaf(value, names, out)?;
            }
        } else {
            out.write_all(b"]")?;
            open.pop();
            path.leave();
        }
        let Some(items) = open.last_mut() else { return Ok(()) };
        next = items.next().copied();
        if next.is_some() {
            out.write_all(b", ")?;
        }
    }
}

fn display_leaf(value: Value<'_>, names: &dyn Names, out: &mut dyn io::Write) -> io::Result<()> {
    match value.view() {
        View::Nil | View::Bool(_) | View::Int(_) | View::Float(_) => out.write_all(&Text::of(value.bits())),
        View::String(bytes) => out.write_all(bytes),
        View::Array(_) => out.write_all(b"[...]"),
        View::Map(_) => out.write_all(b"<map>"),
        View::Function(record) => display_function(names.function(record), out),
        View::Native(index) => display_function(names.native(index), out),
        View::StructDef(_) | View::Instance(_) | View::Module(_) | View::Resource { .. } | View::Internal => {
            out.write_all(b"<obj>")
        }
    }
}

fn display_function(name: &[u8], out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"<fn ")?;
    out.write_all(name)?;
    out.write_all(b">")
}
