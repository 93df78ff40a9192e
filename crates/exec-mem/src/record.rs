//! One record per block that somebody holds: where it is, how long, and how many handles exist.
//!
//! Records live outside the code, in pages of their own that stay put until the arena ends, so a
//! handle is one pointer. Invariant: a record's body changes only while its one owner is a draft,
//! or while nobody holds it and its shard is locked.

use std::cell::UnsafeCell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

use crate::chunk::Kind;
use crate::common::Common;
use crate::space::BlockId;

/// What a record stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum State {
    /// Nothing: in the pool, or its block is in quarantine.
    Unheld,
    /// A block that one draft writes.
    Draft,
    /// A published block.
    Published,
    /// Pages that the drafts and code of a batch are parts of.
    Run,
}

/// The record of one block: one cache line.
#[repr(align(64))]
pub(crate) struct Record {
    refs: AtomicU32,
    len: AtomicU32,
    capacity: AtomicU32,
    state: AtomicU8,
    /// The pages are not writable at their final address (page toggling only).
    protected: AtomicBool,
    data: AtomicBool,
    shard: AtomicU8,
    /// How often the record was taken: distinguishes its uses.
    generation: AtomicU32,
    block: AtomicU32,
    body: UnsafeCell<Body>,
}

/// The part of a record that is written before it is shared.
pub(crate) struct Body {
    /// The head of the arena.
    pub(crate) common: NonNull<Common>,
    pub(crate) base: usize,
    pub(crate) alias: usize,
    pub(crate) next: Option<NonNull<Record>>,
    pub(crate) extra: Option<Box<Extra>>,
}

/// What few blocks have. Its handles are shares, which are given up when the block is retired.
#[derive(Default)]
pub(crate) struct Extra {
    /// The name that observers see.
    pub(crate) name: Option<String>,
    /// Constants that must live as long as the block.
    pub(crate) constants: Vec<Handle>,
    /// The run of pages this block is a part of (batches under page toggling).
    pub(crate) run: Option<Handle>,
}

const _: () = assert!(size_of::<Record>() == 64);

// SAFETY: the atomics are shareable; the body is written only by its one owner (a draft, or the
// locked shard) and read only after that owner handed it on.
unsafe impl Sync for Record {}

impl Record {
    /// A record that nobody holds.
    pub(crate) fn unheld(common: NonNull<Common>) -> Self {
        Record {
            refs: AtomicU32::new(0),
            len: AtomicU32::new(0),
            capacity: AtomicU32::new(0),
            state: AtomicU8::new(State::Unheld as u8),
            protected: AtomicBool::new(false),
            data: AtomicBool::new(false),
            shard: AtomicU8::new(0),
            generation: AtomicU32::new(0),
            block: AtomicU32::new(0),
            body: UnsafeCell::new(Body { common, base: 0, alias: 0, next: None, extra: None }),
        }
    }

    #[inline]
    pub(crate) fn state(&self) -> State {
        match self.state.load(Ordering::Relaxed) {
            1 => State::Draft,
            2 => State::Published,
            3 => State::Run,
            _ => State::Unheld,
        }
    }

    #[inline]
    pub(crate) fn set_state(&self, state: State) {
        self.state.store(state as u8, Ordering::Relaxed);
    }

    /// The index of the shard the block belongs to.
    #[inline]
    pub(crate) fn shard(&self) -> usize {
        self.shard.load(Ordering::Relaxed) as usize
    }

    /// Sets where the block is.
    #[inline]
    pub(crate) fn set_home(&self, shard: usize, block: BlockId, kind: Kind) {
        self.shard.store(shard as u8, Ordering::Relaxed);
        self.block.store(block, Ordering::Relaxed);
        self.data.store(kind == Kind::Data, Ordering::Relaxed);
    }

    /// The block in the shard's space.
    #[inline]
    pub(crate) fn block(&self) -> BlockId {
        self.block.load(Ordering::Relaxed)
    }

    #[inline]
    pub(crate) fn generation(&self) -> u32 {
        self.generation.load(Ordering::Relaxed)
    }

