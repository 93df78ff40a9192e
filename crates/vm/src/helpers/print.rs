//! Printing values to the program's output, paid for in fuel and open to interrupts.

use std::io;

use heap::{Bits, Names, Text, Value, display};

use crate::common::error::{Error, ErrorKind};
use crate::common::output::Output;
use crate::runtime::context::ContextRef;
use crate::runtime::host::{CHARGE_BYTES, Ctx};
use crate::runtime::record::RecordRef;

/// What functions are called, by their records and numbers.
struct FunctionNames<'a> {
    natives: &'a [Box<str>],
}

impl Names for FunctionNames<'_> {
    fn function(&self, record: u64) -> &[u8] {
        // SAFETY: `display` gives the record of a live function, which keeps its instance alive.
        let record = unsafe { RecordRef::new(std::ptr::with_exposed_provenance_mut(record as usize)) };
        let instance = record.instance();
        let chunk = record.chunk();
        instance.module.name(instance.module.chunks[chunk.index()].name).as_bytes()
    }

    fn native(&self, index: u32) -> &[u8] {
        self.natives.get(index as usize).map_or(b"?", |name| name.as_bytes())
    }
}

/// The output as `display` writes to it.
struct Printer<'a> {
    cx: ContextRef,
    output: &'a mut Output,
    /// Bytes not paid for yet, fewer than one unit's worth.
    unpaid: usize,
    /// Why writing failed.
    error: Option<Error>,
}

impl Printer<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.unpaid += bytes.len();
        let units = self.unpaid / CHARGE_BYTES;
        self.unpaid %= CHARGE_BYTES;
        if units > 0 && !self.cx.take_fuel(units as i64) {
            return Err(ErrorKind::OutOfFuel.into());
        }
        if units > 0 && self.cx.polled() {
            self.cx.look()?;
        }
        self.output.write(bytes)
    }
}

impl io::Write for Printer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.put(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                self.error = Some(error);
                Err(io::ErrorKind::Other.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Ctx<'_> {
    /// What `print` writes of a value, without the line feed. It may be as long as the value is
    /// large.
    ///
    /// # Errors
    /// The value is nested too deeply for the memory left.
    pub fn text(&self, value: Value<'_>) -> Result<Vec<u8>, Error> {
        let names = FunctionNames { natives: self.context.engine_ref().natives.names() };
        let mut text = Vec::new();
        display(value, &names, &mut text).map_err(|_| ErrorKind::OutOfMemory)?;
        Ok(text)
    }
}

/// Prints a value and a line feed.
///
/// # Errors
/// The fuel does not suffice, the program was interrupted, the output cannot be written, or the
/// value is nested too deeply for the memory left.
///
/// # Safety
/// The word is not stale.
pub(crate) unsafe fn print_line(cx: ContextRef, bits: Bits) -> Result<(), Error> {
    let engine = cx.engine();
    if !bits.is_heap() {
        let text = Text::of(bits);
        engine.host.output.write(&text)?;
        return engine.host.output.write(b"\n");
    }
    let names = FunctionNames { natives: engine.natives.names() };
    let mut printer = Printer { cx, output: &mut engine.host.output, unpaid: 0, error: None };
    // SAFETY: the caller gives a word that is not stale, and nothing allocates while the value is
    // displayed.
    let value = unsafe { Value::new(bits) };
    let displayed = display(value, &names, &mut printer);
    match (displayed, printer.error.take()) {
        (Ok(()), _) => engine.host.output.write(b"\n"),
        (Err(_), Some(error)) => Err(error),
        (Err(_), None) => Err(ErrorKind::OutOfMemory.into()),
    }
}
