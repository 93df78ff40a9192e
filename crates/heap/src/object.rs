//! Making the fixed-size kinds: functions, cells, struct definitions and instances, modules,
//! natives, resources.
//!
//! `alloc_*` functions give a word that the caller must root before the next allocation; the `_at`
//! ones take slots that the collector sees (see [`Heap::slot`] and [`Heap::set_stack`]). `new_*`
//! functions are their safe forms on handles.

use std::ptr::NonNull;

use crate::error::{HeapError, MAX_FIELDS, check_limit};
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{
    Cell, FUNCTION_UPVALUES, Function, INSTANCE_FIELDS, Module, Native, Resource, StructDef, instance_size, kind,
    round_up,
};
use crate::raw;
use crate::root::RootTable;
use crate::shape::ShapeId;
use crate::value::Bits;

impl Heap {
    /// A cell that holds `*value`.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Safety
    /// `value` is a slot that the collector sees.
    #[inline]
    pub unsafe fn alloc_cell_at(&mut self, value: *const Bits) -> Result<Bits, HeapError> {
        let object = self.alloc_fixed(kind::CELL, size_of::<Cell>())?;
        // SAFETY: the caller's slot, read after a possible collection.
        let value = unsafe { *value };
        let bits = Bits::object(object);
        // SAFETY: the object is that of a cell.
        unsafe { raw::object::<Cell>(bits) }.value = value;
        Ok(bits)
    }

