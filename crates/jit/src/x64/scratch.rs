//! The scratch registers.

use super::{FLOAT_SCRATCH, FLOAT_SCRATCH2, Fp, Gp, Masm, SCRATCH, SCRATCH2, SCRATCH3, Scratch};

crate::machine::scratch_registers!();

impl Masm {
    /// Claims the scratch for an operation whose result goes to `dst`, unless that is the scratch
    /// itself.
    #[inline]
    pub(super) fn scratch_before(&self, dst: Gp) -> Option<Scratch<Gp>> {
        (dst != SCRATCH).then(|| self.scratch())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x64::Held;

    #[test]
    fn a_scratch_can_be_claimed_again_when_it_was_dropped() {
        let masm = Masm::with_capacity(0);
        drop(masm.scratch());
        let held = Held::Scratch(masm.scratch());
        assert_eq!(*held, SCRATCH);
        masm.scratch2();
        masm.float_scratch();
    }

    #[test]
    #[cfg(any(debug_assertions, feature = "mutants"))]
    #[should_panic = "RAX is clobbered while it holds something"]
    fn an_operation_that_clobbers_a_claimed_scratch_is_caught() {
        let mut masm = Masm::with_capacity(0);
        let _held = masm.scratch();
        masm.copy_word(crate::x64::Word(0), crate::x64::Word(1));
    }

    #[test]
    #[cfg(any(debug_assertions, feature = "mutants"))]
    #[should_panic = "a scratch register holds something before a register is taken"]
    fn no_scratch_is_claimed_where_all_may_be_clobbered() {
        let masm = Masm::with_capacity(0);
        let _held = masm.float_scratch2();
        masm.check_no_scratch("a register is taken");
    }
}
