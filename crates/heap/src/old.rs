//! The old space: blocks of 256 KiB in one stretch of addresses, which grows at its end and whose
//! objects stay where they are.
//!
//! Two bitmaps have a bit per granule: `live`, what is taken, and `mark`, what the running marking
//! has reached; when marking ends they change places. So free memory is found by looking for zeros,
//! whatever the sizes around it, and nothing has to be swept object by object. Objects of like size
//! share blocks, so that a gap one leaves fits the next. Invariant: a granule whose `live` bit is
//! clear belongs to no object; outside of marking the `mark` bits mean nothing.

use std::ptr::{self, NonNull};

use crate::bitmap;
use crate::layout::{GRANULE, Header};
use crate::pages::{Mapping, POISON};
use crate::remembered::{BlockHeader, Remembered};
use crate::span::Span;

/// Bytes of a block; blocks are aligned to this.
pub(crate) const BLOCK: usize = 256 << 10;
/// Granules of a block.
const BLOCK_GRANULES: usize = BLOCK / GRANULE;
/// Words of a block's part of a bitmap.
pub(crate) const BLOCK_WORDS: usize = BLOCK_GRANULES / 64;
/// Granules of a block that objects may take.
const USABLE_GRANULES: usize = BLOCK_GRANULES - 1;
/// Bytes of a block's part of a bitmap.
const BLOCK_BITMAP_BYTES: usize = BLOCK_WORDS * size_of::<u64>();
/// Granules of a block that can certainly be used, if no object is larger than a quarter of it.
const CERTAIN_BYTES: usize = BLOCK / 4 * 3;
/// The space grows by this part of its blocks.
const GROWTH_DIVISOR: usize = 2;
/// A block with fewer free granules than this is not searched for gaps.
const WORTHWHILE_GRANULES: usize = BLOCK_GRANULES / 16;

/// Number of groups of sizes.
const GROUPS: usize = 7;

/// No block.
const NONE: u32 = u32::MAX;

/// What a block is used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
enum State {
    /// Free, without memory behind it.
    Released = 0,
    /// Free, with memory behind it.
    Free = 1,
    /// Holds objects.
    Used = 2,
}

/// A block, as the allocator sees it.
#[derive(Clone, Copy, Debug)]
struct Block {
    state: State,
    group: u8,
    /// Next in the list of its group.
    next: u32,
}

/// Where objects of a group of sizes go next.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    next: *mut u8,
    end: *mut u8,
    block: u32,
    /// Granule of the block from which on gaps are looked for.
    granule: u32,
}

const NO_CURSOR: Cursor = Cursor { next: ptr::null_mut(), end: ptr::null_mut(), block: NONE, granule: 0 };

/// The old space of one heap.
#[derive(Debug)]
pub(crate) struct OldSpace {
    memory: Span,
    base: usize,
    live: Mapping,
    mark: Mapping,
    /// The remembered set's bits.
    logged: Mapping,
    /// As many as have memory mapped for them.
    blocks: Vec<Block>,
    dirty: Vec<u8>,
    /// Blocks below this have been used.
    top: usize,
    cursors: [Cursor; GROUPS],
    /// Blocks with gaps, by group.
    gaps: [u32; GROUPS],
    /// Where to look for a free block with memory, and for one without.
    free_hint: usize,
    released_hint: usize,
    used_blocks: usize,
    free_blocks: usize,
    /// Bytes taken.
    taken: usize,
    /// Whether marking runs, so that what is allocated counts as marked.
    pub(crate) marking: bool,
    remembered: NonNull<Remembered>,
}

impl OldSpace {
    /// An empty space with `least` bytes to [spare](Self::spare), which can grow to `most` bytes in
    /// all.
    pub(crate) fn new(least: usize, most: usize) -> Option<OldSpace> {
        let count = blocks_to_spare(least);
        let most = most.div_ceil(BLOCK).max(count) * BLOCK;
        let memory = Span::new(count * BLOCK, most, BLOCK)?;
        let base = memory.base() as usize;
        let set = Remembered { base, logged: ptr::null_mut(), dirty: ptr::null_mut(), large: ptr::null_mut() };
        let mut space = OldSpace {
            base,
            live: Mapping::new(1)?,
            mark: Mapping::new(1)?,
            logged: Mapping::new(1)?,
            remembered: NonNull::from(Box::leak(Box::new(set))),
            memory,
            blocks: Vec::new(),
            dirty: Vec::new(),
            top: 0,
            cursors: [NO_CURSOR; GROUPS],
            gaps: [NONE; GROUPS],
            free_hint: 0,
            released_hint: 0,
            used_blocks: 0,
            free_blocks: 0,
            taken: 0,
            marking: false,
        };
        space.grow(count)?;
        Some(space)
    }

