//! Bitmaps with one bit per granule of the old space: setting, counting and searching runs of bits.
//!
//! A bitmap is plain memory of zeros at first; the functions take its first word and bit numbers.
//! Invariant, for all callers: the memory covers every bit they name.

/// Bits in a word.
const BITS: usize = u64::BITS as usize;

/// The bits of a word from `first` on, `count` of them at most.
#[inline]
fn mask(first: usize, count: usize) -> u64 {
    let ones = if count >= BITS { u64::MAX } else { (1 << count) - 1 };
    ones << first
}

/// Sets a bit and returns whether it was set before.
///
/// # Safety
/// The bitmap covers every bit named.
#[inline]
pub(crate) unsafe fn test_and_set(bitmap: *mut u64, bit: usize) -> bool {
    // SAFETY: the caller names a bit of the bitmap, so this is a word of it.
    let word = unsafe { &mut *bitmap.wrapping_add(bit / BITS) };
    let flag = 1 << (bit % BITS);
    let before = *word & flag != 0;
    *word |= flag;
    before
}

/// Whether a bit is set.
///
/// # Safety
/// The bitmap covers every bit named.
#[inline]
pub(crate) unsafe fn test(bitmap: *const u64, bit: usize) -> bool {
    // SAFETY: the caller names a bit of the bitmap, so this is a word of it.
    let word = unsafe { *bitmap.wrapping_add(bit / BITS) };
    word >> (bit % BITS) & 1 == 1
}

/// Sets `count` bits from `first` on.
///
/// # Safety
/// The bitmap covers every bit named.
#[inline]
pub(crate) unsafe fn set(bitmap: *mut u64, mut first: usize, mut count: usize) {
    while count > 0 {
        let (word, at) = (first / BITS, first % BITS);
        let taken = count.min(BITS - at);
        // SAFETY: the caller names bits of the bitmap, so this is a word of it.
        unsafe { *bitmap.wrapping_add(word) |= mask(at, taken) };
        first += taken;
        count -= taken;
    }
}

/// The first run of zeros in `[from, end)` as its start and length.
///
/// # Safety
/// The bitmap covers every bit named.
pub(crate) unsafe fn next_gap(bitmap: *const u64, from: usize, end: usize) -> Option<(usize, usize)> {
    // SAFETY: the bitmap covers `[from, end)`.
    let start = unsafe { seek(bitmap, from, end, u64::MAX) };
    if start >= end {
        return None;
    }
    // SAFETY: `start` is in `[from, end)`, which the bitmap covers.
    let stop = unsafe { seek(bitmap, start, end, 0) };
    Some((start, stop - start))
}

/// The first bit in `[from, end)` that is set after the words are XORed with `flip`, or else `end`.
///
/// # Safety
/// The bitmap covers the bits of `[from, end)`, and nothing writes to it meanwhile.
unsafe fn seek(bitmap: *const u64, from: usize, end: usize, flip: u64) -> usize {
    let mut at = from;
    while at < end {
        // SAFETY: `at` is below `end`, and the bitmap covers all bits below it.
        let word = (unsafe { *bitmap.wrapping_add(at / BITS) } ^ flip) >> (at % BITS);
        if word != 0 {
            return (at + word.trailing_zeros() as usize).min(end);
        }
        at = (at / BITS + 1) * BITS;
    }
    end
}

/// How many bits are set in `words` words.
///
/// # Safety
/// The bitmap covers every bit named.
pub(crate) unsafe fn count(bitmap: *const u64, words: usize) -> usize {
    // SAFETY: the bitmap has that many words, and nothing writes to it meanwhile.
    let words = unsafe { std::slice::from_raw_parts(bitmap, words) };
    words.iter().map(|word| word.count_ones() as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All operations against an array of bools.
    #[test]
    fn bits_are_as_in_a_list() {
        let mut words = [0_u64; 5];
        let mut list = [false; 320];
        let bitmap = words.as_mut_ptr();
        for (first, count) in [(0, 1), (3, 61), (70, 64), (140, 130), (319, 1)] {
            // SAFETY: within the array.
            unsafe { set(bitmap, first, count) };
            list[first..first + count].fill(true);
        }
        for (bit, &set) in list.iter().enumerate() {
            // SAFETY: within the array.
            assert_eq!(unsafe { test(bitmap, bit) }, set, "{bit}");
        }
        // SAFETY: within the array.
        assert_eq!(unsafe { count(bitmap, 5) }, list.iter().filter(|&&set| set).count());
        let mut at = 0;
        let mut gaps = Vec::new();
        // SAFETY: within the array.
        while let Some((start, len)) = unsafe { next_gap(bitmap, at, 320) } {
            gaps.push((start, len));
            at = start + len;
        }
        assert_eq!(gaps, [(1, 2), (64, 6), (134, 6), (270, 49)]);
        // SAFETY: within the array.
        assert!(unsafe { test_and_set(bitmap, 0) } && !unsafe { test_and_set(bitmap, 1) });
    }
}
