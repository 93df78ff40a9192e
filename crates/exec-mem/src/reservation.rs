//! The address range all of an arena's code lives in, reserved once.
//!
//! Apart from the chunks because placement is a question of its own: in reach of the program's
//! text, or of an address the caller names. Invariant: outside committed chunks the range is
//! `PROT_NONE`, guard pages included.

use crate::call::OsError;
use crate::error::Error;
use crate::machine::{HIGHEST, REACH, TEXT_REACH};
use crate::sys::{Backing, Kernel, Map, Place, Prot};

/// Room left between the reservation and its neighbours, where there is a choice.
const CLEARANCE: usize = 16 << 20;
/// Default sizes shrink down to this when address space is short.
pub(crate) const LEAST_DEFAULT: usize = 1 << 20;
/// How many gaps are tried when other threads map memory at the same time.
const TRIES: usize = 8;

/// The reserved range. Its owner unmaps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reservation {
    pub(crate) base: usize,
    pub(crate) len: usize,
}

/// Where the range should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nearness {
    /// In reach of this address if possible.
    Preferred(usize),
    /// In reach of this address or not at all.
    Required(usize),
}

/// How much to reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// Exactly this.
    Exact(usize),
    /// This, or less where address space is limited.
    Default(usize),
}

impl Reservation {
    /// Reserves address space without committing any of it.
    pub(crate) fn new(kernel: &Kernel, amount: Amount, near: Nearness) -> Result<Self, Error> {
        let (mut len, exact) = match amount {
            Amount::Exact(len) => (len, true),
            Amount::Default(len) => (len, false),
        };
        loop {
            match reserve(kernel, len, near) {
                Err(Error::Reserve { .. }) if !exact && len / 2 >= LEAST_DEFAULT => len /= 2,
                other => return other.map(|base| Reservation { base, len }),
            }
        }
    }

    /// The address behind the last one.
    pub(crate) fn end(self) -> usize {
        self.base + self.len
    }
}

fn reserve(kernel: &Kernel, len: usize, near: Nearness) -> Result<usize, Error> {
    let (target, reach, required) = match near {
        Nearness::Preferred(target) => (target, TEXT_REACH, false),
        Nearness::Required(target) => (target, REACH, true),
    };
    let gaps = match kernel.read_maps() {
        Ok(maps) => gaps(&maps, len),
        Err(source) if required => return Err(Error::Os(source)),
        Err(_) => Vec::new(),
    };
    let mut places = candidates(&gaps, len, target, kernel.page_size());
    places.truncate(TRIES);
    let mut refused = None;
    for at in places.iter().copied().filter(|&at| in_reach(at, len, target, reach)) {
        match map_reserved(kernel, len, Place::Free(at)) {
            Ok(base) => return Ok(base),
            Err(source) if source.errno == crate::sys::IN_USE => refused = Some(source),
            Err(source) => return Err(Error::Reserve { bytes: len, source }),
        }
    }
    if !required {
        return map_reserved(kernel, len, Place::Anywhere).map_err(|source| Error::Reserve { bytes: len, source });
    }
    match refused {
        Some(source) => Err(Error::Reserve { bytes: len, source }),
        None => Err(Error::NoNearAddress { wanted: target, nearest: places.first().copied(), bytes: len }),
    }
}

fn map_reserved(kernel: &Kernel, len: usize, place: Place) -> Result<usize, OsError> {
    let map = Map { place, len, prot: Prot::None, backing: Backing::Private };
    // SAFETY: nothing that is mapped is replaced: `place` is never `Replace` here.
    unsafe { kernel.mmap(map) }
}

/// Whether no byte of the range is farther from `target` than `reach`.
fn in_reach(at: usize, len: usize, target: usize, reach: usize) -> bool {
    (at + len).abs_diff(target) <= reach && at.abs_diff(target) <= reach
}

