//! The heap of one VM: where objects are allocated, and what keeps them alive.
//!
//! Small objects are bumped into one contiguous space that a collection copies out of; large ones have mappings of their own. Invariant:
//! the space can be walked object by object from its start to the window's `next` whenever no operation of this crate is running.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ptr::NonNull;

use crate::error::HeapError;
use crate::handle::HandleStack;
use crate::hash::Hasher;
use crate::large::LargeSpace;
use crate::layout::{AllocWindow, GC_LARGE, Header, Module, round_up};
use crate::pages::Mapping;
use crate::root::RootTables;
use crate::shape::{Shape, ShapeId, Shapes};
use crate::stats::Stats;
use crate::value::{Bits, Value};

/// How a heap behaves.
#[derive(Clone, Debug)]
pub struct HeapConfig {
    /// Most bytes of objects, alive or not yet collected. While a collection copies, the system may lend up to twice as much. An
    /// allocation fails when a collection leaves less than 1/64 of this free.
    pub limit_bytes: usize,
    /// Seed of the hash behind maps; by default drawn at random.
    pub seed: u64,
    /// Move every object at every allocation, and make the memory they leave inaccessible.
    pub stress: bool,
    /// Fill dead memory with a pattern; by default in debug builds.
    pub poison: bool,
    /// Objects of at least this size are not moved (except under `stress`, where all are). At least 1024.
    pub large_bytes: usize,
    /// Least number of bytes allocated between two collections.
    pub budget_bytes: usize,
}

impl Default for HeapConfig {
    fn default() -> HeapConfig {
        HeapConfig {
            limit_bytes: 4 << 30,
            seed: RandomState::new().hash_one(0),
            stress: false,
            poison: cfg!(debug_assertions),
            large_bytes: 128 << 10,
            budget_bytes: 4 << 20,
        }
    }
}

/// Objects, roots and the collector of one VM. One thread uses it at a time.
pub struct Heap {
    pub(crate) window: NonNull<AllocWindow>,
    pub(crate) space: Mapping,
    /// A space kept for the next collection.
    pub(crate) spare: Option<Mapping>,
    /// Old spaces that `stress` keeps inaccessible for a while, so that their addresses are not used again at once.
    pub(crate) quarantine: Vec<Mapping>,
    pub(crate) large: LargeSpace,
    /// Bytes of objects at which the next collection is due.
    pub(crate) goal: usize,
    pub(crate) config: HeapConfig,
    pub(crate) hasher: Hasher,
    pub(crate) shapes: Shapes,
    pub(crate) handles: HandleStack,
    pub(crate) tables: RootTables,
    pub(crate) stack: Option<ValueStack>,
    /// All module objects; the collector removes dead ones.
    pub(crate) modules: Vec<NonNull<Module>>,
    pub(crate) dead_modules: Vec<u64>,
    pub(crate) stats: Stats,
}

/// The value stack of the VM: words in `[bottom, *top)` are roots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueStack {
    pub(crate) bottom: *mut Bits,
    pub(crate) top: *const *const Bits,
}

// SAFETY: everything a heap points to belongs to it alone, but for the value stack, whose owner promised in `set_stack` to keep it
// valid wherever the heap is used.
unsafe impl Send for Heap {}

impl Heap {
    /// An empty heap.
    ///
    /// # Errors
    /// [`HeapError::OutOfMemory`] if the system gives no memory for the first space.
    pub fn new(config: HeapConfig) -> Result<Heap, HeapError> {
        let config = HeapConfig { large_bytes: config.large_bytes.max(1024), ..config };
        let handles = HandleStack::new()?;
        let first_bytes = config.budget_bytes.min(config.limit_bytes);
        let space = Mapping::new(first_bytes).ok_or(HeapError::OutOfMemory)?;
        let end = if config.stress { space.base() } else { space.end() };
        let window = Box::new(AllocWindow { next: space.base(), end });
        Ok(Heap {
            window: NonNull::from(Box::leak(window)),
            goal: first_bytes,
            hasher: Hasher::new(config.seed),
            space,
            spare: None,
            quarantine: Vec::new(),
            large: LargeSpace::new(config.poison),
            shapes: Shapes::default(),
            handles,
            tables: RootTables::default(),
            stack: None,
            modules: Vec::new(),
            dead_modules: Vec::new(),
            stats: Stats::default(),
            config,
        })
    }

