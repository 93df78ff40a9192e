//! The heap of one VM: where objects are allocated, and what keeps them alive.
//!
//! Small objects are allocated in a young space by advancing a pointer (bump allocation). A
//! collection moves those alive to the old space. Large objects have mappings of their own. Under
//! `stress` the young space is the only one, and every collection moves all of it. Invariant: the
//! young space can be walked object by object from its start to the buffer's `next` whenever no
//! operation of this crate is running.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ptr::NonNull;

use crate::error::HeapError;
use crate::handle::HandleStack;
use crate::hash::Hasher;
use crate::large::LargeSpace;
use crate::layout::{AllocBuffer, GC_LARGE, GRANULE, Header, Module, round_up};
use crate::limit::MemoryLimit;
use crate::mark::Marker;
use crate::old::OldSpace;
use crate::pace::Pace;
use crate::pages::{Mapping, PAGE};
use crate::root::{RootTable, RootTables};
use crate::shape::{Shape, ShapeId, Shapes};
use crate::stats::{Pauses, Stats};
use crate::string::SHARED_STRINGS;
use crate::value::{Bits, Value};
use crate::worklist::Worklist;

/// The least limit of a heap, in bytes: a lower one is raised to it.
pub const LEAST_LIMIT_BYTES: usize = 64 << 10;
const MOST_LIMIT: usize = 64 << 30;
/// The old space keeps room for this many young spaces, unless memory runs out.
pub(crate) const SPARE_YOUNG_SPACES: usize = 2;
/// Address space that a heap with the default young space takes at first, in bytes.
pub const LEAST_ADDRESS_BYTES: usize = 12 << 20;
/// The largest object that moves, in bytes: four fit in a block of the old space.
const MOST_SMALL: usize = 64 << 10;

/// How a heap behaves.
#[derive(Clone, Debug)]
pub struct HeapConfig {
    /// The most bytes that objects take up: the young space, the blocks of the old space and large
    /// objects. At most 64 GiB, and half of what [`MemoryLimit`] leaves when the heap is made. An
    /// allocation fails when a collection leaves less than 1/64 of this free.
    pub limit_bytes: usize,
    /// Seed of the hash behind maps; by default drawn at random.
    pub seed: u64,
    /// Move every object at every allocation, and make the memory they leave inaccessible.
    pub stress: bool,
    /// Fill dead memory with a pattern; by default in debug builds.
    pub poison: bool,
    /// Objects of at least this size are never moved (except under `stress`, where all are). At
    /// least 1024, at most 64 KiB and a quarter of `young_bytes`.
    pub large_bytes: usize,
    /// Size of the young space, and so how much may be allocated between two collections. At least
    /// 4096, at most an eighth of `limit_bytes` and 64 MiB.
    pub young_bytes: usize,
}

impl Default for HeapConfig {
    fn default() -> HeapConfig {
        HeapConfig {
            limit_bytes: 4 << 30,
            seed: RandomState::new().hash_one(0),
            stress: false,
            poison: cfg!(debug_assertions),
            large_bytes: 64 << 10,
            young_bytes: 1 << 20,
        }
    }
}

/// Objects, roots and the collector of one VM. One thread uses it at a time.
pub struct Heap {
    pub(crate) buffer: NonNull<AllocBuffer>,
    /// The young space; under `stress` the only one.
    pub(crate) space: Mapping,
    /// Spaces that `stress` keeps inaccessible for a while, so that their addresses are not used
    /// again at once.
    pub(crate) quarantine: Vec<Mapping>,
    pub(crate) old: OldSpace,
    pub(crate) large: LargeSpace,
    pub(crate) marker: Marker,
    /// Copied objects that a minor collection has to look at.
    pub(crate) copies: Worklist,
    pub(crate) pace: Pace,
    pub(crate) config: HeapConfig,
    pub(crate) hasher: Hasher,
    /// Factors of maps' indexes, by the logarithm of the number of slots; 0 if not drawn yet.
    pub(crate) factors: [u32; u32::BITS as usize],
    pub(crate) shapes: Shapes,
    pub(crate) handles: HandleStack,
    pub(crate) tables: RootTables,
    /// The strings that are made once (see `string`), nil until then.
    pub(crate) shared: RootTable,
    pub(crate) stack: Option<ValueStack>,
    /// All module objects; the collector removes dead ones.
    pub(crate) modules: Vec<NonNull<Module>>,
    pub(crate) dead_modules: Vec<u64>,
    pub(crate) stats: Stats,
    pub(crate) pauses: Pauses,
}

/// The value stack of the VM: words in `[bottom, *top)` are roots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueStack {
    pub(crate) bottom: *mut Bits,
    pub(crate) top: *const *const Bits,
}

// SAFETY: everything a heap points to belongs to it alone, but for the value stack, whose owner
// promised in `set_stack` to keep it valid wherever the heap is used.
unsafe impl Send for Heap {}

