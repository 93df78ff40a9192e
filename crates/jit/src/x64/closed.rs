//! Frames, calls and the entry of closed functions: the conventions of [`crate::closed`].
//!
//! r15 holds the context, r14 the fuel left, r13d the calls that may still nest, rbp the frame.

use x64_asm::{Cond, Mem, R13, R14, R15, RBP, RBX, RDI, RDX, RSI, RSP};

use super::test::Parity;
use super::{FLOAT_SCRATCH, Fp, Gp, Label, Masm, SCRATCH, Scratch, Test, Word, frame};
use crate::abi::closed::offset;

/// What a caller of the system convention expects to find again.
const SAVED: [Gp; 6] = [RBX, RBP, x64_asm::R12, R13, R14, R15];

/// The words between a closed function's frame and its arguments above: the return address.
pub const RETURN_WORDS: u32 = 1;

fn context(disp: i32) -> Mem {
    Mem::base(R15).disp(disp)
}

impl Masm {
    /// The start of a function that the host calls: `(context, args, result) -> status`. Returns
    /// the address of the arguments.
    pub fn closed_entry(&mut self, outgoing_bytes: u32) -> Scratch<Gp> {
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
        let args = self.scratch();
        self.asm.mov_rr64(*args, RSI);
        self.asm.mov_rr64(RBP, RSP);
        args
    }

    /// Loads an int argument of the host.
    pub fn closed_argument_int(&mut self, dst: Gp, args: Gp, index: u32) {
        self.asm.mov_rm32(dst, Mem::base(args).disp(8 * index as i32));
    }

    /// Loads a bool argument of the host.
    pub fn closed_argument_bool(&mut self, dst: Gp, args: Gp, index: u32) {
        self.closed_argument_int(dst, args, index);
        self.asm.and_ri32(dst, 1);
    }

    /// Loads a float argument of the host; any NaN becomes the canonical one.
    pub fn closed_argument_float(&mut self, dst: Fp, args: Gp, index: u32) {
        let ordered = self.asm.label();
        self.asm.movsd_xm(dst, Mem::base(args).disp(8 * index as i32));
        self.asm.ucomisd_xx(dst, dst);
        self.asm.jcc(Cond::NP, ordered);
        let nan = self.asm.constant(heap::Bits::NAN.raw());
        self.asm.movsd_xm(dst, nan);
        self.asm.bind(ordered);
    }

    /// The end of a function that the host calls: stores the result of the closed function.
    pub fn closed_return_to_host(&mut self, is_float: bool, exit: Label) {
        let (status, to) = (self.scratch(), self.scratch2());
        self.asm.mov_rm64(*to, context(offset::STACK_POINTER));
        self.asm.mov_rm64(*to, Mem::base(*to));
        if is_float {
            self.asm.movsd_mx(Mem::base(*to), FLOAT_SCRATCH);
        } else {
            self.asm.mov_mr64(Mem::base(*to), SCRATCH);
        }
        self.asm.xor_rr32(*status, *status);
        self.asm.jmp(exit);
    }

    /// Returns a status to the host, from any depth.
    pub fn closed_fail(&mut self, status: u32, exit: Label) {
        let passed = self.scratch();
        self.asm.mov_ri32(*passed, status.cast_signed());
        self.asm.jmp(exit);
    }

    /// The end that all entries share: stores the fuel left and restores the host's registers. The
    /// status is in the scratch.
    pub fn closed_exit(&mut self) {
        let _status = self.scratch();
        let zero = self.scratch2();
        self.asm.mov_rm64(RSP, context(offset::STACK_POINTER));
        self.asm.xor_rr32(*zero, *zero);
        self.asm.test_rr64(R14, R14);
        self.asm.cmovcc_rr64(Cond::S, R14, *zero);
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

    /// Calls the function for the remainder of the two float scratches; its result is in the first.
    pub fn closed_remainder(&mut self, _passed: [Scratch<Fp>; 2]) {
        self.asm.call_m(context(offset::REMAINDER));
    }

    /// Sets a register to 1 if a test holds, else to 0.
    pub fn set_test(&mut self, dst: Gp, test: Test) {
        let _claim = self.scratch_before(dst);
        self.asm.setcc_r(test.cond, SCRATCH);
        match test.parity {
            Parity::Ignored => {}
            Parity::AndOrdered => {
                let ordered = self.scratch2();
                self.asm.setcc_r(Cond::NP, *ordered);
                self.asm.and_rr32(SCRATCH, *ordered);
            }
            Parity::OrUnordered => {
                let unordered = self.scratch2();
                self.asm.setcc_r(Cond::P, *unordered);
                self.asm.or_rr32(SCRATCH, *unordered);
            }
        }
        self.asm.movzx_rr32_8(dst, SCRATCH);
    }

    /// Stores known bits into a word; keeps the flags.
    pub fn store_raw_bits(&mut self, word: Word, bits: u64) {
        let value = self.scratch();
        match u32::try_from(bits) {
            Ok(bits) => self.asm.mov_ri32(*value, bits.cast_signed()),
            Err(_) => self.asm.mov_ri64(*value, bits.cast_signed()),
        }
        self.asm.mov_mr64(frame(word), *value);
    }
}
