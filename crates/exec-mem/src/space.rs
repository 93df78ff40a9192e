//! Which units of the committed memory are free: a two-level segregated fit with coalescing.
//!
//! Pure bookkeeping on numbers, apart from the memory itself so that it needs no `unsafe`, cannot
//! be corrupted through a stray write to code, and can be checked against a model. A unit is the
//! arena's granule (16 bytes unless told otherwise) or, under page toggling, a page.
//!
//! Invariant: two physical neighbours are never both free, and freeing never allocates.

use crate::class::{COARSE, FINE, class, fitting_class, same_class};
use crate::error::Error;

/// A block of units, free or used. Stays valid until the block is freed.
pub(crate) type BlockId = u32;

const NIL: u32 = u32::MAX;
/// How many blocks of the size's own list are looked at before a new chunk is asked for.
const SEARCH: usize = 32;
/// Nodes that one `allocate` can need: the block itself and a remainder behind it.
const NODES_PER_ALLOCATION: usize = 2;

#[derive(Clone, Copy, Debug)]
struct Node {
    /// First unit, counted from the arena's base.
    start: u32,
    /// Units.
    len: u32,
    /// Index of the chunk, as given to `add`.
    chunk: u32,
    used: bool,
    /// Physical neighbours within the chunk.
    before: u32,
    after: u32,
    /// Neighbours in the free list; `next_free` also links spare nodes.
    prev_free: u32,
    next_free: u32,
}

/// A block as its user sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) chunk: u32,
}

/// The free and used blocks of a set of chunks.
#[derive(Debug)]
pub(crate) struct Space {
    nodes: Vec<Node>,
    spare: u32,
    spares: usize,
    coarse: u32,
    fine: [u32; COARSE],
    heads: [[u32; FINE as usize]; COARSE],
    free_units: u64,
}

impl Space {
    pub(crate) fn new() -> Self {
        Space {
            nodes: Vec::new(),
            spare: NIL,
            spares: 0,
            coarse: 0,
            fine: [0; COARSE],
            heads: [[NIL; FINE as usize]; COARSE],
            free_units: 0,
        }
    }

    /// Units that are free.
    pub(crate) fn free_units(&self) -> u64 {
        self.free_units
    }

    /// Makes sure that the next `add` succeeds.
    pub(crate) fn prepare(&mut self) -> Result<(), Error> {
        self.want_spares(1)
    }

    /// Adds a chunk of free units. Chunks never merge with one another.
    pub(crate) fn add(&mut self, chunk: u32, start: u32, len: u32) -> Result<(), Error> {
        self.want_spares(1)?;
        let id = self.take_spare();
        self.nodes[id as usize] =
            Node { start, len, chunk, used: false, before: NIL, after: NIL, prev_free: NIL, next_free: NIL };
        self.link(id);
        Ok(())
    }

    /// Takes `len` units whose first is a multiple of `align` (a power of two), or `None` when
    /// no free block holds them.
    #[inline]
    pub(crate) fn allocate(&mut self, len: u32, align: u32) -> Result<Option<BlockId>, Error> {
        if self.spares < NODES_PER_ALLOCATION {
            self.want_spares(NODES_PER_ALLOCATION)?;
        }
        Ok(self.find(len, align).map(|id| self.carve(id, len, align)))
    }

    /// Gives a used block back; it merges with free neighbours.
    #[inline]
    pub(crate) fn free(&mut self, id: BlockId) {
        let Node { start, len, before, after, .. } = self.nodes[id as usize];
        debug_assert!(self.nodes[id as usize].used, "a free block was freed");
        let merge_before = before != NIL && !self.nodes[before as usize].used;
        let merge_after = after != NIL && !self.nodes[after as usize].used;
        match (merge_before, merge_after) {
            // A neighbour that grows keeps its place in its list as long as its class is the same.
            (false, true) => {
                let node = &mut self.nodes[after as usize];
                let old_len = node.len;
                node.start = start;
                node.len += len;
                node.before = before;
                if before != NIL {
                    self.nodes[before as usize].after = after;
                }
                self.put_spare(id);
                self.free_units += u64::from(len);
                self.regrade(after, old_len);
            }
            (true, false) => self.grow_over(before, id),
            (true, true) => {
                self.unlink(after);
                self.absorb(id, after);
                self.grow_over(before, id);
            }
            (false, false) => {
                self.nodes[id as usize].used = false;
                self.link(id);
            }
        }
    }

