//! Constants in general-purpose registers, in the fewest instructions.

use crate::assembler::Assembler;
use crate::bitmask;
use crate::buffer::Buffer;
use crate::reg::{Gpr, OrZero, XZR};

/// How a constant is made: one instruction, then `movk` where `patched` has a bit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Plan {
    first: First,
    /// The sixteen bits at each of the four places that `movk` writes.
    patched: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum First {
    /// `movz` of the sixteen bits at this place.
    Zeros(u8),
    /// `movn` of the sixteen bits at this place.
    Ones(u8),
    /// `orr` of the zero register with a bitmask immediate.
    Bitmask(u64),
}

impl Plan {
    fn len(self) -> u32 {
        1 + self.patched.count_ones()
    }

    /// The shortest: `movz`, `movn` or a bitmask immediate, with as few `movk` as can be.
    fn new(value: u64) -> Plan {
        let zeros = Plan::fill(value, 0, First::Zeros);
        let ones = Plan::fill(value, 0xffff, First::Ones);
        let plan = if ones.len() < zeros.len() { ones } else { zeros };
        match plan.len() {
            1 => plan,
            len => Plan::bitmask(value, len).unwrap_or(plan),
        }
    }

    /// Starts with a place that is not `filler`, and patches the others that are not.
    fn fill(value: u64, filler: u64, first: fn(u8) -> First) -> Plan {
        let differs = |place: &u8| part(value, *place) != filler;
        let start = (0..4).find(differs).unwrap_or(0);
        let patched = (start + 1..4).filter(differs).fold(0, |bits, place| bits | 1 << place);
        Plan { first: first(start), patched }
    }

    /// Starts with a bitmask immediate, if that takes fewer than `len` instructions.
    fn bitmask(value: u64, len: u32) -> Option<Plan> {
        const SUBSETS: [&[u8]; 3] = [&[0], &[1, 2, 4, 8], &[3, 5, 6, 9, 10, 12]];
        let sizes = SUBSETS.iter().take(len as usize - 1);
        sizes.copied().flatten().find_map(|&patched| {
            let value = bitmask_beside(value, patched)?;
            Some(Plan { first: First::Bitmask(value), patched })
        })
    }
}

/// A bitmask immediate that equals `value` but for the places in `patched`. What stands there
/// is zeros, ones, or what another place holds: no immediate needs anything else.
fn bitmask_beside(value: u64, patched: u8) -> Option<u64> {
    let mut candidates = [0, 0xffff, 0, 0, 0, 0];
    for place in 0..4 {
        candidates[2 + usize::from(place)] = part(value, place);
    }
    let free = |place: u8| patched >> place & 1 == 1;
    let mut places = (0..4).filter(|place| free(*place));
    let (first, second) = (places.next(), places.next());
    let with = |value, place: Option<u8>, part| place.map_or(value, |place| replaced(value, place, part));
    candidates.into_iter().find_map(|a| {
        let value = with(value, first, a);
        candidates.into_iter().map(|b| with(value, second, b)).find(|value| bitmask::encode(*value).is_some())
    })
}

/// The sixteen bits at a place.
fn part(value: u64, place: u8) -> u64 {
    value >> (16 * place) & 0xffff
}

fn replaced(value: u64, place: u8, part: u64) -> u64 {
    value & !(0xffff << (16 * place)) | part << (16 * place)
}

impl<B: Buffer> Assembler<B> {
    /// `mov xd, value`: the shortest of `movz`, `movn` or `orr` with a bitmask immediate, each
    /// followed by `movk` where it must be. One to four instructions.
    pub fn mov_ri64(&mut self, xd: Gpr<impl OrZero>, value: u64) {
        let plan = Plan::new(value);
        match plan.first {
            First::Zeros(place) => self.movz_ri64(xd, part(value, place) as u16, 16 * place),
            First::Ones(place) => self.movn_ri64(xd, !part(value, place) as u16, 16 * place),
            First::Bitmask(mask) => match Gpr::new(xd.number()) {
                Some(general) => self.orr_rri64(general, XZR, mask),
                None => self.mov_rr64(XZR, XZR),
            },
        }
        for place in (0..4).filter(|place| plan.patched >> place & 1 == 1) {
            self.movk_ri64(xd, part(value, place) as u16, 16 * place);
        }
    }

    /// `mov wd, value`, as [`mov_ri64`](Self::mov_ri64); the upper half becomes zero.
    pub fn mov_ri32(&mut self, wd: Gpr<impl OrZero>, value: u32) {
        let (low, high) = (value as u16, (value >> 16) as u16);
        match (low, high) {
            (_, 0) => self.movz_ri32(wd, low, 0),
            (0, _) => self.movz_ri32(wd, high, 16),
            (_, 0xffff) => self.movn_ri32(wd, !low, 0),
            (0xffff, _) => self.movn_ri32(wd, !high, 16),
            _ => match Gpr::new(wd.number()) {
                Some(general) if bitmask::encode(u64::from(value) << 32 | u64::from(value)).is_some() => {
                    self.orr_rri32(general, XZR, value);
                }
                _ => {
                    self.movz_ri32(wd, low, 0);
                    self.movk_ri32(wd, high, 16);
                }
            },
        }
    }

    /// `mov xd, value` as a `movz` and three `movk`, whatever the value is.
    pub fn mov_ri64_full(&mut self, xd: Gpr<impl OrZero>, value: u64) {
        self.movz_ri64(xd, part(value, 0) as u16, 0);
        for place in 1..4 {
            self.movk_ri64(xd, part(value, place) as u16, 16 * place);
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// What every bitmask immediate leaves to `movk`.
    fn fewest(value: u64, immediates: &[u64]) -> u32 {
        let differing = |other: u64| (0..4).filter(|place| part(value, *place) != part(other, *place)).count() as u32;
        let bitmask = immediates.iter().map(|other| 1 + differing(*other)).min().unwrap();
        let wide = [0, u64::MAX].map(|other| differing(other).max(1));
        bitmask.min(wide[0]).min(wide[1])
    }

    #[test]
    fn no_bitmask_immediate_does_better() {
        let immediates: Vec<u64> = (0..1 << 13).filter_map(|fields| bitmask::decode(fields, 64)).collect();
        let mut state = 7_u64;
        let mut random = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            state >> 32
        };
        for case in 0..4000 {
            let start = immediates[random() as usize % immediates.len()];
            let mut value = [start, 0, u64::MAX, random() << 32 | random()][case % 4];
            for _ in 0..case / 4 % 4 {
                value = replaced(value, (random() % 4) as u8, random() & 0xffff);
            }
            assert_eq!(Plan::new(value).len(), fewest(value, &immediates), "{value:#x}");
        }
    }
}
