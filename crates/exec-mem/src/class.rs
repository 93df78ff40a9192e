//! Size classes of the free space: 32 to each power of two, exact below 32 units.

/// Lists per power of two.
pub(crate) const FINE: u32 = 32;
const FINE_BITS: u32 = FINE.trailing_zeros();
/// Powers of two: sizes below `FINE` share the first row, one exact list each.
pub(crate) const COARSE: usize = 28;
/// The class of a block of `len` units.
#[inline]
pub(crate) fn class(len: u32) -> (usize, usize) {
    if len < FINE {
        return (0, len as usize);
    }
    let power = len.ilog2();
    let row = power - FINE_BITS + 1;
    let column = (len >> (power - FINE_BITS)) - FINE;
    (row as usize, column as usize)
}

/// Whether two lengths are of one class: whether their leading bits are the same.
#[inline]
pub(crate) fn same_class(one: u32, other: u32) -> bool {
    let shift = (one | FINE).ilog2() - FINE_BITS;
    (one ^ other) >> shift == 0
}

/// The smallest class all of whose blocks hold `len` units.
#[inline]
pub(crate) fn fitting_class(len: u32) -> Option<(usize, usize)> {
    if len < FINE {
        return Some(class(len));
    }
    let slack = (1 << (len.ilog2() - FINE_BITS)) - 1;
    let rounded = len.checked_add(slack)?;
    let (row, column) = class(rounded);
    (row < COARSE).then_some((row, column))
}