    /// How many blocks the space should have so that there are `bytes` to [spare](Self::spare), and
    /// so that growing stays rare. `None` if it cannot grow so far.
    pub(crate) fn growth(&self, bytes: usize) -> Option<(usize, usize)> {
        let most = self.memory.most() / BLOCK;
        let least = self.used_blocks + blocks_to_spare(bytes);
        (least <= most).then(|| (least, (self.blocks.len() + self.blocks.len() / GROWTH_DIVISOR).clamp(least, most)))
    }

    /// Maps memory for `count` blocks in all, at most as many as the space can grow to. On failure
    /// the space has as many as before.
    pub(crate) fn grow(&mut self, count: usize) -> Option<()> {
        let more = count.saturating_sub(self.blocks.len());
        self.blocks.try_reserve(more).ok()?;
        self.dirty.try_reserve(more).ok()?;
        let mut mapped = self.memory.grow(count * BLOCK);
        for bitmap in [&mut self.live, &mut self.mark, &mut self.logged] {
            let bytes = count * BLOCK_BITMAP_BYTES;
            mapped = mapped.and_then(|()| if bytes <= bitmap.len() { Some(()) } else { bitmap.resize(bytes) });
        }
        // SAFETY: the set lives as long as the space, and no store runs meanwhile.
        let set = unsafe { self.remembered.as_mut() };
        // Needed after a failure too: what was resized before it may have moved.
        set.logged = self.logged.base().cast();
        if mapped.is_some() {
            self.blocks.resize(count, Block { state: State::Released, group: 0, next: NONE });
            self.dirty.resize(count, 0);
        }
        set.dirty = self.dirty.as_mut_ptr();
        mapped
    }

    #[inline(always)]
    fn live(&self) -> *mut u64 {
        self.live.base().cast()
    }

    #[inline(always)]
    fn mark(&self) -> *mut u64 {
        self.mark.base().cast()
    }

