//! [`Test`]: a condition that the flags hold, and what can be done with it.

use a64_asm::Cond;
use bytecode::num::Comparison;

use super::{Gp, INTS, IntSource, Label, Masm, Scratch, TEMP};

/// A pending condition. Comparisons of floats have conditions of their own, so that one condition
/// says everything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Test(pub(super) Cond);

impl Test {
    pub(super) fn of(cond: Cond) -> Test {
        Test(cond)
    }

    /// The test that holds exactly when this one does not.
    #[must_use]
    pub fn negate(self) -> Test {
        Test(self.0.negate())
    }
}

impl Masm {
    /// Goes to a label if a test holds.
    pub fn jump_if(&mut self, test: Test, label: Label) {
        self.keep_object(None, |masm| masm.asm.bcc_l(test.0, label));
    }

    /// Makes 0 or 1 of a boxed bool.
    pub fn untag_bool(&mut self, boxed: Gp) {
        self.asm.and_rri32(boxed, boxed, 1);
    }

    /// Compares ints such that the comparison holds if `flag` is 1, and does not if it is 0.
    pub fn compare_as(&mut self, comparison: Comparison, flag: Scratch<Gp>) {
        let flag = IntSource::Gp(*flag);
        match comparison {
            Comparison::Lt | Comparison::Le => {
                self.load_imm(TEMP, i32::from(comparison == Comparison::Le));
                self.int_compare(comparison, IntSource::Gp(TEMP), flag);
            }
            Comparison::Gt | Comparison::Ne => {
                self.int_compare(comparison, flag, IntSource::Imm(0));
            }
            Comparison::Ge | Comparison::Eq => {
                self.int_compare(comparison, flag, IntSource::Imm(1));
            }
        }
    }

    /// Makes a boxed bool of a test.
    pub fn box_test(&mut self, dst: Gp, test: Test) {
        self.asm.sub_rri64(dst, INTS, 2);
        self.asm.cinc_rr64(dst, dst, test.0);
    }

    /// Sets a register to 1 if a test holds, else to 0.
    pub fn set_test(&mut self, dst: Gp, test: Test) {
        self.asm.cset_r32(dst, test.0);
    }
}
