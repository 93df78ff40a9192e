//! What the handles of an arena share, and how it ends.
//!
//! An arena ends when no `Arena` is left and no block is held. That is counted per shard, under
//! the lock that dropping takes anyway, so that neither drafts nor code pay for a shared counter.

use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use crate::chunk::Chunk;
use crate::common::Common;
use crate::mapping::unmap_twice;
use crate::record::{Extra, Handle};
use crate::shard::Shard;
use crate::territory::Territory;

/// The shared part of an arena. It begins with what its parts read, so that a record, which points
/// to that, leads here.
#[repr(C)]
pub(crate) struct Inner {
    common: Common,
    pub(crate) shards: Box<[Shard]>,
    territory: Mutex<Territory>,
    /// Held by the one who freezes.
    pub(crate) freezing: Mutex<()>,
    handles: AtomicUsize,
    /// Shards that are not closed or still have live records, and one for the closing itself.
    open: AtomicUsize,
}

const _: () = assert!(std::mem::offset_of!(Inner, common) == 0);

impl Deref for Inner {
    type Target = Common;

    #[inline]
    fn deref(&self) -> &Common {
        &self.common
    }
}

impl Inner {
    /// An arena with one handle, whose first chunk is committed.
    pub(crate) fn start(common: Common, shards: usize, first: Chunk) -> NonNull<Inner> {
        let this = NonNull::from(Box::leak(Box::<Inner>::new_uninit())).cast::<Inner>();
        let shards: Box<[Shard]> = (0..shards).map(|_| Shard::new(this.cast())).collect();
        common.tell_added(first);
        let inner = Inner {
            territory: Territory::new(first, common.page),
            freezing: Mutex::new(()),
            handles: AtomicUsize::new(1),
            open: AtomicUsize::new(shards.len() + 1),
            common,
            shards,
        };
        // SAFETY: the box was made above for one `Inner`, and nobody has read through the pointer.
        unsafe { this.write(inner) };
        this
    }

    /// The arena of a block that is held.
    #[inline]
    pub(crate) fn of(handle: &Handle) -> &Inner {
        // SAFETY: the pointer is the one that `start` gave the shards: to a whole `Inner`, which
        // lives as long as any of its records is held.
        unsafe { handle.body().common.cast::<Inner>().as_ref() }
    }

    pub(crate) fn territory(&self) -> MutexGuard<'_, Territory> {
        Territory::lock(&self.territory)
    }

    /// Gives up one handle to a shared block, and retires the block if it was the last.
    pub(crate) fn give_up(handle: Handle) {
        if handle.unshare() {
            Inner::retire(handle);
        }
    }

    /// Retires a block whose last handle this is.
    #[inline]
    pub(crate) fn retire(mut handle: Handle) {
        if handle.common().forked() {
            return;
        }
        let inner = handle.body().common.cast::<Inner>();
        let index = handle.record().shard();
        // SAFETY: the caller gave up the last handle.
        let extra = unsafe { handle.body_mut() }.extra.take();
        // SAFETY: the block is live until it is retired below, and its shard keeps the arena open
        // until `close_one`.
        let shard = unsafe { &(&(*inner.as_ptr()).shards)[index] };
        let mut parts = shard.lock();
        parts.retire(handle, extra.as_ref().is_some_and(|extra| extra.run.is_some()));
        let ended = parts.closed && parts.live == 0;
        drop(parts);
        if let Some(extra) = extra {
            give_up_extra(*extra);
        }
        if ended {
            // SAFETY: this shard was open until now.
            unsafe { Inner::close_one(inner) };
        }
    }

    pub(crate) fn add_handle(&self) {
        let before = self.handles.fetch_add(1, Ordering::Relaxed);
        // As in `Arc`.
        if before > usize::MAX / 2 {
            std::process::abort();
        }
    }

    /// Gives up one arena handle.
    ///
    /// # Safety
    ///
    /// The caller has such a handle and does not use `this` any more.
    pub(crate) unsafe fn drop_handle(this: NonNull<Inner>) {
        // SAFETY: the handle keeps the arena until the count goes down, and `open` keeps it while
        // the shards are closed.
        let inner = unsafe { this.as_ref() };
        if inner.handles.fetch_sub(1, Ordering::AcqRel) != 1 || inner.forked() {
            return;
        }
        let mut empty = 1;
        for shard in &inner.shards {
            let mut parts = shard.lock();
            parts.closed = true;
            empty += usize::from(parts.live == 0);
        }
        for _ in 0..empty {
            // SAFETY: one for each shard that was closed empty, and one for the closing.
            unsafe { Inner::close_one(this) };
        }
    }

    /// Counts one shard, or the closing itself, as done. The last one to be counted ends the arena.
    ///
    /// # Safety
    ///
    /// Each of them is counted once, and the caller does not use `this` afterwards.
    unsafe fn close_one(this: NonNull<Inner>) {
        // SAFETY: what the caller counts down keeps the arena until then.
        if unsafe { this.as_ref() }.open.fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: every shard is closed and empty and the closing is done, so nobody holds a
            // pointer to this arena any more. It was made by `Box::leak` in `start`.
            let inner = unsafe { Box::from_raw(this.as_ptr()) };
            inner.end();
        }
    }

    /// Unmaps everything.
    fn end(self) {
        let Inner { common, shards, territory, .. } = self;
        let spare = Territory::lock(&territory).spare;
        let chunks: Vec<Chunk> = shards.iter().flat_map(|shard| shard.lock().chunks.clone()).chain(spare).collect();
        chunks.iter().for_each(|chunk| common.tell_removed(chunk));
        // What `harden` sealed stays: the kernel refuses to unmap it.
        for (addr, len) in chunks.iter().filter_map(|chunk| chunk.alias_mapping(common.page)) {
            // SAFETY: no draft is left.
            unsafe { unmap_twice(&common.kernel, addr, len) };
        }
        // SAFETY: no code is left.
        unsafe { unmap_twice(&common.kernel, common.reservation.base, common.reservation.len) };
        common.sentinel.release(&common.kernel);
    }
}

/// Gives up the constants of a retired block, and the run of pages that it was a part of.
#[cold]
fn give_up_extra(extra: Extra) {
    extra.constants.into_iter().chain(extra.run).for_each(Inner::give_up);
}
