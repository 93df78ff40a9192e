//! Walking the heap to check every header, size and pointer: for tests, and for hosts that suspect their own stores.

use std::collections::HashSet;

use crate::heap::{Heap, ValueStack};
use crate::layout::{
    Array, BUFFER_BYTES, Buffer, Cell, ELEMENTS_ITEMS, ENTRIES_ITEMS, FIRST_SHAPE, Function, GC_LARGE, GC_MARK,
    GC_ON_PATH, GRANULE, Header, INDEX_SLOTS, Index, Map, Module, Slice, Str, StructDef, kind,
};
use crate::raw;
use crate::size::object_size;
use crate::value::Bits;

/// What a walk found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Small objects.
    pub small_objects: usize,
    /// Bytes of small objects.
    pub small_bytes: usize,
    /// Large objects.
    pub large_objects: usize,
}

/// One walk.
struct Walk<'h> {
    heap: &'h Heap,
    /// Addresses of all objects.
    objects: HashSet<usize>,
}

impl Heap {
    /// Checks all objects and roots.
    ///
    /// # Errors
    /// A description of the first thing found wrong.
    ///
    /// # Panics
    /// Not by itself; but memory that is wrong enough may fault.
    pub fn verify(&self) -> Result<Census, String> {
        let mut walk = Walk { heap: self, objects: HashSet::new() };
        let mut census = Census { small_bytes: self.used(), ..Census::default() };
        let mut small = Vec::new();
        let mut at = self.space.base();
        while at < self.next() {
            let object = at.cast::<Header>();
            small.push(object);
            walk.objects.insert(at as usize);
            let room = self.next() as usize - at as usize;
            at = at.wrapping_add(walk.check_header(object, room, false)?);
        }
        if at != self.next() {
            return Err(format!("the last object ends at {at:?}, not at {:?}", self.next()));
        }
        let mut large = Vec::new();
        for (object, room) in self.large.iter() {
            walk.check_header(object, room, true)?;
            large.push(object);
            walk.objects.insert(object as usize);
        }
        census.small_objects = small.len();
        census.large_objects = large.len();
        for object in small.into_iter().chain(large) {
            walk.check_object(object).map_err(|error| format!("object {object:?}: {error}"))?;
        }
        walk.check_roots()?;
        Ok(census)
    }
}

