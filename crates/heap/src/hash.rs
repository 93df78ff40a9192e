//! The two hashes of map keys: a seeded one for the index, and the specified one for the observable
//! order.
//!
//! The seeded hash multiplies words that are each masked by a secret of the heap, so that a program
//! cannot choose keys that collide. Ints below the number of an index's slots, which most int keys
//! are, each have a slot of their own there, and neighbours are in one line of the cache. Its value
//! is never observable. The order hash is fixed by LANGUAGE section 9 and is computed only when a
//! map is iterated.

use crate::layout::NEIGHBOURS;

/// Buckets of the observable map order.
pub const ORDER_BUCKETS: u32 = 1021;

/// Factors of which the best is taken.
const DRAWN: usize = 64;

/// The seeded hash of one heap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hasher {
    secret: [u64; 4],
}

impl Hasher {
    pub(crate) fn new(seed: u64) -> Hasher {
        let mut state = seed;
        Hasher { secret: [(); 4].map(|()| split_mix(&mut state) | 1) }
    }

    /// What [`Hasher::int`] multiplies other ints by, masks with and multiplies by again.
    pub(crate) fn int_secret(&self) -> [u64; 3] {
        let [a, b, c, _] = self.secret;
        [a, b, c]
    }

    /// Hash of an int key for an index of `mask + 1` slots, a multiple of [`NEIGHBOURS`], that
    /// permutes small ints by `factor`.
    #[inline]
    pub(crate) fn int(&self, key: i32, mask: u32, factor: u32) -> u32 {
        let [a, b, c, _] = self.secret;
        let key = key as u32;
        if key <= mask {
            // The product with an odd number permutes the groups; without it, a run of keys would
            // be a run of slots, through which a search for any other key that begins in it had to
            // go.
            return (key / NEIGHBOURS).wrapping_mul(factor).wrapping_mul(NEIGHBOURS) + key % NEIGHBOURS;
        }
        let spread = u64::from(key).wrapping_mul(a) ^ b;
        // One product leaves arithmetic progressions in patterns that crowd some slots; the second
        // breaks them.
        ((spread ^ (spread >> 32)).wrapping_mul(c) >> 32) as u32
    }

    /// A factor for indexes of `slots` slots, a power of two and at least [`NEIGHBOURS`], that
    /// spreads runs of groups evenly: among some drawn at random the one that is hardest to
    /// approximate by a fraction of the number of groups.
    pub(crate) fn factor(&self, slots: u32) -> u32 {
        let groups = slots / NEIGHBOURS;
        let mut state = self.secret[3] ^ u64::from(slots);
        let drawn = [(); DRAWN].map(|()| split_mix(&mut state) as u32 & (groups - 1) | 1);
        drawn.into_iter().min_by_key(|&factor| largest_quotient(groups, factor)).unwrap_or(1)
    }

    /// Hash of a string key; never 0, which means "not computed" in a string.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> u32 {
        let [a, _, _, d] = self.secret;
        let mut state = d ^ bytes.len() as u64;
        let mut rest = bytes;
        while let Some((block, tail)) = rest.split_first_chunk::<16>().filter(|(_, tail)| !tail.is_empty()) {
            let (low, high) = halves(block);
            state = fold(low ^ a, high ^ state);
            rest = tail;
        }
        self.last(last_words(bytes, rest), state)
    }

    /// The same of a key of so many bytes, 16 at most: these, and zeros behind them.
    #[inline]
    pub(crate) fn short(&self, len: usize, [low, high]: [u64; 2]) -> u32 {
        self.last((low, high), self.secret[3] ^ len as u64)
    }

    #[inline]
    fn last(&self, (low, high): (u64, u64), state: u64) -> u32 {
        let [a, b, c, _] = self.secret;
        let mixed = fold(low ^ b, high ^ state);
        let hash = fold(mixed ^ c, state ^ a);
        (hash as u32).max(1)
    }
}

/// The largest term of the continued fraction of `small / large`, apart from the whole part.
/// Multiples of `small` modulo `large` stand in clusters of up to so many; see the three-distance
/// theorem.
fn largest_quotient(mut large: u32, mut small: u32) -> u32 {
    let mut largest = 0;
    while small != 0 {
        largest = largest.max(large / small);
        (large, small) = (small, large % small);
    }
    largest
}

