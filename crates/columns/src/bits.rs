//! [`Bits`] and [`BitsMut`]: bools of one bit each, as Arrow lays them out.

/// Bools that are read: bits, the lowest of each byte first.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    /// The number of the first row's bit.
    offset: usize,
    len: usize,
}

/// Bools that are written: bits from the first byte's lowest on.
#[derive(PartialEq, Debug)]
pub struct BitsMut<'a> {
    bytes: &'a mut [u8],
    len: usize,
}

impl<'a> Bits<'a> {
    /// `len` rows, the first of which is the bit `offset`. `None` if the bytes end before the last.
    pub fn new(bytes: &'a [u8], offset: usize, len: usize) -> Option<Bits<'a>> {
        let end = offset.checked_add(len)?;
        (end.div_ceil(8) <= bytes.len()).then_some(Bits { bytes, offset, len })
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The rows from `start` on as bytes, as many as there is room for.
    pub(crate) fn unpack(&self, start: usize, bytes: &mut [u8]) {
        let mut bit = self.offset + start;
        for eight in bytes.chunks_mut(8) {
            let unpacked = spread(self.byte_at(bit)).to_le_bytes();
            eight.copy_from_slice(&unpacked[..eight.len()]);
            bit += 8;
        }
    }

    /// Eight bits from one of them on, with zeros behind the last byte.
    fn byte_at(&self, bit: usize) -> u8 {
        let byte = |at: usize| u16::from(self.bytes.get(at).copied().unwrap_or(0));
        let two = byte(bit / 8) | byte(bit / 8 + 1) << 8;
        (two >> (bit % 8)) as u8
    }
}

impl<'a> BitsMut<'a> {
    /// `len` rows. `None` if the bytes end before the last. A call sets the bits of the last row's
    /// byte that are behind it to 0.
    pub fn new(bytes: &'a mut [u8], len: usize) -> Option<BitsMut<'a>> {
        (len.div_ceil(8) <= bytes.len()).then_some(BitsMut { bytes, len })
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes, of which the lowest bits count, as the rows from `start` on. All rows are packed in
    /// order, so what is behind the last bit that was packed may be set to 0.
    pub(crate) fn pack(&mut self, start: usize, bytes: &[u8]) {
        if !start.is_multiple_of(8) {
            return self.pack_each(start, bytes);
        }
        for (packed, eight) in self.bytes[start / 8..].iter_mut().zip(bytes.chunks(8)) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            *packed = gather(u64::from_le_bytes(word));
        }
    }

    fn pack_each(&mut self, start: usize, bytes: &[u8]) {
        for (row, byte) in (start..).zip(bytes) {
            let packed = &mut self.bytes[row / 8];
            let below = *packed & ((1 << (row % 8)) - 1);
            *packed = below | (byte & 1) << (row % 8);
        }
    }
}

/// In each byte of a word.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Eight bits as eight bytes of 0 or 1.
fn spread(bits: u8) -> u64 {
    /// In each byte the bit of its own number.
    const OWN: u64 = 0x8040_2010_0804_0201;
    let own = (u64::from(bits) * ONES) & OWN;
    // A byte that is not 0 comes to have its highest bit set, and none of them overflows.
    ((own + 0x7f * ONES) >> 7) & ONES
}

/// The lowest bits of eight bytes as eight bits.
fn gather(bytes: u64) -> u8 {
    // The product's highest byte has the lowest bit of byte `n` in bit `n`.
    ((bytes & ONES).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_are_spread_and_gathered() {
        for bits in 0..=u8::MAX {
            let bytes = spread(bits).to_le_bytes();
            assert_eq!(bytes, std::array::from_fn(|at| bits >> at & 1));
            assert_eq!(gather(u64::from_le_bytes(bytes)), bits);
        }
    }

    #[test]
    fn bits_begin_anywhere() {
        let bytes = [0b1010_0110, 0b0111_0001, 0b1100_1010];
        let bit = |at: usize| bytes[at / 8] >> (at % 8) & 1;
        for offset in 0..24 {
            for len in 0..=24 - offset {
                let bits = Bits::new(&bytes, offset, len).unwrap();
                for start in 0..len {
                    let mut unpacked = vec![7; len - start];
                    bits.unpack(start, &mut unpacked);
                    assert_eq!(unpacked, (start..len).map(|row| bit(offset + row)).collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn blocks_of_any_length_are_packed_in_order() {
        let rows: Vec<u8> = (0..41).map(|row| u8::from(row % 3 == 1 || row % 7 == 2)).collect();
        let expected: Vec<u8> =
            rows.chunks(8).map(|eight| eight.iter().rev().fold(0, |byte, bit| byte << 1 | bit)).collect();
        for block in 1..=rows.len() {
            let mut bytes = [0xff; 6];
            let mut bits = BitsMut::new(&mut bytes, rows.len()).unwrap();
            for (at, block_rows) in rows.chunks(block).enumerate() {
                bits.pack(at * block, block_rows);
            }
            assert_eq!(bytes, expected[..], "blocks of {block}");
        }
    }

    #[test]
    fn too_few_bytes_are_refused() {
        assert!(Bits::new(&[0; 2], 1, 15).is_some());
        assert!(Bits::new(&[0; 2], 2, 15).is_none());
        assert!(Bits::new(&[0; 2], usize::MAX, 2).is_none());
        assert!(BitsMut::new(&mut [0; 2], 16).is_some());
        assert!(BitsMut::new(&mut [0; 2], 17).is_none());
    }
}
