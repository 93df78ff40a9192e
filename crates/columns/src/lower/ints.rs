//! Comparisons and products of ints.

use super::{Lower, Mask};
use crate::graph::{IntRelation, Node, Value};
use crate::inst::{Class, Op, Vreg};
use crate::machine::Machine;
use crate::mutant::{self, Mutant};

impl Lower<'_> {
    pub(super) fn compare_int(&mut self, relation: IntRelation, a: Value, b: Value) -> Mask {
        let (a, b) = (self.number(a), self.number(b));
        if self.is_avx512() {
            let predicate = match relation {
                IntRelation::Eq => 0,
                IntRelation::Lt => 1,
                IntRelation::Le => 2,
                IntRelation::Ne => 4,
            };
            let mask = self.emit(Op::CompareInt(predicate), self.shape.int, Class::Mask, &[a, b]);
            return Mask::ints(mask);
        }
        let (op, sources, inverted) = match relation {
            IntRelation::Lt => (Op::Greater, [b, a], false),
            IntRelation::Le => (Op::Greater, [a, b], !mutant::is(Mutant::InvertedMask)),
            IntRelation::Eq => (Op::Equal, [a, b], false),
            IntRelation::Ne => (Op::Equal, [a, b], true),
        };
        let mask = Mask::ints(self.int_op(op, &sources));
        if inverted { mask.not() } else { mask }
    }

    pub(super) fn multiply(&mut self, a: Value, b: Value) -> Vreg {
        let first = self.number(a);
        if let Node::Int(factor) = self.graph.node(b)
            && factor.cast_unsigned().is_power_of_two()
        {
            return self.int_op(Op::ShiftLeft(factor.trailing_zeros() as u8), &[first]);
        }
        let second = self.number(b);
        self.product(first, second)
    }

    /// The low halves of products.
    pub(super) fn product(&mut self, a: Vreg, b: Vreg) -> Vreg {
        if self.shape.machine != Machine::Sse2 {
            return self.int_op(Op::MulInt, &[a, b]);
        }
        if self.shape.rows == 2 {
            // To where the 64-bit products are made of them, and back.
            const SPREAD: u8 = 0b01_01_00_00;
            let spread = [self.rearranged(Op::ShuffleInt(SPREAD), a), self.rearranged(Op::ShuffleInt(SPREAD), b)];
            let products = self.int_op(Op::MulWide, &spread);
            return self.int_op(Op::ShuffleInt(EVEN), &[products]);
        }
        let even = self.int_op(Op::MulWide, &[a, b]);
        let upper = [self.rearranged(Op::ShiftRightQuads(32), a), self.rearranged(Op::ShiftRightQuads(32), b)];
        let odd = self.int_op(Op::MulWide, &upper);
        let (even, odd) = (self.int_op(Op::ShuffleInt(EVEN), &[even]), self.int_op(Op::ShuffleInt(EVEN), &[odd]));
        self.int_op(Op::UnpackDwords, &[even, odd])
    }

    /// Ints moved to where a product reads them. A constant is in every place.
    fn rearranged(&mut self, op: Op, ints: Vreg) -> Vreg {
        if self.program.constant_of[ints.index()].is_some() { ints } else { self.int_op(op, &[ints]) }
    }
}

/// The elements 0 and 2 to the places 0 and 1.
pub(super) const EVEN: u8 = 0b00_00_10_00;
