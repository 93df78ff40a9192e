//! What the handles of an arena share, and how it ends.
//!
//! An arena ends when no `Arena` is left and no block is held. That is counted per shard, under
//! the lock that dropping takes anyway, so that neither drafts nor code pay for a shared counter.

use std::ffi::CString;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::chunk::{Chunk, Kind};
use crate::epoch::Epochs;
use crate::growth::Territory;
use crate::mapping::unmap_twice;
use crate::observer::{Observer, Region};
use crate::record::{Extra, Handle};
use crate::reservation::Reservation;
use crate::shard::Shard;
use crate::strategy::{Report, Strategy};
use crate::sys::Kernel;

/// The shared part of an arena.
pub(crate) struct Inner {
    pub(crate) kernel: Kernel,
    pub(crate) reservation: Reservation,
    pub(crate) report: Report,
    pub(crate) name: CString,
    pub(crate) unit_shift: u32,
    pub(crate) page: usize,
    pub(crate) limit: usize,
    /// Bytes in a shard's quarantine that are worth a `membarrier`.
    pub(crate) quarantine: usize,
    pub(crate) epochs: Epochs,
    pub(crate) fork_guards: AtomicUsize,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) sentinel: Sentinel,
    pub(crate) shards: Box<[Shard]>,
    pub(crate) territory: Mutex<Territory>,
    /// Held by the one who freezes.
    pub(crate) freezing: Mutex<()>,
    handles: AtomicUsize,
    /// Shards that are not closed or still have live records, and one for the closing itself.
    open: AtomicUsize,
}

/// How a forked child notices that it is one.
#[derive(Debug)]
pub(crate) enum Sentinel {
    /// A page that holds 1 here, and 0 in a child.
    Page(NonNull<AtomicU32>),
    /// The process that made the arena.
    Process(u32),
}

// SAFETY: the pointer is to a page that holds nothing but an atomic and lives as long as `Inner`.
unsafe impl Send for Sentinel {}
// SAFETY: the page is only read and written atomically.
unsafe impl Sync for Sentinel {}

/// Bytes per unit of the free space, as a shift.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit(u32);

impl Unit {
    /// Units that hold `bytes`.
    #[inline]
    pub(crate) fn count(self, bytes: usize) -> u32 {
        (bytes.saturating_add((1 << self.0) - 1) >> self.0) as u32
    }

    #[inline]
    pub(crate) fn bytes(self, units: u32) -> usize {
        (units as usize) << self.0
    }
}

/// The parts that the builder decides.
pub(crate) struct Plan {
    pub(crate) kernel: Kernel,
    pub(crate) reservation: Reservation,
    pub(crate) report: Report,
    pub(crate) name: CString,
    pub(crate) unit_shift: u32,
    pub(crate) limit: usize,
    pub(crate) quarantine: usize,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) sentinel: Sentinel,
    pub(crate) shards: usize,
    pub(crate) first: Chunk,
}

impl Inner {
    /// An arena with one handle.
    pub(crate) fn start(plan: Plan) -> NonNull<Inner> {
        let shards: Box<[Shard]> = (0..plan.shards).map(|_| Shard::new()).collect();
        let page = plan.kernel.page_size();
        let inner = Inner {
            epochs: Epochs::new(),
            fork_guards: AtomicUsize::new(0),
            territory: Mutex::new(Territory {
                next: plan.first.base + plan.first.len + page,
                committed: plan.first.len,
                spare: Some(plan.first),
                hardened: false,
            }),
            freezing: Mutex::new(()),
            handles: AtomicUsize::new(1),
            open: AtomicUsize::new(shards.len() + 1),
            kernel: plan.kernel,
            reservation: plan.reservation,
            report: plan.report,
            name: plan.name,
            unit_shift: plan.unit_shift,
            page,
            limit: plan.limit,
            quarantine: plan.quarantine,
            observers: plan.observers,
            sentinel: plan.sentinel,
            shards,
        };
        inner.tell_of(plan.first);
        NonNull::from(Box::leak(Box::new(inner)))
    }

    pub(crate) fn pointer(&self) -> NonNull<Inner> {
        NonNull::from(self)
    }

    #[inline]
    pub(crate) fn unit(&self) -> Unit {
        Unit(self.unit_shift)
    }

    pub(crate) fn strategy(&self) -> Strategy {
        self.report.strategy
    }

    /// Whether this is a child of the process that made the arena. A child touches no lock: one
    /// may have been held when it was forked.
    #[inline]
    pub(crate) fn forked(&self) -> bool {
        match &self.sentinel {
            // SAFETY: the page is mapped until `end`.
            Sentinel::Page(page) => unsafe { page.as_ref() }.load(Ordering::Relaxed) == 0,
            Sentinel::Process(id) => self.kernel.process_id() != *id,
        }
    }

    /// Whether anything in quarantine may be touched at all.
    pub(crate) fn may_reuse(&self) -> bool {
        self.report.reuse.is_ok() && self.fork_guards.load(Ordering::SeqCst) == 0
    }

    pub(crate) fn territory(&self) -> MutexGuard<'_, Territory> {
        self.territory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Retires a block whose last handle this is.
    #[inline]
    pub(crate) fn retire(mut handle: Handle) {
        if handle.inner().forked() {
            return;
        }
        let inner = handle.body().inner;
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
            // Constants and the run of pages this block was a part of go after it.
            drop_extra(extra);
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

    /// Counts one shard, or the closing, as done; the last one ends the arena.
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
    fn end(self: Box<Self>) {
        let page = self.kernel.page_size();
        let territory = self.territory();
        let chunks: Vec<Chunk> =
            self.shards.iter().flat_map(|shard| shard.lock().chunks.clone()).chain(territory.spare).collect();
        for chunk in chunks.iter().filter(|chunk| chunk.kind == Kind::Code) {
            for observer in &self.observers {
                observer.region_removed(Region { base: chunk.base, len: chunk.len });
            }
        }
        // What `harden` sealed stays: the kernel refuses to unmap it.
        for (addr, len) in chunks.iter().filter_map(|chunk| chunk.alias_mapping(page)) {
            // SAFETY: no draft is left.
            unsafe { unmap_twice(&self.kernel, addr, len) };
        }
        // SAFETY: no code is left.
        unsafe { unmap_twice(&self.kernel, self.reservation.base, self.reservation.len) };
        self.sentinel.release(&self.kernel);
    }
}

impl Sentinel {
    pub(crate) fn release(&self, kernel: &Kernel) {
        if let Sentinel::Page(page) = self {
            // SAFETY: the arena ends, nobody asks any more.
            unsafe { unmap_twice(kernel, page.as_ptr() as usize, kernel.page_size()) };
        }
    }
}

#[cold]
fn drop_extra(extra: Box<Extra>) {
    drop(extra);
}
