//! Incremental marking: finding what is alive in the old space and among large objects, in steps
//! between those of the program.
//!
//! Each step follows a minor collection, so that there are no young objects; that collection has
//! shown every root, and every old object that was stored into, to [`Marker::reach`] again. So when
//! the list is empty at the end of a step, everything alive is marked. Invariant: a marked object
//! has been looked at, or is on the list, or is remembered because it was stored into since.

use crate::large;
use crate::layout::{Array, ELEMENTS_ITEMS, ENTRIES_ITEMS, GC_LARGE, Header, INDEX_SLOTS, Map, Module, Slice, kind};
use crate::old::OldSpace;
use crate::root::RootTables;
use crate::shape::Shapes;
use crate::size::object_size;
use crate::slot::{Range, ranges};
use crate::value::Bits;
use crate::worklist::Worklist;

/// How many values of an array or map are scanned before other objects have their turn.
const CHUNK: usize = 2048;
/// How many objects are prefetched before they are scanned.
const AHEAD: usize = 8;
/// The least that an object counts for, in bytes: the cache line that it is fetched with.
const LEAST_BYTES: usize = 64;
/// How many arrays and maps can be partly scanned at a time.
const PARTIAL_CAPACITY: usize = 1 << 15;

/// The state of marking.
#[derive(Debug)]
pub(crate) struct Marker {
    /// Marked objects that are not scanned yet.
    list: Worklist,
    /// Arrays and maps that are partly scanned, each with the number of its next value.
    partial: Worklist,
    /// Whether marking runs.
    pub(crate) active: bool,
}

impl Marker {
    /// A marker for a heap of at most `objects` objects.
    pub(crate) fn new(objects: usize) -> Option<Marker> {
        Some(Marker { list: Worklist::new(objects)?, partial: Worklist::new(2 * PARTIAL_CAPACITY)?, active: false })
    }

    /// Makes room for `objects` objects in all. On failure nothing changes.
    pub(crate) fn grow(&mut self, objects: usize) -> Option<()> {
        self.list.grow(objects)
    }

    /// Marks an object, and puts it on the list the first time.
    ///
    /// # Safety
    /// A live object that is not young.
    #[inline]
    pub(crate) unsafe fn reach(&mut self, object: *mut Header, old: &OldSpace) {
        let fresh = if old.contains(object as usize) {
            // SAFETY: an object of the old space.
            unsafe { old.mark_first(object) }
        } else {
            // SAFETY: what is neither young nor in the old space is large.
            unsafe { large::mark(object) }
        };
        if fresh {
            self.list.push(object as usize);
        }
    }

    /// Ends marking, and drops what was not scanned yet.
    pub(crate) fn stop(&mut self) {
        self.list.clear();
        self.partial.clear();
        self.list.shrink();
        self.partial.shrink();
        self.active = false;
    }

    /// Whether everything that was reached is scanned.
    pub(crate) fn is_done(&self) -> bool {
        self.list.is_empty() && self.partial.is_empty()
    }

    /// The objects that are not scanned yet, for verification.
    pub(crate) fn pending(&self) -> impl Iterator<Item = usize> {
        // The numbers in `partial` are taken for addresses too. No object has such an address.
        self.list.words().chain(self.partial.words())
    }
}

/// One step of marking.
pub(crate) struct MarkStep<'h> {
    pub(crate) marker: &'h mut Marker,
    pub(crate) old: &'h OldSpace,
    pub(crate) tables: &'h mut RootTables,
    pub(crate) shapes: &'h Shapes,
}

