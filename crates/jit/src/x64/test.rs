//! [`Test`]: a condition that the flags hold, and what can be done with it.

use bytecode::num::Comparison;
use x64_asm::{Cond, Label, Mem, R14};

use super::{Gp, IntSource, Masm, SCRATCH, Scratch};

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

    /// Makes 0 or 1 of a boxed bool.
    pub fn untag_bool(&mut self, boxed: Gp) {
        self.asm.and_ri32(boxed, 1);
    }

    /// Compares ints such that the comparison holds if `flag` is 1, and does not if it is 0.
    pub fn compare_as(&mut self, comparison: Comparison, flag: Scratch<Gp>) {
        let one = IntSource::Imm(1);
        let zero = IntSource::Imm(0);
        let flag = IntSource::Gp(*flag);
        match comparison {
            Comparison::Lt | Comparison::Le => {
                let bound = self.scratch2();
                self.load_source(*bound, if comparison == Comparison::Lt { zero } else { one });
                self.int_compare(comparison, IntSource::Gp(*bound), flag);
            }
            Comparison::Gt | Comparison::Ne => {
                self.int_compare(comparison, flag, zero);
            }
            Comparison::Ge | Comparison::Eq => {
                self.int_compare(comparison, flag, one);
            }
        }
    }

    /// Makes a boxed bool of a test.
    pub fn box_test(&mut self, dst: Gp, test: Test) {
        let _claim = self.scratch_before(dst);
        let done = self.asm.label();
        match test.parity {
            Parity::Ignored => {
                self.asm.setcc_r(test.cond, SCRATCH);
                self.asm.movzx_rr32_8(SCRATCH, SCRATCH);
            }
            Parity::AndOrdered | Parity::OrUnordered => {
                self.asm.mov_ri32(SCRATCH, i32::from(test.parity == Parity::OrUnordered));
                self.asm.jcc(Cond::P, done);
                self.asm.setcc_r(test.cond, SCRATCH);
            }
        }
        self.asm.bind(done);
        self.asm.lea_rm64(dst, Mem::base(SCRATCH).index(super::index(R14), x64_asm::Scale::X1).disp(-2));
    }
}
