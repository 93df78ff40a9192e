//! Reading and writing the parts of fixed-size objects through handles: fields, cells, upvalues,
//! payloads.

use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{INSTANCE_FIELDS, kind};
use crate::raw;
use crate::value::{Bits, Value};

impl Heap {
    /// Replaces a payload (0 or 1) of a resource; false if `resource` is none.
    pub fn set_payload(&mut self, resource: Handle, place: usize, value: Handle) -> bool {
        let (bits, value) = (self.bits(resource), self.bits(value));
        // SAFETY: a handle holds no stale word.
        let fits = place < 2 && unsafe { raw::is_kind(bits, kind::RESOURCE) };
        if fits {
            // SAFETY: a resource, and the place is in range.
            unsafe { raw::set_resource_payload(bits, place, value) };
        }
        fits
    }

    /// Replaces the value in a cell; false if `cell` is none.
    pub fn cell_set(&mut self, cell: Handle, value: Handle) -> bool {
        let (bits, value) = (self.bits(cell), self.bits(value));
        // SAFETY: a handle holds no stale word.
        let fits = unsafe { raw::is_kind(bits, kind::CELL) };
        if fits {
            // SAFETY: a cell.
            unsafe { raw::cell_set(bits, value) };
        }
        fits
    }

    /// The value in a cell; nil if `cell` is none.
    pub fn cell_get(&self, cell: Handle) -> Value<'_> {
        let bits = self.bits(cell);
        // SAFETY: a handle holds no stale word.
        let is_cell = unsafe { raw::is_kind(bits, kind::CELL) };
        // SAFETY: a cell.
        let value = if is_cell { unsafe { raw::cell_get(bits) } } else { Bits::NIL };
        // SAFETY: a cell holds no stale word, and the heap is borrowed.
        unsafe { Value::new(value) }
    }

    /// Sets upvalue `place` of a function to a cell; false if it has none such or `cell` is no
    /// cell.
    pub fn set_upvalue(&mut self, function: Handle, place: usize, cell: Handle) -> bool {
        let (function, cell) = (self.bits(function), self.bits(cell));
        // SAFETY: handles hold no stale words.
        let is_function = unsafe { raw::is_kind(function, kind::FUNCTION) };
        // SAFETY: the count is read only of a function, which the caller says lives.
        let fits = is_function && place < unsafe { raw::upvalue_count(function) } as usize;
        // SAFETY: handles hold no stale words.
        let fits = fits && unsafe { raw::is_kind(cell, kind::CELL) };
        if fits {
            // SAFETY: the function has that upvalue.
            unsafe { raw::set_upvalue(function, place, cell) };
        }
        fits
    }

    /// The fields of an instance in order of declaration; empty for other values, and for instances
    /// of another heap.
    pub fn fields<'h>(&'h self, instance: Value<'h>) -> &'h [Value<'h>] {
        let Some(shape) = instance.as_instance().filter(|_| self.owns(instance)) else { return &[] };
        let first = raw::slot_at(instance.bits(), INSTANCE_FIELDS, 0);
        // SAFETY: an instance has as many fields as its shape; words of live objects are live, and
        // the heap is borrowed.
        unsafe { std::slice::from_raw_parts(first.cast::<Value<'h>>(), self.shape(shape).fields.len()) }
    }

    /// The field called `name` of an instance; `None` if it has none, or the value is no instance.
    pub fn field<'h>(&'h self, instance: Value<'h>, name: &[u8]) -> Option<Value<'h>> {
        let shape = instance.as_instance().filter(|_| self.owns(instance))?;
        let place = self.shape(shape).field(name)?;
        self.fields(instance).get(place).copied()
    }

    /// Sets the field called `name` of an instance; false if it has none, or the value is no
    /// instance.
    pub fn set_field(&mut self, instance: Handle, name: &[u8], value: Handle) -> bool {
        let target = self.get(instance);
        let Some(place) = target.as_instance().and_then(|shape| self.shape(shape).field(name)) else { return false };
        let (bits, value) = (target.bits(), self.bits(value));
        // SAFETY: an instance whose shape has a field there.
        unsafe { raw::set_field(bits, place, value) };
        true
    }
}
