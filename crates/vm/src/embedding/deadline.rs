//! Deadlines: one thread of the process sets the poll bytes of the vms whose time is over.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::Instant;

use crate::common::error::{Error, ErrorKind};
use crate::runtime::context::Shared;
use crate::runtime::poll::DEADLINE;

/// The deadlines of all running programs, the next one first.
#[derive(Default)]
struct Deadlines {
    next: u64,
    pending: BTreeMap<(Instant, u64), Weak<Shared>>,
}

#[derive(Default)]
struct Watch {
    deadlines: Mutex<Deadlines>,
    changed: Condvar,
}

/// A deadline. Dropping it takes it back.
pub(crate) struct Armed {
    watch: &'static Watch,
    key: (Instant, u64),
    shared: Arc<Shared>,
}

/// Has the program that runs now end at `when`.
///
/// # Errors
/// The system gives no thread.
pub(crate) fn arm(shared: &Arc<Shared>, when: Instant) -> Result<Armed, Error> {
    let watch = watch()?;
    let mut deadlines = watch.lock();
    let key = (when, deadlines.next);
    deadlines.next += 1;
    deadlines.pending.insert(key, Arc::downgrade(shared));
    if deadlines.pending.first_key_value().is_some_and(|(first, _)| *first == key) {
        watch.changed.notify_one();
    }
    drop(deadlines);
    Ok(Armed { watch, key, shared: Arc::clone(shared) })
}

impl Drop for Armed {
    fn drop(&mut self) {
        self.watch.lock().pending.remove(&self.key);
        // The bit is only set under the lock: it stays clear from here on.
        self.shared.poll().fetch_and(!DEADLINE, Ordering::Relaxed);
    }
}

/// The watch, with its thread running.
fn watch() -> Result<&'static Watch, Error> {
    static WATCH: OnceLock<Watch> = OnceLock::new();
    static STARTED: Mutex<bool> = Mutex::new(false);
    let watch = WATCH.get_or_init(Watch::default);
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*started {
        let thread = thread::Builder::new().name("vm deadlines".into()).stack_size(64 << 10);
        thread.spawn(|| watch.run()).map_err(|_| ErrorKind::OutOfMemory)?;
        *started = true;
    }
    Ok(watch)
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, Deadlines> {
        self.deadlines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut deadlines = self.lock();
        loop {
            let now = Instant::now();
            while let Some(entry) = deadlines.pending.first_entry().filter(|entry| entry.key().0 <= now) {
                if let Some(shared) = entry.remove().upgrade() {
                    shared.poll().fetch_or(DEADLINE, Ordering::Relaxed);
                }
            }
            let next = deadlines.pending.first_key_value().map(|(key, _)| key.0);
            deadlines = match next {
                Some(when) => {
                    let wait = when.saturating_duration_since(Instant::now());
                    self.changed.wait_timeout(deadlines, wait).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(deadlines).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}