impl Heap {
    /// An empty heap.
    ///
    /// # Errors
    /// [`HeapError::OutOfMemory`] if the system gives no memory for the first space.
    pub fn new(config: HeapConfig) -> Result<Heap, HeapError> {
        let config = config.adjusted(MemoryLimit::tightest());
        let handles = HandleStack::new()?;
        let oom = HeapError::OutOfMemory;
        // Blocks are given out whole, and a collection may pass the limit before it finds out.
        let reserved = config.limit_bytes + config.limit_bytes / 8 + 2 * config.young_bytes;
        let spare = SPARE_YOUNG_SPACES * config.young_bytes;
        let old = OldSpace::new(spare, if config.stress { 0 } else { reserved }).ok_or(oom)?;
        let space = Mapping::new(config.young_bytes).ok_or(oom)?;
        let end = if config.stress { space.base() } else { space.end() };
        let marker = Marker::new(old.capacity() / GRANULE).ok_or(oom)?;
        let mut tables = RootTables::default();
        let shared = tables.add(SHARED_STRINGS, Bits::NIL)?;
        let buffer = Box::new(AllocBuffer { next: space.base(), end });
        Ok(Heap {
            buffer: NonNull::from(Box::leak(buffer)),
            copies: Worklist::new(config.young_bytes / GRANULE).ok_or(oom)?,
            pace: Pace::new(&config),
            large: LargeSpace::new(config.poison, old.remembered()),
            old,
            marker,
            hasher: Hasher::new(config.seed),
            factors: [0; u32::BITS as usize],
            space,
            quarantine: Vec::new(),
            shapes: Shapes::default(),
            handles,
            tables,
            shared,
            stack: None,
            modules: Vec::new(),
            dead_modules: Vec::new(),
            stats: Stats::default(),
            pauses: Pauses::new(),
            config,
        })
    }

    /// Where machine code allocates; the address holds while the heap lives, also when the `Heap`
    /// itself is moved.
    pub fn alloc_buffer(&self) -> *mut AllocBuffer {
        self.buffer.as_ptr()
    }

    /// Registers the value stack: at each collection the words from `bottom` up to what `top` then
    /// points to are roots, and are updated.
    ///
    /// # Safety
    /// Whenever the heap allocates or collects, `top` is readable, and every word in
    /// `[bottom, *top)` is readable, writable and not stale; until another stack is registered or
    /// the heap is dropped.
    pub unsafe fn set_stack(&mut self, bottom: *const Bits, top: *const *const Bits) {
        self.stack = Some(ValueStack { bottom: bottom.cast_mut(), top });
    }

    /// The shape of structs called `name` with these fields, the same for equal definitions.
    ///
    /// # Errors
    /// Too many fields or shapes.
    pub fn intern_shape(&mut self, name: &[u8], fields: &[&[u8]]) -> Result<ShapeId, HeapError> {
        self.shapes.intern(name, fields)
    }

    /// The shape called `id`.
    ///
    /// # Panics
    /// If `id` comes from another heap.
    pub fn shape(&self, id: ShapeId) -> &Shape {
        self.shapes.get(id).expect("a shape id of this heap")
    }

    /// The shape of objects whose kind word is `kind`; `None` if they are no instances.
    pub fn shape_of_kind(&self, kind: u32) -> Option<&Shape> {
        self.shapes.get(ShapeId::from_kind(kind)?)
    }

    /// Records of modules that a collection found dead since the last call, for their owner to
    /// free.
    pub fn take_dead_modules(&mut self) -> Vec<u64> {
        let taken = std::mem::take(&mut self.dead_modules);
        // The collector may not allocate, so the list keeps room for every module alive.
        self.dead_modules = Vec::with_capacity(self.modules.len());
        taken
    }

    /// What the heap runs with.
    pub fn config(&self) -> &HeapConfig {
        &self.config
    }

    /// Whether an object belongs to this heap, so that what the heap knows applies to it.
    pub(crate) fn owns(&self, value: Value<'_>) -> bool {
        if !value.bits().is_heap() {
            return false;
        }
        let object = value.bits().as_object();
        // SAFETY: a value is not stale.
        if unsafe { (*object).gc } & GC_LARGE == 0 {
            return self.is_young(object) || self.old.contains(object as usize);
        }
        // SAFETY: a large object, of this heap or another.
        unsafe { self.large.owns(object) }
    }

    /// Whether an address lies in the used part of the young space.
    pub(crate) fn is_young(&self, object: *const Header) -> bool {
        (object as usize).wrapping_sub(self.space.base() as usize) < self.used()
    }

    /// Bytes of young objects, alive or not yet collected.
    pub(crate) fn used(&self) -> usize {
        self.next() as usize - self.space.base() as usize
    }

