//! Records that nobody holds: linked in lists on the way to being free, or spare in the pool.

use std::ptr::NonNull;

use crate::chunk::Kind;
use crate::common::Common;
use crate::error::Error;
use crate::record::{Handle, Record, State};
use crate::space::BlockId;

/// Records per page of the pool.
const PAGE: usize = 64;

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

    /// Calls `act` on each block in the list, until it fails.
    #[inline]
    pub(crate) fn try_for_each<E>(&self, mut act: impl FnMut(&Handle) -> Result<(), E>) -> Result<(), E> {
        let mut next = self.head;
        while let Some(record) = next {
            // SAFETY: the list holds the record, and lends it.
            let handle = unsafe { Handle::from_record(record) };
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

    /// Where the block is written that [`pop`](List::pop) returns next.
    #[inline]
    pub(crate) fn next_alias(&self) -> Option<usize> {
        // SAFETY: the list holds the record, and lends it.
        self.head.map(|record| unsafe { Handle::from_record(record) }.body().alias)
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Handle> {
        // SAFETY: the list was the record's only holder and gives it up here.
        let mut handle = unsafe { Handle::from_record(self.head?) };
        // SAFETY: the list was the record's only holder and gives it up here.
        self.head = unsafe { handle.body_mut() }.next.take();
        self.bytes -= handle.record().capacity();
        self.count -= 1;
        Some(handle)
    }
}

/// The records of one shard.
pub(crate) struct Pool {
    /// The arena that the records belong to.
    common: NonNull<Common>,
    pages: Vec<Box<[Record]>>,
    spare: Vec<NonNull<Record>>,
}

// SAFETY: the spare records are held by nobody but the pool, and an arena can be used by any
// thread.
unsafe impl Send for Pool {}

impl Pool {
    pub(crate) fn new(common: NonNull<Common>) -> Self {
        Pool { common, pages: Vec::new(), spare: Vec::new() }
    }

    /// Makes sure that the next `take` succeeds, and that every record can be put back.
    #[inline]
    pub(crate) fn prepare(&mut self) -> Result<(), Error> {
        if self.spare.is_empty() { self.grow() } else { Ok(()) }
    }

    #[cold]
    fn grow(&mut self) -> Result<(), Error> {
        let out_of_memory = |_| Error::OutOfMemory;
        self.pages.try_reserve(1).map_err(out_of_memory)?;
        self.spare.try_reserve((self.pages.len() + 1) * PAGE).map_err(out_of_memory)?;
        let mut page = Vec::new();
        page.try_reserve_exact(PAGE).map_err(out_of_memory)?;
        page.extend((0..PAGE).map(|_| Record::unheld(self.common)));
        let page = page.into_boxed_slice();
        self.spare.extend(page.iter().map(NonNull::from));
        self.pages.push(page);
        Ok(())
    }

    /// A record with one reference.
    #[inline]
    pub(crate) fn take(&mut self, grant: Grant) -> Option<Handle> {
        // SAFETY: the pool was the record's only holder.
        let mut handle = unsafe { Handle::from_record(self.spare.pop()?) };
        handle.renew(grant.state);
        let record = handle.record();
        record.set_capacity(grant.capacity);
        record.set_home(grant.shard, grant.block, grant.kind);
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
