//! The second half of a collection's loop: visiting the values inside objects that are copied or marked.

use crate::layout::{
    Cell, ELEMENTS_ITEMS, ENTRIES_ITEMS, Elements, Entries, FIRST_SHAPE, FUNCTION_UPVALUES, Function, Header,
    INSTANCE_FIELDS, Module, Resource, kind,
};
use crate::size::object_size;
use crate::value::Bits;

use super::Collector;

impl Collector<'_> {
    /// Scans copies and marked large objects until none is left.
    pub(super) fn drain(&mut self) {
        loop {
            while self.scan < self.next {
                let object = self.scan.cast::<Header>();
                // SAFETY: copies stand one after the other up to `next`.
                self.scan = self.scan.wrapping_add(unsafe { object_size(object) });
                // SAFETY: as above.
                unsafe { self.scan_object(object) };
            }
            let Some(object) = self.large.next_gray() else { return };
            // SAFETY: a large object.
            unsafe { self.scan_object(object.as_ptr()) };
        }
    }

    /// Visits the values in one object. Arrays, maps and slices have none of their own: their storage does.
    unsafe fn scan_object(&mut self, object: *mut Header) {
        // SAFETY: an intact object.
        let object_kind = unsafe { (*object).kind };
        let (first, count) = match object_kind {
            kind::ELEMENTS => {
                // SAFETY: the kind is just seen.
                let len = unsafe { (*object.cast::<Elements>()).len };
                (object.wrapping_byte_add(ELEMENTS_ITEMS).cast(), len as usize)
            }
            kind::ENTRIES => {
                // SAFETY: the kind is just seen.
                let len = unsafe { (*object.cast::<Entries>()).len };
                (object.wrapping_byte_add(ENTRIES_ITEMS).cast(), 2 * len as usize)
            }
            kind::FUNCTION => {
                // SAFETY: the kind is just seen.
                let function = unsafe { &mut *object.cast::<Function>() };
                // SAFETY: a slot of the function.
                unsafe { self.visit(&raw mut function.module) };
                (object.wrapping_byte_add(FUNCTION_UPVALUES).cast(), function.upvalue_count as usize)
            }
            // SAFETY: the kind is just seen.
            kind::CELL => (unsafe { &raw mut (*object.cast::<Cell>()).value }, 1),
            // SAFETY: the kind is just seen.
            kind::RESOURCE => (unsafe { &raw mut (*object.cast::<Resource>()).payload }.cast(), 2),
            // SAFETY: the kind is just seen.
            kind::MODULE => return unsafe { self.scan_module(object.cast()) },
            shape if shape >= FIRST_SHAPE => {
                (object.wrapping_byte_add(INSTANCE_FIELDS).cast::<Bits>(), self.shapes.field_count(shape))
            }
            _ => return,
        };
        // SAFETY: these are the value slots of the object.
        unsafe { self.visit_all(first, count) };
    }

    unsafe fn scan_module(&mut self, module: *mut Module) {
        // SAFETY: by the caller, a module.
        let module = unsafe { &mut *module };
        // SAFETY: a slot of the module.
        unsafe { self.visit(&raw mut module.path) };
        if let Some(words) = self.tables.reach(module.table, module.generation) {
            // SAFETY: root tables hold no stale words.
            unsafe { self.visit_all(words.as_ptr().cast(), words.len()) };
        }
    }
}