    /// Merges the unlinked block `id` into the free block before it.
    fn grow_over(&mut self, before: u32, id: u32) {
        let (old_len, grown) = (self.nodes[before as usize].len, self.nodes[id as usize].len);
        self.absorb(before, id);
        self.free_units += u64::from(grown);
        self.regrade(before, old_len);
    }

    /// Gives back the units of a used block behind its first `len`. Without a spare node nothing
    /// happens: the block just stays longer.
    pub(crate) fn trim(&mut self, id: BlockId, len: u32) {
        let node = self.nodes[id as usize];
        if len == 0 || len >= node.len || self.want_spares(1).is_err() {
            return;
        }
        let tail = self.split(id, len);
        self.nodes[tail as usize].used = true;
        self.free(tail);
    }

    /// The block `id`, which must be in use.
    #[inline]
    pub(crate) fn block(&self, id: BlockId) -> Block {
        let node = &self.nodes[id as usize];
        Block { start: node.start, len: node.len, chunk: node.chunk }
    }

    #[cold]
    fn want_spares(&mut self, count: usize) -> Result<(), Error> {
        while self.spares < count {
            self.nodes.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
            let id = u32::try_from(self.nodes.len()).map_err(|_| Error::OutOfMemory)?;
            self.nodes.push(Node {
                start: 0,
                len: 0,
                chunk: 0,
                used: false,
                before: NIL,
                after: NIL,
                prev_free: NIL,
                next_free: NIL,
            });
            self.put_spare(id);
        }
        Ok(())
    }

    #[inline]
    fn take_spare(&mut self) -> u32 {
        let id = self.spare;
        self.spare = self.nodes[id as usize].next_free;
        self.spares -= 1;
        id
    }

    #[inline]
    fn put_spare(&mut self, id: u32) {
        self.nodes[id as usize].next_free = self.spare;
        self.spare = id;
        self.spares += 1;
    }

    /// A free block that holds `len` units from a multiple of `align` on.
    #[inline]
    fn find(&self, len: u32, align: u32) -> Option<u32> {
        // Any block of `len + align - 1` units holds an aligned run of `len`.
        let certain = len.checked_add(align - 1)?;
        self.find_certain(certain).or_else(|| self.find_exact(class(len), len, align))
    }

    #[inline]
    fn find_certain(&self, len: u32) -> Option<u32> {
        let (row, column) = fitting_class(len)?;
        let same_row = self.fine[row] & (u32::MAX << column);
        if same_row != 0 {
            return Some(self.heads[row][same_row.trailing_zeros() as usize]);
        }
        let rows = self.coarse & u32::MAX.checked_shl(row as u32 + 1).unwrap_or(0);
        if rows == 0 {
            return None;
        }
        let row = rows.trailing_zeros() as usize;
        Some(self.heads[row][self.fine[row].trailing_zeros() as usize])
    }

    /// Looks through the lists that may hold a fit without all of their blocks being one.
    #[cold]
    fn find_exact(&self, from: (usize, usize), len: u32, align: u32) -> Option<u32> {
        let mut looked = 0;
        for row in from.0..COARSE {
            let first = if row == from.0 { from.1 } else { 0 };
            let mut columns = self.fine[row] & (u32::MAX << first);
            while columns != 0 {
                let mut id = self.heads[row][columns.trailing_zeros() as usize];
                columns &= columns - 1;
                while id != NIL {
                    let node = &self.nodes[id as usize];
                    let skip = node.start.next_multiple_of(align) - node.start;
                    if u64::from(node.len) >= u64::from(skip) + u64::from(len) {
                        return Some(id);
                    }
                    looked += 1;
                    if looked == SEARCH {
                        return None;
                    }
                    id = node.next_free;
                }
            }
        }
        None
    }

