//! Arrays: contiguous elements with geometric growth.

use crate::error::{HeapError, MAX_ARRAY_LENGTH, check_limit};
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{Array, ELEMENTS_ITEMS, Elements, GC_LARGE, Header, kind, round_up};
use crate::object::fill;
use crate::raw;
use crate::remembered;
use crate::value::{Bits, Value};

/// Capacity of the first storage of an array that grows from nothing.
const FIRST_CAPACITY: usize = 4;

impl Heap {
    /// An empty array with room for `capacity` elements; the word must be rooted before the next
    /// allocation.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    pub fn alloc_array(&mut self, capacity: usize) -> Result<Bits, HeapError> {
        let capacity = even_capacity(capacity)?;
        let size = elements_size(capacity);
        self.prepare_sized(size_of::<Array>(), size)?;
        let data = match capacity {
            0 => std::ptr::null_mut(),
            _ => self.elements(capacity)?,
        };
        let object = self.bump(kind::ARRAY, size_of::<Array>());
        // SAFETY: the object has its header.
        let header = unsafe { *object };
        // SAFETY: the object was made with room for an array.
        unsafe { object.cast::<Array>().write(Array { header, len: 0, capacity: capacity as u32, data, reserved: 0 }) };
        Ok(Bits::object(object))
    }

    /// An array of the `count` words at `items`.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    ///
    /// # Safety
    /// `items` points to that many slots that the collector sees.
    pub unsafe fn alloc_array_from_at(&mut self, items: *const Bits, count: usize) -> Result<Bits, HeapError> {
        let bits = self.alloc_array(count)?;
        // SAFETY: the array made above.
        let array = unsafe { raw::object::<Array>(bits) };
        if count > 0 {
            // SAFETY: the caller's slots; the array has room for them. It is new, so no store
            // barrier is needed.
            unsafe { array.data.copy_from_nonoverlapping(items, count) };
        }
        array.len = count as u32;
        Ok(bits)
    }

    /// Appends `*value` to the array at `array`. Does nothing if that is not an array.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    ///
    /// # Safety
    /// Both are slots that the collector sees.
    #[inline]
    pub unsafe fn array_push_at(&mut self, array: *const Bits, value: *const Bits) -> Result<(), HeapError> {
        // SAFETY: the caller's slot.
        let bits = unsafe { *array };
        // SAFETY: the caller's slot.
        let item = unsafe { *value };
        // SAFETY: not stale.
        if !unsafe { raw::is_kind(bits, kind::ARRAY) } {
            return Ok(());
        }
        // SAFETY: an array.
        if unsafe { raw::array_push(bits, item) } {
            return Ok(());
        }
        // SAFETY: an array.
        let len = unsafe { raw::array_len(bits) } as usize;
        // SAFETY: the caller's slot, holding an array.
        unsafe { self.array_reserve_at(array, len + 1) }?;
        // SAFETY: the caller's slot, read again after a possible collection.
        let bits = unsafe { *array };
        // SAFETY: a slot that the collector sees is readable.
        let item = unsafe { *value };
        // SAFETY: an array.
        let pushed = unsafe { raw::array_push(bits, item) };
        debug_assert!(pushed, "room was reserved");
        Ok(())
    }

    /// Does `array[index] = *value`. Beyond the end the array grows, filled with nil. A negative
    /// index is ignored, and so is a value that is not an array.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    ///
    /// # Safety
    /// Both are slots that the collector sees.
    pub unsafe fn array_set_at(&mut self, array: *const Bits, index: i32, value: *const Bits) -> Result<(), HeapError> {
        // SAFETY: the caller's slot.
        let bits = unsafe { *array };
        // SAFETY: the caller's slot.
        let item = unsafe { *value };
        // SAFETY: not stale.
        let ignored = index < 0 || !unsafe { raw::is_kind(bits, kind::ARRAY) };
        // SAFETY: an array.
        if ignored || unsafe { raw::array_set(bits, index, item) } {
            return Ok(());
        }
        let len = index as usize + 1;
        // SAFETY: the caller's slot, holding an array.
        unsafe { self.array_reserve_at(array, len) }?;
        // SAFETY: the caller's slot, read again after a possible collection.
        let bits = unsafe { *array };
        // SAFETY: an array.
        let fields = unsafe { raw::object::<Array>(bits) };
        let old_len = fields.len as usize;
        // SAFETY: the array has room for `len` elements.
        unsafe { fill(fields.data.wrapping_add(old_len), len - old_len, Bits::NIL) };
        fields.len = len as u32;
        // SAFETY: the caller's slot, read again.
        let item = unsafe { *value };
        // SAFETY: an array.
        unsafe { raw::array_set(bits, index, item) };
        Ok(())
    }

    /// Makes room for `len` elements in all, growing geometrically.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    ///
    /// # Safety
    /// `array` is a slot that the collector sees, and holds an array.
    pub(crate) unsafe fn array_reserve_at(&mut self, array: *const Bits, len: usize) -> Result<(), HeapError> {
        // SAFETY: the caller's slot.
        let capacity = unsafe { raw::object_in::<Array>(array) }.capacity as usize;
        if len <= capacity {
            return Ok(());
        }
        check_limit(len, MAX_ARRAY_LENGTH, "array elements")?;
        let wanted = even_capacity(len.max((2 * capacity).min(MAX_ARRAY_LENGTH)).max(FIRST_CAPACITY))?;
        // SAFETY: the caller's slot, holding an array.
        unsafe { self.set_capacity(array, wanted) }
    }

    /// # Safety
    /// `array` is a slot that the collector sees and holds an array of this heap; `capacity` is at
    /// least its length.
    #[cold]
    unsafe fn set_capacity(&mut self, array: *const Bits, capacity: usize) -> Result<(), HeapError> {
        let size = elements_size(capacity);
        self.prepare_sized(0, size)?;
        // SAFETY: the caller's slot, read after a possible collection.
        let bits = unsafe { *array };
        // SAFETY: an array.
        let fields = unsafe { raw::object::<Array>(bits) };
        let old = fields.data.wrapping_byte_sub(ELEMENTS_ITEMS).cast::<Header>();
        // SAFETY: an array with capacity has its data inside its elements.
        let was_large = fields.capacity != 0 && unsafe { (*old).gc } & GC_LARGE != 0;
        if was_large {
            // SAFETY: a large object whose only owner is the array.
            let moved = unsafe { self.large.resize(old, size) }.ok_or(HeapError::OutOfMemory)?;
            let elements = moved.as_ptr().cast::<Elements>();
            // SAFETY: the storage, at its new address.
            unsafe { (*elements).capacity = capacity as u32 };
            fields.data = elements.wrapping_byte_add(ELEMENTS_ITEMS).cast();
        } else {
            let data = self.elements(capacity)?;
            if fields.len > 0 {
                // SAFETY: both hold `len` words, in different objects.
                unsafe { data.copy_from_nonoverlapping(fields.data, fields.len as usize) };
            }
            fields.data = data;
        }
        fields.capacity = capacity as u32;
        // SAFETY: an array.
        unsafe { remembered::enter_new_storage(bits.as_object()) };
        Ok(())
    }

    /// The first slot of new storage for `capacity` elements, for which room was prepared.
    fn elements(&mut self, capacity: usize) -> Result<*mut Bits, HeapError> {
        let object = self.alloc_prepared(kind::ELEMENTS, elements_size(capacity))?.cast::<Elements>();
        // SAFETY: the object was made with room for the fixed part of storage.
        let elements = unsafe { &mut *object };
        elements.len = 0;
        elements.capacity = capacity as u32;
        Ok(object.wrapping_byte_add(ELEMENTS_ITEMS).cast())
    }
}

