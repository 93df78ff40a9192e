//! The large-object space: one mapping per object, which is never moved by a collection.
//!
//! A large object stands behind a small header of this module at the start of its mapping, and
//! carries `GC_LARGE` in its own header. Storage of values has a card for every 512 bytes, so that
//! a store into it does not have all of it scanned again. Mappings of dead objects are kept for a
//! while, because fresh pages cost more than filling them, and go back to the system a few at a
//! time.

use std::collections::VecDeque;
use std::ptr::{self, NonNull};

use crate::layout::{ELEMENTS_ITEMS, GC_LARGE, GC_MARK, GC_UNLOGGED, Header, kind};
use crate::pages::{Mapping, page_round};
use crate::remembered::Remembered;

/// The header in front of a large object.
#[repr(C, align(16))]
struct LargeHeader {
    /// Index in [`LargeSpace::objects`].
    place: usize,
    /// The heap's remembered set.
    remembered: *mut Remembered,
    /// Next object entered in it.
    next: *mut Header,
    /// First card, if the object is storage of values: 1 where it was stored into.
    cards: *mut u8,
}

/// Bytes of storage that share a card.
pub(crate) const CARD_BYTES: usize = 512;

/// Mappings larger than this are not kept.
const KEPT_EACH_BYTES: usize = 4 << 20;
/// At most this much is kept in all.
const KEPT_BYTES: usize = 16 << 20;

const OBJECT_OFFSET: usize = size_of::<LargeHeader>();

#[derive(Debug)]
struct LargeObject {
    mapping: Mapping,
    cards: Vec<u8>,
}

/// All large objects of a heap.
#[derive(Debug)]
pub(crate) struct LargeSpace {
    objects: Vec<LargeObject>,
    bytes: usize,
    /// Mappings without an object, the latest last.
    kept: VecDeque<Mapping>,
    kept_bytes: usize,
    poison: bool,
    /// Whether marking runs, so that what is allocated counts as marked.
    pub(crate) marking: bool,
    remembered: *mut Remembered,
}

impl LargeSpace {
    /// An empty space; with `poison` the memory of dead objects is overwritten.
    pub(crate) fn new(poison: bool, remembered: *mut Remembered) -> LargeSpace {
        LargeSpace {
            objects: Vec::new(),
            bytes: 0,
            kept: VecDeque::new(),
            kept_bytes: 0,
            poison,
            marking: false,
            remembered,
        }
    }

    /// Number of objects.
    pub(crate) fn count(&self) -> usize {
        self.objects.len()
    }

    /// Bytes that objects take up.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes that an object of `size` takes up.
    pub(crate) fn footprint(size: usize) -> Option<usize> {
        page_round(size.checked_add(OBJECT_OFFSET)?)
    }

    /// Memory for an object of `size` bytes, with its header written and the rest undefined. An
    /// object with values in it is entered in the remembered set; the cards of storage are all
    /// dirty.
    pub(crate) fn allocate(&mut self, object_kind: u32, size: usize) -> Option<NonNull<Header>> {
        self.objects.try_reserve(1).ok()?;
        let bytes = size.checked_add(OBJECT_OFFSET)?;
        let mut cards = Vec::new();
        extend_cards(&mut cards, object_kind, size)?;
        let mapping = match self.take_kept(bytes) {
            Some(mapping) => mapping,
            None => self.map(bytes)?,
        };
        let object = object_in(&mapping);
        let place = self.objects.len();
        let header =
            LargeHeader { place, remembered: self.remembered, next: ptr::null_mut(), cards: cards.as_mut_ptr() };
        // SAFETY: the mapping starts with room for a large header.
        unsafe { large_header(object).write(header) };
        let mut fresh = Header::new(object_kind, size);
        fresh.gc |= GC_LARGE | if self.marking { GC_MARK } else { 0 };
        // SAFETY: the object's header follows in the same mapping.
        unsafe { object.write(fresh) };
        self.bytes += mapping.len();
        self.objects.push(LargeObject { mapping, cards });
        if object_kind == kind::FUNCTION || object_kind >= crate::layout::FIRST_SHAPE {
            // SAFETY: a large object of this space that is not entered.
            unsafe { enter(object) };
        }
        NonNull::new(object)
    }

    /// A new mapping; if the system refuses it, then without the kept ones.
    fn map(&mut self, bytes: usize) -> Option<Mapping> {
        Mapping::new_filled(bytes).or_else(|| {
            self.kept.clear();
            self.kept_bytes = 0;
            Mapping::new_filled(bytes)
        })
    }

