//! Walking the heap to check every header, size and pointer, every mark, and what the write barrier
//! should have remembered: for tests, and for hosts that suspect their own stores.
//!
//! Young objects and large ones stand in a row; those of the old space are found through what
//! refers to them.

use std::collections::HashSet;

use crate::heap::{Heap, ValueStack};
use crate::large::{self, CARD_BYTES};
use crate::layout::{
    Array, BUFFER_BYTES, Buffer, Cell, ELEMENTS_ITEMS, ENTRIES_ITEMS, FIRST_SHAPE, Function, GC_LARGE, GC_MARK,
    GC_ON_PATH, GC_UNLOGGED, GRANULE, Header, INDEX_SLOTS, Index, Map, Module, SHORT_STRING, STRING_BYTES, Slice, Str,
    StructDef, kind, string_size,
};
use crate::old::BLOCK;
use crate::raw;
use crate::size::object_size;
use crate::slot::Range;
use crate::value::Bits;

/// What a walk found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Small objects: young ones, and old ones that something refers to.
    pub small_objects: usize,
    /// Bytes they take up, and those of old ones not yet found dead.
    pub small_bytes: usize,
    /// Large objects.
    pub large_objects: usize,
}

/// One walk.
struct Walk<'h> {
    heap: &'h Heap,
    /// Addresses of all objects met.
    objects: HashSet<usize>,
    /// Objects of the old space that were met and not yet looked at.
    queue: Vec<*mut Header>,
    /// Start and end of objects of the old space.
    spans: Vec<(usize, usize)>,
    /// What marking has yet to look at.
    pending: HashSet<usize>,
    /// Large objects in the remembered set.
    entered: HashSet<usize>,
}

/// What is demanded of the values in an object.
#[derive(Clone, Copy, Default)]
struct Demand {
    /// They are not young.
    old: bool,
    /// Marking has reached them.
    marked: bool,
}

impl Heap {
    /// Checks all objects and roots.
    ///
    /// # Errors
    /// A description of the first thing found wrong.
    ///
    /// # Panics
    /// Never by itself. Memory that is corrupted may fault.
    pub fn verify(&self) -> Result<Census, String> {
        let mut walk = Walk {
            heap: self,
            objects: HashSet::new(),
            queue: Vec::new(),
            spans: Vec::new(),
            pending: self.marker.pending().collect(),
            // SAFETY: the remembered set lives as long as the heap.
            entered: unsafe { large::entered(self.old.remembered()) }.map(|object| object as usize).collect(),
        };
        let mut census = Census { small_bytes: self.used() + self.old.taken(), ..Census::default() };
        let mut rows = Vec::new();
        let mut at = self.space.base();
        while at < self.next() {
            let object = at.cast::<Header>();
            rows.push(object);
            walk.objects.insert(at as usize);
            let room = self.next() as usize - at as usize;
            at = at.wrapping_add(walk.check_header(object, room, false)?);
        }
        if at != self.next() {
            return Err(format!("the last object ends at {at:?}, not at {:?}", self.next()));
        }
        census.small_objects = rows.len();
        for (object, room) in self.large.iter() {
            walk.check_header(object, room, true)?;
            rows.push(object);
            walk.objects.insert(object as usize);
            census.large_objects += 1;
        }
        for object in rows {
            walk.check_object(object).map_err(|error| format!("object {object:?}: {error}"))?;
        }
        walk.check_roots()?;
        while let Some(object) = walk.queue.pop() {
            walk.check_object(object).map_err(|error| format!("old object {object:?}: {error}"))?;
        }
        walk.check_spans()?;
        census.small_objects += walk.spans.len();
        Ok(census)
    }
}

