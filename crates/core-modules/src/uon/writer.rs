//! The UON text that `generate` makes of two maps.

use vm::Error;
use vm::heap::{MapView, Text, Value, View};

use crate::buffer::Buffer;
use crate::meter::BLOCK_BYTES;
use crate::meter::Tick;

/// Writes both blocks.
///
/// # Errors
/// Those of `tick`; the text is too large for the memory left.
pub fn write(schema: MapView<'_>, data: MapView<'_>, out: &mut Buffer, tick: &mut Tick<'_>) -> Result<(), Error> {
    let mut writer = Writer { out, tick };
    writer.out.push(b"@schema {\n")?;
    writer.tables(schema, Writer::columns)?;
    writer.out.push(b"\n}\n\n@flow {\n")?;
    writer.tables(data, Writer::records)?;
    writer.out.push(b"\n}\n")
}

struct Writer<'w> {
    out: &'w mut Buffer,
    tick: &'w mut Tick<'w>,
}

impl Writer<'_> {
    /// The entries of a block; what is no array counts as an empty one.
    fn tables(
        &mut self,
        tables: MapView<'_>,
        content: fn(&mut Self, &[Value<'_>]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for (place, entry) in tables.in_order()?.enumerate() {
            self.out.push(if place > 0 { b",\n    " } else { b"    " })?;
            self.key(entry.key)?;
            self.out.push(b": [")?;
            content(self, entry.value.as_array().unwrap_or_default())?;
            self.out.push(b"]")?;
        }
        Ok(())
    }

    /// Names of columns; what is no string has an empty name.
    fn columns(&mut self, names: &[Value<'_>]) -> Result<(), Error> {
        for (place, name) in names.iter().enumerate() {
            self.separate(place)?;
            self.text(name.as_string().unwrap_or_default())?;
        }
        Ok(())
    }

    /// Records; what is no map has no fields.
    fn records(&mut self, records: &[Value<'_>]) -> Result<(), Error> {
        self.out.push(b"\n")?;
        for (place, record) in records.iter().enumerate() {
            self.out.push(if place > 0 { b",\n        { " } else { b"        { " })?;
            if let Some(fields) = record.as_map() {
                self.fields(fields)?;
            }
            self.out.push(b" }")?;
        }
        self.out.push(b"\n    ")
    }

    fn fields(&mut self, fields: MapView<'_>) -> Result<(), Error> {
        for (place, field) in fields.in_order()?.enumerate() {
            self.separate(place)?;
            self.key(field.key)?;
            self.out.push(b": ")?;
            self.scalar(field.value)?;
        }
        Ok(())
    }

    fn scalar(&mut self, value: Value<'_>) -> Result<(), Error> {
        match value.view() {
            View::Bool(_) | View::Int(_) => self.out.push(&Text::of(value.bits())),
            View::Float(float) => self.out.push(&Text::float_short(float)),
            View::String(bytes) => {
                self.out.push(b"\"")?;
                self.text(bytes)?;
                self.out.push(b"\"")
            }
            _ => self.out.push(b"null"),
        }
    }

    fn key(&mut self, key: Value<'_>) -> Result<(), Error> {
        match key.as_string() {
            Some(bytes) => self.text(bytes),
            None => self.out.push(&Text::of(key.bits())),
        }
    }

    fn separate(&mut self, place: usize) -> Result<(), Error> {
        (self.tick)(1)?;
        if place > 0 { self.out.push(b", ") } else { Ok(()) }
    }

    fn text(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for block in bytes.chunks(BLOCK_BYTES) {
            (self.tick)(block.len())?;
            self.out.push(block)?;
        }
        Ok(())
    }
}