    /// A kept mapping of at least `bytes`, and not of much more.
    fn take_kept(&mut self, bytes: usize) -> Option<Mapping> {
        let place = self.kept.iter().rposition(|mapping| (bytes..=bytes + bytes / 4).contains(&mapping.len()))?;
        let mapping = self.kept.remove(place)?;
        self.kept_bytes -= mapping.len();
        Some(mapping)
    }

    /// Keeps the mapping of a dead object until [`LargeSpace::release`].
    fn keep(&mut self, mut mapping: Mapping) {
        if self.kept.try_reserve(1).is_ok() {
            if self.poison {
                mapping.poison(usize::MAX);
            }
            self.kept_bytes += mapping.len();
            self.kept.push_back(mapping);
        }
    }

    /// Gives kept mappings back to the system: those too large to keep, and the oldest of too many;
    /// about `most` bytes at a time.
    pub(crate) fn release(&mut self, most: usize) {
        let mut released = 0;
        while released < most {
            let huge = self.kept.iter().position(|mapping| mapping.len() > KEPT_EACH_BYTES);
            let Some(place) = huge.or((self.kept_bytes > KEPT_BYTES).then_some(0)) else { return };
            let Some(mapping) = self.kept.remove(place) else { return };
            self.kept_bytes -= mapping.len();
            released += mapping.len();
        }
    }

    /// Resizes an object to `size` bytes, at a new address, and updates the size in its header.
    /// Only for storage, which has a single owner.
    ///
    /// # Safety
    /// `object` is live storage of this space, and its owner stores the result.
    pub(crate) unsafe fn resize(&mut self, object: *mut Header, size: usize) -> Option<NonNull<Header>> {
        // SAFETY: every large object stands behind a large header.
        let place = unsafe { (*large_header(object)).place };
        // SAFETY: a live object.
        let object_kind = unsafe { (*object).kind };
        let bytes = size.checked_add(OBJECT_OFFSET)?;
        extend_cards(&mut self.objects[place].cards, object_kind, size)?;
        let before = self.objects[place].mapping.len();
        if let Some(kept) = self.take_kept(bytes) {
            let old = std::mem::replace(&mut self.objects[place].mapping, kept);
            // SAFETY: two mappings, the new one at least as long as the old one.
            unsafe { self.objects[place].mapping.base().copy_from_nonoverlapping(old.base(), old.len().min(bytes)) };
            self.keep(old);
        } else {
            let moved = self.objects[place].mapping.resize(bytes);
            if moved.is_none() {
                self.point_to_cards(place);
                return None;
            }
        }
        self.point_to_cards(place);
        self.bytes = self.bytes - before + self.objects[place].mapping.len();
        let object = object_in(&self.objects[place].mapping);
        // SAFETY: the contents moved along with the mapping.
        let header = unsafe { &mut *object };
        *header =
            Header { gc: Header::new(header.kind, size).gc | header.gc & !crate::layout::GC_SIZE_MASK, ..*header };
        NonNull::new(object)
    }

    /// Writes where its cards are into the header of an object.
    fn point_to_cards(&mut self, place: usize) {
        let LargeObject { mapping, cards } = &mut self.objects[place];
        // SAFETY: the large header of that object.
        unsafe { (*large_header(object_in(mapping))).cards = cards.as_mut_ptr() };
    }

    /// Whether a large object belongs to this space.
    ///
    /// # Safety
    /// `object` is a live large object of some space.
    pub(crate) unsafe fn owns(&self, object: *mut Header) -> bool {
        // SAFETY: every large object stands behind a large header.
        let place = unsafe { (*large_header(object)).place };
        self.objects.get(place).is_some_and(|other| object_in(&other.mapping) == object)
    }

    /// Unmarks everything: marking begins again.
    pub(crate) fn clear_marks(&mut self) {
        for LargeObject { mapping, .. } in &self.objects {
            // SAFETY: each mapping of the space holds one object.
            unsafe { (*object_in(mapping)).gc &= !GC_MARK };
        }
        self.marking = true;
    }