    /// Whether an address lies in the space.
    #[inline(always)]
    pub(crate) fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.base) < self.blocks.len() * BLOCK
    }

    /// Bytes of all blocks.
    pub(crate) fn capacity(&self) -> usize {
        self.blocks.len() * BLOCK
    }

    /// Bytes taken: by objects, and by what is set aside for the next ones.
    pub(crate) fn taken(&self) -> usize {
        self.taken
    }

    /// Bytes of blocks with memory behind them.
    pub(crate) fn resident(&self) -> usize {
        (self.used_blocks + self.free_blocks) * BLOCK
    }

    /// Bytes of blocks that hold objects.
    pub(crate) fn in_use(&self) -> usize {
        self.used_blocks * BLOCK
    }

    /// Bytes that can certainly be allocated, if no object is larger than a quarter of a block.
    pub(crate) fn spare(&self) -> usize {
        (self.blocks.len() - self.used_blocks).saturating_sub(GROUPS) * CERTAIN_BYTES
    }

    /// The remembered set.
    pub(crate) fn remembered(&self) -> *mut Remembered {
        self.remembered.as_ptr()
    }

    /// Memory for an object. The caller made sure that there is [`OldSpace::spare`].
    #[inline]
    pub(crate) fn allocate(&mut self, size: usize) -> *mut u8 {
        let group = group_of(size);
        let cursor = &mut self.cursors[group];
        let object = cursor.next;
        if size > cursor.end as usize - object as usize {
            return self.allocate_slow(group, size);
        }
        cursor.next = object.wrapping_add(size);
        self.mark_new(object, size);
        object
    }

    #[cold]
    #[inline(never)]
    fn allocate_slow(&mut self, group: usize, size: usize) -> *mut u8 {
        while !self.next_gap(group, size / GRANULE) {
            let block = match self.gaps[group] {
                NONE => self.take_free(group),
                block => {
                    self.gaps[group] = self.blocks[block as usize].next;
                    block
                }
            };
            // The first granule is the block's header.
            self.cursors[group] = Cursor { block, granule: 1, ..NO_CURSOR };
        }
        let cursor = &mut self.cursors[group];
        let object = cursor.next;
        cursor.next = object.wrapping_add(size);
        self.mark_new(object, size);
        object
    }

    /// What is allocated while marking runs counts as reached.
    #[inline(always)]
    fn mark_new(&self, object: *mut u8, size: usize) {
        if self.marking {
            // SAFETY: memory of this space.
            unsafe { self.mark_range(object, size) };
        }
    }

    /// Moves a cursor to the next gap of at least `granules` in its block; false if there is none.
    fn next_gap(&mut self, group: usize, granules: usize) -> bool {
        let Cursor { block, mut granule, .. } = self.cursors[group];
        if block == NONE {
            return false;
        }
        let words = self.live().wrapping_add(block as usize * BLOCK_WORDS);
        // SAFETY: the part of the bitmap that belongs to the block.
        while let Some((start, len)) = unsafe { bitmap::next_gap(words, granule as usize, BLOCK_GRANULES) } {
            granule = (start + len) as u32;
            if len >= granules {
                // SAFETY: the gap was found in the part of the bitmap that belongs to the block.
                unsafe { bitmap::set(words, start, len) };
                self.taken += len * GRANULE;
                let next = self.at(block as usize * BLOCK + start * GRANULE);
                self.cursors[group] = Cursor { next, end: next.wrapping_add(len * GRANULE), block, granule };
                return true;
            }
        }
        self.cursors[group] = NO_CURSOR;
        false
    }

    /// A free block, with its header.
    fn take_free(&mut self, group: usize) -> u32 {
        let wanted = if self.free_blocks > 0 { State::Free } else { State::Released };
        let hint = if wanted == State::Free { &mut self.free_hint } else { &mut self.released_hint };
        let place = self.blocks[*hint..].iter().position(|block| block.state == wanted);
        let block = *hint + place.expect("the collection made sure of a free block");
        *hint = block + 1;
        self.free_blocks -= usize::from(wanted == State::Free);
        self.used_blocks += 1;
        self.top = self.top.max(block + 1);
        self.blocks[block] = Block { state: State::Used, group: group as u8, next: NONE };
        let header = self.at(block * BLOCK).cast::<BlockHeader>();
        // SAFETY: the first granule of a block that holds nothing.
        unsafe { header.write(BlockHeader { remembered: self.remembered.as_ptr() }) };
        block as u32
    }

    fn at(&self, offset: usize) -> *mut u8 {
        self.memory.base().wrapping_add(offset)
    }

    fn granule_of(&self, address: *const u8) -> usize {
        (address as usize - self.base) / GRANULE
    }

    /// Marks an object by its first granule; false if it was marked before.
    ///
    /// # Safety
    /// An object of this space.
    #[inline]
    pub(crate) unsafe fn mark_first(&self, object: *const Header) -> bool {
        // SAFETY: the bitmap covers the space.
        unsafe { !bitmap::test_and_set(self.mark(), self.granule_of(object.cast())) }
    }

    /// Whether an object is marked.
    ///
    /// # Safety
    /// An object of this space.
    pub(crate) unsafe fn is_marked(&self, object: *const Header) -> bool {
        // SAFETY: the bitmap covers the space.
        unsafe { bitmap::test(self.mark(), self.granule_of(object.cast())) }
    }

    /// Marks all granules of an object.
    ///
    /// # Safety
    /// `size` bytes of this space.
    #[inline]
    pub(crate) unsafe fn mark_range(&self, object: *const u8, size: usize) {
        // SAFETY: the bitmap covers the space.
        unsafe { bitmap::set(self.mark(), self.granule_of(object), size / GRANULE) };
    }

    /// Whether all granules in a range are taken, for verification.
    pub(crate) fn is_taken(&self, object: *const u8, size: usize) -> bool {
        let first = self.granule_of(object);
        // SAFETY: the bitmap covers the space.
        (first..first + size / GRANULE).all(|granule| unsafe { bitmap::test(self.live(), granule) })
    }

    /// Whether an object is entered in the remembered set, for verification.
    pub(crate) fn is_logged(&self, object: *const Header) -> bool {
        // SAFETY: the set lives as long as the space.
        let logged = unsafe { self.remembered.as_ref() }.logged;
        // SAFETY: the bitmap covers the space.
        unsafe { bitmap::test(logged, self.granule_of(object.cast())) }
    }

    /// Number of blocks that may hold something.
    pub(crate) fn block_count(&self) -> usize {
        self.top
    }

    /// Whether objects of a block were entered in the remembered set; they are to be taken now.
    pub(crate) fn take_dirty(&mut self, block: usize) -> bool {
        let flag: *mut u8 = &raw mut self.dirty[block];
        // SAFETY: one byte for each block; the barrier writes to it only between collections.
        unsafe { flag.replace(0) != 0 }
    }

    /// Takes the bits of objects entered in the remembered set, from word `word` of a block; bit n
    /// is the object at [`OldSpace::object_at`] n.
    pub(crate) fn take_logged(&mut self, block: usize, word: usize) -> u64 {
        // SAFETY: the set lives as long as the space.
        let logged = unsafe { self.remembered.as_ref() }.logged;
        // SAFETY: a word of the bitmap.
        unsafe { logged.wrapping_add(block * BLOCK_WORDS + word).replace(0) }
    }

    /// The object that bit `bit` of a word of a block's bits stands for.
    pub(crate) fn object_at(&self, block: usize, word: usize, bit: usize) -> *mut Header {
        self.at(block * BLOCK + (word * 64 + bit) * GRANULE).cast()
    }

    /// Begins marking: nothing is reached.
    pub(crate) fn clear_marks(&mut self) {
        // SAFETY: the bitmap covers all blocks.
        unsafe { self.mark().write_bytes(0, self.top * BLOCK_WORDS) };
        self.marking = true;
    }

    /// Ends marking: what is not marked is free.
    pub(crate) fn sweep(&mut self, poison: bool) {
        std::mem::swap(&mut self.live, &mut self.mark);
        self.marking = false;
        self.cursors = [NO_CURSOR; GROUPS];
        self.gaps = [NONE; GROUPS];
        (self.free_hint, self.released_hint) = (0, 0);
        let mut granules = 0;
        for block in (0..self.top).rev() {
            if self.blocks[block].state != State::Used {
                continue;
            }
            let words = self.live().wrapping_add(block * BLOCK_WORDS);
            // SAFETY: the part of the bitmap that belongs to the block.
            let taken = unsafe { bitmap::count(words, BLOCK_WORDS) };
            granules += taken;
            if poison {
                self.poison_gaps(block);
            }
            let Block { state, group, next } = &mut self.blocks[block];
            if taken == 0 {
                *state = State::Free;
                self.used_blocks -= 1;
                self.free_blocks += 1;
            } else if USABLE_GRANULES - taken >= WORTHWHILE_GRANULES {
                *next = self.gaps[*group as usize];
                self.gaps[*group as usize] = block as u32;
            }
        }
        self.taken = granules * GRANULE;
    }

    fn poison_gaps(&self, block: usize) {
        let words = self.live().wrapping_add(block * BLOCK_WORDS);
        let mut at = 1;
        // SAFETY: the part of the bitmap that belongs to the block.
        while let Some((start, len)) = unsafe { bitmap::next_gap(words, at, BLOCK_GRANULES) } {
            at = start + len;
            let gap = self.at(block * BLOCK + start * GRANULE);
            // SAFETY: granules of a used block that belong to no object.
            unsafe { gap.write_bytes(POISON, len * GRANULE) };
        }
    }

    /// Returns memory of free blocks to the system: at most `most` bytes, and `kept` bytes stay.
    pub(crate) fn release(&mut self, kept: usize, most: usize) {
        let mut excess = self.free_blocks.saturating_sub(kept.div_ceil(BLOCK)).min(most / BLOCK);
        let mut end = self.top;
        while excess > 0 {
            let Some(last) = self.blocks[..end].iter().rposition(|block| block.state == State::Free) else { return };
            let first = (0..=last)
                .rev()
                .take(excess)
                .take_while(|&block| self.blocks[block].state == State::Free)
                .last()
                .unwrap_or(last);
            self.memory.discard(self.at(first * BLOCK), (last + 1 - first) * BLOCK);
            for block in &mut self.blocks[first..=last] {
                block.state = State::Released;
            }
            self.released_hint = self.released_hint.min(first);
            self.free_blocks -= last + 1 - first;
            excess -= last + 1 - first;
            end = first;
        }
    }
}

impl Drop for OldSpace {
    fn drop(&mut self) {
        // SAFETY: leaked by `new`; the blocks that refer to it go with this space.
        drop(unsafe { Box::from_raw(self.remembered.as_ptr()) });
    }
}

/// Unused blocks that give `bytes` to [spare](OldSpace::spare).
fn blocks_to_spare(bytes: usize) -> usize {
    GROUPS + bytes.div_ceil(CERTAIN_BYTES)
}

/// The group of sizes that share blocks.
#[inline]
fn group_of(size: usize) -> usize {
    match size {
        0..=32 => 0,
        33..=64 => 1,
        65..=128 => 2,
        129..=256 => 3,
        257..=1024 => 4,
        1025..=8192 => 5,
        _ => 6,
    }
}
