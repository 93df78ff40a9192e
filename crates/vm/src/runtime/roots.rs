//! [`Roots`]: the objects of programs that Rust code keeps across calls, where the collector knows
//! of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use heap::{Bits, Handle, Heap, RootTable};

use crate::common::error::{Error, ErrorKind};

/// An object of a program: an array, a map, an instance, a function, a module, ...
///
/// It is the object itself, not a copy, and lives at least as long as this and its clones, whatever
/// programs do. It belongs to one vm: another one gives an error. It may be kept and dropped on any
/// thread, also after its vm.
///
/// ```
/// use vm::{Object, Vm};
///
/// let mut vm = Vm::builder().build()?;
/// let source = b"struct Point { x; y; } function make(x, y) { return Point(x, y); } function sum(p) { return p.x + p.y; }";
/// vm.run(std::sync::Arc::new(lang::compile_verified("main", source).unwrap()))?;
///
/// let point: Object = vm.call("make", (1, 2))?;
/// point.set(&mut vm, "y", 40)?;
/// assert_eq!(point.get::<i32>(&mut vm, "x")?, 1);
/// assert_eq!(vm.call::<i32>("sum", (&point,))?, 41);
/// # Ok::<(), vm::Error>(())
/// ```
#[derive(Clone)]
pub struct Object(Arc<Root>);

impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Object({})", self.0.slot)
    }
}

/// A place in a vm's table of kept objects, given back when the last [`Object`] of it goes.
struct Root {
    slot: u32,
    returned: Arc<Returned>,
}

impl Drop for Root {
    fn drop(&mut self) {
        self.returned.slots.lock().unwrap_or_else(PoisonError::into_inner).push(self.slot);
        self.returned.some.store(true, Ordering::Release);
    }
}

/// Places that were given back, perhaps by other threads. Also what tells vms apart.
#[derive(Debug, Default)]
struct Returned {
    some: AtomicBool,
    slots: Mutex<Vec<u32>>,
}

/// The objects of a vm that Rust code keeps.
#[derive(Debug, Default)]
pub(crate) struct Roots {
    tables: Vec<RootTable>,
    free: Vec<u32>,
    returned: Arc<Returned>,
}

/// Places in a table, a power of two.
const TABLE_LEN: usize = 256;

impl Roots {
    /// Keeps what a handle holds.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn keep(&mut self, heap: &mut Heap, value: Handle) -> Result<Object, Error> {
        self.release(heap);
        if self.free.is_empty() {
            let first = self.tables.len() * TABLE_LEN;
            let end = u32::try_from(first + TABLE_LEN).map_err(|_| ErrorKind::OutOfMemory)?;
            self.tables.push(heap.new_root_table(TABLE_LEN, Bits::NIL, true)?);
            self.free.extend((first as u32..end).rev());
        }
        let slot = self.free.pop().ok_or(ErrorKind::OutOfMemory)?;
        let (table, index) = self.place(slot);
        heap.table_set(table, index, value);
        Ok(Object(Arc::new(Root { slot, returned: Arc::clone(&self.returned) })))
    }

    /// Lets go of the objects that nobody keeps any more.
    pub(crate) fn release(&mut self, heap: &mut Heap) {
        if !self.returned.some.load(Ordering::Relaxed) {
            return;
        }
        let slots = std::mem::take(&mut *self.returned.slots.lock().unwrap_or_else(PoisonError::into_inner));
        self.returned.some.store(false, Ordering::Relaxed);
        for &slot in &slots {
            let (table, index) = self.place(slot);
            heap.table_set(table, index, Handle::NIL);
        }
        self.free.extend(slots);
    }

    #[inline]
    fn place(&self, slot: u32) -> (RootTable, usize) {
        (self.tables[slot as usize / TABLE_LEN], slot as usize % TABLE_LEN)
    }

    /// The word of an object; `None` if it belongs to another vm.
    #[inline]
    pub(crate) fn bits(&self, heap: &Heap, object: &Object) -> Option<Bits> {
        if !Arc::ptr_eq(&self.returned, &object.0.returned) {
            return None;
        }
        let (table, index) = self.place(object.0.slot);
        Some(heap.table_get(table, index).bits())
    }
}