    /// Where machine code allocates; the address holds while the heap lives, also when the `Heap` itself is moved.
    pub fn alloc_window(&self) -> *mut AllocWindow {
        self.window.as_ptr()
    }

    /// Registers the value stack: at each collection the words from `bottom` up to what `top` then points to are roots, and are updated.
    ///
    /// # Safety
    /// Whenever the heap allocates or collects, `top` is readable, and every word in `[bottom, *top)` is readable, writable and not
    /// stale; until another stack is registered or the heap is dropped.
    pub unsafe fn set_stack(&mut self, bottom: *const Bits, top: *const *const Bits) {
        self.stack = Some(ValueStack { bottom: bottom.cast_mut(), top });
    }

    /// Forgets the value stack.
    pub fn clear_stack(&mut self) {
        self.stack = None;
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

    /// Records of modules that a collection found dead since the last call, for their owner to free.
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
            return (object as usize).wrapping_sub(self.space.base() as usize) < self.used();
        }
        // SAFETY: a large object, of this heap or another.
        unsafe { self.large.owns(object) }
    }

    /// Bytes of small objects, alive or not yet collected.
    pub(crate) fn used(&self) -> usize {
        self.next() as usize - self.space.base() as usize
    }

    #[inline(always)]
    pub(crate) fn next(&self) -> *mut u8 {
        // SAFETY: the window lives as long as the heap.
        unsafe { (*self.window.as_ptr()).next }
    }

    #[inline(always)]
    fn room(&self) -> usize {
        // SAFETY: the window lives as long as the heap.
        let end = unsafe { (*self.window.as_ptr()).end };
        end as usize - self.next() as usize
    }

    pub(crate) fn set_window(&mut self, next: *mut u8, end: *mut u8) {
        // SAFETY: the window lives as long as the heap, and nothing else refers to it now.
        unsafe { self.window.write(AllocWindow { next, end }) };
    }

    /// Whether an object of `size` bytes goes to the large-object space.
    #[inline]
    pub(crate) fn is_large(&self, size: usize) -> bool {
        size >= self.config.large_bytes && !self.config.stress
    }

    /// Makes sure that small objects of `small` bytes in all, and large ones of `large` bytes in all, can be allocated without a
    /// collection; collects if need be.
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
        let wanted = self.used().saturating_add(self.large.bytes()).saturating_add(small).saturating_add(large);
        if small <= self.room() && wanted <= self.goal {
            return Ok(());
        }
        self.collect_for(small, large)
    }

    /// A small object, uninitialised but for its header. `size` is a multiple of the granule, and [`Heap::prepare`] made room.
    #[inline]
    pub(crate) fn bump(&mut self, kind: u32, size: usize) -> *mut Header {
        debug_assert!(size.is_multiple_of(16) && size <= self.room(), "room was prepared");
        let next = self.next();
        // SAFETY: the window lives as long as the heap.
        unsafe { (*self.window.as_ptr()).next = next.wrapping_add(size) };
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
        let object = self.large.allocate(kind, size).ok_or(HeapError::OutOfMemory)?;
        self.fit_window();
        Ok(object.as_ptr())
    }

    /// Ends the window where small and large objects together reach the goal.
    pub(crate) fn fit_window(&mut self) {
        let next = self.next();
        if self.config.stress {
            return self.set_window(next, next);
        }
        let small_goal = self.goal.saturating_sub(self.large.bytes());
        let end = self.space.base().wrapping_add(small_goal.min(self.space.len()) & !15);
        self.set_window(next, end.max(next));
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: the window was leaked by `new`, and the heap was its only owner.
        drop(unsafe { Box::from_raw(self.window.as_ptr()) });
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