impl Walk<'_> {
    /// Checks the header of an object that has `room` bytes; gives the object's size.
    fn check_header(&self, object: *mut Header, room: usize, large: bool) -> Result<usize, String> {
        // SAFETY: the walk goes from object to object within the heap's memory.
        let header = unsafe { *object };
        let known = matches!(header.kind, kind::STRING..=kind::RESOURCE)
            || header.kind >= FIRST_SHAPE && ((header.kind - FIRST_SHAPE) as usize) < self.heap.shapes.count();
        if !known {
            return Err(format!("{object:?} has the unknown kind {:#x}", header.kind));
        }
        if header.gc & (GC_MARK | GC_ON_PATH) != 0 || (header.gc & GC_LARGE != 0) != large {
            return Err(format!("{object:?} has collector bits {:#x}", header.gc));
        }
        // SAFETY: the header is sound, so the object is intact.
        let size = unsafe { object_size(object) };
        if size < GRANULE || size > room {
            return Err(format!("{object:?} of kind {} has {size} bytes, room {room}", header.kind));
        }
        Ok(size)
    }

    fn check_object(&self, object: *mut Header) -> Result<(), String> {
        let bits = Bits::object(object);
        // SAFETY: headers were checked.
        let object_kind = unsafe { raw::kind_of(bits) };
        // SAFETY: headers were checked.
        let size = unsafe { object_size(object) };
        match object_kind {
            // SAFETY: of that kind.
            kind::STRING => fits(unsafe { raw::string_len(bits) } as usize, size - size_of::<Str>(), "string"),
            // SAFETY: of that kind.
            kind::SLICE => self.check_slice(unsafe { raw::object(bits) }),
            kind::BUFFER => {
                // SAFETY: of that kind.
                let buffer = unsafe { raw::object::<Buffer>(bits) };
                fits(buffer.used as usize, buffer.capacity as usize, "buffer")?;
                fits(buffer.capacity as usize, size - BUFFER_BYTES, "buffer")
            }
            // SAFETY: of that kind.
            kind::ARRAY => self.check_array(unsafe { raw::object(bits) }),
            // SAFETY: of that kind.
            kind::MAP => self.check_map(bits, unsafe { raw::object(bits) }),
            kind::FUNCTION => {
                // SAFETY: of that kind.
                let function = unsafe { raw::object::<Function>(bits) };
                self.check_word(function.module)?;
                fits(8 * function.upvalue_count as usize, size - size_of::<Function>(), "function")?;
                (0..function.upvalue_count as usize).try_for_each(|place| {
                    // SAFETY: the count was checked.
                    self.check_word(unsafe { raw::upvalue(bits, place) })
                })
            }
            // SAFETY: of that kind.
            kind::CELL => self.check_word(unsafe { raw::object::<Cell>(bits) }.value),
            kind::STRUCT_DEF => {
                // SAFETY: of that kind.
                let shape = unsafe { raw::object::<StructDef>(bits) }.shape;
                if shape < FIRST_SHAPE { Err(format!("definition of shape {shape}")) } else { Ok(()) }
            }
            // SAFETY: of that kind.
            kind::MODULE => self.check_word(unsafe { raw::object::<Module>(bits) }.path),
            kind::RESOURCE => (0..2).try_for_each(|place| {
                // SAFETY: of that kind.
                self.check_word(unsafe { raw::resource_payload(bits, place) })
            }),
            // Storage is checked through its owner, which alone knows how much of it counts.
            kind::ELEMENTS | kind::ENTRIES | kind::INDEX | kind::NATIVE => Ok(()),
            shape => {
                let count = self.heap.shapes.field_count(shape);
                fits(8 * count, size - size_of::<Header>(), "instance")?;
                (0..count).try_for_each(|place| {
                    // SAFETY: below the field count of the shape.
                    self.check_word(unsafe { raw::field(bits, place) })
                })
            }
        }
    }

    fn check_slice(&self, slice: &Slice) -> Result<(), String> {
        self.check_storage(slice.buffer.cast(), kind::BUFFER)?;
        if slice.data != slice.buffer.wrapping_byte_add(BUFFER_BYTES).cast() {
            return Err(format!("data of a slice at {:?}, its buffer at {:?}", slice.data, slice.buffer));
        }
        // SAFETY: checked above.
        fits(slice.len as usize, unsafe { (*slice.buffer).used } as usize, "slice")
    }

    fn check_array(&self, array: &Array) -> Result<(), String> {
        if array.capacity == 0 {
            return fits(array.len as usize, 0, "array without storage");
        }
        fits(array.len as usize, array.capacity as usize, "array")?;
        let storage = self.check_storage(array.data.wrapping_byte_sub(ELEMENTS_ITEMS).cast(), kind::ELEMENTS)?;
        fits(8 * array.capacity as usize, storage - ELEMENTS_ITEMS, "elements")?;
        // SAFETY: the array lies inside its storage.
        unsafe { std::slice::from_raw_parts(array.data, array.len as usize) }
            .iter()
            .try_for_each(|&item| self.check_word(item))
    }

    fn check_map(&self, bits: Bits, map: &Map) -> Result<(), String> {
        if map.capacity == 0 {
            return fits(map.len as usize, 0, "map without storage");
        }
        fits(map.len as usize, map.capacity as usize, "map")?;
        let storage = self.check_storage(map.entries.wrapping_byte_sub(ENTRIES_ITEMS).cast(), kind::ENTRIES)?;
        fits(16 * map.capacity as usize, storage - ENTRIES_ITEMS, "entries")?;
        if !map.index.is_null() {
            let header = map.index.wrapping_byte_sub(INDEX_SLOTS).cast::<Header>();
            let storage = self.check_storage(header, kind::INDEX)?;
            // SAFETY: checked above.
            let slots = unsafe { (*header.cast::<Index>()).capacity };
            fits(4 * slots as usize, storage - INDEX_SLOTS, "index")?;
            if slots != map.mask + 1 || slots < 2 * map.len {
                return Err(format!("{slots} slots for {} entries, mask {}", map.len, map.mask));
            }
        }
        // SAFETY: the entries lie inside their storage.
        for entry in unsafe { raw::map_entries(bits) } {
            self.check_word(entry.key)?;
            self.check_word(entry.value)?;
            // SAFETY: a live key and a map.
            let found = unsafe { raw::map_find(self.heap, bits, entry.key) };
            if found.map(<*mut _>::cast_const) != Some(&raw const *entry) {
                return Err(format!("key {:?} is found at {found:?}", entry.key));
            }
        }
        Ok(())
    }

    /// Checks that storage is an object of the given kind; gives its size.
    fn check_storage(&self, object: *mut Header, expected: u32) -> Result<usize, String> {
        self.check_word(Bits::object(object))?;
        // SAFETY: just found to be an object.
        let found = unsafe { (*object).kind };
        // SAFETY: as above.
        let size = unsafe { object_size(object) };
        if found == expected { Ok(size) } else { Err(format!("storage of kind {found} instead of {expected}")) }
    }

    fn check_word(&self, bits: Bits) -> Result<(), String> {
        if bits.is_heap() && !self.objects.contains(&(bits.as_object() as usize)) {
            return Err(format!("a pointer to {:?}, where no object is", bits.as_object()));
        }
        if !bits.is_heap() && !bits.is_float() && bits.raw() < Bits::EXIT.raw() {
            return Err(format!("the word {bits:?}"));
        }
        Ok(())
    }

    fn check_roots(&self) -> Result<(), String> {
        let (handles, count) = self.heap.handles.roots();
        self.check_words(handles, count).map_err(|error| format!("a handle: {error}"))?;
        for words in self.heap.tables.all() {
            self.check_words(words.as_ptr().cast(), words.len()).map_err(|error| format!("a root table: {error}"))?;
        }
        if let Some(ValueStack { bottom, top }) = self.heap.stack {
            // SAFETY: `set_stack` promised that it is readable.
            let top = unsafe { *top };
            let count = (top as usize).saturating_sub(bottom as usize) / size_of::<Bits>();
            self.check_words(bottom, count).map_err(|error| format!("the value stack: {error}"))?;
        }
        Ok(())
    }

    fn check_words(&self, words: *const Bits, count: usize) -> Result<(), String> {
        (0..count).try_for_each(|place| {
            // SAFETY: the caller names words of a root.
            self.check_word(unsafe { *words.wrapping_add(place) })
        })
    }
}

fn fits(size: usize, room: usize, what: &str) -> Result<(), String> {
    if size <= room { Ok(()) } else { Err(format!("{what}: {size} in {room}")) }
}
