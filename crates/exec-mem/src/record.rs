//! One record per block that somebody holds: where it is, how long, and how many handles exist.
//!
//! Records live outside the code, in pages of their own that stay put until the arena ends, so a
//! handle is one pointer. Invariant: a record's body changes only while its one owner is a draft,
//! or while nobody holds it and its shard is locked.

use std::cell::UnsafeCell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

use crate::chunk::Kind;
use crate::constants::Constants;
use crate::error::Error;
use crate::inner::Inner;
use crate::space::BlockId;

/// Records per page of the pool.
const PAGE: usize = 64;

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

/// A block, and to whom it is given.
pub(crate) struct Grant {
    pub(crate) base: usize,
    pub(crate) alias: usize,
    pub(crate) capacity: usize,
    pub(crate) block: BlockId,
    pub(crate) shard: usize,
    pub(crate) kind: Kind,
    /// `Draft` or `Run`.
    pub(crate) state: State,
}

/// The part of a record that is written before it is shared.
pub(crate) struct Body {
    pub(crate) inner: NonNull<Inner>,
    pub(crate) base: usize,
    pub(crate) alias: usize,
    pub(crate) next: Option<NonNull<Record>>,
    pub(crate) extra: Option<Box<Extra>>,
}

/// What few blocks have.
#[derive(Default)]
pub(crate) struct Extra {
    /// The name that observers see.
    pub(crate) name: Option<String>,
    /// Constants that must live as long as the block.
    pub(crate) constants: Vec<Constants>,
    /// The run of pages this block is a part of (batches under page toggling).
    pub(crate) run: Option<Run>,
}

/// One share of the pages that the drafts of a batch are in.
#[derive(Debug)]
pub(crate) struct Run(pub(crate) Handle);

impl Run {
    pub(crate) fn share(&self) -> Self {
        Run(self.0.share())
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if self.0.unshare() {
            // SAFETY: the run is not used after this.
            Inner::retire(unsafe { self.0.copy() });
        }
    }
}

const _: () = assert!(size_of::<Record>() == 64);

// SAFETY: the atomics are shareable; the body is written only by its one owner (a draft, or the
// locked shard) and read only after that owner handed it on.
unsafe impl Sync for Record {}

impl Record {
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
// SAFETY: as above.
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
    pub(crate) fn inner(&self) -> &Inner {
        // SAFETY: an arena lives as long as any of its records is held.
        unsafe { self.body().inner.as_ref() }
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

/// A singly linked list of records that nobody holds.
#[derive(Debug, Default)]
pub(crate) struct List {
    head: Option<NonNull<Record>>,
    /// Bytes of the blocks in the list.
    pub(crate) bytes: usize,
    pub(crate) count: usize,
}

// SAFETY: the records in a list are held by nobody but the list.
unsafe impl Send for List {}

impl List {
    pub(crate) fn is_empty(&self) -> bool {
        self.head.is_none()
    }

    /// Does something to each block in the list, until that fails.
    #[inline]
    pub(crate) fn try_for_each<E>(&self, mut act: impl FnMut(&Handle) -> Result<(), E>) -> Result<(), E> {
        let mut next = self.head;
        while let Some(record) = next {
            let handle = Handle(record);
            act(&handle)?;
            next = handle.body().next;
        }
        Ok(())
    }

    /// Adds a record that nobody else holds.
    #[inline]
    pub(crate) fn push(&mut self, mut handle: Handle) {
        // SAFETY: the caller gave up the last handle.
        unsafe { handle.body_mut() }.next = self.head;
        self.bytes += handle.record().capacity();
        self.count += 1;
        self.head = Some(handle.into_record());
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Handle> {
        let mut handle = Handle(self.head?);
        // SAFETY: the list was the record's only holder and gives it up here.
        self.head = unsafe { handle.body_mut() }.next.take();
        self.bytes -= handle.record().capacity();
        self.count -= 1;
        Some(handle)
    }
}

/// The records of one shard.
#[derive(Default)]
pub(crate) struct Pool {
    pages: Vec<Box<[Record]>>,
    spare: Vec<NonNull<Record>>,
}

// SAFETY: the spare records are held by nobody but the pool.
unsafe impl Send for Pool {}

impl Pool {
    /// Makes sure that the next `take` succeeds, and that every record can be put back.
    #[inline]
    pub(crate) fn prepare(&mut self, inner: NonNull<Inner>) -> Result<(), Error> {
        if self.spare.is_empty() { self.grow(inner) } else { Ok(()) }
    }

    #[cold]
    fn grow(&mut self, inner: NonNull<Inner>) -> Result<(), Error> {
        let out_of_memory = |_| Error::OutOfMemory;
        self.pages.try_reserve(1).map_err(out_of_memory)?;
        self.spare.try_reserve((self.pages.len() + 1) * PAGE).map_err(out_of_memory)?;
        let mut page = Vec::new();
        page.try_reserve_exact(PAGE).map_err(out_of_memory)?;
        page.extend((0..PAGE).map(|_| unheld(inner)));
        let page = page.into_boxed_slice();
        self.spare.extend(page.iter().map(NonNull::from));
        self.pages.push(page);
        Ok(())
    }

    /// A record with one reference.
    #[inline]
    pub(crate) fn take(&mut self, grant: Grant) -> Option<Handle> {
        let mut handle = Handle(self.spare.pop()?);
        handle.renew(grant.state);
        let record = handle.record();
        record.set_capacity(grant.capacity);
        record.block.store(grant.block, Ordering::Relaxed);
        record.data.store(grant.kind == Kind::Data, Ordering::Relaxed);
        record.shard.store(grant.shard as u8, Ordering::Relaxed);
        // SAFETY: the pool was the record's only holder.
        let body = unsafe { handle.body_mut() };
        body.base = grant.base;
        body.alias = grant.alias;
        Some(handle)
    }

    /// Takes back a record whose block is free again.
    #[inline]
    pub(crate) fn put(&mut self, handle: Handle) {
        // `prepare` reserved room for every record there is.
        self.spare.push(handle.into_record());
    }

    /// Every record, held or not.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.pages.iter().flat_map(|page| page.iter())
    }
}

fn unheld(inner: NonNull<Inner>) -> Record {
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
        body: UnsafeCell::new(Body { inner, base: 0, alias: 0, next: None, extra: None }),
    }
}