    /// Ends marking: drops what is not marked and clears the marks of the rest.
    pub(crate) fn sweep(&mut self) {
        self.marking = false;
        let mut place = 0;
        while place < self.objects.len() {
            let object = object_in(&self.objects[place].mapping);
            // SAFETY: each mapping of the space holds one object.
            let header = unsafe { &mut *object };
            if header.gc & GC_MARK == 0 {
                let dead = self.objects.swap_remove(place);
                self.bytes -= dead.mapping.len();
                self.keep(dead.mapping);
                continue;
            }
            header.gc &= !GC_MARK;
            // SAFETY: each object stands behind a large header.
            unsafe { (*large_header(object)).place = place };
            place += 1;
        }
    }

    /// All objects, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (*mut Header, usize)> {
        self.objects.iter().map(|object| (object_in(&object.mapping), object.mapping.len() - OBJECT_OFFSET))
    }
}

/// Marks an object; false if it was marked before.
///
/// # Safety
/// `object` is a live large object.
#[inline]
pub(crate) unsafe fn mark(object: *mut Header) -> bool {
    // SAFETY: a live large object begins with its header.
    let header = unsafe { &mut *object };
    let fresh = header.gc & GC_MARK == 0;
    header.gc |= GC_MARK;
    fresh
}

/// Enters an object in the remembered set. Only objects that have values in themselves; storage has
/// cards.
///
/// # Safety
/// `object` is a live large object that is not in the set.
pub(crate) unsafe fn enter(object: *mut Header) {
    // SAFETY: every large object stands behind a large header.
    let header = unsafe { &mut *large_header(object) };
    // SAFETY: the set lives as long as the heap.
    let set = unsafe { &mut *header.remembered };
    header.next = std::mem::replace(&mut set.large, object);
}

/// Takes an object out of the remembered set.
///
/// # Safety
/// `set` is that of a live heap.
pub(crate) unsafe fn take_entered(set: *mut Remembered) -> Option<NonNull<Header>> {
    // SAFETY: the set of a live heap.
    let set = unsafe { &mut *set };
    let object = NonNull::new(set.large)?;
    // SAFETY: what is entered is a live large object.
    set.large = unsafe { (*large_header(object.as_ptr())).next };
    Some(object)
}

/// The objects in the remembered set, for verification.
///
/// # Safety
/// `set` is that of a live heap, which is not changed while the result is used.
pub(crate) unsafe fn entered(set: *const Remembered) -> impl Iterator<Item = *mut Header> {
    // SAFETY: the set of a live heap.
    let first = unsafe { (*set).large };
    // SAFETY: what is entered is a live large object.
    std::iter::successors(NonNull::new(first), |object| NonNull::new(unsafe { (*large_header(object.as_ptr())).next }))
        .map(NonNull::as_ptr)
}

/// Makes the card of a slot dirty.
///
/// # Safety
/// `storage` is live large storage of values, and `slot` in it.
#[inline]
pub(crate) unsafe fn mark_card(storage: *mut Header, slot: *const u8) {
    let card = (slot as usize - storage as usize) / CARD_BYTES;
    // SAFETY: the caller gives live large storage of values, which has cards.
    let flag = unsafe { cards(storage) }.wrapping_add(card);
    // SAFETY: storage of values has cards for all of it.
    unsafe { flag.write(1) };
}

/// The cards of storage: a byte for every [`CARD_BYTES`] from its header on, 1 where it was stored
/// into.
///
/// # Safety
/// `storage` is live large storage of values.
pub(crate) unsafe fn cards(storage: *mut Header) -> *mut u8 {
    // SAFETY: every large object stands behind a large header.
    unsafe { (*large_header(storage)).cards }
}

/// Makes cards for storage of `size` bytes; new ones are dirty. Other objects have none.
fn extend_cards(cards: &mut Vec<u8>, object_kind: u32, size: usize) -> Option<()> {
    if object_kind != kind::ELEMENTS && object_kind != kind::ENTRIES {
        return Some(());
    }
    let count = size.div_ceil(CARD_BYTES);
    cards.try_reserve_exact(count.saturating_sub(cards.len())).ok()?;
    cards.resize(count.max(cards.len()), 1);
    Some(())
}

fn object_in(mapping: &Mapping) -> *mut Header {
    mapping.base().wrapping_add(OBJECT_OFFSET).cast()
}

fn large_header(object: *mut Header) -> *mut LargeHeader {
    object.wrapping_byte_sub(OBJECT_OFFSET).cast()
}

const _: () = assert!(GC_UNLOGGED & (GC_LARGE | GC_MARK) == 0 && ELEMENTS_ITEMS < CARD_BYTES);