    /// Cuts `len` aligned units out of the free block `id`; what is left stays free.
    #[inline]
    fn carve(&mut self, id: u32, len: u32, align: u32) -> BlockId {
        let node = self.nodes[id as usize];
        let skip = node.start.next_multiple_of(align) - node.start;
        if skip != 0 {
            return self.carve_middle(id, skip, len);
        }
        if node.len == len {
            self.unlink(id);
            self.nodes[id as usize].used = true;
            return id;
        }
        // The front becomes the block, under a new node, so that the remainder can stay where it
        // is in its list.
        let front = self.take_spare();
        self.nodes[front as usize] = Node { len, used: true, after: id, prev_free: NIL, next_free: NIL, ..node };
        if node.before != NIL {
            self.nodes[node.before as usize].after = front;
        }
        let rest = &mut self.nodes[id as usize];
        rest.before = front;
        rest.start += len;
        rest.len -= len;
        self.regrade(id, node.len);
        self.free_units -= u64::from(len);
        front
    }

    #[cold]
    fn carve_middle(&mut self, id: u32, skip: u32, len: u32) -> BlockId {
        self.unlink(id);
        let middle = self.split(id, skip);
        self.link(id);
        if self.nodes[middle as usize].len > len {
            let rest = self.split(middle, len);
            self.link(rest);
        }
        self.nodes[middle as usize].used = true;
        middle
    }

    /// Cuts the unlinked block `id` after `len` units and returns the unlinked tail.
    fn split(&mut self, id: u32, len: u32) -> u32 {
        let tail = self.take_spare();
        let node = self.nodes[id as usize];
        self.nodes[tail as usize] = Node {
            start: node.start + len,
            len: node.len - len,
            before: id,
            used: false,
            prev_free: NIL,
            next_free: NIL,
            ..node
        };
        if node.after != NIL {
            self.nodes[node.after as usize].before = tail;
        }
        let front = &mut self.nodes[id as usize];
        front.after = tail;
        front.len = len;
        tail
    }

    /// Adds the units of `gone`, the neighbour behind `id`, to `id`. Neither changes its list.
    #[inline]
    fn absorb(&mut self, id: u32, gone: u32) {
        let Node { len, after, .. } = self.nodes[gone as usize];
        self.nodes[id as usize].len += len;
        self.nodes[id as usize].after = after;
        if after != NIL {
            self.nodes[after as usize].before = id;
        }
        self.put_spare(gone);
    }

    /// Moves the linked block `id`, whose length was `old_len`, to the list of its length.
    #[inline(always)]
    fn regrade(&mut self, id: u32, old_len: u32) {
        let len = self.nodes[id as usize].len;
        if !same_class(old_len, len) {
            self.relist(id, old_len, len);
        }
    }

    fn relist(&mut self, id: u32, old_len: u32, len: u32) {
        self.unlink_from(id, class(old_len));
        self.link_into(id, class(len));
    }

    fn link(&mut self, id: u32) {
        let len = self.nodes[id as usize].len;
        self.free_units += u64::from(len);
        self.link_into(id, class(len));
    }

    fn unlink(&mut self, id: u32) {
        let len = self.nodes[id as usize].len;
        self.free_units -= u64::from(len);
        self.unlink_from(id, class(len));
    }

    fn link_into(&mut self, id: u32, (row, column): (usize, usize)) {
        let head = self.heads[row][column];
        let node = &mut self.nodes[id as usize];
        node.prev_free = NIL;
        node.next_free = head;
        if head != NIL {
            self.nodes[head as usize].prev_free = id;
        }
        self.heads[row][column] = id;
        self.fine[row] |= 1 << column;
        self.coarse |= 1 << row;
    }

    fn unlink_from(&mut self, id: u32, (row, column): (usize, usize)) {
        let Node { prev_free, next_free, .. } = self.nodes[id as usize];
        if next_free != NIL {
            self.nodes[next_free as usize].prev_free = prev_free;
        }
        if prev_free != NIL {
            self.nodes[prev_free as usize].next_free = next_free;
            return;
        }
        self.heads[row][column] = next_free;
        if next_free == NIL {
            self.fine[row] &= !(1 << column);
            if self.fine[row] == 0 {
                self.coarse &= !(1 << row);
            }
        }
    }
}

#[cfg(test)]
#[path = "space_tests.rs"]
mod tests;
