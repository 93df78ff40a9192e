//! Bools as masks: all bits of a lane set or clear, or one bit of a mask register for each row.
//!
//! A comparison of ints makes 32-bit lanes, one of floats 64-bit lanes. Where both are needed, one
//! is made of the other. No instruction is spent on a negation: a mask says that it is inverted.

use super::{Lower, Lowered, Shape};
use crate::graph::Value;
use crate::inst::{Class, Op, Vreg, Width};
use crate::machine::Machine;
use crate::mutant::{self, Mutant};

/// Bools in a register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mask {
    pub(super) vreg: Vreg,
    /// Whether it has lanes of 64 bits; mask registers count as having 32.
    wide: bool,
    /// Whether the bool is true where the mask is clear.
    pub(super) inverted: bool,
}

impl Mask {
    /// As a comparison of floats makes it.
    pub(super) fn floats(vreg: Vreg, shape: Shape) -> Mask {
        Mask { vreg, wide: shape.has_two_masks(), inverted: false }
    }

    /// As a comparison of ints makes it.
    pub(super) fn ints(vreg: Vreg) -> Mask {
        Mask { vreg, wide: false, inverted: false }
    }

    pub(super) fn not(self) -> Mask {
        Mask { inverted: !self.inverted, ..self }
    }
}

impl Lower<'_> {
    pub(super) fn mask(&mut self, value: Value) -> Mask {
        match self.value(value) {
            Lowered::Mask(mask) => mask,
            Lowered::Number(_) => unreachable!("V12: a bool"),
        }
    }

    /// With lanes of 64 bits, or in a mask register.
    pub(super) fn float_mask(&mut self, value: Value) -> Mask {
        let mask = self.mask(value);
        self.widen(mask)
    }

    /// With lanes of 32 bits, or in a mask register.
    pub(super) fn int_mask(&mut self, value: Value) -> Mask {
        let mask = self.mask(value);
        self.narrow(mask)
    }

    pub(super) fn known_mask(&mut self, value: bool) -> Mask {
        let vreg = match self.shape.mask_class() {
            Class::Mask => self.emit(Op::MaskOnes, Width::X, Class::Mask, &[]),
            Class::Vector => self.constant(u64::MAX),
        };
        Mask { vreg, wide: false, inverted: !value }
    }

    fn widen(&mut self, mask: Mask) -> Mask {
        if mask.wide || !self.shape.has_two_masks() || mutant::is(Mutant::UnwidenedMask) {
            return mask;
        }
        let vreg = match self.shape.machine {
            Machine::Sse2 => self.float_op(Op::UnpackDwords, &[mask.vreg, mask.vreg]),
            Machine::Avx2 | Machine::Avx512 => self.float_op(Op::WidenMask, &[mask.vreg]),
        };
        Mask { vreg, wide: true, ..mask }
    }

    fn narrow(&mut self, mask: Mask) -> Mask {
        if !mask.wide {
            return mask;
        }
        let vreg = match self.shape.machine {
            Machine::Sse2 => self.int_op(Op::ShuffleInt(super::ints::EVEN), &[mask.vreg]),
            Machine::Avx2 | Machine::Avx512 => {
                const EVEN_OF_BOTH: u8 = 0b10_00_10_00;
                let upper = self.int_op(Op::UpperHalf, &[mask.vreg]);
                self.int_op(Op::ShuffleFloat(EVEN_OF_BOTH), &[mask.vreg, upper])
            }
        };
        Mask { vreg, wide: false, ..mask }
    }

    /// The conjunction, or, of a disjunction, the negation of the negations' conjunction.
    pub(super) fn both(&mut self, a: Value, b: Value, disjunction: bool) -> Mask {
        let (mut a, mut b) = (self.mask(a), self.mask(b));
        if a.wide != b.wide {
            (a, b) = (self.widen(a), self.widen(b));
        }
        if disjunction {
            (a, b) = (a.not(), b.not());
        }
        let width = if a.wide { self.shape.float } else { self.shape.int };
        let class = self.shape.mask_class();
        let op = |vector, mask| if class == Class::Mask { mask } else { vector };
        let (operation, sources, inverted) = match (a.inverted, b.inverted) {
            (false, false) => (op(Op::And, Op::MaskAnd), [a.vreg, b.vreg], false),
            (true, false) => (op(Op::AndNot, Op::MaskAndNot), [a.vreg, b.vreg], false),
            (false, true) => (op(Op::AndNot, Op::MaskAndNot), [b.vreg, a.vreg], false),
            (true, true) => (op(Op::Or, Op::MaskOr), [a.vreg, b.vreg], true),
        };
        let vreg = self.emit(operation, width, class, &sources);
        Mask { vreg, wide: a.wide, inverted: inverted != disjunction }
    }

    pub(super) fn load_bools(&mut self, column: u16) -> Mask {
        let ints = self.int_op(Op::LoadBools(column), &[]);
        let vreg = match self.shape.mask_class() {
            Class::Mask => self.emit(Op::TestMask, self.shape.int, Class::Mask, &[ints]),
            Class::Vector => {
                let zero = self.int_constant(0);
                self.int_op(Op::Greater, &[ints, zero])
            }
        };
        Mask::ints(vreg)
    }

    /// As bytes of 0 and 1.
    pub(super) fn store_bools(&mut self, value: Value, column: u16) {
        const ONES: u64 = 0x0101_0101_0101_0101;
        let mask = self.int_mask(value);
        let ones = self.constant(ONES);
        let bytes = match self.shape.mask_class() {
            Class::Mask => {
                let mask = self.upright(mask);
                self.vector(Op::MaskBytes, Width::X, &[mask, ones])
            }
            Class::Vector => {
                let upper = match self.shape.int {
                    Width::X => mask.vreg,
                    Width::Y | Width::Z => self.vector(Op::UpperHalf, Width::X, &[mask.vreg]),
                };
                let words = self.vector(Op::PackDwords, Width::X, &[mask.vreg, upper]);
                let bytes = self.vector(Op::PackWords, Width::X, &[words, words]);
                let op = if mask.inverted { Op::AndNot } else { Op::And };
                self.vector(op, Width::X, &[bytes, ones])
            }
        };
        self.store(Op::StoreBools(column), Width::X, bytes);
    }

    /// The register of a mask that is not inverted.
    fn upright(&mut self, mask: Mask) -> Vreg {
        if !mask.inverted {
            return mask.vreg;
        }
        match self.shape.mask_class() {
            Class::Mask if mutant::is(Mutant::UninvertedMask) => mask.vreg,
            Class::Mask => self.emit(Op::MaskNot, Width::X, Class::Mask, &[mask.vreg]),
            Class::Vector => {
                let ones = self.constant(u64::MAX);
                let width = if mask.wide { self.shape.float } else { self.shape.int };
                self.vector(Op::Xor, width, &[mask.vreg, ones])
            }
        }
    }

    pub(super) fn store_failures(&mut self, value: Value, number: u16) {
        let mask = self.mask(value);
        let vreg = self.upright(mask);
        if mask.wide {
            self.store(Op::StoreFailures64(number), self.shape.float, vreg);
        } else {
            self.store(Op::StoreFailures32(number), self.shape.int, vreg);
        }
    }
}
