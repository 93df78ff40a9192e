//! [`Test`]: a condition that the flags hold, and what can be done with it.

use bytecode::num::Comparison;
use x64_asm::{Cond, Label, Mem, R14, RAX};

use super::{Gp, IntSource, Masm};

/// A pending condition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Test {
    pub(super) cond: Cond,
    pub(super) parity: Parity,
}

/// What an unordered float comparison adds to the condition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Parity {
    Ignored,
    /// The test holds only if also ordered.
    AndOrdered,
    /// The test also holds if unordered.
    OrUnordered,
}

impl Test {
    pub(super) fn of(cond: Cond) -> Test {
        Test { cond, parity: Parity::Ignored }
    }

    pub(super) fn float_equal() -> Test {
        Test { cond: Cond::E, parity: Parity::AndOrdered }
    }

    pub(super) fn float_not_equal() -> Test {
        Test { cond: Cond::NE, parity: Parity::OrUnordered }
    }

    /// The test that holds exactly when this one does not.
    #[must_use]
    pub fn negate(self) -> Test {
        let parity = match self.parity {
            Parity::Ignored => Parity::Ignored,
            Parity::AndOrdered => Parity::OrUnordered,
            Parity::OrUnordered => Parity::AndOrdered,
        };
        Test { cond: self.cond.negate(), parity }
    }
}

impl Masm {
    /// Goes to a label if a test holds.
    pub fn jump_if(&mut self, test: Test, label: Label) {
        match test.parity {
            Parity::Ignored => self.asm.jcc(test.cond, label),
            Parity::OrUnordered => {
                self.asm.jcc(Cond::P, label);
                self.asm.jcc(test.cond, label);
            }
            Parity::AndOrdered => {
                let skip = self.asm.label();
                self.asm.jcc(Cond::P, skip);
                self.asm.jcc(test.cond, label);
                self.asm.bind(skip);
            }
        }
    }

    /// The boxed bool in the scratch as 0 or 1.
    pub fn untag_bool(&mut self) {
        self.asm.and_ri32(RAX, 1);
    }

    /// Compares ints such that the comparison holds if the scratch is 1, not if it is 0. Clobbers
    /// rcx.
    pub fn compare_as(&mut self, comparison: Comparison) {
        let one = IntSource::Imm(1);
        let zero = IntSource::Imm(0);
        let flag = IntSource::Gp(RAX);
        match comparison {
            Comparison::Lt => {
                self.load_source(x64_asm::RCX, zero);
                self.int_compare(comparison, IntSource::Gp(x64_asm::RCX), flag);
            }
            Comparison::Le => {
                self.load_source(x64_asm::RCX, one);
                self.int_compare(comparison, IntSource::Gp(x64_asm::RCX), flag);
            }
            Comparison::Gt | Comparison::Ne => {
                self.int_compare(comparison, flag, zero);
            }
            Comparison::Ge | Comparison::Eq => {
                self.int_compare(comparison, flag, one);
            }
        }
    }

    /// The boxed bool of a test. Clobbers the scratch.
    pub fn box_test(&mut self, dst: Gp, test: Test) {
        let done = self.asm.label();
        match test.parity {
            Parity::Ignored => {
                self.asm.setcc_r(test.cond, RAX);
                self.asm.movzx_rr32_8(RAX, RAX);
            }
            Parity::AndOrdered | Parity::OrUnordered => {
                self.asm.mov_ri32(RAX, i32::from(test.parity == Parity::OrUnordered));
                self.asm.jcc(Cond::P, done);
                self.asm.setcc_r(test.cond, RAX);
            }
        }
        self.asm.bind(done);
        self.asm.lea_rm64(dst, Mem::base(RAX).index(super::index(R14), x64_asm::Scale::X1).disp(-2));
    }
}
