//! Frames, calls and the entry of closed functions: the conventions of [`crate::closed`].
//!
//! r15 holds the context, r14 the fuel left, r13d the calls that may still nest, rbp the frame.

use x64_asm::{Cond, Mem, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RSI, RSP};

use super::test::Parity;
use super::{FLOAT_SCRATCH, Fp, Gp, Label, Masm, Test, Word};
use crate::abi::closed::offset;

/// What a caller of the system convention expects to find again.
const SAVED: [Gp; 6] = [RBX, RBP, x64_asm::R12, R13, R14, R15];

fn context(disp: i32) -> Mem {
    Mem::base(R15).disp(disp)
}

impl Masm {
    /// The start of a function that the host calls: `(context, args, result) -> status`. Afterwards
    /// the scratch points at the arguments.
    pub fn closed_entry(&mut self, outgoing_bytes: u32) {
        for gp in SAVED {
            self.asm.push_r(gp);
        }
        self.asm.push_r(RDX);
        self.asm.mov_rr64(R15, RDI);
        self.asm.mov_rm64(R14, context(offset::FUEL));
        self.asm.mov_rm32(R13, context(offset::DEPTH));
        self.asm.mov_mr64(context(offset::STACK_POINTER), RSP);
        if outgoing_bytes > 0 {
            self.asm.sub_ri64(RSP, outgoing_bytes as i32);
        }
        self.asm.mov_rr64(RAX, RSI);
        self.asm.mov_rr64(RBP, RSP);
    }

    /// An int argument of the host.
    pub fn closed_argument_int(&mut self, dst: Gp, index: u32) {
        self.asm.mov_rm32(dst, Mem::base(RAX).disp(8 * index as i32));
    }

    /// A bool argument of the host.
    pub fn closed_argument_bool(&mut self, dst: Gp, index: u32) {
        self.closed_argument_int(dst, index);
        self.asm.and_ri32(dst, 1);
    }

    /// A float argument of the host; any NaN becomes the canonical one.
    pub fn closed_argument_float(&mut self, dst: Fp, index: u32) {
        let ordered = self.asm.label();
        self.asm.movsd_xm(dst, Mem::base(RAX).disp(8 * index as i32));
        self.asm.ucomisd_xx(dst, dst);
        self.asm.jcc(Cond::NP, ordered);
        let nan = self.asm.constant(heap::Bits::NAN.raw());
        self.asm.movsd_xm(dst, nan);
        self.asm.bind(ordered);
    }

    /// The end of a function that the host calls: stores what the inner one has returned.
    pub fn closed_return_to_host(&mut self, is_float: bool, exit: Label) {
        self.asm.mov_rm64(RCX, context(offset::STACK_POINTER));
        self.asm.mov_rm64(RCX, Mem::base(RCX));
        if is_float {
            self.asm.movsd_mx(Mem::base(RCX), FLOAT_SCRATCH);
        } else {
            self.asm.mov_mr64(Mem::base(RCX), RAX);
        }
        self.asm.xor_rr32(RAX, RAX);
        self.asm.jmp(exit);
    }

    /// Ends everything with a status, from any depth.
    pub fn closed_fail(&mut self, status: u32, exit: Label) {
        self.asm.mov_ri32(RAX, status.cast_signed());
        self.asm.jmp(exit);
    }

    /// What all ways out share: the fuel left, the host's registers; the status is in the scratch.
    pub fn closed_exit(&mut self) {
        self.asm.mov_rm64(RSP, context(offset::STACK_POINTER));
        self.asm.xor_rr32(RCX, RCX);
        self.asm.test_rr64(R14, R14);
        self.asm.cmovcc_rr64(Cond::S, R14, RCX);
        self.asm.mov_mr64(context(offset::FUEL), R14);
        self.asm.pop_r(RDX);
        for gp in SAVED.into_iter().rev() {
            self.asm.pop_r(gp);
        }
        self.asm.ret();
    }

    /// Pays for a call and makes a frame.
    pub fn closed_enter(&mut self, frame_bytes: u32, too_deep: Label, out_of_fuel: Label) {
        self.asm.sub_ri32(R13, 1);
        self.asm.jcc(Cond::S, too_deep);
        self.asm.sub_ri64(R14, 1);
        self.asm.jcc(Cond::S, out_of_fuel);
        self.asm.sub_ri64(RSP, frame_bytes as i32);
        self.asm.mov_rr64(RBP, RSP);
    }

    /// Returns what is in the scratch or the float scratch.
    pub fn closed_leave(&mut self, frame_bytes: u32) {
        self.asm.add_ri64(RSP, frame_bytes as i32);
        self.asm.add_ri32(R13, 1);
        self.asm.ret();
    }

    /// Pays for a turn of a loop and goes to its header.
    pub fn closed_turn(&mut self, header: Label, out_of_fuel: Label) {
        self.asm.sub_ri64(R14, 1);
        self.asm.jcc(Cond::NS, header);
        self.asm.jmp(out_of_fuel);
    }

    /// Calls another closed function, which keeps no register but the pinned ones.
    pub fn closed_call(&mut self, function: Label) {
        self.asm.call(function);
        self.asm.mov_rr64(RBP, RSP);
    }

    /// The remainder of the two float scratches, in the first.
    pub fn closed_remainder(&mut self) {
        self.asm.call_m(context(offset::REMAINDER));
    }

    /// 0 or 1 by a test. Clobbers the scratch, and the second one where NaNs matter.
    pub fn set_test(&mut self, dst: Gp, test: Test) {
        self.asm.setcc_r(test.cond, RAX);
        match test.parity {
            Parity::Ignored => {}
            Parity::AndOrdered => {
                self.asm.setcc_r(Cond::NP, RCX);
                self.asm.and_rr32(RAX, RCX);
            }
            Parity::OrUnordered => {
                self.asm.setcc_r(Cond::P, RCX);
                self.asm.or_rr32(RAX, RCX);
            }
        }
        self.asm.movzx_rr32_8(dst, RAX);
    }

    /// Known bits into a word. Clobbers the scratch; keeps the flags.
    pub fn store_raw_bits(&mut self, word: Word, bits: u64) {
        match u32::try_from(bits) {
            Ok(bits) => self.asm.mov_ri32(RAX, bits.cast_signed()),
            Err(_) => self.asm.mov_ri64(RAX, bits.cast_signed()),
        }
        self.asm.mov_mr64(word.mem(), RAX);
    }
}