/// The last 16 bytes as two words; of shorter inputs, all bytes, with zeros behind them.
#[inline]
fn last_words(bytes: &[u8], rest: &[u8]) -> (u64, u64) {
    if let Some(block) = bytes.last_chunk::<16>() {
        return halves(block);
    }
    if let (Some(first), Some(last)) = (rest.first_chunk::<8>(), rest.last_chunk::<8>()) {
        let beyond = u64::from_le_bytes(*last).checked_shr(8 * (16 - rest.len()) as u32);
        return (u64::from_le_bytes(*first), beyond.unwrap_or(0));
    }
    let word = rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
    (word, 0)
}

#[inline]
fn halves(block: &[u8; 16]) -> (u64, u64) {
    let word = u128::from_le_bytes(*block);
    (word as u64, (word >> 64) as u64)
}

/// The 128-bit product, its halves folded together.
#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// Bucket of a string key in the observable order: 32-bit FNV-1a mod 1021.
pub fn string_bucket(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(2_166_136_261_u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    hash % ORDER_BUCKETS
}

/// Bucket of an int key in the observable order.
pub fn int_bucket(key: i32) -> u32 {
    let mut x = key as u32;
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^= x >> 16;
    x % ORDER_BUCKETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn buckets_are_as_specified() {
        for (key, bucket) in [("a", 752), ("b", 351), ("id", 87), ("name", 224)] {
            assert_eq!(string_bucket(key.as_bytes()), bucket, "{key}");
        }
        for (key, bucket) in [(0, 0), (1, 740), (2, 460), (10, 855), (-1, 768)] {
            assert_eq!(int_bucket(key), bucket, "{key}");
        }
    }

    #[test]
    fn every_byte_and_the_length_count() {
        let hasher = Hasher::new(1);
        for len in 0..100 {
            let text: Vec<u8> = (0..len as u8).collect();
            let hash = hasher.bytes(&text);
            assert_ne!(hash, hasher.bytes(&[text.as_slice(), &[0]].concat()), "appended 0 at {len}");
            for at in 0..len {
                let mut other = text.clone();
                other[at] ^= 0x80;
                assert_ne!(hash, hasher.bytes(&other), "byte {at} of {len}");
            }
        }
    }

    #[test]
    fn a_short_key_has_one_hash() {
        let hasher = Hasher::new(1);
        for len in 0..=16 {
            let mut padded = [0; 16];
            (1..=len as u8).for_each(|byte| padded[usize::from(byte) - 1] = byte);
            let (low, high) = halves(&padded);
            assert_eq!(hasher.short(len, [low, high]), hasher.bytes(&padded[..len]), "{len} bytes");
        }
    }

    #[test]
    fn words_spread_over_32_bits() {
        let hasher = Hasher::new(2);
        // 100,000 values in 2^32 are expected to collide once or twice.
        let strings: HashSet<u32> = (0..100_000).map(|i| hasher.bytes(format!("key{i}").as_bytes())).collect();
        let ints: HashSet<u32> = (0..100_000).map(|i| hasher.int(i * 1021 + 8, 7, 1)).collect();
        assert!(strings.len() > 99_980 && ints.len() > 99_980, "{} {}", strings.len(), ints.len());
    }

    #[test]
    fn factors_are_hard_to_approximate() {
        assert_eq!(
            [largest_quotient(8, 1), largest_quotient(8, 7), largest_quotient(8, 3), largest_quotient(1, 1)],
            [8, 7, 2, 1]
        );
        for (seed, bits) in (0..50).flat_map(|seed| (6..30).map(move |bits| (seed, bits))) {
            let factor = Hasher::new(seed).factor(1 << bits);
            assert!(factor % 2 == 1 && largest_quotient(1 << (bits - 3), factor) <= 12, "seed {seed}, {bits} bits");
        }
    }

    #[test]
    fn the_seed_matters() {
        let differing = (8..1008).filter(|&i| Hasher::new(1).int(i, 7, 1) != Hasher::new(2).int(i, 7, 1)).count();
        assert!(differing > 990);
        assert_ne!(Hasher::new(1).factor(8192), Hasher::new(2).factor(8192));
    }

    #[test]
    fn ints_below_the_number_of_slots_have_each_its_own() {
        for seed in 0..20 {
            let hasher = Hasher::new(seed);
            for bits in [3, 6, 13] {
                let (mask, factor) = ((1 << bits) - 1, hasher.factor(1 << bits));
                let slots: HashSet<u32> = (0..=mask as i32).map(|i| hasher.int(i, mask, factor) & mask).collect();
                assert_eq!(slots.len(), 1 << bits, "seed {seed}");
            }
        }
    }
}
