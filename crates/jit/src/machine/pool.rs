//! [`PoolSet`]: some registers of a pool.

use std::ops::{BitAnd, BitOr, BitOrAssign, Sub, SubAssign};

/// A set of places in a pool of at most 32 registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolSet(u32);

impl PoolSet {
    /// No register.
    pub const NONE: PoolSet = PoolSet(0);

    /// The register at a place below 32.
    pub fn at(place: usize) -> PoolSet {
        PoolSet(1 << place)
    }

    /// All registers of a pool.
    pub fn all<R>(pool: &[R]) -> PoolSet {
        PoolSet(((1u64 << pool.len()) - 1) as u32)
    }

    /// A register of a pool; no register if the pool does not have it.
    pub fn of<R: PartialEq>(pool: &[R], register: R) -> PoolSet {
        pool.iter().position(|it| *it == register).map_or(PoolSet::NONE, PoolSet::at)
    }

    /// The first place of the set.
    pub fn first(self) -> Option<usize> {
        (self != PoolSet::NONE).then(|| self.0.trailing_zeros() as usize)
    }

    /// Whether a register is in both sets.
    pub fn meets(self, other: PoolSet) -> bool {
        self & other != PoolSet::NONE
    }

    /// Whether all registers of another set are in this one.
    pub fn has(self, other: PoolSet) -> bool {
        self & other == other
    }
}

impl BitOr for PoolSet {
    type Output = PoolSet;

    fn bitor(self, other: PoolSet) -> PoolSet {
        PoolSet(self.0 | other.0)
    }
}

impl BitOrAssign for PoolSet {
    fn bitor_assign(&mut self, other: PoolSet) {
        *self = *self | other;
    }
}

impl BitAnd for PoolSet {
    type Output = PoolSet;

    fn bitand(self, other: PoolSet) -> PoolSet {
        PoolSet(self.0 & other.0)
    }
}

impl Sub for PoolSet {
    type Output = PoolSet;

    /// The registers of this set that are not in the other one.
    fn sub(self, other: PoolSet) -> PoolSet {
        PoolSet(self.0 & !other.0)
    }
}

impl SubAssign for PoolSet {
    fn sub_assign(&mut self, other: PoolSet) {
        *self = *self - other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_a_full_pool_has_every_register() {
        let pool: [u8; 32] = std::array::from_fn(|at| at as u8);
        let all = PoolSet::all(&pool);
        assert!(pool.iter().all(|&register| all.has(PoolSet::of(&pool, register))));
        assert_eq!((all - PoolSet::of(&pool, 0)).first(), Some(1));
        assert_eq!((all - all).first(), None);
    }

    #[test]
    fn a_register_of_another_pool_is_in_no_set() {
        assert_eq!(PoolSet::of(&[1, 2], 3), PoolSet::NONE);
    }
}
