//! Bitmask immediates: a run of ones, rotated within an element of 2 to 64 bits, repeated.

/// The fields `N:immr:imms` (13 bits) for this constant, if it is a bitmask immediate.
pub(crate) const fn encode(value: u64) -> Option<u32> {
    if value == 0 || value == u64::MAX {
        return None;
    }
    let mut size = 64;
    while size > 2 && value.rotate_right(size / 2) == value {
        size /= 2;
    }
    let mask = u64::MAX >> (64 - size);
    let element = value & mask;
    // Turned so that the run of ones starts at bit 0.
    let ones = element.count_ones();
    let run = u64::MAX >> (64 - ones);
    let start = match element & 1 {
        0 => element.trailing_zeros(),
        // The run goes around, or starts at bit 0: behind its top part.
        _ => (size - (element | !mask).leading_ones().saturating_sub(64 - size)) % size,
    };
    let turned = (element >> start | element << ((size - start) % size)) & mask;
    if turned != run && ones != size {
        return None;
    }
    let n = (size == 64) as u32;
    let immr = (size - start) % size;
    let imms = (!(size * 2 - 1) & 0x3f) | (ones - 1);
    Some(n << 12 | immr << 6 | imms & 0x3f)
}

/// The constant of these fields, if they are one for a register of so many bits.
pub(crate) const fn decode(fields: u32, bits: u32) -> Option<u64> {
    let (n, immr, imms) = (fields >> 12 & 1, fields >> 6 & 0x3f, fields & 0x3f);
    let key = n << 6 | (!imms & 0x3f);
    if key < 2 || (n == 1 && bits == 32) {
        return None;
    }
    let size = 1 << (31 - key.leading_zeros());
    let (ones, turn) = ((imms & (size - 1)) + 1, immr & (size - 1));
    if ones == size {
        return None;
    }
    let mask = u64::MAX >> (64 - size);
    let run = u64::MAX >> (64 - ones);
    let mut value = (run >> turn | run << ((size - turn) % size)) & mask;
    let mut filled = size;
    while filled < 64 {
        value |= value << filled;
        filled *= 2;
    }
    Some(if bits == 32 { value & 0xffff_ffff } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_immediate_is_found_again() {
        let mut found = 0;
        for fields in 0..1 << 13 {
            let Some(value) = decode(fields, 64) else { continue };
            let again = encode(value).unwrap();
            assert_eq!(decode(again, 64), Some(value), "{value:#x}");
            found += u32::from(again == fields);
        }
        assert_eq!(found, 5334);
    }

    #[test]
    fn nothing_else_is_one() {
        let known: alloc::collections::BTreeSet<u64> = (0..1 << 13).filter_map(|fields| decode(fields, 64)).collect();
        let mut state = 1_u64;
        let near = known.iter().flat_map(|value| (0..64).map(move |bit| value ^ 1 << bit));
        let random = (0..100_000).map(|_| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            state ^ state >> 29
        });
        for value in near.chain(random).chain([0, u64::MAX]) {
            assert_eq!(encode(value).is_some(), known.contains(&value), "{value:#x}");
        }
    }
}
