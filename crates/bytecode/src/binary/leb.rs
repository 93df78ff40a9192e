//! Numbers of variable length: LEB128, and zigzag for signed ones.

/// Appends a number, seven bits a byte, lowest first.
pub(super) fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends a signed number of 32 bits, small if it is near 0.
pub(super) fn write_signed(bytes: &mut Vec<u8>, number: i32) {
    write(bytes, u64::from(zigzag(number)));
}

const fn zigzag(number: i32) -> u32 {
    ((number << 1) ^ (number >> 31)).cast_unsigned()
}

pub(super) const fn unzigzag(number: u32) -> i32 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// What is wrong with a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BadNumber {
    /// The input ends in it.
    Truncated,
    /// It has more than 64 bits or could be written in fewer bytes.
    Malformed,
}

/// The number at the start of `bytes`, and its length.
pub(super) fn read(bytes: &[u8]) -> Result<(u64, usize), BadNumber> {
    let mut number = 0u64;
    for (at, &byte) in bytes.iter().enumerate().take(10) {
        let bits = u64::from(byte & 0x7f);
        if at == 9 && byte > 1 {
            return Err(BadNumber::Malformed);
        }
        number |= bits << (7 * at);
        if byte < 0x80 {
            let minimal = at == 0 || byte != 0;
            return if minimal { Ok((number, at + 1)) } else { Err(BadNumber::Malformed) };
        }
    }
    Err(if bytes.len() < 10 { BadNumber::Truncated } else { BadNumber::Malformed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip_in_the_fewest_bytes() {
        for shift in 0..64 {
            for number in [1u64 << shift, (1u64 << shift) - 1, u64::MAX >> shift] {
                let mut bytes = Vec::new();
                write(&mut bytes, number);
                let bits = 64 - number.leading_zeros() as usize;
                assert_eq!(bytes.len(), bits.div_ceil(7).max(1));
                assert_eq!(read(&bytes), Ok((number, bytes.len())));
                assert_eq!(read(&bytes[..bytes.len() - 1]), Err(BadNumber::Truncated));
            }
        }
    }

    #[test]
    fn longer_forms_are_refused() {
        assert_eq!(read(&[0x80, 0]), Err(BadNumber::Malformed));
        assert_eq!(read(&[0xff, 0x80, 0]), Err(BadNumber::Malformed));
        assert_eq!(read(&[0x80; 11]), Err(BadNumber::Malformed));
        let mut beyond = [0xff; 10];
        beyond[9] = 2;
        assert_eq!(read(&beyond), Err(BadNumber::Malformed));
        assert_eq!(read(&[]), Err(BadNumber::Truncated));
    }

    #[test]
    fn zigzag_keeps_small_numbers_small() {
        for (number, expected) in [(0, 0), (-1, 1), (1, 2), (i32::MAX, u32::MAX - 1), (i32::MIN, u32::MAX)] {
            assert_eq!(zigzag(number), expected);
            assert_eq!(unzigzag(expected), number);
        }
    }
}
