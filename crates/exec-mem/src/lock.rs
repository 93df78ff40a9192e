//! The lock of a shard: a spin lock that backs off to sleeping.
//!
//! Publishing takes it twice, mostly uncontended (that is what shards are for), for some tens of
//! nanoseconds. A `std` mutex costs two atomic read-modify-writes each time, this one costs one
//! and a plain store: the difference is a quarter of a publish.

use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Turns of spinning before the first yield: longer than the lock is usually held.
const SPINS: u32 = 100;
/// Yields before the first sleep.
const YIELDS: u32 = 20;
/// The longest sleep. Whoever holds the lock that long is making system calls.
const LONGEST_SLEEP: Duration = Duration::from_millis(1);

/// A value that one thread at a time can reach.
pub(crate) struct Lock<T> {
    held: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached only through a guard, and there is one guard at a time.
unsafe impl<T: Send> Sync for Lock<T> {}

/// Access to the value of a [`Lock`] until dropped.
pub(crate) struct Guard<'a, T> {
    lock: &'a Lock<T>,
}

impl<T> Lock<T> {
    pub(crate) fn new(value: T) -> Self {
        Lock { held: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    #[inline]
    pub(crate) fn lock(&self) -> Guard<'_, T> {
        if self.held.swap(true, Ordering::Acquire) {
            self.wait();
        }
        Guard { lock: self }
    }

    /// Takes the lock that another thread holds.
    #[cold]
    fn wait(&self) {
        let mut turns = 0_u32;
        loop {
            while self.held.load(Ordering::Relaxed) {
                turns = turns.saturating_add(1);
                back_off(turns);
            }
            if !self.held.swap(true, Ordering::Acquire) {
                return;
            }
        }
    }
}

fn back_off(turns: u32) {
    if turns < SPINS {
        spin_loop();
    } else if turns < SPINS + YIELDS {
        std::thread::yield_now();
    } else {
        let doubled = (turns - SPINS - YIELDS).min(10);
        std::thread::sleep(Duration::from_micros(1 << doubled).min(LONGEST_SLEEP));
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this is the one guard.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: this is the one guard, borrowed mutably.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.held.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_take_turns() {
        let lock = Lock::new(0_u64);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for turn in 0..5_000 {
                        let mut value = lock.lock();
                        let before = *value;
                        if turn % 1000 == 0 {
                            std::thread::sleep(Duration::from_micros(300));
                        }
                        *value = before + 1;
                    }
                });
            }
        });
        assert_eq!(*lock.lock(), 20_000);
    }
}