impl Walk<'_> {
    /// Checks the header of an object that has `room` bytes, and returns the object's size.
    fn check_header(&self, object: *mut Header, room: usize, large: bool) -> Result<usize, String> {
        // SAFETY: the walk goes from object to object within the heap's memory.
        let header = unsafe { *object };
        let known = matches!(header.kind, kind::STRING..=kind::RESOURCE)
            || header.kind >= FIRST_SHAPE && ((header.kind - FIRST_SHAPE) as usize) < self.heap.shapes.count();
        if !known {
            return Err(format!("{object:?} has the unknown kind {:#x}", header.kind));
        }
        let marked = header.gc & GC_MARK != 0 && !(large && self.heap.marker.active);
        if marked || header.gc & GC_ON_PATH != 0 || (header.gc & GC_LARGE != 0) != large {
            return Err(format!("{object:?} has collector bits {:#x}", header.gc));
        }
        // SAFETY: the header is sound, so the object is intact.
        let size = unsafe { object_size(object) };
        if size < GRANULE || size > room {
            return Err(format!("{object:?} of kind {} has {size} bytes, room {room}", header.kind));
        }
        Ok(size)
    }

    fn check_object(&mut self, object: *mut Header) -> Result<(), String> {
        let bits = Bits::object(object);
        let demand = self.demand(object)?;
        // SAFETY: headers were checked.
        let object_kind = unsafe { raw::kind_of(bits) };
        // SAFETY: headers were checked.
        let size = unsafe { object_size(object) };
        match object_kind {
            // SAFETY: of that kind.
            kind::STRING => check_string(unsafe { raw::object(bits) }, size),
            // SAFETY: of that kind.
            kind::SLICE => self.check_slice(unsafe { raw::object(bits) }, demand),
            kind::BUFFER => {
                // SAFETY: of that kind.
                let buffer = unsafe { raw::object::<Buffer>(bits) };
                fits(buffer.used as usize, buffer.capacity as usize, "buffer")?;
                fits(buffer.capacity as usize, size - BUFFER_BYTES, "buffer")
            }
            // SAFETY: of that kind.
            kind::ARRAY => self.check_array(unsafe { raw::object(bits) }, demand),
            // SAFETY: of that kind.
            kind::MAP => self.check_map(bits, unsafe { raw::object(bits) }, demand),
            kind::FUNCTION => {
                // SAFETY: of that kind.
                let function = unsafe { raw::object::<Function>(bits) };
                self.check_word(function.module, demand)?;
                fits(8 * function.upvalue_count as usize, size - size_of::<Function>(), "function")?;
                (0..function.upvalue_count as usize).try_for_each(|place| {
                    // SAFETY: the count was checked.
                    self.check_word(unsafe { raw::upvalue(bits, place) }, demand)
                })
            }
            // SAFETY: of that kind.
            kind::CELL => self.check_word(unsafe { raw::object::<Cell>(bits) }.value, demand),
            kind::STRUCT_DEF => {
                // SAFETY: of that kind.
                let shape = unsafe { raw::object::<StructDef>(bits) }.shape;
                if shape < FIRST_SHAPE { Err(format!("definition of shape {shape}")) } else { Ok(()) }
            }
            // SAFETY: of that kind.
            kind::MODULE => self.check_word(unsafe { raw::object::<Module>(bits) }.path, demand),
            kind::RESOURCE => (0..2).try_for_each(|place| {
                // SAFETY: of that kind.
                self.check_word(unsafe { raw::resource_payload(bits, place) }, demand)
            }),
            // Storage is checked through its owner, which alone knows how much of it counts.
            kind::ELEMENTS | kind::ENTRIES | kind::INDEX | kind::NATIVE => Ok(()),
            shape => {
                let count = self.heap.shapes.field_count(shape);
                fits(8 * count, size - size_of::<Header>(), "instance")?;
                (0..count).try_for_each(|place| {
                    // SAFETY: below the field count of the shape.
                    self.check_word(unsafe { raw::field(bits, place) }, demand)
                })
            }
        }
    }

    fn check_slice(&mut self, slice: &Slice, demand: Demand) -> Result<(), String> {
        self.check_storage(slice.buffer.cast(), kind::BUFFER, demand)?;
        if slice.data != slice.buffer.wrapping_byte_add(BUFFER_BYTES).cast() {
            return Err(format!("data of a slice at {:?}, its buffer at {:?}", slice.data, slice.buffer));
        }
        if slice.len as usize <= SHORT_STRING {
            return Err(format!("a slice of {} bytes", slice.len));
        }
        // SAFETY: checked above.
        fits(slice.len as usize, unsafe { (*slice.buffer).used } as usize, "slice")
    }

    fn check_array(&mut self, array: &Array, demand: Demand) -> Result<(), String> {
        if array.capacity == 0 {
            return fits(array.len as usize, 0, "array without storage");
        }
        fits(array.len as usize, array.capacity as usize, "array")?;
        let elements = array.data.wrapping_byte_sub(ELEMENTS_ITEMS).cast::<Header>();
        let storage = self.check_storage(elements, kind::ELEMENTS, demand)?;
        fits(8 * array.capacity as usize, storage - ELEMENTS_ITEMS, "elements")?;
        self.check_values(elements, (array.data, array.len as usize), demand)
    }

    fn check_map(&mut self, bits: Bits, map: &Map, demand: Demand) -> Result<(), String> {
        if map.capacity == 0 {
            return fits(map.len as usize, 0, "map without storage");
        }
        fits(map.len as usize, map.capacity as usize, "map")?;
        fits(map.last as usize, map.len.saturating_sub(1) as usize, "entry found last")?;
        let entries = map.entries.wrapping_byte_sub(ENTRIES_ITEMS).cast::<Header>();
        let storage = self.check_storage(entries, kind::ENTRIES, demand)?;
        fits(16 * map.capacity as usize, storage - ENTRIES_ITEMS, "entries")?;
        if !map.index.is_null() {
            let header = map.index.wrapping_byte_sub(INDEX_SLOTS).cast::<Header>();
            let storage = self.check_storage(header, kind::INDEX, demand)?;
            // SAFETY: checked above.
            let slots = unsafe { (*header.cast::<Index>()).capacity };
            fits(4 * slots as usize, storage - INDEX_SLOTS, "index")?;
            if slots != map.mask + 1 || slots < 2 * map.len || map.factor.is_multiple_of(2) {
                return Err(format!("{slots} slots for {} entries, mask {}, factor {}", map.len, map.mask, map.factor));
            }
        }
        self.check_values(entries, (map.entries.cast(), 2 * map.len as usize), demand)?;
        // SAFETY: the entries lie inside their storage.
        for entry in unsafe { raw::map_entries(bits) } {
            // SAFETY: a live key and a map.
            let found = unsafe { raw::map_find(self.heap, bits, entry.key) };
            if found.map(<*mut _>::cast_const) != Some(&raw const *entry) {
                return Err(format!("key {:?} is found at {found:?}", entry.key));
            }
        }
        Ok(())
    }

    /// What the values in an object must be, by its header and the remembered set.
    fn demand(&self, object: *mut Header) -> Result<Demand, String> {
        if self.heap.config.stress || self.heap.is_young(object) {
            return Ok(Demand::default());
        }
        // SAFETY: headers were checked.
        let header = unsafe { *object };
        if matches!(header.kind, kind::ELEMENTS | kind::ENTRIES | kind::INDEX | kind::BUFFER) {
            return Ok(Demand::default());
        }
        if header.gc & GC_UNLOGGED == 0 {
            let large = header.gc & GC_LARGE != 0;
            let known = if large { self.entered.contains(&(object as usize)) } else { self.heap.old.is_logged(object) };
            // What has no values is never stored into.
            let leaf = large && header.kind == kind::STRING;
            return if known || leaf { Ok(Demand::default()) } else { Err("is logged, but not remembered".into()) };
        }
        let seen = self.heap.marker.active && self.heap.is_marked(object) && !self.pending.contains(&(object as usize));
        Ok(Demand { old: true, marked: seen })
    }

    /// Checks values in storage, some of which may be excused by cards.
    fn check_values(&mut self, storage: *mut Header, (values, count): Range, demand: Demand) -> Result<(), String> {
        // SAFETY: storage that was checked.
        let has_cards = unsafe { (*storage).gc } & GC_LARGE != 0;
        (0..count).try_for_each(|place| {
            let slot = values.wrapping_add(place);
            let card = (slot as usize - storage as usize) / CARD_BYTES;
            // SAFETY: large storage has cards.
            let flag = has_cards.then(|| unsafe { large::cards(storage) }.wrapping_add(card));
            // SAFETY: one for all of it.
            let excused = flag.is_some_and(|flag| unsafe { *flag } != 0);
            // SAFETY: a value in the storage.
            self.check_word(unsafe { *slot }, if excused { Demand::default() } else { demand })
        })
    }

    /// Checks that storage is an object of the given kind, and returns its size.
    fn check_storage(&mut self, object: *mut Header, expected: u32, demand: Demand) -> Result<usize, String> {
        self.check_word(Bits::object(object), Demand { marked: false, ..demand })?;
        // SAFETY: just found to be an object.
        let found = unsafe { (*object).kind };
        // SAFETY: an object of the heap that is being walked.
        let size = unsafe { object_size(object) };
        if found == expected { Ok(size) } else { Err(format!("storage of kind {found} instead of {expected}")) }
    }

    fn check_word(&mut self, bits: Bits, demand: Demand) -> Result<(), String> {
        if !bits.is_heap() {
            let sound = bits.is_float() || bits.raw() >= Bits::EXIT.raw();
            return if sound { Ok(()) } else { Err(format!("the word {bits:?}")) };
        }
        let object = bits.as_object();
        if !self.objects.contains(&(object as usize)) {
            self.meet(object)?;
        }
        if demand.old && self.heap.is_young(object) {
            return Err(format!("a young object at {object:?}, which is not remembered"));
        }
        if demand.marked && !self.heap.is_marked(object) {
            return Err(format!("an object at {object:?} that is not marked"));
        }
        Ok(())
    }

    /// Notes an object of the old space.
    fn meet(&mut self, object: *mut Header) -> Result<(), String> {
        let start = object as usize;
        if self.heap.config.stress || !self.heap.old.contains(start) || !self.heap.old.is_taken(object.cast(), GRANULE)
        {
            return Err(format!("a pointer to {object:?}, where no object is"));
        }
        let size = self.check_header(object, BLOCK - start % BLOCK, false)?;
        if !self.heap.old.is_taken(object.cast(), size) {
            return Err(format!("{object:?} of {size} bytes, not all of which are taken"));
        }
        self.objects.insert(start);
        self.spans.push((start, start + size));
        self.queue.push(object);
        Ok(())
    }

    /// Checks that no two objects of the old space overlap.
    fn check_spans(&mut self) -> Result<(), String> {
        self.spans.sort_unstable();
        match self.spans.windows(2).find(|pair| pair[0].1 > pair[1].0) {
            Some(pair) => Err(format!("objects at {:#x} and {:#x} overlap", pair[0].0, pair[1].0)),
            None => Ok(()),
        }
    }

    fn check_roots(&mut self) -> Result<(), String> {
        let (handles, count) = self.heap.handles.roots();
        self.check_words(handles, count).map_err(|error| format!("a handle: {error}"))?;
        for (words, _) in self.heap.tables.all() {
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

    fn check_words(&mut self, words: *const Bits, count: usize) -> Result<(), String> {
        (0..count).try_for_each(|place| {
            // SAFETY: the caller names words of a root.
            self.check_word(unsafe { *words.wrapping_add(place) }, Demand::default())
        })
    }
}

fn check_string(string: &Str, size: usize) -> Result<(), String> {
    let len = string.len as usize;
    if size != string_size(len) {
        return Err(format!("a string of {len} bytes in {size}"));
    }
    let first = (&raw const *string).wrapping_byte_add(STRING_BYTES).cast::<u8>();
    // SAFETY: the object has that size, which is its header, its bytes and what is behind them.
    let behind = unsafe { std::slice::from_raw_parts(first.wrapping_add(len), size - STRING_BYTES - len) };
    if behind.iter().any(|&byte| byte != 0) {
        return Err(format!("{behind:?} behind a string of {len} bytes"));
    }
    Ok(())
}

fn fits(size: usize, room: usize, what: &str) -> Result<(), String> {
    if size <= room { Ok(()) } else { Err(format!("{what}: {size} in {room}")) }
}