    #[inline(always)]
    pub(crate) fn next(&self) -> *mut u8 {
        // SAFETY: the buffer lives as long as the heap.
        unsafe { (*self.buffer.as_ptr()).next }
    }

    #[inline(always)]
    pub(crate) fn room(&self) -> usize {
        // SAFETY: the buffer lives as long as the heap.
        let end = unsafe { (*self.buffer.as_ptr()).end };
        end as usize - self.next() as usize
    }

    /// Bounds of the young space.
    pub(crate) fn young(&self) -> (usize, usize) {
        (self.space.base() as usize, self.space.len())
    }

    pub(crate) fn set_buffer(&mut self, next: *mut u8, end: *mut u8) {
        // SAFETY: the buffer lives as long as the heap, and nothing else refers to it now.
        unsafe { self.buffer.write(AllocBuffer { next, end }) };
    }

    /// Whether an object of `size` bytes goes to the large-object space.
    #[inline]
    pub(crate) fn is_large(&self, size: usize) -> bool {
        size >= self.config.large_bytes && !self.config.stress
    }

    /// Makes sure that small objects of `small` bytes in all, and large ones of `large` bytes in
    /// all, can be allocated without a collection; collects if need be.
    #[inline]
    pub(crate) fn prepare(&mut self, small: usize, large: usize) -> Result<(), HeapError> {
        if large == 0 && small <= self.room() {
            return Ok(());
        }
        self.prepare_slow(small, large)
    }

    /// As [`Heap::prepare`] for one object of `size` bytes beside small ones of `small` bytes.
    #[inline]
    pub(crate) fn prepare_sized(&mut self, small: usize, size: usize) -> Result<(), HeapError> {
        if self.is_large(size) { self.prepare(small, size) } else { self.prepare(small.saturating_add(size), 0) }
    }

    #[cold]
    #[inline(never)]
    fn prepare_slow(&mut self, small: usize, large: usize) -> Result<(), HeapError> {
        let large = if large == 0 { 0 } else { LargeSpace::footprint(large).ok_or(HeapError::OutOfMemory)? };
        if self.config.stress {
            return self.move_all(small);
        }
        if small > self.room() || self.is_due(large) {
            self.step(large)?;
        }
        // An object that is not large fits in an empty young space (see `HeapConfig::adjusted`).
        if small <= self.room() { Ok(()) } else { Err(HeapError::OutOfMemory) }
    }

    /// A small object, uninitialised but for its header. `size` is a multiple of the granule, and
    /// [`Heap::prepare`] made room.
    #[inline]
    pub(crate) fn bump(&mut self, kind: u32, size: usize) -> *mut Header {
        debug_assert!(size.is_multiple_of(16) && size <= self.room(), "room was prepared");
        let next = self.next();
        // SAFETY: the buffer lives as long as the heap.
        unsafe { (*self.buffer.as_ptr()).next = next.wrapping_add(size) };
        let object = next.cast::<Header>();
        // SAFETY: the room ahead of `next` belongs to no object yet.
        unsafe { object.write(Header::new(kind, size)) };
        object
    }

    /// An object of fixed small size.
    #[inline]
    pub(crate) fn alloc_fixed(&mut self, kind: u32, size: usize) -> Result<*mut Header, HeapError> {
        self.prepare(size, 0)?;
        Ok(self.bump(kind, size))
    }

    /// An object of any size, for which [`Heap::prepare_sized`] made room.
    #[inline]
    pub(crate) fn alloc_prepared(&mut self, kind: u32, size: usize) -> Result<*mut Header, HeapError> {
        let size = round_up(size);
        if !self.is_large(size) {
            return Ok(self.bump(kind, size));
        }
        let object = self.grow_marker().and_then(|()| self.large.allocate(kind, size));
        object.map(NonNull::as_ptr).ok_or(HeapError::OutOfMemory)
    }
}

impl HeapConfig {
    /// The configuration with every value brought within its bounds.
    fn adjusted(self, limit: Option<MemoryLimit>) -> HeapConfig {
        // The tables of the old space take half as much again, and it grows before it is used.
        let possible = limit.map_or(MOST_LIMIT, |limit| limit.left() / 2);
        let limit_bytes = self.limit_bytes.min(possible).clamp(LEAST_LIMIT_BYTES, MOST_LIMIT);
        let young_bytes = self.young_bytes.clamp(4096, (limit_bytes / 8).min(64 << 20)).next_multiple_of(PAGE);
        let large_bytes = self.large_bytes.min(MOST_SMALL).min(young_bytes / 4).max(1024);
        HeapConfig { limit_bytes, young_bytes, large_bytes, ..self }
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: the buffer was leaked by `new`, and the heap was its only owner.
        drop(unsafe { Box::from_raw(self.buffer.as_ptr()) });
    }
}

impl fmt::Debug for Heap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heap")
            .field("used", &self.used())
            .field("large", &self.large.bytes())
            .field("stats", &self.stats)
            .finish()
    }
}
