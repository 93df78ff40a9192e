//! What instructions mean, written without them.

/// Elements of so many bytes, zero-extended.
pub fn elements(bytes: &[u8], size: usize) -> Vec<u64> {
    bytes.chunks(size).map(number).collect()
}

/// A little-endian number of at most eight bytes.
pub fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// Elements of so many bytes from the start of a vector; the rest is zero.
pub fn vector(elements: impl IntoIterator<Item = u64>, size: usize) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, element) in bytes.chunks_mut(size).zip(elements) {
        to.copy_from_slice(&element.to_le_bytes()[..size]);
    }
    bytes
}

pub fn sign_extend(value: u64, bytes: usize) -> u64 {
    let unused = 64 - 8 * bytes;
    ((value << unused) as i64 >> unused) as u64
}

/// The lowest `count` bits.
pub fn low_bits(value: u64, count: u64) -> u64 {
    if count < 64 { value & ((1 << count) - 1) } else { value }
}

pub fn deposit(value: u64, mask: u64) -> u64 {
    let places = (0..64).filter(|at| mask >> at & 1 == 1);
    places.enumerate().fold(0, |all, (from, to)| all | (value >> from & 1) << to)
}

pub fn extract(value: u64, mask: u64) -> u64 {
    let places = (0..64).filter(|at| mask >> at & 1 == 1);
    places.enumerate().fold(0, |all, (to, from)| all | (value >> from & 1) << to)
}

/// CRC-32C, bit by bit.
pub fn crc32c(crc: u32, bytes: &[u8]) -> u32 {
    let mut crc = crc;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0x82f6_3b78 } else { crc >> 1 };
        }
    }
    crc
}

/// The product of polynomials over bits.
pub fn carryless(a: u64, b: u64) -> u128 {
    (0..64).filter(|at| b >> at & 1 == 1).fold(0, |all, at| all ^ u128::from(a) << at)
}

/// The comparison that a predicate of `cmpps` asks for. From 16 on they differ in exceptions only.
pub fn compares(predicate: u8, a: f32, b: f32) -> bool {
    let unordered = a.is_nan() || b.is_nan();
    let holds = match predicate & 7 {
        0 => a == b,
        1 => a < b,
        2 => a <= b,
        _ => unordered,
    };
    match predicate & 15 {
        0..4 => holds,
        4 => a != b,
        5 => unordered || a >= b,
        6 => unordered || a > b,
        7 => !unordered,
        8 => unordered || a == b,
        9 => unordered || a < b,
        10 => unordered || a <= b,
        11 => false,
        12 => !unordered && a != b,
        13 => a >= b,
        14 => a > b,
        _ => true,
    }
}

/// Half precision to single.
pub fn from_half(half: u16) -> f32 {
    let sign = if half >> 15 == 1 { -1.0 } else { 1.0 };
    let fraction = f32::from(half & 0x3ff);
    let exponent = i32::from(half >> 10 & 31);
    match exponent {
        0 => sign * fraction * 2_f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1024.0 + fraction) * 2_f32.powi(exponent - 25),
    }
}

/// Single precision to half, to the nearest, ties to even; `None` of a NaN.
pub fn to_half(value: f32) -> Option<u16> {
    let sign = u16::from(value.is_sign_negative()) << 15;
    let size = f64::from(value.abs());
    if value.is_nan() {
        return None;
    }
    if size >= 65_520.0 {
        return Some(sign | 0x7c00);
    }
    let exponent = if size < 2_f64.powi(-14) { -14 } else { size.log2().floor() as i32 };
    let steps = (size / 2_f64.powi(exponent - 10)).round_ties_even() as u16;
    // The hidden bit of the fraction adds one to the exponent.
    let shifted = ((exponent + 14) as u16) << 10;
    Some(sign | (shifted + steps))
}

/// Two rounds of SHA-256 with the state in the order of `sha256rnds2`.
pub fn sha256_rounds(cdgh: [u32; 4], abef: [u32; 4], words: [u32; 2]) -> [u32; 4] {
    let [h, g, d, c] = cdgh;
    let [f, e, b, a] = abef;
    let mut state = [a, b, c, d, e, f, g, h];
    for word in words {
        let [a, b, c, d, e, f, g, h] = state;
        let choice = e & f ^ !e & g;
        let majority = a & b ^ a & c ^ b & c;
        let sum1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let sum0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let first = h.wrapping_add(sum1).wrapping_add(choice).wrapping_add(word);
        let second = sum0.wrapping_add(majority);
        state = [first.wrapping_add(second), a, b, c, d.wrapping_add(first), e, f, g];
    }
    let [a, b, _, _, e, f, ..] = state;
    [f, e, b, a]
}

/// Four rounds of SHA-1, the state from `d` in element 0 to `a` in element 3.
pub fn sha1_rounds(state: [u32; 4], words: [u32; 4], kind: u8) -> [u32; 4] {
    let [d, c, b, a] = state;
    let (mut a, mut b, mut c, mut d, mut e) = (a, b, c, d, 0_u32);
    let constant = [0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6][usize::from(kind)];
    // `e` is part of the first word.
    for word in words.into_iter().rev() {
        let mixed = match kind {
            0 => b & c ^ !b & d,
            2 => b & c ^ b & d ^ c & d,
            _ => b ^ c ^ d,
        };
        let sum = a.rotate_left(5).wrapping_add(mixed).wrapping_add(word).wrapping_add(e).wrapping_add(constant);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, sum);
    }
    [d, c, b, a]
}

/// The substitution of AES: the inverse in GF(2^8), and an affine map.
pub fn substitute(byte: u8) -> u8 {
    let inverse = (1..=255).find(|other| multiply(byte, *other) == 1).unwrap_or(0);
    (1..5).fold(inverse ^ 0x63, |all, by| all ^ inverse.rotate_left(by))
}

pub fn multiply(a: u8, b: u8) -> u8 {
    let product = carryless(a.into(), b.into()) as u16;
    (8..16).rev().fold(product, |rest, at| if rest >> at & 1 == 1 { rest ^ 0x11b << (at - 8) } else { rest }) as u8
}
