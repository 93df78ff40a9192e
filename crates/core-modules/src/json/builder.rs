//! From the events of a JSON text to values of the heap.
//!
//! Every container is put into its parent when it opens, so that only the way from the root to the
//! current one is held, in handles that are used again at the same depth. Invariant: no value of
//! the heap is held across an allocation except in these handles.

use std::ops::Range;

use vm::heap::{Bits, Handle, Heap, HeapError};
use vm::{Ctx, Error, ErrorKind, Objects};

use super::keys::{self, Keys};
use super::reader::{Chars, Event, JsonError, Reader};
use crate::meter::Meter;

/// Where a text is.
#[derive(Clone, Copy)]
pub enum Source<'s> {
    /// A string of the heap.
    String(Handle),
    /// Outside of it.
    Bytes(&'s [u8]),
}

impl Source<'_> {
    fn text<'h>(&'h self, heap: &'h Heap) -> &'h [u8] {
        match *self {
            Source::String(string) => heap.get(string).as_string().unwrap_or_default(),
            Source::Bytes(bytes) => bytes,
        }
    }

    /// A string of the bytes in `range`.
    fn piece(&self, heap: &mut Objects<'_>, range: Range<usize>) -> Result<Handle, HeapError> {
        match *self {
            Source::String(string) => heap.substring(string, range.start, range.end),
            Source::Bytes(bytes) => heap.new_string(&bytes[range]),
        }
    }
}

/// The value that a text describes. With `is_whole`, nothing may follow it.
///
/// # Errors
/// The memory or the fuel does not suffice, or the program was interrupted.
pub fn build(ctx: &mut Ctx<'_>, source: Source<'_>, is_whole: bool) -> Result<Result<Handle, JsonError>, Error> {
    let mut meter = Meter::default();
    let mut reader = Reader::new(is_whole);
    let mut builder = Builder::new(&mut ctx.heap_mut(), source)?;
    loop {
        let start = reader.at();
        let event = match reader.next(source.text(ctx.heap())) {
            Ok(Event::End) => return Ok(Ok(builder.root)),
            Ok(event) => event,
            Err(error) => return Ok(Err(error)),
        };
        meter.pay(ctx, reader.at() - start)?;
        builder.add(&mut ctx.heap_mut(), event, &reader)?;
    }
}

struct Builder<'s> {
    source: Source<'s>,
    root: Handle,
    keys: Keys,
    /// The key whose value comes next, one of `keys`.
    key: Handle,
    /// The open containers, outermost first, and behind them handles to be used again.
    containers: Vec<Container>,
    depth: usize,
}

#[derive(Clone, Copy)]
struct Container {
    handle: Handle,
    is_array: bool,
}

impl<'s> Builder<'s> {
    fn new(heap: &mut Objects<'_>, source: Source<'s>) -> Result<Builder<'s>, HeapError> {
        let root = heap.plain(Bits::NIL)?;
        Ok(Builder { source, root, keys: Keys::new(heap)?, key: root, containers: Vec::new(), depth: 0 })
    }

    /// Does what an event says.
    fn add(&mut self, heap: &mut Objects<'_>, event: Event, reader: &Reader) -> Result<(), Error> {
        match event {
            Event::ArrayStart => self.open(heap, true)?,
            Event::ObjectStart => self.open(heap, false)?,
            Event::ArrayEnd | Event::ObjectEnd => self.depth -= 1,
            Event::Key(chars) => self.key = self.key(heap, chars, reader)?,
            Event::String(chars) => heap.nested(|heap| {
                let string = self.string(heap, chars, reader)?;
                self.put(heap, string)
            })?,
            Event::Int(int) => self.put_plain(heap, Bits::int(int))?,
            Event::Float(float) => self.put_plain(heap, Bits::float(float))?,
            Event::Bool(bool) => self.put_plain(heap, Bits::bool(bool))?,
            Event::Null => self.put_plain(heap, Bits::NIL)?,
            Event::Pause | Event::End => {}
        }
        Ok(())
    }

    fn open(&mut self, heap: &mut Objects<'_>, is_array: bool) -> Result<(), Error> {
        if self.depth == self.containers.len() {
            self.containers.try_reserve(1).map_err(|_| ErrorKind::OutOfMemory)?;
            self.containers.push(Container { handle: heap.plain(Bits::NIL)?, is_array });
        }
        heap.nested(|heap| {
            let container = if is_array { heap.new_array(0)? } else { heap.new_map()? };
            self.put(heap, container)?;
            let place = &mut self.containers[self.depth];
            place.is_array = is_array;
            heap.assign(place.handle, container);
            self.depth += 1;
            Ok(())
        })
    }

    fn put_plain(&self, heap: &mut Objects<'_>, bits: Bits) -> Result<(), Error> {
        heap.nested(|heap| {
            let value = heap.plain(bits)?;
            self.put(heap, value)
        })
    }

    /// Puts a value into the innermost container, or makes it the root.
    fn put(&self, heap: &mut Objects<'_>, value: Handle) -> Result<(), Error> {
        match self.containers[..self.depth].last() {
            None => heap.assign(self.root, value),
            Some(Container { handle, is_array: true }) => heap.array_push(*handle, value)?,
            Some(Container { handle, is_array: false }) => heap.map_set(*handle, self.key, value)?,
        }
        Ok(())
    }

    /// The handle of a key, which stays until another key takes its place.
    fn key(&mut self, heap: &mut Objects<'_>, chars: Chars, reader: &Reader) -> Result<Handle, HeapError> {
        let bytes = match &chars {
            Chars::Verbatim(range) => &self.source.text(heap)[range.clone()],
            Chars::Decoded => reader.decoded(),
        };
        let place = keys::place(bytes);
        if let Some(kept) = self.keys.find(heap, place, bytes) {
            return Ok(kept);
        }
        let handle = self.keys.handle(heap, place)?;
        heap.nested(|heap| {
            let key = self.string(heap, chars, reader)?;
            heap.assign(handle, key);
            Ok(handle)
        })
    }

    fn string(&self, heap: &mut Objects<'_>, chars: Chars, reader: &Reader) -> Result<Handle, HeapError> {
        match chars {
            Chars::Verbatim(range) => self.source.piece(heap, range),
            Chars::Decoded => heap.new_string(reader.decoded()),
        }
    }
}
