//! Families in templates. What EVEX adds comes behind its instruction.

use super::operand::{self, StaticRounding, extra};
use super::{Inst, KMask};
use crate::feature::Features;
use crate::mem::Mem;
use crate::template::Template;

impl<H> Template<H> {
    #[inline]
    pub(super) const fn registers(
        self,
        encodings: [u64; 2],
        registers: [u8; 4],
        extra: u32,
        imm: u64,
        needs: &'static [Features; 2],
    ) -> Template<H> {
        self.push_inst(Inst::new(encodings, registers, None, extra, imm), needs)
    }

    #[inline]
    pub(super) const fn memory(
        self,
        encodings: [u64; 2],
        registers: [u8; 4],
        mem: Mem,
        extra: u32,
        imm: u64,
        needs: &'static [Features; 2],
    ) -> Template<H> {
        self.push_inst(Inst::new(encodings, registers, Some(mem), extra, imm), needs)
    }

    const fn push_inst(self, inst: Inst, needs: &'static [Features; 2]) -> Template<H> {
        let at = inst.choice();
        let encoding = inst.encodings[at];
        let mut needed = needs[at];
        if inst.needs_apx(encoding) {
            needed = needed.union(Features::APX_F);
        }
        self.push_bytes(inst, needs, inst.encode(encoding), needed)
    }

    /// Encodes the instruction before once more, with these bits of EVEX.
    const fn decorate(self, extra: u32) -> Template<H> {
        match self.last_inst() {
            Some((mut inst, needs)) => {
                inst.extra |= extra;
                self.without_last().push_inst(inst, needs)
            }
            None => self.unsound(),
        }
    }

    /// Lets a mask choose the elements that the instruction before writes.
    #[inline]
    pub const fn mask(self, mask: KMask) -> Template<H> {
        self.decorate(operand::mask_bits(mask))
    }

    /// The same, the other elements becoming zero.
    #[inline]
    pub const fn zeroing(self, mask: KMask) -> Template<H> {
        self.decorate(operand::mask_bits(mask) | extra::ZEROING)
    }

    /// Lets one element of the memory operand before stand for all.
    #[inline]
    pub const fn broadcast(self) -> Template<H> {
        self.decorate(extra::B)
    }

    /// Lets the instruction before round in this way.
    #[inline]
    pub const fn rounding(self, rounding: StaticRounding) -> Template<H> {
        self.decorate(operand::rounding_bits(rounding))
    }

    /// Lets the instruction before raise no exceptions.
    #[inline]
    pub const fn sae(self) -> Template<H> {
        self.decorate(extra::B)
    }
}