/// Unmapped ranges of at least `len` bytes, lowest first.
fn gaps(maps: &[u8], len: usize) -> Vec<(usize, usize)> {
    /// `vm.mmap_min_addr` and some: low addresses stay free.
    const LOWEST: usize = 1 << 20;
    let mut found = Vec::new();
    let mut end_of_last = LOWEST;
    for (start, end) in maps.split(|&b| b == b'\n').filter_map(address_range) {
        if start >= HIGHEST {
            break;
        }
        if start >= end_of_last + len {
            found.push((end_of_last, start));
        }
        end_of_last = end_of_last.max(end);
    }
    if HIGHEST >= end_of_last + len {
        found.push((end_of_last, HIGHEST));
    }
    found
}

fn address_range(line: &[u8]) -> Option<(usize, usize)> {
    let line = std::str::from_utf8(line).ok()?;
    let (start, rest) = line.split_once('-')?;
    let (end, _) = rest.split_once(' ')?;
    Some((usize::from_str_radix(start, 16).ok()?, usize::from_str_radix(end, 16).ok()?))
}

/// One start address per gap, nearest to `target` first.
fn candidates(gaps: &[(usize, usize)], len: usize, target: usize, page: usize) -> Vec<usize> {
    let mut places: Vec<usize> = gaps.iter().map(|&gap| place_in_gap(gap, len, target, page)).collect();
    places.sort_by_key(|&at| at.abs_diff(target).max((at + len).abs_diff(target)));
    places
}

/// The start nearest to `target` in a gap of at least `len`, clear of the neighbours if it can be.
fn place_in_gap((low, high): (usize, usize), len: usize, target: usize, page: usize) -> usize {
    /// The greatest page of any kernel.
    const ALIGN: usize = 1 << 16;
    let clearance = CLEARANCE.min((high - low - len) / 2) & !(page - 1);
    let first = low + clearance;
    let last = high - clearance - len;
    let ideal = if target < low { first } else { last.min(target.max(first)) };
    let aligned = if target < low { ideal.next_multiple_of(ALIGN) } else { ideal & !(ALIGN - 1) };
    if (first..=last).contains(&aligned) { aligned } else { ideal & !(page - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPS: &[u8] = b"555555554000-555555560000 r-xp 00000000 00:00 0 /bin/x\n\
        555555561000-555555582000 rw-p 00000000 00:00 0 [heap]\n\
        7ffff7d00000-7ffff7e00000 r-xp 00000000 00:00 0 /lib/libc.so\n\
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\n";

    #[test]
    fn gaps_are_found_between_mappings() {
        let found = gaps(MAPS, 0x1000_0000);
        assert_eq!(found[..2], [(0x10_0000, 0x5555_5555_4000), (0x5555_5558_2000, 0x7fff_f7d0_0000)]);
        assert_eq!(gaps(MAPS, 0x1000)[1], (0x5555_5556_0000, 0x5555_5556_1000));
        assert!(gaps(b"junk\n\nzz-yy r\n", usize::MAX / 2).is_empty());
    }

    #[test]
    fn the_nearest_gap_comes_first_and_is_in_reach() {
        let len = 64 << 20;
        let target = 0x5555_5555_5000;
        let places = candidates(&gaps(MAPS, len), len, target, 4096);
        assert!(places.len() >= 3);
        assert!(in_reach(places[0], len, target, REACH), "{:#x}", places[0]);
        assert!(places[0] + len + CLEARANCE <= 0x5555_5555_4000 || places[0] >= 0x5555_5558_2000);
    }

    #[test]
    fn a_tight_gap_is_used_at_page_boundaries() {
        for page in [4 << 10, 16 << 10, 64 << 10] {
            for pages in 0..70 {
                let gap = (0x7000_0000, 0x7000_0000 + (100 + pages) * page);
                for target in [0, 0x7000_5123, usize::MAX / 2] {
                    let at = place_in_gap(gap, 100 * page, target, page);
                    assert_eq!(at % page, 0);
                    assert!(at >= gap.0 && at + 100 * page <= gap.1);
                }
            }
        }
    }

    #[test]
    fn reach_is_measured_from_both_ends() {
        assert!(in_reach(REACH - 4096, 4096, 0, REACH));
        assert!(!in_reach(REACH, 4096, 0, REACH));
        assert!(!in_reach(0, 4096, REACH + 4096 + 1, REACH));
    }
}
