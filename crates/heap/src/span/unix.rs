//! [`Span`] on Linux and macOS.
//!
//! The addresses it may grow into are set apart within this process and not reserved from the
//! system, so that they count against no limit. They lie where neither the kernel nor the
//! allocators in use map anything unless asked to; what is mapped there all the same is left alone,
//! and the span then cannot grow beyond it. Where such addresses cannot be had, all is mapped at
//! once.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::errno::Errno;

use crate::limit::MemoryLimit;
use crate::pages::{Mapping, PAGE};

/// Addresses between those of programs that are linked to low addresses or for profiling, and those
/// where the kernel places position-independent programs, libraries and stacks.
const FIRST: usize = 0x2000_0000_0000;
const END: usize = 0x5000_0000_0000;
/// Addresses are set apart in multiples of this many.
const UNIT: usize = 1 << 30;
/// The first addresses of a process are drawn from so many units.
const DRAWN_UNITS: usize = 32 << 10;
/// Stretches of addresses that are tried if something is mapped there.
const TRIES: usize = 16;
/// The part of what a limit leaves that is mapped at once where growing is impossible.
const WHOLE_DIVISOR: usize = 4;

/// Readable and writable memory; pages cost nothing until they are touched.
#[derive(Debug)]
pub(crate) struct Span {
    pub(super) mapping: Mapping,
    /// Bytes of the mapping before the first that is aligned.
    pub(super) slack: usize,
    pub(super) most: usize,
    /// Dropped after the mapping.
    _addresses: Option<Addresses>,
}

impl Span {
    /// Memory of `least` bytes that can grow to `most`, or to less where it cannot be mapped bit by
    /// bit. It is aligned to `align`, of which both are multiples, and which divides a GiB.
    pub(crate) fn new(least: usize, most: usize, align: usize) -> Option<Span> {
        Span::apart(least, most).or_else(|| Span::whole(least, most, align))
    }

    fn apart(least: usize, most: usize) -> Option<Span> {
        for _ in 0..TRIES {
            // A page more is a gap to the neighbour.
            let addresses = Addresses::take(most.checked_add(PAGE)?)?;
            match Mapping::at(addresses.start, least) {
                Ok(mapping) => return Some(Span { mapping, slack: 0, most, _addresses: Some(addresses) }),
                Err(Errno::EEXIST) => {}
                Err(_) => return None,
            }
        }
        None
    }

    fn whole(least: usize, most: usize, align: usize) -> Option<Span> {
        let left = MemoryLimit::tightest().map_or(usize::MAX, |limit| limit.left() / WHOLE_DIVISOR);
        let mut bytes = most.min(left / align * align).max(least);
        loop {
            if let Some(mapping) = Mapping::new(bytes.checked_add(align)?) {
                let slack = (mapping.base() as usize).next_multiple_of(align) - mapping.base() as usize;
                return Some(Span { mapping, slack, most: bytes, _addresses: None });
            }
            if bytes <= least {
                return None;
            }
            bytes = (bytes / 4 / align * align).max(least);
        }
    }
}

/// Addresses that no other span of this process uses, until dropped.
#[derive(Debug)]
struct Addresses {
    start: NonZeroUsize,
}

/// The addresses in use, and those to try next.
struct Taken {
    next: usize,
    ranges: Vec<(usize, usize)>,
}

static TAKEN: Mutex<Taken> = Mutex::new(Taken { next: 0, ranges: Vec::new() });

impl Addresses {
    fn take(bytes: usize) -> Option<Addresses> {
        let len = bytes.checked_next_multiple_of(UNIT)?;
        let mut taken = Addresses::taken();
        if taken.next == 0 {
            taken.next = FIRST + RandomState::new().hash_one(0) as usize % DRAWN_UNITS * UNIT;
        }
        let mut start = taken.next;
        // Each range in use can be in the way once before the end and once after starting over.
        for _ in 0..2 * taken.ranges.len() + 2 {
            if len > END - start {
                start = FIRST;
            }
            match taken.ranges.iter().find(|&&(first, end)| first < start + len && start < end) {
                Some(&(_, end)) => start = end,
                None => {
                    taken.ranges.push((start, start + len));
                    taken.next = start + len;
                    return NonZeroUsize::new(start).map(|start| Addresses { start });
                }
            }
        }
        None
    }

    /// Nothing panics while this is held.
    fn taken() -> MutexGuard<'static, Taken> {
        TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Addresses {
    fn drop(&mut self) {
        Addresses::taken().ranges.retain(|&(first, _)| first != self.start.get());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;

    #[test]
    fn a_span_that_is_mapped_whole_does_not_move() {
        let mut span = Span::whole(MIB, 64 * MIB, MIB).unwrap();
        let base = span.base();
        assert_eq!(base as usize % MIB, 0);
        span.grow(span.most()).unwrap();
        assert_eq!(span.base(), base);
        // SAFETY: the last byte of the span.
        unsafe { base.wrapping_add(span.most() - 1).write(1) };
    }

    #[test]
    fn what_is_mapped_already_stays() {
        let mut span = Span::new(MIB, 64 * MIB, MIB).unwrap();
        let Some(addresses) = &span._addresses else { return assert_eq!(span.most() % MIB, 0) };
        let behind = addresses.start.checked_add(2 * MIB).unwrap();
        let other = Mapping::at(behind, MIB).unwrap();
        assert!(span.grow(4 * MIB).is_none());
        span.grow(2 * MIB).unwrap();
        assert_eq!(Mapping::at(behind, MIB).unwrap_err(), Errno::EEXIST);
        drop(other);
        span.grow(4 * MIB).unwrap();
    }

    #[test]
    fn spans_have_addresses_of_their_own() {
        let all: Vec<Addresses> = (0..3000).map(|_| Addresses::take(UNIT - 7).unwrap()).collect();
        let mut starts: Vec<usize> = all.iter().map(|addresses| addresses.start.get()).collect();
        starts.sort_unstable();
        assert!(starts.windows(2).all(|pair| pair[1] - pair[0] >= UNIT));
        assert!(starts[0] >= FIRST && starts[2999] + UNIT <= END);
        assert!(Addresses::take(END).is_none());
    }
}