    /// A function with its upvalues nil; the caller sets them to cells with [`raw::set_upvalue`].
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_FIELDS`] upvalues.
    ///
    /// # Safety
    /// `module` is a slot that the collector sees, holding a module or nil.
    pub unsafe fn alloc_function_at(
        &mut self,
        record: u64,
        module: *const Bits,
        upvalue_count: usize,
    ) -> Result<Bits, HeapError> {
        check_limit(upvalue_count, MAX_FIELDS, "upvalues")?;
        let size = round_up(FUNCTION_UPVALUES + upvalue_count * size_of::<Bits>());
        self.prepare_sized(0, size)?;
        let object = self.alloc_prepared(kind::FUNCTION, size)?;
        let bits = Bits::object(object);
        // SAFETY: the object is that of a function.
        let function = unsafe { raw::object::<Function>(bits) };
        function.record = record;
        // SAFETY: the caller's slot, read after a possible collection.
        function.module = unsafe { *module };
        function.upvalue_count = upvalue_count as u32;
        function.reserved = 0;
        let upvalues = object.wrapping_byte_add(FUNCTION_UPVALUES).cast::<Bits>();
        // SAFETY: the object was made with room for the upvalues.
        unsafe { fill(upvalues, upvalue_count, Bits::NIL) };
        Ok(bits)
    }

    /// The definition of the structs of a shape.
    ///
    /// # Errors
    /// Out of memory.
    pub fn alloc_struct_def(&mut self, shape: ShapeId) -> Result<Bits, HeapError> {
        let object = self.alloc_fixed(kind::STRUCT_DEF, size_of::<StructDef>())?;
        let bits = Bits::object(object);
        // SAFETY: the object is that of a struct definition.
        let definition = unsafe { raw::object::<StructDef>(bits) };
        definition.shape = shape.kind();
        definition.reserved = 0;
        Ok(bits)
    }

    /// An instance whose fields are the words at `fields`, as many as the shape has.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Safety
    /// `fields` points to that many slots that the collector sees, and `shape` belongs to this
    /// heap.
    #[inline]
    pub unsafe fn alloc_instance_at(&mut self, shape: ShapeId, fields: *const Bits) -> Result<Bits, HeapError> {
        let count = self.shapes.field_count(shape.kind());
        let size = instance_size(count);
        self.prepare_sized(0, size)?;
        let object = self.alloc_prepared(shape.kind(), size)?;
        let to = object.wrapping_byte_add(INSTANCE_FIELDS).cast::<Bits>();
        // A loop, because most structs are small and calling the library's copy costs more than it
        // saves.
        for place in 0..count {
            // SAFETY: the caller's slots, read after a possible collection.
            let field = unsafe { *fields.wrapping_add(place) };
            // SAFETY: a field of the new object, which needs no store barrier.
            unsafe { to.wrapping_add(place).write(field) };
        }
        Ok(Bits::object(object))
    }

    /// A module with its globals in `table`. A weak table is no root any more from now on: it lives
    /// through this module.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Safety
    /// `path` is a slot that the collector sees; the table is not freed while machine code or raw
    /// access may use the module's globals.
    pub unsafe fn alloc_module_at(
        &mut self,
        path: *const Bits,
        record: u64,
        table: RootTable,
    ) -> Result<Bits, HeapError> {
        self.modules.try_reserve(1).map_err(|_| HeapError::OutOfMemory)?;
        self.dead_modules.try_reserve(self.modules.len() + 1).map_err(|_| HeapError::OutOfMemory)?;
        let object = self.alloc_fixed(kind::MODULE, size_of::<Module>())?;
        // SAFETY: the caller's slot, read after a possible collection.
        let path = unsafe { *path };
        // SAFETY: the object has its header.
        let header = unsafe { *object };
        let module = Module {
            header,
            path,
            record,
            globals: table.as_ptr(),
            global_count: table.len() as u32,
            table: table.place(),
            generation: table.generation(),
            reserved: 0,
        };
        // SAFETY: the object was made with room for a module.
        unsafe { object.cast::<Module>().write(module) };
        self.modules.extend(NonNull::new(object.cast::<Module>()));
        self.tables.give_to_module(table);
        Ok(Bits::object(object))
    }

    /// A host function.
    ///
    /// # Errors
    /// Out of memory.
    pub fn alloc_native(&mut self, index: u32) -> Result<Bits, HeapError> {
        let object = self.alloc_fixed(kind::NATIVE, size_of::<Native>())?;
        let bits = Bits::object(object);
        // SAFETY: the object is that of a native.
        let native = unsafe { raw::object::<Native>(bits) };
        native.index = index;
        native.reserved = 0;
        Ok(bits)
    }

    /// A resource with the two words at `payload`.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Safety
    /// `payload` points to two slots that the collector sees.
    pub unsafe fn alloc_resource_at(&mut self, tag: u32, payload: *const [Bits; 2]) -> Result<Bits, HeapError> {
        let object = self.alloc_fixed(kind::RESOURCE, size_of::<Resource>())?;
        let bits = Bits::object(object);
        // SAFETY: the object is that of a resource.
        let resource = unsafe { raw::object::<Resource>(bits) };
        resource.tag = tag;
        resource.reserved = 0;
        // SAFETY: the caller's slots, read after a possible collection.
        resource.payload = unsafe { *payload };
        Ok(bits)
    }
}

/// The safe forms.
impl Heap {
    /// A cell that holds a value.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new_cell(&mut self, value: Handle) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let slot = self.slot(value);
        // SAFETY: the slot of a handle is a root.
        let bits = unsafe { self.alloc_cell_at(slot) }?;
        self.rooted(bits)
    }

    /// A function of `module` (a module, or else nil) with its upvalues nil.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_FIELDS`] upvalues.
    pub fn new_function(&mut self, record: u64, module: Handle, upvalue_count: usize) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        // SAFETY: a handle holds no stale word.
        let is_module = unsafe { raw::is_kind(self.bits(module), kind::MODULE) };
        let slot = self.slot(if is_module { module } else { Handle::NIL });
        // SAFETY: the slot of a handle is a root.
        let bits = unsafe { self.alloc_function_at(record, slot, upvalue_count) }?;
        self.rooted(bits)
    }

    /// A struct definition.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Panics
    /// If `shape` comes from another heap.
    pub fn new_struct_def(&mut self, shape: ShapeId) -> Result<Handle, HeapError> {
        self.shape(shape);
        self.reserve_handle()?;
        let bits = self.alloc_struct_def(shape)?;
        self.rooted(bits)
    }

    /// An instance with the given fields; missing ones are nil, superfluous ones ignored.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Panics
    /// If `shape` comes from another heap.
    pub fn new_instance(&mut self, shape: ShapeId, fields: &[Handle]) -> Result<Handle, HeapError> {
        let count = self.shape(shape).fields.len();
        let mut scope = self.scope();
        let mut first = None;
        for place in 0..count {
            let bits = fields.get(place).map_or(Bits::NIL, |&field| scope.bits(field));
            let copy = scope.rooted(bits)?;
            first.get_or_insert(copy);
        }
        let slots = scope.slot(first.unwrap_or(Handle::NIL));
        // SAFETY: the handles made above stand one after the other on the handle stack; the shape
        // was checked.
        let bits = unsafe { scope.alloc_instance_at(shape, slots) }?;
        let instance = scope.rooted(bits)?;
        Ok(scope.keep(instance))
    }

    /// A module with its globals in `table`. A weak table is no root any more from now on: it lives
    /// through this module.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new_module(&mut self, path: Handle, record: u64, table: RootTable) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let slot = self.slot(path);
        // SAFETY: the slot of a handle is a root; safe code reaches globals only through the table,
        // which checks.
        let bits = unsafe { self.alloc_module_at(slot, record, table) }?;
        self.rooted(bits)
    }

    /// A host function.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new_native(&mut self, index: u32) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let bits = self.alloc_native(index)?;
        self.rooted(bits)
    }

    /// A resource.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new_resource(&mut self, tag: u32, payload: [Handle; 2]) -> Result<Handle, HeapError> {
        let payload = payload.map(|handle| self.bits(handle));
        let mut scope = self.scope();
        let first = scope.rooted(payload[0])?;
        scope.rooted(payload[1])?;
        let slots = scope.slot(first).cast::<[Bits; 2]>();
        // SAFETY: the handles made above stand one after the other on the handle stack.
        let bits = unsafe { scope.alloc_resource_at(tag, slots) }?;
        let resource = scope.rooted(bits)?;
        Ok(scope.keep(resource))
    }
}

/// Writes `count` words.
///
/// # Safety
/// `to` points to that many writable words that nothing refers to.
pub(crate) unsafe fn fill(to: *mut Bits, count: usize, value: Bits) {
    for place in 0..count {
        // SAFETY: `to` has room for all values, as the caller made sure.
        let slot = unsafe { to.add(place) };
        // SAFETY: within that room.
        unsafe { slot.write(value) };
    }
}