/// The safe forms.
impl Heap {
    /// An empty array with room for `capacity` elements.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    pub fn new_array(&mut self, capacity: usize) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let bits = self.alloc_array(capacity)?;
        self.rooted(bits)
    }

    /// Appends a value. Does nothing if `array` is not an array.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    pub fn array_push(&mut self, array: Handle, value: Handle) -> Result<(), HeapError> {
        let (array, value) = (self.slot(array), self.slot(value));
        // SAFETY: the slots of handles are roots.
        unsafe { self.array_push_at(array, value) }
    }

    /// Does `array[index] = value` (see [`Heap::array_set_at`]).
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`].
    pub fn array_set(&mut self, array: Handle, index: i32, value: Handle) -> Result<(), HeapError> {
        let (array, value) = (self.slot(array), self.slot(value));
        // SAFETY: the slots of handles are roots.
        unsafe { self.array_set_at(array, index, value) }
    }

    /// Removes and returns the last element: nil if there is none, or if `array` is not an array.
    ///
    /// # Errors
    /// Out of memory when there are millions of handles; then nothing is removed.
    pub fn array_pop(&mut self, array: Handle) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let bits = self.bits(array);
        // SAFETY: a handle holds no stale word.
        let is_array = unsafe { raw::is_kind(bits, kind::ARRAY) };
        // SAFETY: an array.
        let last = if is_array { unsafe { raw::array_pop(bits) } } else { Bits::NIL };
        self.rooted(last)
    }
}

impl<'h> Value<'h> {
    /// The elements of an array.
    #[inline]
    pub fn as_array(self) -> Option<&'h [Value<'h>]> {
        // SAFETY: a value is not stale.
        if !unsafe { raw::is_kind(self.bits(), kind::ARRAY) } {
            return None;
        }
        // SAFETY: an array, which does not change while the heap is borrowed.
        let items = unsafe { raw::array_items(self.bits()) };
        // SAFETY: a `Value` is a `Bits` (repr(transparent)), and the words of live objects are live
        // while the heap is borrowed.
        Some(unsafe { std::slice::from_raw_parts(items.as_ptr().cast(), items.len()) })
    }
}

fn elements_size(capacity: usize) -> usize {
    if capacity == 0 { 0 } else { round_up(ELEMENTS_ITEMS + capacity * size_of::<Bits>()) }
}

/// Capacities are even, so that storage fills its granules.
fn even_capacity(capacity: usize) -> Result<usize, HeapError> {
    check_limit(capacity, MAX_ARRAY_LENGTH, "array elements")?;
    Ok(capacity.next_multiple_of(2))
}
