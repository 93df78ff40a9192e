//! Forked children: they cannot write the parent's code, and may run it under a guard.
//!
//! A child shares the executable pages with its parent but inherits no alias to write them. So
//! the danger is the other way round: the parent reusing memory that the child runs.

use std::sync::atomic::Ordering;

use crate::arena::Arena;

/// Suspends the reuse of dropped code, so that a forked child can run the parent's code.
///
/// Made by [`Arena::fork_guard`] before the fork; the parent keeps it until the child has called
/// `exec` or ended. Without one a child must run none of the arena's code.
///
/// In the child every operation that would write code is [`Error::Forked`](crate::Error::Forked),
/// and dropping handles does nothing.
#[derive(Debug)]
#[must_use = "reuse is suspended only while the guard lives"]
pub struct ForkGuard {
    arena: Arena,
}

impl Arena {
    /// Suspends reuse while a forked child may run this process's code. Take it before the fork
    /// and keep it until the child has called `exec` or ended.
    pub fn fork_guard(&self) -> ForkGuard {
        let inner = self.inner();
        if !inner.forked() {
            inner.fork_guards.fetch_add(1, Ordering::SeqCst);
            // Whoever is reclaiming now has not seen the count: wait until that is over.
            for shard in &inner.shards {
                drop(shard.lock());
            }
        }
        ForkGuard { arena: self.clone() }
    }
}

impl ForkGuard {
    /// The arena whose reuse is suspended.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }
}

impl Drop for ForkGuard {
    fn drop(&mut self) {
        if !self.arena.inner().forked() {
            self.arena.inner().fork_guards.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