    #[inline]
    pub(crate) fn kind(&self) -> Kind {
        if self.data.load(Ordering::Relaxed) { Kind::Data } else { Kind::Code }
    }

    #[inline]
    pub(crate) fn protected(&self) -> bool {
        self.protected.load(Ordering::Relaxed)
    }

    pub(crate) fn set_protected(&self, protected: bool) {
        self.protected.store(protected, Ordering::Relaxed);
    }

    /// Bytes of the block.
    #[inline]
    pub(crate) fn capacity(&self) -> usize {
        self.capacity.load(Ordering::Relaxed) as usize
    }

    #[inline]
    pub(crate) fn set_capacity(&self, bytes: usize) {
        self.capacity.store(bytes as u32, Ordering::Relaxed);
    }

    /// Bytes written.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed) as usize
    }

    #[inline]
    pub(crate) fn set_len(&self, bytes: usize) {
        self.len.store(bytes as u32, Ordering::Relaxed);
    }
}

/// A pointer to a record that its holder keeps in use. The types built on it (`Draft`, `Code`,
/// `Constants`) decide who may do what.
#[derive(Debug)]
pub(crate) struct Handle(NonNull<Record>);

// SAFETY: a handle gives shared access to a `Sync` record; exclusive access is an unsafe method.
unsafe impl Send for Handle {}
// SAFETY: what a shared handle reaches is read, or changed under the lock of its shard.
unsafe impl Sync for Handle {}

impl Handle {
    /// The same handle once more, for moving it out of a value that is being dropped.
    ///
    /// # Safety
    ///
    /// One of the two is not used any more.
    #[inline]
    pub(crate) unsafe fn copy(&self) -> Self {
        Handle(self.0)
    }

    pub(crate) fn into_record(self) -> NonNull<Record> {
        self.0
    }

    #[inline]
    pub(crate) fn record(&self) -> &Record {
        // SAFETY: the pool's pages outlive the arena's last held record, and this one is held.
        unsafe { self.0.as_ref() }
    }

    #[inline]
    pub(crate) fn body(&self) -> &Body {
        // SAFETY: the body is not written while a handle is shared (the module's invariant), and
        // `body_mut`'s caller promises that nobody shares this one.
        unsafe { &*self.record().body.get() }
    }

    /// # Safety
    ///
    /// No other handle to this record exists.
    #[inline]
    pub(crate) unsafe fn body_mut(&mut self) -> &mut Body {
        // SAFETY: the caller is the only one who can reach the body.
        unsafe { &mut *self.record().body.get() }
    }

    #[inline]
    pub(crate) fn common(&self) -> &Common {
        // SAFETY: an arena lives as long as any of its records is held.
        unsafe { self.body().common.as_ref() }
    }

    /// # Safety
    ///
    /// Nobody else holds the record, or the holder gives it up.
    #[inline]
    pub(crate) unsafe fn from_record(record: NonNull<Record>) -> Self {
        Handle(record)
    }

    /// Makes the record of a block that nobody holds that of a new draft.
    #[inline]
    pub(crate) fn renew(&self, state: State) {
        let record = self.record();
        record.refs.store(1, Ordering::Relaxed);
        record.set_len(0);
        record.set_state(state);
        record.generation.store(record.generation().wrapping_add(1), Ordering::Relaxed);
        debug_assert!(self.body().extra.is_none(), "a record was put back in use");
    }

    /// One more handle to a published block.
    pub(crate) fn share(&self) -> Self {
        let before = self.record().refs.fetch_add(1, Ordering::Relaxed);
        // As in `Arc`: a count that could wrap is a leak of billions of handles.
        if before > u32::MAX / 2 {
            std::process::abort();
        }
        Handle(self.0)
    }

    /// Gives up this handle; true for the last one.
    #[inline]
    pub(crate) fn unshare(&self) -> bool {
        let refs = &self.record().refs;
        // The only handle cannot be shared meanwhile: sharing needs a handle.
        if refs.load(Ordering::Acquire) == 1 {
            return true;
        }
        if refs.fetch_sub(1, Ordering::Release) != 1 {
            return false;
        }
        refs.load(Ordering::Acquire);
        true
    }
}