impl MarkStep<'_> {
    /// Marks what `count` words at `slots` refer to.
    ///
    /// # Safety
    /// The words are readable and none is stale, and there are no young objects.
    #[inline]
    pub(crate) unsafe fn reach_all(&mut self, (slots, count): Range) {
        for place in 0..count {
            // SAFETY: within the words the caller names.
            let bits = unsafe { *slots.wrapping_add(place) };
            if bits.is_heap() {
                // SAFETY: a live object.
                unsafe { self.marker.reach(bits.as_object(), self.old) };
            }
        }
    }

    /// Scans objects of about `budget` bytes and returns how many bytes it scanned.
    ///
    /// An object taken from the list is prefetched, and waits for a few others until it is scanned.
    pub(crate) fn run(&mut self, budget: usize) -> usize {
        let mut waiting = [0_usize; AHEAD];
        let mut bytes = 0;
        for turn in 0.. {
            let taken = if bytes < budget { self.marker.list.pop().unwrap_or(0) } else { 0 };
            fetch(taken);
            let object = std::mem::replace(&mut waiting[turn % AHEAD], taken);
            if object != 0 {
                // SAFETY: only live objects are on the list.
                let size = unsafe { self.look_at(std::ptr::with_exposed_provenance_mut(object)) };
                bytes += size.max(LEAST_BYTES);
            } else if waiting == [0; AHEAD] {
                let Some(place) = (bytes < budget).then(|| self.marker.partial.pop()).flatten() else { break };
                let owner = self.marker.partial.pop().expect("numbers stand behind their objects");
                // SAFETY: only live arrays and maps are among the partial ones.
                bytes += unsafe { self.look_at_values(std::ptr::with_exposed_provenance_mut(owner), place) };
            }
        }
        bytes
    }

    /// Marks all granules of an object, and the objects it refers to.
    ///
    /// # Safety
    /// A live object that is not young, and there are no young objects.
    unsafe fn look_at(&mut self, object: *mut Header) -> usize {
        // SAFETY: by the caller, a live object.
        let size = unsafe { self.cover(object) };
        // SAFETY: a live object begins with its header.
        match unsafe { (*object).kind } {
            kind::STRING | kind::BUFFER | kind::STRUCT_DEF | kind::NATIVE => {}
            kind::SLICE => {
                // SAFETY: a slice.
                let buffer = unsafe { (*object.cast::<Slice>()).buffer };
                // SAFETY: the buffer of a live slice, which is no younger than the slice.
                unsafe { self.marker.reach(buffer.cast(), self.old) };
            }
            kind::ARRAY | kind::MAP => {
                // SAFETY: an array or map.
                unsafe { self.cover_storage(object) };
                // SAFETY: an array or map.
                return size + unsafe { self.look_at_values(object, 0) };
            }
            object_kind => {
                // SAFETY: a live object.
                let [first, second] = unsafe { ranges(object, self.shapes) };
                // SAFETY: the values of a live object.
                unsafe { self.reach_all(first) };
                // SAFETY: the values of a live object.
                unsafe { self.reach_all(second) };
                if object_kind == kind::MODULE {
                    // SAFETY: a module.
                    unsafe { self.reach_globals(object.cast()) };
                }
            }
        }
        size
    }

    /// Marks all granules of an object and returns its size.
    ///
    /// # Safety
    /// A live object that is not young.
    unsafe fn cover(&self, object: *mut Header) -> usize {
        // SAFETY: by the caller, a live object.
        let size = unsafe { object_size(object) };
        // SAFETY: a live object begins with its header.
        if unsafe { (*object).gc } & GC_LARGE == 0 {
            // SAFETY: an object of the old space.
            unsafe { self.old.mark_range(object.cast(), size) };
        }
        size
    }

    /// Marks the granules of an array's or map's storage. The bytes of its values count when they
    /// are scanned.
    ///
    /// # Safety
    /// A live array or map that is not young.
    unsafe fn cover_storage(&mut self, object: *mut Header) {
        // SAFETY: a live object begins with its header.
        if unsafe { (*object).kind } == kind::ARRAY {
            // SAFETY: an array.
            let array = unsafe { &*object.cast::<Array>() };
            if array.capacity != 0 {
                // SAFETY: the storage of a live array.
                unsafe { self.cover_block(array.data.wrapping_byte_sub(ELEMENTS_ITEMS).cast()) };
            }
            return;
        }
        // SAFETY: a map.
        let map = unsafe { &*object.cast::<Map>() };
        if map.capacity != 0 {
            // SAFETY: the storage of a live map.
            unsafe { self.cover_block(map.entries.wrapping_byte_sub(ENTRIES_ITEMS).cast()) };
        }
        if !map.index.is_null() {
            // SAFETY: the index of a live map.
            unsafe { self.cover_block(map.index.wrapping_byte_sub(INDEX_SLOTS).cast()) };
        }
    }

    /// # Safety
    /// Live storage that is not young.
    unsafe fn cover_block(&self, storage: *mut Header) {
        // SAFETY: by the caller, live storage.
        if unsafe { (*storage).gc } & GC_LARGE != 0 {
            // SAFETY: a large object.
            unsafe { large::mark(storage) };
        } else {
            // SAFETY: storage in the old space.
            unsafe { self.cover(storage) };
        }
    }

    /// Scans values of an array or map from number `from` on, and puts the rest back on the list.
    ///
    /// # Safety
    /// A live array or map that is not young, and there are no young objects.
    unsafe fn look_at_values(&mut self, object: *mut Header, from: usize) -> usize {
        // SAFETY: by the caller, an array or map.
        let (values, count) = unsafe { storage_values(object) };
        let taken = count.saturating_sub(from).min(CHUNK);
        // SAFETY: values of a live object.
        unsafe { self.reach_all((values.wrapping_add(from), taken)) };
        if from + taken < count {
            let partial = &mut self.marker.partial;
            if !partial.fits(2) {
                // SAFETY: values of a live object.
                unsafe { self.reach_all((values.wrapping_add(from + taken), count - from - taken)) };
                return (count - from) * size_of::<Bits>();
            }
            partial.push(object as usize);
            partial.push(from + taken);
        }
        taken * size_of::<Bits>()
    }

    /// Marks what the globals of a module refer to, the first time it is reached.
    ///
    /// # Safety
    /// A live module, and there are no young objects.
    unsafe fn reach_globals(&mut self, module: *mut Module) {
        // SAFETY: by the caller, a module.
        let module = unsafe { &*module };
        if let Some(words) = self.tables.reach(module.table, module.generation) {
            // SAFETY: root tables hold no stale words.
            unsafe { self.reach_all((words.as_ptr().cast(), words.len())) };
        }
    }
}

/// Prefetches the object at an address.
#[inline(always)]
fn fetch(object: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch accesses nothing, whatever the address.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(std::ptr::without_provenance(object));
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = object;
}

/// The values in the storage of an array or map.
///
/// # Safety
/// `object` is a live array or map.
pub(crate) unsafe fn storage_values(object: *mut Header) -> Range {
    // SAFETY: a live object begins with its header.
    if unsafe { (*object).kind } == kind::ARRAY {
        // SAFETY: an array.
        let array = unsafe { &*object.cast::<Array>() };
        return (array.data, if array.capacity == 0 { 0 } else { array.len as usize });
    }
    // SAFETY: a map.
    let map = unsafe { &*object.cast::<Map>() };
    (map.entries.cast(), if map.capacity == 0 { 0 } else { 2 * map.len as usize })
}
